// The node tells some things in one fixed sentence; a reader of another language is told the same in
// hers. What is of no form that is known here stands as the node said it.

/** What a sentence of the node says: which it is, and what stands in its blanks. */
export interface Said {
  key: 'counterpart' | 'consent' | 'moment' | 'resumption' | 'access' | 'turn' | 'limit' | 'money' | 'cap' | 'quotes' | 'refused';
  /** An amount as it was told, without its groups. */
  amount?: { currency: string; amount: string };
  blanks: Record<string, string>;
}

const MONEY = String.raw`(?<currency>[A-Z]{3}|\?{3}) (?<amount>-?[\d.]+)`;

const FORMS: [Said['key'], RegExp][] = [
  ['counterpart', /^waits for the counterpart's instruction under trade (?<reference>.+)$/],
  ['consent', /^waits for the consent of (?<bank>\S+)$/],
  ['moment', /^waits until (?<at>\d{4}-\d{2}-\d{2}T\S+), the earliest moment at which all legs can settle$/],
  ['resumption', /^waits until (?<currency>\S+) is resumed by its agent$/],
  ['access', /^waits until (?<bank>\S+) may use its (?<currency>\S+) account again$/],
  ['turn', /^waits behind (?<uetr>\S+) in its queue$/],
  ['limit', new RegExp(`^waits for ${MONEY} of room under the limit of (?<bank>\\S+) to (?<towards>\\S+)$`)],
  ['money', new RegExp(`^waits for ${MONEY} in the account of (?<bank>\\S+)$`)],
  ['cap', new RegExp(`^waits for ${MONEY} to leave the account of (?<bank>\\S+), which is full$`)],
  ['quotes', /^waits to be converted: (?<obstacle>.+)$/],
  ['refused', /^(?<number>\d{4}) (?<name>\w+) by rule (?<rule>\S+)$/],
];

/** What a sentence says; nothing, where it is of no known form. */
export function saidBy(text: string): Said | null {
  for (const [key, form] of FORMS) {
    const groups = form.exec(text)?.groups;
    if (!groups) continue;
    const { amount, currency = '', ...rest } = groups as Record<string, string>;
    return amount === undefined ? { key, blanks: groups.currency === undefined ? rest : { ...rest, currency } } : { key, amount: { amount, currency }, blanks: rest };
  }
  return null;
}
