//! GEN-P4: limit orders around a price vector that has moved away from the official rates.
//!
//! Seeded and reproducible: SplitMix64, and elementary functions from `libm`, whose results do not
//! depend on the machine.
//! In this order of draws: for each currency `v = 10^(-2 + 2.5 u)`; for each currency
//! `m = exp(mv n)`; for each order the currency sold, drawn by weights 1 / (c + 1); the currency
//! bought, drawn likewise until it differs; the value `clip(exp(ln 5e6 + 1.8 n), 1e4, 1e10)`; the
//! limit `v_s m_s / (v_b m_b) exp(sd n - 0.001)`, rounded to seven significant digits.
//! The amount is `max(1, trunc(value / v_s))`.
//! `n` is `sqrt(-2 ln(1 - u1)) cos(2 pi u2)`, `u` the top 53 bits of a number over 2^53.

use libm::{exp, floor, log, log10, pow, round};

use super::random::SplitMix;

/// The first place whose cumulative weight exceeds a part of the whole.
fn draw(random: &mut SplitMix, cumulative: &[f64]) -> usize {
    let at = random.unit() * cumulative.last().copied().unwrap_or(0.0);
    cumulative.partition_point(|weight| *weight <= at).min(cumulative.len() - 1)
}

/// What is generated.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// Seeds 1 to 100 are for development.
    pub seed: u64,
    /// How many currencies.
    pub currencies: usize,
    /// How many orders.
    pub orders: usize,
    /// Spread of the limits, as a standard deviation of their logarithms.
    pub sd: f64,
    /// How far prices have moved from the official ones, likewise.
    pub mv: f64,
}

/// An order: sell, buy, amount, limit as num and den.
pub type Drawn = (usize, usize, u64, u64, u64);

/// Official rates, in units of 2^-20, and orders. Order: as drawn. Cost: O(orders).
pub fn generate(parameters: &Parameters) -> (Vec<u64>, Vec<Drawn>) {
    let Parameters { seed, currencies, orders, sd, mv } = *parameters;
    let mut random = SplitMix::new(seed);
    let worth: Vec<f64> = (0..currencies).map(|_| pow(10.0, -2.0 + 2.5 * random.unit())).collect();
    let moved: Vec<f64> = (0..currencies).map(|_| exp(mv * random.normal())).collect();
    let mut cumulative = Vec::new();
    let mut total = 0.0;
    for currency in 0..currencies {
        total += 1.0 / (currency + 1) as f64;
        cumulative.push(total);
    }
    let mut drawn = Vec::with_capacity(orders);
    for _ in 0..orders {
        let sell = draw(&mut random, &cumulative);
        let mut buy = draw(&mut random, &cumulative);
        while buy == sell {
            buy = draw(&mut random, &cumulative);
        }
        let value = exp(log(5e6) + 1.8 * random.normal()).clamp(1e4, 1e10);
        let amount = floor(value / worth[sell]).max(1.0) as u64;
        let fair = worth[sell] * moved[sell] / (worth[buy] * moved[buy]);
        let (num, den) = seven_digits(fair * exp(sd * random.normal() - 0.001));
        drawn.push((sell, buy, amount, num, den));
    }
    (worth.iter().map(|worth| (worth * 1_048_576.0) as u64).collect(), drawn)
}

/// A positive number rounded to seven significant digits, as a ratio.
fn seven_digits(x: f64) -> (u64, u64) {
    let places = 6.0 - floor(log10(x));
    let digits = round(x * pow(10.0, places)) as u64;
    if places >= 0.0 {
        (digits, pow(10.0, places) as u64)
    } else {
        (digits * pow(10.0, -places) as u64, 1)
    }
}
