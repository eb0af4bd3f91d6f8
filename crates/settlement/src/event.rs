use serde::{Deserialize, Serialize};
use terms::Uetr;

use crate::{
    PartyId, Refusal, approval, cycle, fx, issuance, liquidity, offsetting, operating_day,
    participation, payment, queue, rulebook, surplus, swap,
};

/// Something that happened. Variants are only ever added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The rules do not allow a command; nothing was changed by it.
    Refused {
        /// Who had commanded.
        by: PartyId,
        /// The UETR it was about, if any.
        uetr: Option<Uetr>,
        /// Why.
        refusal: Refusal,
    },
    /// Who takes part.
    Participation(participation::Event),
    /// Money into and out of existence.
    Issuance(issuance::Event),
    /// Instructions to pay.
    Payment(payment::Event),
    /// What waits.
    Queue(queue::Event),
    /// Reservations, limits, credit, transfers.
    Liquidity(liquidity::Event),
    /// Sets that settled together.
    Offsetting(offsetting::Event),
    /// Phases of the day.
    OperatingDay(operating_day::Event),
    /// Currencies and parameters.
    Rulebook(rulebook::Event),
    /// Exchange between currencies.
    Exchange(fx::Event),
    /// Deferred netting.
    Cycle(cycle::Event),
    /// Swap lines between settlement agents.
    Swap(swap::Event),
    /// What takes several keys.
    Approval(approval::Event),
    /// Investment of a surplus, and what an imbalance costs.
    Surplus(surplus::Event),
}

macro_rules! wraps {
    ($($feature:ident => $variant:ident,)*) => {
        $(impl From<$feature::Event> for Event {
            fn from(event: $feature::Event) -> Self {
                Self::$variant(event)
            }
        })*
    };
}

wraps! {
    participation => Participation,
    issuance => Issuance,
    payment => Payment,
    queue => Queue,
    liquidity => Liquidity,
    offsetting => Offsetting,
    operating_day => OperatingDay,
    rulebook => Rulebook,
    fx => Exchange,
    cycle => Cycle,
    swap => Swap,
    approval => Approval,
    surplus => Surplus,
}
