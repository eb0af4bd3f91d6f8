//! Statements of a day from history, as ISO 20022 messages in files.

use std::error::Error;
use std::fs;
use std::path::Path;

use node::render::PastStatement;
use settlement::PartyId;
use terms::BusinessDate;
use views::{EntrySearch, Names, StatementSearch, Views};

/// Writes, for each account whose day closed, a camt.053 and a camt.054 with the same entries.
///
/// Answers how many statements there were.
pub(crate) fn write(
    views: &mut Views,
    party: Option<PartyId>,
    day: BusinessDate,
    out: &Path,
) -> Result<usize, Box<dyn Error>> {
    let names = Names::of(views)?;
    let search = StatementSearch { party, date: Some(day), ..StatementSearch::default() };
    let statements = views.statements(&search)?;
    for statement in &statements {
        let rows = EntrySearch::of(statement).all(views)?;
        let statement = PastStatement::of(&names, statement, &rows)?;
        let id = statement.account_id();
        save(out, &format!("camt.053-{id}-{day}.xml"), &statement.statement()?.xml)?;
        if let Some(notification) = statement.notification()? {
            save(out, &format!("camt.054-{id}-{day}.xml"), &notification.xml)?;
        }
    }
    Ok(statements.len())
}

fn save(out: &Path, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let file = out.join(name);
    fs::write(&file, text).map_err(|error| format!("writing {}: {error}", file.display()).into())
}
