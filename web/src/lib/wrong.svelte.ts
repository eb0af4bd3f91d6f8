// Why something was not done, in the reader's language; what the node says of it beyond its title
// is told in the node's own English.

import { refusedInside } from './outcome.ts';
import { Problem } from './read.svelte.ts';
import { saidBy } from './reasons.ts';
import { t } from './settings.svelte.ts';
import { KeyFault } from './signers.svelte.ts';
import { problemTitle, refusalTitle, titlesReady } from './titles.svelte.ts';

export interface Wrong {
  /** What is wrong, in a few words of the reader's language. */
  title: string;
  /** The code of the problem or the number of the refusal, which never change their meaning. */
  code: string;
  /** What the node says more, in English. */
  detail: string;
}

/** What was asked and not done: by the refusal that the rules number, else by the code of the problem. */
interface Unmet {
  status: number;
  /** The code of the problem. */
  word: string;
  reason: string;
  refusal: { number: number; iso: string } | null;
}

/** Why what was asked was not done. */
export function whyNot(asked: Unmet): Wrong {
  const { word, reason, refusal } = asked;
  // The node's fixed sentence of a refusal says no more than its title and number.
  const more = refusedInside(asked) || saidBy(reason)?.key === 'refused' ? '' : reason;
  if (refusal) return { title: refusalTitle(refusal.number) || reason, code: `${refusal.number}, ${refusal.iso}`, detail: more };
  const title = problemTitle(word);
  return { title, code: title && word, detail: reason };
}

/** What went wrong where something was read or done. */
export function wrongBy(error: unknown): Wrong {
  if (!(error instanceof Problem)) return wrongHere(error);
  const { told: { code = '', number, iso = '', detail = '' }, message, status } = error;
  if (number !== undefined) return whyNot({ status, word: code, reason: detail || message, refusal: { number, iso } });
  if (status === 0) return { title: t('unreachable'), code: '', detail: message };
  // Who stands between this page and the node may answer too, and says less.
  if (!code) return { title: t('failed'), code: String(status), detail: message };
  return { title: problemTitle(code) || message, code, detail };
}

/** By this the browsers' `fetch` says that no answer came. */
const NO_ANSWER = /fetch|network|load failed/i;

/** What went wrong in this page, or on the way to the node. */
function wrongHere(error: unknown): Wrong {
  if (error instanceof KeyFault && error.why === 'locked') return { title: t('key_locked'), code: '', detail: '' };
  if (error instanceof TypeError && NO_ANSWER.test(error.message)) return { title: t('unreachable'), code: '', detail: error.message };
  return error instanceof Error ? { title: t('page_failed'), code: error.name, detail: error.message } : { title: String(error), code: '', detail: '' };
}

/** The same in one line, without what the node says more. */
export function told({ title, code }: Wrong): string {
  return code ? `${title} (${code})` : title;
}

/** The same of an error, for a sentence that is made once. */
export async function whyOf(error: unknown): Promise<string> {
  if (error instanceof Problem) await titlesReady();
  return told(wrongBy(error));
}
