//! Identifiers of a message and its payment, and how many payments there are.

use super::{Judgement, Practice, Subject};
use crate::view::{Content, Field};

/// There are as many payments as the sender counted, and where the practice applies, one.
pub(super) fn count(subject: &Subject<'_, '_>) -> Judgement {
    let (stated, occurrences) = match subject.content {
        Content::CreditTransfer(view) => (&view.count, view.occurrences),
        Content::Return(view) => (&view.count, view.occurrences),
        Content::CreditConfirmation(view) if view.occurrences != 1 => {
            // R01
            let text = "more than one payment confirmed in the message; send each in its own";
            return Err(subject.refusal("AM18", &view.message_id.element, text));
        }
        Content::ReportRequest(view) if view.occurrences != 1 => {
            // R01
            let text = "more than one report asked for in the message; ask for each in its own";
            return Err(subject.refusal("AM18", &view.message_id.element, text));
        }
        Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::LiquidityTransfer(_)
        | Content::ReportRequest(_)
        | Content::Known => return Ok(()),
    };
    if stated.text.parse::<usize>() != Ok(occurrences) {
        // R01
        let text = "NbOfTxs is not the number of payments in the message";
        return Err(subject.refusal("AM18", &stated.element, text));
    }
    if subject.strict && occurrences != 1 {
        // R01
        let text = "more than one payment in the message; send each in its own";
        return Err(subject.refusal("AM18", &stated.element, text));
    }
    Ok(())
}

/// Where the practice applies, the payment or its original is named by its UETR.
pub(super) fn present(subject: &Subject<'_, '_>) -> Judgement {
    let (uetr, name) = match subject.content {
        Content::CreditTransfer(view) => (&view.uetr, "PmtId/UETR"),
        Content::Return(view) => (&view.original_uetr, "OrgnlUETR"),
        Content::StatusRequest(view) => (&view.original_uetr, "OrgnlUETR"),
        Content::CancellationRequest(view) => (&view.original_uetr, "OrgnlUETR"),
        Content::CreditConfirmation(view) => (&view.original_uetr, "OrgnlUETR"),
        Content::LiquidityTransfer(_) | Content::ReportRequest(_) | Content::Known => {
            return Ok(());
        }
    };
    if uetr.is_some() || !subject.strict {
        return Ok(());
    }
    // R03
    Err(subject.missing("CH21", name, "the payment is not named by its uetr; add it"))
}

/// No reference is blank; where the practice applies, slashes stand between other characters.
///
/// Source: CBPR+ R28 (`InstrId`), pacs.009 R13 (`EndToEndId`).
pub(super) fn shape(subject: &Subject<'_, '_>) -> Judgement {
    let (instruction, end_to_end, others) = references(subject.content);
    for field in [instruction, end_to_end].into_iter().flatten().chain(others) {
        let code = if same(field, end_to_end) { "FF08" } else { "CH16" };
        if field.text.trim().is_empty() {
            // R19
            let text = "a blank reference; fill it or leave it out";
            return Err(subject.refusal(code, &field.element, text));
        }
        let bound = match subject.profile.practice {
            Practice::Always => true,
            Practice::Declared => subject.strict && same(field, instruction),
        };
        if bound && has_loose_slash(&field.text) {
            // R19
            let text = "a reference that begins or ends with a slash, or has two in a row";
            return Err(subject.refusal(code, &field.element, text));
        }
    }
    Ok(())
}

fn same(field: &Field<'_>, other: Option<&Field<'_>>) -> bool {
    other.is_some_and(|other| other.element.offset == field.element.offset)
}

fn has_loose_slash(text: &str) -> bool {
    text.starts_with('/') || text.ends_with('/') || text.contains("//")
}

type References<'s, 'a> = (Option<&'s Field<'a>>, Option<&'s Field<'a>>, Vec<&'s Field<'a>>);

/// The instruction's reference, the end-to-end reference, and all others of a message.
fn references<'s, 'a>(content: &'s Content<'a>) -> References<'s, 'a> {
    let (instruction, end_to_end, more) = match content {
        Content::CreditTransfer(view) => {
            (&view.instruction_id, Some(&view.end_to_end_id), [view.tx_id.as_ref(), None])
        }
        Content::Return(view) => (
            &view.original_instruction_id,
            view.original_end_to_end_id.as_ref(),
            [view.return_id.as_ref(), view.original_tx_id.as_ref()],
        ),
        Content::StatusRequest(view) => (
            &view.original_instruction_id,
            view.original_end_to_end_id.as_ref(),
            [view.request_id.as_ref(), view.original_tx_id.as_ref()],
        ),
        Content::CancellationRequest(view) => (
            &view.original_instruction_id,
            view.original_end_to_end_id.as_ref(),
            [view.cancellation_id.as_ref(), view.original_tx_id.as_ref()],
        ),
        Content::CreditConfirmation(view) => (
            &view.original_instruction_id,
            view.original_end_to_end_id.as_ref(),
            [view.original_tx_id.as_ref(), None],
        ),
        Content::LiquidityTransfer(view) => {
            (&view.instruction_id, view.end_to_end_id.as_ref(), [view.tx_id.as_ref(), None])
        }
        Content::ReportRequest(view) => (&None, None, [view.request_id.as_ref(), None]),
        Content::Known => return (None, None, Vec::new()),
    };
    let more = more.into_iter().flatten();
    (instruction.as_ref(), end_to_end, more.chain(content.message_id()).collect())
}
