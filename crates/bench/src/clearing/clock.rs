//! Time by the wall and by the processor: on a machine that others use as well they differ.

use std::time::Instant as Stopwatch;

/// What something took. Unit: seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    /// By the wall.
    pub(crate) wall: f64,
    /// By the processor: all threads together, in steps of a hundredth of a second.
    pub(crate) processor: f64,
}

/// Runs something once.
pub(crate) fn timed<R>(run: impl FnOnce() -> R) -> (R, Spent) {
    let (begun, used) = (Stopwatch::now(), Used::now());
    let result = run();
    let processor = Used::now().own - used.own;
    (result, Spent { wall: begun.elapsed().as_secs_f64(), processor })
}

/// The least processor time that is told well enough: the system counts it in ticks of some
/// milliseconds. Unit: seconds.
const ENOUGH: f64 = 0.2;
/// Runs after which that is given up.
const MOST: usize = 10_000;

/// Runs something on this thread at least so many times: the shortest time by the wall, and the
/// mean by the processor.
pub(crate) fn repeated<R>(times: usize, mut run: impl FnMut() -> R) -> Spent {
    let mut wall = f64::INFINITY;
    let (mut done, mut processor) = (0, 0.0);
    let before = this_thread();
    while done < times || (processor < ENOUGH && done < MOST) {
        let begun = Stopwatch::now();
        std::hint::black_box(run());
        let took = begun.elapsed().as_secs_f64();
        wall = wall.min(took);
        done += 1;
        processor = match (before, this_thread()) {
            (Some(before), Some(now)) => now - before,
            _ => processor + took,
        };
    }
    Spent { wall, processor: processor / done.max(1) as f64 }
}

/// Processor time this process has used, and programs that it ran and that have ended.
/// Unit: seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    own: f64,
    /// Of programs that ended.
    pub(crate) programs: f64,
}

impl Used {
    /// What the system says; zero where it says nothing.
    pub(crate) fn now() -> Self {
        /// Ticks in a second, the same on every Linux that we know.
        const TICKS: f64 = 100.0;
        let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The name of the program, in brackets, may hold anything.
        let rest = text.rsplit(')').next().unwrap_or_default();
        let fields: Vec<f64> = rest.split_whitespace().map(|f| f.parse().unwrap_or(0.0)).collect();
        let sum = |at: usize| fields.iter().skip(at).take(2).sum::<f64>() / TICKS;
        Self { own: sum(11), programs: sum(13) }
    }
}

/// What this thread has used. Unit: seconds, in steps of a nanosecond.
fn this_thread() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// The most memory this process had resident since [`forget_peak`]. Unit: MiB.
pub(crate) fn peak_mib() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|kib| kib.parse::<f64>().ok()).map_or(0.0, |kib| kib / 1024.0)
}

/// Lets the peak begin anew; where the system does not allow it, it stays that of the whole run.
pub(crate) fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
