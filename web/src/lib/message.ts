// ISO 20022 messages as a bank writes them to this system: one transaction, clearing by the system.

const ENVELOPE = 'urn:sarraf:envelope:1';
const ISO = 'urn:iso:std:iso:20022:tech:xsd:';

export type Definition = 'pacs.008.001.08' | 'pacs.009.001.08';

export interface Draft {
  definition: Definition;
  /** The system's code in SttlmInf/ClrSys/Prtry. */
  clearing: string;
  operator: string;
  debtor: string;
  creditor: string;
  currency: string;
  /** A decimal with at most the currency's digits. */
  amount: string;
  /** The settlement date, as 2026-11-24. */
  date: string;
  /** When it is written, an instant. */
  created: string;
  uetr: string;
  /** At most 35 characters. */
  id: string;
  urgent: boolean;
  /** At most 140 characters; pacs.008 only. */
  remittance: string;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function agent(tag: string, bic: string): string {
  return `<${tag}><FinInstnId><BICFI>${escaped(bic)}</BICFI></FinInstnId></${tag}>`;
}

function party(tag: string, name: string, country: string): string {
  const address = `<PstlAdr><StrtNm>Trade Street</StrtNm><BldgNb>1</BldgNb><TwnNm>Port City</TwnNm><Ctry>${country}</Ctry></PstlAdr>`;
  return `<${tag}><Nm>${name}</Nm>${address}</${tag}>`;
}

/** The whole message; it is signed and sent in exactly these bytes. */
export function write(draft: Draft): string {
  const inner = draft.definition === 'pacs.008.001.08' ? customer(draft) : institution(draft);
  const header =
    `<AppHdr xmlns="${ISO}head.001.001.02"><Fr><FIId><FinInstnId><BICFI>${escaped(draft.debtor)}</BICFI></FinInstnId></FIId></Fr>` +
    `<To><FIId><FinInstnId><BICFI>${escaped(draft.operator)}</BICFI></FinInstnId></FIId></To>` +
    `<BizMsgIdr>${escaped(draft.id)}</BizMsgIdr><MsgDefIdr>${draft.definition}</MsgDefIdr><CreDt>${draft.created}</CreDt></AppHdr>`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<BizMsgEnvlp xmlns="${ENVELOPE}">${header}` +
    `<Document xmlns="${ISO}${draft.definition}">${inner}</Document></BizMsgEnvlp>\n`
  );
}

function heading(draft: Draft): string {
  return (
    `<GrpHdr><MsgId>${escaped(draft.id)}</MsgId><CreDtTm>${draft.created}</CreDtTm><NbOfTxs>1</NbOfTxs>` +
    `<SttlmInf><SttlmMtd>CLRG</SttlmMtd><ClrSys><Prtry>${escaped(draft.clearing)}</Prtry></ClrSys></SttlmInf></GrpHdr>`
  );
}

function identifiers(draft: Draft): string {
  const id = escaped(draft.id);
  return `<PmtId><InstrId>${id}</InstrId><EndToEndId>${id}</EndToEndId><UETR>${draft.uetr}</UETR></PmtId>`;
}

function money(draft: Draft): string {
  const priority = draft.urgent ? '<SttlmPrty>URGT</SttlmPrty>' : '';
  return `<IntrBkSttlmAmt Ccy="${draft.currency}">${draft.amount}</IntrBkSttlmAmt><IntrBkSttlmDt>${draft.date}</IntrBkSttlmDt>${priority}`;
}

function agents(draft: Draft): string {
  return agent('InstgAgt', draft.debtor) + agent('InstdAgt', draft.creditor);
}

function institution(draft: Draft): string {
  const body = identifiers(draft) + money(draft) + agents(draft);
  const parties = agent('Dbtr', draft.debtor) + agent('Cdtr', draft.creditor);
  return `<FICdtTrf>${heading(draft)}<CdtTrfTxInf>${body}${parties}</CdtTrfTxInf></FICdtTrf>`;
}

function customer(draft: Draft): string {
  const type = '<PmtTpInf><CtgyPurp><Cd>SUPP</Cd></CtgyPurp></PmtTpInf>';
  const instructed = `<InstdAmt Ccy="${draft.currency}">${draft.amount}</InstdAmt><ChrgBr>SHAR</ChrgBr>`;
  const parties =
    party('Dbtr', 'Importer', draft.debtor.slice(4, 6)) +
    agent('DbtrAgt', draft.debtor) +
    agent('CdtrAgt', draft.creditor) +
    party('Cdtr', 'Exporter', draft.creditor.slice(4, 6));
  const rest = `<Purp><Cd>GDDS</Cd></Purp><RmtInf><Ustrd>${escaped(draft.remittance)}</Ustrd></RmtInf>`;
  const body = identifiers(draft) + type + money(draft) + instructed + agents(draft) + parties + rest;
  return `<FIToFICstmrCdtTrf>${heading(draft)}<CdtTrfTxInf>${body}</CdtTrfTxInf></FIToFICstmrCdtTrf>`;
}

/** What a pacs.002 of the system says. */
export function answered(xml: string): { status: string; reason: string; text: string } {
  const last = (name: string) => [...xml.matchAll(new RegExp(`<${name}>([^<]*)<`, 'g'))].at(-1)?.[1] ?? '';
  const code = /<Rsn>\s*<(?:Cd|Prtry)>([^<]*)</.exec(xml)?.[1] ?? '';
  return { status: last('TxSts') || last('GrpSts'), reason: code, text: unescaped(last('AddtlInf') || last('RsnDesc')) };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}
