// What the node names by its own words, or tells as a text of our data, in the reader's language.

import { an } from '../words/answers.ts';
import { nm } from '../words/names.ts';
import { so } from '../words/sources.ts';

/** An area by the word of the door (operating-day) or of the log (OperatingDay); one that is not known stands as it is. */
export function areaName(area: string): string {
  const key = `area_${area.toLowerCase().replaceAll('-', '')}`;
  return nm.knows(key) ? nm(key) : area;
}

/** A command by its name; one that is not known here stands as it is. */
export function commandName(command: string): string {
  return nm.knows(command) ? nm(command) : command;
}

/** What was done, by the word of the answer; one that is not known here stands as it is. */
export function doneWord(word: string): string {
  return an.knows(word) ? an(word) : word;
}

/** A text of our own data in the reader's language; any other as it was written. */
export function ownText(text: string): string {
  const key = (Object.keys(so.english) as (keyof typeof so.english)[]).find((one) => so.english[one] === text);
  return key ? so(key) : text;
}
