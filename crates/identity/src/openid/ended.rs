//! Sessions with the provider, and which of them it says it has ended.

/// Somebody's session with a provider, as it was when she showed a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSession {
    /// Whose it is.
    pub subject: String,
    /// What the provider calls it, if it says so (`sid`).
    pub name: Option<String>,
    /// When the provider said so, by its own clock. Unit: seconds since the Unix epoch.
    pub told: u64,
}

/// Sessions that a provider says it has ended: all of one person, or one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whose they are, if the provider says so.
    pub subject: Option<String>,
    /// Which one it is, if it is not all of them.
    pub name: Option<String>,
    /// When the provider said so, by its own clock. Unit: seconds since the Unix epoch.
    pub told: u64,
}

impl Ended {
    /// Whether a session is among them.
    ///
    /// One whose name was never told goes by whose it is; what began later is not meant, so that
    /// what the provider said once ends nothing when somebody says it again.
    pub fn ends(&self, session: &ProviderSession) -> bool {
        self.names(session) && session.told <= self.told
    }

    /// Whether a session is among them that is opened only now, since what the provider said of it
    /// came faster than it did.
    ///
    /// What was told in the same second as the end of all of one person's may have begun after it,
    /// so it is not; one that is named is over, whoever came first.
    pub fn ends_late(&self, session: &ProviderSession) -> bool {
        let is_by_name = self.name.is_some() && self.name == session.name;
        let is_before = session.told < self.told || (is_by_name && session.told == self.told);
        self.names(session) && is_before
    }

    fn names(&self, session: &ProviderSession) -> bool {
        let is_whose = self.subject.as_ref().is_none_or(|subject| *subject == session.subject);
        let is_named = match (&self.name, &session.name) {
            (Some(ended), Some(name)) => ended == name,
            (Some(_), None) | (None, _) => self.subject.is_some(),
        };
        is_whose && is_named
    }
}
