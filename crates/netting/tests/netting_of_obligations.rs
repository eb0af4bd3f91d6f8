//! Claims about obligations that settle in part.
use std::collections::BTreeMap;

use netting::obligations::{Book, Measure, Money, Objection, Obligation, Party, Room};

fn owes(debtor: u32, creditor: u32, currency: u32, amount: u128) -> Obligation {
    let (debtor, creditor) = (Party(debtor), Party(creditor));
    Obligation { debtor, creditor, currency: Money(currency), amount }
}

/// Sberbank, ICBC and SBI owe each other yuan (worth 14 a unit) in a ring, and roubles (worth 11).
fn ring() -> Book {
    Book {
        rates: vec![14, 11],
        obligations: vec![
            owes(0, 1, 0, 100),
            owes(1, 2, 0, 80),
            owes(2, 0, 0, 50),
            owes(1, 0, 1, 60),
        ],
    }
}

#[test]
fn funding_is_what_is_paid_beyond_what_is_received() {
    let funding = ring().funding().unwrap();
    let account = |party, money| (Party(party), Money(money));
    let pay_in = BTreeMap::from([(account(0, 0), 50), (account(1, 1), 60)]);
    assert_eq!(funding.pay_in, pay_in);
    assert_eq!(funding.gross, 14 * 230 + 11 * 60);
    assert_eq!(funding.pay_in_value, 14 * 50 + 11 * 60);
    // Sberbank: -50 yuan and +60 roubles; ICBC: +20 yuan and -60 roubles; SBI: +30 yuan.
    let totals = BTreeMap::from([(Party(0), -40), (Party(1), -380), (Party(2), 420)]);
    assert_eq!(funding.totals, totals);
    assert_eq!(funding.pay_in_value_with_swaps, 420);
}

#[test]
fn a_ring_clears_and_one_unit_more_is_refused() {
    let book = ring();
    let check = |cleared: &[u128]| book.check(Measure::PerCurrency, cleared, &Room::new());
    assert_eq!(check(&[50, 50, 50, 0]), Ok(14 * 150));
    assert_eq!(check(&[51, 50, 50, 0]), Err(Objection::Short(Party(0), Some(Money(0)))));
    assert_eq!(check(&[0, 0, 51, 0]), Err(Objection::Exceeds(2)));
    assert_eq!(check(&[50, 50, 50]), Err(Objection::Shape));
}

#[test]
fn money_paid_in_lets_more_clear_and_no_more_than_it_covers() {
    let book = ring();
    let room = Room::from([((Party(0), Some(Money(0))), 10)]);
    let check = |cleared: &[u128]| book.check(Measure::PerCurrency, cleared, &room);
    assert_eq!(check(&[60, 50, 50, 0]), Ok(14 * 160));
    assert!(check(&[61, 50, 50, 0]).is_err());
}

#[test]
fn across_currencies_parties_balance_in_value() {
    let book = ring();
    // Sberbank pays ICBC 660 in yuan's value and has 660 in roubles' value back.
    let check = |cleared: &[u128]| book.check(Measure::AcrossCurrencies, cleared, &Room::new());
    assert_eq!(check(&[660, 0, 0, 660]), Ok(1320));
    assert_eq!(check(&[661, 0, 0, 660]), Err(Objection::Short(Party(0), None)));
}

#[test]
fn a_currency_without_a_rate_and_sums_too_large_are_refused() {
    let mut book = ring();
    book.obligations.push(owes(0, 1, 7, 1));
    assert_eq!(book.funding(), Err(Objection::NoRate(Money(7))));
    let huge = Book { rates: vec![1 << 100], obligations: vec![owes(0, 1, 0, 1 << 100)] };
    assert_eq!(huge.funding(), Err(Objection::TooMuch));
}
