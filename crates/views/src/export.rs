//! A day of history as one file: lines of text, or columns for programs that reckon.
//!
//! Both forms are made of the same rows, page by page, so that a day of any size takes the memory
//! of a page; whoever takes the file sets the pace.

mod columns;
mod csv;
mod rows;

use std::fmt;
use std::io::Write;

use settlement::PartyId;
use terms::{BusinessDate, Instant};

use crate::{Fault, Names, Seen, Views};

pub use csv::write_line;
pub use rows::begins;

/// What of a day is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Daily {
    /// Entries of accounts that count for the operating day.
    Entries,
    /// Payments received on the date in UTC.
    Payments,
    /// Statements of the operating day.
    Statements,
}

impl Daily {
    /// All there are. Order: as they are written.
    pub const ALL: [Self; 3] = [Self::Entries, Self::Payments, Self::Statements];

    /// As it is called in names of files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Payments => "payments",
            Self::Statements => "statements",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|daily| daily.name() == name)
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values, as RFC 4180 has them.
    Csv,
    /// Apache Parquet: columns with their types, amounts also in minor units.
    Parquet,
}

/// What is exported, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// What of the day.
    pub of: Daily,
    /// Which day.
    pub day: BusinessDate,
    /// Of this participant alone.
    pub party: Option<PartyId>,
    /// As it is seen by one party; none: all of it.
    pub seen: Option<&'a Seen>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// A whole number that is not below zero.
    Number,
    Date,
    Instant,
    /// An amount in minor units: beside the same in units of its currency, for who reckons with it,
    /// and not in text.
    Minor,
}

/// A cell of a row; what does not apply is none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    Text(Option<String>),
    Number(Option<u64>),
    Date(Option<BusinessDate>),
    Instant(Option<Instant>),
    Minor(Option<i128>),
}

impl Cell {
    fn text(text: impl fmt::Display) -> Self {
        Self::Text(Some(text.to_string()))
    }

    fn number(number: impl Into<u64>) -> Self {
        Self::Number(Some(number.into()))
    }
}

type Columns = [(&'static str, Kind)];

/// Where rows go.
trait Sheet {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Fault>;

    /// Writes what is still to be written.
    fn end(self: Box<Self>) -> Result<(), Fault>;
}

impl Views {
    /// Writes a day and answers how many rows it has.
    ///
    /// Costs O(rows of the day), and memory for [`crate::MOST`] of them.
    pub fn export(
        &mut self,
        export: &Export<'_>,
        form: Form,
        out: impl Write + Send,
    ) -> Result<u64, Fault> {
        let names = Names::of(self)?;
        let columns = rows::columns(export.of);
        let mut sheet: Box<dyn Sheet + '_> = match form {
            Form::Csv => Box::new(csv::Lines::begin(columns, out)?),
            Form::Parquet => Box::new(columns::Blocks::begin(export.of.name(), columns, out)?),
        };
        let count = match export.of {
            Daily::Entries => rows::entries(self, &names, export, sheet.as_mut())?,
            Daily::Payments => rows::payments(self, &names, export, sheet.as_mut())?,
            Daily::Statements => rows::statements(self, &names, export, sheet.as_mut())?,
        };
        sheet.end()?;
        Ok(count)
    }
}
