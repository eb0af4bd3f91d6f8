//! Rounds of offsetting, printed for people.

use serde_json::Value;

use crate::rounds::{list, text};

/// A line for each round.
pub(crate) fn print_rounds(told: &Value) {
    say!(
        "{:>6} {:>9}  {:<30} {:<12} {:>8} {:>8} {:>24} {:>24}",
        "round",
        "position",
        "",
        "among",
        "looked",
        "settled",
        "value settled",
        "at most"
    );
    for round in list(told, "rounds") {
        print_summary(round);
    }
    say!("values are in the yardstick: {}", text(told, "yardstick"));
    say!("next: --after {}", number(told, "next"));
}

/// One round: its rings, and a line for each item that waits.
pub(crate) fn print_round(told: &Value) {
    print_summary(told);
    for ring in list(told, "rings") {
        say!("ring {}", ring["value"].as_str().map_or_else(String::new, |v| format!("worth {v}")));
        for flow in list(ring, "flows") {
            let (from, to) = (text(flow, "debtor"), text(flow, "creditor"));
            say!("  {from} -> {to}  {} {}", text(flow, "amount"), text(flow, "currency"));
        }
    }
    if told["waiting"].is_null() {
        say!("why the rest waited is not kept for this round; the log replays to it");
        return;
    }
    for item in list(told, "waiting") {
        say!("{} {}", text(item, "uetr"), text(item, "reason"));
        print_lacking("  by itself it lacks", list(item, "alone"));
        let together = &item["with_what_stands_before"];
        if number(together, "items") > 1 {
            let before = number(together, "items") - 1;
            let words = format!("  with the {before} it may not pass it lacks");
            print_lacking(&words, list(together, "lacking"));
        }
    }
    print_lacking("all that can take part lacks together", list(told, "release_all"));
}

fn print_summary(round: &Value) {
    say!(
        "{:>6} {:>9}  {:<30} {:<12} {:>8} {:>8} {:>24} {:>24}",
        number(round, "round"),
        number(round, "position"),
        text(round, "instant"),
        text(round, "scope"),
        number(round, "considered"),
        number(round, "settled"),
        text(round, "settled_value"),
        text(round, "bound"),
    );
}

fn print_lacking(words: &str, lacking: &[Value]) {
    if lacking.is_empty() {
        say!("{words} nothing");
    }
    for shortage in lacking {
        let (amount, currency) = (text(shortage, "amount"), text(shortage, "currency"));
        let party = text(shortage, "participant");
        match (text(shortage, "of"), shortage["towards"].as_str()) {
            ("money", _) => say!("{words} {amount} {currency} in the account of {party}"),
            (of, Some(towards)) => {
                say!("{words} {amount} {currency} under the {of} of {party} towards {towards}");
            }
            (of, None) => say!("{words} {amount} {currency} under the {of} of {party}"),
        }
    }
}

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or(0)
}
