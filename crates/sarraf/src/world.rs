//! What options say of the sandbox's world, and the copies that are made of logs to be read.

use std::error::Error;
use std::path::Path;

use settlement::Machine;
use simulator::Day;
use terms::LogPosition;

use crate::configuration::Founded;
use crate::scratch::Scratch;

/// The banks that the sandbox's world has.
const MOST: usize = 124;

/// How many banks of the sandbox's world take part.
pub(crate) fn world_banks(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(banks) if (2..=MOST).contains(&banks) => Ok(banks),
        Ok(_) => Err(format!("the sandbox's world has 2 to {MOST} banks")),
        Err(_) => Err(format!("a number of banks from 2 to {MOST} is expected")),
    }
}

/// What a data directory was founded with.
pub(crate) fn founded(folder: &Path) -> Result<Founded, Box<dyn Error>> {
    Founded::read(folder)?.ok_or_else(|| {
        let what = "holds no founding: it is no data directory of a node, and no backup of one";
        format!("{} {what}", folder.display()).into()
    })
}

/// What a data directory recorded, up to this moment.
pub(crate) fn recorded(founded: &Founded, folder: &Path) -> Result<Day, Box<dyn Error>> {
    let (founding, scratch) = (founded.founding()?, Scratch::for_copy_of(&folder.join("log"))?);
    Day::recorded(&founding, folder, scratch.path()).map_err(|error| with_room(&error).into())
}

/// The machine at the end of a data directory's log; `applied` is told how far it has come.
pub(crate) fn at_end(
    founded: &Founded,
    folder: &Path,
    applied: impl FnMut(LogPosition, LogPosition),
) -> Result<Machine, Box<dyn Error>> {
    let (founding, scratch) = (founded.founding()?, Scratch::for_copy_of(&folder.join("log"))?);
    let machine = node::machine_at_end(&founding, folder, scratch.path(), applied);
    machine.map_err(|fault| format!("forking {}: {}", folder.display(), with_room(&fault)).into())
}

/// A fault with what to do about it where a copy found no room.
fn with_room(fault: &dyn std::fmt::Display) -> String {
    let text = fault.to_string();
    match text.contains("No space left") {
        true => format!("{text}; set TMPDIR to a folder with room for a copy of the log"),
        false => text,
    }
}
