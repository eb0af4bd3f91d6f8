use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use books::{AccountId, Books};
use receipts::PublicKey;
use serde::{Deserialize, Serialize};
use terms::{Amount, Bic, CurrencyId, Digest, Instant, Uetr};

use crate::approval::Approvals;
use crate::cycle::Cycles;
use crate::fx::{Exchange, OrderEnd, Stirs};
use crate::liquidity::{Limits, StandingOrder};
use crate::offsetting::Explained;
use crate::participation::Registry;
use crate::payment::{Confirmed, Halves, Stage, WaitingFor, Window};
use crate::queue::{ItemId, Queue};
use crate::rulebook::{Currency, Rulebook};
use crate::surplus::Surplus;
use crate::swap::Swaps;
use crate::timer::Timer;
use crate::{Command, Envelope, Event, Moment};

/// What a system starts from: its operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Genesis {
    /// The operator's name in messages.
    pub operator: Bic,
    /// The keys the operator signs with.
    pub keys: Vec<PublicKey>,
}

/// All that the system knows, and the rules by which it changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    pub(crate) moment: Moment,
    pub(crate) rulebook: Rulebook,
    pub(crate) registry: Registry,
    /// Order: by identity.
    pub(crate) currencies: Vec<Currency>,
    pub(crate) books: Books,
    pub(crate) window: Window,
    pub(crate) queue: Queue,
    pub(crate) halves: Halves,
    /// What has been given back of each settled payment, from one account to another.
    pub(crate) returns: BTreeMap<(Uetr, AccountId, AccountId), Amount>,
    pub(crate) limits: Limits,
    pub(crate) standing_orders: BTreeMap<(AccountId, u16), StandingOrder>,
    pub(crate) timers: BTreeSet<(Instant, Timer)>,
    /// The first instant at which any currency's phase ends.
    pub(crate) next_transition: Option<Instant>,
    /// The number of the last offsetting round that settled anything.
    pub(crate) round: u64,
    /// Whether anything was queued since the last multilateral round.
    pub(crate) round_due: bool,
    pub(crate) exchange: Exchange,
    pub(crate) cycles: Cycles,
    pub(crate) swaps: Swaps,
    pub(crate) approvals: Approvals,
    pub(crate) surplus: Surplus,
    pub(crate) confirmed: Confirmed,
    /// Accounts whose queue may move. Empty between commands.
    #[serde(skip)]
    pub(crate) awake: BTreeSet<AccountId>,
    /// Currencies in which something changed that may let a payment be converted. Empty between
    /// commands.
    #[serde(skip)]
    pub(crate) stirred: BTreeSet<CurrencyId>,
    /// The trace of the message that the command at hand came in. Zero between commands.
    #[serde(skip)]
    pub(crate) evidence: Digest,
    /// What has happened in the command at hand.
    #[serde(skip)]
    told: Vec<Event>,
    /// Why items waited after the rounds at hand. Empty unless somebody asks.
    #[serde(skip)]
    pub(crate) explained: Explained,
}

impl Machine {
    /// A system in which nothing is known but its operator.
    pub fn new(genesis: Genesis) -> Self {
        let mut registry = Registry::default();
        registry.register(genesis.operator, genesis.keys);
        Self {
            moment: Moment::default(),
            rulebook: Rulebook::default(),
            registry,
            currencies: Vec::new(),
            books: Books::default(),
            window: Window::default(),
            queue: Queue::default(),
            halves: Halves::default(),
            returns: BTreeMap::new(),
            limits: Limits::default(),
            standing_orders: BTreeMap::new(),
            timers: BTreeSet::new(),
            next_transition: None,
            round: 0,
            round_due: false,
            exchange: Exchange::default(),
            cycles: Cycles::default(),
            swaps: Swaps::default(),
            approvals: Approvals::default(),
            surplus: Surplus::default(),
            confirmed: Confirmed::default(),
            awake: BTreeSet::new(),
            stirred: BTreeSet::new(),
            evidence: Digest::ZERO,
            told: Vec::new(),
            explained: Explained::default(),
        }
    }

    /// Spreads the duplicate table by a secret, which no result depends on.
    pub fn set_table_key(&mut self, key: u64) {
        self.window.rekey(key);
    }

    /// Does what time brings up to `moment`: phases change, clocks of items run out, rounds run.
    ///
    /// Called once for each record, before its commands; a record may hold none.
    ///
    /// # Panics
    /// If time or the log ran backwards: the caller's log is broken.
    pub fn pass_time(&mut self, moment: Moment, events: &mut Vec<Event>) {
        assert!(
            self.moment.instant <= moment.instant && self.moment.position <= moment.position,
            "moments go forward, not from {:?} to {moment:?}",
            self.moment
        );
        core::mem::swap(events, &mut self.told);
        self.note_until(moment.instant);
        let before = self.moment.instant.date();
        self.moment.position = moment.position;
        if self.moment.instant == Instant::default() {
            self.moment.instant = moment.instant;
            self.timers.insert((moment.instant, Timer::Round));
            self.timers.insert((moment.instant, Timer::Exchange));
        }
        self.activate_rulebooks();
        while let Some(due) = self.due().filter(|due| *due <= moment.instant) {
            if self.next_date().is_some_and(|begins| begins <= due) {
                // R-FX-15: official rates count, and currencies are valid, from a date on.
                self.stir_all();
            }
            self.moment.instant = self.moment.instant.max(due);
            self.do_due(due);
            self.release();
            self.take_pay_ins();
        }
        self.moment.instant = moment.instant;
        if !self.stirred.is_empty() {
            // R-FX-15: what a version lets through, once all that was due before it is done.
            self.release();
            self.take_pay_ins();
        }
        if before != moment.instant.date() {
            self.forget_old_days();
        }
        core::mem::swap(events, &mut self.told);
    }

    /// Applies a command given at `moment`; what happened is added to `events`.
    ///
    /// Total: a command against the rules adds [`Event::Refused`] and changes nothing.
    /// Invariant: see the crate. Costs: see each feature; a payment that settles on entry costs
    /// O(legs x log accounts awake), and where it brings money that quotes give, or makes room
    /// under a cap, the tries of what waits to be converted. R-FX-15
    pub fn apply(&mut self, moment: Moment, envelope: Envelope, events: &mut Vec<Event>) {
        if self.moment < moment {
            self.pass_time(moment, events);
        }
        core::mem::swap(events, &mut self.told);
        let Envelope { by, command, evidence } = envelope;
        self.evidence = evidence;
        let uetr = command.subject();
        let stirs = Stirs::of(&command);
        let known = self.require_party(by);
        let agreed = known.and_then(|()| self.is_agreed(by, &command));
        let done = agreed.and_then(|()| self.carry_out(by, command));
        match done {
            Ok(()) => self.stir_by(stirs),
            Err(refusal) => self.told.push(Event::Refused { by, uetr, refusal }),
        }
        self.release();
        self.take_pay_ins();
        self.evidence = Digest::ZERO;
        core::mem::swap(events, &mut self.told);
        #[cfg(debug_assertions)]
        self.assert_conservation();
    }

    /// Gives a command to its feature. A command that is refused changes nothing.
    pub(crate) fn carry_out(
        &mut self,
        by: crate::PartyId,
        command: Command,
    ) -> Result<(), crate::Refusal> {
        match command {
            Command::Participation(command) => self.participation(by, command),
            Command::Issuance(command) => self.issuance(by, command),
            Command::Payment(command) => self.payment(by, command),
            Command::Queue(command) => self.queue_command(by, command),
            Command::Liquidity(command) => self.liquidity(by, command),
            Command::Offsetting(command) => self.offsetting(by, command),
            Command::OperatingDay(command) => self.operating_day(by, command),
            Command::Rulebook(command) => self.rulebook_command(by, command),
            Command::Exchange(command) => self.exchange_command(by, command),
            Command::Cycle(command) => self.cycle_command(by, command),
            Command::Swap(command) => self.swap_command(by, command),
            Command::Approval(command) => self.approval_command(by, command),
            Command::Surplus(command) => self.surplus_command(by, command),
        }
    }

    /// Commits to every account. Costs O(accounts in pages changed since the last call).
    pub fn books_digest(&mut self) -> Digest {
        self.books.digest()
    }

    /// Adds what happened.
    pub(crate) fn tell(&mut self, event: impl Into<Event>) {
        self.told.push(event.into());
    }

    /// Notes when the first phase of any currency ends.
    pub(crate) fn schedule_transitions(&mut self) {
        self.next_transition = self.currencies.iter().filter_map(|c| c.day.next).min();
    }

    /// When time next has something to do, so that a quiet log knows when to go on.
    pub fn due(&self) -> Option<Instant> {
        let timer = self.timers.first().map(|(at, _)| *at);
        [timer, self.next_transition, self.next_date()].into_iter().flatten().min()
    }

    /// Does one thing that is due: phases first, then clocks. Order: currencies by identity.
    fn do_due(&mut self, due: Instant) {
        if self.next_transition.is_some_and(|transition| transition <= due) {
            let turning: Vec<_> = (0..)
                .map(CurrencyId::new)
                .zip(&self.currencies)
                .filter(|(_, currency)| currency.day.next.is_some_and(|next| next <= due))
                .map(|(id, _)| id)
                .collect();
            turning.into_iter().for_each(|currency| self.move_day(currency));
            return;
        }
        // R-FX-15: a new date alone needs no timer.
        let timer = self.timers.first().copied().filter(|(at, _)| *at <= due);
        let Some((at, timer)) = timer else {
            return;
        };
        self.timers.remove(&(at, timer));
        if timer.stirs_conversions() {
            self.stir_all();
        }
        match timer {
            Timer::Due(item) => self.do_item(item),
            Timer::Late(item) => self.tell_late(item),
            // R-PAY-07
            Timer::Reject(item) => self.reject(item, crate::Refusal::RejectTimePassed),
            // R-OFF-02
            Timer::Round => self.offset_round(),
            // R-FX-10
            Timer::Expire(order) => self.end_order(order, OrderEnd::Expired),
            // R-FX-12
            Timer::Clear => self.clear_round(),
            // R-FX-11
            Timer::Exchange => self.open_round(),
            // R-CYC-04
            Timer::CallPayIns(cycle) => self.call_pay_ins(cycle),
            // R-CYC-05
            Timer::SettleCycle(cycle) => self.settle_cycle(cycle),
            // R-SWP-06
            Timer::Mature(draw) => self.tell_overdue(draw),
            // R-APR-06
            Timer::LapseProposal(proposal) => self.lapse_proposal(proposal),
        }
    }

    /// An item's moment has come: it settles, waits on, or can never settle any more.
    fn do_item(&mut self, id: ItemId) {
        // A calendar may have moved the moment since this clock was set.
        let come = self.queue.item(id).is_some_and(|item| match item.waiting {
            WaitingFor::Moment { at } => at <= self.moment.instant,
            _ => false,
        });
        if !come {
            return;
        }
        let parted = self.queue.item(id).is_some_and(|item| self.earliest(item).is_err());
        if parted {
            // R-DAY-04
            self.reject(id, crate::Refusal::NeverOpenTogether);
        } else {
            let queued = |machine: &Self| {
                machine.queue.item(id).is_some_and(|i| matches!(i.stage, Stage::Queued(_)))
            };
            let before = queued(self);
            self.retry(id);
            if !before {
                self.offset_on_entry(id);
            }
        }
    }

    /// R-PAY-03: forgets the days that have left the acceptance window and hold nothing that waits.
    fn forget_old_days(&mut self) {
        let kept = i32::from(self.rulebook.parameters.retention_days);
        let oldest = self.moment.instant.date().plus_days(kept.saturating_neg());
        let mut waiting: BTreeSet<_> = self.queue.items().map(|(_, item)| item.date).collect();
        waiting.extend(self.converting_dates());
        waiting.extend(self.gathered_dates());
        self.window.forget(|date| date < oldest && !waiting.contains(&date));
        let window = &self.window;
        self.returns.retain(|(original, _, _), _| window.find(*original).is_some());
        self.confirmed.forget(|uetr| window.find(uetr).is_some());
    }

    #[cfg(debug_assertions)]
    fn assert_conservation(&self) {
        for (id, _) in (0..).map(CurrencyId::new).zip(&self.currencies) {
            let imbalance = self.books.imbalance(id);
            assert_eq!(imbalance, 0, "{id} is out of balance after {:?}", self.moment);
        }
    }
}
