//! Sessions: somebody signs once and reads for a while, by a cookie.
//!
//! A session reads and does nothing: whatever is posted is signed by itself.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use identity::WINDOW;
use identity::openid::{Ended, ProviderSession};
use receipts::PublicKey;

/// The cookie's name.
pub(crate) const COOKIE: &str = "sarraf_session";

/// What has a browser forget the cookie, which its page cannot.
pub(crate) const GONE: &str = "sarraf_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";

/// The most sessions that stand at once; when they are as many, the oldest ends.
const MOST: usize = 10_000;

/// For how long it is remembered that the provider has ended sessions: what it said of when one
/// began is believed for as long as a window on each side of our clock, and is on its way for a
/// moment more.
const REMEMBERED: Duration = Duration::from_secs(2 * WINDOW + 60);

/// The most ends that are remembered; when they are as many, the oldest is forgotten.
const MOST_ENDED: usize = 10_000;

/// What is known of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The key that opened it: whose it is is asked at each request, so that a key that is revoked
    /// ends what it opened.
    pub(crate) key: PublicKey,
    /// By what its holder showed to have the key.
    pub(crate) opening: Opening,
    pub(crate) ends: Instant,
}

/// How a session was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// By a signature of its key.
    Key,
    /// By a passkey that is bound to its key.
    Passkey,
    /// By a login that is bound to its key, and was shown in this session with the provider.
    Login(ProviderSession),
}

impl Opening {
    /// As it is told.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Passkey => "passkey",
            Self::Login(_) => "login",
        }
    }
}

/// The sessions that stand. They end with the process.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    /// By their secret, which nobody but their holder is told.
    by_secret: HashMap<[u8; 32], Session>,
    /// What the provider has ended lately, and since when that is known. Order: as it came.
    ended: VecDeque<(Instant, Ended)>,
}

/// The provider has ended the session that was to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Over;

impl Sessions {
    /// Begins one.
    ///
    /// # Errors
    /// [`Over`] if the provider ended it while it was on its way here.
    pub(crate) fn open(
        &mut self,
        secret: [u8; 32],
        session: Session,
        now: Instant,
    ) -> Result<(), Over> {
        self.forget(now);
        if let Opening::Login(with) = &session.opening
            && self.ended.iter().any(|(_, ended)| ended.ends_late(with))
        {
            return Err(Over);
        }
        self.by_secret.retain(|_, session| session.ends > now);
        if self.by_secret.len() >= MOST {
            let oldest = self.by_secret.iter().min_by_key(|(_, session)| session.ends);
            let oldest = oldest.map(|(secret, _)| *secret);
            oldest.and_then(|secret| self.by_secret.remove(&secret));
        }
        self.by_secret.insert(secret, session);
        Ok(())
    }

    /// Forgets what was ended so long ago that nothing which began before it opens any more.
    fn forget(&mut self, now: Instant) {
        while self.ended.front().is_some_and(|(since, _)| *since + REMEMBERED <= now) {
            self.ended.pop_front();
        }
    }

    /// The session with this secret, if it stands.
    pub(crate) fn find(&self, secret: &[u8; 32], now: Instant) -> Option<Session> {
        self.by_secret.get(secret).filter(|session| session.ends > now).cloned()
    }

    /// Ends those that logins opened in sessions which the provider has ended; how many there were.
    ///
    /// One that is being opened meanwhile is ended when it comes.
    pub(crate) fn end_of(&mut self, ended: Ended, now: Instant) -> usize {
        let before = self.by_secret.len();
        self.by_secret.retain(
            |_, session| !matches!(&session.opening, Opening::Login(with) if ended.ends(with)),
        );
        let count = before - self.by_secret.len();
        self.forget(now);
        // The same may be said any number of times, by anybody who has heard it.
        if !self.ended.iter().any(|(_, known)| *known == ended) {
            if self.ended.len() >= MOST_ENDED {
                self.ended.pop_front();
            }
            self.ended.push_back((now, ended));
        }
        count
    }

    /// Ends it.
    pub(crate) fn end(&mut self, secret: &[u8; 32]) {
        self.by_secret.remove(secret);
    }
}

/// The secret that a Cookie header carries; `None` if it carries none of ours.
pub(crate) fn secret_of(cookies: &str) -> Option<Result<[u8; 32], ()>> {
    let ours = cookies.split(';').find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })?;
    Some(ours.parse::<terms::Digest>().map(|digest| digest.0).map_err(|_| ()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use receipts::Algorithm;

    use super::*;

    fn until(ends: Instant) -> Session {
        let key = PublicKey { algorithm: Algorithm::Ed25519, bytes: vec![7; 32] };
        Session { key, opening: Opening::Key, ends }
    }

    #[test]
    fn a_session_stands_until_it_ends() {
        let (now, hour) = (Instant::now(), Duration::from_secs(3600));
        let mut sessions = Sessions::default();
        assert_eq!(sessions.open([1; 32], until(now + hour), now), Ok(()));
        assert!(sessions.find(&[1; 32], now + hour / 2).is_some());
        assert_eq!(sessions.find(&[1; 32], now + hour), None);
        assert_eq!(sessions.find(&[2; 32], now), None);
        sessions.end(&[1; 32]);
        assert_eq!(sessions.find(&[1; 32], now), None);
    }

    #[test]
    fn they_are_never_more_than_fit() {
        let now = Instant::now();
        let mut sessions = Sessions::default();
        for number in 0..=MOST {
            let mut secret = [0; 32];
            secret[..8].copy_from_slice(&number.to_be_bytes());
            let lasts = Duration::from_secs(60 + u64::try_from(number).unwrap_or(0));
            sessions.open(secret, until(now + lasts), now).unwrap();
        }
        assert_eq!(sessions.by_secret.len(), MOST);
        assert_eq!(sessions.find(&[0; 32], now), None, "the one that would end first has ended");
    }

    /// A login's session with the provider, of one person.
    fn by_login(number: usize, ends: Instant) -> Session {
        let with = ProviderSession { subject: number.to_string(), name: None, told: 99 };
        Session { opening: Opening::Login(with), ..until(ends) }
    }

    /// That all sessions of one person have ended, after those began.
    fn end_of(number: usize) -> Ended {
        Ended { subject: Some(number.to_string()), name: None, told: 100 }
    }

    #[test]
    fn an_end_is_remembered_for_eleven_minutes() {
        let (began, hour) = (Instant::now(), Duration::from_secs(3600));
        let eleven = Duration::from_secs(11 * 60);
        let mut sessions = Sessions::default();
        assert_eq!(sessions.end_of(end_of(1), began), 0);
        let late = |sessions: &mut Sessions, after: Duration| {
            sessions.open([1; 32], by_login(1, began + hour), began + after)
        };
        assert_eq!(late(&mut sessions, eleven - Duration::from_nanos(1)), Err(Over));
        // Said again it is remembered for no longer, or anybody who heard it could have it stay.
        assert_eq!(sessions.end_of(end_of(1), began + Duration::from_secs(600)), 0);
        assert_eq!(late(&mut sessions, eleven), Ok(()));
    }

    #[test]
    fn the_oldest_end_is_forgotten_when_they_are_too_many_and_the_same_counts_once() {
        let (now, hour) = (Instant::now(), Duration::from_secs(3600));
        let mut sessions = Sessions::default();
        for number in 1..=MOST_ENDED {
            sessions.end_of(end_of(number), now);
        }
        sessions.end_of(end_of(7), now);
        let open = |sessions: &mut Sessions, number: usize| {
            sessions.open([1; 32], by_login(number, now + hour), now)
        };
        assert_eq!(open(&mut sessions, 1), Err(Over), "it is still remembered");
        sessions.end_of(end_of(MOST_ENDED + 1), now);
        assert_eq!(open(&mut sessions, 1), Ok(()), "the oldest is forgotten");
        for number in [2, 7, MOST_ENDED, MOST_ENDED + 1] {
            assert_eq!(open(&mut sessions, number), Err(Over), "{number}");
        }
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let digits = "ab".repeat(32);
        let told = secret_of(&format!("theme=dark; {COOKIE}={digits}; a=b"));
        assert_eq!(told, Some(Ok([0xab; 32])));
        assert_eq!(secret_of("theme=dark"), None);
        assert_eq!(secret_of(&format!("{COOKIE}=nonsense")), Some(Err(())));
    }
}
