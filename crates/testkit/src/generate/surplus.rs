//! What agents take for investment, what holders invest, and what imbalances cost.

use settlement::fx::BasisPoints;
use settlement::issuance::{Command as Issuance, Disposal, OvernightPolicy};
use settlement::liquidity::Command as Liquidity;
use settlement::surplus::{Command as Surplus, ImbalanceTerms, InvestmentTerms};
use settlement::swap::DayCount;
use settlement::{Command, PartyId};
use terms::{Amount, CurrencyId};

use super::world::{CLASSES, World};

impl World {
    /// Investment in some currencies, at the close too, so that interest has time to accrue.
    pub(super) fn found_surplus(&mut self) -> Vec<(PartyId, Command)> {
        let mut commands = Vec::new();
        for number in 0..self.agents.len() {
            let (currency, agent) = (self.id(number), self.agents[number]);
            if self.random.once_in(3) {
                continue;
            }
            let terms = Some(InvestmentTerms {
                interest: BasisPoints(self.random.one_of(&[100, 5_000, 10_000])),
                day_count: self.day_count(),
                cap: Amount::from_minor(self.random.one_of(&[60, 400, 100_000])),
            });
            let set = Surplus::SetInvestmentTerms { currency, terms };
            commands.push((agent, Command::Surplus(set)));
            let class = self.class();
            let cap = Amount::from_minor(u128::from(self.random.below(200)));
            let disposals = [Disposal::Invest, Disposal::InvestOvernight];
            let policy = OvernightPolicy::Capped(cap, self.random.one_of(&disposals));
            let set = Issuance::SetOvernightPolicy { currency, class, policy };
            commands.push((agent, Command::Issuance(set)));
            if self.random.once_in(2) {
                commands.push((agent, self.imbalance(currency)));
            }
            if self.random.once_in(2) {
                let amount = Amount::from_minor(u128::from(1 + self.random.below(400)));
                let name = self.unused_name();
                let issue = Issuance::Issue { name, currency, to: agent, amount };
                commands.push((agent, Command::Issuance(issue)));
            }
        }
        if self.random.once_in(2) {
            for number in 0..self.agents.len() {
                let (currency, agent) = (self.id(number), self.agents[number]);
                for class in CLASSES {
                    let cap = Some(Amount::from_minor(u128::from(50 + self.random.below(300))));
                    let set = Surplus::SetHoldingCap { currency, class, cap };
                    commands.push((agent, Command::Surplus(set)));
                }
            }
        }
        if self.random.once_in(2) {
            commands.extend(self.found_imbalance());
        }
        commands
    }

    /// One bank far below zero and another far above, with a price on both: what is charged for a
    /// night on the few minor units of the others is nothing.
    fn found_imbalance(&mut self) -> Vec<(PartyId, Command)> {
        let currency = self.currency();
        let (agent, party, to) = (self.agent(currency), self.bank(), self.bank());
        let far = Amount::from_minor(u128::from(2_000 + self.random.below(20_000)));
        let credit = Liquidity::SetCreditLine { currency, party, amount: far };
        let name = self.unused_name();
        let transfer = Liquidity::TransferLiquidity { name, currency, to, amount: far };
        let mut commands =
            vec![(agent, Command::Liquidity(credit)), (party, Command::Liquidity(transfer))];
        for class in CLASSES {
            let terms = Some(ImbalanceTerms {
                threshold: self.amount(),
                surplus: BasisPoints(1_000),
                deficit: BasisPoints(3_000),
                day_count: self.day_count(),
            });
            let set = Surplus::SetImbalanceTerms { currency, class, terms };
            commands.push((agent, Command::Surplus(set)));
        }
        commands
    }

    /// Something about surpluses.
    pub(super) fn surplus(&mut self) -> (PartyId, Command) {
        let (by, currency, amount) = (self.bank(), self.currency(), self.amount());
        let agent = self.agent(currency);
        match self.random.below(20) {
            0..=2 => {
                let terms = (!self.random.once_in(3)).then(|| self.investment_terms());
                let set = Surplus::SetInvestmentTerms { currency, terms };
                (agent, Command::Surplus(set))
            }
            3 | 4 => (agent, self.imbalance(currency)),
            5 | 6 => (agent, self.cap(currency)),
            7..=14 => {
                let name = self.unused_name();
                (by, Command::Surplus(Surplus::InvestFunds { name, currency, amount }))
            }
            _ => {
                let name = self.unused_name();
                (by, Command::Surplus(Surplus::WithdrawInvestment { name, currency, amount }))
            }
        }
    }

    fn imbalance(&mut self, currency: CurrencyId) -> Command {
        let rates = [0, 500, 10_000, 10_001];
        let terms = (!self.random.once_in(5)).then(|| ImbalanceTerms {
            threshold: self.amount(),
            surplus: BasisPoints(self.random.one_of(&rates)),
            deficit: BasisPoints(self.random.one_of(&rates)),
            day_count: self.day_count(),
        });
        Command::Surplus(Surplus::SetImbalanceTerms { currency, class: self.class(), terms })
    }

    fn cap(&mut self, currency: CurrencyId) -> Command {
        let cap = Amount::from_minor(u128::from(self.random.below(500)));
        let cap = (!self.random.once_in(5)).then_some(cap);
        Command::Surplus(Surplus::SetHoldingCap { currency, class: self.class(), cap })
    }

    fn investment_terms(&mut self) -> InvestmentTerms {
        InvestmentTerms {
            interest: BasisPoints(self.random.one_of(&[0, 500, 10_000, 10_001])),
            day_count: self.day_count(),
            cap: self.amount(),
        }
    }

    fn day_count(&mut self) -> DayCount {
        self.random.one_of(&[DayCount::Actual360, DayCount::Actual365])
    }
}
