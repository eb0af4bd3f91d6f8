// A system as its door would tell of it, and one believable body of every command.
import type { BodyOf } from '../../src/lib/commands.ts';
import type { Asked } from '../../src/lib/effects/all.ts';

export const [AGENT, OTHER, BANK, PAYEE, OPERATOR] = ['RBISINBB', 'CBRFRUMM', 'SBININBB', 'SABRRUMM', 'SARRAFXX'] as const;
const AT = '2026-11-24T09:00:00Z';
export const NAME = '3f1c9a70-52d4-4b6e-9a07-6d1f0c2b8e41';
export const WAITS = '0b5f3c11-7a52-4c0e-8d6b-2f0a9e3d1c01';
export const DONE = '1c6e4d22-8b63-4d1f-9e7c-3a1b0f4e2d02';
const ALSO = '4e8a6f44-0d85-4f31-9a9e-5c3d2a6b4f04';
const KEY = `ed25519:${'ab'.repeat(32)}`;

const leg = { debtor: BANK, creditor: PAYEE, currency: 'INR', amount: '250000.50' };
const payment = (uetr: string, status: string, more: object = {}) => ({
  uetr, status, kind: 'payment', instructed_by: BANK, legs: [leg], history: [], position: 7, reason: null, refusal: null, settles_with: null, consents_due: [],
  stamps: [{ stamp: 'received', party: BANK, at: AT, position: 7 }, { stamp: status, party: BANK, at: AT, position: 8 }], ...more,
});
const parameters = { acceptance_days: 30, behaviour: 7, bypass_depth: 100, exchange_interval: 300, exchange_window: 30, offsetting_interval: 60, offsetting_items: 20_000, rate_step: 200, retention_days: 10, waiting_per_party: 100_000 };
const calendar = { version: 1, valid_from: '2026-01-01', utc_offset_minutes: 330, weekend: ['saturday', 'sunday'], open: '09:00', customer_cut_off: '16:30', close: '18:00', holidays: ['2026-12-25', '2027-01-26'], source: 'a circular of the bank', verified_on: '2026-01-02' };
const terms: BodyOf<'ProposeSwapLine'>['terms'] = { own: { currency: 'INR', amount: '1000000.00' }, other: { currency: 'VND', amount: '300000000' }, rate: '3/1', term: 30, interest_basis_points: 250, day_count: 'actual/360' };
const line = { line: 2, status: 'agreed', proposer: AGENT, partner: OTHER, at: AT, position: 3, next_due: '2026-12-14', terms, drawn: [{ currency: 'INR', amount: '90000.00' }, { currency: 'VND', amount: '0' }] };
const draw = { draw: 5, name: NAME, by: OTHER, from: AGENT, currency: 'INR', amount: '90000.00', left: '90000.00', against: 'VND', given: '27000000', due: '2026-12-14', interest_paid: '0.00', overdue: false, position: 4 };

/** What the door answers, by the path before the question mark; with what is in it where that decides. */
export const ANSWERS: Record<string, object> = {
  '/v1/overview': { currencies: [{ currency: 'INR', balances: '5000000.00', credit_used: '0.00' }, { currency: 'VND', balances: '9', credit_used: '1' }] },
  '/v1/accounts': {
    accounts: [
      { participant: AGENT, currency: 'INR', balance: '1000.55', access: 'full' }, { participant: BANK, currency: 'INR', balance: '1000000.25', access: 'full' }, { participant: PAYEE, currency: 'INR', balance: '0.00', access: 'full' },
      { participant: BANK, currency: 'VND', balance: '700', access: 'full' }, { participant: OTHER, currency: 'INR', balance: '120000.00', access: 'full' }, { participant: AGENT, currency: 'VND', balance: '27000000', access: 'full' },
    ],
  },
  '/v1/liquidity': {
    accounts: [{
      participant: BANK, currency: 'INR', balance: '1000000.25', available: '900000.25', held: '0.00', credit: '0.00', urgent_reserve: '100000.00', high_reserve: '0.00', holding_cap: null, room_to_hold: null, imbalance_above: null,
      limits: [{ counterparty: PAYEE, amount: '5000.00', left: '1.00' }], standing_orders: [{ number: 1, order: { trigger: 'close', to: PAYEE, above: '10.00' } }],
    }],
  },
  '/v1/queues': { participant: BANK, queues: [{ currency: 'INR', policy: 'bypass', items: ['urgent', 'normal', 'normal', 'normal'].map((priority, at) => ({ uetr: at === 2 ? WAITS : `other-${at}`, priority, reason: null, releases: null })) }] },
  [`/v1/payments/${WAITS}`]: payment(WAITS, 'pending', { reason: `waits for the consent of ${PAYEE}`, consents_due: [PAYEE] }),
  [`/v1/payments/${ALSO}`]: payment(ALSO, 'pending'),
  [`/v1/payments/${DONE}`]: payment(DONE, 'settled'),
  '/v1/rates': {
    yardstick: 'a basket of currencies',
    rates: [
      { currency: 'INR', agent: AGENT, minor_units: 2, rate: '1/9240', coming: { rate: '1/9300', from: '2026-11-25', approved: false }, band_basis_points: 500, quota: null, switched_off_against: ['RUB'], trading: 'open' },
      { currency: 'VND', agent: OTHER, minor_units: 0, rate: '1/26350', coming: null, band_basis_points: null, quota: '1000', switched_off_against: [], trading: 'halted' },
    ],
  },
  '/v1/rulebooks': { version: 3, parameters },
  '/v1/orders': { orders: [{ order: 11, kind: 'order', status: 'standing', participant: BANK, sell: 'INR', buy: 'VND', amount: '100.00', left: '40.00', limit: '3/1', name: NAME, received: '0', rounds: 3, until: null, position: 4, placed_at: 4, at: AT }] },
  '/v1/calendars': { currencies: [{ currency: 'INR', agent: AGENT, calendars: [calendar], days: [{ date: '2026-11-24', open: '2026-11-24T03:30:00Z', customer_cut_off: '2026-11-24T11:00:00Z', close: '2026-11-24T12:30:00Z', extended_minutes: 0 }] }] },
  '/v1/currencies': {
    currencies: [
      { currency: 'INR', agent: AGENT, minor_units: 2, operating_date: '2026-11-24', phase: 'active', suspended: false, valid_from: '2026-01-01', valid_until: null },
      { currency: 'VND', agent: OTHER, minor_units: 0, operating_date: null, phase: 'closed', suspended: true, valid_from: '2026-01-01', valid_until: null },
    ],
  },
  '/v1/participants': { participants: [{ bic: BANK, operator: false, country: 'IN', agent_of: [], accounts: [{ currency: 'INR', class: 'resident-bank', access: 'full' }] }] },
  '/v1/keys': { participant: BANK, keys: ['00', '01', '02'].map((key, number) => ({ number, key: `ed25519:${key}`, state: 'active', counts_from: null })) },
  '/v1/proposals': { proposals: [], requirements: [{ area: 'payment', keys: 2, hours: 24 }], caps: [{ currency: 'INR', cap: '700.00', date: null, sent: [] }] },
  '/v1/proposals/4': { proposal: 4, participant: BANK, missing: 1, agreed: [0], position: 3, at: AT, until: AT, asks: {}, message: JSON.stringify({ command: 'SetQueuePolicy', asked_at: AT, currency: 'INR', policy: 'fifo' }) },
  '/v1/cycles/3': { cycle: 3, status: 'open', obligations: [{ name: NAME, debtor: BANK, creditor: PAYEE, currency: 'INR', amount: '60.00', status: 'gathered', refusal: null, position: 1 }, { name: DONE, debtor: PAYEE, creditor: BANK, currency: 'INR', amount: '100.00', status: 'gathered', refusal: null, position: 1 }] },
  '/v1/swap-lines': { lines: [line] },
  '/v1/swap-lines/2': { ...line, draws: [draw] },
  '/v1/surplus': {
    offers: [{ currency: 'INR', invested: '500.00', terms: { cap: '100000.00', day_count: 'actual/365', interest_basis_points: 300 }, next: null }],
    investments: [{ participant: BANK, currency: 'INR', amount: '200.00', overnight: '0.00', owed: '0.00' }],
    imbalance_terms: [], holding_caps: [{ currency: 'INR', class: 'foreign-bank', cap: '9000.00' }], overnight_policies: [],
  },
};

const asked_at = AT;
const sell = { currency: 'INR', amount: '100.00' };

/** One body of every command, and who gives it. */
export const BODIES: { [O in Asked]: [by: string, body: BodyOf<O>] } = {
  Issue: [AGENT, { command: 'Issue', asked_at, currency: 'INR', to: BANK, amount: '0.75', name: NAME }],
  Redeem: [AGENT, { command: 'Redeem', asked_at, currency: 'INR', from: BANK, amount: '0.25', name: NAME }],
  TransferLiquidity: [BANK, { command: 'TransferLiquidity', asked_at, currency: 'INR', to: PAYEE, amount: '0.25', name: NAME }],
  SubmitInstruction: [BANK, {
    command: 'SubmitInstruction', asked_at, uetr: NAME, category: 'interbank', priority: 'urgent', date: '2026-11-24', legs: [leg, { debtor: PAYEE, creditor: BANK, currency: 'INR', amount: '0.5' }, { debtor: PAYEE, creditor: BANK, currency: 'KWD', amount: '1.005' }],
    from: '2026-11-24T10:00:00Z', till: '2026-11-24T11:00:00Z', reject_at: '2026-11-24T12:00:00Z', returns: DONE, counter: { reference: 'TOUR-1', currency: 'VND', amount: '90', receiver: BANK },
  }],
  ConvertPayment: [BANK, { command: 'ConvertPayment', asked_at, uetr: NAME, sell, buy: { currency: 'VND', at_least: '28500' }, creditor: PAYEE, rounds: 3 }],
  CancelInstruction: [BANK, { command: 'CancelInstruction', asked_at, uetr: WAITS }],
  ConsentToInstruction: [PAYEE, { command: 'ConsentToInstruction', asked_at, uetr: WAITS }],
  ConfirmCredit: [PAYEE, { command: 'ConfirmCredit', asked_at, uetr: DONE }],
  SetQueuePolicy: [BANK, { command: 'SetQueuePolicy', asked_at, currency: 'INR', policy: 'fifo' }],
  ReprioritiseInstruction: [BANK, { command: 'ReprioritiseInstruction', asked_at, uetr: WAITS, priority: 'urgent' }],
  ReorderInstruction: [BANK, { command: 'ReorderInstruction', asked_at, uetr: WAITS, place: 'front' }],
  ReserveFunds: [BANK, { command: 'ReserveFunds', asked_at, currency: 'INR', priority: 'urgent', amount: '5.00' }],
  SetBilateralLimit: [BANK, { command: 'SetBilateralLimit', asked_at, currency: 'INR', counterparty: PAYEE, amount: null }],
  SetMultilateralLimit: [BANK, { command: 'SetMultilateralLimit', asked_at, currency: 'INR', amount: '8000.00' }],
  SetStandingOrder: [BANK, { command: 'SetStandingOrder', asked_at, currency: 'INR', number: 1, order: { trigger: 'open', to: PAYEE, amount: '7.00' } }],
  SetCreditLine: [AGENT, { command: 'SetCreditLine', asked_at, currency: 'INR', party: BANK, amount: '50.00' }],
  PostOfficialRate: [AGENT, { command: 'PostOfficialRate', asked_at, currency: 'INR', rate: '1/9500', from: '2026-11-25' }],
  ApproveOfficialRate: [OPERATOR, { command: 'ApproveOfficialRate', asked_at, currency: 'INR', rate: '1/9300', from: '2026-11-25' }],
  SetBand: [AGENT, { command: 'SetBand', asked_at, currency: 'INR', basis_points: 325 }],
  SetQuota: [AGENT, { command: 'SetQuota', asked_at, currency: 'INR', amount: '5000000.00' }],
  SwitchPair: [AGENT, { command: 'SwitchPair', asked_at, currency: 'INR', against: 'RUB', switch: 'on' }],
  HaltExchange: [AGENT, { command: 'HaltExchange', asked_at, currency: 'INR' }],
  ResumeExchange: [OTHER, { command: 'ResumeExchange', asked_at, currency: 'VND' }],
  PlaceOrder: [BANK, { name: NAME, sell, buy: { currency: 'VND', at_least: '28500' }, rounds: 4 }],
  PostQuote: [BANK, { name: NAME, sell, buy: { currency: 'VND', amount: '28517' }, until: '2026-11-24T12:00:00Z' }],
  CancelOrder: [BANK, { number: 11 }],
  NameYardstick: [OPERATOR, { command: 'NameYardstick', asked_at, name: 'another basket' }],
  ProposePrices: [BANK, { command: 'ProposePrices', asked_at, round: 9, prices: [], fills: [], constraints: [], standing: 'partial', value: String(5n << 49n) }],
  SetCalendar: [AGENT, { command: 'SetCalendar', asked_at, currency: 'INR', version: 2, valid_from: '2026-12-01', utc_offset_minutes: 330, weekend: ['sunday'], open: '09:00', customer_cut_off: '16:30', close: '19:00', holidays: ['2027-01-26', '2027-08-15'], source: 'a circular of the bank', verified_on: '2026-01-02' }],
  ExtendDay: [AGENT, { command: 'ExtendDay', asked_at, currency: 'INR', date: '2026-11-24', minutes: 45 }],
  SuspendCurrency: [AGENT, { command: 'SuspendCurrency', asked_at, currency: 'INR' }],
  ResumeCurrency: [OTHER, { command: 'ResumeCurrency', asked_at, currency: 'VND' }],
  RegisterParty: [OPERATOR, { command: 'RegisterParty', asked_at, bic: 'HDFCINBB', keys: [KEY] }],
  AdmitParticipant: [OTHER, { command: 'AdmitParticipant', asked_at, currency: 'VND', party: BANK, class: 'foreign-bank', access: 'receive-only' }],
  ChangeAccess: [AGENT, { command: 'ChangeAccess', asked_at, currency: 'INR', party: BANK, access: 'suspended' }],
  GrantMandate: [BANK, { command: 'GrantMandate', asked_at, currency: 'INR', to: PAYEE }],
  RevokeMandate: [BANK, { command: 'RevokeMandate', asked_at, currency: 'INR', from: PAYEE }],
  AddKey: [BANK, { command: 'AddKey', asked_at, key: KEY }],
  RevokeKey: [BANK, { command: 'RevokeKey', asked_at, party: BANK, number: 1 }],
  RequireApprovals: [BANK, { command: 'RequireApprovals', asked_at, area: 'payment', keys: 3, hours: 48 }],
  SetOutflowCap: [BANK, { command: 'SetOutflowCap', asked_at, currency: 'INR', cap: null }],
  DefineCurrency: [OPERATOR, { command: 'DefineCurrency', asked_at, code: 'KWD', minor_units: 3, agent: 'CBKUKWKW', valid_from: '2026-12-01' }],
  Redenominate: [AGENT, { command: 'Redenominate', asked_at, old: 'INR', new: 'VND', units: 1000 }],
  ActivateRulebook: [OPERATOR, { command: 'ActivateRulebook', asked_at, version: 4, from: 900, parameters: { ...parameters, rate_step: 150 } }],
  OpenCycle: [OPERATOR, { command: 'OpenCycle', asked_at, currencies: ['INR', 'VND'], cut_off: '2026-11-24T15:00:00Z', deadline: '2026-11-24T16:00:00Z' }],
  SubmitObligation: [BANK, { command: 'SubmitObligation', asked_at, cycle: 3, creditor: PAYEE, currency: 'INR', amount: '75.25', name: WAITS }],
  WithdrawObligation: [BANK, { command: 'WithdrawObligation', asked_at, cycle: 3, name: NAME }],
  ProposeOffsetting: [BANK, { command: 'ProposeOffsetting', asked_at, items: [WAITS, ALSO] }],
  ProposeSwapLine: [AGENT, { command: 'ProposeSwapLine', asked_at, terms }],
  AgreeSwapLine: [OTHER, { command: 'AgreeSwapLine', asked_at, line: 2, terms }],
  CloseSwapLine: [AGENT, { command: 'CloseSwapLine', asked_at, line: 2 }],
  DrawSwapLine: [OTHER, { command: 'DrawSwapLine', asked_at, line: 2, money: { currency: 'INR', amount: '100.01' }, name: NAME }],
  RepaySwap: [OTHER, { command: 'RepaySwap', asked_at, draw: 5, money: { currency: 'INR', amount: '30000.00' }, name: NAME }],
  SetInvestmentTerms: [AGENT, { command: 'SetInvestmentTerms', asked_at, currency: 'INR', terms: { cap: '200000.00', day_count: 'actual/365', interest_basis_points: 275 } }],
  InvestFunds: [BANK, { command: 'InvestFunds', asked_at, currency: 'INR', amount: '50.00', name: NAME }],
  WithdrawInvestment: [BANK, { command: 'WithdrawInvestment', asked_at, currency: 'INR', amount: '200.00', name: NAME }],
  SetImbalanceTerms: [AGENT, { command: 'SetImbalanceTerms', asked_at, currency: 'INR', class: 'foreign-bank', terms: { above: '1000.00', day_count: 'actual/360', surplus_basis_points: 50, deficit_basis_points: 125 } }],
  SetHoldingCap: [AGENT, { command: 'SetHoldingCap', asked_at, currency: 'INR', class: 'foreign-bank', cap: null }],
  SetOvernightPolicy: [AGENT, { command: 'SetOvernightPolicy', asked_at, currency: 'INR', class: 'foreign-bank', stay: 'capped', cap: '100.00', disposal: 'sweep' }],
  Approve: [BANK, { command: 'Approve', asked_at, proposal: 4 }],
  Withdraw: [BANK, { command: 'Withdraw', asked_at, proposal: 4 }],
};
