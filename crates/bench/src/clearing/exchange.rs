//! The batch exchange on generated books: a round, its check, and what joining all pairs is worth.
//!
//! Books are those of the generator GEN-P4 with seed 44, limits spread by 0.4 %, prices moved by 1 %.

use std::time::{Duration, Instant};

use auction::{Currency, Limit, Order, Problem, Standing, Terms, baseline, check};
use solvers::exchange::gen_p4::{Parameters, generate};

use crate::{Figure, Measured};

/// The name of a round's time, the name of its check's time, currencies, orders, repetitions.
const ROUNDS: [(&str, &str, usize, usize, usize); 6] = [
    ("exchange round, 10k orders, 25 currencies", "exchange check, same", 25, 10_000, 9),
    ("exchange round, 10k orders, 45 currencies", "exchange check, same", 45, 10_000, 9),
    ("exchange round, 100k orders, 25 currencies", "exchange check, same", 25, 100_000, 5),
    ("exchange round, 100k orders, 45 currencies", "exchange check, same", 45, 100_000, 5),
    ("exchange round, 1M orders, 25 currencies", "exchange check, same", 25, 1_000_000, 5),
    ("exchange round, 1M orders, 45 currencies", "exchange check, same", 45, 1_000_000, 5),
];

/// The name of a comparison, currencies, orders, books.
const JOINT: [(&str, usize, usize, u64); 4] = [
    ("exchange value, 200 orders, 45 currencies, joint to pairs", 45, 200, 10),
    ("exchange value, 1k orders, 45 currencies, joint to pairs", 45, 1_000, 10),
    ("exchange value, 10k orders, 45 currencies, joint to pairs", 45, 10_000, 5),
    ("exchange value, 100k orders, 45 currencies, joint to pairs", 45, 100_000, 1),
];

/// Times of rounds and checks (the median, beside the shortest), and value against pair auctions.
pub(crate) fn measure() -> Measured {
    let mut figures = Vec::new();
    for (round, judged, currencies, orders, times) in ROUNDS {
        let problem = book(44, currencies, orders)?;
        let (mut solving, mut checking) = (Vec::new(), Vec::new());
        for _ in 0..times {
            let begun = Instant::now();
            let outcome = baseline(&problem);
            solving.push(begun.elapsed());
            let begun = Instant::now();
            let report = check(&problem, &outcome);
            checking.push(begun.elapsed());
            if report.is_err() || outcome.standing != Standing::Equilibrium {
                return Err(format!("{round}: {report:?}").into());
            }
        }
        figures.push(spread(round, &mut solving));
        figures.push(spread(judged, &mut checking));
    }
    for (name, currencies, orders, books) in JOINT {
        let (mut joint, mut apart) = (0.0, 0.0);
        for seed in 44..44 + books {
            let problem = book(seed, currencies, orders)?;
            joint += baseline(&problem).value as f64;
            apart += pair_auctions(&problem)?;
        }
        let ratio = Figure::new(name, joint / apart, "times");
        figures.push(ratio.beside("value of separate pair auctions, same orders", 1.0));
    }
    Ok(figures)
}

/// The median, beside the shortest.
fn spread(name: &'static str, times: &mut [Duration]) -> Figure {
    times.sort_unstable();
    let milliseconds = |at: usize| times[at].as_secs_f64() * 1e3;
    Figure::new(name, milliseconds(times.len() / 2), "ms").beside("shortest", milliseconds(0))
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
