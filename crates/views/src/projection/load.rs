//! What the projection remembers, read from its own tables.

use terms::Digest;

use super::{Account, Currency, Order, Payment, Projection};
use crate::Fault;
use crate::database::Connection;
use crate::table::{ACCOUNTS, CURRENCIES, ORDERS, PAYMENTS, Table};
use crate::value::{Cells, Row};

/// How many cells of a payment never change.
const FIXED: usize = 16;

impl Projection {
    /// As it was when what stands in the tables was written.
    pub(crate) fn load(connection: &mut dyn Connection) -> Result<Self, Fault> {
        let mut it = Self::default();
        each(connection, &ACCOUNTS, "", |row| it.load_account(Cells::of(row)))?;
        each(connection, &CURRENCIES, "", |row| it.load_currency(Cells::of(row)))?;
        each(connection, &PAYMENTS, "status = 'pending'", |row| it.load_payment(row))?;
        each(connection, &ORDERS, "status = 'standing'", |row| it.load_order(row))?;
        let sql = "SELECT value FROM facts WHERE name = 'head'";
        let mut head = Digest::ZERO;
        connection.ask(sql, &[], &mut |row| {
            head = Cells::of(row).parsed()?;
            Ok(())
        })?;
        it.head = head;
        Ok(it)
    }

    fn load_account(&mut self, mut cells: Cells) -> Result<(), Fault> {
        let key = (cells.party()?, cells.currency()?);
        let account = Account {
            class: cells.text()?,
            access: cells.text()?,
            balance: cells.balance()?,
            credit: cells.amount()?,
            opening: cells.balance()?,
            statements: cells.whole()?,
            entries: cells.whole()?,
            position: cells.position()?,
        };
        self.accounts.insert(key, account);
        Ok(())
    }

    fn load_currency(&mut self, mut cells: Cells) -> Result<(), Fault> {
        let id = cells.currency()?;
        let currency = Currency {
            code: cells.text()?,
            minor_units: cells.whole()?,
            agent: cells.party()?,
            valid_from: cells.maybe_parsed()?,
            valid_until: cells.maybe_parsed()?,
            date: cells.maybe_parsed()?,
            position: cells.position()?,
        };
        self.currencies.insert(id, currency);
        Ok(())
    }

    fn load_payment(&mut self, mut row: Row) -> Result<(), Fault> {
        let rest = row.split_off(FIXED.min(row.len()));
        let uetr = Cells::of(row.get(2..3).unwrap_or_default().to_vec()).parsed()?;
        // After the status: waiting, refusal, how, round, matched.
        let waiting = rest.get(1).cloned().unwrap_or(crate::value::Value::Null);
        let matched = Cells::of(rest.get(5..6).unwrap_or_default().to_vec()).maybe_parsed()?;
        let payment = Payment { uetr, fixed: row, legs: Vec::new(), waiting, matched };
        self.open.insert(uetr, payment);
        Ok(())
    }

    fn load_order(&mut self, row: Row) -> Result<(), Fault> {
        let terms = row.get(10..14).unwrap_or_default().to_vec();
        let mut cells = Cells::of(row);
        let mut order = Order {
            number: cells.whole()?,
            uetr: cells.parsed()?,
            party: cells.party()?,
            purpose: cells.text()?,
            sell: cells.currency()?,
            buy: cells.currency()?,
            amount: cells.amount()?,
            left: cells.amount()?,
            terms,
            position: terms::LogPosition::GENESIS,
            instant: terms::Instant::default(),
        };
        for _ in 0..4 {
            cells.maybe_whole()?;
        }
        cells.text()?;
        order.position = cells.position()?;
        order.instant = cells.instant()?;
        self.orders.insert(order.number, order);
        Ok(())
    }
}

fn each(
    connection: &mut dyn Connection,
    table: &Table,
    only: &str,
    mut load: impl FnMut(Row) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let only = if only.is_empty() { String::new() } else { format!(" WHERE {only}") };
    let sql = format!("SELECT {} FROM {}{only}", table.all(), table.name);
    connection.ask(&sql, &[], &mut load)
}
