//! Floor 3, plant: who decides which record comes next in the log.
//!
//! A [`Record`] is a batch of commands under a sealed [`receipts::RecordHeader`]; the headers are a
//! hash chain.
//! [`Single`] is one operator who decides alone: it gives each record its position and instant,
//! seals the header as a committee of one, and keeps the record in a [`journal::Journal`].
//!
//! [`Audit`] is a log that is read by somebody who holds no key.
//!
//! # Where the committee will stand
//!
//! Several operators that need not trust each other agree on the same records by a consensus
//! engine, in a module `committee` beside `single`.
//! Header, seal, record and receipt stay as they are: a seal then holds a quorum of signatures
//! instead of one, and the founding record of the committee names the last header of the single
//! operator before it.
//! Only then is there a trait over both; today there is one implementation, and it is concrete.
//!
//! # The order of calls
//!
//! ```text
//!   open -> (replay) -> applied -> propose -> durable -> applied -> propose -> durable -> ...
//! ```
//!
//! 1. [`Single::open`] opens the journal and verifies the chain.
//! 2. [`Single::replay`] gives the caller every record that its state does not hold yet.
//! 3. [`Single::applied`] reports what the last record came to. The next header carries it: it is
//!    asked for once per record, before the next [`Single::propose`].
//! 4. [`Single::propose`] makes the next record and begins to write it; the caller may apply it
//!    while the disk works.
//! 5. [`Single::durable`] returns when the record is final. Nothing is answered before that.
//!
//! # Failure
//!
//! A [`Fault`] of the disk poisons the journal below: drop everything, open again, replay.
//! A fault of the chain names the position of the first record that is not what was sealed; it is
//! never skipped.
//! Calls out of order and batches beyond the limits are bugs of the caller and stop the replica.

mod audit;
mod batch;
mod chain;
mod fault;
mod record;
mod signer;
mod single;

pub use audit::Audit;
pub use chain::Verify;
pub use fault::Fault;
pub use record::{MAX_COMMANDS, MAX_RECORD_BYTES, Record, commands_root};
pub use signer::Signer;
pub use single::{Options, Proposal, Recovery, Single};
