// Passkeys: bound to a key by its signature once, and shown to sign in from then on. A passkey opens
// a session and signs no command; its secret half never leaves the device.

import { ascii } from './bytes.ts';
import type { AddressOf, AnswerOf, BodyOf } from './commands.ts';
import { door, type Documented } from './door.ts';
import { problem, read } from './read.svelte.ts';
import { fieldsOf, stampOf } from './request.ts';
import { signers } from './signers.svelte.ts';

export type Passkey = Documented<'/v1/passkeys'>['passkeys'][number];

/** For whom passkeys are taken here, and on which pages; nothing where none are. */
export type Offered = Documented<'/v1/sign-in'>['passkeys'];

/** What the node says of passkeys; a node that knows of none offers none. */
export async function offered(): Promise<Offered> {
  return (await read(door('/v1/sign-in')).catch(() => null))?.passkeys ?? null;
}

/** Whether this page, in this browser, can show passkeys of the node's. */
export function canShow(passkeys: Offered): boolean {
  return passkeys !== null && passkeys.origins.includes(location.origin) && 'PublicKeyCredential' in globalThis;
}

/** This page where passkeys can be shown. */
export function otherPage(passkeys: Offered): string {
  return `${passkeys?.origins[0] ?? ''}${location.pathname}${location.hash}`;
}

/** What is answered to what is posted. */
export async function posted(address: string, content: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const body = content === undefined ? {} : { body: ascii(JSON.stringify(content)) };
  const response = await fetch(address, { method: 'POST', headers: { ...headers, ...(content === undefined ? {} : { 'content-type': 'application/json' }) }, ...body });
  if (!response.ok) throw await problem(response);
  return response.json();
}

/** The fields that sign a request as a whole: a session binds and ends nothing. */
export async function signed(party: string, method: 'POST' | 'DELETE', address: string, content: unknown): Promise<Record<string, string>> {
  const { network } = await read(door('/v1/system'));
  const body = ascii(content === undefined ? '' : JSON.stringify(content));
  return fieldsOf(await signers.of(party), { method, address, body }, stampOf(network));
}

/** What the browser answered, in the form of WebAuthn's own, which the document leaves open. */
const answerOf = (credential: PublicKeyCredential) => credential.toJSON() as unknown as BodyOf<'AddPasskey'>['credential'];

/** Shows a passkey of this device and opens a session with it. */
export async function shown(): Promise<AnswerOf<'OpenSessionByPasskey'>> {
  const asked = (await posted('/v1/sessions/challenges' satisfies AddressOf<'AskForPasskey'>, undefined)) as AnswerOf<'AskForPasskey'>;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.public_key as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('none was shown', 'NotAllowedError');
  const body: BodyOf<'OpenSessionByPasskey'> = { command: 'OpenSessionByPasskey', credential: answerOf(credential) };
  return (await posted('/v1/sessions/passkey' satisfies AddressOf<'OpenSessionByPasskey'>, body)) as AnswerOf<'OpenSessionByPasskey'>;
}

/** Has this device make a passkey and binds it to the key that the party signs with now. */
export async function add(party: string, name: string): Promise<Passkey> {
  const challenges = '/v1/passkeys/challenges' satisfies AddressOf<'MakePasskey'>;
  const asked = (await posted(challenges, undefined, await signed(party, 'POST', challenges, undefined))) as AnswerOf<'MakePasskey'>;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.public_key as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('none was made', 'NotAllowedError');
  const body: BodyOf<'AddPasskey'> = { command: 'AddPasskey', name, credential: answerOf(credential) };
  const address = '/v1/passkeys' satisfies AddressOf<'AddPasskey'>;
  return (await posted(address, body, await signed(party, 'POST', address, body))) as AnswerOf<'AddPasskey'>;
}

/** Ends a binding. */
export async function remove(party: string, number: number): Promise<void> {
  const address = `/v1/passkeys/${number}`;
  const response = await fetch(address, { method: 'DELETE', headers: await signed(party, 'DELETE', address, undefined) });
  if (!response.ok) throw await problem(response);
}
