//! What was asked of a provider and waits for its answer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};
use terms::Digest;

use super::{Described, NoLogin, Provider, form_of};

/// The most requests that wait for their answers.
const MOST: usize = 16_384;

/// What is drawn at random for one request.
#[derive(Clone, Copy)]
pub struct Drawn {
    /// By which the answer is known again.
    pub state: [u8; 32],
    /// What the provider repeats in what it signs.
    pub nonce: [u8; 32],
    /// What shows the provider that who exchanges the code is who asked for it.
    pub verifier: [u8; 32],
    /// What shows us that who brings the code is who asked for it.
    pub ticket: [u8; 32],
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drawn").finish_non_exhaustive()
    }
}

/// What a page is given to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Where it goes.
    pub address: String,
    /// What it keeps, and brings with the answer.
    pub ticket: String,
}

/// A request whose answer has come.
#[derive(Clone)]
pub struct Waited {
    pub(super) nonce: String,
    pub(super) verifier: String,
    ticket: Digest,
    until: Instant,
}

impl fmt::Debug for Waited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waited").field("until", &self.until).finish_non_exhaustive()
    }
}

/// The requests that wait for their answers.
#[derive(Debug)]
pub struct Requests {
    patience: Duration,
    waiting: Mutex<HashMap<Digest, Waited>>,
}

impl Requests {
    /// None yet; each waits that long.
    pub fn new(patience: Duration) -> Self {
        Self { patience, waiting: Mutex::default() }
    }

    /// Begins one, of what was drawn for it.
    ///
    /// # Errors
    /// [`NoLogin::Busy`].
    pub fn begin(
        &self,
        provider: &Provider,
        described: &Described,
        drawn: Drawn,
        now: Instant,
    ) -> Result<Begun, NoLogin> {
        let [state, nonce, verifier] =
            [drawn.state, drawn.nonce, drawn.verifier].map(|bytes| Digest(bytes).to_string());
        let challenge = Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.as_bytes()));
        let asked = form_of(&[
            ("response_type", "code"),
            ("client_id", &provider.client),
            ("redirect_uri", &provider.page),
            // No name and no address of a person is asked for.
            ("scope", "openid"),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let between = if described.authorization.contains('?') { '&' } else { '?' };
        let address = format!("{}{between}{asked}", described.authorization);
        let until = now + self.patience;
        // What is kept of a ticket does not open anything.
        let kept = Digest(Sha256::digest(drawn.ticket).into());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.retain(|_, waited| waited.until > now);
        }
        if waiting.len() >= MOST {
            return Err(NoLogin::Busy);
        }
        waiting.insert(Digest(drawn.state), Waited { nonce, verifier, ticket: kept, until });
        Ok(Begun { address, ticket: Digest(drawn.ticket).to_string() })
    }

    /// Takes what waits under a state, which waits no more whatever comes of it.
    ///
    /// # Errors
    /// If nothing does, or for too long, or the ticket is another's.
    pub fn take(&self, state: &str, ticket: &str, now: Instant) -> Result<Waited, NoLogin> {
        let state: Digest = state.parse().map_err(|_| NoLogin::UnknownRequest)?;
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = waiting.remove(&state).ok_or(NoLogin::UnknownRequest)?;
        drop(waiting);
        if waited.until <= now {
            return Err(NoLogin::Late);
        }
        let shown = ticket.parse::<Digest>().ok();
        let shown = shown.map(|ticket| Digest(Sha256::digest(ticket.0).into()));
        match shown == Some(waited.ticket) {
            true => Ok(waited),
            false => Err(NoLogin::OtherBrowser),
        }
    }
}
