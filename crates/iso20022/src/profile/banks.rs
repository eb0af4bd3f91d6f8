//! Banks: which one is meant must be beyond doubt.

use super::{Judgement, Subject};
use crate::reader::Element;
use crate::reference::is_country;
use crate::view::{Agent, Content, CreditTransfer};

/// A payment does not go from a bank to itself.
pub(super) fn distinct(subject: &Subject<'_, '_>) -> Judgement {
    let (Some(sender), Some(receiver)) = (subject.content.sender(), subject.content.receiver())
    else {
        return Ok(());
    };
    let same = sender.bic().is_some() && sender.bic() == receiver.bic();
    if !same || !pays(subject.content) {
        return Ok(());
    }
    // R11
    let text = "the instructed agent is the instructing agent; name the receiving bank";
    Err(subject.refusal("RC04", &receiver.element, text))
}

/// The two banks of a message are identified by more than a name.
///
/// Where the cross-border practice applies, those of a payment must be there, and so must the
/// banks that keep the accounts of debtor and creditor, at least by name.
pub(super) fn identified(subject: &Subject<'_, '_>) -> Judgement {
    let sides = [(subject.content.sender(), "RC03"), (subject.content.receiver(), "RC04")];
    for (agent, code) in sides {
        if let Some(agent) = agent.filter(|agent| !agent.is_identified()) {
            // R11
            let text = "a bank known by its name only; add its bic, lei or clearing number";
            return Err(subject.refusal(code, &agent.element, text));
        }
    }
    if !subject.strict || !pays(subject.content) {
        return Ok(());
    }
    for ((agent, _), name) in sides.into_iter().zip(["InstgAgt", "InstdAgt"]) {
        if agent.is_none() {
            // R11
            let text = format!("a bank is missing; add {name}");
            return Err(subject.missing("CH21", name, text));
        }
    }
    match subject.content {
        Content::CreditTransfer(payment) => keepers(subject, payment),
        Content::Return(_)
        | Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::LiquidityTransfer(_)
        | Content::ReportRequest(_)
        | Content::Known => Ok(()),
    }
}

/// The banks of debtor and creditor are more than an empty element.
fn keepers(subject: &Subject<'_, '_>, payment: &CreditTransfer<'_>) -> Judgement {
    for (agent, code) in [(&payment.debtor_agent, "RC03"), (&payment.creditor_agent, "RC04")] {
        let nameless = |agent: &&Agent<'_>| !agent.is_identified() && agent.name.is_none();
        if let Some(agent) = agent.as_ref().filter(nameless) {
            // R11
            let text = "a bank without any identifier; add its bic";
            return Err(subject.refusal(code, &agent.element, text));
        }
    }
    Ok(())
}

/// Name and address of a bank come together. Source: CBPR+ R12, R35 to R40, R52, R53.
pub(super) fn name_with_address(
    subject: &Subject<'_, '_>,
    index: usize,
    element: &Element,
) -> Judgement {
    let has = |wanted: &str| subject.children(index).any(|(_, child)| child == wanted);
    if has("Nm") == has("PstlAdr") {
        return Ok(());
    }
    // R11
    let text = "a bank's name stands with its address or not at all";
    Err(subject.refusal_by_side(["RC03", "RC04", "RC01"], element, text))
}

/// The country inside a BIC exists.
pub(super) fn country(subject: &Subject<'_, '_>, element: &Element) -> Judgement {
    let bic = subject.message.text(element);
    if bic.get(4..6).is_some_and(is_country) {
        return Ok(());
    }
    // R11
    let text = "the country in the bic is none of iso 3166-1; correct the bic";
    Err(subject.refusal_by_side(["RC03", "RC04", "RC01"], element, text))
}

/// Whether money moves from the sender to the receiver.
fn pays(content: &Content<'_>) -> bool {
    match content {
        Content::CreditTransfer(_) | Content::Return(_) => true,
        Content::StatusRequest(_)
        | Content::CancellationRequest(_)
        | Content::CreditConfirmation(_)
        | Content::LiquidityTransfer(_)
        | Content::ReportRequest(_)
        | Content::Known => false,
    }
}
