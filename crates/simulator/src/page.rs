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
th:first-child, td:first-child, td.text { text-align: left; }
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
    let _ = writeln!(page, "<p>{}</p>", escaped(about));
    page.push_str(
        "<p>Values are in dollars at the sandbox's rates, a common measure for reports alone. \
         Delay runs from acceptance to settlement, of what settled. Liquidity used is the sum over \
         accounts of the largest net debit position of the day.</p>\n<div class=\"plots\">\n",
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

fn table(page: &mut String, runs: &[Run]) {
    page.push_str("<h2>Runs</h2>\n<div class=\"wide\"><table><thead><tr>");
    let heads = [
        "run",
        "setting",
        "money %",
        "given",
        "settled",
        "together",
        "rejected",
        "waiting",
        "value settled %",
        "delay mean s",
        "p50 s",
        "p95 s",
        "by value s",
        "used M USD",
        "turnover",
        "conserved",
        "digest of the books",
    ];
    for head in heads {
        let _ = write!(page, "<th>{head}</th>");
    }
    page.push_str("</tr></thead><tbody>\n");
    for (number, run) in (1..).zip(runs) {
        let share = if run.given_usd > 0.0 { 100.0 * run.settled_usd / run.given_usd } else { 0.0 };
        let _ = writeln!(
            page,
            "<tr><td>{number}</td><td class=\"text\">{}</td><td>{}</td><td>{}</td><td>{}</td>\
             <td>{}</td><td>{}</td><td>{}</td><td>{share:.1}</td><td>{:.0}</td><td>{}</td>\
             <td>{}</td><td>{:.0}</td><td>{:.1}</td><td>{:.2}</td><td>{}</td>\
             <td class=\"text\"><code>{}</code></td></tr>",
            escaped(&run.setting.line()),
            run.setting.liquidity,
            run.given,
            run.settled,
            run.offset,
            run.rejected,
            run.waiting,
            run.delay_mean,
            run.delay_p50,
            run.delay_p95,
            run.delay_by_value,
            run.used_usd / 1e6,
            run.turnover,
            if run.conserved { "yes" } else { "NO" },
            run.digest,
        );
    }
    page.push_str("</tbody></table></div>\n");
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
