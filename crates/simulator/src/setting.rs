//! What is varied, and how it is written.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// Whether items may pass others in the queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// As the day says; in a generated day every second bank lets items pass.
    Given,
    /// First in, first out, for everybody.
    Fifo,
    /// Items may pass, for everybody.
    Bypass,
}

/// Which offsetting takes place.
///
/// It is said by the rulebook's numbers (R-OFF-02): rounds of one item settle nothing, and at no
/// item no set is searched for at all; so `Entry` and `Off` are exact, and [`crate::Run::offset`]
/// is nothing under `Off`.
/// Only `Rounds` is not: none on entry is a search of one item into each queue, which also bounds
/// how far items pass under [`Policy::Bypass`]; two items at the heads of each other's queues
/// still settle together as the second joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Offsetting {
    /// On entry and in rounds, as in production.
    Full,
    /// On entry, between two banks.
    Entry,
    /// In rounds over everything queued.
    Rounds,
    /// None at all: real-time gross settlement with queues.
    Off,
}

impl Offsetting {
    /// Whether there are rounds.
    pub fn has_rounds(self) -> bool {
        matches!(self, Self::Full | Self::Rounds)
    }

    /// Whether items are tried together as they enter.
    pub fn is_on_entry(self) -> bool {
        matches!(self, Self::Full | Self::Entry)
    }
}

/// Limits that each bank sets itself, as a share of what it begins with in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Limits {
    /// None beside those of the day.
    None,
    /// Towards each bank it pays. Unit: percent.
    Bilateral(u32),
    /// Towards all together. Unit: percent.
    Multilateral(u32),
}

/// Something that fails for some hours of each day played. Range: `from < to <= 24`, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outage {
    /// Nothing fails.
    None,
    /// A bank sends nothing; what it held back it sends when the outage ends.
    Bank {
        /// Its BIC.
        bic: String,
        /// Unit: hours.
        from: u8,
        /// Unit: hours.
        to: u8,
    },
    /// A currency's agent suspends settlement, and resumes it.
    Currency {
        /// Its letters.
        code: String,
        /// Unit: hours.
        from: u8,
        /// Unit: hours.
        to: u8,
    },
}

/// One combination of values: what one run is played under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Scale of each bank's opening money. Unit: percent. Range: 0 ..= 100000.
    pub liquidity: u32,
    /// Whether items may pass.
    pub policy: Policy,
    /// Which offsetting takes place.
    pub offsetting: Offsetting,
    /// Between two rounds, where there are rounds. Unit: seconds. Range: 1 ..= 86400.
    pub interval: u64,
    /// Between two rounds of exchange; none: as the day has it. Unit: seconds. Range: 1 ..= 86400.
    pub exchange: Option<u64>,
    /// How many banks take part, the largest by value sent and received; none: all.
    pub members: Option<usize>,
    /// Limits of the banks.
    pub limits: Limits,
    /// What fails.
    pub outage: Outage,
    /// What a generated day is drawn from; the days of a log have none.
    pub seed: u64,
    /// Whether the day is played exactly as it is: nothing above is said to the machine.
    pub untouched: bool,
}

impl Setting {
    /// The day as it is.
    pub fn untouched(seed: u64) -> Self {
        Self {
            liquidity: 100,
            policy: Policy::Given,
            offsetting: Offsetting::Full,
            interval: 60,
            exchange: None,
            members: None,
            limits: Limits::None,
            outage: Outage::None,
            seed,
            untouched: true,
        }
    }

    /// What tells it from others, without liquidity: the name of its line in a plot.
    pub fn line(&self) -> String {
        if self.untouched {
            return "as recorded".into();
        }
        let mut parts = vec![format!("offsetting {}", self.offsetting)];
        if self.offsetting.has_rounds() {
            parts.push(format!("{} s", self.interval));
        }
        if let Some(exchange) = self.exchange {
            parts.push(format!("exchange {exchange} s"));
        }
        parts.push(self.policy.to_string());
        if let Some(members) = self.members {
            parts.push(format!("{members} members"));
        }
        if self.limits != Limits::None {
            parts.push(self.limits.to_string());
        }
        if self.outage != Outage::None {
            parts.push(self.outage.to_string());
        }
        parts.push(format!("seed {}", self.seed));
        parts.join(", ")
    }
}

/// The values of each thing varied. Shape: from one each.
#[derive(Clone, Debug)]
pub struct Variation {
    /// See [`Setting::liquidity`].
    pub liquidity: Vec<u32>,
    /// See [`Setting::policy`].
    pub policy: Vec<Policy>,
    /// See [`Setting::offsetting`].
    pub offsetting: Vec<Offsetting>,
    /// See [`Setting::interval`].
    pub interval: Vec<u64>,
    /// See [`Setting::exchange`].
    pub exchange: Vec<Option<u64>>,
    /// See [`Setting::members`].
    pub members: Vec<Option<usize>>,
    /// See [`Setting::limits`].
    pub limits: Vec<Limits>,
    /// See [`Setting::outage`].
    pub outage: Vec<Outage>,
    /// See [`Setting::seed`].
    pub seed: Vec<u64>,
}

impl Default for Variation {
    fn default() -> Self {
        Self {
            liquidity: vec![25, 50, 100],
            policy: vec![Policy::Fifo],
            offsetting: vec![Offsetting::Off, Offsetting::Full],
            interval: vec![60],
            exchange: vec![None],
            members: vec![None],
            limits: vec![Limits::None],
            outage: vec![Outage::None],
            seed: vec![1],
        }
    }
}

impl Variation {
    /// All combinations, each once. Order: seeds outermost, liquidity innermost, so that the runs
    /// of one line of a plot follow each other. An interval is not varied where there are no
    /// rounds.
    pub fn settings(&self) -> Vec<Setting> {
        let mut all = vec![Setting { untouched: false, ..Setting::untouched(0) }];
        vary(&mut all, &self.seed, |setting, seed| setting.seed = *seed);
        vary(&mut all, &self.outage, |setting, outage| setting.outage = outage.clone());
        vary(&mut all, &self.limits, |setting, limits| setting.limits = *limits);
        vary(&mut all, &self.members, |setting, members| setting.members = *members);
        vary(&mut all, &self.policy, |setting, policy| setting.policy = *policy);
        vary(&mut all, &self.offsetting, |setting, which| setting.offsetting = *which);
        vary(&mut all, &self.interval, |setting, interval| {
            setting.interval = if setting.offsetting.has_rounds() { *interval } else { 86_400 };
        });
        vary(&mut all, &self.exchange, |setting, exchange| setting.exchange = *exchange);
        vary(&mut all, &self.liquidity, |setting, liquidity| setting.liquidity = *liquidity);
        let mut once: Vec<Setting> = Vec::with_capacity(all.len());
        for setting in all {
            if !once.contains(&setting) {
                once.push(setting);
            }
        }
        once
    }
}

/// Every setting with every value.
fn vary<T>(settings: &mut Vec<Setting>, values: &[T], set: impl Fn(&mut Setting, &T)) {
    let with = |setting: &Setting, value: &T| {
        let mut setting = setting.clone();
        set(&mut setting, value);
        setting
    };
    *settings = settings
        .iter()
        .flat_map(|setting| values.iter().map(|value| with(setting, value)).collect::<Vec<_>>())
        .collect();
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Given => "given",
            Self::Fifo => "fifo",
            Self::Bypass => "bypass",
        })
    }
}

impl FromStr for Policy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "given" => Ok(Self::Given),
            "fifo" => Ok(Self::Fifo),
            "bypass" => Ok(Self::Bypass),
            _ => Err(format!("'{text}' is none of given, fifo, bypass")),
        }
    }
}

impl fmt::Display for Offsetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "full",
            Self::Entry => "entry",
            Self::Rounds => "rounds",
            Self::Off => "off",
        })
    }
}

impl FromStr for Offsetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "full" => Ok(Self::Full),
            "entry" => Ok(Self::Entry),
            "rounds" => Ok(Self::Rounds),
            "off" => Ok(Self::Off),
            _ => Err(format!("'{text}' is none of full, entry, rounds, off")),
        }
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Bilateral(share) => write!(f, "bilateral:{share}"),
            Self::Multilateral(share) => write!(f, "multilateral:{share}"),
        }
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let share = |text: &str| {
            let share = text.trim_end_matches('%').parse::<u32>().ok();
            share
                .filter(|share| *share <= 100_000)
                .ok_or_else(|| format!("'{text}' is no percentage"))
        };
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            Some(("bilateral", text)) => share(text).map(Self::Bilateral),
            Some(("multilateral", text)) => share(text).map(Self::Multilateral),
            _ => Err(format!("'{text}' is none of none, bilateral:PERCENT, multilateral:PERCENT")),
        }
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Bank { bic: name, from, to } | Self::Currency { code: name, from, to } => {
                write!(f, "{name}:{from}-{to}")
            }
        }
    }
}

impl FromStr for Outage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        let wrong =
            || format!("'{text}' is neither none nor a BIC or currency with hours, CNY:9-12");
        let (name, hours) = text.split_once(':').ok_or_else(wrong)?;
        let (from, to) = hours.split_once('-').ok_or_else(wrong)?;
        let (from, to): (u8, u8) = from.parse().ok().zip(to.parse().ok()).ok_or_else(wrong)?;
        if from >= to || to > 24 {
            return Err(wrong());
        }
        match name.len() {
            3 => Ok(Self::Currency { code: name.to_owned(), from, to }),
            8 | 11 => Ok(Self::Bank { bic: name.to_owned(), from, to }),
            _ => Err(wrong()),
        }
    }
}
