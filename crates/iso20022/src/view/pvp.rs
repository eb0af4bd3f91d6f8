//! The convention PVP: what must come back for a payment, told in one line to the next agent.

use terms::{Amount, Bic, CurrencyCode};

use super::field::Field;
use crate::reader::Element;
use crate::reference::{CurrencyKind, currency};

const MARK: &str = "/PVP/";
const LONGEST_REFERENCE: usize = 35;

/// What must come back for a leg of a payment versus payment: both settle or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PvpTerms {
    /// What both legs have in common. Range: 1 to 35 letters, digits and hyphens.
    pub reference: String,
    /// The currency of the counter leg.
    pub currency: CurrencyCode,
    /// What the counter leg pays. Unit: minor units. Range: from 1.
    pub amount: Amount,
    /// The bank that must receive the counter leg.
    pub receiver: Bic,
}

/// A line that begins with `/PVP/` and is not of the convention's form, or a second such line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedPvp {
    /// Where the line stands.
    pub element: Element,
}

impl PvpTerms {
    /// Reads one line.
    ///
    /// ```
    /// use iso20022::view::PvpTerms;
    ///
    /// let terms = PvpTerms::parse("/PVP/T-2026-1/CNY7250000.00/SABRRUMM").expect("proper");
    /// assert_eq!(terms.amount.minor(), 725_000_000);
    /// assert_eq!(terms.receiver.as_short(), "SABRRUMM");
    /// assert!(PvpTerms::parse("/PVP/T-2026-1/JPY100.50/SABRRUMM").is_none());
    /// ```
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.strip_prefix(MARK)?.split('/');
        let (reference, sum, receiver) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !is_trade_reference(reference) {
            return None;
        }
        let (letters, decimal) = sum.split_at_checked(3)?;
        let money = currency(letters).filter(|found| found.kind == CurrencyKind::Money)?;
        let amount = Amount::parse_decimal(decimal, money.exponent?).ok()?;
        let unsigned = decimal.starts_with(|first: char| first.is_ascii_digit());
        if amount.is_zero() || !unsigned {
            return None;
        }
        Some(Self {
            reference: reference.to_owned(),
            currency: CurrencyCode::parse(letters).ok()?,
            amount,
            receiver: Bic::parse(receiver).ok()?,
        })
    }

    /// The terms among the lines of a payment.
    pub(super) fn among(lines: &[Field<'_>]) -> Result<Option<Self>, MalformedPvp> {
        let mut terms = None;
        for line in lines.iter().filter(|line| line.text.starts_with(MARK)) {
            let malformed = MalformedPvp { element: line.element };
            let read = Self::parse(&line.text).ok_or(malformed)?;
            if terms.replace(read).is_some() {
                return Err(malformed);
            }
        }
        Ok(terms)
    }
}

/// Whether a text can be a trade's reference: 1 to 35 letters, digits and hyphens.
pub fn is_trade_reference(text: &str) -> bool {
    let fits = (1..=LONGEST_REFERENCE).contains(&text.len());
    fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
