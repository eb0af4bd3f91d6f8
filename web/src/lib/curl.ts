// The request behind a list, as one would give it to curl in a shell.

/**
 * `note` stands before it as a line that a shell passes over. Where the list took several pages of a
 * hundred after a number, the shell goes on from each to the next, as the page did.
 */
export function copied(path: string, origin: string, note?: string, pages?: { after: number; until: number }): string {
  const said = note ? `# ${note.replaceAll(/\s+/g, ' ')}\n` : '';
  const from = pages ? path.replace(/([?&]after=)0(?=&|$)/, `$1${pages.after}`) : path;
  if (!pages || pages.until - pages.after <= 100) {
    // A stream has no end, and is shown as it comes.
    return `${said}curl -s${path.startsWith('/v1/live') ? 'N' : ''} '${origin}${from}'`;
  }
  const each = path.replace(/([?&]after=)0(?=&|$)/, '$1$after');
  const next = `next=$(printf %s "$page" | grep -o '"next":[0-9]*' | cut -d: -f2)`;
  return `${said}after=${pages.after}; while page=$(curl -s "${origin}${each}"); printf '%s\n' "$page"; ${next}; [ "\${next:-$after}" != "$after" ]; do after=$next; done`;
}
