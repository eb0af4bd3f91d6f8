// The way of a payment, told in steps: what is repeated with nothing new to say of it is told once.

export interface Moment {
  status: string;
  at: string;
  position: number;
}

export interface Step extends Moment {
  /** Why it waits since, where that is known. */
  reason: string;
  /** How often it was told in a row, and when and where last. */
  times: number;
  last: Moment;
}

/** Folds a history; of the log positions that are known, why it waits since. */
export function stepsOf(history: readonly Moment[], reasons: ReadonlyMap<number, string>): Step[] {
  const steps: Step[] = [];
  for (const moment of history) {
    const reason = (moment.status === 'pending' && reasons.get(moment.position)) || '';
    const before = steps.at(-1);
    if (before?.status === moment.status && (reason === '' || reason === before.reason)) {
      before.times += 1;
      before.last = moment;
    } else {
      steps.push({ ...moment, reason, times: 1, last: moment });
    }
  }
  return steps;
}

/** The log positions at which it came to wait, where it did so several times. Order: the newest first. */
export function waitsOf(history: readonly Moment[], most: number): number[] {
  const positions = [...new Set(history.filter((moment) => moment.status === 'pending').map((moment) => moment.position))];
  return positions.length > 1 ? positions.reverse().slice(0, most) : [];
}
