// Why nothing arrived at a webhook, and what it is told of, in the reader's language.

import { day, clock } from './moment.ts';
import { un } from '../words/undelivered.ts';

/** Why something did not arrive; what is said in no form that is known here stands as it is. */
export function whyUndelivered(text: string): string {
  const status = /^answered (\d+)$/.exec(text)?.[1];
  if (status) return un('answered', { status });
  const last = /^nothing has arrived since (\S+); at last: (.+)$/.exec(text);
  if (last) return un('given_up', { since: `${day(last[1] ?? '')} ${clock(last[1] ?? '')}`, why: whyUndelivered(last[2] ?? '') });
  const key = (Object.keys(un.english) as (keyof typeof un.english)[]).find((one) => un.english[one] === text);
  return key ? un(key) : text;
}

/** What an endpoint is told of, by its kind. */
export function noticeName(kind: string): string {
  return un.knows(kind) ? un(kind) : kind;
}
