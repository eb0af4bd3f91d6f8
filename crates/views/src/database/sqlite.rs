use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection as Inner, ToSql, params_from_iter};

use super::{Batch, Connection, MOVE, POSITION, STATE, filled, moved_meanwhile};
use crate::Fault;
use crate::table::{Changes, Table};
use crate::value::{Row, Value};

/// How long a write waits for somebody else's before it fails.
const PATIENCE: Duration = Duration::from_secs(10);

/// Statements kept ready: one for each table, and those of questions.
const STATEMENTS: usize = 64;

pub(super) struct Sqlite(Inner);

fn failed(tried: &str) -> impl FnOnce(rusqlite::Error) -> Fault + '_ {
    move |error| Fault::because(format!("{tried} in SQLite"), error)
}

/// Both databases read the same text; SQLite numbers its values with a question mark.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl Sqlite {
    /// Readers and the writer do not wait for each other, and a commit does not wait for the disk:
    /// what a failure of power takes is derived again.
    pub(super) fn open(file: &Path) -> Result<Self, Fault> {
        let opening = |error| Fault::because(format!("opening {}", file.display()), error);
        let inner = Inner::open(file).map_err(opening)?;
        inner.busy_timeout(PATIENCE).map_err(opening)?;
        inner
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;",
            )
            .map_err(opening)?;
        inner.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self(inner))
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Whole(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn value(from: ValueRef<'_>) -> Result<Value, Fault> {
    match from {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Whole(number)),
        ValueRef::Text(text) => Ok(Value::text(String::from_utf8_lossy(text))),
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(Fault::new("reading a row: a cell is neither number nor text; rebuild the views"))
        }
    }
}

impl Connection for Sqlite {
    fn run(&mut self, sql: &str) -> Result<(), Fault> {
        self.0.execute_batch(sql).map_err(failed("changing the tables"))
    }

    fn ask(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(Row) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let asking = "asking the tables";
        let mut statement = self.0.prepare_cached(&numbered(sql)).map_err(failed(asking))?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(failed(asking))?;
        while let Some(row) = rows.next().map_err(failed(asking))? {
            let cells = (0..columns).map(|column| {
                let cell = row.get_ref(column).map_err(failed(asking))?;
                value(cell)
            });
            each(cells.collect::<Result<Row, Fault>>()?)?;
        }
        Ok(())
    }

    fn has(&mut self, table: &str) -> Result<bool, Fault> {
        let mut found = false;
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1";
        self.ask(sql, &[Value::text(table)], &mut |_| {
            found = true;
            Ok(())
        })?;
        Ok(found)
    }

    fn only_read(&mut self) -> Result<(), Fault> {
        self.run("PRAGMA query_only = ON")
    }

    fn prepare(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn write(&mut self, batch: &Batch) -> Result<(), Fault> {
        let writing = "writing rows";
        // Taken for writing at once, so that two writers never meet half way.
        let begun = self.0.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
        let transaction = begun.map_err(failed(writing))?;
        for (table, rows) in filled(batch) {
            let mut insert = transaction.prepare_cached(&insert(table)).map_err(failed(writing))?;
            for row in rows {
                insert.execute(params_from_iter(row)).map_err(failed(writing))?;
            }
        }
        for (name, value) in &batch.facts {
            if *name == POSITION {
                let values = [value.clone(), batch.before.to_string()];
                let moved = transaction.execute(&numbered(MOVE), values);
                if moved.map_err(failed(writing))? != 1 {
                    return Err(moved_meanwhile(batch.before));
                }
            } else {
                let stated = transaction.execute(&numbered(STATE), [*name, value.as_str()]);
                stated.map_err(failed(writing))?;
            }
        }
        transaction.commit().map_err(failed(writing))
    }
}

fn insert(table: &Table) -> String {
    let verb = match table.changes {
        Changes::Never => "INSERT",
        Changes::Rewritten => "INSERT OR REPLACE",
    };
    let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("?{n}")).collect();
    format!("{verb} INTO {} ({}) VALUES ({})", table.name, table.all(), places.join(", "))
}
