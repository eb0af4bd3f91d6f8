// What whoever is signed in can begin from the palette: the deeds of the screens, each of which
// opens the one dialog, where it is confirmed.

import { d } from '../words/day.ts';
import { ay } from '../words/answering.ts';
import { s } from '../words/deeds.ts';
import { l } from '../words/liquidity.ts';
import { k } from '../words/tasks.ts';
import { x } from '../words/trade.ts';
import { requireKeys } from './approving.ts';
import { confirmCredit, consent } from './consenting.ts';
import type { Deed } from './deed.svelte.ts';
import { door } from './door.ts';
import { mayConfirm, mayConsent } from './entitled.ts';
import { extend, suspend } from './extending.ts';
import { admit, issue, redeem } from './issuing.ts';
import { live } from './live.svelte.ts';
import { limit, reserve, standing, transfer } from './providing.ts';
import { read } from './read.svelte.ts';
import { path, toPayment } from './route.ts';
import { schedule } from './scheduling.ts';
import { t } from './settings.svelte.ts';
import { approveRate, halt, placeOrder, postQuote, postRate, setBand, setQuota } from './trading.ts';
import type { CurrencyRow, RateRow, Tools } from './wire.ts';

/** Something that can be begun: what it is, what it asks, and the screen where it is done otherwise. */
export interface Act {
  id: string;
  group: string;
  text: string;
  deed: () => Promise<Deed | null>;
  at: string;
}

/** As whom one acts. */
export interface Actor {
  role: 'operator' | 'agent' | 'participant';
  party: string;
  /** Where the party has accounts. */
  currencies: string[];
  /** Of which the party is the settlement agent. */
  agentOf: string[];
  /** The payment that is looked at, if one is. */
  payment: string;
}

async function account(party: string, currency: string): Promise<Tools | undefined> {
  const { accounts } = await read(door('/v1/liquidity', { query: { participant: party } }));
  return accounts.find((row) => row.currency === currency);
}

/** What a bank says of the payment that is looked at. Whether it may is read when it is begun: where
 *  it may not, the payment is shown. */
function ofPayment({ party, payment: uetr }: Actor): Act[] {
  if (uetr === '') return [];
  const known = () => read(door('/v1/payments/{uetr}', { path: { uetr } }));
  const act = (id: string, text: string, may: typeof mayConsent, deed: typeof consent): Act => ({
    id,
    group: t('nav_payments'),
    text: `${text}: ${uetr.slice(0, 8)}`,
    deed: async () => {
      const payment = await known();
      return may(payment, party) ? deed(party, payment) : null;
    },
    at: toPayment(uetr),
  });
  return [act('consent', ay('consent'), mayConsent, consent), act('confirm', ay('confirm'), mayConfirm, confirmCredit)];
}

function ofBank(actor: Actor): Act[] {
  const { party, currencies } = actor;
  const with_ = (id: string, what: string, currency: string, deed: (row: Tools) => Deed): Act => ({
    id: `${id}-${currency}`,
    group: t('nav_liquidity'),
    text: `${what}: ${currency}`,
    deed: async () => {
      const row = await account(party, currency);
      return row ? deed(row) : null;
    },
    at: path({ screen: 'liquidity', id: party, query: { currency } }),
  });
  const next = (row: Tools) => Math.max(0, ...row.standing_orders.map((one) => one.number)) + 1;
  const trades = currencies.length > 1 ? [placeOrder, postQuote].map((begin, at): Act => ({
    id: at === 0 ? 'order' : 'quote',
    group: t('nav_exchange'),
    text: x(at === 0 ? 'place_order' : 'post_quote'),
    deed: async () => begin(party, currencies),
    at: '#/exchange',
  })) : [];
  return [
    ...ofPayment(actor),
    ...currencies.map((currency) => with_('transfer', l('transfer'), currency, transfer)),
    ...trades,
    ...currencies.flatMap((currency) => [
      with_('reserve-urgent', `${l('reserve')} ${l('for_urgent')}`, currency, (row) => reserve(row, 'urgent')),
      with_('reserve-high', `${l('reserve')} ${l('for_high')}`, currency, (row) => reserve(row, 'high')),
      with_('limit', l('add_limit'), currency, (row) => limit(row, 'new')),
      with_('standing', l('add_order'), currency, (row) => standing(row, next(row), null)),
    ]),
  ];
}

/** Everybody who is registered beside an agent itself, with an account or none yet. Order: by BIC. */
const registered = async (agent: string) => (await read(door('/v1/participants'))).participants.map((row) => row.bic).filter((bic) => bic !== agent).sort();

/** The day of a currency that is open, or comes next. */
async function today(currency: string) {
  const now = Date.parse(live.overview?.system.instant ?? '');
  const { currencies } = await read(door('/v1/calendars', { query: { currency } }));
  return currencies[0]?.days.find((day) => Date.parse(day.close) > now);
}

function ofAgent({ party, agentOf }: Actor): Act[] {
  const rate = async (currency: string): Promise<RateRow | undefined> => (await read(door('/v1/rates'))).rates.find((row) => row.currency === currency);
  const row = (currency: string): CurrencyRow | undefined => live.overview?.currencies.find((one) => one.currency === currency);
  const exchange = (id: string, what: string, currency: string, deed: (agent: string, row: RateRow) => Deed): Act => ({
    id: `${id}-${currency}`,
    group: t('nav_exchange'),
    text: `${what}: ${currency}`,
    deed: async () => {
      const found = await rate(currency);
      return found ? deed(party, found) : null;
    },
    at: '#/exchange',
  });
  const admitting: Act[] = agentOf.length > 0 ? [{ id: 'admit', group: t('nav_participants'), text: s('admit'), deed: async () => admit(party, agentOf, await registered(party)), at: '#/participants' }] : [];
  const all = agentOf.flatMap((currency): Act[] => {
    const suspended = row(currency)?.phase === 'suspended';
    const halted = live.rates?.rates.find((one) => one.currency === currency)?.trading === 'halted';
    const at = path({ screen: 'day', id: currency });
    return [
      { id: `issue-${currency}`, group: t('nav_liquidity'), text: `${s('issue')}: ${currency}`, deed: async () => issue(party, currency, null), at: '#/liquidity' },
      { id: `redeem-${currency}`, group: t('nav_liquidity'), text: `${s('redeem')}: ${currency}`, deed: async () => redeem(party, currency, null), at: '#/liquidity' },
      {
        id: `extend-${currency}`,
        group: t('nav_day'),
        text: `${d('extend')}: ${currency}`,
        deed: async () => {
          const day = await today(currency);
          return day ? extend(party, currency, live.digits(currency), day) : null;
        },
        at,
      },
      { id: `suspend-${currency}`, group: t('nav_day'), text: `${d(suspended ? 'resume' : 'suspend')}: ${currency}`, deed: async () => suspend(party, currency, suspended), at },
      {
        id: `calendar-${currency}`,
        group: t('nav_day'),
        text: `${s('calendar')}: ${currency}`,
        deed: async () => {
          const told = (await read(door('/v1/calendars', { query: { currency } }))).currencies[0];
          return schedule(party, currency, told?.calendars ?? [], row(currency)?.date ?? live.overview?.system.instant.slice(0, 10) ?? '');
        },
        at,
      },
      exchange('rate', x('post_rate'), currency, postRate),
      exchange('band', x('set_band'), currency, setBand),
      exchange('quota', x('set_quota'), currency, setQuota),
      exchange('halt', x(halted ? 'resume' : 'halt'), currency, halt),
    ];
  });
  return [...all, ...admitting];
}

function ofOperator({ party }: Actor): Act[] {
  const coming = (live.rates?.rates ?? []).filter((row) => row.coming && !row.coming.approved);
  return coming.map((row) => ({ id: `approve-${row.currency}`, group: t('nav_exchange'), text: `${x('approve')}: ${row.currency}`, deed: async () => approveRate(party, row), at: '#/exchange' }));
}

/** Everything that can be begun by whom. Order: what is done most often first. */
export function actsOf(actor: Actor): Act[] {
  const own = { participant: ofBank, agent: ofAgent, operator: ofOperator }[actor.role](actor);
  const keys: Act = {
    id: 'require',
    group: t('nav_tasks'),
    text: k('require'),
    deed: async () => requireKeys(actor.party, (await read(door('/v1/proposals', { query: { participant: actor.party } }))).requirements),
    at: '#/tasks',
  };
  return [...own, keys];
}
