//! Commands of operators, agents and holders.

use settlement::issuance::{Command as Issuance, Disposal, OvernightPolicy};
use settlement::liquidity::{Command as Liquidity, StandingAmount, StandingOrder, Trigger};
use settlement::operating_day::Command as OperatingDay;
use settlement::participation::{Access, Command as Participation, HolderClass};
use settlement::queue::{Command as Queue, Policy};
use settlement::rulebook::{Behaviour, Command as Rulebook, Parameters};
use settlement::{Command, PartyId};
use terms::{Amount, CurrencyCode, CurrencyId, Duration, LogPosition, TimeOfDay};

use super::paid::PRIORITIES;
use super::world::{World, bic, letter};

impl World {
    /// Something that somebody asks for; rarely somebody who may not.
    pub(super) fn next_command(&mut self) -> (PartyId, Command) {
        let (by, command) = match self.random.below(286) {
            0..=49 => self.submit(),
            50..=54 => self.consent(),
            55..=62 => self.manage(),
            63..=75 => self.liquidity(),
            76..=82 => self.issuance(),
            83..=85 => self.propose(),
            86..=91 => self.operating_day(),
            92..=97 => self.participation(),
            98..=99 => self.rulebook(),
            100..=169 => self.exchange(),
            170..=219 => self.cycle(),
            220..=239 => self.swap(),
            240..=269 => self.surplus(),
            _ => self.agreement(),
        };
        let by = if self.random.once_in(30) { self.bank() } else { by };
        (by, command)
    }

    pub(super) fn liquidity(&mut self) -> (PartyId, Command) {
        let (by, currency) = (self.bank(), self.currency());
        let (other, amount) = (self.bank(), self.amount());
        let limit = (!self.random.once_in(3)).then_some(amount);
        let command = match self.random.below(9) {
            0 | 1 => {
                let priority = self.random.one_of(&PRIORITIES);
                Liquidity::ReserveFunds { currency, priority, amount }
            }
            2 => Liquidity::SetBilateralLimit { currency, counterparty: other, amount: limit },
            3 => Liquidity::SetMultilateralLimit { currency, amount: limit },
            4 => {
                let credit = Liquidity::SetCreditLine { currency, party: other, amount };
                return (self.agent(currency), Command::Liquidity(credit));
            }
            5 | 6 => {
                let name = self.unused_name();
                Liquidity::TransferLiquidity { name, currency, to: other, amount }
            }
            7 => Liquidity::SetStandingOrder {
                currency,
                number: self.random.one_of(&[1, 2]),
                order: (!self.random.once_in(5)).then(|| self.standing_order(other, amount)),
            },
            _ => {
                let policy = if self.random.once_in(2) { Policy::Fifo } else { Policy::Bypass };
                return (by, Command::Queue(Queue::SetQueuePolicy { currency, policy }));
            }
        };
        (by, Command::Liquidity(command))
    }

    fn standing_order(&mut self, to: PartyId, amount: Amount) -> StandingOrder {
        let trigger = self.random.one_of(&[Trigger::Open, Trigger::Close]);
        let amounts = [StandingAmount::Fixed(amount), StandingAmount::Above(amount)];
        StandingOrder { trigger, to, amount: self.random.one_of(&amounts) }
    }

    pub(super) fn issuance(&mut self) -> (PartyId, Command) {
        let currency = self.currency();
        let (party, amount) = (self.bank(), self.amount());
        let command = match self.random.below(8) {
            0..=3 => Issuance::Issue { name: self.unused_name(), currency, to: party, amount },
            4..=6 => Issuance::Redeem { name: self.unused_name(), currency, from: party, amount },
            _ => {
                let disposal = self.random.one_of(&[
                    Disposal::Sweep,
                    Disposal::Return,
                    Disposal::Invest,
                    Disposal::InvestOvernight,
                ]);
                let policies = [
                    OvernightPolicy::Free,
                    OvernightPolicy::Capped(amount, disposal),
                    OvernightPolicy::Forbidden(disposal),
                ];
                let policy = self.random.one_of(&policies);
                Issuance::SetOvernightPolicy { currency, class: self.class(), policy }
            }
        };
        (self.agent(currency), Command::Issuance(command))
    }

    pub(super) fn class(&mut self) -> HolderClass {
        self.random.one_of(&[
            HolderClass::Agent,
            HolderClass::ResidentBank,
            HolderClass::ForeignBank,
            HolderClass::ExchangeProvider,
            HolderClass::Indirect,
        ])
    }

    fn operating_day(&mut self) -> (PartyId, Command) {
        let currency = self.currency();
        let command = match self.random.below(8) {
            0..=2 => self.extend_day(currency),
            3 => OperatingDay::SuspendCurrency { currency },
            4 | 5 => OperatingDay::ResumeCurrency { currency },
            _ => self.next_calendar(currency),
        };
        (self.agent(currency), Command::OperatingDay(command))
    }

    fn extend_day(&mut self, currency: CurrencyId) -> OperatingDay {
        let date = self.today().plus_days(self.random.one_of(&[-1, 0, 0, 0, 1, 9]));
        let minutes = self.random.one_of(&[0, 15, 60, 120, 721]);
        OperatingDay::ExtendDay { currency, date, minutes }
    }

    /// The next version, with one more holiday and another cut-off: days only become fewer, and
    /// none begins earlier or ends later, so that no two overlap. Sometimes one that is not sound.
    fn next_calendar(&mut self, currency: CurrencyId) -> OperatingDay {
        let Some(known) = self.calendars.get(currency.index()).cloned() else {
            return OperatingDay::ResumeCurrency { currency };
        };
        let mut calendar = known;
        calendar.version += 1;
        let ahead = self.random.one_of(&[2, 3, 5]);
        calendar.valid_from = calendar.valid_from.max(self.today().plus_days(ahead));
        let holiday = calendar.valid_from.plus_days(self.random.one_of(&[0, 1, 3]));
        calendar.holidays.insert(holiday);
        let hour = 10 + u8::try_from(self.random.below(6)).unwrap_or(0);
        let cut_off = TimeOfDay::new(hour, 30).unwrap_or_default();
        calendar.customer_cut_off = cut_off.min(calendar.close);
        match self.random.below(6) {
            0 => calendar.version += 1,
            1 => calendar.customer_cut_off = calendar.open,
            2 => calendar.valid_from = self.today().plus_days(-3),
            _ => self.calendars[currency.index()] = calendar.clone(),
        }
        OperatingDay::SetCalendar { currency, calendar }
    }

    pub(super) fn participation(&mut self) -> (PartyId, Command) {
        let (currency, party) = (self.currency(), self.bank());
        let agent = self.agent(currency);
        let (by, command) = match self.random.below(10) {
            0 => {
                let known = self.random.once_in(2);
                let number = if known { self.parties - 1 } else { self.parties };
                if !known {
                    self.banks.push(PartyId::new(number));
                    self.parties += 1;
                }
                let register = Participation::RegisterParty { bic: bic(number), keys: Vec::new() };
                (PartyId::OPERATOR, register)
            }
            1 | 2 => {
                let (class, access) = (self.class(), self.access());
                (agent, Participation::AdmitParticipant { currency, party, class, access })
            }
            3..=7 => {
                let access = self.access();
                (agent, Participation::ChangeAccess { currency, party, access })
            }
            8 => (party, Participation::GrantMandate { currency, to: self.bank() }),
            _ => (party, Participation::RevokeMandate { currency, from: self.bank() }),
        };
        (by, Command::Participation(command))
    }

    fn access(&mut self) -> Access {
        self.random.one_of(&[
            Access::Full,
            Access::Full,
            Access::Full,
            Access::Full,
            Access::SendOnly,
            Access::ReceiveOnly,
            Access::Suspended,
            Access::Closed,
        ])
    }

    fn rulebook(&mut self) -> (PartyId, Command) {
        match self.random.below(4) {
            0 => (PartyId::OPERATOR, Command::Rulebook(self.next_rulebook())),
            1 => (PartyId::OPERATOR, Command::Rulebook(self.define())),
            _ => self.redenominate(),
        }
    }

    /// The next version; sometimes one that is not next, or not sound.
    fn next_rulebook(&mut self) -> Rulebook {
        let (version, parameters) = self.rulebook;
        let seconds = self.random.one_of(&[0, 60, 600, 3_600]);
        let parameters = Parameters {
            acceptance_days: self.random.one_of(&[0, 3, 30, 366]),
            offsetting_interval: Duration::from_seconds(seconds),
            offsetting_items: self.random.one_of(&[0, 1, 2, 5, 20_000]),
            waiting_per_party: self.random.one_of(&[2, 10, 100_000]),
            behaviour: self.random.one_of(&[
                Behaviour::FIRST,
                Behaviour::new(2),
                Behaviour::new(4),
                Behaviour::new(5),
                Behaviour::new(6),
                Behaviour::new(7),
                Behaviour::LATEST,
                Behaviour::LATEST,
                Behaviour::new(0),
            ]),
            ..parameters
        };
        let version = version + if self.random.once_in(6) { 2 } else { 1 };
        let known = parameters.behaviour != Behaviour::new(0);
        let few = parameters.offsetting_items < 2 && parameters.behaviour.number() < 3;
        let sound = parameters.acceptance_days <= 365 && seconds > 0 && known && !few;
        if sound && version == self.rulebook.0 + 1 {
            self.rulebook = (version, parameters);
        }
        let ahead = self.random.below(5);
        let from = LogPosition::new(self.moment.position.number() + ahead);
        Rulebook::ActivateRulebook { version, parameters, from }
    }

    fn define(&mut self) -> Rulebook {
        let code = letter(self.random.index(12)).repeat(3);
        Rulebook::DefineCurrency {
            code: CurrencyCode::parse(&code).expect("three capital letters"),
            minor_units: self.random.one_of(&[0, 2, 9]),
            agent: self.bank(),
            valid_from: self.today().plus_days(self.random.one_of(&[-1, 8])),
            valid_until: None,
        }
    }

    /// Turns the last currency but one into the last; where they share no agent it is refused.
    fn redenominate(&mut self) -> (PartyId, Command) {
        let count = self.agents.len();
        let (old, new) = (self.id(count - 2), self.id(count - 1));
        let units = self.random.one_of(&[0, 1, 7, 100, 1_000]);
        let command = Rulebook::Redenominate { old, new, units };
        (self.agent(old), Command::Rulebook(command))
    }
}
