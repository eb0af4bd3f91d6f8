//! The largest circulation, against two slow ways to see that nothing larger exists.
use netting::obligations::{Book, Measure, Money, Obligation, Party, Room};
use solvers::circulation::clear;
use solvers::generate::{Recipe, SplitMix, offsetting};

fn random(seed: u64) -> Book {
    let mut random = SplitMix::new(seed);
    let mut pick = |count: usize| random.below(count);
    let (banks, currencies) = (2 + pick(5), 1 + pick(3));
    let rates = (0..currencies).map(|_| 1 + pick(20) as u128).collect();
    let obligation = |_| {
        let from = pick(banks);
        let to = (from + 1 + pick(banks - 1)) % banks;
        Obligation {
            debtor: Party(from as u32),
            creditor: Party(to as u32),
            currency: Money(pick(currencies) as u32),
            amount: 1 + pick(50) as u128,
        }
    };
    let count = 1 + seed as usize % 25;
    Book { rates, obligations: (0..count).map(obligation).collect() }
}

/// Whether some cycle of parts not cleared (and cleared ones given back) would clear more: a
/// cycle with a positive sum in the residual graph, found as Bellman and Ford do.
fn can_grow(book: &Book, measure: Measure, parts: &[u128], currency: Option<Money>) -> bool {
    let mut arcs: Vec<(usize, usize, i64)> = Vec::new();
    for (obligation, part) in book.obligations.iter().zip(parts) {
        if currency.is_some_and(|currency| currency != obligation.currency) {
            continue;
        }
        let (from, to) = (obligation.debtor.0 as usize, obligation.creditor.0 as usize);
        if *part < book.size(obligation, measure).expect("small") {
            arcs.push((from, to, -1));
        }
        if *part > 0 {
            arcs.push((to, from, 1));
        }
    }
    let mut distance = [0_i64; 16];
    for _ in 0..17 {
        let before = distance;
        for (from, to, cost) in &arcs {
            distance[*to] = distance[*to].min(distance[*from] + cost);
        }
        if distance == before {
            return false;
        }
    }
    true
}

#[test]
fn nothing_larger_than_what_clears_exists() {
    for seed in 0..1_000 {
        let book = random(seed);
        let single = clear(&book, Measure::PerCurrency, &Room::new()).unwrap();
        for currency in 0..book.rates.len() {
            let currency = Some(Money(currency as u32));
            assert!(!can_grow(&book, Measure::PerCurrency, &single.parts, currency), "seed {seed}");
        }
        let across = clear(&book, Measure::AcrossCurrencies, &Room::new()).unwrap();
        assert!(!can_grow(&book, Measure::AcrossCurrencies, &across.parts, None), "seed {seed}");
        assert!(across.value >= single.value, "seed {seed}");
        for (measure, cleared) in
            [(Measure::PerCurrency, &single), (Measure::AcrossCurrencies, &across)]
        {
            let judged = book.check(measure, &cleared.parts, &Room::new());
            assert_eq!(judged, Ok(cleared.value), "seed {seed}");
        }
    }
}

#[test]
fn with_everybody_paying_in_what_is_due_all_clears_and_with_a_unit_less_not_all() {
    for seed in 0..300 {
        let book = random(seed);
        let funding = book.funding().unwrap();
        let due = funding.pay_in.iter();
        let mut room: Room =
            due.map(|((party, currency), paid)| ((*party, Some(*currency)), *paid)).collect();
        let all = clear(&book, Measure::PerCurrency, &room).unwrap();
        assert_eq!(all.value, funding.gross, "seed {seed}");
        if let Some(first) = room.values_mut().next() {
            *first -= 1;
            let less = clear(&book, Measure::PerCurrency, &room).unwrap();
            assert!(less.value < funding.gross, "seed {seed}");
        }
    }
}

#[test]
fn parallel_obligations_clear_in_their_order() {
    let owes = |from, to, amount| Obligation {
        debtor: Party(from),
        creditor: Party(to),
        currency: Money(0),
        amount,
    };
    let obligations = vec![owes(0, 1, 5), owes(0, 1, 5), owes(1, 0, 7)];
    let cleared =
        clear(&Book { rates: vec![1], obligations }, Measure::PerCurrency, &Room::new()).unwrap();
    assert_eq!(cleared.parts, [5, 2, 7]);
}

#[test]
fn a_generated_book_clears_the_same_twice_and_more_across_currencies() {
    let recipe = Recipe { seed: 1, banks: 50, currencies: 8, items: 3_000, liquidity: 0.05 };
    let book = offsetting(&recipe).obligations();
    let run = |measure| clear(&book, measure, &Room::new()).unwrap();
    let (single, across) = (run(Measure::PerCurrency), run(Measure::AcrossCurrencies));
    assert_eq!(single, run(Measure::PerCurrency));
    assert!(across.value > single.value);
}

#[test]
fn what_peels_off_is_no_more_than_the_largest_circulation_and_that_no_more_than_the_bound() {
    for seed in 0..1_000 {
        let book = random(seed);
        for measure in [Measure::PerCurrency, Measure::AcrossCurrencies] {
            let peeled = book.circulation(measure).unwrap();
            let best = clear(&book, measure, &Room::new()).unwrap();
            let judged = book.check(measure, &peeled.parts, &Room::new());
            assert_eq!(judged, Ok(peeled.value), "seed {seed}");
            let rising = [peeled.pairs, peeled.value, best.value, peeled.bound];
            assert!(rising.is_sorted(), "seed {seed}: {rising:?}");
            // Not a single ring is left in what was not peeled off.
            let rest: Vec<Obligation> = book
                .obligations
                .iter()
                .zip(&peeled.parts)
                .map(|(o, part)| {
                    let amount = book.size(o, measure).unwrap() - part;
                    let currency =
                        if measure == Measure::PerCurrency { o.currency } else { Money(0) };
                    Obligation { amount, currency, ..*o }
                })
                .collect();
            let rates = book.rates.iter().map(|_| 1).collect();
            let rest = Book { rates, obligations: rest };
            let left = clear(&rest, Measure::PerCurrency, &Room::new()).unwrap();
            assert_eq!(left.value, 0, "seed {seed}");
        }
    }
}

#[test]
fn peeling_a_generated_book_is_near_the_largest_circulation() {
    let recipe = Recipe { seed: 1, banks: 50, currencies: 8, items: 3_000, liquidity: 0.05 };
    let book = offsetting(&recipe).obligations();
    for measure in [Measure::PerCurrency, Measure::AcrossCurrencies] {
        let peeled = book.circulation(measure).unwrap();
        let best = clear(&book, measure, &Room::new()).unwrap();
        let percent = |value: u128| value * 100 / book.funding().unwrap().gross;
        let shares = [peeled.pairs, peeled.value, best.value, peeled.bound].map(percent);
        println!("{measure:?}: {shares:?} percent of all");
        assert!(peeled.value * 2 > best.value);
    }
}
