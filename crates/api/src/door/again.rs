//! Messages that came before, and identifiers that stand for one (R04 of the rules of messages).

use node::render::liquidity_receipt;
use node::{Answer, Fault, Original, PaymentRow, Used};
use settlement::{Command, payment};
use terms::{Digest, Uetr};

use super::{Reply, Taken, proposed_report, waits_text};
use crate::Door;
use crate::problem::{Code, Why};

impl Door {
    /// Takes the identifier of a message that gives a payment (R04).
    pub(super) fn identified(&self, taken: &Taken, command: &Command, body: &[u8]) -> Option<Used> {
        let gives = matches!(command, Command::Payment(payment::Command::SubmitInstruction(_)));
        let id = &taken.references.message_id;
        gives.then(|| self.messages().take(taken.party, id, body, taken.now.date()))
    }

    /// The answer to a message under an identifier that stands for other bytes.
    pub(super) fn reused(&self, taken: &Taken) -> Result<Reply, Fault> {
        let text = "the message identifier stands for another message of the same sender";
        let reason = ("DU01", text.to_owned());
        let refused =
            self.refuse(&self.read_board(), taken.bic, &taken.references, reason, taken.now)?;
        let code = Code::KeyReused;
        let why = Some(Why { code, detail: text.to_owned(), place: "MsgId".to_owned() });
        Ok(Reply { status: code.status(), why, ..refused })
    }

    /// The answer to a message that came before in the same bytes and asks for what several keys
    /// guard: where what it asks for stands, so that it is not proposed once more.
    ///
    /// The original is on disk, which may make us wait.
    pub(super) fn proposed_before(
        &self,
        taken: &Taken,
        command: &Command,
        bytes: &[u8],
    ) -> Result<Option<Reply>, Fault> {
        let Some(name) = command.subject() else {
            return Ok(None);
        };
        if let Some((_, sent)) = self.taken_as(taken.party, name, bytes) {
            return self.told_again(taken, command, name, &sent);
        }
        let waiting = {
            let board = self.read_board();
            let own = board.approvals().proposals();
            let own =
                own.filter(|(_, row)| row.by == taken.party && row.command.subject() == Some(name));
            let placed = own.filter_map(|(number, row)| {
                Some((number, board.original_of(row.evidence)?, row.missing, row.until))
            });
            placed.collect::<Vec<_>>()
        };
        for (number, place, missing, until) in waiting {
            let Some(sent) = (self.original)(place).ok().filter(|sent| sent.bytes == bytes) else {
                continue;
            };
            let id = self.numbers.next("S");
            let address = self.address(taken.bic, &id, taken.now);
            let text = waits_text(number, missing, until);
            let board = self.read_board();
            let stands = (board.head().0, taken.now);
            let message =
                proposed_report(&address, &taken.references, command, stands, text, &board)?;
            return Ok(Some(Reply::told(message, Some(Digest(sent.salt)))));
        }
        Ok(None)
    }

    /// Where what the rules refused now and took before in the same bytes stands.
    pub(super) fn told_as_before(
        &self,
        taken: &Taken,
        command: &Command,
        answer: &Answer,
        sent: &Original,
    ) -> Result<Option<Reply>, Fault> {
        let name = command.subject().filter(|_| answer.refusal().is_some());
        let known = name.and_then(|name| {
            let (position, known) = self.taken_as(taken.party, name, &sent.bytes)?;
            (position < answer.position).then_some((name, known))
        });
        match known {
            Some((name, known)) => self.told_again(taken, command, name, &known),
            None => Ok(None),
        }
    }

    /// Where what was taken before stands now; nothing of what the rules refused, which may be
    /// asked for again.
    fn told_again(
        &self,
        taken: &Taken,
        command: &Command,
        name: Uetr,
        sent: &Original,
    ) -> Result<Option<Reply>, Fault> {
        if self.read_board().payment(name).is_some_and(PaymentRow::is_refused) {
            return Ok(None);
        }
        let salt = Some(Digest(sent.salt));
        Ok(Some(match command {
            Command::Payment(payment::Command::SubmitInstruction(_)) => {
                Reply { salt, ..self.status(taken, name)? }
            }
            _ => {
                let id = self.numbers.next("S");
                let address = self.address(taken.bic, &id, taken.now);
                Reply::told(liquidity_receipt(&address, &taken.references, None)?, salt)
            }
        }))
    }
}
