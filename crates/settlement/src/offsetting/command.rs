use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::Uetr;

use crate::fx::Value;

/// Commands on offsetting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Anyone's answer to what may settle together; settled if it is right and better than the
    /// baseline's.
    ProposeOffsetting {
        /// The items, by any of their names. Order: any.
        items: Vec<Uetr>,
        /// What the proposer says they are worth together at official rates; none: says nothing.
        value: Option<Value>,
        /// Prices of the problem's rows, as a certificate of what no set can exceed; none: says
        /// nothing. Unit: that of [`netting::bound`]. Order and Shape: as the rows of
        /// [`crate::Machine::offsetting_problem`].
        prices: Vec<u64>,
    },
}
