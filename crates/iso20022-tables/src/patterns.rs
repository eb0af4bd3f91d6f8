//! From the regular expressions of XML Schema to runs of characters.
//!
//! A run is so many characters of one class.
//! A pattern becomes alternatives of runs that a reader matches left to right without going back:
//! optional groups are written out, and a pattern where a run could take characters that a later
//! run needs is refused, unless all later runs have a fixed length, which then says where it ends.
//! Only ASCII is known: `\d` means the ten digits, and a full stop any ASCII character, which is
//! only right where the value can hold no others.

#[cfg(test)]
mod tests;

use crate::definitions::UNBOUNDED;

/// The most alternatives of one pattern.
const ALTERNATIVES: usize = 32;

/// The ASCII digits, bit `n` for character `n`.
const DIGITS: u128 = 0x03ff << 48;

/// The ASCII characters other than line feed and carriage return.
const NO_LINE_END: u128 = !((1 << 10) | (1 << 13));

/// So many characters of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Run {
    /// The characters, bit `n` for character `n`.
    pub(crate) class: u128,
    pub(crate) min: u16,
    pub(crate) max: u16,
}

/// Runs in order.
pub(crate) type Runs = Vec<Run>;

/// What a full stop in a pattern may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// Values of this type hold ASCII only.
    Ascii,
    /// Values of this type may hold any character.
    Unicode,
}

/// The alternatives of runs that match what `pattern` does; none if runs cannot say it.
pub(crate) fn compile(pattern: &str, alphabet: Alphabet) -> Option<Vec<Runs>> {
    let mut parser = Parser { rest: pattern, alphabet };
    let alternatives = parser.alternatives()?;
    let is_whole = parser.rest.is_empty();
    (is_whole && alternatives.iter().all(|runs| is_forward(runs))).then_some(alternatives)
}

/// The least number of characters that these runs take.
pub(crate) fn least(runs: &[Run]) -> Option<u16> {
    runs.iter().try_fold(0_u16, |sum, run| sum.checked_add(run.min))
}

/// Whether every run can take what it can get and never has to give back.
fn is_forward(runs: &[Run]) -> bool {
    runs.iter().enumerate().all(|(at, run)| {
        let later = runs.get(at + 1..).unwrap_or_default();
        let is_fixed = |run: &Run| run.min == run.max;
        is_fixed(run) || later.iter().all(is_fixed) || run.class & first(later) == 0
    }) && least(runs).is_some()
}

/// The characters with which these runs can begin.
fn first(runs: &[Run]) -> u128 {
    let mut class = 0;
    for run in runs {
        class |= run.class;
        if run.min > 0 {
            break;
        }
    }
    class
}

/// Adds a run behind others; two runs of one class are one.
fn append(runs: &mut Runs, run: Run) -> Option<()> {
    if run.max == 0 {
        return Some(());
    }
    match runs.last_mut() {
        Some(last) if last.class == run.class => {
            last.min = bounded_sum(last.min, run.min)?;
            last.max = if last.max == UNBOUNDED || run.max == UNBOUNDED {
                UNBOUNDED
            } else {
                bounded_sum(last.max, run.max)?
            };
        }
        _ => runs.push(run),
    }
    Some(())
}

fn bounded_sum(one: u16, other: u16) -> Option<u16> {
    one.checked_add(other).filter(|sum| *sum < UNBOUNDED)
}

/// Each of `heads` followed by each of `tails`.
fn product(heads: &[Runs], tails: &[Runs]) -> Option<Vec<Runs>> {
    let mut all = Vec::new();
    for head in heads {
        for tail in tails {
            let mut runs = head.clone();
            for run in tail {
                append(&mut runs, *run)?;
            }
            all.push(runs);
        }
    }
    (all.len() <= ALTERNATIVES).then_some(all)
}

/// `alternatives`, `min` to `max` times.
fn repeat(alternatives: Vec<Runs>, min: u16, max: u16) -> Option<Vec<Runs>> {
    if min > max {
        return None;
    }
    if let [runs] = alternatives.as_slice()
        && let [Run { class, min: 1, max: 1 }] = runs.as_slice()
    {
        return Some(vec![vec![Run { class: *class, min, max }]]);
    }
    if max == UNBOUNDED {
        return None;
    }
    let mut all = Vec::new();
    let mut times = vec![Runs::new()];
    for count in 0..=max {
        if count >= min {
            all.extend(times.iter().cloned());
        }
        if all.len() > ALTERNATIVES {
            return None;
        }
        times = product(&times, &alternatives)?;
    }
    Some(all)
}

struct Parser<'p> {
    rest: &'p str,
    alphabet: Alphabet,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let next = rest.next();
        self.rest = rest.as_str();
        next
    }

    fn take_if(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// `branch | branch | ...`
    fn alternatives(&mut self) -> Option<Vec<Runs>> {
        let mut all = self.branch()?;
        while self.take_if('|') {
            all.extend(self.branch()?);
        }
        (all.len() <= ALTERNATIVES).then_some(all)
    }

    /// Pieces one behind the other.
    fn branch(&mut self) -> Option<Vec<Runs>> {
        let mut all = vec![Runs::new()];
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let atom = self.atom()?;
            let (min, max) = self.quantifier()?;
            all = product(&all, &repeat(atom, min, max)?)?;
        }
        Some(all)
    }

    /// A character, a class or a group.
    fn atom(&mut self) -> Option<Vec<Runs>> {
        let class = match self.take()? {
            '(' => {
                let group = self.alternatives()?;
                return self.take_if(')').then_some(group);
            }
            '[' => self.class()?,
            '\\' => self.escape()?,
            '.' if self.alphabet == Alphabet::Ascii => NO_LINE_END,
            '.' | ')' | ']' | '{' | '}' | '?' | '*' | '+' | '|' | '^' | '$' => return None,
            character => bit(character)?,
        };
        Some(vec![vec![Run { class, min: 1, max: 1 }]])
    }

    /// The rest of a class behind its opening bracket.
    fn class(&mut self) -> Option<u128> {
        if self.peek() == Some('^') {
            return None;
        }
        let mut class = 0;
        let mut is_first = true;
        loop {
            let item = match self.take()? {
                ']' if !is_first => return Some(class),
                ']' | '[' => return None,
                '-' if !is_first && self.peek() != Some(']') => return None,
                '\\' => self.escape()?,
                character => bit(character)?,
            };
            is_first = false;
            class |= if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.take();
                let end = match self.take()? {
                    '[' | '\\' => return None,
                    character => bit(character)?,
                };
                range(item, end)?
            } else {
                item
            };
        }
    }

    /// The characters of an escape behind its backslash.
    fn escape(&mut self) -> Option<u128> {
        match self.take()? {
            'd' => Some(DIGITS),
            character if character.is_ascii_punctuation() => bit(character),
            _ => None,
        }
    }

    /// How often the atom before it stands: once if there is no quantifier.
    fn quantifier(&mut self) -> Option<(u16, u16)> {
        match self.peek() {
            Some('?') => self.take().map(|_| (0, 1)),
            Some('*') => self.take().map(|_| (0, UNBOUNDED)),
            Some('+') => self.take().map(|_| (1, UNBOUNDED)),
            Some('{') => {
                self.take();
                let (bounds, rest) = self.rest.split_once('}')?;
                self.rest = rest;
                let (min, max) = bounds.split_once(',').unwrap_or((bounds, bounds));
                let max = if max.is_empty() { UNBOUNDED } else { number(max)? };
                Some((number(min)?, max))
            }
            _ => Some((1, 1)),
        }
    }
}

fn number(text: &str) -> Option<u16> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && *number < UNBOUNDED)
}

/// The class of one ASCII character.
fn bit(character: char) -> Option<u128> {
    character.is_ascii().then(|| 1_u128 << u32::from(character))
}

/// The class of the characters from `first` to `last`, each a class of one character.
fn range(first: u128, last: u128) -> Option<u128> {
    if first.count_ones() != 1 || last < first {
        return None;
    }
    // All bits up to the last, without those before the first.
    Some((last | (last - 1)) & !(first - 1))
}
