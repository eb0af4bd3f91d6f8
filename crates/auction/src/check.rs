//! The judge of outcomes: exact, integer, and blind to how one was found.
use alloc::vec;
use alloc::vec::Vec;

use ethnum::U256;

use crate::band::{Edge, edges};
use crate::market::{Market, Sum, worth};
use crate::outcome::{Bound, Outcome, Standing};
use crate::problem::{Currency, Order, Problem};
use crate::rounding::{Rate, Rates, Side};
use crate::share::{Claim, Share, pro_rata, pro_rata_for_something};

/// Why an outcome is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Not one price and one share per currency, and one fill per order.
    Shape,
    /// A price of zero, or of 2^127 or more.
    Price(Currency),
    /// A pair's price, named dear currency first, is outside the band.
    Band(Currency, Currency),
    /// A share above the whole, or below it without a quota that is used up.
    Share(Currency),
    /// More is sold of the currency than its quota allows.
    Quota(Currency),
    /// The order (at this place) sells more than is admitted of it.
    Oversold(usize),
    /// The order is filled though its pair does not trade.
    NotTraded(usize),
    /// The order is filled at a price below its limit.
    BelowLimit(usize),
    /// The order does not receive what the one price vector gives for what it sells.
    OffPrice(usize),
    /// The order sells something and receives nothing.
    ForNothing(usize),
    /// The order gets better than its limit and is not filled whole, and no band says why.
    LeftUnfilled(usize),
    /// The order's part of what its pair sells is not its proportional one.
    Unequal(usize),
    /// More was left out at a band than it holds back: these pairs could still trade in a ring.
    Overrationed,
    /// More or less of the currency is left over than rounding leaves.
    Residue(Currency),
    /// The constraints said to have bound are not those that did.
    Bounds,
    /// The value told is not the value traded.
    Value,
}

/// What an accepted outcome comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Sold, at official rates. Unit: minor units times [`crate::Terms::official`].
    pub value: u128,
    /// What is sold of each currency and not bought. Order: by currency. Unit: minor units.
    ///
    /// It goes to the rounding account of the currency, which needs as many units before a round
    /// as there are currencies.
    pub residue: Vec<i128>,
    /// How many orders are filled, at least in part.
    pub filled: usize,
}

/// Adds up what is sold and bought, and orders as they stand to the price.
struct Tally {
    sold: Vec<u64>,
    received: Vec<u64>,
    /// Fills that receive each currency.
    receivers: Vec<u64>,
    value: u128,
    filled: usize,
    /// Per pair: admitted and sold of orders better than their limit; and of those level with it.
    better: Vec<(u64, u64)>,
    level: Vec<(u64, u64)>,
    /// Pair and place of each order level with the price. Order: by place.
    at_limit: Vec<(usize, usize)>,
    /// Whether an order of the currency, or of the pair, is kept out that would be filled.
    kept_out: Vec<bool>,
}

/// Judges an outcome.
///
/// Errors: the first [`Violation`] in the order of their list, except that those of single orders
/// come in the orders' order.
/// Cost: O(orders + currencies^2); where orders are filled in part, these are looked at again.
pub fn check(problem: &Problem, outcome: &Outcome) -> Result<Report, Violation> {
    let edges = edges(problem);
    check_prices(problem, outcome, &edges)?;
    let rates = Rates::new(&outcome.prices);
    let tally = tally(problem, outcome, &rates)?;
    let report = judge(problem, outcome, &rates, &tally, &edges)?;
    if outcome.bounds != bounds(problem, outcome, &tally, &edges) {
        return Err(Violation::Bounds);
    }
    if outcome.value == tally.value { Ok(report) } else { Err(Violation::Value) }
}

/// Judges an outcome that does not yet say its value and what bound, and lets it say so.
pub(crate) fn complete(problem: &Problem, outcome: &mut Outcome) -> Result<Report, Violation> {
    let edges = edges(problem);
    check_prices(problem, outcome, &edges)?;
    let rates = Rates::new(&outcome.prices);
    let tally = tally(problem, outcome, &rates)?;
    outcome.bounds = bounds(problem, outcome, &tally, &edges);
    outcome.value = tally.value;
    judge(problem, outcome, &rates, &tally, &edges)
}

/// Judges what single orders do not show.
fn judge(
    problem: &Problem,
    outcome: &Outcome,
    rates: &Rates,
    tally: &Tally,
    edges: &[Edge],
) -> Result<Report, Violation> {
    check_quotas(problem, outcome, tally)?;
    let residue = check_residues(problem, outcome, tally)?;
    let is_equilibrium = outcome.standing == Standing::Equilibrium;
    if is_equilibrium || problem.gives_for_something() {
        check_parts(problem, outcome, rates, tally)?;
    }
    if is_equilibrium {
        check_rationing(problem, outcome, tally, edges)?;
    }
    Ok(Report { value: tally.value, residue, filled: tally.filled })
}

fn currency(at: usize) -> Currency {
    Currency::new(at).expect("a problem holds no more currencies than there can be")
}

fn check_prices(problem: &Problem, outcome: &Outcome, edges: &[Edge]) -> Result<(), Violation> {
    let count = problem.count();
    let shaped = outcome.prices.0.len() == count
        && outcome.shares.len() == count
        && outcome.fills.len() == problem.orders().len();
    if !shaped {
        return Err(Violation::Shape);
    }
    for (at, price) in outcome.prices.0.iter().enumerate() {
        if *price == 0 || *price >= 1 << 127 {
            return Err(Violation::Price(currency(at)));
        }
    }
    match edges.iter().find(|edge| edge.compare(&outcome.prices).is_gt()) {
        Some(edge) => Err(Violation::Band(currency(edge.dear), currency(edge.cheap))),
        None => Ok(()),
    }
}

/// Judges each order by itself, and adds up.
fn tally(problem: &Problem, outcome: &Outcome, rates: &Rates) -> Result<Tally, Violation> {
    let count = problem.count();
    let pairs = count.saturating_mul(count);
    let mut tally = Tally {
        sold: vec![0; count],
        received: vec![0; count],
        receivers: vec![0; count],
        value: 0,
        filled: 0,
        better: vec![(0, 0); pairs],
        level: vec![(0, 0); pairs],
        at_limit: Vec::new(),
        kept_out: vec![false; pairs],
    };
    for (at, (order, fill)) in problem.orders().iter().zip(&outcome.fills).enumerate() {
        let (sell, buy) = (order.sell.index(), order.buy.index());
        let pair = problem.pair(order.sell, order.buy);
        let rate = rates.pair(sell, buy);
        let side = rate.side(order.limit);
        if !problem.trades(order.sell, order.buy) {
            if *fill != Default::default() {
                return Err(Violation::NotTraded(at));
            }
            tally.kept_out[pair] |= side == Side::Better;
            continue;
        }
        let admitted = outcome.shares[sell].of(order.amount);
        if fill.sold > admitted {
            return Err(Violation::Oversold(at));
        }
        if fill.received == 0 && has_no_part(problem, rate, order, side, admitted) {
            if fill.sold > 0 {
                return Err(Violation::ForNothing(at));
            }
            continue;
        }
        let class = match side {
            Side::Better => &mut tally.better[pair],
            Side::Level => {
                tally.at_limit.push((pair, at));
                &mut tally.level[pair]
            }
            Side::Worse if *fill == Default::default() => continue,
            Side::Worse => return Err(Violation::BelowLimit(at)),
        };
        class.0 = class.0.saturating_add(admitted); // below MOST_OFFERED together
        class.1 = class.1.saturating_add(fill.sold);
        if fill.received != rate.received_at(fill.sold, order.limit, side) {
            return Err(Violation::OffPrice(at));
        }
        if fill.sold > 0 && fill.received == 0 && problem.gives_for_something() {
            return Err(Violation::ForNothing(at));
        }
        if fill.sold > 0 {
            tally.filled = tally.filled.saturating_add(1);
            tally.receivers[buy] = tally.receivers[buy].saturating_add(1);
            tally.sold[sell] = tally.sold[sell].saturating_add(fill.sold);
            tally.received[buy] = tally.received[buy].saturating_add(fill.received);
        }
    }
    for (sold, terms) in tally.sold.iter().zip(problem.terms()) {
        let value = u128::from(*sold).saturating_mul(u128::from(terms.official));
        tally.value = tally.value.saturating_add(value); // below 2^125
    }
    Ok(tally)
}

/// Whether an order would get nothing even for all that is admitted of it.
pub(crate) fn has_no_part(
    problem: &Problem,
    rate: &Rate,
    order: &Order,
    side: Side,
    admitted: u64,
) -> bool {
    problem.gives_for_something()
        && side != Side::Worse
        && rate.received_at(admitted, order.limit, side) == 0
}

fn check_quotas(problem: &Problem, outcome: &Outcome, tally: &Tally) -> Result<(), Violation> {
    for (at, terms) in problem.terms().iter().enumerate() {
        let (sold, share) = (tally.sold[at], outcome.shares[at]);
        let quota = terms.quota.unwrap_or(u64::MAX);
        if sold > quota {
            return Err(Violation::Quota(currency(at)));
        }
        let admits = share == Share::WHOLE
            || share < Share::WHOLE
                && (outcome.standing == Standing::Partial || is_used_up(problem, at, sold));
        if !admits {
            return Err(Violation::Share(currency(at)));
        }
    }
    Ok(())
}

/// Whether less than one part in 1,024 of a quota is left, and less than a unit per order.
pub(crate) fn is_used_up(problem: &Problem, at: usize, sold: u64) -> bool {
    let Some(quota) = problem.terms()[at].quota else { return false };
    let orders = problem.orders().iter().filter(|order| order.sell.index() == at).count();
    let spare = u64::try_from(orders).unwrap_or(u64::MAX).saturating_add(quota.wrapping_shr(10));
    sold.saturating_add(spare) >= quota
}

/// What is left over of each currency, if that is no more than rounding explains.
///
/// Each fill leaves less than one unit of what it receives.
/// Each pair that is sold in part sells less than one unit too little: so much may lack of the
/// currency sold, and its worth may be left over of the currency bought.
/// Rounded prices may add one unit to both.
fn check_residues(
    problem: &Problem,
    outcome: &Outcome,
    tally: &Tally,
) -> Result<Vec<i128>, Violation> {
    let count = problem.count();
    let prices = &outcome.prices.0;
    let spare = u64::from(outcome.prices.is_rounded());
    let mut parts = vec![0_u64; count];
    let mut most: Vec<U256> = Vec::with_capacity(count);
    for (price, receivers) in prices.iter().zip(&tally.receivers) {
        most.push(worth(receivers.saturating_add(spare), *price));
    }
    for (at, (admitted, sold)) in tally.better.iter().chain(&tally.level).enumerate() {
        if sold < admitted {
            let pair = at.checked_rem(tally.better.len()).unwrap_or(0);
            let (sell, buy) = split(count, pair);
            parts[sell] = parts[sell].saturating_add(1);
            most[buy] = most[buy].saturating_add(U256::from(prices[sell]));
        }
    }
    let mut residues = Vec::with_capacity(count);
    for at in 0..count {
        let (sold, received) = (tally.sold[at], tally.received[at]);
        let over = worth(sold.saturating_sub(received), prices[at]);
        let lacks = received.saturating_sub(sold);
        let least = parts[at].saturating_sub(1).saturating_add(spare);
        if lacks > least || (over > U256::ZERO && over >= most[at]) {
            return Err(Violation::Residue(currency(at)));
        }
        residues.push(i128::from(sold).saturating_sub(i128::from(received)));
    }
    Ok(residues)
}

/// The currencies of a pair, by its place in the table of all.
fn split(count: usize, pair: usize) -> (usize, usize) {
    (pair.checked_div(count).unwrap_or(0), pair.checked_rem(count).unwrap_or(0))
}

/// Whether orders of a pair that is sold in part have their proportional parts; of an outcome that
/// is partial, those that are filled.
fn check_parts(
    problem: &Problem,
    outcome: &Outcome,
    rates: &Rates,
    tally: &Tally,
) -> Result<(), Violation> {
    let is_part = |class: &(u64, u64)| class.1 < class.0;
    let is_judged = |at: usize| {
        outcome.standing == Standing::Equilibrium || outcome.fills[at] != Default::default()
    };
    let at_limit = tally.at_limit.iter();
    let at_limit = at_limit.filter(|(pair, at)| is_part(&tally.level[*pair]) && is_judged(*at));
    let mut claims: Vec<(usize, bool, usize)> =
        at_limit.map(|(pair, at)| (*pair, false, *at)).collect();
    if tally.better.iter().any(is_part) {
        for (at, order) in problem.orders().iter().enumerate() {
            let pair = problem.pair(order.sell, order.buy);
            let rate = rates.of(order);
            let admitted = outcome.shares[order.sell.index()].of(order.amount);
            if is_part(&tally.better[pair])
                && is_judged(at)
                && rate.side(order.limit) == Side::Better
                && !has_no_part(problem, rate, order, Side::Better, admitted)
            {
                claims.push((pair, true, at));
            }
        }
    }
    claims.sort_unstable();
    for class in claims.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let (pair, is_better, _) = class[0];
        let total = if is_better { tally.better[pair].1 } else { tally.level[pair].1 };
        let orders = class.iter().map(|(_, _, at)| &problem.orders()[*at]);
        let admitted = |sell: Currency, amount| outcome.shares[sell.index()].of(amount);
        let wanted: Vec<Claim> = orders
            .map(|order| Claim { amount: admitted(order.sell, order.amount), number: order.number })
            .collect();
        let brings = |place: usize, sold: u64| {
            let order = &problem.orders()[class[place].2];
            let side = if is_better { Side::Better } else { Side::Level };
            rates.of(order).received_at(sold, order.limit, side) > 0
        };
        let parts = if problem.gives_for_something() {
            pro_rata_for_something(total, &wanted, brings)
        } else {
            pro_rata(total, &wanted)
        };
        for ((_, _, at), part) in class.iter().zip(parts) {
            if outcome.fills[*at].sold != part {
                return Err(Violation::Unequal(*at));
            }
        }
    }
    Ok(())
}

/// Whether bands, and nothing else, explain orders left out at a price better than their limit.
fn check_rationing(
    problem: &Problem,
    outcome: &Outcome,
    tally: &Tally,
    edges: &[Edge],
) -> Result<(), Violation> {
    let count = problem.count();
    let sums = |classes: &[(u64, u64)]| {
        let mut sums = Vec::new();
        for (pair, (amount, _)) in classes.iter().enumerate() {
            let (sell, buy) = split(count, pair);
            sums.extend(Some(Sum { sell, buy, amount: *amount }).filter(|sum| sum.amount > 0));
        }
        sums
    };
    let short: Vec<bool> = tally.better.iter().map(|(admitted, sold)| sold < admitted).collect();
    if !short.contains(&true) {
        return Ok(());
    }
    let market = Market { better: sums(&tally.better), level: sums(&tally.level) };
    let at_edge = edges.iter().any(|edge| edge.compare(&outcome.prices).is_eq());
    if !at_edge || !market.is_cleared(&outcome.prices, edges) {
        let left = problem.orders().iter().zip(&outcome.fills).position(|(order, fill)| {
            short[problem.pair(order.sell, order.buy)]
                && fill.sold < outcome.shares[order.sell.index()].of(order.amount)
        });
        return Err(Violation::LeftUnfilled(left.unwrap_or(0)));
    }
    if has_ring(count, &short) { Err(Violation::Overrationed) } else { Ok(()) }
}

/// Whether some pairs of the table form a ring.
fn has_ring(count: usize, pairs: &[bool]) -> bool {
    let mut left = vec![true; count];
    for _ in 0..count {
        for from in 0..count {
            let onward =
                (0..count).any(|to| left[to] && pairs[crate::problem::pair(count, from, to)]);
            left[from] &= onward; // nothing leads on from here: it is in no ring
        }
    }
    left.contains(&true)
}

/// The constraints that bound. Order: ascending.
fn bounds(problem: &Problem, outcome: &Outcome, tally: &Tally, edges: &[Edge]) -> Vec<Bound> {
    let count = problem.count();
    let mut bounds = Vec::new();
    let halted = |at: usize| problem.terms()[at].presence == crate::problem::Presence::Halted;
    for (pair, _) in tally.kept_out.iter().enumerate().filter(|(_, kept_out)| **kept_out) {
        let (sell, buy) = split(count, pair);
        bounds.extend(
            [sell, buy].into_iter().filter(|at| halted(*at)).map(currency).map(Bound::Halted),
        );
        if !halted(sell) && !halted(buy) {
            bounds.push(Bound::SwitchedOff(currency(sell.min(buy)), currency(sell.max(buy))));
        }
    }
    let at_edge = edges.iter().filter(|edge| edge.compare(&outcome.prices).is_eq());
    bounds.extend(at_edge.map(|edge| Bound::Band(currency(edge.dear), currency(edge.cheap))));
    for (at, share) in outcome.shares.iter().enumerate() {
        bounds.extend((*share < Share::WHOLE).then(|| Bound::Quota(currency(at))));
    }
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}
