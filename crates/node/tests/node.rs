//! A running node over a real disk: no scenario, since scenarios know neither boards nor folders.

use std::path::Path;

use ed25519_dalek::SigningKey;
use node::render::{AccountReport, Address, DayStatement, Taking};
use node::{
    Cause, Clock, Document, Founding, Node, NodeOptions, Notice, Original, Salting, Side, Stage,
    Submission, Used, public_key,
};
use settlement::offsetting::{Explanation, Keep};
use settlement::payment::{Category, Instruction, Leg, Timing};
use settlement::{Command, PartyId, Priority, issuance, liquidity, payment, surplus};
use terms::{Amount, Bic, CurrencyId, Instant, LogPosition, Uetr};

const AGENT: PartyId = PartyId::new(1);
const PAYER: PartyId = PartyId::new(2);
const PAYEE: PartyId = PartyId::new(3);
const DONG: CurrencyId = CurrencyId::new(0);

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn document() -> String {
    let key = public_key(&signer());
    format!(
        r#"
name = "test"
clearing_system = "TEST"
founded_at = "2026-11-24T06:00:00Z"
operator = {{ bic = "SRRFAEAD", keys = ["{key}"] }}
[[party]]
bic = "STBVVNVX"
[[party]]
bic = "BFTVVNVX"
[[party]]
bic = "ICBVVNVX"
[[currency]]
code = "VND"
minor_units = 0
agent = "STBVVNVX"
valid_from = "2026-01-01"
[[calendar]]
currency = "VND"
version = 1
valid_from = "2026-01-01"
utc_offset_minutes = 420
weekend = []
open = "00:00"
customer_cut_off = "24:00"
close = "24:00"
always_open = true
source = "test"
[[participant]]
bic = "BFTVVNVX"
currency = "VND"
class = "resident-bank"
[[participant]]
bic = "ICBVVNVX"
currency = "VND"
class = "resident-bank"
"#
    )
}

fn founding() -> Founding {
    Document::parse(&document()).and_then(|document| document.founding()).expect("it is sound")
}

/// Starts a node that keeps views in a file of its folder.
fn start_with_views(folder: &Path) -> Node {
    let mut options = NodeOptions::new(folder.to_owned());
    options.clock = Clock::Stepped;
    options.views = Some(views_in(folder));
    let (node, _) = Node::start(&founding(), signer(), options, |_| {}).expect("it starts");
    node
}

fn views_in(folder: &Path) -> views::Target {
    views::Target::Sqlite(folder.join("views.sqlite"))
}

/// Waits until the views have all that was told; answers what they then say of themselves.
fn level(node: &Node) -> u64 {
    let board = node.board();
    for _ in 0..3000 {
        let board = board.read().expect("no reader panics");
        let lag = board.views().expect("views are kept");
        if lag.records() == 0 && lag.position() == board.head().0 {
            return lag.position().number();
        }
        drop(board);
        // Another thread's work is waited for, as its readers would.
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("the views never reach the log's end");
}

fn digests(views: &mut views::Views) -> Vec<(&'static str, terms::Digest)> {
    views.digests().expect("rows are read")
}

/// The digests of views made of the whole log again.
fn made_again(folder: &Path) -> Vec<(&'static str, terms::Digest)> {
    let target = views::Target::Sqlite(folder.join("again.sqlite"));
    let mut views = views::Views::renew(&target, founding().origin()).expect("they are made");
    let replayed =
        node::Replica::replay_records(&founding(), folder, node::Explain::Nothing, |applied, _| {
            views.add(applied.recorded()).map_err(|fault| node::Fault::because("adding", fault))
        });
    replayed.expect("the log replays");
    digests(&mut views)
}

fn start(folder: &Path, keep_days: u16) -> Result<Node, node::Fault> {
    start_from(&founding(), folder, keep_days)
}

fn start_from(founding: &Founding, folder: &Path, keep_days: u16) -> Result<Node, node::Fault> {
    let mut options = NodeOptions::new(folder.to_owned());
    options.clock = Clock::Stepped;
    options.keep.days = keep_days;
    Node::start(founding, signer(), options, |_| {}).map(|(node, _)| node)
}

fn at(date_time: &str) -> Instant {
    iso20022::view::moment(date_time).expect("a moment with its offset")
}

/// Gives a command in a record of its own; answers whether it was refused.
fn give(node: &Node, by: PartyId, command: Command, instant: Instant) -> bool {
    let original = Original::new(b"the message".to_vec(), Salting::Random).expect("salt is drawn");
    give_by(node, by, command, instant, original)
}

/// Gives a command by this message.
fn give_by(node: &Node, by: PartyId, command: Command, at: Instant, original: Original) -> bool {
    let submission = Submission {
        by,
        sender: Bic::parse("BFTVVNVX").expect("eight letters"),
        message: "M1".into(),
        command,
        original: Some(original),
    };
    let answer = node.intake().submit(submission).expect("the intake has room");
    node.intake().step(at).expect("it runs").blocking_recv().expect("it steps");
    let answer = answer.blocking_recv().expect("it is answered");
    answer.events.iter().any(|event| matches!(event, settlement::Event::Refused { .. }))
}

fn name(number: u128) -> Uetr {
    Uetr::from_random(number)
}

fn issue(number: u128, amount: u128) -> Command {
    let (to, amount) = (PAYER, Amount::from_minor(amount));
    Command::Issuance(issuance::Command::Issue { name: name(number), currency: DONG, to, amount })
}

fn transfer(number: u128, amount: u128) -> Command {
    let (to, amount) = (PAYEE, Amount::from_minor(amount));
    Command::Liquidity(liquidity::Command::TransferLiquidity {
        name: name(number),
        currency: DONG,
        to,
        amount,
    })
}

fn balance(node: &Node, party: PartyId) -> i128 {
    let board = node.board();
    let board = board.read().expect("no reader panics");
    let mut rows = board.accounts();
    rows.find(|row| row.party == party).map_or(0, |row| row.balance.minor())
}

#[test]
fn what_moves_at_once_is_carried_out_once_also_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    assert!(!give(&node, AGENT, issue(1, 500), at("2026-11-24T07:00:00Z")));
    assert!(!give(&node, PAYER, transfer(2, 200), at("2026-11-24T07:00:01Z")));
    assert!(give(&node, PAYER, transfer(2, 200), at("2026-11-24T07:00:02Z")));
    node.stop().expect("it stops well");
    let node = start(folder.path(), 30).expect("it starts again");
    assert!(give(&node, AGENT, issue(1, 500), at("2026-11-24T07:00:03Z")));
    assert_eq!((balance(&node, PAYER), balance(&node, PAYEE)), (300, 200));
    let board = node.board();
    let board = board.read().expect("no reader panics");
    let row = board.payment(name(2)).expect("a transfer is known by its name");
    assert_eq!((row.stage, row.history.len()), (Stage::Settled, 1));
}

#[test]
fn what_has_ended_is_read_for_some_days_and_cursors_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 2).expect("it starts");
    give(&node, AGENT, issue(1, 500), at("2026-11-24T07:00:00Z"));
    give(&node, PAYER, transfer(2, 200), at("2026-11-25T07:00:00Z"));
    give(&node, PAYER, transfer(3, 100), at("2026-11-27T07:00:00Z"));
    let known = |node: &Node| {
        let board = node.board();
        let board = board.read().expect("no reader panics");
        let names = [1, 2, 3].map(|number| board.payment(name(number)).is_some());
        let cursors: Vec<u64> =
            board.outbox(PAYER, 0, 100).iter().map(|outlet| outlet.cursor).collect();
        (names, board.oldest(PAYER), cursors)
    };

    // The issue's notice was the first; a statement was told at each close since.
    let before = known(&node);
    assert_eq!(before.0, [false, true, true]);
    assert!(before.1 > 1 && before.2.first() == Some(&before.1), "{before:?}");
    assert_eq!(balance(&node, PAYER), 200);
    node.stop().expect("it stops well");
    let node = start(folder.path(), 2).expect("it starts again");
    assert_eq!(known(&node), before, "a board made again forgets the same");
}

#[test]
fn of_what_has_ended_no_more_is_read_than_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || {
        let mut options = NodeOptions::new(folder.path().to_owned());
        options.clock = Clock::Stepped;
        options.keep.payments = 2;
        Node::start(&founding(), signer(), options, |_| {}).map(|(node, _)| node)
    };
    let node = start().expect("it starts");
    give(&node, AGENT, issue(1, 500), at("2026-11-24T07:00:00Z"));
    for number in 2..=4 {
        let instant = at(&format!("2026-11-24T07:00:0{number}Z"));
        give(&node, PAYER, transfer(number, 100), instant);
    }
    let known = |node: &Node| {
        let board = node.board();
        let board = board.read().expect("no reader panics");
        let names = [1, 2, 3, 4].map(|number| board.payment(name(number)).is_some());
        let cursors: Vec<u64> =
            board.outbox(PAYER, 0, 100).iter().map(|outlet| outlet.cursor).collect();
        let ended = board.feed().ended(None).count();
        (names, ended, board.oldest(PAYER), cursors, board.totals().submitted)
    };
    let before = known(&node);
    assert_eq!((before.0, before.1), ([false, false, true, true], 2));
    // Notices of what is forgotten go with it, and those after them keep their places.
    assert!(before.2 > 1 && before.3.first() == Some(&before.2), "{before:?}");
    assert_eq!((balance(&node, PAYER), balance(&node, PAYEE)), (200, 300));
    // What is forgotten is still known to the machine, which does nothing twice.
    assert!(give(&node, PAYER, transfer(2, 100), at("2026-11-24T07:00:09Z")));
    node.stop().expect("it stops well");
    let node = start().expect("it starts again");
    assert_eq!(known(&node), before, "a board made again forgets the same");
}

#[test]
fn messages_that_left_nothing_are_not_kept_without_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = NodeOptions::new(folder.path().to_owned());
    options.clock = Clock::Stepped;
    options.keep.payments = 4;
    let (node, _) = Node::start(&founding(), signer(), options, |_| {}).expect("it starts");
    give(&node, AGENT, issue(1, 500), at("2026-11-24T07:00:00Z"));
    let refused: Vec<_> = (10..40_u32)
        .map(|second| {
            let bytes = second.to_be_bytes().to_vec();
            let original = Original::new(bytes, Salting::Random).expect("salt is drawn");
            let (digest, instant) = (original.digest(), at(&format!("2026-11-24T07:00:{second}Z")));
            let beyond = transfer(second.into(), 1_000);
            assert!(give_by(&node, PAYER, beyond, instant, original), "it is refused");
            digest
        })
        .collect();
    let board = node.board();
    let board = board.read().expect("no reader panics");
    let known = refused.iter().filter(|digest| board.original_of(**digest).is_some()).count();
    assert!((1..=9).contains(&known), "{known} of {} are known", refused.len());
    assert!(board.payment(name(1)).is_some_and(|row| board.original_of(row.evidence).is_some()));
}

#[test]
fn a_log_put_back_from_an_older_copy_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    node.stop().expect("it stops well");
    let log = folder.path().join("log");
    let older = folder.path().join("older");
    copy(&log, &older);
    let node = start(folder.path(), 30).expect("it starts again");
    give(&node, AGENT, issue(1, 500), at("2026-11-24T07:00:00Z"));
    node.stop().expect("it stops well");
    std::fs::remove_dir_all(&log).expect("the log goes");
    std::fs::rename(&older, &log).expect("the older one comes");
    std::fs::remove_dir_all(folder.path().join("snapshots")).expect("snapshots go");
    let fault = start(folder.path(), 30).err().expect("it is refused").to_string();
    assert!(fault.contains("older copy"), "{fault}");
}

#[test]
fn a_log_without_its_originals_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    node.stop().expect("it stops well");
    std::fs::remove_dir_all(folder.path().join("originals")).expect("they go");
    let fault = start(folder.path(), 30).err().expect("it is refused").to_string();
    assert!(fault.contains("missing"), "{fault}");
}

#[test]
fn a_document_that_names_nobody_or_breaks_a_rule_is_refused() {
    let refused = |from: &str, to: &str| {
        let text = document().replacen(from, to, 1);
        assert_ne!(text, document(), "{from} stands in the document");
        let founding = Document::parse(&text).and_then(|document| document.founding());
        let fault = founding.and_then(|founding| founding.try_out()).err();
        fault.unwrap_or_else(|| panic!("{to} is taken")).to_string()
    };
    assert!(refused("agent = \"STBVVNVX\"", "agent = \"STBVVNVY\"").contains("STBVVNVY"));
    assert!(refused("minor_units = 0", "minor_units = 9").contains("1802"));
    assert!(refused("clearing_system", "clearing_house").contains("clearing_house"));
    assert!(refused("06:00:00Z", "06:00:00").contains("founded_at"));
    assert!(refused("bic = \"ICBVVNVX\"", "bic = \"BFTVVNVX\"").contains("twice"));
    assert!(refused("class = \"resident-bank\"", "class = \"friend\"").contains("friend"));
}

#[test]
fn a_document_states_official_rates_and_opens_exchange() {
    let yardstick = "founded_at = \"2026-11-24T06:00:00Z\"\nyardstick = \"a basket\"";
    let with = |units: &str| {
        let text = document().replacen("founded_at = \"2026-11-24T06:00:00Z\"", yardstick, 1);
        let row = "minor_units = 25000\nband = 100\nquota = \"5000\"\nopen = true\n";
        format!("{text}[[exchange]]\ncurrency = \"VND\"\nunits = {units}\n{row}")
    };
    let founding = Document::parse(&with("1")).and_then(|document| document.founding());
    let founding = founding.expect("it is sound");
    founding.try_out().expect("the rules allow it");
    let mut machine = settlement::Machine::new(founding.genesis.clone());
    let moment =
        settlement::Moment { position: terms::LogPosition::new(1), instant: founding.instant };
    for command in founding.commands {
        machine.apply(moment, command, &mut Vec::new());
    }
    let rate = machine.official_rate(DONG, founding.instant.date()).expect("it is approved");
    assert_eq!((rate.numerator(), rate.denominator()), (1, 25_000));
    assert_eq!(machine.yardstick(), "a basket");
    let refused = Document::parse(&with("0")).and_then(|document| document.founding());
    assert!(refused.is_err_and(|fault| fault.to_string().contains("zero")));
}

/// What a document says about a surplus: above 100,000 dong it is invested at the close, at 36.5 %,
/// and what is kept costs 100 % a year.
const SURPLUS: &str = r#"
[[overnight]]
currency = "VND"
class = "resident-bank"
cap = "100000"
disposal = "invest"
[[investment]]
currency = "VND"
interest = 3650
year = 365
cap = "5000000"
[[imbalance]]
currency = "VND"
class = "resident-bank"
threshold = "0"
surplus = 10000
deficit = 0
year = 360
"#;

#[test]
fn a_statement_tells_investment_interest_and_charge() {
    let text = document() + SURPLUS;
    let founding = Document::parse(&text).and_then(|document| document.founding());
    let founding = founding.expect("it is sound");
    let folder = tempfile::tempdir().expect("a folder");
    let node = start_from(&founding, folder.path(), 30).expect("it starts");
    give(&node, AGENT, issue(1, 1_100_000), at("2026-11-24T07:00:00Z"));
    let (name, currency, amount) = (name(2), DONG, Amount::from_minor(5));
    let invest = surplus::Command::InvestFunds { name, currency, amount };
    assert!(!give(&node, PAYER, Command::Surplus(invest), at("2026-11-25T07:00:00Z")));
    give(&node, AGENT, issue(3, 1), at("2026-11-26T07:00:00Z"));

    let board = node.board();
    let board = board.read().expect("no reader panics");
    let row = board.payment(name).expect("what is invested is known by its name");
    assert_eq!((row.stage, row.history.len()), (Stage::Settled, 1));
    let statements = |party: PartyId| {
        let notices = board.outbox(party, 0, 100).into_iter().map(|outlet| outlet.outgoing.notice);
        let days = notices.filter_map(|notice| match notice {
            Notice::Statement(day) => Some((day.movements.clone(), day.closing)),
            _ => None,
        });
        let told: Vec<_> = days
            .map(|(movements, closing)| {
                let sums = movements.iter().map(|m| (m.cause, m.side, m.amount.minor()));
                (sums.collect::<Vec<_>>(), closing.minor())
            })
            .collect();
        told
    };
    // The agent's own money is what it was paid as a charge; of 1000 dong interest it has 277.
    let (first, second) = (
        vec![
            (Cause::Issuance, Side::Credit, 1_100_000),
            (Cause::Transfer, Side::Debit, 1_000_000),
            (Cause::Charge, Side::Debit, 277),
        ],
        vec![
            (Cause::Interest, Side::Credit, 277),
            (Cause::Transfer, Side::Debit, 5),
            (Cause::Charge, Side::Debit, 277),
        ],
    );
    assert_eq!(statements(PAYER)[..2], [(first, 99_723), (second, 99_718)]);
    let agent = statements(AGENT);
    assert_eq!(agent[1].0.first(), Some(&(Cause::Interest, Side::Debit, 277)));
    assert_eq!(agent[1].1, 1_000_005 + 277);
}

#[test]
fn a_document_that_states_a_year_of_364_days_is_refused() {
    let text = document() + &SURPLUS.replacen("year = 365", "year = 364", 1);
    let founding = Document::parse(&text).and_then(|document| document.founding());
    assert!(founding.is_err_and(|fault| fault.to_string().contains("364")));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("it is read") {
        let entry = entry.expect("it is read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("it has a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("it is copied");
        }
    }
}

fn pay(number: u128, (debtor, creditor): (PartyId, PartyId), amount: u128) -> Command {
    Command::Payment(payment::Command::SubmitInstruction(Instruction {
        uetr: name(number),
        legs: vec![Leg { debtor, creditor, currency: DONG, amount: Amount::from_minor(amount) }],
        date: at("2026-11-24T12:00:00Z").date(),
        priority: Priority::Normal,
        category: Category::Interbank,
        timing: Timing::default(),
        counter: None,
        returns: None,
    }))
}

#[test]
fn an_identifier_of_a_message_stands_for_it_after_a_restart_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    let day = at("2026-11-24T07:00:00Z");
    let message = b"<GrpHdr><MsgId>M-1</MsgId></GrpHdr>".to_vec();
    let original = Original::new(message.clone(), Salting::Random).expect("salt is drawn");
    assert!(!give_by(&node, PAYER, pay(1, (PAYER, PAYEE), 5), day, original));
    node.stop().expect("it stops well");
    let node = start(folder.path(), 30).expect("it starts again");
    let messages = node.messages();
    let mut messages = messages.lock().expect("nobody panics");
    let mut taken = |by, bytes: &[u8]| messages.take(by, "M-1", bytes, day.date());
    assert_eq!(taken(PAYER, &message), Used::Same);
    assert_eq!(taken(PAYER, b"another"), Used::Other);
    assert_eq!(taken(PAYEE, b"another"), Used::New);
}

#[test]
fn a_round_tells_its_rings_and_why_the_rest_waits_until_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    let (there, back) = ((PAYER, PAYEE), (PAYEE, PAYER));
    assert!(!give(&node, PAYER, pay(1, there, 10), at("2026-11-24T07:00:00Z")));
    assert!(!give(&node, PAYEE, pay(2, back, 8), at("2026-11-24T07:00:01Z")));
    // The first record of the next minute makes the round, before it commands anything.
    assert!(!give(&node, AGENT, issue(3, 2), at("2026-11-24T07:02:00Z")));
    {
        let board = node.board();
        let board = board.read().expect("no reader panics");
        let row = board.offsetting().last().expect("a round was made");
        assert_eq!((row.considered, row.settled, row.rings()), (2, 0, Vec::new()));
        let told = row.explanation.as_ref().expect("it was explained");
        let lacking = |at: usize| told.items[at].alone.iter().map(|s| s.lacking.minor()).sum();
        let lacks: [u128; 2] = [lacking(0), lacking(1)];
        assert_eq!(lacks, [10, 8], "before the two were issued");
        assert_eq!(told.all.iter().map(|s| s.lacking.minor()).collect::<Vec<_>>(), [2]);
    }
    assert!(!give(&node, AGENT, issue(4, 1), at("2026-11-24T07:03:00Z")));
    let rings_of = |node: &Node| {
        let board = node.board();
        let board = board.read().expect("no reader panics");
        let row = board.offsetting().last().expect("a round was made").clone();
        let rings = row.rings();
        let amounts: Vec<Vec<u128>> =
            rings.iter().map(|r| r.flows.iter().map(|leg| leg.amount.minor()).collect()).collect();
        (row.settled, row.items.len(), amounts, row.explanation.is_some())
    };
    assert_eq!(rings_of(&node), (2, 2, vec![vec![8, 8]], true));
    node.stop().expect("it stops well");
    let node = start(folder.path(), 30).expect("it starts again");
    assert_eq!(rings_of(&node), (2, 2, vec![vec![8, 8]], false), "derived, not recorded");
}

#[test]
fn a_replay_tells_why_items_waited_after_every_round_as_the_node_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    let there = (PAYER, PAYEE);
    assert!(!give(&node, PAYER, pay(1, there, 10), at("2026-11-24T07:00:00Z")));
    assert!(!give(&node, AGENT, issue(3, 2), at("2026-11-24T07:02:00Z")));
    assert!(!give(&node, PAYER, pay(2, there, 7), at("2026-11-24T07:03:00Z")));
    assert!(!give(&node, AGENT, issue(4, 3), at("2026-11-24T07:05:00Z")));
    let told: Vec<(u64, Explanation)> = {
        let board = node.board();
        let board = board.read().expect("no reader panics");
        let rows = board.offsetting().rounds(0);
        let told = rows.filter_map(|row| Some((row.number, (**row.explanation.as_ref()?).clone())));
        told.collect()
    };
    let waited: Vec<usize> = told.iter().map(|(_, explained)| explained.items.len()).collect();
    assert!(waited.starts_with(&[1]) && waited.ends_with(&[2]), "{waited:?}");
    node.stop().expect("it stops well");
    let mut again = Vec::new();
    let asked = node::Explain::Rounds(Keep::ALL);
    let replayed =
        node::Replica::replay_records(&founding(), folder.path(), asked, |applied, _| {
            again.extend(applied.explained);
            Ok(())
        });
    replayed.expect("the log replays");
    assert_eq!(again, told);
}

#[test]
fn each_of_several_rounds_that_time_brings_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    let (there, back) = ((PAYER, PAYEE), (PAYEE, PAYER));
    assert!(!give(&node, PAYER, pay(1, there, 10), at("2026-11-24T07:00:01Z")));
    assert!(!give(&node, PAYER, pay(2, there, 50), at("2026-11-24T07:00:02Z")));
    assert!(!give(&node, PAYEE, pay(3, back, 9), at("2026-11-24T07:00:03Z")));
    assert!(!give(&node, AGENT, issue(4, 1), at("2026-11-24T07:00:04Z")));
    // The next record comes after two rounds: one settles two payments, one nothing.
    assert!(!give(&node, AGENT, issue(5, 50), at("2026-11-24T07:05:00Z")));
    node.stop().expect("it stops well");
    let mut told = Vec::new();
    let asked = node::Explain::Rounds(Keep::ALL);
    let replayed =
        node::Replica::replay_records(&founding(), folder.path(), asked, |applied, _| {
            let waited = |(round, explained): &(u64, Explanation)| {
                let lacking = explained.all.iter().map(|short| short.lacking.minor());
                (*round, explained.items.len(), lacking.collect::<Vec<_>>())
            };
            told.push(applied.explained.iter().map(waited).collect::<Vec<_>>());
            Ok(())
        });
    replayed.expect("the log replays");
    told.retain(|rounds| !rounds.is_empty());
    assert_eq!(told, [[(1, 1, vec![50]), (2, 1, vec![50])]]);
}

#[test]
fn a_stepped_world_is_told_whose_messages_wait_for_the_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    let pending = || node.intake().pending().expect("it runs").blocking_recv().expect("it answers");
    assert!(pending().is_empty());
    let sender = Bic::parse("BFTVVNVX").expect("eight letters");
    let message = "M1".into();
    let submission =
        Submission { by: PAYER, sender, message, command: transfer(1, 1), original: None };
    let _answer = node.intake().submit(submission).expect("the intake has room");
    assert_eq!(pending(), [sender]);
}

#[test]
fn views_follow_the_log_and_are_what_a_replay_makes() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts without views");
    for number in 0..70 {
        assert!(!give(&node, AGENT, issue(number, 500), at("2026-11-24T07:00:00Z")));
    }
    node.stop().expect("it stops well");
    let node = start_with_views(folder.path());
    for number in 70..100 {
        assert!(!give(&node, AGENT, issue(number, 500), at("2026-11-24T08:00:00Z")));
    }
    assert_eq!(level(&node), 101);
    node.stop().expect("it stops well");
    let opened = views::Views::open(&views_in(folder.path()), founding().origin());
    let (mut views, _) = opened.expect("the views open");
    assert_eq!(views.position().0.number(), 101);
    assert_eq!(digests(&mut views), made_again(folder.path()));
}

#[test]
fn a_database_that_does_not_answer_holds_up_nothing_and_is_caught_up_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start_with_views(folder.path());
    // Taken as they are told, so that the views are ahead of the events on the disk.
    for number in 1000..1007 {
        assert!(!give(&node, AGENT, issue(number, 500), at("2026-11-24T07:00:00Z")));
    }
    assert_eq!(level(&node), 8);
    let holder = rusqlite::Connection::open(folder.path().join("views.sqlite")).expect("it opens");
    holder.execute_batch("BEGIN EXCLUSIVE").expect("it is held");
    // Far more records than wait in memory for the views.
    for number in 0..90 {
        assert!(!give(&node, AGENT, issue(number, 500), at("2026-11-24T07:00:00Z")));
    }
    {
        let board = node.board();
        let board = board.read().expect("no reader panics");
        assert!(board.views().expect("views are kept").records() >= 89);
    }
    holder.execute_batch("ROLLBACK").expect("it is let go");
    assert_eq!(level(&node), 98);
    node.stop().expect("it stops well");
    let opened = views::Views::open(&views_in(folder.path()), founding().origin());
    let (mut views, _) = opened.expect("the views open");
    assert_eq!(digests(&mut views), made_again(folder.path()));
}

#[test]
fn views_of_a_log_put_back_from_an_older_copy_are_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start_with_views(folder.path());
    for number in 0..5 {
        assert!(!give(&node, AGENT, issue(number, 500), at("2026-11-24T07:00:00Z")));
    }
    assert_eq!(level(&node), 6);
    node.stop().expect("it stops well");
    let views = std::fs::read(folder.path().join("views.sqlite")).expect("it is there");
    let other = tempfile::tempdir().expect("a folder");
    std::fs::write(other.path().join("views.sqlite"), views).expect("it is put back");
    // The same system, and another history of it.
    let node = start_with_views(other.path());
    assert_eq!(level(&node), 1);
    for number in 10..20 {
        assert!(!give(&node, AGENT, issue(number, 700), at("2026-11-24T07:00:00Z")));
    }
    assert_eq!(level(&node), 11);
    node.stop().expect("it stops well");
    let opened = views::Views::open(&views_in(other.path()), founding().origin());
    let (mut views, _) = opened.expect("the views open");
    assert_eq!(digests(&mut views), made_again(other.path()));
}

/// More than is taken from the board at once.
const MANY: u128 = 600;

/// Issues that often in one record, of one currency unit each.
fn issue_often(node: &Node, at: Instant) {
    let issue = |number| Submission {
        by: AGENT,
        sender: Bic::parse("STBVVNVX").expect("eight letters"),
        message: format!("M{number}"),
        command: issue(number, 1),
        original: Some(
            Original::new(format!("message {number}").into_bytes(), Salting::Random)
                .expect("salt is drawn"),
        ),
    };
    let submit = |number| node.intake().submit(issue(number)).expect("the intake has room");
    let answers: Vec<_> = (1..=MANY).map(submit).collect();
    node.intake().step(at).expect("it runs").blocking_recv().expect("it steps");
    for answer in answers {
        answer.blocking_recv().expect("it is answered");
    }
}

#[test]
fn a_long_day_is_taken_in_portions_and_begun_anew_where_it_closes() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    issue_often(&node, at("2026-11-24T07:00:00Z"));
    let board = node.board();
    let held = || board.read().expect("no reader panics");
    let begin = || AccountReport::begin(&held(), PAYER, DONG).expect("it is named");
    let mut report = begin().expect("the payer has an account");
    // What moves the account after that is not of the report.
    give(&node, AGENT, issue(MANY + 1, 1), at("2026-11-24T08:00:00Z"));
    let from = Bic::parse("SRRFAEAD").expect("eight letters");
    let created = at("2026-11-24T09:00:00Z");
    let address = Address { from, to: report.holder(), message_id: "R-1", created };
    for expected in [Taking::More, Taking::Whole] {
        assert_eq!(report.take(&held()), expected);
    }
    let told = report.render(&address, node.original()).expect("it comes to the balance");
    assert_eq!(told.xml.matches("<Ntry>").count(), 600);

    let mut begun = begin().expect("the payer has an account");
    assert_eq!(begun.take(&held()), Taking::More);
    give(&node, AGENT, issue(MANY + 2, 1), at("2026-11-25T07:00:00Z"));
    assert_eq!(begun.take(&held()), Taking::Closed);
    let outlets = held().outbox(PAYER, 0, 10_000);
    let day = outlets.iter().find_map(|outlet| match &outlet.outgoing.notice {
        Notice::Statement(day) => Some(day.clone()),
        _ => None,
    });
    let day = day.expect("the day has closed");
    let mut statement = DayStatement::begin(&held(), PAYER, day).expect("it is named");
    for expected in [Taking::More, Taking::Whole] {
        assert_eq!(statement.take(&held()), expected);
    }
    let told = statement.render(&address, node.original()).expect("it closes right");
    assert_eq!(told.xml.matches("<Ntry>").count(), 601);
}

#[test]
fn what_a_party_commanded_is_read_beside_the_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    let founded = node.board().read().expect("no reader panics").head().0;
    issue_often(&node, at("2026-11-24T07:00:00Z"));
    let issued = node.board().read().expect("no reader panics").head().0;
    give(&node, PAYER, transfer(MANY + 1, 1), at("2026-11-24T08:00:00Z"));
    let last = node.board().read().expect("no reader panics").head().0;
    let of = |by, after, upto| node.records().evidence(by, after, upto).expect("it is durable");
    let agents = of(AGENT, founded, last);
    assert_eq!(agents.len(), 600);
    assert!(agents.iter().all(|(position, _)| *position == issued));
    let known = |(_, evidence): &(_, _)| {
        node.board().read().expect("no reader panics").original_of(*evidence).is_some()
    };
    assert!(agents.iter().all(known));
    assert_eq!(of(PAYER, founded, last).iter().map(|(at, _)| *at).collect::<Vec<_>>(), [last]);
    assert_eq!(of(PAYER, founded, issued), [], "nothing beyond what was asked for");
    assert_eq!(of(AGENT, issued, last), [], "nor before it");
    assert_eq!(of(AGENT, last, last), []);
}

#[test]
fn records_are_read_beside_the_writer_as_the_writer_reads_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path(), 30).expect("it starts");
    issue_often(&node, at("2026-11-24T07:00:00Z"));
    give(&node, PAYER, transfer(MANY + 1, 1), at("2026-11-24T08:00:00Z"));
    let last = node.board().read().expect("no reader panics").head().0;
    // Who asks the writer has it make the events durable.
    let read = node.intake().question(move |replica| {
        let positions = (1..=last.number()).map(LogPosition::new);
        positions.map(|position| replica.record(position)).collect::<Result<Vec<_>, _>>()
    });
    let read = read.expect("it runs").blocking_recv().expect("it answers").expect("it can be read");
    let expected: Vec<_> = read.into_iter().map(|record| record.expect("it is there")).collect();
    let beside = |from, end| {
        let found = node.records().between(LogPosition::new(from), LogPosition::new(end));
        found.expect("it is durable")
    };
    let same = |found: &[node::Applied], expected: &[node::Applied]| {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.header, expected.header);
            assert_eq!(found.commands, expected.commands);
            assert_eq!(found.events, expected.events);
        }
    };
    let end = last.number() + 1;
    same(&beside(1, end), &expected);
    same(&beside(2, last.number()), &expected[1..expected.len() - 1]);
    same(&beside(last.number(), end + 7), &expected[expected.len() - 1..]);
    same(&beside(end, end + 7), &[]);
    same(&beside(2, 2), &[]);
}
