//! The machine and its naive twin come to the same, whatever is asked of them.
//!
//! Not scenarios, since each is a claim about any sequence of commands.
//! `TESTKIT_SEEDS` says how many stories are played; a test that fails prints the seed, the number
//! of the command and the command, and the seed then ends as a scenario.

use std::collections::{BTreeMap, BTreeSet};

use settlement::approval::{Command as Approval, Event as ApprovalEvent};
use settlement::cycle::{Command as Cycle, Event as CycleEvent};
use settlement::fx::{
    Command as Exchange, Event as ExchangeEvent, OrderEnd, OrderNumber, OrderView, Purpose,
};
use settlement::issuance::Event as IssuanceEvent;
use settlement::liquidity::{Event as LiquidityEvent, TransferCause};
use settlement::operating_day::Phase;
use settlement::payment::{
    Command as Payment, Event as PaymentEvent, How, SettledLeg, State, WaitingFor,
};
use settlement::queue::Event as QueueEvent;
use settlement::surplus::{Event as SurplusEvent, InvestmentView};
use settlement::swap::{Event as SwapEvent, LineState, LineView};
use settlement::{AccountView, Command, Event, Machine, PartyId, Refusal};
use terms::{Balance, BusinessDate, CurrencyId, Rate, Uetr};
use testkit::generate::{Random, Step, Story};
use testkit::twin::{Allowed, Holding, Line, Order, Twin};

/// Commands of a story after those that set its world up.
const COMMANDS: usize = 160;

type Key = (PartyId, CurrencyId);

/// Plays a story for every seed, and for every second one of conversions too.
fn for_each_story(play: impl Fn(&Story)) {
    let wanted = std::env::var("TESTKIT_SEEDS").ok().and_then(|text| text.parse().ok());
    let seeds: u64 = wanted.unwrap_or(300);
    println!("seeds 0..{seeds}, {COMMANDS} commands each");
    for seed in 0..seeds {
        play(&Story::of(seed, COMMANDS));
        // R-FX-16, R-FX-17
        if seed % 2 == 0 {
            play(&Story::of_conversions(seed, COMMANDS));
        }
    }
}

/// Tells where a test was, if it fails.
struct Place<'a> {
    story: &'a Story,
    index: usize,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let step = &self.story.steps[self.index];
            eprintln!("seed {}, command {}: {step:#?}", self.story.seed, self.index);
        }
    }
}

/// The steps of a story; the place stays with each for as long as it is worked on.
fn steps(story: &Story) -> impl Iterator<Item = (Place<'_>, &Step)> {
    let places = (0..story.steps.len()).map(move |index| Place { story, index });
    places.zip(&story.steps)
}

fn founded(story: &Story) -> Machine {
    Machine::new(story.genesis.clone())
}

fn apply(machine: &mut Machine, step: &Step) -> Vec<Event> {
    let mut events = Vec::new();
    machine.apply(step.moment, step.envelope.clone(), &mut events);
    events
}

fn refusal(events: &[Event]) -> Option<Refusal> {
    events.iter().find_map(|event| match event {
        Event::Refused { refusal, .. } => Some(*refusal),
        _ => None,
    })
}

/// The instruction that a command would have accepted.
fn submitted(step: &Step) -> Option<Uetr> {
    submitted_by(&step.envelope.command)
}

fn submitted_by(command: &Command) -> Option<Uetr> {
    match command {
        Command::Approval(Approval::Propose { command, .. }) => submitted_by(command),
        Command::Payment(Payment::SubmitInstruction(instruction)) => Some(instruction.uetr),
        Command::Exchange(Exchange::ConvertPayment { uetr, .. }) => Some(*uetr),
        Command::Cycle(Cycle::SubmitObligation { name, .. }) => Some(*name),
        _ => None,
    }
}

/// The instruction that a command made accepted: its own, or what its party's keys agreed on.
fn accepted(step: &Step, events: &[Event]) -> Option<Uetr> {
    let mut carried_out = None;
    for event in events {
        match event {
            Event::Refused { .. } | Event::Approval(ApprovalEvent::ProposalRefused { .. }) => {
                return None;
            }
            Event::Approval(ApprovalEvent::CommandCarriedOut { command, .. }) => {
                carried_out = Some(command.as_ref());
            }
            _ => {}
        }
    }
    match (&step.envelope.command, carried_out) {
        (Command::Approval(_), carried_out) => carried_out.and_then(submitted_by),
        (command, _) => submitted_by(command),
    }
}

/// All that the machine and its twin must agree on.
struct Facts {
    accounts: BTreeMap<Key, Holding>,
    queues: BTreeMap<Key, Vec<Uetr>>,
    issued: BTreeMap<CurrencyId, i128>,
    phases: BTreeMap<CurrencyId, (Phase, BusinessDate)>,
    states: BTreeMap<Uetr, Option<State>>,
    waiting: usize,
    version: u32,
    rates: BTreeMap<CurrencyId, Option<Rate>>,
    allowed: BTreeMap<CurrencyId, Allowed>,
    orders: BTreeMap<u64, Order>,
    lines: BTreeMap<u64, Line>,
    draws: BTreeMap<u64, (i128, i128)>,
    /// What is invested, what of it goes back by itself, and what interest is owed.
    investments: BTreeMap<Key, (i128, i128, i128)>,
}

fn holding(view: &AccountView) -> Holding {
    let minor = |amount: terms::Amount| i128::try_from(amount.minor()).expect("amounts fit");
    Holding {
        class: view.class,
        access: view.access,
        balance: view.balance.minor(),
        credit: minor(view.credit),
        urgent_reserve: minor(view.urgent_reserve),
        high_reserve: minor(view.high_reserve),
        held: minor(view.held),
    }
}

fn allowed(machine: &Machine, currency: CurrencyId) -> Allowed {
    let view = machine.exchange_terms(currency);
    Allowed {
        trading: view.trading,
        band: view.band,
        quota: view.quota,
        sold: view.sold,
        off: view.off.into_iter().collect(),
    }
}

fn orders(machine: &Machine) -> BTreeMap<u64, Order> {
    let order = |view: OrderView| Order {
        by: view.by,
        to: match view.purpose {
            Purpose::Round | Purpose::Quote => view.by,
            Purpose::Payment { creditor, .. } => creditor,
        },
        sell: view.sell,
        buy: view.buy,
        left: view.left,
        limit: view.limit,
        validity: view.validity,
        purpose: view.purpose,
    };
    machine.orders().map(|view| (view.number.0, order(view))).collect()
}

fn lines(machine: &Machine) -> BTreeMap<u64, Line> {
    let line = |view: LineView| Line {
        proposer: view.proposer,
        partner: view.partner,
        terms: view.terms,
        agreed: view.state == LineState::Agreed,
    };
    machine.swap_lines().map(|view| (view.number.0, line(view))).collect()
}

fn draws(machine: &Machine) -> BTreeMap<u64, (i128, i128)> {
    let minor = |amount: terms::Amount| i128::try_from(amount.minor()).expect("amounts fit");
    let draws = machine.swap_draws();
    draws.map(|view| (view.number.0, (minor(view.left), minor(view.given)))).collect()
}

fn investments(machine: &Machine) -> BTreeMap<Key, (i128, i128, i128)> {
    let minor = |amount: terms::Amount| i128::try_from(amount.minor()).expect("amounts fit");
    let row = |view: InvestmentView| {
        let sums = (minor(view.amount), minor(view.overnight), minor(view.owed));
        ((view.party, view.currency), sums)
    };
    machine.investments().map(row).collect()
}

impl Facts {
    fn of_machine(machine: &Machine, seen: &BTreeSet<Uetr>) -> Self {
        let views: Vec<AccountView> = machine.accounts().collect();
        let key = |view: &AccountView| (view.party, view.currency);
        let currencies: Vec<CurrencyId> = machine.currencies().map(|(id, ..)| id).collect();
        let queue = |(party, currency): Key| machine.queue_of(party, currency);
        let state = |uetr| machine.instruction(uetr).map(|view| view.state);
        Self {
            accounts: views.iter().map(|view| (key(view), holding(view))).collect(),
            queues: views.iter().map(|view| (key(view), queue(key(view)))).collect(),
            issued: currencies.iter().map(|id| (*id, machine.issued(*id).minor())).collect(),
            phases: currencies
                .iter()
                .map(|id| (*id, machine.phase(*id).expect("it is defined")))
                .collect(),
            orders: orders(machine),
            lines: lines(machine),
            draws: draws(machine),
            investments: investments(machine),
            allowed: currencies.iter().map(|id| (*id, allowed(machine, *id))).collect(),
            states: seen.iter().map(|uetr| (*uetr, state(*uetr))).collect(),
            waiting: machine.waiting_count(),
            version: machine.parameters().0,
            rates: machine.official_rates().iter().map(|v| (v.currency, v.rate)).collect(),
        }
    }

    fn of_twin(twin: &Twin, seen: &BTreeSet<Uetr>) -> Self {
        let ids = (0..).map(CurrencyId::new);
        let phases = ids.map_while(|id| Some((id, twin.phase(id)?)));
        let phases: BTreeMap<CurrencyId, (Phase, BusinessDate)> = phases.collect();
        let accounts = twin.accounts().map(|(party, id, holding)| ((party, id), holding));
        let accounts: BTreeMap<Key, Holding> = accounts.collect();
        let queue = |(party, currency): Key| twin.queue(party, currency);
        Self {
            queues: accounts.keys().map(|key| (*key, queue(*key))).collect(),
            accounts,
            issued: phases.keys().map(|id| (*id, twin.issued(*id))).collect(),
            orders: twin.standing_orders().clone(),
            lines: twin.swap_lines().collect(),
            investments: twin.investments().collect(),
            draws: twin.swap_draws().map(|(n, left, given)| (n, (left, given))).collect(),
            allowed: phases.keys().map(|id| (*id, twin.allowed(*id))).collect(),
            phases,
            states: seen.iter().map(|uetr| (*uetr, twin.state(*uetr))).collect(),
            waiting: twin.waiting_count(),
            version: twin.version(),
            rates: twin.official_rates().collect(),
        }
    }

    /// One line for each fact.
    fn lines(&self) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        lines.extend(self.accounts.iter().map(|(key, holding)| format!("{key:?}: {holding:?}")));
        lines.extend(self.queues.iter().map(|(key, queue)| format!("queue of {key:?}: {queue:?}")));
        lines.extend(self.issued.iter().map(|(id, minor)| format!("issued of {id}: {minor}")));
        lines.extend(self.phases.iter().map(|(id, phase)| format!("phase of {id}: {phase:?}")));
        lines.extend(self.states.iter().map(|(uetr, state)| format!("{uetr}: {state:?}")));
        lines.insert(format!("waiting: {}", self.waiting));
        lines.insert(format!("rulebook: {}", self.version));
        lines.extend(self.allowed.iter().map(|(id, terms)| format!("terms of {id}: {terms:?}")));
        lines
            .extend(self.orders.iter().map(|(number, order)| format!("order {number}: {order:?}")));
        lines.extend(self.lines.iter().map(|(number, line)| format!("line {number}: {line:?}")));
        lines.extend(
            self.investments.iter().map(|(key, sums)| format!("invested {key:?}: {sums:?}")),
        );
        lines.extend(self.draws.iter().map(|(number, draw)| format!("draw {number}: {draw:?}")));
        lines.extend(self.rates.iter().map(|(id, rate)| format!("rate of {id}: {rate:?}")));
        lines
    }
}

/// What one side says and the other does not, a line each.
fn differences(machine: &Facts, twin: &Facts) -> String {
    let (ours, theirs) = (machine.lines(), twin.lines());
    let machine = ours.difference(&theirs).map(|line| format!("machine: {line}\n"));
    let twin = theirs.difference(&ours).map(|line| format!("twin:    {line}\n"));
    machine.chain(twin).collect()
}

#[test]
fn machine_and_twin_agree_after_every_command() {
    for_each_story(|story| {
        let (mut machine, mut twin) = (founded(story), Twin::new(&story.genesis));
        let mut seen = BTreeSet::new();
        for (_place, step) in steps(story) {
            seen.extend(submitted(step));
            // The twin first: it notices where the machine would wait for what has passed.
            let expected = twin.apply(step.moment, &step.envelope);
            let found = refusal(&apply(&mut machine, step));
            let facts = (Facts::of_machine(&machine, &seen), Facts::of_twin(&twin, &seen));
            let told = differences(&facts.0, &facts.1);
            assert!(
                found == expected && told.is_empty(),
                "the machine answers {found:?}, the twin {expected:?}\n{told}"
            );
        }
    });
}

#[test]
fn money_is_conserved_in_every_currency_after_every_command() {
    for_each_story(|story| {
        let mut machine = founded(story);
        for (_place, step) in steps(story) {
            apply(&mut machine, step);
            for (id, ..) in machine.currencies() {
                let of_currency = machine.accounts().filter(|view| view.currency == id);
                let sum: i128 = of_currency.map(|view| view.balance.minor()).sum();
                assert_eq!(sum, machine.issued(id).minor(), "balances and issued of {id}");
                assert_eq!(machine.imbalance(id), 0, "imbalance of {id}");
            }
        }
    });
}

/// What accounts paid, net, in items that settled together, and what they stood at then.
#[derive(Default)]
struct Settled {
    nets: BTreeMap<Key, i128>,
    balances: BTreeMap<Key, i128>,
}

impl Settled {
    fn add(&mut self, legs: &[SettledLeg]) {
        for leg in legs {
            let (debit, credit) = ((leg.debtor, leg.currency), (leg.creditor, leg.currency));
            let amount = i128::try_from(leg.amount.minor()).expect("amounts fit");
            *self.nets.entry(debit).or_default() += amount;
            *self.nets.entry(credit).or_default() -= amount;
            self.balances.insert(debit, leg.debtor_balance.minor());
            self.balances.insert(credit, leg.creditor_balance.minor());
        }
    }
}

/// Follows credit lines from event to event, and holds every debit against them.
#[derive(Default)]
struct Floors {
    credit: BTreeMap<Key, i128>,
    round: Settled,
}

impl Floors {
    fn hold(&self, key: Key, balance: i128) {
        let credit = self.credit.get(&key).copied().unwrap_or(0);
        assert!(balance + credit >= 0, "{key:?} stands at {balance} with a credit of {credit}");
    }

    fn hold_settled(&self, settled: &Settled) {
        let paying = settled.nets.iter().filter(|(_, net)| **net > 0);
        paying.for_each(|(key, _)| self.hold(*key, settled.balances[key]));
    }

    fn follow(&mut self, events: &[Event]) {
        for event in events {
            // What settled by itself is a round of its own.
            if let Event::Payment(PaymentEvent::PaymentSettled { how, legs, .. }) = event {
                if !matches!(how, How::Offset(_)) {
                    self.end_round();
                }
                self.round.add(legs);
                continue;
            }
            self.end_round();
            match event {
                Event::Liquidity(event) => self.follow_liquidity(event),
                Event::Exchange(event) => self.follow_exchange(event),
                Event::Issuance(
                    IssuanceEvent::FundsRedeemed { currency, party, balance, .. }
                    | IssuanceEvent::OvernightSwept { currency, party, balance, .. }
                    | IssuanceEvent::OvernightReturned { currency, party, balance, .. },
                )
                | Event::Surplus(
                    SurplusEvent::FundsInvested { currency, party, balance, .. }
                    | SurplusEvent::SurplusCharged { currency, party, balance, .. },
                ) => self.hold((*party, *currency), balance.minor()),
                _ => {}
            }
        }
        self.end_round();
    }

    /// Only the end of a round must hold.
    fn end_round(&mut self) {
        let round = std::mem::take(&mut self.round);
        self.hold_settled(&round);
    }

    /// What an order sold, and what a currency's agent bore of rounding.
    fn follow_exchange(&self, event: &ExchangeEvent) {
        match event {
            ExchangeEvent::OrderFilled { by, sell, sell_balance, .. } => {
                self.hold((*by, *sell), sell_balance.minor());
            }
            ExchangeEvent::RoundCleared { residues, .. } => {
                let borne = residues.iter().filter(|residue| residue.amount < Balance::ZERO);
                borne.for_each(|r| self.hold((r.agent, r.currency), r.balance.minor()));
            }
            _ => {}
        }
    }

    fn follow_liquidity(&mut self, event: &LiquidityEvent) {
        match event {
            LiquidityEvent::CreditLineSet { party, currency, amount } => {
                let credit = i128::try_from(amount.minor()).expect("amounts fit");
                self.credit.insert((*party, *currency), credit);
            }
            LiquidityEvent::CreditWithdrawn { party, currency, .. } => {
                self.credit.remove(&(*party, *currency));
            }
            LiquidityEvent::LiquidityTransferred { currency, from, from_balance, .. } => {
                self.hold((*from, *currency), from_balance.minor());
            }
            LiquidityEvent::FundsReserved { .. }
            | LiquidityEvent::LimitSet { .. }
            | LiquidityEvent::StandingOrderSet { .. } => {}
        }
    }
}

#[test]
fn no_debit_leaves_an_account_below_its_floor() {
    for_each_story(|story| {
        let (mut machine, mut floors) = (founded(story), Floors::default());
        for (_place, step) in steps(story) {
            let events = apply(&mut machine, step);
            // A redenomination moves credit lines without an event of their own.
            if !matches!(step.envelope.command, Command::Rulebook(_)) {
                floors.follow(&events);
            }
            let credit = |view: AccountView| ((view.party, view.currency), holding(&view).credit);
            floors.credit = machine.accounts().map(credit).collect();
        }
    });
}

#[test]
fn a_machine_restored_from_a_snapshot_goes_on_identically() {
    for_each_story(|story| {
        let mut machine = founded(story);
        let cut = Random::new(story.seed).index(story.steps.len());
        let mut restored: Option<Machine> = None;
        for (place, step) in steps(story) {
            if place.index == cut {
                let snapshot = postcard::to_allocvec(&machine).unwrap();
                let mut again: Machine = postcard::from_bytes(&snapshot).unwrap();
                again.set_table_key(story.seed);
                restored = Some(again);
            }
            let events = apply(&mut machine, step);
            if let Some(restored) = &mut restored {
                assert_eq!(apply(restored, step), events, "restored before command {cut}");
                assert_eq!(restored.books_digest(), machine.books_digest());
            }
        }
        let restored = restored.unwrap();
        let bytes = |machine: &Machine| postcard::to_allocvec(machine).unwrap();
        assert!(bytes(&restored) == bytes(&machine), "seed {}: snapshots differ", story.seed);
    });
}

#[test]
fn the_same_log_gives_the_same_events_and_the_same_books() {
    for_each_story(|story| {
        let (mut one, mut other) = (founded(story), founded(story));
        other.set_table_key(u64::MAX - story.seed);
        for (_place, step) in steps(story) {
            assert_eq!(apply(&mut one, step), apply(&mut other, step));
            assert_eq!(one.books_digest(), other.books_digest());
        }
    });
}

/// What became of each accepted instruction, by the events alone; none while it waits.
#[derive(Default)]
struct Lives(BTreeMap<Uetr, Option<State>>, BTreeMap<OrderNumber, Uetr>);

impl Lives {
    fn begin(&mut self, uetr: Uetr) {
        let before = self.0.insert(uetr, None);
        assert!(before != Some(None), "{uetr} was accepted while it waits");
    }

    fn end(&mut self, uetr: Uetr, state: State) {
        let before = self.0.insert(uetr, Some(state));
        assert!(before == Some(None), "{uetr} ends as {state:?} after {before:?}");
    }

    /// What moves money at once begins and ends in one event.
    fn pass(&mut self, name: Uetr) {
        self.begin(name);
        self.end(name, State::Settled);
    }

    fn follow(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Issuance(
                    IssuanceEvent::FundsIssued { name, .. }
                    | IssuanceEvent::FundsRedeemed { name, .. },
                )
                | Event::Liquidity(LiquidityEvent::LiquidityTransferred {
                    cause: TransferCause::Instructed(name),
                    ..
                })
                | Event::Swap(
                    SwapEvent::SwapDrawn { name, .. } | SwapEvent::SwapRepaid { name, .. },
                )
                | Event::Surplus(
                    SurplusEvent::FundsInvested { name: Some(name), .. }
                    | SurplusEvent::InvestmentWithdrawn { name: Some(name), .. },
                ) => self.pass(*name),
                Event::Payment(PaymentEvent::PaymentSettled { uetr, matched, .. }) => {
                    [Some(*uetr), *matched].into_iter().flatten().for_each(|uetr| {
                        self.end(uetr, State::Settled);
                    });
                }
                Event::Payment(PaymentEvent::PaymentRejected { uetr, matched, .. }) => {
                    [Some(*uetr), *matched].into_iter().flatten().for_each(|uetr| {
                        self.end(uetr, State::Rejected);
                    });
                }
                Event::Queue(QueueEvent::PaymentCancelled { uetr, .. }) => {
                    self.end(*uetr, State::Cancelled);
                }
                Event::Exchange(event) => self.follow_exchange(event),
                Event::Cycle(event) => self.follow_cycle(event),
                _ => {}
            }
        }
    }

    /// Obligations end with their cycle, or are withdrawn before.
    fn follow_cycle(&mut self, event: &CycleEvent) {
        match event {
            CycleEvent::ObligationWithdrawn { obligation, .. } => {
                self.end(obligation.name, State::Cancelled);
            }
            CycleEvent::ObligationRejected { obligation, .. } => {
                self.end(obligation.name, State::Rejected);
            }
            CycleEvent::CycleSettled { obligations, .. } => {
                obligations.iter().for_each(|owed| self.end(owed.name, State::Settled));
            }
            _ => {}
        }
    }

    /// Orders and quotes are placed at once; what waits to be converted ends with its order.
    fn follow_exchange(&mut self, event: &ExchangeEvent) {
        match event {
            ExchangeEvent::OrderPlaced { name, order } => match order.purpose {
                Purpose::Round | Purpose::Quote => self.pass(*name),
                Purpose::Payment { uetr, .. } => {
                    self.1.insert(order.number, uetr);
                }
            },
            ExchangeEvent::OrderFilled { number, left, .. } if left.is_zero() => {
                if let Some(uetr) = self.1.remove(number) {
                    self.end(uetr, State::Settled);
                }
            }
            ExchangeEvent::OrderEnded { number, end, .. } => {
                if let Some(uetr) = self.1.remove(number) {
                    let owner = *end == OrderEnd::Cancelled;
                    self.end(uetr, if owner { State::Cancelled } else { State::Rejected });
                }
            }
            _ => {}
        }
    }

    /// An instruction may be forgotten once it has ended, and not before.
    fn compare(&self, machine: &Machine) {
        for (uetr, end) in &self.0 {
            match machine.instruction(*uetr).map(|view| view.state) {
                None => assert!(end.is_some(), "{uetr} is forgotten while it waits"),
                Some(state) => assert_eq!(end.unwrap_or(State::Waiting), state, "{uetr}"),
            }
        }
    }
}

#[test]
fn every_accepted_instruction_ends_in_exactly_one_state() {
    for_each_story(|story| {
        let (mut machine, mut lives) = (founded(story), Lives::default());
        for (_place, step) in steps(story) {
            let mut earlier = Vec::new();
            if machine.moment() < step.moment {
                machine.pass_time(step.moment, &mut earlier);
            }
            lives.follow(&earlier);
            let events = apply(&mut machine, step);
            accepted(step, &events).into_iter().for_each(|uetr| lives.begin(uetr));
            lives.follow(&events);
            lives.compare(&machine);
        }
    });
}

#[test]
fn what_is_due_lies_ahead() {
    for_each_story(|story| {
        let mut machine = founded(story);
        for (_place, step) in steps(story) {
            apply(&mut machine, step);
            let (due, now) = (machine.due(), machine.moment().instant);
            assert!(due.is_none_or(|due| due > now), "due at {due:?}, now {now}");
        }
    });
}

/// Holds each fill against its order's limit and the prices of its round.
#[derive(Default)]
struct Fills {
    limits: BTreeMap<OrderNumber, Rate>,
    prices: BTreeMap<CurrencyId, u128>,
}

impl Fills {
    fn follow(&mut self, event: &Event) {
        match event {
            Event::Exchange(ExchangeEvent::OrderPlaced { order, .. }) => {
                self.limits.insert(order.number, order.limit);
            }
            Event::Exchange(ExchangeEvent::RoundCleared { prices, .. }) => {
                self.prices = prices.iter().map(|price| (price.currency, price.worth)).collect();
            }
            Event::Exchange(ExchangeEvent::OrderFilled {
                number,
                sell,
                buy,
                sold,
                received,
                ..
            }) => self.hold(*number, (*sell, sold.minor()), (*buy, received.minor())),
            _ => {}
        }
    }

    /// At least the limit and the price, each rounded down, and no unit more than the price.
    fn hold(&self, number: OrderNumber, sold: (CurrencyId, u128), bought: (CurrencyId, u128)) {
        let limit = self.limits[&number];
        let least = sold.1 * u128::from(limit.numerator()) / u128::from(limit.denominator());
        assert!(bought.1 >= least, "order {number:?} gets {} and asks {least}", bought.1);
        // Prices of the stories' small books are small; what sells is below 2^20.
        let worth = sold.1.checked_mul(self.prices[&sold.0]).map(|w| w / self.prices[&bought.0]);
        if let Some(worth) = worth {
            let fits = bought.1 == worth || (bought.1 == worth + 1 && bought.1 == least);
            assert!(fits, "order {number:?} gets {} where the prices give {worth}", bought.1);
        }
    }
}

#[test]
fn every_fill_is_at_the_one_price_of_its_round_and_not_below_its_limit() {
    for_each_story(|story| {
        let (mut machine, mut fills) = (founded(story), Fills::default());
        for (_place, step) in steps(story) {
            apply(&mut machine, step).iter().for_each(|event| fills.follow(event));
        }
    });
}

#[test]
fn stories_settle_cycles_and_leave_participants_out() {
    let seen = std::cell::Cell::new((0, 0));
    for_each_story(|story| {
        let mut machine = founded(story);
        for (_place, step) in steps(story) {
            for event in apply(&mut machine, step) {
                let (settled, left_out) = seen.get();
                match event {
                    Event::Cycle(CycleEvent::CycleSettled { obligations, .. })
                        if !obligations.is_empty() =>
                    {
                        seen.set((settled + 1, left_out));
                    }
                    Event::Cycle(CycleEvent::ParticipantDefaulted { .. }) => {
                        seen.set((settled, left_out + 1));
                    }
                    _ => {}
                }
            }
        }
    });
    println!("cycles settled and participants left out: {:?}", seen.get());
    assert!(seen.get().0 > 0 && seen.get().1 > 0);
}

#[test]
fn stories_invest_pay_interest_owe_it_and_charge_both_sides() {
    let seen = std::cell::RefCell::new(BTreeMap::new());
    for_each_story(|story| {
        let mut machine = founded(story);
        for (_place, step) in steps(story) {
            for event in apply(&mut machine, step) {
                let Event::Surplus(event) = event else { continue };
                let kind = match event {
                    SurplusEvent::FundsInvested { name: Some(_), .. } => "invested by command",
                    SurplusEvent::FundsInvested { name: None, .. } => "invested by a close",
                    SurplusEvent::InvestmentWithdrawn { name: Some(_), .. } => "taken back",
                    SurplusEvent::InvestmentWithdrawn { name: None, .. } => "given back",
                    SurplusEvent::InterestPaid { .. } => "interest paid",
                    SurplusEvent::InterestOwed { .. } => "interest owed",
                    SurplusEvent::SurplusCharged { .. } => "surplus charged",
                    SurplusEvent::DeficitCharged { .. } => "deficit charged",
                    SurplusEvent::InvestmentTermsSet { .. }
                    | SurplusEvent::ImbalanceTermsSet { .. }
                    | SurplusEvent::HoldingCapSet { .. } => continue,
                };
                *seen.borrow_mut().entry(kind).or_insert(0) += 1;
            }
        }
    });
    println!("{:?}", seen.borrow());
    assert_eq!(seen.borrow().len(), 8, "{:?}", seen.borrow());
}

/// What each account that has a cap may hold.
fn caps(machine: &Machine) -> BTreeMap<Key, i128> {
    let cap = |view: AccountView| {
        let agent = machine.currencies().find(|(id, ..)| *id == view.currency);
        let class = (view.currency, view.class);
        let row = machine.holding_caps().find(|row| (row.currency, row.class) == class)?;
        let own = agent.is_some_and(|(.., agent)| agent == view.party);
        let cap = i128::try_from(row.cap.minor()).expect("amounts fit");
        (!own).then_some(((view.party, view.currency), cap))
    };
    machine.accounts().filter_map(cap).collect()
}

#[test]
fn no_payment_and_no_round_lifts_an_account_above_its_cap() {
    let seen = std::cell::Cell::new((0, 0));
    for_each_story(|story| {
        let mut machine = founded(story);
        for (_place, step) in steps(story) {
            let caps = caps(&machine);
            let events = apply(&mut machine, step);
            // What changes caps and classes changes them within the command.
            let changed = matches!(
                step.envelope.command,
                Command::Participation(_) | Command::Surplus(_) | Command::Rulebook(_)
            );
            let hold = |round: &Settled| {
                let gaining = round.nets.iter().filter(|(_, net)| **net < 0);
                for (key, _) in gaining.filter(|_| !changed) {
                    let (balance, cap) = (round.balances[key], caps.get(key));
                    assert!(cap.is_none_or(|cap| balance <= *cap), "{key:?}: {balance}, {cap:?}");
                    let (waited, held) = seen.get();
                    seen.set((waited, held + usize::from(cap.is_some())));
                }
            };
            let mut round = Settled::default();
            for event in &events {
                if let Event::Payment(PaymentEvent::PaymentSettled { how, legs, .. }) = event {
                    if !matches!(how, How::Offset(_)) {
                        hold(&std::mem::take(&mut round));
                    }
                    round.add(legs);
                    continue;
                }
                hold(&std::mem::take(&mut round));
                if let Event::Payment(PaymentEvent::InstructionAccepted { waiting, .. })
                | Event::Queue(QueueEvent::ReasonChanged { waiting, .. }) = event
                    && matches!(waiting, WaitingFor::HoldingCap { .. })
                {
                    seen.set((seen.get().0 + 1, seen.get().1));
                }
            }
            hold(&round);
        }
    });
    println!("waited for room, and came to a capped account: {:?}", seen.get());
    assert!(seen.get().0 > 0 && seen.get().1 > 0);
}
