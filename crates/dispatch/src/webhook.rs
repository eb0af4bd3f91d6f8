//! Endpoints and the log of what was sent to them.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use settlement::PartyId;
use terms::{Instant, LogPosition};

use crate::store::{PATIENCE, counted, failed, instant, whole};
use crate::{Fault, Kept, Keys, Secrets, Store};

/// The most endpoints one party has.
pub const MOST_ENDPOINTS: u64 = 10;

/// The most deliveries of one endpoint that are kept; the oldest go first.
const MOST_DELIVERIES: u64 = 1_000;

pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS endpoints (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    party INTEGER NOT NULL,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    created INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    next_at INTEGER,
    disabled TEXT,
    shared BLOB NOT NULL,
    signing BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
    endpoint INTEGER NOT NULL,
    number INTEGER NOT NULL,
    cursor INTEGER,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER,
    reason TEXT,
    PRIMARY KEY (endpoint, number)
) STRICT, WITHOUT ROWID;
";

const COLUMNS: &str = "number, party, url, kinds, created, position, sent, tries, failing_since, \
                       next_at, disabled, shared, signing, holder";

/// Where a party wants to be told.
#[derive(Clone)]
pub struct Endpoint {
    /// Its number, given once.
    pub number: u64,
    /// Whose.
    pub party: PartyId,
    /// The key that it was registered with, as it is written; none of one from before keys were
    /// noted.
    pub holder: Option<String>,
    /// Where.
    pub url: String,
    /// What it is told; everything if empty. Order: as asked for.
    pub kinds: Vec<String>,
    /// Since when.
    pub created: Instant,
    /// The place in the party's outbox up to which it was told.
    pub position: u64,
    /// How many deliveries there were, those that failed included.
    pub sent: u64,
    /// How often the message after its position has failed.
    pub tries: u32,
    /// Since when nothing arrives.
    pub failing_since: Option<Instant>,
    /// Before when it is not tried again.
    pub next_at: Option<Instant>,
    /// Why nothing is sent any more, if nothing is.
    pub disabled: Option<String>,
    /// With what deliveries are signed.
    pub secrets: Secrets,
}

/// One try to deliver something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number among those of its endpoint, from 1; 0 before it is noted.
    pub number: u64,
    /// The place in the party's outbox; none of a ping.
    pub cursor: Option<u64>,
    /// What it tells.
    pub kind: String,
    /// The identifier of the message, the same at every try.
    pub message: String,
    /// When.
    pub at: Instant,
    /// The status that was answered.
    pub status: Option<u16>,
    /// Why it failed, if it did.
    pub reason: Option<String>,
}

impl Delivery {
    /// Whether it arrived.
    pub fn arrived(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Where an endpoint stands after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has been told everything up to a place.
    Told {
        /// The place.
        position: u64,
    },
    /// It is tried again.
    Again {
        /// When.
        at: Instant,
    },
    /// It is not tried any more.
    Disabled {
        /// Why.
        reason: String,
    },
    /// As before: what was sent was no part of its turn.
    AsBefore,
}

impl Store {
    /// Takes an endpoint in, registered with a key, with secrets of its own; `None` if its party has
    /// as many as it may.
    ///
    /// # Errors
    /// If the file cannot be written, or nothing can be drawn at random.
    pub fn register(
        &self,
        party: PartyId,
        holder: &str,
        url: &str,
        kinds: &[String],
        position: u64,
        at: Instant,
    ) -> Result<Option<Endpoint>, Fault> {
        let noting = "noting an endpoint";
        let (mut shared, mut signing) = ([0; 32], [0; 32]);
        for secret in [&mut shared, &mut signing] {
            getrandom::fill(secret).map_err(|error| Fault::because("drawing a secret", error))?;
        }
        let mut database = self.database();
        let change = database.transaction().map_err(failed(noting))?;
        let sql = "SELECT count(*) FROM endpoints WHERE party = ?1";
        let standing = change.query_row(sql, [party.number()], |row| row.get::<_, i64>(0));
        if counted(standing.map_err(failed(noting))?) >= MOST_ENDPOINTS {
            return Ok(None);
        }
        let sql = "INSERT INTO endpoints \
                   (party, url, kinds, created, position, shared, signing, holder) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = params![
            party.number(),
            url,
            kinds.join(","),
            whole(at.unix_nanos()),
            whole(position),
            shared.as_slice(),
            signing.as_slice(),
            holder,
        ];
        change.execute(sql, row).map_err(failed(noting))?;
        let number = counted(change.last_insert_rowid());
        change.commit().map_err(failed(noting))?;
        read(&database, number)
    }

    /// An endpoint by its number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn endpoint(&self, number: u64) -> Result<Option<Endpoint>, Fault> {
        read(&self.database(), number)
    }

    /// A party's endpoints, or everybody's. Order: by number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn endpoints(&self, party: Option<PartyId>) -> Result<Vec<Endpoint>, Fault> {
        all(&self.database(), party)
    }

    /// Forgets an endpoint, its secrets and what was sent to it; whoever asks again what registered
    /// it is told this instead. It is gone when this returns, also for who looks after the power
    /// failed.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn remove(&self, number: u64, instead: &Kept) -> Result<(), Fault> {
        let removing = "removing an endpoint";
        // First, so that a removal that is cut short is begun again and tells no secret meanwhile.
        self.keys().forget_endpoint(number, instead)?;
        self.surely(removing, |database| {
            let change = database.transaction()?;
            for sql in [
                "DELETE FROM deliveries WHERE endpoint = ?1",
                "DELETE FROM endpoints WHERE number = ?1",
            ] {
                change.execute(sql, [whole(number)])?;
            }
            change.commit()
        })?;
        // What was written before lies in the log of the file until it is taken over; whoever reads
        // the file at this moment, as a backup does, is not waited for, and it is taken over later.
        let database = self.database();
        database.busy_timeout(Duration::ZERO).map_err(failed(removing))?;
        let taken = database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        database.busy_timeout(PATIENCE).map_err(failed(removing))?;
        taken.map_err(failed(removing))
    }

    /// Keeps the answer that told the secret of an endpoint, for as long as there is the endpoint;
    /// after that this instead.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn keep_registered(
        &self,
        (party, key): (PartyId, &str),
        kept: &Kept,
        number: u64,
        head: LogPosition,
        instead: &Kept,
    ) -> Result<(), Fault> {
        self.keys().keep(party, key, kept, head, Some(number))?;
        // Who removed it in between has not seen this answer.
        if self.endpoint(number)?.is_none() {
            self.keys().forget_endpoint(number, instead)?;
        }
        Ok(())
    }

    /// Sends to an endpoint again, from where it stands.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn enable(&self, number: u64) -> Result<(), Fault> {
        let sql = "UPDATE endpoints SET disabled = NULL, tries = 0, failing_since = NULL, \
                   next_at = NULL WHERE number = ?1";
        let done = self.database().execute(sql, [whole(number)]);
        done.map(|_| ()).map_err(failed("enabling an endpoint"))
    }

    /// Passes over what an endpoint is not told.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn pass(&self, number: u64, position: u64) -> Result<(), Fault> {
        let sql = "UPDATE endpoints SET position = max(position, ?2) WHERE number = ?1";
        let done = self.database().execute(sql, params![whole(number), whole(position)]);
        done.map(|_| ()).map_err(failed("passing over what an endpoint is not told"))
    }

    /// An endpoint is told from the end of its outbox on, if it stood beyond it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn no_further(&self, number: u64, newest: u64) -> Result<(), Fault> {
        let sql = "UPDATE endpoints SET position = min(position, ?2) WHERE number = ?1";
        let done = self.database().execute(sql, params![whole(number), whole(newest)]);
        done.map(|_| ()).map_err(failed("putting an endpoint back to the end of its outbox"))
    }

    /// Notes a try and where the endpoint stands after it, at once; `None` if it was removed
    /// meanwhile.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn note(
        &self,
        number: u64,
        delivery: Delivery,
        standing: &Standing,
    ) -> Result<Option<Delivery>, Fault> {
        let noting = "noting a delivery";
        let mut database = self.database();
        let change = database.transaction().map_err(failed(noting))?;
        let sql = "UPDATE endpoints SET sent = sent + 1 WHERE number = ?1 RETURNING sent";
        let sent = change.query_row(sql, [whole(number)], |row| row.get::<_, i64>(0)).optional();
        let Some(sent) = sent.map_err(failed(noting))? else {
            return Ok(None);
        };
        let delivery = Delivery { number: counted(sent), ..delivery };
        let sql = "INSERT INTO deliveries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = params![
            whole(number),
            sent,
            delivery.cursor.map(whole),
            delivery.kind,
            delivery.message,
            whole(delivery.at.unix_nanos()),
            delivery.status,
            delivery.reason,
        ];
        change.execute(sql, row).map_err(failed(noting))?;
        let sql = "DELETE FROM deliveries WHERE endpoint = ?1 AND number <= ?2";
        let oldest = whole(delivery.number.saturating_sub(MOST_DELIVERIES));
        change.execute(sql, params![whole(number), oldest]).map_err(failed(noting))?;
        stand(&change, number, delivery.at, standing).map_err(failed(noting))?;
        change.commit().map_err(failed(noting))?;
        Ok(Some(delivery))
    }

    /// Deliveries of an endpoint after one, at most `limit`. Order: by number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn deliveries(
        &self,
        number: u64,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Delivery>, Fault> {
        let reading = "reading deliveries";
        let sql = "SELECT number, cursor, kind, message, at, status, reason FROM deliveries \
                   WHERE endpoint = ?1 AND number > ?2 ORDER BY number LIMIT ?3";
        let database = self.database();
        let mut statement = database.prepare(sql).map_err(failed(reading))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![whole(number), whole(after), limit], |row| {
            Ok(Delivery {
                number: counted(row.get(0)?),
                cursor: row.get::<_, Option<i64>>(1)?.map(counted),
                kind: row.get(2)?,
                message: row.get(3)?,
                at: instant(row.get(4)?),
                status: row.get(5)?,
                reason: row.get(6)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(failed(reading))
    }
}

/// Moves an endpoint to where it stands after a try.
fn stand(
    database: &Connection,
    number: u64,
    at: Instant,
    standing: &Standing,
) -> rusqlite::Result<()> {
    let (number, now) = (whole(number), whole(at.unix_nanos()));
    match standing {
        Standing::Told { position } => database.execute(
            "UPDATE endpoints SET position = max(position, ?2), tries = 0, failing_since = NULL, \
             next_at = NULL WHERE number = ?1",
            params![number, whole(*position)],
        ),
        Standing::Again { at } => database.execute(
            "UPDATE endpoints SET tries = tries + 1, next_at = ?3, \
             failing_since = coalesce(failing_since, ?2) WHERE number = ?1",
            params![number, now, whole(at.unix_nanos())],
        ),
        Standing::Disabled { reason } => database.execute(
            "UPDATE endpoints SET tries = tries + 1, next_at = NULL, disabled = ?3, \
             failing_since = coalesce(failing_since, ?2) WHERE number = ?1",
            params![number, now, reason],
        ),
        Standing::AsBefore => Ok(0),
    }
    .map(|_| ())
}

/// A party's endpoints, or everybody's. Order: by number.
fn all(database: &Connection, party: Option<PartyId>) -> Result<Vec<Endpoint>, Fault> {
    let reading = "reading endpoints";
    let sql =
        format!("SELECT {COLUMNS} FROM endpoints WHERE ?1 IS NULL OR party = ?1 ORDER BY number");
    let mut statement = database.prepare(&sql).map_err(failed(reading))?;
    let rows = statement.query_map([party.map(PartyId::number)], endpoint);
    rows.and_then(Iterator::collect).map_err(failed(reading))
}

/// Notes which answers told the secrets of the endpoints that a file of version 1 holds.
pub(crate) fn join_answers(database: &Connection, keys: &Keys) -> Result<(), Fault> {
    all(database, None)?.iter().try_for_each(|endpoint| {
        keys.join_endpoint(endpoint.party, endpoint.number, &endpoint.secrets.shared())
    })
}

fn read(database: &Connection, number: u64) -> Result<Option<Endpoint>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM endpoints WHERE number = ?1");
    let found = database.query_row(&sql, [whole(number)], endpoint).optional();
    found.map_err(failed("reading an endpoint"))
}

fn endpoint(row: &Row<'_>) -> rusqlite::Result<Endpoint> {
    let kinds: String = row.get(3)?;
    let kinds = kinds.split(',').filter(|kind| !kind.is_empty()).map(ToOwned::to_owned);
    Ok(Endpoint {
        number: counted(row.get(0)?),
        party: PartyId::new(row.get(1)?),
        url: row.get(2)?,
        kinds: kinds.collect(),
        created: instant(row.get(4)?),
        position: counted(row.get(5)?),
        sent: counted(row.get(6)?),
        tries: row.get(7)?,
        failing_since: row.get::<_, Option<i64>>(8)?.map(instant),
        next_at: row.get::<_, Option<i64>>(9)?.map(instant),
        disabled: row.get(10)?,
        secrets: Secrets { shared: row.get(11)?, signing: row.get(12)? },
        holder: row.get(13)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;
    use crate::Claim;

    const BANK: PartyId = PartyId::new(7);

    const HOLDER: &str = "ed25519:of-a-bank";

    fn gone() -> Kept {
        Kept { status: 404, fields: Vec::new(), body: b"gone".to_vec() }
    }

    fn at(seconds: u64) -> Instant {
        Instant::from_unix_seconds(seconds)
    }

    fn tried(status: Option<u16>, seconds: u64) -> Delivery {
        Delivery {
            number: 0,
            cursor: Some(4),
            kind: "payment.status".into(),
            message: "sarraf-4".into(),
            at: at(seconds),
            status,
            reason: None,
        }
    }

    #[test]
    fn an_endpoint_that_stood_beyond_its_outbox_is_put_back_to_the_end() {
        let store = Store::in_memory().unwrap();
        let made =
            store.register(BANK, HOLDER, "https://a.example/", &[], 30, at(1)).unwrap().unwrap();
        let position = || store.endpoint(made.number).unwrap().unwrap().position;
        store.no_further(made.number, 40).unwrap();
        assert_eq!(position(), 30);
        store.no_further(made.number, 12).unwrap();
        assert_eq!(position(), 12);
    }

    #[test]
    fn where_an_endpoint_stands_is_known_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let kinds = ["payment.status".to_owned(), "account.moved".to_owned()];
        let (number, secret) = {
            let store = Store::open(&file).unwrap();
            let made =
                store.register(BANK, HOLDER, "https://a.example/", &kinds, 3, at(1)).unwrap();
            let made = made.unwrap();
            let again = Standing::Again { at: at(15) };
            store.note(made.number, tried(Some(500), 10), &again).unwrap();
            store.note(made.number, tried(None, 15), &Standing::Again { at: at(25) }).unwrap();
            (made.number, made.secrets.shared())
        };
        let store = Store::open(&file).unwrap();
        let found = store.endpoint(number).unwrap().unwrap();
        assert_eq!((found.position, found.tries, found.sent), (3, 2, 2));
        assert_eq!((found.failing_since, found.next_at), (Some(at(10)), Some(at(25))));
        assert_eq!((found.kinds.as_slice(), found.secrets.shared()), (&kinds[..], secret));
        let told = store.note(number, tried(Some(204), 25), &Standing::Told { position: 4 });
        assert_eq!(told.unwrap().unwrap().number, 3);
        let found = store.endpoint(number).unwrap().unwrap();
        assert_eq!((found.position, found.tries, found.failing_since), (4, 0, None));
        let reason = "no answer for three days".to_owned();
        store.note(number, tried(None, 30), &Standing::Disabled { reason }).unwrap();
        assert!(store.endpoint(number).unwrap().unwrap().disabled.is_some());
        store.enable(number).unwrap();
        assert!(store.endpoint(number).unwrap().unwrap().disabled.is_none());
        let listed = store.deliveries(number, 1, 10).unwrap();
        assert_eq!(listed.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(listed.iter().filter(|one| one.arrived()).count(), 1);
        store.remove(number, &gone()).unwrap();
        assert!(store.endpoint(number).unwrap().is_none());
        assert!(store.note(number, tried(None, 31), &Standing::AsBefore).unwrap().is_none());
    }

    #[test]
    fn the_secret_of_an_endpoint_goes_with_it_also_out_of_the_answer_that_told_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let store = Store::open(&file).unwrap();
        let register = |store: &Store| {
            store.register(BANK, HOLDER, "https://a.example/", &[], 0, at(1)).unwrap().unwrap()
        };
        let told = |made: &Endpoint| {
            let body = made.secrets.shared().into_bytes();
            Kept { status: 200, fields: Vec::new(), body }
        };
        let (request, head) = (terms::Digest([1; 32]), LogPosition::new(1));
        let claim = |store: &Store, key: &str| {
            let claim = store.keys().claim(BANK, key, request, head).unwrap();
            store.keys().leave(BANK, key);
            claim
        };
        let keep = |store: &Store, key: &str, made: &Endpoint| {
            claim(store, key);
            store.keep_registered((BANK, key), &told(made), made.number, head, &gone()).unwrap();
        };
        let holds = |secret: &str| {
            let mut names = folder.path().read_dir().unwrap();
            names.any(|name| {
                let bytes = std::fs::read(name.unwrap().path()).unwrap();
                bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
            })
        };
        let (made, other) = (register(&store), register(&store));
        keep(&store, "ONE", &made);
        keep(&store, "OTHER", &other);
        assert_eq!(claim(&store, "ONE"), Claim::Told(told(&made)));
        assert!(holds(&made.secrets.shared()));
        store.remove(made.number, &gone()).unwrap();
        assert_eq!(claim(&store, "ONE"), Claim::Told(gone()));
        assert!(!holds(&made.secrets.shared()), "no file holds it any more");
        assert_eq!(claim(&store, "OTHER"), Claim::Told(told(&other)), "another keeps its own");
        // An answer that comes to be kept after its endpoint was removed is not kept.
        let late = register(&store);
        store.remove(late.number, &gone()).unwrap();
        keep(&store, "LATE", &late);
        assert_eq!(claim(&store, "LATE"), Claim::Told(gone()));
    }

    /// A file of version 1: an endpoint of 32 zeros, and the answer that told its secret.
    fn of_version_1(file: &std::path::Path, told: &[u8]) {
        let older = Connection::open(file).unwrap();
        older.execute_batch(TABLES).unwrap();
        let keys = "CREATE TABLE keys (party INTEGER NOT NULL, key TEXT NOT NULL, \
                    request BLOB NOT NULL, since INTEGER NOT NULL, upto INTEGER, status INTEGER, \
                    fields TEXT, body BLOB, PRIMARY KEY (party, key)) STRICT";
        older.execute_batch(keys).unwrap();
        let row = "INSERT INTO endpoints (party, url, kinds, created, position, shared, signing) \
                   VALUES (7, 'https://a.example/', '', 1, 3, zeroblob(32), zeroblob(32))";
        older.execute_batch(row).unwrap();
        let row = "INSERT INTO keys VALUES (7, 'ONE', ?1, 1, 1, 200, '', ?2)";
        older.execute(row, params![[1_u8; 32].as_slice(), told]).unwrap();
        older.execute_batch("PRAGMA user_version = 1").unwrap();
    }

    #[test]
    fn a_file_from_before_keys_were_noted_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let secret = Secrets { shared: [0; 32], signing: [0; 32] }.shared();
        let body = format!("{{\"secret\":\"{secret}\"}}").into_bytes();
        of_version_1(&file, &body);
        for _ in 0..2 {
            let store = Store::open(&file).unwrap();
            let found = store.endpoints(Some(BANK)).unwrap();
            assert_eq!((found.len(), found[0].position, &found[0].holder), (1, 3, &None));
        }
        let store = Store::open(&file).unwrap();
        let made = store.register(BANK, HOLDER, "https://b.example/", &[], 0, at(1)).unwrap();
        assert_eq!(made.unwrap().holder.as_deref(), Some(HOLDER));
        let claim = || {
            store.keys().claim(BANK, "ONE", terms::Digest([1; 32]), LogPosition::new(1)).unwrap()
        };
        assert!(matches!(claim(), Claim::Told(kept) if kept.body == body));
        store.remove(1, &gone()).unwrap();
        assert_eq!(claim(), Claim::Told(gone()), "its secret goes with it as any other's");
    }

    #[test]
    fn a_party_has_so_many_endpoints_and_an_endpoint_so_many_deliveries() {
        let store = Store::in_memory().unwrap();
        for _ in 0..MOST_ENDPOINTS {
            assert!(
                store
                    .register(BANK, HOLDER, "https://a.example/", &[], 0, at(1))
                    .unwrap()
                    .is_some()
            );
        }
        assert!(
            store.register(BANK, HOLDER, "https://a.example/", &[], 0, at(1)).unwrap().is_none()
        );
        let other = PartyId::new(8);
        let other =
            store.register(other, HOLDER, "https://b.example/", &[], 0, at(1)).unwrap().unwrap();
        assert_eq!(store.endpoints(Some(other.party)).unwrap().len(), 1);
        for _ in 0..=MOST_DELIVERIES {
            store.note(other.number, tried(None, 2), &Standing::AsBefore).unwrap();
        }
        let kept = store.deliveries(other.number, 0, usize::MAX).unwrap();
        assert_eq!((kept.len(), kept[0].number), (1_000, 2));
    }
}
