//! Claims about offsetting, against enumeration on small problems.
use netting::{
    Counted, Item, Malformed, Objective, Order, Problem, Row, RowId, Selection, Violation,
    baseline, bound, check, one_at_a_time, reachable, tried,
};
use proptest::prelude::*;

/// An item as a test states it.
#[derive(Clone, Debug)]
struct Stated {
    class: u8,
    value: u128,
    changes: Vec<(usize, i128)>,
    queues: Vec<usize>,
}

fn row(index: usize) -> RowId {
    RowId::new(index).expect("few rows")
}

fn payment(from: usize, to: usize, amount: i128) -> Stated {
    Stated {
        class: 2,
        value: amount.unsigned_abs(),
        changes: vec![(from, -amount), (to, amount)],
        queues: vec![from],
    }
}

fn push(problem: &mut Problem, item: &Stated) -> Result<usize, Malformed> {
    let changes: Vec<_> = item.changes.iter().map(|(at, by)| (row(*at), *by)).collect();
    let queues: Vec<_> = item.queues.iter().map(|at| row(*at)).collect();
    let (class, value) = (item.class, item.value);
    problem.push_item(&Item { class, value, changes: &changes, queues: &queues })
}

fn problem(rows: impl IntoIterator<Item = (i128, Order)>, items: &[Stated]) -> Problem {
    let mut problem = Problem::default();
    for (slack, order) in rows {
        problem.push_row(Row { slack, order }).expect("few rows");
    }
    for item in items {
        push(&mut problem, item).expect("a good item");
    }
    problem
}

fn all(slack: &[i128], order: Order) -> Vec<(i128, Order)> {
    slack.iter().map(|slack| (*slack, order)).collect()
}

#[test]
fn a_ring_of_three_settles_without_any_money() {
    let ring = [payment(0, 1, 10), payment(1, 2, 10), payment(2, 0, 10)];
    let strict = problem(all(&[0, 0, 0], Order::Strict), &ring);
    assert_eq!(baseline(&strict), Selection(vec![true; 3]));
    assert!(one_at_a_time(&strict).is_empty());
}

#[test]
fn a_strict_queue_is_not_passed() {
    let items = [payment(0, 1, 100), payment(0, 1, 5)];
    let strict = problem(all(&[5, 0], Order::Strict), &items);
    assert!(baseline(&strict).is_empty());
    let bypass = problem(all(&[5, 0], Order::Bypass), &items);
    assert_eq!(baseline(&bypass), Selection(vec![false, true]));
    let passing = check(&strict, &Selection(vec![false, true]));
    assert_eq!(passing, Err(Violation::OutOfOrder { row: row(0), item: 1, ahead: 0 }));
}

#[test]
fn a_more_pressing_item_is_not_passed_even_by_bypass() {
    let mut items = [payment(0, 1, 100), payment(0, 1, 5)];
    items[0].class = 0;
    let bypass = problem(all(&[5, 0], Order::Bypass), &items);
    assert!(baseline(&bypass).is_empty());
    let passing = check(&bypass, &Selection(vec![false, true]));
    assert_eq!(passing, Err(Violation::OutOfOrder { row: row(0), item: 1, ahead: 0 }));
}

#[test]
fn an_item_in_two_currencies_unlocks_both() {
    // Rows: A's and B's roubles, A's and B's yuan. A and B swap; each alone has nothing.
    let swap = Stated {
        class: 2,
        value: 1,
        changes: vec![(0, -7), (1, 7), (3, -9), (2, 9)],
        queues: vec![0, 3],
    };
    let back = [swap, payment(1, 0, 7), payment(2, 3, 9)];
    let problem = problem(all(&[0, 0, 0, 0], Order::Strict), &back);
    assert_eq!(baseline(&problem), Selection(vec![true; 3]));
}

#[test]
fn one_unit_below_zero_is_refused() {
    let items = [payment(0, 1, 6)];
    let enough = problem(all(&[6, 0], Order::Bypass), &items);
    assert!(check(&enough, &Selection(vec![true])).is_ok());
    let lacking = problem(all(&[5, 0], Order::Bypass), &items);
    let short = Violation::Short { row: row(0), lacking: 1 };
    assert_eq!(check(&lacking, &Selection(vec![true])), Err(short));
}

#[test]
fn a_selection_of_another_length_is_refused() {
    let problem = problem(all(&[5, 0], Order::Bypass), &[payment(0, 1, 5)]);
    assert_eq!(check(&problem, &Selection(vec![])), Err(Violation::Shape));
    assert_eq!(check(&problem, &Selection(vec![true, true])), Err(Violation::Shape));
}

#[test]
fn sums_beyond_128_bits_are_refused_and_not_wrapped() {
    let most = i128::MAX;
    let items = [payment(0, 1, most), payment(2, 1, most)];
    let problem = problem(all(&[most, 0, most], Order::Bypass), &items);
    let both = check(&problem, &Selection(vec![true, true]));
    assert_eq!(both, Err(Violation::Overflow(row(1))));
}

#[test]
fn malformed_items_are_refused_and_leave_the_problem_as_it_was() {
    let mut stated = problem(all(&[1, 1], Order::Bypass), &[payment(0, 1, 1)]);
    let before = stated.clone();
    let with = |changes: Vec<(usize, i128)>, queues| Stated { class: 0, value: 1, changes, queues };
    let cases = [
        (with(vec![(2, 1)], vec![]), Malformed::UnknownRow(row(2))),
        (with(vec![], vec![7]), Malformed::UnknownRow(row(7))),
        (with(vec![(1, 1), (0, 1), (1, 1)], vec![]), Malformed::RowTwice(row(1))),
        (with(vec![], vec![0, 0]), Malformed::RowTwice(row(0))),
        (with(vec![(0, 0)], vec![]), Malformed::NoChange(row(0))),
        (with(vec![(0, i128::MIN)], vec![]), Malformed::TooMuch),
        (Stated { value: u128::MAX, ..with(vec![], vec![]) }, Malformed::TooMuch),
    ];
    for (item, reason) in cases {
        assert_eq!(push(&mut stated, &item), Err(reason));
        assert_eq!(stated, before);
    }
}

#[test]
fn amounts_beyond_64_bits_are_exact() {
    let huge = 1_i128 << 100;
    let items = [payment(0, 1, huge), payment(1, 0, huge - 1)];
    let short = problem(all(&[0, 0], Order::Bypass), &items);
    assert!(baseline(&short).is_empty());
    let enough = problem(all(&[1, 0], Order::Bypass), &items);
    assert_eq!(baseline(&enough), Selection(vec![true, true]));
}

#[test]
fn a_chain_in_the_worst_order_settles_to_its_end() {
    // Each payment is funded by the one behind it in the queue's order.
    let count = 3000;
    let items: Vec<_> = (0..count).map(|at| payment(at + 1, at, 5)).collect();
    let slack: Vec<i128> = (0..=count).map(|at| if at == count { 5 } else { 0 }).collect();
    let problem = problem(all(&slack, Order::Bypass), &items);
    assert_eq!(one_at_a_time(&problem), Selection(vec![true; count]));
}

#[test]
fn what_two_need_of_one_account_is_seen_by_trying_only() {
    // The last needs both that pay into 3, and they what 0 has only once.
    let items =
        [payment(0, 1, 5), payment(0, 2, 5), payment(1, 3, 5), payment(2, 3, 5), payment(3, 4, 10)];
    let problem = problem(all(&[5, 0, 0, 0, 0], Order::Bypass), &items);
    let possible = reachable(&problem);
    assert_eq!(possible, Selection(vec![true; 5]));
    assert_eq!(tried(&problem, &possible, 0), possible);
    let seen = tried(&problem, &possible, 1000);
    assert_eq!(seen, Selection(vec![true, true, true, true, false]));
}

#[test]
fn trying_follows_the_order_of_queues() {
    // The third may not settle without the first, and together they need more than there is.
    for (order, class, may) in
        [(Order::Strict, 2, false), (Order::Bypass, 1, false), (Order::Bypass, 2, true)]
    {
        let mut items = [payment(0, 1, 5), payment(1, 2, 5), payment(0, 2, 5)];
        items[0].class = class;
        let problem = problem(all(&[5, 0, 0], order), &items);
        let possible = reachable(&problem);
        assert_eq!(possible, Selection(vec![true; 3]));
        let seen = tried(&problem, &possible, 1000);
        assert_eq!(seen, Selection(vec![true, true, may]));
    }
}

#[test]
fn equal_gains_are_told_apart_by_the_earliest_item() {
    let items = [payment(0, 1, 5), payment(0, 1, 5)];
    let problem = problem(all(&[5, 0], Order::Bypass), &items);
    let sets = [Selection(vec![true, false]), Selection(vec![false, true])];
    let gains = sets.each_ref().map(|set| check(&problem, set).unwrap());
    assert_eq!(gains[0], gains[1]);
    for objective in [Objective::Lexicographic, Objective::Total] {
        assert!(objective.prefer((&gains[0], &sets[0]), (&gains[1], &sets[1])).is_gt());
    }
}

#[test]
fn classes_decide_before_the_total() {
    let mut items = [payment(0, 1, 5), payment(0, 1, 9)];
    items[0].class = 0;
    let problem = problem(all(&[9, 0], Order::Bypass), &items);
    let pressing = check(&problem, &Selection(vec![true, false])).unwrap();
    let mut free = items.clone();
    free.iter_mut().for_each(|item| item.queues.clear());
    let unqueued = self::problem(all(&[9, 0], Order::Bypass), &free);
    let large = check(&unqueued, &Selection(vec![false, true])).unwrap();
    assert!(Objective::Lexicographic.compare(&pressing, &large).is_gt());
    assert!(Objective::Total.compare(&pressing, &large).is_lt());
    assert_eq!((pressing.total(), large.total()), (5, 9));
}

/// Rows: four accounts and two limits. Items: one to four legs, in queues or in none.
fn any_problem() -> impl Strategy<Value = Problem> {
    let leg = (0..4_usize, 1..4_usize, 1..9_i128);
    let limit = proptest::option::of((4..6_usize, -4..6_i128));
    let legs = proptest::collection::vec(leg, 1..5);
    let item = (legs, limit, 0..3_u8, 0..20_u128, any::<bool>());
    let items = proptest::collection::vec(item, 0..10);
    let row = (prop_oneof![4 => 0..8_i128, 1 => -3..0_i128], any::<bool>());
    let rows = proptest::collection::vec(row, 6);
    (items, rows).prop_map(|(items, rows)| {
        let order = |at, strict| if strict && at < 4 { Order::Strict } else { Order::Bypass };
        let rows = rows.into_iter().enumerate().map(|(at, (slack, s))| (slack, order(at, s)));
        let items: Vec<Stated> = items
            .into_iter()
            .map(|(legs, limit, class, value, queued)| {
                let mut nets = [0_i128; 6];
                for (from, by, amount) in legs {
                    nets[from] -= amount;
                    nets[(from + by) % 4] += amount;
                }
                if let Some((limit, flow)) = limit {
                    nets[limit] = -flow;
                }
                let changes: Vec<_> =
                    nets.into_iter().enumerate().filter(|(_, net)| *net != 0).collect();
                let debited = changes.iter().filter(|(at, net)| *at < 4 && *net < 0);
                let queues = debited.map(|(at, _)| *at).filter(|_| queued).collect();
                Stated { class, value, changes, queues }
            })
            .collect();
        problem(rows, &items)
    })
}

fn all_selections(problem: &Problem) -> impl Iterator<Item = Selection> + use<> {
    let count = problem.items();
    (0..1_u32 << count).map(move |mask| Selection((0..count).map(|i| mask >> i & 1 == 1).collect()))
}

/// The judge once more, as the definition says it, without an idea how to be fast.
fn naive_check(problem: &Problem, selection: &Selection) -> bool {
    let rows = (0..problem.rows().len()).map(row);
    let fine = |row: RowId| {
        let changes: Vec<i128> = selection.items().map(|item| problem.change(item, row)).collect();
        let draws = changes.iter().any(|change| *change < 0);
        !draws || problem.row(row).slack + changes.iter().sum::<i128>() >= 0
    };
    let ordered = selection.items().all(|item| {
        let mut ahead = (0..item).filter(|other| !selection.0[*other]);
        ahead.all(|other| {
            let mut shared =
                problem.queues(item).iter().filter(|row| problem.queues(other).contains(row));
            shared.all(|row| {
                problem.row(*row).order == Order::Bypass
                    && problem.class(other) >= problem.class(item)
            })
        })
    });
    rows.into_iter().all(fine) && ordered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// The check accepts exactly what the definition allows.
    #[test]
    fn check_is_the_definition(problem in any_problem(), bits in any::<u16>()) {
        let set = Selection((0..problem.items()).map(|i| bits >> (i % 16) & 1 == 1).collect());
        prop_assert_eq!(check(&problem, &set).is_ok(), naive_check(&problem, &set));
    }

    /// Judges take a shorter way where all numbers fit 64 bits; an item beyond them that nobody
    /// selects changes no verdict, no reason, no gain and no bound.
    #[test]
    fn the_short_way_of_the_judges_says_what_the_long_one_does(
        problem in any_problem(),
        bits in any::<u16>(),
        prices in proptest::collection::vec(0..12_u64, 6),
    ) {
        let mut wide = problem.clone();
        let changes = [(row(0), 1_i128 << 100)];
        let beyond = Item { class: 2, value: 1 << 90, changes: &changes, queues: &[] };
        wide.push_item(&beyond).expect("a good item");
        let mut set = Selection((0..problem.items()).map(|i| bits >> (i % 16) & 1 == 1).collect());
        let prices: Vec<u64> = prices.iter().map(|price| price << 31).collect();
        let bounds = |problem: &Problem, set: &Selection| {
            [Counted::All, Counted::UpTo(1)].map(|counted| bound(problem, set, &prices, counted))
        };
        let short = (check(&problem, &set), bounds(&problem, &set));
        set.0.push(false);
        prop_assert_eq!(short, (check(&wide, &set), bounds(&wide, &set)));
    }

    /// What the baseline proposes, the check accepts; and so it does one at a time.
    #[test]
    fn baseline_passes_the_check(problem in any_problem()) {
        let found = check(&problem, &baseline(&problem));
        let single = check(&problem, &one_at_a_time(&problem));
        prop_assert!(found.is_ok() && single.is_ok());
        prop_assert!(found.unwrap() >= single.unwrap());
    }

    /// The baseline leaves no single item that fits.
    #[test]
    fn baseline_leaves_no_single_item_that_fits(problem in any_problem()) {
        let found = baseline(&problem);
        for item in 0..problem.items() {
            if !found.0[item] {
                let mut more = found.clone();
                more.0[item] = true;
                prop_assert!(check(&problem, &more).is_err());
            }
        }
    }

    /// No set that can settle holds an item that is out of reach.
    #[test]
    fn reachable_never_drops_an_item_that_could_settle(problem in any_problem()) {
        let possible = reachable(&problem);
        for set in all_selections(&problem).filter(|set| check(&problem, set).is_ok()) {
            prop_assert!(set.items().all(|item| possible.0[item]));
        }
    }

    /// Nor is an item dropped that is tried with all that follows from it, however few looks are
    /// taken; and more looks drop no fewer.
    #[test]
    fn tried_never_drops_an_item_that_could_settle(problem in any_problem(), few in 0..60_u64) {
        let possible = reachable(&problem);
        let (some, most) = (tried(&problem, &possible, few), tried(&problem, &possible, 1 << 20));
        for set in all_selections(&problem).filter(|set| check(&problem, set).is_ok()) {
            prop_assert!(set.items().all(|item| some.0[item] && most.0[item]));
        }
        prop_assert!(most.items().all(|item| some.0[item]));
        prop_assert!(some.items().all(|item| possible.0[item]));
    }

    /// Whatever the prices, the bound is not below the best set, nor a class's below its best.
    #[test]
    fn bound_is_never_below_the_optimum(
        problem in any_problem(),
        prices in proptest::collection::vec(prop_oneof![Just(0), 0..12_u64], 6),
    ) {
        let prices: Vec<u64> = prices.iter().map(|price| price << 31).collect();
        let possible = reachable(&problem);
        let gains = || all_selections(&problem).filter_map(|set| check(&problem, &set).ok());
        let all = bound(&problem, &possible, &prices, Counted::All).unwrap();
        prop_assert!(all >= gains().map(|gain| gain.total()).max().unwrap());
        let first = |gain: netting::Gain| {
            gain.classes().iter().filter(|c| c.class == 0).map(|c| c.value).sum::<u128>()
        };
        let pressing = bound(&problem, &possible, &prices, Counted::UpTo(0)).unwrap();
        prop_assert!(pressing >= gains().map(first).max().unwrap());
    }
}

/// Every item in the queue of each account it debits, and every queue strict.
fn strict_problem() -> impl Strategy<Value = Problem> {
    let leg = (0..4_usize, 1..4_usize, 1..9_i128);
    let items = proptest::collection::vec(proptest::collection::vec(leg, 1..4), 0..10);
    let slack = proptest::collection::vec(0..8_i128, 4);
    (items, slack).prop_map(|(items, slack)| {
        let items: Vec<Stated> = items
            .into_iter()
            .map(|legs| {
                let mut nets = [0_i128; 4];
                for (from, by, amount) in legs {
                    nets[from] -= amount;
                    nets[(from + by) % 4] += amount;
                }
                let changes: Vec<_> =
                    nets.into_iter().enumerate().filter(|(_, net)| *net != 0).collect();
                let queues = changes.iter().filter(|c| c.1 < 0).map(|c| c.0).collect();
                Stated { class: 2, value: 1, changes, queues }
            })
            .collect();
        problem(all(&slack, Order::Strict), &items)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// With strict queues the baseline is the largest set there is, so also the best.
    #[test]
    fn strict_baseline_is_optimal(problem in strict_problem()) {
        let found = check(&problem, &baseline(&problem)).unwrap();
        let best = all_selections(&problem).filter_map(|s| check(&problem, &s).ok()).max();
        prop_assert_eq!(Some(found), best);
    }
}
