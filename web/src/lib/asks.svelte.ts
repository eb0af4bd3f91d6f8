// What this page has asked of the node: signed, sent, answered, and kept for whoever looks why.

import { ascii } from './bytes.ts';
import { live } from './live.svelte.ts';
import { signature } from './signers.svelte.ts';

/** Where each command is asked for; an open part is filled from the body's field of that name. */
const PATHS = {
  CancelInstruction: '/v1/instructions/cancel',
  ReorderInstruction: '/v1/instructions/reorder',
  ReprioritiseInstruction: '/v1/instructions/reprioritise',
  SetQueuePolicy: '/v1/queue-policies',
  ReserveFunds: '/v1/reservations',
  SetBilateralLimit: '/v1/limits/bilateral',
  SetMultilateralLimit: '/v1/limits/multilateral',
  SetCreditLine: '/v1/credit-lines',
  TransferLiquidity: '/v1/liquidity-transfers',
  SetStandingOrder: '/v1/standing-orders',
  ExtendDay: '/v1/calendars/extensions',
  SetCalendar: '/v1/calendars',
  SuspendCurrency: '/v1/currencies/suspend',
  ResumeCurrency: '/v1/currencies/resume',
  ChangeAccess: '/v1/participants/access',
  AddKey: '/v1/keys',
  RevokeKey: '/v1/keys/revoke',
  PostOfficialRate: '/v1/rates',
  ApproveOfficialRate: '/v1/rates/approve',
  SetBand: '/v1/bands',
  SetQuota: '/v1/quotas',
  SwitchPair: '/v1/pairs',
  HaltExchange: '/v1/exchange/halt',
  ResumeExchange: '/v1/exchange/resume',
  PlaceOrder: '/v1/orders',
  PostQuote: '/v1/quotes',
  CancelOrder: '/v1/orders/cancel',
  RequireApprovals: '/v1/approvals/requirements',
  Approve: '/v1/proposals/{proposal}/approve',
  Withdraw: '/v1/proposals/{proposal}/withdraw',
} as const;

/** Bodies that state neither a command nor an instant. */
const BARE = new Set<string>(['PlaceOrder', 'PostQuote', 'CancelOrder']);

export type CommandName = keyof typeof PATHS;
export type Fields = Record<string, unknown>;

/** Something that was asked, and what became of it. */
export interface Asked {
  id: string;
  /** When, by this browser's clock. */
  at: string;
  party: string;
  command: string;
  path: string;
  /** The exact bytes that were signed. */
  body: string;
  signature: string;
  /** The HTTP status; 0 where no answer came. */
  status: number;
  /** The word of the answer, or the code of the problem. */
  word: string;
  /** Why not, where it was not done. */
  reason: string;
  /** The refusal's number and rule, where the rules say no. */
  refusal: { number: number; rule: string; iso: string } | null;
  position: number | null;
  order: number | null;
  /** What was answered, as it came. */
  answer: string;
}

const NAME = 'sarraf.asks';
const MOST = 200;

class Asks {
  /** The newest first. */
  list = $state.raw<Asked[]>(kept());

  note(asked: Asked): void {
    this.list = [asked, ...this.list].slice(0, MOST);
    try {
      localStorage.setItem(NAME, JSON.stringify(this.list));
    } catch {
      // The list lasts as long as the page, then.
    }
  }

  clear(): void {
    this.list = [];
    try {
      localStorage.removeItem(NAME);
    } catch {
      // Nothing was kept.
    }
  }
}

export const asks = new Asks();

function kept(): Asked[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(NAME) ?? '[]');
    return Array.isArray(list) ? (list as Asked[]).filter((one) => typeof one?.id === 'string' && typeof one.body === 'string') : [];
  } catch {
    return [];
  }
}

/** An instant of the system's clock that no other ask of this page states. */
function now(): string {
  const instant = live.overview?.system.instant ?? new Date().toISOString();
  const [whole = instant] = instant.split(/[.Z]/);
  const part = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${whole}.${String(part % 1_000_000_000).padStart(9, '0')}Z`;
}

/** The body of a command, in the bytes that will be signed. */
export function bodyOf(command: CommandName, fields: Fields): string {
  const stated = BARE.has(command) ? fields : { command, asked_at: now(), ...fields };
  return JSON.stringify(stated, null, 2);
}

export function pathOf(command: CommandName, fields: Fields): string {
  return PATHS[command].replace(/\{(\w+)\}/, (_, name: string) => String(fields[name]));
}

/** Signs as a party, sends, and keeps what was answered; never throws. */
export async function ask(party: string, command: CommandName, fields: Fields): Promise<Asked> {
  const body = bodyOf(command, fields);
  return send({ party, command, path: pathOf(command, fields), body });
}

/** Sends a body as it stands, signed by a party. */
export async function send(what: { party: string; command: string; path: string; body: string }): Promise<Asked> {
  const asked: Asked = {
    ...what,
    id: crypto.randomUUID(), at: new Date().toISOString(), signature: '', status: 0, word: '', reason: '', refusal: null, position: null, order: null, answer: '',
  };
  try {
    const bytes = ascii(what.body);
    asked.signature = await signature(what.party, bytes);
    const response = await fetch(what.path, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json', 'sarraf-signature': asked.signature },
    });
    asked.status = response.status;
    asked.answer = await response.text();
    told(asked);
  } catch (error) {
    asked.reason = error instanceof Error ? error.message : String(error);
  }
  asks.note(asked);
  return asked;
}

function told(asked: Asked): void {
  const answer = JSON.parse(asked.answer) as Record<string, unknown>;
  const text = (name: string) => (typeof answer[name] === 'string' ? (answer[name] as string) : '');
  const number = (name: string) => (typeof answer[name] === 'number' ? (answer[name] as number) : null);
  asked.position = number('position');
  asked.order = number('order');
  if (asked.status < 300) {
    asked.word = text('status');
    return;
  }
  asked.word = text('code');
  asked.reason = [text('detail') || text('title'), text('path') && `(${text('path')})`].filter(Boolean).join(' ');
  const refusal = number('number');
  if (refusal !== null) asked.refusal = { number: refusal, rule: text('rule'), iso: text('iso') };
}

/** The same ask from a terminal. */
export function curlOf(asked: Pick<Asked, 'path' | 'signature' | 'body'>, media = 'application/json'): string {
  const quoted = asked.body.replaceAll("'", "'\\''");
  return `curl -s '${location.origin}${asked.path}' -H 'content-type: ${media}' -H 'sarraf-signature: ${asked.signature}' --data-binary '${quoted}'`;
}
