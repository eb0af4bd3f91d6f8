//! Every price vector at which a small book can clear, by going through all that can be the case.
//!
//! Where the limits stand in the space of prices they cut it into faces: on each, every order sells
//! all, or nothing, or has the price for its limit.
//! On one face the prices that balance are those of one system of equations ([`crate::snap`]); so
//! trying each face finds all of them, exact ratios of limits and amounts, however far the amounts
//! are from one another, which a search in logarithms with finite steps does not.
//!
//! Three things keep it short:
//! 1. a face that the limits rule out is left at once (a cycle of ratios would be below one);
//! 2. what sells all must lead back to where it came from by what sells, or may still sell;
//! 3. once currencies are tied by orders at their limits, orders among them decide nothing more.
//!
//! An order that gets nothing for all it offers, up to a price, counts as one whose limit is that
//! price: so it is in the rules from the second edition on.
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

use crate::log::{Logs, ONE};
use crate::market::Sum;
use crate::number::{Fraction, Number, Rounded};
use crate::problem::{Order, Problem};
use crate::rounding::{Prices, Rates, Side};
use crate::snap::{Joined, Tie, cut, weigh, whole};

/// The most orders, those of one pair and limit counted once, that are gone through.
const MOST_GROUPS: usize = 16;
/// The most currencies that are gone through.
const MOST_NODES: usize = 8;
/// The most partial faces looked at.
const MOST_FACES: u32 = 100_000;
/// The most faces whose equations are solved.
const MOST_SOLVED: u32 = 10_000;
/// No bound on a logarithm.
const FREE: i64 = i64::MAX / 8;
/// How far sums of logarithms may be wrong. Unit: 2^-40.
const SURE: i64 = 64;

/// At which limit an order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    /// At its own.
    Limit,
    /// At the price that brings it one unit, if that is more.
    Something,
}

/// Orders of one pair and limit.
struct Group {
    sum: Sum,
    tie: Tie,
    log: i64,
}

/// What is decided so far.
#[derive(Clone)]
struct Face {
    /// The set of tied currencies each is in.
    set: Vec<usize>,
    /// The most that the logarithm of one price over another can be. Shape: row over column.
    most: Vec<i64>,
    tied: Vec<usize>,
    whole: Vec<usize>,
    unfilled: Vec<usize>,
}

/// Adds all price vectors at which the book may clear; none if it is not small. Order: ascending.
pub(crate) fn clearing_prices(
    problem: &Problem,
    logs: &Logs,
    asking: Asking,
    found: &mut BTreeSet<Prices>,
) {
    let Some(groups) = gather(problem, logs, asking) else { return };
    let count = problem.count();
    let face = Face {
        set: (0..count).collect(),
        most: vec![FREE; count.saturating_mul(count)],
        tied: Vec::new(),
        whole: Vec::new(),
        unfilled: Vec::new(),
    };
    Faces { problem, logs, groups, looked: 0, solved: 0, found }.go(0, &face);
}

/// The orders by pair and limit, if they are few.
fn gather(problem: &Problem, logs: &Logs, asking: Asking) -> Option<Vec<Group>> {
    if problem.count() > MOST_NODES {
        return None;
    }
    let mut groups: Vec<Group> = Vec::new();
    for order in problem.orders().iter().filter(|order| problem.trades(order.sell, order.buy)) {
        let (num, den) = asked(order, asking);
        let tie = Tie { sell: order.sell.index(), buy: order.buy.index(), num, den };
        let same = |group: &&mut Group| {
            (group.tie.sell, group.tie.buy) == (tie.sell, tie.buy)
                && group.tie.num.wrapping_mul(den) == num.wrapping_mul(group.tie.den)
        };
        if let Some(group) = groups.iter_mut().find(same) {
            group.sum.amount = group.sum.amount.saturating_add(order.amount);
            continue;
        }
        if groups.len() == MOST_GROUPS {
            return None;
        }
        let sum = Sum { sell: tie.sell, buy: tie.buy, amount: order.amount };
        groups.push(Group { sum, tie, log: logs.of(num).saturating_sub(logs.of(den)) });
    }
    groups.sort_by_key(|group| (group.tie.sell, group.tie.buy, group.log));
    Some(groups)
}

/// The ratio at which an order begins to sell; both parts below 2^64.
fn asked(order: &Order, asking: Asking) -> (u128, u128) {
    let (num, den) = (u128::from(order.limit.num), u128::from(order.limit.den));
    let amount = u128::from(order.amount);
    match asking {
        Asking::Something if num.wrapping_mul(amount) < den => (1, amount),
        Asking::Something | Asking::Limit => (num, den),
    }
}

struct Faces<'a> {
    problem: &'a Problem,
    logs: &'a Logs,
    groups: Vec<Group>,
    looked: u32,
    solved: u32,
    found: &'a mut BTreeSet<Prices>,
}

impl Faces<'_> {
    /// Goes through all faces in which the groups before `at` are as decided.
    fn go(&mut self, at: usize, face: &Face) {
        self.looked = self.looked.saturating_add(1);
        if self.looked > MOST_FACES || self.solved > MOST_SOLVED || !self.leads_back(at, face) {
            return;
        }
        let Some(Group { tie, log, .. }) = self.groups.get(at) else { return self.solve(face) };
        let (sell, buy, log) = (tie.sell, tie.buy, *log);
        let next = at.saturating_add(1);
        if face.set[sell] == face.set[buy] {
            return self.go(next, face);
        }
        let mut level = face.clone();
        if level.bound(sell, buy, log) && level.bound(buy, sell, log.saturating_neg()) {
            let (from, into) = (level.set[sell], level.set[buy]);
            level.set.iter_mut().filter(|set| **set == from).for_each(|set| *set = into);
            level.tied.push(at);
            self.go(next, &level);
        }
        let mut whole = face.clone();
        if whole.bound(buy, sell, log.saturating_neg()) {
            whole.whole.push(at);
            self.go(next, &whole);
        }
        let mut unfilled = face.clone();
        if unfilled.bound(sell, buy, log) {
            unfilled.unfilled.push(at);
            self.go(next, &unfilled);
        }
    }

    /// Whether what sells all can come back, by orders at their limit and those not yet decided.
    fn leads_back(&self, at: usize, face: &Face) -> bool {
        let count = self.problem.count();
        let mut reaches = vec![false; count.saturating_mul(count)];
        let pair = |from, to| crate::problem::pair(count, from, to);
        for from in 0..count {
            for to in 0..count {
                reaches[pair(from, to)] = face.set[from] == face.set[to];
            }
        }
        let decided = face.whole.iter().map(|whole| &self.groups[*whole]);
        for group in decided.chain(&self.groups[at..]) {
            reaches[pair(group.tie.sell, group.tie.buy)] = true;
        }
        for by in 0..count {
            for from in (0..count).filter(|from| *from != by) {
                for to in 0..count {
                    reaches[pair(from, to)] |= reaches[pair(from, by)] && reaches[pair(by, to)];
                }
            }
        }
        let mut whole = face.whole.iter().map(|whole| &self.groups[*whole].tie);
        whole.all(|tie| reaches[pair(tie.buy, tie.sell)])
    }

    /// Keeps the prices of a face, if it has such.
    fn solve(&mut self, face: &Face) {
        self.solved = self.solved.saturating_add(1);
        let exact = self.prices::<Fraction>(face, whole);
        let Some(prices) = exact.or_else(|| self.prices::<Rounded>(face, cut)) else { return };
        if prices.0.iter().any(|price| *price == 0 || *price >= 1 << 127) {
            return;
        }
        let rates = Rates::new(&prices);
        let stands = |at: usize| side(&rates, &self.groups[at].tie);
        let is_right = face.tied.iter().all(|at| stands(*at) == Side::Level)
            && face.whole.iter().all(|at| stands(*at) != Side::Worse)
            && face.unfilled.iter().all(|at| stands(*at) != Side::Better);
        if is_right {
            self.found.insert(prices);
        }
    }

    /// The prices of a face, by its ties, by what sells all, and where neither says anything at the
    /// official rate or as far from all limits as they allow.
    fn prices<T: Number>(
        &self,
        face: &Face,
        told: impl Fn(&[T]) -> Option<Prices>,
    ) -> Option<Prices> {
        let mut joined = Joined::<T>::new(self.problem.count())?;
        for at in &face.tied {
            joined.tie(&self.groups[*at].tie)?;
        }
        let sums: Vec<Sum> = face.whole.iter().map(|at| self.groups[*at].sum).collect();
        weigh(&mut joined, &sums)?;
        for at in 1..self.problem.count() {
            if joined.set[at] != joined.set[0] {
                let (num, den) = self.apart(face, &joined.set, &told(&joined.price)?, at);
                joined.tie(&Tie { sell: at, buy: 0, num, den })?;
            }
        }
        told(&joined.price)
    }

    /// What a currency may be worth in the first one, where nothing ties their sets.
    ///
    /// `beside` are prices that are right within each set.
    fn apart(&self, face: &Face, set: &[usize], beside: &Prices, at: usize) -> (u128, u128) {
        let logs: Vec<i64> = beside.0.iter().map(|price| self.logs.of(*price)).collect();
        let (mut least, mut most) = (FREE.saturating_neg(), FREE);
        let members = |of: usize| (0..set.len()).filter(move |other| set[*other] == set[of]);
        for one in members(at) {
            for other in members(0) {
                // How far the set may move up, beside where its member and the other stand now.
                let one_over = logs[one].saturating_sub(logs[other]);
                let up = face.most(one, other).saturating_sub(one_over);
                let down = face.most(other, one).saturating_add(one_over);
                most = most.min(up);
                least = least.max(down.saturating_neg());
            }
        }
        let now = logs[at].saturating_sub(logs[0]);
        let official = |at: usize| u128::from(self.problem.terms()[at].official);
        let log = self.logs.of(official(at)).saturating_sub(self.logs.of(official(0)));
        let moved = log.saturating_sub(now);
        if moved > least.saturating_add(SURE) && moved < most.saturating_sub(SURE) {
            return (official(at), official(0));
        }
        let free = FREE / 2;
        let moved = match (least < free.saturating_neg(), most > free) {
            (true, true) => moved,
            (true, false) => most.saturating_sub(ONE),
            (false, true) => least.saturating_add(ONE),
            (false, false) => least.midpoint(most),
        };
        self.ratio(now.saturating_add(moved))
    }

    /// A ratio of this logarithm, to 40 bits, and not beyond 2^60.
    fn ratio(&self, log: i64) -> (u128, u128) {
        let log = log.clamp(ONE.saturating_mul(-60), ONE.saturating_mul(60));
        let num = self.logs.power(log.rem_euclid(ONE)).wrapping_shr(23);
        let doublings = log.div_euclid(ONE);
        let shift = u32::try_from(doublings.unsigned_abs()).unwrap_or(0);
        if doublings < 0 {
            (num, (1_u128 << 40).wrapping_shl(shift))
        } else {
            (num.wrapping_shl(shift), 1 << 40)
        }
    }
}

impl Face {
    fn most(&self, one: usize, other: usize) -> i64 {
        self.most[crate::problem::pair(self.set.len(), one, other)]
    }

    /// Says that one price over another is at most so much; answers whether that can be.
    fn bound(&mut self, one: usize, other: usize, log: i64) -> bool {
        if self.most(other, one).saturating_add(log) < SURE.saturating_neg() {
            return false;
        }
        let count = self.set.len();
        let reach = |face: &Self, from: usize, to: usize| {
            if from == to { 0 } else { face.most(from, to) }
        };
        for from in 0..count {
            for to in (0..count).filter(|to| *to != from) {
                let way = reach(self, from, one)
                    .saturating_add(log)
                    .saturating_add(reach(self, other, to));
                let at = crate::problem::pair(count, from, to);
                self.most[at] = self.most[at].min(way);
            }
        }
        true
    }
}

/// How prices stand to a ratio.
fn side(rates: &Rates, tie: &Tie) -> Side {
    let short = |part: u128| u64::try_from(part).unwrap_or(u64::MAX); // each is below 2^64
    let limit = crate::problem::Limit { num: short(tie.num), den: short(tie.den) };
    rates.pair(tie.sell, tie.buy).side(limit)
}
