use alloc::boxed::Box;

use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Digest, Instant, Uetr};

use super::{Area, ProposalNumber};
use crate::participation::KeyNumber;
use crate::{PartyId, Refusal};

/// Events on what takes several keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A party's commands of an area take so many keys from now on.
    ApprovalsRequired {
        /// Whose.
        by: PartyId,
        /// Which commands.
        area: Area,
        /// How many keys.
        keys: u8,
        /// How long a proposal stands. Unit: hours.
        hours: u16,
    },
    /// A command was proposed.
    CommandProposed {
        /// Its name.
        proposal: ProposalNumber,
        /// By whom.
        by: PartyId,
        /// With which key.
        signer: KeyNumber,
        /// What is to be done.
        command: Box<crate::Command>,
        /// How many keys are still missing.
        missing: u8,
        /// When it lapses.
        until: Instant,
    },
    /// Another key agreed.
    CommandApproved {
        /// To what.
        proposal: ProposalNumber,
        /// Whose.
        by: PartyId,
        /// Which key.
        signer: KeyNumber,
        /// How many keys are still missing.
        missing: u8,
    },
    /// Enough keys agreed; what the command did follows.
    CommandCarriedOut {
        /// Which proposal ended so.
        proposal: ProposalNumber,
        /// Whose it was.
        by: PartyId,
        /// What is done, as if commanded now.
        command: Box<crate::Command>,
        /// The trace of the message that proposed it.
        evidence: Digest,
    },
    /// Enough keys agreed, and the rules do not allow the command; nothing was changed by it.
    ProposalRefused {
        /// Which proposal ended so.
        proposal: ProposalNumber,
        /// Whose it was.
        by: PartyId,
        /// The UETR it was about, if any.
        uetr: Option<Uetr>,
        /// Why.
        refusal: Refusal,
    },
    /// A proposal was taken back.
    ProposalWithdrawn {
        /// Which.
        proposal: ProposalNumber,
        /// Whose it was.
        by: PartyId,
    },
    /// A proposal found too few keys in its time.
    ProposalLapsed {
        /// Which.
        proposal: ProposalNumber,
        /// Whose it was.
        by: PartyId,
    },
    /// One key of a party may send so much on a business day from now on.
    OutflowCapSet {
        /// Whose keys.
        by: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// How much; none: as much as there is.
        cap: Option<Amount>,
    },
}
