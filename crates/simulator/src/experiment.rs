//! Many runs, side by side.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Day, Run, Setting, Unplayable, play};

/// Plays the day of each setting's seed under it, in up to `threads` threads.
///
/// `done` is called after each run, from its thread.
/// Order: as the settings, whatever the threads.
///
/// # Errors
/// The first setting, in their order, that cannot be played.
pub fn run_all(
    days: &BTreeMap<u64, Day>,
    settings: &[Setting],
    threads: usize,
    done: impl Fn(&Run) + Sync,
) -> Result<Vec<Run>, Unplayable> {
    let next = AtomicUsize::new(0);
    let played: Mutex<BTreeMap<usize, Result<Run, Unplayable>>> = Mutex::default();
    let work = || {
        while let Some((index, setting)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            settings.get(index).map(|setting| (index, setting))
        } {
            let missing = || Unplayable(format!("no day was made for seed {}", setting.seed));
            let run = days.get(&setting.seed).ok_or_else(missing);
            let run = run.and_then(|day| play(day, setting));
            if let Ok(run) = &run {
                done(run);
            }
            let mut played = played.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            played.insert(index, run);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, settings.len().max(1)) {
            scope.spawn(work);
        }
    });
    let played = played.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    played.into_values().collect()
}
