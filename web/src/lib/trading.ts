// What a settlement agent says of exchange in its currency, and what a bank offers in it, as deeds
// of the one dialog.

import { x } from '../words/trade.ts';
import { chosen, type Step } from './commands.ts';
import type { Deed, Field } from './deed.svelte.ts';
import type { OrderRow } from './wire.ts';
import { live } from './live.svelte.ts';
import { decimal, minor } from './money.ts';
import { figure } from './settings.svelte.ts';
import { ratioOf, unitsOf } from './ratio.ts';
import type { RateRow } from './wire.ts';

const back = (step: Step) => ({ label: x('back'), ...step });

export function postRate(agent: string, row: RateRow): Deed {
  const { currency, minor_units: digits } = row;
  const today = live.overview?.system.instant.slice(0, 10) ?? '';
  const rate = (values: Record<string, string>) => ratioOf(values['units'] ?? '', digits);
  return {
    title: `${x('post_rate')}: ${currency}`,
    party: agent,
    fields: [
      { name: 'units', label: x('units', { currency }), kind: 'text', value: unitsOf(row.rate, digits), hint: x('units_hint', { now: unitsOf(row.rate, digits) }) },
      { name: 'from', label: x('from'), kind: 'date', value: today },
    ],
    build: (values) => ({ command: 'PostOfficialRate', fields: { currency, rate: rate(values) ?? '', from: values['from'] ?? '' } }),
    about: (values) => (rate(values) === null ? x('rate_bad') : x('about_rate', { currency, units: values['units'] ?? '', from: values['from'] ?? '' })),
    undo: () => (row.rate ? back({ command: 'PostOfficialRate', fields: { currency, rate: row.rate, from: today } }) : null),
  };
}

export function approveRate(operator: string, row: RateRow): Deed {
  const fields = { currency: row.currency, rate: row.coming?.rate ?? '', from: row.coming?.from ?? '' };
  return {
    title: `${x('approve')}: ${row.currency}`,
    party: operator,
    build: () => ({ command: 'ApproveOfficialRate', fields }),
    about: () => x('about_approve', fields),
  };
}

export function setBand(agent: string, row: RateRow): Deed {
  const { currency } = row;
  return {
    title: `${x('set_band')}: ${currency}`,
    party: agent,
    fields: [{ name: 'points', label: x('band'), kind: 'number', optional: true, value: row.band_basis_points === null ? '' : String(row.band_basis_points) }],
    build: ({ points }) => ({ command: 'SetBand', fields: { currency, basis_points: points ? Number(points) : null } }),
    about: ({ points }) => (points ? x('about_band', { currency, points }) : x('about_band_free', { currency })),
    undo: () => back({ command: 'SetBand', fields: { currency, basis_points: row.band_basis_points } }),
  };
}

export function setQuota(agent: string, row: RateRow): Deed {
  const { currency } = row;
  return {
    title: `${x('set_quota')}: ${currency}`,
    party: agent,
    fields: [{ name: 'amount', label: x('quota'), kind: 'amount', digits: row.minor_units, optional: true, value: row.quota ?? '' }],
    build: ({ amount }) => ({ command: 'SetQuota', fields: { currency, amount: amount || null } }),
    about: ({ amount }) => (amount ? x('about_quota', { currency, amount: figure(amount) }) : x('about_quota_free', { currency })),
    undo: () => back({ command: 'SetQuota', fields: { currency, amount: row.quota } }),
  };
}

export function switchPair(agent: string, row: RateRow, others: string[]): Deed {
  const { currency } = row;
  return {
    title: `${x('switch_pair')}: ${currency}`,
    party: agent,
    fields: [
      { name: 'against', label: x('against'), kind: 'choice', options: others.map((value) => ({ value, label: value })) },
      { name: 'switch', label: x('switch'), kind: 'choice', value: 'off', options: [{ value: 'off', label: x('off') }, { value: 'on', label: x('on') }] },
    ],
    build: ({ against = '', switch: turn }) => ({ command: 'SwitchPair', fields: { currency, against, switch: chosen(['off', 'on'], turn) } }),
    about: ({ against = '', switch: turn }) => x(turn === 'on' ? 'about_pair_on' : 'about_pair_off', { currency, against }),
    undo: ({ against = '' }) => back({ command: 'SwitchPair', fields: { currency, against, switch: row.switched_off_against.includes(against) ? 'off' : 'on' } }),
  };
}

export function halt(agent: string, row: RateRow): Deed {
  const { currency } = row;
  const open = row.trading === 'open';
  return {
    title: `${x(open ? 'halt' : 'resume')}: ${currency}`,
    party: agent,
    build: () => ({ command: open ? 'HaltExchange' : 'ResumeExchange', fields: { currency } }),
    about: () => x(open ? 'about_halt' : 'about_resume', { currency }),
    undo: () => back({ command: open ? 'ResumeExchange' : 'HaltExchange', fields: { currency } }),
  };
}

/** What a bank can sell and buy: the currencies in which it has accounts. */
function pair(currencies: string[], wanted: string): Field[] {
  const options = currencies.map((value) => ({ value, label: value }));
  return [
    { name: 'sell', label: x('sell'), kind: 'choice', options },
    { name: 'amount', label: x('sell_amount'), kind: 'amount', currencyIn: 'sell' },
    { name: 'buy', label: x('buy'), kind: 'choice', options, value: currencies[1] ?? '' },
    { name: 'wanted', label: wanted, kind: 'amount', currencyIn: 'buy' },
  ];
}

/** So many minutes after the system's instant. */
function until(minutes: string | undefined): string {
  const now = Date.parse(live.overview?.system.instant ?? new Date().toISOString());
  return new Date(now + Math.max(1, Math.floor(Number(minutes)) || 1) * 60_000).toISOString();
}

export function placeOrder(bank: string, currencies: string[]): Deed {
  return {
    title: x('place_order'),
    party: bank,
    fields: [...pair(currencies, x('at_least')), { name: 'rounds', label: x('rounds'), kind: 'number', value: '10', least: 1 }],
    build: ({ sell = '', amount = '', buy = '', wanted = '', rounds }) => ({ command: 'PlaceOrder', fields: { name: crypto.randomUUID(), sell: { currency: sell, amount }, buy: { currency: buy, at_least: wanted }, rounds: Number(rounds) } }),
    about: ({ sell = '', amount = '', buy = '', wanted = '', rounds = '' }) => x('about_order', { sell, amount: figure(amount), buy, wanted: figure(wanted), rounds }),
    undo: (_, asked) => (asked.order === null ? null : { label: x('undo_order'), command: 'CancelOrder', fields: { number: asked.order } }),
  };
}

export function postQuote(bank: string, currencies: string[]): Deed {
  return {
    title: x('post_quote'),
    party: bank,
    fields: [...pair(currencies, x('for_all')), { name: 'minutes', label: x('minutes'), kind: 'number', value: '60', least: 1 }],
    build: ({ sell = '', amount = '', buy = '', wanted = '', minutes }) => ({ command: 'PostQuote', fields: { name: crypto.randomUUID(), sell: { currency: sell, amount }, buy: { currency: buy, amount: wanted }, until: until(minutes) } }),
    about: ({ sell = '', amount = '', buy = '', wanted = '', minutes = '' }) => x('about_quote', { sell, amount: figure(amount), buy, wanted: figure(wanted), minutes }),
    undo: (_, asked) => (asked.order === null ? null : { label: x('undo_order'), command: 'CancelOrder', fields: { number: asked.order } }),
  };
}

/** The least an order gets for what it gives at most, by its exact limit, rounded up to what can be paid. */
export function leastFor(row: OrderRow, digits: (currency: string) => number): string {
  const [asked = 0n, given = 1n] = row.limit.split('/').map((part) => BigInt(part));
  const amount = minor(row.amount, digits(row.sell)) * asked;
  return decimal(given === 0n ? 0n : (amount + given - 1n) / given, digits(row.buy));
}

export function cancelOrder(bank: string, row: OrderRow): Deed {
  return {
    title: `${x('cancel')}: ${row.order}`,
    party: bank,
    build: () => ({ command: 'CancelOrder', fields: { number: row.order } }),
    about: () => x('about_cancel', { n: row.order, left: figure(row.left), sell: row.sell }),
  };
}
