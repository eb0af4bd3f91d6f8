use std::error::Error;
use std::fmt;

/// Why a key, a certificate or a channel could not be made ready.
#[derive(Debug)]
pub struct Fault {
    what: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl Fault {
    pub(crate) fn because(what: &'static str, source: impl Error + Send + Sync + 'static) -> Self {
        Self { what, source: Box::new(source) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.source)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}
