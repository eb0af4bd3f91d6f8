// Who takes part, with which keys, as what; who may pay for whom; and what takes several keys.

import { shortOf } from '../bic.ts';
import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { money, part, row, seen, stand, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

/** A party of the directory, of which most are not there when they are registered. */
async function party(bic: string, from: Source) {
  const told = await seen(from.read(door('/v1/participants')));
  return told === 'unseen' || told === null ? told : (told.participants.find((one) => shortOf(one.bic) === shortOf(bic)) ?? null);
}

/** How many keys of a party count. */
async function counting(of: string, from: Source) {
  const told = await seen(from.read(door('/v1/keys', { query: { participant: of } })));
  return { told, active: told === 'unseen' || told === null ? null : told.keys.filter((one) => one.state === 'active').length };
}

const proposals = (of: string, from: Source) => from.read(door('/v1/proposals', { query: { participant: of } }));

/** Whether a party itself may not revoke a key: its last, or one of as many as it requires, and of
 *  two where a cap binds it. R-PAR-08, R-APR-08 */
async function isNeeded({ state }: { state: string }, of: string, by: string, active: number, from: Source): Promise<boolean> {
  if (by !== of || state !== 'active') return false;
  const told = await seen(proposals(of, from));
  const { requirements, caps } = told === 'unseen' || told === null ? { requirements: [], caps: [] } : told;
  return active <= Math.max(1, caps.length > 0 ? 2 : 1, ...requirements.map(({ keys }) => keys));
}

export const ofParties: Readers<
  'RegisterParty' | 'AdmitParticipant' | 'ChangeAccess' | 'GrantMandate' | 'RevokeMandate' | 'AddKey' | 'RevokeKey' | 'RequireApprovals' | 'SetOutflowCap'
> = {
  RegisterParty: async ({ bic, keys }, _, from) => {
    const known = await party(bic, from);
    const what = from.say('party', { bank: bic });
    // R-PAR-02
    if (known !== null && known !== 'unseen') return [row(what, from.say('registered'), from.say('refused'))];
    return [row(what, known && from.say('unseen'), from.say('registered_keys', { n: keys.length })), ...keys.map((key): Change => row(from.say('key'), null, key))];
  },
  AdmitParticipant: async ({ party: bic, currency, class: as, access }, _, from) => {
    const known = await party(bic, from);
    const own = known === 'unseen' || known === null ? undefined : known.accounts.find((one) => one.currency === currency);
    const before = (of: (one: NonNullable<typeof own>) => string | null) => (known === 'unseen' ? from.say('unseen') : known === null ? from.say('unregistered') : own ? of(own) : from.say('no_account'));
    const what = from.say('takes_part', { bank: bic, currency });
    // Only who is registered is admitted, and what is closed stays closed. R-PAR-02, R-PAR-05
    if (known === null || own?.access === 'closed') return [row(what, before((one) => stand(one.access, from)), from.say('refused'))];
    return [row(what, before((one) => stand(one.class, from)), stand(as, from)), row(from.say('may', { bank: bic, currency }), before((one) => stand(one.access, from)), stand(access, from))];
  },
  ChangeAccess: async ({ party: bic, currency, access }, _, from) => {
    const known = await party(bic, from);
    const own = known === 'unseen' || known === null ? undefined : known.accounts.find((one) => one.currency === currency);
    const before = known === 'unseen' ? from.say('unseen') : known === null ? from.say('unregistered') : own ? stand(own.access, from) : from.say('no_account');
    // What is closed stays closed. R-PAR-03, R-PAR-05
    const refused = known !== 'unseen' && (!own || own.access === 'closed');
    return [row(from.say('may', { bank: bic, currency }), before, refused ? from.say('refused') : stand(access, from))];
  },
  // The door tells of no mandate, so that it cannot be said whether one stands already.
  GrantMandate: async ({ currency, to }, by, from) => [row(from.say('mandate', { bank: to, of: by, currency }), from.say('not_told'), from.say('mandate_given'))],
  RevokeMandate: async ({ currency, from: bank }, by, from) => [row(from.say('mandate', { bank, of: by, currency }), from.say('not_told'), from.say('mandate_ended'))],
  AddKey: async ({ key }, by, from) => {
    const { told } = await counting(by, from);
    const own = told === 'unseen' ? null : told?.keys.find((one) => one.key === key);
    return [row(from.say('key_of', { party: by, key: key.slice(0, 24) }), stand(own?.state, from), from.say(own ? 'refused' : 'cooling'))];
  },
  RevokeKey: async ({ party: of, number }, by, from) => {
    const { told, active } = await counting(of, from);
    const own = told === 'unseen' || told === null ? undefined : told.keys.find((one) => one.number === number);
    const what = from.say('key_n', { party: of, n: number });
    const before = part(told, () => stand(own?.state, from), from);
    if (told !== 'unseen' && (!own || own.state === 'revoked' || (await isNeeded(own, of, by, active ?? 0, from)))) return [row(what, before, from.say('refused'))];
    return [
      row(what, before, stand('revoked', from)),
      ...(active === null ? [] : [row(from.say('keys_count', { party: of }), String(active), String(own?.state === 'active' ? active - 1 : active))]),
    ];
  },
  RequireApprovals: async ({ area, keys, hours }, by, from) => {
    const before = (await proposals(by, from)).requirements.find((one) => one.area === area);
    return [row(from.area(area), before ? from.say('keys_hours', { keys: before.keys, hours: before.hours }) : from.say('one_key'), keys === 1 ? from.say('one_key') : from.say('keys_hours', { keys, hours }))];
  },
  SetOutflowCap: async ({ currency, cap }, by, from) => [
    row(from.say('cap', { currency }), money((await proposals(by, from)).caps.find((one) => one.currency === currency)?.cap, from) ?? from.say('no_cap'), money(cap, from) ?? from.say('no_cap')),
  ],
};
