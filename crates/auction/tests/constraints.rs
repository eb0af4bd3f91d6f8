//! What settlement agents set: bands, quotas, switches and halts, solved inside the round.
mod common;

use auction::{
    Band, Bound, Order, Outcome, Presence, Problem, Share, Standing, Terms, Violation, baseline,
    check, thorough,
};
use common::gen_p4::Drawn;
use common::random::SplitMix;
use common::{Parameters, currency, generate, orders, pairs};

fn problem(terms: Vec<Terms>, drawn: &[Drawn]) -> Problem {
    Problem::new(terms, &[], orders(drawn)).expect("well formed")
}

fn accepted(problem: &Problem) -> Outcome {
    let outcome = baseline(problem);
    assert_eq!(check(problem, &outcome).map(|_| outcome.standing), Ok(Standing::Equilibrium));
    outcome
}

/// Two want the same, one offers a third of it: alone, the price would double.
const SHORT: [Drawn; 3] = [(0, 1, 1000, 1, 2), (1, 0, 2000, 1, 2), (1, 0, 1000, 2, 5)];

#[test]
fn a_band_holds_the_price_and_cuts_those_who_want_the_scarce_currency_alike() {
    let free = accepted(&problem(vec![Terms::free(7); 2], &SHORT));
    assert_eq!(free.prices.ratio(0, 1), (2, 1));
    let banded = Terms { band: Some(Band(10_000)), ..Terms::free(7) };
    let problem = problem(vec![banded, Terms::free(7)], &SHORT);
    let outcome = accepted(&problem);
    assert_eq!(outcome.prices.ratio(0, 1), (101, 100));
    assert_eq!(outcome.bounds, [Bound::Band(currency(0), currency(1))]);
    assert_eq!(pairs(&outcome), [(1000, 1010), (673, 666), (337, 333)]);
}

#[test]
fn a_band_that_does_not_bind_changes_nothing() {
    let wide = Terms { band: Some(Band(2_000_000)), ..Terms::free(7) };
    let free = accepted(&problem(vec![Terms::free(7); 2], &SHORT));
    assert_eq!(accepted(&problem(vec![wide; 2], &SHORT)), free);
}

#[test]
fn a_price_outside_the_band_is_refused() {
    let free = accepted(&problem(vec![Terms::free(7); 2], &SHORT));
    let banded = Terms { band: Some(Band(10_000)), ..Terms::free(7) };
    let refused = Violation::Band(currency(0), currency(1));
    assert_eq!(check(&problem(vec![banded; 2], &SHORT), &free), Err(refused));
}

#[test]
fn rationing_away_from_the_edge_is_refused() {
    let banded = Terms { band: Some(Band(10_000)), ..Terms::free(1) };
    let problem = problem(vec![banded; 2], &SHORT);
    let mut outcome = accepted(&problem);
    outcome.prices.0 = vec![1009, 1000];
    outcome.bounds.clear();
    let rate = auction::Rate::new(1009, 1000);
    let back = auction::Rate::new(1000, 1009);
    for (order, fill) in problem.orders().iter().zip(&mut outcome.fills) {
        let rate = if order.sell == currency(0) { rate } else { back };
        fill.sold = if order.number == 1 { 673 } else { fill.sold.min(order.amount) };
        fill.sold = if order.number == 2 { 336 } else { fill.sold };
        fill.received = rate.received(fill.sold, order.limit);
    }
    outcome.value =
        problem.orders().iter().zip(&outcome.fills).map(|(_, fill)| u128::from(fill.sold)).sum();
    assert_eq!(check(&problem, &outcome), Err(Violation::LeftUnfilled(1)));
}

#[test]
fn a_quota_is_kept_used_up_and_shared() {
    let drawn = [(0, 1, 600, 1, 2), (0, 1, 300, 1, 3), (1, 0, 5000, 1, 100)];
    let terms = Terms { quota: Some(300), ..Terms::free(5) };
    let problem = problem(vec![terms, Terms::free(5)], &drawn);
    let outcome = accepted(&problem);
    assert_eq!(outcome.bounds, [Bound::Quota(currency(0))]);
    let sold: Vec<u64> = outcome.fills.iter().map(|fill| fill.sold).collect();
    assert!(sold[0] + sold[1] <= 300 && sold[0] + sold[1] >= 297, "{sold:?}");
    assert!(sold[0].abs_diff(2 * sold[1]) <= 2, "{sold:?}");
    // The price rises until those who buy want no more than that.
    assert_eq!(sold[2], 5000);
}

#[test]
fn more_than_the_quota_is_refused() {
    let drawn = [(0, 1, 600, 1, 2), (1, 0, 600, 1, 2)];
    let free = accepted(&problem(vec![Terms::free(5); 2], &drawn));
    let terms = Terms { quota: Some(599), ..Terms::free(5) };
    let problem = problem(vec![terms, Terms::free(5)], &drawn);
    assert_eq!(check(&problem, &free), Err(Violation::Quota(currency(0))));
}

#[test]
fn a_share_without_a_quota_is_refused() {
    let problem = problem(vec![Terms::free(5); 2], &[(0, 1, 600, 1, 2), (1, 0, 600, 1, 2)]);
    let mut outcome = accepted(&problem);
    outcome.shares[0] = Share(1 << 31);
    outcome.fills[0].sold = 300;
    let refused = check(&problem, &outcome);
    assert!(refused.is_err(), "{refused:?}");
}

#[test]
fn a_halted_currency_and_a_pair_switched_off_are_left_out_and_named() {
    let drawn = [(0, 1, 100, 1, 2), (1, 0, 100, 1, 2), (2, 0, 100, 1, 2), (0, 2, 100, 1, 2)];
    let halted = Terms { presence: Presence::Halted, ..Terms::free(5) };
    let closed = problem(vec![Terms::free(5), Terms::free(5), halted], &drawn);
    let outcome = accepted(&closed);
    assert_eq!(outcome.bounds, [Bound::Halted(currency(2))]);
    assert_eq!(pairs(&outcome), [(100, 100), (100, 100), (0, 0), (0, 0)]);
    let off = [(currency(2), currency(0))];
    let off = Problem::new(vec![Terms::free(5); 3], &off, orders(&drawn)).expect("well formed");
    let outcome = accepted(&off);
    assert_eq!(outcome.bounds, [Bound::SwitchedOff(currency(0), currency(2))]);
    assert_eq!(pairs(&outcome), [(100, 100), (100, 100), (0, 0), (0, 0)]);
    let mut filled = outcome;
    filled.fills[2].sold = 1;
    assert_eq!(check(&off, &filled), Err(Violation::NotTraded(2)));
}

/// A thin book with random bands, quotas and halts.
fn constrained(seed: u64) -> Problem {
    let currencies = 6 + usize::try_from(seed % 10).expect("small");
    let orders_count = 60 * (1 + usize::try_from(seed % 7).expect("small"));
    let parameters = Parameters { seed, currencies, orders: orders_count, sd: 0.01, mv: 0.02 };
    let (official, drawn) = generate(&parameters);
    let mut random = SplitMix::new(seed ^ 0xABCD);
    let mut terms: Vec<Terms> = official.iter().map(|rate| Terms::free(*rate)).collect();
    let mut sold = vec![0_u64; currencies];
    for order in &drawn {
        sold[order.0] += order.2;
    }
    for (terms, sold) in terms.iter_mut().zip(&sold) {
        match random.bits() % 4 {
            0 => {
                let parts = u32::try_from(random.bits() % 20_000).expect("small");
                terms.band = Some(Band(2000 + parts));
            }
            1 => terms.quota = Some(1 + sold / (2 + random.bits() % 8)),
            2 if random.unit() < 0.2 => terms.presence = Presence::Halted,
            _ => {}
        }
    }
    problem(terms, &drawn)
}

/// Of the books with seeds 1 to 120, those that the baseline leaves partial: a quota beside a band
/// can make what is sold jump from one share to the next, and then no share uses the quota up.
const PARTIAL: [u64; 10] = [17, 41, 45, 50, 71, 72, 74, 78, 81, 108];

#[test]
fn generated_books_under_random_constraints_are_solved_and_say_where_not_fully() {
    let mut bound = [0; 3];
    let mut partial = Vec::new();
    for seed in 1..=120 {
        let problem = constrained(seed);
        let outcome = baseline(&problem);
        check(&problem, &outcome).unwrap_or_else(|why| panic!("seed {seed}: {why:?}"));
        if outcome.standing == Standing::Partial {
            partial.push(seed);
        }
        for what in &outcome.bounds {
            match what {
                Bound::Band(..) => bound[0] += 1,
                Bound::Quota(_) => bound[1] += 1,
                Bound::Halted(_) | Bound::SwitchedOff(..) => bound[2] += 1,
            }
        }
    }
    assert_eq!(partial, PARTIAL, "{bound:?}");
    assert!(bound.iter().all(|times| *times > 20), "{bound:?}");
}

#[test]
fn the_thorough_search_finishes_what_the_baseline_leaves_partial() {
    // A debug build takes a few of them.
    let seeds = if cfg!(debug_assertions) { &PARTIAL[3..6] } else { &PARTIAL[..] };
    let mut left = Vec::new();
    for seed in seeds {
        let problem = constrained(*seed);
        let (first, outcome) = (baseline(&problem), thorough(&problem));
        check(&problem, &outcome).unwrap_or_else(|why| panic!("seed {seed}: {why:?}"));
        assert!(outcome >= first, "seed {seed}");
        if outcome.standing == Standing::Partial {
            left.push(*seed);
        }
    }
    // Ten before; of the ten, one stays: its prices cannot be told at the share where the cut jumps.
    assert!(left.is_empty() || left == [78], "{left:?}");
}

#[test]
fn where_the_cut_jumps_no_share_alone_uses_the_quota_up() {
    // Seed 50, currency 2: the two shares next to each other, as rounds without the quota.
    let problem = constrained(50);
    let outcome = thorough(&problem);
    assert_eq!(check(&problem, &outcome).map(|_| outcome.standing), Ok(Standing::Equilibrium));
    let quota = problem.terms()[2].quota.expect("it has one");
    let sold_at = |share: Share| {
        let admit = |order: &Order| Order { amount: share.of(order.amount), ..*order };
        let is_it = |order: &&Order| order.sell == currency(2);
        let others = problem.orders().iter().filter(|order| !is_it(order)).copied();
        let admitted = problem.orders().iter().filter(is_it).map(admit);
        let orders: Vec<Order> = others.chain(admitted.filter(|order| order.amount > 0)).collect();
        let terms = problem.terms().iter().map(|terms| Terms { quota: None, ..*terms }).collect();
        let free = Problem::new(terms, &[], orders).expect("well formed");
        let outcome = accepted(&free);
        let fills = free.orders().iter().zip(&outcome.fills);
        fills.filter(|(order, _)| is_it(order)).map(|(_, fill)| fill.sold).sum::<u64>()
    };
    let (mut low, mut high) = (0, Share::WHOLE.0);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if sold_at(Share(middle)) <= quota { low = middle } else { high = middle }
    }
    let (below, above) = (sold_at(Share(low)), sold_at(Share(high)));
    assert!(below < quota - quota / 4 && above > quota + quota / 4, "{below} {quota} {above}");
    let fills = problem.orders().iter().zip(&outcome.fills);
    let sold: u64 =
        fills.filter(|(order, _)| order.sell == currency(2)).map(|(_, fill)| fill.sold).sum();
    assert!(sold <= quota && sold >= quota - quota / 500, "{sold} {quota}");
}
