//! Items that move one amount to and fro, against sums that are told one after the other.
//!
//! The reference knows nothing of accounts: it keeps the best worth of every sum that can be met.
use std::collections::BTreeMap;

use netting::{Item, Objective, Order, Problem, Row, RowId, check};
use solvers::generate::SplitMix;
use solvers::{Options, improve};

/// Amounts between two banks, those of the first below zero, with the class of each.
struct Between {
    rooms: [i128; 2],
    items: Vec<(i128, u8)>,
}

impl Between {
    /// As a problem; `accounts` says how many of the two banks' accounts are in it.
    fn problem(&self, accounts: usize) -> Problem {
        let mut problem = Problem::default();
        for slack in &self.rooms[..accounts] {
            problem.push_row(Row { slack: *slack, order: Order::Bypass }).expect("well formed");
        }
        for (moved, class) in &self.items {
            let changes = [*moved, -*moved].into_iter().enumerate().take(accounts);
            let changes: Vec<(RowId, i128)> = changes
                .map(|(at, change)| (RowId::new(at).expect("well formed"), change))
                .collect();
            let value = moved.unsigned_abs();
            let item = Item { class: *class, value, changes: &changes, queues: &[] };
            problem.push_item(&item).expect("well formed");
        }
        problem
    }

    /// The best worth of the sets whose sum can be met, class by class or in all.
    fn best(&self, accounts: usize, objective: Objective) -> [u128; 2] {
        let place = |class: u8| if objective == Objective::Total { 0 } else { usize::from(class) };
        let mut met: BTreeMap<i128, [u128; 2]> = BTreeMap::from([(0, [0, 0])]);
        for (moved, class) in &self.items {
            for (sum, mut worth) in met.clone() {
                worth[place(*class)] += moved.unsigned_abs();
                let best = met.entry(sum + moved).or_default();
                *best = worth.max(*best);
            }
        }
        let high = if accounts == 2 { self.rooms[1] } else { i128::MAX };
        let within = met.range(-self.rooms[0]..=high);
        within.map(|(_, worth)| *worth).max().expect("nothing moves nothing")
    }
}

fn found(problem: &Problem, objective: Objective, steps: Option<u64>) -> ([u128; 2], bool) {
    let options = Options { objective, steps, threads: 1, ..Options::default() };
    let found = improve(problem, &options);
    assert_eq!(check(problem, &found.selection), Ok(found.gain.clone()));
    let worth = match objective {
        Objective::Total => [found.gain.total(), 0],
        Objective::Lexicographic => [0, 1].map(|class| {
            found.gain.classes().iter().filter(|gain| gain.class == class).map(|g| g.value).sum()
        }),
    };
    (worth, found.proven)
}

#[test]
fn small_amounts_to_and_fro_come_to_the_best_that_any_sum_has() {
    let mut random = SplitMix::new(7);
    for case in 0..400 {
        let count = 2 + random.below(12);
        let most = [3, 40, 1_000][random.below(3)];
        let item = |random: &mut SplitMix| {
            let amount = 1 + random.below(most) as i128;
            (if random.below(3) == 0 { -amount } else { amount }, random.below(2) as u8)
        };
        let items = (0..count).map(|_| item(&mut random)).collect();
        let rooms = [0, 0].map(|_: i32| random.below(most) as i128);
        let between = Between { rooms, items };
        for (accounts, objective) in
            [(1, Objective::Total), (2, Objective::Total), (2, Objective::Lexicographic)]
        {
            let best = between.best(accounts, objective);
            let found = found(&between.problem(accounts), objective, None);
            assert_eq!(found, (best, true), "case {case}: {accounts} {objective:?}");
        }
    }
}

#[test]
fn one_payment_settles_against_those_of_forty_that_come_to_it() {
    for (seed, count) in [(1, 28), (2, 33), (3, 39)] {
        let mut random = SplitMix::new(seed);
        // Amounts of about 10^9 in whole thousands, so that hardly any other set comes to the sum.
        let amounts: Vec<i128> =
            (0..count).map(|_| (900_000 + random.below(200_000)) as i128 * 1_000 + 1).collect();
        let chosen: i128 = amounts.iter().step_by(3).sum();
        let mut items: Vec<(i128, u8)> = amounts.iter().map(|amount| (*amount, 0)).collect();
        items.push((-chosen, 0));
        let exact = Between { rooms: [0, 0], items: items.clone() };
        let best = [2 * chosen.unsigned_abs(), 0];
        for steps in [None, Some(20_000)] {
            let found = found(&exact.problem(2), Objective::Total, steps);
            assert_eq!(found, (best, true), "{count} items");
        }
        // With 500 units more nothing comes to it: the units tell how many summands there are.
        items[count].0 -= 500;
        let missed = Between { rooms: [0, 0], items };
        let found = found(&missed.problem(2), Objective::Total, None);
        assert_eq!(found, ([0, 0], true), "{count} items");
    }
}

#[test]
fn an_account_that_only_pays_spends_the_most_that_amounts_come_to() {
    let mut random = SplitMix::new(11);
    let items: Vec<(i128, u8)> = (0..40).map(|_| (-(1 + random.below(3_000) as i128), 0)).collect();
    let between = Between { rooms: [31_417, 0], items };
    let found = found(&between.problem(1), Objective::Total, None);
    assert_eq!(found, (between.best(1, Objective::Total), true));
}
