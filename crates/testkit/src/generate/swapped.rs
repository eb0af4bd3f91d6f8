//! What agents say about swap lines.

use settlement::fx::BasisPoints;
use settlement::participation::{Access, Command as Participation, HolderClass};
use settlement::swap::{Command as Swap, DayCount, DrawNumber, LineNumber, SwapRate, SwapTerms};
use settlement::{Command, PartyId};

use super::world::World;

impl World {
    /// Something about swap lines, or the account that an agent needs for them.
    pub(super) fn swap(&mut self) -> (PartyId, Command) {
        let by = self.random.one_of(&self.agents.clone());
        let line =
            LineNumber(1 + self.random.below(u64::try_from(self.lines.len()).unwrap_or(0) + 1));
        let amount = self.amount();
        let command = match self.random.below(20) {
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
            10..=15 => Swap::DrawSwapLine { name: self.unused_name(), line, amount },
            _ => {
                let draw = DrawNumber(1 + self.random.below(4));
                Swap::RepaySwap { name: self.unused_name(), draw, amount }
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
