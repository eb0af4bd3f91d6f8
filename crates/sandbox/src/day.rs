//! A day on a real node: banks send, the clock steps, banks read, and at the end all is compared.

mod arrivals;
mod exchange;
mod netting;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use api::{Bounds, Door, DoorOptions, Freshness, Room};
use client::{Client, Failure, Outcome, Posting, Reply};
use hdrhistogram::Histogram;
use iso20022::{Limits, Profile};
use node::{Clock, Founding, Node, NodeOptions, Salting, Search, Stage, demo_key};
use receipts::{Committee, Receipt};
use terms::{Amount, Bic, BusinessDate, CurrencyId, Instant, Uetr};
use tokio::task::JoinSet;
use views::Target;

use arrivals::{Arrivals, Arrived};
use exchange::LOOK;

use crate::bank::{Body, Desk, OwnBooks, Sort, Written, key};
use crate::netting::{self as owing, Owed};
use crate::report::{CurrencyLine, Exchange, Latency, Payments, Report, Trapped};
use crate::traffic::{Kind, Order, TICKS, draw};
use crate::{CLEARING_SYSTEM, OPERATOR, World};

/// How hard the node searches: every ten minutes of the day, a little.
const SEARCH: Search = Search { every: Duration::from_secs(600), steps: 20_000 };

/// How long answers may take before it is looked whether something came after the step.
const LATE: Duration = Duration::from_millis(50);

/// Much longer than the longest round of offsetting takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The most connections that one address can have to another.
const PORTS: u64 = 1 << 16;

/// The ticks before most banks are at work.
const MORNING: usize = 7 * 60;

// At the pace of `DayOptions::least` the whole day takes as long as at one pace, within a hundredth.
const _: () =
    assert!((MORNING * 8 + (TICKS - MORNING) * 25).abs_diff(TICKS * 20) * 100 < TICKS * 20);

/// How a day is run.
#[derive(Clone, Debug)]
pub struct DayOptions {
    /// What everything is drawn from.
    pub seed: u64,
    /// How many banks. Range: 2 ..= 124.
    pub banks: usize,
    /// How many payment messages.
    pub payments: usize,
    /// Where the node keeps its data.
    pub folder: PathBuf,
    /// Where the door listens: loopback only; port 0 for any that is free.
    pub listen: std::net::SocketAddr,
    /// The least time a tick takes on average, so that a person can watch. Zero for as fast as it
    /// goes.
    pub tick: Duration,
    /// How long nothing of a tick may come, or be answered, before the day ends with a fault that
    /// names who is missing. Real time.
    pub patience: Duration,
    /// Other routes that are served beside the door's.
    pub beside: axum::Router,
}

impl DayOptions {
    /// As fast as it goes, on any port that is free, with nothing beside the door.
    pub fn new(seed: u64, banks: usize, payments: usize, folder: PathBuf) -> Self {
        let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let beside = axum::Router::new();
        let (tick, patience) = (Duration::ZERO, PATIENCE);
        Self { seed, banks, payments, folder, listen, tick, patience, beside }
    }

    /// The least time that one tick takes: less in the hours in which few are at work, so that who
    /// watches sees queues and rings within seconds; the whole day takes as long.
    fn least(&self, tick: usize) -> Duration {
        match tick < MORNING {
            true => self.tick * 2 / 5,
            false => self.tick * 5 / 4,
        }
    }
}

/// What is told of a day while it runs.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Minutes of the simulated day.
    pub tick: usize,
    /// Payment messages sent so far.
    pub sent: u64,
    /// Of these, settled; each message counts once, as in the report.
    pub settled: u64,
    /// Of these, together with others.
    pub offset: u64,
    /// Payments that wait.
    pub waiting: u64,
    /// Payments refused or rejected.
    pub refused: u64,
}

/// Why a day could not be run to its end.
#[derive(Debug)]
pub struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

fn failed(what: &str) -> impl Fn(&dyn fmt::Display) -> Failed + '_ {
    move |error| Failed(format!("{what}: {error}"))
}

/// A world with its running node.
pub struct Day {
    world: World,
    options: DayOptions,
    node: Node,
    client: Client,
    address: String,
    founding: Founding,
    orders: Vec<Order>,
    books: HashMap<Bic, OwnBooks>,
    endowment: BTreeMap<(usize, usize), Amount>,
    /// What banks hand in to the day's netting cycle. Order: by minute.
    owed: Vec<Owed>,
    answers: Answers,
    /// Minutes that have passed since the day's end.
    minutes_after: usize,
}

/// What the banks were answered.
struct Answers {
    /// Of payment messages and requests to cancel them: what customers feel.
    latency: Histogram<u64>,
    /// Of what central banks and treasurers send: issues of the morning, orders of exchange.
    latency_of_others: Histogram<u64>,
    refusals: BTreeMap<String, u64>,
    refused: u64,
    taken_back: u64,
    kept: u64,
    orders: u64,
    order_refusals: BTreeMap<String, u64>,
    netting_refusals: BTreeMap<String, u64>,
}

/// The answer to what was sent.
enum Answered {
    Message(Reply),
    /// The reason of what was refused.
    Order(Option<String>),
    Netting(Option<String>),
}

/// Something that was sent, with its answer.
struct Sent {
    sort: Sort,
    answered: Answered,
    micros: u64,
}

impl Day {
    /// Founds the world on a fresh data directory and opens its door.
    ///
    /// Must be called outside the runtime that `run` is called on: recovery blocks.
    pub fn found(options: DayOptions, runtime: &tokio::runtime::Runtime) -> Result<Self, Failed> {
        let world = World::embedded(options.seed, options.banks)
            .map_err(|error| Failed(error.to_string()))?;
        let founding = world.founding(start()).map_err(|error| Failed(error.to_string()))?;
        let mut node_options = NodeOptions::new(options.folder.clone());
        node_options.clock = Clock::Stepped;
        node_options.search = Some(SEARCH);
        node_options.views = Some(Target::Sqlite(options.folder.join("views.sqlite")));
        let operator = operator()?;
        let signer = demo_key(options.seed, &operator);
        let (node, _) = Node::start(&founding, signer, node_options, |_| {})
            .map_err(|fault| failed("starting the node")(&fault))?;
        let door = Door::new(
            &node,
            DoorOptions {
                operator,
                name: founding.name.clone(),
                clock: Clock::Stepped,
                salting: Salting::Derived(options.seed),
                limits: Limits::default(),
                profile: Profile::settlement(CLEARING_SYSTEM, operator),
                freshness: Freshness::NotAsked,
                access: crate::open_access(options.seed).with_local_passkeys(options.listen.port()),
            },
        );
        // All banks come from one address, with all messages of a minute at once.
        let bounds = Bounds { connections: PORTS, connections_each: PORTS, ..Bounds::default() };
        let listener = runtime
            .block_on(api::listen_within(options.listen, None, Room::new(bounds)))
            .map_err(|error| failed("opening the door")(&error))?;
        let port = listener.local_addr().map_err(|error| failed("opening the door")(&error))?;
        let address = format!("http://{port}");
        let routes =
            api::router(door).merge(crate::open_keys(&world)).merge(options.beside.clone());
        runtime.spawn(async move { api::serve(listener, routes).await });
        let orders = draw(&world, options.payments, options.seed);
        let endowment = endow(&orders);
        let owed = owing::draw(&world, &endowment, options.payments, options.seed);
        let client = Client::new(&address);
        let histogram = || Histogram::new(3).map_err(|error| failed("making a histogram")(&error));
        let answers = Answers {
            latency: histogram()?,
            latency_of_others: histogram()?,
            refusals: BTreeMap::new(),
            refused: 0,
            taken_back: 0,
            kept: 0,
            orders: 0,
            order_refusals: BTreeMap::new(),
            netting_refusals: BTreeMap::new(),
        };
        let books = HashMap::new();
        Ok(Self {
            world,
            options,
            node,
            client,
            address,
            founding,
            orders,
            books,
            endowment,
            owed,
            answers,
            minutes_after: 0,
        })
    }

    /// Where the door is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The node, to stop it.
    pub fn into_node(self) -> Node {
        self.node
    }

    /// Those whose signature makes a record final.
    pub fn committee(&self) -> Committee {
        self.founding.committee()
    }

    /// Runs the day; `watch` is told how it goes after every tick.
    pub async fn run(&mut self, mut watch: impl FnMut(&Live)) -> Result<Report, Failed> {
        let begun = std::time::Instant::now();
        let issues = self.issues()?;
        self.tick(0, issues).await?;
        let orders = std::mem::take(&mut self.orders);
        let mut left = orders.as_slice();
        let mut live = Live::default();
        for tick in 0..TICKS {
            let tick_begun = std::time::Instant::now();
            let count = left.iter().take_while(|order| order.tick <= tick).count();
            let (now, later) = left.split_at(count);
            left = later;
            let mut written = self.write(tick, now)?;
            live.sent += written.iter().filter(|w| w.sort == Sort::Payment).count() as u64;
            written.extend(self.netting(tick)?);
            if tick % LOOK == LOOK - 1 {
                self.read_outboxes().await?;
                written.extend(self.offers(tick).await?);
            }
            self.tick(tick + 1, written).await?;
            live.tick = tick + 1;
            self.look(&mut live);
            watch(&live);
            if let Some(rest) = self.options.least(tick).checked_sub(tick_begun.elapsed()) {
                tokio::time::sleep(rest).await;
            }
        }
        // The last record's outcome stands in its successor's header.
        self.tick(TICKS + 1, Vec::new()).await?;
        self.read_outboxes().await?;
        let seconds = begun.elapsed().as_secs_f64();
        self.report(&orders, seconds).await
    }

    fn desk(&self, tick: usize) -> Result<Desk<'_>, Failed> {
        Ok(Desk { world: &self.world, operator: operator()?, now: instant(tick), date: date() })
    }

    /// The central banks' messages of the morning.
    fn issues(&self) -> Result<Vec<Written>, Failed> {
        let desk = self.desk(0)?;
        let mut written = Vec::new();
        for (number, ((bank, currency), amount)) in self.endowment.iter().enumerate() {
            let issue = desk.issue(*currency, *bank, *amount, number);
            let issue = issue.map_err(|error| failed("writing a camt.050")(&error))?;
            written.push(issue);
        }
        Ok(written)
    }

    fn write(&self, tick: usize, orders: &[Order]) -> Result<Vec<Written>, Failed> {
        let desk = self.desk(tick)?;
        let written = orders
            .iter()
            .map(|order| desk.write(order).map_err(|error| failed("writing a message")(&error)));
        written.collect()
    }

    /// Sends all messages of a tick at once, steps the clock when all have arrived, and takes the
    /// answers.
    async fn tick(&mut self, tick: usize, messages: Vec<Written>) -> Result<(), Failed> {
        let arrivals = Arc::new(Arrivals::of(messages.iter().map(|message| message.sender)));
        let mut sending = JoinSet::new();
        for (place, message) in messages.into_iter().enumerate() {
            let client = self.client.clone();
            let key = key(&self.world, &message.sender);
            let arrivals = Arc::clone(&arrivals);
            sending.spawn(async move {
                let begun = std::time::Instant::now();
                let sort = message.sort;
                let reply = send(&client, key, message, instant(tick)).await;
                arrivals.answer(place);
                let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
                reply.map(|answered| Sent { sort, answered, micros })
            });
        }
        let intake = self.node.intake();
        let patience = self.options.patience;
        let running = || self.node.is_running();
        match arrivals.all_in(patience, || intake.waiting(), running).await {
            Arrived::All => {}
            Arrived::Stopped => return Err(Failed("the node's writer has stopped".into())),
            Arrived::Stalled => return Err(self.stalled(tick, &arrivals).await),
        }
        let stepped = intake.step(instant(tick));
        let stepped = stepped.map_err(|error| failed("stepping the clock")(&error))?;
        let Ok(stepped) = tokio::time::timeout(patience, stepped).await else {
            return Err(self.stalled(tick, &arrivals).await);
        };
        stepped.map_err(|error| failed("stepping the clock")(&error))?;
        let mut since = std::time::Instant::now();
        loop {
            let Ok(joined) = tokio::time::timeout(LATE, sending.join_next()).await else {
                if self.step_for_late(tick).await? {
                    since = std::time::Instant::now();
                }
                if since.elapsed() >= patience {
                    return Err(self.stalled(tick, &arrivals).await);
                }
                continue;
            };
            let Some(sent) = joined else { return Ok(()) };
            since = std::time::Instant::now();
            let sent = sent.map_err(|error| failed("sending a message")(&error))?;
            let sent = sent.map_err(|error| failed("sending a message")(&error))?;
            self.answers.take(&sent);
        }
    }

    /// Steps again where something has come after the step.
    ///
    /// A visitor who sends as one of the banks is counted as an arrival of the tick, so that one of
    /// the banks' own may come after the step, and would wait for ever. Without visitors nothing
    /// does, and no step is made.
    async fn step_for_late(&self, tick: usize) -> Result<bool, Failed> {
        let intake = self.node.intake();
        let stopped = |_| Failed("the node's writer has stopped".into());
        let pending = intake.pending().map_err(|error| failed("asking who waits")(&error))?;
        let late = !pending.await.map_err(stopped)?.is_empty();
        if late {
            let stepped = intake.step(instant(tick));
            let stepped = stepped.map_err(|error| failed("stepping the clock")(&error))?;
            stepped.await.map_err(stopped)?;
        }
        Ok(late)
    }

    /// Lets time go on after the day, for whoever still looks and acts: a minute with each call.
    ///
    /// What was sent since the last call is taken up, and the records before get their receipts.
    pub async fn go_on(&mut self) -> Result<(), Failed> {
        self.minutes_after += 1;
        self.tick(TICKS + 1 + self.minutes_after, Vec::new()).await
    }

    /// Who keeps a tick from completing, in words.
    async fn stalled(&self, tick: usize, arrivals: &Arrivals) -> Failed {
        let seconds = self.options.patience.as_secs();
        let asked = self.node.intake().pending().ok();
        let pending = match asked {
            Some(answer) => tokio::time::timeout(self.options.patience, answer).await,
            None => return Failed("the node's writer has stopped".into()),
        };
        let Ok(Ok(pending)) = pending else {
            return Failed(format!(
                "tick {tick} did not complete: the node's writer is at work for more than \
                 {seconds} s"
            ));
        };
        let missing = arrivals.missing(&pending);
        let named = missing.iter().map(|(bic, count)| format!("{bic} ({count})"));
        let named = named.collect::<Vec<_>>().join(", ");
        let who = if named.is_empty() { "nobody" } else { &named };
        Failed(format!(
            "tick {tick} did not complete: nothing has come for {seconds} s, messages are missing \
             of {who}"
        ))
    }

    /// Every party reads what is new in its outbox and books it.
    async fn read_outboxes(&mut self) -> Result<(), Failed> {
        let exponents: HashMap<String, u8> = self
            .world
            .currencies
            .iter()
            .map(|currency| (currency.code.to_string(), currency.exponent))
            .collect();
        let banks: Vec<Bic> = self.world.banks.iter().map(|bank| bank.bic).collect();
        for bic in banks {
            let books = self.books.entry(bic).or_default();
            loop {
                let door = self.client.operations();
                let outbox = door.outbox(bic.as_short(), Some(books.cursor), None).await;
                let outbox = outbox.and_then(Outcome::told);
                let outbox = outbox.map_err(|error| failed("reading an outbox")(&error))?;
                if outbox.messages.is_empty() {
                    break;
                }
                for message in &outbox.messages {
                    let exponent = |code: &str| exponents.get(code).copied().unwrap_or(0);
                    let xml = message.xml.as_deref().unwrap_or_default();
                    books.read(&message.message, xml, exponent);
                }
                books.cursor = outbox.next;
            }
        }
        Ok(())
    }

    fn look(&self, live: &mut Live) {
        let board = self.node.board();
        let board = board.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let totals = board.totals();
        live.settled = totals.settled_instructions;
        live.offset = totals.offset_instructions;
        live.refused = self.answers.refused + totals.rejected_instructions;
        live.waiting = board.waiting();
    }

    async fn report(&self, orders: &[Order], seconds: f64) -> Result<Report, Failed> {
        let asked = self
            .node
            .intake()
            .ask(|replica| {
                let machine = replica.machine();
                let supply: Vec<_> = machine
                    .currencies()
                    .map(|(id, code, exponent, _)| {
                        let issued = machine.issued(id).to_decimal(exponent);
                        (id, code.to_string(), machine.imbalance(id), issued)
                    })
                    .collect();
                (replica.head(), replica.position(), supply)
            })
            .map_err(|error| failed("asking the replica")(&error))?;
        let (head, position, supply) =
            asked.await.map_err(|error| failed("asking the replica")(&error))?;
        let (payments, late) = self.count(orders);
        let (receipt_of, receipt_verified) = self.verify_one(orders).await?;
        let mut refusals = self.answers.refusals.clone();
        for (code, count) in late {
            *refusals.entry(code).or_default() += count;
        }
        let conservation =
            supply.iter().map(|(_, code, imbalance, _)| (code.clone(), *imbalance)).collect();
        let (latency, others) = (&self.answers.latency, &self.answers.latency_of_others);
        let board = self.node.board();
        let board = board.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let totals = board.totals();
        let exchange = self.exchange(&board);
        let trapped = self.trapped(&board, &exchange);
        let settled = payments.settled.max(1) as f64;
        Ok(Report {
            seed: self.options.seed,
            digest: head.to_string(),
            records: position.number(),
            currencies: self.world.currencies.len(),
            banks: self.world.banks.len(),
            settled_by_offsetting: totals.offset_instructions,
            offsetting_share: totals.offset_instructions as f64 / settled,
            rounds: totals.rounds,
            found: totals.found.clone(),
            refusals,
            cancellations: (self.answers.taken_back, self.answers.kept),
            conservation,
            value: self.value(&board, &supply),
            exchange,
            cycle: self.netted(&board),
            trapped,
            latency_ms: quantiles(latency),
            latency_of_others_ms: quantiles(others),
            books_agree: self.books_agree(&board),
            statements: self.books.values().map(|books| books.statements).sum(),
            receipt_verified,
            receipt_of,
            payments,
            seconds,
        })
    }

    /// How each payment message ended, and the reasons of those rejected after acceptance.
    fn count(&self, orders: &[Order]) -> (Payments, BTreeMap<String, u64>) {
        let board = self.node.board();
        let board = board.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut payments = Payments::default();
        let mut late = BTreeMap::new();
        for order in orders {
            if matches!(order.kind, Kind::Cancellation { .. }) {
                continue;
            }
            payments.submitted += 1;
            match board.payment(order.uetr).map(|row| (row.stage, row)) {
                Some((Stage::Settled, _)) => payments.settled += 1,
                Some((Stage::Pending, _)) => payments.pending += 1,
                Some((Stage::Cancelled, _)) => payments.cancelled += 1,
                Some((Stage::Rejected, row)) => {
                    payments.refused += 1;
                    let code = row.refusal.map(|refusal| refusal.iso().to_owned());
                    if row.history.len() > 1 {
                        *late.entry(code.unwrap_or_default()).or_default() += 1;
                    }
                }
                None => payments.refused += 1,
            }
        }
        (payments, late)
    }

    /// Fetches the receipt of the last payment that settled in the day's order and verifies it.
    async fn verify_one(&self, orders: &[Order]) -> Result<(String, bool), Failed> {
        let found: Option<Uetr> = {
            let board = self.node.board();
            let board = board.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            let settled = |order: &&Order| {
                board.payment(order.uetr).is_some_and(|row| row.stage == Stage::Settled)
            };
            orders.iter().rev().find(settled).map(|order| order.uetr)
        };
        let Some(uetr) = found else {
            return Ok((String::new(), false));
        };
        let file = self.client.operations().receipts_uetr(&uetr.to_string()).await;
        let file = file.and_then(Outcome::told);
        let file = file.map_err(|error| failed("fetching a receipt")(&error))?;
        let receipt = Receipt::decode(&file);
        let verified = receipt.is_ok_and(|receipt| receipt.verify(&self.committee()).is_ok());
        Ok((uetr.to_string(), verified))
    }

    fn value(
        &self,
        board: &node::Board,
        supply: &[(CurrencyId, String, i128, String)],
    ) -> BTreeMap<String, CurrencyLine> {
        let lines = supply.iter().map(|(id, code, _, issued)| {
            let exponent = board.currency(*id).map_or(0, |(_, exponent)| exponent);
            let (all, offset) = board.totals().value.get(id).copied().unwrap_or_default();
            let decimal = |minor: u128| Amount::from_minor(minor).to_decimal(exponent);
            let line = CurrencyLine {
                settled: decimal(all),
                by_offsetting: decimal(offset),
                issued: issued.clone(),
            };
            (code.clone(), line)
        });
        lines.collect()
    }

    /// What foreign banks hold beyond what they began with.
    fn trapped(&self, board: &node::Board, exchange: &Exchange) -> Vec<Trapped> {
        let mut trapped: Vec<Trapped> = self
            .held_abroad(board)
            .into_iter()
            .filter(|(_, held)| *held > 0)
            .map(|(index, held)| {
                let currency = &self.world.currencies[index];
                let scale = 10_f64.powi(i32::from(currency.exponent));
                let code = currency.code.to_string();
                let freed = exchange.freed.get(&code).map(|freed| freed.net.clone());
                let nothing = || Amount::ZERO.to_decimal(currency.exponent);
                Trapped {
                    currency: code,
                    freed_by_exchange: freed.unwrap_or_else(nothing),
                    held_abroad: terms::Balance::from_minor(held).to_decimal(currency.exponent),
                    usd: (held as f64 / scale / currency.per_usd) as u64,
                }
            })
            .collect();
        trapped.sort_by_key(|line| std::cmp::Reverse(line.usd));
        trapped.truncate(8);
        trapped
    }

    fn books_agree(&self, board: &node::Board) -> bool {
        board.accounts().all(|row| {
            let bic = board.directory().bic(row.party);
            let books = bic.and_then(|bic| self.books.get(&bic));
            let code = board.currency(row.currency).map(|(code, _)| code);
            match (books, code) {
                (Some(books), Some(code)) => books.balance(code) == row.balance.minor(),
                _ => true,
            }
        })
    }
}

fn quantiles(latency: &Histogram<u64>) -> Latency {
    let millis = |quantile: f64| latency.value_at_quantile(quantile) as f64 / 1e3;
    Latency { p50: millis(0.5), p99: millis(0.99), max: millis(1.0) }
}

async fn send(
    client: &Client,
    key: ed25519_dalek::SigningKey,
    message: Written,
    asked_at: Instant,
) -> Result<Answered, Failure> {
    let (door, key) = (client.operations(), key.into());
    let posting = Posting { key: &key, asked_at, once: None };
    match message.body {
        Body::Order(order) => {
            door.place_order(&posting, &order).await.map(|came| Answered::Order(reason(came)))
        }
        Body::Cycle(cycle) => {
            door.open_cycle(&posting, &cycle).await.map(|came| Answered::Netting(reason(came)))
        }
        Body::Obligation(obligation) => {
            let came = door.submit_obligation(&posting, &obligation).await;
            came.map(|came| Answered::Netting(reason(came)))
        }
        Body::Message(xml) => {
            door.send_message(&posting, xml.into_bytes()).await.map(Answered::Message)
        }
    }
}

/// The reason of what was refused.
fn reason<T>(came: Outcome<T>) -> Option<String> {
    match came {
        Outcome::Done(_) => None,
        Outcome::Problem(problem) => Some(problem.iso.unwrap_or_else(|| "no reason".to_owned())),
    }
}

impl Answers {
    fn take(&mut self, sent: &Sent) {
        let latency = match sent.sort {
            Sort::Payment | Sort::Cancellation => &mut self.latency,
            Sort::Issue | Sort::Order | Sort::Netting => &mut self.latency_of_others,
        };
        // Beyond an hour the histogram's range ends; no answer takes that long.
        let _ = latency.record(sent.micros.max(1));
        match (&sent.answered, sent.sort) {
            (Answered::Order(refused), _) => self.take_order(refused.as_deref()),
            (Answered::Message(reply), Sort::Cancellation) => match reply.element("Conf") {
                Some("CNCL") => self.taken_back += 1,
                _ => self.kept += 1,
            },
            (Answered::Message(reply), Sort::Payment) => self.take_payment(reply),
            (Answered::Netting(refused), _) => {
                if let Some(reason) = refused {
                    *self.netting_refusals.entry(reason.clone()).or_default() += 1;
                }
            }
            (Answered::Message(_), Sort::Issue | Sort::Order | Sort::Netting) => {}
        }
    }

    fn take_payment(&mut self, reply: &Reply) {
        let code = if reply.definition.starts_with("admi.002.") {
            Some("admi.002")
        } else if reply.element("TxSts") == Some("RJCT") {
            Some(reply.element("Cd").unwrap_or("NARR"))
        } else {
            None
        };
        if let Some(code) = code {
            self.refused += 1;
            *self.refusals.entry(code.to_owned()).or_default() += 1;
        }
    }

    fn take_order(&mut self, refused: Option<&str>) {
        self.orders += 1;
        if let Some(reason) = refused {
            *self.order_refusals.entry(reason.to_owned()).or_default() += 1;
        }
    }
}

/// What each bank begins with in each currency: a fifth of what it is to send, and enough for its
/// second largest payment, so that queues form, most of them resolve, and offsetting has work.
pub(crate) fn endow(orders: &[Order]) -> BTreeMap<(usize, usize), Amount> {
    const SHARE: u128 = 5;
    let mut outflow: BTreeMap<(usize, usize), Vec<u128>> = BTreeMap::new();
    for order in orders {
        if !matches!(order.kind, Kind::Wrong(_) | Kind::Cancellation { .. }) {
            outflow.entry((order.payer, order.currency)).or_default().push(order.amount.minor());
        }
    }
    outflow
        .into_iter()
        .map(|(place, mut amounts)| {
            amounts.sort_unstable_by(|one, other| other.cmp(one));
            let share = amounts.iter().sum::<u128>() / SHARE;
            let second = amounts.get(1).copied().unwrap_or(0);
            (place, Amount::from_minor(share.max(second).max(1)))
        })
        .collect()
}

fn operator() -> Result<Bic, Failed> {
    Bic::parse(OPERATOR).map_err(|error| failed("reading the operator's BIC")(&error))
}

/// The simulated day: a Tuesday on which every one of the currencies settles.
pub(crate) fn date() -> BusinessDate {
    BusinessDate::from_ymd(2026, 11, 24).unwrap_or_default()
}

/// The last minute before the simulated day, when its world is founded.
pub fn start() -> Instant {
    instant(0).max(Instant::from_unix_seconds(60))
}

/// The moment of a tick.
fn instant(tick: usize) -> Instant {
    let days = u64::try_from(date().days()).unwrap_or(0);
    let seconds = days * 86_400 + u64::try_from(tick).unwrap_or(0) * 60;
    Instant::from_unix_seconds(seconds)
}
