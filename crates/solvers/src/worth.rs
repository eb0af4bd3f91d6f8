//! What items are worth as an objective compares: list by list, or as one number.

use netting::{Objective, Problem};

/// What each of some items counts. Shape: one list for each class, the most pressing first, or a
/// single one for all.
pub(crate) struct Worth {
    pub(crate) lists: Vec<Vec<i128>>,
    /// Whether an item's settling counts in a list at all, where its value is nothing.
    classes: Option<Vec<u8>>,
    class: Vec<u8>,
}

/// The classes that there are. Order: the most pressing first.
pub(crate) fn classes(of: &[u8]) -> Vec<u8> {
    let mut classes = of.to_vec();
    classes.sort_unstable();
    classes.dedup();
    classes
}

impl Worth {
    /// Of some items of a problem; `None` where a sum is too large.
    pub(crate) fn new(problem: &Problem, items: &[u32], objective: Objective) -> Option<Self> {
        let value = |item: &u32| i128::try_from(problem.value(*item as usize)).ok();
        let all: Vec<i128> = items.iter().map(value).collect::<Option<_>>()?;
        all.iter().try_fold(0_i128, |sum, value| sum.checked_add(*value))?;
        let class: Vec<u8> = items.iter().map(|item| problem.class(*item as usize)).collect();
        let (lists, classes) = match objective {
            Objective::Total => (vec![all], None),
            Objective::Lexicographic => {
                let classes = classes(&class);
                let of = |wanted: &u8| -> Vec<i128> {
                    let pairs = all.iter().zip(&class);
                    pairs.map(|(value, of)| if of == wanted { *value } else { 0 }).collect()
                };
                (classes.iter().map(of).collect(), Some(classes))
            }
        };
        Some(Self { lists, classes, class })
    }

    /// What each item is worth as one number: the values of the lists in turn, then the counts;
    /// `None` where that is too large.
    pub(crate) fn as_one(&self) -> Option<Vec<i128>> {
        let items = self.class.len();
        let counts = |list: usize| -> Vec<i128> {
            let counted = |class: &u8| match &self.classes {
                None => true,
                Some(classes) => classes.get(list) == Some(class),
            };
            self.class.iter().map(|class| i128::from(counted(class))).collect()
        };
        let counts: Vec<Vec<i128>> = (0..self.lists.len()).map(counts).collect();
        let mut worth = vec![0_i128; items];
        let mut unit = 1_i128;
        // The least that counts comes first, in units that all before it together do not reach.
        for list in counts.iter().rev().chain(self.lists.iter().rev()) {
            let mut all = 1_i128;
            for (value, worth) in list.iter().zip(&mut worth) {
                *worth = worth.checked_add(value.checked_mul(unit)?)?;
                all = all.checked_add(*value)?;
            }
            unit = unit.checked_mul(all)?;
        }
        // Sums of all of them fit as well.
        worth.iter().try_fold(0_i128, |sum, worth| sum.checked_add(*worth))?;
        Some(worth)
    }
}
