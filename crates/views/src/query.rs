//! Questions, the same over both databases.
//!
//! Whatever can be long comes in pages: a page ends with the cursor of its last row, and the next
//! one begins after it. Cursors are places in the log, so they stay right whatever comes.

mod rows;

use settlement::PartyId;
use terms::{Amount, BusinessDate, CurrencyId, Instant, LogPosition, Uetr};

pub use rows::{Account, Currency, Direction, Entry, Leg, Party, Payment, Statement, Status};

use crate::table::{ACCOUNTS, CURRENCIES, ENTRIES, LEGS, PARTIES, PAYMENTS, STATEMENTS, Table};
use crate::value::{Cells, Value, amount};
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

/// Whose eyes it is seen with: a party sees what is its own, and all that is in its currencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who looks.
    pub party: PartyId,
    /// The currencies that it issues.
    pub currencies: Vec<CurrencyId>,
}

impl<T> Page<T> {
    /// With the end of what was looked at to go on from, where nothing nearer is.
    fn or_from(self, end: Option<Cursor>) -> Self {
        Self { next: self.next.or(end), ..self }
    }
}

/// Which payments; what is none does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaymentSearch<'a> {
    /// As it is seen by one party; none: all of it.
    pub seen: Option<&'a Seen>,
    /// Of this name. A name used again, and refused repetitions, are rows of their own.
    pub uetr: Option<Uetr>,
    /// Given by it, or with a leg from it or to it.
    pub party: Option<PartyId>,
    /// How they stand.
    pub status: Option<Status>,
    /// With a leg in it.
    pub currency: Option<CurrencyId>,
    /// With a leg from it or to it; where the party is named too, between both.
    pub counterparty: Option<PartyId>,
    /// With a leg of this or more. Unit: minor units.
    pub at_least: Option<Amount>,
    /// With a leg of this or less. Unit: minor units.
    pub at_most: Option<Amount>,
    /// Received at this instant or later.
    pub from: Option<Instant>,
    /// Received before this instant.
    pub until: Option<Instant>,
    /// After this row.
    pub after: Option<Cursor>,
    /// How many. Range: 1 to [`MOST`]; none: [`MOST`].
    pub limit: Option<u32>,
    /// How many rows are looked at for one page, whether they fit or not; none: as many as it takes.
    pub look: Option<u32>,
}

/// Which entries; what is none does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntrySearch<'a> {
    /// As it is seen by one party; none: all of it.
    pub seen: Option<&'a Seen>,
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
    /// How many rows are looked at for one page, whether they fit or not; none: as many as it takes.
    pub look: Option<u32>,
}

impl EntrySearch<'_> {
    /// Those that a statement tells.
    pub fn of(statement: &Statement) -> Self {
        Self {
            party: Some(statement.party),
            currency: Some(statement.currency),
            statement: Some(statement.number),
            ..Self::default()
        }
    }

    /// All of them, page by page. Order: as they were booked.
    pub fn all(self, views: &mut Views) -> Result<Vec<Entry>, Fault> {
        let (mut search, mut rows) = (self, Vec::new());
        loop {
            let page = views.entries(&search)?;
            rows.extend(page.rows);
            search.after = page.next;
            if search.after.is_none() {
                return Ok(rows);
            }
        }
    }
}

/// Which statements; what is none does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatementSearch<'a> {
    /// As it is seen by one party; none: all of it.
    pub seen: Option<&'a Seen>,
    /// Of its accounts.
    pub party: Option<PartyId>,
    /// In this currency.
    pub currency: Option<CurrencyId>,
    /// Of this operating day.
    pub date: Option<BusinessDate>,
}

/// Conditions that all must hold, with their values in the order of their numbers.
#[derive(Clone, Default)]
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

    /// Of the time that is asked for.
    ///
    /// Instants rise with positions, so a time is a stretch of the log.
    fn received(&mut self, search: &PaymentSearch<'_>) {
        let first = "SELECT position FROM records WHERE instant >= @ ORDER BY instant LIMIT 1";
        if let Some(from) = search.from {
            self.that(&format!("position >= ({first})"), [from.into()]);
        }
        if let Some(until) = search.until {
            let condition = format!("position < COALESCE(({first}), {})", i64::MAX);
            self.that(&condition, [until.into()]);
        }
    }

    /// With one leg that is all that is asked of legs.
    fn leg(&mut self, search: &PaymentSearch<'_>) {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        if let Some(currency) = search.currency {
            conditions.push("leg.currency = @");
            values.push(currency.into());
        }
        if let Some(other) = search.counterparty {
            let party = search.party.unwrap_or(other);
            conditions.push(match search.party {
                Some(_) => "(debtor = @ AND creditor = @ OR creditor = @ AND debtor = @)",
                None => "(debtor = @ OR creditor = @)",
            });
            let sides = [party, other, party, other].map(Value::from);
            let named = if search.party.is_some() { 4 } else { 2 };
            values.extend(sides.into_iter().take(named));
        }
        let bounds = [
            ("(leg.amount_high, leg.amount_low) >= (@, @)", search.at_least),
            ("(leg.amount_high, leg.amount_low) <= (@, @)", search.at_most),
        ];
        for (condition, bound) in bounds {
            if let Some(bound) = bound {
                conditions.push(condition);
                values.extend(amount(bound));
            }
        }
        if !conditions.is_empty() {
            self.that(&with_leg(&conditions.join(" AND ")), values);
        }
    }

    /// One that a party sees.
    ///
    /// What the rules said no to at once is of no concern to those it names: who gave it sees it, and
    /// the agent of its currency.
    fn payment(&mut self, seen: Option<&Seen>) {
        let Some(seen) = seen else { return };
        let refused = Status::Refused.name();
        let own = with_leg("debtor = @ OR creditor = @");
        let issued = match seen.currencies.len() {
            0 => String::new(),
            many => format!(" OR {}", with_leg(&format!("leg.currency IN ({})", places(many)))),
        };
        let values = [(); 3].map(|()| Value::from(seen.party));
        let condition = format!("(party = @ OR status <> '{refused}' AND {own}{issued})");
        self.that(&condition, values.into_iter().chain(codes(seen)));
    }

    /// Of an account that a party sees.
    fn account(&mut self, seen: Option<&Seen>) {
        if let Some(seen) = seen {
            let issued = match seen.currencies.len() {
                0 => String::new(),
                many => format!(" OR currency IN ({})", places(many)),
            };
            let condition = format!("(party = @{issued})");
            let party = std::iter::once(Value::from(seen.party));
            self.that(&condition, party.chain(codes(seen)));
        }
    }

    fn after(&mut self, cursor: Option<Cursor>) {
        if let Some(Cursor { position, number }) = cursor {
            let values = [position.into(), Value::whole(number)];
            self.that("(position, number) > (@, @)", values);
        }
    }
}

/// That a payment has a leg of which a condition holds.
fn with_leg(condition: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM legs leg WHERE leg.position = payments.position \
         AND leg.number = payments.number AND ({condition}))"
    )
}

/// So many places of values.
fn places(many: usize) -> String {
    vec!["@"; many].join(", ")
}

fn codes(seen: &Seen) -> impl Iterator<Item = Value> {
    seen.currencies.iter().map(|currency| Value::from(*currency))
}

impl Views {
    /// Payments that fit. Order: as they came.
    ///
    /// Costs O(rows answered) where a name is given; else a walk through the payments of the time
    /// that is asked for, after the cursor, until enough were found or looked at.
    pub fn payments(&mut self, search: &PaymentSearch<'_>) -> Result<Page<Payment>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("uetr", search.uetr.map(Value::from));
        wanted.received(search);
        wanted.after(search.after);
        let end = self.window(&PAYMENTS, &mut wanted, search.look)?;
        wanted.equal("status", search.status.map(|status| Value::name(status.name())));
        if let Some(party) = search.party {
            let values = [(); 3].map(|()| Value::from(party));
            let leg = with_leg("debtor = @ OR creditor = @");
            wanted.that(&format!("(party = @ OR {leg})"), values);
        }
        wanted.leg(search);
        wanted.payment(search.seen);
        let page =
            self.page(&PAYMENTS, wanted, search.limit, Payment::read, |payment| payment.cursor)?;
        Ok(page.or_from(end))
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
    ///
    /// Costs O(rows answered) for the day of an account; else a walk through those of the day.
    pub fn entries(&mut self, search: &EntrySearch<'_>) -> Result<Page<Entry>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("date", search.date.map(Value::from));
        wanted.after(search.after);
        let end = self.window(&ENTRIES, &mut wanted, search.look)?;
        // The day is the better way in, unless the account is known: a sign keeps both databases
        // from the index that begins with the party.
        let party = match (search.date, search.currency) {
            (Some(_), None) => "+party",
            (None, _) | (_, Some(_)) => "party",
        };
        wanted.equal(party, search.party.map(Value::from));
        wanted.equal("currency", search.currency.map(Value::from));
        wanted.equal("statement", search.statement.map(Value::whole));
        wanted.equal("uetr", search.uetr.map(Value::from));
        wanted.account(search.seen);
        let page = self.page(&ENTRIES, wanted, search.limit, Entry::read, |entry| entry.cursor)?;
        Ok(page.or_from(end))
    }

    /// Statements that fit. Order: by party, then currency, then number.
    ///
    /// Their entries are those of [`EntrySearch`] with the statement's number.
    pub fn statements(&mut self, search: &StatementSearch<'_>) -> Result<Vec<Statement>, Fault> {
        let mut wanted = Wanted::default();
        wanted.equal("party", search.party.map(Value::from));
        wanted.equal("currency", search.currency.map(Value::from));
        wanted.equal("date", search.date.map(Value::from));
        wanted.account(search.seen);
        self.all(&STATEMENTS, wanted, Statement::read)
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

    /// Up to where rows are looked at, if that is not to their end; bounds what is wanted by it.
    fn window(
        &mut self,
        table: &Table,
        wanted: &mut Wanted,
        look: Option<u32>,
    ) -> Result<Option<Cursor>, Fault> {
        let Some(look) = look else { return Ok(None) };
        let Wanted { sql, values } = wanted.clone();
        let (name, before) = (table.name, look.saturating_sub(1));
        let sql = format!(
            "SELECT position, number FROM {name}{sql} ORDER BY position, number \
             LIMIT 1 OFFSET {before}"
        );
        let mut end = None;
        self.connection.ask(&sql, &values, &mut |row| {
            let mut cells = Cells::of(row);
            end = Some(Cursor { position: cells.position()?, number: cells.whole()? });
            Ok(())
        })?;
        if let Some(Cursor { position, number }) = end {
            let values = [position.into(), Value::whole(number)];
            wanted.that("(position, number) <= (@, @)", values);
        }
        Ok(end)
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
