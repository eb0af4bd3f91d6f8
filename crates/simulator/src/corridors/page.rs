//! A survey as one page with everything in it.

use std::fmt::Write as _;

use super::pictures::pictures;
use super::rows::{CorridorRow, ForecastRow, ReachedRow, Survey};
use crate::Unplayable;
use crate::page::{escaped, figure, head};

/// Corridors that are explained in sentences.
const EXPLAINED: usize = 12;

/// A page that needs nothing from outside: pictures, all corridors, all forecasts.
///
/// # Errors
/// If a picture cannot be drawn.
pub fn html(survey: &Survey, about: &str) -> Result<String, Unplayable> {
    let mut page = head("Corridors");
    // Writing to a string does not fail.
    let _ = writeln!(
        page,
        "<p>{}: {} to {}, {} payments.</p>\n<p>Values are in millions at official rates, in the \
         yardstick: {}. Nothing is held or paid in it.</p>",
        escaped(about),
        survey.from,
        survey.until,
        survey.payments,
        escaped(&survey.yardstick),
    );
    if !survey.unpriced.is_empty() {
        let codes = escaped(&survey.unpriced.join(" "));
        let _ = writeln!(page, "<p>Left out, for want of an official rate: {codes}.</p>");
    }
    page.push_str("<div class=\"plots\">\n");
    for picture in pictures(survey)? {
        figure(&mut page, &picture);
    }
    page.push_str("</div>\n");
    totals(&mut page, survey);
    corridors(&mut page, survey);
    page.push_str("<h2>Why</h2>\n");
    survey.corridors.iter().take(EXPLAINED).for_each(|row| explain(&mut page, row));
    forecasts(&mut page, survey);
    page.push_str("</body></html>\n");
    Ok(page)
}

fn totals(page: &mut String, survey: &Survey) {
    let totals = &survey.totals;
    let _ = writeln!(
        page,
        "<p>Of {} gross, the largest circulation cancels {}; in each currency by itself {}. \
         Whatever is offset, at least {} is left, the sum of what countries received beyond what \
         they paid; in the order of the table {} is.</p>",
        totals.gross.millions(),
        totals.largest.millions(),
        totals.largest_one_currency.millions(),
        totals.least_left.millions(),
        totals.structural.millions(),
    );
}

fn table(page: &mut String, title: &str, heads: &[&str]) {
    let _ = write!(page, "<h2>{title}</h2>\n<div class=\"wide\"><table><thead><tr>");
    for head in heads {
        let _ = write!(page, "<th>{head}</th>");
    }
    page.push_str("</tr></thead><tbody>\n");
}

fn corridors(page: &mut String, survey: &Survey) {
    let heads = [
        "corridor",
        "gross",
        "net",
        "unsettled",
        "one currency",
        "across",
        "rings",
        "rings alone",
        "structural",
        "own currency",
        "exchange",
        "alone",
        "swap line",
        "alone",
        "sweep",
        "alone",
        "no tool",
    ];
    table(page, "Corridors", &heads);
    for row in &survey.corridors {
        let (order, alone) = (&row.in_order, &row.alone);
        let _ = write!(page, "<tr><td>{} &gt; {}</td>", row.payer, row.payee);
        let values = [
            row.gross,
            row.net,
            row.unsettled,
            order.one_currency,
            order.across,
            order.rings,
            alone.rings,
            row.structural,
            order.home,
            order.exchange,
            alone.exchange,
            order.swap_line,
            alone.swap_line,
            order.sweep,
            alone.sweep,
            row.rest,
        ];
        for value in values {
            let _ = write!(page, "<td>{}</td>", value.millions());
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

fn explain(page: &mut String, row: &CorridorRow) {
    let _ = writeln!(page, "<h3>{} &gt; {}</h3>\n<ul>", row.payer, row.payee);
    for sentence in &row.why {
        let _ = writeln!(page, "<li>{}</li>", escaped(sentence));
    }
    for ring in &row.rings {
        let countries = ring.countries.join(" > ");
        let value = ring.value.millions();
        let _ = writeln!(page, "<li>Ring {}: {value} on each.</li>", escaped(&countries));
    }
    page.push_str("</ul>\n");
}

fn forecasts(page: &mut String, survey: &Survey) {
    if let Some(why) = &survey.no_forecast {
        let _ = writeln!(page, "<h2>Forecast</h2>\n<p>None: {}.</p>", escaped(why));
        return;
    }
    let heads = [
        "balance",
        "stands at",
        "credit line",
        "a day brings",
        "the next day",
        "spread",
        "runs out",
        "earliest",
        "latest",
        "cap",
        "reached",
        "earliest",
        "latest",
        "model",
    ];
    table(page, "Forecast", &heads);
    survey.forecasts.iter().for_each(|row| forecast(page, row));
    let _ = writeln!(
        page,
        "</tbody></table></div>\n<p>A day brings the mean of its weekday, or of all days where there \
         are fewer than four weeks, and a trend where one shows; the next day, what it brings on the \
         mean path. Balances are with what is invested. The band from earliest to latest \
         holds eight paths in ten if days were independent and normal. Never: not within {} days; already: it was there when the period ended.</p>",
        survey.horizon
    );
}

fn forecast(page: &mut String, row: &ForecastRow) {
    let _ = write!(
        page,
        "<tr><td>{} {}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
         <td>{}</td>",
        row.bank, row.currency, row.balance, row.credit, row.mean, row.next, row.spread,
    );
    reached(page, Some(&row.runs_out));
    let _ = write!(page, "<td>{}</td>", row.cap.as_deref().unwrap_or(""));
    reached(page, row.reaches_cap.as_ref());
    let _ = writeln!(page, "<td class=\"text\">{}</td></tr>", row.model);
}

fn reached(page: &mut String, reached: Option<&ReachedRow>) {
    let dates = reached.map(|row| [&row.expected, &row.earliest, &row.latest]);
    let missing = if reached.is_some_and(|row| row.already) { "already" } else { "never" };
    let text = |date: &Option<String>| date.clone().unwrap_or_else(|| missing.to_owned());
    let cells = dates.map_or_else(Default::default, |dates| dates.map(text));
    let cells: [String; 3] = cells;
    for cell in cells {
        let _ = write!(page, "<td>{cell}</td>");
    }
}
