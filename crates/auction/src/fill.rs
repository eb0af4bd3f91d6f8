//! From a price vector to fills: whole minor units, everybody alike.
use alloc::vec::Vec;

use ethnum::{I256, U256};

use crate::book::{Book, Pair};
use crate::circulation::{Arc, balance};
use crate::log::Logs;
use crate::market::{BETTER, LEVEL, Market, Sum, arcs, is_balanced, worth};
use crate::problem::Problem;
use crate::rounding::{Fill, Prices, Rates, Side};
use crate::share::{Claim, Share, pro_rata, pro_rata_for_something};

/// How far, in units of 2^-40, a logarithm may stand from the truth, and a reserve.
const SURE: i64 = 8;

/// The orders of the book, as they stand to the prices.
///
/// Cost: O(pairs x log orders) and what is near the price.
pub(crate) fn market(problem: &Problem, book: &Book, logs: &Logs, prices: &Prices) -> Market {
    let rates = Rates::new(prices);
    let mut market = Market::default();
    let log: Vec<i64> = prices.0.iter().map(|price| logs.of(*price)).collect();
    for pair in &book.pairs {
        let near = book.window(pair, log[pair.sell].saturating_sub(log[pair.buy]), SURE);
        let (mut better, mut level) = (book.sum(pair, near.start), 0_u64);
        for at in near {
            let place = book.place(at);
            let amount = book.sum(pair, at.saturating_add(1)).saturating_sub(book.sum(pair, at));
            match rates.pair(pair.sell, pair.buy).side(problem.orders()[place].limit) {
                Side::Better => better = better.saturating_add(amount),
                Side::Level => level = level.saturating_add(amount),
                Side::Worse => {}
            }
        }
        let sum = |amount| Sum { sell: pair.sell, buy: pair.buy, amount };
        market.better.extend(Some(sum(better)).filter(|sum| sum.amount > 0));
        market.level.extend(Some(sum(level)).filter(|sum| sum.amount > 0));
    }
    market
}

/// What the orders of one pair on one side of the price sell together, where it is not all.
struct Part {
    sum: Sum,
    side: Side,
    total: u64,
}

/// Fills, and who was left without one.
pub(crate) struct Filled {
    /// Order and Shape: one per order of the problem.
    pub(crate) fills: Vec<Fill>,
    /// The places of orders that were to sell something and would have got nothing, so that the
    /// fills do not balance; none in the first edition.
    pub(crate) without: Vec<usize>,
}

/// Fills the orders at the prices: as much as balances, by the shortest way.
///
/// `caps` is the most that may be sold of each currency, where what is cut leaves a choice; empty
/// for no caps. Unit: minor units.
/// Cost: O(orders).
pub(crate) fn fills(
    problem: &Problem,
    book: &Book,
    market: &Market,
    prices: &Prices,
    shares: &[Share],
    caps: &[Option<u64>],
) -> Filled {
    let rates = Rates::new(prices);
    let flows = match caps {
        [] => flows(market, prices),
        caps => capped(market, prices, caps),
    };
    let mut without = Vec::new();
    let mut parts: Vec<(usize, u64)> = Vec::new();
    for part in &totals(market, prices, &flows) {
        let divided = divide(problem, book, part, &rates, shares);
        if problem.gives_for_something() {
            let shared = divided.iter().fold(0, |sum: u64, (_, sold)| sum.saturating_add(*sold));
            let left = divided.iter().filter(|(_, sold)| *sold == 0 && shared < part.total);
            without.extend(left.map(|(place, _)| *place));
        }
        parts.extend(divided);
    }
    parts.sort_unstable();
    let mut parts = parts.into_iter().peekable();
    let mut fills = Vec::with_capacity(problem.orders().len());
    for (place, order) in problem.orders().iter().enumerate() {
        let rate = rates.of(order);
        let part = parts.next_if(|(at, _)| *at == place).map(|(_, sold)| sold);
        let trades = problem.trades(order.sell, order.buy);
        let side = rate.side(order.limit);
        let sold = part.unwrap_or_else(|| match side {
            Side::Better | Side::Level if trades && !book.is_left_out(place) => {
                shares[order.sell.index()].of(order.amount)
            }
            Side::Better | Side::Level | Side::Worse => 0,
        });
        let received = rate.received_at(sold, order.limit, side);
        if sold > 0 && received == 0 && problem.gives_for_something() {
            without.push(place);
            fills.push(Fill::default());
        } else {
            fills.push(Fill { sold, received });
        }
    }
    Filled { fills, without }
}

/// What is sold at the prices, in value. Order: those level with the price, then, unless these
/// suffice, the others.
fn flows(market: &Market, prices: &Prices) -> Vec<Arc> {
    let mut surplus = market.surplus(prices);
    let mut flows: Vec<Arc> = arcs(&market.level, prices, LEVEL).collect();
    balance(&mut flows, &mut surplus);
    if !is_balanced(&surplus, prices) {
        flows.extend(arcs(&market.better, prices, BETTER));
        balance(&mut flows, &mut surplus);
    }
    flows
}

/// The same with no more sold of a currency than its cap.
///
/// A currency with a cap is two nodes, what is bought of it and what is sold, and one arc between
/// them that holds no more than the cap: so this is a least-cost flow like the other.
fn capped(market: &Market, prices: &Prices, caps: &[Option<u64>]) -> Vec<Arc> {
    let mut surplus = market.surplus(prices);
    let mut flows: Vec<Arc> = arcs(&market.level, prices, LEVEL).collect();
    flows.extend(arcs(&market.better, prices, BETTER));
    let orders = flows.len();
    for (sold, cap) in caps.iter().enumerate() {
        let Some(cap) = cap else { continue };
        let bought = surplus.len();
        let most = worth(*cap, prices.0[sold]);
        let mut moved = I256::ZERO;
        for arc in flows[..orders].iter_mut().filter(|arc| arc.buy == sold) {
            arc.buy = bought;
            moved = moved.saturating_sub(I256::try_from(arc.flow).unwrap_or(I256::MAX));
        }
        let through = I256::try_from(most).unwrap_or(I256::MAX);
        surplus[sold] = surplus[sold].saturating_sub(moved).saturating_sub(through);
        surplus.push(moved.saturating_add(through));
        flows.push(Arc { sell: bought, buy: sold, most, flow: most, cost: 0 });
    }
    balance(&mut flows, &mut surplus);
    flows
}

/// What is sold of each pair that is not sold whole.
fn totals(market: &Market, prices: &Prices, flows: &[Arc]) -> Vec<Part> {
    let level = market.level.iter().map(|sum| (*sum, Side::Level));
    let better = market.better.iter().map(|sum| (*sum, Side::Better));
    let mut parts = Vec::new();
    for ((sum, side), arc) in level.chain(better).zip(flows) {
        if arc.flow < arc.most {
            let price = U256::from(prices.0[sum.sell]);
            // What rounded prices make of a whole number counts as whole.
            let flow = arc.flow.saturating_add(price.wrapping_shr(32));
            let total = flow.checked_div(price).unwrap_or(U256::ZERO);
            let total = u64::try_from(total).unwrap_or(u64::MAX);
            parts.push(Part { sum, side, total: total.min(sum.amount) });
        }
    }
    parts
}

/// Divides what a pair sells among its orders on that side of the price: (place, sold).
fn divide(
    problem: &Problem,
    book: &Book,
    part: &Part,
    rates: &Rates,
    shares: &[Share],
) -> Vec<(usize, u64)> {
    let rate = rates.pair(part.sum.sell, part.sum.buy);
    let is_it = |pair: &&Pair| pair.sell == part.sum.sell && pair.buy == part.sum.buy;
    let Some(pair) = book.pairs.iter().find(is_it) else { return Vec::new() };
    let orders = problem.orders();
    let share = shares[part.sum.sell];
    let brings = |place: usize, sold: u64| {
        !problem.gives_for_something() || rate.received_at(sold, orders[place].limit, part.side) > 0
    };
    let places: Vec<usize> = book
        .places(pair.start..pair.end)
        .filter(|place| rate.side(orders[*place].limit) == part.side)
        .filter(|place| brings(*place, share.of(orders[*place].amount)))
        .collect();
    let claims: Vec<Claim> = places
        .iter()
        .map(|place| &orders[*place])
        .map(|order| Claim { amount: share.of(order.amount), number: order.number })
        .collect();
    let parts = if problem.gives_for_something() {
        pro_rata_for_something(part.total, &claims, |at, sold| brings(places[at], sold))
    } else {
        pro_rata(part.total, &claims)
    };
    places.into_iter().zip(parts).collect()
}
