// Alerts in words, and where one goes to do something about each.

import type { Answer } from './door.ts';
import { count, grouped } from './money.ts';
import { path, toBank, toPayment } from './route.ts';
import { settings, t, type Key } from './settings.svelte.ts';

export type Alert = Answer<'/v1/alerts'>['alerts'][number];

/** A name for it, the same as long as it is the same. */
export const nameOf = (alert: Alert) => [alert.kind, alert.participant, alert.currency, alert.of].join('.');

/** The screen where one acts. */
export function placeOf({ kind, participant, currency, of }: Alert): string {
  const bank = participant ?? '';
  switch (kind) {
    case 'views-behind':
    case 'certificate-ends':
      return '#/audit';
    case 'currency-suspended':
      return path({ screen: 'day', id: currency ?? '' });
    case 'exchange-halted':
    case 'rate-waits':
      return '#/exchange';
    case 'participant-suspended':
      return path({ screen: 'participants', id: bank });
    case 'key-cooling':
    case 'key-near-cap':
      return path({ screen: 'participants', id: bank, query: { key: of ?? '' } });
    case 'payments-wait':
      return toPayment(of ?? '');
    case 'pay-in-due':
      return of ? path({ screen: 'cycles', id: of }) : toBank(bank);
    case 'below-floor':
    case 'near-floor':
    case 'near-cap':
      return path({ screen: 'liquidity', id: bank, query: { currency: currency ?? '' } });
    case 'limit-near':
      return path({ screen: 'liquidity', id: bank, query: { currency: currency ?? '', limit: of ?? 'rest' } });
    case 'proposal-waits':
      return path({ screen: 'tasks', id: of ?? '' });
    case 'webhook-failing':
    case 'webhook-behind':
      return '#/developer';
    default:
      return '#/';
  }
}

/** What it is, in a sentence; a kind that this page does not know yet is told by its name. */
export function sentenceOf(alert: Alert): string {
  const key = `alert_${alert.kind}`;
  if (!(key in settings.words)) return alert.kind;
  return t(key as Key, {
    n: count(alert.count ?? 0, settings.language),
    amount: grouped((alert.amount ?? '0').replace(/^-/, ''), settings.language),
    currency: alert.currency ?? '',
    bank: alert.participant ?? '',
    of: alert.of ?? t('others_all'),
  });
}
