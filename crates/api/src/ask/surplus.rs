use node::translate::Flaw;
use serde::Deserialize;
use settlement::Command;
use settlement::fx::BasisPoints;
use settlement::surplus::{Command as Surplus, ImbalanceTerms, InvestmentTerms};
use utoipa::ToSchema;

use super::asks;
use super::desk::Desk;
use super::participation::Class;
use super::swap::Year;
use super::text::{Decimal, Letters, Name};

/// On what terms a settlement agent takes its currency for investment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Investment {
    /// Interest, in basis points for a year.
    interest_basis_points: u16,
    /// How long a year is.
    day_count: Year,
    /// The most that all holders together have invested.
    cap: Decimal,
}

/// What an imbalance costs at the close.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Imbalance {
    /// What an account may hold without a charge.
    above: Decimal,
    /// On what it holds above that, in basis points for a year.
    surplus_basis_points: u16,
    /// On what it stands below zero, in basis points for a year.
    deficit_basis_points: u16,
    /// How long a year is.
    day_count: Year,
}

fn imbalance(terms: &Imbalance, exponent: u8, desk: &Desk<'_>) -> Result<ImbalanceTerms, Flaw> {
    Ok(ImbalanceTerms {
        threshold: desk.amount("terms.above", &terms.above, exponent)?,
        surplus: BasisPoints(terms.surplus_basis_points),
        deficit: BasisPoints(terms.deficit_basis_points),
        day_count: terms.day_count.into(),
    })
}

asks! {
    /// A settlement agent opens investment of its currency, changes its terms, or ends it.
    SetInvestmentTerms at "/v1/investment-terms" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// From the next opening on, or at once where nothing is taken; null ends it.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        terms: Option<Investment>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let terms = body.terms.as_ref().map(|terms| {
            Ok(InvestmentTerms {
                interest: BasisPoints(terms.interest_basis_points),
                day_count: terms.day_count.into(),
                cap: desk.amount("terms.cap", &terms.cap, exponent)?,
            })
        });
        Command::Surplus(Surplus::SetInvestmentTerms { currency, terms: terms.transpose()? })
    };

    /// A holder invests money of its account with the settlement agent.
    InvestFunds at "/v1/investments" says "invested" up to SMALL {
        /// The name of what moves.
        name: Name,
        /// In which currency.
        currency: Letters,
        /// How much.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let name = desk.name("name", &body.name)?;
        Command::Surplus(Surplus::InvestFunds { name, currency, amount })
    };

    /// A holder takes back what it has invested; interest is paid by itself.
    WithdrawInvestment at "/v1/investments/withdrawals" says "withdrawn" up to SMALL {
        /// The name of what moves.
        name: Name,
        /// In which currency.
        currency: Letters,
        /// How much.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let name = desk.name("name", &body.name)?;
        Command::Surplus(Surplus::WithdrawInvestment { name, currency, amount })
    };

    /// A settlement agent sets what an imbalance of a class of holders costs.
    SetImbalanceTerms at "/v1/imbalance-terms" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Which holders.
        class: Class,
        /// From the next close on; null ends it.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        terms: Option<Imbalance>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let terms = body.terms.as_ref().map(|terms| imbalance(terms, exponent, desk));
        let (class, terms) = (body.class.into(), terms.transpose()?);
        Command::Surplus(Surplus::SetImbalanceTerms { currency, class, terms })
    };

    /// A settlement agent sets what an account of a class of holders may hold.
    SetHoldingCap at "/v1/holding-caps" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Which holders.
        class: Class,
        /// How much, at once; null lets it hold anything.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        cap: Option<Decimal>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let cap = body.cap.as_ref().map(|cap| desk.amount("cap", cap, exponent));
        let (class, cap) = (body.class.into(), cap.transpose()?);
        Command::Surplus(Surplus::SetHoldingCap { currency, class, cap })
    };
}
