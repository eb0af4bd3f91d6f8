use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut};
use postgres::{Client, Transaction};

use super::secured;
use super::{Batch, Connection, MOVE, POSITION, STATE, filled, moved_meanwhile};
use crate::Fault;
use crate::table::{Changes, TABLES, Table};
use crate::value::{Row, Value};

pub(super) struct Postgres(Client);

fn failed(tried: &str) -> impl FnOnce(postgres::Error) -> Fault + '_ {
    move |error| Fault::because(format!("{tried} in PostgreSQL"), error)
}

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self, Fault> {
        secured::connect(url).map(Self)
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Whole(number) => number.to_sql(kind, out),
            Self::Text(text) => text.as_ref().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::INT8 || *kind == Type::TEXT
    }

    postgres::types::to_sql_checked!();
}

fn value(row: &postgres::Row, column: usize) -> Result<Value, Fault> {
    let reading = "reading a row";
    let kind = row.columns().get(column).map(postgres::Column::type_);
    match kind {
        Some(&Type::INT8) => {
            let number: Option<i64> = row.try_get(column).map_err(failed(reading))?;
            Ok(Value::maybe(number, Value::Whole))
        }
        Some(&Type::TEXT) => {
            let text: Option<String> = row.try_get(column).map_err(failed(reading))?;
            Ok(Value::maybe(text, Value::text))
        }
        _ => Err(Fault::new("reading a row: a cell is neither number nor text")),
    }
}

impl Connection for Postgres {
    fn run(&mut self, sql: &str) -> Result<(), Fault> {
        self.0.batch_execute(sql).map_err(failed("changing the tables"))
    }

    fn ask(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(Row) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let asking = "asking the tables";
        let mut rows = self.0.query_raw(sql, values).map_err(failed(asking))?;
        while let Some(row) = rows.next().map_err(failed(asking))? {
            let cells = (0..row.len()).map(|column| value(&row, column));
            each(cells.collect::<Result<Row, Fault>>()?)?;
        }
        Ok(())
    }

    fn has(&mut self, table: &str) -> Result<bool, Fault> {
        let found = self.0.query_opt("SELECT to_regclass($1)::text", &[&table]);
        let found = found.map_err(failed("looking for the tables"))?;
        Ok(found.is_some_and(|row| matches!(row.try_get(0), Ok(Some::<String>(_)))))
    }

    fn only_read(&mut self) -> Result<(), Fault> {
        self.run("SET default_transaction_read_only = on")
    }

    /// Rows are copied into tables of this connection, and from there to where they belong.
    fn prepare(&mut self) -> Result<(), Fault> {
        let staged = TABLES.iter().filter(|table| table.changes == Changes::Rewritten);
        for table in staged {
            let name = table.name;
            self.run(&format!(
                "CREATE TEMP TABLE staged_{name} (LIKE {name}) ON COMMIT DELETE ROWS"
            ))?;
        }
        Ok(())
    }

    fn write(&mut self, batch: &Batch) -> Result<(), Fault> {
        let writing = "writing rows";
        let mut transaction = self.0.transaction().map_err(failed(writing))?;
        for (table, rows) in filled(batch) {
            match table.changes {
                Changes::Never => copy(&mut transaction, table.name, table, rows)?,
                Changes::Rewritten => {
                    let staged = format!("staged_{}", table.name);
                    copy(&mut transaction, &staged, table, rows)?;
                    transaction.batch_execute(&replace(table)).map_err(failed(writing))?;
                }
            }
        }
        for (name, value) in &batch.facts {
            if *name == POSITION {
                let moved = transaction.execute(MOVE, &[value, &batch.before.to_string()]);
                if moved.map_err(failed(writing))? != 1 {
                    return Err(moved_meanwhile(batch.before));
                }
            } else {
                transaction.execute(STATE, &[name, value]).map_err(failed(writing))?;
            }
        }
        transaction.commit().map_err(failed(writing))
    }
}

/// The text form of COPY: cells between tabulators, rows between line feeds.
fn copy(
    transaction: &mut Transaction<'_>,
    into: &str,
    table: &Table,
    rows: &[Row],
) -> Result<(), Fault> {
    let copying = "copying rows";
    let sql = format!("COPY {into} ({}) FROM STDIN", table.all());
    let mut writer = transaction.copy_in(&sql).map_err(failed(copying))?;
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            push_cell(&mut text, cell);
        }
        text.push('\n');
    }
    let written = writer.write_all(text.as_bytes());
    written.map_err(|error| Fault::because("copying rows to PostgreSQL", error))?;
    writer.finish().map_err(failed(copying))?;
    Ok(())
}

fn push_cell(text: &mut String, cell: &Value) {
    match cell {
        Value::Null => text.push_str("\\N"),
        Value::Whole(number) => {
            // Writing to a string does not fail.
            let _ = write!(text, "{number}");
        }
        Value::Text(cell) => {
            for character in cell.chars() {
                match character {
                    '\\' => text.push_str("\\\\"),
                    '\t' => text.push_str("\\t"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    other => text.push(other),
                }
            }
        }
    }
}

fn replace(table: &Table) -> String {
    let (name, all, keys) = (table.name, table.all(), table.keys());
    let others = table.columns.iter().skip(table.key);
    let set: Vec<String> = others.map(|(name, _)| format!("{name} = excluded.{name}")).collect();
    let set = set.join(", ");
    format!(
        "INSERT INTO {name} ({all}) SELECT {all} FROM staged_{name} \
         ON CONFLICT ({keys}) DO UPDATE SET {set}"
    )
}
