//! Floor 3, a desk: expensive search, and instance files in and answers out.
#![forbid(unsafe_code)]

pub mod exchange;
