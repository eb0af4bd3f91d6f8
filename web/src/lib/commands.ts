// What can be asked of the node, as its own document describes it: the bodies of commands, where
// each is asked for, and what it is answered with. The types are generated from the document, so
// that a change there which this page does not follow fails the check.

import type { components, operations, paths } from './api.gen.d.ts';

/** An operation of the document that takes a JSON body. */
export type Operation = { [O in keyof operations]: operations[O] extends { requestBody: { content: { 'application/json': unknown } } } ? O : never }[keyof operations];

/** What an operation takes. */
export type BodyOf<O extends Operation> = operations[O] extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** What an operation is answered with, where it was carried out. */
export type AnswerOf<O extends keyof operations> = operations[O] extends { responses: { 200: { content: { 'application/json': infer A } } } } ? A : never;

/** The address of an operation that is posted. */
export type AddressOf<O extends keyof operations> = {
  [P in keyof paths]: paths[P] extends { post: infer Posted } ? ([Posted, operations[O]] extends [operations[O], Posted] ? P : never) : never;
}[keyof paths];

/** What the node says instead of an answer. */
export type Refused = components['schemas']['Problem'];

/** Where each command of this page is asked for; an open part is filled from the body's field of
 *  that name. */
const PATHS = {
  SubmitInstruction: '/v1/instructions',
  ConsentToInstruction: '/v1/instructions/consent',
  ConfirmCredit: '/v1/instructions/confirm',
  Issue: '/v1/issues',
  Redeem: '/v1/redemptions',
  AdmitParticipant: '/v1/participants',
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
  SetOutflowCap: '/v1/outflow-caps',
  Approve: '/v1/proposals/{proposal}/approve',
  Withdraw: '/v1/proposals/{proposal}/withdraw',
} as const satisfies { [O in Operation]?: AddressOf<O> };

export type CommandName = keyof typeof PATHS;

type Bare = { [C in CommandName]: 'command' extends keyof BodyOf<C> ? never : C }[CommandName];

/** Commands whose bodies state neither a command nor an instant. */
const BARE: Record<Bare, true> = { PlaceOrder: true, PostQuote: true, CancelOrder: true };

/** What a body says beside its command and its instant. */
export type FieldsOf<C extends CommandName> = Omit<BodyOf<C>, 'command' | 'asked_at'>;

/** A command with what it says. */
export type Step = { [C in CommandName]: { command: C; fields: FieldsOf<C> } }[CommandName];

/** A body, in the bytes that will be signed; `at` is an instant of the system's clock. */
export function bodyOf({ command, fields }: Step, at: string): string {
  return JSON.stringify(command in BARE ? fields : { command, asked_at: at, ...fields }, null, 2);
}

export function pathOf({ command, fields }: Step): string {
  const open: Record<string, unknown> = { ...fields };
  return PATHS[command].replace(/\{(\w+)\}/, (_, name: string) => String(open[name]));
}

/** Which of these was chosen; the first, where it was none of them. */
export function chosen<T extends string>(of: readonly [T, ...T[]], said: string | undefined): T {
  return of.find((one) => one === said) ?? of[0];
}
