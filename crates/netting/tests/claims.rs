//! Claims about offsetting, against enumeration on small problems.
use netting::{Item, Order, Problem, Row, RowId, Selection, baseline, check};
use proptest::prelude::*;

fn row(index: usize) -> RowId {
    RowId::new(index).expect("few rows")
}

fn payment(from: usize, to: usize, amount: i128) -> Item {
    Item {
        class: 2,
        value: amount.unsigned_abs(),
        changes: vec![(row(from), -amount), (row(to), amount)],
        queues: vec![row(from)],
    }
}

fn problem(slack: &[i128], order: Order, items: Vec<Item>) -> Problem {
    let rows = slack.iter().map(|slack| Row { slack: *slack, order }).collect();
    Problem { rows, items }
}

#[test]
fn a_ring_of_three_settles_without_any_money() {
    let ring = vec![payment(0, 1, 10), payment(1, 2, 10), payment(2, 0, 10)];
    let problem = problem(&[0, 0, 0], Order::Strict, ring);
    assert_eq!(baseline(&problem), Selection(vec![true; 3]));
}

#[test]
fn a_strict_queue_is_not_passed() {
    let items = vec![payment(0, 1, 100), payment(0, 1, 5)];
    let strict = problem(&[5, 0], Order::Strict, items.clone());
    assert!(baseline(&strict).is_empty());
    let bypass = problem(&[5, 0], Order::Bypass, items);
    assert_eq!(baseline(&bypass), Selection(vec![false, true]));
    assert!(check(&strict, &Selection(vec![false, true])).is_err());
}

#[test]
fn an_item_in_two_currencies_unlocks_both() {
    // Rows: A's and B's roubles, A's and B's yuan. A and B swap; each alone has nothing.
    let swap = Item {
        class: 2,
        value: 1,
        changes: vec![(row(0), -7), (row(1), 7), (row(3), -9), (row(2), 9)],
        queues: vec![row(0), row(3)],
    };
    let back = vec![swap, payment(1, 0, 7), payment(2, 3, 9)];
    let problem = problem(&[0, 0, 0, 0], Order::Strict, back);
    assert_eq!(baseline(&problem), Selection(vec![true; 3]));
}

fn any_problem() -> impl Strategy<Value = Problem> {
    let item = (0..4_usize, 1..4_usize, 1..9_i128);
    let items = proptest::collection::vec(item, 0..9);
    let rows = proptest::collection::vec((0..8_i128, any::<bool>()), 4);
    (items, rows).prop_map(|(items, rows)| Problem {
        rows: rows
            .into_iter()
            .map(|(slack, strict)| Row {
                slack,
                order: if strict { Order::Strict } else { Order::Bypass },
            })
            .collect(),
        items: items
            .into_iter()
            .map(|(from, by, amount)| payment(from, (from + by) % 4, amount))
            .collect(),
    })
}

fn all_selections(problem: &Problem) -> impl Iterator<Item = Selection> {
    let count = problem.items.len();
    (0..1_u32 << count).map(move |mask| Selection((0..count).map(|i| mask >> i & 1 == 1).collect()))
}

proptest! {
    /// What the baseline proposes, the check accepts.
    #[test]
    fn baseline_passes_the_check(problem in any_problem()) {
        prop_assert!(check(&problem, &baseline(&problem)).is_ok());
    }

    /// With strict queues the baseline is the largest set there is, so also the best.
    #[test]
    fn strict_baseline_is_optimal(mut problem in any_problem()) {
        problem.rows.iter_mut().for_each(|row| row.order = Order::Strict);
        let found = check(&problem, &baseline(&problem)).unwrap();
        let best = all_selections(&problem).filter_map(|s| check(&problem, &s).ok()).max();
        prop_assert_eq!(Some(found), best);
    }

    /// If anything can settle together, the baseline does not stand still where a single item fits.
    #[test]
    fn baseline_leaves_no_single_item_that_fits(problem in any_problem()) {
        let found = baseline(&problem);
        for item in 0..problem.items.len() {
            if !found.0[item] {
                let mut more = found.clone();
                more.0[item] = true;
                prop_assert!(check(&problem, &more).is_err());
            }
        }
    }
}
