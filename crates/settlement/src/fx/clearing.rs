use alloc::vec::Vec;

use auction::{Outcome, Prices, Share};
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId};

use super::book::Book;
use super::{Objection, OrderNumber};

/// What an outcome claims to be. Order: the better one last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Standing {
    /// Some of what could trade at its prices.
    Partial,
    /// Every order that gets better than its limit is filled, as far as constraints allow.
    Equilibrium,
}

/// The one price of a currency in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Of which currency.
    pub currency: CurrencyId,
    /// What one minor unit is worth, in a measure common to the round; only ratios mean anything.
    /// Range: from 1 to below 2^127.
    pub worth: u128,
    /// The part of what sells it that was admitted under its quota. Unit: 2^-32, 2^32 being all.
    pub share: u64,
}

/// What an order gives and gets in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Which order.
    pub order: OrderNumber,
    /// What it gives.
    pub sold: Amount,
    /// What it gets.
    pub received: Amount,
}

/// What kept a round from filling more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Constraint {
    /// The currency is halted, and orders in it would have been filled.
    Halted(CurrencyId),
    /// The pair is switched off, and orders in it would have been filled.
    SwitchedOff(CurrencyId, CurrencyId),
    /// The price of the first in the second is at the highest that their bands allow.
    Band(CurrencyId, CurrencyId),
    /// The quota of the currency is used up.
    Quota(CurrencyId),
}

/// Prices and fills of a round, whoever found them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearing {
    /// What it claims to be.
    pub standing: Standing,
    /// What is sold, at official rates. Unit: minor units times units of the yardstick, times 2^49.
    pub value: u128,
    /// Order: by currency. Shape: one for each currency of the round.
    pub prices: Vec<Price>,
    /// Order: by number. Shape: one for each order that is filled, wholly or in part.
    pub fills: Vec<Fill>,
    /// Order: as the constraints are listed, then by currency.
    pub constraints: Vec<Constraint>,
}

impl Clearing {
    /// An outcome in the words of the machine.
    pub(crate) fn of(outcome: &Outcome, book: &Book) -> Self {
        let name = |currency: auction::Currency| book.currencies[currency.index()];
        let prices = outcome.prices.0.iter().zip(&outcome.shares).zip(&book.currencies);
        let fills = outcome.fills.iter().zip(&book.orders);
        Self {
            standing: match outcome.standing {
                auction::Standing::Partial => Standing::Partial,
                auction::Standing::Equilibrium => Standing::Equilibrium,
            },
            value: outcome.value,
            prices: prices
                .map(|((worth, share), currency)| Price {
                    currency: *currency,
                    worth: *worth,
                    share: share.0,
                })
                .collect(),
            fills: fills
                .filter(|(fill, _)| **fill != auction::Fill::default())
                .map(|(fill, order)| Fill {
                    order: *order,
                    sold: Amount::from_minor(fill.sold.into()),
                    received: Amount::from_minor(fill.received.into()),
                })
                .collect(),
            constraints: outcome
                .bounds
                .iter()
                .map(|bound| match bound {
                    auction::Bound::Halted(one) => Constraint::Halted(name(*one)),
                    auction::Bound::SwitchedOff(one, other) => {
                        Constraint::SwitchedOff(name(*one), name(*other))
                    }
                    auction::Bound::Band(one, other) => Constraint::Band(name(*one), name(*other)),
                    auction::Bound::Quota(one) => Constraint::Quota(name(*one)),
                })
                .collect(),
        }
    }

    /// The same as an outcome of the book, or why it is of another book.
    pub(crate) fn outcome(&self, book: &Book) -> Result<Outcome, Objection> {
        self.price_all(book)?;
        let place = |currency: CurrencyId| {
            let place = book.currencies.binary_search(&currency).ok();
            // R-FX-21: no currency of another round has bound.
            place.and_then(auction::Currency::new).ok_or(Objection::ConstraintsMisstated)
        };
        let mut bounds = Vec::with_capacity(self.constraints.len());
        for constraint in &self.constraints {
            bounds.push(match constraint {
                Constraint::Halted(one) => auction::Bound::Halted(place(*one)?),
                Constraint::SwitchedOff(one, other) => {
                    auction::Bound::SwitchedOff(place(*one)?, place(*other)?)
                }
                Constraint::Band(one, other) => auction::Bound::Band(place(*one)?, place(*other)?),
                Constraint::Quota(one) => auction::Bound::Quota(place(*one)?),
            });
        }
        Ok(Outcome {
            standing: match self.standing {
                Standing::Partial => auction::Standing::Partial,
                Standing::Equilibrium => auction::Standing::Equilibrium,
            },
            value: self.value,
            fills: self.fills_of(book)?,
            prices: Prices(self.prices.iter().map(|price| price.worth).collect()),
            shares: self.prices.iter().map(|price| Share(price.share)).collect(),
            bounds,
        })
    }

    /// R-FX-18: each currency of the book has one price, in its place.
    fn price_all(&self, book: &Book) -> Result<(), Objection> {
        let mut expected = book.currencies.iter().copied();
        for price in &self.prices {
            if expected.next() != Some(price.currency) {
                return Err(Objection::NotOnePrice(price.currency));
            }
        }
        expected.next().map_or(Ok(()), |missing| Err(Objection::NotOnePrice(missing)))
    }

    /// A fill for each order of the book; each is named once, in order, or not at all.
    fn fills_of(&self, book: &Book) -> Result<Vec<auction::Fill>, Objection> {
        let mut named = self.fills.iter().peekable();
        let mut fills = Vec::with_capacity(book.orders.len());
        for order in &book.orders {
            fills.push(match named.next_if(|fill| fill.order == *order) {
                Some(fill) => {
                    let minor =
                        |amount: Amount, beyond| u64::try_from(amount.minor()).map_err(|_| beyond);
                    auction::Fill {
                        sold: minor(fill.sold, Objection::Oversold(*order))?,
                        received: minor(fill.received, Objection::OffPrice(*order))?,
                    }
                }
                None => auction::Fill::default(),
            });
        }
        named.next().map_or(Ok(fills), |fill| Err(Objection::NotOneFill(fill.order)))
    }
}
