// Logins: what a provider of OpenID Connect knows a person by, bound to a key by its signature once,
// and shown to sign in from then on. A login opens a session and signs no command.
//
// The page goes to the provider and comes back anew, with a code in its address that counts only
// with the ticket, which never left this tab.

import type { AddressOf, AnswerOf, BodyOf } from './commands.ts';
import { door, type Documented } from './door.ts';
import { posted, signed } from './passkeys.ts';
import { where } from './place.svelte.ts';
import { problem, read } from './read.svelte.ts';

export type Login = Documented<'/v1/logins'>['logins'][number];

/** Whose logins are taken here; nothing where none are. */
export type Provider = Documented<'/v1/sign-in'>['openid'];

/** What for one goes to the provider. */
type Purpose = 'enter' | 'bind';

/** What is kept in this tab while its page is the provider's. */
interface Underway {
  purpose: Purpose;
  state: string;
  ticket: string;
  /** Where the page was. */
  hash: string;
}

/** What was brought back. */
type Brought = Pick<BodyOf<'OpenSessionByLogin'>, 'code' | 'state' | 'iss' | 'ticket'>;

const NAME = 'sarraf.login';

/** A word of a provider's. Source: RFC 6749, section 4.1.2.1. */
const WORD = /^[a-z_]{1,40}$/;

/** What the node says of logins; a node that knows of none takes none. */
export async function provider(): Promise<Provider> {
  return (await read(door('/v1/sign-in')).catch(() => null))?.openid ?? null;
}

/** What a provider is called on this page: by where it is. */
export function called(provider: NonNullable<Provider>): string {
  return URL.canParse(provider.issuer) ? new URL(provider.issuer).host : provider.issuer;
}

/** Whether the provider sends people back to this page. */
export function canReturn(provider: NonNullable<Provider>): boolean {
  return provider.page === `${location.origin}${location.pathname}`;
}

/** Goes to the provider. */
export async function go(purpose: Purpose): Promise<void> {
  const begun = (await posted('/v1/logins/requests' satisfies AddressOf<'AskForLogin'>, undefined)) as AnswerOf<'AskForLogin'>;
  const state = new URL(begun.address).searchParams.get('state') ?? '';
  const underway: Underway = { purpose, state, ticket: begun.ticket, hash: location.hash };
  sessionStorage.setItem(NAME, JSON.stringify(underway));
  // Who was not taken is asked anew who she is, and may be somebody else there: a provider that
  // remembers her would send her straight back.
  location.assign(logins.fault ? `${begun.address}&prompt=login` : begun.address);
}

/** Opens a session with what was brought. */
export async function shown(brought: Brought): Promise<AnswerOf<'OpenSessionByLogin'>> {
  const body: BodyOf<'OpenSessionByLogin'> = { command: 'OpenSessionByLogin', ...brought };
  return (await posted('/v1/sessions/login' satisfies AddressOf<'OpenSessionByLogin'>, body)) as AnswerOf<'OpenSessionByLogin'>;
}

/** Binds what was brought to the key that the party signs with now. */
export async function add(party: string, name: string, brought: Brought): Promise<Login> {
  const body: BodyOf<'AddLogin'> = { command: 'AddLogin', name, ...brought };
  const address = '/v1/logins' satisfies AddressOf<'AddLogin'>;
  return (await posted(address, body, await signed(party, 'POST', address, body))) as AnswerOf<'AddLogin'>;
}

/** Ends a binding. */
export async function remove(party: string, number: number): Promise<void> {
  const address = `/v1/logins/${number}`;
  const response = await fetch(address, { method: 'DELETE', headers: await signed(party, 'DELETE', address, undefined) });
  if (!response.ok) throw await problem(response);
}

function underway(state: string): Underway | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Underway | null;
    sessionStorage.removeItem(NAME);
    return kept?.state === state ? kept : null;
  } catch {
    return null;
  }
}

class Logins {
  /** What waits to be bound to a key. */
  toBind = $state.raw<Brought | null>(null);
  /** Why what was brought opened nothing: a word of the provider's or the node's. */
  fault = $state('');

  /** Takes what the provider sent her back with out of the address, and goes on where the page was;
   *  what there is to sign in with, if that is what it was for. */
  take(): Brought | null {
    const said = new URLSearchParams(location.search);
    const [code, state, error, iss] = ['code', 'state', 'error', 'iss'].map((name) => said.get(name) ?? '') as [string, string, string, string];
    if (!state || (!code && !error)) return null;
    const kept = underway(state);
    where.turn(`${location.pathname}${kept?.hash ?? ''}`);
    // What this tab has not asked for is somebody else's, and so is what it says.
    if (!kept || error) {
      this.fault = kept ? (WORD.test(error) ? error : 'unreadable') : 'other-browser';
      return null;
    }
    const brought: Brought = { code, state, ticket: kept.ticket, ...(iss ? { iss } : {}) };
    if (kept.purpose === 'enter') return brought;
    this.toBind = brought;
    return null;
  }
}

export const logins = new Logins();
