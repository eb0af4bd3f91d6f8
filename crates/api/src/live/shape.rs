//! The shapes of what the live stream tells, as the OpenAPI document states them.

use serde_json::Value;

use crate::read::{Field, Shape};

use Shape::{Any, ByCurrency, Flag, List, Maybe, Number, Of, Text, Word};

/// A kind of event: its word, what it says, and its fields beside `kind`.
pub(crate) type Kind = (&'static str, &'static str, &'static [Field]);

const REFUSAL: Shape = Of(&[
    ("number", Number, "its number"),
    ("iso", Text, "the ISO 20022 reason"),
    ("text", Text, "what it says"),
]);

const LEG: Shape = Of(&[
    ("debtor", Text, "whose account was debited"),
    ("creditor", Text, "whose account was credited"),
    ("currency", Text, "in which currency"),
    ("amount", Text, "how much"),
    ("debtor_balance", Maybe(&Text), "what the debtor then had, for whom it is to see"),
    ("creditor_balance", Maybe(&Text), "what the creditor then had, for whom it is to see"),
]);

/// The events that the stream tells. Order: as those who watch meet them.
pub(crate) const EVENTS: &[Kind] = &[
    (
        "settled",
        "A payment settled, with all its legs.",
        &[
            ("uetr", Text, "its name"),
            ("how", Word(&["entry", "queue", "offsetting"]), "by what it settled"),
            ("round", Maybe(&Number), "of offsetting: the round"),
            ("legs", List(&LEG), "what moved"),
        ],
    ),
    (
        "waiting",
        "A payment waits, or waits for something else.",
        &[
            ("uetr", Text, "its name"),
            ("by", Maybe(&Text), "who instructed it"),
            ("reason", Text, "why it waits"),
        ],
    ),
    (
        "confirmed",
        "A creditor's bank confirmed a credit.",
        &[("uetr", Text, "the payment's name"), ("by", Text, "who confirmed it")],
    ),
    (
        "rejected",
        "A payment ended without settling.",
        &[("uetr", Text, "its name"), ("refusal", REFUSAL, "why")],
    ),
    ("cancelled", "A payment was cancelled.", &[("uetr", Text, "its name")]),
    (
        "refused",
        "What one's own party asked was refused.",
        &[
            ("by", Text, "who asked"),
            ("uetr", Maybe(&Text), "the payment that it was about"),
            ("refusal", REFUSAL, "why"),
        ],
    ),
    (
        "offsetting",
        "A round of offsetting was held.",
        &[
            ("round", Number, "its number"),
            ("scope", Word(&["bilateral", "multilateral", "proposed"]), "among whom"),
            ("considered", Number, "how many items came in"),
            ("settled", Number, "how many settled"),
            ("settled_value", Text, "their worth, in units of the yardstick"),
            ("bound", Text, "the most that could have settled, in units of the yardstick"),
        ],
    ),
    ("exchange", "A round of exchange cleared.", &[("round", Number, "its number")]),
    (
        "day",
        "The day of a currency passed into another phase.",
        &[
            ("currency", Text, "of which currency"),
            (
                "phase",
                Word(&["closed", "active", "closing", "suspended", "resumed"]),
                "the phase that began",
            ),
            ("date", Maybe(&Text), "of which date"),
        ],
    ),
];

/// What of a record is told. The events stand in it as `LiveEvent`.
pub(crate) const RECORD: &[Field] = &[
    ("position", Number, "its log position, which is the message's identifier too"),
    ("instant", Text, "its instant"),
];

/// What is told where records are kept no more, or who listens has read further than the log goes.
pub(crate) const GAP: &[Field] = &[("oldest", Number, "the oldest record that is still told")];

/// What a bank is told of an endpoint that is called no more.
pub(crate) const WEBHOOK_DISABLED: &[Field] =
    &[("webhook", Number, "the endpoint's number"), ("reason", Text, "why")];

/// Whether an event is told as the document says, which every test holds that reads one.
pub(crate) fn states(told: &Value) -> bool {
    let kind = EVENTS.iter().find(|(kind, ..)| told["kind"] == *kind);
    kind.is_some_and(|(_, _, fields)| has(told, fields, 1))
}

/// Whether an object has these fields, and so many beside them.
fn has(told: &Value, fields: &[Field], beside: usize) -> bool {
    told.as_object().is_some_and(|told| {
        let stated = |(name, of, _): &Field| told.get(*name).is_some_and(|told| fits(told, of));
        told.len() == fields.len().saturating_add(beside) && fields.iter().all(stated)
    })
}

fn fits(told: &Value, of: &Shape) -> bool {
    match of {
        Text => told.is_string(),
        Word(words) => told.as_str().is_some_and(|told| words.contains(&told)),
        Number => told.is_u64(),
        Flag => told.is_boolean(),
        Any => true,
        Maybe(of) => told.is_null() || fits(told, of),
        List(of) => told.as_array().is_some_and(|told| told.iter().all(|told| fits(told, of))),
        Of(fields) => has(told, fields, 0),
        ByCurrency(of) => {
            told.as_object().is_some_and(|told| told.values().all(|told| fits(told, of)))
        }
    }
}
