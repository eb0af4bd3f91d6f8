//! Sums of money: a currency that exists, decimals that it has, and what belongs to them.

use terms::{Amount, AmountError, CurrencyCode};

use super::{Judgement, Practice, Subject};
use crate::reader::Element;
use crate::reference::{CurrencyKind, currency};
use crate::view::{Content, CreditTransfer, StatedAmount};

/// What is to settle: an active currency that settles here, an amount above zero.
pub(super) fn settlement(subject: &Subject<'_, '_>) -> Judgement {
    let amount = match subject.content {
        Content::CreditTransfer(view) => Some(&view.amount),
        Content::Return(view) => Some(&view.amount),
        Content::LiquidityTransfer(view) => view.amount.as_ref(),
        Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::ReportRequest(_)
        | Content::Known => None,
    };
    let Some(stated) = amount else {
        return currency_told(subject);
    };
    let known = currency(stated.currency);
    let Some(known) = known.filter(|known| known.kind != CurrencyKind::Historic) else {
        // R06
        let text = "no active currency of iso 4217; correct Ccy";
        return Err(subject.refusal("AM11", &stated.element, text));
    };
    let (CurrencyKind::Money, Some(exponent)) = (known.kind, known.exponent) else {
        // R06
        let text = "a metal, fund or unit of account cannot settle; name a currency";
        return Err(subject.refusal("AM03", &stated.element, text));
    };
    let code = stated.currency_code();
    let among = |all: &[CurrencyCode]| code.is_some_and(|code| all.contains(&code));
    if !subject.profile.currencies.is_none_or(among) {
        // R06
        let text = "a currency that does not settle here";
        return Err(subject.refusal("AM03", &stated.element, text));
    }
    above_zero(subject, stated, exponent)
}

/// A transfer of liquidity names its currency; an implied one means nothing here.
fn currency_told(subject: &Subject<'_, '_>) -> Judgement {
    let always = subject.profile.practice == Practice::Always;
    match subject.content {
        Content::LiquidityTransfer(view) if view.amount.is_none() && always => {
            // R06
            let text = "an amount without currency; use AmtWthCcy";
            Err(subject.missing("AM11", "TrfdAmt/AmtWthCcy", text))
        }
        Content::LiquidityTransfer(_)
        | Content::CreditTransfer(_)
        | Content::Return(_)
        | Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::ReportRequest(_)
        | Content::Known => Ok(()),
    }
}

fn above_zero(subject: &Subject<'_, '_>, stated: &StatedAmount<'_>, exponent: u8) -> Judgement {
    let (code, text) = match stated.amount(exponent) {
        // R08
        Ok(amount) if amount.is_zero() => ("AM01", "an amount of zero"),
        Ok(_) => return Ok(()),
        Err(error) => answer(error),
    };
    Err(subject.refusal(code, &stated.element, text))
}

/// An amount anywhere in the message: a currency that exists or existed, its decimals.
pub(super) fn decimals(subject: &Subject<'_, '_>, element: &Element, letters: &str) -> Judgement {
    let Some(known) = currency(letters) else {
        // R06
        let text = "no currency of iso 4217, active or historic; correct Ccy";
        return Err(subject.refusal("AM11", element, text));
    };
    let Some(exponent) = known.exponent else {
        return Ok(());
    };
    match Amount::parse_decimal(&subject.message.text(element), exponent) {
        Ok(_) => Ok(()),
        Err(error) => {
            let (code, text) = answer(error);
            Err(subject.refusal(code, element, text))
        }
    }
}

/// The answer to a text that is no amount of its currency.
fn answer(error: AmountError) -> (&'static str, &'static str) {
    match error {
        // R07
        AmountError::TooManyDecimals => ("CH20", "more decimals than the currency has"),
        // R08
        AmountError::Malformed => ("AM12", "not an amount of digits and a point"),
        AmountError::TooLarge => ("AM12", "more than can be booked"),
    }
}

/// Where every message is held to the practice: instructed amount times rate is the amount, to
/// one percent, in the direction of either quotation, unless charges were taken off.
pub(super) fn conversion(subject: &Subject<'_, '_>) -> Judgement {
    let Content::CreditTransfer(payment) = subject.content else {
        return Ok(());
    };
    if subject.profile.practice != Practice::Always || payment.charges != 0 {
        return Ok(());
    }
    match converts(payment) {
        Some(false) => {
            // R09
            let text = "instructed amount and exchange rate do not give this amount";
            Err(subject.refusal("AM09", &payment.amount.element, text))
        }
        Some(true) | None => Ok(()),
    }
}

/// Whether the amounts fit the rate, or none where they cannot be compared.
fn converts(payment: &CreditTransfer<'_>) -> Option<bool> {
    let instructed = payment.instructed_amount.as_ref()?;
    let (mantissa, scale) = ratio(&payment.exchange_rate.as_ref()?.text)?;
    let from = currency(instructed.currency)?.exponent?;
    let to = currency(payment.amount.currency)?.exponent?;
    let ten = |power: u32| 10_u128.checked_pow(power);
    // Both in the smallest common unit: instructed in `to` decimals, settled in `from` decimals.
    let given = instructed.amount(from).ok()?.minor().checked_mul(ten(u32::from(to))?)?;
    let taken = payment.amount.amount(to).ok()?.minor().checked_mul(ten(u32::from(from))?)?;
    let (rate, unit) = (mantissa, ten(scale)?);
    let forward = near(given.checked_mul(rate)?, taken.checked_mul(unit)?)?;
    let backward = near(given.checked_mul(unit)?, taken.checked_mul(rate)?)?;
    Some(forward || backward)
}

/// Whether two numbers are within one percent of the second.
fn near(one: u128, other: u128) -> Option<bool> {
    Some(one.abs_diff(other).checked_mul(100)? <= other)
}

/// A decimal as a whole number and the decimals to be taken off it.
fn ratio(text: &str) -> Option<(u128, u32)> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    Some((digits.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

/// Charges are told as the charge bearer demands. Source: CBPR+ R23, R26.
pub(super) fn charges(subject: &Subject<'_, '_>) -> Judgement {
    let Content::CreditTransfer(payment) = subject.content else {
        return Ok(());
    };
    let Some(bearer) = payment.charge_bearer.as_ref().filter(|_| subject.strict) else {
        return Ok(());
    };
    let (code, text) = match (bearer.as_str(), payment.charges) {
        // R10
        ("CRED", 0) => ("CH21", "the creditor bears charges that are not told; add ChrgsInf"),
        // R10
        ("DEBT", 2..) => ("CH17", "the debtor bears the charges; ChrgsInf stands at most once"),
        _ => return Ok(()),
    };
    Err(subject.refusal(code, &bearer.element, text))
}

/// Remittance information is of one kind. Source: CBPR+ R24, R27.
pub(super) fn remittance(subject: &Subject<'_, '_>) -> Judgement {
    let Content::CreditTransfer(payment) = subject.content else {
        return Ok(());
    };
    let told = payment.remittance;
    let carried = told.unstructured + told.structured;
    let both = told.unstructured > 0 && told.structured > 0;
    if !subject.strict || !(both || (told.related > 0 && carried > 0)) {
        return Ok(());
    }
    // R17
    let text = "remittance information of more than one kind; keep one of them";
    let root = "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/RmtInf";
    let element = subject.element(root).unwrap_or(&payment.end_to_end_id.element);
    Err(subject.refusal("RR07", element, text))
}
