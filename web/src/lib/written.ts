// Messages of ISO 20022 that ask for the same as a body of JSON, read back as that body: as far as
// what they would change goes, and only what the node has taken and so is of its form.

import { shortOf } from './bic.ts';
import type { Body } from './signed.ts';

/** The account by which a settlement agent's own liquidity transfer issues or redeems. */
const ISSUANCE = 'ISSUANCE';

/** What stands in the first element of a name, whatever its prefix; nothing where there is none. */
function within(xml: string, name: string): string | null {
  return new RegExp(`<((?:[\\w.-]+:)?)${name}(?:\\s[^>]*)?>([^]*?)</\\1${name}\\s*>`).exec(xml)?.[2] ?? null;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The text at the end of a path; nothing where any of it is missing. */
function text(xml: string, ...path: string[]): string | null {
  const found = path.reduce<string | null>((inside, name) => (inside === null ? null : within(inside, name)), xml);
  return found === null ? null : found.replaceAll(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => ENTITIES[name] ?? whole).trim();
}

/** A bank by its BIC; one of eight letters is the same as that with XXX. */
function bank(xml: string, ...path: string[]): string | null {
  const bic = text(xml, ...path, 'FinInstnId', 'BICFI');
  return bic === null ? null : shortOf(bic);
}

function money(xml: string, name: string): { currency: string; amount: string } | null {
  const found = new RegExp(`<(?:[\\w.-]+:)?${name}\\s[^>]*?Ccy\\s*=\\s*["']([A-Z]{3})["'][^>]*>\\s*([\\d.]+)\\s*<`).exec(xml);
  return found?.[1] && found[2] ? { currency: found[1], amount: found[2] } : null;
}

const PRIORITIES: Record<string, string> = { URGT: 'urgent', HIGH: 'high' };

/** What must settle with it, by the line of a payment versus payment. */
function counter(xml: string): Body | null {
  const [, reference, currency, amount, receiver] = /\/PVP\/([A-Za-z0-9-]{1,35})\/([A-Z]{3})(\d+(?:\.\d+)?)\/([A-Z0-9]{8,11})/.exec(xml) ?? [];
  return reference ? { reference, currency, amount, receiver: receiver && shortOf(receiver) } : null;
}

/** A message without what it tells of another one in an element of a name. */
const without = (xml: string, name: string) => xml.replace(new RegExp(`<((?:[\\w.-]+:)?)${name}(?:\\s[^>]*)?>[^]*?</\\1${name}\\s*>`, 'g'), '');

/** What stands of a payment itself, or else of its group, as the node takes it. */
interface Parts {
  own: string;
  sum: { currency: string; amount: string };
  debtor: string;
  creditor: string;
  date: string;
}

function partsOf(xml: string, [transaction, amount, other]: [transaction: string, amount: string, other: string], receiver: (own: string) => string | null): Parts | null {
  const own = without(within(xml, transaction) ?? '', other);
  const group = within(xml, 'GrpHdr') ?? '';
  const either = (of: (xml: string) => string | null) => of(own) ?? of(group);
  const sum = money(own, amount);
  const debtor = either((xml) => bank(xml, 'InstgAgt'));
  const creditor = either((xml) => bank(xml, 'InstdAgt')) ?? receiver(own);
  const date = either((xml) => text(xml, 'IntrBkSttlmDt'))?.slice(0, 10);
  return sum && debtor && creditor && date ? { own, sum, debtor, creditor, date } : null;
}

const NO_MORE = { counter: null, returns: null, from: null, till: null, reject_at: null };

function payment(xml: string): Body | null {
  const parts = partsOf(xml, ['CdtTrfTxInf', 'IntrBkSttlmAmt', 'UndrlygCstmrCdtTrf'], (own) => bank(own, 'CdtrAgt'));
  if (!parts) return null;
  const { own, sum, debtor, creditor, date } = parts;
  const at = (name: string) => {
    const time = text(own, 'SttlmTmReq', name);
    return time === null ? null : `${date}T${time}`;
  };
  return {
    command: 'SubmitInstruction',
    uetr: text(own, 'PmtId', 'UETR') ?? '',
    date,
    priority: PRIORITIES[text(own, 'SttlmPrty') ?? text(own, 'InstrPrty') ?? ''] ?? 'normal',
    legs: [{ debtor, creditor, ...sum }],
    ...NO_MORE,
    counter: counter(own),
    from: at('FrTm'),
    till: at('TillTm'),
    reject_at: at('RjctTm'),
  };
}

/** A return has no name of its own: the node makes it one, of the original's and the return's. */
function giving(xml: string): Body | null {
  const parts = partsOf(xml, ['TxInf', 'RtrdIntrBkSttlmAmt', 'OrgnlTxRef'], () => null);
  const returns = parts && text(parts.own, 'OrgnlUETR');
  if (!parts || returns === null) return null;
  const { own, sum, debtor, creditor, date } = parts;
  return { command: 'SubmitInstruction', uetr: '', date, priority: PRIORITIES[text(own, 'SttlmPrty') ?? ''] ?? 'normal', legs: [{ debtor, creditor, ...sum }], ...NO_MORE, returns };
}

function transfer(xml: string): Body | null {
  const sum = money(xml, 'AmtWthCcy');
  const inside = within(xml, 'LqdtyCdtTrf');
  if (!sum || inside === null) return null;
  const is = (account: string) => text(inside, account, 'Othr', 'Id') === ISSUANCE;
  const [to, from] = [bank(inside, 'Cdtr'), bank(inside, 'Dbtr')];
  if (is('DbtrAcct')) return to === null ? null : { command: 'Issue', ...sum, to };
  if (is('CdtrAcct')) return from === null ? null : { command: 'Redeem', ...sum, from };
  return to === null ? null : { command: 'TransferLiquidity', ...sum, to };
}

const named = (command: string, uetr: string | null): Body | null => (uetr === null ? null : { command, uetr });

/** The body that a message stands for; nothing where it asks for none that is known here. */
export function bodyOfMessage(message: string): Body | null {
  const xml = message.replaceAll(/<!--[^]*?-->/g, '');
  const document = /<(?:[\w.-]+:)?Document\s[^>]*?tech:xsd:([a-z]{4}\.\d{3})\./.exec(xml)?.[1] ?? '';
  switch (document) {
    case 'pacs.008':
    case 'pacs.009':
      return payment(xml);
    case 'pacs.004':
      return giving(xml);
    case 'camt.050':
      return transfer(xml);
    case 'camt.056':
      return named('CancelInstruction', text(xml, 'OrgnlUETR'));
    case 'pacs.002':
      return named('ConfirmCredit', text(xml, 'OrgnlUETR'));
    default:
      return null;
  }
}
