//! Corridors by hand, by force and by chance: no scenario, since a report changes no state.
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use solvers::corridor::{Basis, Country, Money, Paid, Period, Report, Ring, Side, report};

const INDIA: Country = Country(0);
const RUSSIA: Country = Country(1);
const VIETNAM: Country = Country(2);
const RUPEE: Money = Money(0);
const ROUBLE: Money = Money(1);
/// A currency without decimals.
const DONG: Money = Money(2);

fn paid(amount: u128, value: u128) -> Paid {
    Paid { amount, value, unsettled: 0 }
}

/// The example of `docs/concepts/corridors.md`: values in units, amounts in minor units at 90
/// rupees, 80 roubles and 25 000 dong a unit.
fn example() -> Period {
    Period {
        paid: BTreeMap::from([
            ((INDIA, RUSSIA, RUPEE), paid(540_000, 60)),
            ((RUSSIA, INDIA, RUPEE), paid(27_000, 3)),
            ((RUSSIA, INDIA, ROUBLE), paid(16_000, 2)),
            ((RUSSIA, VIETNAM, ROUBLE), paid(80_000, 10)),
            ((VIETNAM, INDIA, DONG), paid(200_000, 8)),
        ]),
        homes: BTreeMap::from([(RUPEE, INDIA), (ROUBLE, RUSSIA), (DONG, VIETNAM)]),
        held: BTreeMap::from([((RUSSIA, RUPEE), 50), ((VIETNAM, ROUBLE), 2)]),
        bids: BTreeMap::from([((VIETNAM, RUPEE), 7)]),
        lines: BTreeMap::from([((INDIA, RUSSIA), 5)]),
        taken: BTreeMap::from([(RUPEE, 50)]),
    }
}

#[test]
fn three_countries_come_to_what_is_computed_by_hand() {
    let report = report(&example()).unwrap();
    let oil = &report.corridors[0];
    assert_eq!((oil.payer, oil.payee), (INDIA, RUSSIA));
    assert_eq!((oil.gross, oil.net), (65, 55));
    // 3 of 60 rupees come back in rupees, 2 more in roubles: twice each leaves the gross flow.
    assert_eq!((oil.in_order.one_currency, oil.in_order.across), (6, 4));
    assert_eq!((oil.alone.one_currency, oil.alone.across), (6, 10));
    // Russia pays Vietnam 10 and Vietnam India 8: no more than 8 comes round.
    assert_eq!((oil.alone.rings, oil.in_order.rings), (8, 8));
    // All that India is owed, each pair netted, is Vietnam's 8.
    assert_eq!((oil.cut.side, oil.cut.countries.as_slice()), (Side::Payer, &[INDIA][..]));
    assert_eq!(oil.cut.leaves, 8);
    assert_eq!(oil.structural, 47);
    // 57 rupees net, 50 held, 7 bid for by others.
    let demand = oil.demands[0];
    assert_eq!((demand.surplus, demand.held, demand.wanted), (57, 50, 7));
    assert_eq!(demand.basis, Basis::Orders);
    assert_eq!((oil.in_order.exchange, oil.in_order.swap_line, oil.in_order.sweep), (7, 5, 35));
    assert_eq!((oil.alone.sweep, oil.rest, demand.taken), (50, 0, Some(50)));
    let ring = Ring { countries: vec![INDIA, RUSSIA, VIETNAM], value: 8 };
    assert_eq!(report.rings, std::slice::from_ref(&ring));
    assert!(ring.has(VIETNAM, INDIA) && !ring.has(INDIA, VIETNAM));
    let positions = [(INDIA, -47), (RUSSIA, 45), (VIETNAM, 2)];
    assert_eq!(report.positions, BTreeMap::from(positions));
    assert_eq!((report.gross, report.least_left, report.largest), (83, 47, 34));
    assert_eq!(report.largest_one_currency, 6);
}

#[test]
fn a_sweep_shelters_no_more_than_the_agent_takes() {
    let swept = |taken: Option<u128>| {
        let mut period = example();
        period.taken = taken.map(|room| (RUPEE, room)).into_iter().collect();
        let oil = report(&period).unwrap().corridors.remove(0);
        (oil.alone.sweep, oil.in_order.sweep, oil.rest, oil.demands[0].taken)
    };
    assert_eq!(swept(Some(20)), (20, 20, 15, Some(20)));
    assert_eq!(swept(Some(0)), (0, 0, 35, Some(0)));
    assert_eq!(swept(None), (0, 0, 35, None));
}

#[test]
fn corridors_share_what_an_agent_takes() {
    let mut period = Period::default();
    period.paid.insert((INDIA, RUSSIA, RUPEE), paid(9, 9));
    period.paid.insert((INDIA, VIETNAM, RUPEE), paid(4, 4));
    period.homes.insert(RUPEE, INDIA);
    period.held = BTreeMap::from([((RUSSIA, RUPEE), 9), ((VIETNAM, RUPEE), 4)]);
    period.taken.insert(RUPEE, 10);
    let report = report(&period).unwrap();
    let swept: Vec<_> = report.corridors.iter().map(|one| one.in_order.sweep).collect();
    assert_eq!(swept, [9, 1]);
    assert_eq!(report.corridors[1].alone.sweep, 4);
}

#[test]
fn a_pair_that_pays_one_way_is_wholly_structural_and_its_cut_is_the_payee() {
    let mut period = Period::default();
    period.paid.insert((INDIA, RUSSIA, RUPEE), paid(9, 9));
    let report = report(&period).unwrap();
    let only = &report.corridors[0];
    assert_eq!((only.structural, only.rest, only.cut.leaves), (9, 9, 0));
    assert_eq!((only.cut.side, only.cut.countries.as_slice()), (Side::Payee, &[RUSSIA][..]));
    assert_eq!(only.demands[0].basis, Basis::Needs);
}

#[test]
fn banks_at_home_do_not_buy_their_own_currency_to_have_it() {
    let mut period = Period::default();
    period.paid.insert((INDIA, RUSSIA, RUPEE), paid(9, 9));
    period.paid.insert((VIETNAM, INDIA, RUPEE), paid(4, 4));
    period.homes.insert(RUPEE, INDIA);
    period.held.insert((RUSSIA, RUPEE), 9);
    let report = report(&period).unwrap();
    // India paid 5 net and needs none; Vietnam had to find 4.
    assert_eq!(report.corridors[0].in_order.exchange, 4);
    assert_eq!(report.corridors[0].demands[0].wanted, 4);
}

#[test]
fn what_comes_in_the_payees_own_currency_is_money_at_home() {
    let mut period = Period::default();
    period.paid.insert((INDIA, RUSSIA, ROUBLE), paid(9, 9));
    period.paid.insert((INDIA, RUSSIA, RUPEE), paid(4, 4));
    period.homes.insert(ROUBLE, RUSSIA);
    period.homes.insert(RUPEE, INDIA);
    period.held.insert((RUSSIA, ROUBLE), 9);
    period.held.insert((RUSSIA, RUPEE), 3);
    period.taken.insert(RUPEE, 9);
    let report = report(&period).unwrap();
    let only = &report.corridors[0];
    assert_eq!((only.structural, only.in_order.home), (13, 9));
    // Roubles are not swept in Russia; of the rupees one was spent.
    assert_eq!((only.in_order.sweep, only.rest), (3, 1));
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut period = Period::default();
    period.paid.insert((INDIA, RUSSIA, RUPEE), paid(1, u128::MAX));
    assert!(report(&period).is_err());
    period.paid.insert((INDIA, RUSSIA, RUPEE), paid(1, i128::MAX.unsigned_abs()));
    period.paid.insert((RUSSIA, INDIA, RUPEE), paid(1, 1));
    assert!(report(&period).is_err());
}

/// Up to five countries, two currencies, everything drawn.
fn any_period() -> impl Strategy<Value = Period> {
    let place = (0_u32..5, 0_u32..2);
    let flow = ((0_u32..5, 0_u32..5, 0_u32..2), 0_u128..9);
    let stock = proptest::collection::vec((place, 0_u128..9), 0..8);
    let lines = proptest::collection::vec(((0_u32..5, 0_u32..5), 0_u128..5), 0..4);
    let taken = proptest::collection::btree_map((0_u32..2).prop_map(Money), 0_u128..9, 0..3);
    (proptest::collection::vec(flow, 1..16), stock.clone(), stock, lines, taken).prop_map(
        |(flows, held, bids, lines, taken)| {
            let stock = |rows: Vec<((u32, u32), u128)>| {
                let rows = rows.into_iter();
                rows.map(|((one, other), value)| ((Country(one), Money(other)), value)).collect()
            };
            Period {
                paid: flows
                    .into_iter()
                    .filter(|((from, to, _), _)| from != to)
                    .map(|((from, to, currency), value)| {
                        ((Country(from), Country(to), Money(currency)), paid(value, value))
                    })
                    .collect(),
                homes: BTreeMap::from([(Money(0), Country(0)), (Money(1), Country(1))]),
                taken,
                held: stock(held),
                bids: stock(bids),
                lines: lines
                    .into_iter()
                    .map(|((one, other), value)| ((Country(one), Country(other)), value))
                    .collect(),
            }
        },
    )
}

fn parts_add_up(report: &Report) {
    for corridor in &report.corridors {
        let (alone, order) = (corridor.alone, corridor.in_order);
        let offset = order.one_currency + order.across + order.rings;
        assert_eq!(offset + corridor.structural, corridor.gross);
        let carried = order.home + order.exchange + order.swap_line + order.sweep;
        assert_eq!(carried + corridor.rest, corridor.structural);
        let pairs = [
            (order.one_currency, alone.one_currency, corridor.gross),
            (order.across, alone.across, corridor.gross),
            (order.rings, alone.rings, corridor.net),
            (order.home, alone.home, corridor.net),
            (order.exchange, alone.exchange, corridor.net),
            (order.swap_line, alone.swap_line, corridor.net),
            (order.sweep, alone.sweep, corridor.net),
        ];
        for (order, alone, whole) in pairs {
            assert!(order <= alone && alone <= whole, "{corridor:?}");
        }
        // The cut: whatever rings are chosen, so much is left.
        assert!(corridor.structural >= corridor.net.saturating_sub(corridor.cut.leaves));
    }
}

proptest! {
    #[test]
    fn parts_never_exceed_the_whole(period in any_period()) {
        let report = report(&period).unwrap();
        parts_add_up(&report);
        prop_assert_eq!(report.positions.values().sum::<i128>(), 0);
        let structural: u128 = report.corridors.iter().map(|one| one.structural).sum();
        prop_assert!(structural >= report.least_left);
        // Offsetting in order is a circulation, so no more than the largest.
        prop_assert!(report.gross - structural <= report.largest);
        prop_assert!(report.largest_one_currency <= report.largest);
        prop_assert!(report.largest + report.least_left <= report.gross);
    }

    #[test]
    fn rings_are_what_corridors_are_freed_of(period in any_period()) {
        let report = report(&period).unwrap();
        for corridor in &report.corridors {
            let through = report.rings.iter().filter(|r| r.has(corridor.payer, corridor.payee));
            prop_assert_eq!(through.map(|ring| ring.value).sum::<u128>(), corridor.in_order.rings);
        }
    }

    #[test]
    fn a_cut_parts_payee_from_payer_and_what_leaves_it_is_counted_right(period in any_period()) {
        let report = report(&period).unwrap();
        for corridor in &report.corridors {
            let payees = corridor.cut.side == Side::Payee;
            let inside = |country| corridor.cut.countries.contains(&country) == payees;
            prop_assert!(inside(corridor.payee));
            prop_assert!(!inside(corridor.payer));
            let leaving = report.corridors.iter().filter(|o| inside(o.payer) && !inside(o.payee));
            prop_assert_eq!(leaving.map(|other| other.net).sum::<u128>(), corridor.cut.leaves);
        }
    }

    #[test]
    fn what_is_sold_was_held_and_wanted(period in any_period()) {
        let report = report(&period).unwrap();
        let moved: u128 =
            report.corridors.iter().map(|c| c.in_order.exchange + c.in_order.sweep).sum();
        prop_assert!(moved <= period.held.values().sum::<u128>());
        let swept: u128 = report.corridors.iter().map(|c| c.in_order.sweep).sum();
        prop_assert!(swept <= period.taken.values().sum::<u128>());
    }

    /// The largest circulation and each corridor's bound, by trying every part of every arc.
    #[test]
    fn the_bounds_are_those_of_brute_force(values in proptest::collection::vec(0_u128..3, 12)) {
        let arcs = (0..4_u32).flat_map(|a| (0..4).filter(move |b| a != *b).map(move |b| (a, b)));
        let arcs: Vec<((u32, u32), u128)> = arcs.zip(values).collect();
        let mut period = Period::default();
        for ((from, to), value) in &arcs {
            if *value > 0 {
                let place = (Country(*from), Country(*to), Money(0));
                period.paid.insert(place, paid(*value, *value));
            }
        }
        let report = report(&period).unwrap();
        prop_assert_eq!(report.largest, force(&arcs, &|_| 1));
        let netted: Vec<((u32, u32), u128)> =
            report.corridors.iter().map(|c| ((c.payer.0, c.payee.0), c.net)).collect();
        let rings: u128 = report.corridors.iter().map(|corridor| corridor.in_order.rings).sum();
        prop_assert_eq!(rings, force(&netted, &|_| 1));
        for corridor in &report.corridors {
            let this = (corridor.payer.0, corridor.payee.0);
            let most = force(&netted, &|arc| u128::from(arc == this));
            prop_assert_eq!(corridor.alone.rings, most);
        }
    }
}

/// The most that a circulation weighs, among all whole parts of all arcs.
fn force(arcs: &[((u32, u32), u128)], weight: &dyn Fn((u32, u32)) -> u128) -> u128 {
    fn go(
        arcs: &[((u32, u32), u128)],
        nets: &mut [i64; 4],
        sum: u128,
        weight: &dyn Fn((u32, u32)) -> u128,
    ) -> u128 {
        let Some((((from, to), value), rest)) = arcs.split_first() else {
            return if nets.iter().all(|net| *net == 0) { sum } else { 0 };
        };
        let mut best = 0;
        for part in 0..=*value {
            let moved = i64::try_from(part).unwrap();
            nets[*from as usize] -= moved;
            nets[*to as usize] += moved;
            best = best.max(go(rest, nets, sum + part * weight((*from, *to)), weight));
            nets[*from as usize] += moved;
            nets[*to as usize] -= moved;
        }
        best
    }
    go(arcs, &mut [0; 4], 0, weight)
}
