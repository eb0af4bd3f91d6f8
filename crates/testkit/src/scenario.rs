//! Scripts that drive the machine, written and answered in the words of payment systems.
//!
//! A script is read by `goldenscript`: commands above a line `---`, what happened below it.
//! The language is described in `scenarios/README.md`; this is how it is played:
//! - each command is a record of the log by itself, `setup` too, and questions are none;
//! - time stands still but for `at`, and starts on Tuesday 2026-11-24 at 06:00 UTC;
//! - after every command, each currency must be in balance, else the script fails;
//! - after every block, the machine goes on from its own snapshot, under another table key.
//!
//! A refusal is an outcome like any other and is printed; a line that cannot be read is a fault of
//! the script and stops it, unless the script expects it (`!`).

mod approvals;
mod cycle;
mod exchange;
mod explained;
mod issuance;
mod liquidity;
mod names;
mod offsetting;
mod operating_day;
mod orders;
mod participation;
mod payment;
mod questions;
mod queue;
mod rulebook;
mod setup;
mod surplus;
mod swaps;
mod telling;
mod vocabulary;
mod words;

use std::collections::BTreeMap;
use std::error::Error;

use goldenscript::{Argument, Block, Context, Runner};
use settlement::approval::Command as Approval;
use settlement::operating_day::Event as DayEvent;
use settlement::participation::KeyNumber;
use settlement::payment::Command as PaymentCommand;
use settlement::{Command, Envelope, Event, Genesis, Machine, Moment, PartyId};
use terms::{
    Bic, BusinessDate, CurrencyId, Digest, Instant, LogPosition, TimeOfDay, Uetr, UtcOffset,
};

use names::Names;
use telling::Telling;
use words::{Reading, Words};

/// The operator of every scenario. Source: none, the BIC is not assigned.
const OPERATOR: &str = "SRRFAEAD";

/// A command read from a line, with the party that gives it.
struct Given {
    by: PartyId,
    command: Command,
}

/// Reads the words behind a verb.
type Read = fn(&mut Words<'_>) -> Reading<Given>;

/// A machine driven by the lines of one script.
///
/// ```
/// use testkit::scenario::Scenario;
///
/// let script = "setup VND banks=BFTVVNVX\nissue VND BFTVVNVX 500\n---\n";
/// let played = goldenscript::generate(&mut Scenario::new(), script).expect("the script is sound");
/// assert!(played.ends_with("issued 500 VND to BFTVVNVX (500)\n"));
/// ```
pub struct Scenario {
    machine: Machine,
    moment: Moment,
    names: Names,
    /// How many calendars each currency has been given.
    calendars: BTreeMap<CurrencyId, u32>,
    /// How often the machine has gone on from its snapshot.
    snapshots: u64,
}

impl Default for Scenario {
    fn default() -> Self {
        Self::new()
    }
}

impl Scenario {
    /// A system that knows nothing but its operator, before its first record.
    pub fn new() -> Self {
        let operator = Bic::parse(OPERATOR).expect("the operator's BIC has eight capital letters");
        Self {
            machine: Machine::new(Genesis { operator, keys: Vec::new() }),
            moment: Moment { position: LogPosition::GENESIS, instant: start() },
            names: Names::default(),
            calendars: BTreeMap::new(),
            snapshots: 0,
        }
    }

    /// The words of a line, with what it takes to understand them.
    fn words<'a>(&'a mut self, line: &'a goldenscript::Command) -> Words<'a> {
        let today = self.moment.instant.date();
        Words::new(&self.machine, &mut self.names, &self.calendars, today, line.consume_args())
    }

    fn telling(&self, line: &goldenscript::Command) -> Telling<'_> {
        let (machine, names) = (&self.machine, &self.names);
        Telling { machine, names, said: said(line), command: None }
    }

    fn next_record(&mut self) {
        self.moment.position = self.moment.position.next();
    }

    /// Applies a command in the record at hand.
    fn apply(&mut self, given: Given) -> Vec<Event> {
        let mut events = Vec::new();
        let Given { by, command } = given;
        let envelope = Envelope { by, evidence: Digest::ZERO, command };
        self.machine.apply(self.moment, envelope, &mut events);
        for event in &events {
            if let Event::OperatingDay(DayEvent::CalendarSet { currency, version }) = event {
                self.calendars.insert(*currency, *version);
            }
        }
        events
    }

    /// A line that commands: a record of its own.
    fn command(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let given = self.read(line)?;
        self.give(line, given)
    }

    /// What a line commands.
    fn read(&mut self, line: &goldenscript::Command) -> Reading<Given> {
        let read = verb(&line.name)?;
        let mut words = self.words(line);
        let given = read(&mut words)?;
        words.end()?;
        Ok(given)
    }

    /// `together VERB ...` with `signer=N`: what the verb commands, proposed by one key.
    fn together(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let mut inner = line.clone();
        let verb = inner.args.iter().position(|word| matches!(word, Argument::Positional(_)));
        let verb = verb.map(|place| inner.args.remove(place));
        let Some(Argument::Positional(name)) = verb else {
            return Err("together takes a verb".into());
        };
        inner.name = name;
        let signer =
            |word: &Argument| matches!(word, Argument::KeyValue(key, _) if key == "signer");
        let place = inner.args.iter().position(signer);
        let signer = match place.map(|place| inner.args.remove(place)) {
            Some(Argument::KeyValue(_, number)) => KeyNumber(words::number(&number)?),
            _ => KeyNumber(0),
        };
        let Given { by, command } = self.read(&inner)?;
        let command = Box::new(command);
        let command = Command::Approval(Approval::Propose { signer, command });
        self.give(line, Given { by, command })
    }

    fn give(&mut self, line: &goldenscript::Command, given: Given) -> Reading<String> {
        let (by, submitted) = (given.by, submitted(&given.command));
        self.next_record();
        let command = given.command.clone();
        let events = self.apply(given);
        let refused = events.iter().any(|event| matches!(event, Event::Refused { .. }));
        if let Some(uetr) = submitted.filter(|_| !refused) {
            self.names.give(uetr, by);
        }
        let telling = Telling { command: Some(&command), ..self.telling(line) };
        let lines: Vec<String> = events.iter().map(|event| telling.event(event)).collect();
        Ok(lines.join("\n"))
    }

    /// `at`: the next record, without commands, at a later instant.
    fn pass_time(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let instant = read_moment(&mut self.words(line))?;
        if instant < self.moment.instant {
            return Err("time goes forward only".into());
        }
        self.next_record();
        self.moment.instant = instant;
        let mut events = Vec::new();
        self.machine.pass_time(self.moment, &mut events);
        let now = format!("now {}", telling::moment(instant));
        let happened = self.tell(line, &events);
        Ok(if happened.is_empty() { now } else { format!("{now}\n{happened}") })
    }

    /// Events in words. Order: as told. Shape: one a line.
    fn tell(&self, line: &goldenscript::Command, events: &[Event]) -> String {
        let telling = self.telling(line);
        let lines: Vec<String> = events.iter().map(|event| telling.event(event)).collect();
        lines.join("\n")
    }

    /// Each currency's balances sum up to what was issued. R-ISS-06
    fn check_conservation(&self) -> Reading<()> {
        for (currency, code, _, _) in self.machine.currencies() {
            let imbalance = self.machine.imbalance(currency);
            if imbalance != 0 {
                return Err(format!("{code} is out of balance by {imbalance} minor units").into());
            }
        }
        Ok(())
    }

    /// Goes on from a snapshot, which must say all that the machine knew.
    fn pass_through_snapshot(&mut self) -> Reading<()> {
        let unread = |error: postcard::Error| format!("a snapshot cannot be read back: {error}");
        let snapshot = postcard::to_allocvec(&self.machine).map_err(unread)?;
        let mut restored: Machine = postcard::from_bytes(&snapshot).map_err(unread)?;
        self.snapshots += 1;
        restored.set_table_key(self.snapshots);
        if postcard::to_allocvec(&restored).map_err(unread)? != snapshot {
            return Err("a restored machine writes another snapshot".into());
        }
        self.machine = restored;
        Ok(())
    }
}

impl Runner for Scenario {
    type Command = goldenscript::Command;

    fn run(
        &mut self,
        line: &goldenscript::Command,
        context: &Context,
    ) -> Result<String, Box<dyn Error>> {
        if context.prefix.is_some() {
            return Err("say who commands with by=BIC, not with a prefix".into());
        }
        match line.name.as_str() {
            "at" => self.pass_time(line),
            "setup" => self.set_up(line),
            "balances" => self.balances(line),
            "queue" => self.queue(line),
            "status" => self.status(line),
            "day" => self.day(line),
            "record" => self.record(line),
            "digest" => self.digest(line),
            "rates" => self.rates(line),
            "worth" => self.worth(line),
            "terms" => self.terms(line),
            "orders" => self.orders(line),
            "swaps" => self.swaps(line),
            "proposals" => self.proposals(line),
            "together" => self.together(line),
            "investments" => self.investments(line),
            "explain" => self.explain(line),
            _ => self.command(line),
        }
    }

    fn end_command(
        &mut self,
        _: &goldenscript::Command,
        _: &Context,
    ) -> Result<String, Box<dyn Error>> {
        self.check_conservation()?;
        Ok(String::new())
    }

    fn end_block(&mut self, _: &Block) -> Result<String, Box<dyn Error>> {
        self.pass_through_snapshot()?;
        Ok(String::new())
    }
}

/// The instant before the first record: an ordinary Tuesday.
fn start() -> Instant {
    let date = BusinessDate::from_ymd(2026, 11, 24).expect("November has a 24th");
    let time = TimeOfDay::new(6, 0).expect("every day has a six o'clock");
    Instant::of_local(date, time, UtcOffset(0))
}

/// How the words behind a verb are read.
fn verb(name: &str) -> Reading<Read> {
    let read: Read = match name {
        "party" => participation::party,
        "admit" => participation::admit,
        "access" => participation::access,
        "mandate" => participation::mandate,
        "revoke" => participation::revoke,
        "issue" => issuance::issue,
        "redeem" => issuance::redeem,
        "overnight" => issuance::overnight,
        "pay" => payment::pay,
        "instruct" => payment::instruct,
        "trade" => payment::trade,
        "return" => payment::give_back,
        "consent" => payment::consent,
        "confirm" => payment::confirm,
        "cancel" => queue::cancel,
        "reorder" => queue::reorder,
        "reprioritise" => queue::reprioritise,
        "policy" => queue::policy,
        "reserve" => liquidity::reserve,
        "limit" => liquidity::limit,
        "credit" => liquidity::credit,
        "move" => liquidity::transfer,
        "standing" => liquidity::standing,
        "propose" => offsetting::propose,
        "calendar" => operating_day::calendar,
        "extend" => operating_day::extend,
        "suspend" => operating_day::suspend,
        "resume" => operating_day::resume,
        "currency" => rulebook::currency,
        "redenominate" => rulebook::redenominate,
        "rulebook" => rulebook::rulebook,
        "yardstick" => exchange::yardstick,
        "rate" => exchange::rate,
        "approve" => exchange::approve,
        "band" => exchange::band,
        "quota" => exchange::quota,
        "pair" => exchange::pair,
        "halt" => exchange::halt,
        "open" => exchange::open,
        "order" => orders::order,
        "quote" => orders::quote,
        "convert" => orders::convert,
        "withdraw" => orders::withdraw,
        "prices" => orders::prices,
        "cycle" => cycle::open,
        "owe" => cycle::owe,
        "unowe" => cycle::unowe,
        "swapline" => swaps::propose,
        "agree" => swaps::agree,
        "closeline" => swaps::close,
        "draw" => swaps::draw,
        "repay" => swaps::repay,
        "require" => approvals::require,
        "countersign" => approvals::countersign,
        "unpropose" => approvals::take_back,
        "keycap" => approvals::key_cap,
        "addkey" => approvals::add_key,
        "revokekey" => approvals::revoke_key,
        "investment" => surplus::investment,
        "invest" => surplus::invest,
        "takeback" => surplus::take_back,
        "imbalance" => surplus::imbalance,
        "cap" => surplus::cap,
        _ => return Err(format!("{name} is no verb of the scenarios").into()),
    };
    Ok(read)
}

fn read_moment(words: &mut Words<'_>) -> Reading<Instant> {
    let instant = words.moment()?;
    words.end()?;
    Ok(instant)
}

/// The instruction that a command submits, if it does.
fn submitted(command: &Command) -> Option<Uetr> {
    match command {
        Command::Payment(PaymentCommand::SubmitInstruction(instruction)) => Some(instruction.uetr),
        Command::Approval(Approval::Propose { command, .. }) => submitted(command),
        _ => None,
    }
}

/// A line's verb and first word: enough to know it by.
fn said(line: &goldenscript::Command) -> String {
    let first = line.args.iter().find_map(|argument| match argument {
        Argument::Positional(word) => Some(word.as_str()),
        _ => None,
    });
    first.map_or_else(|| line.name.clone(), |word| format!("{} {word}", line.name))
}
