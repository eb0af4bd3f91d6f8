//! What is said about netting cycles.

use settlement::cycle::{Command as Cycle, CycleNumber};
use settlement::{Command, PartyId};

use super::world::World;

impl World {
    /// Mostly obligations, to one of the cycles that were opened last.
    pub(super) fn cycle(&mut self) -> (PartyId, Command) {
        if self.cycles == 0 || self.random.once_in(16) {
            return self.open_cycle();
        }
        let back = self.random.one_of(&[0, 0, 0, 1]);
        let cycle = CycleNumber(self.cycles.saturating_sub(back));
        if let Some((by, name)) = self.owed.filter(|_| self.random.once_in(10)) {
            return (by, Command::Cycle(Cycle::WithdrawObligation { cycle, name }));
        }
        // Often the last creditor owes on, so that rings come about.
        let (last, same) = self.chain.unwrap_or((self.bank(), self.currency()));
        let goes_on = self.random.below(4) > 0;
        let (by, currency) = if goes_on { (last, same) } else { (self.bank(), self.currency()) };
        let (name, creditor, amount) = (self.unused_name(), self.bank(), self.amount());
        self.owed = Some((by, name));
        self.chain = Some((creditor, currency));
        let submit = Cycle::SubmitObligation { name, cycle, creditor, currency, amount };
        (by, Command::Cycle(submit))
    }

    fn open_cycle(&mut self) -> (PartyId, Command) {
        let mut currencies = vec![self.id(0), self.id(1)];
        if self.random.once_in(10) {
            currencies = vec![self.currency(), self.currency()];
        }
        let cut_off = self.random.below(9_000);
        let deadline = cut_off + self.random.below(9_000);
        let (cut_off, deadline) = (self.later(cut_off), self.later(deadline));
        self.cycles += 1;
        let open = Cycle::OpenCycle { currencies, cut_off, deadline };
        (PartyId::OPERATOR, Command::Cycle(open))
    }
}
