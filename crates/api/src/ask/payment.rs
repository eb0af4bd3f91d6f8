use node::translate::Flaw;
use serde::Deserialize;
use settlement::Command;
use settlement::payment::{Category, Command as Payment, CounterTerms, Instruction, Leg, Timing};
use utoipa::ToSchema;

use super::asks;
use super::desk::{Desk, Pressing};
use super::text::{BankCode, Day, Decimal, Letters, Moment, Name, TradeName};

/// One movement: in one currency, from one participant to another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Movement {
    /// Whose account is debited.
    debtor: BankCode,
    /// Whose account is credited.
    creditor: BankCode,
    /// In which currency.
    currency: Letters,
    /// How much.
    amount: Decimal,
}

/// For whom a payment is made; it decides by which cut-off it must settle.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Purpose {
    /// For a bank's customer: until the customer cut-off.
    Customer,
    /// Between banks: until the close.
    Interbank,
}

/// What must settle together with the instruction, told by a counterpart's own instruction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Counter {
    /// The trade both sides name.
    reference: TradeName,
    /// The currency of the counter leg.
    currency: Letters,
    /// The amount of the counter leg.
    amount: Decimal,
    /// Who must receive the counter leg.
    receiver: BankCode,
}

fn leg(movement: &Movement, desk: &Desk<'_>) -> Result<Leg, Flaw> {
    let (currency, amount) = desk.money(&movement.currency, &movement.amount)?;
    let debtor = desk.party("legs.debtor", &movement.debtor)?;
    let creditor = desk.party("legs.creditor", &movement.creditor)?;
    Ok(Leg { debtor, creditor, currency, amount })
}

fn counter(counter: &Counter, desk: &Desk<'_>) -> Result<CounterTerms, Flaw> {
    let (currency, amount) = desk.money(&counter.currency, &counter.amount)?;
    let receiver = desk.party("counter.receiver", &counter.receiver)?;
    let reference = desk.trade_name("counter.reference", &counter.reference)?;
    Ok(CounterTerms { reference, currency, amount, receiver })
}

asks! {
    /// Gives an instruction of one to eight legs that all settle together or not at all; the first
    /// leg's debtor gives it, or who has its mandate.
    SubmitInstruction at "/v1/instructions" says "pending" up to SMALL {
        /// Its name all along its way.
        uetr: Name,
        /// What moves.
        legs: Vec<Movement>,
        /// The operating day on which it is to settle.
        date: Day,
        /// How pressing it is.
        priority: Pressing,
        /// For whom it is made.
        category: Purpose,
        /// Not before.
        from: Option<Moment>,
        /// Should have settled by.
        till: Option<Moment>,
        /// To be rejected if it has not settled by.
        reject_at: Option<Moment>,
        /// What must settle with it; needs exactly one leg.
        counter: Option<Counter>,
        /// The payment it gives back, wholly or in part; needs exactly one leg.
        returns: Option<Name>,
    } |body, desk| {
        let moment = |path, text: &Option<Moment>| {
            text.as_ref().map(|text| desk.moment(path, text)).transpose()
        };
        Command::Payment(Payment::SubmitInstruction(Instruction {
            uetr: desk.name("uetr", &body.uetr)?,
            legs: body.legs.iter().map(|l| leg(l, desk)).collect::<Result<_, _>>()?,
            date: desk.day("date", &body.date)?,
            priority: body.priority.into(),
            category: match body.category {
                Purpose::Customer => Category::Customer,
                Purpose::Interbank => Category::Interbank,
            },
            timing: Timing {
                from: moment("from", &body.from)?,
                till: moment("till", &body.till)?,
                reject_at: moment("reject_at", &body.reject_at)?,
            },
            counter: body.counter.as_ref().map(|c| counter(c, desk)).transpose()?,
            returns: body.returns.as_ref().map(|r| desk.name("returns", r)).transpose()?,
        }))
    };

    /// A debtor of another leg agrees to an instruction.
    ConsentToInstruction at "/v1/instructions/consent" says "consented" up to SMALL {
        /// To which.
        uetr: Name,
    } |body, desk| Command::Payment(Payment::ConsentToInstruction {
        uetr: desk.name("uetr", &body.uetr)?,
    });

    /// The bank of a creditor says that it has booked a settled payment to its customer.
    ConfirmCredit at "/v1/instructions/confirm" says "confirmed" up to SMALL {
        /// Which.
        uetr: Name,
    } |body, desk| Command::Payment(Payment::ConfirmCredit {
        uetr: desk.name("uetr", &body.uetr)?,
    });
}
