//! Generated stories, every kind of command in them, become rows. No scenario can say it: scenarios
//! are of the machine, and views are made of what it told.

mod common;

use std::collections::BTreeMap;

use common::{Place, made, origin, records};
use settlement::{Command, Event, approval, payment};
use terms::{BusinessDate, Digest};
use views::{EntrySearch, Found, Origin, PaymentSearch, StatementSearch, Status, Target, Views};

/// Seeds for each property; `TESTKIT_SEEDS` asks for more.
fn seeds() -> std::ops::Range<u64> {
    let asked = std::env::var("TESTKIT_SEEDS").ok().and_then(|text| text.parse().ok());
    1..1 + asked.unwrap_or(5)
}

#[test]
fn rows_are_the_same_whatever_the_batches_the_kills_and_the_database() {
    let place = Place::new();
    for seed in seeds() {
        let (records, _) = records(seed, 400);
        let whole = made(&place.sqlite(), &records).digests().expect("rows are read");
        for target in place.targets() {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut next = 0;
            while next < records.len() {
                // Opened anew at a place nobody chose; what was added and not flushed is lost.
                let (mut views, _) = Views::open(&target, origin()).expect("the views open");
                let from = views.wanted().number() - 1;
                assert_eq!(usize::try_from(from).expect("few records"), next, "seed {seed}");
                let some = random.usize(1..=records.len() - next);
                for record in &records[next..next + some] {
                    views.add(record.lent()).expect("the record is added");
                    if random.u8(..4) == 0 {
                        views.flush().expect("the rows are written");
                        next = usize::try_from(views.position().0.number()).expect("few records");
                    }
                }
            }
            let (mut views, found) = Views::open(&target, origin()).expect("the views open");
            assert_eq!(found, Found::Standing);
            let parts = views.digests().expect("rows are read");
            assert_eq!(whole, parts, "seed {seed} in {target}");
        }
    }
}

#[test]
fn accounts_in_the_rows_are_those_of_the_machine() {
    let place = Place::new();
    for seed in seeds() {
        let (records, machine) = records(seed, 400);
        for target in place.targets() {
            let mut views = made(&target, &records);
            let accounts = views.accounts().expect("accounts are read");
            assert_eq!(accounts.len(), machine.accounts().count(), "seed {seed}");
            for account in accounts {
                let known = machine.account(account.party, account.currency);
                let known = known.expect("the machine knows the account");
                assert_eq!(account.balance, known.balance, "seed {seed}: {account:?}");
                assert_eq!(account.credit, known.credit, "seed {seed}: {account:?}");
            }
        }
    }
}

#[test]
fn statements_follow_each_other_and_are_the_sum_of_their_entries() {
    let place = Place::new();
    let mut seen = 0;
    for seed in seeds() {
        let (records, _) = records(seed, 400);
        let mut views = made(&place.sqlite(), &records);
        let instants = records.iter().map(|record| record.header.instant.date().days());
        let (first, last) = (instants.clone().min(), instants.max());
        // A day may close on another date in UTC than its own.
        let days = first.unwrap_or(0) - 2..=last.unwrap_or(0) + 2;
        let mut closing = BTreeMap::new();
        for date in days.map(BusinessDate::from_days) {
            for statement in views
                .statements(&StatementSearch { date: Some(date), ..StatementSearch::default() })
                .expect("statements are read")
            {
                let account = (statement.party, statement.currency);
                let entries = EntrySearch::of(&statement).all(&mut views);
                let entries = entries.expect("entries are read");
                assert_eq!(entries.len(), usize::try_from(statement.entries).expect("few"));
                let before = closing.insert(account, (statement.number, statement.closing));
                let (number, opening) = before.unwrap_or_default();
                assert_eq!((statement.number, statement.opening), (number + 1, opening));
                let last = entries.last().map_or(statement.opening, |entry| entry.balance);
                assert_eq!(last, statement.closing, "seed {seed}: {statement:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen} statements are too few to tell");
}

fn is_instruction(command: &Command) -> bool {
    matches!(
        command,
        Command::Payment(payment::Command::SubmitInstruction(asked)) if !asked.legs.is_empty()
    )
}

#[test]
fn every_instruction_is_a_payment_with_the_end_that_was_told() {
    let place = Place::new();
    for seed in seeds() {
        let (records, _) = records(seed, 400);
        let (mut settled, mut ends) = (Vec::new(), Vec::new());
        let mut given = 0;
        for record in &records {
            for event in &record.events {
                if let Event::Payment(payment::Event::PaymentSettled { uetr, .. }) = event {
                    settled.push(*uetr);
                    ends.push((*uetr, record.header.position));
                }
            }
            for (index, envelope) in record.commands.iter().enumerate() {
                let told = &record.events[record.ends[index]..record.ends[index + 1]];
                // What several keys agreed on counts when it is carried out.
                let agreed = told.iter().filter_map(|event| match event {
                    Event::Approval(approval::Event::CommandCarriedOut { command, .. }) => {
                        Some(command.as_ref())
                    }
                    _ => None,
                });
                let asked = std::iter::once(&envelope.command).chain(agreed);
                let instructions = asked.filter(|command| is_instruction(command)).count();
                given += if told.is_empty() { 0 } else { instructions };
            }
        }
        for target in place.targets() {
            let mut views = made(&target, &records);
            for uetr in &settled {
                let search = EntrySearch { uetr: Some(*uetr), ..EntrySearch::default() };
                let entries = views.entries(&search).expect("entries are read").rows;
                assert!(!entries.is_empty(), "seed {seed}: {uetr} moved nothing");
            }
            // A name may be used again when it was forgotten, so what is told of it is told in turn.
            for (uetr, position) in &ends {
                let search = PaymentSearch { uetr: Some(*uetr), ..PaymentSearch::default() };
                let rows = views.payments(&search).expect("they are read").rows;
                let ended = rows.iter().filter(|row| row.status == Status::Settled);
                let places: Vec<_> = ended.filter_map(|row| row.ended).map(|(at, _)| at).collect();
                assert!(places.contains(position), "seed {seed}: {uetr} settled at {position}");
            }
            let all = views.payments(&PaymentSearch::default()).expect("they are read").rows;
            let instructions = all.iter().filter(|payment| payment.kind == "payment").count();
            assert_eq!(instructions, given, "seed {seed} in {target}");
        }
    }
}

#[test]
fn views_of_another_system_are_left_alone() {
    let place = Place::new();
    let (records, _) = records(1, 20);
    for target in place.targets() {
        let digests = made(&target, &records).digests().expect("rows are read");
        let other = Origin { network: Digest([8; 32]), ..origin() };
        let fault = Views::open(&target, other).err().expect("it is refused");
        assert!(fault.is_foreign(), "{fault}");
        let (mut views, _) = Views::open(&target, origin()).expect("the views open");
        assert_eq!(views.digests().expect("rows are read"), digests);
        let views = Views::renew(&target, other).expect("they are made anew");
        assert_eq!(views.position().0.number(), 0);
    }
}

#[test]
fn a_record_out_of_order_is_refused() {
    let place = Place::new();
    let (records, _) = records(1, 20);
    let (mut views, _) = Views::open(&place.sqlite(), origin()).expect("the views open");
    views.add(records[1].lent()).expect_err("the first is wanted");
    views.add(records[0].lent()).expect("the first is taken");
    views.add(records[0].lent()).expect_err("the second is wanted");
}

#[test]
fn two_writers_do_not_mix_their_rows() {
    let place = Place::new();
    let (records, _) = records(1, 20);
    for target in place.targets() {
        let (mut one, _) = Views::open(&target, origin()).expect("the views open");
        let (mut other, _) = Views::open(&target, origin()).expect("the views open");
        one.add(records[0].lent()).expect("the record is added");
        other.add(records[0].lent()).expect("the record is added");
        one.flush().expect("the rows are written");
        other.flush().expect_err("the rows are there already");
        assert_eq!(one.counts().expect("rows are counted")[0], ("records", 1));
    }
}

#[test]
fn tables_that_are_no_views_are_never_touched() {
    let place = Place::new();
    let Target::Sqlite(file) = place.sqlite() else { panic!("it is a file") };
    let other = rusqlite::Connection::open(&file).expect("it opens");
    other
        .execute_batch("CREATE TABLE payments (mine TEXT); INSERT INTO payments VALUES ('kept')")
        .expect("it is made");
    let target = Target::Sqlite(file);
    Views::open(&target, origin()).err().expect("the name is taken");
    Views::renew(&target, origin()).err().expect("the name is taken");
    let kept: String = other
        .query_row("SELECT mine FROM payments", [], |row| row.get(0))
        .expect("the table is there");
    assert_eq!(kept, "kept");
}

#[test]
fn a_log_that_went_another_way_is_noticed() {
    let place = Place::new();
    let (mut records, _) = records(1, 20);
    let (mut views, _) = Views::open(&place.sqlite(), origin()).expect("the views open");
    views.add(records[0].lent()).expect("the record is added");
    records[1].header.previous = Digest([1; 32]);
    let fault = views.add(records[1].lent()).expect_err("it follows another record");
    assert!(fault.to_string().contains("another log"), "{fault}");
}
