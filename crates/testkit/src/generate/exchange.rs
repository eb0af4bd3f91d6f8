//! What agents and the operator say about exchange.

use settlement::fx::{BasisPoints, Command as Exchange, OrderNumber, Switch, Validity};
use settlement::{Command, PartyId};
use terms::{BusinessDate, CurrencyId, Rate};

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
            commands.push((self.agent(currency), Command::Exchange(open)));
        }
        commands
    }

    /// Something about exchange.
    pub(super) fn exchange(&mut self) -> (PartyId, Command) {
        let currency = self.currency();
        match self.random.below(60) {
            0 => self.yardstick(),
            1..=5 => self.approval(currency),
            6..=13 => self.terms(currency),
            14..=46 => self.order(),
            47..=51 => self.cancel_order(),
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
        let command = match self.random.below(8) {
            0 | 1 => {
                let band = self.random.one_of(&[0, 1, 50, 500, 5_000, 5_001]);
                Exchange::SetBand { currency, band: some.then_some(BasisPoints(band)) }
            }
            2 | 3 => Exchange::SetQuota { currency, amount: some.then_some(amount) },
            4 | 5 => {
                let switch = self.random.one_of(&[Switch::On, Switch::On, Switch::Off]);
                Exchange::SwitchPair { currency, against, switch }
            }
            6 => Exchange::HaltExchange { currency },
            _ => Exchange::ResumeExchange { currency },
        };
        (self.agent(currency), Command::Exchange(command))
    }

    fn order(&mut self) -> (PartyId, Command) {
        let (sell, buy, amount) = (self.currency(), self.currency(), self.amount());
        let validity = match self.random.below(12) {
            0..=4 => {
                let seconds = self.random.below(20_000);
                Validity::Until(self.later(seconds))
            }
            5 => Validity::Rounds(self.random.one_of(&[0, 10_000, 10_001])),
            _ => Validity::Rounds(1 + u16::try_from(self.random.below(5)).unwrap_or(0)),
        };
        let limit = self.rate();
        let command = Exchange::PlaceOrder { sell, buy, amount, limit, validity };
        (self.bank(), Command::Exchange(command))
    }

    /// Takes an order back, mostly one's own of the last ones.
    fn cancel_order(&mut self) -> (PartyId, Command) {
        let number = OrderNumber(1 + self.random.below(20));
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
