// What flowed from one kind of money to another, with few enough kinds to be told apart.

export interface Flow {
  from: string;
  to: string;
  value: number;
}

/** Flows between the so many kinds that most flowed from or to, and all others under one name. */
export function folded(flows: Flow[], most: number, others: string): Flow[] {
  const sums = new Map<string, number>();
  for (const flow of flows) {
    for (const kind of [flow.from, flow.to]) sums.set(kind, (sums.get(kind) ?? 0) + flow.value);
  }
  const order = [...sums].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
  // One alone is told by its own name.
  const kept = new Set(order.slice(0, order.length <= most + 1 ? order.length : most).map(([kind]) => kind));
  const name = (kind: string) => (kept.has(kind) ? kind : others);
  const joined = new Map<string, Flow>();
  for (const flow of flows) {
    const [from, to] = [name(flow.from), name(flow.to)];
    const before = joined.get(`${from}>${to}`);
    if (before) before.value += flow.value;
    else joined.set(`${from}>${to}`, { from, to, value: flow.value });
  }
  return [...joined.values()];
}
