use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::Uetr;

/// Commands on offsetting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Anyone's answer to what may settle together; settled if it is right and better than the
    /// baseline's.
    ProposeOffsetting {
        /// The items, by any of their names. Order: any.
        items: Vec<Uetr>,
    },
}
