//! A bank's own entries beside the ledger's: what is equal, what is missing where, what drifts.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::PathBuf;

use terms::{Amount, BusinessDate, CurrencyCode};
use views::{Direction, EntrySearch, Names, Views};

use crate::csv;
use crate::export::party_of;
use crate::history::Place;
use crate::messages::{Server, runtime};
use crate::outcome::{Done, Outcome};

/// Differences that are shown one by one.
const SHOWN: usize = 50;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The bank's entries: CSV with the columns currency, reference, direction and amount, and date
    /// if --day is given
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Asks a node instead of looking into its data directory, for the entries of a day
    #[arg(long, requires = "day", conflicts_with_all = ["data", "views"])]
    server: Option<String>,
    /// With --server: who asks, a key file; every request is signed with it
    #[arg(long = "as", value_name = "FILE", requires = "server")]
    who: Option<PathBuf>,
    /// With --server: the key by which an https node is known, or the file door.pub that holds it
    #[arg(long, requires = "server")]
    server_key: Option<String>,
    /// Whose entries they are, by its BIC
    #[arg(long)]
    party: String,
    /// Only entries of this day; without it, all of them
    #[arg(long)]
    day: Option<BusinessDate>,
    /// Shows every difference and not only the first
    #[arg(long)]
    all: bool,
}

/// What both sides name alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    currency: CurrencyCode,
    reference: String,
    direction: Direction,
}

/// Entries under the same key. Order: by amount.
type Entries = BTreeMap<Key, Vec<Amount>>;

/// How one currency compares. Unit: minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Drift {
    equal: u64,
    missing_here: u64,
    missing_there: u64,
    differing: u64,
    /// What the bank's entries come to, credits less debits.
    theirs: i128,
    /// What the ledger's come to.
    ours: i128,
}

impl Drift {
    fn is_equal(&self) -> bool {
        self.missing_here + self.missing_there + self.differing == 0 && self.theirs == self.ours
    }
}

/// One difference. `here` is the ledger, `there` the bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Difference {
    MissingHere(Amount),
    MissingThere(Amount),
    Amount { here: Amount, there: Amount },
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let Ledger { entries: ours, digits, position } = match (&arguments.server, arguments.day) {
        (Some(server), Some(day)) => told(server, day, arguments)?,
        (_, _) => looked_up(arguments)?,
    };
    let file = arguments.file.display();
    let text = std::fs::read_to_string(&arguments.file)
        .map_err(|error| format!("reading {file}: {error}"))?;
    let theirs = read(&text, &digits, arguments.day).map_err(|error| format!("{file}: {error}"))?;
    let (drifts, differences) = compare(&ours, &theirs);
    let shown = if arguments.all { usize::MAX } else { SHOWN };
    for (key, difference) in differences.iter().take(shown) {
        tell(&digits, key, difference);
    }
    if differences.len() > shown {
        say!("... and {} more; --all shows them", differences.len() - shown);
    }
    say!(
        "{:<8} {:>9} {:>12} {:>13} {:>9} {:>24}",
        "currency",
        "equal",
        "missing here",
        "missing there",
        "differing",
        "drift"
    );
    for (code, drift) in &drifts {
        let digits = digits.get(code).copied().unwrap_or_default();
        let net = drift.theirs.saturating_sub(drift.ours);
        say!(
            "{:<8} {:>9} {:>12} {:>13} {:>9} {:>24}",
            code.to_string(),
            drift.equal,
            drift.missing_here,
            drift.missing_there,
            drift.differing,
            terms::Balance::from_minor(net).to_decimal(digits)
        );
    }
    say!("here: the ledger at position {position}; there: {file}");
    let equal = drifts.values().all(Drift::is_equal);
    Ok(if equal { Outcome::Good } else { Outcome::Bad })
}

fn tell(digits: &Digits, key: &Key, difference: &Difference) {
    let digits = digits.get(&key.currency).copied().unwrap_or_default();
    let Key { currency, reference, direction } = key;
    let what = match difference {
        Difference::MissingHere(amount) => {
            format!("missing here: there {}", amount.to_decimal(digits))
        }
        Difference::MissingThere(amount) => {
            format!("missing there: here {}", amount.to_decimal(digits))
        }
        Difference::Amount { here, there } => {
            format!("here {}, there {}", here.to_decimal(digits), there.to_decimal(digits))
        }
    };
    say!("{currency} {reference} {}: {what}", direction.name());
}

/// Fraction digits of the currencies that settle here.
type Digits = BTreeMap<CurrencyCode, u8>;

/// What the ledger has of the bank.
struct Ledger {
    /// Under the references that statements bear: the UETR, and for what has none the log position.
    entries: Entries,
    digits: Digits,
    /// How far history was.
    position: u64,
}

/// As the views of a data directory have it.
fn looked_up(arguments: &Arguments) -> Result<Ledger, Box<dyn Error>> {
    let mut views = arguments.place.look()?;
    let names = Names::of(&mut views)?;
    let digits = views.currencies()?.into_iter().map(|row| (row.code, row.minor_units)).collect();
    let entries = ledger(&mut views, &names, arguments)?;
    Ok(Ledger { entries, digits, position: views.position().0.number() })
}

/// As a node tells it to whose account it is.
fn told(server: &str, day: BusinessDate, arguments: &Arguments) -> Result<Ledger, Box<dyn Error>> {
    let Arguments { who, server_key, party, .. } = arguments;
    let server = Server::at(server, who.as_deref(), server_key.as_deref());
    let client = server.client(None)?;
    let (runtime, operations, day) = (runtime()?, client.operations(), day.to_string());
    let mut digits = Digits::new();
    for row in runtime.block_on(operations.currencies())?.told()?.currencies {
        digits.insert(CurrencyCode::parse(&row.currency)?, u8::try_from(row.minor_units)?);
    }
    let (mut entries, mut after) = (Entries::new(), None::<String>);
    loop {
        let page = operations.history_entries(&day, Some(party), None, after.as_deref(), None);
        let page = runtime.block_on(page)?.told()?;
        for row in page.entries {
            let reference = row.uetr.unwrap_or_else(|| row.position.to_string());
            let currency = CurrencyCode::parse(&row.currency)?;
            let settles = digits.get(&currency).ok_or("an entry is in a currency of no digits")?;
            let amount = Amount::parse_decimal(&row.amount, *settles);
            let amount = amount.map_err(|error| format!("the node told an amount: {error}"))?;
            let direction = direction_of(&row.direction)?;
            entries.entry(Key { currency, reference, direction }).or_default().push(amount);
        }
        after = page.next;
        if after.is_none() {
            return Ok(Ledger { entries, digits, position: page.history.position });
        }
    }
}

fn ledger(
    views: &mut Views,
    names: &Names,
    arguments: &Arguments,
) -> Result<Entries, Box<dyn Error>> {
    let party = Some(party_of(names, &arguments.party)?);
    let mut search = EntrySearch { party, date: arguments.day, ..EntrySearch::default() };
    let mut entries = Entries::new();
    loop {
        let page = views.entries(&search)?;
        for entry in page.rows {
            let position = entry.cursor.position;
            let reference = entry.uetr.map_or_else(|| position.to_string(), |u| u.to_string());
            let currency = names.currency(entry.currency)?.code;
            let key = Key { currency, reference, direction: entry.direction };
            entries.entry(key).or_default().push(entry.amount);
        }
        search.after = page.next;
        if search.after.is_none() {
            return Ok(entries);
        }
    }
}

/// Where the columns stand in the bank's file.
struct Columns {
    currency: usize,
    reference: usize,
    direction: usize,
    amount: usize,
    date: Option<usize>,
}

impl Columns {
    fn of(heading: &[String]) -> Result<Self, String> {
        let find = |name: &str| heading.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let need = |name: &str| {
            find(name).ok_or_else(|| {
                format!(
                    "line 1: no column {name}; the first line names the columns currency, \
                     reference, direction and amount"
                )
            })
        };
        Ok(Self {
            currency: need("currency")?,
            reference: need("reference")?,
            direction: need("direction")?,
            amount: need("amount")?,
            date: find("date"),
        })
    }
}

/// Reads the bank's entries; the first line that is wrong ends it with its number.
fn read(text: &str, digits: &Digits, day: Option<BusinessDate>) -> Result<Entries, String> {
    read_with(text, |code| digits.get(&code).copied(), day)
}

fn read_with(
    text: &str,
    digits: impl Fn(CurrencyCode) -> Option<u8>,
    day: Option<BusinessDate>,
) -> Result<Entries, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1_usize..).zip(text.lines());
    let (_, heading) = lines.next().ok_or("it is empty; its first line names the columns")?;
    let heading = csv::cells(heading).map_err(|error| format!("line 1: {error}"))?;
    let columns = Columns::of(&heading)?;
    if day.is_some() && columns.date.is_none() {
        return Err("line 1: no column date, which --day needs".into());
    }
    let mut entries = Entries::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let read = csv::cells(line).map_err(str::to_owned);
        let read = read.and_then(|cells| read_line(&cells, &columns, &digits, day));
        let entry = read.map_err(|error| format!("line {number}: {error}"))?;
        if let Some((key, amount)) = entry {
            entries.entry(key).or_default().push(amount);
        }
    }
    Ok(entries)
}

/// One entry; none if it is of another day.
fn read_line(
    cells: &[String],
    columns: &Columns,
    digits: impl Fn(CurrencyCode) -> Option<u8>,
    day: Option<BusinessDate>,
) -> Result<Option<(Key, Amount)>, String> {
    let cell = |place: usize, name: &str| {
        let cell = cells.get(place).map(String::as_str).filter(|cell| !cell.is_empty());
        cell.ok_or_else(|| format!("no {name}"))
    };
    if let Some((day, place)) = day.zip(columns.date) {
        let date = cell(place, "date")?;
        let date = BusinessDate::parse(date).map_err(|error| format!("date {date}: {error}"))?;
        if date != day {
            return Ok(None);
        }
    }
    let code = cell(columns.currency, "currency")?;
    let currency = CurrencyCode::parse(code).map_err(|e| format!("currency {code}: {e}"))?;
    let digits = digits(currency).ok_or_else(|| format!("currency {code}: not settled here"))?;
    let direction = direction_of(cell(columns.direction, "direction")?)?;
    let amount = cell(columns.amount, "amount")?;
    let parsed = Amount::parse_decimal(amount, digits);
    let amount = parsed.map_err(|error| format!("amount {amount} {code}: {error}"))?;
    let reference = cell(columns.reference, "reference")?.to_ascii_lowercase();
    Ok(Some((Key { currency, reference, direction }, amount)))
}

fn direction_of(text: &str) -> Result<Direction, String> {
    match text.to_ascii_lowercase().as_str() {
        "credit" | "crdt" | "c" => Ok(Direction::Credit),
        "debit" | "dbit" | "d" => Ok(Direction::Debit),
        other => Err(format!("direction {other}: credit or debit, or CRDT or DBIT")),
    }
}

/// Compares entry by entry: under each key equal amounts are paired first, then what is left by
/// size, and what has no pair is missing on the other side.
fn compare(
    ours: &Entries,
    theirs: &Entries,
) -> (BTreeMap<CurrencyCode, Drift>, Vec<(Key, Difference)>) {
    let (mut drifts, mut differences) = (BTreeMap::<CurrencyCode, Drift>::new(), Vec::new());
    let keys: BTreeSet<&Key> = ours.keys().chain(theirs.keys()).collect();
    for key in keys {
        let drift = drifts.entry(key.currency).or_default();
        let mut here = ours.get(key).cloned().unwrap_or_default();
        let mut there = theirs.get(key).cloned().unwrap_or_default();
        drift.ours = drift.ours.saturating_add(signed(key.direction, &here));
        drift.theirs = drift.theirs.saturating_add(signed(key.direction, &there));
        here.retain(|amount| {
            let pair = there.iter().position(|other| other == amount);
            pair.map(|place| there.swap_remove(place)).is_none_or(|_| {
                drift.equal += 1;
                false
            })
        });
        here.sort_unstable();
        there.sort_unstable();
        let pairs = here.len().min(there.len());
        for (here, there) in here.iter().zip(&there) {
            drift.differing += 1;
            let differ = Difference::Amount { here: *here, there: *there };
            differences.push((key.clone(), differ));
        }
        for amount in there.iter().skip(pairs) {
            drift.missing_here += 1;
            differences.push((key.clone(), Difference::MissingHere(*amount)));
        }
        for amount in here.iter().skip(pairs) {
            drift.missing_there += 1;
            differences.push((key.clone(), Difference::MissingThere(*amount)));
        }
    }
    (drifts, differences)
}

fn signed(direction: Direction, amounts: &[Amount]) -> i128 {
    let sum = amounts.iter().fold(0_i128, |sum, amount| {
        sum.saturating_add(i128::try_from(amount.minor()).unwrap_or(i128::MAX))
    });
    match direction {
        Direction::Credit => sum,
        Direction::Debit => sum.saturating_neg(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Roubles with two digits, won with none.
    fn digits(code: CurrencyCode) -> Option<u8> {
        match code.as_str() {
            "RUB" => Some(2),
            "KRW" => Some(0),
            _ => None,
        }
    }

    fn entries(text: &str) -> Result<Entries, String> {
        read_with(text, digits, None)
    }

    #[test]
    fn every_kind_of_difference_is_found_and_the_drift_is_its_sum() {
        let ours = entries(
            "currency,reference,direction,amount\nRUB,a,credit,10.00\nRUB,b,debit,3.00\n\
             RUB,c,credit,5.00\nRUB,c,credit,5.00\nKRW,d,credit,7\n",
        );
        let theirs = entries(
            "Amount,Direction,Reference,Currency\n10,CRDT,A,RUB\n3.50,DBIT,B,RUB\n\
             5.00,C,C,RUB\n7,credit,D,KRW\n1.00,credit,E,RUB\n",
        );
        let (ours, theirs) = (ours.expect("well formed"), theirs.expect("well formed"));
        let (drifts, differences) = compare(&ours, &theirs);
        let drift = |code: &str| drifts[&CurrencyCode::parse(code).expect("three letters")];
        assert!(drift("KRW").is_equal());
        let expected = Drift {
            equal: 2,
            missing_here: 1,
            missing_there: 1,
            differing: 1,
            theirs: 1250,
            ours: 1700,
        };
        assert_eq!(drift("RUB"), expected);
        assert_eq!(differences.len(), 3);
    }

    #[test]
    fn a_line_that_is_wrong_is_named() {
        let wrong = [
            ("", "it is empty"),
            ("currency,reference,amount\n", "line 1: no column direction"),
            ("currency,reference,direction,amount\nRUB,a,credit\n", "line 2: no amount"),
            ("currency,reference,direction,amount\n\nRUB,a,up,1\n", "line 3: direction up"),
            ("currency,reference,direction,amount\nKRW,a,credit,1.5\n", "line 2: amount 1.5 KRW"),
            ("currency,reference,direction,amount\nXAU,a,credit,1\n", "line 2: currency XAU"),
            ("currency,reference,direction,amount\nRUB,\"a,credit,1\n", "line 2: a quote"),
        ];
        for (text, expected) in wrong {
            let error = entries(text).expect_err(text);
            assert!(error.starts_with(expected), "{error}, not {expected}");
        }
    }
}
