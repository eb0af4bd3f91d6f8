// The words that belong to one screen, as its file hands them to `speaking`.
import { readFileSync } from 'node:fs';

export function spoken(path: string): Record<string, Record<string, string>> | null {
  const body = /speaking\((\{[^]*\})\);/.exec(readFileSync(path, 'utf8'));
  return body ? (new Function(`return ${body[1]};`)() as Record<string, Record<string, string>>) : null;
}
