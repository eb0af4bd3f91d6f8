//! Sarraf: banks pay each other directly, each in its own currency.
#![warn(clippy::print_stdout)]

#[macro_use]
mod out;

mod ask;
mod backup;
mod check;
mod clear;
mod configuration;
mod corridors;
mod csv;
mod demo;
mod diff_books;
mod doctor;
mod events;
mod export;
mod files;
mod history;
mod key;
mod logging;
mod messages;
mod offsetting;
mod operations;
mod orders;
mod outcome;
mod replay;
mod rounds;
mod scratch;
mod serve;
mod simulate;
mod statements;
mod verify;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::outcome::{Done, Outcome};

/// Where the program's memory comes from; what is written in C keeps to the system's.
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The exit status of a program whose output was closed: as a shell tells of SIGPIPE, 128 and 13.
const CLOSED: u8 = 141;

/// A payment system in which banks pay each other directly, in their own currencies.
#[derive(Parser)]
#[command(name = "sarraf", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// A world of simulated banks: a day of trade in a minute, and a summary of it
    Demo(demo::Arguments),
    /// Runs a node and its door on loopback
    Serve(serve::Arguments),
    /// Makes a key in a file and prints its public half
    Key(key::Arguments),
    /// Sends a message file, signed, and prints the answer
    Submit(messages::Submit),
    /// Where a payment stands, why, and since when
    Status(messages::Status),
    /// What a participant holds, in every currency
    Accounts(messages::Accounts),
    /// What a participant has been told
    Outbox(messages::Outbox),
    /// Sends anything that is asked as JSON, signed, and prints the answer
    Ask(ask::Arguments),
    /// Prints anything that is read as JSON
    Read(ask::Read),
    /// Sends an order, a quote or a cancelling, signed, and prints the answer
    Order(orders::Arguments),
    /// Rounds of exchange that cleared, or of offsetting: what settled, and why the rest waits
    Rounds(rounds::Arguments),
    /// Says of each file whether it would be accepted; settles nothing, needs no server
    Check(check::Arguments),
    /// Solves files of queued items, obligations or orders, and prints one JSON object for each
    Clear(clear::Arguments),
    /// Fetches the receipt of a settled payment into a file
    Receipt(messages::Receipt),
    /// Checks a receipt offline and says what it proves
    Verify(verify::Arguments),
    /// Applies a whole log again and compares every digest
    Replay(replay::Arguments),
    /// Applies a whole log again and prints every event, a JSON object a line
    Events(events::Arguments),
    /// History as SQL tables: made again from the log, checked, looked at
    #[command(subcommand)]
    Views(history::Task),
    /// Writes a day of history to files: CSV, or statements as ISO 20022 messages
    Export(export::Arguments),
    /// Compares a bank's own entries with the ledger and shows the drift of each currency
    DiffBooks(diff_books::Arguments),
    /// Copies what cannot be derived, also while the node runs, with a manifest of digests
    Backup(backup::Arguments),
    /// Makes a data directory from a backup, up to a position, and verifies it by replay
    Restore(backup::Restore),
    /// Looks at a data directory and its server, and names what is wrong
    Doctor(doctor::Arguments),
    /// Plays a day under many settings on the machine itself, and compares what each comes to
    Simulate(Box<simulate::Arguments>),
    /// What could free each corridor, why the rest cannot move, and when balances run out
    Corridors(corridors::Arguments),
    /// Measures this machine; each figure beside what it is compared with
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match out::heard(|| run(arguments.command)) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::FAILURE,
        Err(error) if out::is_closed(&*error) => ExitCode::from(CLOSED),
        Err(error) => {
            eprintln!("sarraf: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Done {
    match task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Serve(arguments) => serve::run(&arguments),
        Task::Key(arguments) => key::run(&arguments),
        Task::Submit(arguments) => messages::submit(&arguments),
        Task::Status(arguments) => messages::status(&arguments),
        Task::Accounts(arguments) => messages::accounts(&arguments),
        Task::Outbox(arguments) => messages::outbox(&arguments),
        Task::Ask(arguments) => ask::run(&arguments),
        Task::Read(arguments) => ask::read(&arguments),
        Task::Order(arguments) => orders::run(&arguments),
        Task::Rounds(arguments) => rounds::run(&arguments),
        Task::Check(arguments) => check::run(&arguments),
        Task::Clear(arguments) => clear::run(&arguments),
        Task::Receipt(arguments) => messages::receipt(&arguments),
        Task::Verify(arguments) => verify::run(&arguments),
        Task::Replay(arguments) => replay::run(&arguments),
        Task::Events(arguments) => events::run(&arguments),
        Task::Views(task) => history::run(&task),
        Task::Export(arguments) => export::run(&arguments),
        Task::DiffBooks(arguments) => diff_books::run(&arguments),
        Task::Backup(arguments) => backup::run(&arguments),
        Task::Restore(arguments) => backup::restore(&arguments),
        Task::Doctor(arguments) => doctor::run(&arguments),
        Task::Simulate(arguments) => simulate::run(&arguments),
        Task::Corridors(arguments) => corridors::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments).map(|()| Outcome::Good),
    }
}
