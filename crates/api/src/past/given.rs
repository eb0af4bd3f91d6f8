//! What questions of the past say.

use settlement::PartyId;
use terms::{Amount, Bic, BusinessDate, CurrencyCode, CurrencyId, Instant, LogPosition, Uetr};
use views::{Cursor, Status, begins};

use super::MOST;
use crate::problem::{Code, Problem};
use crate::read::Given;

fn bad(text: impl Into<String>) -> Problem {
    Problem::with(Code::BadQuery, text)
}

impl Given {
    /// A day.
    pub(super) fn day(&self, name: &str) -> Result<Option<BusinessDate>, Problem> {
        let day = self.text(name).map(str::parse).transpose();
        day.map_err(|_| bad(format!("{name} is not a day such as 2026-11-24")))
    }

    /// The day that must be there.
    pub(super) fn date(&self) -> Result<BusinessDate, Problem> {
        self.day("date")?.ok_or_else(|| bad("date is missing"))
    }

    /// A name of a payment.
    pub(super) fn named(&self) -> Result<Option<Uetr>, Problem> {
        let uetr = self.text("uetr").map(Uetr::parse).transpose();
        uetr.map_err(|_| bad("uetr is not a UETR: a lower-case version 4 UUID"))
    }

    pub(super) fn status(&self) -> Result<Option<Status>, Problem> {
        let status = self.text("status").map(str::parse).transpose();
        status.map_err(|fault: views::Fault| bad(fault.to_string()))
    }

    /// A currency, with its fraction digits.
    pub(crate) fn currency(
        &self,
        board: &node::Board,
    ) -> Result<Option<(CurrencyId, u8)>, Problem> {
        let Some(text) = self.text("currency") else { return Ok(None) };
        let code = CurrencyCode::parse(text);
        let code = code.map_err(|_| bad("currency is not three capital letters"))?;
        let known = board.directory().currencies().find(|(_, known, _)| *known == code);
        let known = known.map(|(id, _, digits)| (id, digits));
        known
            .map(Some)
            .ok_or_else(|| Problem::with(Code::NotFound, "no currency has these letters"))
    }

    /// The other side of payments.
    pub(super) fn counterparty(&self, board: &node::Board) -> Result<Option<PartyId>, Problem> {
        let Some(text) = self.text("counterparty") else { return Ok(None) };
        let bic = Bic::parse(text).map_err(|_| bad("counterparty is not a BIC"))?;
        let known = board.directory().party(&bic);
        known.map(Some).ok_or_else(|| Problem::with(Code::NotFound, "no participant has this BIC"))
    }

    /// A bound of amounts, in the currency that is asked for.
    pub(super) fn bound(&self, name: &str, digits: Option<u8>) -> Result<Option<Amount>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let digits = digits.ok_or_else(|| bad(format!("{name} needs a currency")))?;
        let amount = Amount::parse_decimal(text, digits);
        amount.map(Some).map_err(|error| bad(format!("{name}: {error}")))
    }

    /// The place of an earlier answer.
    pub(super) fn after_row(&self) -> Result<Option<Cursor>, Problem> {
        let Some(text) = self.text("after") else { return Ok(None) };
        cursor(text).map(Some).ok_or_else(|| bad("after is not the next of an earlier answer"))
    }

    /// How many rows are wanted.
    pub(super) fn rows(&self) -> Result<u32, Problem> {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        Ok(u32::try_from(self.limit(most)?).unwrap_or(MOST))
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let (position, number) = text.split_once('.')?;
    let position = LogPosition::new(position.parse().ok()?);
    Some(Cursor { position, number: number.parse().ok()? })
}

/// The instant after a date in UTC.
pub(super) fn ends(date: BusinessDate) -> Instant {
    begins(date.plus_days(1))
}

/// An instant by which all of an operating day is past, whatever clock it goes by: it ends within
/// the date that follows it in UTC.
pub(super) fn over(date: BusinessDate) -> Instant {
    begins(date.plus_days(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let at = Cursor { position: LogPosition::new(71), number: 3 };
        assert_eq!(cursor(&super::super::cursor(at)), Some(at));
        for text in ["", "71", "71.", ".3", "71.3.1", "-1.2", "71.x"] {
            assert_eq!(cursor(text), None, "{text}");
        }
    }
}
