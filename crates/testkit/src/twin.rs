//! The machine's rules once more, slow and plain, written from the rules and not from the code.
//!
//! [`Twin`] takes the same envelopes and moments as `settlement::Machine`, and must come to the
//! same balances, states, queues and refusals after every command; `tests/twin.rs` compares them.
//! It has plain maps and lists, keyed by party and currency, and nothing that is kept up to date
//! beside them: a queue is found by sorting, a phase by asking the calendars, what time brings by
//! looking at everything, and releasing is a loop over all accounts until nothing changes.
//! So a wake-up that the machine forgets, an index that drifts or a reason gone stale shows here.
//!
//! What it shares with the machine: the types of commands, and `netting` for offsetting, whose
//! mathematics has its own tests; the problem put to it is stated here anew.
//!
//! Where a rule leaves an order open: accounts go as they were opened, items as they were accepted,
//! and the rows of a round as its items first touch them.
//!
//! # What it leaves out
//!
//! - Events, except that a command was refused: balances inside events, reasons for waiting beyond
//!   whether an item stands in a queue, notices that an item is late (R-PAY-07).
//! - Why an accepted instruction was rejected later; only that it was.
//! - What is signed, evidence, digests and the encoding of the state.

mod approvals;
mod compression;
mod cycles;
mod day;
mod exchange;
mod holding;
mod instructing;
mod offsetting;
mod orders;
mod quotes;
mod rounds;
mod rulebook;
mod settling;
mod surplus;
mod swaps;
mod weighing;

use std::collections::{BTreeMap, BTreeSet};

use receipts::PublicKey;
use settlement::fx::{self, OrderEnd};
use settlement::liquidity::StandingOrder;
use settlement::operating_day::Phase;
use settlement::participation::{Access, HolderClass};
use settlement::payment::State;
use settlement::rulebook::Parameters;
use settlement::{Command, Envelope, Genesis, Moment, PartyId, Refusal};
use terms::{Bic, BusinessDate, CurrencyId, Instant, LogPosition, Rate, Uetr};

pub use self::compression::{Compressed, Compression};
use self::day::Currency;
pub use self::exchange::Allowed;
use self::holding::{Account, Limit};
use self::instructing::{Item, Known};
pub use self::orders::Order;
use self::settling::Tried;
pub use self::swaps::Line;

/// An account: whose, in which currency.
type Key = (PartyId, CurrencyId);

/// What a command comes to.
type Answer = Result<(), Refusal>;

/// Refuses what does not hold.
fn ensure(holds: bool, refusal: Refusal) -> Answer {
    if holds { Ok(()) } else { Err(refusal) }
}

/// An account as it stands. Unit: minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the machine's view of an account")]
pub struct Holding {
    pub class: HolderClass,
    pub access: Access,
    pub balance: i128,
    pub credit: i128,
    pub urgent_reserve: i128,
    pub high_reserve: i128,
    pub held: i128,
}

/// Keys that count from the beginning.
fn first_keys(keys: &[PublicKey]) -> Vec<approvals::Key> {
    let first = |public: &PublicKey| approvals::Key {
        public: public.clone(),
        from: Instant::default(),
        revoked: false,
    };
    keys.iter().map(first).collect()
}

/// The system as its rules alone would have it.
#[derive(Clone, Debug)]
pub struct Twin {
    now: Instant,
    position: LogPosition,
    version: u32,
    parameters: Parameters,
    /// Versions to come. Order: as scheduled.
    coming: Vec<(LogPosition, u32, Parameters)>,
    parties: Vec<Bic>,
    /// Shape: as the parties.
    keys: Vec<Vec<approvals::Key>>,
    currencies: Vec<Currency>,
    accounts: BTreeMap<Key, Account>,
    issued: BTreeMap<CurrencyId, i128>,
    mandates: BTreeSet<(Key, PartyId)>,
    limits: BTreeMap<(Key, Option<PartyId>), Limit>,
    standing: BTreeMap<(Key, u16), StandingOrder>,
    known: BTreeMap<Uetr, Known>,
    /// What was given back of each leg of a settled payment.
    returned: BTreeMap<(Uetr, usize), i128>,
    /// Who has confirmed which payments.
    confirmed: BTreeSet<(Uetr, PartyId)>,
    /// Order: as accepted.
    waiting: BTreeMap<u64, Item>,
    accepted: u64,
    /// The items that stand in queues. Order: as they joined, or were moved, in all priorities.
    line: Vec<u64>,
    next_round: Option<Instant>,
    round_due: bool,
    exchange: exchange::Exchange,
    orders: orders::Orders,
    next_exchange: Option<Instant>,
    rounds: u64,
    round: Option<rounds::Round>,
    cycles: cycles::Cycles,
    swaps: swaps::Swaps,
    approvals: approvals::Approvals,
    surplus: surplus::Surplus,
}

impl Twin {
    /// A system in which nothing is known but its operator.
    pub fn new(genesis: &Genesis) -> Self {
        Self {
            now: Instant::default(),
            position: LogPosition::GENESIS,
            version: 0,
            parameters: Parameters::default(),
            coming: Vec::new(),
            parties: vec![genesis.operator],
            keys: vec![first_keys(&genesis.keys)],
            currencies: Vec::new(),
            accounts: BTreeMap::new(),
            issued: BTreeMap::new(),
            mandates: BTreeSet::new(),
            limits: BTreeMap::new(),
            standing: BTreeMap::new(),
            known: BTreeMap::new(),
            returned: BTreeMap::new(),
            confirmed: BTreeSet::new(),
            waiting: BTreeMap::new(),
            accepted: 0,
            line: Vec::new(),
            next_round: None,
            round_due: false,
            exchange: exchange::Exchange::default(),
            orders: orders::Orders::default(),
            next_exchange: None,
            rounds: 0,
            round: None,
            cycles: cycles::Cycles::default(),
            swaps: swaps::Swaps::default(),
            approvals: approvals::Approvals::default(),
            surplus: surplus::Surplus::default(),
        }
    }

    /// Does what time brings up to `moment`.
    pub fn pass_time(&mut self, moment: Moment) {
        let before = self.now.date();
        self.position = moment.position;
        if self.next_round.is_none() {
            self.now = moment.instant;
            self.next_round = Some(moment.instant);
            self.next_exchange = Some(moment.instant);
        }
        self.activate();
        while let Some(at) = self.due().filter(|at| *at <= moment.instant) {
            self.now = self.now.max(at);
            self.skip_rounds(|round| round < at);
            self.do_due();
            self.release();
            self.take_pay_ins();
        }
        self.now = moment.instant;
        self.skip_rounds(|round| round <= moment.instant);
        if self.parameters.behaviour.number() >= 8 {
            // R-FX-15: a version may let payments through, in its own record's time.
            self.release();
            self.take_pay_ins();
        }
        if before != moment.instant.date() {
            self.forget_old_days();
        }
    }

    /// Applies a command given at `moment`; answers why it was refused, if it was.
    pub fn apply(&mut self, moment: Moment, envelope: &Envelope) -> Option<Refusal> {
        if (self.position, self.now) < (moment.position, moment.instant) {
            self.pass_time(moment);
        }
        let answer = self.command(envelope.by, &envelope.command);
        self.something_changed();
        self.release();
        self.take_pay_ins();
        answer.err()
    }

    fn command(&mut self, by: PartyId, command: &Command) -> Answer {
        self.require_party(by)?;
        self.lapse_proposals();
        self.may_do_alone(by, command)?;
        self.carry_out(by, command)
    }

    fn carry_out(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::Participation(command) => self.participation(by, command),
            Command::Issuance(command) => self.issuance(by, command),
            Command::Payment(command) => self.payment(by, command),
            Command::Queue(command) => self.queue_command(by, command),
            Command::Liquidity(command) => self.liquidity(by, command),
            Command::Offsetting(command) => self.offsetting(command),
            Command::OperatingDay(command) => self.operating_day(by, command),
            Command::Rulebook(command) => self.rulebook(by, command),
            Command::Exchange(command) => self.exchange(by, command),
            Command::Cycle(command) => self.cycle(by, command),
            Command::Swap(command) => self.swap(by, command),
            Command::Approval(command) => self.approval(by, command),
            Command::Surplus(command) => self.surplus(by, command),
        }
    }

    /// When time next has something to do. A round with nothing new to look at does nothing.
    fn due(&self) -> Option<Instant> {
        let phases = self.currencies.iter().filter_map(Currency::phase_ends);
        let clocks = self.waiting.values().flat_map(|item| [item.until(), item.timing.reject_at]);
        let round = self.next_round.filter(|_| self.is_round_due());
        let expiry = self.next_expiry().map(|(at, _)| at);
        let clears = self.round.as_ref().map(|round| round.clears);
        let exchange = self.next_exchange.filter(|_| !self.orders.standing.is_empty());
        let cycle = self.next_cycle().map(|(at, ..)| at);
        let orders = [expiry, clears, exchange, cycle, self.next_date()].into_iter().flatten();
        phases.chain(clocks.flatten()).chain(round).chain(orders).min()
    }

    /// R-OFF-02: from behaviour 2 on, whatever happens may make room for a set.
    fn something_changed(&mut self) {
        self.round_due |= self.parameters.behaviour.number() >= 2;
    }

    /// R-OFF-02, R-FX-17: what is to be converted may find a way at any time.
    fn is_round_due(&self) -> bool {
        let quotes = self.orders.standing.values().any(|order| order.purpose == fx::Purpose::Quote);
        let asked = self.waiting.values().any(|item| item.to_convert.is_some());
        self.round_due || quotes && asked
    }

    fn skip_rounds(&mut self, passed: impl Fn(Instant) -> bool) {
        while let Some(round) = self.next_round.filter(|round| passed(*round)) {
            self.next_round = Some(round.after(self.parameters.offsetting_interval));
        }
        while let Some(round) = self.next_exchange.filter(|round| passed(*round)) {
            self.next_exchange = Some(round.after(self.parameters.exchange_interval));
        }
    }

    /// Does one thing that is due: all phases, else the first item whose moment has come, else the
    /// first that asked to be rejected, else a round, else the first order that has stood
    /// its time, else the end of a round of exchange, else its beginning.
    fn do_due(&mut self) {
        let now = self.now;
        let passed = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        let turning: Vec<CurrencyId> = (0..)
            .map(CurrencyId::new)
            .zip(&self.currencies)
            .filter(|(_, currency)| passed(currency.phase_ends()))
            .map(|(id, _)| id)
            .collect();
        if !turning.is_empty() {
            self.something_changed();
            turning.into_iter().for_each(|currency| self.turn(currency));
            return;
        }
        let ripe = self.waiting.iter().find(|(_, item)| passed(item.until()));
        if let Some(id) = ripe.map(|(id, _)| *id) {
            self.something_changed();
            // R-DAY-04
            if self.earliest(&self.waiting[&id]).is_none() {
                self.end(id, State::Rejected);
                return;
            }
            // R-OFF-01
            if self.try_waiting(id) == Tried::Joined {
                self.offset_on_entry(id);
            }
            return;
        }
        let over = self.waiting.iter().find(|(_, item)| passed(item.timing.reject_at));
        if let Some(id) = over.map(|(id, _)| *id) {
            self.something_changed();
            // R-PAY-07
            self.end(id, State::Rejected);
            return;
        }
        if !(self.is_round_due() && passed(self.next_round)) {
            // R-FX-10
            if let Some((_, number)) = self.next_expiry().filter(|(at, _)| *at <= now) {
                self.end_order(number, OrderEnd::Expired);
            } else if self.round.as_ref().is_some_and(|round| round.clears <= now) {
                // R-FX-12
                self.clear_round();
            } else if passed(self.next_exchange) && !self.orders.standing.is_empty() {
                // R-FX-11
                let every = self.parameters.exchange_interval;
                self.next_exchange = self.next_exchange.map(|round| round.after(every));
                self.open_round();
            } else if self.next_cycle().is_some_and(|(at, ..)| at <= now) {
                self.do_cycle();
            }
            return;
        }
        // R-OFF-02
        let every = self.parameters.offsetting_interval;
        self.next_round = self.next_round.map(|round| round.after(every));
        self.round_due = false;
        // R-FX-22
        let clears = self.round.as_ref().is_some_and(|round| round.clears <= now);
        if !(clears && self.searches_beside_rounds()) {
            self.offset_all();
        }
    }

    /// R-PAY-03: forgets the days that have left the acceptance window, once all has ended in them;
    /// what waits is known, however long ago its day was.
    fn forget_old_days(&mut self) {
        let kept = i32::from(self.parameters.retention_days);
        let first = self.now.date().plus_days(-kept);
        let unfinished: BTreeSet<BusinessDate> = self
            .known
            .values()
            .filter(|known| known.state == State::Waiting)
            .map(|known| known.date)
            .collect();
        self.known.retain(|_, known| known.date >= first || unfinished.contains(&known.date));
        let known = &self.known;
        self.returned.retain(|(original, _), _| known.contains_key(original));
        self.confirmed.retain(|(uetr, _)| known.contains_key(uetr));
    }

    /// Every account. Order: by party and currency.
    pub fn accounts(&self) -> impl Iterator<Item = (PartyId, CurrencyId, Holding)> + '_ {
        self.accounts.iter().map(|((party, currency), account)| {
            let holding = Holding {
                class: account.class,
                access: account.access,
                balance: account.balance,
                credit: account.credit,
                urgent_reserve: account.urgent,
                high_reserve: account.high,
                held: account.held,
            };
            (*party, *currency, holding)
        })
    }

    /// What was issued and not redeemed in a currency. Unit: minor units.
    pub fn issued(&self, currency: CurrencyId) -> i128 {
        self.issued.get(&currency).copied().unwrap_or(0)
    }

    /// A currency's phase and operating date.
    pub fn phase(&self, currency: CurrencyId) -> Option<(Phase, BusinessDate)> {
        self.currencies.get(currency.index()).map(Currency::phase)
    }

    /// What became of an instruction, if it is still remembered.
    pub fn state(&self, uetr: Uetr) -> Option<State> {
        self.known.get(&uetr).map(|known| known.state)
    }

    /// What stands in a party's queue. Order: of release.
    pub fn queue(&self, party: PartyId, currency: CurrencyId) -> Vec<Uetr> {
        let items = self.queue_of((party, currency)).into_iter();
        items.map(|id| self.waiting[&id].names[0]).collect()
    }

    /// The version of the parameters in force.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Every currency's official rate in force. Order: as defined.
    pub fn official_rates(&self) -> impl Iterator<Item = (CurrencyId, Option<Rate>)> + '_ {
        let currencies = (0..).map(CurrencyId::new).zip(&self.currencies);
        currencies.map(|(id, _)| (id, self.official_rate(id)))
    }

    /// How many items wait, in queues or for others, a moment or a resumption.
    pub fn waiting_count(&self) -> usize {
        self.waiting.len()
    }
}
