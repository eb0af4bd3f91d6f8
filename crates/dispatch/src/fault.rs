use std::error::Error;
use std::fmt;

/// What was to be kept or sent could not be: the file, the disk, or what stands in it.
///
/// One opaque error: what was tried and what lies beneath it.
#[derive(Debug)]
pub struct Fault {
    context: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A failure found here.
    pub(crate) fn new(context: impl Into<String>) -> Self {
        Self { context: context.into(), source: None }
    }

    /// A failure of something beneath.
    pub(crate) fn because(
        context: impl Into<String>,
        source: impl Error + Send + Sync + 'static,
    ) -> Self {
        Self { context: context.into(), source: Some(Box::new(source)) }
    }

    /// A failure of what was to be sent, or of who was to send it.
    pub fn of(tried: &str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::because(tried, source)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "{}: {source}", self.context),
            None => f.write_str(&self.context),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
