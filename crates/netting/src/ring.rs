//! What a set that settled looks like: who stands in a ring with whom.

use alloc::collections::btree_map::Entry;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

/// What flows from one party to another in one money, all items of a set together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Who pays; the caller's number.
    pub from: u32,
    /// Who is paid.
    pub to: u32,
    /// In which money; the caller's number.
    pub money: u32,
    /// How much, in a measure common to all flows. Unit: the caller's.
    pub weight: u128,
}

/// Parties of which each pays the next, and the last the first, all the same weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// What goes round. Unit: that of [`Flow::weight`]. Range: above zero.
    pub weight: u128,
    /// The flows it is part of, as indices into the flows given.
    /// Order: along the ring, from its lowest flow on. Shape: two or more, no party twice.
    pub flows: Vec<usize>,
}

/// Flows taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rings {
    /// Order: as they were found, the shortest through the heaviest flows first.
    pub rings: Vec<Ring>,
    /// What of each flow goes round in no ring: money that somebody had or had to bring.
    /// Shape and Order: as the flows given.
    pub rest: Vec<u128>,
}

/// Takes flows apart into rings, and what remains.
///
/// The heaviest flow is taken first, the lower of two that are equally heavy; the shortest way
/// back from its end to its beginning makes a ring with it, as heavy as the lightest flow on it.
/// That is repeated until nothing goes round: what remains has no ring in it.
/// The moneys of a ring may differ, so that it goes across currencies if weights are values.
///
/// The answer is one of many that are equally true: flows do not say which ring they belong to.
/// It is the same for the same flows on every machine.
/// A flow from a party to itself goes round by itself and is left in the rest.
/// Invariant: for each flow the weights of its rings and its rest sum to its weight.
/// Costs O(flows squared) at worst, O(flows x rings) as a rule.
pub fn rings(flows: &[Flow]) -> Rings {
    let mut left: Vec<u128> = flows.iter().map(|flow| flow.weight).collect();
    let mut out: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (index, flow) in flows.iter().enumerate() {
        if flow.weight > 0 && flow.from != flow.to {
            out.entry(flow.from).or_default().insert(index);
        }
    }
    let mut order: Vec<usize> = (0..flows.len()).filter(|at| left[*at] > 0).collect();
    order.sort_by_key(|at| (core::cmp::Reverse(flows[*at].weight), *at));
    let mut found = Vec::new();
    for first in order {
        while left[first] > 0 {
            let Some(mut members) = way_back(flows, &out, first) else {
                break;
            };
            let weight = members.iter().map(|at| left[*at]).min().unwrap_or(0);
            for at in &members {
                left[*at] = left[*at].saturating_sub(weight);
                if left[*at] == 0
                    && let Some(leaving) = out.get_mut(&flows[*at].from)
                {
                    leaving.remove(at);
                }
            }
            let lowest = members.iter().enumerate().min_by_key(|(_, at)| **at);
            let lowest = lowest.map_or(0, |(place, _)| place);
            members.rotate_left(lowest);
            found.push(Ring { weight, flows: members });
        }
        // What is left of it is in no ring, now or later: rings only take flows away.
        if let Some(leaving) = out.get_mut(&flows[first].from) {
            leaving.remove(&first);
        }
    }
    Rings { rings: found, rest: left }
}

/// The shortest ring through a flow, beginning with it; of equally short ones the one whose flows
/// were reached first, lower flows first.
fn way_back(
    flows: &[Flow],
    out: &BTreeMap<u32, BTreeSet<usize>>,
    first: usize,
) -> Option<Vec<usize>> {
    let (home, start) = (flows[first].from, flows[first].to);
    if home == start {
        return None;
    }
    let mut reached: BTreeMap<u32, usize> = BTreeMap::from([(start, first)]);
    let mut next = VecDeque::from([start]);
    while let Some(party) = next.pop_front() {
        for at in out.get(&party).into_iter().flatten() {
            let to = flows[*at].to;
            if to == home {
                return Some(retrace(flows, &reached, (first, start), *at));
            }
            if let Entry::Vacant(unknown) = reached.entry(to) {
                unknown.insert(*at);
                next.push_back(to);
            }
        }
    }
    None
}

/// The ring that ends with the flow `last`, from its first flow on.
fn retrace(
    flows: &[Flow],
    reached: &BTreeMap<u32, usize>,
    (first, start): (usize, u32),
    last: usize,
) -> Vec<usize> {
    let mut members = alloc::vec![last];
    let mut party = flows[last].from;
    while party != start {
        let Some(at) = reached.get(&party) else {
            break;
        };
        members.push(*at);
        party = flows[*at].from;
    }
    members.push(first);
    members.reverse();
    members
}
