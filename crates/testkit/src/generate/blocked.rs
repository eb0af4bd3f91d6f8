//! Payments with conversion that wait beside a good quote, until what stands in their way is lifted.

use settlement::fx::{BasisPoints, Command as Exchange, Switch, Validity};
use settlement::issuance::Command as Issuance;
use settlement::liquidity::Command as Liquidity;
use settlement::operating_day::Command as OperatingDay;
use settlement::participation::{Access, Command as Participation};
use settlement::surplus::Command as Surplus;
use settlement::{Command, PartyId};
use terms::{Amount, CurrencyId, Rate};

use super::world::{CLASSES, World};

/// Who pays and who gives what is received, in which currencies.
#[derive(Clone, Copy)]
struct Sides {
    payer: PartyId,
    creditor: PartyId,
    provider: PartyId,
    pair: (CurrencyId, CurrencyId),
    amount: u64,
}

/// What stands in the way, and what lifts it.
type Obstacle = (Vec<(PartyId, Command)>, Vec<(PartyId, Command)>);

impl World {
    /// A quote, what stands in its way, conversions that wait for it, and what lifts that again.
    pub(super) fn plan_blocked(&mut self) {
        let currencies = self.agents.len();
        let sell = self.random.index(currencies);
        let buy = (sell + 1 + self.random.index(currencies - 1)) % currencies;
        let mut banks = self.banks.clone();
        self.random.shuffle(&mut banks);
        let sides = Sides {
            payer: banks[0],
            creditor: banks[1],
            provider: banks[2],
            pair: (self.id(sell), self.id(buy)),
            amount: 40 + self.random.below(100),
        };
        let mut whole = self.funded(sides);
        let (blocks, lifts) = self.obstacle(sides);
        whole.extend(blocks);
        for _ in 0..1 + self.random.below(2) {
            let conversion = self.waiting_conversion(sides);
            whole.push(conversion);
        }
        whole.extend(lifts);
        whole.reverse();
        self.planned = whole;
    }

    /// The payer's money, and a quote with its own.
    fn funded(&mut self, sides: Sides) -> Vec<(PartyId, Command)> {
        let Sides { payer, provider, pair: (takes, gives), amount, .. } = sides;
        let mut issue = |currency, to, amount: u64| {
            let (name, amount) = (self.random.uetr(), Amount::from_minor(u128::from(amount)));
            let issue = Issuance::Issue { name, currency, to, amount };
            (self.agent(currency), Command::Issuance(issue))
        };
        let money = vec![issue(takes, payer, 2 * amount), issue(gives, provider, 3 * amount)];
        let parts = 95 + self.random.below(10);
        let rate = Rate::new(parts, 100).expect("both parts are above zero");
        let (name, until) = (self.random.uetr(), self.later(20_000));
        let amount = Amount::from_minor(u128::from(3 * amount));
        let quote = Exchange::PostQuote { name, sell: gives, buy: takes, amount, rate, until };
        let quote = (provider, Command::Exchange(quote));
        [money, vec![quote]].concat()
    }

    fn waiting_conversion(&mut self, sides: Sides) -> (PartyId, Command) {
        let Sides { payer, creditor, pair: (sell, buy), amount, .. } = sides;
        let (uetr, wait) = (self.random.uetr(), Some(Validity::Until(self.later(10_000))));
        let limit = Rate::new(8, 10).expect("both parts are above zero");
        let amount = Amount::from_minor(u128::from(amount));
        let command = Exchange::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait };
        self.converted.push((payer, uetr));
        (payer, Command::Exchange(command))
    }

    fn obstacle(&mut self, sides: Sides) -> Obstacle {
        let Sides { provider, pair, .. } = sides;
        let currency = self.random.one_of(&[pair.0, pair.1]);
        let against = if currency == pair.0 { pair.1 } else { pair.0 };
        let agent = self.agent(currency);
        let exchange = |one, other| {
            let by = |command| vec![(agent, Command::Exchange(command))];
            (by(one), by(other))
        };
        let some = Some(Amount::from_minor(1));
        match self.random.below(10) {
            0 => {
                let halt = Exchange::HaltExchange { currency };
                exchange(halt, Exchange::ResumeExchange { currency })
            }
            1 => {
                let switch = |switch| Exchange::SwitchPair { currency, against, switch };
                exchange(switch(Switch::Off), switch(Switch::On))
            }
            2 => {
                let band = |band| Exchange::SetBand { currency, band };
                let wide = self.random.one_of(&[None, Some(BasisPoints(5_000))]);
                exchange(band(Some(BasisPoints(1))), band(wide))
            }
            3 => {
                let quota = |amount| Exchange::SetQuota { currency, amount };
                exchange(quota(some), quota(None))
            }
            4 => {
                let access = |access| {
                    let change = Participation::ChangeAccess { currency, party: provider, access };
                    vec![(agent, Command::Participation(change))]
                };
                (access(Access::Suspended), access(Access::Full))
            }
            5 => {
                let suspend = OperatingDay::SuspendCurrency { currency };
                let resume = OperatingDay::ResumeCurrency { currency };
                let by = |command| vec![(agent, Command::OperatingDay(command))];
                (by(suspend), by(resume))
            }
            6 => {
                let cap = |cap| {
                    let set = |class| Surplus::SetHoldingCap { currency, class, cap };
                    CLASSES.map(|class| (agent, Command::Surplus(set(class)))).to_vec()
                };
                (cap(some), cap(None))
            }
            7 => self.short_provider(sides),
            8 => self.far_rate(currency),
            _ => self.tight_limit(sides),
        }
    }

    /// The payer's own limit, lifted by itself or by money that comes back.
    fn tight_limit(&mut self, sides: Sides) -> Obstacle {
        let Sides { payer, provider, pair: (currency, _), amount, .. } = sides;
        let limit = |amount| {
            let limit = Liquidity::SetBilateralLimit { currency, counterparty: provider, amount };
            vec![(payer, Command::Liquidity(limit))]
        };
        let mut back = Vec::new();
        if self.random.once_in(2) {
            let agent = self.agent(currency);
            let (name, twice) = (self.random.uetr(), Amount::from_minor(u128::from(2 * amount)));
            let issue = Issuance::Issue { name, currency, to: provider, amount: twice };
            back.push((agent, Command::Issuance(issue)));
            self.plan_payment((provider, payer), currency, amount, &mut back);
        } else {
            back = limit(None);
        }
        (limit(Some(Amount::from_minor(1))), back)
    }

    /// A provider that loses what it could use beyond its money, and is paid.
    fn short_provider(&mut self, sides: Sides) -> Obstacle {
        let Sides { creditor, provider, pair: (takes, gives), amount, .. } = sides;
        let agent = self.agent(gives);
        let credit = |amount: u64| {
            let amount = Amount::from_minor(u128::from(amount));
            let set = Liquidity::SetCreditLine { currency: gives, party: provider, amount };
            (agent, Command::Liquidity(set))
        };
        // A cheaper quote than any other, given out of credit alone.
        let rate = Rate::new(90, 100).expect("both parts are above zero");
        let (name, until) = (self.random.uetr(), self.later(20_000));
        let held = Amount::from_minor(u128::from(900 + 2 * amount));
        let quote =
            Exchange::PostQuote { name, sell: gives, buy: takes, amount: held, rate, until };
        let quote = (provider, Command::Exchange(quote));
        let blocks = vec![credit(2_000), quote, credit(0)];
        let (name, enough) = (self.random.uetr(), Amount::from_minor(2_000));
        let issue = Issuance::Issue { name, currency: gives, to: creditor, amount: enough };
        let mut lifts = vec![(agent, Command::Issuance(issue))];
        self.plan_payment((creditor, provider), gives, 1_900, &mut lifts);
        (blocks, lifts)
    }

    /// An official rate far from the price, under a band, and one that is near again.
    fn far_rate(&mut self, currency: CurrencyId) -> Obstacle {
        let from = self.today();
        let agent = self.agent(currency);
        let rate = |parts| {
            let rate = Rate::new(parts, 10).expect("both parts are above zero");
            let post = Exchange::PostOfficialRate { currency, rate, from };
            let approve = Exchange::ApproveOfficialRate { currency, rate, from };
            [(agent, Command::Exchange(post)), (PartyId::OPERATOR, Command::Exchange(approve))]
        };
        let band = Exchange::SetBand { currency, band: Some(BasisPoints(1_000)) };
        let mut blocks = vec![(agent, Command::Exchange(band))];
        blocks.extend(rate(90));
        (blocks, rate(10).to_vec())
    }
}
