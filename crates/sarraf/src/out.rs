//! Standard output, which somebody may stop reading, as `head` does.
//!
//! Then there is nothing more to say: the task is left quietly, its folders are cleared away, and
//! the exit status is that of a program whose output was closed.

use std::fmt;
use std::io::{self, Write as _, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::outcome::Done;

/// Prints a line, as `println!` does, and leaves the task if it cannot be written.
macro_rules! say {
    () => { $crate::out::line(format_args!("")) };
    ($($said:tt)+) => { $crate::out::line(format_args!($($said)+)) };
}

/// Writes a line with its end.
pub(crate) fn line(text: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(stdout().lock(), "{text}") {
        // Unwinds without a message: what is open is closed on the way.
        resume_unwind(Box::new(error));
    }
}

/// Does a task; an output that could not be written ends it with that error.
pub(crate) fn heard(task: impl FnOnce() -> Done) -> Done {
    match catch_unwind(AssertUnwindSafe(task)) {
        Ok(done) => done,
        Err(thrown) => match thrown.downcast::<io::Error>() {
            Ok(error) => Err(error),
            Err(bug) => resume_unwind(bug),
        },
    }
}

/// Whether an error says only that nobody reads any more.
pub(crate) fn is_closed(error: &(dyn std::error::Error + 'static)) -> bool {
    let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.downcast_ref::<io::Error>().is_some_and(closed)
}
