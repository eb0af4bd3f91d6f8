//! The ratio that an order's two amounts state, within the range of the machine's limits.

use terms::{Amount, Rate};

/// The largest part of a limit. R-FX-09
const MAX_PART: u128 = 1_000_000_000_000;

/// What is asked for what is given, as the least ratio that is not below it and whose parts are
/// in range; `None` where nothing is asked or given, or more is asked than the range states.
///
/// Two amounts reduced by their greatest common divisor mostly are in range, and then they are the
/// limit exactly.
/// Else the ratio is turned up, to the nearest one above that the range has, so that whoever states
/// it never gets less than it said; the nearest is found by Stern's and Brocot's tree of all
/// fractions, descended in strides.
///
/// Unit: minor units asked for minor units given. Range: amounts up to 10^24.
/// Cost: O(log of the amounts).
pub(crate) fn least_ratio(asked: Amount, given: Amount) -> Option<Rate> {
    let (asked, given) = (asked.minor(), given.minor());
    if asked == 0 || given == 0 {
        return None;
    }
    let divisor = gcd(asked, given);
    let (asked, given) = (asked / divisor, given / divisor);
    if asked <= MAX_PART && given <= MAX_PART {
        return rate(asked, given);
    }
    if asked / given >= MAX_PART {
        return None;
    }
    let (numerator, denominator) = nearest_above(asked, given);
    rate(numerator, denominator)
}

/// The least fraction above `asked / given` with both parts in range; the fraction itself is not.
fn nearest_above(asked: u128, given: u128) -> (u128, u128) {
    // What is looked for stands between these two, which are neighbours in the tree.
    let (mut below, mut above) = ((0, 1), (1, 0));
    loop {
        // How far the two stand from the fraction; neither product leaves 10^24 times 10^12.
        let short = asked * below.1 - given * below.0;
        let over = given * above.0 - asked * above.1;
        let up = room(below, above).min(short / over);
        below = (below.0 + up * above.0, below.1 + up * above.1);
        let short = short - up * over;
        let down = room(above, below).min(over / short);
        above = (above.0 + down * below.0, above.1 + down * below.1);
        if up == 0 && down == 0 {
            return above;
        }
    }
}

/// How many times `step` fits onto `from` with both parts in range.
fn room(from: (u128, u128), step: (u128, u128)) -> u128 {
    let times = |from: u128, step: u128| match step {
        0 => u128::MAX,
        step => MAX_PART.saturating_sub(from) / step,
    };
    times(from.0, step.0).min(times(from.1, step.1))
}

fn rate(numerator: u128, denominator: u128) -> Option<Rate> {
    Rate::new(u64::try_from(numerator).ok()?, u64::try_from(denominator).ok()?).ok()
}

/// The greatest common divisor; the other where one is zero.
pub(crate) fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(asked: u128, given: u128) -> Option<(u128, u128)> {
        let rate = least_ratio(Amount::from_minor(asked), Amount::from_minor(given))?;
        Some((rate.numerator().into(), rate.denominator().into()))
    }

    #[test]
    fn a_ratio_in_range_is_kept_exactly() {
        assert_eq!(least(120_000, 100_000), Some((6, 5)));
        assert_eq!(least(10_u128.pow(18), 10_u128.pow(18)), Some((1, 1)));
        assert_eq!(least(MAX_PART, 1), Some((MAX_PART, 1)));
        assert_eq!(least(0, 5), None);
        assert_eq!(least(5, 0), None);
        assert_eq!(least(MAX_PART + 1, 1), None);
        assert_eq!(least(10 * MAX_PART + 1, 10), None);
    }

    #[test]
    fn a_ratio_out_of_range_is_turned_up_and_by_little() {
        let cases = [
            (10_u128.pow(18) - 1, 10_u128.pow(18) - 3),
            (1_234_567_890_123_456_789, 987_654_321_987_654_321),
            (7, 999_999_999_999_999_989),
            (999_999_999_999_999_989, 1_000_003),
            (1, 10_u128.pow(18)),
            (10_u128.pow(24) - 1, 10_u128.pow(18) - 1),
        ];
        for (asked, given) in cases {
            let (numerator, denominator) = least(asked, given).unwrap();
            assert!(numerator <= MAX_PART && denominator <= MAX_PART);
            let (stated, taken) = (asked * denominator, numerator * given);
            assert!(taken >= stated, "{asked}/{given} became less: {numerator}/{denominator}");
            // The next smaller neighbour would already be below, or out of range.
            let lower = (numerator - 1) * given < stated;
            assert!(lower, "{asked}/{given} became {numerator}/{denominator}");
        }
        assert_eq!(least(1, 10_u128.pow(18)), Some((1, MAX_PART)));
    }

    #[test]
    fn no_fraction_of_small_parts_is_nearer() {
        // The same walk with the same strides, judged by trying every denominator.
        let (asked, given) = (3_141_592_653_589_793, 1_000_000_000_000_000);
        let (numerator, denominator) = least(asked, given).unwrap();
        for tried in 1..200_000_u128 {
            let least = (asked * tried).div_ceil(given);
            assert!(least * denominator >= numerator * tried, "{least}/{tried} is nearer");
        }
    }
}
