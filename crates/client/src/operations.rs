//! Made of the OpenAPI document by `crates/sandbox/tests/client.rs`: change that, and not this file.

use identity::Key;
use serde_json::Value;

use crate::call::{Live, Outcome, Posting, Stated};
use crate::{Failure, Operations, Reply};

impl Operations<'_> {
    /// Whether the process lives.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn livez(&self) -> Result<Outcome<Vec<u8>>, Failure> {
        let path = "/livez".to_owned();
        self.client.fetched(&path).await
    }

    /// Whether the node takes messages, and why not.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn readyz(&self) -> Result<Outcome<Vec<u8>>, Failure> {
        let path = "/readyz".to_owned();
        self.client.fetched(&path).await
    }

    /// Accounts, of one participant or of all; one's own in one currency, as `application/xml`, is a camt.052.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn accounts(&self, participant: Option<&str>, currency: Option<&str>) -> Result<Outcome<told::Accounts>, Failure> {
        let path = "/v1/accounts".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant)), ("currency", crate::call::Asked::asked(currency))]);
        self.client.read(&path).await
    }

    /// What needs somebody: what stands still, and what will unless somebody acts.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn alerts(&self, waited: Option<u64>) -> Result<Outcome<told::Alerts>, Failure> {
        let path = "/v1/alerts".to_owned();
        let path = crate::call::with_query(path, [("waited", crate::call::Asked::asked(waited))]);
        self.client.read(&path).await
    }

    /// A party says how many of its keys a command of an area takes.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn require_approvals(&self, posting: &Posting<'_>, body: &taken::RequireApprovals) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/approvals/requirements".to_owned();
        self.client.posted(&path, posting, Stated::Asked("RequireApprovals"), body).await
    }

    /// A settlement agent says how far a price may stand from the official rate.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_band(&self, posting: &Posting<'_>, body: &taken::SetBand) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/bands".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetBand"), body).await
    }

    /// When currencies settle: their calendars, and the hours of the days around now.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn calendars(&self, currency: Option<&str>) -> Result<Outcome<told::Calendars>, Failure> {
        let path = "/v1/calendars".to_owned();
        let path = crate::call::with_query(path, [("currency", crate::call::Asked::asked(currency))]);
        self.client.read(&path).await
    }

    /// A settlement agent states when its currency settles.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_calendar(&self, posting: &Posting<'_>, body: &taken::SetCalendar) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/calendars".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetCalendar"), body).await
    }

    /// A settlement agent moves the cut-off and the close of a day that is not over.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn extend_day(&self, posting: &Posting<'_>, body: &taken::ExtendDay) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/calendars/extensions".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ExtendDay"), body).await
    }

    /// A participant pays in one currency what another receives in another, by the best quotes; with rounds or until it waits for quotes, rounds and the end of what stands in its way, else it is refused if no quote gives enough now.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn convert_payment(&self, posting: &Posting<'_>, body: &taken::ConvertPayment) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/conversions".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ConvertPayment"), body).await
    }

    /// A payment that is converted on its way: its legs, the quotes and rounds it went by, and what it waits for.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn conversions_uetr(&self, uetr: &str) -> Result<Outcome<told::ConversionsUetr>, Failure> {
        let uetr = crate::call::escaped(uetr);
        let path = format!("/v1/conversions/{uetr}");
        self.client.read(&path).await
    }

    /// A settlement agent says how far below zero an account may go within the day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_credit_line(&self, posting: &Posting<'_>, body: &taken::SetCreditLine) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/credit-lines".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetCreditLine"), body).await
    }

    /// The currencies that settle here, and their settlement agents.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn currencies(&self) -> Result<Outcome<told::Currencies>, Failure> {
        let path = "/v1/currencies".to_owned();
        self.client.read(&path).await
    }

    /// The operator makes a currency known, and its settlement agent.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn define_currency(&self, posting: &Posting<'_>, body: &taken::DefineCurrency) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/currencies".to_owned();
        self.client.posted(&path, posting, Stated::Asked("DefineCurrency"), body).await
    }

    /// A settlement agent turns all money of a currency into another of its currencies, to the last unit.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn redenominate(&self, posting: &Posting<'_>, body: &taken::Redenominate) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/currencies/redenominate".to_owned();
        self.client.posted(&path, posting, Stated::Asked("Redenominate"), body).await
    }

    /// A settlement agent lets settlement of its currency go on.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn resume_currency(&self, posting: &Posting<'_>, body: &taken::ResumeCurrency) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/currencies/resume".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ResumeCurrency"), body).await
    }

    /// A settlement agent stops settlement of its currency for now.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn suspend_currency(&self, posting: &Posting<'_>, body: &taken::SuspendCurrency) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/currencies/suspend".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SuspendCurrency"), body).await
    }

    /// Netting cycles: currencies, cut-off, deadline, how far each has come.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn cycles(&self, after: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::Cycles>, Failure> {
        let path = "/v1/cycles".to_owned();
        let path = crate::call::with_query(path, [("after", crate::call::Asked::asked(after)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// The operator opens a netting cycle.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn open_cycle(&self, posting: &Posting<'_>, body: &taken::OpenCycle) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/cycles".to_owned();
        self.client.posted(&path, posting, Stated::Asked("OpenCycle"), body).await
    }

    /// One netting cycle: who must pay in what by when, and with a participant its obligations.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn cycles_cycle(&self, cycle: u64, participant: Option<&str>) -> Result<Outcome<told::CyclesCycle>, Failure> {
        let path = format!("/v1/cycles/{cycle}");
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// What a netting cycle gathered, of one participant or of all, and what became of it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn cycles_cycle_obligations(&self, cycle: u64, participant: Option<&str>, after: Option<&str>, limit: Option<u64>) -> Result<Outcome<told::CyclesCycleObligations>, Failure> {
        let path = format!("/v1/cycles/{cycle}/obligations");
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant)), ("after", crate::call::Asked::asked(after)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// The debtor hands an obligation in to a cycle.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn submit_obligation(&self, posting: &Posting<'_>, body: &taken::SubmitObligation) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/cycles/{}/obligations", body.cycle);
        self.client.posted(&path, posting, Stated::Asked("SubmitObligation"), body).await
    }

    /// The debtor takes an obligation back before the cut-off.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn withdraw_obligation(&self, posting: &Posting<'_>, body: &taken::WithdrawObligation) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/cycles/{}/obligations/withdraw", body.cycle);
        self.client.posted(&path, posting, Stated::Asked("WithdrawObligation"), body).await
    }

    /// A settlement agent stops exchange in its currency.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn halt_exchange(&self, posting: &Posting<'_>, body: &taken::HaltExchange) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/exchange/halt".to_owned();
        self.client.posted(&path, posting, Stated::Asked("HaltExchange"), body).await
    }

    /// The round of exchange that is open, as sarraf clear reads it: what to solve before prices are proposed.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn exchange_problem(&self) -> Result<Outcome<told::ExchangeProblem>, Failure> {
        let path = "/v1/exchange/problem".to_owned();
        self.client.read(&path).await
    }

    /// Anyone's prices and fills for the round that is open; settled at its end if they are right and nobody finds better.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn propose_prices(&self, posting: &Posting<'_>, body: &taken::ProposePrices) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/exchange/proposals".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ProposePrices"), body).await
    }

    /// A settlement agent lets its currency be exchanged; until it first does, it is not.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn resume_exchange(&self, posting: &Posting<'_>, body: &taken::ResumeExchange) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/exchange/resume".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ResumeExchange"), body).await
    }

    /// Rounds that cleared: prices, constraints, residues, fills; and when the next one comes.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn exchange_rounds(&self, after: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::ExchangeRounds>, Failure> {
        let path = "/v1/exchange/rounds".to_owned();
        let path = crate::call::with_query(path, [("after", crate::call::Asked::asked(after)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// A day as comma-separated values (RFC 4180).
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn history_csv_table(&self, table: &str, date: &str, participant: Option<&str>) -> Result<Outcome<Vec<u8>>, Failure> {
        let table = crate::call::escaped(table);
        let path = format!("/v1/history/csv/{table}");
        let path = crate::call::with_query(path, [("date", crate::call::Asked::asked(date)), ("participant", crate::call::Asked::asked(participant))]);
        self.client.fetched(&path).await
    }

    /// What moved on accounts on an operating day, as it was booked.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn history_entries(&self, date: &str, participant: Option<&str>, currency: Option<&str>, after: Option<&str>, limit: Option<u64>) -> Result<Outcome<told::HistoryEntries>, Failure> {
        let path = "/v1/history/entries".to_owned();
        let path = crate::call::with_query(path, [("date", crate::call::Asked::asked(date)), ("participant", crate::call::Asked::asked(participant)), ("currency", crate::call::Asked::asked(currency)), ("after", crate::call::Asked::asked(after)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// A day as columns (Apache Parquet), with amounts in minor units beside.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn history_parquet_table(&self, table: &str, date: &str, participant: Option<&str>) -> Result<Outcome<Vec<u8>>, Failure> {
        let table = crate::call::escaped(table);
        let path = format!("/v1/history/parquet/{table}");
        let path = crate::call::with_query(path, [("date", crate::call::Asked::asked(date)), ("participant", crate::call::Asked::asked(participant))]);
        self.client.fetched(&path).await
    }

    /// Payments of any past day, refused ones and all, as they came: searched by name, party, currency, amount, status and date.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn history_payments(&self, asked: &asked::HistoryPayments<'_>) -> Result<Outcome<told::HistoryPayments>, Failure> {
        let path = "/v1/history/payments".to_owned();
        let path = crate::call::with_query(path, [("uetr", crate::call::Asked::asked(asked.uetr)), ("participant", crate::call::Asked::asked(asked.participant)), ("counterparty", crate::call::Asked::asked(asked.counterparty)), ("currency", crate::call::Asked::asked(asked.currency)), ("at_least", crate::call::Asked::asked(asked.at_least)), ("at_most", crate::call::Asked::asked(asked.at_most)), ("status", crate::call::Asked::asked(asked.status)), ("from", crate::call::Asked::asked(asked.from)), ("until", crate::call::Asked::asked(asked.until)), ("after", crate::call::Asked::asked(asked.after)), ("limit", crate::call::Asked::asked(asked.limit))]);
        self.client.read(&path).await
    }

    /// Statements of an operating day: what each account opened and closed at; one account's, as `application/xml`, is a camt.053.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn history_statements(&self, date: &str, participant: Option<&str>, currency: Option<&str>) -> Result<Outcome<told::HistoryStatements>, Failure> {
        let path = "/v1/history/statements".to_owned();
        let path = crate::call::with_query(path, [("date", crate::call::Asked::asked(date)), ("participant", crate::call::Asked::asked(participant)), ("currency", crate::call::Asked::asked(currency))]);
        self.client.read(&path).await
    }

    /// The statement of an account on an operating day, as a camt.053.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn history_statements_message(&self, date: &str, participant: &str, currency: &str) -> Result<Outcome<Vec<u8>>, Failure> {
        let path = "/v1/history/statements/message".to_owned();
        let path = crate::call::with_query(path, [("date", crate::call::Asked::asked(date)), ("participant", crate::call::Asked::asked(participant)), ("currency", crate::call::Asked::asked(currency))]);
        self.client.fetched(&path).await
    }

    /// A settlement agent sets what an account of a class of holders may hold.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_holding_cap(&self, posting: &Posting<'_>, body: &taken::SetHoldingCap) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/holding-caps".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetHoldingCap"), body).await
    }

    /// A settlement agent sets what an imbalance of a class of holders costs.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_imbalance_terms(&self, posting: &Posting<'_>, body: &taken::SetImbalanceTerms) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/imbalance-terms".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetImbalanceTerms"), body).await
    }

    /// Gives an instruction of one to eight legs that all settle together or not at all; the first leg's debtor gives it, or who has its mandate.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn submit_instruction(&self, posting: &Posting<'_>, body: &taken::SubmitInstruction) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/instructions".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SubmitInstruction"), body).await
    }

    /// Takes a waiting instruction back.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn cancel_instruction(&self, posting: &Posting<'_>, body: &taken::CancelInstruction) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/instructions/cancel".to_owned();
        self.client.posted(&path, posting, Stated::Asked("CancelInstruction"), body).await
    }

    /// The bank of a creditor says that it has booked a settled payment to its customer.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn confirm_credit(&self, posting: &Posting<'_>, body: &taken::ConfirmCredit) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/instructions/confirm".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ConfirmCredit"), body).await
    }

    /// A debtor of another leg agrees to an instruction.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn consent_to_instruction(&self, posting: &Posting<'_>, body: &taken::ConsentToInstruction) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/instructions/consent".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ConsentToInstruction"), body).await
    }

    /// Moves a waiting instruction within its priority.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn reorder_instruction(&self, posting: &Posting<'_>, body: &taken::ReorderInstruction) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/instructions/reorder".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ReorderInstruction"), body).await
    }

    /// Gives a waiting instruction another priority; it goes to the back of it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn reprioritise_instruction(&self, posting: &Posting<'_>, body: &taken::ReprioritiseInstruction) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/instructions/reprioritise".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ReprioritiseInstruction"), body).await
    }

    /// A settlement agent opens investment of its currency, changes its terms, or ends it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_investment_terms(&self, posting: &Posting<'_>, body: &taken::SetInvestmentTerms) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/investment-terms".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetInvestmentTerms"), body).await
    }

    /// A holder invests money of its account with the settlement agent.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn invest_funds(&self, posting: &Posting<'_>, body: &taken::InvestFunds) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/investments".to_owned();
        self.client.posted(&path, posting, Stated::Asked("InvestFunds"), body).await
    }

    /// A holder takes back what it has invested; interest is paid by itself.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn withdraw_investment(&self, posting: &Posting<'_>, body: &taken::WithdrawInvestment) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/investments/withdrawals".to_owned();
        self.client.posted(&path, posting, Stated::Asked("WithdrawInvestment"), body).await
    }

    /// A settlement agent creates money in a participant's account.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn issue(&self, posting: &Posting<'_>, body: &taken::Issue) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/issues".to_owned();
        self.client.posted(&path, posting, Stated::Asked("Issue"), body).await
    }

    /// The keys that a participant has had, and whether each counts.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn keys(&self, participant: &str) -> Result<Outcome<told::Keys>, Failure> {
        let path = "/v1/keys".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// A party adds a key to those it signs with; it counts after a day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn add_key(&self, posting: &Posting<'_>, body: &taken::AddKey) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/keys".to_owned();
        self.client.posted(&path, posting, Stated::Asked("AddKey"), body).await
    }

    /// A party ends one of its keys, or the operator one of anybody's.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn revoke_key(&self, posting: &Posting<'_>, body: &taken::RevokeKey) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/keys/revoke".to_owned();
        self.client.posted(&path, posting, Stated::Asked("RevokeKey"), body).await
    }

    /// Bounds the net flow to one counterparty per operating day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_bilateral_limit(&self, posting: &Posting<'_>, body: &taken::SetBilateralLimit) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/limits/bilateral".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetBilateralLimit"), body).await
    }

    /// Bounds the net flow per operating day to all without a bilateral limit.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_multilateral_limit(&self, posting: &Posting<'_>, body: &taken::SetMultilateralLimit) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/limits/multilateral".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetMultilateralLimit"), body).await
    }

    /// A participant's reservations, limits, credit, standing orders and what is available, account by account.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn liquidity(&self, participant: &str) -> Result<Outcome<told::Liquidity>, Failure> {
        let path = "/v1/liquidity".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// Moves funds at once, or not at all.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn transfer_liquidity(&self, posting: &Posting<'_>, body: &taken::TransferLiquidity) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/liquidity-transfers".to_owned();
        self.client.posted(&path, posting, Stated::Asked("TransferLiquidity"), body).await
    }

    /// What happens, as it happens: server-sent events, which go on after the log position of the header Last-Event-ID. They are record (the schema LiveRecord), overview (as /v1/overview is answered), gap (LiveGap) and webhook-disabled (WebhookDisabled).
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn live(&self, after: Option<u64>) -> Result<Outcome<Live>, Failure> {
        let path = "/v1/live".to_owned();
        let path = crate::call::with_query(path, [("after", crate::call::Asked::asked(after))]);
        self.client.listened(&path).await
    }

    /// The logins with which who asks signs in, whichever of its keys they are bound to.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn logins(&self) -> Result<Outcome<told::Logins>, Failure> {
        let path = "/v1/logins".to_owned();
        self.client.read(&path).await
    }

    /// Binds a login to the key that signs, so that its holder signs in with it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn add_login(&self, posting: &Posting<'_>, body: &taken::AddLogin) -> Result<Outcome<told::AddLogin>, Failure> {
        let path = "/v1/logins".to_owned();
        self.client.posted(&path, posting, Stated::Command("AddLogin"), body).await
    }

    /// Begins the showing of a login at the provider, to sign in with it or to bind it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn ask_for_login(&self, posting: &Posting<'_>) -> Result<Outcome<told::AskForLogin>, Failure> {
        let path = "/v1/logins/requests".to_owned();
        self.client.pressed(&path, posting).await
    }

    /// Ends the binding of a login to a key of who signs.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn remove_login(&self, key: &Key, number: u64) -> Result<Outcome<()>, Failure> {
        let path = format!("/v1/logins/{number}");
        self.client.removed(&path, key).await
    }

    /// A participant lets another party submit instructions that debit its account.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn grant_mandate(&self, posting: &Posting<'_>, body: &taken::GrantMandate) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/mandates".to_owned();
        self.client.posted(&path, posting, Stated::Asked("GrantMandate"), body).await
    }

    /// A participant takes a mandate back.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn revoke_mandate(&self, posting: &Posting<'_>, body: &taken::RevokeMandate) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/mandates/revoke".to_owned();
        self.client.posted(&path, posting, Stated::Asked("RevokeMandate"), body).await
    }

    /// One ISO 20022 message in, its answer out.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn send_message(&self, posting: &Posting<'_>, message: Vec<u8>) -> Result<Reply, Failure> {
        self.client.send_under(posting.key, message, posting.once).await
    }

    /// Everything queued that could settle together, as sarraf clear reads it: what to solve before a set is proposed.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn offsetting_problem(&self) -> Result<Outcome<told::OffsettingProblem>, Failure> {
        let path = "/v1/offsetting/problem".to_owned();
        self.client.read(&path).await
    }

    /// Anyone's answer to what may settle together; settled if it is right and better than the baseline's.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn propose_offsetting(&self, posting: &Posting<'_>, body: &taken::ProposeOffsetting) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/offsetting/proposals".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ProposeOffsetting"), body).await
    }

    /// Rounds of offsetting: what settled at once, at most, and of how much.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn offsetting_rounds(&self, after: Option<u64>, before: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::OffsettingRounds>, Failure> {
        let path = "/v1/offsetting/rounds".to_owned();
        let path = crate::call::with_query(path, [("after", crate::call::Asked::asked(after)), ("before", crate::call::Asked::asked(before)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// One round of offsetting: its rings, why each remaining item waits and what would release it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn offsetting_rounds_number(&self, number: u64) -> Result<Outcome<told::OffsettingRoundsNumber>, Failure> {
        let path = format!("/v1/offsetting/rounds/{number}");
        self.client.read(&path).await
    }

    /// This document.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn openapi_json(&self) -> Result<Outcome<Value>, Failure> {
        let path = "/v1/openapi.json".to_owned();
        self.client.read(&path).await
    }

    /// Orders and quotes, of one participant or of all, and what became of them.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn orders(&self, participant: Option<&str>, status: Option<&str>, before: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::Orders>, Failure> {
        let path = "/v1/orders".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant)), ("status", crate::call::Asked::asked(status)), ("before", crate::call::Asked::asked(before)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// A participant offers money of one currency for money of another, in rounds.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn place_order(&self, posting: &Posting<'_>, body: &taken::PlaceOrder) -> Result<Outcome<told::Placed>, Failure> {
        let path = "/v1/orders".to_owned();
        self.client.posted(&path, posting, Stated::Nothing, body).await
    }

    /// Who placed an order or a quote takes it back.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn cancel_order(&self, posting: &Posting<'_>, body: &taken::CancelOrder) -> Result<Outcome<told::Placed>, Failure> {
        let path = "/v1/orders/cancel".to_owned();
        self.client.posted(&path, posting, Stated::Nothing, body).await
    }

    /// An order or a quote, and what became of it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn orders_name(&self, name: &str) -> Result<Outcome<told::OrdersName>, Failure> {
        let name = crate::call::escaped(name);
        let path = format!("/v1/orders/{name}");
        self.client.read(&path).await
    }

    /// What a participant has been told, from a cursor on: its own alone, for messages name customers.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn outbox(&self, participant: &str, after: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::Outbox>, Failure> {
        let path = "/v1/outbox".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant)), ("after", crate::call::Asked::asked(after)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// A party says how much one of its keys may send in a currency on a business day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_outflow_cap(&self, posting: &Posting<'_>, body: &taken::SetOutflowCap) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/outflow-caps".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetOutflowCap"), body).await
    }

    /// A settlement agent sets what a class of holders may keep overnight, from the next close on.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_overnight_policy(&self, posting: &Posting<'_>, body: &taken::SetOvernightPolicy) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/overnight-policies".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetOvernightPolicy"), body).await
    }

    /// Figures over all, and each currency's day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn overview(&self) -> Result<Outcome<told::Overview>, Failure> {
        let path = "/v1/overview".to_owned();
        self.client.read(&path).await
    }

    /// A settlement agent says whether its currency may be exchanged against another.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn switch_pair(&self, posting: &Posting<'_>, body: &taken::SwitchPair) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/pairs".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SwitchPair"), body).await
    }

    /// The directory: who takes part, in which currencies, as what.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn participants(&self) -> Result<Outcome<told::Participants>, Failure> {
        let path = "/v1/participants".to_owned();
        self.client.read(&path).await
    }

    /// A settlement agent admits a party to its currency, which opens the account.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn admit_participant(&self, posting: &Posting<'_>, body: &taken::AdmitParticipant) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/participants".to_owned();
        self.client.posted(&path, posting, Stated::Asked("AdmitParticipant"), body).await
    }

    /// A settlement agent changes what a participant may do in its currency.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn change_access(&self, posting: &Posting<'_>, body: &taken::ChangeAccess) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/participants/access".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ChangeAccess"), body).await
    }

    /// One participant of the directory.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn participants_bic(&self, bic: &str) -> Result<Outcome<told::ParticipantsBic>, Failure> {
        let bic = crate::call::escaped(bic);
        let path = format!("/v1/participants/{bic}");
        self.client.read(&path).await
    }

    /// The operator makes an institution known; it may do nothing yet.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn register_party(&self, posting: &Posting<'_>, body: &taken::RegisterParty) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/parties".to_owned();
        self.client.posted(&path, posting, Stated::Asked("RegisterParty"), body).await
    }

    /// The passkeys with which who asks signs in, whichever of its keys they are bound to.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn passkeys(&self) -> Result<Outcome<told::Passkeys>, Failure> {
        let path = "/v1/passkeys".to_owned();
        self.client.read(&path).await
    }

    /// Binds a passkey to the key that signs, so that its holder signs in with it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn add_passkey(&self, posting: &Posting<'_>, body: &taken::AddPasskey) -> Result<Outcome<told::AddPasskey>, Failure> {
        let path = "/v1/passkeys".to_owned();
        self.client.posted(&path, posting, Stated::Command("AddPasskey"), body).await
    }

    /// Begins the making of a passkey for the key that signs.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn make_passkey(&self, posting: &Posting<'_>) -> Result<Outcome<told::MakePasskey>, Failure> {
        let path = "/v1/passkeys/challenges".to_owned();
        self.client.pressed(&path, posting).await
    }

    /// Ends the binding of a passkey to a key of who signs.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn remove_passkey(&self, key: &Key, number: u64) -> Result<Outcome<()>, Failure> {
        let path = format!("/v1/passkeys/{number}");
        self.client.removed(&path, key).await
    }

    /// Payments, the newest first.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn payments(&self, participant: Option<&str>, status: Option<&str>, currency: Option<&str>, before: Option<&str>, limit: Option<u64>) -> Result<Outcome<told::Payments>, Failure> {
        let path = "/v1/payments".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant)), ("status", crate::call::Asked::asked(status)), ("currency", crate::call::Asked::asked(currency)), ("before", crate::call::Asked::asked(before)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// Where a payment stands, why, and since when; as `application/xml` it is a pacs.002.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn payments_uetr(&self, uetr: &str) -> Result<Outcome<told::PaymentsUetr>, Failure> {
        let uetr = crate::call::escaped(uetr);
        let path = format!("/v1/payments/{uetr}");
        self.client.read(&path).await
    }

    /// What a payment moved in the books, account by account, and what is held for it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn payments_uetr_entries(&self, uetr: &str) -> Result<Outcome<told::PaymentsUetrEntries>, Failure> {
        let uetr = crate::call::escaped(uetr);
        let path = format!("/v1/payments/{uetr}/entries");
        self.client.read(&path).await
    }

    /// The message of a payment as its sender wrote it, with what proves that it is the one of the log; as `application/xml` it is the message itself, where it came as one.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn payments_uetr_message(&self, uetr: &str) -> Result<Outcome<told::PaymentsUetrMessage>, Failure> {
        let uetr = crate::call::escaped(uetr);
        let path = format!("/v1/payments/{uetr}/message");
        self.client.read(&path).await
    }

    /// What one of its two banks may show of a payment: its way, receipts of it, and a link.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn payments_uetr_proof(&self, uetr: &str) -> Result<Outcome<told::PaymentsUetrProof>, Failure> {
        let uetr = crate::call::escaped(uetr);
        let path = format!("/v1/payments/{uetr}/proof");
        self.client.read(&path).await
    }

    /// What waits for keys, and with a participant what it requires of itself and what its keys have sent.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn proposals(&self, participant: Option<&str>) -> Result<Outcome<told::Proposals>, Failure> {
        let path = "/v1/proposals".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// One proposal, with the message that proposed it as it was signed.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn proposals_proposal(&self, proposal: u64) -> Result<Outcome<told::ProposalsProposal>, Failure> {
        let path = format!("/v1/proposals/{proposal}");
        self.client.read(&path).await
    }

    /// Another key of the party agrees to what one of its keys proposed; it is the key that signs.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn approve(&self, posting: &Posting<'_>, body: &taken::Approve) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/proposals/{}/approve", body.proposal);
        self.client.posted(&path, posting, Stated::Asked("Approve"), body).await
    }

    /// The party takes a proposal back.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn withdraw(&self, posting: &Posting<'_>, body: &taken::Withdraw) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/proposals/{}/withdraw", body.proposal);
        self.client.posted(&path, posting, Stated::Asked("Withdraw"), body).await
    }

    /// Says whether instructions may pass others in the sender's own queue.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_queue_policy(&self, posting: &Posting<'_>, body: &taken::SetQueuePolicy) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/queue-policies".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetQueuePolicy"), body).await
    }

    /// A participant's queues: what stands before what, why it waits, what would release it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn queues(&self, participant: &str) -> Result<Outcome<told::Queues>, Failure> {
        let path = "/v1/queues".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// A settlement agent says how much of its currency may be sold in exchange in a day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_quota(&self, posting: &Posting<'_>, body: &taken::SetQuota) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/quotas".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetQuota"), body).await
    }

    /// A provider sells at a firm rate to whoever comes first.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn post_quote(&self, posting: &Posting<'_>, body: &taken::PostQuote) -> Result<Outcome<told::Placed>, Failure> {
        let path = "/v1/quotes".to_owned();
        self.client.posted(&path, posting, Stated::Nothing, body).await
    }

    /// Official rates, and what each settlement agent allows in exchange.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn rates(&self) -> Result<Outcome<told::Rates>, Failure> {
        let path = "/v1/rates".to_owned();
        self.client.read(&path).await
    }

    /// A settlement agent states what its currency is worth.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn post_official_rate(&self, posting: &Posting<'_>, body: &taken::PostOfficialRate) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/rates".to_owned();
        self.client.posted(&path, posting, Stated::Asked("PostOfficialRate"), body).await
    }

    /// The operator approves a rate that moves far; it names all of it, so that nothing else than what was looked at is approved.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn approve_official_rate(&self, posting: &Posting<'_>, body: &taken::ApproveOfficialRate) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/rates/approve".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ApproveOfficialRate"), body).await
    }

    /// The receipt of a settled payment, as a file.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn receipts_uetr(&self, uetr: &str) -> Result<Outcome<Vec<u8>>, Failure> {
        let uetr = crate::call::escaped(uetr);
        let path = format!("/v1/receipts/{uetr}");
        self.client.fetched(&path).await
    }

    /// Records of the log, the newest first.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn records(&self, before: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::Records>, Failure> {
        let path = "/v1/records".to_owned();
        let path = crate::call::with_query(path, [("before", crate::call::Asked::asked(before)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// A record of the log: its header, and the entries it made.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn records_position(&self, position: u64) -> Result<Outcome<told::RecordsPosition>, Failure> {
        let path = format!("/v1/records/{position}");
        self.client.read(&path).await
    }

    /// The receipt of an entry of a record, as a file: that it stands in the log, and where.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn records_position_receipt(&self, position: u64, entry: u64) -> Result<Outcome<Vec<u8>>, Failure> {
        let path = format!("/v1/records/{position}/receipt");
        let path = crate::call::with_query(path, [("entry", crate::call::Asked::asked(entry))]);
        self.client.fetched(&path).await
    }

    /// A settlement agent takes money out of existence from a participant's account.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn redeem(&self, posting: &Posting<'_>, body: &taken::Redeem) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/redemptions".to_owned();
        self.client.posted(&path, posting, Stated::Asked("Redeem"), body).await
    }

    /// The requests of who asks that failed lately, and why, the newest first.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn requests_failed(&self, before: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::RequestsFailed>, Failure> {
        let path = "/v1/requests/failed".to_owned();
        let path = crate::call::with_query(path, [("before", crate::call::Asked::asked(before)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// Sets funds aside for urgent or high payments, until the close.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn reserve_funds(&self, posting: &Posting<'_>, body: &taken::ReserveFunds) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/reservations".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ReserveFunds"), body).await
    }

    /// The parameters in force, and their version.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn rulebooks(&self) -> Result<Outcome<told::Rulebooks>, Failure> {
        let path = "/v1/rulebooks".to_owned();
        self.client.read(&path).await
    }

    /// The operator brings a version of the parameters into force at a log position.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn activate_rulebook(&self, posting: &Posting<'_>, body: &taken::ActivateRulebook) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/rulebooks".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ActivateRulebook"), body).await
    }

    /// How things stood at each minute, for two days.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn samples(&self, after: Option<u64>) -> Result<Outcome<told::Samples>, Failure> {
        let path = "/v1/samples".to_owned();
        let path = crate::call::with_query(path, [("after", crate::call::Asked::asked(after))]);
        self.client.read(&path).await
    }

    /// Opens a session, by which its holder reads and does nothing.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn open_session(&self, posting: &Posting<'_>, body: &taken::OpenSession) -> Result<Outcome<told::OpenSession>, Failure> {
        let path = "/v1/sessions".to_owned();
        self.client.posted(&path, posting, Stated::Command("OpenSession"), body).await
    }

    /// Begins signing in with a passkey: a challenge, to be answered once.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn ask_for_passkey(&self, posting: &Posting<'_>) -> Result<Outcome<told::AskForPasskey>, Failure> {
        let path = "/v1/sessions/challenges".to_owned();
        self.client.pressed(&path, posting).await
    }

    /// Ends the session.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn end_session(&self, cookie: &str) -> Result<Outcome<()>, Failure> {
        let path = "/v1/sessions/current".to_owned();
        self.client.ended(&path, cookie).await
    }

    /// Who asks, by its signature, certificate or session.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn sessions_current(&self, cookie: &str) -> Result<Outcome<told::SessionsCurrent>, Failure> {
        let path = "/v1/sessions/current".to_owned();
        self.client.read_as(&path, cookie).await
    }

    /// Opens a session with a login that is bound to a key.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn open_session_by_login(&self, posting: &Posting<'_>, body: &taken::OpenSessionByLogin) -> Result<Outcome<told::OpenSessionByLogin>, Failure> {
        let path = "/v1/sessions/login".to_owned();
        self.client.posted(&path, posting, Stated::Command("OpenSessionByLogin"), body).await
    }

    /// Opens a session with a passkey that is bound to a key.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn open_session_by_passkey(&self, posting: &Posting<'_>, body: &taken::OpenSessionByPasskey) -> Result<Outcome<told::OpenSessionByPasskey>, Failure> {
        let path = "/v1/sessions/passkey".to_owned();
        self.client.posted(&path, posting, Stated::Command("OpenSessionByPasskey"), body).await
    }

    /// How one may sign in here, beside a key.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn sign_in(&self) -> Result<Outcome<told::SignIn>, Failure> {
        let path = "/v1/sign-in".to_owned();
        self.client.read(&path).await
    }

    /// Sets, replaces or ends a transfer carried out every day.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn set_standing_order(&self, posting: &Posting<'_>, body: &taken::SetStandingOrder) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/standing-orders".to_owned();
        self.client.posted(&path, posting, Stated::Asked("SetStandingOrder"), body).await
    }

    /// How far the payment of a link has come, for whoever was given the link.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn status_link(&self, link: &str) -> Result<Outcome<told::StatusLink>, Failure> {
        let link = crate::call::escaped(link);
        let path = format!("/v1/status/{link}");
        self.client.read(&path).await
    }

    /// What agents take for investment, what imbalances cost, what may be held and kept overnight; and what is invested, by one participant or by all.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn surplus(&self, participant: Option<&str>) -> Result<Outcome<told::Surplus>, Failure> {
        let path = "/v1/surplus".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// Who drew gives back, with the interest on what is given back.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn repay_swap(&self, posting: &Posting<'_>, body: &taken::RepaySwap) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/swap-draws/{}/repayments", body.draw);
        self.client.posted(&path, posting, Stated::Asked("RepaySwap"), body).await
    }

    /// Swap lines: terms, what is drawn, when it is due.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn swap_lines(&self, participant: Option<&str>) -> Result<Outcome<told::SwapLines>, Failure> {
        let path = "/v1/swap-lines".to_owned();
        let path = crate::call::with_query(path, [("participant", crate::call::Asked::asked(participant))]);
        self.client.read(&path).await
    }

    /// A settlement agent proposes a swap line to another.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn propose_swap_line(&self, posting: &Posting<'_>, body: &taken::ProposeSwapLine) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/swap-lines".to_owned();
        self.client.posted(&path, posting, Stated::Asked("ProposeSwapLine"), body).await
    }

    /// One swap line with all that was drawn on it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn swap_lines_line(&self, line: u64) -> Result<Outcome<told::SwapLinesLine>, Failure> {
        let path = format!("/v1/swap-lines/{line}");
        self.client.read(&path).await
    }

    /// The other settlement agent agrees; it says all of it again, so that nothing else is agreed than what was looked at.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn agree_swap_line(&self, posting: &Posting<'_>, body: &taken::AgreeSwapLine) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/swap-lines/{}/agree", body.line);
        self.client.posted(&path, posting, Stated::Asked("AgreeSwapLine"), body).await
    }

    /// Either settlement agent ends a line of which nothing is drawn, or a proposal.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn close_swap_line(&self, posting: &Posting<'_>, body: &taken::CloseSwapLine) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/swap-lines/{}/close", body.line);
        self.client.posted(&path, posting, Stated::Asked("CloseSwapLine"), body).await
    }

    /// Either settlement agent draws the other's currency.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn draw_swap_line(&self, posting: &Posting<'_>, body: &taken::DrawSwapLine) -> Result<Outcome<told::Answer>, Failure> {
        let path = format!("/v1/swap-lines/{}/draws", body.line);
        self.client.posted(&path, posting, Stated::Asked("DrawSwapLine"), body).await
    }

    /// Name, network, operator, log position, figures.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn system(&self) -> Result<Outcome<told::System>, Failure> {
        let path = "/v1/system".to_owned();
        self.client.read(&path).await
    }

    /// The endpoints at which a bank is told what its outbox holds: its own alone.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn webhooks(&self) -> Result<Outcome<told::Webhooks>, Failure> {
        let path = "/v1/webhooks".to_owned();
        self.client.read(&path).await
    }

    /// Has a bank told what its outbox holds, at an address of its own.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn register_webhook(&self, posting: &Posting<'_>, body: &taken::RegisterWebhook) -> Result<Outcome<told::RegisterWebhook>, Failure> {
        let path = "/v1/webhooks".to_owned();
        self.client.posted(&path, posting, Stated::Command("RegisterWebhook"), body).await
    }

    /// Forgets an endpoint and what was sent to it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn remove_webhook(&self, key: &Key, number: u64) -> Result<Outcome<()>, Failure> {
        let path = format!("/v1/webhooks/{number}");
        self.client.removed(&path, key).await
    }

    /// One endpoint of the bank that asks, and up to where it was told.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn webhooks_number(&self, number: u64) -> Result<Outcome<told::WebhooksNumber>, Failure> {
        let path = format!("/v1/webhooks/{number}");
        self.client.read(&path).await
    }

    /// What was sent to an endpoint, try by try, with the answer or why there was none.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn webhooks_number_deliveries(&self, number: u64, after: Option<u64>, limit: Option<u64>) -> Result<Outcome<told::WebhooksNumberDeliveries>, Failure> {
        let path = format!("/v1/webhooks/{number}/deliveries");
        let path = crate::call::with_query(path, [("after", crate::call::Asked::asked(after)), ("limit", crate::call::Asked::asked(limit))]);
        self.client.read(&path).await
    }

    /// Sends a delivery again and tells what came of it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn resend_delivery(&self, posting: &Posting<'_>, number: u64, delivery: u64) -> Result<Outcome<told::ResendDelivery>, Failure> {
        let path = format!("/v1/webhooks/{number}/deliveries/{delivery}/resend");
        self.client.pressed(&path, posting).await
    }

    /// Calls an endpoint that was disabled again.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn enable_webhook(&self, posting: &Posting<'_>, number: u64) -> Result<Outcome<told::EnableWebhook>, Failure> {
        let path = format!("/v1/webhooks/{number}/enable");
        self.client.pressed(&path, posting).await
    }

    /// Sends a ping to an endpoint and tells what came of it.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn ping_webhook(&self, posting: &Posting<'_>, number: u64) -> Result<Outcome<told::PingWebhook>, Failure> {
        let path = format!("/v1/webhooks/{number}/ping");
        self.client.pressed(&path, posting).await
    }

    /// The operator names the measure in which official rates are stated; every rate that was stated in another ends.
    ///
    /// # Errors
    /// If there is no answer, or none that can be read.
    pub async fn name_yardstick(&self, posting: &Posting<'_>, body: &taken::NameYardstick) -> Result<Outcome<told::Answer>, Failure> {
        let path = "/v1/yardsticks".to_owned();
        self.client.posted(&path, posting, Stated::Asked("NameYardstick"), body).await
    }
}

/// What is asked by queries of many parts.
pub mod asked {
/// Payments of any past day, refused ones and all, as they came: searched by name, party, currency, amount, status and date.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HistoryPayments<'a> {
    /// of this name
    pub uetr: Option<&'a str>,
    /// of whom
    pub participant: Option<&'a str>,
    /// with a leg from it or to it
    pub counterparty: Option<&'a str>,
    /// with a leg in this currency
    pub currency: Option<&'a str>,
    /// with a leg of this or more in that currency
    pub at_least: Option<&'a str>,
    /// with a leg of this or less in that currency
    pub at_most: Option<&'a str>,
    /// pending, settled, partly settled, rejected, cancelled or refused
    pub status: Option<&'a str>,
    /// received on this date in UTC or later
    pub from: Option<&'a str>,
    /// received on this date in UTC or earlier
    pub until: Option<&'a str>,
    /// the next of an earlier answer
    pub after: Option<&'a str>,
    /// at most so many
    pub limit: Option<u64>,
}
}

/// What is taken: the bodies of what is asked.
pub mod taken {
use serde::Serialize;
use serde_json::Value;

/// The operator brings a version of the parameters into force at a log position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActivateRulebook {
    /// The first record under it; now, if it has passed.
    pub from: u64,
    /// Its numbers.
    pub parameters: Numbers,
    /// The version after the last one.
    pub version: u64,
}

/// A party adds a key to those it signs with; it counts after a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddKey {
    /// `ed25519:` and 64 hexadecimal digits.
    pub key: String,
}

/// What binds a login.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddLogin {
    /// The parameter `code` with which the provider sent the person back.
    pub code: String,
    /// The parameter `iss` with which it did, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// What its holder calls it. Shape: 1 to 64 characters, none of them invisible.
    pub name: String,
    /// The parameter `state` with which it did.
    pub state: String,
    /// What was given beside the address.
    pub ticket: String,
}

/// What binds a passkey.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddPasskey {
    /// What the browser answered: RegistrationResponseJSON of WebAuthn.
    pub credential: Value,
    /// What its holder calls it. Shape: 1 to 64 characters, none of them invisible.
    pub name: String,
}

/// A settlement agent admits a party to its currency, which opens the account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AdmitParticipant {
    /// To do what.
    pub access: String,
    /// As what.
    pub class: String,
    /// The agent's currency.
    pub currency: String,
    /// Whom.
    pub party: String,
}

/// The other settlement agent agrees; it says all of it again, so that nothing else is agreed than what was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgreeSwapLine {
    /// Which, as in the path.
    pub line: u64,
    /// The terms that were proposed, as the proposer stated them.
    pub terms: Terms,
}

/// Another key of the party agrees to what one of its keys proposed; it is the key that signs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Approve {
    /// Which, as in the path.
    pub proposal: u64,
}

/// The operator approves a rate that moves far; it names all of it, so that nothing else than what was looked at is approved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ApproveOfficialRate {
    /// Of which currency.
    pub currency: String,
    /// The date that was posted with it.
    pub from: String,
    /// The rate that was posted, part by part.
    pub rate: String,
}

/// The least that is wanted of a currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AtLeast {
    /// How much at least.
    pub at_least: String,
    /// In which currency.
    pub currency: String,
}

/// Takes a waiting instruction back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CancelInstruction {
    /// Which.
    pub uetr: String,
}

/// Takes an order or a quote back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CancelOrder {
    /// The number that the order was answered with.
    pub number: u64,
}

/// A settlement agent changes what a participant may do in its currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeAccess {
    /// To what.
    pub access: String,
    /// The agent's currency.
    pub currency: String,
    /// Whose.
    pub party: String,
}

/// Either settlement agent ends a line of which nothing is drawn, or a proposal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CloseSwapLine {
    /// Which, as in the path.
    pub line: u64,
}

/// The bank of a creditor says that it has booked a settled payment to its customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfirmCredit {
    /// Which.
    pub uetr: String,
}

/// A debtor of another leg agrees to an instruction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConsentToInstruction {
    /// To which.
    pub uetr: String,
}

/// A constraint that bound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConstraintOf {
    /// With `switched-off` and `band`: against which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Of which currency.
    pub currency: String,
    /// Which kind.
    pub kind: String,
}

/// A participant pays in one currency what another receives in another, by the best quotes; with rounds or until it waits for quotes, rounds and the end of what stands in its way, else it is refused if no quote gives enough now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConvertPayment {
    /// The least that is received for it.
    pub buy: AtLeast,
    /// Who receives; may be the payer.
    pub creditor: String,
    /// For how many rounds it waits; or `until`, or neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<u64>,
    /// What is paid.
    pub sell: Money,
    /// The payment's name.
    pub uetr: String,
    /// Before which instant it waits; or `rounds`, or neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What must settle together with the instruction, told by a counterpart's own instruction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counter {
    /// The amount of the counter leg.
    pub amount: String,
    /// The currency of the counter leg.
    pub currency: String,
    /// Who must receive the counter leg.
    pub receiver: String,
    /// The trade both sides name.
    pub reference: String,
}

/// A liquidity transfer carried out every operating day; either `amount` or `above`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Daily {
    /// What the balance stands above this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// This much, at most what is available.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// To whose account in the same currency.
    pub to: String,
    /// When.
    pub trigger: String,
}

/// The operator makes a currency known, and its settlement agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefineCurrency {
    /// The central bank on whose books it settles.
    pub agent: String,
    /// Its letters in messages.
    pub code: String,
    /// Fraction digits, 0 to 8.
    pub minor_units: u64,
    /// The first settlement date.
    pub valid_from: String,
    /// The last settlement date, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

/// Either settlement agent draws the other's currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DrawSwapLine {
    /// On which line, as in the path.
    pub line: u64,
    /// How much of the other's currency.
    pub money: Money,
    /// The draw's name in messages.
    pub name: String,
}

/// A settlement agent moves the cut-off and the close of a day that is not over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExtendDay {
    /// The agent's currency.
    pub currency: String,
    /// Which day.
    pub date: String,
    /// By how many minutes in all; zero takes an extension back.
    pub minutes: u64,
}

/// What an order gives and gets in a round, in minor units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FillOf {
    /// Which order.
    pub order: u64,
    /// What it gets, in minor units.
    pub received: String,
    /// What it gives, in minor units.
    pub sold: String,
}

/// A participant lets another party submit instructions that debit its account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GrantMandate {
    /// In this currency.
    pub currency: String,
    /// To whom.
    pub to: String,
}

/// A settlement agent stops exchange in its currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HaltExchange {
    /// The agent's currency.
    pub currency: String,
}

/// What an imbalance costs at the close.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Imbalance {
    /// What an account may hold without a charge.
    pub above: String,
    /// How long a year is.
    pub day_count: String,
    /// On what it stands below zero, in basis points for a year.
    pub deficit_basis_points: u64,
    /// On what it holds above that, in basis points for a year.
    pub surplus_basis_points: u64,
}

/// A holder invests money of its account with the settlement agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InvestFunds {
    /// How much.
    pub amount: String,
    /// In which currency.
    pub currency: String,
    /// The name of what moves.
    pub name: String,
}

/// On what terms a settlement agent takes its currency for investment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Investment {
    /// The most that all holders together have invested.
    pub cap: String,
    /// How long a year is.
    pub day_count: String,
    /// Interest, in basis points for a year.
    pub interest_basis_points: u64,
}

/// A settlement agent creates money in a participant's account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issue {
    /// How much.
    pub amount: String,
    /// The agent's currency.
    pub currency: String,
    /// Its name.
    pub name: String,
    /// In whose account.
    pub to: String,
}

/// Money of a currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Money {
    /// How much.
    pub amount: String,
    /// In which currency.
    pub currency: String,
}

/// One movement: in one currency, from one participant to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Movement {
    /// How much.
    pub amount: String,
    /// Whose account is credited.
    pub creditor: String,
    /// In which currency.
    pub currency: String,
    /// Whose account is debited.
    pub debtor: String,
}

/// The operator names the measure in which official rates are stated; every rate that was stated in another ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NameYardstick {
    /// What it is and who publishes it.
    pub name: String,
}

/// Numbers the rules leave open; all of a version come into force together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Numbers {
    /// How far ahead a settlement date may lie, in days.
    pub acceptance_days: u64,
    /// Which of the rules that have been changed by a release count as they are now.
    pub behaviour: u64,
    /// How far into a queue the search goes for items that may pass.
    pub bypass_depth: u64,
    /// Between two rounds of exchange, in seconds.
    pub exchange_interval: u64,
    /// How long a round of exchange takes better prices, in seconds.
    pub exchange_window: u64,
    /// Between two offsetting rounds, in seconds.
    pub offsetting_interval: u64,
    /// The most items a round looks at.
    pub offsetting_items: u64,
    /// How far an official rate may move without another's approval, in basis points.
    pub rate_step: u64,
    /// How long ended instructions are remembered after their settlement date, in days.
    pub retention_days: u64,
    /// The most instructions a party may have waiting.
    pub waiting_per_party: u64,
}

/// The operator opens a netting cycle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenCycle {
    /// In which currencies obligations are gathered, each once.
    pub currencies: Vec<String>,
    /// Until when they are gathered.
    pub cut_off: String,
    /// Until when what is due is paid in.
    pub deadline: String,
}

/// What is signed to open a session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenSession {
    /// A value that the key signs once. Shape: 16 to 64 letters, digits and hyphens.
    pub nonce: String,
    /// Who signs: a BIC, or overseer.
    pub party: String,
    /// When it is signed, by the clock of the world outside. Unit: seconds since the Unix epoch.
    pub signed_at: u64,
}

/// What opens a session by a login.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenSessionByLogin {
    /// The parameter `code` with which the provider sent the person back.
    pub code: String,
    /// The parameter `iss` with which it did, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The parameter `state` with which it did.
    pub state: String,
    /// What was given beside the address.
    pub ticket: String,
}

/// What opens a session by a passkey.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenSessionByPasskey {
    /// What the browser answered: AuthenticationResponseJSON of WebAuthn.
    pub credential: Value,
}

/// Places an order: money of one currency for money of another, in rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceOrder {
    /// What is wanted for all of it.
    pub buy: AtLeast,
    /// The date in UTC of which the order is; on any other it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its name.
    pub name: String,
    /// For how many rounds it stands; or `until`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<u64>,
    /// What is given at most, and held from then on.
    pub sell: Money,
    /// Before which instant it stands; or `rounds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A settlement agent states what its currency is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PostOfficialRate {
    /// The agent's currency.
    pub currency: String,
    /// The first date, in UTC, on which it counts; at once, if it has passed.
    pub from: String,
    /// Units of the yardstick for minor units of the currency.
    pub rate: String,
}

/// Posts a firm quote: money of one currency for whoever comes first with money of another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PostQuote {
    /// What is taken for all of what is given: another word than an order's, so that neither is ever read as the other.
    pub buy: Money,
    /// Its name.
    pub name: String,
    /// What is given at most, and held from then on.
    pub sell: Money,
    /// Before which instant it stands.
    pub until: String,
}

/// The one price of a currency in a round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceOf {
    /// Of which currency.
    pub currency: String,
    /// The part of what sells it that was admitted under its quota, in parts of 2^32.
    pub share: u64,
    /// What one minor unit is worth, in a measure common to the round.
    pub worth: String,
}

/// Anyone's answer to what may settle together; settled if it is right and better than the baseline's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposeOffsetting {
    /// The items, by any of their names.
    pub items: Vec<String>,
    /// Prices of the problem's rows, as a certificate of what no set can exceed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<u64>>,
    /// What they are worth together at official rates, in millionths of the yardstick's unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Anyone's prices and fills for the round that is open; settled at its end if they are right and nobody finds better.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposePrices {
    /// What bound, as the constraints are listed, then by currency.
    pub constraints: Vec<ConstraintOf>,
    /// One for each order that is filled, in the order of their numbers.
    pub fills: Vec<FillOf>,
    /// One for each currency of the round, in the order of their identities.
    pub prices: Vec<PriceOf>,
    /// Which round.
    pub round: u64,
    /// What it claims to be.
    pub standing: String,
    /// What is sold at official rates: minor units times units of the yardstick, times 2^49.
    pub value: String,
}

/// A settlement agent proposes a swap line to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposeSwapLine {
    /// All that is to be agreed.
    pub terms: Terms,
}

/// A settlement agent takes money out of existence from a participant's account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Redeem {
    /// How much.
    pub amount: String,
    /// The agent's currency.
    pub currency: String,
    /// From whose account.
    pub from: String,
    /// Its name.
    pub name: String,
}

/// A settlement agent turns all money of a currency into another of its currencies, to the last unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Redenominate {
    /// To which.
    pub new: String,
    /// From which.
    pub old: String,
    /// How many units of the old currency make one of the new.
    pub units: u64,
}

/// The operator makes an institution known; it may do nothing yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegisterParty {
    /// Its name in messages.
    pub bic: String,
    /// The keys it signs with; none for a party that only receives.
    pub keys: Vec<String>,
}

/// Where a bank wants to be told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegisterWebhook {
    /// The cursor in the outbox after which it begins; what comes from now on if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// What it is told, by their types; everything if there are none.
    pub kinds: Vec<String>,
    /// Where: https, or http on loopback where the door permits it.
    pub url: String,
}

/// Moves a waiting instruction within its priority.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReorderInstruction {
    /// Whither.
    pub place: String,
    /// Which.
    pub uetr: String,
}

/// Who drew gives back, with the interest on what is given back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RepaySwap {
    /// Which draw, as in the path.
    pub draw: u64,
    /// How much of what was drawn; interest comes on top.
    pub money: Money,
    /// The repayment's name in messages.
    pub name: String,
}

/// Gives a waiting instruction another priority; it goes to the back of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReprioritiseInstruction {
    /// To which.
    pub priority: String,
    /// Which.
    pub uetr: String,
}

/// A party says how many of its keys a command of an area takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequireApprovals {
    /// Which commands.
    pub area: String,
    /// How long a proposal stands, 1 to 720 hours.
    pub hours: u64,
    /// How many keys, 1 to 8; with 1 what is asked for is done at once.
    pub keys: u64,
}

/// Sets funds aside for urgent or high payments, until the close.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReserveFunds {
    /// How much in all; zero ends the reservation.
    pub amount: String,
    /// In which account.
    pub currency: String,
    /// For which payments.
    pub priority: String,
}

/// A settlement agent lets settlement of its currency go on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResumeCurrency {
    /// The agent's currency.
    pub currency: String,
}

/// A settlement agent lets its currency be exchanged; until it first does, it is not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResumeExchange {
    /// The agent's currency.
    pub currency: String,
}

/// A party ends one of its keys, or the operator one of anybody's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RevokeKey {
    /// Which, by its number among the party's.
    pub number: u64,
    /// Whose.
    pub party: String,
}

/// A participant takes a mandate back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RevokeMandate {
    /// In this currency.
    pub currency: String,
    /// From whom.
    pub from: String,
}

/// A settlement agent says how far a price may stand from the official rate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetBand {
    /// How far; null: any distance.
    pub basis_points: Option<u64>,
    /// The agent's currency.
    pub currency: String,
}

/// Bounds the net flow to one counterparty per operating day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetBilateralLimit {
    /// How much; null ends the limit.
    pub amount: Option<String>,
    /// Towards whom.
    pub counterparty: String,
    /// In which account.
    pub currency: String,
}

/// A settlement agent states when its currency settles.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetCalendar {
    /// Everything settles until then.
    pub close: String,
    /// The agent's currency.
    pub currency: String,
    /// Customer payments settle until then.
    pub customer_cut_off: String,
    /// Dates without settlement.
    pub holidays: Vec<String>,
    /// The day opens.
    pub open: String,
    /// Where the hours are from.
    pub source: String,
    /// How far the agent's clocks are ahead of UTC, in minutes.
    pub utc_offset_minutes: i64,
    /// The first date it is right for.
    pub valid_from: String,
    /// When somebody last compared them with the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<String>,
    /// Ascending from 1.
    pub version: u64,
    /// Days of the week without settlement.
    pub weekend: Vec<String>,
}

/// A settlement agent says how far below zero an account may go within the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetCreditLine {
    /// How far.
    pub amount: String,
    /// The agent's currency.
    pub currency: String,
    /// Whose account.
    pub party: String,
}

/// A settlement agent sets what an account of a class of holders may hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetHoldingCap {
    /// How much, at once; null lets it hold anything.
    pub cap: Option<String>,
    /// Which holders.
    pub class: String,
    /// The agent's currency.
    pub currency: String,
}

/// A settlement agent sets what an imbalance of a class of holders costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetImbalanceTerms {
    /// Which holders.
    pub class: String,
    /// The agent's currency.
    pub currency: String,
    /// From the next close on; null ends it.
    pub terms: Option<Imbalance>,
}

/// A settlement agent opens investment of its currency, changes its terms, or ends it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetInvestmentTerms {
    /// The agent's currency.
    pub currency: String,
    /// From the next opening on, or at once where nothing is taken; null ends it.
    pub terms: Option<Investment>,
}

/// Bounds the net flow per operating day to all without a bilateral limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetMultilateralLimit {
    /// How much; null ends the limit.
    pub amount: Option<String>,
    /// In which account.
    pub currency: String,
}

/// A party says how much one of its keys may send in a currency on a business day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetOutflowCap {
    /// How much; null lets it send anything.
    pub cap: Option<String>,
    /// In which currency.
    pub currency: String,
}

/// A settlement agent sets what a class of holders may keep overnight, from the next close on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetOvernightPolicy {
    /// With `capped`: up to how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<String>,
    /// Which holders.
    pub class: String,
    /// The agent's currency.
    pub currency: String,
    /// With `capped` and `forbidden`: what becomes of the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposal: Option<String>,
    /// How much may stay.
    pub stay: String,
}

/// Says whether instructions may pass others in the sender's own queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetQueuePolicy {
    /// In which of its accounts.
    pub currency: String,
    /// From now on.
    pub policy: String,
}

/// A settlement agent says how much of its currency may be sold in exchange in a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetQuota {
    /// How much; null: any amount.
    pub amount: Option<String>,
    /// The agent's currency.
    pub currency: String,
}

/// Sets, replaces or ends a transfer carried out every day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetStandingOrder {
    /// From which of the sender's accounts.
    pub currency: String,
    /// The order's number among the account's.
    pub number: u64,
    /// What to do; null ends the order.
    pub order: Option<Daily>,
}

/// Gives an instruction of one to eight legs that all settle together or not at all; the first leg's debtor gives it, or who has its mandate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SubmitInstruction {
    /// For whom it is made.
    pub category: String,
    /// What must settle with it; needs exactly one leg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
    /// The operating day on which it is to settle.
    pub date: String,
    /// Not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What moves.
    pub legs: Vec<Movement>,
    /// How pressing it is.
    pub priority: String,
    /// To be rejected if it has not settled by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject_at: Option<String>,
    /// The payment it gives back, wholly or in part; needs exactly one leg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
    /// Should have settled by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub till: Option<String>,
    /// Its name all along its way.
    pub uetr: String,
}

/// The debtor hands an obligation in to a cycle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SubmitObligation {
    /// How much.
    pub amount: String,
    /// Who is owed.
    pub creditor: String,
    /// In which currency.
    pub currency: String,
    /// To which cycle, as in the path.
    pub cycle: u64,
    /// Its name.
    pub name: String,
}

/// A settlement agent stops settlement of its currency for now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SuspendCurrency {
    /// The agent's currency.
    pub currency: String,
}

/// A settlement agent says whether its currency may be exchanged against another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SwitchPair {
    /// The other one.
    pub against: String,
    /// The agent's currency.
    pub currency: String,
    /// From now on.
    pub switch: String,
}

/// All that two settlement agents agree on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Terms {
    /// How long a year is.
    pub day_count: String,
    /// Interest on what is drawn, in basis points for a year.
    pub interest_basis_points: u64,
    /// The other agent's currency, and how much of it the proposer may have drawn at a time.
    pub other: Money,
    /// The proposer's currency, and how much of it the other may have drawn at a time.
    pub own: Money,
    /// Minor units of the other's currency for minor units of the proposer's; null: the quotient of the official rates in force at the draw.
    pub rate: Option<String>,
    /// How long a draw may last, in days.
    pub term: u64,
}

/// Moves funds at once, or not at all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TransferLiquidity {
    /// How much.
    pub amount: String,
    /// From which of the sender's accounts.
    pub currency: String,
    /// Its name.
    pub name: String,
    /// To whose account.
    pub to: String,
}

/// The party takes a proposal back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Withdraw {
    /// Which, as in the path.
    pub proposal: u64,
}

/// A holder takes back what it has invested; interest is paid by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithdrawInvestment {
    /// How much.
    pub amount: String,
    /// In which currency.
    pub currency: String,
    /// The name of what moves.
    pub name: String,
}

/// The debtor takes an obligation back before the cut-off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithdrawObligation {
    /// From which cycle, as in the path.
    pub cycle: u64,
    /// Which.
    pub name: String,
}
}

/// What is told in answer.
pub mod told {
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Accounts, of one participant or of all; one's own in one currency, as `application/xml`, is a camt.052.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Accounts {
    /// by party, then currency
    pub accounts: Vec<AccountsAccounts>,
}

/// by party, then currency
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AccountsAccounts {
    /// what its holder may do
    pub access: String,
    /// what it stands at
    pub balance: String,
    /// as what its holder was admitted
    pub class: String,
    /// how far below zero it may go
    pub credit: String,
    /// in which currency
    pub currency: String,
    /// how often it moved since
    pub movements_today: u64,
    /// what it stood at when its last day closed
    pub opening: String,
    /// whose
    pub participant: String,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AddLogin {
    /// the provider
    pub issuer: String,
    /// the key that it is bound to
    pub key: String,
    /// its number
    pub login: u64,
    /// since when
    pub made: String,
    /// what its holder calls it
    pub name: String,
    /// by what the provider knows its holder
    pub subject: String,
    /// when it was shown last
    pub used: Option<String>,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AddPasskey {
    /// whether more than one device keeps it, as its maker says
    pub copied: bool,
    /// the key that it is bound to
    pub key: String,
    /// since when
    pub made: String,
    /// what its holder calls it
    pub name: String,
    /// its number
    pub passkey: u64,
    /// when it was shown last
    pub used: Option<String>,
}

/// What needs somebody: what stands still, and what will unless somebody acts.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Alerts {
    /// what stands still first
    pub alerts: Vec<AlertsAlerts>,
    /// of the last record
    pub instant: String,
    /// how many more there are
    pub left_off: u64,
    /// the seconds after which a payment that waits is told
    pub waited: u64,
}

/// what stands still first
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AlertsAlerts {
    /// how much is left, or lacking
    pub amount: Option<String>,
    /// how many
    pub count: Option<u64>,
    /// in which currency
    pub currency: Option<String>,
    /// stops: something stands still; nears: it will unless somebody acts
    pub grade: String,
    /// views-behind, certificate-ends, currency-suspended, exchange-halted, participant-suspended, below-floor, webhook-failing, payments-wait, pay-in-due, near-floor, near-cap, limit-near, key-near-cap, key-cooling, proposal-waits, rate-waits or webhook-behind
    pub kind: String,
    /// the payment, proposal, key, endpoint or cycle it is about
    pub of: Option<String>,
    /// whose
    pub participant: Option<String>,
    /// since when
    pub since: Option<String>,
    /// until when something can be done
    pub until: Option<String>,
}

/// What a command came to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Answer {
    /// The instant of its record.
    #[serde(default)]
    pub at: Option<String>,
    /// What was asked.
    pub command: String,
    /// `events`.
    #[serde(default)]
    pub events: Option<Vec<Value>>,
    /// Of what is repeated: its name.
    #[serde(default)]
    pub name: Option<String>,
    /// The log position of its record.
    pub position: u64,
    /// The word of what was done; settled or pending of a payment; repeated where the door no longer knows the answer to the same bytes.
    pub status: String,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AskForLogin {
    /// where the page goes: the provider's, which knows the person there
    pub address: String,
    /// what the page keeps, and brings with what the provider gives it
    pub ticket: String,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AskForPasskey {
    /// the member publicKey of what navigator.credentials is asked, as its JSON form has it
    pub public_key: Value,
}

/// When currencies settle: their calendars, and the hours of the days around now.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Calendars {
    /// as defined
    pub currencies: Vec<CalendarsCurrencies>,
}

/// as defined
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CalendarsCurrencies {
    /// its settlement agent
    pub agent: Option<String>,
    /// as they were set, in the words of SetCalendar
    pub calendars: Vec<Value>,
    /// whose hours
    pub currency: String,
    /// from yesterday to three days from now, in UTC
    pub days: Vec<CalendarsCurrenciesDays>,
}

/// from yesterday to three days from now, in UTC
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CalendarsCurrenciesDays {
    /// until when everything settles
    pub close: String,
    /// until when customer payments settle
    pub customer_cut_off: String,
    /// an operating day
    pub date: String,
    /// by how much the last two were moved
    pub extended_minutes: u64,
    /// when it opens
    pub open: String,
}

/// A payment that is converted on its way: its legs, the quotes and rounds it went by, and what it waits for.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ConversionsUetr {
    /// the currency that is received
    pub buy: String,
    /// who receives
    pub creditor: String,
    /// what is still to be paid
    pub left: String,
    /// the least minor units received for minor units paid
    pub limit: String,
    /// who pays
    pub payer: String,
    /// the same as under /v1/payments
    pub payment: ConversionsUetrPayment,
    /// what keeps it waiting
    pub reason: Option<String>,
    /// what was received so far
    pub received: String,
    /// why it was rejected
    pub refusal: Option<String>,
    /// what is paid
    pub sell: ConversionsUetrSell,
    /// pending, settled, rejected or cancelled
    pub status: String,
    /// by what it went: quote and provider, or round with what was sold and received
    pub steps: Vec<Value>,
    /// its name
    pub uetr: String,
    /// under which order it waits, and for how many rounds or until when
    pub waits: Value,
}

/// the same as under /v1/payments
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ConversionsUetrPayment {
    /// every status, as they came
    pub history: Vec<ConversionsUetrPaymentHistory>,
    /// who gave it
    pub instructed_by: String,
    /// payment, liquidity transfer, issue, redemption or conversion
    pub kind: String,
    /// what moves
    pub legs: Vec<ConversionsUetrPaymentLegs>,
    /// the log position at which it came to stand so
    pub position: u64,
    /// what keeps it waiting
    pub reason: Option<String>,
    /// why it was rejected
    pub refusal: Option<ConversionsUetrPaymentRefusal>,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// pending, settled, rejected or cancelled
    pub status: String,
    /// its name
    pub uetr: String,
}

/// every status, as they came
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ConversionsUetrPaymentHistory {
    /// when
    pub at: String,
    /// at which log position
    pub position: u64,
    /// as above
    pub status: String,
}

/// what moves
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ConversionsUetrPaymentLegs {
    /// how much
    pub amount: String,
    /// whose account is credited
    pub creditor: String,
    /// in which currency
    pub currency: String,
    /// whose account is debited
    pub debtor: String,
}

/// why it was rejected
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ConversionsUetrPaymentRefusal {
    /// the ISO 20022 reason
    pub iso: String,
    /// its number
    pub number: u64,
    /// in words
    pub text: String,
}

/// what is paid
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ConversionsUetrSell {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// The currencies that settle here, and their settlement agents.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Currencies {
    /// as defined
    pub currencies: Vec<CurrenciesCurrencies>,
}

/// as defined
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CurrenciesCurrencies {
    /// its settlement agent
    pub agent: Option<String>,
    /// its letters
    pub currency: String,
    /// fraction digits
    pub minor_units: u64,
    /// the day that is open, or was last
    pub operating_date: Option<String>,
    /// of its operating day: closed, active or closing
    pub phase: Option<String>,
    /// whether its agent has stopped settlement for now
    pub suspended: bool,
    /// the first settlement date
    pub valid_from: Option<String>,
    /// the last settlement date, if there is one
    pub valid_until: Option<String>,
}

/// Netting cycles: currencies, cut-off, deadline, how far each has come.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Cycles {
    /// by number
    pub cycles: Vec<CyclesCycles>,
    /// the number to go on after
    pub next: u64,
}

/// One netting cycle: who must pay in what by when, and with a participant its obligations.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycle {
    /// when
    pub at: String,
    /// what needed no money, from the cut-off on
    pub compression: CyclesCycleCompression,
    /// in which obligations are gathered
    pub currencies: Vec<String>,
    /// until when they are
    pub cut_off: String,
    /// its number
    pub cycle: u64,
    /// until when what is due is paid in
    pub deadline: String,
    /// how many obligations it ever took
    pub gathered: u64,
    /// the sum of all at the cut-off
    pub gross: Vec<CyclesCycleGross>,
    /// of the participant whom the query names, else null
    pub obligations: Option<Vec<CyclesCycleObligations>>,
    /// from the cut-off to the deadline
    pub pay_ins: Vec<CyclesCyclePayIns>,
    /// the log position at which it came to stand so
    pub position: u64,
    /// from the cut-off on; of one participant where the query names it
    pub positions: Vec<CyclesCyclePositions>,
    /// open, pay-in or settled
    pub status: String,
}

/// what needed no money, from the cut-off on
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycleCompression {
    /// all together by value, if each currency has an official rate
    pub across: Option<CyclesCycleCompressionAcross>,
    /// each by itself
    pub currencies: Vec<CyclesCycleCompressionCurrencies>,
}

/// all together by value, if each currency has an official rate
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycleCompressionAcross {
    /// what no settlement without money exceeds
    pub at_most: String,
    /// what clears in pairs and rings at least
    pub cleared: String,
    /// the sum of all obligations, in the yardstick
    pub gross: String,
    /// what clears between two at a time
    pub pairs: String,
    /// what has to be paid in for all of it
    pub pay_in: String,
    /// the same, could everybody swap at official rates
    pub pay_in_with_swaps: String,
}

/// each by itself
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycleCompressionCurrencies {
    /// what no settlement without money exceeds
    pub at_most: String,
    /// what clears in pairs and rings at least
    pub cleared: String,
    /// in which currency
    pub currency: String,
    /// the sum of all obligations
    pub gross: String,
    /// what clears between two at a time
    pub pairs: String,
    /// what has to be paid in for all of it
    pub pay_in: String,
}

/// the sum of all at the cut-off
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycleGross {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// of the participant whom the query names, else null
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycleObligations {
    /// how much
    pub amount: String,
    /// who is owed
    pub creditor: String,
    /// in which
    pub currency: String,
    /// who owes
    pub debtor: String,
    /// its name
    pub name: String,
    /// where on the log it was handed in
    pub position: u64,
    /// why it was left out
    pub refusal: Option<CyclesCycleObligationsRefusal>,
    /// gathered, withdrawn, rejected or settled
    pub status: String,
}

/// why it was left out
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycleObligationsRefusal {
    /// the ISO 20022 reason
    pub iso: String,
    /// its name
    pub name: String,
    /// its number
    pub number: u64,
    /// the rule that says no
    pub rule: String,
}

/// from the cut-off to the deadline
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCyclePayIns {
    /// what
    pub currency: String,
    /// how much
    pub due: String,
    /// how much is not
    pub lacking: String,
    /// how much of it is held
    pub paid_in: String,
    /// who must pay in
    pub participant: String,
    /// by when
    pub until: String,
}

/// from the cut-off on; of one participant where the query names it
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCyclePositions {
    /// in which
    pub currency: String,
    /// for lack of how much it was left out
    pub left_out_lacking: Option<String>,
    /// what it receives less what it pays
    pub net: String,
    /// what is held for the cycle
    pub paid_in: String,
    /// whose
    pub participant: String,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCycles {
    /// when
    pub at: String,
    /// in which obligations are gathered
    pub currencies: Vec<String>,
    /// until when they are
    pub cut_off: String,
    /// its number
    pub cycle: u64,
    /// until when what is due is paid in
    pub deadline: String,
    /// how many obligations it ever took
    pub gathered: u64,
    /// the sum of all at the cut-off
    pub gross: Vec<CyclesCyclesGross>,
    /// the log position at which it came to stand so
    pub position: u64,
    /// open, pay-in or settled
    pub status: String,
}

/// the sum of all at the cut-off
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CyclesCyclesGross {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct EnableWebhook {
    /// since when
    pub created: String,
    /// since when nothing arrives
    pub failing_since: Option<String>,
    /// what it is told; everything if empty
    pub kinds: Vec<String>,
    /// before when it is not tried again
    pub next_at: Option<String>,
    /// the cursor in the outbox up to which it was told
    pub position: u64,
    /// why it is disabled
    pub reason: Option<String>,
    /// active, failing or disabled
    pub status: String,
    /// where it is
    pub url: String,
    /// its number
    pub webhook: u64,
}

/// The round of exchange that is open, as sarraf clear reads it: what to solve before prices are proposed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeProblem {
    /// the instant of that record
    pub at: String,
    /// what settles if nobody finds better
    pub best: ExchangeProblemBest,
    /// when what stands settles
    pub clears_at: String,
    /// as sarraf clear reads it
    pub input: ExchangeProblemInput,
    /// the log position at which it stood so
    pub position: u64,
    /// P4
    pub problem: String,
    /// its number, which a proposal names
    pub round: u64,
    /// the measure of official rates
    pub yardstick: String,
}

/// what settles if nobody finds better
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeProblemBest {
    /// whose it is; null: the machine's own
    pub found_by: Option<String>,
    /// equilibrium or partial
    pub standing: String,
    /// what is sold at official rates: minor units times units of the yardstick, times 2^49
    pub value: String,
}

/// as sarraf clear reads it
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeProblemInput {
    /// parts per million around the rate
    pub bands: BTreeMap<String, u64>,
    /// in the order in which a proposal's prices stand
    pub currencies: Vec<String>,
    /// currencies that are not exchanged now
    pub halted: Vec<String>,
    /// pairs that are switched off
    pub off: Vec<Value>,
    /// by number, as fills stand
    pub orders: Vec<ExchangeProblemInputOrders>,
    /// minor units that may be sold
    pub quotas: BTreeMap<String, u64>,
    /// units of the yardstick for a minor unit, times 2^49, rounded down
    pub rates: BTreeMap<String, u64>,
}

/// by number, as fills stand
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeProblemInputOrders {
    /// minor units it may give
    pub amount: u64,
    /// what it wants
    pub buy: String,
    /// for so many given
    pub limit_den: u64,
    /// minor units it wants at least
    pub limit_num: u64,
    /// its number, which a fill names
    pub order: u64,
    /// what it gives
    pub sell: String,
}

/// Rounds that cleared: prices, constraints, residues, fills; and when the next one comes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRounds {
    /// when rounds come
    pub coming: ExchangeRoundsComing,
    /// the machine's, against which what comes is to be seen
    pub instant: String,
    /// the number to go on after
    pub next: u64,
    /// the first round that can be read
    pub oldest: Option<u64>,
    /// by number
    pub rounds: Vec<ExchangeRoundsRounds>,
    /// the measure of values
    pub yardstick: String,
}

/// when rounds come
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRoundsComing {
    /// seconds from one opening to the next
    pub interval: u64,
    /// the round that is open, if one is
    pub open: Option<ExchangeRoundsComingOpen>,
    /// when the next one opens, if orders stand then
    pub opens_at: Option<String>,
    /// seconds from an opening to its clearing
    pub window: u64,
}

/// the round that is open, if one is
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRoundsComingOpen {
    /// until when better prices are taken, and then it settles
    pub clears_at: String,
    /// its number
    pub round: u64,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRoundsRounds {
    /// when
    pub at: String,
    /// what bound
    pub constraints: Vec<ExchangeRoundsRoundsConstraints>,
    /// by order
    pub fills: Vec<ExchangeRoundsRoundsFills>,
    /// who found the prices; null: the system
    pub found_by: Option<String>,
    /// how many took part
    pub orders: u64,
    /// where on the log it cleared
    pub position: u64,
    /// in which currency prices are told
    pub priced_in: Option<String>,
    /// minor units of that one for a minor unit of each
    pub prices: BTreeMap<String, String>,
    /// what rounding left
    pub residues: Vec<ExchangeRoundsRoundsResidues>,
    /// its number
    pub round: u64,
    /// equilibrium or partial
    pub standing: String,
    /// what was sold, in units of the yardstick
    pub value: String,
}

/// what bound
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRoundsRoundsConstraints {
    /// and which
    pub against: Option<String>,
    /// of which
    pub currency: String,
    /// halted, switched off, band or quota
    pub kind: String,
}

/// by order
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRoundsRoundsFills {
    /// what it got
    pub buy: String,
    /// what it still gives
    pub left: String,
    /// which order
    pub order: u64,
    /// whose
    pub participant: String,
    /// how much of it
    pub received: String,
    /// who got what was bought
    pub received_by: String,
    /// what it gave
    pub sell: String,
    /// how much of it
    pub sold: String,
}

/// what rounding left
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ExchangeRoundsRoundsResidues {
    /// whose account
    pub agent: String,
    /// what came to it, or left it, below zero
    pub amount: String,
    /// in which
    pub currency: String,
}

/// What moved on accounts on an operating day, as it was booked.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryEntries {
    /// as they were booked
    pub entries: Vec<HistoryEntriesEntries>,
    /// how far history was
    pub history: HistoryEntriesHistory,
    /// the cursor to go on after
    pub next: Option<String>,
}

/// as they were booked
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryEntriesEntries {
    /// how much
    pub amount: String,
    /// what the account stood at after it
    pub balance: String,
    /// when it was booked
    pub booked: String,
    /// why, such as payment, exchange or issue
    pub cause: String,
    /// the other side
    pub counterparty: Option<String>,
    /// its currency
    pub currency: String,
    /// the operating day it counts for
    pub date: String,
    /// credit or debit
    pub direction: String,
    /// whose account
    pub participant: String,
    /// its log position
    pub position: u64,
    /// the account's statement that tells it, or will
    pub statement: u64,
    /// under which name
    pub uetr: Option<String>,
}

/// how far history was
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryEntriesHistory {
    /// for how long
    pub milliseconds_behind: u64,
    /// the last record that stands in it
    pub position: u64,
    /// how many are still to come
    pub records_behind: u64,
}

/// Payments of any past day, refused ones and all, as they came: searched by name, party, currency, amount, status and date.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryPayments {
    /// how far history was
    pub history: HistoryPaymentsHistory,
    /// the cursor to go on after
    pub next: Option<String>,
    /// as they came
    pub payments: Vec<HistoryPaymentsPayments>,
}

/// how far history was
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryPaymentsHistory {
    /// for how long
    pub milliseconds_behind: u64,
    /// the last record that stands in it
    pub position: u64,
    /// how many are still to come
    pub records_behind: u64,
}

/// as they came
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryPaymentsPayments {
    /// customer or interbank
    pub category: Option<String>,
    /// the operating day it asks for
    pub date: Option<String>,
    /// when it ended
    pub ended: Option<String>,
    /// at which log position
    pub ended_position: Option<u64>,
    /// the salted digest of its message
    pub evidence: String,
    /// how it settled, or what ended it
    pub how: Option<String>,
    /// who gave it
    pub instructed_by: Option<String>,
    /// payment, issue, redemption, liquidity transfer, conversion or obligation
    pub kind: String,
    /// what was to move; what a refused one named and nobody knows is null
    pub legs: Vec<HistoryPaymentsPaymentsLegs>,
    /// the log position of its record
    pub position: u64,
    /// urgent, high or normal
    pub priority: Option<String>,
    /// what keeps it waiting
    pub reason: Option<String>,
    /// when it came
    pub received: String,
    /// why it was refused or rejected
    pub refusal: Option<HistoryPaymentsPaymentsRefusal>,
    /// the payment it gives back
    pub returns: Option<String>,
    /// the round or the cycle it settled in
    pub round: Option<u64>,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// pending, settled, partly settled, rejected, cancelled or refused
    pub status: String,
    /// its name
    pub uetr: String,
}

/// what was to move; what a refused one named and nobody knows is null
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryPaymentsPaymentsLegs {
    /// how much
    pub amount: Option<String>,
    /// whose account is credited
    pub creditor: Option<String>,
    /// in which currency
    pub currency: Option<String>,
    /// whose account is debited
    pub debtor: Option<String>,
}

/// why it was refused or rejected
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryPaymentsPaymentsRefusal {
    /// the ISO 20022 reason
    pub iso: String,
    /// its number
    pub number: u64,
    /// in words
    pub text: String,
}

/// Statements of an operating day: what each account opened and closed at; one account's, as `application/xml`, is a camt.053.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryStatements {
    /// how far history was
    pub history: HistoryStatementsHistory,
    /// by participant, then currency
    pub statements: Vec<HistoryStatementsStatements>,
}

/// how far history was
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryStatementsHistory {
    /// for how long
    pub milliseconds_behind: u64,
    /// the last record that stands in it
    pub position: u64,
    /// how many are still to come
    pub records_behind: u64,
}

/// by participant, then currency
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct HistoryStatementsStatements {
    /// when the day closed
    pub closed: String,
    /// what it stood at after
    pub closing: String,
    /// its currency
    pub currency: String,
    /// the operating day
    pub date: String,
    /// how many entries it has
    pub entries: u64,
    /// ascending per account from 1
    pub number: u64,
    /// what the account stood at before
    pub opening: String,
    /// whose account
    pub participant: String,
    /// the log position that closed it
    pub position: u64,
}

/// The keys that a participant has had, and whether each counts.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Keys {
    /// as they were added
    pub keys: Vec<KeysKeys>,
    /// whose
    pub participant: String,
}

/// as they were added
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct KeysKeys {
    /// while it cools: from when on it counts
    pub counts_from: Option<String>,
    /// its public half
    pub key: String,
    /// by which it is revoked
    pub number: u64,
    /// active, cooling or revoked
    pub state: String,
}

/// A participant's reservations, limits, credit, standing orders and what is available, account by account.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Liquidity {
    /// by currency
    pub accounts: Vec<LiquidityAccounts>,
}

/// by currency
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LiquidityAccounts {
    /// what a normal payment may use
    pub available: String,
    /// what it stands at
    pub balance: String,
    /// how far below zero it may go
    pub credit: String,
    /// in which currency
    pub currency: String,
    /// for orders, pay-ins and swap lines
    pub held: String,
    /// set aside for high payments, less what was drawn down
    pub high_reserve: String,
    /// what it may hold at most; null: any amount
    pub holding_cap: Option<String>,
    /// beyond which an imbalance costs; null: none does
    pub imbalance_above: Option<String>,
    /// bounds of what flows from it
    pub limits: Vec<LiquidityAccountsLimits>,
    /// whose
    pub participant: String,
    /// how much more it may hold; below zero if it is past it
    pub room_to_hold: Option<String>,
    /// transfers carried out every day
    pub standing_orders: Vec<LiquidityAccountsStandingOrders>,
    /// set aside for urgent payments, less what was drawn down
    pub urgent_reserve: String,
}

/// bounds of what flows from it
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LiquidityAccountsLimits {
    /// how much, net, in a day
    pub amount: String,
    /// null: all without a limit of their own
    pub counterparty: Option<String>,
    /// how much of it is left; below zero where it was set lower since
    pub left: String,
}

/// transfers carried out every day
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LiquidityAccountsStandingOrders {
    /// by which it is replaced
    pub number: u64,
    /// trigger, to, and amount or above
    pub order: Value,
}

/// The logins with which who asks signs in, whichever of its keys they are bound to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Logins {
    /// by number
    pub logins: Vec<LoginsLogins>,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LoginsLogins {
    /// the provider
    pub issuer: String,
    /// the key that it is bound to
    pub key: String,
    /// its number
    pub login: u64,
    /// since when
    pub made: String,
    /// what its holder calls it
    pub name: String,
    /// by what the provider knows its holder
    pub subject: String,
    /// when it was shown last
    pub used: Option<String>,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MakePasskey {
    /// the member publicKey of what navigator.credentials is asked, as its JSON form has it
    pub public_key: Value,
}

/// Everything queued that could settle together, as sarraf clear reads it: what to solve before a set is proposed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingProblem {
    /// the instant of that record
    pub at: String,
    /// as sarraf clear reads it
    pub input: OffsettingProblemInput,
    /// the log position at which it stood so
    pub position: u64,
    /// P2
    pub problem: String,
    /// accounts in the order in which a proposal's prices stand
    pub rows: Vec<String>,
    /// the measure of official rates
    pub yardstick: String,
}

/// as sarraf clear reads it
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingProblemInput {
    /// what BANK/CURRENCY can use for normal payments; limits and caps are accounts of the currency XXX
    pub balances: Value,
    /// in the order in which they are looked at
    pub items: Vec<OffsettingProblemInputItems>,
    /// of an account: strict, or bypass where a later item of the same priority may settle first
    pub queues: Value,
    /// millionths of the yardstick's unit for a minor unit, rounded down
    pub rates: Value,
}

/// in the order in which they are looked at
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingProblemInputItems {
    /// the name by which it is proposed
    pub id: String,
    /// what moves, and behind it what it takes of limits and caps
    pub legs: Vec<OffsettingProblemInputItemsLegs>,
    /// 0 urgent, 1 high, 2 normal
    pub priority: u64,
    /// what it counts for, in millionths of the yardstick's unit
    pub value: u64,
}

/// what moves, and behind it what it takes of limits and caps
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingProblemInputItemsLegs {
    /// minor units
    pub amount: u64,
    /// in which currency
    pub ccy: String,
    /// whose account is debited
    pub from: String,
    /// whose account is credited
    pub to: String,
}

/// Rounds of offsetting: what settled at once, at most, and of how much.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRounds {
    /// the number to go on after
    pub next: u64,
    /// by number
    pub rounds: Vec<OffsettingRoundsRounds>,
    /// in what values are stated
    pub yardstick: Option<String>,
}

/// One round of offsetting: its rings, why each remaining item waits and what would release it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumber {
    /// between whom, if between two
    pub between: Option<Vec<String>>,
    /// what no set could exceed
    pub bound: String,
    /// reachable or certified
    pub bound_kind: String,
    /// who proposed it
    pub by: Option<String>,
    /// how many items were looked at
    pub considered: u64,
    /// what they are worth, in the yardstick
    pub considered_value: String,
    /// when
    pub instant: String,
    /// what settled
    pub payments: Vec<OffsettingRoundsNumberPayments>,
    /// where on the log it was held
    pub position: u64,
    /// what all of it lacks together
    pub release_all: Option<Vec<OffsettingRoundsNumberReleaseAll>>,
    /// how many items remain, where that is known
    pub remaining: Option<u64>,
    /// what settled, taken apart
    pub rings: Vec<OffsettingRoundsNumberRings>,
    /// its number
    pub round: u64,
    /// bilateral, multilateral or proposed
    pub scope: String,
    /// how many settled
    pub settled: u64,
    /// what settled of it
    pub settled_value: String,
    /// what remains, where that is kept
    pub waiting: Option<Vec<OffsettingRoundsNumberWaiting>>,
}

/// what settled
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberPayments {
    /// what moved
    pub legs: Vec<OffsettingRoundsNumberPaymentsLegs>,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// its name
    pub uetr: String,
}

/// what moved
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberPaymentsLegs {
    /// how much
    pub amount: String,
    /// whose account is credited
    pub creditor: String,
    /// in which currency
    pub currency: String,
    /// whose account is debited
    pub debtor: String,
}

/// what all of it lacks together
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberReleaseAll {
    /// how much more it takes
    pub amount: String,
    /// in which currency
    pub currency: String,
    /// money, bilateral limit, multilateral limit or holding cap
    pub of: String,
    /// whose account
    pub participant: String,
    /// towards whom a bilateral limit is
    pub towards: Option<String>,
}

/// what settled, taken apart
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberRings {
    /// from bank to bank, in order
    pub flows: Vec<OffsettingRoundsNumberRingsFlows>,
    /// what goes round, in the yardstick
    pub value: Option<String>,
}

/// from bank to bank, in order
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberRingsFlows {
    /// how much
    pub amount: String,
    /// whose account is credited
    pub creditor: String,
    /// in which currency
    pub currency: String,
    /// whose account is debited
    pub debtor: String,
}

/// what remains, where that is kept
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberWaiting {
    /// what it lacks by itself
    pub alone: Vec<OffsettingRoundsNumberWaitingAlone>,
    /// behind which item
    pub behind: Option<String>,
    /// why it waits
    pub reason: String,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// which item
    pub uetr: String,
    /// what it lacks with all that it may not pass
    pub with_what_stands_before: Option<OffsettingRoundsNumberWaitingWithWhatStandsBefore>,
}

/// what it lacks by itself
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberWaitingAlone {
    /// how much more it takes
    pub amount: String,
    /// in which currency
    pub currency: String,
    /// money, bilateral limit, multilateral limit or holding cap
    pub of: String,
    /// whose account
    pub participant: String,
    /// towards whom a bilateral limit is
    pub towards: Option<String>,
}

/// what it lacks with all that it may not pass
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberWaitingWithWhatStandsBefore {
    /// how many, itself with them
    pub items: u64,
    /// what they lack together
    pub lacking: Vec<OffsettingRoundsNumberWaitingWithWhatStandsBeforeLacking>,
}

/// what they lack together
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsNumberWaitingWithWhatStandsBeforeLacking {
    /// how much more it takes
    pub amount: String,
    /// in which currency
    pub currency: String,
    /// money, bilateral limit, multilateral limit or holding cap
    pub of: String,
    /// whose account
    pub participant: String,
    /// towards whom a bilateral limit is
    pub towards: Option<String>,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsRounds {
    /// between whom, if between two
    pub between: Option<Vec<String>>,
    /// what no set could exceed
    pub bound: String,
    /// reachable or certified
    pub bound_kind: String,
    /// who proposed it
    pub by: Option<String>,
    /// how many items were looked at
    pub considered: u64,
    /// what they are worth, in the yardstick
    pub considered_value: String,
    /// when
    pub instant: String,
    /// what settled
    pub payments: Vec<OffsettingRoundsRoundsPayments>,
    /// where on the log it was held
    pub position: u64,
    /// how many items remain, where that is known
    pub remaining: Option<u64>,
    /// its number
    pub round: u64,
    /// bilateral, multilateral or proposed
    pub scope: String,
    /// how many settled
    pub settled: u64,
    /// what settled of it
    pub settled_value: String,
}

/// what settled
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsRoundsPayments {
    /// what moved
    pub legs: Vec<OffsettingRoundsRoundsPaymentsLegs>,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// its name
    pub uetr: String,
}

/// what moved
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OffsettingRoundsRoundsPaymentsLegs {
    /// how much
    pub amount: String,
    /// whose account is credited
    pub creditor: String,
    /// in which currency
    pub currency: String,
    /// whose account is debited
    pub debtor: String,
}

/// who reads
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OpenSession {
    /// the currencies it issues
    pub currencies: Vec<String>,
    /// seconds until the session ends; 0 without one
    pub expires_in: u64,
    /// the key that it is known by
    pub key: Option<String>,
    /// what it is first of all
    pub kind: Option<String>,
    /// by what the session was opened; null without one
    pub opened_with: Option<String>,
    /// a BIC, or overseer
    pub party: String,
    /// operator, settlement-agent, participant or overseer
    pub roles: Vec<String>,
}

/// who reads
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OpenSessionByLogin {
    /// the currencies it issues
    pub currencies: Vec<String>,
    /// seconds until the session ends; 0 without one
    pub expires_in: u64,
    /// the key that it is known by
    pub key: Option<String>,
    /// what it is first of all
    pub kind: Option<String>,
    /// by what the session was opened; null without one
    pub opened_with: Option<String>,
    /// a BIC, or overseer
    pub party: String,
    /// operator, settlement-agent, participant or overseer
    pub roles: Vec<String>,
}

/// who reads
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OpenSessionByPasskey {
    /// the currencies it issues
    pub currencies: Vec<String>,
    /// seconds until the session ends; 0 without one
    pub expires_in: u64,
    /// the key that it is known by
    pub key: Option<String>,
    /// what it is first of all
    pub kind: Option<String>,
    /// by what the session was opened; null without one
    pub opened_with: Option<String>,
    /// a BIC, or overseer
    pub party: String,
    /// operator, settlement-agent, participant or overseer
    pub roles: Vec<String>,
}

/// Orders and quotes, of one participant or of all, and what became of them.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Orders {
    /// before which number to go on; null: there are none older
    pub next: Option<u64>,
    /// by number, the newest of those asked for
    pub orders: Vec<OrdersOrders>,
}

/// An order or a quote, and what became of it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OrdersName {
    /// what it gives at most
    pub amount: String,
    /// when
    pub at: String,
    /// the currency it wants
    pub buy: String,
    /// order, quote, or payment to be converted
    pub kind: String,
    /// what it still gives
    pub left: String,
    /// the least minor units bought for minor units sold
    pub limit: String,
    /// its name
    pub name: String,
    /// its number
    pub order: u64,
    /// whose
    pub participant: String,
    /// at which log position it was placed
    pub placed_at: u64,
    /// at which it came to stand so
    pub position: u64,
    /// what it got in rounds
    pub received: String,
    /// for how many rounds it stands
    pub rounds: Option<u64>,
    /// the currency it gives
    pub sell: String,
    /// standing, filled, cancelled, expired, closed or redenominated
    pub status: String,
    /// before which instant it stands
    pub until: Option<String>,
}

/// by number, the newest of those asked for
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OrdersOrders {
    /// what it gives at most
    pub amount: String,
    /// when
    pub at: String,
    /// the currency it wants
    pub buy: String,
    /// order, quote, or payment to be converted
    pub kind: String,
    /// what it still gives
    pub left: String,
    /// the least minor units bought for minor units sold
    pub limit: String,
    /// its name
    pub name: String,
    /// its number
    pub order: u64,
    /// whose
    pub participant: String,
    /// at which log position it was placed
    pub placed_at: u64,
    /// at which it came to stand so
    pub position: u64,
    /// what it got in rounds
    pub received: String,
    /// for how many rounds it stands
    pub rounds: Option<u64>,
    /// the currency it gives
    pub sell: String,
    /// standing, filled, cancelled, expired, closed or redenominated
    pub status: String,
    /// before which instant it stands
    pub until: Option<String>,
}

/// What a participant has been told, from a cursor on: its own alone, for messages name customers.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Outbox {
    /// by cursor
    pub messages: Vec<OutboxMessages>,
    /// the cursor to go on from
    pub next: u64,
    /// the first cursor that is still kept
    pub oldest: u64,
    /// whose
    pub participant: String,
}

/// by cursor
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OutboxMessages {
    /// its place, from 1
    pub cursor: u64,
    /// the message as its sender signed it, where it is JSON
    pub json: Option<String>,
    /// its definition, or the name of what was asked as JSON
    pub message: String,
    /// the record that caused it
    pub position: u64,
    /// of one delivered as its sender wrote it
    pub salt: Option<String>,
    /// the message, where it is of ISO 20022
    pub xml: Option<String>,
}

/// Figures over all, and each currency's day.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Overview {
    /// by letters
    pub currencies: Vec<OverviewCurrencies>,
    /// which system, and where it stands
    pub system: OverviewSystem,
    /// figures over all payments
    pub totals: OverviewTotals,
}

/// by letters
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OverviewCurrencies {
    /// its settlement agent
    pub agent: Option<String>,
    /// all that stands above zero
    pub balances: String,
    /// the agent's
    pub country: Option<String>,
    /// all that stands below it
    pub credit_used: String,
    /// its letters
    pub currency: String,
    /// its operating day
    pub date: Option<String>,
    /// its decimals
    pub digits: u64,
    /// what banks of other countries hold
    pub held_abroad: String,
    /// of it together with others
    pub offset_value: String,
    /// since when the oldest waits
    pub oldest_queued: Option<String>,
    /// active, closing, closed or suspended
    pub phase: String,
    /// legs that wait
    pub queued: u64,
    /// what they come to
    pub queued_value: String,
    /// legs that settled
    pub settled: u64,
    /// what they came to
    pub settled_value: String,
}

/// which system, and where it stands
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OverviewSystem {
    /// its instant
    pub instant: String,
    /// the system's name
    pub name: String,
    /// who runs it
    pub operator: String,
    /// the last record that can be read
    pub position: u64,
}

/// figures over all payments
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OverviewTotals {
    /// taken back
    pub cancelled: u64,
    /// settled on entry
    pub immediately: u64,
    /// settled together with others
    pub offset: u64,
    /// refused on entry
    pub refused: u64,
    /// rejected after they had been accepted
    pub rejected: u64,
    /// settled from the queue
    pub released: u64,
    /// offsetting rounds that settled something
    pub rounds: u64,
    /// of these, a matched trade being one
    pub settled: u64,
    /// instructions given
    pub submitted: u64,
    /// waiting now
    pub waiting: u64,
}

/// The directory: who takes part, in which currencies, as what.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Participants {
    /// as registered, the operator first
    pub participants: Vec<ParticipantsParticipants>,
}

/// One participant of the directory.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ParticipantsBic {
    /// where it takes part
    pub accounts: Vec<ParticipantsBicAccounts>,
    /// the currencies whose settlement agent it is
    pub agent_of: Vec<String>,
    /// its name
    pub bic: String,
    /// by its name
    pub country: Option<String>,
    /// whether it runs the system
    pub operator: bool,
}

/// where it takes part
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ParticipantsBicAccounts {
    /// to do what
    pub access: String,
    /// as what
    pub class: String,
    /// in which currency
    pub currency: String,
}

/// as registered, the operator first
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ParticipantsParticipants {
    /// where it takes part
    pub accounts: Vec<ParticipantsParticipantsAccounts>,
    /// the currencies whose settlement agent it is
    pub agent_of: Vec<String>,
    /// its name
    pub bic: String,
    /// by its name
    pub country: Option<String>,
    /// whether it runs the system
    pub operator: bool,
}

/// where it takes part
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ParticipantsParticipantsAccounts {
    /// to do what
    pub access: String,
    /// as what
    pub class: String,
    /// in which currency
    pub currency: String,
}

/// The passkeys with which who asks signs in, whichever of its keys they are bound to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Passkeys {
    /// by number
    pub passkeys: Vec<PasskeysPasskeys>,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PasskeysPasskeys {
    /// whether more than one device keeps it, as its maker says
    pub copied: bool,
    /// the key that it is bound to
    pub key: String,
    /// since when
    pub made: String,
    /// what its holder calls it
    pub name: String,
    /// its number
    pub passkey: u64,
    /// when it was shown last
    pub used: Option<String>,
}

/// Payments, the newest first.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Payments {
    /// the cursor to go on before
    pub next: Option<String>,
    /// the newest first
    pub payments: Vec<PaymentsPayments>,
}

/// the newest first
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsPayments {
    /// every status, as they came
    pub history: Vec<PaymentsPaymentsHistory>,
    /// who gave it
    pub instructed_by: String,
    /// payment, liquidity transfer, issue, redemption or conversion
    pub kind: String,
    /// what moves
    pub legs: Vec<PaymentsPaymentsLegs>,
    /// the log position at which it came to stand so
    pub position: u64,
    /// what keeps it waiting
    pub reason: Option<String>,
    /// why it was rejected
    pub refusal: Option<PaymentsPaymentsRefusal>,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// pending, settled, rejected or cancelled
    pub status: String,
    /// its name
    pub uetr: String,
}

/// every status, as they came
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsPaymentsHistory {
    /// when
    pub at: String,
    /// at which log position
    pub position: u64,
    /// as above
    pub status: String,
}

/// what moves
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsPaymentsLegs {
    /// how much
    pub amount: String,
    /// whose account is credited
    pub creditor: String,
    /// in which currency
    pub currency: String,
    /// whose account is debited
    pub debtor: String,
}

/// why it was rejected
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsPaymentsRefusal {
    /// the ISO 20022 reason
    pub iso: String,
    /// its number
    pub number: u64,
    /// in words
    pub text: String,
}

/// Where a payment stands, why, and since when; as `application/xml` it is a pacs.002.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetr {
    /// whose accounts it debits and who have still to consent, while it waits
    pub consents_due: Vec<String>,
    /// every status, as they came
    pub history: Vec<PaymentsUetrHistory>,
    /// who gave it
    pub instructed_by: String,
    /// payment, liquidity transfer, issue, redemption or conversion
    pub kind: String,
    /// what moves
    pub legs: Vec<PaymentsUetrLegs>,
    /// the log position at which it came to stand so
    pub position: u64,
    /// what keeps it waiting
    pub reason: Option<String>,
    /// why it was rejected
    pub refusal: Option<PaymentsUetrRefusal>,
    /// the instruction that settles with it
    pub settles_with: Option<String>,
    /// its way, from the payer's bank to the creditor's bank's word
    pub stamps: Vec<PaymentsUetrStamps>,
    /// pending, settled, rejected or cancelled
    pub status: String,
    /// its name
    pub uetr: String,
}

/// What a payment moved in the books, account by account, and what is held for it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrEntries {
    /// as they were made; of accounts that who reads may see
    pub entries: Vec<PaymentsUetrEntriesEntries>,
    /// while it waits; of accounts that who reads may see
    pub holds: Vec<PaymentsUetrEntriesHolds>,
    /// earlier records that are not told
    pub left_off: u64,
    /// the payment's name
    pub uetr: String,
}

/// as they were made; of accounts that who reads may see
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrEntriesEntries {
    /// how much
    pub amount: String,
    /// when
    pub at: String,
    /// what the account stood at then, where the event tells it
    pub balance: Option<String>,
    /// the other side
    pub counterparty: String,
    /// in which currency
    pub currency: String,
    /// which event of that record, from 0
    pub entry: u64,
    /// whose account
    pub participant: String,
    /// at which log position
    pub position: u64,
    /// debit or credit
    pub side: String,
}

/// while it waits; of accounts that who reads may see
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrEntriesHolds {
    /// how much
    pub amount: String,
    /// in which currency
    pub currency: String,
    /// reservation: it may draw on it; conversion: held for it alone
    pub kind: String,
    /// under which order
    pub order: Option<u64>,
    /// of whose account
    pub participant: String,
    /// for payments of which priority
    pub priority: Option<String>,
}

/// every status, as they came
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrHistory {
    /// when
    pub at: String,
    /// at which log position
    pub position: u64,
    /// as above
    pub status: String,
}

/// what moves
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrLegs {
    /// how much
    pub amount: String,
    /// whose account is credited
    pub creditor: String,
    /// in which currency
    pub currency: String,
    /// whose account is debited
    pub debtor: String,
}

/// The message of a payment as its sender wrote it, with what proves that it is the one of the log; as `application/xml` it is the message itself, where it came as one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrMessage {
    /// the digest of all this, as it stands in the log
    pub evidence: String,
    /// xml or json
    pub form: String,
    /// its ISO 20022 definition, or the name of what was asked
    pub message: String,
    /// what is hashed before it
    pub salt: String,
    /// the signature over the request that brought it, where it has one
    pub signed: Option<String>,
    /// the message as it was signed
    pub text: String,
    /// the payment's name
    pub uetr: String,
}

/// What one of its two banks may show of a payment: its way, receipts of it, and a link.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrProof {
    /// sarraf-status-proof/1
    pub format: String,
    /// where anybody who is given it may look
    pub link: String,
    /// which system it is of
    pub network: String,
    /// what sarraf verify checks
    pub receipts: Vec<PaymentsUetrProofReceipts>,
    /// whether its receipts tell neither amount nor balance
    pub shareable: bool,
    /// its way
    pub stamps: Vec<PaymentsUetrProofStamps>,
    /// as its last stamp has it
    pub status: String,
    /// its name
    pub uetr: String,
}

/// what sarraf verify checks
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrProofReceipts {
    /// at which log position
    pub position: u64,
    /// the receipt in Base64
    pub receipt: String,
    /// what it proves
    pub stamp: String,
}

/// its way
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrProofStamps {
    /// when
    pub at: String,
    /// who gave it, who was handed it, who has booked it
    pub party: String,
    /// at which log position; none of what the log does not hold
    pub position: Option<u64>,
    /// received, settled, rejected, cancelled, delivered or acknowledged
    pub stamp: String,
}

/// why it was rejected
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrRefusal {
    /// the ISO 20022 reason
    pub iso: String,
    /// its number
    pub number: u64,
    /// in words
    pub text: String,
}

/// its way, from the payer's bank to the creditor's bank's word
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentsUetrStamps {
    /// when
    pub at: String,
    /// who gave it, who was handed it, who has booked it
    pub party: String,
    /// at which log position; none of what the log does not hold
    pub position: Option<u64>,
    /// received, settled, rejected, cancelled, delivered or acknowledged
    pub stamp: String,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PingWebhook {
    /// whether it was answered with 200 to 299
    pub arrived: bool,
    /// when
    pub at: String,
    /// the place in the outbox; none of a ping
    pub cursor: Option<u64>,
    /// its number among those of the endpoint
    pub delivery: u64,
    /// its webhook-id, the same at every try
    pub message: String,
    /// why it failed
    pub reason: Option<String>,
    /// the status that was answered
    pub status: Option<u64>,
    /// what it tells
    pub r#type: String,
}

/// Part of what is told.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Placed {
    /// The order's number.
    pub order: u64,
    /// The log position of its record.
    pub position: u64,
    /// placed or cancelled
    pub status: String,
}

/// A problem as in RFC 9457.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Problem {
    /// What is wrong; it never changes its meaning.
    pub code: String,
    /// What is wrong, in more words.
    #[serde(default)]
    pub detail: Option<String>,
    /// The ISO 20022 reason.
    #[serde(default)]
    pub iso: Option<String>,
    /// Of a refusal: its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Of a refusal: its number.
    #[serde(default)]
    pub number: Option<u64>,
    /// Of a proposal that fails its check: the first that is wrong with it.
    #[serde(default)]
    pub objection: Option<Value>,
    /// The field that is wrong.
    #[serde(default)]
    pub path: Option<String>,
    /// Of a refusal: the log position that tells it.
    #[serde(default)]
    pub position: Option<u64>,
    /// Of a refusal: the rule that says no.
    #[serde(default)]
    pub rule: Option<String>,
    /// The HTTP status.
    pub status: u64,
    /// What is wrong, in one line.
    pub title: String,
    /// The page about the problem or the refusal.
    pub r#type: String,
}

/// What waits for keys, and with a participant what it requires of itself and what its keys have sent.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Proposals {
    /// of the participant that is named
    pub caps: Vec<ProposalsCaps>,
    /// as proposed
    pub proposals: Vec<ProposalsProposals>,
    /// of the participant that is named
    pub requirements: Vec<ProposalsRequirements>,
}

/// of the participant that is named
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsCaps {
    /// the most that one key sends on a business day
    pub cap: String,
    /// in what
    pub currency: String,
    /// the business day at hand
    pub date: Option<String>,
    /// by key
    pub sent: Vec<ProposalsCapsSent>,
}

/// by key
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsCapsSent {
    /// which of its keys that count
    pub key: u64,
    /// what it may still send
    pub left: String,
    /// what it has sent that day
    pub sent: String,
}

/// One proposal, with the message that proposed it as it was signed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsProposal {
    /// the keys that agreed, by their numbers
    pub agreed: Vec<u64>,
    /// what is to be done, in a word
    pub asks: ProposalsProposalAsks,
    /// when
    pub at: String,
    /// what was signed, as it came
    pub message: Option<String>,
    /// how many keys are missing
    pub missing: u64,
    /// whose
    pub participant: String,
    /// where on the log it was proposed
    pub position: u64,
    /// its number
    pub proposal: u64,
    /// when it lapses
    pub until: String,
}

/// what is to be done, in a word
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsProposalAsks {
    /// what it is about
    pub area: Option<String>,
    /// the name it bears, if it does
    pub name: Option<String>,
}

/// as proposed
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsProposals {
    /// the keys that agreed, by their numbers
    pub agreed: Vec<u64>,
    /// what is to be done, in a word
    pub asks: ProposalsProposalsAsks,
    /// when
    pub at: String,
    /// how many keys are missing
    pub missing: u64,
    /// whose
    pub participant: String,
    /// where on the log it was proposed
    pub position: u64,
    /// its number
    pub proposal: u64,
    /// when it lapses
    pub until: String,
}

/// what is to be done, in a word
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsProposalsAsks {
    /// what it is about
    pub area: Option<String>,
    /// the name it bears, if it does
    pub name: Option<String>,
}

/// of the participant that is named
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProposalsRequirements {
    /// which commands
    pub area: String,
    /// how long a proposal stands
    pub hours: u64,
    /// how many keys they take
    pub keys: u64,
}

/// A participant's queues: what stands before what, why it waits, what would release it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Queues {
    /// whose
    pub participant: String,
    /// by currency
    pub queues: Vec<QueuesQueues>,
}

/// by currency
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct QueuesQueues {
    /// of its account in which currency
    pub currency: String,
    /// in the order of release
    pub items: Vec<QueuesQueuesItems>,
    /// fifo, or bypass: whether one may pass others
    pub policy: String,
}

/// in the order of release
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct QueuesQueuesItems {
    /// urgent, high or normal
    pub priority: Option<String>,
    /// what keeps it at this moment
    pub reason: Option<String>,
    /// kind of what would release it, and whose, which or how much it is
    pub releases: Value,
    /// the instruction's name
    pub uetr: String,
}

/// Official rates, and what each settlement agent allows in exchange.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Rates {
    /// as defined
    pub rates: Vec<RatesRates>,
    /// the measure in which official rates are stated
    pub yardstick: String,
}

/// as defined
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RatesRates {
    /// its settlement agent
    pub agent: Option<String>,
    /// null: any distance
    pub band_basis_points: Option<u64>,
    /// what was posted and does not count yet
    pub coming: Option<RatesRatesComing>,
    /// of which currency
    pub currency: String,
    /// fraction digits
    pub minor_units: u64,
    /// null: any amount
    pub quota: Option<String>,
    /// units of the yardstick for minor units of the currency
    pub rate: Option<String>,
    /// currencies
    pub switched_off_against: Vec<String>,
    /// open or halted
    pub trading: String,
}

/// what was posted and does not count yet
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RatesRatesComing {
    /// whether it does then
    pub approved: bool,
    /// the first date on which it counts
    pub from: String,
    /// as above
    pub rate: String,
}

/// Records of the log, the newest first.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Records {
    /// the position to go on before; none where the log begins
    pub next: Option<u64>,
    /// the newest first
    pub records: Vec<RecordsRecords>,
}

/// A record of the log: its header, and the entries it made.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RecordsPosition {
    /// the digest of its commands
    pub commands: String,
    /// how many commands it carried
    pub commands_count: u64,
    /// of its header
    pub digest: String,
    /// those that concern who reads, as they came
    pub entries: Vec<RecordsPositionEntries>,
    /// how many entries it made, seen or not
    pub entries_count: u64,
    /// when it was ordered
    pub instant: String,
    /// what it says of a record before it
    pub outcome: RecordsPositionOutcome,
    /// its log position
    pub position: u64,
    /// the digest of the header before it
    pub previous: String,
}

/// those that concern who reads, as they came
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RecordsPositionEntries {
    /// what it is about
    pub area: String,
    /// its place, from 0
    pub entry: u64,
    /// what happened
    pub event: String,
    /// as the live stream tells it, where it does
    pub told: Value,
}

/// what it says of a record before it
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RecordsPositionOutcome {
    /// the digest of the books after that one
    pub books: String,
    /// the root of the tree of that one's entries
    pub events: String,
    /// the record whose outcome it seals
    pub position: u64,
}

/// the newest first
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RecordsRecords {
    /// how many commands it carried
    pub commands_count: u64,
    /// of its header
    pub digest: String,
    /// how many entries it made, seen or not
    pub entries_count: u64,
    /// when it was ordered
    pub instant: String,
    /// of what kinds those are that concern who reads, as the live stream tells them, else as the log does; each once
    pub kinds: Vec<String>,
    /// its log position
    pub position: u64,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RegisterWebhook {
    /// with which v1a is checked
    pub public_key: String,
    /// with which v1 is checked; it is told to this request alone
    pub secret: String,
    /// its number
    pub webhook: u64,
}

/// The requests of who asks that failed lately, and why, the newest first.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RequestsFailed {
    /// how many are no longer kept
    pub forgotten: u64,
    /// the number to go on before; none where no older one is kept
    pub next: Option<u64>,
    /// the newest first
    pub requests: Vec<RequestsFailedRequests>,
}

/// the newest first
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RequestsFailedRequests {
    /// when it was answered, by the node's clock
    pub at: String,
    /// the stable code of the problem
    pub code: Option<String>,
    /// the digest of its content, as its field content-digest said
    pub digest: Option<String>,
    /// the key that it was known by, or claimed
    pub key: Option<String>,
    /// signature, certificate or session; or claim: it only said whose it is, by a signature that does not hold, was not looked at or may be a copy, so it may be anybody's
    pub known_by: String,
    /// such as POST
    pub method: String,
    /// which of those of who asks it is, from 1 since the node started
    pub number: u64,
    /// its path; three dots stand where it is open and holds no number, BIC or UETR, and for one that is no route
    pub path: String,
    /// why, in the node's words; three dots stand for what was quoted
    pub reason: String,
    /// what its answer bore as x-request-id
    pub request: Option<String>,
    /// the HTTP status of its answer
    pub status: u64,
    /// how often it came in a row and was told to come again; the last is told, under a number of its own
    pub times: u64,
}

/// what is told
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ResendDelivery {
    /// whether it was answered with 200 to 299
    pub arrived: bool,
    /// when
    pub at: String,
    /// the place in the outbox; none of a ping
    pub cursor: Option<u64>,
    /// its number among those of the endpoint
    pub delivery: u64,
    /// its webhook-id, the same at every try
    pub message: String,
    /// why it failed
    pub reason: Option<String>,
    /// the status that was answered
    pub status: Option<u64>,
    /// what it tells
    pub r#type: String,
}

/// The parameters in force, and their version.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Rulebooks {
    /// as they are asked for
    pub parameters: RulebooksParameters,
    /// of the parameters in force
    pub version: u64,
}

/// as they are asked for
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RulebooksParameters {
    /// days
    pub acceptance_days: u64,
    /// up to which changes of rules count
    pub behaviour: u64,
    /// items
    pub bypass_depth: u64,
    /// seconds
    pub exchange_interval: u64,
    /// seconds
    pub exchange_window: u64,
    /// seconds
    pub offsetting_interval: u64,
    /// items
    pub offsetting_items: u64,
    /// basis points
    pub rate_step: u64,
    /// days
    pub retention_days: u64,
    /// instructions
    pub waiting_per_party: u64,
}

/// How things stood at each minute, for two days.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Samples {
    /// the cursor to go on after
    pub next: String,
    /// by instant
    pub samples: Vec<SamplesSamples>,
}

/// by instant
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SamplesSamples {
    /// the first record of the minute
    pub at: String,
    /// those that moved since the minute before
    pub currencies: BTreeMap<String, SamplesSamplesCurrencies>,
    /// of these together with others
    pub offset: u64,
    /// refused or rejected so far
    pub refused: u64,
    /// payments settled so far
    pub settled: u64,
    /// how long those had waited that settled since the sample before
    pub waited: Option<SamplesSamplesWaited>,
    /// payments that wait
    pub waiting: u64,
}

/// those that moved since the minute before
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SamplesSamplesCurrencies {
    /// what they would have needed had all settled at once
    pub liquidity_floor: String,
    /// what the day's payments needed of the payers' own money, each at its lowest
    pub liquidity_used: String,
    /// of this together with others
    pub offset_value: String,
    /// legs that wait
    pub queued: u64,
    /// what they come to
    pub queued_value: String,
    /// settled so far
    pub settled_value: String,
}

/// how long those had waited that settled since the sample before
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SamplesSamplesWaited {
    /// half of them at most so many seconds
    pub p50: u64,
    /// all but one in a hundred at most so many seconds
    pub p99: u64,
}

/// who reads
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SessionsCurrent {
    /// the currencies it issues
    pub currencies: Vec<String>,
    /// seconds until the session ends; 0 without one
    pub expires_in: u64,
    /// the key that it is known by
    pub key: Option<String>,
    /// what it is first of all
    pub kind: Option<String>,
    /// by what the session was opened; null without one
    pub opened_with: Option<String>,
    /// a BIC, or overseer
    pub party: String,
    /// operator, settlement-agent, participant or overseer
    pub roles: Vec<String>,
}

/// How one may sign in here, beside a key.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SignIn {
    /// null where none are taken
    pub openid: Option<SignInOpenid>,
    /// null where none are taken
    pub passkeys: Option<SignInPasskeys>,
}

/// null where none are taken
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SignInOpenid {
    /// the provider of OpenID Connect whose logins are taken
    pub issuer: String,
    /// the page to which it sends people back
    pub page: String,
}

/// null where none are taken
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SignInPasskeys {
    /// the pages on which they can be shown
    pub origins: Vec<String>,
    /// the domain for which they are made
    pub relying_party: String,
}

/// How far the payment of a link has come, for whoever was given the link.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StatusLink {
    /// its way
    pub stamps: Vec<StatusLinkStamps>,
    /// pending, settled, rejected, cancelled, delivered or acknowledged
    pub status: String,
    /// its name
    pub uetr: String,
}

/// its way
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StatusLinkStamps {
    /// since when
    pub at: String,
    /// how far
    pub stamp: String,
}

/// What agents take for investment, what imbalances cost, what may be held and kept overnight; and what is invested, by one participant or by all.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Surplus {
    /// what may be held
    pub holding_caps: Vec<SurplusHoldingCaps>,
    /// what imbalances cost at the close
    pub imbalance_terms: Vec<SurplusImbalanceTerms>,
    /// what is invested
    pub investments: Vec<SurplusInvestments>,
    /// what settlement agents take for investment
    pub offers: Vec<SurplusOffers>,
    /// what may be kept overnight
    pub overnight_policies: Vec<SurplusOvernightPolicies>,
}

/// what may be held
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusHoldingCaps {
    /// what an account may hold
    pub cap: String,
    /// which holders
    pub class: String,
    /// in which currency
    pub currency: String,
}

/// what imbalances cost at the close
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusImbalanceTerms {
    /// what an account may hold without a charge
    pub above: String,
    /// which holders
    pub class: String,
    /// in which currency
    pub currency: String,
    /// how long a year is
    pub day_count: String,
    /// on what it stands below zero, for a year
    pub deficit_basis_points: u64,
    /// on what it holds above that, for a year
    pub surplus_basis_points: u64,
}

/// what is invested
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusInvestments {
    /// how much
    pub amount: String,
    /// in which currency
    pub currency: String,
    /// of it, what goes back at the next opening
    pub overnight: String,
    /// interest due and not paid
    pub owed: String,
    /// who
    pub participant: String,
}

/// what settlement agents take for investment
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusOffers {
    /// of which currency
    pub currency: String,
    /// by all together
    pub invested: String,
    /// from the next opening on, as in force if nothing changes; null takes nothing
    pub next: Option<SurplusOffersNext>,
    /// in force; null takes nothing
    pub terms: Option<SurplusOffersTerms>,
}

/// from the next opening on, as in force if nothing changes; null takes nothing
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusOffersNext {
    /// the most that all together have invested
    pub cap: String,
    /// how long a year is
    pub day_count: String,
    /// for a year
    pub interest_basis_points: u64,
}

/// in force; null takes nothing
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusOffersTerms {
    /// the most that all together have invested
    pub cap: String,
    /// how long a year is
    pub day_count: String,
    /// for a year
    pub interest_basis_points: u64,
}

/// what may be kept overnight
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SurplusOvernightPolicies {
    /// how much may stay, where it is capped
    pub cap: Option<String>,
    /// which holders
    pub class: String,
    /// in which currency
    pub currency: String,
    /// what becomes of the rest: sweep, return, invest or invest-overnight
    pub disposal: Option<String>,
    /// free, capped or forbidden
    pub stay: String,
}

/// Swap lines: terms, what is drawn, when it is due.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLines {
    /// by number
    pub lines: Vec<SwapLinesLines>,
}

/// One swap line with all that was drawn on it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLine {
    /// when
    pub at: String,
    /// what is out, of either currency
    pub drawn: Vec<SwapLinesLineDrawn>,
    /// by number
    pub draws: Vec<SwapLinesLineDraws>,
    /// its number
    pub line: u64,
    /// the first date by which something goes back
    pub next_due: Option<String>,
    /// to whom
    pub partner: String,
    /// the log position at which it came to stand so
    pub position: u64,
    /// who proposed it
    pub proposer: String,
    /// proposed, agreed or closed
    pub status: String,
    /// as proposed
    pub terms: SwapLinesLineTerms,
}

/// what is out, of either currency
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLineDrawn {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLineDraws {
    /// the currency given for it
    pub against: String,
    /// how much
    pub amount: String,
    /// who drew
    pub by: String,
    /// which
    pub currency: String,
    /// its number
    pub draw: u64,
    /// the last date on which it is not overdue
    pub due: String,
    /// whose currency
    pub from: String,
    /// what of that is not back
    pub given: String,
    /// so far
    pub interest_paid: String,
    /// what is still out
    pub left: String,
    /// its name in messages
    pub name: String,
    /// whether it is
    pub overdue: bool,
    /// where on the log it was drawn
    pub position: u64,
}

/// as proposed
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLineTerms {
    /// actual/360 or actual/365
    pub day_count: String,
    /// for a year
    pub interest_basis_points: u64,
    /// the partner's currency, and its limit
    pub other: SwapLinesLineTermsOther,
    /// the proposer's currency, and its limit
    pub own: SwapLinesLineTermsOwn,
    /// null: by official rates
    pub rate: Option<String>,
    /// days
    pub term: u64,
}

/// the partner's currency, and its limit
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLineTermsOther {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// the proposer's currency, and its limit
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLineTermsOwn {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLines {
    /// when
    pub at: String,
    /// what is out, of either currency
    pub drawn: Vec<SwapLinesLinesDrawn>,
    /// its number
    pub line: u64,
    /// the first date by which something goes back
    pub next_due: Option<String>,
    /// to whom
    pub partner: String,
    /// the log position at which it came to stand so
    pub position: u64,
    /// who proposed it
    pub proposer: String,
    /// proposed, agreed or closed
    pub status: String,
    /// as proposed
    pub terms: SwapLinesLinesTerms,
}

/// what is out, of either currency
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLinesDrawn {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// as proposed
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLinesTerms {
    /// actual/360 or actual/365
    pub day_count: String,
    /// for a year
    pub interest_basis_points: u64,
    /// the partner's currency, and its limit
    pub other: SwapLinesLinesTermsOther,
    /// the proposer's currency, and its limit
    pub own: SwapLinesLinesTermsOwn,
    /// null: by official rates
    pub rate: Option<String>,
    /// days
    pub term: u64,
}

/// the partner's currency, and its limit
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLinesTermsOther {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// the proposer's currency, and its limit
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SwapLinesLinesTermsOwn {
    /// how much, in units of the currency
    pub amount: String,
    /// in which currency
    pub currency: String,
}

/// Name, network, operator, log position, figures.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct System {
    /// figures of exchange
    pub exchange: Value,
    /// the digest of the log's last header
    pub head: String,
    /// its instant
    pub instant: String,
    /// the system's name
    pub name: String,
    /// the digest of its founding
    pub network: String,
    /// who runs it
    pub operator: String,
    /// the last record that can be read
    pub position: u64,
    /// figures of payments
    pub totals: Value,
    /// history in SQL, where it is kept
    pub views: Option<SystemViews>,
    /// requests handed over and not answered
    pub waiting: u64,
}

/// history in SQL, where it is kept
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SystemViews {
    /// why it does not go on
    pub fault: Option<String>,
    /// for how long
    pub milliseconds_behind: u64,
    /// the last record that stands in it
    pub position: u64,
    /// how many are still to come
    pub records_behind: u64,
    /// where history is kept
    pub target: String,
}

/// The endpoints at which a bank is told what its outbox holds: its own alone.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Webhooks {
    /// by number
    pub webhooks: Vec<WebhooksWebhooks>,
}

/// One endpoint of the bank that asks, and up to where it was told.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WebhooksNumber {
    /// since when
    pub created: String,
    /// since when nothing arrives
    pub failing_since: Option<String>,
    /// what it is told; everything if empty
    pub kinds: Vec<String>,
    /// before when it is not tried again
    pub next_at: Option<String>,
    /// the cursor in the outbox up to which it was told
    pub position: u64,
    /// why it is disabled
    pub reason: Option<String>,
    /// active, failing or disabled
    pub status: String,
    /// where it is
    pub url: String,
    /// its number
    pub webhook: u64,
}

/// What was sent to an endpoint, try by try, with the answer or why there was none.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WebhooksNumberDeliveries {
    /// by number
    pub deliveries: Vec<WebhooksNumberDeliveriesDeliveries>,
    /// the number to go on from
    pub next: u64,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WebhooksNumberDeliveriesDeliveries {
    /// whether it was answered with 200 to 299
    pub arrived: bool,
    /// when
    pub at: String,
    /// the place in the outbox; none of a ping
    pub cursor: Option<u64>,
    /// its number among those of the endpoint
    pub delivery: u64,
    /// its webhook-id, the same at every try
    pub message: String,
    /// why it failed
    pub reason: Option<String>,
    /// the status that was answered
    pub status: Option<u64>,
    /// what it tells
    pub r#type: String,
}

/// by number
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WebhooksWebhooks {
    /// since when
    pub created: String,
    /// since when nothing arrives
    pub failing_since: Option<String>,
    /// what it is told; everything if empty
    pub kinds: Vec<String>,
    /// before when it is not tried again
    pub next_at: Option<String>,
    /// the cursor in the outbox up to which it was told
    pub position: u64,
    /// why it is disabled
    pub reason: Option<String>,
    /// active, failing or disabled
    pub status: String,
    /// where it is
    pub url: String,
    /// its number
    pub webhook: u64,
}
}
