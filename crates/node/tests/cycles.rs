//! What a node tells its participants of netting cycles and swap lines: no scenario, since
//! scenarios know no outboxes.

use ed25519_dalek::SigningKey;
use node::render::{Rendered, Renderer, waiting_text};
use node::{Clock, Document, Node, NodeOptions, Original, Salting, Submission, public_key};
use settlement::cycle::{Command as Cycle, CycleNumber};
use settlement::fx::BasisPoints;
use settlement::payment::{Category, CounterTerms, Instruction, Leg, Timing};
use settlement::swap::{Command as Swap, DayCount, DrawNumber, LineNumber, SwapRate, SwapTerms};
use settlement::{Command, PartyId, Priority, issuance, payment};
use terms::{Amount, Bic, CurrencyId, Instant, Rate, Uetr};

const DONG_AGENT: PartyId = PartyId::new(1);
const YUAN_AGENT: PartyId = PartyId::new(2);
const PAYER: PartyId = PartyId::new(3);
const PAYEE: PartyId = PartyId::new(4);
const DONG: CurrencyId = CurrencyId::new(0);
const YUAN: CurrencyId = CurrencyId::new(1);

fn currency(code: &str, minor_units: u8, agent: &str) -> String {
    format!(
        r#"
[[currency]]
code = "{code}"
minor_units = {minor_units}
agent = "{agent}"
valid_from = "2026-01-01"
[[calendar]]
currency = "{code}"
version = 1
valid_from = "2026-01-01"
utc_offset_minutes = 0
weekend = []
open = "00:00"
customer_cut_off = "24:00"
close = "24:00"
always_open = true
source = "test"
"#
    )
}

fn document(key: &str) -> String {
    let mut text = format!(
        r#"
name = "test"
clearing_system = "TEST"
founded_at = "2026-11-24T06:00:00Z"
operator = {{ bic = "SRRFAEAD", keys = ["{key}"] }}
"#
    );
    for bic in ["STBVVNVX", "PBOCCNBJ", "BFTVVNVX", "ICBKCNBJ"] {
        text.push_str(&format!("[[party]]\nbic = \"{bic}\"\n"));
    }
    text.push_str(&currency("VND", 0, "STBVVNVX"));
    text.push_str(&currency("CNY", 2, "PBOCCNBJ"));
    let admitted = [
        ("BFTVVNVX", "VND", "resident-bank"),
        ("ICBKCNBJ", "VND", "foreign-bank"),
        ("BFTVVNVX", "CNY", "foreign-bank"),
        ("ICBKCNBJ", "CNY", "resident-bank"),
        ("STBVVNVX", "CNY", "foreign-bank"),
        ("PBOCCNBJ", "VND", "foreign-bank"),
    ];
    for (bic, currency, class) in admitted {
        text.push_str(&format!(
            "[[participant]]\nbic = \"{bic}\"\ncurrency = \"{currency}\"\nclass = \"{class}\"\n"
        ));
    }
    text
}

fn start(folder: &std::path::Path) -> Node {
    let signer = SigningKey::from_bytes(&[7; 32]);
    let document = document(&public_key(&signer).to_string());
    let founding = Document::parse(&document).and_then(|document| document.founding());
    let mut options = NodeOptions::new(folder.to_owned());
    options.clock = Clock::Stepped;
    let founding = founding.expect("it is sound");
    Node::start(&founding, signer, options, |_| {}).map(|(node, _)| node).expect("it starts")
}

fn at(time: &str) -> Instant {
    iso20022::view::moment(&format!("2026-11-{time}:00Z")).expect("a moment with its offset")
}

fn give(node: &Node, by: PartyId, command: Command, instant: Instant) {
    let original = Original::new(b"the message".to_vec(), Salting::Random).expect("salt is drawn");
    let sender = Bic::parse("BFTVVNVX").expect("eight letters");
    let (message, original) = ("M1".into(), Some(original));
    let answer = node.intake().submit(Submission { by, sender, message, command, original });
    node.intake().step(instant).expect("it runs").blocking_recv().expect("it steps");
    let answer = answer.expect("the intake has room").blocking_recv().expect("it is answered");
    let refused = |event: &_| matches!(event, settlement::Event::Refused { .. });
    assert!(!answer.events.iter().any(refused), "{:?}", answer.events);
}

fn pass_time(node: &Node, instant: Instant) {
    node.intake().step(instant).expect("it runs").blocking_recv().expect("it steps");
    let board = node.board();
    for _ in 0..3000 {
        if board.read().expect("no reader panics").head().1 >= instant {
            return;
        }
        // The board follows the log on a thread of its own.
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("the board never reaches {instant}");
}

/// Everything in a participant's outbox, as messages that our own reader accepts where it knows
/// their schema.
fn outbox(node: &Node, party: PartyId) -> Vec<Rendered> {
    let board = node.board();
    let board = board.read().expect("no reader panics");
    let operator = Bic::parse("SRRFAEAD").expect("eight letters");
    // No identifier is taken from what is no message.
    let original = |_| Original::new(b"the message".to_vec(), Salting::Derived(1));
    let renderer = Renderer { board: &board, operator, original };
    let outlets = board.outbox(party, 0, 100);
    let messages = outlets.iter().map(|outlet| renderer.render(party, outlet).expect("a message"));
    let messages: Vec<Rendered> = messages.collect();
    let profile = iso20022::Profile::settlement("TEST", operator);
    for message in messages.iter().filter(|message| !message.definition.starts_with("camt.062")) {
        let limits = iso20022::Limits::default();
        let verdict = iso20022::check(message.xml.as_bytes(), &limits, &profile);
        assert!(verdict.accepted, "{verdict:?}\n{}", message.xml);
    }
    messages
}

fn of<'a>(messages: &'a [Rendered], definition: &str) -> Vec<&'a str> {
    let wanted = messages.iter().filter(|message| message.definition.starts_with(definition));
    wanted.map(|message| message.xml.as_str()).collect()
}

fn issue(name: u128, currency: CurrencyId, to: PartyId, amount: u128) -> Command {
    let (name, amount) = (Uetr::from_random(name), Amount::from_minor(amount));
    Command::Issuance(issuance::Command::Issue { name, currency, to, amount })
}

fn owe(name: u128, creditor: PartyId, currency: CurrencyId, amount: u128) -> Command {
    let (name, cycle) = (Uetr::from_random(name), CycleNumber(1));
    let amount = Amount::from_minor(amount);
    Command::Cycle(Cycle::SubmitObligation { name, cycle, creditor, currency, amount })
}

/// A payment that waits for another of this trade.
fn half(name: u128, debtor: PartyId, creditor: PartyId, reference: &str) -> Command {
    let leg = Leg { debtor, creditor, currency: DONG, amount: Amount::from_minor(1) };
    let counter = CounterTerms {
        reference: reference.to_owned(),
        currency: YUAN,
        amount: Amount::from_minor(1),
        receiver: debtor,
    };
    Command::Payment(payment::Command::SubmitInstruction(Instruction {
        uetr: Uetr::from_random(name),
        legs: vec![leg],
        date: at("24T12:00").date(),
        priority: Priority::Normal,
        category: Category::Interbank,
        timing: Timing::default(),
        counter: Some(counter),
        returns: None,
    }))
}

#[test]
fn what_a_log_holds_that_xml_cannot_carry_is_told_with_something_in_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path());
    // The door takes none of these; a log that is older than that may hold them.
    let references = ["a\u{0}b", "\u{1b}[2Jx", "a\nb", "a\u{202e}b", "a\u{ffff}b", " "];
    for (number, reference) in (1..).zip(references) {
        give(&node, PAYER, half(number, PAYER, PAYEE, reference), at("24T07:00"));
    }
    let messages = outbox(&node, PAYER);
    let told = of(&messages, "pacs.002");
    assert_eq!(told.len(), references.len());
    for shown in ["a\u{fffd}b", "\u{fffd}[2Jx"] {
        assert!(told.iter().any(|text| text.contains(&format!("under trade {shown}"))), "{told:?}");
    }
    let board = node.board();
    let board = board.read().expect("no reader panics");
    for (number, _) in (1..).zip(references) {
        let row = board.payment(Uetr::from_random(number)).expect("it waits");
        let text = waiting_text(row.waiting.as_ref().expect("for its counterpart"), &board);
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}

#[test]
fn a_cycle_tells_its_schedule_its_entries_and_its_net_positions() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path());
    let (cut_off, deadline) = (at("24T08:00"), at("24T09:00"));
    let currencies = vec![DONG, YUAN];
    let open = Command::Cycle(Cycle::OpenCycle { currencies, cut_off, deadline });
    give(&node, PartyId::OPERATOR, open, at("24T07:00"));
    give(&node, DONG_AGENT, issue(1, DONG, PAYER, 500), at("24T07:01"));
    give(&node, PAYER, owe(2, PAYEE, DONG, 300), at("24T07:02"));
    give(&node, PAYEE, owe(3, PAYER, DONG, 100), at("24T07:03"));
    give(&node, PAYEE, owe(4, PAYER, YUAN, 5), at("24T07:04"));
    give(&node, YUAN_AGENT, issue(5, YUAN, PAYEE, 5), at("24T07:05"));
    pass_time(&node, at("24T08:00"));

    let told = outbox(&node, PAYER);
    let schedules = of(&told, "camt.062");
    assert_eq!(schedules.len(), 1);
    let due = "<PayInSchdlLngBal><Bal Ccy=\"CNY\">0.05</Bal></PayInSchdlLngBal>\
        <PayInSchdlItm><Amt Ccy=\"VND\">200</Amt><Ddln>2026-11-24T09:00:00.000Z</Ddln></PayInSchdlItm>";
    assert!(schedules[0].contains(due), "{}", schedules[0]);
    assert_eq!(of(&outbox(&node, DONG_AGENT), "camt.062").len(), 0);

    pass_time(&node, at("24T09:00"));
    let told = outbox(&node, PAYER);
    let entry = |messages: &[Rendered], amount: &str| {
        let texts = of(messages, "camt.054");
        texts.iter().any(|text| text.contains(amount) && text.contains("<Cd>NETTING-CYCLE</Cd>"))
    };
    assert!(entry(&told, "<Amt Ccy=\"VND\">200</Amt><CdtDbtInd>DBIT</CdtDbtInd>"));
    assert!(entry(&told, "<Amt Ccy=\"CNY\">0.05</Amt><CdtDbtInd>CRDT</CdtDbtInd>"));
    let told = outbox(&node, DONG_AGENT);
    let positions = of(&told, "pacs.029");
    assert_eq!(positions.len(), 1);
    assert!(positions[0].contains("<SttlmCycl>1</SttlmCycl><NbOfMvmntRcrds>2</NbOfMvmntRcrds>"));
    assert!(positions[0].contains("<Amt Ccy=\"VND\">200</Amt><CdtDbt>DBIT</CdtDbt>"));
    assert_eq!(of(&outbox(&node, YUAN_AGENT), "pacs.029").len(), 1);
}

#[test]
fn both_sides_are_told_of_an_obligation_that_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path());
    let (cut_off, deadline) = (at("24T08:00"), at("24T09:00"));
    let open = Command::Cycle(Cycle::OpenCycle { currencies: vec![DONG], cut_off, deadline });
    give(&node, PartyId::OPERATOR, open, at("24T07:00"));
    give(&node, PAYER, owe(2, PAYEE, DONG, 300), at("24T07:02"));
    pass_time(&node, at("24T08:00"));
    let before = [PAYER, PAYEE].map(|party| of(&outbox(&node, party), "pacs.002").len());
    assert_eq!(before, [0, 0], "nothing is left out yet");
    pass_time(&node, at("24T09:00"));
    let name = format!("<OrgnlUETR>{}</OrgnlUETR><TxSts>RJCT</TxSts>", Uetr::from_random(2));
    for party in [PAYER, PAYEE] {
        let told = outbox(&node, party);
        let reports = of(&told, "pacs.002");
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert!(reports[0].contains(&name), "{}", reports[0]);
        assert!(reports[0].contains("<Rsn><Cd>AM04</Cd></Rsn>"), "{}", reports[0]);
    }
}

#[test]
fn a_draw_and_its_repayment_are_entries_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = start(folder.path());
    let limit = Amount::from_minor(1_000_000);
    let terms = SwapTerms {
        own: DONG,
        other: YUAN,
        own_limit: limit,
        other_limit: limit,
        rate: SwapRate::Fixed(Rate::new(1, 35).expect("both above zero")),
        term: 30,
        interest: BasisPoints(3_600),
        day_count: DayCount::Actual360,
    };
    let line = LineNumber(1);
    let swap = |command| Command::Swap(command);
    give(&node, DONG_AGENT, swap(Swap::ProposeSwapLine { terms }), at("24T07:00"));
    give(&node, YUAN_AGENT, swap(Swap::AgreeSwapLine { line, terms }), at("24T07:01"));
    let (name, amount) = (Uetr::from_random(1), Amount::from_minor(1_000));
    give(&node, DONG_AGENT, swap(Swap::DrawSwapLine { name, line, amount }), at("24T07:02"));
    let (name, draw) = (Uetr::from_random(2), DrawNumber(1));
    let amount = Amount::from_minor(500);
    give(&node, DONG_AGENT, swap(Swap::RepaySwap { name, draw, amount }), at("26T07:02"));

    // Two days at 36 % a year on 5.00 are 0.01; statements of the two closes between lie before it.
    let entries = |party, code: &str| -> Vec<String> {
        let told = outbox(&node, party);
        let texts = of(&told, "camt.054").into_iter();
        let own = texts.filter(|text| text.contains(&format!("<Cd>{code}</Cd>")));
        let part = |text: &str, open: &str, close: &str| {
            let (_, rest) = text.split_once(open).expect("it is written");
            rest.split_once(close).expect("it is written").0.to_owned()
        };
        let line = |text: &str| {
            let entry = part(text, "<Ntry>", "</Ntry>");
            let direction = part(&entry, "<CdtDbtInd>", "</CdtDbtInd>");
            format!("{} {direction}", part(&entry, "<Amt Ccy=\"", "</Amt>"))
        };
        own.map(line).collect()
    };
    assert_eq!(entries(DONG_AGENT, "SWAP-LINE"), ["CNY\">10.00 CRDT", "CNY\">5.00 DBIT"]);
    assert_eq!(entries(DONG_AGENT, "SWAP-LINE-INTEREST"), ["CNY\">0.01 DBIT"]);
    assert_eq!(entries(YUAN_AGENT, "SWAP-LINE"), ["VND\">35000 CRDT", "VND\">17500 DBIT"]);
    assert_eq!(entries(YUAN_AGENT, "SWAP-LINE-INTEREST"), ["CNY\">0.01 CRDT"]);
    let counted = of(&outbox(&node, DONG_AGENT), "camt.053").len();
    assert!(counted > 0, "statements add up, or they would not be written");
}
