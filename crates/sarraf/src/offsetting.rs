//! Rounds of offsetting, printed for people.

use client::told::{OffsettingRounds, OffsettingRoundsNumber};

/// A line for each round.
pub(crate) fn print_rounds(told: &OffsettingRounds) {
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
    for round in &told.rounds {
        print_summary(&Summary {
            numbers: [round.round, round.position, round.considered, round.settled],
            texts: [&round.instant, &round.scope, &round.settled_value, &round.bound],
        });
    }
    say!("values are in the yardstick: {}", told.yardstick.as_deref().unwrap_or_default());
    say!("next: --after {}", told.next);
}

/// One round: its rings, and a line for each item that waits.
pub(crate) fn print_round(told: &OffsettingRoundsNumber) {
    print_summary(&Summary {
        numbers: [told.round, told.position, told.considered, told.settled],
        texts: [&told.instant, &told.scope, &told.settled_value, &told.bound],
    });
    for ring in &told.rings {
        let worth = ring.value.as_ref().map_or_else(String::new, |value| format!("worth {value}"));
        say!("ring {worth}");
        for flow in &ring.flows {
            say!("  {} -> {}  {} {}", flow.debtor, flow.creditor, flow.amount, flow.currency);
        }
    }
    let Some(waiting) = &told.waiting else {
        say!("why the rest waited is not kept for this round; the log replays to it");
        return;
    };
    for item in waiting {
        say!("{} {}", item.uetr, item.reason);
        let alone = item.alone.iter().map(|it| Lacking {
            of: &it.of,
            party: &it.participant,
            towards: it.towards.as_deref(),
            money: (&it.amount, &it.currency),
        });
        print_lacking("  by itself it lacks", alone);
        let together = item.with_what_stands_before.as_ref();
        if let Some(together) = together.filter(|together| together.items > 1) {
            let before = together.items - 1;
            let words = format!("  with the {before} it may not pass it lacks");
            let lacking = together.lacking.iter().map(|it| Lacking {
                of: &it.of,
                party: &it.participant,
                towards: it.towards.as_deref(),
                money: (&it.amount, &it.currency),
            });
            print_lacking(&words, lacking);
        }
    }
    let all = told.release_all.iter().flatten().map(|it| Lacking {
        of: &it.of,
        party: &it.participant,
        towards: it.towards.as_deref(),
        money: (&it.amount, &it.currency),
    });
    print_lacking("all that can take part lacks together", all);
}

/// What one line tells of a round.
struct Summary<'a> {
    /// Order: its number, its position, how many were looked at, how many settled.
    numbers: [u64; 4],
    /// Order: when, among whom, the value that settled, the most that could.
    texts: [&'a str; 4],
}

fn print_summary(round: &Summary<'_>) {
    let [number, position, considered, settled] = round.numbers;
    let [instant, scope, value, bound] = round.texts;
    say!(
        "{number:>6} {position:>9}  {instant:<30} {scope:<12} {considered:>8} {settled:>8} \
         {value:>24} {bound:>24}"
    );
}

/// What keeps something from moving.
struct Lacking<'a> {
    of: &'a str,
    party: &'a str,
    towards: Option<&'a str>,
    /// An amount and its currency.
    money: (&'a str, &'a str),
}

fn print_lacking<'a>(words: &str, lacking: impl Iterator<Item = Lacking<'a>>) {
    let mut nothing = true;
    for Lacking { of, party, towards, money: (amount, currency) } in lacking {
        nothing = false;
        match (of, towards) {
            ("money", _) => say!("{words} {amount} {currency} in the account of {party}"),
            (of, Some(towards)) => {
                say!("{words} {amount} {currency} under the {of} of {party} towards {towards}");
            }
            (of, None) => say!("{words} {amount} {currency} under the {of} of {party}"),
        }
    }
    if nothing {
        say!("{words} nothing");
    }
}
