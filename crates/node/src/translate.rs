//! From a checked message to a command: which party means what, in the system's own terms.

use iso20022::view::{
    Account, Agent, CancellationRequest, Content, CreditConfirmation, CreditTransfer, Field,
    LiquidityTransfer, ReportRequest, Return, StatedAmount, StatusRequest, TransferKind, moment,
};
use settlement::payment::{Category, CounterTerms, Instruction, Leg, Timing};
use settlement::{Command, PartyId, Priority, issuance, liquidity, payment, queue};
use sha2::{Digest as _, Sha256};
use terms::{Amount, AmountError, Bic, BusinessDate, CurrencyCode, CurrencyId, Instant, Uetr};

use crate::Directory;

/// The account number that stands for a currency's issuance account in camt.050.
const ISSUANCE: &str = "ISSUANCE";

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A command, for the log.
    Command(Command),
    /// How far a payment has come, from the board.
    AskStatus(Uetr),
    /// How the sender's account in a currency stands, from the board.
    AskReport(CurrencyId),
    /// Nothing this version acts on.
    Nothing,
}

/// Why a checked message means nothing here; answered like any refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The ISO 20022 reason.
    pub code: &'static str,
    /// The element.
    pub path: &'static str,
    /// What is wrong, without values.
    pub text: String,
}

impl Flaw {
    fn new(code: &'static str, path: &'static str, text: &str) -> Self {
        Self { code, path, text: text.to_owned() }
    }
}

/// The identifiers by which an answer cites the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Source: `MsgId`.
    pub message_id: String,
    /// Such as `pacs.009.001.08`.
    pub definition: String,
    /// Source: `InstrId`.
    pub instruction_id: Option<String>,
    /// Source: `EndToEndId`.
    pub end_to_end_id: Option<String>,
    /// Source: `TxId`.
    pub tx_id: Option<String>,
    /// Source: `UETR`.
    pub uetr: Option<Uetr>,
    /// Source: `Case/Id`.
    pub case_id: Option<String>,
}

/// Who sends, who is who, and when it is.
pub struct Context<'a> {
    /// The party whose key signed the message.
    pub party: PartyId,
    /// Its BIC.
    pub bic: Bic,
    /// Who is who.
    pub directory: &'a Directory,
    /// The door's clock, or the sandbox's.
    pub now: Instant,
}

/// The identifiers of a message. Cost: O(1).
pub fn references(content: &Content<'_>, definition: &str) -> References {
    let text = |field: &Option<Field<'_>>| field.as_ref().map(|field| field.text.to_string());
    let id = |field: &Option<Field<'_>>| field.as_ref().and_then(|f| Uetr::parse(&f.text).ok());
    let message_id = content.message_id().map(|field| field.text.to_string()).unwrap_or_default();
    let base =
        References { message_id, definition: definition.to_owned(), ..References::default() };
    match content {
        Content::CreditTransfer(view) => References {
            instruction_id: text(&view.instruction_id),
            end_to_end_id: Some(view.end_to_end_id.text.to_string()),
            tx_id: text(&view.tx_id),
            uetr: id(&view.uetr),
            ..base
        },
        Content::Return(view) => References {
            end_to_end_id: text(&view.original_end_to_end_id),
            tx_id: text(&view.return_id),
            uetr: id(&view.original_uetr),
            ..base
        },
        Content::StatusRequest(view) => References { uetr: id(&view.original_uetr), ..base },
        Content::CancellationRequest(view) => References {
            message_id: text(&view.original_message_id).unwrap_or(base.message_id),
            definition: text(&view.original_definition).unwrap_or(base.definition),
            instruction_id: text(&view.original_instruction_id),
            end_to_end_id: text(&view.original_end_to_end_id),
            tx_id: text(&view.original_tx_id),
            uetr: id(&view.original_uetr),
            case_id: text(&view.case_id),
        },
        Content::CreditConfirmation(view) => References {
            instruction_id: text(&view.original_instruction_id),
            end_to_end_id: text(&view.original_end_to_end_id),
            tx_id: text(&view.original_tx_id),
            uetr: id(&view.original_uetr),
            ..base
        },
        Content::LiquidityTransfer(view) => References {
            instruction_id: text(&view.instruction_id),
            end_to_end_id: text(&view.end_to_end_id),
            tx_id: text(&view.tx_id),
            uetr: id(&view.uetr),
            ..base
        },
        Content::ReportRequest(_) | Content::Known => base,
    }
}

/// What a checked message asks for, said by the party that signed it.
pub fn translate(content: &Content<'_>, context: &Context<'_>) -> Result<Action, Flaw> {
    if let Some(sender) = content.sender() {
        context.require_sender(sender)?;
    }
    match content {
        Content::CreditTransfer(view) => context.credit_transfer(view),
        Content::Return(view) => context.payment_return(view),
        Content::StatusRequest(view) => status_request(view),
        Content::CancellationRequest(view) => cancellation(view),
        Content::CreditConfirmation(view) => confirmation(view),
        Content::LiquidityTransfer(view) => context.liquidity_transfer(view),
        Content::ReportRequest(view) => context.report_request(view),
        Content::Known => Ok(Action::Nothing),
    }
}

fn status_request(view: &StatusRequest<'_>) -> Result<Action, Flaw> {
    required_uetr(view.original_uetr.as_ref(), "TxInf/OrgnlUETR").map(Action::AskStatus)
}

fn cancellation(view: &CancellationRequest<'_>) -> Result<Action, Flaw> {
    let uetr = required_uetr(view.original_uetr.as_ref(), "Undrlyg/TxInf/OrgnlUETR")?;
    Ok(Action::Command(Command::Queue(queue::Command::CancelInstruction { uetr })))
}

/// R-PAY-11
fn confirmation(view: &CreditConfirmation<'_>) -> Result<Action, Flaw> {
    let uetr = required_uetr(view.original_uetr.as_ref(), "TxInfAndSts/OrgnlUETR")?;
    Ok(Action::Command(Command::Payment(payment::Command::ConfirmCredit { uetr })))
}

fn required_uetr(field: Option<&Field<'_>>, path: &'static str) -> Result<Uetr, Flaw> {
    field
        .and_then(|field| Uetr::parse(&field.text).ok())
        .ok_or_else(|| Flaw::new("FF08", path, "the payment's UETR is needed to find it"))
}

fn date(field: Option<&Field<'_>>, path: &'static str) -> Result<BusinessDate, Flaw> {
    field
        .and_then(|field| BusinessDate::parse(field.text.get(..10)?).ok())
        .ok_or_else(|| Flaw::new("DT01", path, "a date is needed here"))
}

fn priority(field: Option<&Field<'_>>) -> Priority {
    match field.map(|field| field.text.as_ref()) {
        Some("URGT") => Priority::Urgent,
        Some("HIGH") => Priority::High,
        _ => Priority::Normal,
    }
}

/// A time of the settlement date, with its offset. Source: ISO 20022 `ISOTime`.
fn time(
    field: Option<&Field<'_>>,
    date: BusinessDate,
    path: &'static str,
) -> Result<Option<Instant>, Flaw> {
    let Some(field) = field else { return Ok(None) };
    let read = moment(&format!("{date}T{}", field.text));
    read.map(Some).ok_or_else(|| Flaw::new("DT01", path, "a requested time needs its offset"))
}

/// The identity of a return: derived from the original's and the return's own, so that the same
/// return sent again is the same.
fn return_uetr(original: Uetr, view: &Return<'_>, sender: &Bic) -> Uetr {
    let own = view.return_id.as_ref().map_or("", |field| &field.text);
    let original = original.bits().to_be_bytes();
    derived_uetr(&[b"sarraf/return/v1\0", &original, sender.as_str().as_bytes(), own.as_bytes()])
}

/// The name of a liquidity transfer: its UETR, else derived from its sender and its message's
/// identifier, which a sender uses once.
fn transfer_name(view: &LiquidityTransfer<'_>, sender: &Bic) -> Result<Uetr, Flaw> {
    if let Some(stated) = &view.uetr {
        return required_uetr(Some(stated), "LqdtyCdtTrf/LqdtyTrfId/UETR");
    }
    let message = &view.message_id.text;
    let domain = b"sarraf/transfer/v1\0";
    Ok(derived_uetr(&[domain, sender.as_str().as_bytes(), message.as_bytes()]))
}

/// A UETR made of what identifies something, the same each time.
fn derived_uetr(parts: &[&[u8]]) -> Uetr {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let digest: [u8; 32] = hash.finalize().into();
    let bits = digest.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    Uetr::from_random(bits)
}

fn is_issuance(account: &Account<'_>) -> bool {
    account.other.as_ref().is_some_and(|id| id.text == ISSUANCE)
}

impl Context<'_> {
    /// The message's own sender must be the party whose key signed it.
    fn require_sender(&self, agent: &Agent<'_>) -> Result<(), Flaw> {
        let stated = agent.bic().and_then(|bic| self.directory.party(&bic));
        if stated == Some(self.party) {
            return Ok(());
        }
        Err(Flaw::new("RC03", "InstgAgt", "the instructing agent is not the bank that signed"))
    }

    fn party(
        &self,
        agent: Option<&Agent<'_>>,
        code: &'static str,
        path: &'static str,
    ) -> Result<PartyId, Flaw> {
        agent
            .and_then(Agent::bic)
            .and_then(|bic| self.directory.party(&bic))
            .ok_or_else(|| Flaw::new(code, path, "no participant has this BIC"))
    }

    fn money(
        &self,
        stated: &StatedAmount<'_>,
        date: BusinessDate,
        path: &'static str,
    ) -> Result<(CurrencyId, Amount), Flaw> {
        let code = CurrencyCode::parse(stated.currency)
            .map_err(|_| Flaw::new("AM11", path, "not a currency code"))?;
        let (currency, exponent) = self.directory.currency_on(code, date).ok_or_else(|| {
            // R-PAY-04: a date long past says nothing of the currency.
            if date < self.now.date().plus_days(-1) {
                return Flaw::new("DT01", path, "the settlement date has passed");
            }
            Flaw::new("AM03", path, "this currency does not settle here on that date")
        })?;
        let amount = stated.amount(exponent).map_err(|error| match error {
            AmountError::TooManyDecimals => {
                Flaw::new("CH20", path, "more decimals than the currency has")
            }
            AmountError::TooLarge => Flaw::new("AM02", path, "more than the system books"),
            AmountError::Malformed => Flaw::new("AM12", path, "not an amount"),
        })?;
        Ok((currency, amount))
    }

    fn credit_transfer(&self, view: &CreditTransfer<'_>) -> Result<Action, Flaw> {
        let uetr = required_uetr(view.uetr.as_ref(), "CdtTrfTxInf/PmtId/UETR")?;
        let date = date(view.settlement_date.as_ref(), "CdtTrfTxInf/IntrBkSttlmDt")?;
        let (currency, amount) = self.money(&view.amount, date, "CdtTrfTxInf/IntrBkSttlmAmt")?;
        let receiver = view.instructed_agent.as_ref().or(view.creditor_agent.as_ref());
        let creditor = self.party(receiver, "CNOR", "CdtTrfTxInf/InstdAgt")?;
        let terms = view
            .pvp()
            .map_err(|_| Flaw::new("FF01", "CdtTrfTxInf/InstrForNxtAgt", "malformed PVP line"))?;
        let counter = terms.map(|terms| self.counter(terms, date)).transpose()?;
        let instruction = Instruction {
            uetr,
            legs: vec![Leg { debtor: self.party, creditor, currency, amount }],
            date,
            priority: priority(view.priority.as_ref().or(view.instruction_priority.as_ref())),
            category: match view.kind {
                TransferKind::Customer => Category::Customer,
                TransferKind::Institution | TransferKind::Cover => Category::Interbank,
            },
            timing: Timing {
                from: time(view.times.from.as_ref(), date, "CdtTrfTxInf/SttlmTmReq/FrTm")?,
                till: time(view.times.till.as_ref(), date, "CdtTrfTxInf/SttlmTmReq/TillTm")?,
                reject_at: time(view.times.reject.as_ref(), date, "CdtTrfTxInf/SttlmTmReq/RjctTm")?,
            },
            counter,
            returns: None,
        };
        Ok(Action::Command(Command::Payment(payment::Command::SubmitInstruction(instruction))))
    }

    fn counter(
        &self,
        terms: iso20022::view::PvpTerms,
        date: BusinessDate,
    ) -> Result<CounterTerms, Flaw> {
        const PATH: &str = "CdtTrfTxInf/InstrForNxtAgt/InstrInf";
        let (currency, _) = self.directory.currency_on(terms.currency, date).ok_or_else(|| {
            Flaw::new("AM03", PATH, "the counter leg's currency does not settle here")
        })?;
        let receiver = self
            .directory
            .party(&terms.receiver)
            .ok_or_else(|| Flaw::new("RC04", PATH, "no participant has the receiver's BIC"))?;
        Ok(CounterTerms { reference: terms.reference, currency, amount: terms.amount, receiver })
    }

    fn payment_return(&self, view: &Return<'_>) -> Result<Action, Flaw> {
        let original = required_uetr(view.original_uetr.as_ref(), "TxInf/OrgnlUETR")?;
        let date = date(view.settlement_date.as_ref(), "TxInf/IntrBkSttlmDt")?;
        let (currency, amount) = self.money(&view.amount, date, "TxInf/RtrdIntrBkSttlmAmt")?;
        let receiver = view.instructed_agent.as_ref();
        let creditor = self.party(receiver, "CNOR", "TxInf/InstdAgt")?;
        let instruction = Instruction {
            uetr: return_uetr(original, view, &self.bic),
            legs: vec![Leg { debtor: self.party, creditor, currency, amount }],
            date,
            priority: priority(view.priority.as_ref()),
            category: Category::Interbank,
            timing: Timing::default(),
            counter: None,
            returns: Some(original),
        };
        Ok(Action::Command(Command::Payment(payment::Command::SubmitInstruction(instruction))))
    }

    /// A report of the sender's own account, of the day that is open.
    fn report_request(&self, view: &ReportRequest<'_>) -> Result<Action, Flaw> {
        if !view.requested.text.starts_with("camt.052.") {
            let text = "a camt.052 can be asked for; statements come by themselves at the close";
            return Err(Flaw::new("FF01", "RptgReq/ReqdMsgNmId", text));
        }
        if view.owner.is_none() {
            let text = "the owner of an account is a bank; name it as AcctOwnr/Agt";
            return Err(Flaw::new("CH21", "RptgReq/AcctOwnr", text));
        }
        let number = view.account.id().map(|field| field.text.as_ref());
        let own = format!("{}-", self.bic.as_short());
        let letters = match (&view.account.currency, number) {
            (Some(currency), _) => Some(currency.text.as_ref()),
            (None, Some(number)) => number.strip_prefix(&own),
            (None, None) => None,
        };
        let code = letters.and_then(|letters| CurrencyCode::parse(letters).ok());
        let (currency, code) = code
            .and_then(|code| self.directory.currency_on(code, self.now.date()).zip(Some(code)))
            .map(|((currency, _), code)| (currency, code))
            .ok_or_else(|| Flaw::new("AM11", "RptgReq/Acct/Ccy", "name the account's currency"))?;
        if number.is_some_and(|number| number != format!("{own}{code}")) {
            let text = "no account of yours; it is numbered by your BIC, a hyphen and the currency";
            return Err(Flaw::new("AC01", "RptgReq/Acct/Id", text));
        }
        let day = self.directory.date(currency);
        let wanted = view.from.as_ref().map(|from| date(Some(from), "RptgReq/RptgPrd/FrToDt/FrDt"));
        if wanted.transpose()?.is_some_and(|wanted| Some(wanted) != day) {
            let text = "a report is of the open day; earlier ones have their statements";
            return Err(Flaw::new("DT01", "RptgReq/RptgPrd/FrToDt/FrDt", text));
        }
        Ok(Action::AskReport(currency))
    }

    /// R15, for what bears no settlement date: its name is remembered for days only, so an old
    /// message must not be taken for a new one. R-PAY-03
    fn check_recent(&self, view: &LiquidityTransfer<'_>) -> Result<(), Flaw> {
        let (path, stated) = match (&view.created, &view.settlement_date) {
            (Some(created), _) => ("MsgHdr/CreDtTm", Some(created)),
            (None, date) => ("LqdtyCdtTrf/SttlmDt", date.as_ref()),
        };
        let (stated, today) = (date(stated, path)?, self.now.date());
        if (today.plus_days(-1)..=today.plus_days(1)).contains(&stated) {
            return Ok(());
        }
        Err(Flaw::new("DT01", path, "not of today; liquidity moves on the day it is asked for"))
    }

    /// A transfer between settlement accounts; or, by the currency's agent and naming the account
    /// `ISSUANCE`, money into or out of existence.
    fn liquidity_transfer(&self, view: &LiquidityTransfer<'_>) -> Result<Action, Flaw> {
        self.check_recent(view)?;
        let missing =
            || Flaw::new("AM12", "LqdtyCdtTrf/TrfdAmt", "an amount with its currency is needed");
        let stated = view.amount.as_ref().ok_or_else(missing)?;
        let (currency, amount) = self.money(stated, self.now.date(), "LqdtyCdtTrf/TrfdAmt")?;
        let name = transfer_name(view, &self.bic)?;
        if is_issuance(&view.debtor_account) {
            let to = self.party(view.creditor.as_ref(), "CNOR", "LqdtyCdtTrf/Cdtr")?;
            let issue = issuance::Command::Issue { name, currency, to, amount };
            return Ok(Action::Command(Command::Issuance(issue)));
        }
        if is_issuance(&view.creditor_account) {
            let from = self.party(view.debtor.as_ref(), "DNOR", "LqdtyCdtTrf/Dbtr")?;
            let redeem = issuance::Command::Redeem { name, currency, from, amount };
            return Ok(Action::Command(Command::Issuance(redeem)));
        }
        if let Some(debtor) = &view.debtor {
            self.require_sender(debtor)?;
        }
        let to = self.party(view.creditor.as_ref(), "CNOR", "LqdtyCdtTrf/Cdtr")?;
        let transfer = liquidity::Command::TransferLiquidity { name, currency, to, amount };
        Ok(Action::Command(Command::Liquidity(transfer)))
    }
}
