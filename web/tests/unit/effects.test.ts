// Every command that the door's document lists says what it would change, exactly.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Change } from '../../src/lib/change.ts';
import type { Address } from '../../src/lib/door.ts';
import { changesOf, readers } from '../../src/lib/effects/all.ts';
import type { Source, Word } from '../../src/lib/effects/source.ts';
import { grouped } from '../../src/lib/money.ts';
import { AGENT, ANSWERS, BANK, BODIES, DONE, OTHER, PAYEE, WAITS } from './effects.fixture.ts';

const NOWHERE = '2d7f5e33-9c74-4e20-8f8d-4b2c1f5a3e03';
const keys = (count: number) => ({ keys: Array.from({ length: count }, (_, at) => ({ number: at + 1, key: `ed25519:0${at}`, state: 'active' })) });

type Sentences = Record<string, string>;
const words = (file: string) => {
  const text = readFileSync(`src/words/${file}.ts`, 'utf8');
  return (new Function(`return ${text.slice(text.indexOf('speaking(') + 'speaking('.length, text.lastIndexOf(')'))}`)() as { en: Sentences }).en;
};
const SAID: Sentences = { ...words('effects'), ...words('changes') };
const DIGITS: Record<string, number> = { VND: 0, KWD: 3 };

/** The system of the fixture, looked at by whoever sees everything but what is said. */
function source(more: Partial<Source> = {}, answers: Record<string, object> = {}): Source {
  return {
    read: async <A>(address: Address<A>) => {
      const [path = '', query = ''] = address.split('?');
      const answer = { ...ANSWERS, ...answers }[path] as { accounts?: { participant: string; currency: string }[] } | undefined;
      if (!answer) throw Object.assign(new Error(path), { status: 404 });
      const asked = new URLSearchParams(query);
      const wanted = (row: { participant: string; currency: string }) => ['participant', 'currency'].every((name) => !asked.has(name) || row[name as 'currency'] === asked.get(name));
      return (answer.accounts ? { ...answer, accounts: answer.accounts.filter(wanted) } : answer) as A;
    },
    say: (word: Word, blanks = {}) => {
      const said = SAID[word];
      assert.ok(said, `${word} is said`);
      return said.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (blanks[name] === undefined ? whole : String(blanks[name])));
    },
    sees: () => true,
    digits: (currency) => DIGITS[currency] ?? 2,
    figure: (amount) => (/^-?\d+(\.\d+)?$/.test(amount) ? grouped(amount) : amount),
    area: (name) => name,
    weekday: (name) => name,
    instant: () => '2026-11-24T09:00:00Z',
    ...more,
  };
}

/** The commands of the document: what says when it was asked, and orders, quotes and their end. */
function documented(): string[] {
  const { paths, components } = JSON.parse(readFileSync('../docs/reference/openapi.json', 'utf8'));
  const found: string[] = [];
  for (const { post } of Object.values(paths) as { post?: { operationId: string; requestBody?: { content: Record<string, { schema: { $ref?: string } }> } } }[]) {
    const schema = post?.requestBody?.content['application/json']?.schema;
    if (!post || !schema) continue;
    const body = schema.$ref ? components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
    if ('asked_at' in body.properties || !('command' in body.properties)) found.push(post.operationId);
  }
  return found.sort();
}

const lines = (changes: Change[] | null) => (changes ?? []).map(({ what, before, after, by }) => `${what} | ${before ?? '-'} | ${by ?? after ?? '-'}`);
const of = async (command: keyof typeof BODIES, more: Partial<Source> = {}, answers: Record<string, object> = {}) => {
  const [by, body] = BODIES[command];
  return lines(await changesOf(body as never, by, source(more, answers)));
};

test('every command of the document says what it would change', async () => {
  const all = documented();
  assert.ok(all.length > 55, `${all.length} commands were found`);
  assert.deepEqual(Object.keys(readers).sort(), all, 'no command is without an effect, and none has one that is not there');
  assert.deepEqual(Object.keys(BODIES).sort(), all, 'each has an example here');
  for (const command of all as (keyof typeof BODIES)[]) {
    const [by, body] = BODIES[command];
    const changes = (await changesOf(body as never, by, source())) ?? [];
    assert.ok(changes.length > 0, command);
    assert.ok(changes.some(({ before, after, by: moved }) => moved !== undefined || before !== after), `${command} changes something`);
    for (const { what, before, after, by: moved } of changes) {
      assert.notEqual(what, '', command);
      assert.ok(!/undefined|NaN|\[object|\{\w+\}/.test([what, before, after, moved].join(' ')), `${command}: ${what} ${before} ${after}`);
    }
    if (process.env['SHOW']) console.log(`\n${command}\n  ${lines(changes).join('\n  ')}`);
  }
});

test('an account that moves by several legs is told once, with what it moves by in all, to the minor unit', async () => {
  assert.deepEqual((await of('SubmitInstruction')).slice(0, 4), [
    'Payment 3f1c9a70-52d4-4b6e-9a07-6d1f0c2b8e41 | - | given for 2026-11-24, urgent: settles, or waits',
    'SBININBB INR, once it has settled | 1,000,000.25 | 750,000.25',
    'SABRRUMM INR, once it has settled | 0.00 | 250,000.00',
    'SABRRUMM KWD, once it has settled | no account | it would be refused',
  ]);
  assert.deepEqual(await of('Redeem'), ['SBININBB INR | 1,000,000.25 | 1,000,000.00', 'INR in all accounts | 5,000,000.00 | 4,999,999.75']);
  const owing = { '/v1/overview': { currencies: [{ currency: 'INR', balances: '5000000.00', credit_used: '0.01' }] } };
  assert.deepEqual(await of('Issue', {}, owing), ['SBININBB INR | 1,000,000.25 | 1,000,001.00'], 'no total is told where something stands below zero');
});

test('what is another\'s is not shown, and hides nothing of what is proposed', async () => {
  const own = { sees: (bic: string) => bic === BANK };
  assert.deepEqual(await of('TransferLiquidity', own), ['SBININBB INR | 1,000,000.25 | 1,000,000.00', 'SABRRUMM INR | - | +0.25']);
  const hidden = { read: () => Promise.reject(Object.assign(new Error('no'), { status: 403 })) };
  assert.deepEqual(await of('ReserveFunds', hidden), ['INR, reserved for urgent payments | not shown to you | 5.00']);
  assert.deepEqual(await of('TransferLiquidity', hidden), ['SBININBB INR | - | \u22120.25', 'SABRRUMM INR | - | +0.25']);
  // What failed is not what is hidden: nothing of it is told, but why.
  for (const command of ['ReserveFunds', 'Issue', 'SubmitInstruction'] as const) {
    await assert.rejects(of(command, { read: () => Promise.reject(new Error('no line')) }), /no line/);
    await assert.rejects(of(command, { read: () => Promise.reject(Object.assign(new Error('broken'), { status: 500 })) }), /broken/);
  }
});

test('a rate is told as a price of whole units, exactly where it ends and with its rounding where it does not', async () => {
  assert.deepEqual(await of('PostOfficialRate'), [
    'INR, official rate in units of the yardstick (a basket of currencies) | 1 unit = 92.40 INR | 1 unit = 95.00 INR',
    'It would be worth more or less by | - | \u2248 \u22122.74 % (rounded away from zero)',
    'When it counts | 1 unit = 93.00 INR from 2026-11-25, not approved | from 2026-11-25, once the operator has approved it: more than 2.00 %, or the first',
  ]);
  const posts = async (currency: string, rate: string) => lines(await changesOf({ command: 'PostOfficialRate', asked_at: '', currency, rate, from: '2026-11-25' }, 'CBRFRUMM', source()))[0]?.split(' | ')[2];
  assert.equal(await posts('VND', '1/26350'), '1 unit = 26,350 VND');
  assert.equal(await posts('VND', '3/1'), '1 unit \u2248 0.333333 VND (rounded half up at digit 6)');
  assert.equal(await posts('VND', '2/13'), '1 unit = 6.5 VND');
  assert.equal(await posts('INR', '7/10000'), '1 unit \u2248 14.285714 INR (rounded half up at digit 6)');
  assert.equal(await posts('KWD', '1/307'), '1 unit = 0.307 KWD');
  assert.equal(await posts('INR', '1000000000000/3'), '1 unit = 0.00000000000003 INR');
});

test('a step of two hundred basis points needs no approval, and one part more does', async () => {
  const counts = async (rate: string) => lines(await changesOf({ command: 'PostOfficialRate', asked_at: '', currency: 'INR', rate, from: '2026-11-25' }, 'RBISINBB', source())).at(-1);
  // 102/100 of 1/9240 is 17/154000.
  assert.match((await counts('17/153999')) ?? '', /\| from 2026-11-25, once the operator/);
  assert.match((await counts('17/154000')) ?? '', /\| from 2026-11-25$/);
});

test('what a bank offers is held, and what it gets is told as a price', async () => {
  assert.deepEqual(await of('PlaceOrder'), [
    'SBININBB INR, free to use | 900,000.25 | 899,900.25',
    'SBININBB INR, held | 0.00 | 100.00',
    'SBININBB VND, once all of it is filled | 700 | at least 29,200',
    'Worst price | - | 1 INR = 285 VND',
    'Stands | - | for 4 rounds',
  ]);
  assert.deepEqual(await of('CancelOrder', {}, { '/v1/orders': { orders: [] } }), ['Order 11 | - | unchanged: it would be refused']);
});

test('what was read shows that a command would be refused', async () => {
  const refusedBy = async (command: keyof typeof BODIES, more: object, answers: Record<string, object> = {}, as?: string) => {
    const [by, body] = BODIES[command];
    const told = lines(await changesOf({ ...body, ...more } as never, as ?? by, source({}, answers)));
    assert.equal(told.length, 1, `${command}: ${told.join('; ')}`);
    assert.match(told[0] ?? '', /it would be refused$/, command);
    return told[0];
  };
  await refusedBy('PlaceOrder', { sell: { currency: 'INR', amount: '99999999999.00' } });
  await refusedBy('PostQuote', { sell: { currency: 'INR', amount: '99999999999.00' } });
  await refusedBy('WithdrawInvestment', { amount: '99999999999.00' });
  await refusedBy('DrawSwapLine', { money: { currency: 'INR', amount: '99999999999.00' } });
  await refusedBy('DefineCurrency', { code: 'INR' });
  // The balance is 1,000,000.25, of which 100,000.00 are reserved for urgent payments.
  assert.equal(await refusedBy('Redeem', { amount: '1000000.26' }), 'SBININBB INR | 1,000,000.25 | unchanged: it would be refused');
  assert.equal(await refusedBy('Redeem', { amount: '900000.26' }), 'SBININBB INR, free to use | 900,000.25 | unchanged: it would be refused');
  await refusedBy('TransferLiquidity', { amount: '900000.26' });
  await refusedBy('ReserveFunds', { amount: '1000000.26' });
  await refusedBy('ReserveFunds', { amount: '900000.26', priority: 'high' });
  await refusedBy('ReorderInstruction', {}, { '/v1/queues': { queues: [] } });
  await refusedBy('ReorderInstruction', { uetr: NOWHERE });
  await refusedBy('ReprioritiseInstruction', { uetr: NOWHERE });
  await refusedBy('RevokeKey', { number: 9 });
  await refusedBy('RevokeKey', {}, { '/v1/keys': { keys: [{ number: 1, key: 'ed25519:01', state: 'revoked' }, { number: 2, key: 'ed25519:02', state: 'active' }] } });
  await refusedBy('RevokeKey', {}, { '/v1/proposals': { requirements: [], caps: [] }, '/v1/keys': keys(1) });
  await refusedBy('RevokeKey', {}, { '/v1/proposals': { requirements: [], caps: [{ currency: 'INR', cap: '700.00' }] }, '/v1/keys': keys(2) });
  await refusedBy('RevokeKey', {}, { '/v1/proposals': { requirements: [{ area: 'payment', keys: 3, hours: 24 }], caps: [] } });
  for (const bic of [PAYEE, 'HDFCINBB']) await refusedBy('ChangeAccess', { party: bic });
  await refusedBy('ChangeAccess', { currency: 'VND' });
  await refusedBy('AdmitParticipant', { party: 'HDFCINBB' });
  for (const command of ['ChangeAccess', 'AdmitParticipant'] as const) await refusedBy(command, { currency: 'INR' }, { '/v1/participants': { participants: [{ bic: BANK, accounts: [{ currency: 'INR', class: 'foreign-bank', access: 'closed' }] }] } });
  for (const command of ['SetBilateralLimit', 'SetMultilateralLimit', 'SetStandingOrder', 'SetCreditLine', 'ReserveFunds'] as const) await refusedBy(command, { currency: 'VND' });
  for (const bic of [BANK, `${BANK}XXX`]) await refusedBy('RegisterParty', { bic });
  await refusedBy('ConfirmCredit', {}, {}, BANK);
  await refusedBy('ConfirmCredit', {}, { [`/v1/payments/${DONE}`]: { ...ANSWERS[`/v1/payments/${DONE}`], stamps: [{ stamp: 'acknowledged', party: PAYEE }, { stamp: 'acknowledged', party: BANK }] } });
  await refusedBy('ConsentToInstruction', {}, {}, BANK);
  await refusedBy('ConsentToInstruction', {}, {}, 'HDFCINBB');
  await refusedBy('ConsentToInstruction', {}, { [`/v1/payments/${WAITS}`]: { ...ANSWERS[`/v1/payments/${WAITS}`], reason: `waits for the consent of ${OTHER}`, consents_due: [OTHER] } });
  await refusedBy('ProposeOffsetting', { items: [WAITS, DONE, NOWHERE] });
});

test('what stands at an edge is not told as refused, nor what is not shown', async () => {
  const last = async (command: keyof typeof BODIES, more: object, answers: Record<string, object> = {}, by = BODIES[command][0]) =>
    lines(await changesOf({ ...BODIES[command][1], ...more } as never, by, source({}, answers))).filter((line) => line.endsWith('refused'));
  assert.deepEqual(await last('Redeem', { amount: '900000.25' }), []);
  assert.deepEqual(await last('TransferLiquidity', { amount: '900000.25' }), []);
  assert.deepEqual(await last('ReserveFunds', { amount: '1000000.25' }), []);
  const short = { '/v1/liquidity': { accounts: [{ participant: BANK, currency: 'INR', available: '-5.00', urgent_reserve: '0.00', high_reserve: '0.00' }] } };
  const converted = (legs: unknown) => ({ [`/v1/payments/${DONE}`]: { ...ANSWERS[`/v1/payments/${DONE}`], kind: 'conversion', legs } });
  assert.deepEqual(await last('ConfirmCredit', {}, converted([{ debtor: OTHER, creditor: PAYEE, currency: 'INR', amount: '1.00' }])), [], 'quotes settled it');
  assert.equal((await last('ConfirmCredit', {}, converted([]))).length, 1, 'a round filled it');
  assert.deepEqual(await last('ReserveFunds', { amount: '0' }, short), [], 'a reservation may end at any time');
  // The operator stops a thief whatever is left, and a key that cools is not needed.
  assert.deepEqual(await last('RevokeKey', {}, { '/v1/keys': keys(1) }, 'SARRAFXX'), []);
  assert.deepEqual(await last('RevokeKey', { number: 3 }, { '/v1/keys': { keys: [...keys(2).keys, { number: 3, key: 'ed25519:03', state: 'cooling' }] } }), []);
  // Whose mandate one has stands in the queue of who gave it.
  assert.deepEqual(await last('ReorderInstruction', {}, { '/v1/queues': { queues: [] } }, AGENT), []);
  assert.deepEqual(await last('ReprioritiseInstruction', {}, { '/v1/queues': { queues: [] } }), [], 'what waits outside the queues gets another priority');
});

test('of a set it is told how many of all wait, and how many are not shown', async () => {
  assert.deepEqual(await of('ProposeOffsetting'), ['Set of 2 payments | waiting: 2 of 2 | settles together, if the rules allow all of it']);
  const lone = lines(await changesOf({ command: 'ProposeOffsetting', asked_at: '', items: [WAITS, NOWHERE] } as never, BANK, source()));
  assert.deepEqual(lone, ['Set of 2 payments | waiting: 1 of 2; not shown to you: 1 | settles together, if the rules allow all of it']);
  const many = lines(await changesOf({ command: 'ProposeOffsetting', asked_at: '', items: Array(103).fill(WAITS) } as never, BANK, source()));
  assert.match(many[0] ?? '', /waiting: 100 of 103; not read: 3 /);
});

test('an extension past midnight is told with its date', async () => {
  const late = { '/v1/calendars': { currencies: [{ currency: 'INR', calendars: [], days: [{ date: '2026-11-24', customer_cut_off: '2026-11-24T22:00:00Z', close: '2026-11-24T23:50:00Z', extended_minutes: 15 }] }] } };
  assert.deepEqual(await of('ExtendDay', {}, late), [
    'INR 2026-11-24: customer cut-off | 2026-11-24 22:00 UTC | 2026-11-24 22:30 UTC',
    'INR 2026-11-24: close | 2026-11-24 23:50 UTC | 2026-11-25 00:20 UTC',
  ]);
});

test('a return is told by what it gives back, as the node makes its name', async () => {
  const back = { ...BODIES.SubmitInstruction[1], uetr: '', returns: DONE };
  assert.equal(lines(await changesOf(back as never, BANK, source()))[0], `Return of ${DONE} | - | given for 2026-11-24, urgent: settles, or waits`);
});

test('what is drawn on a line and repaid is computed as the rules do, to the minor unit', async () => {
  assert.deepEqual(await of('DrawSwapLine'), [
    'Line 2, INR drawn of 1,000,000.00 | 90,000.00 | 90,100.01',
    'CBRFRUMM INR | 120,000.00 | 120,100.01',
    'RBISINBB VND | 27,000,000 | 27,030,003',
    'Given for it, held with RBISINBB | - | 30,003 VND',
  ]);
  // 3,000,000 x 250 x 10 / 3,600,000 = 2083.33 minor units, rounded up.
  assert.deepEqual(await of('RepaySwap'), [
    'Draw 5, still out | 90,000.00 INR | 60,000.00 INR',
    'Interest for 10 days, rounded up | - | 20.84 INR',
    'CBRFRUMM INR | 120,000.00 | 89,979.16',
    'RBISINBB INR | 1,000.55 | 1,021.39',
    'RBISINBB VND | 27,000,000 | 18,000,000',
    'Given for it, held with RBISINBB | 27,000,000 VND | 18,000,000 VND',
  ]);
});

test('a redenomination leaves nothing over but what makes no whole new unit, with the agent', async () => {
  // 1000 INR are one VND: 100,000 paise. The agent has 1,000.55 and gets 0.25 of the bank: 1 VND, and 0.80 stays.
  assert.deepEqual(await of('Redenominate'), [
    '1 VND | - | 1000 INR',
    'INR in all accounts | 1,121,000.80 | 0.80',
    'VND in all accounts | 27,000,700 | 27,001,821',
    'INR, what makes no whole new unit, with RBISINBB | - | 0.80',
  ]);
});

test('of a calendar what changes is told, and of its holidays which', async () => {
  assert.deepEqual(await of('SetCalendar'), [
    'INR, calendar from 2026-12-01 | 1 | 2',
    'Closes | 18:00 | 19:00',
    'Weekend | saturday, sunday | sunday',
    'Holidays that are new | 2 days | 2027-08-15',
    'Holidays that end | 2026-12-25 | none',
  ]);
});

test('what waits comes to stand where the rules put it', async () => {
  assert.deepEqual(await of('ReorderInstruction'), ['INR 0b5f3c11-7a52-4c0e-8d6b-2f0a9e3d1c01 | place 3 of 4 | place 2 of 4']);
  assert.deepEqual(await of('ReprioritiseInstruction'), ['INR 0b5f3c11-7a52-4c0e-8d6b-2f0a9e3d1c01 | normal, place 3 of 4 | urgent, place 2 of 4']);
  assert.deepEqual(await of('SubmitObligation'), ['SBININBB owes SABRRUMM in cycle 3 | - | 75.25 INR', 'SBININBB INR, net in cycle 3 of what is gathered | 40.00 | \u221235.25']);
});

test('what stands otherwise than is asked for would change nothing, and that is said', async () => {
  const settled = { [`/v1/payments/0b5f3c11-7a52-4c0e-8d6b-2f0a9e3d1c01`]: { status: 'settled', legs: [], stamps: [], reason: null } };
  assert.match((await of('CancelInstruction', {}, settled))[0] ?? '', /\| settled \| unchanged: it would be refused$/);
  assert.deepEqual((await of('ConsentToInstruction', {}, settled)), [`Consent of ${PAYEE} | settled | unchanged: it would be refused`]);
  assert.match((await of('ConfirmCredit', {}, { '/v1/payments/1c6e4d22-8b63-4d1f-9e7c-3a1b0f4e2d02': { status: 'pending', kind: 'payment', legs: [], stamps: [] } }))[0] ?? '', /it would be refused$/);
});

test('a message that asks for nothing that is known has no effect here', async () => {
  assert.equal(await changesOf(null, BANK, source()), null);
  assert.equal(await changesOf({ command: 'toString' }, BANK, source()), null);
});
