//! From what happened to the message that tells it.

use std::sync::Arc;

use iso20022::view::Content;
use iso20022::visible::shown;
use iso20022::write::{
    Account, CancellationResolution, Case, Direction, Entry, EntryKind, Envelope, LiquidityReceipt,
    MessageReject, Notice as AccountNotice, Notification, Outcome, Reason, ReceiptAcknowledgement,
    ReportedAccount, Status, StatusReport,
};
use settlement::fx::Obstacle;
use settlement::payment::WaitingFor;
use settlement::{PartyId, Refusal};
use terms::{Bic, BusinessDate, CurrencyId, Digest, Instant, LogPosition};

use crate::outbox::{Cause, Movement, Notice, Side};

mod cycles;
mod entries;
mod past;
mod report;
mod statement;

pub use entries::Taking;
pub use past::PastStatement;
pub use report::AccountReport;
pub use statement::DayStatement;

use crate::translate::{References, references};
use crate::{Board, Fault, Original, Outlet, Stage};

/// A message ready to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Its definition, such as `pacs.002.001.10`.
    pub definition: String,
    /// The whole text.
    pub xml: String,
    /// How the text is written.
    pub form: Form,
    /// Of a message delivered as its sender wrote it: the salt under which its digest stands in
    /// the log, so that its receiver can prove which message settled.
    pub salt: Option<Digest>,
}

/// How a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// ISO 20022 XML.
    Xml,
    /// What a bank asked for as JSON, delivered as it was signed.
    Json,
}

/// Who writes to whom, when, and under which identifier.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    /// The operator.
    pub from: Bic,
    /// The participant.
    pub to: Bic,
    /// The message's identifier. Range: 1 to 35 characters.
    pub message_id: &'a str,
    /// When what it tells happened.
    pub created: Instant,
}

impl<'a> Address<'a> {
    fn envelope(&self) -> Envelope<'a> {
        Envelope {
            from: self.from,
            to: self.to,
            message_id: self.message_id,
            created: self.created,
            business_service: None,
            copy: None,
            related: None,
        }
    }
}

/// How far an instruction has come, in words and codes.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// How far.
    pub stage: Stage,
    /// Why it waits.
    pub waiting: Option<&'a WaitingFor>,
    /// Why it was rejected: the reason's code and words.
    pub reason: Option<(&'static str, String)>,
    /// Where on the log.
    pub position: LogPosition,
    /// When.
    pub instant: Instant,
    /// When it first was accepted, or settled on entry.
    pub date: Option<BusinessDate>,
}

/// The identifier of the message that tells a notice, the same whenever it is written.
pub fn message_id(to: Bic, outlet: &Outlet) -> String {
    format!("{}-{}-{}", to.as_short(), outlet.outgoing.position, outlet.cursor)
}

/// What an outbox needs to make messages of its notices.
pub struct Renderer<'a, F> {
    /// Who is who.
    pub board: &'a Board,
    /// The operator's BIC.
    pub operator: Bic,
    /// Reads an original by its place.
    pub original: F,
}

impl<F: Fn(u64) -> Result<Original, Fault>> Renderer<'_, F> {
    /// The message that tells a notice to its participant.
    pub fn render(&self, party: PartyId, outlet: &Outlet) -> Result<Rendered, Fault> {
        let outgoing = &outlet.outgoing;
        let to = self.bic(party)?;
        let message_id = message_id(to, outlet);
        let address =
            Address { from: self.operator, to, message_id: &message_id, created: outgoing.instant };
        match &outgoing.notice {
            Notice::Status { uetr, stage, waiting, refusal } => {
                let references = self.references_of(*uetr)?;
                let progress = Progress {
                    stage: *stage,
                    waiting: waiting.as_ref(),
                    reason: refusal.map(|refusal| (refusal.iso(), refusal_text(refusal))),
                    position: outgoing.position,
                    instant: outgoing.instant,
                    date: Some(outgoing.instant.date()),
                };
                status_report(&address, &references, &progress, self.board)
            }
            Notice::Confirmed { uetr } => {
                let references = self.references_of(*uetr)?;
                let position = outgoing.position.to_string();
                let report = StatusReport {
                    original: original(&references),
                    status: Status::CreditorBooked,
                    reason: None,
                    accepted: Some(outgoing.instant),
                    settled_on: None,
                    clearing_reference: Some(position.as_str()),
                };
                written(StatusReport::DEFINITION, report.write(&address.envelope()))
            }
            Notice::Delivery { uetr } => self.delivery(*uetr),
            Notice::Moved(movement) => self.notification(&address, party, movement),
            Notice::Statement(day) => {
                let mut statement = DayStatement::begin(self.board, party, Arc::clone(day))?;
                while statement.take(self.board) == Taking::More {}
                statement.render(&address, &self.original)
            }
            Notice::PayInSchedule { cycle, deadline, positions } => {
                let schedule = (*cycle, *deadline, positions.as_slice());
                self.pay_in_schedule(&address, schedule)
            }
            Notice::NetPositions { cycle, currency, positions } => {
                self.net_positions(&address, *cycle, *currency, positions)
            }
        }
    }

    fn bic(&self, party: PartyId) -> Result<Bic, Fault> {
        let bic = self.board.directory().bic(party);
        bic.ok_or_else(|| Fault::new(format!("party {} is not in the directory", party.number())))
    }

    /// The identifiers of a payment's own message.
    fn references_of(&self, uetr: terms::Uetr) -> Result<References, Fault> {
        let row = self.board.payment(uetr);
        let place = row.and_then(|row| self.board.original_of(row.evidence));
        let fallback = References {
            message_id: "NOTAVAILABLE".into(),
            definition: "NOTAVAILABLE".into(),
            uetr: Some(uetr),
            ..References::default()
        };
        let Some(place) = place else {
            return Ok(fallback);
        };
        let original = (self.original)(place)?;
        Ok(references_in(&original.bytes).unwrap_or(fallback))
    }

    /// The payment's message, byte for byte as its sender wrote it.
    fn delivery(&self, uetr: terms::Uetr) -> Result<Rendered, Fault> {
        let row = self.board.payment(uetr);
        let place = row.and_then(|row| self.board.original_of(row.evidence));
        let place =
            place.ok_or_else(|| Fault::new(format!("payment {uetr} came in no message")))?;
        let original = (self.original)(place)?;
        let (definition, form) = definition_of(&original);
        let salt = Some(Digest(original.salt));
        let xml = String::from_utf8(original.bytes)
            .map_err(|error| Fault::because(format!("reading the message of {uetr}"), error))?;
        Ok(Rendered { definition, xml, form, salt })
    }

    fn notification(
        &self,
        address: &Address<'_>,
        party: PartyId,
        movement: &Movement,
    ) -> Result<Rendered, Fault> {
        let row = self.row(movement);
        let label = self.label(party, movement.currency)?;
        let entries = [row.entry()];
        let notices =
            [AccountNotice { id: address.message_id, account: label.account(), entries: &entries }];
        let notification = Notification { notices: &notices };
        written(Notification::DEFINITION, notification.write(&address.envelope()))
    }

    fn row<'m>(&self, movement: &'m Movement) -> Row<'m> {
        let references = movement.uetr.and_then(|uetr| self.references_of(uetr).ok());
        let counterparty = movement.counterparty.and_then(|p| self.board.directory().bic(p));
        Row { movement, references, counterparty, reference: movement.position.to_string() }
    }

    fn label(&self, party: PartyId, currency: CurrencyId) -> Result<Label, Fault> {
        Label::of(self.board, party, currency)
    }
}

/// An account's names.
#[derive(Debug)]
struct Label {
    id: String,
    code: terms::CurrencyCode,
    exponent: u8,
    owner: Bic,
    agent: Bic,
}

impl Label {
    fn of(board: &Board, party: PartyId, currency: CurrencyId) -> Result<Self, Fault> {
        let directory = board.directory();
        let known = directory.currency(currency).zip(directory.agent(currency));
        let ((code, exponent), agent) =
            known.ok_or_else(|| Fault::new(format!("{currency} is not in the directory")))?;
        let bic = |party: PartyId| {
            let missing =
                || Fault::new(format!("party {} is not in the directory", party.number()));
            directory.bic(party).ok_or_else(missing)
        };
        let (owner, agent) = (bic(party)?, bic(agent)?);
        let id = format!("{}-{code}", owner.as_short());
        Ok(Self { id, code, exponent, owner, agent })
    }

    fn account(&self) -> ReportedAccount<'_> {
        ReportedAccount {
            id: Account::Proprietary { id: &self.id, scheme: "SARRAF" },
            currency: self.code,
            exponent: self.exponent,
            owner: self.owner,
            servicer: self.agent,
        }
    }
}

/// A movement with what its entry borrows.
struct Row<'m> {
    movement: &'m Movement,
    references: Option<References>,
    counterparty: Option<Bic>,
    reference: String,
}

impl Row<'_> {
    fn entry(&self) -> Entry<'_> {
        let references = self.references.as_ref();
        let customer = references.is_some_and(|r| r.definition.starts_with("pacs.008."));
        Entry {
            direction: match self.movement.side {
                Side::Credit => Direction::Credit,
                Side::Debit => Direction::Debit,
            },
            amount: self.movement.amount,
            booked: self.movement.instant,
            value_date: self.movement.date,
            servicer_reference: &self.reference,
            kind: match self.movement.cause {
                Cause::Payment if customer => EntryKind::CustomerPayment,
                Cause::Payment => EntryKind::InstitutionPayment,
                Cause::Exchange => EntryKind::Exchange,
                Cause::Return => EntryKind::Return,
                Cause::Transfer => EntryKind::LiquidityTransfer,
                Cause::Issuance => EntryKind::Issuance,
                Cause::Interest => EntryKind::Interest,
                Cause::Charge => EntryKind::Charge,
                Cause::NetPosition => EntryKind::NetPosition,
                Cause::SwapLine => EntryKind::SwapLine,
                Cause::SwapInterest => EntryKind::SwapInterest,
            },
            instruction_id: references.and_then(|r| r.instruction_id.as_deref()),
            end_to_end_id: references.and_then(|r| r.end_to_end_id.as_deref()),
            uetr: self.movement.uetr,
            tx_id: references.and_then(|r| r.tx_id.as_deref()),
            counterparty: self.counterparty,
        }
    }
}

/// What a message is, by its definition or the name of what it asks, and how it is written.
pub fn definition_of(original: &Original) -> (String, Form) {
    match references_in(&original.bytes) {
        Some(found) => (found.definition, Form::Xml),
        // What was asked as JSON names itself.
        None => (asked_in(&original.bytes).unwrap_or_default(), Form::Json),
    }
}

/// The identifiers in a message that was accepted once.
fn references_in(bytes: &[u8]) -> Option<References> {
    let limits = iso20022::Limits::default();
    let message = iso20022::reader::read(bytes, &limits).ok()?;
    let definition = message.document.map_or("", |schema| schema.name);
    Some(references(&Content::of(&message), definition))
}

/// What a body in JSON says it asks for.
fn asked_in(bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Asked {
        command: String,
    }
    serde_json::from_slice(bytes).ok().map(|Asked { command }| command)
}

fn written(
    definition: &str,
    text: Result<String, iso20022::write::WriteError>,
) -> Result<Rendered, Fault> {
    let xml = text.map_err(|error| Fault::because(format!("writing a {definition}"), error))?;
    Ok(Rendered { definition: definition.to_owned(), xml, form: Form::Xml, salt: None })
}

fn original(references: &References) -> iso20022::write::Original<'_> {
    iso20022::write::Original {
        message_id: &references.message_id,
        definition: &references.definition,
        instruction_id: references.instruction_id.as_deref(),
        end_to_end_id: references.end_to_end_id.as_deref(),
        tx_id: references.tx_id.as_deref(),
        uetr: references.uetr,
    }
}

/// A refusal in words.
pub fn refusal_text(refusal: Refusal) -> String {
    format!("{} {} by rule {}", refusal.number(), refusal.name(), refusal.rule())
}

/// What keeps an instruction waiting, and what would release it, in words.
pub fn waiting_text(waiting: &WaitingFor, board: &Board) -> String {
    let directory = board.directory();
    let bic = |party: PartyId| directory.bic(party).map_or_else(|| "?".into(), |b| b.to_string());
    let code = |id: CurrencyId| directory.currency(id).map_or("???".into(), |(c, _)| c.to_string());
    let money = |id: CurrencyId, amount: terms::Amount| {
        let exponent = directory.currency(id).map_or(0, |(_, exponent)| exponent);
        format!("{} {}", code(id), amount.to_decimal(exponent))
    };
    match waiting {
        WaitingFor::Counterpart { reference } => {
            // Logs may hold what the door takes no more.
            let reference = shown(reference).replace(char::is_control, "\u{fffd}");
            format!("waits for the counterpart's instruction under trade {reference}")
        }
        WaitingFor::Consent { party } => format!("waits for the consent of {}", bic(*party)),
        WaitingFor::Moment { at } => {
            format!("waits until {at}, the earliest moment at which all legs can settle")
        }
        WaitingFor::Resumption { currency } => {
            format!("waits until {} is resumed by its agent", code(*currency))
        }
        WaitingFor::Access { party, currency } => {
            format!("waits until {} may use its {} account again", bic(*party), code(*currency))
        }
        WaitingFor::Order { ahead } => format!("waits behind {ahead} in its queue"),
        WaitingFor::Limit { party, currency, counterparty, lacking } => {
            let towards = counterparty.map_or_else(|| "all".into(), bic);
            let lacking = money(*currency, *lacking);
            format!("waits for {lacking} of room under the limit of {} to {towards}", bic(*party))
        }
        WaitingFor::Funds { party, currency, lacking } => {
            format!("waits for {} in the account of {}", money(*currency, *lacking), bic(*party))
        }
        WaitingFor::HoldingCap { party, currency, lacking } => {
            let lacking = money(*currency, *lacking);
            format!("waits for {lacking} to leave the account of {}, which is full", bic(*party))
        }
        WaitingFor::Quotes { obstacle } => {
            format!("waits to be converted: {}", obstacle_text(*obstacle, board))
        }
    }
}

/// What stands in the way of the quotes that would convert a payment, in words.
pub fn obstacle_text(obstacle: Obstacle, board: &Board) -> String {
    let directory = board.directory();
    let code = |id: CurrencyId| directory.currency(id).map_or("???".into(), |(c, _)| c.to_string());
    match obstacle {
        Obstacle::NoQuote(sold, bought) => {
            format!("no quote gives {} for {}", code(bought), code(sold))
        }
        Obstacle::BelowLimit { currency, given, least } => {
            let digits = directory.currency(currency).map_or(0, |(_, digits)| digits);
            let (given, least) = (given.to_decimal(digits), least.to_decimal(digits));
            let code = code(currency);
            format!("the best quotes give {code} {given} for it, less than the {least} asked")
        }
        Obstacle::TooSmall(currency) => {
            format!("no quotes that are good enough can give all of it in {}", code(currency))
        }
        Obstacle::Halted(currency) => format!("exchange of {} is halted", code(currency)),
        Obstacle::SwitchedOff(one, other) => {
            format!("the pair of {} and {} is switched off", code(one), code(other))
        }
        Obstacle::OutsideBand(one, other) => {
            format!("the best price of {} in {} is outside their band", code(one), code(other))
        }
        Obstacle::QuotaUsedUp(currency) => {
            format!("the quota of {} leaves too little until its close", code(currency))
        }
        Obstacle::OutsideDates(currency) => format!("{} is not valid today", code(currency)),
        Obstacle::Closed(currency) => format!("{} is closed", code(currency)),
        Obstacle::Provider(number) => {
            format!("the provider of quote {} cannot give or take now", number.0)
        }
        Obstacle::InRound { round, clears_at } => {
            format!("it takes part in exchange round {round}, which clears at {clears_at}")
        }
        Obstacle::Untried => "it goes when it is tried next".to_owned(),
    }
}

fn waiting_code(waiting: &WaitingFor) -> &'static str {
    match waiting {
        WaitingFor::Funds { .. } | WaitingFor::Order { .. } => "AM04",
        WaitingFor::Limit { .. } => "AM13",
        WaitingFor::HoldingCap { .. } => "AM02",
        WaitingFor::Moment { .. } => "TM01",
        WaitingFor::Resumption { .. } => "ED06",
        WaitingFor::Access { .. } => "AC06",
        WaitingFor::Counterpart { .. } | WaitingFor::Consent { .. } | WaitingFor::Quotes { .. } => {
            "NARR"
        }
    }
}

/// pacs.002: how far an instruction has come.
pub fn status_report(
    address: &Address<'_>,
    references: &References,
    progress: &Progress<'_>,
    board: &Board,
) -> Result<Rendered, Fault> {
    let words;
    let reason = match (&progress.reason, progress.waiting) {
        (Some((code, text)), _) => Some(Reason { code, text }),
        (None, Some(waiting)) => {
            words = waiting_text(waiting, board);
            Some(Reason { code: waiting_code(waiting), text: &words })
        }
        (None, None) => None,
    };
    let status = match progress.stage {
        Stage::Pending => Status::Pending,
        Stage::Settled => Status::Settled,
        Stage::Rejected => Status::Rejected,
        Stage::Cancelled => Status::Cancelled,
    };
    let position = progress.position.to_string();
    let settled = progress.stage == Stage::Settled;
    let report = StatusReport {
        original: original(references),
        status,
        reason,
        accepted: Some(progress.instant),
        settled_on: progress.date.filter(|_| settled),
        clearing_reference: settled.then_some(position.as_str()),
    };
    written(StatusReport::DEFINITION, report.write(&address.envelope()))
}

/// camt.029: what became of a request to cancel.
pub fn cancellation_resolution(
    address: &Address<'_>,
    references: &References,
    refused: Option<Refusal>,
) -> Result<Rendered, Fault> {
    let text = refused.map(refusal_text).unwrap_or_default();
    let creator = address.to;
    let resolution = CancellationResolution {
        status_id: None,
        case: references.case_id.as_deref().map(|id| Case { id, creator }),
        original: original(references),
        outcome: match refused {
            None => Outcome::Cancelled,
            Some(refusal) => Outcome::Rejected(Reason { code: refusal.iso(), text: &text }),
        },
    };
    written(CancellationResolution::DEFINITION, resolution.write(&address.envelope()))
}

/// camt.025: what became of a liquidity transfer.
pub fn liquidity_receipt(
    address: &Address<'_>,
    references: &References,
    refused: Option<(&'static str, String)>,
) -> Result<Rendered, Fault> {
    let receipt = LiquidityReceipt {
        original_message_id: &references.message_id,
        original_definition: &references.definition,
        transfer_id: references.tx_id.as_deref(),
        status: if refused.is_some() { Status::Rejected } else { Status::Settled },
        description: if refused.is_some() { "refused" } else { "settled" },
        reason: refused.as_ref().map(|(code, text)| Reason { code, text }),
    };
    written(LiquidityReceipt::DEFINITION, receipt.write(&address.envelope()))
}

/// admi.002: a message that could not be taken.
pub fn message_reject(
    address: &Address<'_>,
    reference: Option<&str>,
    path: &str,
    text: &str,
) -> Result<Rendered, Fault> {
    let reference = reference.filter(|id| !id.is_empty() && id.chars().count() <= 35);
    let reject = MessageReject {
        related_reference: reference,
        reason: "admi.002",
        rejected: Some(address.created),
        location: Some(path).filter(|path| !path.is_empty()),
        description: Some(text),
        additional: None,
    };
    written(MessageReject::DEFINITION, reject.write(&address.envelope()))
}

/// admi.007: a message was valid, and nothing was to be done.
pub fn acknowledgement(
    address: &Address<'_>,
    references: &References,
    text: &str,
) -> Result<Rendered, Fault> {
    let acknowledgement = ReceiptAcknowledgement {
        related_reference: &references.message_id,
        related_definition: Some(references.definition.as_str()),
        status: Status::Received,
        since: Some(address.created),
        description: Some(text),
    };
    written(ReceiptAcknowledgement::DEFINITION, acknowledgement.write(&address.envelope()))
}
