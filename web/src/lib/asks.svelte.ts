// What this page has asked of the node: signed, sent, answered, and kept for whoever looks why.

import { ascii } from './bytes.ts';
import { bodyOf, pathOf, type Step } from './commands.ts';
import { live } from './live.svelte.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { signature } from './signers.svelte.ts';

/** Something that was asked, and what became of it. */
export interface Asked extends Outcome {
  id: string;
  /** When, by this browser's clock. */
  at: string;
  party: string;
  command: string;
  path: string;
  /** POST, where nothing is said. */
  method?: string;
  /** Of a request that was signed as a whole: the fields that carry its signature, which serve once. */
  fields?: Record<string, string>;
  /** The exact bytes that were signed. */
  body: string;
  signature: string;
  /** The HTTP status; 0 where no answer came. */
  status: number;
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

// How far the browser's clock and the system's last record may be apart for the browser's to be right. A node
// takes what was asked within the last five minutes, since its door opened, and up to 30 seconds ahead.
// Unit: milliseconds.
const NEAR = 120_000;

/**
 * An instant that no other ask of this page states.
 *
 * By the browser's clock where the system's is near it, which is told only with each record and so
 * is behind by up to one; else, as in a sandbox or where the browser is wrong, by the system's.
 */
function now(): string {
  const told = live.overview?.system.instant;
  const here = new Date();
  const near = !told || Math.abs(Date.parse(told) - here.getTime()) < NEAR;
  const [whole = ''] = (near ? here.toISOString() : told).split('Z');
  const [second = '', part = ''] = whole.split('.');
  const drawn = String((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 1_000_000_000).padStart(9, '0');
  return `${second}.${near ? part + drawn.slice(part.length) : drawn}Z`;
}

/** The body of a command, in the bytes that will be signed, as of now. */
export function bodyNow(step: Step): string {
  return bodyOf(step, now());
}

/** Signs as a party, sends, and keeps what was answered; never throws. */
export async function ask(party: string, step: Step): Promise<Asked> {
  return send({ party, command: step.command, path: pathOf(step), body: bodyNow(step) });
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
    Object.assign(asked, outcomeOf(asked.status, asked.answer));
  } catch (error) {
    asked.reason = error instanceof Error ? error.message : String(error);
  }
  asks.note(asked);
  return asked;
}

/** The same ask from a terminal. */
export function curlOf({ path, signature, body, method = 'POST', fields }: Pick<Asked, 'path' | 'signature' | 'body' | 'method' | 'fields'>, media = 'application/json'): string {
  const headers = fields ?? { 'sarraf-signature': signature };
  const content = body === '' ? '' : ` -H 'content-type: ${media}' --data-binary '${body.replaceAll("'", "'\\''")}'`;
  return `curl -s${method === 'POST' && body !== '' ? '' : ` -X ${method}`} '${location.origin}${path}'${Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`).join('')}${content}`;
}
