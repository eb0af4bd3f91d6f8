// What is about to be asked: one dialog for all of it, so that everything that moves something is
// said in words, shown as it will be signed, confirmed, answered and, where the rules let one,
// taken back.

import type { Asked } from './asks.svelte.ts';
import type { Step } from './commands.ts';

/** A field of what is asked. */
export interface Field {
  name: string;
  label: string;
  kind: 'amount' | 'bank' | 'choice' | 'clock' | 'date' | 'dates' | 'number' | 'text' | 'time' | 'weekdays';
  value?: string;
  options?: { value: string; label: string }[];
  /** With a bank: who may be chosen. */
  among?: string[];
  /** With an amount: digits after the point, or the field of its currency, if another than `currency`. */
  digits?: number;
  currencyIn?: string;
  /** With a number: between which whole numbers, both included. */
  least?: number;
  most?: number;
  /** An amount may be zero. */
  zero?: boolean;
  /** It may be left empty. */
  optional?: boolean;
  hint?: string;
}

/** A command with what it needs. */
export interface Deed {
  title: string;
  party: string;
  fields?: Field[];
  /** The command, from what stands in the form. */
  build: (values: Record<string, string>) => Step;
  /** What it will do, in a sentence; and what else should be known before. */
  about: (values: Record<string, string>) => string;
  warn?: (values: Record<string, string>) => string;
  /** Read before it is sent: lines that say what it would reach. */
  preview?: (values: Record<string, string>) => Promise<string[]>;
  /** What takes it back, if anything does. */
  undo?: (values: Record<string, string>, asked: Asked) => (Step & { label: string }) | null;
  /** Called once the node has done it, and once more when it was taken back. */
  done?: (asked: Asked) => void;
}

class Doing {
  deed = $state.raw<Deed | null>(null);
  /** Rises when something was done, so that lists read again. */
  done = $state(0);

  ask(deed: Deed): void {
    this.deed = deed;
  }
}

export const doing = new Doing();
