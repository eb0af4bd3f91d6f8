// What an address names in a list of its own kind: marked, and brought into view once.

/** For `use:lit={whether it is the one that the address names}`. */
export function lit(node: HTMLElement, on: boolean) {
  const turn = (now: boolean) => {
    if (now && node.dataset['lit'] !== 'true') node.scrollIntoView({ block: 'nearest' });
    node.dataset['lit'] = String(now);
  };
  turn(on);
  return { update: turn };
}
