// Who takes part, with which keys, as what; who may pay for whom; and what takes several keys.

import type { Change } from '../change.ts';
import type { Operation } from '../commands.ts';
import { door } from '../door.ts';
import { money, part, row, seen, stand, type Reader, type Source } from './source.ts';

type Readers<O extends Operation> = { [N in O]: Reader<N> };

/** A party of the directory, of which most are not there when they are registered. */
async function party(bic: string, from: Source) {
  const told = await seen(from.read(door('/v1/participants')));
  return told === 'unseen' || told === null ? told : (told.participants.find((one) => one.bic === bic) ?? null);
}

/** How many keys of a party count. */
async function counting(of: string, from: Source) {
  const told = await seen(from.read(door('/v1/keys', { query: { participant: of } })));
  return { told, active: told === 'unseen' || told === null ? null : told.keys.filter((one) => one.state === 'active').length };
}

const proposals = (of: string, from: Source) => from.read(door('/v1/proposals', { query: { participant: of } }));

export const ofParties: Readers<
  'RegisterParty' | 'AdmitParticipant' | 'ChangeAccess' | 'GrantMandate' | 'RevokeMandate' | 'AddKey' | 'RevokeKey' | 'RequireApprovals' | 'SetOutflowCap'
> = {
  RegisterParty: async ({ bic, keys }, _, from) => [
    row(from.say('party', { bank: bic }), part(await party(bic, from), () => from.say('registered'), from), from.say('registered_keys', { n: keys.length })),
    ...keys.map((key): Change => row(from.say('key'), null, key)),
  ],
  AdmitParticipant: async ({ party: bic, currency, class: as, access }, _, from) => {
    const known = await party(bic, from);
    const own = known === 'unseen' || known === null ? undefined : known.accounts.find((one) => one.currency === currency);
    const before = (of: (one: NonNullable<typeof own>) => string | null) => (known === 'unseen' ? from.say('unseen') : known === null ? from.say('unregistered') : own ? of(own) : from.say('no_account'));
    return [
      row(from.say('takes_part', { bank: bic, currency }), before((one) => stand(one.class, from)), stand(as, from)),
      row(from.say('may', { bank: bic, currency }), before((one) => stand(one.access, from)), stand(access, from)),
    ];
  },
  ChangeAccess: async ({ party: bic, currency, access }, _, from) => [
    row(from.say('may', { bank: bic, currency }), part(await party(bic, from), (told) => stand(told.accounts.find((one) => one.currency === currency)?.access, from) ?? from.say('no_account'), from), stand(access, from)),
  ],
  // The door tells of no mandate, so that it cannot be said whether one stands already.
  GrantMandate: async ({ currency, to }, by, from) => [row(from.say('mandate', { bank: to, of: by, currency }), from.say('not_told'), from.say('mandate_given'))],
  RevokeMandate: async ({ currency, from: bank }, by, from) => [row(from.say('mandate', { bank, of: by, currency }), from.say('not_told'), from.say('mandate_ended'))],
  AddKey: async ({ key }, by, from) => {
    const { told } = await counting(by, from);
    const own = told === 'unseen' ? null : told?.keys.find((one) => one.key === key);
    return [row(from.say('key_of', { party: by, key: key.slice(0, 24) }), stand(own?.state, from), from.say(own ? 'refused' : 'cooling'))];
  },
  RevokeKey: async ({ party: of, number }, _, from) => {
    const { told, active } = await counting(of, from);
    const own = told === 'unseen' || told === null ? undefined : told.keys.find((one) => one.number === number);
    return [
      row(from.say('key_n', { party: of, n: number }), part(told, () => stand(own?.state, from), from), stand('revoked', from)),
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
