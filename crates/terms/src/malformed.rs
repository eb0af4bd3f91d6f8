use core::fmt;

/// Text that is not the term it was read as.
///
/// It names the term and what was expected, never the value: values may be personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    term: &'static str,
    expected: &'static str,
}

impl Malformed {
    /// A failure to read `term`, which should have been `expected`.
    pub const fn new(term: &'static str, expected: &'static str) -> Self {
        Self { term, expected }
    }

    /// The term that was being read, for example `BIC`.
    pub const fn term(&self) -> &'static str {
        self.term
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a {}: expected {}", self.term, self.expected)
    }
}

impl core::error::Error for Malformed {}
