//! One page with everything in it: a table and four plots, in dark and in light.

use std::fmt::Write as _;

use crate::{Plot, Run, Unplayable, plots};

const HEAD: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>TITLE</title>
<style>
:root { color-scheme: light dark; --ink: #1d2226; --paper: #ffffff; --rule: #d5dade; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8eb; --paper: #15191c; --rule: #3a4248; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 1500px; color: var(--ink);
  background: var(--paper); font: 15px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: 3px 9px; border-bottom: 1px solid var(--rule); text-align: right; }
th:first-child, td:first-child, th.text, td.text { text-align: left; }
th { vertical-align: bottom; }
.wide { overflow-x: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr));
  gap: 1.5rem; }
figure { margin: 0; }
svg { width: 100%; height: auto; }
svg text { fill: var(--ink); }
code { font-size: 12px; overflow-wrap: anywhere; }
</style></head><body>
<h1>TITLE</h1>
";

/// How a page begins, up to its heading.
pub(crate) fn head(title: &str) -> String {
    HEAD.replace("TITLE", title)
}

/// A plot as a figure that a reader of screens can name.
pub(crate) fn figure(page: &mut String, plot: &Plot) {
    let title = escaped(plot.title);
    let svg = plot.svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{title}\" "), 1);
    // Writing to a string does not fail.
    let _ = writeln!(page, "<figure>{svg}</figure>");
}

/// A report that needs nothing from outside: what was played, a table and the plots.
///
/// # Errors
/// If a plot cannot be drawn.
pub fn html(runs: &[Run], about: &str) -> Result<String, Unplayable> {
    let mut page = head("Liquidity experiment");
    // Writing to a string does not fail.
    let mut about = escaped(about);
    if let Some(first) = about.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let _ = writeln!(page, "<p>{about}.</p>");
    page.push_str(
        "<p>Values are in dollars at the sandbox's rates, a common measure for reports alone. \
         Delay runs from acceptance to settlement, of what settled. Liquidity used is the sum over \
         accounts of the largest net debit position of the day, from payments, exchange and \
         netting cycles.</p>\n<div class=\"plots\">\n",
    );
    for plot in plots(runs)? {
        figure(&mut page, &plot);
    }
    page.push_str("</div>\n");
    if runs.len() > 8 {
        page.push_str("<p>The queue over the day is drawn for the first eight runs.</p>\n");
    }
    table(&mut page, runs);
    page.push_str("</body></html>\n");
    Ok(page)
}

/// A column of the table: its head, whether it is text, and a run's cell.
struct Column {
    head: &'static str,
    text: bool,
    cell: fn(&Run) -> String,
}

const fn number(head: &'static str, cell: fn(&Run) -> String) -> Column {
    Column { head, text: false, cell }
}

/// The columns of every report.
const COLUMNS: [Column; 15] = [
    Column { head: "setting", text: true, cell: |run| escaped(&run.setting.line()) },
    number("money, %", |run| run.setting.liquidity.to_string()),
    number("given", |run| run.given.to_string()),
    number("settled", |run| run.settled.to_string()),
    number("together", |run| run.offset.to_string()),
    number("rejected", |run| run.rejected.to_string()),
    number("refused", |run| run.refused.to_string()),
    number("waiting", |run| run.waiting.to_string()),
    number("value settled, %", |run| {
        let share = if run.given_usd > 0.0 { 100.0 * run.settled_usd / run.given_usd } else { 0.0 };
        format!("{share:.1}")
    }),
    number("mean delay, s", |run| format!("{:.0}", run.delay_mean)),
    number("half within, s", |run| run.delay_p50.to_string()),
    number("95 % within, s", |run| run.delay_p95.to_string()),
    number("delay by value, s", |run| format!("{:.0}", run.delay_by_value)),
    number("liquidity used, M USD", |run| format!("{:.1}", run.used_usd / 1e6)),
    number("turnover", |run| format!("{:.2}", run.turnover)),
];

/// Whether a run has something to tell in a column.
type Tells = fn(&Run) -> bool;

/// Those that are told only where there is something to tell.
const BESIDE: [(Tells, Column); 4] = [
    (|run| run.converted > 0, number("converted", |run| run.converted.to_string())),
    (|run| run.netted > 0, number("net in cycles", |run| run.netted.to_string())),
    (|run| run.orders > 0, number("orders", |run| run.orders.to_string())),
    (
        |run| run.exchanged_usd > 0.0,
        number("exchanged, M USD", |run| format!("{:.1}", run.exchanged_usd / 1e6)),
    ),
];

const LAST: [Column; 2] = [
    Column {
        head: "conserved",
        text: true,
        cell: |run| if run.conserved { "yes".into() } else { "NO".into() },
    },
    Column {
        head: "digest of the books",
        text: true,
        cell: |run| format!("<code>{}</code>", run.digest),
    },
];

fn table(page: &mut String, runs: &[Run]) {
    let beside = BESIDE.iter().filter(|(told, _)| runs.iter().any(told)).map(|(_, column)| column);
    let columns: Vec<&Column> = COLUMNS.iter().chain(beside).chain(&LAST).collect();
    let class = |column: &Column| if column.text { " class=\"text\"" } else { "" };
    page.push_str("<h2>Runs</h2>\n<div class=\"wide\"><table><thead><tr><th>run</th>");
    for column in &columns {
        let _ = write!(page, "<th{}>{}</th>", class(column), column.head);
    }
    page.push_str("</tr></thead><tbody>\n");
    for (place, run) in (1..).zip(runs) {
        let _ = write!(page, "<tr><td>{place}</td>");
        for column in &columns {
            let _ = write!(page, "<td{}>{}</td>", class(column), (column.cell)(run));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
