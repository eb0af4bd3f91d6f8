//! The door under load: payments in, settled, durable and answered, on all cores with the load
//! generator beside the node.
//!
//! At a rate, each request is counted from when it was due and not from when it could be sent, so
//! that a pause of the node is seen by all that were due in it.

mod load;
mod place;

use std::error::Error;
use std::io::{Write as _, stdout};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use load::{Aim, Load, Outcome, Pace, Plan, Until};
use place::{Form, Guard, Place};
use tokio::runtime::Runtime;

use crate::messages::random_uetr;
use crate::{Figure, Measured, machine_name, print, resident_mib};

/// Connections that each have one message in flight, in the short measurement.
const CONNECTIONS: usize = 64;

/// Sent before anything is counted, so that connections and pages are warm.
const WARM: u64 = 256;

/// Share of the most that was settled in a second, at which latency is told.
const AT_EASE: f64 = 0.5;

/// How many times as much is offered in a flood: of queries, the most that is settled; of payments,
/// the usual load.
const FLOOD: f64 = 10.0;

/// Reads of one party a second while it floods, as a node takes them unless told otherwise.
const READS: NonZeroU32 = NonZeroU32::new(200).expect("it is not zero");

/// How many pairs of slices are measured of a flood of queries, at least.
const PAIRS: u64 = 10;

/// For how long the queries stay at one node. Unit: seconds.
const SLICE: Duration = Duration::from_secs(2);

/// The number of the node that settles, and of the other one, to whoever asks.
const HERE: usize = 0;
const THERE: usize = 1;

/// For how long it is looked whether the node is itself again after a flood.
const AFTER: Duration = Duration::from_secs(30);

/// How much is measured.
#[derive(clap::Args)]
pub struct Arguments {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
    /// For how long each load lasts, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// For how long ten times the load is offered, in seconds
    #[arg(long, default_value_t = 30)]
    flood_seconds: u64,
    /// Connections, each with one request in flight
    #[arg(long, default_value_t = CONNECTIONS)]
    connections: usize,
    /// Where logs are written; a temporary directory unless given
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Names that payments bear; none is used twice at one node.
fn names() -> Arc<AtomicU64> {
    Arc::new(AtomicU64::new(0))
}

fn warm(place: &Place, form: Form, names: &Arc<AtomicU64>) -> Result<(), Box<dyn Error>> {
    let plan = Plan { connections: CONNECTIONS, pace: Pace::Answered, until: Until::Sent(WARM) };
    load::payments(place, form, plan, names)?.end()?;
    Ok(())
}

/// The short measurement: signed XML on loopback.
pub(crate) fn measure(folder: &Path, messages: usize) -> Measured {
    let place = Place::open(&folder.join("door-bench"), Guard::Loopback)?;
    let names = names();
    warm(&place, Form::Xml, &names)?;
    let until = Until::Sent(u64::try_from(messages)?);
    let plan = Plan { connections: CONNECTIONS, pace: Pace::Answered, until };
    let told = load::payments(&place, Form::Xml, plan, &names)?.end()?;
    place.close()?;
    Ok(vec![
        Figure::new(
            "door: signed pacs.008 in, settled, durable, answered",
            told.rate(),
            "messages/s",
        )
        .beside("connections, the load on the same cores", CONNECTIONS as f64),
        Figure::new("door: half of them answered within", told.within(0.5), "ms"),
        Figure::new("door: all but one in a hundred within", told.within(0.99), "ms"),
    ])
}

/// Measures the door as banks come to it, and prints.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let temporary = tempfile::tempdir()?;
    let folder = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    if !arguments.json {
        writeln!(stdout(), "{}", machine_name())?;
        writeln!(
            stdout(),
            "mutual TLS, each request signed (RFC 9421), the load on the same cores"
        )?;
    }
    let tell =
        |figures: Vec<Figure>| figures.iter().try_for_each(|figure| print(figure, arguments.json));
    let bench = Bench { arguments, folder };
    let (json, figures) = bench.paid(Form::Json)?;
    tell(figures)?;
    let (_, figures) = bench.paid(Form::Xml)?;
    tell(figures)?;
    tell(bench.queried(json)?)?;
    tell(bench.flooded(json)?)?;
    Ok(())
}

/// A run of the long measurement.
struct Bench<'a> {
    arguments: &'a Arguments,
    folder: PathBuf,
}

impl Bench<'_> {
    fn place(&self, name: &str, guard: Guard) -> Result<Place, Box<dyn Error>> {
        Place::open(&self.folder.join(name), guard)
    }

    fn plan(&self, pace: Pace) -> Plan {
        let until = Until::After(Duration::from_secs(self.arguments.seconds));
        Plan { connections: self.arguments.connections, pace, until }
    }

    /// The most that is settled in a second, and how long each takes at half of it.
    fn paid(&self, form: Form) -> Result<(f64, Vec<Figure>), Box<dyn Error>> {
        let (folder, [most, half, nearly, all_but_few, offered]) = match form {
            Form::Json => ("json", JSON),
            Form::Xml => ("xml", XML),
        };
        let place = self.place(folder, UNLIMITED)?;
        let names = names();
        warm(&place, form, &names)?;
        let fast = load::payments(&place, form, self.plan(Pace::Answered), &names)?.end()?;
        let rate = fast.rate() * AT_EASE;
        let told = load::payments(&place, form, self.plan(Pace::Every(rate)), &names)?;
        let told = told.end()?;
        place.close()?;
        let connections = self.arguments.connections as f64;
        Ok((
            fast.rate(),
            vec![
                Figure::new(most, fast.rate(), "payments/s").beside("connections", connections),
                Figure::new(half, told.within(0.5), "ms").beside(offered, rate),
                Figure::new(nearly, told.within(0.99), "ms"),
                Figure::new(all_but_few, told.within(0.999), "ms"),
            ],
        ))
    }

    /// What a flood of status queries costs: the same payments with queries at another node on the
    /// same cores, so that what the queries' own sender costs is not counted.
    ///
    /// Both doors have the same threads, and who sends has others: the system gives a node no more
    /// of the cores for being asked than for having a neighbour that is.
    /// Payments and queries never pause; for a slice at a time the queries are at the one node and
    /// at the other, so that what else the machine does falls on both, and each two slices that
    /// follow each other are compared. Which comes first changes from pair to pair.
    fn queried(&self, most: f64) -> Result<Vec<Figure>, Box<dyn Error>> {
        let limited = Guard::Mutual { posts_per_second: None, reads_per_second: Some(READS) };
        let (doors, sender) = (Arc::new(Runtime::new()?), Runtime::new()?);
        let at = |name: &str| Place::open_on(&doors, &self.folder.join(name), limited);
        let (here, there) = (at("queried")?, at("beside")?);
        drop(doors);
        let (names, aim) = (names(), Aim::default());
        warm(&here, Form::Json, &names)?;
        let pay = |plan| load::payments_from(&sender, &here, Form::Json, plan, &names);
        let alone = pay(self.plan(Pace::Answered))?.end()?;
        let pairs = self.arguments.seconds.max(PAIRS);
        // Two slices before the first pair, in which connections are made, and one after the last.
        let lasts = SLICE * u32::try_from(2 * pairs + 3)?;
        let plan = Plan { until: Until::After(lasts), ..self.plan(Pace::Answered) };
        let flood = Plan { pace: Pace::Every(most * FLOOD), ..plan };
        // There nobody has paid: it answers that it is not known, and does the same to find that.
        let places = [&here, &there];
        let (paying, asking) =
            (pay(plan)?, load::queries(&sender, places, &aim, flood, random_uetr(0))?);
        let settled = |at: usize| {
            aim.turn(at);
            let (before, begun) = (paying.done(), Stopwatch::now());
            std::thread::sleep(SLICE);
            crate::rate(paying.done() - before, begun.elapsed())
        };
        settled(THERE);
        settled(HERE);
        let pairs: Vec<Pair> = (0..pairs).map(|number| Pair::of(number, &settled)).collect();
        paying.end()?;
        let asked = asking.end()?;
        here.close()?;
        there.close()?;
        sender.shutdown_background();
        Ok(told(alone.rate(), &pairs, per_second(&asked)))
    }

    /// Ten times the usual load, and what comes after.
    fn flooded(&self, most: f64) -> Result<Vec<Figure>, Box<dyn Error>> {
        // Half of what it could settle is let in, so that limits are seen and not only queues.
        let allowed = NonZeroU32::new((most * AT_EASE) as u32);
        let guard = Guard::Mutual { posts_per_second: allowed, reads_per_second: Some(READS) };
        let place = self.place("flooded", guard)?;
        let names = names();
        warm(&place, Form::Json, &names)?;
        let usual = most * AT_EASE * AT_EASE;
        let ease = self.plan(Pace::Every(usual));
        let before = load::payments(&place, Form::Json, ease, &names)?.end()?;
        let memory = resident_mib();
        let flood = Plan {
            connections: self.arguments.connections * 8,
            pace: Pace::Every(usual * FLOOD),
            until: Until::After(Duration::from_secs(self.arguments.flood_seconds)),
        };
        let flooding = load::payments(&place, Form::Json, flood, &names)?;
        let (told, peak) = watched(flooding)?;
        let again = self.recovers(&place, ease, &names, before.within(0.99))?;
        place.close()?;
        let of = |status| told.statuses.get(&status).copied().unwrap_or(0) as f64;
        Ok(vec![
            Figure::new("door: settled under ten times the load", told.rate(), "payments/s")
                .beside("sent a second", per_second(&told)),
            Figure::new("door: told to come again, 429", of(429), "requests"),
            Figure::new("door: left without an answer", of(0), "requests"),
            Figure::new("door: memory under ten times the load, at most", peak, "MiB")
                .beside("before it", memory),
            Figure::new("door: at most twice as slow as before it, after", again, "s")
                .beside("all but one in a hundred before it, ms", before.within(0.99)),
        ])
    }

    /// How long after a flood the answers take no more than twice as long as before it, of a second's
    /// load at a time. Unit: seconds.
    fn recovers(
        &self,
        place: &Place,
        ease: Plan,
        names: &Arc<AtomicU64>,
        usual: f64,
    ) -> Result<f64, Box<dyn Error>> {
        let begun = Stopwatch::now();
        loop {
            let since = begun.elapsed();
            let second = Plan { until: Until::After(Duration::from_secs(1)), ..ease };
            let told = load::payments(place, Form::Json, second, names)?.end()?;
            if told.done() == told.sent() && told.within(0.99) <= usual * 2.0 {
                return Ok(since.as_secs_f64());
            }
            if since > AFTER * 2 {
                return Ok(f64::INFINITY);
            }
        }
    }
}

/// What was settled a second in two slices that follow each other.
struct Pair {
    /// While the other node was asked.
    elsewhere: f64,
    /// While this one was.
    flooded: f64,
}

impl Pair {
    /// One of a number, as it is measured at one node and at the other.
    fn of(number: u64, settled: &impl Fn(usize) -> f64) -> Self {
        if number.is_multiple_of(2) {
            let elsewhere = settled(THERE);
            Self { elsewhere, flooded: settled(HERE) }
        } else {
            let flooded = settled(HERE);
            Self { elsewhere: settled(THERE), flooded }
        }
    }

    /// What the queries cost. Unit: percent of what is settled without them.
    fn cost(&self) -> f64 {
        100.0 * (1.0 - self.flooded / self.elsewhere.max(1e-9))
    }
}

fn told(alone: f64, pairs: &[Pair], asked: f64) -> Vec<Figure> {
    let count = pairs.len() as f64;
    let mean = |of: fn(&Pair) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let [low, half, high] = quartiles(pairs.iter().map(Pair::cost).collect());
    let cost = [
        "door: what a flood of queries costs settlement",
        "door: that cost in a quarter of the pairs, at most",
        "door: that cost in three quarters of them, at most",
    ];
    vec![
        Figure::new("door: settled with nobody asking", alone, "payments/s"),
        Figure::new(
            "door: settled while another node is asked",
            mean(|pair| pair.elsewhere),
            "payments/s",
        ),
        Figure::new(
            "door: settled while this one is asked",
            mean(|pair| pair.flooded),
            "payments/s",
        )
        .beside("queries answered or refused a second", asked),
        Figure::new(cost[0], half, "%").beside("pairs of slices", count),
        Figure::new(cost[1], low, "%"),
        Figure::new(cost[2], high, "%"),
    ]
}

/// The quartiles of what was measured, between two of them by how near each is.
fn quartiles(mut of: Vec<f64>) -> [f64; 3] {
    of.sort_by(f64::total_cmp);
    let last = of.len().saturating_sub(1);
    [1, 2, 3].map(|quarter| {
        let (whole, part) = (last * quarter / 4, (last * quarter % 4) as f64 / 4.0);
        let at = |number: usize| of.get(number.min(last)).copied().unwrap_or(f64::NAN);
        at(whole) + part * (at(whole + 1) - at(whole))
    })
}

/// Waits for a load, and looks how much memory the process has meanwhile. Unit: MiB.
fn watched(load: Load<'_>) -> Result<(Outcome, f64), Box<dyn Error>> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut most = resident_mib();
            while !over.load(Ordering::Relaxed) {
                most = most.max(resident_mib());
                std::thread::sleep(Duration::from_millis(50));
            }
            most
        });
        let told = load.end();
        over.store(true, Ordering::Relaxed);
        let most = watcher.join().map_err(|_| "watching memory failed")?;
        Ok((told?, most))
    })
}

fn per_second(told: &Outcome) -> f64 {
    crate::rate(told.sent(), told.elapsed)
}

/// Banks' door without a limit.
const UNLIMITED: Guard = Guard::Mutual { posts_per_second: None, reads_per_second: None };

/// Names of what is told of a form: the most, latency at half of it, and what was offered then.
const JSON: [&str; 5] = [
    "door: JSON in, settled, durable, answered",
    "door: JSON at half of that, half of them within",
    "door: JSON, all but one in a hundred within",
    "door: JSON, all but one in a thousand within",
    "due a second",
];

const XML: [&str; 5] = [
    "door: pacs.008 in, settled, durable, answered",
    "door: pacs.008 at half of that, half of them within",
    "door: pacs.008, all but one in a hundred within",
    "door: pacs.008, all but one in a thousand within",
    "due a second",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_what_was_measured() {
        assert_eq!(quartiles(vec![5.0, 1.0, 3.0, 2.0, 4.0]), [2.0, 3.0, 4.0]);
        assert_eq!(quartiles(vec![4.0, 1.0, 3.0, 2.0]), [1.75, 2.5, 3.25]);
        assert_eq!(quartiles(vec![7.0]), [7.0; 3]);
    }

    #[test]
    fn a_pair_is_measured_in_turn_and_costs_what_is_settled_less() {
        let asked = std::cell::RefCell::new(Vec::new());
        let settled = |at: usize| {
            asked.borrow_mut().push(at);
            if at == THERE { 1000.0 } else { 950.0 }
        };
        let pairs = [0, 1].map(|number| Pair::of(number, &settled));
        assert_eq!(*asked.borrow(), [THERE, HERE, HERE, THERE]);
        assert!(pairs.iter().all(|pair| (pair.cost() - 5.0).abs() < 1e-9));
    }
}
