//! Order and number of elements: a cursor over the content model of each open element.
//!
//! The models are flat (a sequence, a choice, or one foreign element), so that a cursor is a row
//! number and a count.

use crate::tables::{self, Name, PARTICLES, Particle, Type, UNBOUNDED, Wildcard};

/// How many expected elements a finding names before it stops.
const NAMED: usize = 8;

/// How far an element's content has come.
#[derive(Clone, Copy, Debug)]
pub(super) enum Model {
    /// At `row` of the particles before `end`, seen `count` times.
    Sequence { row: u16, end: u16, count: u16 },
    /// Among the particles `first` to `end`: none yet, or `row` seen `count` times.
    Choice { first: u16, end: u16, chosen: Option<Chosen> },
    /// One foreign element, seen or not.
    Any { wildcard: Wildcard, seen: bool },
}

/// The branch of a choice that was taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    row: u16,
    count: u16,
}

impl Model {
    /// The start of the content of this type; none if it holds a value.
    pub(super) fn of(content: Type) -> Option<Self> {
        match content {
            Type::Sequence { first, count } => {
                Some(Self::Sequence { row: first, end: first + count, count: 0 })
            }
            Type::Choice { first, count } => {
                Some(Self::Choice { first, end: first + count, chosen: None })
            }
            Type::Any { wildcard } => Some(Self::Any { wildcard, seen: false }),
            Type::Leaf { .. } => None,
        }
    }

    /// Takes the next element; none if it may not stand here.
    pub(super) fn take(&mut self, name: Name) -> Option<&'static Particle> {
        match self {
            Self::Sequence { row, end, count } => take_next(row, *end, count, name),
            Self::Choice { first, end, chosen } => match chosen {
                None => {
                    let is_named = |row: &u16| particle(*row).is_some_and(|it| it.name == name);
                    let row = (*first..*end).find(is_named)?;
                    *chosen = Some(Chosen { row, count: 1 });
                    particle(row)
                }
                Some(chosen) => {
                    let branch = particle(chosen.row)?;
                    if branch.name != name || !has_room(branch, chosen.count) {
                        return None;
                    }
                    chosen.count = chosen.count.saturating_add(1);
                    Some(branch)
                }
            },
            Self::Any { .. } => None,
        }
    }

    /// Whether the content may end here.
    pub(super) fn may_end(self) -> bool {
        match self {
            Self::Sequence { row, end, count } => {
                let rest = tables::rows(&PARTICLES, row, end - row);
                rest.first().is_none_or(|it| count >= it.min)
                    && rest.iter().skip(1).all(|it| it.min == 0)
            }
            Self::Choice { first, end, chosen: None } => {
                tables::rows(&PARTICLES, first, end - first).iter().any(|it| it.min == 0)
            }
            Self::Choice { chosen: Some(chosen), .. } => {
                particle(chosen.row).is_none_or(|it| chosen.count >= it.min)
            }
            Self::Any { seen, .. } => seen,
        }
    }

    /// What may stand here, in words.
    #[cold]
    pub(super) fn expected(self) -> String {
        let mut names = Vec::new();
        match self {
            Self::Sequence { row, end, count } => {
                let mut seen = count;
                for particle in tables::rows(&PARTICLES, row, end - row) {
                    if has_room(particle, seen) {
                        names.push(particle.name.text());
                    }
                    if seen < particle.min {
                        break;
                    }
                    seen = 0;
                }
            }
            Self::Choice { first, end, chosen: None } => {
                let branches = tables::rows(&PARTICLES, first, end - first);
                names.extend(branches.iter().map(|it| it.name.text()));
            }
            Self::Choice { chosen: Some(chosen), .. } => {
                let branch = particle(chosen.row).filter(|it| has_room(it, chosen.count));
                names.extend(branch.map(|it| it.name.text()));
            }
            Self::Any { seen: false, .. } => names.push("one element of any kind".to_owned()),
            Self::Any { seen: true, .. } => {}
        }
        let hidden = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        if hidden > 0 {
            names.push(format!("{hidden} more"));
        }
        if self.may_end() {
            names.push("the end".to_owned());
        }
        names.join(", ")
    }
}

/// Moves a sequence's cursor to `name`, past elements that may be left out.
fn take_next(row: &mut u16, end: u16, count: &mut u16, name: Name) -> Option<&'static Particle> {
    while *row < end {
        let particle = particle(*row)?;
        if particle.name == name {
            if !has_room(particle, *count) {
                return None;
            }
            *count = count.saturating_add(1);
            return Some(particle);
        }
        if *count < particle.min {
            return None;
        }
        *row += 1;
        *count = 0;
    }
    None
}

fn has_room(particle: &Particle, count: u16) -> bool {
    particle.max == UNBOUNDED || count < particle.max
}

fn particle(row: u16) -> Option<&'static Particle> {
    PARTICLES.get(usize::from(row))
}
