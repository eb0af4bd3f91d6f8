//! What of obligations clears by itself, without any money: found by peeling, bounded from above.
//!
//! The largest circulation is a minimum-cost flow, which is search and has its place upstairs; a
//! figure that everybody must come to alike is found here in three short steps, for each currency
//! or for all of them by value.
//!
//! 1. Parallel obligations are added up, and of each two parties the smaller sum clears on both
//!    sides.
//! 2. A walk begins with the lowest party that owes and goes on to the lowest creditor; where it
//!    meets itself the ring clears by its smallest arc, and where it can go no further the arc that
//!    led there is dropped. It ends when no arc is left, and then what is left over holds no ring.
//! 3. Each obligation takes its part of what its pair clears, in their order, and
//!    [`Book::check`] judges the whole.
//!
//! Nobody clears more than the smaller of what it owes and what it is owed, which bounds every
//! circulation from above.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::obligations::{Book, Measure, Money, Objection, Party, Room};

/// What clears without money, at least and at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circulation {
    /// The part of each obligation that clears. Order: as the obligations.
    /// Unit: minor units, or value across currencies.
    pub parts: Vec<u128>,
    /// Value that clears between two parties at a time.
    pub pairs: u128,
    /// Value of all parts: some circulation reaches it.
    pub value: u128,
    /// Value that no circulation exceeds.
    pub bound: u128,
}

/// Who owes whom, added up. Order: by debtor, then creditor.
type Arcs = BTreeMap<(Party, Party), u128>;

impl Book {
    /// What clears in each currency by itself, or across currencies at the rates.
    ///
    /// Costs O(n log n) of obligations for gathering them, then O(a p log a) at worst of a pairs of
    /// debtor and creditor and p parties.
    pub fn circulation(&self, measure: Measure) -> Result<Circulation, Objection> {
        let mut groups: BTreeMap<Option<Money>, Arcs> = BTreeMap::new();
        for obligation in &self.obligations {
            let arcs = groups.entry(group(obligation.currency, measure)).or_default();
            let size = self.size(obligation, measure)?;
            add(arcs.entry((obligation.debtor, obligation.creditor)).or_default(), size)?;
        }
        let mut found = Circulation::default();
        let mut cleared: BTreeMap<Option<Money>, Arcs> = BTreeMap::new();
        for (currency, mut arcs) in groups {
            let rate = currency.map_or(Ok(1), |currency| self.rate(currency))?;
            let worth = |size: u128| size.checked_mul(rate).ok_or(Objection::TooMuch);
            add(&mut found.bound, worth(bound(&arcs)?)?)?;
            let mut clears = Arcs::new();
            add(&mut found.pairs, worth(offset_pairs(&mut arcs, &mut clears))?)?;
            peel(&mut arcs, &mut clears);
            cleared.insert(currency, clears);
        }
        for obligation in &self.obligations {
            let arcs = cleared.entry(group(obligation.currency, measure)).or_default();
            let left = arcs.entry((obligation.debtor, obligation.creditor)).or_default();
            let part = self.size(obligation, measure)?.min(*left);
            *left = left.saturating_sub(part);
            found.parts.push(part);
        }
        found.value = self.check(measure, &found.parts, &Room::new())?;
        Ok(found)
    }
}

fn group(currency: Money, measure: Measure) -> Option<Money> {
    match measure {
        Measure::PerCurrency => Some(currency),
        Measure::AcrossCurrencies => None,
    }
}

fn add(sum: &mut u128, size: u128) -> Result<(), Objection> {
    *sum = sum.checked_add(size).ok_or(Objection::TooMuch)?;
    Ok(())
}

/// The smaller of what each party owes and is owed, added up.
fn bound(arcs: &Arcs) -> Result<u128, Objection> {
    let mut sides: BTreeMap<Party, (u128, u128)> = BTreeMap::new();
    for ((from, to), size) in arcs {
        add(&mut sides.entry(*from).or_default().0, *size)?;
        add(&mut sides.entry(*to).or_default().1, *size)?;
    }
    let mut bound = 0;
    sides.values().try_for_each(|(owes, owed)| add(&mut bound, *owes.min(owed)))?;
    Ok(bound)
}

/// Takes the smaller sum of each two parties off both sides; what clears of both together.
fn offset_pairs(arcs: &mut Arcs, clears: &mut Arcs) -> u128 {
    let mut total: u128 = 0;
    let forth: Vec<(Party, Party)> = arcs.keys().filter(|(a, b)| a < b).copied().collect();
    for (one, other) in forth {
        let sum = |pair| arcs.get(&pair).copied().unwrap_or(0);
        let least = sum((one, other)).min(sum((other, one)));
        if least > 0 {
            take(arcs, clears, (one, other), least);
            take(arcs, clears, (other, one), least);
            total = total.saturating_add(least).saturating_add(least);
        }
    }
    total
}

/// Clears so much of an arc, which goes when nothing is left of it.
fn take(arcs: &mut Arcs, clears: &mut Arcs, arc: (Party, Party), size: u128) {
    let cleared = clears.entry(arc).or_default();
    *cleared = cleared.saturating_add(size);
    if let Some(left) = arcs.get_mut(&arc) {
        *left = left.saturating_sub(size);
        if *left == 0 {
            arcs.remove(&arc);
        }
    }
}

/// Clears ring after ring until the arcs that are left hold none, and none is left of them.
fn peel(arcs: &mut Arcs, clears: &mut Arcs) {
    let mut path: Vec<Party> = Vec::new();
    let mut places: BTreeMap<Party, usize> = BTreeMap::new();
    loop {
        let Some(node) = path.last().copied() else {
            let Some((from, _)) = arcs.keys().next().copied() else {
                return;
            };
            places.insert(from, 0);
            path.push(from);
            continue;
        };
        let Some(next) = lowest_creditor(arcs, node) else {
            path.pop();
            places.remove(&node);
            if let Some(before) = path.last() {
                arcs.remove(&(*before, node));
            }
            continue;
        };
        let Some(begins) = places.get(&next).copied() else {
            places.insert(next, path.len());
            path.push(next);
            continue;
        };
        let ring: Vec<Party> = path.iter().skip(begins).copied().chain([next]).collect();
        let drained = clear_ring(arcs, clears, &ring);
        let kept = begins.saturating_add(drained).saturating_add(1);
        for left in path.drain(kept..) {
            places.remove(&left);
        }
    }
}

fn lowest_creditor(arcs: &Arcs, debtor: Party) -> Option<Party> {
    let own = arcs.range((debtor, Party(0))..=(debtor, Party(u32::MAX)));
    own.map(|((_, creditor), _)| *creditor).next()
}

/// Clears a ring by its smallest arc; the place of the first arc of which nothing is left.
fn clear_ring(arcs: &mut Arcs, clears: &mut Arcs, ring: &[Party]) -> usize {
    let pairs = || ring.iter().copied().zip(ring.iter().skip(1).copied());
    let size = |arc| arcs.get(&arc).copied().unwrap_or(0);
    let least = pairs().map(size).min().unwrap_or(0);
    let drained = pairs().position(|arc| size(arc) == least).unwrap_or(0);
    for arc in pairs() {
        take(arcs, clears, arc, least);
    }
    drained
}
