//! Who proposes says nothing of it: what takes several keys is asked for like anything else, and
//! the door proposes it.

use serde::Deserialize;
use settlement::Command;
use settlement::approval::{Area, Command as Approval, ProposalNumber};
use utoipa::ToSchema;

use super::asks;
use super::text::{Decimal, Letters};

/// What commands are about.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum About {
    /// Parties, admissions, access, mandates, keys.
    Participation,
    /// Money into and out of existence, overnight policies.
    Issuance,
    /// Instructions, consents, caps on what a key sends.
    Payment,
    /// What waits.
    Queue,
    /// Reservations, limits, credit, transfers.
    Liquidity,
    /// Calendars, extensions, suspensions.
    OperatingDay,
    /// Currencies and parameters.
    Rulebook,
    /// Rates, bands, orders, quotes, conversions.
    Exchange,
    /// Netting cycles.
    Cycle,
    /// Swap lines.
    Swap,
    /// Investment, charges and caps.
    Surplus,
}

impl From<About> for Area {
    fn from(about: About) -> Self {
        match about {
            About::Participation => Self::Participation,
            About::Issuance => Self::Issuance,
            About::Payment => Self::Payment,
            About::Queue => Self::Queue,
            About::Liquidity => Self::Liquidity,
            About::OperatingDay => Self::OperatingDay,
            About::Rulebook => Self::Rulebook,
            About::Exchange => Self::Exchange,
            About::Cycle => Self::Cycle,
            About::Swap => Self::Swap,
            About::Surplus => Self::Surplus,
        }
    }
}

asks! {
    /// A party says how many of its keys a command of an area takes.
    RequireApprovals at "/v1/approvals/requirements" says "required" up to SMALL {
        /// Which commands.
        area: About,
        /// How many keys, 1 to 8; with 1 what is asked for is done at once.
        keys: u8,
        /// How long a proposal stands, 1 to 720 hours.
        hours: u16,
    } |body, _desk| Command::Approval(Approval::RequireApprovals {
        area: body.area.into(),
        keys: body.keys,
        hours: body.hours,
    });

    /// Another key of the party agrees to what one of its keys proposed; it is the key that signs.
    Approve at "/v1/proposals/{proposal}/approve" says "approved" up to SMALL {
        /// Which, as in the path.
        proposal: u64,
    } |body, desk| Command::Approval(Approval::Approve {
        proposal: ProposalNumber(desk.within("proposal", body.proposal)?),
        signer: desk.signer,
    });

    /// A party says how much one of its keys may send in a currency on a business day.
    SetOutflowCap at "/v1/outflow-caps" says "set" up to SMALL {
        /// In which currency.
        currency: Letters,
        /// How much; null lets it send anything.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        cap: Option<Decimal>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let cap = body.cap.as_ref().map(|cap| desk.amount("cap", cap, exponent));
        Command::Approval(Approval::SetOutflowCap { currency, cap: cap.transpose()? })
    };

    /// The party takes a proposal back.
    Withdraw at "/v1/proposals/{proposal}/withdraw" says "withdrawn" up to SMALL {
        /// Which, as in the path.
        proposal: u64,
    } |body, desk| Command::Approval(Approval::Withdraw {
        proposal: ProposalNumber(desk.within("proposal", body.proposal)?),
    });
}
