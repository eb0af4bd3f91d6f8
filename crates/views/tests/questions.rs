//! Questions answer what a look at all rows answers, in either database and in pages of any size.
//! Not scenarios: they are of tables and not of the machine.

mod common;

use common::{Place, made, records};
use settlement::PartyId;
use terms::{CurrencyId, Instant};
use views::{Entry, EntrySearch, Payment, PaymentSearch, Status, Views};

fn all_payments(views: &mut Views, search: PaymentSearch, limit: u32) -> Vec<Payment> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let search = PaymentSearch { after, limit: Some(limit), ..search };
        let page = views.payments(&search).expect("payments are read");
        assert!(page.rows.len() <= usize::try_from(limit).expect("small"));
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return rows;
        }
    }
}

fn all_entries(views: &mut Views, search: EntrySearch, limit: u32) -> Vec<Entry> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let search = EntrySearch { after, limit: Some(limit), ..search };
        let page = views.entries(&search).expect("entries are read");
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return rows;
        }
    }
}

#[test]
fn payments_are_found_by_each_thing_they_can_be_asked_for() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let all = all_payments(&mut views, PaymentSearch::default(), 10_000);
        assert!(all.len() > 100, "{} payments are too few to tell", all.len());
        assert_eq!(all_payments(&mut views, PaymentSearch::default(), 7), all);
        assert_eq!(all_payments(&mut views, PaymentSearch::default(), 1), all);
        let mut legs = Vec::new();
        for payment in &all {
            legs.push(views.legs(payment.cursor).expect("legs are read"));
        }
        let mut hold = |search: PaymentSearch, fits: &dyn Fn(usize, &Payment) -> bool| {
            let wanted: Vec<Payment> = all
                .iter()
                .enumerate()
                .filter(|(place, payment)| fits(*place, payment))
                .map(|(_, payment)| payment.clone())
                .collect();
            assert_eq!(all_payments(&mut views, search, 9), wanted, "{search:?} in {target}");
            wanted.len()
        };
        let any = PaymentSearch::default();
        for status in [Status::Pending, Status::Settled, Status::Rejected, Status::Refused] {
            let search = PaymentSearch { status: Some(status), ..any };
            hold(search, &|_, payment| payment.status == status);
        }
        let mut found = 0;
        for party in (0..8).map(PartyId::new) {
            let search = PaymentSearch { party: Some(party), ..any };
            found += hold(search, &|place, payment| {
                let of = |leg: &views::Leg| leg.debtor == party || leg.creditor == party;
                payment.party == party || legs[place].iter().any(of)
            });
        }
        assert!(found > all.len() / 2, "parties are those that the story has");
        for currency in (0..3).map(CurrencyId::new) {
            let search = PaymentSearch { currency: Some(currency), ..any };
            hold(search, &|place, _| legs[place].iter().any(|leg| leg.currency == currency));
        }
        let settled: Vec<&Payment> =
            all.iter().filter(|payment| payment.status == Status::Settled).collect();
        let middle = settled[settled.len() / 2].received;
        let later = Instant::from_unix_nanos(middle.unix_nanos() + 86_400_000_000_000);
        let search = PaymentSearch {
            from: Some(middle),
            until: Some(later),
            status: Some(Status::Settled),
            ..any
        };
        let day = hold(search, &|_, payment| {
            (middle..later).contains(&payment.received) && payment.status == Status::Settled
        });
        assert!(day > 0, "the middle has settled payments");
        let uetr = all[0].uetr;
        let search = PaymentSearch { uetr: Some(uetr), ..any };
        hold(search, &|_, payment| payment.uetr == uetr);
    }
}

#[test]
fn entries_are_found_by_account_and_day() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let all = all_entries(&mut views, EntrySearch::default(), 10_000);
        assert_eq!(all_entries(&mut views, EntrySearch::default(), 7), all);
        let one = all[all.len() / 2].clone();
        let search = EntrySearch {
            party: Some(one.party),
            currency: Some(one.currency),
            date: Some(one.date),
            ..EntrySearch::default()
        };
        let fits = |entry: &&Entry| {
            entry.party == one.party && entry.currency == one.currency && entry.date == one.date
        };
        let wanted: Vec<Entry> = all.iter().filter(fits).cloned().collect();
        assert!(wanted.contains(&one));
        assert_eq!(all_entries(&mut views, search, 2), wanted);
    }
}
