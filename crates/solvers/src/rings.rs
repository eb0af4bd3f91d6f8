//! Rings among what is left out, followed from link to link.
//!
//! Where payments of one amount wait in a ring and there is no money, nothing settles unless the
//! whole ring does, and a walk meets each of its links among many that look alike.
//! Followed backwards it is easy: who draws on an account lacks its amount there, and somebody who
//! pays in just that much, or a little more, is the next link; the ring is closed where nobody
//! lacks anything.
//! Items of several legs lack in several accounts, and each is followed in turn.
//!
//! Depth first, and it gives up after some links tried in vain.

use crate::core::{Core, Side};
use crate::walk::Leash;

/// Links tried for one ring, at most.
const TRIES: usize = 150;
/// Links tried in all, at most.
const ALL: usize = 500_000;
/// Links of one ring, at most.
const LINKS: usize = 60;
/// Ways tried on from each link, of the very amount and of what suffices.
const WAYS: (usize, usize) = (4, 3);

/// Items looked at for those ways, of each kind, at most.
const LOOKS: usize = 100;

/// Adds to a set that can settle what settles beside it in rings, larger items first; nothing of
/// it is given up.
///
/// `weight` is what each item counts; what is `fixed` stays as it is.
/// Costs up to 500,000 links, each two hundred looks at items at most; what `leash` ends keeps what
/// was found.
/// Not for cores with queues: they come back as they are.
pub(crate) fn close(
    core: &Core,
    weight: &[f64],
    fixed: &[bool],
    set: Vec<bool>,
    leash: &Leash<'_>,
) -> Vec<bool> {
    if core.queues.is_some() {
        return set;
    }
    let mut left: Vec<u32> = (0..core.items.len() as u32)
        .filter(|item| !set[*item as usize] && !fixed[*item as usize])
        .collect();
    left.sort_by(|one, other| {
        weight[*other as usize].total_cmp(&weight[*one as usize]).then(one.cmp(other))
    });
    let mut rings = Rings::new(core, fixed, set);
    for item in left {
        if rings.tried >= ALL || leash.is_over() {
            break;
        }
        if !rings.set[item as usize] {
            rings.follow(item);
        }
    }
    rings.set
}

/// A row that lacks, and who could help it next.
struct Link {
    /// Order: the likelier last.
    ways: Vec<u32>,
    /// Items of the ring before it.
    depth: usize,
}

/// A search for rings under way.
struct Rings<'a> {
    core: &'a Core,
    fixed: &'a [bool],
    set: Vec<bool>,
    slack: Vec<i64>,
    /// Items of the ring so far. Order: as they were added.
    ring: Vec<u32>,
    /// Links tried.
    tried: usize,
}

impl<'a> Rings<'a> {
    fn new(core: &'a Core, fixed: &'a [bool], set: Vec<bool>) -> Self {
        let mut slack = core.slack.clone();
        for item in (0..set.len()).filter(|item| set[*item]) {
            for entry in core.entries(item) {
                slack[entry.row as usize] += entry.change;
            }
        }
        Self { core, fixed, set, slack, ring: Vec::new(), tried: 0 }
    }

    /// Looks for a ring through an item; it settles if there is one.
    fn follow(&mut self, item: u32) {
        self.ring.clear();
        self.add(item);
        let mut links: Vec<Link> = Vec::new();
        for _ in 0..TRIES {
            let Some((row, amount)) = self.lacking() else { return };
            self.tried += 1;
            let ways = if self.ring.len() < LINKS { self.ways(row, amount) } else { Vec::new() };
            links.push(Link { ways, depth: self.ring.len() });
            let next = loop {
                let Some(link) = links.last_mut() else { break None };
                let (way, depth) = (link.ways.pop(), link.depth);
                self.back(depth);
                if way.is_some() {
                    break way;
                }
                links.pop();
            };
            let Some(next) = next else { break };
            self.add(next);
        }
        if self.lacking().is_some() {
            self.back(0);
        }
    }

    /// A row that lacks room, of the latest item that has one, and what the item draws there.
    fn lacking(&self) -> Option<(usize, i64)> {
        let entries = self.ring.iter().rev().flat_map(|item| self.core.entries(*item as usize));
        let mut drawn = entries.filter(|entry| entry.change < 0);
        let entry = drawn.find(|entry| self.slack[entry.row as usize] < 0)?;
        Some((entry.row as usize, -entry.change))
    }

    /// Who could help a row that lacks. Order: the likelier last.
    fn ways(&self, row: usize, amount: i64) -> Vec<u32> {
        let sides = self.core.credits(row);
        let need = -self.slack[row];
        let from = |least: i64| sides.partition_point(|side| side.amount < least);
        let may = |side: &&Side| !self.set[side.item as usize] && !self.fixed[side.item as usize];
        let after = |least: i64| sides[from(least)..].iter().take(LOOKS);
        let same = after(amount).take_while(|side| side.amount == amount);
        let mut ways: Vec<u32> = same.filter(may).take(WAYS.0).map(|side| side.item).collect();
        let enough = after(need).filter(|side| side.amount != amount);
        ways.extend(enough.filter(may).take(WAYS.1).map(|side| side.item));
        // Who lacks nothing itself closes the ring.
        let (closing, others): (Vec<u32>, Vec<u32>) =
            ways.into_iter().partition(|item| self.fits(*item));
        others.into_iter().rev().chain(closing.into_iter().rev()).collect()
    }

    fn fits(&self, item: u32) -> bool {
        let mut entries = self.core.entries(item as usize).iter();
        entries.all(|entry| entry.change > 0 || self.slack[entry.row as usize] + entry.change >= 0)
    }

    fn add(&mut self, item: u32) {
        self.set[item as usize] = true;
        self.ring.push(item);
        self.post(item, 1);
    }

    /// Takes back all items of the ring but the first so many.
    fn back(&mut self, depth: usize) {
        while self.ring.len() > depth {
            if let Some(item) = self.ring.pop() {
                self.set[item as usize] = false;
                self.post(item, -1);
            }
        }
    }

    fn post(&mut self, item: u32, sign: i64) {
        for entry in self.core.entries(item as usize) {
            self.slack[entry.row as usize] += sign * entry.change;
        }
    }
}
