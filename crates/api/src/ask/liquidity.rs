use serde::Deserialize;
use settlement::Command;
use settlement::liquidity::{Command as Liquidity, StandingAmount, StandingOrder, Trigger};
use utoipa::ToSchema;

use super::desk::Pressing;
use super::text::{BankCode, Decimal, Letters, Name};
use super::{asks, flaw};

/// When a standing order is carried out.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum When {
    /// When the currency's day opens.
    Open,
    /// When it closes, before overnight policies.
    Close,
}

/// A liquidity transfer carried out every operating day; either `amount` or `above`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Daily {
    /// When.
    trigger: When,
    /// To whose account in the same currency.
    to: BankCode,
    /// This much, at most what is available.
    amount: Option<Decimal>,
    /// What the balance stands above this.
    above: Option<Decimal>,
}

asks! {
    /// Sets funds aside for urgent or high payments, until the close.
    ReserveFunds at "/v1/reservations" says "reserved" up to SMALL {
        /// In which account.
        currency: Letters,
        /// For which payments.
        priority: Pressing,
        /// How much in all; zero ends the reservation.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let priority = body.priority.into();
        Command::Liquidity(Liquidity::ReserveFunds { currency, priority, amount })
    };

    /// Bounds the net flow to one counterparty per operating day.
    SetBilateralLimit at "/v1/limits/bilateral" says "set" up to SMALL {
        /// In which account.
        currency: Letters,
        /// Towards whom.
        counterparty: BankCode,
        /// How much; null ends the limit.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        amount: Option<Decimal>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        Command::Liquidity(Liquidity::SetBilateralLimit {
            currency,
            counterparty: desk.party("counterparty", &body.counterparty)?,
            amount: desk.maybe("amount", body.amount.as_ref(), exponent)?,
        })
    };

    /// Bounds the net flow per operating day to all without a bilateral limit.
    SetMultilateralLimit at "/v1/limits/multilateral" says "set" up to SMALL {
        /// In which account.
        currency: Letters,
        /// How much; null ends the limit.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        amount: Option<Decimal>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let amount = desk.maybe("amount", body.amount.as_ref(), exponent)?;
        Command::Liquidity(Liquidity::SetMultilateralLimit { currency, amount })
    };

    /// A settlement agent says how far below zero an account may go within the day.
    SetCreditLine at "/v1/credit-lines" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Whose account.
        party: BankCode,
        /// How far.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let party = desk.party("party", &body.party)?;
        Command::Liquidity(Liquidity::SetCreditLine { currency, party, amount })
    };

    /// Moves funds at once, or not at all.
    TransferLiquidity at "/v1/liquidity-transfers" says "transferred" up to SMALL {
        /// Its name.
        name: Name,
        /// From which of the sender's accounts.
        currency: Letters,
        /// To whose account.
        to: BankCode,
        /// How much.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        let to = desk.party("to", &body.to)?;
        let name = desk.name("name", &body.name)?;
        Command::Liquidity(Liquidity::TransferLiquidity { name, currency, to, amount })
    };

    /// Sets, replaces or ends a transfer carried out every day.
    SetStandingOrder at "/v1/standing-orders" says "set" up to SMALL {
        /// From which of the sender's accounts.
        currency: Letters,
        /// The order's number among the account's.
        number: u16,
        /// What to do; null ends the order.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        order: Option<Daily>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let order = body.order.as_ref().map(|daily| {
            let amount = match (&daily.amount, &daily.above) {
                (Some(amount), None) => {
                    StandingAmount::Fixed(desk.amount("order.amount", amount, exponent)?)
                }
                (None, Some(above)) => {
                    StandingAmount::Above(desk.amount("order.above", above, exponent)?)
                }
                (Some(_), Some(_)) | (None, None) => {
                    return Err(flaw("FF01", "order.amount", "say either amount or above"));
                }
            };
            let trigger = match daily.trigger {
                When::Open => Trigger::Open,
                When::Close => Trigger::Close,
            };
            Ok(StandingOrder { trigger, to: desk.party("order.to", &daily.to)?, amount })
        });
        let number = body.number;
        Command::Liquidity(Liquidity::SetStandingOrder { currency, number, order: order.transpose()? })
    };
}
