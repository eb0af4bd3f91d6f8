//! Floor 3, a desk: expensive search for better offsetting, and instance files in and answers out.
//!
//! Floats, threads and chance are allowed here, since every answer is only a proposal:
//! [`netting::check`] judges the set, [`netting::bound`] the certificate, and neither knows who
//! found them.
#![forbid(unsafe_code)]

mod bold;
mod book;
mod branches;
mod ceiling;
pub mod circulation;
pub mod clear;
mod core;
pub mod corridor;
mod dual;
mod exact;
pub mod exchange;
mod forced;
pub mod generate;
mod halves;
mod improve;
pub mod instance;
mod meeting;
mod neighbourhood;
pub mod peer;
mod pool;
mod random;
mod relaxed;
mod rings;
mod small;
mod tree;
mod walk;
mod worth;

pub use improve::{Options, Proof, Proposal, improve};
