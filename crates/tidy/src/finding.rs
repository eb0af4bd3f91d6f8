//! What a check found.

use std::fmt;

/// One place where the house differs from its rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// From the root, with forward slashes.
    pub path: String,
    /// Range: 1 for the first line, and where the whole file is meant.
    pub line: usize,
    /// Which check found it; `tidy.toml` names it so.
    pub check: &'static str,
    /// What was found, as far as `tidy.toml` may need to name it: a word, a rule, a function.
    pub subject: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl Finding {
    /// A finding of `check` at `line` of `path`.
    pub fn new(check: &'static str, path: &str, line: usize, subject: &str, text: String) -> Self {
        Self { path: path.to_owned(), line, check, subject: subject.to_owned(), text }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.text)
    }
}
