//! What is found where there are few steps for each item and little money.
use netting::{Objective, baseline, check, one_at_a_time};
use solvers::generate::{Recipe, offsetting};
use solvers::{Options, improve};

/// A walk that is over before its set can settle is brought to one that can, near to it: taken
/// apart row by row it settled less than payments that go one by one, which then was the answer.
#[test]
fn a_walk_that_ends_too_early_is_mended() {
    let items = 5_000;
    for seed in 101..104 {
        let recipe = Recipe { seed, banks: 200, currencies: 25, items, liquidity: 0.01 };
        let problem = offsetting(&recipe).pose().expect("poses").problem;
        let steps = Some(items as u64);
        let options = Options { objective: Objective::Total, steps, ..Options::default() };
        let found = improve(&problem, &options).gain.total();
        let of = |set| check(&problem, &set).expect("settles").total();
        assert!(found > 2 * of(one_at_a_time(&problem)), "{found}");
        assert!(found * 2 > 3 * of(baseline(&problem)), "{found}");
    }
}
