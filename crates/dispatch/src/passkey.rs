//! Which passkeys people sign in with, each bound to a key of their party.

use rusqlite::{OptionalExtension, Row, params};
use terms::Instant;

use crate::store::{counted, failed, instant, whole};
use crate::{Fault, Store};

/// The most passkeys that are bound to one key.
pub const MOST_PASSKEYS: u64 = 20;

pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS passkeys (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    credential BLOB NOT NULL UNIQUE,
    holder TEXT NOT NULL,
    name TEXT NOT NULL,
    made INTEGER NOT NULL,
    used INTEGER,
    fixed BLOB NOT NULL,
    moving BLOB NOT NULL
) STRICT;
";

const COLUMNS: &str = "number, credential, holder, name, made, used, fixed, moving";

/// A passkey and the key whose holder shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its number, given once.
    pub number: u64,
    /// The name that the device gave it.
    pub credential: Vec<u8>,
    /// The key, as it is written.
    pub holder: String,
    /// What its holder calls it.
    pub name: String,
    /// Since when.
    pub made: Instant,
    /// When it was shown last.
    pub used: Option<Instant>,
    /// What stays of it.
    pub fixed: Vec<u8>,
    /// What each showing may change.
    pub moving: [u8; 7],
}

impl Store {
    /// Binds a passkey to a key; the number of the binding is the store's. `None` if the key has as
    /// many as it may, or the passkey is bound already.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn bind(&self, binding: &Binding) -> Result<Option<Binding>, Fault> {
        let noting = "binding a passkey";
        self.surely(noting, |database| {
            let change = database.transaction()?;
            let sql = "SELECT count(*) FROM passkeys WHERE holder = ?1";
            let bound = change.query_row(sql, [&binding.holder], |row| row.get::<_, i64>(0))?;
            if counted(bound) >= MOST_PASSKEYS {
                return Ok(None);
            }
            let sql = "INSERT OR IGNORE INTO passkeys (credential, holder, name, made, fixed, moving) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let row = params![
                binding.credential,
                binding.holder,
                binding.name,
                whole(binding.made.unix_nanos()),
                binding.fixed,
                binding.moving.as_slice(),
            ];
            if change.execute(sql, row)? == 0 {
                return Ok(None);
            }
            let number = counted(change.last_insert_rowid());
            change.commit()?;
            Ok(Some(Binding { number, used: None, ..binding.clone() }))
        })
    }

    /// The binding of a passkey, by the name that the device gave it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn bound(&self, credential: &[u8]) -> Result<Option<Binding>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM passkeys WHERE credential = ?1");
        let found = self.database().query_row(&sql, [credential], binding).optional();
        found.map_err(failed("reading a passkey"))
    }

    /// Every binding. Order: by number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn bindings(&self) -> Result<Vec<Binding>, Fault> {
        let reading = "reading passkeys";
        let sql = format!("SELECT {COLUMNS} FROM passkeys ORDER BY number");
        let database = self.database();
        let mut statement = database.prepare(&sql).map_err(failed(reading))?;
        let rows = statement.query_map([], binding);
        rows.and_then(Iterator::collect).map_err(failed(reading))
    }

    /// Notes that a passkey was shown and what changed of it; whether it still was as it was read.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn showed(&self, before: &Binding, moving: [u8; 7], at: Instant) -> Result<bool, Fault> {
        let sql = "UPDATE passkeys SET moving = ?3, used = ?4 WHERE number = ?1 AND moving = ?2";
        self.surely("noting that a passkey was shown", |database| {
            let row = params![
                whole(before.number),
                before.moving.as_slice(),
                moving.as_slice(),
                whole(at.unix_nanos()),
            ];
            Ok(database.execute(sql, row)? == 1)
        })
    }

    /// Ends a binding; it is gone when this returns, also for who looks after the power failed.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn unbind(&self, number: u64) -> Result<(), Fault> {
        self.surely("ending the binding of a passkey", |database| {
            database.execute("DELETE FROM passkeys WHERE number = ?1", [whole(number)]).map(|_| ())
        })
    }
}

fn binding(row: &Row<'_>) -> rusqlite::Result<Binding> {
    Ok(Binding {
        number: counted(row.get(0)?),
        credential: row.get(1)?,
        holder: row.get(2)?,
        name: row.get(3)?,
        made: instant(row.get(4)?),
        used: row.get::<_, Option<i64>>(5)?.map(instant),
        fixed: row.get(6)?,
        moving: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_unix_seconds(seconds)
    }

    fn made(credential: &[u8], holder: &str) -> Binding {
        Binding {
            number: 0,
            credential: credential.to_vec(),
            holder: holder.into(),
            name: "telephone".into(),
            made: at(10),
            used: None,
            fixed: vec![1, 2, 3],
            moving: [0; 7],
        }
    }

    #[test]
    fn bindings_are_known_after_a_restart_and_those_that_ended_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let (kept, ended) = {
            let store = Store::open(&file).unwrap();
            let kept = store.bind(&made(b"one", "ed25519:aa")).unwrap().unwrap();
            let ended = store.bind(&made(b"two", "ed25519:aa")).unwrap().unwrap();
            assert!(store.showed(&kept, [1; 7], at(20)).unwrap());
            store.unbind(ended.number).unwrap();
            (kept, ended)
        };
        let store = Store::open(&file).unwrap();
        let now = Binding { used: Some(at(20)), moving: [1; 7], ..kept.clone() };
        assert_eq!(store.bound(b"one").unwrap(), Some(now.clone()));
        assert_eq!(store.bound(b"two").unwrap(), None);
        assert_eq!(store.bindings().unwrap(), [now]);
        assert_ne!(store.bind(&made(b"two", "ed25519:aa")).unwrap().unwrap().number, ended.number);
        assert!(!store.showed(&kept, [2; 7], at(30)).unwrap(), "it was shown meanwhile");
    }

    #[test]
    fn a_passkey_is_bound_once_and_a_key_has_so_many() {
        let store = Store::in_memory().unwrap();
        for number in 0..MOST_PASSKEYS {
            assert!(store.bind(&made(&number.to_be_bytes(), "ed25519:aa")).unwrap().is_some());
        }
        assert_eq!(store.bind(&made(b"one more", "ed25519:aa")).unwrap(), None);
        assert!(store.bind(&made(b"another", "ed25519:bb")).unwrap().is_some());
        assert_eq!(store.bind(&made(&0_u64.to_be_bytes(), "ed25519:bb")).unwrap(), None);
    }
}
