// An XML message as a tree: broken into lines for the eye, and as JSON, in which nothing is lost but
// the order of unlike elements and what stands between them.

/** What of a parsed document is read here, so that it can be tried without a browser. */
export interface Node {
  nodeName: string;
  textContent: string | null;
  attributes: ArrayLike<{ name: string; value: string }>;
  children: ArrayLike<Node>;
}

export type Tree = string | { [name: string]: Tree | Tree[] };

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The element with one line for each element within it. */
export function lines(node: Node, depth = 0): string {
  const indent = '  '.repeat(depth);
  const said = Array.from(node.attributes, ({ name, value }) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`).join('');
  const children = Array.from(node.children);
  if (children.length === 0) return `${indent}<${node.nodeName}${said}>${escaped(node.textContent?.trim() ?? '')}</${node.nodeName}>`;
  return [`${indent}<${node.nodeName}${said}>`, ...children.map((child) => lines(child, depth + 1)), `${indent}</${node.nodeName}>`].join('\n');
}

/**
 * The element's content as JSON: its text, or what stands within it by name, several of a name as a
 * list; attributes by their name behind an at sign, and the text beside them as `value`.
 */
export function tree(node: Node): Tree {
  const made: { [name: string]: Tree | Tree[] } = {};
  // Names of vocabularies say nothing that the elements' own names do not.
  for (const { name, value } of Array.from(node.attributes)) if (!name.startsWith('xmlns')) made[`@${name}`] = value;
  const children = Array.from(node.children);
  const text = node.textContent?.trim() ?? '';
  if (children.length === 0) return Object.keys(made).length === 0 ? text : { ...made, value: text };
  for (const child of children) {
    const before = made[child.nodeName];
    const next = tree(child);
    made[child.nodeName] = before === undefined ? next : Array.isArray(before) ? [...before, next] : [before, next];
  }
  return made;
}
