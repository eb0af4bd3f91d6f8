//! Floor 1, a mechanism: receipts that prove offline what the log recorded.
//!
//! A receipt is a small file with which anybody who holds the operators' public keys checks, far
//! from any server, that one event stands in the log at one position and moment, and which state
//! of the books came of that record.
//! This crate makes and checks it; it knows nothing of payments: an event is bytes.
//! It is meant to be audited in an hour, in this order: [`RecordHeader`], [`merkle_root`],
//! [`Committee`], [`Receipt::verify`].
//!
//! # The chain
//!
//! The log is a sequence of records: batches of commands with one instant.
//! Each has a [`RecordHeader`], and each header holds the digest of the header before it, so that
//! one digest stands for the whole log up to it.
//! Operators sign header digests, nothing else, and always over [`header_message`].
//!
//! # Decision: the outcome comes one record later
//!
//! A header is fixed when its record is ordered, before the record is applied: a committee agrees
//! on commands first, and an operator who has not yet applied them must be able to vote.
//! So header H carries the [`Outcome`] (root of the events, digest of the books) of an earlier
//! record, in practice the one before.
//! A replica that computed another outcome refuses to sign H, hence a seal on H also says that the
//! signers agree on what the earlier record did.
//! A receipt for an event in record p therefore holds the headers p and p + 1, and in general from
//! p up to the first header whose outcome is that of p; only the last one needs a seal, since the
//! links carry it back to p.
//! The price is that a receipt exists one record after its event; a quiet log is moved on by an
//! empty record.
//!
//! ```text
//!   record p                      record p + 1
//!   +---------------------+       +---------------------+
//!   | position  p         |       | position  p + 1     |
//!   | instant             |       | instant             |
//!   | commands  of p      |       | commands  of p + 1  |
//!   | previous  ----------|-->    | previous  ----------|--> header p
//!   | outcome   of p - 1  |       | outcome   of p      |--> root over the events of p
//!   +---------------------+       +---------------------+    <-- path <-- the event
//!                                     ^ sealed by the operators
//! ```
//!
//! # Decision: the tree binds index and count
//!
//! Hashing is that of RFC 6962 section 2.1: `0x00` before a leaf, `0x01` before a node.
//! Two things are added, so that no bit of a receipt is free: the data of a leaf is the event's
//! index before its bytes (two equal events in one record have different leaves), and the root that
//! a header carries is `SHA-256(0x02 || count || top)`.
//!
//! # Decision: two algorithms side by side
//!
//! Every key and every signature says its [`Algorithm`].
//! Ed25519 is verified strictly (no small-order keys, no second form of a signature); ML-DSA-65
//! stands beside it, for the day on which a quantum computer forges the first.
//! A member with a key of each has signed when both signatures hold; a verifier who holds only the
//! first key checks only that one.
//!
//! # The file
//!
//! ```text
//!   offset  length  what
//!   0       4       "SRFR"
//!   4       2       version, little endian, 1
//!   6       rest    postcard of (event, path, headers, seal)
//! ```
//!
//! It has exactly one form: what does not encode back to the same bytes is refused.
//! What else may be refused, and in which order, stands at [`Receipt::verify`].
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

mod hash;
mod header;
mod merkle;
mod receipt;
mod refused;
mod seal;

pub use header::{Outcome, RecordHeader, header_message};
pub use merkle::{MAX_EVENTS, Path, Tree, merkle_root, prove};
pub use receipt::{MAX_EVENT, MAX_HEADERS, MAX_RECEIPT, Proven, Receipt, VERSION};
pub use refused::Refused;
pub use seal::{
    Algorithm, Committee, MAX_MEMBERS, MAX_NAME, Member, OperatorSignature, PublicKey, Seal,
};
