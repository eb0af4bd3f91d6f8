//! Events in words.

mod approvals;
mod cycle;
mod exchange;
mod objection;
mod payment;
mod surplus;
mod swaps;
mod system;

use settlement::payment::WaitingFor;
use settlement::{Event, Machine, PartyId, Refusal};
use terms::{Balance, CurrencyId, Instant};

use super::names::Names;

/// What it takes to tell an event to a reader who knows names and not numbers.
pub(super) struct Telling<'a> {
    pub(super) machine: &'a Machine,
    pub(super) names: &'a Names,
    /// The verb and first word of the line that was played.
    pub(super) said: String,
    /// What was commanded by it, if anything.
    pub(super) command: Option<&'a settlement::Command>,
}

impl Telling<'_> {
    /// One event in one line.
    pub(super) fn event(&self, event: &Event) -> String {
        match event {
            Event::Refused { refusal, .. } => {
                let rule = match self.command {
                    Some(command) => command.rule_of(*refusal),
                    None => refusal.rule(),
                };
                format!("refused {}: {}", words_under(*refusal, rule), self.said)
            }
            Event::Participation(event) => self.participation(event),
            Event::Issuance(event) => self.issuance(event),
            Event::Payment(event) => self.payment(event),
            Event::Queue(event) => self.queue(event),
            Event::Liquidity(event) => self.liquidity(event),
            Event::Offsetting(event) => self.offsetting(event),
            Event::OperatingDay(event) => self.operating_day(event),
            Event::Rulebook(event) => self.rulebook(event),
            Event::Exchange(event) => self.exchange(event),
            Event::Cycle(event) => self.cycle(event),
            Event::Swap(event) => self.swap(event),
            Event::Approval(event) => self.approval(event),
            Event::Surplus(event) => self.surplus(event),
        }
    }

    /// What keeps an instruction waiting, as the words behind "waits".
    pub(super) fn waiting(&self, waiting: &WaitingFor) -> String {
        match waiting {
            WaitingFor::Counterpart { reference } => format!("for the other side of {reference}"),
            WaitingFor::Consent { party } => format!("for {} to consent", self.bank(*party)),
            WaitingFor::Moment { at } => format!("until {}", moment(*at)),
            WaitingFor::Resumption { currency } => {
                format!("for {} to be resumed", self.code(*currency))
            }
            WaitingFor::Access { party, currency } => {
                format!("for {} to be open to {}", self.code(*currency), self.bank(*party))
            }
            WaitingFor::Order { ahead } => format!("behind {}", self.names.name(*ahead)),
            WaitingFor::Limit { party, currency, counterparty, lacking } => format!(
                "for {} more under the limit of {} towards {}",
                self.money(*currency, *lacking),
                self.bank(*party),
                counterparty.map_or_else(|| "all".to_owned(), |to| self.bank(to)),
            ),
            WaitingFor::Funds { party, currency, lacking } => {
                format!("for {} more of {}", self.money(*currency, *lacking), self.bank(*party))
            }
            WaitingFor::HoldingCap { party, currency, lacking } => {
                let lacking = self.money(*currency, *lacking);
                format!("for {lacking} to leave {}, which may hold no more", self.bank(*party))
            }
            WaitingFor::Quotes { obstacle } => {
                format!("to be converted: {}", self.obstacle(*obstacle))
            }
        }
    }

    /// A party's BIC.
    pub(super) fn bank(&self, party: PartyId) -> String {
        if party == PartyId::OPERATOR {
            return "operator".to_owned();
        }
        let bic = self.machine.bic(party);
        bic.map_or_else(|| "somebody".to_owned(), |bic| bic.as_short().to_owned())
    }

    /// A currency's letters.
    pub(super) fn code(&self, currency: CurrencyId) -> String {
        let defined = self.machine.currencies().find(|(id, ..)| *id == currency);
        defined.map_or_else(|| "no currency".to_owned(), |(_, code, ..)| code.to_string())
    }

    /// An amount or a balance with the currency's decimals.
    pub(super) fn sum(&self, currency: CurrencyId, balance: impl Into<Balance>) -> String {
        let defined = self.machine.currencies().find(|(id, ..)| *id == currency);
        balance.into().to_decimal(defined.map_or(0, |(_, _, digits, _)| digits))
    }

    /// An amount or a balance with the currency's decimals and letters.
    pub(super) fn money(&self, currency: CurrencyId, balance: impl Into<Balance>) -> String {
        format!("{} {}", self.sum(currency, balance), self.code(currency))
    }

    /// A bank with its balance behind it.
    fn holding(&self, party: PartyId, currency: CurrencyId, balance: Balance) -> String {
        format!("{} ({})", self.bank(party), self.sum(currency, balance))
    }
}

/// A refusal with all that is stable about it.
fn refusal_words(refusal: Refusal) -> String {
    words_under(refusal, refusal.rule())
}

/// The same, by a rule that says so of what was commanded.
fn words_under(refusal: Refusal, rule: &str) -> String {
    format!("{} {} {} {rule}", refusal.number(), refusal.name(), refusal.iso())
}

/// A moment to the minute, and to the second where there are any.
pub(super) fn moment(instant: Instant) -> String {
    let seconds = instant.unix_seconds() % 86_400;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let exact = if second == 0 { String::new() } else { format!(":{second:02}") };
    format!("{} {hour:02}:{minute:02}{exact}Z", instant.date())
}
