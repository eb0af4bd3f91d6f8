//! The two databases behind one small door: the same SQL text for both, bulk writes each in its
//! own way.

mod postgres;
mod secured;
mod sqlite;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::Fault;
use crate::table::{TABLES, Table};
use crate::value::{Row, Value};

/// Where views are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// `sqlite:FILE`: a file, made if it is missing.
    Sqlite(PathBuf),
    /// `postgres://...`: a database that exists, on this machine, or on another with
    /// `?sslmode=verify-full&sslrootcert=FILE`, the certificates that the server's must come from.
    Postgres(String),
}

impl FromStr for Target {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        match text.split_once(':') {
            Some(("sqlite", file)) if !file.is_empty() => Ok(Self::Sqlite(PathBuf::from(file))),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            // What was given is not repeated: it may hold a password.
            _ => Err(Fault::new("views are kept in sqlite:FILE or postgres://USER@HOST/DATABASE")),
        }
    }
}

/// Without what comes before the host, where a password may stand.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Postgres(url) => {
                let plain = url.split('?').next().unwrap_or_default();
                let place = plain.rsplit_once('@').map_or_else(
                    || plain.split_once("://").map_or("", |(_, rest)| rest),
                    |(_, rest)| rest,
                );
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Rows to be written together with the position they bring the views to.
pub(crate) struct Batch {
    /// Order: as the tables. Shape: one for each table that has rows.
    pub(crate) rows: BTreeMap<&'static str, Vec<Row>>,
    /// What is known of the whole, and what it was before.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The position the views stood at before.
    pub(crate) before: u64,
}

/// Where the views stand, in the table of facts.
pub(crate) const POSITION: &str = "position";

/// A connection; implemented by each database.
pub(crate) trait Connection: Send {
    /// Runs statements that answer nothing.
    fn run(&mut self, sql: &str) -> Result<(), Fault>;

    /// Asks, with `$1` and so on for the values, and gives each row.
    fn ask(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(Row) -> Result<(), Fault>,
    ) -> Result<(), Fault>;

    /// Whether a table of that name exists.
    fn has(&mut self, table: &str) -> Result<bool, Fault>;

    /// Refuses every change from now on.
    fn only_read(&mut self) -> Result<(), Fault>;

    /// Gets ready to write; the tables exist.
    fn prepare(&mut self) -> Result<(), Fault>;

    /// Writes all of a batch or nothing.
    fn write(&mut self, batch: &Batch) -> Result<(), Fault>;
}

/// Opens a connection.
pub(crate) fn connect(target: &Target) -> Result<Box<dyn Connection>, Fault> {
    Ok(match target {
        Target::Sqlite(file) => Box::new(sqlite::Sqlite::open(file)?),
        Target::Postgres(url) => Box::new(postgres::Postgres::open(url)?),
    })
}

/// The tables in their order, each with its rows in a batch.
fn filled(batch: &Batch) -> impl Iterator<Item = (&'static Table, &Vec<Row>)> {
    let rows = |table: &&'static Table| Some((*table, batch.rows.get(table.name)?));
    TABLES.iter().filter_map(rows).filter(|(_, rows)| !rows.is_empty())
}

fn moved_meanwhile(before: u64) -> Fault {
    Fault::new(format!(
        "the views stand no more at {before}: another process writes them; stop that one"
    ))
}

/// Moves the position on, if it is still the one it was.
const MOVE: &str = "UPDATE facts SET value = $1 WHERE name = 'position' AND value = $2";

/// States a fact.
const STATE: &str = "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_never_shows_a_password() {
        let target: Target = "postgres://bank:secret@db.local/views?password=secret"
            .parse()
            .expect("it is well formed");
        assert_eq!(target.to_string(), "postgres://db.local/views");
        assert_eq!(format!("{target:?}"), "postgres://db.local/views");
        let refused = "mysql://bank:secret@db".parse::<Target>().expect_err("no such database");
        assert!(!refused.to_string().contains("secret"));
    }
}
