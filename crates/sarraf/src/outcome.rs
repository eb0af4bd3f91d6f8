use std::error::Error;

/// How a task ended that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well: exit status 0.
    Good,
    /// Something that was looked at is not: exit status 1.
    Bad,
}

/// A task's result.
pub(crate) type Done = Result<Outcome, Box<dyn Error>>;
