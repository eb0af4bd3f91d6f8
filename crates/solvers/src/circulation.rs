//! The largest part of obligations that clears: a maximum circulation, exact in integers.
//!
//! Everything is taken as cleared, which leaves some nodes paying more than they receive; the
//! least is then taken back that balances them.
//! Taking back is a minimum-cost flow from who pays too much to who receives too much, along the
//! obligations, each unit at a cost of one, found by shortest paths with potentials and blocking
//! flows among the arcs that lie on them (Ford and Fulkerson's primal-dual method with Dinic's
//! flows); with unit costs there are as many rounds as the longest of the shortest paths has arcs.
//! The matrix is totally unimodular, so whole amounts have a whole best answer.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use netting::obligations::{Book, Measure, Money, Objection, Party, Room};

/// Obligations that clear, and their value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// The part of each obligation that clears. Order: as the obligations.
    /// Unit: minor units, or value across currencies.
    pub parts: Vec<u128>,
    /// Value of all parts.
    pub value: u128,
    /// The parts of each debtor, creditor and currency together; no currency across currencies.
    /// Shape: one entry for each that clears.
    pub pairs: BTreeMap<(Option<Money>, Party, Party), u128>,
}

/// Clears the largest value, in each currency by itself or across currencies at the rates.
///
/// `room` is what may be paid in, as [`Book::check`] takes it; empty for pure cycles.
/// Deterministic: parallel obligations clear in their order.
/// Costs O(n log n) to gather parallel obligations, then a few passes of Dijkstra and of blocking
/// flows over what is left, at most one arc for each pair of parties and currency.
pub fn clear(book: &Book, measure: Measure, room: &Room) -> Result<Cleared, Objection> {
    let mut groups: BTreeMap<(Option<Money>, Party, Party), Vec<usize>> = BTreeMap::new();
    for (index, obligation) in book.obligations.iter().enumerate() {
        let currency = match measure {
            Measure::PerCurrency => Some(obligation.currency),
            Measure::AcrossCurrencies => None,
        };
        let key = (currency, obligation.debtor, obligation.creditor);
        groups.entry(key).or_default().push(index);
    }
    let sizes: Result<Vec<u128>, Objection> =
        book.obligations.iter().map(|obligation| book.size(obligation, measure)).collect();
    let sizes = sizes?;
    let mut cleared = Cleared { parts: vec![0; sizes.len()], ..Cleared::default() };
    let keys: Vec<(Option<Money>, Party, Party)> = groups.keys().copied().collect();
    for part in keys.chunk_by(|one, other| one.0 == other.0) {
        let currency = part[0].0;
        let mut arcs = Vec::with_capacity(part.len());
        for key in part {
            let members = groups[key].iter();
            let sum = members.map(|at| sizes[*at]).try_fold(0_u128, u128::checked_add);
            let capacity = sum.and_then(|sum| i128::try_from(sum).ok());
            arcs.push((key.1, key.2, capacity.ok_or(Objection::TooMuch)?));
        }
        let flows = circulate(&arcs, |party| {
            let room = room.get(&(party, currency)).copied().unwrap_or(0);
            i128::try_from(room).unwrap_or(i128::MAX)
        })?;
        for (key, flow) in part.iter().zip(flows) {
            let mut left = flow.unsigned_abs();
            if left > 0 {
                cleared.pairs.insert(*key, left);
            }
            for at in &groups[key] {
                let taken = left.min(sizes[*at]);
                cleared.parts[*at] = taken;
                left -= taken;
            }
        }
    }
    cleared.value = book.check(measure, &cleared.parts, room)?;
    Ok(cleared)
}

/// How much of each arc (debtor, creditor, amount) clears at most.
fn circulate(
    arcs: &[(Party, Party, i128)],
    room: impl Fn(Party) -> i128,
) -> Result<Vec<i128>, Objection> {
    let mut parties: Vec<Party> = arcs.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    parties.sort_unstable();
    parties.dedup();
    let place = |party: Party| parties.binary_search(&party).unwrap_or(0);
    let mut network = Network::new(parties.len() + 2);
    let (source, sink) = (parties.len(), parties.len() + 1);
    let mut net = vec![0_i128; parties.len()];
    for (from, to, amount) in arcs {
        let (from, to) = (place(*from), place(*to));
        network.add(from, to, *amount, 1);
        net[from] = net[from].checked_sub(*amount).ok_or(Objection::TooMuch)?;
        net[to] = net[to].checked_add(*amount).ok_or(Objection::TooMuch)?;
    }
    for (node, net) in net.iter().enumerate() {
        let spare = net.max(&0).saturating_add(room(parties[node]));
        network.add(source, node, (-net).max(0), 0);
        network.add(node, sink, spare, 0);
    }
    network.index();
    network.send_all(source, sink);
    Ok((0..arcs.len()).map(|arc| network.left(arc)).collect())
}

/// A flow network with costs; arc 2k goes forth and arc 2k + 1 back.
struct Network {
    heads: Vec<u32>,
    room: Vec<i128>,
    cost: Vec<i64>,
    tails: Vec<u32>,
    /// Shape: nodes + 1, into `out`.
    starts: Vec<usize>,
    out: Vec<u32>,
    potential: Vec<i64>,
    nodes: usize,
}

/// Farther than any path.
const FAR: i64 = i64::MAX;

impl Network {
    fn new(nodes: usize) -> Self {
        Self {
            heads: Vec::new(),
            room: Vec::new(),
            cost: Vec::new(),
            tails: Vec::new(),
            starts: Vec::new(),
            out: Vec::new(),
            potential: vec![0; nodes],
            nodes,
        }
    }

    fn add(&mut self, from: usize, to: usize, room: i128, cost: i64) {
        for (tail, head, room, cost) in [(from, to, room, cost), (to, from, 0, -cost)] {
            self.tails.push(tail as u32);
            self.heads.push(head as u32);
            self.room.push(room);
            self.cost.push(cost);
        }
    }

    fn index(&mut self) {
        self.starts = vec![0; self.nodes + 1];
        for tail in &self.tails {
            self.starts[*tail as usize + 1] += 1;
        }
        for node in 0..self.nodes {
            self.starts[node + 1] += self.starts[node];
        }
        let mut next = self.starts.clone();
        self.out = vec![0; self.tails.len()];
        for (arc, tail) in self.tails.iter().enumerate() {
            self.out[next[*tail as usize]] = arc as u32;
            next[*tail as usize] += 1;
        }
    }

    /// What an added arc has left.
    fn left(&self, added: usize) -> i128 {
        self.room[2 * added]
    }

    fn out(&self, node: usize) -> &[u32] {
        &self.out[self.starts[node]..self.starts[node + 1]]
    }

    /// Sends as much as can be from source to sink, at the least cost.
    fn send_all(&mut self, source: usize, sink: usize) {
        while self.measure(source, sink) {
            while let Some(levels) = self.levels(source, sink) {
                self.send(source, sink, &levels);
            }
        }
    }

    /// Shortest distances at reduced costs, taken into the potentials; false if the sink is out of
    /// reach.
    fn measure(&mut self, source: usize, sink: usize) -> bool {
        let mut distance = vec![FAR; self.nodes];
        distance[source] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_i64, source as u32))]);
        while let Some(Reverse((at, node))) = heap.pop() {
            let node = node as usize;
            if at > distance[node] {
                continue;
            }
            for arc in self.out(node) {
                let arc = *arc as usize;
                let head = self.heads[arc] as usize;
                if self.room[arc] > 0 {
                    let there = at + self.reduced(arc);
                    if there < distance[head] {
                        distance[head] = there;
                        heap.push(Reverse((there, head as u32)));
                    }
                }
            }
        }
        let end = distance[sink];
        if end == FAR {
            return false;
        }
        // Beyond the sink the distance to it suffices, and keeps every reduced cost in bounds.
        for (potential, distance) in self.potential.iter_mut().zip(distance) {
            *potential += distance.min(end);
        }
        true
    }

    fn reduced(&self, arc: usize) -> i64 {
        let (tail, head) = (self.tails[arc] as usize, self.heads[arc] as usize);
        self.cost[arc] + self.potential[tail] - self.potential[head]
    }

    fn is_tight(&self, arc: usize) -> bool {
        self.room[arc] > 0 && self.reduced(arc) == 0
    }

    /// How many tight arcs each node is from the source; `None` if the sink is out of their reach.
    fn levels(&self, source: usize, sink: usize) -> Option<Vec<u32>> {
        let mut levels = vec![u32::MAX; self.nodes];
        levels[source] = 0;
        let mut pending = VecDeque::from([source]);
        while let Some(node) = pending.pop_front() {
            for arc in self.out(node) {
                let head = self.heads[*arc as usize] as usize;
                if levels[head] == u32::MAX && self.is_tight(*arc as usize) {
                    levels[head] = levels[node] + 1;
                    pending.push_back(head);
                }
            }
        }
        (levels[sink] != u32::MAX).then_some(levels)
    }

    /// A blocking flow over tight arcs that lead one level on.
    fn send(&mut self, source: usize, sink: usize, levels: &[u32]) {
        let mut next: Vec<usize> = self.starts[..self.nodes].to_vec();
        let mut path: Vec<usize> = Vec::new();
        let mut node = source;
        loop {
            if node == sink {
                let least = path.iter().map(|arc| self.room[*arc]).min().unwrap_or(0);
                for arc in &path {
                    self.room[*arc] -= least;
                    self.room[*arc ^ 1] += least;
                }
                let full = path.iter().position(|arc| self.room[*arc] == 0).unwrap_or(0);
                node = self.tails[path[full]] as usize;
                path.truncate(full);
                continue;
            }
            let forward = loop {
                if next[node] == self.starts[node + 1] {
                    break None;
                }
                let arc = self.out[next[node]] as usize;
                let head = self.heads[arc] as usize;
                if levels[head] == levels[node] + 1 && self.is_tight(arc) {
                    break Some((arc, head));
                }
                next[node] += 1;
            };
            match (forward, path.pop()) {
                (Some((arc, head)), last) => {
                    path.extend(last);
                    path.push(arc);
                    node = head;
                }
                (None, Some(last)) => {
                    node = self.tails[last] as usize;
                    next[node] += 1;
                }
                (None, None) => return,
            }
        }
    }
}
