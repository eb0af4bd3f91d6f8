//! Which logins people sign in with, each bound to a key of their party.

use rusqlite::{OptionalExtension, Row, params};
use terms::Instant;

use crate::store::{counted, failed, instant, whole};
use crate::{Fault, Store};

/// The most logins that are bound to one key.
pub const MOST_LOGINS: u64 = 20;

pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS logins (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    holder TEXT NOT NULL,
    name TEXT NOT NULL,
    made INTEGER NOT NULL,
    used INTEGER,
    UNIQUE (issuer, subject)
) STRICT;
";

const COLUMNS: &str = "number, issuer, subject, holder, name, made, used";

/// A login and the key whose holder shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundLogin {
    /// Its number, given once.
    pub number: u64,
    /// The provider that knows it.
    pub issuer: String,
    /// By what the provider knows it.
    pub subject: String,
    /// The key, as it is written.
    pub holder: String,
    /// What its holder calls it.
    pub name: String,
    /// Since when.
    pub made: Instant,
    /// When it was shown last.
    pub used: Option<Instant>,
}

impl Store {
    /// Binds a login to a key; the number of the binding is the store's. `None` if the key has as
    /// many as it may, or the login is bound already.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn bind_login(&self, login: &BoundLogin) -> Result<Option<BoundLogin>, Fault> {
        self.surely("binding a login", |database| {
            let change = database.transaction()?;
            let sql = "SELECT count(*) FROM logins WHERE holder = ?1";
            let bound = change.query_row(sql, [&login.holder], |row| row.get::<_, i64>(0))?;
            if counted(bound) >= MOST_LOGINS {
                return Ok(None);
            }
            let sql = "INSERT OR IGNORE INTO logins (issuer, subject, holder, name, made) \
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            let made = whole(login.made.unix_nanos());
            let row = params![login.issuer, login.subject, login.holder, login.name, made];
            if change.execute(sql, row)? == 0 {
                return Ok(None);
            }
            let number = counted(change.last_insert_rowid());
            change.commit()?;
            Ok(Some(BoundLogin { number, used: None, ..login.clone() }))
        })
    }

    /// The binding of a login, by its provider and by what that one knows it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn bound_login(&self, issuer: &str, subject: &str) -> Result<Option<BoundLogin>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM logins WHERE issuer = ?1 AND subject = ?2");
        let found = self.database().query_row(&sql, [issuer, subject], login).optional();
        found.map_err(failed("reading a login"))
    }

    /// Every binding of a login. Order: by number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn bound_logins(&self) -> Result<Vec<BoundLogin>, Fault> {
        let reading = "reading logins";
        let sql = format!("SELECT {COLUMNS} FROM logins ORDER BY number");
        let database = self.database();
        let mut statement = database.prepare(&sql).map_err(failed(reading))?;
        let rows = statement.query_map([], login);
        rows.and_then(Iterator::collect).map_err(failed(reading))
    }

    /// Notes that a login was shown; whether it is bound still.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn showed_login(&self, number: u64, at: Instant) -> Result<bool, Fault> {
        let sql = "UPDATE logins SET used = ?2 WHERE number = ?1";
        let row = params![whole(number), whole(at.unix_nanos())];
        let noted = self.database().execute(sql, row);
        noted.map(|rows| rows == 1).map_err(failed("noting that a login was shown"))
    }

    /// Ends a binding; it is gone when this returns, also for who looks after the power failed.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn unbind_login(&self, number: u64) -> Result<(), Fault> {
        self.surely("ending the binding of a login", |database| {
            database.execute("DELETE FROM logins WHERE number = ?1", [whole(number)]).map(|_| ())
        })
    }
}

fn login(row: &Row<'_>) -> rusqlite::Result<BoundLogin> {
    Ok(BoundLogin {
        number: counted(row.get(0)?),
        issuer: row.get(1)?,
        subject: row.get(2)?,
        holder: row.get(3)?,
        name: row.get(4)?,
        made: instant(row.get(5)?),
        used: row.get::<_, Option<i64>>(6)?.map(instant),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;

    const ISSUER: &str = "https://login.example/realms/a";

    fn at(seconds: u64) -> Instant {
        Instant::from_unix_seconds(seconds)
    }

    fn made(subject: &str, holder: &str) -> BoundLogin {
        BoundLogin {
            number: 0,
            issuer: ISSUER.into(),
            subject: subject.into(),
            holder: holder.into(),
            name: "treasury".into(),
            made: at(10),
            used: None,
        }
    }

    #[test]
    fn logins_are_known_after_a_restart_and_those_that_ended_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let (kept, ended) = {
            let store = Store::open(&file).unwrap();
            let kept = store.bind_login(&made("one", "ed25519:aa")).unwrap().unwrap();
            let ended = store.bind_login(&made("two", "ed25519:aa")).unwrap().unwrap();
            assert!(store.showed_login(kept.number, at(20)).unwrap());
            store.unbind_login(ended.number).unwrap();
            assert!(!store.showed_login(ended.number, at(30)).unwrap(), "it had ended");
            (kept, ended)
        };
        let store = Store::open(&file).unwrap();
        let now = BoundLogin { used: Some(at(20)), ..kept };
        assert_eq!(store.bound_login(ISSUER, "one").unwrap(), Some(now.clone()));
        assert_eq!(store.bound_login(ISSUER, "two").unwrap(), None);
        assert_eq!(store.bound_logins().unwrap(), [now]);
        let again = store.bind_login(&made("two", "ed25519:aa")).unwrap().unwrap();
        assert_ne!(again.number, ended.number);
    }

    #[test]
    fn a_login_is_bound_once_by_its_provider_and_a_key_has_so_many() {
        let store = Store::in_memory().unwrap();
        for number in 0..MOST_LOGINS {
            let bound = store.bind_login(&made(&number.to_string(), "ed25519:aa")).unwrap();
            assert!(bound.is_some());
        }
        assert_eq!(store.bind_login(&made("one more", "ed25519:aa")).unwrap(), None);
        assert!(store.bind_login(&made("another", "ed25519:bb")).unwrap().is_some());
        assert_eq!(store.bind_login(&made("0", "ed25519:bb")).unwrap(), None);
        let elsewhere =
            BoundLogin { issuer: "https://b.example".into(), ..made("0", "ed25519:bb") };
        assert!(store.bind_login(&elsewhere).unwrap().is_some(), "another provider's is another");
        assert_eq!(store.bound_login("https://c.example", "0").unwrap(), None);
    }
}
