//! Floor 3, plant: an append-only durable log of records that are opaque bytes, and snapshots.
//!
//! What was acknowledged survives: after [`Sync::wait`] has returned, the records of that sync are
//! on the disk, and every later [`Journal::open`] either gives them back unchanged or refuses.
//! Nothing is ever skipped, guessed or repaired in silence.
//!
//! The records lie in files of commonware's journal; its runtime runs on a thread of its own behind
//! a bounded channel, so that the rest of the house is plain threads and blocking calls.
//! Only the private module `engine` names commonware.
//!
//! # The protocol
//!
//! 1. [`Journal::append`] gives a record its index and buffers it.
//! 2. [`Journal::begin_sync`] hands what is buffered to the journal's thread, which writes it and
//!    starts the fsync; one sync is in flight at most.
//! 3. [`Sync::wait`] returns when the fsync has.
//!
//! While a sync is in flight the caller is free to work and to append; the next `begin_sync` waits
//! for it.
//! After any failed write or sync the journal is poisoned: what a second fsync would say after a
//! failed one is not to be trusted, so every later call fails with the first fault, and only a new
//! [`Journal::open`] reads what the disk really holds.
//!
//! # What is on the disk
//!
//! ```text
//!   folder/journal.hold       held while a journal is open on this folder
//!   folder/NAME_data/         the records, 16384 to a file
//!   folder/NAME_offsets*/     where each record begins, rebuilt from the records where it can be
//!   folder/NAME_mark/         the durability mark, two copies written in turn
//! ```
//!
//! Pages of 4096 bytes carry a CRC-32C each; every record carries one more over its index and its
//! bytes, so that a good page in a wrong place is found too.
//! The **mark** says how many records were durable when it was written.
//! It lags behind by a moment under load and is exact once the log has been quiet for a tenth of a
//! second, and after [`Journal::close`].
//! commonware keeps a mark of its own, one sync behind; both are checked.
//!
//! # Recovery, case by case
//!
//! | what [`Journal::open`] finds | what it does |
//! |---|---|
//! | every record, nothing after the last | opens |
//! | an unfinished write after the last whole record, above both marks | cuts it, opens, tells the bytes in [`Recovery::dropped_tail`] |
//! | fewer records than a mark promises | refuses: [`Fault::is_lost`], [`Fault::index`] is the first one gone |
//! | a damaged record under a mark in the newest file | refuses: [`Fault::is_corrupt`], with its index |
//! | a damaged record in an older file | opens; reading or scanning it fails: [`Fault::is_corrupt`], with its index |
//! | a file missing, or the mark missing beside records | refuses: [`Fault::is_lost`] |
//! | another process on this folder | refuses: [`Fault::is_in_use`] |
//!
//! A refusal is final here: acknowledged records come back from a backup or from another operator,
//! never from a guess.
//! commonware trims a file back to its last valid page before it decides; keep a copy of the folder
//! before the first start after damage if the damaged bytes matter.

mod engine;
mod extent;
mod fault;
mod journal;
mod options;
mod promise;
mod snapshots;

pub use fault::Fault;
pub use journal::{Journal, MAX_RECORD, Reader, Sync};
pub use options::{DroppedTail, Options, Recovery};
pub use snapshots::{Damaged, KEPT, Newest, Snapshot, Snapshots, VERSION};
