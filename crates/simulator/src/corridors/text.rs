//! A survey to be read in a terminal: corridors as bars and sentences, balances as dates.

use std::fmt::{self, Write as _};

use super::rows::{CorridorRow, ForecastRow, ReachedRow, Survey, ToolsRow, Worth};
use super::why::percent;

/// Signs of a bar. Range: at least as many as there are parts.
const BAR: i128 = 56;

/// Signs of a line of text.
const WIDTH: usize = 92;

/// What a part of a corridor is called, and its sign in the bar.
const PARTS: [(&str, char); 8] = [
    ("offset between the two, one currency", 'B'),
    ("offset between the two, across currencies", 'b'),
    ("rings through third countries", 'R'),
    ("received in the payee's own currency", '='),
    ("exchange to who needs the currency", 'x'),
    ("swap line: postponed", 's'),
    ("sweep: sheltered at the agent", 'i'),
    ("no tool carries it", '.'),
];

/// Corridors, the largest first, at most `top` of them and as many balances.
pub fn text(survey: &Survey, top: usize) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut out, survey, top);
    out
}

/// One corridor, whoever of the two pays more; none if they did not pay each other.
pub fn one(survey: &Survey, pair: (&str, &str)) -> Option<String> {
    let mut out = String::new();
    let found = (1..).zip(&survey.corridors).find(|(_, row)| {
        let ends = (row.payer.as_str(), row.payee.as_str());
        ends == pair || ends == (pair.1, pair.0)
    });
    let (number, row) = found?;
    // Writing to a string does not fail.
    let _ = corridor(&mut out, number, row);
    Some(out)
}

fn write(out: &mut String, survey: &Survey, top: usize) -> fmt::Result {
    writeln!(
        out,
        "{} to {}, {} {}, {} payments",
        survey.from,
        survey.until,
        survey.days,
        if survey.days == 1 { "day" } else { "days" },
        survey.payments
    )?;
    writeln!(out, "values in millions at official rates, in the yardstick:")?;
    paragraph(out, "  ", &survey.yardstick)?;
    if !survey.unpriced.is_empty() {
        writeln!(out, "left out, for want of an official rate: {}", survey.unpriced.join(" "))?;
    }
    writeln!(out)?;
    for (number, row) in (1..).zip(survey.corridors.iter().take(top)) {
        corridor(out, number, row)?;
    }
    if survey.corridors.len() > top {
        let more = survey.corridors.len() - top;
        writeln!(out, "and {more} smaller corridors; --top, --csv and --json tell more\n")?;
    }
    surpluses(out, survey, top)?;
    totals(out, survey)?;
    forecasts(out, survey, top)
}

fn parts(tools: &ToolsRow, rest: Worth) -> [Worth; 8] {
    let ToolsRow { one_currency, across, rings, home, exchange, swap_line, sweep } = *tools;
    [one_currency, across, rings, home, exchange, swap_line, sweep, rest]
}

fn corridor(out: &mut String, number: usize, row: &CorridorRow) -> fmt::Result {
    writeln!(
        out,
        "{number:>3}  {} -> {}   gross {}   net {}   unsettled {}   exchanged {}",
        row.payer,
        row.payee,
        row.gross.millions(),
        row.net.millions(),
        row.unsettled.millions(),
        row.exchanged.millions(),
    )?;
    let parts = parts(&row.in_order, row.rest);
    writeln!(out, "     [{}]", bar(&parts, row.gross))?;
    table(out, &parts, &row.alone, row.gross)?;
    for ring in &row.rings {
        let countries = ring.countries.join(" > ");
        let first = ring.countries.first().map_or("", String::as_str);
        writeln!(out, "     ring {countries} > {first}: {} on each", ring.value.millions())?;
    }
    for sentence in &row.why {
        paragraph(out, "     ", sentence)?;
    }
    writeln!(out)
}

/// The parts that are not nothing, in order and alone.
fn table(out: &mut String, parts: &[Worth], alone: &ToolsRow, gross: Worth) -> fmt::Result {
    writeln!(out, "       {:<44}{:>14}{:>9}{:>14}", "", "in order", "", "alone")?;
    let alone = self::parts(alone, Worth::default());
    for (((name, sign), part), alone) in PARTS.iter().zip(parts).zip(alone) {
        if part.0 == 0 && alone.0 == 0 {
            continue;
        }
        let alone = if *sign == '.' { String::new() } else { alone.millions() };
        let share = percent(part.permille(gross));
        writeln!(out, "     {sign} {name:<44}{:>14}{share:>9}{alone:>14}", part.millions())?;
    }
    Ok(())
}

/// The parts in signs; each begins where those before it end, so that rounding adds up.
fn bar(parts: &[Worth], gross: Worth) -> String {
    let (mut sum, mut drawn, mut bar) = (0_i128, 0_i128, String::new());
    for ((_, sign), part) in PARTS.iter().zip(parts) {
        sum = sum.saturating_add(part.0);
        let end = sum.saturating_mul(BAR).checked_div(gross.0).unwrap_or(0);
        (drawn..end).for_each(|_| bar.push(*sign));
        drawn = end;
    }
    bar
}

/// Structural value in a currency that is not the payee's own, the largest first: where money waits
/// for a use.
fn surpluses(out: &mut String, survey: &Survey, top: usize) -> fmt::Result {
    let abroad = |row: &CorridorRow| row.structural.0 - row.in_order.home.0;
    let mut rows: Vec<&CorridorRow> =
        survey.corridors.iter().filter(|row| abroad(row) > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(abroad(row)));
    writeln!(out, "One-way surpluses in another's currency, and what carries them")?;
    writeln!(
        out,
        "     {:<9}{:>12}{:>12}{:>12}{:>11}{:>11}{:>11}{:>11}",
        "", "gross", "offset most", "surplus", "exchange", "swap line", "sweep", "no tool"
    )?;
    for row in rows.iter().take(top) {
        let offset = Worth(row.in_order.one_currency.0 + row.in_order.across.0);
        writeln!(
            out,
            "     {} -> {} {:>12}{:>12}{:>12}{:>11}{:>11}{:>11}{:>11}",
            row.payer,
            row.payee,
            row.gross.millions(),
            percent(offset.permille(row.gross)),
            Worth(abroad(row)).millions(),
            row.in_order.exchange.millions(),
            row.in_order.swap_line.millions(),
            row.in_order.sweep.millions(),
            row.rest.millions(),
        )?;
    }
    writeln!(out)
}

fn totals(out: &mut String, survey: &Survey) -> fmt::Result {
    let totals = &survey.totals;
    writeln!(
        out,
        "All corridors   gross {}   unsettled {}",
        totals.gross.millions(),
        totals.unsettled.millions()
    )?;
    let parts = parts(&totals.in_order, totals.rest);
    writeln!(out, "     [{}]", bar(&parts, totals.gross))?;
    for ((name, sign), part) in PARTS.iter().zip(parts) {
        let share = percent(part.permille(totals.gross));
        writeln!(out, "     {sign} {name:<44}{:>14}{share:>9}", part.millions())?;
    }
    let sentences = [
        format!(
            "The largest circulation cancels {}; in each currency by itself {}.",
            totals.largest.millions(),
            totals.largest_one_currency.millions()
        ),
        format!(
            "Whatever is offset, at least {} is left: the sum of what countries received beyond \
             what they paid. In this order {} is.",
            totals.least_left.millions(),
            totals.structural.millions()
        ),
        format!("{} was sold in rounds of exchange.", totals.sold_in_rounds.millions()),
    ];
    for sentence in sentences {
        paragraph(out, "     ", &sentence)?;
    }
    writeln!(out)
}

fn forecasts(out: &mut String, survey: &Survey, top: usize) -> fmt::Result {
    if let Some(why) = &survey.no_forecast {
        return writeln!(out, "No forecast: {why}.");
    }
    let horizon = survey.horizon;
    let emptied = survey.forecasts.iter().filter(|row| row.runs_out.already).count();
    writeln!(
        out,
        "Balances that may run out within {horizon} days; {emptied} of {} are empty already",
        survey.forecasts.len()
    )?;
    lines(out, survey, top, "the next day brings", |row| Some((&row.runs_out, &row.next)))?;
    let capped = || survey.forecasts.iter().filter_map(|row| row.reaches_cap.as_ref());
    if capped().next().is_some() {
        let full = capped().filter(|reached| reached.already).count();
        let count = capped().count();
        writeln!(out, "Balances that may reach a cap; {full} of {count} are there already")?;
        lines(out, survey, top, "cap", |row| Some((row.reaches_cap.as_ref()?, row.cap.as_ref()?)))?;
    }
    let text = format!(
        "A day brings the mean of its weekday, or of all days where there are fewer than four weeks, \
         and a trend where one shows. Balances are with what is invested. The band holds eight paths in ten if days were independent; \
         never is not within {horizon} days."
    );
    paragraph(out, "     ", &text)
}

/// The balances whose bound lies ahead, the nearest first.
fn lines<'r>(
    out: &mut String,
    survey: &'r Survey,
    top: usize,
    head: &str,
    of: impl Fn(&'r ForecastRow) -> Option<(&'r ReachedRow, &'r String)>,
) -> fmt::Result {
    let ahead = survey.forecasts.iter().filter_map(|row| {
        let (reached, beside) = of(row)?;
        reached.is_ahead().then_some((row, reached, beside))
    });
    let mut ahead: Vec<_> = ahead.collect();
    // A date that is missing comes last.
    ahead.sort_by_key(|(_, reached, _)| {
        (reached.expected.is_none(), &reached.expected, &reached.earliest)
    });
    writeln!(
        out,
        "     {:<15} {:>22} {head:>22}   {:<10}  eight in ten",
        "", "stands at", "expected"
    )?;
    for (row, reached, beside) in ahead.iter().take(top) {
        let date = |date: &Option<String>| date.clone().unwrap_or_else(|| "never".into());
        let above = row.reaches_cap.as_ref().is_some_and(|cap| cap.already);
        writeln!(
            out,
            "     {:<11} {} {:>22} {beside:>22}   {:<10}  {} .. {}{}",
            row.bank,
            row.currency,
            row.balance,
            date(&reached.expected),
            date(&reached.earliest),
            date(&reached.latest),
            if above { "  (above its cap already)" } else { "" },
        )?;
    }
    if ahead.len() > top {
        writeln!(out, "     and {} more", ahead.len() - top)?;
    }
    writeln!(out)
}

/// Words in lines of the width, each after the indent.
fn paragraph(out: &mut String, indent: &str, text: &str) -> fmt::Result {
    let mut line = String::from(indent);
    for word in text.split_whitespace() {
        if line.len() + word.len() > WIDTH && line.trim() != "" {
            writeln!(out, "{}", line.trim_end())?;
            line = String::from(indent);
        }
        line.push_str(word);
        line.push(' ');
    }
    writeln!(out, "{}", line.trim_end())
}
