use std::borrow::Cow;

use settlement::PartyId;
use terms::{Amount, Balance, BusinessDate, CurrencyId, Instant, LogPosition, Uetr};

use crate::Fault;

/// The low part of an amount counts to this; the high part counts how often.
///
/// Ten to the twelfth: so both parts of everything bookable (10^24) are far inside 64 bits, and
/// sums of nine million rows are too.
const PART: i128 = 1_000_000_000_000;

/// What a cell of a table holds: only what both databases keep and order alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Whole(i64),
    Text(Cow<'static, str>),
}

/// A row. Order: as the table's columns.
pub(crate) type Row = Vec<Value>;

impl Value {
    pub(crate) const fn name(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }

    /// Numbers beyond 63 bits do not occur in a log; the end of the range would stand for them.
    pub(crate) fn whole(number: impl TryInto<i64>) -> Self {
        Self::Whole(number.try_into().unwrap_or(i64::MAX))
    }

    pub(crate) fn maybe<T>(some: Option<T>, to: impl FnOnce(T) -> Self) -> Self {
        some.map_or(Self::Null, to)
    }
}

impl From<LogPosition> for Value {
    fn from(position: LogPosition) -> Self {
        Self::whole(position.number())
    }
}

impl From<Instant> for Value {
    fn from(instant: Instant) -> Self {
        Self::whole(instant.unix_nanos())
    }
}

impl From<PartyId> for Value {
    fn from(party: PartyId) -> Self {
        Self::Whole(i64::from(party.number()))
    }
}

impl From<CurrencyId> for Value {
    fn from(currency: CurrencyId) -> Self {
        Self::Whole(i64::from(currency.number()))
    }
}

impl From<Uetr> for Value {
    fn from(uetr: Uetr) -> Self {
        Self::text(uetr.to_string())
    }
}

impl From<BusinessDate> for Value {
    fn from(date: BusinessDate) -> Self {
        Self::text(date.to_string())
    }
}

/// A balance in two cells: `high` x 10^12 + `low`, with `low` from 0 to 10^12 - 1.
///
/// Ordering by high and then low is ordering by the balance, and sums of each are its sum.
/// Beyond 9.2 x 10^30 both are null: only a refused command can state that much.
pub(crate) fn balance(balance: Balance) -> [Value; 2] {
    let (high, low) = (balance.minor().div_euclid(PART), balance.minor().rem_euclid(PART));
    match (i64::try_from(high), i64::try_from(low)) {
        (Ok(high), Ok(low)) => [Value::Whole(high), Value::Whole(low)],
        _ => [Value::Null, Value::Null],
    }
}

/// An amount in two cells, as a balance.
pub(crate) fn amount(amount: Amount) -> [Value; 2] {
    i128::try_from(amount.minor())
        .map_or([Value::Null, Value::Null], |minor| balance(Balance::from_minor(minor)))
}

/// Reads the cells of a row in their order.
pub(crate) struct Cells(std::vec::IntoIter<Value>);

impl Cells {
    pub(crate) fn of(row: Row) -> Self {
        Self(row.into_iter())
    }

    fn unexpected(what: &str) -> Fault {
        Fault::new(format!(
            "reading a row: {what} is missing or of another kind; rebuild the views"
        ))
    }

    pub(crate) fn maybe_whole(&mut self) -> Result<Option<i64>, Fault> {
        match self.0.next() {
            Some(Value::Whole(number)) => Ok(Some(number)),
            Some(Value::Null) => Ok(None),
            Some(Value::Text(_)) | None => Err(Self::unexpected("a number")),
        }
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, Fault> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text.into_owned())),
            Some(Value::Null) => Ok(None),
            Some(Value::Whole(_)) | None => Err(Self::unexpected("a text")),
        }
    }

    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        self.maybe_text()?.ok_or_else(|| Self::unexpected("a text"))
    }

    /// A number in the range of what it stands for.
    pub(crate) fn whole<T: TryFrom<i64>>(&mut self) -> Result<T, Fault> {
        let number = self.maybe_whole()?;
        number.and_then(|n| T::try_from(n).ok()).ok_or_else(|| Self::unexpected("a number"))
    }

    pub(crate) fn maybe<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Fault> {
        match self.maybe_whole()? {
            None => Ok(None),
            Some(n) => T::try_from(n).map(Some).map_err(|_| Self::unexpected("a number")),
        }
    }

    pub(crate) fn parsed<T: std::str::FromStr>(&mut self) -> Result<T, Fault> {
        self.text()?.parse().map_err(|_| Self::unexpected("a well-formed text"))
    }

    pub(crate) fn maybe_parsed<T: std::str::FromStr>(&mut self) -> Result<Option<T>, Fault> {
        let text = self.maybe_text()?;
        let parsed = text.map(|text| text.parse()).transpose();
        parsed.map_err(|_| Self::unexpected("a well-formed text"))
    }

    pub(crate) fn maybe_balance(&mut self) -> Result<Option<Balance>, Fault> {
        let (high, low) = (self.maybe_whole()?, self.maybe_whole()?);
        Ok(high
            .zip(low)
            .map(|(high, low)| Balance::from_minor(i128::from(high) * PART + i128::from(low))))
    }

    pub(crate) fn balance(&mut self) -> Result<Balance, Fault> {
        self.maybe_balance()?.ok_or_else(|| Self::unexpected("an amount"))
    }

    pub(crate) fn amount(&mut self) -> Result<Amount, Fault> {
        Ok(self.balance()?.positive())
    }

    pub(crate) fn party(&mut self) -> Result<PartyId, Fault> {
        self.whole().map(PartyId::new)
    }

    pub(crate) fn currency(&mut self) -> Result<CurrencyId, Fault> {
        self.whole().map(CurrencyId::new)
    }

    pub(crate) fn position(&mut self) -> Result<LogPosition, Fault> {
        self.whole().map(LogPosition::new)
    }

    pub(crate) fn instant(&mut self) -> Result<Instant, Fault> {
        self.whole().map(Instant::from_unix_nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_order_and_their_sum_in_two_cells() {
        let minors =
            [-(10_i128.pow(24)), -PART - 1, -PART, -1, 0, 1, PART - 1, PART, 10_i128.pow(24)];
        let cells: Vec<_> = minors.iter().map(|m| balance(Balance::from_minor(*m))).collect();
        let parts = |[high, low]: &[Value; 2]| match (high, low) {
            (Value::Whole(high), Value::Whole(low)) => (*high, *low),
            other => panic!("{other:?} are no numbers"),
        };
        let parts: Vec<_> = cells.iter().map(parts).collect();
        assert!(parts.is_sorted());
        let sum: (i64, i64) = parts.iter().fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        assert_eq!(i128::from(sum.0) * PART + i128::from(sum.1), minors.iter().sum::<i128>());
        for (minor, cells) in minors.iter().zip(cells) {
            let read = Cells::of(cells.to_vec()).balance().expect("both cells are numbers");
            assert_eq!(read.minor(), *minor);
        }
    }

    #[test]
    fn what_no_account_can_hold_is_null_and_not_something_else() {
        assert_eq!(amount(Amount::from_minor(u128::MAX)), [Value::Null, Value::Null]);
        assert_eq!(balance(Balance::from_minor(i128::MIN)), [Value::Null, Value::Null]);
    }
}
