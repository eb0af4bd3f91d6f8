//! Many generated books: each is cleared, exactly, with nothing left unfilled that could trade.
mod common;

use auction::{Standing, baseline, check};
use common::{Parameters, generated};

/// Currencies, orders, spread and move of the books; thin ones set prices by amounts.
const BOOKS: [(usize, usize, f64, f64); 7] = [
    (4, 10, 0.01, 0.02),
    (6, 20, 0.01, 0.02),
    (10, 100, 0.004, 0.01),
    (25, 200, 0.004, 0.01),
    (45, 500, 0.004, 0.02),
    (45, 1000, 0.01, 0.02),
    (25, 3000, 0.01, 0.05),
];

/// How many seeds; a debug build takes fewer.
const SEEDS: u64 = if cfg!(debug_assertions) { 8 } else { 100 };

#[test]
fn books_of_every_thickness_reach_equilibrium_without_shortfall() {
    for (currencies, orders, sd, mv) in BOOKS {
        for seed in 1..=SEEDS {
            let problem = generated(&Parameters { seed, currencies, orders, sd, mv });
            let outcome = baseline(&problem);
            let book = format!("{currencies} currencies, {orders} orders, seed {seed}");
            // An equilibrium is accepted only if no order better than its limit is left unfilled.
            let report = check(&problem, &outcome).unwrap_or_else(|why| panic!("{book}: {why:?}"));
            assert_eq!(outcome.standing, Standing::Equilibrium, "{book}");
            let least = report.residue.iter().min().copied().unwrap_or(0);
            let units = i128::try_from(currencies).expect("small");
            assert!(least > -units, "{book}: {least}");
        }
    }
}

#[test]
fn where_the_search_starts_far_away_it_still_arrives() {
    for seed in 1..=SEEDS.min(30) {
        let parameters = Parameters { seed, currencies: 8, orders: 60, sd: 0.01, mv: 3.0 };
        let problem = generated(&parameters);
        let outcome = baseline(&problem);
        assert_eq!(outcome.standing, Standing::Equilibrium, "seed {seed}");
        assert!(check(&problem, &outcome).is_ok(), "seed {seed}");
    }
}
