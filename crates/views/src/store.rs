use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use terms::{Digest, Instant, LogPosition};

use crate::database::{Batch, Connection, POSITION, connect};
use crate::projection::Projection;
use crate::table::{SCHEMA, TABLES, Table};
use crate::value::{Cells, Row, Value};
use crate::{Fault, Origin, Recorded, Target};

/// Rows after which a batch is written by itself.
const BATCH_ROWS: usize = 50_000;

/// What was found when views were opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// They go on from where they stood.
    Standing,
    /// There were none, or another version's, which was removed: they begin with the first record.
    Empty,
}

/// The history of one system in the tables of a database.
///
/// Records are added in their order; a transaction holds the rows of some records and the position
/// they bring the views to, so that a kill at any moment leaves rows and position that agree.
pub struct Views {
    pub(crate) connection: Box<dyn Connection>,
    projection: Projection,
    target: Target,
    origin: Origin,
    /// The last record whose rows are written, and its instant.
    stored: (LogPosition, Instant),
    /// The last record added.
    added: (LogPosition, Instant),
}

impl Views {
    /// Opens the views of a system, or makes their tables.
    ///
    /// # Errors
    /// If the database cannot be opened, or holds the views of another system
    /// ([`Fault::is_foreign`]), which are left as they are.
    pub fn open(target: &Target, origin: Origin) -> Result<(Self, Found), Fault> {
        let mut connection = connect(target)?;
        let facts = facts(connection.as_mut())?;
        if facts.is_empty() {
            return Ok((Self::make(connection, target, origin)?, Found::Empty));
        }
        let at = stands(target, &facts, origin)?;
        if facts.get("schema") != Some(&SCHEMA.to_string()) {
            remove(connection.as_mut())?;
            return Ok((Self::make(connection, target, origin)?, Found::Empty));
        }
        connection.prepare()?;
        let projection = Projection::load(connection.as_mut())?;
        let target = target.clone();
        let views = Self { connection, projection, target, origin, stored: at, added: at };
        Ok((views, Found::Standing))
    }

    /// Opens views to ask them, and neither makes nor changes them.
    ///
    /// # Errors
    /// If there are none of this version and this system.
    pub fn look(target: &Target, origin: Origin) -> Result<Self, Fault> {
        if matches!(target, Target::Sqlite(file) if !file.exists()) {
            return Err(none(target));
        }
        let mut connection = connect(target)?;
        connection.only_read()?;
        let stored = standing(target, connection.as_mut(), origin)?;
        let (projection, target) = (Projection::default(), target.clone());
        Ok(Self { connection, projection, target, origin, stored, added: stored })
    }

    /// Reads again where they stand: of views that another process or thread writes.
    ///
    /// # Errors
    /// If there are none of this version and this system any more.
    pub fn look_again(&mut self) -> Result<(), Fault> {
        self.stored = standing(&self.target, self.connection.as_mut(), self.origin)?;
        self.added = self.stored;
        Ok(())
    }

    /// Removes whatever views a database holds, of whichever system, and begins anew.
    ///
    /// Tables that are no views are not touched; where one has a name of ours, this fails.
    pub fn renew(target: &Target, origin: Origin) -> Result<Self, Fault> {
        let mut connection = connect(target)?;
        if !facts(connection.as_mut())?.is_empty() {
            remove(connection.as_mut())?;
        }
        Self::make(connection, target, origin)
    }

    fn make(
        mut connection: Box<dyn Connection>,
        target: &Target,
        origin: Origin,
    ) -> Result<Self, Fault> {
        let mut sql = String::from("BEGIN;\n");
        sql += "CREATE TABLE facts (name TEXT NOT NULL PRIMARY KEY, value TEXT);\n";
        for table in TABLES {
            sql += &table.made();
        }
        let network = origin.network.to_string();
        let founded = [
            ("schema", SCHEMA.to_string()),
            ("network", network),
            (POSITION, "0".into()),
            ("instant", "0".into()),
            ("head", Digest::ZERO.to_string()),
        ];
        for (name, value) in founded {
            sql += &format!("INSERT INTO facts (name, value) VALUES ('{name}', '{value}');\n");
        }
        sql += "COMMIT;";
        connection.run(&sql)?;
        connection.prepare()?;
        let projection = Projection::found(origin.operator);
        let at = (LogPosition::GENESIS, Instant::default());
        let target = target.clone();
        Ok(Self { connection, projection, target, origin, stored: at, added: at })
    }

    /// The last record whose rows are in the database, and its instant.
    pub fn position(&self) -> (LogPosition, Instant) {
        self.stored
    }

    /// The next record that is wanted.
    pub fn wanted(&self) -> LogPosition {
        self.added.0.next()
    }

    /// The digest of the last record's header: what tells whether a log is the one they are of.
    pub fn head(&self) -> Digest {
        self.projection.head()
    }

    /// What they are of.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Adds the next record; its rows are written with others, at the latest by [`Views::flush`].
    ///
    /// # Errors
    /// If it is not the next record, if an account's rows do not come to what the events say it
    /// stands at, or if the database fails. The views must be opened anew then.
    pub fn add(&mut self, record: Recorded<'_>) -> Result<(), Fault> {
        let header = record.header;
        if header.position != self.wanted() {
            return Err(Fault::new(format!(
                "adding record {} to the views: {} is the next",
                header.position,
                self.wanted()
            )));
        }
        if header.previous != self.projection.head() {
            return Err(Fault::new(format!(
                "record {} does not follow the one that the views end with: they were made of \
                 another log, rebuild them",
                header.position
            )));
        }
        if header.network != self.origin.network {
            return Err(Fault::foreign(format!(
                "record {} is of another system than the views",
                header.position
            )));
        }
        self.projection.add(record)?;
        self.added = (header.position, header.instant);
        if self.projection.rows() >= BATCH_ROWS {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what was added: all of it and the position, or nothing.
    pub fn flush(&mut self) -> Result<(), Fault> {
        if self.added.0 == self.stored.0 {
            return Ok(());
        }
        let (position, instant) = self.added;
        let facts = vec![
            (POSITION, position.number().to_string()),
            ("instant", instant.unix_nanos().to_string()),
            ("head", self.projection.head().to_string()),
        ];
        let rows = self.projection.take();
        let before = self.stored.0.number();
        self.connection.write(&Batch { rows, facts, before })?;
        self.stored = self.added;
        Ok(())
    }

    /// The digest of each table's rows, and of all of them.
    ///
    /// SHA-256 over the cells of all rows in the order of their keys; the same log gives the same
    /// digests in either database. Costs O(rows).
    pub fn digests(&mut self) -> Result<Vec<(&'static str, Digest)>, Fault> {
        self.flush()?;
        let mut whole = Sha256::new();
        let mut digests = Vec::new();
        for table in TABLES {
            let digest = self.digest(table)?;
            whole.update(table.name.as_bytes());
            whole.update(digest.0);
            digests.push((table.name, digest));
        }
        digests.push(("all", Digest(whole.finalize().into())));
        Ok(digests)
    }

    fn digest(&mut self, table: &Table) -> Result<Digest, Fault> {
        let mut hash = Sha256::new();
        let sql = format!("SELECT {} FROM {} ORDER BY {}", table.all(), table.name, table.keys());
        self.connection.ask(&sql, &[], &mut |row| {
            for cell in &row {
                match cell {
                    Value::Null => hash.update([0]),
                    Value::Whole(number) => {
                        hash.update([1]);
                        hash.update(number.to_le_bytes());
                    }
                    Value::Text(text) => {
                        hash.update([2]);
                        hash.update(text.len().to_le_bytes());
                        hash.update(text.as_bytes());
                    }
                }
            }
            Ok(())
        })?;
        Ok(Digest(hash.finalize().into()))
    }

    /// How many rows each table has. Order: as the tables.
    pub fn counts(&mut self) -> Result<Vec<(&'static str, u64)>, Fault> {
        self.flush()?;
        let mut counts = Vec::new();
        for table in TABLES {
            let mut count = 0;
            let sql = format!("SELECT count(*) FROM {}", table.name);
            self.connection.ask(&sql, &[], &mut |row: Row| {
                count = Cells::of(row).whole()?;
                Ok(())
            })?;
            counts.push((table.name, count));
        }
        Ok(counts)
    }
}

fn none(target: &Target) -> Fault {
    Fault::new(format!("{target} holds no views; `sarraf views rebuild` makes them"))
}

/// Where views of this version and this system stand.
fn standing(
    target: &Target,
    connection: &mut dyn Connection,
    origin: Origin,
) -> Result<(LogPosition, Instant), Fault> {
    let facts = facts(connection)?;
    if facts.get("schema") != Some(&SCHEMA.to_string()) {
        return Err(none(target));
    }
    stands(target, &facts, origin)
}

/// Where views stand that must be those of a system.
fn stands(
    target: &Target,
    facts: &BTreeMap<String, String>,
    origin: Origin,
) -> Result<(LogPosition, Instant), Fault> {
    if facts.get("network") != Some(&origin.network.to_string()) {
        return Err(Fault::foreign(format!(
            "{target} holds the views of another system; give another place, or remove them with \
             `sarraf views rebuild`"
        )));
    }
    let number = |name: &str| facts.get(name).and_then(|text| text.parse().ok());
    match (number(POSITION), number("instant")) {
        (Some(position), Some(nanos)) => {
            Ok((LogPosition::new(position), Instant::from_unix_nanos(nanos)))
        }
        _ => Err(Fault::new(format!("{target} does not say where it stands; rebuild it"))),
    }
}

/// What is known of the whole; empty where there are no views.
fn facts(connection: &mut dyn Connection) -> Result<BTreeMap<String, String>, Fault> {
    let mut facts = BTreeMap::new();
    if connection.has("facts")? {
        connection.ask("SELECT name, value FROM facts", &[], &mut |row| {
            let mut cells = Cells::of(row);
            facts.insert(cells.text()?, cells.text()?);
            Ok(())
        })?;
    }
    Ok(facts)
}

/// Removes every table of ours.
///
/// Tables of an older version that are ours no more stay, and harm nobody.
fn remove(connection: &mut dyn Connection) -> Result<(), Fault> {
    let mut sql = String::from("BEGIN;\nDROP TABLE IF EXISTS facts;\n");
    for table in TABLES {
        sql += &format!("DROP TABLE IF EXISTS {};\n", table.name);
    }
    sql += "COMMIT;";
    connection.run(&sql)
}
