//! What no set can be worth, in whole numbers, from prices that floats propose.
//!
//! At any prices of rows that are not below zero, a set that can settle is worth no more than what
//! the rows' room costs and what items gain beyond what they take (Lagrange; Geoffrion 1974).
//! So prices may be as wrong as floats are: the ceiling is higher then, and never false (Neumaier
//! and Shcherbina 2004).

/// Bits of a ceiling at most, so that sums of many stay within 128.
const MOST_BITS: i32 = 118;
/// Binary places of a price at most.
const PLACES: i32 = 60;

/// The rows of a problem as they are, and what each item changes in them.
pub(crate) struct Rows {
    pub(crate) slack: Vec<i128>,
    /// Row and change, by item.
    pub(crate) changes: Vec<Vec<(u32, i128)>>,
}

/// Prices in whole numbers of a unit that is a power of two.
pub(crate) struct Prices {
    /// The unit is this many binary places below one.
    places: u32,
    by_row: Vec<i128>,
}

/// What no set can be worth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ceiling {
    worth: i128,
    places: u32,
}

impl Ceiling {
    /// Whether no set is worth so much.
    pub(crate) fn is_below(self, least: i128) -> bool {
        self.is_under(self.in_unit(least))
    }

    /// A value in the unit of this ceiling.
    pub(crate) fn in_unit(self, value: i128) -> i128 {
        // What is too large to be told in the unit is above every ceiling, if it is above zero.
        let far = if value > 0 { i128::MAX } else { i128::MIN };
        value.checked_mul(1_i128 << self.places).unwrap_or(far)
    }

    /// The same as [`Ceiling::is_below`], of a value in the ceiling's unit.
    pub(crate) fn is_under(self, least: i128) -> bool {
        self.worth < least
    }

    /// The ceiling where so much less is left.
    pub(crate) fn less(self, loss: i128) -> Self {
        Self { worth: self.worth.saturating_sub(loss), ..self }
    }
}

impl Rows {
    /// Prices as fine as sums of them and of `values` can be; none where numbers are too large.
    pub(crate) fn prices(&self, prices: &[f64], values: &[i128]) -> Option<Prices> {
        let cost = |row: usize, change: i128| prices[row].abs() * change.unsigned_abs() as f64;
        let rows = self.slack.iter().enumerate().map(|(row, slack)| cost(row, *slack));
        let items = self.changes.iter().flatten();
        let items = items.map(|(row, change)| cost(*row as usize, *change));
        let values: f64 = values.iter().map(|value| value.unsigned_abs() as f64).sum();
        let all = rows.sum::<f64>() + items.sum::<f64>() + values + 1.0;
        if !all.is_finite() {
            return None;
        }
        let places = (MOST_BITS - all.log2().ceil() as i32).min(PLACES);
        let places = u32::try_from(places).ok()?;
        let unit = (places as f64).exp2();
        let by_row = prices.iter().map(|price| (price.max(0.0) * unit).round() as i128).collect();
        Some(Prices { places, by_row })
    }

    /// What the room of all rows costs.
    pub(crate) fn cost(&self, prices: &Prices) -> Option<i128> {
        let mut pairs = prices.by_row.iter().zip(&self.slack);
        pairs.try_fold(0_i128, |sum, (price, slack)| sum.checked_add(price.checked_mul(*slack)?))
    }

    /// What an item of this value gains beyond what it takes, in the unit of the prices.
    pub(crate) fn profit(&self, prices: &Prices, item: usize, value: i128) -> Option<i128> {
        let start = value.checked_mul(1_i128 << prices.places)?;
        self.changes[item].iter().try_fold(start, |sum, (row, change)| {
            sum.checked_add(prices.by_row[*row as usize].checked_mul(*change)?)
        })
    }
}

impl Prices {
    /// A ceiling in the unit of these prices.
    pub(crate) fn ceiling(&self, worth: i128) -> Ceiling {
        Ceiling { worth, places: self.places }
    }
}
