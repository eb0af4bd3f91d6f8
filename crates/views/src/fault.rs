use std::error::Error;
use std::fmt;

/// What kind of failure it is, as far as a caller acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The database failed, or what was asked of it cannot be.
    Database,
    /// The tables were made from another log.
    Foreign,
}

/// The views failed: the database, its file, or tables that do not fit the log.
///
/// One opaque error: what was tried and what lies beneath it.
/// Nothing is lost by it: views are derived from the log and can be made again.
#[derive(Debug)]
pub struct Fault {
    kind: Kind,
    context: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A failure found here.
    pub(crate) fn new(context: impl Into<String>) -> Self {
        Self { kind: Kind::Database, context: context.into(), source: None }
    }

    /// Tables that were made from another log.
    pub(crate) fn foreign(context: impl Into<String>) -> Self {
        Self { kind: Kind::Foreign, context: context.into(), source: None }
    }

    /// A failure of something beneath.
    pub(crate) fn because(
        context: impl Into<String>,
        source: impl Error + Send + Sync + 'static,
    ) -> Self {
        let source: Option<Box<dyn Error + Send + Sync>> = Some(Box::new(source));
        Self { kind: Kind::Database, context: context.into(), source }
    }

    /// Whether the tables were made from the log of another founding; they are not touched.
    pub fn is_foreign(&self) -> bool {
        self.kind == Kind::Foreign
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.context)?;
        // PostgreSQL's client tells the server's own words one level down.
        let mut cause = self.source.as_deref().map(|source| source as &dyn Error);
        while let Some(source) = cause {
            write!(f, ": {source}")?;
            cause = source.source();
        }
        Ok(())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
