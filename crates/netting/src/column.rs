use alloc::vec::Vec;

/// Stands in the narrow part for a number that is kept in the wide part.
const WIDE: i64 = i64::MIN;

/// Many numbers of 128 bits, nearly all of which fit 64: half the memory to stream over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    narrow: Vec<i64>,
    /// Order: by index.
    wide: Vec<(usize, i128)>,
    /// Without its sign.
    largest: u128,
}

impl Column {
    pub(crate) fn push(&mut self, number: i128) {
        self.largest = self.largest.max(number.unsigned_abs());
        match i64::try_from(number) {
            Ok(number) if number != WIDE => self.narrow.push(number),
            _ => {
                self.wide.push((self.narrow.len(), number));
                self.narrow.push(WIDE);
            }
        }
    }

    pub(crate) fn at(&self, index: usize) -> i128 {
        match self.narrow[index] {
            WIDE => self.wide_at(index),
            number => i128::from(number),
        }
    }

    #[cold]
    fn wide_at(&self, index: usize) -> i128 {
        let found = self.wide.binary_search_by_key(&index, |(at, _)| *at);
        found.map_or(0, |at| self.wide[at].1)
    }

    /// All numbers, if each fits 64 bits.
    pub(crate) fn narrow(&self) -> Option<&[i64]> {
        self.wide.is_empty().then_some(self.narrow.as_slice())
    }

    /// The largest number without its sign.
    pub(crate) fn largest(&self) -> u128 {
        self.largest
    }
}
