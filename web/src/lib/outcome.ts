// What came of what was asked, as the node's answer tells it.
//
// An approval may be taken and what it approves refused: the answer is of success, and one of its
// events says that nothing was done.

import type { AnswerOf, CommandName, Refused } from './commands.ts';

/** A refusal as the rules number it. */
export interface Numbered {
  number: number;
  rule: string;
  iso: string;
}

export interface Outcome {
  /** The word of the answer, or the code of the problem. */
  word: string;
  /** Why not, where it was not done. */
  reason: string;
  refusal: Numbered | null;
  position: number | null;
  order: number | null;
}

/** Whether it was not done; then a reason is told, whatever the status is. */
export function failed({ status, reason }: { status: number; reason: string }): boolean {
  return status === 0 || status >= 300 || reason !== '';
}

/** Whether the answer is of success, and what was asked was refused all the same. */
export function refusedInside(asked: { status: number; reason: string }): boolean {
  return failed(asked) && asked.status > 0 && asked.status < 300;
}

/** Reads an answer in JSON. */
export function outcomeOf(status: number, text: string): Outcome {
  return status >= 300 ? ofProblem(JSON.parse(text) as Partial<Refused>) : ofAnswer(JSON.parse(text) as AnswerOf<CommandName>);
}

function ofAnswer(answer: AnswerOf<CommandName>): Outcome {
  const inside = insideOf('events' in answer ? answer.events : undefined);
  return {
    word: answer.status,
    reason: inside ? `${inside.name} (${inside.iso})` : '',
    refusal: inside && { number: inside.number, rule: inside.rule, iso: inside.iso },
    position: answer.position,
    order: 'order' in answer ? answer.order : null,
  };
}

/** What stands between this page and the node may refuse too, and says less. */
function ofProblem({ code = 'fault', title = '', detail, path, number, rule = '', iso = '', position }: Partial<Refused>): Outcome {
  return {
    word: code,
    reason: [detail || title, path && `(${path})`].filter(Boolean).join(' '),
    refusal: number === undefined ? null : { number, rule, iso },
    position: position ?? null,
    order: null,
  };
}

/** The refusal of what was approved; the document leaves open what an event says beside its name. */
function insideOf(events: { event: string; refusal?: unknown }[] | undefined): (Numbered & { name: string }) | null {
  const told = events?.find(({ event }) => event === 'ProposalRefused')?.refusal;
  if (!told || typeof told !== 'object') return null;
  const { number = 0, rule = '', iso = '', name = '' } = told as Partial<Numbered & { name: string }>;
  return { number, rule, iso, name };
}
