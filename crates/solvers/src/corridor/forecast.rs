//! When a balance runs out or reaches a bound, from the net flows of the days behind.
//!
//! The model is simple enough to be told in a sentence: a day brings the mean of its weekday, or of
//! all days where there are fewer than four weeks, plus a trend if one shows.
//! A weekday seen twice or three times says little: one large payment would make every such day
//! to come a large one.
//! What days bring beyond that is their spread; sums of it grow with the root of the days, and the
//! mean itself is known no better than the spread allows.
//! The band holds eight paths in ten if days were independent and normal, which they are not quite:
//! it is a band to plan by and no promise.
//!
//! Floats stand here and nowhere else in a corridor's report; add, multiply, divide and root are
//! exact to the last bit by their standard, so that the answer is the same on every machine.

/// Days of which a forecast needs at least so many.
pub const LEAST_DAYS: usize = 3;

/// From so many days on each weekday has a mean of its own, of four days or more.
const WEEKDAYS_FROM: usize = 28;

/// From so many days on a trend is looked for.
const TREND_FROM: usize = 10;

/// A slope counts as a trend if it is so many of its standard errors.
const TREND_AT: f64 = 2.0;

/// Eight in ten of a normal distribution lie within so many standard deviations.
const BAND: f64 = 1.281_551_565_544_6;

/// The days behind of one balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// What each calendar day brought, below zero what it took. Unit: minor units. Order: by day,
    /// without a gap.
    pub flows: Vec<i128>,
    /// The weekday of the first. Range: 0 .. 6.
    pub weekday: usize,
    /// What the account stood at when the last had ended.
    pub balance: i128,
}

/// What a balance may come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Nothing is left at this balance or below: zero less the credit line.
    Floor(i128),
    /// A cap or threshold is reached at this balance or above.
    Cap(i128),
}

/// The day on which a bound is reached. Unit: days after the last day behind; 0 is that day itself.
/// None: not within the days that were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// On the near edge of the band.
    pub earliest: Option<u32>,
    /// On the mean path.
    pub expected: Option<u32>,
    /// On the far edge of the band.
    pub latest: Option<u32>,
}

/// What the days behind say of a day to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What a day brings. Shape: seven from the weekday 0 on, all equal without means of their own.
    pub means: [f64; 7],
    /// Whether weekdays have means of their own.
    pub by_weekday: bool,
    /// What a day brings more than the day before; zero if no trend shows.
    pub trend: f64,
    /// The standard deviation of days from that.
    pub spread: f64,
    days: usize,
    weekday: usize,
}

impl Model {
    /// None if there are fewer than [`LEAST_DAYS`].
    pub fn of(history: &History) -> Option<Self> {
        let days = history.flows.len();
        if days < LEAST_DAYS {
            return None;
        }
        let flows: Vec<f64> = history.flows.iter().map(|flow| *flow as f64).collect();
        let by_weekday = days >= WEEKDAYS_FROM;
        let weekday = history.weekday % 7;
        let means = if by_weekday { means(&flows, weekday) } else { [mean(&flows); 7] };
        let rests = flows.iter().zip(weekday..).map(|(flow, day)| flow - means[day % 7]);
        let rests: Vec<f64> = rests.collect();
        let fitted = if by_weekday { 7 } else { 1 };
        let (trend, rests) = trend(&rests, fitted).unwrap_or((0.0, rests));
        let freedom = days - fitted - usize::from(trend != 0.0);
        let squares: f64 = rests.iter().map(|rest| rest * rest).sum();
        let spread = libm::sqrt(squares / freedom.max(1) as f64);
        Some(Self { means, by_weekday, trend, spread, days, weekday })
    }

    /// What a day brings on average over a week.
    pub fn mean(&self) -> f64 {
        mean(&self.means)
    }

    /// What the first day to come brings on the mean path.
    pub fn next(&self) -> f64 {
        self.brings(1)
    }

    /// When a balance comes to a bound, looking so many days ahead.
    pub fn reaches(&self, balance: i128, bound: Bound, horizon: u32) -> Reached {
        // Turned so that the bound is always below.
        let (start, sign) = match bound {
            Bound::Floor(floor) => (balance.saturating_sub(floor), 1.0),
            Bound::Cap(cap) => (cap.saturating_sub(balance), -1.0),
        };
        if start <= 0 {
            return Reached { earliest: Some(0), expected: Some(0), latest: Some(0) };
        }
        let mut reached = Reached { earliest: None, expected: None, latest: None };
        let (mut path, start) = (0.0, start as f64);
        for ahead in 1..=horizon {
            path += self.brings(ahead);
            let days = f64::from(ahead);
            let root = libm::sqrt(days + days * days / self.days as f64);
            let (left, band) = (start + sign * path, BAND * self.spread * root);
            let met = |left: f64, at: &mut Option<u32>| {
                if left <= 0.0 && at.is_none() {
                    *at = Some(ahead);
                }
            };
            met(left - band, &mut reached.earliest);
            met(left, &mut reached.expected);
            met(left + band, &mut reached.latest);
        }
        reached
    }

    /// What the day so many days ahead brings on the mean path.
    fn brings(&self, ahead: u32) -> f64 {
        let ahead = usize::try_from(ahead).unwrap_or(usize::MAX);
        let day = (self.weekday + self.days - 1).saturating_add(ahead) % 7;
        let middle = (self.days - 1) as f64 / 2.0;
        self.means[day] + self.trend * ((self.days - 1) as f64 + ahead as f64 - middle)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn means(flows: &[f64], weekday: usize) -> [f64; 7] {
    core::array::from_fn(|day| {
        let of = flows.iter().zip(weekday..).filter(|(_, at)| at % 7 == day);
        mean(&of.map(|(flow, _)| *flow).collect::<Vec<_>>())
    })
}

/// The least squares slope of what means leave, and what it leaves in turn; none if none shows.
fn trend(rests: &[f64], fitted: usize) -> Option<(f64, Vec<f64>)> {
    if rests.len() < TREND_FROM {
        return None;
    }
    let middle = (rests.len() - 1) as f64 / 2.0;
    let along = |day: usize| day as f64 - middle;
    let squares: f64 = (0..rests.len()).map(|day| along(day) * along(day)).sum();
    let slope =
        rests.iter().enumerate().map(|(day, rest)| along(day) * rest).sum::<f64>() / squares;
    let left: Vec<f64> =
        rests.iter().enumerate().map(|(day, rest)| rest - slope * along(day)).collect();
    let freedom = rests.len().checked_sub(fitted + 1).filter(|freedom| *freedom > 0)?;
    let variance = left.iter().map(|rest| rest * rest).sum::<f64>() / freedom as f64;
    let error = libm::sqrt(variance / squares);
    (slope.abs() > TREND_AT * error).then_some((slope, left))
}
