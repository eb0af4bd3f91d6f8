//! Messages of ISO 20022 that ask for the same as a body of JSON, at the same path.

use node::translate::Action;
use settlement::{Command, issuance, liquidity, payment, queue};

use super::Ask;

/// What is asked for by messages too, and by which. Order: as the rulebook has the commands.
const ALSO: &[(&str, &[&str])] = &[
    ("Issue", &["camt.050"]),
    ("Redeem", &["camt.050"]),
    ("SubmitInstruction", &["pacs.008", "pacs.009", "pacs.004"]),
    ("ConfirmCredit", &["pacs.002"]),
    ("CancelInstruction", &["camt.056"]),
    ("TransferLiquidity", &["camt.050"]),
];

impl Ask {
    /// The messages that ask for it, at its path, as `application/xml`; none of most.
    pub fn messages(&self) -> &'static [&'static str] {
        let also = ALSO.iter().find(|(command, _)| *command == self.command);
        also.map_or(&[], |(_, messages)| messages)
    }

    /// Whether this is what a message asks for.
    pub(crate) fn is_asked_by(&self, action: &Action) -> bool {
        let Action::Command(command) = action else { return false };
        name(command) == Some(self.command)
    }
}

/// The name of what a message can ask for.
const fn name(command: &Command) -> Option<&'static str> {
    match command {
        Command::Issuance(issuance::Command::Issue { .. }) => Some("Issue"),
        Command::Issuance(issuance::Command::Redeem { .. }) => Some("Redeem"),
        Command::Payment(payment::Command::SubmitInstruction(_)) => Some("SubmitInstruction"),
        Command::Payment(payment::Command::ConfirmCredit { .. }) => Some("ConfirmCredit"),
        Command::Queue(queue::Command::CancelInstruction { .. }) => Some("CancelInstruction"),
        Command::Liquidity(liquidity::Command::TransferLiquidity { .. }) => {
            Some("TransferLiquidity")
        }
        _ => None,
    }
}
