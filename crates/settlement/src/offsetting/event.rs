use serde::{Deserialize, Serialize};

use crate::PartyId;

/// Among what a round looked for a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Items between two parties, in any currency.
    Bilateral(PartyId, PartyId),
    /// All queued items, in all currencies together.
    Multilateral,
    /// All queued items; the set came from outside.
    Proposed(PartyId),
}

/// Events on offsetting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A round found a set; its items settle in the events that follow.
    OffsettingSettled {
        /// The round's number, ascending.
        round: u64,
        /// Among what.
        scope: Scope,
        /// How many items were looked at.
        considered: u32,
        /// How many settle.
        settled: u32,
    },
}
