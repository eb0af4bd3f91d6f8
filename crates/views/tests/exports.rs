//! Days as files: both forms tell the same rows, which are those of questions.
//! Not scenarios: they are of tables and not of the machine.

mod common;

use std::collections::BTreeSet;

use common::{Place, made, records};
use parquet::data_type::{AsBytes, Decimal};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use settlement::PartyId;
use terms::{BusinessDate, CurrencyId};
use views::{Daily, Entry, EntrySearch, Export, Form, Seen, Views};

fn lines(views: &mut Views, export: &Export<'_>) -> (u64, Vec<Vec<String>>) {
    let mut out = Vec::new();
    let count = views.export(export, Form::Csv, &mut out).expect("it is written");
    let text = String::from_utf8(out).expect("it is text");
    // No cell of these stories has a comma.
    let cells = |line: &str| line.split(',').map(ToOwned::to_owned).collect();
    (count, text.split_terminator("\r\n").map(cells).collect())
}

/// A cell as text says it; of an amount in minor units nothing.
fn shown(field: &Field) -> Option<String> {
    Some(match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::ULong(number) => number.to_string(),
        Field::Long(nanos) => {
            let nanos = u64::try_from(*nanos).expect("after 1970");
            terms::Instant::from_unix_nanos(nanos).to_string()
        }
        Field::Date(days) => BusinessDate::from_days(*days).to_string(),
        Field::Decimal(Decimal::Bytes { .. }) => return None,
        other => panic!("{other:?} is in no row"),
    })
}

type Blocks = SerializedFileReader<bytes::Bytes>;

fn columns(views: &mut Views, export: &Export<'_>) -> Blocks {
    let mut out = Vec::new();
    views.export(export, Form::Parquet, &mut out).expect("it is written");
    SerializedFileReader::new(bytes::Bytes::from(out)).expect("it is whole")
}

/// The days on which something moved.
fn days(views: &mut Views) -> BTreeSet<BusinessDate> {
    let all = EntrySearch::default().all(views).expect("entries are read");
    all.iter().map(|entry| entry.date).collect()
}

#[test]
fn both_forms_tell_the_same_rows() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let mut rows = [0; 3];
        for day in days(&mut views) {
            for (place, of) in Daily::ALL.into_iter().enumerate() {
                let export = Export { of, day, party: None, seen: None };
                let (count, lines) = lines(&mut views, &export);
                let file = columns(&mut views, &export);
                let told = file.get_row_iter(None).expect("rows are read");
                let told = told.map(|row| {
                    let row = row.expect("a row is read");
                    row.get_column_iter().filter_map(|(_, field)| shown(field)).collect()
                });
                let told: Vec<Vec<String>> = told.collect();
                assert_eq!(told, lines[1..], "{} of {day} in {target}", of.name());
                assert_eq!(count, u64::try_from(told.len()).expect("few"));
                rows[place] += told.len();
            }
        }
        assert!(rows.iter().all(|rows| *rows > 20), "{rows:?} are too few to tell");
    }
}

#[test]
fn amounts_in_minor_units_are_exact_and_balances_may_be_below_zero() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    let mut views = made(&place.sqlite(), &records);
    let mut below = 0;
    for day in days(&mut views) {
        let search = EntrySearch { date: Some(day), ..EntrySearch::default() };
        let wanted: Vec<Entry> = search.all(&mut views).expect("entries are read");
        let export = Export { of: Daily::Entries, day, party: None, seen: None };
        let file = columns(&mut views, &export);
        let rows = file.get_row_iter(None).expect("rows are read");
        for (row, entry) in rows.zip(&wanted) {
            let row = row.expect("a row is read");
            let minor = |name: &str| {
                let mut fields = row.get_column_iter();
                let (_, field) = fields.find(|(known, _)| *known == name).expect("a column");
                let Field::Decimal(Decimal::Bytes { value, precision: 38, scale: 0 }) = field
                else {
                    panic!("{field:?} is no amount");
                };
                i128::from_be_bytes(value.as_bytes().try_into().expect("sixteen bytes"))
            };
            assert_eq!(minor("amount_minor"), i128::try_from(entry.amount.minor()).expect("small"));
            assert_eq!(minor("balance_minor"), entry.balance.minor());
            below += usize::from(entry.balance.minor() < 0);
        }
    }
    assert!(below > 0, "no balance was below zero");
}

#[test]
fn an_export_holds_what_its_reader_sees_and_no_more() {
    let place = Place::new();
    let (records, _) = records(3, 400);
    for target in place.targets() {
        let mut views = made(&target, &records);
        let all = EntrySearch::default().all(&mut views).expect("entries are read");
        let busiest = days(&mut views).into_iter().max_by_key(|day| {
            let parties = all.iter().filter(|entry| entry.date == *day).map(|entry| entry.party);
            parties.collect::<BTreeSet<_>>().len()
        });
        let day = busiest.expect("something moved");
        let party = all.iter().find(|entry| entry.date == day).expect("one moved").party;
        let names = views::Names::of(&mut views).expect("names are read");
        let bic = names.bic(party).expect("it has one").as_short().to_owned();
        let seen = Seen { party, currencies: vec![CurrencyId::new(1)] };
        let code = names.currency(CurrencyId::new(1)).expect("it is known").code.to_string();
        let entries = |views: &mut Views, party: Option<PartyId>, seen: Option<&Seen>| {
            let (_, mut lines) = lines(views, &Export { of: Daily::Entries, day, party, seen });
            lines.split_off(1)
        };
        let whole = entries(&mut views, None, None);
        let own: Vec<_> = whole.iter().filter(|cells| cells[0] == bic).cloned().collect();
        let concerns = |cells: &&Vec<String>| cells[0] == bic || cells[1] == code;
        let concerned: Vec<_> = whole.iter().filter(concerns).cloned().collect();
        assert!(!own.is_empty() && own.len() < whole.len());
        assert_eq!(entries(&mut views, Some(party), None), own);
        assert_eq!(entries(&mut views, None, Some(&seen)), concerned);
        let alone = Seen { party, currencies: Vec::new() };
        assert_eq!(entries(&mut views, None, Some(&alone)), own);
    }
}
