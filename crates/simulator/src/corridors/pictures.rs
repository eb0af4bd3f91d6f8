//! Pictures of a survey, drawn by `plotters` as SVG in the colours of the page around it.

use plotters::prelude::*;
use terms::BusinessDate;

use super::rows::{Survey, ToolsRow, Worth};
use crate::plot::{COLOURS, Drawn, Fault, INK};
use crate::{Plot, Unplayable};

/// Bars of a picture.
const BARS: usize = 12;

/// Unit: pixels.
const SIZE: (u32, u32) = (720, 460);

/// What the parts are called. Order: of drawing.
const PARTS: [&str; 8] = [
    "offset, one currency",
    "offset, across currencies",
    "rings",
    "own currency",
    "exchange",
    "swap line",
    "sweep",
    "no tool",
];

/// A horizontal bar: from where to where, in which colour.
type Piece = (f64, f64, usize);

/// Bars under each other, with a name for each.
struct Bars {
    title: &'static str,
    x: &'static str,
    rows: Vec<(String, Vec<Piece>)>,
    legend: Vec<(&'static str, usize)>,
}

/// The pictures of a survey: corridors in parts, positions of countries, dates of running out.
///
/// # Errors
/// If one cannot be drawn.
pub(super) fn pictures(survey: &Survey) -> Result<Vec<Plot>, Unplayable> {
    let mut all = vec![draw(&waterfalls(survey))?, draw(&positions(survey))?];
    let dates = dates(survey);
    if !dates.rows.is_empty() {
        all.push(draw(&dates)?);
    }
    Ok(all)
}

fn waterfalls(survey: &Survey) -> Bars {
    let rows = survey.corridors.iter().take(BARS).map(|row| {
        let ToolsRow { one_currency, across, rings, home, exchange, swap_line, sweep } =
            row.in_order;
        let parts = [one_currency, across, rings, home, exchange, swap_line, sweep, row.rest];
        let mut from = 0.0;
        let pieces = (0..).zip(parts).map(|(colour, part)| {
            let begun = from;
            from += part.drawn();
            (begun, from, colour)
        });
        (format!("{} > {}", row.payer, row.payee), pieces.collect())
    });
    Bars {
        title: "Corridors by what can become of them",
        x: "million, gross",
        rows: rows.collect(),
        legend: PARTS.into_iter().zip(0..).collect(),
    }
}

/// The largest on either side.
fn positions(survey: &Survey) -> Bars {
    let mut all: Vec<(&String, &Worth)> = survey.positions.iter().collect();
    all.sort_by_key(|(_, net)| std::cmp::Reverse(net.0.unsigned_abs()));
    all.truncate(BARS);
    all.sort_by_key(|(_, net)| std::cmp::Reverse(net.0));
    let rows = all.into_iter().map(|(country, net)| {
        let (from, to) = (net.drawn().min(0.0), net.drawn().max(0.0));
        (country.clone(), vec![(from, to, if net.0 < 0 { 1 } else { 0 })])
    });
    Bars {
        title: "What no offsetting changes: received less paid",
        x: "million, net",
        rows: rows.collect(),
        legend: Vec::new(),
    }
}

/// From the earliest to the latest date, or to the horizon; a mark at the expected one.
fn dates(survey: &Survey) -> Bars {
    let last = BusinessDate::parse(&survey.until).unwrap_or_default();
    let horizon = f64::from(survey.horizon);
    let days = |date: &Option<String>| {
        let date = BusinessDate::parse(date.as_ref()?).ok()?;
        Some(f64::from(date.days() - last.days()))
    };
    // Those expected to be empty tomorrow are told in the table; here they would hide the rest.
    let tomorrow = last.plus_days(1).to_string();
    let ahead = survey.forecasts.iter().filter(|row| {
        let expected = row.runs_out.expected.as_ref();
        row.runs_out.is_ahead() && expected.is_none_or(|date| *date > tomorrow)
    });
    let rows = ahead.filter_map(|row| {
        let earliest = days(&row.runs_out.earliest)?;
        let latest = days(&row.runs_out.latest).unwrap_or(horizon);
        let mut pieces = vec![(earliest, latest.max(earliest + horizon / 300.0), 0)];
        if let Some(expected) = days(&row.runs_out.expected) {
            pieces.push((expected, expected + horizon / 150.0, 1));
        }
        Some((format!("{} {}", row.bank, row.currency), pieces))
    });
    Bars {
        title: "Balances that run out, later than tomorrow",
        x: "days after the period",
        rows: rows.take(BARS).collect(),
        legend: vec![("eight paths in ten", 0), ("expected", 1)],
    }
}

fn draw(bars: &Bars) -> Result<Plot, Unplayable> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let failed = |error: &dyn std::fmt::Display| {
            Unplayable(format!("drawing '{}': {error}", bars.title))
        };
        fill(&area, bars).map_err(|error| failed(&error))?;
        area.present().map_err(|error| failed(&error))?;
    }
    Ok(Plot { title: bars.title, svg })
}

fn fill<'a>(area: &Drawn<'a>, bars: &Bars) -> Result<(), Fault<'a>> {
    let text = |size: u32| ("sans-serif", size).into_font().color(&INK);
    let ends = || bars.rows.iter().flat_map(|(_, pieces)| pieces).flat_map(|(a, b, _)| [*a, *b]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let high = if high > low { high * 1.03 } else { 1.0 };
    // A short legend gets lines of its own; a long one stands where short bars leave room.
    let short = (1..=2).contains(&bars.legend.len());
    let count = bars.rows.len().max(1) + if short { 2 } else { 0 };
    let mut chart = ChartBuilder::on(area)
        .caption(bars.title, text(18))
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(120)
        .build_cartesian_2d(low * 1.03..high, count as f64..0.0)?;
    chart
        .configure_mesh()
        .x_desc(bars.x)
        .axis_style(INK)
        .bold_line_style(INK.mix(0.2))
        .light_line_style(TRANSPARENT)
        .disable_y_mesh()
        .y_labels(0)
        .label_style(text(12))
        .axis_desc_style(text(13))
        .draw()?;
    for (row, (name, pieces)) in bars.rows.iter().enumerate() {
        let top = row as f64;
        for (from, to, colour) in pieces.iter().filter(|(from, to, _)| to > from) {
            let corners = [(*from, top + 0.2), (*to, top + 0.8)];
            let colour = COLOURS[colour % COLOURS.len()];
            chart.draw_series([Rectangle::new(corners, colour.filled())])?;
        }
        let (_, y) = chart.backend_coord(&(low, top + 0.5));
        area.draw(&Text::new(name.clone(), (14, y - 6), text(12)))?;
    }
    for (name, colour) in &bars.legend {
        let colour = COLOURS[colour % COLOURS.len()];
        let nothing = std::iter::empty::<Rectangle<(f64, f64)>>();
        chart
            .draw_series(nothing)?
            .label(*name)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 14, y + 5)], colour.filled()));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .label_font(text(11))
        .draw()
}
