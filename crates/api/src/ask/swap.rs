use node::translate::Flaw;
use serde::Deserialize;
use settlement::Command;
use settlement::fx::BasisPoints;
use settlement::swap::{Command as Swap, DayCount, DrawNumber, LineNumber, SwapRate, SwapTerms};
use terms::{Amount, CurrencyId};
use utoipa::ToSchema;

use super::desk::{Desk, Money};
use super::text::{Name, Ratio};
use super::{asks, flaw};

/// How many days a year has for interest.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub(super) enum Year {
    /// 360 days.
    #[serde(rename = "actual/360")]
    Actual360,
    /// 365 days.
    #[serde(rename = "actual/365")]
    Actual365,
}

impl From<Year> for DayCount {
    fn from(year: Year) -> Self {
        match year {
            Year::Actual360 => Self::Actual360,
            Year::Actual365 => Self::Actual365,
        }
    }
}

/// All that two settlement agents agree on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    /// The proposer's currency, and how much of it the other may have drawn at a time.
    own: Money,
    /// The other agent's currency, and how much of it the proposer may have drawn at a time.
    other: Money,
    /// Minor units of the other's currency for minor units of the proposer's; null: the quotient of
    /// the official rates in force at the draw.
    #[serde(deserialize_with = "super::stated")]
    #[schema(required = true)]
    rate: Option<Ratio>,
    /// How long a draw may last, in days.
    term: u16,
    /// Interest on what is drawn, in basis points for a year.
    interest_basis_points: u16,
    /// How long a year is.
    day_count: Year,
}

fn terms(terms: &Terms, desk: &Desk<'_>) -> Result<SwapTerms, Flaw> {
    let (own, own_limit) = desk.money(&terms.own.currency, &terms.own.amount)?;
    let (other, other_limit) = desk.money(&terms.other.currency, &terms.other.amount)?;
    let rate = terms.rate.as_ref().map(|rate| desk.ratio("terms.rate", rate)).transpose()?;
    Ok(SwapTerms {
        own,
        other,
        own_limit,
        other_limit,
        rate: rate.map_or(SwapRate::Official, SwapRate::Fixed),
        term: terms.term,
        interest: BasisPoints(terms.interest_basis_points),
        day_count: terms.day_count.into(),
    })
}

/// An amount of the one currency it can be of; of what is not known the machine says so.
fn amount_of(money: &Money, right: Option<CurrencyId>, desk: &Desk<'_>) -> Result<Amount, Flaw> {
    let (currency, amount) = desk.money(&money.currency, &money.amount)?;
    let same = right.is_none_or(|right| right == currency);
    same.then_some(amount).ok_or_else(|| {
        flaw("AM11", "money.currency", "not the currency that this line or draw is about")
    })
}

asks! {
    /// A settlement agent proposes a swap line to another.
    ProposeSwapLine at "/v1/swap-lines" says "proposed" up to SMALL {
        /// All that is to be agreed.
        terms: Terms,
    } |body, desk| Command::Swap(Swap::ProposeSwapLine { terms: terms(&body.terms, desk)? });

    /// The other settlement agent agrees; it says all of it again, so that nothing else is agreed
    /// than what was looked at.
    AgreeSwapLine at "/v1/swap-lines/{line}/agree" says "agreed" up to SMALL {
        /// Which, as in the path.
        line: u64,
        /// The terms that were proposed, as the proposer stated them.
        terms: Terms,
    } |body, desk| Command::Swap(Swap::AgreeSwapLine {
        line: LineNumber(desk.within("line", body.line)?),
        terms: terms(&body.terms, desk)?,
    });

    /// Either settlement agent ends a line of which nothing is drawn, or a proposal.
    CloseSwapLine at "/v1/swap-lines/{line}/close" says "closed" up to SMALL {
        /// Which, as in the path.
        line: u64,
    } |body, desk| Command::Swap(Swap::CloseSwapLine {
        line: LineNumber(desk.within("line", body.line)?),
    });

    /// Either settlement agent draws the other's currency.
    DrawSwapLine at "/v1/swap-lines/{line}/draws" says "drawn" up to SMALL {
        /// On which line, as in the path.
        line: u64,
        /// The draw's name in messages.
        name: Name,
        /// How much of the other's currency.
        money: Money,
    } |body, desk| {
        let line = LineNumber(desk.within("line", body.line)?);
        let known = desk.board.swaps().line(line);
        let right = known.and_then(|line| line.drawn_by(desk.by));
        Command::Swap(Swap::DrawSwapLine {
            name: desk.name("name", &body.name)?,
            line,
            amount: amount_of(&body.money, right, desk)?,
        })
    };

    /// Who drew gives back, with the interest on what is given back.
    RepaySwap at "/v1/swap-draws/{draw}/repayments" says "repaid" up to SMALL {
        /// Which draw, as in the path.
        draw: u64,
        /// The repayment's name in messages.
        name: Name,
        /// How much of what was drawn; interest comes on top.
        money: Money,
    } |body, desk| {
        let draw = DrawNumber(desk.within("draw", body.draw)?);
        let right = desk.board.swaps().draw(draw).map(|draw| draw.currency);
        Command::Swap(Swap::RepaySwap {
            name: desk.name("name", &body.name)?,
            draw,
            amount: amount_of(&body.money, right, desk)?,
        })
    };
}
