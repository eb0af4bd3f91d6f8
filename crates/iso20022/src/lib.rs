//! ISO 20022: bytes into judged messages, and answers into bytes.
//!
//! ```text
//! bytes -> size -> UTF-8 -> tags + schema -> header and document -> profile -> view
//!          limits  reader   reader, tables   profile                profile    view
//!
//! events -> write -> bytes
//! ```
//!
//! [`parse`] takes the way above and gives a [`Checked`] message: proven to fit its schema, judged
//! by a [`Profile`], with typed views of the fields that settlement needs.
//! [`check()`] takes the same way and keeps only the [`Verdict`].
//! Everything on the way is a pure function of the bytes and the profile: no clock, no network,
//! no shared state, and no memory beyond a fixed multiple of the input.
//!
//! # The bytes are the record
//!
//! A message of a participant is never written anew.
//! It is stored, hashed and forwarded as it came, so that the sender's signature over it stays
//! valid; views borrow from it and remember where each value stands.
//! Only what this system itself has to say is written, by [`mod@write`].
//!
//! # Why own tables
//!
//! Libraries that turn ISO 20022 into structs lose what they do not know, read amounts as floating
//! point numbers, or check no schema at all, and take tens of microseconds for it.
//! Here the XML Schemas are tables, made from the published files by a small generator and checked
//! in; one forward pass over the text checks order, number, choice, facets and patterns, and is
//! faster than a parser that checks nothing.
//!
//! # What is refused with which answer
//!
//! A text that is not what it claims to be is answered by admi.002: nothing in it can be trusted.
//! A message that is well-formed but breaks a rule is answered by pacs.002 with an ISO reason.
//! A definition that is known but that nothing here acts on is checked and told so.

#![forbid(unsafe_code)]

mod check;
pub mod profile;
pub mod reader;
pub mod reference;
pub mod tables;
pub mod verdict;
pub mod view;
pub mod visible;
pub mod write;

pub use check::{Checked, Refused, Verdict, check, parse};
pub use profile::Profile;
pub use reader::Limits;
pub use verdict::{Finding, Layer};
pub use view::Content;
