//! Events on who takes part, on the supply, the operating day and the rulebook.

use settlement::issuance::{Disposal, OvernightPolicy};
use settlement::{issuance, operating_day, participation, rulebook};
use terms::CurrencyId;

use super::{Telling, moment};
use crate::scenario::vocabulary::{ACCESS, CLASSES, PHASES, word_for};

impl Telling<'_> {
    pub(super) fn participation(&self, event: &participation::Event) -> String {
        use participation::Event;
        match event {
            Event::PartyRegistered { party: _, bic } => format!("{bic} registered"),
            Event::ParticipantAdmitted { party, currency, class, access } => format!(
                "{} admitted to {} as {}, {}",
                self.bank(*party),
                self.code(*currency),
                word_for(CLASSES, class),
                word_for(ACCESS, access)
            ),
            Event::AccessChanged { party, currency, access } => format!(
                "access of {} to {}: {}",
                self.bank(*party),
                self.code(*currency),
                word_for(ACCESS, access)
            ),
            Event::MandateGranted { party, currency, to } => format!(
                "{} may submit debits of {} in {}",
                self.bank(*to),
                self.bank(*party),
                self.code(*currency)
            ),
            Event::MandateRevoked { party, currency, from } => format!(
                "{} may no longer submit debits of {} in {}",
                self.bank(*from),
                self.bank(*party),
                self.code(*currency)
            ),
            Event::KeyAdded { party, number, key: _, from } => {
                format!("key {} of {} counts from {}", number.0, self.bank(*party), moment(*from))
            }
            Event::KeyRevoked { party, number, by } => {
                format!("key {} of {} revoked by {}", number.0, self.bank(*party), self.bank(*by))
            }
        }
    }

    pub(super) fn issuance(&self, event: &issuance::Event) -> String {
        use issuance::Event;
        match event {
            Event::FundsIssued { currency, party, amount, balance, .. } => format!(
                "issued {} to {}",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance)
            ),
            Event::FundsRedeemed { currency, party, amount, balance, .. } => format!(
                "redeemed {} from {}",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance)
            ),
            Event::OvernightPolicySet { currency, class, policy } => format!(
                "overnight {} for {} holders: {}",
                self.code(*currency),
                word_for(CLASSES, class),
                self.policy(*currency, *policy)
            ),
            Event::OvernightSwept { currency, party, amount, balance } => format!(
                "swept {} from {}",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance)
            ),
            Event::OvernightReturned { currency, party, amount, balance } => format!(
                "returned {} from {}",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance)
            ),
        }
    }

    fn policy(&self, currency: CurrencyId, policy: OvernightPolicy) -> String {
        match policy {
            OvernightPolicy::Free => "any balance".to_owned(),
            OvernightPolicy::Capped(cap, disposal) => {
                let cap = self.money(currency, cap);
                format!("up to {cap}, the rest {}", disposal_words(disposal))
            }
            OvernightPolicy::Forbidden(disposal) => {
                format!("nothing, all {}", disposal_words(disposal))
            }
        }
    }

    pub(super) fn operating_day(&self, event: &operating_day::Event) -> String {
        use operating_day::Event;
        match event {
            Event::CalendarSet { currency, version } => {
                format!("{} has calendar {version}", self.code(*currency))
            }
            Event::DayOpened { currency, date } => {
                format!("{} opened for {date}", self.code(*currency))
            }
            Event::PhaseChanged { currency, date, phase } => {
                format!("{} {} for {date}", self.code(*currency), word_for(PHASES, phase))
            }
            Event::DayClosed { currency, date } => {
                format!("{} closed for {date}", self.code(*currency))
            }
            Event::DayExtended { currency, date, close } => {
                format!("{} of {date} closes at {}", self.code(*currency), moment(*close))
            }
            Event::CurrencySuspended { currency } => format!("{} suspended", self.code(*currency)),
            Event::CurrencyResumed { currency } => format!("{} resumed", self.code(*currency)),
        }
    }

    pub(super) fn rulebook(&self, event: &rulebook::Event) -> String {
        use rulebook::Event;
        match event {
            Event::CurrencyDefined { currency: _, code, minor_units, agent } => {
                format!("{code} defined, {minor_units} decimals, of {}", self.bank(*agent))
            }
            Event::RulebookScheduled { version, from } => {
                format!("rulebook {version} scheduled from record {from}")
            }
            Event::RulebookActivated { version } => format!("rulebook {version} in force"),
            Event::AccountRedenominated { party, old, new, converted, remainder } => format!(
                "{} has {} for its {}, {} left over",
                self.bank(*party),
                self.money(*new, *converted),
                self.code(*old),
                self.sum(*old, *remainder)
            ),
            Event::CurrencyRedenominated { old, new, factor, left } => format!(
                "{} redenominated to {}: {} for {}, {} left over",
                self.code(*old),
                self.code(*new),
                self.money(*old, *factor),
                self.money(*new, terms::Amount::from_minor(1)),
                self.sum(*old, *left)
            ),
        }
    }
}

fn disposal_words(disposal: Disposal) -> &'static str {
    match disposal {
        Disposal::Sweep => "swept",
        Disposal::Return => "returned",
        Disposal::Invest => "invested",
        Disposal::InvestOvernight => "invested until the next opening",
    }
}
