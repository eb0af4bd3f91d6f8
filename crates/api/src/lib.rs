//! Floor 5, the door of a node: HTTP on loopback.
//!
//! | request | answer |
//! |---|---|
//! | `POST /v1/messages` | one ISO 20022 message in, its pacs.002, camt.029, camt.025, admi.007 or admi.002 out |
//! | `POST` of an entry of [`Ask`] | one command of the machine as JSON, and the events it came to |
//! | `GET` of an entry of what can be read | JSON, or a receipt as a file |
//! | `POST /v1/webhooks` and what is below it | where a bank is told what its outbox holds |
//! | `GET /v1/openapi.json` | all of it, as an OpenAPI document |
//!
//! To let something else be asked, add an entry to its group in `ask/`: its route, the check of its
//! form, its answer and its place in the document follow.
//! To let something else be read, add an entry to the table in `read.rs`.
//!
//! Who comes is looked at before anything else (`entrance`): by a signature over the request, a
//! certificate or a session, and each entry says who may read it; what is read is narrowed to what
//! concerns that one (`caller`).
//! Off loopback the door asks for TLS and for a key.
//! What is posted is done once (`once`): by its key, by its bytes, by its name.
//! The signature of everything that is posted is checked over the bytes as they came and before
//! they are parsed.

mod ask;
mod caller;
mod door;
mod entrance;
mod event;
mod failed;
mod json;
mod listener;
mod live;
mod login;
mod objects;
mod observed;
mod offsetting;
mod once;
mod openapi;
mod passkey;
mod past;
mod problem;
mod read;
mod room;
mod routes;
mod serve;
mod session;
mod sign_in;
mod take;
mod version;
mod webhook;

pub use ask::Ask;
pub use caller::{Caller, Identity, Through, Who};
pub use door::{Door, DoorOptions, Freshness, Reply, Signing};
pub use entrance::{ANSWERED_WITHIN, Access};
pub use json::SIGNATURE_HEADER;
pub use listener::Peer;
pub use login::Logins;
pub use observed::{Observed, REQUEST_HEADER};
pub use once::idempotency_key;
pub use openapi::{document, groups};
pub use problem::{Code, Problem};
pub use room::{Bounds, Room};
pub use routes::{router, routes};
pub use serve::{Doorway, ListenError, listen, listen_within, serve, serve_until};
pub use take::Told;
pub use version::VERSIONS;
pub use webhook::Calling;
