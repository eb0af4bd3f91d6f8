//! What was asked under an `Idempotency-Key`, and what was answered.
//!
//! A key is taken before what is asked under it can reach the log, and the row that says so is on
//! the disk by then; its answer joins it afterwards.
//! A row without an answer that nobody is working on is in doubt: the program ended in between, and
//! what was asked may stand in the log, after the position that the row names.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};
use settlement::PartyId;
use terms::{Digest, LogPosition};

use crate::Fault;
use crate::store::{add_column, counted, failed, whole};

/// The longest key. Unit: characters.
pub const LONGEST_KEY: usize = 128;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS keys (
    party INTEGER NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    since INTEGER NOT NULL,
    upto INTEGER,
    status INTEGER,
    fields TEXT,
    body BLOB,
    PRIMARY KEY (party, key)
) STRICT;
";

/// An answer, as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The HTTP status.
    pub status: u16,
    /// The fields that belong to it. Order: as given. Shape: name and value.
    pub fields: Vec<(String, String)>,
    /// The content.
    pub body: Vec<u8>,
}

/// What a key stands for when a request comes under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: from now on it is this request's.
    New,
    /// This request, which was begun and never answered; it may stand in the log after a position.
    Doubtful(LogPosition),
    /// This request, which is being answered at this moment.
    InHand,
    /// This request, which was answered.
    Told(Kept),
    /// Another request.
    Other,
}

/// Keys by their party. Invariant: a key never changes the request it stands for.
pub struct Keys {
    database: Mutex<Connection>,
    /// What is being answered at this moment.
    in_hand: Mutex<BTreeSet<(PartyId, String)>>,
}

impl Keys {
    pub(crate) fn over(database: Connection) -> Result<Self, Fault> {
        let opening = "opening the keys of requests";
        // A key that is taken must outlive a power cut, since what it is taken for does.
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                        PRAGMA secure_delete = ON;";
        database.execute_batch(settings).map_err(failed(opening))?;
        database.execute_batch(TABLES).map_err(failed(opening))?;
        add_column(&database, "keys", "endpoint", "INTEGER").map_err(failed(opening))?;
        let index = "CREATE INDEX IF NOT EXISTS keys_by_endpoint ON keys (endpoint)
                     WHERE endpoint IS NOT NULL";
        database.execute_batch(index).map_err(failed(opening))?;
        Ok(Self { database: Mutex::new(database), in_hand: Mutex::default() })
    }

    fn database(&self) -> MutexGuard<'_, Connection> {
        // Each change is one statement, whole or not there.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_hand(&self) -> MutexGuard<'_, BTreeSet<(PartyId, String)>> {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a key for a request, which stands in no record up to `head`.
    ///
    /// Whoever is told [`Claim::New`] or [`Claim::Doubtful`] has it in hand until [`Self::leave`].
    /// Costs one synced write where it is new.
    ///
    /// # Errors
    /// If the file cannot be read or written; then nothing is taken.
    pub fn claim(
        &self,
        party: PartyId,
        key: &str,
        request: Digest,
        head: LogPosition,
    ) -> Result<Claim, Fault> {
        let taking = "taking the key of a request";
        let database = self.database();
        let sql = "INSERT OR IGNORE INTO keys (party, key, request, since) VALUES (?1, ?2, ?3, ?4)";
        let row = params![party.number(), key, request.0.as_slice(), whole(head.number())];
        let is_new = database.execute(sql, row).map_err(failed(taking))? == 1;
        let mine = (party, key.to_owned());
        if is_new {
            self.in_hand().insert(mine);
            return Ok(Claim::New);
        }
        let sql = "SELECT request, since, status, fields, body FROM keys
                   WHERE party = ?1 AND key = ?2";
        let (stands_for, since, kept) = database
            .query_row(sql, params![party.number(), key], |row| {
                let kept = match row.get::<_, Option<u16>>(2)? {
                    Some(status) => Some(Kept {
                        status,
                        fields: fields_in(&row.get::<_, String>(3)?),
                        body: row.get(4)?,
                    }),
                    None => None,
                };
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?, kept))
            })
            .map_err(failed(taking))?;
        Ok(match kept {
            _ if stands_for != request.0 => Claim::Other,
            Some(kept) => Claim::Told(kept),
            None if self.in_hand().insert(mine) => {
                Claim::Doubtful(LogPosition::new(counted(since)))
            }
            None => Claim::InHand,
        })
    }

    /// Keeps the answer to what was asked under a key; it stands in records up to `head`, if in any,
    /// and tells the secret of an endpoint, if of one.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn keep(
        &self,
        party: PartyId,
        key: &str,
        kept: &Kept,
        head: LogPosition,
        endpoint: Option<u64>,
    ) -> Result<(), Fault> {
        let sql = "UPDATE keys SET upto = ?3, status = ?4, fields = ?5, body = ?6, endpoint = ?7
                   WHERE party = ?1 AND key = ?2 AND status IS NULL";
        let row = params![
            party.number(),
            key,
            whole(head.number()),
            kept.status,
            fields_of(kept),
            kept.body,
            endpoint.map(whole),
        ];
        let done = self.database().execute(sql, row);
        done.map(|_| ()).map_err(failed("keeping the answer to a request"))
    }

    /// Notes which answer told the secret of an endpoint, of those from before that was noted: the
    /// one of its party that holds it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn join_endpoint(
        &self,
        party: PartyId,
        endpoint: u64,
        secret: &str,
    ) -> Result<(), Fault> {
        let sql = "UPDATE keys SET endpoint = ?2
                   WHERE party = ?1 AND endpoint IS NULL AND instr(body, ?3) > 0";
        let row = params![party.number(), whole(endpoint), secret.as_bytes()];
        let done = self.database().execute(sql, row);
        done.map(|_| ()).map_err(failed("noting which answer told the secret of an endpoint"))
    }

    /// Answers with this what told the secret of an endpoint, from now on.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn forget_endpoint(&self, endpoint: u64, instead: &Kept) -> Result<(), Fault> {
        let sql = "UPDATE keys SET status = ?2, fields = ?3, body = ?4 WHERE endpoint = ?1";
        let row = params![whole(endpoint), instead.status, fields_of(instead), instead.body];
        let done = self.database().execute(sql, row);
        done.map(|_| ()).map_err(failed("forgetting what told the secret of an endpoint"))
    }

    /// Gives a key back: what was asked under it has not reached the log, and never will.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn give_back(&self, party: PartyId, key: &str) -> Result<(), Fault> {
        let sql = "DELETE FROM keys WHERE party = ?1 AND key = ?2 AND status IS NULL";
        let done = self.database().execute(sql, params![party.number(), key]);
        done.map(|_| ()).map_err(failed("giving back the key of a request"))
    }

    /// Nobody works on what was asked under a key any more.
    pub fn leave(&self, party: PartyId, key: &str) {
        self.in_hand().remove(&(party, key.to_owned()));
    }

    /// Forgets what was asked after a position of a log that was put back from an older copy: the
    /// log has not heard of it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_after(&self, head: LogPosition) -> Result<(), Fault> {
        let sql = "DELETE FROM keys WHERE since > ?1 OR upto > ?1";
        let done = self.database().execute(sql, params![whole(head.number())]);
        done.map(|_| ()).map_err(failed("forgetting keys of another log"))
    }

    /// How many keys are known.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn count(&self) -> Result<u64, Fault> {
        let sql = "SELECT count(*) FROM keys";
        let found = self.database().query_row(sql, [], |row| row.get::<_, i64>(0)).optional();
        Ok(counted(found.map_err(failed("counting the keys of requests"))?.unwrap_or(0)))
    }
}

fn fields_of(kept: &Kept) -> String {
    let lines: Vec<String> =
        kept.fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.join("\n")
}

/// The fields of an answer, one on a line.
fn fields_in(text: &str) -> Vec<(String, String)> {
    let pair =
        |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;
    use crate::Store;

    const BANK: PartyId = PartyId::new(7);
    const OTHER_BANK: PartyId = PartyId::new(8);
    const KEY: &str = "TOUR-0001";
    const THIS: Digest = Digest([1; 32]);
    const THAT: Digest = Digest([2; 32]);

    fn at(number: u64) -> LogPosition {
        LogPosition::new(number)
    }

    fn kept() -> Kept {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = vec![field("content-type", "application/json"), field("sarraf-salt", "a: b")];
        Kept { status: 200, fields, body: b"{}".to_vec() }
    }

    #[test]
    fn a_key_stands_for_one_request_of_one_party_after_a_restart_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        {
            let store = Store::open(&file).unwrap();
            let keys = store.keys();
            assert_eq!(keys.claim(BANK, KEY, THIS, at(4)).unwrap(), Claim::New);
            assert_eq!(keys.claim(BANK, KEY, THIS, at(4)).unwrap(), Claim::InHand);
            assert_eq!(keys.claim(BANK, KEY, THAT, at(4)).unwrap(), Claim::Other);
            assert_eq!(keys.claim(OTHER_BANK, KEY, THAT, at(4)).unwrap(), Claim::New);
            keys.keep(BANK, KEY, &kept(), at(5), None).unwrap();
            keys.leave(BANK, KEY);
        }
        let store = Store::open(&file).unwrap();
        let keys = store.keys();
        assert_eq!(keys.claim(BANK, KEY, THIS, at(9)).unwrap(), Claim::Told(kept()));
        assert_eq!(keys.claim(BANK, KEY, THAT, at(9)).unwrap(), Claim::Other);
        // Its answer was lost with the program.
        assert_eq!(keys.claim(OTHER_BANK, KEY, THAT, at(9)).unwrap(), Claim::Doubtful(at(4)));
        assert_eq!(keys.claim(OTHER_BANK, KEY, THAT, at(9)).unwrap(), Claim::InHand);
    }

    #[test]
    fn an_answer_that_was_kept_is_not_given_back() {
        let store = Store::in_memory().unwrap();
        let keys = store.keys();
        keys.claim(BANK, KEY, THIS, at(1)).unwrap();
        keys.give_back(BANK, KEY).unwrap();
        keys.leave(BANK, KEY);
        assert_eq!(keys.claim(BANK, KEY, THAT, at(1)).unwrap(), Claim::New, "it is free again");
        keys.keep(BANK, KEY, &kept(), at(2), None).unwrap();
        keys.give_back(BANK, KEY).unwrap();
        keys.leave(BANK, KEY);
        assert_eq!(keys.claim(BANK, KEY, THAT, at(3)).unwrap(), Claim::Told(kept()));
    }

    #[test]
    fn what_a_log_put_back_has_not_heard_of_is_forgotten() {
        let store = Store::in_memory().unwrap();
        let keys = store.keys();
        keys.claim(BANK, "before", THIS, at(4)).unwrap();
        keys.keep(BANK, "before", &kept(), at(5), None).unwrap();
        keys.claim(BANK, "across", THIS, at(4)).unwrap();
        keys.keep(BANK, "across", &kept(), at(6), None).unwrap();
        keys.claim(BANK, "after", THIS, at(6)).unwrap();
        keys.forget_after(at(5)).unwrap();
        assert_eq!(keys.count().unwrap(), 1);
        assert_eq!(keys.claim(BANK, "before", THIS, at(5)).unwrap(), Claim::Told(kept()));
    }
}
