//! Apache Parquet: blocks of rows, column by column, and at the end where each lies.
//!
//! The format is written forward alone, so it can be sent while it is made.

use std::io::Write;
use std::sync::Arc;

use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use terms::{BusinessDate, Instant};

use super::{Cell, Columns, Kind, Sheet};
use crate::{Fault, MOST};

fn failed(error: ParquetError) -> Fault {
    Fault::because("writing columns", error)
}

/// Rows as blocks of columns.
pub(super) struct Blocks<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    /// Order: as the columns. Shape: as many rows in each.
    waiting: Vec<Vec<Cell>>,
}

impl<W: Write + Send> Blocks<W> {
    /// Begins a file whose rows have these columns.
    pub(super) fn begin(name: &str, columns: &Columns, out: W) -> Result<Self, Fault> {
        let fields = columns.iter().map(|(name, kind)| match kind {
            Kind::Text => format!("optional binary {name} (STRING);"),
            Kind::Number => format!("optional int64 {name} (INTEGER(64,false));"),
            Kind::Date => format!("optional int32 {name} (DATE);"),
            Kind::Instant => format!("optional int64 {name} (TIMESTAMP(NANOS,true));"),
            Kind::Minor => format!("optional fixed_len_byte_array(16) {name} (DECIMAL(38,0));"),
        });
        let schema = format!("message {name} {{ {} }}", fields.collect::<String>());
        let schema = parse_message_type(&schema).map_err(failed)?;
        let properties = Arc::new(WriterProperties::builder().build());
        let writer = SerializedFileWriter::new(out, Arc::new(schema), properties);
        let waiting = columns.iter().map(|_| Vec::new()).collect();
        Ok(Self { writer: writer.map_err(failed)?, waiting })
    }

    fn rows(&self) -> usize {
        self.waiting.first().map_or(0, Vec::len)
    }

    fn write(&mut self) -> Result<(), Fault> {
        let mut block = self.writer.next_row_group().map_err(failed)?;
        for cells in &mut self.waiting {
            let column = block.next_column().map_err(failed)?;
            let mut column = column.ok_or_else(|| Fault::new("a row has a cell too many"))?;
            put(column.untyped(), std::mem::take(cells)).map_err(failed)?;
            column.close().map_err(failed)?;
        }
        block.close().map_err(failed)?;
        Ok(())
    }
}

/// What is there of the cells, and for each cell whether it is.
fn parted<T, U>(
    cells: Vec<Cell>,
    of: impl Fn(Cell) -> Option<T>,
    to: impl Fn(T) -> U,
) -> (Vec<U>, Vec<i16>) {
    let (mut values, mut levels) = (Vec::new(), Vec::with_capacity(cells.len()));
    for cell in cells {
        let value = of(cell).map(&to);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    (values, levels)
}

/// Writes the cells of one column.
fn put(column: &mut ColumnWriter<'_>, cells: Vec<Cell>) -> Result<(), ParquetError> {
    match column {
        ColumnWriter::ByteArrayColumnWriter(column) => {
            let text = |cell| if let Cell::Text(text) = cell { text } else { None };
            let bytes = |text: String| ByteArray::from(text.into_bytes());
            let (values, levels) = parted(cells, text, bytes);
            column.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::Int64ColumnWriter(column) => {
            let number = |cell| match cell {
                Cell::Number(number) => number,
                Cell::Instant(instant) => instant.map(Instant::unix_nanos),
                Cell::Text(_) | Cell::Date(_) | Cell::Minor(_) => None,
            };
            let (values, levels) = parted(cells, number, u64::cast_signed);
            column.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::Int32ColumnWriter(column) => {
            let date = |cell| if let Cell::Date(date) = cell { date } else { None };
            let (values, levels) = parted(cells, date, BusinessDate::days);
            column.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(column) => {
            let minor = |cell| if let Cell::Minor(minor) = cell { minor } else { None };
            let bytes = |minor: i128| {
                FixedLenByteArray::from(ByteArray::from(minor.to_be_bytes().to_vec()))
            };
            let (values, levels) = parted(cells, minor, bytes);
            column.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::BoolColumnWriter(_)
        | ColumnWriter::Int96ColumnWriter(_)
        | ColumnWriter::FloatColumnWriter(_)
        | ColumnWriter::DoubleColumnWriter(_) => {
            return Err(ParquetError::General("a column of a kind that no row has".into()));
        }
    }
    Ok(())
}

impl<W: Write + Send> Sheet for Blocks<W> {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Fault> {
        for (column, cell) in self.waiting.iter_mut().zip(cells) {
            column.push(cell);
        }
        if u32::try_from(self.rows()).is_ok_and(|rows| rows < MOST) { Ok(()) } else { self.write() }
    }

    fn end(mut self: Box<Self>) -> Result<(), Fault> {
        if self.rows() > 0 {
            self.write()?;
        }
        self.writer.close().map_err(failed)?;
        Ok(())
    }
}
