//! Where to go on from a set that lacks something large.
//!
//! A large payment that settles only with a ring of others is missed by every walk that comes
//! nowhere near the ring; if it is a tenth of what settles, so much is lost.
//! So each of the largest items left out is decided to come, with all that follows from it
//! ([`crate::forced`]); if what is left to decide could make up for what then does not fit, a walk
//! goes that way and may not take it back.

use crate::branches::Part;
use crate::core::Core;
use crate::forced::Forced;
use crate::walk::Aim;

/// Which share of what settles an item must be worth to be tried.
const LARGE: f64 = 0.04;
/// Sweeps for the prices of one.
const SWEEPS: usize = 60;

/// A way to try.
pub(crate) struct Bold {
    /// What is decided stays.
    pub(crate) aim: Aim,
    /// Where walks begin: with what the prices would select, and with what is decided alone.
    pub(crate) starts: [Vec<bool>; 2],
}

/// Ways to go on from a set that can settle, so many at most.
///
/// Order: by the item that is to come, the largest first.
pub(crate) fn ways(core: &Core, aim: &Aim, set: &[bool], most: usize) -> Vec<Bold> {
    if core.queues.is_some() || most == 0 {
        return Vec::new();
    }
    let chosen = aim.weight.iter().zip(set).filter(|(_, on)| **on);
    let sum: f64 = chosen.map(|(weight, _)| weight).sum();
    let is_large =
        |item: &usize| !aim.fixed[*item] && !set[*item] && aim.weight[*item] > sum * LARGE;
    let mut large: Vec<usize> = (0..set.len()).filter(is_large).collect();
    if large.is_empty() {
        return Vec::new();
    }
    large.sort_by(|one, other| aim.weight[*other].total_cmp(&aim.weight[*one]));
    let mut common = Forced::new(core);
    let mut fixed = (0..set.len()).filter(|item| aim.fixed[*item]);
    if !fixed.all(|item| common.decide(item as u32, set[item])) {
        return Vec::new();
    }
    let mut ways: Vec<Bold> = Vec::new();
    for item in large {
        // What came with a larger one is tried with it.
        let tried = ways.iter().any(|way| way.starts[1][item]);
        if ways.len() < most && !tried {
            ways.extend(way(core, aim, common.clone(), item, sum));
        }
    }
    ways
}

/// The way with an item decided to come; none if it cannot, or cannot be worth more than `least`.
fn way(core: &Core, aim: &Aim, mut forced: Forced<'_>, item: usize, least: f64) -> Option<Bold> {
    if !forced.decide(item as u32, true) {
        return None;
    }
    let decided = forced.decided;
    let mut slack = core.slack.clone();
    let mut held = 0.0;
    for at in (0..decided.len()).filter(|at| decided[*at] == Some(true)) {
        held += aim.weight[at];
        for entry in core.entries(at) {
            slack[entry.row as usize] += entry.change;
        }
    }
    let open: Vec<u32> =
        (0..decided.len() as u32).filter(|at| decided[*at as usize].is_none()).collect();
    let weight: Vec<f64> = open.iter().map(|at| aim.weight[*at as usize]).collect();
    let mut part = Part::new(core);
    part.gather(core, &open, &slack);
    let levels = part.descend(&weight, SWEEPS);
    if held + levels.bound <= least {
        return None;
    }
    let alone: Vec<bool> = decided.iter().map(|decided| *decided == Some(true)).collect();
    let mut guided = alone.clone();
    for (at, (item, weight)) in open.iter().zip(&weight).enumerate() {
        guided[*item as usize] = part.profit(at, *weight, &levels) > 0.0;
    }
    let fixed = decided.iter().map(Option::is_some).collect();
    Some(Bold { aim: Aim { fixed, ..aim.clone() }, starts: [guided, alone] })
}
