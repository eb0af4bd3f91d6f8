//! The door under load: payments in, settled, durable and answered, on all cores with the load
//! generator beside the node.
//!
//! At a rate, each request is counted from when it was due and not from when it could be sent, so
//! that a pause of the node is seen by all that were due in it.

mod load;
mod place;

use std::error::Error;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use load::{Load, Outcome, Pace, Plan, Until};
use place::{Form, Guard, Place};

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
    load::payments(place, form, plan, names)?.end(place)?;
    Ok(())
}

/// The short measurement: signed XML on loopback.
pub(crate) fn measure(folder: &Path, messages: usize) -> Measured {
    let place = Place::open(&folder.join("door-bench"), Guard::Loopback)?;
    let names = names();
    warm(&place, Form::Xml, &names)?;
    let until = Until::Sent(u64::try_from(messages)?);
    let plan = Plan { connections: CONNECTIONS, pace: Pace::Answered, until };
    let told = load::payments(&place, Form::Xml, plan, &names)?.end(&place)?;
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
        println!("{}", machine_name());
        println!("mutual TLS, each request signed (RFC 9421), the load on the same cores");
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
        let fast = load::payments(&place, form, self.plan(Pace::Answered), &names)?.end(&place)?;
        let rate = fast.rate() * AT_EASE;
        let told = load::payments(&place, form, self.plan(Pace::Every(rate)), &names)?;
        let told = told.end(&place)?;
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
    fn queried(&self, most: f64) -> Result<Vec<Figure>, Box<dyn Error>> {
        let limited = Guard::Mutual { posts_per_second: None, reads_per_second: Some(READS) };
        let (here, there) = (self.place("queried", limited)?, self.place("beside", limited)?);
        let names = names();
        warm(&here, Form::Json, &names)?;
        let flood = Plan { pace: Pace::Every(most * FLOOD), ..self.plan(Pace::Answered) };
        let pay = || load::payments(&here, Form::Json, self.plan(Pace::Answered), &names);
        let alone = pay()?.end(&here)?;
        let settled = random_uetr(0);
        // There nobody has paid: it answers that it is not known, and does the same to find that.
        let both = |place: &Place| -> Result<(Outcome, Outcome), Box<dyn Error>> {
            let asking = load::queries(place, flood, settled)?;
            let paid = pay()?.end(&here)?;
            Ok((paid, asking.end(place)?))
        };
        let (elsewhere, _) = both(&there)?;
        let (flooded, asked) = both(&here)?;
        here.close()?;
        there.close()?;
        let cost = 100.0 * (1.0 - flooded.rate() / elsewhere.rate().max(1e-9));
        Ok(vec![
            Figure::new("door: settled with nobody asking", alone.rate(), "payments/s"),
            Figure::new(
                "door: settled while another node is asked",
                elsewhere.rate(),
                "payments/s",
            ),
            Figure::new("door: settled while this one is asked", flooded.rate(), "payments/s"),
            Figure::new("door: what a flood of queries costs settlement", cost, "%")
                .beside("queries answered or refused a second", per_second(&asked)),
        ])
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
        let before = load::payments(&place, Form::Json, ease, &names)?.end(&place)?;
        let memory = resident_mib();
        let flood = Plan {
            connections: self.arguments.connections * 8,
            pace: Pace::Every(usual * FLOOD),
            until: Until::After(Duration::from_secs(self.arguments.flood_seconds)),
        };
        let flooding = load::payments(&place, Form::Json, flood, &names)?;
        let (told, peak) = watched(flooding, &place)?;
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
            let told = load::payments(place, Form::Json, second, names)?.end(place)?;
            if told.done() == told.sent() && told.within(0.99) <= usual * 2.0 {
                return Ok(since.as_secs_f64());
            }
            if since > AFTER * 2 {
                return Ok(f64::INFINITY);
            }
        }
    }
}

/// Waits for a load, and looks how much memory the process has meanwhile. Unit: MiB.
fn watched(load: Load, place: &Place) -> Result<(Outcome, f64), Box<dyn Error>> {
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
        let told = load.end(place);
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
