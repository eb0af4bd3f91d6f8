//! Claims about rounds, on books small enough to work out by hand and on generated ones.
mod common;

use auction::{
    Currency, Fill, Flaw, Limit, Order, Outcome, Prices, Problem, Share, Standing, Terms,
    Violation, baseline, better, check,
};
use common::gen_p4::Drawn;
use common::{Parameters, currency, digest, free, generated, orders, pairs};

/// CNY, INR and RUB; no two orders cross directly, and the RUB order is filled in part.
const RING: [Drawn; 5] = [
    (0, 1, 100_000, 115, 10),
    (1, 2, 1_200_000, 110, 100),
    (2, 0, 1_500_000, 75, 1000),
    (1, 0, 500_000, 100, 1000),
    (0, 2, 20_000, 135, 10),
];

fn ring() -> (Problem, Outcome) {
    let problem = free(&[1200, 100, 90], &RING);
    let outcome = baseline(&problem);
    (problem, outcome)
}

fn accepted(problem: &Problem) -> Outcome {
    let outcome = baseline(problem);
    assert_eq!(check(problem, &outcome).map(|_| outcome.standing), Ok(Standing::Equilibrium));
    outcome
}

#[test]
fn a_ring_without_a_common_currency_clears_exactly() {
    let (problem, outcome) = ring();
    assert_eq!(outcome.standing, Standing::Equilibrium);
    assert_eq!(outcome.prices.ratio(1, 0), (1, 12));
    assert_eq!(outcome.prices.ratio(2, 0), (3, 40));
    let fills = [(100_000, 1_200_000), (1_200_000, 1_333_333), (1_333_333, 99_999), (0, 0), (0, 0)];
    assert_eq!(pairs(&outcome), fills);
    let report = check(&problem, &outcome).expect("accepted");
    assert_eq!((report.residue.as_slice(), report.filled), ([1, 0, 0].as_slice(), 3));
}

#[test]
fn the_official_rates_from_which_the_search_starts_do_not_change_prices_that_trade() {
    let (_, near) = ring();
    for official in [[1, 1, 1], [1 << 50, 1, 7], [3, 1 << 40, 1]] {
        let far = accepted(&free(&official, &RING));
        assert_eq!((&far.prices, pairs(&far)), (&near.prices, pairs(&near)), "{official:?}");
    }
}

/// Amounts of banks are whole, so the same rate comes with another last digit from each of them.
#[test]
fn limits_that_differ_in_the_tenth_digit_are_told_apart() {
    for apart in [10, 2, 1, 1_000] {
        let book = [
            (0, 1, 1_000_000_000, 10_000_000_000, 100_000_000_000 + apart),
            (0, 1, 1_500_000_000, 1, 10),
            (1, 0, 200_000_000, 9, 1),
        ];
        let outcome = accepted(&free(&[1, 1], &book));
        // Who asks less sells all, the other what is left, both at the limit of the other.
        let fills = [(1_000_000_000, 100_000_000), (1_000_000_000, 100_000_000)];
        assert_eq!(pairs(&outcome)[..2], fills, "{apart}");
        assert_eq!(pairs(&outcome)[2], (200_000_000, 2_000_000_000), "{apart}");
    }
}

#[test]
fn nothing_trades_at_the_official_rates_where_no_order_meets_another() {
    let problem = free(&[300, 200, 700], &[(0, 1, 50, 2, 1), (1, 0, 50, 2, 1)]);
    let outcome = accepted(&problem);
    assert_eq!(pairs(&outcome), [(0, 0), (0, 0)]);
    assert_eq!(outcome.prices.ratio(0, 1), (3, 2));
    assert_eq!(outcome.prices.ratio(2, 1), (7, 2));
}

#[test]
fn a_price_set_by_amounts_is_exact() {
    let outcome = accepted(&free(&[1, 1], &[(0, 1, 30_000, 1, 1), (1, 0, 70_000, 1, 4)]));
    assert_eq!(outcome.prices.ratio(0, 1), (7, 3));
    assert_eq!(pairs(&outcome), [(30_000, 70_000), (70_000, 30_000)]);
}

#[test]
fn a_lone_buyer_and_a_lone_seller_beside_a_market_leave_it_alone() {
    let mut drawn = RING.to_vec();
    drawn.push((3, 0, 1000, 1, 1_000_000));
    drawn.push((0, 4, 1000, 1, 1_000_000));
    let outcome = accepted(&free(&[1200, 100, 90, 50, 50], &drawn));
    let (_, alone) = ring();
    assert_eq!(pairs(&outcome)[..5], pairs(&alone)[..]);
    assert_eq!(pairs(&outcome)[5..], [(0, 0), (0, 0)]);
}

#[test]
fn an_empty_round_is_an_equilibrium() {
    assert_eq!(accepted(&free(&[5, 9], &[])).prices.ratio(0, 1), (5, 9));
    assert_eq!(accepted(&free(&[], &[])).fills, []);
}

#[test]
fn orders_at_one_limit_share_whoever_came_first() {
    let drawn = [(0, 1, 500, 2, 1), (0, 1, 300, 4, 2), (0, 1, 200, 6, 3), (1, 0, 999, 1, 3)];
    let outcome = accepted(&free(&[2, 1], &drawn));
    assert_eq!(outcome.prices.ratio(0, 1), (2, 1));
    let sold: Vec<u64> = outcome.fills.iter().map(|fill| fill.sold).collect();
    assert_eq!(sold, [249, 150, 100, 999]);
}

#[test]
fn where_fills_may_vary_most_is_traded() {
    let outcome = accepted(&free(&[2, 1], &[(0, 1, 500, 2, 1), (1, 0, 900, 1, 2)]));
    assert_eq!(pairs(&outcome), [(450, 900), (900, 450)]);
}

#[test]
fn the_places_of_orders_do_not_change_prices_or_fills() {
    for seed in 1..=20 {
        let problem =
            generated(&Parameters { seed, currencies: 8, orders: 80, sd: 0.01, mv: 0.02 });
        let outcome = accepted(&problem);
        let mut turned = problem.orders().to_vec();
        turned.rotate_left(29);
        turned.swap(3, 40);
        let turned = Problem::new(problem.terms().to_vec(), &[], turned).expect("well formed");
        let again = accepted(&turned);
        assert_eq!(again.prices, outcome.prices, "seed {seed}");
        for (order, fill) in turned.orders().iter().zip(&again.fills) {
            let number = usize::try_from(order.number).expect("small");
            assert_eq!(*fill, outcome.fills[number], "seed {seed}");
        }
    }
}

#[test]
fn the_direct_rate_is_the_indirect_rate() {
    let prices = ring().1.prices;
    for (one, way, other) in [(0, 1, 2), (1, 0, 2), (2, 1, 0)] {
        let (there, from) = prices.ratio(one, way);
        let (on, back) = prices.ratio(way, other);
        let (direct, of) = prices.ratio(one, other);
        assert_eq!(there * on * of, from * back * direct);
    }
}

#[test]
fn generated_books_merged_trade_more_than_apart() {
    // Over many books and not for each one: two books that clear at two prices may trade more in
    // number than one at the price between, with less gained.
    let (mut merged, mut apart, mut less) = (0, 0, 0);
    for seed in 1..=40 {
        let parameters = Parameters { seed, currencies: 10, orders: 200, sd: 0.004, mv: 0.01 };
        let whole = generated(&parameters);
        let part = |keep: u64| {
            let orders = whole.orders().iter().filter(|order| order.number % 2 == keep).copied();
            Problem::new(whole.terms().to_vec(), &[], orders.collect()).expect("well formed")
        };
        let (one, two) = (accepted(&part(0)).value, accepted(&part(1)).value);
        let both = accepted(&whole).value;
        merged += both;
        apart += one + two;
        less += usize::from(both < one + two);
    }
    assert!(merged > apart && less <= 6, "{merged} {apart} {less}");
}

#[test]
fn a_fill_off_by_a_unit_is_refused() {
    let (problem, outcome) = ring();
    for at in 0..RING.len() {
        for (sold, received) in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)] {
            let mut cheat = outcome.clone();
            let Some(off) = moved(cheat.fills[at], sold, received) else { continue };
            cheat.fills[at] = off;
            let refused = check(&problem, &cheat);
            assert!(refused.is_err(), "order {at}: {off:?}");
        }
    }
    let mut cheat = outcome.clone();
    cheat.fills[1].received += 1;
    assert_eq!(check(&problem, &cheat), Err(Violation::OffPrice(1)));
    let mut cheat = outcome.clone();
    cheat.fills[2].sold -= 1;
    cheat.value -= 90;
    assert_eq!(check(&problem, &cheat), Err(Violation::Residue(currency(2))));
    let mut cheat = outcome;
    cheat.fills[0].sold += 1;
    assert_eq!(check(&problem, &cheat), Err(Violation::Oversold(0)));
}

/// What is left over at exact prices is less than a unit for each order that receives; a price that
/// is a long number stands for a longer one, and lets a unit more be left over and lack.
#[test]
fn a_unit_that_exact_prices_do_not_explain_is_explained_by_rounded_ones() {
    // Both orders are at their limit and sell all; of the first currency 10 are sold and 9 bought.
    let problem = free(&[1, 1], &[(0, 1, 10, 1, 1), (1, 0, 9, 1, 1)]);
    let fill = |amount| Fill { sold: amount, received: amount };
    let at = |price: u128| Outcome {
        standing: Standing::Equilibrium,
        value: 19,
        fills: vec![fill(10), fill(9)],
        prices: Prices(vec![price, price]),
        shares: vec![Share::WHOLE; 2],
        bounds: Vec::new(),
    };
    for exact in [1, (1 << 96) - 1] {
        let refused = Err(Violation::Residue(currency(0)));
        assert_eq!(check(&problem, &at(exact)).map(|_| ()), refused, "{exact}");
    }
    let report = check(&problem, &at(1 << 96)).expect("it may be a rounded price");
    assert_eq!(report.residue, [1, -1]);
}

fn moved(fill: Fill, sold: i64, received: i64) -> Option<Fill> {
    let sold = fill.sold.checked_add_signed(sold)?;
    Some(Fill { sold, received: fill.received.checked_add_signed(received)? })
}

#[test]
fn fills_at_two_price_vectors_are_refused() {
    // Each leg at a rate its owner accepts, but going round pays: 12 x 1.1 x 0.08 is above one.
    let (problem, mut outcome) = ring();
    outcome.fills[1].received = 1_320_000;
    assert_eq!(check(&problem, &outcome), Err(Violation::OffPrice(1)));
    let (_, mut outcome) = ring();
    outcome.prices.0[1] += 1;
    assert!(check(&problem, &outcome).is_err());
}

#[test]
fn a_fill_below_its_limit_is_refused() {
    let (problem, mut outcome) = ring();
    outcome.fills[3] = Fill { sold: 12, received: 1 };
    assert_eq!(check(&problem, &outcome), Err(Violation::BelowLimit(3)));
}

#[test]
fn an_order_better_than_its_limit_left_out_is_refused() {
    let (problem, mut outcome) = ring();
    outcome.fills = vec![Fill::default(); 5];
    outcome.value = 0;
    assert_eq!(check(&problem, &outcome), Err(Violation::LeftUnfilled(0)));
    outcome.standing = Standing::Partial;
    assert!(check(&problem, &outcome).is_ok());
    assert!(better(&ring().1, &outcome) && !better(&outcome, &ring().1));
}

#[test]
fn an_unequal_part_is_refused() {
    let drawn = [(0, 1, 500, 2, 1), (0, 1, 500, 2, 1), (1, 0, 800, 1, 3)];
    let problem = free(&[2, 1], &drawn);
    let mut outcome = accepted(&problem);
    outcome.fills[0] = Fill { sold: 201, received: 402 };
    outcome.fills[1] = Fill { sold: 199, received: 398 };
    assert_eq!(check(&problem, &outcome), Err(Violation::Unequal(0)));
}

#[test]
fn a_value_overstated_is_refused() {
    let (problem, mut outcome) = ring();
    outcome.value += 1;
    assert_eq!(check(&problem, &outcome), Err(Violation::Value));
}

#[test]
fn bounds_not_told_or_made_up_are_refused() {
    let (problem, mut outcome) = ring();
    outcome.bounds.push(auction::Bound::Quota(currency(0)));
    assert_eq!(check(&problem, &outcome), Err(Violation::Bounds));
}

#[test]
fn outcomes_of_another_shape_and_prices_of_nothing_are_refused() {
    let (problem, outcome) = ring();
    let mut short = outcome.clone();
    short.fills.pop();
    assert_eq!(check(&problem, &short), Err(Violation::Shape));
    let mut free = outcome;
    free.prices.0[2] = 0;
    assert_eq!(check(&problem, &free), Err(Violation::Price(currency(2))));
}

#[test]
fn what_is_not_well_formed_is_no_problem() {
    let terms = vec![Terms::free(1); 2];
    let of = |drawn: Drawn| Problem::new(terms.clone(), &[], orders(&[drawn])).err();
    assert_eq!(of((0, 2, 1, 1, 1)), Some(Flaw::UnknownCurrency(0)));
    assert_eq!(of((1, 1, 1, 1, 1)), Some(Flaw::SameCurrency(0)));
    assert_eq!(of((0, 1, 0, 1, 1)), Some(Flaw::NoAmount(0)));
    assert_eq!(of((0, 1, 1, 1, 0)), Some(Flaw::NoLimit(0)));
    assert_eq!(of((0, 1, auction::MOST_OFFERED + 1, 1, 1)), Some(Flaw::TooMuch(currency(0))));
    let flaw = Problem::new(vec![Terms::free(0)], &[], Vec::new()).err();
    assert_eq!(flaw, Some(Flaw::OfficialRate(currency(0))));
    assert_eq!(Currency::new(auction::MOST_CURRENCIES), None);
}

#[test]
fn the_largest_amounts_and_the_oddest_limits_are_cleared() {
    let most = auction::MOST_OFFERED;
    let drawn = [(0, 1, most, u64::MAX - 1, u64::MAX), (1, 0, most, u64::MAX, u64::MAX)];
    let outcome = accepted(&free(&[1, 1], &drawn));
    assert_eq!(outcome.fills[0].sold, most);
    let tiny = [(0, 1, 1, 1, u64::MAX), (1, 0, most, 1, u64::MAX)];
    let outcome = accepted(&free(&[1, 1], &tiny));
    assert_eq!(pairs(&outcome), [(1, most), (most, 1)]);
}

#[test]
fn the_same_book_comes_out_the_same_in_every_build() {
    // Run in debug and in release; the figures were written down once.
    let parameters = Parameters { seed: 7, currencies: 12, orders: 300, sd: 0.01, mv: 0.02 };
    let outcome = accepted(&generated(&parameters));
    let prices = outcome.prices.0.iter().flat_map(|price| price.to_le_bytes());
    let fills = outcome.fills.iter().flat_map(|fill| [fill.sold, fill.received]);
    let fills = fills.flat_map(u64::to_le_bytes);
    assert_eq!(digest(prices.chain(fills)), PINNED);
}

const PINNED: u64 = 1_412_550_542_841_925_257;

#[test]
fn the_generator_is_the_one_that_is_described() {
    let problem =
        generated(&Parameters { seed: 1, currencies: 45, orders: 1000, sd: 0.004, mv: 0.01 });
    let order = |order: &Order| {
        let Limit { num, den } = order.limit;
        let ends =
            [order.sell.index(), order.buy.index()].map(|at| u64::try_from(at).expect("small"));
        [ends[0], ends[1], order.amount, num, den]
    };
    let rates = problem.terms().iter().map(|terms| terms.official);
    let numbers = rates.chain(problem.orders().iter().flat_map(order));
    assert_eq!(digest(numbers.flat_map(u64::to_le_bytes)), GENERATED);
}

const GENERATED: u64 = 16_995_340_307_782_993_061;
