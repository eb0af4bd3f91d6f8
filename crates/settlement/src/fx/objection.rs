use auction::{Presence, Violation};
use serde::{Deserialize, Serialize};
use terms::CurrencyId;

use super::OrderNumber;
use super::book::Book;

/// What is wrong with prices and fills that were proposed: the first that the check finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Objection {
    /// The currency has no price, or more than one, or is not of the round, or not in its place.
    NotOnePrice(CurrencyId),
    /// The price is zero, or 2^127 or more.
    PriceOutOfRange(CurrencyId),
    /// The order is not of the round, or named twice, or not in its place.
    NotOneFill(OrderNumber),
    /// The price of the first in the second is beyond their bands.
    OutsideBand(CurrencyId, CurrencyId),
    /// More is sold of the currency than its quota leaves.
    QuotaExceeded(CurrencyId),
    /// The currency's share is above the whole, or below it though its quota is not used up.
    ShareMisstated(CurrencyId),
    /// The order sells more than it offers, or than is admitted of it.
    Oversold(OrderNumber),
    /// The order is filled though one of its currencies is halted.
    Halted(OrderNumber),
    /// The order is filled though its pair is switched off.
    SwitchedOff(OrderNumber),
    /// The order is filled at a price below its limit.
    BelowLimit(OrderNumber),
    /// The order does not receive what the prices give for what it sells.
    OffPrice(OrderNumber),
    /// The order sells something and receives nothing.
    ForNothing(OrderNumber),
    /// The order gets better than its limit and is not filled wholly, and no band says why.
    LeftUnfilled(OrderNumber),
    /// The order's part of what its pair sells is not its proportional one.
    Unequal(OrderNumber),
    /// More was left out at a band than it holds back.
    Overrationed,
    /// More or less of the currency is left over than rounding leaves.
    ResidueTooLarge(CurrencyId),
    /// The constraints said to have bound are not those that did.
    ConstraintsMisstated,
    /// The value told is not what is sold.
    ValueMisstated,
}

impl Objection {
    /// The rule that it breaks.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::NotOnePrice(_) | Self::PriceOutOfRange(_) | Self::NotOneFill(_) => "R-FX-18",
            Self::Oversold(_) | Self::BelowLimit(_) | Self::OffPrice(_) => "R-FX-19",
            Self::ShareMisstated(_)
            | Self::LeftUnfilled(_)
            | Self::Unequal(_)
            | Self::Overrationed => "R-FX-20",
            Self::OutsideBand(..) => "R-FX-05",
            Self::QuotaExceeded(_) => "R-FX-06",
            Self::SwitchedOff(_) => "R-FX-07",
            Self::Halted(_) => "R-FX-08",
            Self::ForNothing(_) | Self::ResidueTooLarge(_) => "R-FX-12",
            Self::ConstraintsMisstated => "R-FX-21",
            Self::ValueMisstated => "R-FX-04",
        }
    }

    /// Its name in events and documents.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotOnePrice(_) => "NotOnePrice",
            Self::PriceOutOfRange(_) => "PriceOutOfRange",
            Self::NotOneFill(_) => "NotOneFill",
            Self::OutsideBand(..) => "OutsideBand",
            Self::QuotaExceeded(_) => "QuotaExceeded",
            Self::ShareMisstated(_) => "ShareMisstated",
            Self::Oversold(_) => "Oversold",
            Self::Halted(_) => "Halted",
            Self::SwitchedOff(_) => "SwitchedOff",
            Self::BelowLimit(_) => "BelowLimit",
            Self::OffPrice(_) => "OffPrice",
            Self::ForNothing(_) => "ForNothing",
            Self::LeftUnfilled(_) => "LeftUnfilled",
            Self::Unequal(_) => "Unequal",
            Self::Overrationed => "Overrationed",
            Self::ResidueTooLarge(_) => "ResidueTooLarge",
            Self::ConstraintsMisstated => "ConstraintsMisstated",
            Self::ValueMisstated => "ValueMisstated",
        }
    }

    /// What the check found in an outcome of a book, in the words of the machine.
    pub(crate) fn of(violation: Violation, book: &Book) -> Self {
        let name = |currency: auction::Currency| book.currencies[currency.index()];
        let order = |at: usize| book.orders[at];
        match violation {
            // An outcome made for a book has its shape, so this is a price that is missing.
            Violation::Shape => Self::NotOnePrice(book.currencies[0]),
            // R-FX-18
            Violation::Price(one) => Self::PriceOutOfRange(name(one)),
            // R-FX-05
            Violation::Band(dear, cheap) => Self::OutsideBand(name(dear), name(cheap)),
            Violation::Share(one) => Self::ShareMisstated(name(one)),
            // R-FX-06
            Violation::Quota(one) => Self::QuotaExceeded(name(one)),
            // R-FX-19
            Violation::Oversold(at) => Self::Oversold(order(at)),
            Violation::BelowLimit(at) => Self::BelowLimit(order(at)),
            Violation::OffPrice(at) => Self::OffPrice(order(at)),
            Violation::NotTraded(at) => {
                let stated = &book.problem.orders()[at];
                let halted = [stated.sell, stated.buy].into_iter().any(|currency| {
                    book.problem.terms()[currency.index()].presence == Presence::Halted
                });
                // R-FX-08, R-FX-07
                if halted { Self::Halted(order(at)) } else { Self::SwitchedOff(order(at)) }
            }
            // R-FX-12
            Violation::ForNothing(at) => Self::ForNothing(order(at)),
            Violation::Residue(one) => Self::ResidueTooLarge(name(one)),
            // R-FX-20
            Violation::LeftUnfilled(at) => Self::LeftUnfilled(order(at)),
            Violation::Unequal(at) => Self::Unequal(order(at)),
            Violation::Overrationed => Self::Overrationed,
            // R-FX-21
            Violation::Bounds => Self::ConstraintsMisstated,
            // R-FX-04
            Violation::Value => Self::ValueMisstated,
        }
    }
}
