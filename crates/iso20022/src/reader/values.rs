//! The values of leaves: their lexical forms and facets, on the text as it stands.
//!
//! Nothing is converted here, so nothing can be rounded: an amount is checked digit by digit.
//! Source: XML Schema part 2 (second edition), section 3.2 for the forms, 4.3 for the facets.

use super::patterns;
use crate::tables::{Value, code, code_text, codes};

/// How many codes a finding names before it stops.
const NAMED: usize = 12;

/// Whether `text`, which has `length` characters, is such a value.
pub(super) fn holds(value: Value, text: &str, length: usize) -> bool {
    let fits = |pattern: Option<u16>| pattern.is_none_or(|row| patterns::matches(row, text));
    match value {
        Value::Text { min, max, pattern } => is_within(length, min, max) && fits(pattern),
        Value::Code { first, count } => {
            code(text.as_bytes()).is_some_and(|it| codes(first, count).binary_search(&it).is_ok())
        }
        Value::Decimal { digits, fraction, least } => is_decimal(text, digits, fraction, least),
        Value::Boolean => matches!(text, "true" | "false" | "1" | "0"),
        Value::Date => Form::new(text).date().is_some_and(|form| form.ends_with_zone()),
        Value::DateTime { pattern } => is_date_time(text) && fits(pattern),
        Value::Time => Form::new(text).time().is_some_and(|form| form.ends_with_zone()),
        Value::Year => Form::new(text).year().is_some_and(|(_, form)| form.ends_with_zone()),
        Value::YearMonth => {
            Form::new(text).year_month().is_some_and(|(_, _, form)| form.ends_with_zone())
        }
        Value::Base64 { min, max } => {
            base64_length(text.as_bytes()).is_some_and(|length| is_within(length, min, max))
        }
    }
}

/// What the value must look like, in words.
#[cold]
pub(super) fn expectation(value: Value) -> String {
    match value {
        Value::Text { min: 0, max: u32::MAX, pattern: None } => "any text".to_owned(),
        Value::Text { pattern: Some(row), .. } | Value::DateTime { pattern: Some(row) } => {
            format!("a value of the form {}", patterns::shape(row))
        }
        Value::Text { min, max, pattern: None } if min == max => {
            format!("a text of {min} characters")
        }
        Value::Text { min, max, pattern: None } => {
            format!("a text of {min} to {max} characters")
        }
        Value::Code { first, count } => code_list(codes(first, count)),
        Value::Decimal { digits, fraction, least } => {
            let least = least.map(|least| format!(", not below {least}")).unwrap_or_default();
            format!(
                "a plain decimal number of at most {digits} digits, \
                 at most {fraction} of them decimals{least}"
            )
        }
        Value::Boolean => "true or false".to_owned(),
        Value::Date => "a calendar date such as 2026-11-23".to_owned(),
        Value::DateTime { pattern: None } => {
            "a date and time such as 2026-11-23T10:15:30+05:30".to_owned()
        }
        Value::Time => "a time such as 10:15:30+05:30".to_owned(),
        Value::Year => "a year such as 2026".to_owned(),
        Value::YearMonth => "a month such as 2026-11".to_owned(),
        Value::Base64 { min, max } => format!("base 64 text of {min} to {max} bytes"),
    }
}

fn code_list(codes: &[u32]) -> String {
    let named: Vec<String> = codes.iter().take(NAMED).map(|cell| code_text(*cell)).collect();
    let named = named.join(", ");
    match codes.len().saturating_sub(NAMED) {
        0 => format!("one of the codes {named}"),
        hidden => format!("one of the codes {named} or {hidden} more"),
    }
}

/// The text without white space around it, as XML knows it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

fn is_within(length: usize, min: u32, max: u32) -> bool {
    u32::try_from(length).is_ok_and(|length| (min..=max).contains(&length))
}

/// Whether this is a decimal number within the facets.
///
/// ASCII digits, at most one sign and one point, no exponent; zeros at either end count for
/// nothing.
fn is_decimal(text: &str, digits: u16, fraction: u16, least: Option<u64>) -> bool {
    let (is_negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let point = unsigned.iter().position(|byte| *byte == b'.').unwrap_or(unsigned.len());
    let (whole, part) = unsigned.split_at(point);
    let part = part.strip_prefix(b".").unwrap_or(part);
    let all_digits = whole.iter().chain(part).all(u8::is_ascii_digit);
    if !all_digits || (whole.is_empty() && part.is_empty()) {
        return false;
    }
    let zeros = whole.iter().take_while(|byte| **byte == b'0').count();
    let whole = whole.get(zeros..).unwrap_or_default();
    let zeros = part.iter().rev().take_while(|byte| **byte == b'0').count();
    let part = part.get(..part.len() - zeros).unwrap_or_default();
    let is_zero = whole.is_empty() && part.is_empty();
    part.len() <= usize::from(fraction)
        && whole.len() + part.len() <= usize::from(digits)
        && least.is_none_or(|least| {
            if is_negative { is_zero && least == 0 } else { is_at_least(whole, least) }
        })
}

/// Whether a whole number without leading zeros is at least `least`.
fn is_at_least(digits: &[u8], least: u64) -> bool {
    let value = digits.iter().fold(0_u64, |value, digit| {
        value.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
    });
    value >= least
}

fn is_date_time(text: &str) -> bool {
    let time = Form::new(text).date().and_then(|form| form.eat(b'T')).and_then(Form::time);
    time.is_some_and(|form| form.ends_with_zone())
}

/// The number of bytes that a text in base 64 stands for.
///
/// White space may stand between the characters. Source: XML Schema part 2, 3.2.16.
fn base64_length(text: &[u8]) -> Option<usize> {
    let mut symbols = 0_usize;
    let mut padding = 0_usize;
    let mut last = 0_u8;
    for byte in text {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            b'=' => padding += 1,
            _ if padding > 0 => return None,
            _ => last = sextet(*byte)?,
        }
        symbols += 1;
    }
    // The bits that padding leaves over must be zero: each value has one form.
    let spare = match padding {
        0 => 0,
        1 => 0b11,
        2 => 0b1111,
        _ => return None,
    };
    if !symbols.is_multiple_of(4) || last & spare != 0 {
        return None;
    }
    (symbols / 4 * 3).checked_sub(padding)
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// The rest of a date or time that is being read.
#[derive(Clone, Copy)]
struct Form<'t> {
    rest: &'t [u8],
}

impl<'t> Form<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text.as_bytes() }
    }

    fn eat(self, expected: u8) -> Option<Self> {
        let (first, rest) = self.rest.split_first()?;
        (*first == expected).then_some(Self { rest })
    }

    /// Two digits.
    fn two(self) -> Option<(u8, Self)> {
        let ([tens, ones], rest) = self.rest.split_first_chunk::<2>()?;
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        is_number.then(|| ((tens - b'0') * 10 + (ones - b'0'), Self { rest }))
    }

    /// One digit or more.
    fn digits(self) -> Option<(&'t [u8], Self)> {
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at(length);
        (length > 0).then_some((digits, Self { rest }))
    }

    /// A year of four digits or more, other than 0000; only its place in the cycle of leap years
    /// is kept.
    fn year(self) -> Option<(u16, Self)> {
        let unsigned = self.eat(b'-').unwrap_or(self);
        let (digits, form) = unsigned.digits()?;
        let is_year = digits.len() >= 4
            && (digits.len() == 4 || digits.first() != Some(&b'0'))
            && digits.iter().any(|digit| *digit != b'0');
        let cycle = digits
            .iter()
            .fold(0_u16, |year, digit| (year * 10 + u16::from(digit.wrapping_sub(b'0'))) % 400);
        is_year.then_some((cycle, form))
    }

    fn year_month(self) -> Option<(u16, u8, Self)> {
        let (year, form) = self.year()?;
        let (month, form) = form.eat(b'-')?.two()?;
        (1..=12).contains(&month).then_some((year, month, form))
    }

    fn date(self) -> Option<Self> {
        let (year, month, form) = self.year_month()?;
        let (day, form) = form.eat(b'-')?.two()?;
        (1..=days(year, month)).contains(&day).then_some(form)
    }

    fn time(self) -> Option<Self> {
        let (hour, form) = self.two()?;
        let (minute, form) = form.eat(b':')?.two()?;
        let (second, form) = form.eat(b':')?.two()?;
        let (fraction, form) = match form.eat(b'.') {
            None => (<&[u8]>::default(), form),
            Some(form) => form.digits()?,
        };
        let ends_day =
            hour == 24 && minute == 0 && second == 0 && fraction.iter().all(|digit| *digit == b'0');
        ((hour < 24 && minute < 60 && second < 60) || ends_day).then_some(form)
    }

    /// Whether nothing is left but an offset from UTC, or nothing at all.
    fn ends_with_zone(self) -> bool {
        match self.rest {
            [] | [b'Z'] => true,
            [b'+' | b'-', rest @ ..] => Self { rest }.is_offset().unwrap_or(false),
            _ => false,
        }
    }

    fn is_offset(self) -> Option<bool> {
        let (hours, form) = self.two()?;
        let (minutes, form) = form.eat(b':')?.two()?;
        let is_real = (hours < 14 && minutes < 60) || (hours == 14 && minutes == 0);
        Some(is_real && form.rest.is_empty())
    }
}

/// The days of a month, in a year given by its place in the cycle of 400 years.
fn days(cycle: u16, month: u8) -> u8 {
    let is_leap = cycle.is_multiple_of(4) && (!cycle.is_multiple_of(100) || cycle == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}
