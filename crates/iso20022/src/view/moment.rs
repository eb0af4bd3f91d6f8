//! Reading an ISO 20022 date and time as a moment.

use terms::{BusinessDate, Instant};

/// The moment that an `ISODateTime` with an offset names; none without one.
///
/// Digits beyond nanoseconds are dropped.
///
/// ```
/// use iso20022::view::moment;
///
/// let sent = moment("2026-11-23T10:15:30.5+05:30").expect("it has an offset");
/// assert_eq!(sent.to_string(), "2026-11-23T04:45:30.500Z");
/// assert_eq!(moment("2026-11-23T10:15:30"), None);
/// ```
pub fn moment(text: &str) -> Option<Instant> {
    let (date, rest) = text.split_once('T')?;
    let (clock, offset) = split_offset(rest)?;
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = whole.split(':').map(two_digits);
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || hours > 24 || minutes > 59 || seconds > 60 {
        return None;
    }
    let days = i64::from(BusinessDate::parse(date).ok()?.days());
    let of_day = hours * 3600 + minutes * 60 + seconds;
    let seconds = u64::try_from(days * 86_400 + of_day - offset * 60).ok()?;
    let nanos = seconds.checked_mul(1_000_000_000)?.checked_add(nanoseconds(fraction)?)?;
    Some(Instant::from_unix_nanos(nanos))
}

/// The time of day and the minutes by which it is ahead of UTC.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (clock, offset) = text.split_at(at);
    let (sign, digits) = offset.split_at(1);
    let (hours, minutes) = digits.split_once(':')?;
    let ahead = two_digits(hours)? * 60 + two_digits(minutes)?;
    Some((clock, if sign == "-" { -ahead } else { ahead }))
}

fn two_digits(text: &str) -> Option<i64> {
    let shaped = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    shaped.then(|| text.parse().ok()).flatten()
}

/// A decimal fraction of a second. Unit: nanoseconds.
fn nanoseconds(fraction: &str) -> Option<u64> {
    let shaped = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    shaped.then(|| digits.fold(0, |sum, byte| sum * 10 + u64::from(byte.saturating_sub(b'0'))))
}
