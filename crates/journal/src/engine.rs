//! The log on commonware's storage, generic over its runtimes: the one module that names it.
//!
//! `thread` runs it on the tokio runtime in production; the tests run the same code on the
//! deterministic runtime, whose disk tears writes, fails and loses power.
//!
//! - `store`: the log and its durability mark, by value: an error throws the store away.
//! - `desk`: the loop that takes requests, keeps one sync in flight and settles a quiet log.
//! - `slice`: a view of durable records, streamed beside the desk.
//! - `frame`: the checksum of one record.
//! - `diagnose`: which record it is, when commonware refuses to open.
//!
//! Facts of commonware 2026.10.0 on which this rests:
//! mutating calls consume the store and return it, and an error or a dropped future destroys it;
//! the page size must never change on existing data, or the data is truncated in silence;
//! the records of a file are a number fixed at creation;
//! all files are open all the time, and the newest is read in full at each open.

mod cause;
#[cfg(test)]
mod conformance;
mod desk;
mod diagnose;
mod frame;
mod mark;
mod slice;
mod store;
#[cfg(test)]
mod tests;
mod thread;

pub(crate) use desk::Request;
pub(crate) use store::Layout;
pub(crate) use thread::{Thread, join, start};
