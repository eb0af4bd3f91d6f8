//! What header and document say about one thing must be the same.

use terms::{Bic, Instant};

use super::{Judgement, Subject};
use crate::verdict::MALFORMED;
use crate::view::{Agent, Field, Header, moment};

/// How far the clock of a sender may be from that of the receiver. Unit: nanoseconds.
const TOLERANCE: u64 = 5 * 60 * 1_000_000_000;

/// Header and document name the same message definition.
pub(super) fn definition(subject: &Subject<'_, '_>) -> Judgement {
    let (Some(header), Some(document)) = (subject.header, subject.message.document) else {
        return Ok(());
    };
    if header.definition.text == document.name {
        return Ok(());
    }
    // R02
    let text = format!("the header does not announce {}, which the document is", document.name);
    Err(subject.refusal(MALFORMED, &header.definition.element, text))
}

/// Header and document carry the same message identifier. Source: CBPR+ R1.
pub(super) fn identifier(subject: &Subject<'_, '_>) -> Judgement {
    let (Some(header), Some(own)) = (strict_header(subject), subject.content.message_id()) else {
        return Ok(());
    };
    if header.business_message_id.text == own.text {
        return Ok(());
    }
    // R02
    let text = "BizMsgIdr is not the message identifier of the document; make them equal";
    Err(subject.refusal(MALFORMED, &header.business_message_id.element, text))
}

/// The sender is who the transport, the header and the document say. Source: CBPR+ R5.
pub(super) fn sender(subject: &Subject<'_, '_>) -> Judgement {
    let from = subject.header.and_then(|header| header.from.as_ref());
    let own = subject.content.sender();
    if let Some(transport) = subject.profile.sender {
        for agent in [from, own].into_iter().flatten() {
            if agent.bic() != Some(transport) {
                // R02
                let text = "not the bank that the transport knows the sender as";
                return Err(subject.refusal(MALFORMED, &agent.element, text));
            }
        }
    }
    if !subject.strict {
        return Ok(());
    }
    // R02
    let text = "the header's sender is not the instructing agent; make them equal";
    agree(subject, from, own.and_then(Agent::bic), text)
}

/// The receiver is the instructed agent, or this system. Source: CBPR+ R2, R3.
pub(super) fn receiver(subject: &Subject<'_, '_>) -> Judgement {
    let Some(header) = strict_header(subject) else {
        return Ok(());
    };
    let to = header.to.as_ref();
    let is_copy = header.copy.as_ref().is_some_and(is_copy);
    let own = subject.profile.own_bic;
    if is_copy || (own.is_some() && to.and_then(Agent::bic) == own) {
        return Ok(());
    }
    // R02
    let text = "the header's receiver is not the instructed agent; make them equal";
    agree(subject, to, subject.content.receiver().and_then(Agent::bic), text)
}

/// The header was made within five minutes of the message's arrival.
pub(super) fn freshness(subject: &Subject<'_, '_>) -> Judgement {
    let (Some(now), Some(header)) = (subject.profile.now, subject.header) else {
        return Ok(());
    };
    let created = moment(&header.created.text);
    if created.is_some_and(|created| distance(created, now) <= TOLERANCE) {
        return Ok(());
    }
    // R15
    let text = "CreDt is more than five minutes away from the message's arrival";
    Err(subject.refusal("DT01", &header.created.element, text))
}

fn strict_header<'s, 'a>(subject: &Subject<'s, 'a>) -> Option<&'s Header<'a>> {
    subject.header.filter(|_| subject.strict)
}

/// `COPY` and `CODU` go to someone besides the receiver of the payment.
fn is_copy(mark: &Field<'_>) -> bool {
    mark.text == "COPY" || mark.text == "CODU"
}

/// Where both sides are identified by a BIC, it is the same.
fn agree(
    subject: &Subject<'_, '_>,
    told: Option<&Agent<'_>>,
    expected: Option<Bic>,
    text: &str,
) -> Judgement {
    match (told, told.and_then(Agent::bic), expected) {
        (Some(agent), Some(bic), Some(expected)) if bic != expected => {
            Err(subject.refusal(MALFORMED, &agent.element, text))
        }
        _ => Ok(()),
    }
}

/// Unit: nanoseconds.
fn distance(one: Instant, other: Instant) -> u64 {
    one.unix_nanos().abs_diff(other.unix_nanos())
}
