//! Records of generated stories, and places to keep views in.
#![allow(dead_code, reason = "each test file uses its part")]

use receipts::{Outcome, RecordHeader};
use settlement::{Envelope, Event, Machine, Moment};
use tempfile::TempDir;
use terms::{Digest, LogPosition};
use testkit::generate::Story;
use views::trial::Trial;
use views::{Found, Origin, Recorded, Target, Views};

/// A record that owns its parts.
pub struct Record {
    pub header: RecordHeader,
    pub commands: Vec<Envelope>,
    pub events: Vec<Event>,
    pub ends: Vec<usize>,
}

impl Record {
    pub fn lent(&self) -> Recorded<'_> {
        let Self { header, commands, events, ends } = self;
        Recorded { header, commands, events, ends }
    }
}

pub fn origin() -> Origin {
    let operator = Story::of(1, 0).genesis.operator;
    Origin { network: Digest([7; 32]), operator }
}

/// The records of a story, up to five commands in each, and the machine at their end.
pub fn records(seed: u64, commands: usize) -> (Vec<Record>, Machine) {
    let story = Story::of(seed, commands);
    let mut machine = Machine::new(story.genesis.clone());
    let (mut records, mut previous) = (Vec::<Record>::new(), Digest::ZERO);
    let mut steps = story.steps.into_iter().peekable();
    let mut number = 0;
    while let Some(first) = steps.next() {
        number += 1;
        let moment = Moment { position: LogPosition::new(number), instant: first.moment.instant };
        let mut commands = vec![first.envelope];
        while commands.len() < 5 {
            let same = steps.next_if(|step| step.moment.instant == moment.instant);
            let Some(step) = same else { break };
            commands.push(step.envelope);
        }
        let mut events = Vec::new();
        machine.pass_time(moment, &mut events);
        let mut ends = vec![events.len()];
        for command in &commands {
            machine.apply(moment, command.clone(), &mut events);
            ends.push(events.len());
        }
        let outcome = Outcome {
            position: LogPosition::new(number - 1),
            events: Digest::ZERO,
            books: Digest::ZERO,
        };
        let header = RecordHeader {
            network: origin().network,
            position: moment.position,
            instant: moment.instant,
            previous,
            commands: Digest::ZERO,
            outcome,
        };
        previous = header.digest();
        records.push(Record { header, commands, events, ends });
    }
    (records, machine)
}

/// A folder with a database for each call; PostgreSQL's server ends with it.
pub struct Place {
    server: Option<Trial>,
    folder: TempDir,
    server_folder: TempDir,
    made: std::cell::Cell<u32>,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let server_folder = tempfile::tempdir().expect("a temporary directory");
        let server = Trial::start(server_folder.path()).expect("the server starts");
        if server.is_none() {
            eprintln!("skipped over PostgreSQL: its programs are not installed");
        }
        Self { server, folder, server_folder, made: 0.into() }
    }

    pub fn sqlite(&self) -> Target {
        self.made.set(self.made.get() + 1);
        Target::Sqlite(self.folder.path().join(format!("{}.sqlite", self.made.get())))
    }

    pub fn postgres(&self) -> Option<Target> {
        let server = self.server.as_ref();
        server.map(|server| server.database().expect("a database is made"))
    }

    /// A new database of each kind that is here.
    pub fn targets(&self) -> Vec<Target> {
        [Some(self.sqlite()), self.postgres()].into_iter().flatten().collect()
    }
}

pub fn made(target: &Target, records: &[Record]) -> Views {
    let (mut views, found) = Views::open(target, origin()).expect("the views open");
    assert_eq!(found, Found::Empty);
    for record in records {
        views.add(record.lent()).expect("the record is added");
    }
    views.flush().expect("the rows are written");
    views
}
