/// Whether a round settled anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// A set did.
    Something,
    /// None was found.
    Nothing,
}

/// How many explanations of rounds are kept at once: the newest of each kind.
///
/// One record may hold any number of rounds, since time may pass for days, and one explanation
/// tells of each item queued; so who asks for them says how many it can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Of rounds that settled something. Unit: rounds. Range: 1 and above.
    pub settled: usize,
    /// Of rounds that settled nothing. Unit: rounds. Range: 1 and above.
    pub nothing: usize,
    /// In all of them but the last. Unit: items.
    pub items: usize,
}

impl Keep {
    /// All, for who has room.
    pub const ALL: Self = Self { settled: usize::MAX, nothing: usize::MAX, items: usize::MAX };

    /// Which explanation is to be forgotten, if they are too many or tell of too many items: the
    /// oldest of its kind, never the last.
    ///
    /// Order: as the rounds, each with how many items it tells of.
    pub fn too_much(&self, kept: &[(Settled, usize)]) -> Option<usize> {
        for (kind, most) in [(Settled::Something, self.settled), (Settled::Nothing, self.nothing)] {
            if kept.iter().filter(|(settled, _)| *settled == kind).count() > most {
                return kept.iter().position(|(settled, _)| *settled == kind);
            }
        }
        let older = kept.split_last().map_or(&[][..], |(_, older)| older);
        let items = older.iter().fold(0_usize, |sum, (_, items)| sum.saturating_add(*items));
        (items > self.items).then_some(0)
    }
}
