//! Comma-separated values as RFC 4180 writes them: cells in quotes where they need it.

use std::io::{self, Write};

use super::{Cell, Columns, Kind, Sheet};
use crate::Fault;

/// Writes a line.
pub fn write_line<'a>(
    out: &mut impl Write,
    cells: impl IntoIterator<Item = &'a str>,
) -> io::Result<()> {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

fn failed(error: io::Error) -> Fault {
    Fault::because("writing a line", error)
}

/// Rows as lines.
pub(super) struct Lines<W>(W);

impl<W: Write> Lines<W> {
    /// Writes the line of names.
    pub(super) fn begin(columns: &Columns, mut out: W) -> Result<Self, Fault> {
        let shown = columns.iter().filter(|(_, kind)| *kind != Kind::Minor);
        write_line(&mut out, shown.map(|(name, _)| *name)).map_err(failed)?;
        Ok(Self(out))
    }
}

/// As it stands in a line; none of what does not.
fn shown(cell: Cell) -> Option<String> {
    Some(match cell {
        Cell::Text(text) => text.unwrap_or_default(),
        Cell::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Cell::Date(date) => date.map(|date| date.to_string()).unwrap_or_default(),
        Cell::Instant(instant) => instant.map(|instant| instant.to_string()).unwrap_or_default(),
        Cell::Minor(_) => return None,
    })
}

impl<W: Write> Sheet for Lines<W> {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Fault> {
        let cells: Vec<String> = cells.into_iter().filter_map(shown).collect();
        write_line(&mut self.0, cells.iter().map(String::as_str)).map_err(failed)
    }

    fn end(mut self: Box<Self>) -> Result<(), Fault> {
        self.0.flush().map_err(failed)
    }
}
