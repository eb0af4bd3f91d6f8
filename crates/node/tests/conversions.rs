//! What a board tells of conversions: no scenario, since scenarios know no boards.

mod common;

use common::{founding, signer};
use node::{Clock, Node, NodeOptions, Original, Salting, Stage, Submission};
use settlement::fx::{Command as Exchange, OrderNumber, Validity};
use settlement::payment::WaitingFor;
use settlement::{Command, PartyId, issuance};
use terms::{Amount, Bic, CurrencyId, Instant, Rate, Uetr};

const AGENT: PartyId = PartyId::new(1);
const PAYER: PartyId = PartyId::new(2);
const PAYEE: PartyId = PartyId::new(3);
const DONG: CurrencyId = CurrencyId::new(0);
const ROUBLE: CurrencyId = CurrencyId::new(1);

/// Roubles besides, of the same central bank.
const ROUBLES: &str = r#"
[[currency]]
code = "RUB"
minor_units = 2
agent = "STBVVNVX"
valid_from = "2026-01-01"
[[calendar]]
currency = "RUB"
version = 1
valid_from = "2026-01-01"
utc_offset_minutes = 180
weekend = []
open = "00:00"
customer_cut_off = "24:00"
close = "24:00"
always_open = true
source = "test"
[[participant]]
bic = "BFTVVNVX"
currency = "RUB"
class = "resident-bank"
[[participant]]
bic = "ICBVVNVX"
currency = "RUB"
class = "resident-bank"
"#;

fn at(date_time: &str) -> Instant {
    iso20022::view::moment(date_time).expect("a moment with its offset")
}

/// Gives a command in a record of its own.
fn give(node: &Node, by: PartyId, command: Command, at: Instant) {
    let original = Original::new(b"the message".to_vec(), Salting::Random).expect("salt is drawn");
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
    let refused = |event: &settlement::Event| matches!(event, settlement::Event::Refused { .. });
    assert!(!answer.events.iter().any(refused), "{:?}", answer.events);
}

/// Where a conversion stands, why it waits, and under which order.
fn stands(node: &Node, uetr: Uetr) -> (Stage, Option<WaitingFor>, Option<OrderNumber>) {
    let board = node.board();
    let board = board.read().expect("no reader panics");
    let row = board.payment(uetr).expect("it is on the board");
    let order = board.conversion(uetr).and_then(|row| row.order);
    (row.stage, row.waiting.clone(), order)
}

// R-FX-16
#[test]
fn a_conversion_whose_money_has_come_is_not_told_to_lack_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = NodeOptions::new(folder.path().to_owned());
    options.clock = Clock::Stepped;
    let (node, _) = Node::start(&founding(ROUBLES), signer(), options, |_| {}).expect("it starts");
    let (uetr, amount) = (Uetr::from_random(1), Amount::from_minor(100));
    let convert = Command::Exchange(Exchange::ConvertPayment {
        uetr,
        creditor: PAYEE,
        sell: DONG,
        buy: ROUBLE,
        amount,
        limit: Rate::new(1, 100).expect("both parts are above zero"),
        wait: Some(Validity::Until(at("2026-11-24T10:00:00Z"))),
    });
    give(&node, PAYER, convert, at("2026-11-24T07:00:00Z"));
    let (stage, waiting, order) = stands(&node, uetr);
    assert_eq!((stage, order), (Stage::Pending, None));
    assert!(matches!(waiting, Some(WaitingFor::Funds { .. })), "{waiting:?}");
    let (name, to, currency) = (Uetr::from_random(2), PAYER, DONG);
    let issue = Command::Issuance(issuance::Command::Issue { name, currency, to, amount });
    give(&node, AGENT, issue, at("2026-11-24T07:00:01Z"));
    assert_eq!(stands(&node, uetr), (Stage::Pending, None, Some(OrderNumber(1))));
}
