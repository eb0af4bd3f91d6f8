use serde::{Deserialize, Serialize};

use super::Objection;
use crate::PartyId;
use crate::fx::Value;

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

/// What no set that settles in a round can be worth more than, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// All that a first look cannot rule out: it is what could settle if every credit came.
    Reachable(Value),
    /// What prices of the accounts' money prove; whoever proposed them.
    Certified(Value),
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
        /// What all that was looked at is worth, at official rates.
        considered_value: Value,
        /// What settles of it is worth.
        settled_value: Value,
        /// What no set among it could exceed, in value.
        bound: Bound,
    },
    /// A round over everything queued found no set that settles. R-OFF-05
    NothingOffset {
        /// The round's number, in one series with those that settle.
        round: u64,
        /// How many items stood in queues.
        queued: u32,
        /// How many of them could take part and were looked at.
        considered: u32,
        /// What these are worth, at official rates.
        considered_value: Value,
        /// What no set among them could exceed, in value.
        bound: Bound,
    },
    /// A proposal fails the check; it is refused in the event that follows. R-OFF-04
    ObjectionRaised {
        /// Who proposed.
        by: PartyId,
        /// What is wrong with it.
        objection: Objection,
    },
}
