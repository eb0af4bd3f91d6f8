// Lists as files: RFC 4180, with what a spreadsheet would run as a formula made harmless.

export function csv(head: string[], rows: string[][]): string {
  return [head, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

function field(text: string): string {
  const number = /^[+-]?\d+(\.\d+)?$/.test(text);
  const safe = !number && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a list to the reader as a file, where it is no `Table`, which does so by itself. */
export function saveList(name: string, of: string, head: string[], rows: string[][]): void {
  save(`sarraf-${name}${of && `-${of}`}.csv`, 'text/csv;charset=utf-8', csv(head, rows));
}

/** Hands bytes to the reader as a file. */
export function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
