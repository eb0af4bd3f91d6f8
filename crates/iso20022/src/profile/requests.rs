//! What a return or request is about, how a payment settles, and what it must not carry.

use super::{Judgement, Subject};
use crate::reader::Element;
use crate::reference::currency;
use crate::view::{Content, Field, StatedAmount};

/// A status request names the message it asks about.
///
/// CBPR+ and the instant systems demand it; a UETR alone is not enough for a bank that files by
/// message.
pub(super) fn original(subject: &Subject<'_, '_>) -> Judgement {
    match subject.content {
        Content::StatusRequest(view) if view.original_message_id.is_none() => {
            // R20
            let text = "the original message is not named; add OrgnlGrpInf";
            Err(subject.missing("CH21", "OrgnlGrpInf", text))
        }
        Content::StatusRequest(_)
        | Content::CreditTransfer(_)
        | Content::Return(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::LiquidityTransfer(_)
        | Content::ReportRequest(_)
        | Content::Known => Ok(()),
    }
}

/// A return or a request for cancellation says why; what comes back is not more than was paid.
pub(super) fn reasons(subject: &Subject<'_, '_>) -> Judgement {
    // R20
    let text = "no reason is told; add its code";
    match subject.content {
        Content::Return(view) if view.reason.is_none() => {
            Err(subject.missing("CH21", "RtrRsnInf/Rsn", text))
        }
        Content::CancellationRequest(view) if view.reason.is_none() => {
            Err(subject.missing("CH21", "CxlRsnInf/Rsn", text))
        }
        Content::Return(view) => match &view.original_amount {
            Some(original) if exceeds(&view.amount, original) => {
                let text = "more is returned than was paid";
                Err(subject.refusal("AM09", &view.amount.element, text))
            }
            _ => Ok(()),
        },
        Content::CreditTransfer(_)
        | Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::LiquidityTransfer(_)
        | Content::ReportRequest(_)
        | Content::Known => Ok(()),
    }
}

/// Whether the first amount is larger, where both are of one currency.
fn exceeds(returned: &StatedAmount<'_>, original: &StatedAmount<'_>) -> bool {
    let exponent = currency(returned.currency).and_then(|known| known.exponent);
    let Some(exponent) = exponent.filter(|_| returned.currency == original.currency) else {
        return false;
    };
    match (returned.amount(exponent), original.amount(exponent)) {
        (Ok(returned), Ok(original)) => returned > original,
        _ => false,
    }
}

/// A payment settles through this clearing system.
pub(super) fn clearing(subject: &Subject<'_, '_>) -> Judgement {
    let Some(own) = subject.profile.clearing_system else {
        return Ok(());
    };
    let (method, system) = match subject.content {
        Content::CreditTransfer(view) => (&view.settlement_method, &view.clearing_system),
        Content::Return(view) => (&view.settlement_method, &view.clearing_system),
        Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::LiquidityTransfer(_)
        | Content::ReportRequest(_)
        | Content::Known => return Ok(()),
    };
    if method.text != "CLRG" {
        // R05
        let text = "not settled through a clearing system; SttlmMtd must be CLRG";
        return Err(subject.refusal("FF01", &method.element, text));
    }
    let named = system.as_ref().map(Field::as_str);
    if named == Some(own) {
        return Ok(());
    }
    // R05
    let text = format!("another clearing system; ClrSys must be {own}");
    let element = system.as_ref().map_or(&method.element, |field| &field.element);
    Err(subject.refusal("FF01", element, text))
}

/// What no schema describes is not taken.
pub(super) fn supplementary(subject: &Subject<'_, '_>, element: &Element) -> Judgement {
    // R22
    Err(subject.refusal("CH17", element, "supplementary data is not taken; leave it out"))
}

/// The line of a payment versus payment is of the convention's form.
pub(super) fn pvp(subject: &Subject<'_, '_>) -> Judgement {
    let Content::CreditTransfer(payment) = subject.content else {
        return Ok(());
    };
    match payment.pvp() {
        Ok(_) => Ok(()),
        // PVP
        Err(malformed) => {
            let text = "expected one line /PVP/reference/CCYamount/BIC with an active currency";
            Err(subject.refusal("FF01", &malformed.element, text))
        }
    }
}
