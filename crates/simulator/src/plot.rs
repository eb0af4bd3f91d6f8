//! Plots of runs, drawn by `plotters` as SVG that takes its colours from the page around it.

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::{Run, Unplayable};

/// The picture without the names of its lines. Unit: pixels.
pub(crate) const SIZE: (u32, u32) = (720, 420);

/// The height of the name of a line. Unit: pixels.
const ROW: i32 = 18;

/// Colours that read on white and on black alike. Order: of lines; after the last the first.
pub(crate) const COLOURS: [RGBColor; 8] = [
    RGBColor(0x2b, 0x8c, 0xd6),
    RGBColor(0xe0, 0x7b, 0x1f),
    RGBColor(0x2f, 0xa3, 0x66),
    RGBColor(0xc9, 0x4f, 0x7c),
    RGBColor(0x8f, 0x6b, 0xd1),
    RGBColor(0x9a, 0x8a, 0x1d),
    RGBColor(0x1f, 0xa0, 0xa8),
    RGBColor(0xb0, 0x6a, 0x4b),
];

/// Text and axes; a page may lay its own colour over it.
pub(crate) const INK: RGBColor = RGBColor(0x80, 0x80, 0x80);

/// A plot with its title.
#[derive(Clone, Debug)]
pub struct Plot {
    /// What it shows.
    pub title: &'static str,
    /// The picture, one `svg` element without references to anything outside.
    pub svg: String,
}

/// Points of one colour under one name.
struct Line {
    name: String,
    points: Vec<(f64, f64)>,
}

struct Axes {
    title: &'static str,
    x: &'static str,
    y: &'static str,
    span: Span,
}

/// From where to where the lower axis goes.
#[derive(Clone, Copy)]
enum Span {
    /// As the points lie.
    Found,
    /// From midnight on.
    Day,
}

/// The four plots of an experiment: delay, value settled and liquidity used against the liquidity
/// level, and the queues over the day.
///
/// # Errors
/// If a plot cannot be drawn.
pub fn plots(runs: &[Run]) -> Result<Vec<Plot>, Unplayable> {
    let level = "opening money, percent";
    let against = |y: &dyn Fn(&Run) -> f64| by_level(runs, y);
    let million = 1e6;
    Ok(vec![
        draw(
            &Axes {
                title: "Delay against liquidity",
                x: level,
                y: "delay by value, minutes",
                span: Span::Found,
            },
            &against(&|run| run.delay_by_value / 60.0),
        )?,
        draw(
            &Axes {
                title: "Value settled against liquidity",
                x: level,
                y: "percent of value given",
                span: Span::Found,
            },
            &against(&|run| {
                if run.given_usd > 0.0 { 100.0 * run.settled_usd / run.given_usd } else { 0.0 }
            }),
        )?,
        draw(
            &Axes {
                title: "Queue over the day",
                x: "hour (UTC)",
                y: "queued, million USD",
                span: Span::Day,
            },
            &over_the_day(runs, million),
        )?,
        draw(
            &Axes { title: "Liquidity used", x: level, y: "million USD", span: Span::Found },
            &against(&|run| run.used_usd / million),
        )?,
    ])
}

/// A line for each group of runs that differ in liquidity alone.
fn by_level(runs: &[Run], y: &dyn Fn(&Run) -> f64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        let (name, point) = (run.setting.line(), (f64::from(run.setting.liquidity), y(run)));
        match lines.iter_mut().find(|line| line.name == name) {
            Some(line) => line.points.push(point),
            None => lines.push(Line { name, points: vec![point] }),
        }
    }
    for line in &mut lines {
        line.points.sort_by(|one, other| one.0.total_cmp(&other.0));
    }
    lines
}

/// A line for each run, at most as many as there are colours.
fn over_the_day(runs: &[Run], unit: f64) -> Vec<Line> {
    let line = |run: &Run| Line {
        name: format!("{} %, {}", run.setting.liquidity, run.setting.line()),
        points: run
            .samples
            .iter()
            .map(|sample| (sample.minute as f64 / 60.0, sample.queued_usd / unit))
            .collect(),
    };
    runs.iter().take(COLOURS.len()).map(line).collect()
}

/// The least and the largest of one coordinate, with room above.
fn range(lines: &[Line], of: impl Fn(&(f64, f64)) -> f64, from_zero: bool) -> std::ops::Range<f64> {
    let values = lines.iter().flat_map(|line| &line.points).map(of);
    let (low, high) =
        values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
    let low = if from_zero { 0.0 } else { low };
    let room = if high > low { (high - low) * 0.05 } else { high.abs().max(1.0) * 0.1 };
    (if from_zero { low } else { low - room })..(high + room)
}

fn draw(axes: &Axes, lines: &[Line]) -> Result<Plot, Unplayable> {
    let mut svg = String::new();
    {
        let names = u32::try_from(lines.len()).unwrap_or(0).saturating_mul(ROW.unsigned_abs());
        let size = (SIZE.0, SIZE.1 + names + 10);
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let failed = |error: &dyn std::fmt::Display| {
            Unplayable(format!("drawing '{}': {error}", axes.title))
        };
        fill(&area, axes, lines).map_err(|error| failed(&error))?;
        area.present().map_err(|error| failed(&error))?;
    }
    Ok(Plot { title: axes.title, svg })
}

pub(crate) type Drawn<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(crate) type Fault<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;

fn text(size: u32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// A number on an axis: whole where the axis is long, with what it takes where it is short.
fn tick(span: f64) -> impl Fn(&f64) -> String {
    let digits = if span >= 8.0 { 0 } else { 2 };
    move |value| format!("{value:.digits$}")
}

fn fill<'a>(area: &Drawn<'a>, axes: &Axes, lines: &[Line]) -> Result<(), Fault<'a>> {
    // Names stand below the picture, where no line runs through them.
    let (area, names) = area.split_vertically(SIZE.1);
    let (x, y) = match axes.span {
        Span::Found => (range(lines, |point| point.0, false), range(lines, |point| point.1, true)),
        Span::Day => {
            let last = range(lines, |point| point.0, true).end.max(1.0);
            (0.0..last.floor(), range(lines, |point| point.1, true))
        }
    };
    let (across, up) = (tick(x.end - x.start), tick(y.end - y.start));
    let mut chart = ChartBuilder::on(&area)
        .caption(axes.title, text(18))
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d(x, y)?;
    chart
        .configure_mesh()
        .x_desc(axes.x)
        .y_desc(axes.y)
        .x_labels(13)
        .y_labels(9)
        .x_label_formatter(&across)
        .y_label_formatter(&up)
        .axis_style(INK)
        .bold_line_style(INK.mix(0.3))
        .light_line_style(TRANSPARENT)
        .label_style(text(12))
        .axis_desc_style(text(13))
        .draw()?;
    for (place, (line, colour)) in lines.iter().zip(COLOURS.iter().cycle()).enumerate() {
        // Earlier lines are wider, so that one that a later one covers is still seen.
        let width = 2 + u32::try_from(lines.len() - 1 - place).unwrap_or(0).min(3);
        chart.draw_series(LineSeries::new(
            line.points.iter().copied(),
            colour.stroke_width(width),
        ))?;
        if line.points.len() <= 40 {
            let size = width + 1;
            let dots = line.points.iter().map(|point| Circle::new(*point, size, colour.filled()));
            chart.draw_series(dots)?;
        }
        let row = i32::try_from(place).unwrap_or(i32::MAX).saturating_mul(ROW) + ROW / 2;
        let sample = vec![(74, row), (98, row)];
        names.draw(&PathElement::new(sample, colour.stroke_width(width)))?;
        names.draw(&Text::new(line.name.clone(), (106, row - 6), text(12)))?;
    }
    if lines.iter().all(|line| line.points.is_empty()) {
        let place = (i32::try_from(SIZE.0 / 2).unwrap_or(0) - 40, 180);
        area.draw(&Text::new("nothing to show", place, text(14)))?;
    }
    Ok(())
}
