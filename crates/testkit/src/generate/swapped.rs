//! What agents say about swap lines.

use settlement::fx::BasisPoints;
use settlement::participation::{Access, Command as Participation, HolderClass};
use settlement::swap::{Command as Swap, DayCount, DrawNumber, LineNumber, SwapRate, SwapTerms};
use settlement::{Command, PartyId};
use terms::Amount;

use super::world::World;

impl World {
    /// A line between the first two agents, with the accounts it needs.
    pub(super) fn found_swaps(&mut self) -> Vec<(PartyId, Command)> {
        let (own, other) = (self.id(0), self.id(1));
        let (one, two) = (self.agent(own), self.agent(other));
        let (class, access) = (HolderClass::ForeignBank, Access::Full);
        let admit = |currency, party| {
            Command::Participation(Participation::AdmitParticipant {
                currency,
                party,
                class,
                access,
            })
        };
        if one == two {
            return Vec::new();
        }
        let limit = Amount::from_minor(400);
        let drawn = self.swap_terms();
        let terms = SwapTerms { own, other, own_limit: limit, other_limit: limit, ..drawn };
        self.lines.push(terms);
        let line = LineNumber(1);
        vec![
            (one, admit(own, two)),
            (two, admit(other, one)),
            (one, Command::Swap(Swap::ProposeSwapLine { terms })),
            (two, Command::Swap(Swap::AgreeSwapLine { line, terms })),
        ]
    }

    /// Something about swap lines, or the account that an agent needs for them.
    pub(super) fn swap(&mut self) -> (PartyId, Command) {
        let by = self.random.one_of(&self.agents.clone());
        let line =
            LineNumber(1 + self.random.below(u64::try_from(self.lines.len()).unwrap_or(0) + 1));
        let amount = self.amount();
        let command = match self.random.below(30) {
            0..=3 => {
                let currency = self.currency();
                let (class, access) = (HolderClass::ForeignBank, Access::Full);
                let admit = Participation::AdmitParticipant { currency, party: by, class, access };
                return (self.agent(currency), Command::Participation(admit));
            }
            4 | 5 => {
                let terms = self.swap_terms();
                self.lines.push(terms);
                return (self.agent(terms.own), Command::Swap(Swap::ProposeSwapLine { terms }));
            }
            6..=8 => match self.lines.last().copied() {
                Some(terms) => {
                    let line = LineNumber(
                        1 + self.random.below(u64::try_from(self.lines.len()).unwrap_or(0)),
                    );
                    let agree = Swap::AgreeSwapLine { line, terms };
                    return (self.agent(terms.other), Command::Swap(agree));
                }
                None => Swap::CloseSwapLine { line },
            },
            9 => Swap::CloseSwapLine { line },
            10..=19 => {
                let first = self.random.one_of(&[self.agents[0], self.agents[1]]);
                let (name, line) = (self.unused_name(), LineNumber(1));
                return (first, Command::Swap(Swap::DrawSwapLine { name, line, amount }));
            }
            _ => {
                let draw = DrawNumber(1 + self.random.below(4));
                let name = self.unused_name();
                let first = self.random.one_of(&[self.agents[0], self.agents[1]]);
                return (first, Command::Swap(Swap::RepaySwap { name, draw, amount }));
            }
        };
        (by, Command::Swap(command))
    }

    fn swap_terms(&mut self) -> SwapTerms {
        let rates = [SwapRate::Official, SwapRate::Fixed(self.limit())];
        SwapTerms {
            own: self.currency(),
            other: self.currency(),
            own_limit: self.amount(),
            other_limit: self.amount(),
            rate: self.random.one_of(&rates),
            term: self.random.one_of(&[0, 1, 1, 7, 366, 367]),
            interest: BasisPoints(self.random.one_of(&[0, 500, 10_000, 10_001])),
            day_count: self.random.one_of(&[DayCount::Actual360, DayCount::Actual365]),
        }
    }
}
