use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::problem::Selection;

/// What settles of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassGain {
    /// Smaller is more pressing.
    pub class: u8,
    /// Sum of the items' values. Unit: the caller's.
    pub value: u128,
    /// How many items.
    pub count: usize,
}

/// What a selection settles, class by class.
///
/// Order: greater is better; the most pressing class decides first, by value, then by count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gain(Vec<ClassGain>);

impl Gain {
    /// Classes in ascending order, those without an item left out.
    pub(crate) fn new(classes: impl Iterator<Item = ClassGain>) -> Self {
        Self(classes.filter(|class| class.count > 0).collect())
    }

    /// The same, and more of one class that settles beside the selection.
    pub fn plus(mut self, more: ClassGain) -> Self {
        if (more.value, more.count) == (0, 0) {
            return self;
        }
        match self.0.binary_search_by_key(&more.class, |gain| gain.class) {
            Ok(at) => {
                let gain = &mut self.0[at];
                gain.value = gain.value.saturating_add(more.value);
                gain.count = gain.count.saturating_add(more.count);
            }
            Err(at) => self.0.insert(at, more),
        }
        self
    }

    /// How many items settle.
    pub fn items(&self) -> usize {
        self.0.iter().fold(0, |sum, class| sum.saturating_add(class.count))
    }

    /// What settles, all classes together.
    /// Unit: the caller's. Range: up to 2^128 - 1, and never beyond it.
    pub fn total(&self) -> u128 {
        self.0.iter().fold(0, |sum, class| sum.saturating_add(class.value))
    }

    /// What settles of each class. Order: by class, the most pressing first. Shape: one entry for
    /// each class of which an item settles.
    pub fn classes(&self) -> &[ClassGain] {
        &self.0
    }

    /// Compares the value of each class, the most pressing first.
    fn by_value(&self, other: &Self) -> Ordering {
        let classes = self.0.iter().chain(&other.0).map(|gain| gain.class);
        let differing = classes.filter(|class| self.of(*class).0 != other.of(*class).0).min();
        differing.map_or(Ordering::Equal, |class| self.of(class).0.cmp(&other.of(class).0))
    }

    /// Value and count of one class.
    fn of(&self, class: u8) -> (u128, usize) {
        let found = self.0.binary_search_by_key(&class, |gain| gain.class);
        found.map_or((0, 0), |at| (self.0[at].value, self.0[at].count))
    }
}

impl PartialOrd for Gain {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Gain {
    fn cmp(&self, other: &Self) -> Ordering {
        let classes = self.0.iter().chain(&other.0).map(|gain| gain.class);
        let differing = classes.filter(|class| self.of(*class) != other.of(*class)).min();
        differing.map_or(Ordering::Equal, |class| self.of(class).cmp(&other.of(class)))
    }
}

/// By which measure one set is better than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// The value of each class, the most pressing first; then the count of each.
    ///
    /// A [`Gain`] compares by the count of a class before the value of the next, which differs
    /// where two sets settle exactly the same value of a class with more items and fewer.
    Lexicographic,
    /// The value of all classes together, then the number of items, then class by class.
    Total,
}

impl Objective {
    /// Which of two gains is better; equal if neither is.
    pub fn compare(self, one: &Gain, other: &Gain) -> Ordering {
        match self {
            Self::Lexicographic => one.by_value(other).then_with(|| one.cmp(other)),
            Self::Total => {
                let key = |gain: &Gain| (gain.total(), gain.items());
                let totals = key(one).cmp(&key(other));
                totals.then_with(|| Self::Lexicographic.compare(one, other))
            }
        }
    }

    /// Which of two sets is better, and never equal for two different ones: where the gains are
    /// equal, the set with the earliest item that the other leaves out.
    pub fn prefer(self, one: (&Gain, &Selection), other: (&Gain, &Selection)) -> Ordering {
        self.compare(one.0, other.0).then_with(|| one.1.cmp(other.1))
    }
}
