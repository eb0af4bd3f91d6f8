//! The batch exchange on generated books: a round, its check, and what joining all pairs is worth.
//!
//! Books are those of the generator GEN-P4 from seed 144 on, limits spread by 0.4 %, prices moved by 1 %.

use std::error::Error;

use auction::{Currency, Limit, Order, Problem, Standing, Terms, baseline, check};
use solvers::exchange::gen_p4::{Parameters, generate};

use super::clock::{Spent, repeated};
use super::table::{Cell, Table};

/// Currencies and orders of a round, and how often it is solved.
pub(crate) const ROUNDS: [(usize, usize, usize); 6] = [
    (25, 10_000, 5),
    (45, 10_000, 5),
    (25, 100_000, 5),
    (45, 100_000, 5),
    (25, 1_000_000, 5),
    (45, 1_000_000, 5),
];

/// Currencies, orders and books of a comparison.
pub(crate) const JOINT: [(usize, usize, u64); 4] =
    [(45, 200, 10), (45, 1_000, 10), (45, 10_000, 5), (45, 100_000, 1)];

/// The first seed; kept for checking.
const SEED: u64 = 144;

/// Prints the times of a round and its check.
pub(crate) fn round(
    table: &mut Table,
    (currencies, orders, times): (usize, usize, usize),
) -> Result<(), Box<dyn Error>> {
    let problem = book(SEED, currencies, orders)?;
    let outcome = baseline(&problem);
    let report = check(&problem, &outcome);
    if report.is_err() || outcome.standing != Standing::Equilibrium {
        return Err(format!("{orders} orders, {currencies} currencies: {report:?}").into());
    }
    let solved = repeated(times, || baseline(&problem));
    let judged = repeated(2 * times, || check(&problem, &outcome));
    let ms = |seconds: f64| Cell::Number(seconds * 1e3, 2);
    let times = |spent: Spent| (ms(spent.wall), ms(spent.processor));
    let ((solved, solved_cpu), (judged, judged_cpu)) = (times(solved), times(judged));
    Ok(table.row(&[
        ("currencies", "currencies", Cell::Count(currencies as u64)),
        ("orders", "orders", Cell::Count(orders as u64)),
        ("seed", "seed", Cell::Count(SEED)),
        ("round_ms", "round, ms", solved),
        ("round_cpu_ms", "cpu ms", solved_cpu),
        ("check_ms", "check, ms", judged),
        ("check_cpu_ms", "cpu ms", judged_cpu),
    ])?)
}

/// Prints what joining all pairs is worth against an auction for each pair by itself.
pub(crate) fn joint(
    table: &mut Table,
    (currencies, orders, books): (usize, usize, u64),
) -> Result<(), Box<dyn Error>> {
    let (mut joint, mut apart, mut offered) = (0.0, 0.0, 0.0);
    for seed in SEED..SEED + books {
        let problem = book(seed, currencies, orders)?;
        let rate = |order: &Order| problem.terms()[order.sell.index()].official as f64;
        offered += problem.orders().iter().map(|o| o.amount as f64 * rate(o)).sum::<f64>();
        joint += baseline(&problem).value as f64;
        apart += pair_auctions(&problem)?;
    }
    Ok(table.row(&[
        ("currencies", "currencies", Cell::Count(currencies as u64)),
        ("orders", "orders", Cell::Count(orders as u64)),
        ("books", "books", Cell::Count(books)),
        ("joint", "joint batch trades, % of value", Cell::Number(joint / offered * 100.0, 2)),
        ("pairs", "separate pair auctions, %", Cell::Number(apart / offered * 100.0, 2)),
        ("ratio", "joint to pairs", Cell::Number(joint / apart, 2)),
    ])?)
}

fn book(seed: u64, currencies: usize, orders: usize) -> Result<Problem, String> {
    let (rates, drawn) = generate(&Parameters { seed, currencies, orders, sd: 0.004, mv: 0.01 });
    let terms = rates.into_iter().map(Terms::free).collect();
    let currency = |at: usize| Currency::new(at).ok_or("too many currencies");
    let mut orders = Vec::with_capacity(drawn.len());
    for (number, (sell, buy, amount, num, den)) in (0..).zip(drawn) {
        let limit = Limit { num, den };
        orders.push(Order { sell: currency(sell)?, buy: currency(buy)?, amount, limit, number });
    }
    Problem::new(terms, &[], orders).map_err(|flaw| format!("a generated book: {flaw:?}"))
}

/// What the same orders trade if each pair is cleared by itself. Unit: that of a round's value.
fn pair_auctions(problem: &Problem) -> Result<f64, String> {
    let count = problem.count();
    let mut pairs: Vec<Vec<Order>> = vec![Vec::new(); count * count];
    for order in problem.orders() {
        let (sell, buy) = (order.sell.index(), order.buy.index());
        pairs[sell.min(buy) * count + sell.max(buy)].push(*order);
    }
    let mut value = 0.0;
    for (at, orders) in pairs.iter().enumerate().filter(|(_, orders)| !orders.is_empty()) {
        let (low, high) = (at / count, at % count);
        let terms = [low, high].map(|at| problem.terms()[at]).to_vec();
        let place = |currency: Currency| Currency::new(usize::from(currency.index() == high));
        let mut alone = Vec::with_capacity(orders.len());
        for order in orders {
            let ends = (place(order.sell), place(order.buy));
            let (Some(sell), Some(buy)) = ends else { continue };
            alone.push(Order { sell, buy, ..*order });
        }
        let pair = Problem::new(terms, &[], alone).map_err(|flaw| format!("a pair: {flaw:?}"))?;
        value += baseline(&pair).value as f64;
    }
    Ok(value)
}
