// What a message of ISO 20022 asks for, read back as the body that would ask for the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { write } from '../../src/lib/message.ts';
import { bodyIn, nameOf } from '../../src/lib/signed.ts';

const UETR = '3f1c9a70-52d4-4b6e-9a07-6d1f0c2b8e41';
const document = (message: string, content: string) => `<?xml version="1.0"?><E xmlns="urn:sarraf:envelope:1"><Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}">${content}</Document></E>`;
const bank = (tag: string, bic: string) => `<${tag}><FinInstnId><BICFI>${bic}</BICFI></FinInstnId></${tag}>`;

test('a payment that this page writes is read back', () => {
  for (const definition of ['pacs.009.001.08', 'pacs.008.001.08'] as const) {
    const message = write({
      definition, clearing: 'SARRAF', operator: 'SARRAFXX', debtor: 'SBININBB', creditor: 'SABRRUMM', currency: 'INR', amount: '250000.50', date: '2026-11-24', created: '2026-11-24T09:00:00Z', uetr: UETR, id: 'ONE', urgent: true,
      remittance: 'a <Document> & more',
    });
    assert.deepEqual(bodyIn(message), {
      command: 'SubmitInstruction', uetr: UETR, date: '2026-11-24', priority: 'urgent', legs: [{ debtor: 'SBININBB', creditor: 'SABRRUMM', currency: 'INR', amount: '250000.50' }], counter: null, returns: null, from: null, till: null, reject_at: null,
    }, definition);
  }
});

test('times, a trade and prefixes are read, and what stands in a comment is not', () => {
  const body = bodyIn(
    `<p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"><!-- <p:UETR>other</p:UETR> --><p:CdtTrfTxInf><p:PmtId><p:UETR>${UETR}</p:UETR></p:PmtId>` +
      '<p:IntrBkSttlmAmt Ccy="CNY">7250000.00</p:IntrBkSttlmAmt><p:IntrBkSttlmDt>2026-11-24</p:IntrBkSttlmDt><p:SttlmTmReq><p:FrTm>10:00:00+03:00</p:FrTm><p:RjctTm>12:00:00Z</p:RjctTm></p:SttlmTmReq>' +
      '<p:InstgAgt><p:FinInstnId><p:BICFI>ICBKCNBJXXX</p:BICFI></p:FinInstnId></p:InstgAgt><p:InstdAgt><p:FinInstnId><p:BICFI>SABRRUMM</p:BICFI></p:FinInstnId></p:InstdAgt>' +
      '<p:InstrForNxtAgt><p:InstrInf>/PVP/TOUR-0001/RUB90000000.00/ICBKCNBJ</p:InstrInf></p:InstrForNxtAgt></p:CdtTrfTxInf></p:Document>',
  );
  assert.equal(body?.['uetr'], UETR);
  assert.deepEqual(body?.['legs'], [{ debtor: 'ICBKCNBJ', creditor: 'SABRRUMM', currency: 'CNY', amount: '7250000.00' }]);
  assert.deepEqual(body?.['counter'], { reference: 'TOUR-0001', currency: 'RUB', amount: '90000000.00', receiver: 'ICBKCNBJ' });
  assert.deepEqual([body?.['from'], body?.['till'], body?.['reject_at'], body?.['priority']], ['2026-11-24T10:00:00+03:00', null, '2026-11-24T12:00:00Z', 'normal']);
});

test('a liquidity transfer moves one\'s own, and of the account of issuance it issues or redeems', () => {
  const amount = '<TrfdAmt><AmtWthCcy Ccy="INR">5.00</AmtWthCcy></TrfdAmt>';
  const account = (tag: string) => `<${tag}><Id><Othr><Id>ISSUANCE</Id></Othr></Id></${tag}>`;
  const of = (inside: string) => bodyIn(document('camt.050.001.05', `<LqdtyCdtTrf><LqdtyCdtTrf>${inside}${amount}</LqdtyCdtTrf></LqdtyCdtTrf>`));
  assert.deepEqual(of(bank('Cdtr', 'SABRRUMM')), { command: 'TransferLiquidity', currency: 'INR', amount: '5.00', to: 'SABRRUMM' });
  assert.deepEqual(of(bank('Cdtr', 'SABRRUMM') + account('DbtrAcct')), { command: 'Issue', currency: 'INR', amount: '5.00', to: 'SABRRUMM' });
  assert.deepEqual(of(account('CdtrAcct') + bank('Dbtr', 'SABRRUMM')), { command: 'Redeem', currency: 'INR', amount: '5.00', from: 'SABRRUMM' });
});

test('a cancellation, a confirmation and a return name what they are about', () => {
  assert.deepEqual(bodyIn(document('camt.056.001.08', `<TxInf><OrgnlUETR>${UETR}</OrgnlUETR></TxInf>`)), { command: 'CancelInstruction', uetr: UETR });
  assert.deepEqual(bodyIn(document('pacs.002.001.10', `<TxInfAndSts><OrgnlUETR>${UETR}</OrgnlUETR><TxSts>ACCC</TxSts></TxInfAndSts>`)), { command: 'ConfirmCredit', uetr: UETR });
  const back = bodyIn(document('pacs.004.001.09', `<TxInf><OrgnlUETR>${UETR}</OrgnlUETR><RtrdIntrBkSttlmAmt Ccy="INR">1.00</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>${bank('InstgAgt', 'SABRRUMM')}${bank('InstdAgt', 'SBININBB')}</TxInf>`));
  assert.deepEqual([nameOf(back), back?.['returns'], back?.['uetr']], ['SubmitInstruction', UETR, '']);
});

test('what stands of a payment itself goes before what stands of its group, as the node takes it', () => {
  const group = `<GrpHdr><IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt>${bank('InstgAgt', 'AAAAINBB')}${bank('InstdAgt', 'BBBBINBB')}</GrpHdr>`;
  const own = `<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>${bank('InstgAgt', 'SBININBB')}${bank('InstdAgt', 'SABRRUMM')}`;
  const sent = (inside: string, head = group) => bodyIn(document('pacs.009.001.08', `${head}<CdtTrfTxInf><PmtId><UETR>${UETR}</UETR></PmtId><IntrBkSttlmAmt Ccy="INR">1.00</IntrBkSttlmAmt>${inside}</CdtTrfTxInf>`));
  const told = (body: ReturnType<typeof bodyIn>) => [body?.['date'], ((body?.['legs'] ?? []) as { debtor: string; creditor: string }[]).map(({ debtor, creditor }) => `${debtor} ${creditor}`)[0]];
  assert.deepEqual(told(sent(own)), ['2026-11-24', 'SBININBB SABRRUMM']);
  assert.deepEqual(told(sent('')), ['2026-11-23', 'AAAAINBB BBBBINBB']);
  const bare = group.replace(bank('InstdAgt', 'BBBBINBB'), '');
  assert.deepEqual(told(sent(bank('CdtrAgt', 'SABRRUMM'), bare)), ['2026-11-23', 'AAAAINBB SABRRUMM']);
  const returned = (inside: string, head = group) => bodyIn(document('pacs.004.001.09', `${head}<TxInf><OrgnlUETR>${UETR}</OrgnlUETR><RtrdIntrBkSttlmAmt Ccy="INR">1.00</RtrdIntrBkSttlmAmt>${inside}<OrgnlTxRef><IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt><PmtTpInf><InstrPrty>HIGH</InstrPrty></PmtTpInf>${bank('CdtrAgt', 'SBININBB')}</OrgnlTxRef></TxInf>`));
  assert.deepEqual(told(returned(own)), ['2026-11-24', 'SBININBB SABRRUMM']);
  assert.deepEqual([...told(returned('')), returned('')?.['priority']], ['2026-11-23', 'AAAAINBB BBBBINBB', 'normal'], 'what a return cites is the original\'s');
  assert.equal(returned(bank('RtrChain', 'SBININBB'), bare), null, 'the node takes a return to no other than who is instructed');
});

test('what asks for nothing that is known, or lacks what it needs, is no body', () => {
  assert.equal(bodyIn(document('camt.060.001.05', '<X/>')), null);
  assert.equal(bodyIn(document('camt.056.001.08', '<X/>')), null);
  assert.equal(bodyIn(document('pacs.009.001.08', '<X/>')), null);
});
