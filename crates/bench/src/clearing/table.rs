//! Rows as they come: a Markdown table for people, one JSON object a line for machines.

use std::io::{self, Write as _, stdout};

use serde_json::{Map, Value, json};

/// What stands in a column.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// A number, and how many decimals people see of it; machines see all.
    Number(f64, usize),
    /// A count.
    Count(u64),
    /// Words.
    Text(&'static str),
    /// Not measured here.
    Nothing,
}

impl Cell {
    /// A number with two decimals, if there is one.
    pub(crate) fn maybe(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, |number| Self::Number(number, 2))
    }

    fn shown(&self) -> String {
        match self {
            // A share of nothing is none.
            Self::Number(number, _) if !number.is_finite() => String::from("-"),
            Self::Number(number, decimals) => format!("{number:.decimals$}"),
            Self::Count(count) => count.to_string(),
            Self::Text(text) => (*text).to_owned(),
            Self::Nothing => String::from("-"),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Number(number, _) => json!(number),
            Self::Count(count) => json!(count),
            Self::Text(text) => json!(text),
            Self::Nothing => Value::Null,
        }
    }
}

/// A column's key for machines, its heading for people, and what a row has in it.
pub(crate) type Column = (&'static str, &'static str, Cell);

/// A table under way.
pub(crate) struct Table {
    name: &'static str,
    title: &'static str,
    as_json: bool,
    begun: bool,
}

impl Table {
    /// A table of this name for machines and this title for people.
    pub(crate) const fn new(name: &'static str, title: &'static str, as_json: bool) -> Self {
        Self { name, title, as_json, begun: false }
    }

    /// Prints a row; every row of a table has the same columns.
    pub(crate) fn row(&mut self, columns: &[Column]) -> io::Result<()> {
        let mut out = stdout().lock();
        if self.as_json {
            let mut object = Map::new();
            object.insert("table".into(), json!(self.name));
            let cells = columns.iter().map(|(key, _, cell)| ((*key).to_owned(), cell.value()));
            object.extend(cells);
            return writeln!(out, "{}", Value::Object(object));
        }
        if !std::mem::replace(&mut self.begun, true) {
            let headings: Vec<&str> = columns.iter().map(|(_, heading, _)| *heading).collect();
            writeln!(out, "\n### {}\n\n| {} |", self.title, headings.join(" | "))?;
            writeln!(out, "|{}", "---:|".repeat(columns.len()))?;
        }
        let cells: Vec<String> = columns.iter().map(|(_, _, cell)| cell.shown()).collect();
        writeln!(out, "| {} |", cells.join(" | "))
    }
}

/// Says on the error stream what is measured now, so that nobody wonders.
pub(crate) struct Progress {
    done: usize,
    all: usize,
}

impl Progress {
    /// So many things are to be measured.
    pub(crate) const fn new(all: usize) -> Self {
        Self { done: 0, all }
    }

    /// The next one begins.
    pub(crate) fn next(&mut self, what: &str) {
        self.done += 1;
        eprintln!("[{}/{}] {what}", self.done, self.all);
    }
}
