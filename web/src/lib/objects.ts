// What has an address and stands in no list of the frame: what needs somebody, keys, limits and
// standing orders of who looks, cycles, swap lines, pairs of currencies. Read when one looks for something.

import { nameOf, sentenceOf } from './alerts.ts';
import { cyclesOf } from './cycles.ts';
import { door } from './door.ts';
import { live } from './live.svelte.ts';
import { pairIn } from './pairs.ts';
import { read } from './read.svelte.ts';
import { path } from './route.ts';
import { settings, t } from './settings.svelte.ts';
import { c } from '../words/cycles.ts';
import { l } from '../words/liquidity.ts';
import { p } from '../words/participants.ts';
import { x } from '../words/trade.ts';

/** Something that is found: what it is, what it is called, and where it stands. */
export interface Found {
  id: string;
  group: string;
  text: string;
  more: string;
  to: string;
}

export interface Objects {
  objects: Found[];
  /** What is known by a number alone. */
  numbered: (number: string) => Found[];
  /** A pair of currencies, where the words name one. */
  paired: (text: string) => Found | null;
}

const found = (id: string, group: string, text: string, to: string, more = ''): Found => ({ id, group, text, to, more });

/** Where an alert stands, for whoever sees it. */
export const toAlert = (alert: string): string => (settings.role === 'participant' ? path({ screen: 'position', id: settings.bank, query: { alert } }) : path({ screen: 'overview', query: { alert } }));

/** What can be found by a party; of none, what anybody finds. */
export async function objectsOf(party: string): Promise<Objects> {
  const quietly = <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null);
  const [alerts, cycles, lines, keys, tools] = await Promise.all([
    quietly(read(door('/v1/alerts'))),
    quietly(cyclesOf()),
    quietly(read(door('/v1/swap-lines'))),
    party ? quietly(read(door('/v1/keys', { query: { participant: party } }))) : null,
    party ? quietly(read(door('/v1/liquidity', { query: { participant: party } }))) : null,
  ]);
  const codes = (live.overview?.currencies ?? []).map((row) => row.currency);
  const accounts = tools?.accounts ?? [];
  return {
    objects: [
      ...(alerts?.alerts ?? []).map((one) => found(`alert-${nameOf(one)}`, t('alerts'), sentenceOf(one), toAlert(nameOf(one)))),
      ...(cycles ?? []).map((one) => found(`cycle-${one.cycle}`, c('cycles'), c('cycle_n', { n: one.cycle }), path({ screen: 'cycles', id: String(one.cycle) }), one.currencies.join(' '))),
      ...(lines?.lines ?? []).map((one) => found(`line-${one.line}`, c('lines'), c('line_n', { n: one.line }), path({ screen: 'lines', id: String(one.line) }), `${one.proposer} ${one.partner}`)),
      ...(keys?.keys ?? []).map((one) => found(`key-${one.number}`, p('keys'), p('key_n', { n: one.number }), path({ screen: 'participants', id: party, query: { key: String(one.number) } }), `${party} ${one.key}`)),
      ...accounts.flatMap(({ currency, limits, standing_orders }) => [
        ...limits.map((one) => found(`limit-${currency}-${one.counterparty ?? ''}`, l('limits'), `${currency} ${one.counterparty ?? l('limit_all')}`, path({ screen: 'liquidity', id: party, query: { currency, limit: one.counterparty ?? 'rest' } }), party)),
        ...standing_orders.map((one) => found(`standing-${currency}-${one.number}`, l('standing'), `${currency} ${one.number} \u2192 ${one.order.to}`, path({ screen: 'liquidity', id: party, query: { currency, standing: String(one.number) } }), party)),
      ]),
    ],
    numbered: (number) => [found(`order-${number}`, x('order'), x('order_n', { n: number }), path({ screen: 'exchange', query: { order: number, ended: '1' } }))],
    paired: (text) => {
      const pair = pairIn(text, codes);
      return pair && found(`pair-${pair.join('.')}`, x('pair'), pair.join('/'), path({ screen: 'exchange', query: { pair: pair.join('.') } }));
    },
  };
}
