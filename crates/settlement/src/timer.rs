use serde::{Deserialize, Serialize};

use crate::approval::ProposalNumber;
use crate::cycle::CycleNumber;
use crate::fx::OrderNumber;
use crate::queue::ItemId;
use crate::swap::DrawNumber;

/// What is to be done at an instant. Order: of work within one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// An item's moment has come: its currencies are open, its time has been reached.
    Due(ItemId),
    /// An item should have settled by now.
    Late(ItemId),
    /// An item asked to be rejected now.
    Reject(ItemId),
    /// An offsetting round.
    Round,
    /// An order has stood as long as it was to.
    Expire(OrderNumber),
    /// The round of exchange that is open clears.
    Clear,
    /// A round of exchange opens.
    Exchange,
    /// A cycle takes no more obligations.
    CallPayIns(CycleNumber),
    /// A cycle settles.
    SettleCycle(CycleNumber),
    /// A draw on a swap line should have been repaid by now.
    Mature(DrawNumber),
    /// A proposal has found too few keys.
    LapseProposal(ProposalNumber),
}

impl Timer {
    /// Whether its work may let payments be converted beyond what the accounts that it wakes tell.
    /// R-FX-15
    pub(crate) fn stirs_conversions(self) -> bool {
        match self {
            Self::Due(_) | Self::Late(_) | Self::Reject(_) | Self::Round => false,
            Self::Expire(_)
            | Self::Clear
            | Self::Exchange
            | Self::CallPayIns(_)
            | Self::SettleCycle(_)
            | Self::Mature(_)
            | Self::LapseProposal(_) => true,
        }
    }
}
