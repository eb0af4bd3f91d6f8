//! The disk itself: what a file can be written at, synced as often as the log syncs.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant as Stopwatch;

/// Bytes a second of appending and syncing chunks of this size.
pub(crate) fn bandwidth(folder: &Path, chunk: usize) -> std::io::Result<f64> {
    let path = folder.join("disk.bench");
    let mut file = File::create(&path)?;
    let bytes: Vec<u8> = (0..chunk).map(|at| u8::try_from(at * 31 % 251).unwrap_or(0)).collect();
    let begun = Stopwatch::now();
    let mut written = 0_usize;
    while begun.elapsed().as_millis() < 1500 {
        file.write_all(&bytes)?;
        file.sync_data()?;
        written += chunk;
    }
    let elapsed = begun.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(written as f64 / elapsed)
}
