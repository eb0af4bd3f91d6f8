//! What may be read: payments, accounts, outboxes, and figures of the day.
//!
//! Made of records and their events, in order; it can be thrown away and made again.

mod account;
mod approvals;
mod book;
mod conversion;
mod cycle;
mod cycles;
mod exchange;
mod feed;
mod offsetting;
mod originals;
mod said;
mod surplus;
mod swap;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use receipts::PublicKey;
use serde::Serialize;
use settlement::offsetting::Explanation;
use settlement::participation::KeyNumber;
use settlement::payment::{How, Leg, WaitingFor};
use settlement::{
    Command, Envelope, Event, PartyId, Refusal, approval, issuance, liquidity, payment,
};
use terms::{BusinessDate, CurrencyCode, CurrencyId, Digest, Instant, LogPosition, Uetr};

pub use account::AccountRow;
pub use approvals::{Approvals, ProposalRow};
pub use conversion::{ConversionRow, Step};
pub use cycle::{CycleRow, CycleStage, Cycles, ObligationRow, ObligationStage, PositionRow};
pub use exchange::{Exchange, ExchangeTotals, FillRow, OrderRow, OrderStage, RateRow, RoundRow};
pub use feed::{CurrencySample, Feed, Figures, Place, Sample, Waited};
pub(crate) use offsetting::KEPT_EXPLANATIONS;
pub use offsetting::{Flowed, OffsetItem, Offsetting, OffsettingRow, RingRow};
pub use swap::{DrawRow, LineRow, LineStage, Swaps};

use crate::{Applied, Directory, Founding, Notice, Outgoing, ViewsLag};

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Stage {
    /// It waits.
    Pending,
    /// It is final.
    Settled,
    /// It was refused, or did not settle in time.
    Rejected,
    /// Its owner took it back.
    Cancelled,
}

impl Stage {
    /// Its name in JSON and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What bears a UETR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// An instruction to pay.
    Payment,
    /// A bank moved its own liquidity.
    LiquidityTransfer,
    /// A settlement agent created money; the agent stands as the debtor.
    Issue,
    /// A settlement agent took money back; the agent stands as the creditor.
    Redemption,
    /// A payment that is converted on its way; its legs are those that settled.
    Conversion,
}

impl Kind {
    /// Its name in JSON and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::LiquidityTransfer => "liquidity transfer",
            Self::Issue => "issue",
            Self::Redemption => "redemption",
            Self::Conversion => "conversion",
        }
    }
}

/// A payment as its parties may see it, or money that moved at once under a name.
#[derive(Clone, Debug, Serialize)]
pub struct PaymentRow {
    /// Its name.
    pub uetr: Uetr,
    /// What it is.
    pub kind: Kind,
    /// Who commanded it.
    pub by: PartyId,
    /// What it moves.
    pub legs: Vec<Leg>,
    /// Where it stands.
    pub stage: Stage,
    /// Where on the log it came to stand there.
    pub position: LogPosition,
    /// Which event of that record says so.
    pub event: u32,
    /// Why it waits, as last told.
    pub waiting: Option<WaitingFor>,
    /// Why it was rejected.
    pub refusal: Option<Refusal>,
    /// Who has still to agree to be debited by it, while it waits. Order: as the legs. R-PAY-05
    pub consents: Vec<PartyId>,
    /// The instruction that settles with it.
    pub matched: Option<Uetr>,
    /// The digest of its message in the log.
    pub evidence: Digest,
    /// Every stage with its time. Order: as they came.
    pub history: Vec<(Stage, LogPosition, Instant)>,
    /// The banks to which its message is delivered, each with the place in its outbox.
    /// Order: as the legs.
    pub deliveries: Vec<(PartyId, u64)>,
    /// The creditors' banks that have booked it. Order: as they said so.
    pub confirmations: Vec<Confirmation>,
}

/// A creditor's bank has said that it booked a payment. R-PAY-11
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// Who.
    pub party: PartyId,
    /// Where on the log.
    pub position: LogPosition,
    /// Which event of that record says so.
    pub event: u32,
    /// When.
    pub instant: Instant,
}

impl PaymentRow {
    /// Whether it was refused on entry, and never was anything else.
    pub fn is_refused(&self) -> bool {
        self.stage == Stage::Rejected && self.history.len() == 1
    }
}

/// A notice's way: whose outbox, which place in it.
#[derive(Clone, Debug, Serialize)]
pub struct Outlet {
    /// From 1, ascending, per participant.
    pub cursor: u64,
    /// The notice.
    pub outgoing: Outgoing,
}

/// Figures over all payments.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    /// Instructions given.
    pub submitted: u64,
    /// Settled on entry.
    pub immediately: u64,
    /// Settled from the queue by themselves.
    pub released: u64,
    /// Settled together with others.
    pub offset: u64,
    /// Instructions that settled together with others; a matched trade holds two.
    pub offset_instructions: u64,
    /// Instructions that settled, by themselves or together; a matched trade holds two.
    pub settled_instructions: u64,
    /// Rejected after they had been accepted.
    pub rejected: u64,
    /// Instructions rejected after they had been accepted; a matched trade holds two.
    pub rejected_instructions: u64,
    /// Taken back.
    pub cancelled: u64,
    /// Refused on entry, by the number of the refusal.
    pub refused: BTreeMap<u16, u64>,
    /// Value settled per currency, and by offsetting. Unit: minor units.
    pub value: BTreeMap<CurrencyId, (u128, u128)>,
    /// Offsetting rounds that settled something.
    pub rounds: u64,
    /// What they settled, by where they looked.
    pub found: BTreeMap<Among, Found>,
}

/// Among what offsetting found sets that settle together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Among {
    /// What waited between two banks, when an item joined.
    Bilateral,
    /// Everything queued, by the machine's own search.
    Multilateral,
    /// Everything queued, by a proposal.
    Proposed,
}

/// What was found there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Rounds that settled something.
    pub rounds: u64,
    /// Items that settled.
    pub items: u64,
    /// What they are worth at official rates. Unit: millionths of the yardstick's unit.
    pub value: u128,
    /// What they could have been worth at most, round by round.
    pub bound: u128,
}

impl Totals {
    /// Payments settled; a matched trade is one.
    pub fn settled(&self) -> u64 {
        self.immediately + self.released + self.offset
    }
}

/// How much of what is over a board keeps to be read; the log and the views have it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// How long what has ended, and notices, can be read. Unit: days.
    pub days: u16,
    /// The most payments that have ended; those that ended first are forgotten before their days
    /// are over, and the notices of their time with them.
    pub payments: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { days: 30, payments: 1_000_000 }
    }
}

/// Everything that may be read.
pub struct Board {
    pub(crate) directory: Directory,
    payments: HashMap<Uetr, PaymentRow>,
    /// What the command at hand asks for; a row of its own once it was taken.
    coming: Option<PaymentRow>,
    coming_conversion: Option<(Uetr, ConversionRow)>,
    accounts: BTreeMap<(PartyId, CurrencyId), AccountRow>,
    /// An account, and who may submit its debits beside its holder.
    mandates: BTreeSet<(PartyId, CurrencyId, PartyId)>,
    outboxes: HashMap<PartyId, Outbox>,
    /// Where each message stands, and the date from which on it was readable.
    originals: HashMap<Digest, (u64, BusinessDate)>,
    /// How many of them were left when those of nothing on the board went last.
    originals_left: usize,
    totals: Totals,
    exchange: Exchange,
    approvals: Approvals,
    offsetting: Offsetting,
    feed: Feed,
    conversions: HashMap<Uetr, ConversionRow>,
    cycles: Cycles,
    swaps: Swaps,
    waiting: u64,
    head: (LogPosition, Instant),
    keep: Keep,
    /// How far the views are, if any are kept.
    views: Option<Arc<ViewsLag>>,
}

/// A participant's notices that are still kept.
#[derive(Default)]
struct Outbox {
    /// How many were forgotten before them.
    forgotten: u64,
    /// Order: as told.
    notices: VecDeque<Outgoing>,
}

impl Outbox {
    fn forget(&mut self, old: impl Fn(&Outgoing) -> bool) {
        while self.notices.front().is_some_and(&old) {
            self.notices.pop_front();
            self.forgotten += 1;
        }
    }
}

impl Board {
    /// An empty board.
    pub(crate) fn new(founding: &Founding, keep: Keep) -> Self {
        let mut directory = Directory::default();
        directory.add_party(PartyId::OPERATOR, founding.genesis.operator, &founding.genesis.keys);
        Self {
            directory,
            payments: HashMap::new(),
            coming: None,
            coming_conversion: None,
            accounts: BTreeMap::new(),
            mandates: BTreeSet::new(),
            outboxes: HashMap::new(),
            originals: HashMap::new(),
            originals_left: 0,
            totals: Totals::default(),
            exchange: Exchange::default(),
            approvals: Approvals::default(),
            offsetting: Offsetting::default(),
            feed: Feed::new(),
            conversions: HashMap::new(),
            cycles: Cycles::default(),
            swaps: Swaps::default(),
            waiting: 0,
            head: (LogPosition::GENESIS, Instant::default()),
            keep,
            views: None,
        }
    }

    /// How far behind the views are, if any are kept.
    pub fn views(&self) -> Option<&ViewsLag> {
        self.views.as_deref()
    }

    pub(crate) fn follow(&mut self, lag: Arc<ViewsLag>) {
        self.views = Some(lag);
    }

    /// Who is who, and which letters mean which currency.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The last record told here, and its instant.
    pub fn head(&self) -> (LogPosition, Instant) {
        self.head
    }

    /// A payment.
    pub fn payment(&self, uetr: Uetr) -> Option<&PaymentRow> {
        self.payments.get(&uetr)
    }

    /// All payments. Order: none.
    pub fn payments(&self) -> impl Iterator<Item = &PaymentRow> {
        self.payments.values()
    }

    /// How many payments wait. Cost: O(1).
    pub fn waiting(&self) -> u64 {
        self.waiting
    }

    /// All accounts. Order: by party, then currency.
    pub fn accounts(&self) -> impl Iterator<Item = &AccountRow> {
        self.accounts.values()
    }

    /// A participant's accounts. Order: by currency.
    pub fn accounts_of(&self, party: PartyId) -> impl Iterator<Item = &AccountRow> {
        let all = (party, CurrencyId::new(0))..=(party, CurrencyId::new(u16::MAX));
        self.accounts.range(all).map(|(_, row)| row)
    }

    /// Figures over all payments.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// What is told of exchange.
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// What takes several keys.
    pub fn approvals(&self) -> &Approvals {
        &self.approvals
    }

    /// What is told of offsetting.
    pub fn offsetting(&self) -> &Offsetting {
        &self.offsetting
    }

    /// Keeps why items wait after a round.
    pub(crate) fn explain(&mut self, round: u64, explanation: Arc<Explanation>) {
        self.offsetting.explain(round, explanation);
    }

    /// What watchers are told.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// A payment that is converted on its way: what was asked, and by what it went.
    pub fn conversion(&self, uetr: Uetr) -> Option<&ConversionRow> {
        self.conversions.get(&uetr)
    }

    /// What is told of netting cycles.
    pub fn cycles(&self) -> &Cycles {
        &self.cycles
    }

    /// What is told of swap lines.
    pub fn swaps(&self) -> &Swaps {
        &self.swaps
    }

    /// Where what bears a name was taken into the log, if it came from this party, and its
    /// evidence: of a payment, an order, an obligation, a draw or a repayment.
    pub fn named(&self, by: PartyId, name: Uetr) -> Option<(LogPosition, Digest)> {
        let payment = || {
            let taken = |row: &&PaymentRow| row.by == by && !row.is_refused();
            let row = self.payments.get(&name).filter(taken)?;
            let first = row.history.first().map_or(row.position, |(_, position, _)| *position);
            Some((first, row.evidence))
        };
        let order = || {
            let (_, row) = self.exchange.named(name).filter(|(_, row)| row.placed.by == by)?;
            Some((row.position, row.evidence))
        };
        let obligation = || {
            let row = self.cycles.named(name).filter(|row| row.obligation.debtor == by)?;
            Some((row.position, row.evidence))
        };
        let swap = || {
            let (position, owner, evidence) = self.swaps.named(name)?;
            (owner == by).then_some((position, evidence))
        };
        payment().or_else(order).or_else(obligation).or_else(swap)
    }

    /// The place of a message among the originals.
    pub fn original_of(&self, evidence: Digest) -> Option<u64> {
        self.originals.get(&evidence).map(|(place, _)| *place)
    }

    /// A participant's notices after a cursor, at most `limit`. Order: by cursor.
    pub fn outbox(&self, party: PartyId, after: u64, limit: usize) -> Vec<Outlet> {
        let Some(outbox) = self.outboxes.get(&party) else {
            return Vec::new();
        };
        let after = after.max(outbox.forgotten);
        let from = usize::try_from(after - outbox.forgotten).unwrap_or(usize::MAX);
        let cursors = after.saturating_add(1)..;
        let outlets = cursors.zip(outbox.notices.iter().skip(from).take(limit));
        outlets.map(|(cursor, outgoing)| Outlet { cursor, outgoing: outgoing.clone() }).collect()
    }

    /// The cursor of the oldest notice of a participant that is still kept.
    pub fn oldest(&self, party: PartyId) -> u64 {
        self.outboxes.get(&party).map_or(1, |outbox| outbox.forgotten + 1)
    }

    /// Forgets what ended, and notices, that are older than is kept, so that memory stays bounded;
    /// what waits stays, and the log has it all.
    fn forget_old(&mut self) {
        let oldest = self.head.1.date().plus_days(i32::from(self.keep.days).saturating_neg());
        let ended = |row: &PaymentRow| {
            let last = row.history.last().map(|(_, _, instant)| instant.date());
            row.stage != Stage::Pending && last.is_none_or(|date| date < oldest)
        };
        let feed = &mut self.feed;
        self.payments.retain(|_, row| {
            let keep = !ended(row);
            if !keep {
                feed.leave(row);
            }
            keep
        });
        self.exchange.forget(oldest);
        self.cycles.forget(oldest);
        self.swaps.forget(oldest);
        let payments = &self.payments;
        self.conversions.retain(|uetr, _| payments.contains_key(uetr));
        // Messages that were refused, or asked for something that leaves no row, go with their day.
        let waiting = self.evidence();
        self.originals.retain(|evidence, (_, date)| *date >= oldest || waiting.contains(evidence));
        for outbox in self.outboxes.values_mut() {
            outbox.forget(|outgoing| outgoing.instant.date() < oldest);
        }
    }

    /// Forgets the payments that ended first beyond those that are kept, with the notices up to
    /// then, so that memory stays bounded whatever a day brings.
    fn forget_excess(&mut self) {
        let Some(last) = self.feed.beyond(self.keep.payments) else {
            return;
        };
        let mut forgotten = LogPosition::GENESIS;
        while let Some((position, _, uetr)) = self.feed.first_ended().filter(|first| *first <= last)
        {
            forgotten = position;
            let Some(row) = self.payments.remove(&uetr) else {
                break;
            };
            // Its place goes with it, so each time round there is one less.
            self.feed.leave(&row);
            self.conversions.remove(&uetr);
            self.originals.remove(&row.evidence);
        }
        for outbox in self.outboxes.values_mut() {
            outbox.forget(|outgoing| outgoing.position <= forgotten);
        }
    }

    /// Forgets where messages stand that left nothing on the board, once these could be more than
    /// what did: each time there are twice as many as were left, so that it seldom comes to it.
    fn forget_messages(&mut self) {
        let least = self.originals_left.max(self.keep.payments);
        if self.originals.len() > least.saturating_mul(2) {
            let waiting = self.evidence();
            self.originals.retain(|evidence, _| waiting.contains(evidence));
            self.originals_left = self.originals.len();
        }
    }

    /// The evidence of everything that is on the board.
    fn evidence(&self) -> HashSet<Digest> {
        let payments = self.payments.values().map(|row| row.evidence);
        let obligations = self.cycles.evidence().chain(self.swaps.evidence());
        let proposals = self.approvals.evidence();
        payments.chain(self.exchange.evidence()).chain(obligations).chain(proposals).collect()
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, applied: Arc<Applied>) {
        let header = &applied.header;
        let before = self.head.1.date();
        self.head = (header.position, header.instant);
        if before != header.instant.date() {
            self.forget_old();
        }
        let mut number: u32 = 0;
        let time = applied.ends.first().copied().unwrap_or(0);
        for event in applied.events.iter().take(time) {
            self.tell(event, number);
            number += 1;
        }
        for (index, envelope) in applied.commands.iter().enumerate() {
            self.note_command(envelope);
            for event in applied.events_of(index) {
                self.tell(event, number);
                number += 1;
            }
            self.note_refusal(applied.events_of(index), number.saturating_sub(1));
        }
        self.forget_excess();
        self.forget_messages();
        self.feed.sample(self.head.1, &self.totals, self.waiting, self.accounts.values());
        self.feed.keep(applied);
    }

    pub(super) fn note_command(&mut self, envelope: &Envelope) {
        self.exchange.note_command(envelope);
        self.approvals.note_command(envelope);
        match &envelope.command {
            Command::Participation(settlement::participation::Command::RegisterParty {
                bic,
                keys,
            }) => self.directory.await_keys(*bic, keys),
            Command::Rulebook(settlement::rulebook::Command::DefineCurrency {
                code,
                valid_from,
                valid_until,
                ..
            }) => self.directory.await_currency(*code, *valid_from, *valid_until),
            Command::Payment(payment::Command::SubmitInstruction(instruction)) => {
                self.totals.submitted += 1;
                let legs = instruction.legs.clone();
                let consents = self.consents_due(envelope.by, &legs);
                let row = self.row(instruction.uetr, Kind::Payment, envelope, legs);
                self.coming = Some(PaymentRow { consents, ..row });
            }
            Command::Issuance(issuance::Command::Issue { name, currency, to, amount }) => {
                let leg = Leg {
                    debtor: envelope.by,
                    creditor: *to,
                    currency: *currency,
                    amount: *amount,
                };
                self.coming = Some(self.row(*name, Kind::Issue, envelope, vec![leg]));
            }
            Command::Issuance(issuance::Command::Redeem { name, currency, from, amount }) => {
                let (debtor, creditor) = (*from, envelope.by);
                let leg = Leg { debtor, creditor, currency: *currency, amount: *amount };
                self.coming = Some(self.row(*name, Kind::Redemption, envelope, vec![leg]));
            }
            Command::Liquidity(liquidity::Command::TransferLiquidity {
                name,
                currency,
                to,
                amount,
            }) => {
                let leg = Leg {
                    debtor: envelope.by,
                    creditor: *to,
                    currency: *currency,
                    amount: *amount,
                };
                self.coming = Some(self.row(*name, Kind::LiquidityTransfer, envelope, vec![leg]));
            }
            Command::Surplus(command) => self.coming = self.moved_with_agent(envelope, command),
            Command::Exchange(command) => self.note_conversion(command, envelope),
            Command::Cycle(command) => self.cycles.note_command(command, envelope),
            Command::Swap(command) => self.swaps.note_command(command, envelope),
            _ => {}
        }
    }

    fn row(&self, uetr: Uetr, kind: Kind, envelope: &Envelope, legs: Vec<Leg>) -> PaymentRow {
        PaymentRow {
            uetr,
            kind,
            by: envelope.by,
            legs,
            stage: Stage::Pending,
            position: self.head.0,
            event: 0,
            waiting: None,
            refusal: None,
            consents: Vec::new(),
            matched: None,
            evidence: envelope.evidence,
            history: Vec::new(),
            deliveries: Vec::new(),
            confirmations: Vec::new(),
        }
    }

    /// What the command at hand asked for was taken: from now on the name is its own, whatever
    /// bore it before and was forgotten or refused.
    pub(crate) fn arrive(&mut self, uetr: Uetr) {
        if let Some(row) = self.coming.take_if(|row| row.uetr == uetr) {
            self.insert(row);
            self.arrive_conversion(uetr);
        }
    }

    fn insert(&mut self, row: PaymentRow) {
        if let Some(before) = self.payments.insert(row.uetr, row) {
            self.feed.leave(&before);
        }
    }

    /// A payment whose first instruction is refused ends with it; a refused repetition of a name
    /// that is known says nothing of the payment that bears it.
    fn note_refusal(&mut self, events: &[Event], number: u32) {
        let coming = self.coming.take();
        let conversion = self.coming_conversion.take();
        let refused = events.iter().find_map(|event| match event {
            Event::Refused { refusal, .. }
            | Event::Approval(approval::Event::ProposalRefused { refusal, .. }) => Some(*refusal),
            _ => None,
        });
        let Some(refusal) = refused else {
            return;
        };
        *self.totals.refused.entry(refusal.number()).or_default() += 1;
        let waits = |row: &PaymentRow| matches!(row.kind, Kind::Payment | Kind::Conversion);
        let Some(mut row) = coming.filter(waits) else {
            return;
        };
        let uetr = row.uetr;
        let known = self.payments.get(&uetr);
        // Refused on entry, nothing of it was remembered; what the machine knows by its name and
        // the board does not was forgotten here.
        let forgotten = refusal == Refusal::DuplicateUetr;
        let free = known.map_or(!forgotten, PaymentRow::is_refused);
        if free {
            row.refusal = Some(refusal);
            self.insert(row);
            self.coming_conversion = conversion;
            self.arrive_conversion(uetr);
            self.move_payment(uetr, Stage::Rejected, number);
        }
    }

    /// Money moved at once; its sender has its answer and is told no more than the movement.
    pub(crate) fn carried_out(&mut self, name: Uetr, number: u32) {
        self.arrive(name);
        let (position, instant) = self.head;
        if let Some(row) = self.payments.get_mut(&name) {
            self.feed.leave(row);
            (row.stage, row.position, row.event) = (Stage::Settled, position, number);
            row.history.push((Stage::Settled, position, instant));
            self.feed.enter(row);
        }
    }

    /// Brings a payment to a stage and tells its sender.
    fn move_payment(&mut self, uetr: Uetr, stage: Stage, number: u32) {
        let (position, instant) = self.head;
        let Some(row) = self.payments.get_mut(&uetr) else {
            return;
        };
        let waited = !row.history.is_empty() && row.stage == Stage::Pending;
        match (waited, stage == Stage::Pending) {
            (false, true) => self.waiting += 1,
            (true, false) => self.waiting -= 1,
            (false, false) | (true, true) => {}
        }
        self.feed.leave(row);
        row.stage = stage;
        row.position = position;
        row.event = number;
        row.history.push((stage, position, instant));
        self.feed.enter(row);
        if stage != Stage::Pending {
            row.waiting = None;
            row.consents = Vec::new();
        }
        let notice =
            Notice::Status { uetr, stage, waiting: row.waiting.clone(), refusal: row.refusal };
        let by = row.by;
        self.notify(by, notice);
    }

    fn notify(&mut self, party: PartyId, notice: Notice) {
        let (position, instant) = self.head;
        let outgoing = Outgoing { position, instant, notice };
        self.outboxes.entry(party).or_default().notices.push_back(outgoing);
    }

    /// The place of the newest notice in a participant's outbox; 0 before the first.
    pub fn newest(&self, party: PartyId) -> u64 {
        let kept = |outbox: &Outbox| u64::try_from(outbox.notices.len()).unwrap_or(u64::MAX);
        self.outboxes.get(&party).map_or(0, |outbox| outbox.forgotten.saturating_add(kept(outbox)))
    }

    /// Hands a settled payment's message over to a creditor's bank.
    fn deliver(&mut self, party: PartyId, uetr: Uetr) {
        self.notify(party, Notice::Delivery { uetr });
        let cursor = self.newest(party);
        if let Some(row) = self.payments.get_mut(&uetr) {
            row.deliveries.push((party, cursor));
        }
    }

    fn count_settled(&mut self, how: How, matched: bool, legs: &[payment::SettledLeg]) {
        self.totals.settled_instructions += if matched { 2 } else { 1 };
        let offset = match how {
            How::Immediately => {
                self.totals.immediately += 1;
                false
            }
            How::Released => {
                self.totals.released += 1;
                false
            }
            How::Offset(_) => {
                self.totals.offset += 1;
                self.totals.offset_instructions += if matched { 2 } else { 1 };
                true
            }
        };
        for leg in legs {
            self.feed.settle(leg.currency);
            let (all, by_offset) = self.totals.value.entry(leg.currency).or_default();
            *all = all.saturating_add(leg.amount.minor());
            if offset {
                *by_offset = by_offset.saturating_add(leg.amount.minor());
            }
        }
    }

    /// Whose key it is and which of its keys, if it counts now. R-PAR-07
    pub fn signer(&self, key: &PublicKey) -> Option<(PartyId, KeyNumber)> {
        self.directory.signer(key, self.head.1)
    }

    /// The letters and fraction digits of a currency.
    pub fn currency(&self, id: CurrencyId) -> Option<(CurrencyCode, u8)> {
        self.directory.currency(id)
    }
}
