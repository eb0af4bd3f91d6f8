//! The file: marks in outboxes and the key of links.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use settlement::PartyId;
use terms::{Instant, Uetr};

use crate::{Fault, Keys, link, login, passkey, webhook};

/// How long a write waits for somebody else's before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The form of the tables.
const VERSION: i64 = 2;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS secrets (
    name TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (
    party INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (party, cursor, whole)
) STRICT, WITHOUT ROWID;
";

/// What a participant has been handed of its outbox.
#[derive(Clone, Debug, Default)]
struct Marks {
    /// All up to a cursor, and when. Order: by cursor; instants rise with it.
    upto: BTreeMap<u64, Instant>,
    /// One alone, and when.
    one: BTreeMap<u64, Instant>,
}

/// What has left the house.
pub struct Store {
    database: Mutex<Connection>,
    marks: Mutex<BTreeMap<PartyId, Marks>>,
    links: [u8; 32],
    keys: Keys,
}

pub(crate) fn failed(tried: &'static str) -> impl FnOnce(rusqlite::Error) -> Fault {
    move |error| Fault::because(tried, error)
}

pub(crate) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn counted(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(crate) fn instant(nanos: i64) -> Instant {
    Instant::from_unix_nanos(counted(nanos))
}

impl Store {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// If the file cannot be read or written, or was made by a later version.
    pub fn open(file: &Path) -> Result<Self, Fault> {
        let opening = |error| Fault::because(format!("opening {}", file.display()), error);
        let database = Connection::open(file).map_err(opening)?;
        keep_own(file)?;
        Self::over(database, Connection::open(file).map_err(opening)?)
    }

    /// Copies the file as it stands between two changes, also while somebody else writes it.
    ///
    /// # Errors
    /// If the file cannot be read, or the copy is there already.
    pub fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
        let tried = || format!("copying {} to {}", from.display(), to.display());
        let failed = |error| Fault::because(tried(), error);
        let database = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let database = database.map_err(failed)?;
        database.busy_timeout(PATIENCE).map_err(failed)?;
        let name = to.to_str().ok_or_else(|| Fault::new(tried()))?;
        database.execute("VACUUM INTO ?1", [name]).map_err(failed)?;
        // The copy is written, and not yet on the disk.
        let synced = std::fs::File::open(to).and_then(|file| file.sync_all());
        synced.map_err(|error| Fault::because(tried(), error))?;
        keep_own(to)
    }

    /// One that is forgotten with the process: for trying.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn in_memory() -> Result<Self, Fault> {
        let opened = || Connection::open_in_memory().map_err(failed("opening tables in memory"));
        Self::over(opened()?, opened()?)
    }

    fn over(database: Connection, keys: Connection) -> Result<Self, Fault> {
        let opening = "opening what has left the house";
        database.busy_timeout(PATIENCE).map_err(failed(opening))?;
        // What is deleted is written over: there are secrets among it.
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                        PRAGMA secure_delete = ON;";
        database.execute_batch(settings).map_err(failed(opening))?;
        let sql = "SELECT user_version FROM pragma_user_version";
        let version = database.query_row(sql, [], |row| row.get::<_, i64>(0));
        let version = version.map_err(failed(opening))?;
        if version > VERSION {
            return Err(Fault::new("the tables of what has left the house are of a later version"));
        }
        database.execute_batch(TABLES).map_err(failed(opening))?;
        database.execute_batch(webhook::TABLES).map_err(failed(opening))?;
        database.execute_batch(passkey::TABLES).map_err(failed(opening))?;
        let holder = add_column(&database, "endpoints", "holder", "TEXT");
        holder.map_err(failed(opening))?;
        database.execute_batch(login::TABLES).map_err(failed(opening))?;
        let links = secret(&database, "links")?;
        let marks = Mutex::new(marks_in(&database)?);
        keys.busy_timeout(PATIENCE).map_err(failed(opening))?;
        let keys = Keys::over(keys)?;
        if version < VERSION {
            webhook::join_answers(&database, &keys)?;
        }
        let sql = format!("PRAGMA user_version = {VERSION}");
        database.execute_batch(&sql).map_err(failed(opening))?;
        Ok(Self { database: Mutex::new(database), marks, links, keys })
    }

    /// Under which keys was asked what is done once.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn database(&self) -> MutexGuard<'_, Connection> {
        // Each change is one statement or one transaction, whole or not there.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something and has it on the disk: what was taken from somebody stays taken.
    pub(crate) fn surely<T>(
        &self,
        tried: &'static str,
        change: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        let mut database = self.database();
        database.execute_batch("PRAGMA synchronous = FULL").map_err(failed(tried))?;
        let changed = change(&mut database);
        let back = database.execute_batch("PRAGMA synchronous = NORMAL");
        let changed = changed.map_err(failed(tried))?;
        back.map_err(failed(tried))?;
        Ok(changed)
    }

    fn marks(&self) -> MutexGuard<'_, BTreeMap<PartyId, Marks>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A participant has everything up to a cursor: it asks for what comes after. What stands
    /// before `oldest` is kept no more.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn fetched(
        &self,
        party: PartyId,
        upto: u64,
        oldest: u64,
        at: Instant,
    ) -> Result<(), Fault> {
        {
            let marks = self.marks();
            let last = marks.get(&party).and_then(|marks| marks.upto.last_key_value());
            if upto == 0 || last.is_some_and(|(cursor, _)| *cursor >= upto) {
                return Ok(());
            }
        }
        self.mark(party, upto, true, at)?;
        self.forget(party, oldest)
    }

    /// A participant has what stands at a cursor; what stood before `oldest` is forgotten.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn handed(
        &self,
        party: PartyId,
        cursor: u64,
        oldest: u64,
        at: Instant,
    ) -> Result<(), Fault> {
        self.mark(party, cursor, false, at)?;
        self.forget(party, oldest)
    }

    /// Forgets what a participant was handed beyond the end of its outbox: that was of another log.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn unmark_after(&self, party: PartyId, newest: u64) -> Result<(), Fault> {
        {
            let mut marks = self.marks();
            let Some(marks) = marks.get_mut(&party) else {
                return Ok(());
            };
            let beyond = newest.saturating_add(1);
            let (upto, one) = (marks.upto.split_off(&beyond), marks.one.split_off(&beyond));
            if upto.is_empty() && one.is_empty() {
                return Ok(());
            }
        }
        let sql = "DELETE FROM marks WHERE party = ?1 AND cursor > ?2";
        let done = self.database().execute(sql, params![party.number(), whole(newest)]);
        done.map(|_| ()).map_err(failed("forgetting what was handed over of another log"))
    }

    fn mark(&self, party: PartyId, cursor: u64, all: bool, at: Instant) -> Result<(), Fault> {
        let sql = "INSERT OR IGNORE INTO marks (party, cursor, whole, at) VALUES (?1, ?2, ?3, ?4)";
        let row = params![party.number(), whole(cursor), all, whole(at.unix_nanos())];
        self.database().execute(sql, row).map_err(failed("noting what was handed over"))?;
        let mut marks = self.marks();
        let marks = marks.entry(party).or_default();
        let kind = if all { &mut marks.upto } else { &mut marks.one };
        kind.entry(cursor).or_insert(at);
        Ok(())
    }

    /// Forgets marks that nothing is asked about any more.
    fn forget(&self, party: PartyId, oldest: u64) -> Result<(), Fault> {
        {
            let mut marks = self.marks();
            let Some(marks) = marks.get_mut(&party) else {
                return Ok(());
            };
            let first = [marks.upto.first_key_value(), marks.one.first_key_value()];
            if first.into_iter().flatten().all(|(cursor, _)| *cursor >= oldest) {
                return Ok(());
            }
            marks.upto = marks.upto.split_off(&oldest);
            marks.one = marks.one.split_off(&oldest);
        }
        let sql = "DELETE FROM marks WHERE party = ?1 AND cursor < ?2";
        let row = params![party.number(), whole(oldest)];
        let done = self.database().execute(sql, row);
        done.map(|_| ()).map_err(failed("forgetting what was handed over long ago"))
    }

    /// When a participant was handed what stands at a cursor since an instant; a mark from before
    /// it is of another log, which an older copy was put back over.
    pub fn delivered(&self, party: PartyId, cursor: u64, since: Instant) -> Option<Instant> {
        let marks = self.marks();
        let marks = marks.get(&party)?;
        let all = marks.upto.range(cursor..).map(|(_, at)| *at).find(|at| *at >= since);
        let one = marks.one.get(&cursor).copied().filter(|at| *at >= since);
        match (all, one) {
            (Some(all), Some(one)) => Some(all.min(one)),
            (all, one) => all.or(one),
        }
    }

    /// The link under which anybody may look at how far a payment has come.
    pub fn link(&self, uetr: Uetr) -> String {
        link::make(&self.links, uetr)
    }

    /// The payment of a link that was made here.
    pub fn linked(&self, link: &str) -> Option<Uetr> {
        link::read(&self.links, link)
    }
}

/// Adds a column to a table that an older version made without it.
pub(crate) fn add_column(
    database: &Connection,
    table: &str,
    column: &str,
    kind: &str,
) -> rusqlite::Result<()> {
    let sql = "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2";
    let known = database.query_row(sql, [table, column], |row| row.get::<_, i64>(0))?;
    match known {
        0 => database.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}")),
        _ => Ok(()),
    }
}

/// Lets nobody else read the file: it holds secrets.
fn keep_own(file: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let own = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file, own)
            .map_err(|error| Fault::because(format!("keeping {}", file.display()), error))?;
    }
    Ok(())
}

/// A secret by its name, drawn when it is first asked for.
fn secret(database: &Connection, name: &str) -> Result<[u8; 32], Fault> {
    let asking = "reading a secret of links";
    let mut drawn = [0; 32];
    getrandom::fill(&mut drawn).map_err(|error| Fault::because("drawing a secret", error))?;
    let sql = "INSERT OR IGNORE INTO secrets (name, bytes) VALUES (?1, ?2)";
    database.execute(sql, params![name, drawn.as_slice()]).map_err(failed(asking))?;
    let sql = "SELECT bytes FROM secrets WHERE name = ?1";
    let found = database.query_row(sql, [name], |row| row.get::<_, Vec<u8>>(0)).optional();
    let found = found.map_err(failed(asking))?.and_then(|bytes| bytes.try_into().ok());
    found.ok_or_else(|| Fault::new("a secret of links is not of its length; remove the file"))
}

fn marks_in(database: &Connection) -> Result<BTreeMap<PartyId, Marks>, Fault> {
    let reading = "reading what was handed over";
    let sql = "SELECT party, cursor, whole, at FROM marks";
    let mut statement = database.prepare(sql).map_err(failed(reading))?;
    let rows = statement.query_map([], |row| {
        let (party, cursor) = (row.get::<_, u32>(0)?, row.get::<_, i64>(1)?);
        Ok((PartyId::new(party), counted(cursor), row.get::<_, bool>(2)?, row.get::<_, i64>(3)?))
    });
    let mut found: BTreeMap<PartyId, Marks> = BTreeMap::new();
    for row in rows.map_err(failed(reading))? {
        let (party, cursor, all, at) = row.map_err(failed(reading))?;
        let marks = found.entry(party).or_default();
        let kind = if all { &mut marks.upto } else { &mut marks.one };
        kind.insert(cursor, instant(at));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;

    const BANK: PartyId = PartyId::new(7);

    fn at(seconds: u64) -> Instant {
        Instant::from_unix_seconds(seconds)
    }

    #[test]
    fn marks_of_another_log_and_of_what_is_long_gone_are_forgotten_on_disk_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let told = |store: &Store, cursor| store.delivered(BANK, cursor, at(1));
        {
            let store = Store::open(&file).unwrap();
            store.fetched(BANK, 3, 1, at(10)).unwrap();
            store.fetched(BANK, 9, 1, at(20)).unwrap();
            store.handed(BANK, 12, 1, at(30)).unwrap();
            store.unmark_after(BANK, 8).unwrap();
            assert_eq!(
                [told(&store, 3), told(&store, 9), told(&store, 12)],
                [Some(at(10)), None, None]
            );
        }
        let store = Store::open(&file).unwrap();
        assert_eq!(
            [told(&store, 3), told(&store, 9), told(&store, 12)],
            [Some(at(10)), None, None]
        );
        // What is at these cursors in the log that there is now has its own time.
        store.handed(BANK, 12, 5, at(40)).unwrap();
        assert_eq!([told(&store, 3), told(&store, 12)], [None, Some(at(40))]);
    }

    #[test]
    fn what_was_fetched_is_known_after_a_restart_and_by_its_first_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dispatch.sqlite");
        let link = {
            let store = Store::open(&file).unwrap();
            store.fetched(BANK, 3, 1, at(10)).unwrap();
            store.fetched(BANK, 3, 1, at(11)).unwrap();
            store.fetched(BANK, 5, 1, at(20)).unwrap();
            store.handed(BANK, 9, 0, at(30)).unwrap();
            store.handed(BANK, 4, 0, at(15)).unwrap();
            store.link(Uetr::from_random(5))
        };
        let store = Store::open(&file).unwrap();
        let told = |cursor| store.delivered(BANK, cursor, at(1));
        assert_eq!([told(1), told(3)], [Some(at(10)); 2]);
        assert_eq!((told(4), told(5)), (Some(at(15)), Some(at(20))));
        assert_eq!((told(6), told(9)), (None, Some(at(30))));
        assert_eq!(store.delivered(PartyId::new(8), 1, at(1)), None);
        assert_eq!(store.delivered(BANK, 3, at(12)), Some(at(20)), "not a mark from before");
        assert_eq!(store.linked(&link), Some(Uetr::from_random(5)));
    }

    #[test]
    fn marks_go_with_what_they_are_of() {
        let store = Store::in_memory().unwrap();
        for cursor in 1..=10 {
            store.fetched(BANK, cursor, cursor.saturating_sub(3), at(cursor)).unwrap();
        }
        assert_eq!(store.marks()[&BANK].upto.len(), 4);
        assert_eq!(store.delivered(BANK, 10, at(0)), Some(at(10)));
    }
}
