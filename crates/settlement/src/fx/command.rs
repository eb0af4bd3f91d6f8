use alloc::string::String;

use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Instant, Rate};

use super::Clearing;

/// A part of ten thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub u16);

/// One agent's word on a pair of currencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Switch {
    /// It may be exchanged, as far as this agent is asked.
    On,
    /// It may not.
    Off,
}

/// Whether a currency is exchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trading {
    /// Not for now, and not before its agent opens it.
    #[default]
    Halted,
    /// It is.
    Open,
}

/// An order's name: given once, ascending from 1, as placed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct OrderNumber(pub u64);

/// How long an order stands, unless its currency closes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    /// Before this instant.
    Until(Instant),
    /// For so many rounds in which it takes part. Range: 1 to 10000.
    Rounds(u16),
}

/// Commands on exchange between currencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The operator names the measure in which official rates are stated; every rate that was
    /// stated in another ends.
    NameYardstick {
        /// What it is and who publishes it. Shape: 1 to 140 printable ASCII characters.
        name: String,
    },
    /// A settlement agent states what its currency is worth.
    PostOfficialRate {
        /// The agent's currency.
        currency: CurrencyId,
        /// Units of the yardstick for minor units of the currency. Range: parts from 1 to 10^12,
        /// at most 100 units of the yardstick for one minor unit.
        rate: Rate,
        /// The first date, in UTC, on which it counts; at once, if it has passed.
        from: BusinessDate,
    },
    /// The operator approves a rate that moves far; it names all of it, so that nothing else than
    /// what was looked at is approved.
    ApproveOfficialRate {
        /// Of which currency.
        currency: CurrencyId,
        /// The rate that was posted, part by part.
        rate: Rate,
        /// The date that was posted with it.
        from: BusinessDate,
    },
    /// A settlement agent says how far a price may stand from the official rate.
    SetBand {
        /// The agent's currency.
        currency: CurrencyId,
        /// None: any distance. Range: 1 to 5000.
        band: Option<BasisPoints>,
    },
    /// A settlement agent says how much of its currency may be sold in exchange in a day.
    SetQuota {
        /// The agent's currency.
        currency: CurrencyId,
        /// None: any amount.
        amount: Option<Amount>,
    },
    /// A settlement agent says whether its currency may be exchanged against another.
    SwitchPair {
        /// The agent's currency.
        currency: CurrencyId,
        /// The other one.
        against: CurrencyId,
        /// From now on.
        switch: Switch,
    },
    /// A settlement agent stops exchange in its currency.
    HaltExchange {
        /// The agent's currency.
        currency: CurrencyId,
    },
    /// A settlement agent lets its currency be exchanged; until it first does, it is not.
    ResumeExchange {
        /// The agent's currency.
        currency: CurrencyId,
    },
    /// A participant offers money of one currency for money of another.
    PlaceOrder {
        /// What it gives.
        sell: CurrencyId,
        /// What it wants.
        buy: CurrencyId,
        /// How much it gives at most; it is held from now on. Range: 1 to 10^18 minor units.
        amount: Amount,
        /// The least it takes: minor units bought for minor units sold. Range: parts from 1 to
        /// 10^12.
        limit: Rate,
        /// How long it stands.
        validity: Validity,
    },
    /// Who placed an order takes it back.
    CancelOrder {
        /// Which.
        number: OrderNumber,
    },
    /// Anyone's prices and fills for the round that is open; settled at its end if they are right
    /// and nobody finds better.
    ProposePrices {
        /// Which round.
        round: u64,
        /// Prices and fills.
        clearing: Clearing,
    },
}
