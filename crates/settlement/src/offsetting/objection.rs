use netting::Violation;
use serde::{Deserialize, Serialize};
use terms::{CurrencyId, Uetr};

use super::rule::{Constraint, Round};
use super::{Restraint, Shortage};
use crate::fx::Value;
use crate::{Machine, PartyId};

/// What is wrong with a set that was proposed: the first that the check finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Objection {
    /// What would be missing at the end of the set: money in an account that it draws on, or room
    /// under a limit or a cap.
    Short(Shortage),
    /// An item of the set would pass one that it may not pass.
    Overtakes {
        /// The item of the set, by its first name.
        uetr: Uetr,
        /// What stands before it and is not in the set.
        ahead: Uetr,
        /// In whose queue.
        party: PartyId,
        /// In the queue of which currency.
        currency: CurrencyId,
    },
    /// The value stated is not that of the items.
    ValueMisstated {
        /// As stated.
        stated: Value,
        /// As it is.
        worth: Value,
    },
    /// Prices are stated for another number of rows than the problem has.
    PricesMisstated {
        /// How many rows it has.
        rows: u32,
    },
    /// A sum is beyond what the check can add up.
    SumTooLarge,
}

impl Objection {
    /// The rule that it breaks.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Short(Shortage { under: None, .. }) => "R-OFF-07",
            Self::Short(Shortage { under: Some(restraint), .. }) => match restraint {
                Restraint::Bilateral(_) | Restraint::Multilateral => "R-OFF-08",
                Restraint::HoldingCap => "R-SUR-08",
            },
            Self::Overtakes { .. } => "R-OFF-09",
            Self::ValueMisstated { .. } => "R-FX-04",
            Self::PricesMisstated { .. } => "R-OFF-04",
            Self::SumTooLarge => "R-OFF-03",
        }
    }

    /// Its name in events and documents.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Short(_) => "Short",
            Self::Overtakes { .. } => "Overtakes",
            Self::ValueMisstated { .. } => "ValueMisstated",
            Self::PricesMisstated { .. } => "PricesMisstated",
            Self::SumTooLarge => "SumTooLarge",
        }
    }
}

impl Machine {
    /// What the check found, in the words of the machine.
    pub(super) fn objection(&self, round: &Round, violation: Violation) -> Objection {
        let found = match violation {
            // R-OFF-07, R-OFF-08, R-SUR-08
            Violation::Short { row, lacking } => {
                let at = round.constraints.get(row.index());
                at.map(|at| Objection::Short(self.shortage(*at, lacking)))
            }
            // R-OFF-09
            Violation::OutOfOrder { row, item, ahead } => {
                let name = |place: usize| {
                    let id = round.items.get(place)?;
                    self.queue.item(*id).map(|item| item.uetr)
                };
                let at = round.constraints.get(row.index());
                at.zip(name(item)).zip(name(ahead)).map(|((at, uetr), ahead)| {
                    let (Constraint::Floor(account)
                    | Constraint::Limit(account, _)
                    | Constraint::Cap(account)) = at;
                    let currency = self.books.account(*account).currency();
                    let party = self.holder(*account);
                    Objection::Overtakes { uetr, ahead, party, currency }
                })
            }
            Violation::Shape | Violation::Overflow(_) | Violation::Worth(_) => None,
        };
        // The rows and items are the round's own, so only sums are left to object to.
        found.unwrap_or(Objection::SumTooLarge)
    }
}
