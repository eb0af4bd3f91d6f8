use serde::Deserialize;
use settlement::Command;
use settlement::issuance::{Command as Issuance, Disposal, OvernightPolicy};
use utoipa::ToSchema;

use super::participation::Class;
use super::text::{BankCode, Decimal, Letters, Name};
use super::{asks, flaw};

/// What becomes of money that may not stay overnight.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Fate {
    /// It moves to the settlement agent's own account, which owes it to the holder.
    Sweep,
    /// It is redeemed, and paid out by the agent through its own system.
    Return,
    /// It is invested with the agent until its holder takes it back.
    Invest,
    /// It is invested with the agent until the next opening.
    InvestOvernight,
}

impl From<Fate> for Disposal {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Sweep => Self::Sweep,
            Fate::Return => Self::Return,
            Fate::Invest => Self::Invest,
            Fate::InvestOvernight => Self::InvestOvernight,
        }
    }
}

/// How much may stay overnight.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stay {
    /// Any balance.
    Free,
    /// Up to `cap`.
    Capped,
    /// Nothing.
    Forbidden,
}

asks! {
    /// A settlement agent creates money in a participant's account.
    Issue at "/v1/issues" says "issued" up to SMALL {
        /// Its name.
        name: Name,
        /// The agent's currency.
        currency: Letters,
        /// In whose account.
        to: BankCode,
        /// How much.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let to = desk.party("to", &body.to)?;
        let name = desk.name("name", &body.name)?;
        Command::Issuance(Issuance::Issue { name, currency, to, amount })
    };

    /// A settlement agent takes money out of existence from a participant's account.
    Redeem at "/v1/redemptions" says "redeemed" up to SMALL {
        /// Its name.
        name: Name,
        /// The agent's currency.
        currency: Letters,
        /// From whose account.
        from: BankCode,
        /// How much.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let from = desk.party("from", &body.from)?;
        let name = desk.name("name", &body.name)?;
        Command::Issuance(Issuance::Redeem { name, currency, from, amount })
    };

    /// A settlement agent sets what a class of holders may keep overnight, from the next close on.
    SetOvernightPolicy at "/v1/overnight-policies" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Which holders.
        class: Class,
        /// How much may stay.
        stay: Stay,
        /// With `capped`: up to how much.
        cap: Option<Decimal>,
        /// With `capped` and `forbidden`: what becomes of the rest.
        disposal: Option<Fate>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let cap = desk.maybe("cap", body.cap.as_ref(), exponent)?;
        let policy = match (body.stay, cap, body.disposal) {
            (Stay::Free, None, None) => OvernightPolicy::Free,
            (Stay::Capped, Some(cap), Some(fate)) => OvernightPolicy::Capped(cap, fate.into()),
            (Stay::Forbidden, None, Some(fate)) => OvernightPolicy::Forbidden(fate.into()),
            (Stay::Free | Stay::Capped | Stay::Forbidden, _, _) => {
                let text = "free has neither cap nor disposal, capped both, forbidden a disposal";
                return Err(flaw("FF01", "stay", text));
            }
        };
        let class = body.class.into();
        Command::Issuance(Issuance::SetOvernightPolicy { currency, class, policy })
    };
}
