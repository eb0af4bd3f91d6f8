// Who is signed in: a party that has proved itself by its key, or nobody, who only reads.
//
// The node scopes what it answers by the session, so that a page that shows more than it should
// has nothing to show.

import { door } from './door.ts';
import type { paths } from './api.gen.d.ts';
import { ascii, hex } from './bytes.ts';
import type { AddressOf, AnswerOf, BodyOf } from './commands.ts';
import { live } from './live.svelte.ts';
import { logins, shown as shownLogin } from './logins.svelte.ts';
import { shown } from './passkeys.ts';
import { nothingUnderway, problem, read } from './read.svelte.ts';
import { settings, type Role } from './settings.svelte.ts';
import { signature, signers } from './signers.svelte.ts';
import { whyOf } from './wrong.svelte.ts';

/** What the node says of who is signed in. */
type Told = AnswerOf<'OpenSession'>;

const SESSIONS = '/v1/sessions' satisfies AddressOf<'OpenSession'>;
const CURRENT = '/v1/sessions/current' satisfies keyof paths;

const NAME = 'sarraf.session';

/** What an overseer is called: she is no party, and has no BIC. */
export const OVERSEER = 'overseer';

/** Whether this browser was given a cookie, which the page itself cannot see. */
function given(): boolean {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

function give(cookie: boolean): void {
  try {
    if (cookie) localStorage.setItem(NAME, '1');
    else localStorage.removeItem(NAME);
  } catch {
    // Without a memory one signs in anew.
  }
}

/** Whether a node keeps sessions, by its own document. */
async function keepsSessions(): Promise<boolean> {
  const { paths } = await read(door('/v1/openapi.json'));
  return SESSIONS in (paths ?? {});
}

class Session {
  /** What the node knows; none where nobody is signed in, or the node keeps no sessions. */
  told = $state.raw<Told | null>(null);
  /** Whether the node keeps sessions at all, and so scopes what it answers. */
  kept = $state<boolean | null>(null);
  /** With what it was opened that signs no command, if it was. */
  get withoutKey(): 'passkey' | 'login' | null {
    const opened = this.told?.opened_with;
    return opened === 'passkey' || opened === 'login' ? opened : null;
  }

  fault = $state('');
  busy = $state(false);

  /** Who acts, by what is chosen on this page. */
  get party(): string {
    switch (settings.role) {
      case 'operator':
        return live.overview?.system.operator ?? '';
      case 'agent':
        return settings.agent;
      case 'participant':
        return settings.bank;
      case 'overseer':
        return '';
    }
  }

  /** Who is signed in as, by what is chosen: the party, or the overseer, who acts for nobody. */
  get name(): string {
    return settings.role === 'overseer' ? OVERSEER : this.party;
  }

  /** The currencies whose settlement agent acts. */
  get agentOf(): string[] {
    if (settings.role !== 'agent') return [];
    return live.overview?.currencies.filter((row) => row.agent === settings.agent).map((row) => row.currency) ?? [];
  }

  /**
   * Whether the node shows an account to who is signed in, so that what it would refuse is not
   * asked: its own, to a settlement agent all in its currency, all to the operator and overseers.
   */
  sees(participant: string, currency: string): boolean {
    const by = this.told?.party;
    if (!by || by === participant || by === OVERSEER || by === live.overview?.system.operator) return true;
    return live.overview?.currencies.some((row) => row.currency === currency && row.agent === by) ?? false;
  }

  get isOperator(): boolean {
    return settings.role === 'operator';
  }

  /** What a cookie from before still says; it is asked only where one was given. */
  async resume(): Promise<void> {
    if (!given()) return;
    const response = await fetch(CURRENT).catch(() => null);
    this.told = response?.ok ? ((await response.json()) as Told) : null;
    this.kept = response !== null;
    if (!this.told) give(false);
  }

  /** Steps into a role, by the key of who has it. What is shown changes once it is signed in, so
   *  that nothing of one party is asked for as another. */
  async enter(role: Role, party: string, moved?: () => void): Promise<void> {
    this.fault = '';
    this.busy = true;
    try {
      // Who is quick has chosen before the page has read who operates.
      const operator = async () => (live.overview ?? (await read(door('/v1/overview')))).system.operator;
      const by = role === 'operator' ? await operator() : role === 'overseer' ? OVERSEER : party;
      // A new session takes the place of the one before; to end that first would refuse what is
      // being read under it.
      await signers.ready();
      // What was opened without the key goes on where its party stays, whichever of its parts it acts.
      if (by && this.told?.party === by && this.withoutKey) this.kept = true;
      else if (by && (live.sandbox || signers.own[by]?.length)) await this.#sign(by);
      else await this.#leave();
    } catch (error) {
      this.fault = await whyOf(error);
    } finally {
      this.busy = false;
    }
    settings.viewAs(role, party);
    moved?.();
    // An address that was changed is heard of in a while.
    await new Promise((heard) => setTimeout(heard, 0));
    live.renew();
  }

  /** Signs in anew by the key of before, where that can be done without asking; where it cannot,
   *  nobody is signed in. */
  async again(): Promise<void> {
    const party = this.told?.party;
    const signed = party !== undefined && (await this.#sign(party).then(() => true, () => false));
    if (!signed) this.told = null;
    give(signed);
    if (signed) live.resume();
    else live.renew();
  }

  /** Signs in as a party whose place is not known before, by a key of this browser. */
  async open(party: string): Promise<void> {
    this.fault = '';
    await this.#sign(party);
    this.#see(party);
  }

  /** Takes the place of who has just signed in. */
  #see(party: string): void {
    const roles = this.told?.roles ?? [];
    const role = roles.includes('overseer') ? 'overseer' : roles.includes('operator') ? 'operator' : roles.includes('settlement-agent') ? 'agent' : 'participant';
    settings.viewAs(role, party);
    live.renew();
  }

  /** Signs in with a passkey of this device, which says whose it is. */
  async openByPasskey(): Promise<void> {
    this.fault = '';
    this.#opened(await shown());
  }

  /** Signs in with a login that the provider sent her back with; where that opens nothing, the screen
   *  to sign in says why. */
  async openByLogin(brought: Parameters<typeof shownLogin>[0]): Promise<void> {
    this.fault = '';
    try {
      this.#opened(await shownLogin(brought));
    } catch (error) {
      logins.fault = await whyOf(error);
    }
  }

  #opened(told: Told): void {
    this.told = told;
    logins.fault = '';
    this.kept = true;
    signers.forget();
    give(true);
    this.#see(told.party);
  }

  /** Ends the session; what is shown next is what whoever shows no key may read. */
  async leave(moved?: () => void): Promise<void> {
    this.fault = '';
    await this.#leave();
    settings.viewAs('operator', '');
    moved?.();
    live.renew();
  }

  async #sign(party: string): Promise<void> {
    this.kept ??= await keepsSessions();
    if (!this.kept) return;
    const nonce = hex(crypto.getRandomValues(new Uint8Array(16)));
    // By the clock of the world outside: a session is the door's, and no part of the log.
    const asked: BodyOf<'OpenSession'> = { command: 'OpenSession', party, signed_at: Math.floor(Date.now() / 1000), nonce };
    const body = ascii(JSON.stringify(asked));
    const response = await fetch(SESSIONS, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'sarraf-signature': await signature(party, body) },
    });
    if (!response.ok) throw await problem(response);
    this.told = (await response.json()) as Told;
    signers.forget();
    give(true);
  }

  async #leave(): Promise<void> {
    // What is being read under the session is answered before it ends.
    if (this.told) await nothingUnderway();
    if (this.told) await fetch(CURRENT, { method: 'DELETE' });
    this.told = null;
    give(false);
    signers.forget();
  }
}

export const session = new Session();

live.ended = () => void session.again();
