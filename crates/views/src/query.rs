//! Questions, the same over both databases.
//!
//! Whatever can be long comes in pages: a page ends with the cursor of its last row, and the next
//! one begins after it. Cursors are places in the log, so they stay right whatever comes.

mod rows;

use settlement::PartyId;
use terms::{BusinessDate, CurrencyId, Instant, LogPosition, Uetr};

pub use rows::{Account, Currency, Direction, Entry, Leg, Party, Payment, Statement, Status};

use crate::table::{ACCOUNTS, CURRENCIES, ENTRIES, LEGS, PARTIES, PAYMENTS, STATEMENTS, Table};
use crate::value::{Cells, Value};
use crate::{Fault, Views};

/// The most rows of a page.
pub const MOST: u32 = 10_000;

/// A row's place: a record and the row's number within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The record.
    pub position: LogPosition,
    /// Of a payment: the command's place in the record. Of an entry: its place among the record's.
    pub number: u32,
}

/// Some rows, and where the next ones begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Order: by cursor.
    pub rows: Vec<T>,
    /// After which the next page begins; none: these were the last.
    pub next: Option<Cursor>,
}

/// Which payments; what is none does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaymentSearch {
    /// Of this name. A name used again, and refused repetitions, are rows of their own.
    pub uetr: Option<Uetr>,
    /// Given by it, or with a leg from it or to it.
    pub party: Option<PartyId>,
    /// How they stand.
    pub status: Option<Status>,
    /// With a leg in it.
    pub currency: Option<CurrencyId>,
    /// Received at this instant or later.
    pub from: Option<Instant>,
    /// Received before this instant.
    pub until: Option<Instant>,
    /// After this row.
    pub after: Option<Cursor>,
    /// How many. Range: 1 to [`MOST`]; none: [`MOST`].
    pub limit: Option<u32>,
}

/// Which entries; what is none does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntrySearch {
    /// Of its accounts.
    pub party: Option<PartyId>,
    /// In this currency.
    pub currency: Option<CurrencyId>,
    /// That count for this operating day.
    pub date: Option<BusinessDate>,
    /// Of the account's statement with this number.
    pub statement: Option<u32>,
    /// Of this payment.
    pub uetr: Option<Uetr>,
    /// After this row.
    pub after: Option<Cursor>,
    /// How many. Range: 1 to [`MOST`]; none: [`MOST`].
    pub limit: Option<u32>,
}

/// Conditions that all must hold, with their values in the order of their numbers.
#[derive(Default)]
struct Wanted {
    sql: String,
    values: Vec<Value>,
}

impl Wanted {
    /// Adds a condition; each `@` in it stands for the next of the values.
    fn that(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql += if self.sql.is_empty() { " WHERE " } else { " AND " };
        let mut values = values.into_iter();
        for (place, part) in condition.split('@').enumerate() {
            if place > 0 {
                self.values.extend(values.next());
                self.sql += &format!("${}", self.values.len());
            }
            self.sql += part;
        }
    }

    fn equal(&mut self, column: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.that(&format!("{column} = @"), [value]);
        }
    }

    fn after(&mut self, cursor: Option<Cursor>) {
        if let Some(Cursor { position, number }) = cursor {
            let values = [position.into(), Value::whole(number)];
            self.that("(position, number) > (@, @)", values);
        }
    }
}

impl Views {
    /// Payments that fit. Order: as they came.
    ///
    /// Costs O(rows answered) where a name, a party or a status is given, else a walk through all
    /// payments after the cursor until enough were found.
    pub fn payments(&mut self, search: &PaymentSearch) -> Result<Page<Payment>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("uetr", search.uetr.map(Value::from));
        wanted.equal("status", search.status.map(|status| Value::name(status.name())));
        let legs = "(position, number) IN (SELECT position, number FROM legs WHERE";
        if let Some(party) = search.party {
            let values = [(); 3].map(|()| Value::from(party));
            wanted.that(&format!("(party = @ OR {legs} debtor = @ OR creditor = @))"), values);
        }
        if let Some(currency) = search.currency {
            wanted.that(&format!("{legs} currency = @)"), [currency.into()]);
        }
        if let Some(from) = search.from {
            wanted.that("instant >= @", [from.into()]);
        }
        if let Some(until) = search.until {
            wanted.that("instant < @", [until.into()]);
        }
        wanted.after(search.after);
        self.page(&PAYMENTS, wanted, search.limit, Payment::read, |payment| payment.cursor)
    }

    /// The payment that bears a name now: the newest that was not refused, else the newest.
    pub fn payment(&mut self, uetr: Uetr) -> Result<Option<Payment>, Fault> {
        let search = PaymentSearch { uetr: Some(uetr), ..PaymentSearch::default() };
        let mut rows = self.payments(&search)?.rows;
        let taken = rows.iter().rposition(|payment| payment.status != Status::Refused);
        Ok(taken.map(|place| rows.swap_remove(place)).or_else(|| rows.pop()))
    }

    /// What a payment was to move. Order: as instructed.
    pub fn legs(&mut self, payment: Cursor) -> Result<Vec<Leg>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("position", Some(payment.position.into()));
        wanted.equal("number", Some(Value::whole(payment.number)));
        self.all(&LEGS, wanted, Leg::read)
    }

    /// Entries that fit. Order: as they were booked.
    pub fn entries(&mut self, search: &EntrySearch) -> Result<Page<Entry>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("party", search.party.map(Value::from));
        wanted.equal("currency", search.currency.map(Value::from));
        wanted.equal("date", search.date.map(Value::from));
        wanted.equal("statement", search.statement.map(Value::whole));
        wanted.equal("uetr", search.uetr.map(Value::from));
        wanted.after(search.after);
        self.page(&ENTRIES, wanted, search.limit, Entry::read, |entry| entry.cursor)
    }

    /// The statements of a day. Order: by party, then currency.
    ///
    /// Their entries are those of [`EntrySearch`] with the statement's number.
    pub fn statements(&mut self, date: BusinessDate) -> Result<Vec<Statement>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("date", Some(date.into()));
        self.all(&STATEMENTS, wanted, Statement::read)
    }

    /// An account's statement of a day, if that day has closed and the account moved or held
    /// something.
    pub fn statement(
        &mut self,
        (party, currency): (PartyId, CurrencyId),
        date: BusinessDate,
    ) -> Result<Option<Statement>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("party", Some(party.into()));
        wanted.equal("currency", Some(currency.into()));
        wanted.equal("date", Some(date.into()));
        Ok(self.all(&STATEMENTS, wanted, Statement::read)?.pop())
    }

    /// Who is who. Order: by number.
    pub fn parties(&mut self) -> Result<Vec<Party>, Fault> {
        self.all(&PARTIES, Wanted::default(), Party::read)
    }

    /// Currencies. Order: by number.
    pub fn currencies(&mut self) -> Result<Vec<Currency>, Fault> {
        self.all(&CURRENCIES, Wanted::default(), Currency::read)
    }

    /// Accounts as they stand. Order: by party, then currency.
    pub fn accounts(&mut self) -> Result<Vec<Account>, Fault> {
        self.all(&ACCOUNTS, Wanted::default(), Account::read)
    }

    fn all<T>(
        &mut self,
        table: &Table,
        wanted: Wanted,
        read: impl Fn(&mut Cells) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut rows = Vec::new();
        let Wanted { sql, values } = wanted;
        let (all, name, keys) = (table.all(), table.name, table.keys());
        let sql = format!("SELECT {all} FROM {name}{sql} ORDER BY {keys}");
        self.connection.ask(&sql, &values, &mut |row| {
            rows.push(read(&mut Cells::of(row))?);
            Ok(())
        })?;
        Ok(rows)
    }

    fn page<T>(
        &mut self,
        table: &Table,
        wanted: Wanted,
        limit: Option<u32>,
        read: impl Fn(&mut Cells) -> Result<T, Fault>,
        place: impl Fn(&T) -> Cursor,
    ) -> Result<Page<T>, Fault> {
        let limit = limit.unwrap_or(MOST).clamp(1, MOST);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let Wanted { sql, values } = wanted;
        let (all, name, keys) = (table.all(), table.name, table.keys());
        // One more than is wanted tells whether there are more.
        let sql = format!("SELECT {all} FROM {name}{sql} ORDER BY {keys} LIMIT {}", limit + 1);
        let mut rows = Vec::new();
        self.connection.ask(&sql, &values, &mut |row| {
            rows.push(read(&mut Cells::of(row))?);
            Ok(())
        })?;
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().map(place).filter(|_| more);
        Ok(Page { rows, next })
    }
}
