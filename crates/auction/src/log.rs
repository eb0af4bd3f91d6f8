//! Logarithms to the base 2 in integers, for the search of prices only; nothing exact stands on them.
//!
//! A logarithm is an `i64` in units of 2^-40, within one unit of the truth.
//! The mantissa is multiplied by a tabled reciprocal, which leaves 1 + t with |t| <= 2^-9, and
//! four terms of the series of ln(1 + t) follow; the first one left out is below 2^-47.
//! The table is made by integer arithmetic when it is first needed in a round, in some 20
//! microseconds, and is a value like any other.
use alloc::vec::Vec;

/// One, as a logarithm: a doubling.
pub(crate) const ONE: i64 = 1 << 40;

const PLACES: u64 = 256;
/// log2(e) in units of 2^-62.
const LOG2_E: i128 = 6_653_256_548_920_620_560;
/// How far a place is above the top of a mantissa. Unit: bits.
const BELOW_PLACES: u32 = 55;

/// Logarithms and powers of two.
pub(crate) struct Logs {
    /// Order: by the eight bits below the mantissa's first.
    rows: Vec<Row>,
    /// 2^(2^-1), 2^(2^-2), ... in units of 2^-63.
    roots: Vec<u64>,
}

struct Row {
    /// Unit: 2^-63.
    reciprocal: u64,
    /// log2 of one over `reciprocal`. Unit: 2^-60.
    log: i64,
}

impl Logs {
    /// Makes the tables.
    pub(crate) fn new() -> Self {
        let mut roots = Vec::new();
        let mut square = 1_u128 << 127; // 2, in units of 2^-126
        for _ in 0..40 {
            let root = square.isqrt();
            roots.push(low(root));
            square = root.wrapping_shl(63);
        }
        Self { rows: (0..PLACES).map(row).collect(), roots }
    }

    /// The logarithm of `num / den`. Both above zero.
    pub(crate) fn of_ratio(&self, num: u64, den: u64) -> i64 {
        let (num, den) = (u128::from(num), u128::from(den));
        let raised = num.leading_zeros();
        let quotient = num.wrapping_shl(raised).checked_div(den).unwrap_or(1);
        self.of(quotient).wrapping_sub(shift(raised))
    }

    /// The logarithm of a whole number above zero.
    pub(crate) fn of(&self, x: u128) -> i64 {
        let zeros = x.leading_zeros();
        let mantissa = low(x.wrapping_shl(zeros).wrapping_shr(64)); // in 2^63 .. 2^64
        let place = mantissa.wrapping_shr(BELOW_PLACES) & (PLACES - 1);
        let row = &self.rows[usize::try_from(place).unwrap_or(0)];
        let near_one = wide(mantissa).wrapping_mul(wide(row.reciprocal)).wrapping_shr(63);
        let t = near_one.wrapping_sub(1 << 63); // unit 2^-63, below 2^54 in size
        let times = |a: i128, b: i128| a.wrapping_mul(b).wrapping_shr(63);
        let square = times(t, t);
        let cube = times(square, t);
        let fourth = times(cube, t);
        let natural = t
            .wrapping_sub(square.wrapping_div(2))
            .wrapping_add(cube.wrapping_div(3))
            .wrapping_sub(fourth.wrapping_div(4));
        let log = natural.wrapping_mul(LOG2_E).wrapping_shr(65); // unit 2^-60
        let log = log.wrapping_add(i128::from(row.log));
        let log = log.wrapping_add(1 << 19).wrapping_shr(20);
        let whole = shift(127_u32.wrapping_sub(zeros));
        whole.wrapping_add(i64::try_from(log).unwrap_or(0)) // the fraction is below one
    }

    /// Two to the power of `log`, in units of 2^-63, with `log` in 0 .. 1; and beyond, shifted.
    ///
    /// Rounds down; zero if below 2^-63, and the largest number if too large.
    pub(crate) fn power(&self, log: i64) -> u128 {
        let whole = log.div_euclid(ONE);
        let fraction = log.rem_euclid(ONE);
        let mut power = 1_u128 << 63;
        for (at, root) in (0..).zip(&self.roots) {
            let bit = fraction.wrapping_shr(39_u32.wrapping_sub(at)) & 1;
            if bit == 1 {
                power = power.wrapping_mul(u128::from(*root)).wrapping_shr(63); // below 2^128
            }
        }
        let up = u32::try_from(whole).ok();
        let down = u32::try_from(whole.saturating_neg()).unwrap_or(u32::MAX);
        match up {
            Some(up) if up < 64 => power.wrapping_shl(up),
            Some(_) => u128::MAX,
            None => power.checked_shr(down).unwrap_or(0),
        }
    }
}

fn row(place: u64) -> Row {
    let divisor = PLACES.wrapping_add(place).wrapping_mul(2).wrapping_add(1);
    let twice = u128::from(PLACES).wrapping_shl(64);
    let reciprocal = low(twice.checked_div(u128::from(divisor)).unwrap_or(0));
    Row { reciprocal, log: (1_i64 << 60).wrapping_sub(fraction_bits(reciprocal)) }
}

/// log2 of `x` / 2^62, in units of 2^-60, bit by bit: squaring doubles a logarithm.
fn fraction_bits(x: u64) -> i64 {
    let mut x = u128::from(x).wrapping_shl(1);
    let mut log = 0_i64;
    for _ in 0..60 {
        x = x.wrapping_mul(x).wrapping_shr(63); // x is below 2^64
        log = log.wrapping_shl(1);
        if x >= 1 << 64 {
            x = x.wrapping_shr(1);
            log |= 1;
        }
    }
    log
}

/// So many doublings, as a logarithm.
fn shift(doublings: u32) -> i64 {
    i64::from(doublings).wrapping_mul(ONE)
}

fn wide(x: u64) -> i128 {
    i128::from(x)
}

/// The low half; every caller has shifted the rest away.
fn low(x: u128) -> u64 {
    u64::try_from(x & u128::from(u64::MAX)).unwrap_or(0)
}
