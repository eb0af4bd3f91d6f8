//! So much for all, and so much of it for each.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::metrics::gauge::Gauge;

use super::Source;

/// Why there is no room for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// All of it is taken, or all that strangers may take.
    All,
    /// One source has what one may have.
    Each,
}

impl Full {
    /// As it is counted.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Each => "each",
        }
    }
}

/// What is taken: of all, and by whom. Shape: one entry for each source that has something.
#[derive(Debug, Default)]
struct Taken {
    all: u64,
    /// What of it those have whose key is not known.
    strangers: u64,
    each: HashMap<Source, u64>,
}

/// So much for all, and so much of it for each.
#[derive(Debug)]
pub(super) struct Shares {
    all: u64,
    each: u64,
    /// What of it all those may take together whose key is not known.
    strangers: u64,
    taken: Mutex<Taken>,
    told: Gauge,
}

impl Shares {
    pub(super) fn new(all: u64, each: u64) -> Self {
        Self { all, each, strangers: all, taken: Mutex::default(), told: Gauge::default() }
    }

    /// The same, of which so much is kept for those whose key is known.
    pub(super) fn keeping(self, kept: u64) -> Self {
        Self { strangers: self.all.saturating_sub(kept), ..self }
    }

    /// How much is taken of all.
    pub(super) fn taken(&self) -> &Gauge {
        &self.told
    }

    fn change(&self, change: impl FnOnce(&mut Taken) -> Result<(), Full>) -> Result<(), Full> {
        // Each change of it is whole, also where its thread panicked after it.
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut taken);
        self.told.set(i64::try_from(taken.all).unwrap_or(i64::MAX));
        changed
    }
}

/// Of whose share of all something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// It is taken of all.
    InAll,
    /// It is taken of all under another source already.
    Beside,
}

/// What one has taken; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    of: Arc<Shares>,
    source: Source,
    counts: Counts,
    amount: AtomicU64,
}

impl Share {
    /// Nothing yet.
    pub(super) fn none(of: &Arc<Shares>, source: Source) -> Self {
        Self::counting(of, source, Counts::InAll)
    }

    /// Nothing yet, of what another holds already: it counts for its source alone.
    pub(super) fn beside(held: &Self, source: Source) -> Self {
        Self::counting(&held.of, source, Counts::Beside)
    }

    fn counting(of: &Arc<Shares>, source: Source, counts: Counts) -> Self {
        Self { of: Arc::clone(of), source, counts, amount: AtomicU64::new(0) }
    }

    /// What an amount of it is of all, and of what strangers may take.
    fn counted(&self, amount: u64) -> (u64, u64) {
        match (self.counts, &self.source) {
            (Counts::Beside, _) => (0, 0),
            (Counts::InAll, Source::Key(_)) => (amount, 0),
            (Counts::InAll, Source::Address(_) | Source::Unknown) => (amount, amount),
        }
    }

    /// Takes so much more, or nothing.
    ///
    /// # Errors
    /// If there is not as much for this source, or for all.
    pub(crate) fn grow(&self, amount: u64) -> Result<(), Full> {
        self.of.change(|taken| {
            let own = taken.each.get(&self.source).copied().unwrap_or_default();
            let own = own.saturating_add(amount);
            let (all, strangers) = self.counted(amount);
            let all = taken.all.saturating_add(all);
            let strangers = taken.strangers.saturating_add(strangers);
            if own > self.of.each {
                return Err(Full::Each);
            }
            if all > self.of.all || strangers > self.of.strangers {
                return Err(Full::All);
            }
            (taken.all, taken.strangers) = (all, strangers);
            taken.each.insert(self.source.clone(), own);
            self.amount.fetch_add(amount, Ordering::Relaxed);
            Ok(())
        })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let amount = *self.amount.get_mut();
        let given = self.of.change(|taken| {
            let (all, strangers) = self.counted(amount);
            taken.all = taken.all.saturating_sub(all);
            taken.strangers = taken.strangers.saturating_sub(strangers);
            let left = taken.each.get(&self.source).map(|own| own.saturating_sub(amount));
            match left {
                Some(0) | None => taken.each.remove(&self.source),
                Some(left) => taken.each.insert(self.source.clone(), left),
            };
            Ok(())
        });
        // Giving back never fails.
        debug_assert_eq!(given, Ok(()));
    }
}

#[cfg(test)]
mod tests {
    // Not a scenario: what strangers take up is the door's alone.
    use super::*;

    fn from(last: u8) -> Source {
        Source::of(std::net::IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn one_source_takes_its_share_and_all_take_all() {
        let shares = Arc::new(Shares::new(10, 6));
        let first = Share::none(&shares, from(1));
        assert_eq!(first.grow(6), Ok(()));
        assert_eq!(Share::none(&shares, from(1)).grow(1), Err(Full::Each));
        let second = Share::none(&shares, from(2));
        assert_eq!(second.grow(5), Err(Full::All));
        assert_eq!(second.grow(4), Ok(()));
        assert_eq!(shares.taken().get(), 10);
        drop(first);
        assert_eq!(shares.taken().get(), 4);
        assert_eq!(second.grow(2), Ok(()));
        drop(second);
        let taken = shares.taken.lock().unwrap();
        assert_eq!((taken.all, taken.each.len()), (0, 0), "who has nothing is forgotten");
    }

    #[test]
    fn what_counts_beside_another_takes_nothing_of_all() {
        let shares = Arc::new(Shares::new(2, 1));
        let connection = Share::none(&shares, from(1));
        connection.grow(1).unwrap();
        let key = |byte| Source::Key(vec![byte; 32]);
        let under = Share::beside(&connection, key(1));
        assert_eq!(under.grow(1), Ok(()));
        assert_eq!(Share::beside(&connection, key(1)).grow(1), Err(Full::Each));
        assert_eq!(shares.taken().get(), 1);
    }

    #[test]
    fn strangers_leave_what_is_kept_for_known_keys() {
        let shares = Arc::new(Shares::new(10, 10).keeping(4));
        let stranger = Share::none(&shares, from(1));
        assert_eq!(stranger.grow(6), Ok(()));
        assert_eq!(Share::none(&shares, from(2)).grow(1), Err(Full::All));
        let known = Share::none(&shares, Source::Key(vec![1; 32]));
        assert_eq!(known.grow(4), Ok(()));
        assert_eq!(known.grow(1), Err(Full::All));
        drop(stranger);
        assert_eq!(known.grow(6), Ok(()));
        drop(known);
        let taken = shares.taken.lock().unwrap();
        assert_eq!((taken.all, taken.strangers, taken.each.len()), (0, 0, 0));
    }

    #[test]
    fn one_network_of_64_bits_is_one_source() {
        let of = |text: &str| Source::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
