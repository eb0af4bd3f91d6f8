use alloc::string::String;

use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Digest, Instant, Rate, Uetr};

use super::Clearing;
use crate::PartyId;

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

/// For what something stands whose money is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// An order, filled in rounds.
    Round,
    /// A firm quote, taken by conversions.
    Quote,
    /// A payment that is to be converted: by quotes, or in rounds, whichever comes first.
    Payment {
        /// Its name.
        uetr: Uetr,
        /// Who receives what is bought.
        creditor: PartyId,
        /// The trace of the message it came in.
        evidence: Digest,
    },
}

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
        /// Its name, used once.
        name: Uetr,
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
    /// A provider sells at a firm rate to whoever comes first.
    PostQuote {
        /// Its name, used once.
        name: Uetr,
        /// What it gives.
        sell: CurrencyId,
        /// What it takes.
        buy: CurrencyId,
        /// How much it gives at most; it is held from now on. Range: 1 to 10^18 minor units.
        amount: Amount,
        /// What it takes for what it gives: minor units taken for minor units given. Range: parts
        /// from 1 to 10^12.
        rate: Rate,
        /// It stands before this instant.
        until: Instant,
    },
    /// A participant pays in one currency what another receives in another, by the best quotes.
    ConvertPayment {
        /// The payment's name.
        uetr: Uetr,
        /// Who receives; may be the payer.
        creditor: PartyId,
        /// What is paid.
        sell: CurrencyId,
        /// What is received.
        buy: CurrencyId,
        /// How much is paid. Range: 1 to 10^18 minor units.
        amount: Amount,
        /// The least that is received: minor units received for minor units paid.
        limit: Rate,
        /// How long it waits for its money, quotes and rounds; none: refused if the money is not
        /// there or no quote gives enough now.
        wait: Option<Validity>,
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

impl Command {
    /// The name of what it is about, if it has one.
    pub fn subject(&self) -> Option<Uetr> {
        match self {
            Self::PlaceOrder { name, .. }
            | Self::PostQuote { name, .. }
            | Self::ConvertPayment { uetr: name, .. } => Some(*name),
            Self::NameYardstick { .. }
            | Self::PostOfficialRate { .. }
            | Self::ApproveOfficialRate { .. }
            | Self::SetBand { .. }
            | Self::SetQuota { .. }
            | Self::SwitchPair { .. }
            | Self::HaltExchange { .. }
            | Self::ResumeExchange { .. }
            | Self::CancelOrder { .. }
            | Self::ProposePrices { .. } => None,
        }
    }
}
