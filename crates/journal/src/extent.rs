use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;

use crate::fault::Kind;
use crate::{Fault, Options};

/// What every file has before its first record. Unit: bytes. Source: blob layout 1 of commonware.
const FILE_HEADER: u64 = 4096;

/// How long the files of a log are.
///
/// commonware cuts an unfinished tail without a word to its caller; the difference between two
/// measures tells what it cut.
pub(crate) struct Extent(BTreeMap<OsString, u64>);

impl Extent {
    /// Order: by file name. Shape: one length per file of records. Cost: one call per file.
    pub(crate) fn measure(options: &Options) -> Result<Self, Fault> {
        let folder = options.folder.join(format!("{}_data", options.name));
        let failed = |error| {
            let tried = format!("measure the files of log {} in its folder", options.name);
            Fault::of_io(Kind::Read, tried, error)
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self(BTreeMap::new()));
            }
            Err(error) => return Err(failed(error)),
        };
        let mut lengths = BTreeMap::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let length = entry.metadata().map_err(failed)?.len();
            lengths.insert(entry.file_name(), length);
        }
        Ok(Self(lengths))
    }

    /// Bytes that were here and are not in `after`; a file without content counts for nothing.
    pub(crate) fn cut(&self, after: &Self) -> u64 {
        self.0
            .iter()
            .map(|(name, before)| match after.0.get(name) {
                Some(after) => before.saturating_sub(*after),
                None => before.saturating_sub(FILE_HEADER),
            })
            .sum()
    }
}
