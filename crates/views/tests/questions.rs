//! Questions answer what a look at all rows answers, in either database and in pages of any size.
//! Not scenarios: they are of tables and not of the machine.

mod common;

use common::{Place, made, records};
use settlement::PartyId;
use terms::{CurrencyId, Instant};
use views::{Entry, EntrySearch, Leg, Payment, PaymentSearch, Seen, Status, Views};

fn all_payments(views: &mut Views, search: PaymentSearch<'_>, limit: u32) -> Vec<Payment> {
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

fn all_entries(views: &mut Views, search: EntrySearch<'_>, limit: u32) -> Vec<Entry> {
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
        let mut hold = |search: PaymentSearch<'_>, fits: &dyn Fn(usize, &Payment) -> bool| {
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
fn payments_are_found_by_both_sides_and_by_amounts() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let all = all_payments(&mut views, PaymentSearch::default(), 10_000);
        let legs: Vec<Vec<Leg>> =
            all.iter().map(|row| views.legs(row.cursor).expect("legs are read")).collect();
        let settled = all.iter().rposition(|row| row.status == Status::Settled);
        let leg = legs[settled.expect("one has settled")][0];
        let mut hold = |search: PaymentSearch<'_>, fits: &dyn Fn(&Payment, &[Leg]) -> bool| {
            let wanted = all.iter().zip(&legs).filter(|(payment, legs)| fits(payment, legs));
            let wanted: Vec<Payment> = wanted.map(|(payment, _)| payment.clone()).collect();
            assert_eq!(all_payments(&mut views, search, 9), wanted, "{search:?} in {target}");
            wanted.len()
        };
        let any = PaymentSearch::default();
        let (one, other) = (leg.debtor, leg.creditor);
        let search = PaymentSearch { counterparty: Some(other), ..any };
        let of = |leg: &Leg, party| leg.debtor == party || leg.creditor == party;
        let either = hold(search, &|_, legs| legs.iter().any(|leg| of(leg, other)));
        let search = PaymentSearch { party: Some(one), ..search };
        let both = hold(search, &|_, legs| {
            legs.iter().any(|leg| leg.debtor != leg.creditor && of(leg, one) && of(leg, other))
        });
        assert!(either > both && both > 0, "{either} with it, {both} between both");
        let (currency, amount) = (Some(leg.currency), leg.amount);
        let search = PaymentSearch { currency, at_least: amount, at_most: amount, ..any };
        let fits = |known: &Leg| known.currency == leg.currency && known.amount == amount;
        let same = hold(search, &|_, legs| legs.iter().any(fits));
        assert!(same > 0, "an amount fits its own bounds");
        let search = PaymentSearch { currency, at_least: amount, ..any };
        let fits = |known: &Leg| known.currency == leg.currency && known.amount >= amount;
        let more = hold(search, &|_, legs| legs.iter().any(fits));
        assert!(more > same, "something is larger");
    }
}

#[test]
fn a_party_sees_its_own_and_what_is_in_its_currencies() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let all = all_payments(&mut views, PaymentSearch::default(), 10_000);
        let entries = all_entries(&mut views, EntrySearch::default(), 10_000);
        let mut told = 0;
        for party in (0..8).map(PartyId::new) {
            for currencies in
                [vec![], vec![CurrencyId::new(1)], (0..2).map(CurrencyId::new).collect()]
            {
                let seen = Seen { party, currencies };
                let search = PaymentSearch { seen: Some(&seen), ..PaymentSearch::default() };
                let found = all_payments(&mut views, search, 9);
                let wanted = all.iter().filter(|payment| {
                    let legs = views.legs(payment.cursor).expect("legs are read");
                    let own = |leg: &views::Leg| leg.debtor == party || leg.creditor == party;
                    let issued = |leg: &views::Leg| seen.currencies.contains(&leg.currency);
                    payment.party == party
                        || legs.iter().any(issued)
                        || payment.status != Status::Refused && legs.iter().any(own)
                });
                let wanted: Vec<Payment> = wanted.cloned().collect();
                assert_eq!(found, wanted, "{seen:?} in {target}");
                told += found.len();
                let search = EntrySearch { seen: Some(&seen), ..EntrySearch::default() };
                let found = all_entries(&mut views, search, 9);
                let wanted = entries.iter().filter(|entry| {
                    entry.party == party || seen.currencies.contains(&entry.currency)
                });
                assert_eq!(found, wanted.cloned().collect::<Vec<_>>(), "{seen:?} in {target}");
            }
        }
        assert!(told > all.len(), "parties are those that the story has");
    }
}

#[test]
fn a_page_may_look_at_few_rows_and_goes_on_from_there() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let any = PaymentSearch::default();
        let settled = PaymentSearch { status: Some(Status::Settled), ..any };
        let wanted = all_payments(&mut views, settled, 10_000);
        for look in [1, 7, 100_000] {
            let search = PaymentSearch { look: Some(look), ..settled };
            assert_eq!(all_payments(&mut views, search, 3), wanted, "{look} in {target}");
        }
        let search = PaymentSearch { look: Some(7), ..settled };
        let page = views.payments(&search).expect("payments are read");
        assert!(page.rows.len() <= 7 && page.next.is_some(), "it looks at no more");
        let wanted = all_entries(&mut views, EntrySearch::default(), 10_000);
        let one = wanted[wanted.len() / 2].party;
        let wanted: Vec<Entry> = wanted.into_iter().filter(|entry| entry.party == one).collect();
        let search = EntrySearch { party: Some(one), look: Some(5), ..EntrySearch::default() };
        assert_eq!(all_entries(&mut views, search, 3), wanted);
    }
}

#[test]
fn who_looks_changes_nothing_and_sees_what_comes() {
    let place = Place::new();
    let (records, _) = records(1, 40);
    for target in place.targets() {
        let half = records.len() / 2;
        let mut views = made(&target, &records[..half]);
        let mut looking = Views::look(&target, common::origin()).expect("they are there");
        let before = looking.position();
        assert_eq!(before, views.position());
        for record in &records[half..] {
            views.add(record.lent()).expect("the record is added");
        }
        views.flush().expect("the rows are written");
        assert_eq!(looking.position(), before);
        looking.look_again().expect("they are still there");
        assert_eq!(looking.position(), views.position());
        looking.add(records[half].lent()).expect_err("it is not the next");
        // One that would be the next is not written either.
        drop((views, looking));
        let target = place.sqlite();
        drop(made(&target, &records[..half]));
        let mut looking = Views::look(&target, common::origin()).expect("they are there");
        let added = looking.add(records[half].lent()).and_then(|()| looking.flush());
        added.expect_err("who looks does not write");
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
