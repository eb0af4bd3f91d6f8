//! How much can flow from one country to another along what is owed, and the cut that bounds it.

use std::collections::{BTreeMap, VecDeque};

use super::rings::Arc;
use super::{Country, Cut, Side};

/// What can still flow from the first to the second.
type Room = BTreeMap<Country, BTreeMap<Country, u128>>;

/// The least cut between two countries.
///
/// The largest flow, by shortest augmenting paths (Edmonds and Karp), is what leaves the countries
/// that its residue can still reach (Ford and Fulkerson), and what comes to those from which the
/// goal can still be reached.
/// Costs O(countries x arcs^2) at worst; a path for each ring or so in practice.
pub(super) fn least(arcs: &[Arc], from: Country, to: Country) -> Cut {
    let mut room = Room::new();
    for (tail, head, value) in arcs {
        *room.entry(*tail).or_default().entry(*head).or_default() += value;
        room.entry(*head).or_default().entry(*tail).or_default();
    }
    loop {
        let before = reach(&room, from, Some(to));
        if !before.contains_key(&to) {
            return smaller(arcs, &room, before.into_keys().collect(), to);
        }
        let mut path = Vec::new();
        let mut at = to;
        while at != from {
            let Some(tail) = before.get(&at).copied() else { break };
            path.push((tail, at));
            at = tail;
        }
        let least = path.iter().map(|(tail, head)| room[tail][head]).min().unwrap_or(0);
        for (tail, head) in path {
            if let Some(left) = room.get_mut(&tail).and_then(|out| out.get_mut(&head)) {
                *left -= least;
            }
            if let Some(left) = room.get_mut(&head).and_then(|out| out.get_mut(&tail)) {
                *left += least;
            }
        }
    }
}

/// From where each country is reached, until the goal is; all that can be, if it cannot or there is
/// none.
fn reach(room: &Room, from: Country, to: Option<Country>) -> BTreeMap<Country, Country> {
    let mut before = BTreeMap::from([(from, from)]);
    let mut pending = VecDeque::from([from]);
    while let Some(at) = pending.pop_front() {
        for (next, _) in room.get(&at).into_iter().flatten().filter(|(_, left)| **left > 0) {
            if !before.contains_key(next) {
                before.insert(*next, at);
                pending.push_back(*next);
            }
        }
        if to.is_some_and(|to| before.contains_key(&to)) {
            break;
        }
    }
    before
}

/// The cut told by its smaller side: those that are reached, or those from which the goal is.
fn smaller(arcs: &[Arc], room: &Room, payees: Vec<Country>, to: Country) -> Cut {
    let inside = |country: &Country| payees.binary_search(country).is_ok();
    let leaving = arcs.iter().filter(|(tail, head, _)| inside(tail) && !inside(head));
    // Netted arcs together are at most all gross value, which fits.
    let leaves = leaving.map(|(_, _, value)| value).sum();
    let mut back = Room::new();
    for (tail, out) in room {
        for (head, left) in out {
            back.entry(*head).or_default().insert(*tail, *left);
        }
    }
    let payers: Vec<Country> = reach(&back, to, None).into_keys().collect();
    let (side, countries) =
        if payers.len() < payees.len() { (Side::Payer, payers) } else { (Side::Payee, payees) };
    Cut { side, countries, leaves }
}
