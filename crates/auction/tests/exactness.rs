//! What is promised of every round, judged by a second, plain reading of the rules.
//!
//! Nothing of the crate's own check is used here: prices, limits, fills and residues are added up
//! anew, with whole numbers long enough for every product.
mod common;

use auction::{
    Band, Edition, Fill, Order, Outcome, Presence, Problem, Standing, Terms, Violation, baseline,
    check, thorough,
};
use common::gen_p4::Drawn;
use common::random::SplitMix;
use common::{Parameters, currency, free, generate, orders, pairs};
use ethnum::U256;

/// How many books of each kind; a debug build takes fewer.
const BOOKS: u64 = if cfg!(debug_assertions) { 60 } else { 1_500 };

fn up_to(random: &mut SplitMix, most: u64) -> u64 {
    1 + random.bits() % most
}

/// A book of a few orders of any size, from one minor unit on, at small prices.
fn drawn(random: &mut SplitMix) -> (Vec<u64>, Vec<Drawn>) {
    let currencies = 2 + usize::try_from(random.bits() % 4).expect("small");
    let official: Vec<u64> = (0..currencies).map(|_| up_to(random, 200)).collect();
    let largest = [3, 50, 2_000, 1_000_000][usize::try_from(random.bits() % 4).expect("small")];
    let mut book = Vec::new();
    for _ in 0..up_to(random, 14) {
        let count = u64::try_from(currencies).expect("small");
        let sell = usize::try_from(random.bits() % count).expect("small");
        let on = 1 + usize::try_from(random.bits() % (count - 1)).expect("small");
        let buy = (sell + on) % currencies;
        // Around the official rate, by up to a tenth.
        let num = official[sell] * (90 + random.bits() % 21);
        book.push((sell, buy, up_to(random, largest), num, official[buy] * 100));
    }
    (official, book)
}

/// The same under bands, quotas and halts.
fn constrained(random: &mut SplitMix, official: &[u64], book: &[Drawn]) -> Problem {
    let mut terms: Vec<Terms> = official.iter().map(|rate| Terms::free(*rate)).collect();
    for (at, terms) in terms.iter_mut().enumerate() {
        let sold: u64 = book.iter().filter(|order| order.0 == at).map(|order| order.2).sum();
        match random.bits() % 5 {
            0 => terms.band = Some(Band(u32::try_from(random.bits() % 50_000).expect("small"))),
            1 => terms.quota = Some(sold / (1 + random.bits() % 4)),
            2 if random.unit() < 0.3 => terms.presence = Presence::Halted,
            _ => {}
        }
    }
    Problem::new(terms, &[], orders(book)).expect("well formed")
}

/// The worth of an amount at a price.
fn worth(amount: u64, price: u128) -> U256 {
    U256::from(amount) * U256::from(price)
}

/// Whether the price is below the limit, and whether it is above, by more than one part in 2^64.
fn stands(order: &Order, outcome: &Outcome) -> (bool, bool) {
    let price = worth(order.limit.den, outcome.prices.0[order.sell.index()]);
    let limit = worth(order.limit.num, outcome.prices.0[order.buy.index()]);
    let apart = price.max(limit) - price.min(limit);
    let level = apart <= price >> 64;
    (!level && price < limit, !level && price > limit)
}

/// What one order is promised, whatever the others do.
fn judge_fill(order: &Order, fill: &Fill, outcome: &Outcome, book: &str) {
    let (sold, bought) =
        (outcome.prices.0[order.sell.index()], outcome.prices.0[order.buy.index()]);
    let (below, _) = stands(order, outcome);
    assert!(fill.sold <= order.amount, "{book}: more than it offers");
    assert!(!below || *fill == Fill::default(), "{book}: filled below its limit");
    assert!(fill.sold == 0 || fill.received > 0, "{book}: gives for nothing");
    assert!(fill.received == 0 || fill.sold > 0, "{book}: gets for nothing");
    // The one price, and the limit, each to less than one unit of what is received.
    let given = worth(fill.sold, sold);
    let slack = given >> 63; // the price may stand a trifle below a limit that is level with it
    assert!(worth(fill.received, bought) <= given + slack, "{book}: more than the price");
    assert!(worth(fill.received + 1, bought) > given, "{book}: less than the price");
    let asked = worth(fill.sold, u128::from(order.limit.num));
    let got = worth(fill.received + 1, u128::from(order.limit.den));
    assert!(got > asked, "{book}: less than its limit, rounded down");
}

/// What all are promised together; `whole` says whether everything better than its limit fills.
fn judge(problem: &Problem, outcome: &Outcome, whole: bool, book: &str) {
    let count = problem.count();
    let (mut sold, mut received) = (vec![0_i128; count], vec![0_i128; count]);
    let mut pairs_sold = vec![false; count * count];
    for (order, fill) in problem.orders().iter().zip(&outcome.fills) {
        let (sell, buy) = (order.sell.index(), order.buy.index());
        judge_fill(order, fill, outcome, book);
        let (_, above) = stands(order, outcome);
        let all = worth(order.amount, outcome.prices.0[sell]);
        let brings = all >= U256::from(outcome.prices.0[buy]);
        if whole && above && brings {
            assert_eq!(fill.sold, order.amount, "{book}: better than its limit and not filled");
        }
        sold[sell] += i128::from(fill.sold);
        received[buy] += i128::from(fill.received);
        pairs_sold[sell * count + buy] |= fill.sold > 0;
    }
    // No arbitrage: of any three currencies the way round is worth what the direct one is.
    for (one, way, other) in (0..count).flat_map(|one| {
        (0..count).flat_map(move |way| (0..count).map(move |other| (one, way, other)))
    }) {
        let [(a, b), (c, d), (e, f)] = [(one, way), (way, other), (other, one)]
            .map(|(sold, bought)| outcome.prices.ratio(sold, bought));
        let [a, b, c, d, e, f] = [a, b, c, d, e, f].map(U256::from);
        if a.max(b).max(c).max(d).max(e).max(f) < U256::from(1_u128 << 80) {
            assert_eq!(a * c * e, b * d * f, "{book}: a ring of rates that pays");
        }
    }
    let filled = outcome.fills.iter().filter(|fill| fill.sold > 0).count();
    let sellers = |at: usize| (0..count).filter(|buy| pairs_sold[at * count + buy]).count();
    // Rounded prices are near 2^126; what is cut here is less than a trifle of any.
    let shift = if outcome.prices.is_rounded() { 40 } else { 0 };
    let mut all = 0_i128;
    for at in 0..count {
        let residue = sold[at] - received[at];
        // What a pair sells is rounded down, so less than a unit may lack for each that sells.
        let least = i128::try_from(sellers(at)).expect("small");
        assert!(residue > -least.max(1), "{book}: {residue} of currency {at} lack");
        let price = i128::try_from(outcome.prices.0[at] >> shift).expect("small");
        all = all.saturating_add(residue.saturating_mul(price));
    }
    // In value, each fill and each pair leaves less than one unit of the dearest currency.
    let dearest = outcome.prices.0.iter().max().copied().unwrap_or(1);
    let dearest = i128::try_from(dearest >> shift).expect("small");
    let most = i128::try_from(filled + count * count + 1).expect("small");
    assert!(all < dearest.saturating_mul(most), "{book}: {all} left over");
}

#[test]
fn every_round_keeps_its_promises() {
    let mut random = SplitMix::new(20_261_126);
    for book in 0..BOOKS {
        let (official, drawn) = drawn(&mut random);
        let problem = free(&official, &drawn);
        let outcome = baseline(&problem);
        let name = format!("book {book}: {official:?} {drawn:?} {:?}", pairs(&outcome));
        assert!(check(&problem, &outcome).is_ok(), "{name}: {:?}", check(&problem, &outcome));
        judge(&problem, &outcome, outcome.standing == Standing::Equilibrium, &name);
    }
}

#[test]
fn rounds_under_constraints_keep_them_too_and_partial_ones_wrong_nobody() {
    let mut random = SplitMix::new(7);
    for book in 0..BOOKS {
        let (official, drawn) = drawn(&mut random);
        let problem = constrained(&mut random, &official, &drawn);
        for outcome in [baseline(&problem), thorough(&problem)] {
            let name = format!("book {book}: {:?} {drawn:?}", problem.terms());
            assert!(check(&problem, &outcome).is_ok(), "{name}: {:?}", check(&problem, &outcome));
            judge(&problem, &outcome, false, &name);
            for (at, terms) in problem.terms().iter().enumerate() {
                let fills = problem.orders().iter().zip(&outcome.fills);
                let sold: u64 =
                    fills.filter(|(o, _)| o.sell.index() == at).map(|(_, fill)| fill.sold).sum();
                assert!(sold <= terms.quota.unwrap_or(u64::MAX), "{name}: quota");
                let halted = terms.presence == Presence::Halted;
                assert!(!halted || sold == 0, "{name}: halted");
            }
        }
    }
}

#[test]
fn whoever_comes_first_gets_the_same() {
    let mut random = SplitMix::new(11);
    for book in 0..BOOKS {
        let (official, drawn) = drawn(&mut random);
        let problem = constrained(&mut random, &official, &drawn);
        let outcome = baseline(&problem);
        let mut turned = problem.orders().to_vec();
        for at in (1..turned.len()).rev() {
            let most = u64::try_from(at).expect("small");
            turned.swap(at, usize::try_from(random.bits() % (most + 1)).expect("small"));
        }
        let turned = Problem::new(problem.terms().to_vec(), &[], turned).expect("the same, turned");
        let again = baseline(&turned);
        let name = format!("book {book}: {:?} {drawn:?}", problem.terms());
        assert_eq!(again.prices, outcome.prices, "{name}");
        for (order, fill) in turned.orders().iter().zip(&again.fills) {
            let place = usize::try_from(order.number).expect("small");
            assert_eq!(*fill, outcome.fills[place], "{name}");
        }
    }
}

/// 12 of the second for one of the first; the third order offers less than the worth of one.
const SMALL: [Drawn; 3] = [(0, 1, 1_000, 12, 1), (1, 0, 20_000, 1, 12), (1, 0, 5, 1, 20)];

#[test]
fn nobody_gives_for_nothing_from_the_second_edition_on() {
    let problem = free(&[12, 1], &SMALL);
    let outcome = baseline(&problem);
    assert_eq!(outcome.standing, Standing::Equilibrium);
    assert_eq!(pairs(&outcome), [(1_000, 12_000), (12_000, 1_000), (0, 0)]);
    let first = problem.clone().in_edition(Edition::First);
    let before = baseline(&first);
    assert_eq!(before.fills[2], Fill { sold: 5, received: 0 });
    assert!(check(&first, &before).is_ok());
    assert_eq!(check(&problem, &before), Err(Violation::ForNothing(2)));
}

#[test]
fn of_those_who_share_one_whose_part_brings_nothing_is_left_out() {
    // At one for twelve, 600 of 1,000 offered are sold; a tenth of a unit's worth shares in vain.
    let book = [(0, 1, 50, 12, 1), (1, 0, 985, 1, 12), (1, 0, 15, 1, 12)];
    let problem = free(&[12, 1], &book);
    let outcome = baseline(&problem);
    assert_eq!(pairs(&outcome), [(50, 600), (600, 50), (0, 0)]);
    assert_eq!(check(&problem, &outcome).map(|report| report.residue), Ok(vec![0, 0]));
    let mut unlike = outcome;
    unlike.fills[1] = Fill { sold: 588, received: 49 };
    unlike.fills[2] = Fill { sold: 12, received: 1 };
    assert_eq!(check(&problem, &unlike), Err(Violation::Unequal(1)));
}

#[test]
fn a_partial_answer_shares_alike() {
    let book = [(0, 1, 100, 1, 1), (1, 0, 100, 1, 1), (1, 0, 100, 1, 1)];
    let problem = free(&[1, 1], &book);
    let mut outcome = baseline(&problem);
    assert_eq!(pairs(&outcome), [(100, 100), (50, 50), (50, 50)]);
    outcome.standing = Standing::Partial;
    assert!(check(&problem, &outcome).is_ok());
    outcome.fills[1] = Fill { sold: 60, received: 60 };
    outcome.fills[2] = Fill { sold: 40, received: 40 };
    assert_eq!(check(&problem, &outcome), Err(Violation::Unequal(1)));
    let first = problem.in_edition(Edition::First);
    assert!(check(&first, &outcome).is_ok());
}

#[test]
fn generated_thin_books_come_out_the_same_in_both_editions_where_no_order_is_tiny() {
    for seed in 1..=20 {
        let parameters = Parameters { seed, currencies: 10, orders: 100, sd: 0.01, mv: 0.02 };
        let (official, drawn) = generate(&parameters);
        let problem = free(&official, &drawn);
        let outcome = baseline(&problem);
        let first = baseline(&problem.clone().in_edition(Edition::First));
        if first.fills.iter().all(|fill| fill.sold == 0 || fill.received > 0) {
            assert_eq!(first, outcome, "seed {seed}");
        }
        assert!(outcome.bounds.is_empty() && problem.trades(currency(0), currency(1)));
    }
}
