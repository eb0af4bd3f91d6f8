// The request behind a list, as one would give it to curl in a shell.

/**
 * `note` stands before it as a line that a shell passes over. Where the list took several pages of a
 * hundred after a number, so does curl, by a range in its address.
 */
export function copied(path: string, origin: string, note?: string, pages?: { after: number; until: number }): string {
  // The last page begins at or before the last number, and the first where the list did.
  const range = pages && (pages.until - pages.after > 100 ? `[${pages.after}-${pages.until - 1}:100]` : String(pages.after));
  const asked = range === undefined ? path : path.replace(/([?&]after=)0(?=&|$)/, `$1${range}`);
  // A stream has no end, and is shown as it comes.
  const command = `curl -s${path.startsWith('/v1/live') ? 'N' : ''} '${origin}${asked}'`;
  return note ? `# ${note.replaceAll(/\s+/g, ' ')}\n${command}` : command;
}
