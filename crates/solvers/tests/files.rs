//! Instance files: what is read, what is refused and how, and that generated instances stay.
use netting::{Objective, Order};
use solvers::Options;
use solvers::clear::{Answer, clear, clear_in};
use solvers::generate::{Recipe, offsetting};
use solvers::instance::{Kind, read};

/// A file of two payments and room for one of them.
const GOOD: &str = r#"{"problem": "P2", "note": "kept out", "input": {
 "rates": {"CNY": 14, "RUB": 11}, "balances": {"ICBK/CNY": 70},
 "items": [
  {"id": 7, "priority": 1, "legs": [{"from": "ICBK", "to": "SABR", "ccy": "CNY", "amount": 50}]},
  {"id": "b", "priority": 0, "legs": [{"from": "ICBK", "to": "SBIN", "ccy": "CNY", "amount": 30}]}
 ]}}"#;

fn kind(text: &str) -> Kind {
    match read(text) {
        Ok(_) => panic!("read although wrong: {text}"),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.kind()
        }
    }
}

fn answer(text: &str, objective: Objective) -> String {
    let answer = clear(text, &Options { objective, ..Options::default() }).expect("an instance");
    let Answer::Items(mut items) = answer else { panic!("items were asked") };
    items.ms = 0;
    serde_json::to_string(&items).expect("an answer")
}

#[test]
fn the_answer_tells_what_settles_and_what_the_others_lack() {
    let expected = concat!(
        r#"{"problem":"P2","objective":"lex","chosen":["b"],"value_by_class":{"0":420,"1":0},"#,
        r#""value":420,"upper_bound":420,"proven":true,"#,
        r#""waiting":[{"id":7,"account":"ICBK/CNY","lacks":10,"reachable":true}],"ms":0}"#
    );
    assert_eq!(answer(GOOD, Objective::Lexicographic), expected);
    let total = r#""chosen":[7],"value_by_class":{"0":0,"1":700}"#;
    assert!(answer(GOOD, Objective::Total).contains(total));
}

#[test]
fn a_file_that_does_not_name_its_problem_is_known_by_what_it_holds() {
    let nameless = GOOD.replacen("\"problem\": \"P2\",", "", 1);
    assert!(matches!(
        read(&nameless),
        Ok(solvers::instance::Document::Items { problem: "P2", .. })
    ));
}

#[test]
fn files_with_something_wrong_are_refused_with_the_kind_of_it() {
    let with = |from: &str, to: &str| {
        assert!(GOOD.contains(from));
        GOOD.replacen(from, to, 1)
    };
    let huge = "9".repeat(60);
    let cases = [
        (String::new(), Kind::Format),
        ("[]".into(), Kind::Format),
        ("{".into(), Kind::Format),
        (r#"{"input": {}}"#.into(), Kind::UnknownProblem),
        (with("P2", "P9"), Kind::UnknownProblem),
        (with("\"input\"", "\"output\""), Kind::Format),
        (with("\"rates\"", "\"rate\""), Kind::Format),
        (with("\"priority\": 1,", ""), Kind::Format),
        (with("\"priority\": 1", "\"priority\": 256"), Kind::Priority),
        (with("\"priority\": 1", "\"priority\": -1"), Kind::Priority),
        (with("\"amount\": 50", "\"amount\": -50"), Kind::Format),
        (with("\"amount\": 50", "\"amount\": 50.5"), Kind::Format),
        (with("\"amount\": 50", "\"amount\": \"50\""), Kind::Format),
        (with("\"amount\": 50", &format!("\"amount\": {huge}")), Kind::Format),
        (with("\"amount\": 50", "\"amount\": 0"), Kind::NoAmount),
        (with("\"amount\": 50", &format!("\"amount\": {}", u128::MAX)), Kind::TooMuch),
        (with("\"CNY\": 14", &format!("\"CNY\": {}", u128::MAX)), Kind::TooMuch),
        (with(": 70", &format!(": {}", u128::MAX)), Kind::Format),
        (with("ICBK/CNY", "ICBK"), Kind::AccountName),
        (with("ICBK/CNY", "/CNY"), Kind::AccountName),
        (with("ICBK/CNY", "ICBK/EUR"), Kind::UnknownCurrency),
        (with("\"ccy\": \"CNY\"", "\"ccy\": \"EUR\""), Kind::UnknownCurrency),
        (with("\"to\": \"SABR\"", "\"to\": \"ICBK\""), Kind::SelfPayment),
        (with("\"id\": \"b\"", "\"id\": 7"), Kind::NameTwice),
        (with("\"id\": \"b\"", "\"id\": null"), Kind::Format),
        (with("P2", "P3"), Kind::Format),
    ];
    for (text, expected) in cases {
        assert_eq!(kind(&text), expected, "{text}");
    }
    let no_legs =
        r#"{"problem":"P1","input":{"rates":{},"items":[{"id":1,"priority":0,"legs":[]}]}}"#;
    assert_eq!(kind(no_legs), Kind::NoLegs);
}

#[test]
fn p1_has_single_legs_of_one_currency() {
    assert!(read(&GOOD.replace("P2", "P1")).is_ok());
    let second = GOOD.replace("P2", "P1").replacen("\"ccy\": \"CNY\"", "\"ccy\": \"RUB\"", 1);
    assert_eq!(kind(&second), Kind::NotSingle);
}

#[test]
fn values_beyond_64_bits_are_written_in_full() {
    let amount = 1_u128 << 90;
    let text = GOOD.replace("70", &amount.to_string()).replace("50", &amount.to_string());
    let value = amount * 14;
    assert!(answer(&text, Objective::Total).contains(&format!("\"value\":{value}")));
}

#[test]
fn a_sum_of_values_beyond_128_bits_is_refused_and_does_not_panic() {
    let amount = (u128::MAX >> 1) / 14;
    let mut text = GOOD.replace("\"amount\": 50", &format!("\"amount\": {amount}"));
    text = text.replace("\"amount\": 30", &format!("\"amount\": {amount}"));
    assert!(clear(&text, &Options::default()).is_ok());
    let third = format!(
        r#",{{"id":1,"priority":0,"legs":[{{"from":"A","to":"B","ccy":"CNY","amount":{amount}}}]}}]"#
    );
    let end = text.rfind(']').expect("items end");
    text.replace_range(end..=end, &third);
    assert_eq!(clear(&text, &Options::default()).map_err(|e| e.kind()).err(), Some(Kind::TooMuch));
}

#[test]
fn generated_instances_stay_as_they_are() {
    let recipe = Recipe { seed: 1, banks: 100, currencies: 20, items: 1_000, liquidity: 0.05 };
    let instance = offsetting(&recipe);
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut feed = |number: u128| {
        for byte in number.to_le_bytes() {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    instance.rates.iter().for_each(|rate| feed(*rate));
    for item in 0..instance.items() {
        for leg in instance.legs(item) {
            [leg.from, leg.to, leg.currency].into_iter().for_each(|part| feed(part.into()));
            feed(leg.amount);
        }
    }
    let posed = instance.pose().expect("a generated instance is well formed");
    posed.problem.rows().iter().for_each(|row| feed(row.slack.unsigned_abs()));
    assert_eq!(digest, 6_621_876_603_883_245_503, "FNV-1a of rates, legs and balances");
}

/// Files in which rows mix amounts of one with amounts of ten thousand million, and their optima by
/// enumeration.
#[test]
fn a_proof_holds_where_floats_would_lose_the_small_amounts_beside_the_large() {
    let total = |text: &str, value: u128| {
        let answer = answer(text, Objective::Total);
        let told = format!(r#""value":{value},"upper_bound":{value},"proven":true"#);
        assert!(answer.contains(&told), "{answer}");
    };
    total(include_str!("cases/mixed-scales-12.json"), 2_793_394_335_382);
    total(include_str!("cases/mixed-scales-13b.json"), 2_779_385_744_214);
    total(include_str!("cases/mixed-scales-13.json"), 61_347_614_397);
    let answer = answer(include_str!("cases/mixed-scales-13.json"), Objective::Lexicographic);
    let classes = r#""value_by_class":{"0":2721423590,"1":74670869,"2":58551519938}"#;
    assert!(answer.contains(classes) && answer.contains(r#""proven":true"#), "{answer}");
}

#[test]
fn more_items_of_a_class_with_the_same_value_do_not_hide_the_value_of_the_next() {
    // One item of the first class is worth nothing, and stands in the way of the third class.
    let answer = answer(include_str!("cases/equal-values-12.json"), Objective::Lexicographic);
    let classes = r#""value_by_class":{"0":10495,"1":185,"2":21019}"#;
    assert!(answer.contains(classes) && answer.contains(r#""proven":true"#), "{answer}");
}

#[test]
fn where_nothing_is_worth_anything_items_are_counted() {
    // A ring of three that no single payment starts, beside one payment that fits no ring.
    let item = |id: u32, from: char, to: char| {
        let leg = format!(r#"{{"from":"{from}","to":"{to}","ccy":"X","amount":5}}"#);
        format!(r#"{{"id":{id},"value":0,"priority":1,"legs":[{leg}]}}"#)
    };
    let items = [item(1, 'A', 'B'), item(2, 'B', 'C'), item(3, 'C', 'A'), item(4, 'D', 'A')];
    let items = items.join(",");
    let text = format!(
        r#"{{"problem":"P2","input":{{"rates":{{"X":1}},"balances":{{}},"items":[{items}]}}}}"#
    );
    let answer = answer(&text, Objective::Lexicographic);
    let told = r#""chosen":[1,2,3],"value_by_class":{"1":0},"value":0,"upper_bound":0"#;
    assert!(answer.contains(told), "{answer}");
}

#[test]
fn a_queue_stands_by_priority_and_then_by_arrival_and_who_is_before_is_told() {
    let leg = |amount: u32| format!(r#"[{{"from":"A","to":"B","ccy":"X","amount":{amount}}}]"#);
    let item = |id: i64, priority: u8, amount: u32| {
        format!(r#"{{"id":{id},"priority":{priority},"legs":{}}}"#, leg(amount))
    };
    let text = format!(
        r#"{{"problem":"P1","input":{{"rates":{{"X":1}},"balances":{{"A/X":10}},"items":[{},{},{}]}}}}"#,
        item(-1, 2, 4),
        item(2, 0, 8),
        item(3, 2, 5),
    );
    let solved = |text: &str, others| {
        let answer = clear_in(text, &Options::default(), others).expect("an instance");
        let Answer::Items(mut items) = answer else { panic!("items were asked") };
        items.ms = 0;
        serde_json::to_string(&items).expect("an answer")
    };
    let told = solved(&text, Some(Order::Strict));
    assert!(told.contains(r#""chosen":[2],"#), "{told}");
    // With the first, whom they may not pass, there is no room for them.
    assert!(
        told.contains(r#"{"id":-1,"account":"A/X","lacks":2,"reachable":false}"#)
            && told.contains(r#"{"id":3,"account":"A/X","behind":-1,"lacks":3,"reachable":false}"#),
        "{told}"
    );
    // Without room for the first of them nothing settles, though the others would.
    let text = text.replace(r#""A/X":10"#, r#""A/X":7"#);
    let told = solved(&text, Some(Order::Strict));
    assert!(told.contains(r#""chosen":[],"#) && told.contains(r#""behind":2,"#), "{told}");
    let free = solved(&text, None);
    assert!(free.contains(r#""chosen":[3],"#) && !free.contains("behind"), "{free}");
}

#[test]
fn what_an_editor_leaves_before_a_file_is_passed_over() {
    let marked = format!("\u{feff}{GOOD}");
    assert_eq!(answer(&marked, Objective::Total), answer(GOOD, Objective::Total));
}
