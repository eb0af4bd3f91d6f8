use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Instant, Uetr};

use super::{
    BasisPoints, Constraint, Objection, OrderNumber, OrderView, PostedRate, Price, Purpose,
    Standing, Switch, Value,
};
use crate::PartyId;
use crate::payment::WaitingFor;

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

/// What rounding left in a currency, in its agent's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// In which currency.
    pub currency: CurrencyId,
    /// Whose account.
    pub agent: PartyId,
    /// What came to the account, or went from it, below zero. Unit: minor units.
    pub amount: Balance,
    /// What the account stood at when all of the round had settled.
    pub balance: Balance,
}

/// A quote that a payment goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteUse {
    /// Which.
    pub number: OrderNumber,
    /// Whose.
    pub provider: PartyId,
    /// What is left of it; it ends where nothing is.
    pub left: Amount,
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
    /// An order, a quote or a payment to be converted stands, and what it offers is held.
    OrderPlaced { name: Uetr, order: OrderView },
    /// An order stands no more, and what was left of it is free.
    OrderEnded {
        number: OrderNumber,
        by: PartyId,
        sell: CurrencyId,
        left: Amount,
        end: OrderEnd,
        /// For what it stood; a payment ends with it, unpaid as far as something is left.
        purpose: Purpose,
    },
    /// Orders are gathered for a round; better prices are taken until it clears.
    RoundOpened { round: u64, orders: u32, clears_at: Instant },
    /// Prices and fills stand that are better than those before.
    PricesProposed { round: u64, by: PartyId },
    /// A round settled; its fills follow.
    RoundCleared {
        round: u64,
        /// Who found the prices; none: the machine itself.
        by: Option<PartyId>,
        standing: Standing,
        /// How many orders took part, those kept out by a halt or a switch among them.
        orders: u32,
        /// How many were filled, wholly or in part.
        filled: u32,
        /// What was sold, at official rates.
        value: Value,
        /// Order: by currency.
        prices: Vec<Price>,
        /// What kept the round from filling more.
        constraints: Vec<Constraint>,
        /// What rounding left. Order: by currency.
        residues: Vec<Residue>,
    },
    /// An order was filled, wholly or in part; it ends where nothing is left.
    OrderFilled {
        number: OrderNumber,
        by: PartyId,
        /// Who receives what was bought.
        to: PartyId,
        round: u64,
        sell: CurrencyId,
        buy: CurrencyId,
        sold: Amount,
        received: Amount,
        left: Amount,
        /// The balances of its two accounts when all of the round had settled.
        sell_balance: Balance,
        buy_balance: Balance,
        /// For what it stands; a payment has settled where nothing is left.
        purpose: Purpose,
    },
    /// A payment goes by these quotes; its legs settle in the event that follows.
    PaymentConverted {
        uetr: Uetr,
        /// Order: from the currency paid to the one received.
        quotes: Vec<QuoteUse>,
    },
    /// Prices and fills fail the check of the round that is open; they are refused in the event
    /// that follows. R-FX-13
    ObjectionRaised { round: u64, by: PartyId, objection: Objection },
    /// A payment that was not to wait is not converted, and refused in the event that follows.
    /// R-FX-15
    ConversionHindered {
        uetr: Uetr,
        by: PartyId,
        /// What stands in the way of the best quotes.
        waiting: WaitingFor,
    },
}
