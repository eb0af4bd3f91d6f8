//! Which commands ask for a payment of some kind, and for how much.

use settlement::payment::{Instruction, Leg};
use settlement::{Command, Envelope, PartyId, cycle, fx, payment};
use terms::{Amount, CurrencyId, Uetr};

/// What kind of payment is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An instruction, gross.
    Instruction,
    /// A payment that is converted on its way.
    Conversion,
    /// An obligation, to settle net in a cycle.
    Obligation,
}

/// A payment that a command asks for, under its name.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'c> {
    pub(crate) name: Uetr,
    pub(crate) kind: Kind,
    /// Who is paid, where it is one party.
    pub(crate) creditor: Option<PartyId>,
    legs: &'c [Leg],
    one: Option<(CurrencyId, Amount)>,
}

impl<'c> Asked<'c> {
    /// The payment that a command asks for, if it asks for one.
    pub(crate) fn of(command: &'c Envelope) -> Option<Self> {
        let one = |kind, name, creditor, currency, amount| {
            let (creditor, one) = (Some(creditor), Some((currency, amount)));
            Some(Self { name, kind, creditor, legs: &[], one })
        };
        match &command.command {
            Command::Payment(payment::Command::SubmitInstruction(instruction)) => Some(Self {
                name: instruction.uetr,
                kind: Kind::Instruction,
                creditor: None,
                legs: &instruction.legs,
                one: None,
            }),
            Command::Exchange(fx::Command::ConvertPayment {
                uetr, creditor, sell, amount, ..
            }) => one(Kind::Conversion, *uetr, *creditor, *sell, *amount),
            Command::Cycle(cycle::Command::SubmitObligation {
                name,
                creditor,
                currency,
                amount,
                ..
            }) => one(Kind::Obligation, *name, *creditor, *currency, *amount),
            _ => None,
        }
    }

    /// What is to be paid, in what it is paid in.
    pub(crate) fn amounts(&self) -> impl Iterator<Item = (CurrencyId, Amount)> + '_ {
        let legs = self.legs.iter().map(|leg| (leg.currency, leg.amount));
        legs.chain(self.one)
    }
}

/// The instruction that a command gives.
pub(crate) fn submitted(command: &Envelope) -> Option<&Instruction> {
    match &command.command {
        Command::Payment(payment::Command::SubmitInstruction(instruction)) => Some(instruction),
        _ => None,
    }
}
