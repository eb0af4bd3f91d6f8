//! The words of the scripts for values of which there are few, both ways.

use settlement::Priority;
use settlement::approval::Area;
use settlement::fx::{Switch, Trading};
use settlement::operating_day::Phase;
use settlement::participation::{Access, HolderClass};
use settlement::queue::{Place, Policy};
use settlement::swap::DayCount;
use terms::Weekday;

use super::words::Reading;

/// A word for each value of a type.
type Vocabulary<T> = [(&'static str, T)];

pub(super) const PRIORITIES: &Vocabulary<Priority> =
    &[("urgent", Priority::Urgent), ("high", Priority::High), ("normal", Priority::Normal)];

pub(super) const CLASSES: &Vocabulary<HolderClass> = &[
    ("agent", HolderClass::Agent),
    ("resident", HolderClass::ResidentBank),
    ("foreign", HolderClass::ForeignBank),
    ("provider", HolderClass::ExchangeProvider),
    ("indirect", HolderClass::Indirect),
];

pub(super) const ACCESS: &Vocabulary<Access> = &[
    ("full", Access::Full),
    ("send-only", Access::SendOnly),
    ("receive-only", Access::ReceiveOnly),
    ("suspended", Access::Suspended),
    ("closed", Access::Closed),
];

pub(super) const PLACES: &Vocabulary<Place> = &[("front", Place::Front), ("back", Place::Back)];

pub(super) const POLICIES: &Vocabulary<Policy> =
    &[("fifo", Policy::Fifo), ("bypass", Policy::Bypass)];

pub(super) const PHASES: &Vocabulary<Phase> =
    &[("closed", Phase::Closed), ("active", Phase::Active), ("closing", Phase::Closing)];

pub(super) const SWITCHES: &Vocabulary<Switch> = &[("on", Switch::On), ("off", Switch::Off)];

pub(super) const TRADING: &Vocabulary<Trading> =
    &[("halted", Trading::Halted), ("open", Trading::Open)];

pub(super) const DAY_COUNTS: &Vocabulary<DayCount> =
    &[("360", DayCount::Actual360), ("365", DayCount::Actual365)];

pub(super) const AREAS: &Vocabulary<Area> = &[
    ("participation", Area::Participation),
    ("issuance", Area::Issuance),
    ("payment", Area::Payment),
    ("queue", Area::Queue),
    ("liquidity", Area::Liquidity),
    ("operating-day", Area::OperatingDay),
    ("rulebook", Area::Rulebook),
    ("exchange", Area::Exchange),
    ("cycle", Area::Cycle),
    ("swap", Area::Swap),
    ("surplus", Area::Surplus),
];

pub(super) const WEEKDAYS: &Vocabulary<Weekday> = &[
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

/// The value a word stands for.
pub(super) fn value_of<T: Copy>(vocabulary: &Vocabulary<T>, word: &str) -> Reading<T> {
    let found = vocabulary.iter().find(|(known, _)| *known == word);
    let words: Vec<&str> = vocabulary.iter().map(|(known, _)| *known).collect();
    let unknown = || format!("{word} is none of: {}", words.join(", "));
    Ok(found.ok_or_else(unknown)?.1)
}

/// The word for a value.
pub(super) fn word_for<T: PartialEq>(vocabulary: &Vocabulary<T>, value: &T) -> &'static str {
    let found = vocabulary.iter().find(|(_, known)| known == value);
    found.expect("each vocabulary has a word for every value of its type").0
}
