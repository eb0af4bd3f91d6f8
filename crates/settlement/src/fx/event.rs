use alloc::string::String;

use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Rate};

use super::{BasisPoints, OrderNumber, PostedRate, Switch, Validity};
use crate::PartyId;

/// Why an order stands no more, though something of it was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderEnd {
    /// Its owner took it back.
    Cancelled,
    /// It stood as long as it was to.
    Expired,
    /// The currency it sells closed its day.
    Closed,
    /// One of its currencies was redenominated.
    Redenominated,
}

/// Events on exchange between currencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// Official rates are stated in this measure from now on; those in another have ended.
    YardstickNamed { name: String },
    /// A currency's official rate is to come, or counts already if its date has; one that is not
    /// approved waits for that.
    OfficialRatePosted { currency: CurrencyId, posted: PostedRate },
    /// A rate that moved far was approved.
    OfficialRateApproved { currency: CurrencyId, posted: PostedRate },
    /// How far prices may stand from a currency's official rate. None: any distance.
    BandSet { currency: CurrencyId, band: Option<BasisPoints> },
    /// How much of a currency may be sold in a day. None: any amount.
    QuotaSet { currency: CurrencyId, amount: Option<Amount> },
    /// Whether one agent allows a pair.
    PairSwitched { currency: CurrencyId, against: CurrencyId, switch: Switch },
    /// A currency is not exchanged for now.
    ExchangeHalted { currency: CurrencyId },
    /// A currency is exchanged from now on.
    ExchangeResumed { currency: CurrencyId },
    /// An order stands, and what it offers is held.
    OrderPlaced {
        number: OrderNumber,
        by: PartyId,
        sell: CurrencyId,
        buy: CurrencyId,
        amount: Amount,
        limit: Rate,
        validity: Validity,
    },
    /// An order stands no more, and what was left of it is free.
    OrderEnded { number: OrderNumber, by: PartyId, left: Amount, end: OrderEnd },
}
