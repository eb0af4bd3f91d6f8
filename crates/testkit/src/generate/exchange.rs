//! What agents and the operator say about exchange.

use settlement::fx::{
    BasisPoints, Clearing, Command as Exchange, OrderNumber, Price, Standing, Switch, Validity,
};
use settlement::issuance::Command as Issuance;
use settlement::{Command, PartyId};
use terms::{Amount, BusinessDate, CurrencyId, Rate};

use super::world::World;

impl World {
    /// Rates that count from the first day on; once in a while there is no yardstick.
    pub(super) fn found_exchange(&mut self) -> Vec<(PartyId, Command)> {
        if self.random.once_in(4) {
            return Vec::new();
        }
        let mut commands = vec![self.yardstick()];
        for number in 0..self.agents.len() {
            if self.random.once_in(5) {
                continue;
            }
            let (currency, today) = (self.id(number), self.today());
            let rate = self.rate();
            let (by, post) = self.post(currency, rate, today);
            commands.extend([(by, post), self.approval(currency)]);
            let open = Exchange::ResumeExchange { currency };
            let agent = self.agent(currency);
            commands.push((agent, Command::Exchange(open)));
            // For what rounding costs.
            if !self.random.once_in(8) {
                let (name, amount) = (self.random.uetr(), Amount::from_minor(9));
                let issue = Issuance::Issue { name, currency, to: agent, amount };
                commands.push((agent, Command::Issuance(issue)));
            }
        }
        commands
    }

    /// Something about exchange.
    pub(super) fn exchange(&mut self) -> (PartyId, Command) {
        let currency = self.currency();
        match self.random.below(90) {
            0 => self.yardstick(),
            1..=5 => self.approval(currency),
            6..=13 => self.terms(currency),
            14..=46 => self.order(),
            47..=51 => self.cancel_order(),
            52..=62 => self.quote(),
            63..=82 => self.conversion(),
            83 => self.prices(),
            _ => {
                let days = self.random.one_of(&[-1, 0, 0, 0, 1, 2]);
                let from = self.today().plus_days(days);
                let rate = self.rate();
                self.post(currency, rate, from)
            }
        }
    }

    /// What an agent allows from now on.
    fn terms(&mut self, currency: CurrencyId) -> (PartyId, Command) {
        let (against, amount) = (self.currency(), self.amount());
        let some = !self.random.once_in(3);
        let command = match self.random.below(12) {
            0 | 1 => {
                let band = self.random.one_of(&[0, 1, 500, 2_000, 5_000, 5_001]);
                Exchange::SetBand { currency, band: some.then_some(BasisPoints(band)) }
            }
            2 | 3 => Exchange::SetQuota { currency, amount: some.then_some(amount) },
            4 | 5 => {
                let switch = self.random.one_of(&[Switch::On, Switch::On, Switch::On, Switch::Off]);
                Exchange::SwitchPair { currency, against, switch }
            }
            6 | 7 => Exchange::HaltExchange { currency },
            _ => Exchange::ResumeExchange { currency },
        };
        (self.agent(currency), Command::Exchange(command))
    }

    fn order(&mut self) -> (PartyId, Command) {
        let (sell, buy) = self.pair();
        let amount = self.offer();
        let validity = match self.random.below(12) {
            0..=4 => {
                let seconds = self.random.below(20_000);
                Validity::Until(self.later(seconds))
            }
            5 => Validity::Rounds(self.random.one_of(&[0, 10_000, 10_001])),
            _ => Validity::Rounds(1 + u16::try_from(self.random.below(5)).unwrap_or(0)),
        };
        let limit = self.limit();
        let name = self.unused_name();
        let command = Exchange::PlaceOrder { name, sell, buy, amount, limit, validity };
        (self.bank(), Command::Exchange(command))
    }

    fn quote(&mut self) -> (PartyId, Command) {
        let (sell, buy) = self.pair();
        let amount = match self.random.below(3) {
            0 => self.offer(),
            _ => Amount::from_minor(u128::from(20 + self.random.below(60))),
        };
        let seconds = self.random.below(40_000);
        let (name, rate, until) = (self.unused_name(), self.limit(), self.later(seconds));
        let command = Exchange::PostQuote { name, sell, buy, amount, rate, until };
        (self.bank(), Command::Exchange(command))
    }

    fn conversion(&mut self) -> (PartyId, Command) {
        let (sell, buy) = self.pair();
        // R-FX-16: often more than is there, and not more than quotes give.
        let amount = match self.random.below(3) {
            0 => Amount::from_minor(u128::from(15 + self.random.below(50))),
            _ => self.offer(),
        };
        let limit = self.limit();
        let rounds = self.random.one_of(&[1, 3, 0]);
        let seconds = self.random.below(20_000);
        let waits = [Some(Validity::Rounds(rounds)), Some(Validity::Until(self.later(seconds)))];
        let wait = if self.random.once_in(3) { None } else { self.random.one_of(&waits) };
        let (uetr, creditor) = (self.unused_name(), self.bank());
        let command = Exchange::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait };
        (self.bank(), Command::Exchange(command))
    }

    /// Prices at which nothing trades, for a round that may be open.
    fn prices(&mut self) -> (PartyId, Command) {
        let price = |currency| Price { currency, worth: 1, share: 1 << 32 };
        let prices = vec![price(self.id(0)), price(self.id(1))];
        let (fills, constraints) = (Vec::new(), Vec::new());
        let standing = self.random.one_of(&[Standing::Equilibrium, Standing::Partial]);
        let clearing = Clearing { standing, value: 0, prices, fills, constraints };
        let round = 1 + self.random.below(4);
        (self.bank(), Command::Exchange(Exchange::ProposePrices { round, clearing }))
    }

    /// Two currencies, often the first two; seldom the same twice.
    fn pair(&mut self) -> (CurrencyId, CurrencyId) {
        match self.random.below(3) {
            0 => return (self.id(0), self.id(1)),
            1 => return (self.id(1), self.id(0)),
            _ => {}
        }
        let (sell, buy) = (self.currency(), self.currency());
        if sell == buy { (sell, self.currency()) } else { (sell, buy) }
    }

    /// Mostly little, so that it is there.
    fn offer(&mut self) -> Amount {
        match self.random.below(8) {
            0 => self.amount(),
            _ => Amount::from_minor(u128::from(1 + self.random.below(30))),
        }
    }

    /// Mostly content with a little less than one for one, so that something trades.
    pub(super) fn limit(&mut self) -> Rate {
        let hundredths = 80 + self.random.below(21);
        match self.random.below(5) {
            0 => self.rate(),
            _ => Rate::new(hundredths, 100).expect("both parts are above zero"),
        }
    }

    /// Takes an order back, mostly one's own of the last ones.
    fn cancel_order(&mut self) -> (PartyId, Command) {
        let number = OrderNumber(1 + self.random.below(12));
        (self.bank(), Command::Exchange(Exchange::CancelOrder { number }))
    }

    fn yardstick(&mut self) -> (PartyId, Command) {
        let name = match self.random.below(12) {
            0 => String::new(),
            1 => "x".repeat(141),
            2 => String::from("tab\there"),
            _ => String::from("a basket that nobody holds"),
        };
        (PartyId::OPERATOR, Command::Exchange(Exchange::NameYardstick { name }))
    }

    /// Mostly near one for one, so that many move little; sometimes at the ends of the range, and
    /// sometimes beyond them.
    fn rate(&mut self) -> Rate {
        let most = 1_000_000_000_000;
        let (numerator, denominator) = match self.random.below(20) {
            0 => (most, most / 100),
            1 => (1, most),
            2 => (most + 1, most),
            3 => (101, 1),
            4 => (7, 3),
            _ => (9_900 + self.random.below(200), 10_000),
        };
        Rate::new(numerator, denominator).expect("both parts are above zero")
    }

    fn post(&mut self, currency: CurrencyId, rate: Rate, from: BusinessDate) -> (PartyId, Command) {
        self.posted.insert(currency, (rate, from));
        let command = Exchange::PostOfficialRate { currency, rate, from };
        (self.agent(currency), Command::Exchange(command))
    }

    /// Approves what was posted last; sometimes something else.
    fn approval(&mut self, currency: CurrencyId) -> (PartyId, Command) {
        let other = (self.rate(), self.today());
        let known = self.posted.get(&currency).copied().unwrap_or(other);
        let (rate, from) = if self.random.once_in(8) { other } else { known };
        let command = Exchange::ApproveOfficialRate { currency, rate, from };
        (PartyId::OPERATOR, Command::Exchange(command))
    }
}
