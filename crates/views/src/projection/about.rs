//! What events without a table of their own are about.

use serde_json::to_string;
use settlement::operating_day::Event as Day;
use settlement::{
    Event, PartyId, Priority, approval, cycle, fx, issuance, liquidity, participation, rulebook,
    surplus, swap,
};
use terms::{Amount, CurrencyId};

/// Whom and what an event is about.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) feature: &'static str,
    pub(super) party: Option<PartyId>,
    pub(super) currency: Option<CurrencyId>,
}

/// What was said on liquidity.
#[derive(Debug)]
pub(super) struct Liquidity {
    pub(super) change: &'static str,
    pub(super) party: PartyId,
    pub(super) currency: CurrencyId,
    pub(super) counterparty: Option<PartyId>,
    pub(super) priority: Option<Priority>,
    pub(super) amount: Option<Amount>,
}

/// An event in its own text, as `sarraf events` prints it.
pub(super) fn text(event: &Event) -> String {
    // The obligations are rows of their own, and may be very many.
    if let Event::Cycle(cycle::Event::CycleSettled { cycle, obligations, .. }) = event {
        return format!("{{\"cycle\":{},\"obligations\":{}}}", cycle.0, obligations.len());
    }
    to_string(event).unwrap_or_default()
}

/// The name of an event within its feature: the second name in its text.
pub(super) fn variant(event: &Event) -> String {
    if let Event::Cycle(cycle::Event::CycleSettled { .. }) = event {
        return "CycleSettled".into();
    }
    text(event).split('"').nth(3).unwrap_or_default().to_owned()
}

/// What an event on liquidity says; transfers are payments and entries instead.
pub(super) fn liquidity(event: &liquidity::Event) -> Option<Liquidity> {
    use liquidity::Event as E;
    let said = |change, party: &PartyId, currency: &CurrencyId| Liquidity {
        change,
        party: *party,
        currency: *currency,
        counterparty: None,
        priority: None,
        amount: None,
    };
    Some(match event {
        E::FundsReserved { party, currency, priority, amount } => Liquidity {
            priority: Some(*priority),
            amount: Some(*amount),
            ..said("reserved", party, currency)
        },
        E::LimitSet { party, currency, counterparty, amount } => Liquidity {
            counterparty: *counterparty,
            amount: *amount,
            ..said("limit", party, currency)
        },
        E::CreditLineSet { party, currency, amount } => {
            Liquidity { amount: Some(*amount), ..said("credit", party, currency) }
        }
        E::CreditWithdrawn { party, currency, owed } => {
            Liquidity { amount: Some(*owed), ..said("credit withdrawn", party, currency) }
        }
        E::StandingOrderSet { party, currency, order, .. } => Liquidity {
            counterparty: order.map(|order| order.to),
            ..said("standing order", party, currency)
        },
        E::LiquidityTransferred { .. } => return None,
    })
}

/// What an event without a table of its own is about; none for those that have one.
pub(super) fn other(event: &Event) -> Option<Said> {
    let said = |feature, party: Option<PartyId>, currency: Option<CurrencyId>| {
        Some(Said { feature, party, currency })
    };
    match event {
        Event::Refused { .. } | Event::Payment(_) | Event::Offsetting(_) | Event::Liquidity(_) => {
            None
        }
        Event::Participation(event) => {
            let (party, currency) = participation(event);
            said("participation", Some(party), currency)
        }
        Event::Issuance(issuance::Event::OvernightPolicySet { currency, .. }) => {
            said("issuance", None, Some(*currency))
        }
        Event::Issuance(_) => None,
        Event::Queue(settlement::queue::Event::QueuePolicySet { party, currency, .. }) => {
            said("queue", Some(*party), Some(*currency))
        }
        Event::Queue(_) => None,
        Event::OperatingDay(event) => said("operating day", None, Some(day(event))),
        Event::Rulebook(event) => {
            let (party, currency) = rules(event);
            said("rulebook", party, currency)
        }
        Event::Exchange(event) => {
            let currency = exchange(event)?;
            said("exchange", None, currency)
        }
        Event::Cycle(event) => cycle(event).and_then(|(p, c)| said("cycle", p, c)),
        Event::Swap(event) => {
            let (party, currency) = swap(event);
            said("swap", party, currency)
        }
        Event::Approval(event) => said("approval", Some(approval(event)), None),
        Event::Surplus(event) => {
            let (party, currency) = surplus(event)?;
            said("surplus", party, Some(currency))
        }
    }
}

fn participation(event: &participation::Event) -> (PartyId, Option<CurrencyId>) {
    use participation::Event as E;
    match event {
        E::PartyRegistered { party, .. } => (*party, None),
        E::ParticipantAdmitted { party, currency, .. }
        | E::AccessChanged { party, currency, .. }
        | E::MandateGranted { party, currency, .. }
        | E::MandateRevoked { party, currency, .. } => (*party, Some(*currency)),
        E::KeyAdded { party, .. } | E::KeyRevoked { party, .. } => (*party, None),
    }
}

fn day(event: &Day) -> CurrencyId {
    match event {
        Day::CalendarSet { currency, .. }
        | Day::DayOpened { currency, .. }
        | Day::PhaseChanged { currency, .. }
        | Day::DayClosed { currency, .. }
        | Day::DayExtended { currency, .. }
        | Day::CurrencySuspended { currency }
        | Day::CurrencyResumed { currency } => *currency,
    }
}

fn rules(event: &rulebook::Event) -> (Option<PartyId>, Option<CurrencyId>) {
    use rulebook::Event as E;
    match event {
        E::CurrencyDefined { currency, agent, .. } => (Some(*agent), Some(*currency)),
        E::AccountRedenominated { party, old, .. } => (Some(*party), Some(*old)),
        E::CurrencyRedenominated { old, .. } => (None, Some(*old)),
        E::RulebookScheduled { .. } | E::RulebookActivated { .. } => (None, None),
    }
}

/// None for orders and rounds, which have tables of their own.
fn exchange(event: &fx::Event) -> Option<Option<CurrencyId>> {
    use fx::Event as E;
    match event {
        E::YardstickNamed { .. } => Some(None),
        E::OfficialRatePosted { currency, .. }
        | E::OfficialRateApproved { currency, .. }
        | E::BandSet { currency, .. }
        | E::QuotaSet { currency, .. }
        | E::PairSwitched { currency, .. }
        | E::ExchangeHalted { currency }
        | E::ExchangeResumed { currency } => Some(Some(*currency)),
        E::OrderPlaced { .. }
        | E::OrderEnded { .. }
        | E::RoundOpened { .. }
        | E::PricesProposed { .. }
        | E::ConversionHindered { .. }
        | E::ObjectionRaised { .. }
        | E::RoundCleared { .. }
        | E::OrderFilled { .. }
        | E::PaymentConverted { .. } => None,
    }
}

/// None for obligations, which are payments.
fn cycle(event: &cycle::Event) -> Option<(Option<PartyId>, Option<CurrencyId>)> {
    use cycle::Event as E;
    match event {
        E::CycleOpened { .. }
        | E::PayInsCalled { .. }
        | E::CycleSettled { .. }
        | E::CompressionCalculated { .. } => Some((None, None)),
        E::PaidIn { party, currency, .. } | E::ParticipantDefaulted { party, currency, .. } => {
            Some((Some(*party), Some(*currency)))
        }
        E::ObligationSubmitted { .. }
        | E::ObligationWithdrawn { .. }
        | E::ObligationRejected { .. } => None,
    }
}

fn swap(event: &swap::Event) -> (Option<PartyId>, Option<CurrencyId>) {
    use swap::Event as E;
    match event {
        E::SwapLineProposed { by, .. }
        | E::SwapLineAgreed { by, .. }
        | E::SwapLineClosed { by, .. } => (Some(*by), None),
        E::SwapDrawn { by, currency, .. }
        | E::SwapRepaid { by, currency, .. }
        | E::SwapOverdue { by, currency, .. } => (Some(*by), Some(*currency)),
    }
}

fn approval(event: &approval::Event) -> PartyId {
    use approval::Event as E;
    match event {
        E::ApprovalsRequired { by, .. }
        | E::CommandProposed { by, .. }
        | E::CommandApproved { by, .. }
        | E::CommandCarriedOut { by, .. }
        | E::ProposalRefused { by, .. }
        | E::ProposalWithdrawn { by, .. }
        | E::ProposalLapsed { by, .. }
        | E::OutflowCapSet { by, .. } => *by,
    }
}

/// None for what moves money alone, which is entries.
fn surplus(event: &surplus::Event) -> Option<(Option<PartyId>, CurrencyId)> {
    use surplus::Event as E;
    match event {
        E::InvestmentTermsSet { currency, .. }
        | E::ImbalanceTermsSet { currency, .. }
        | E::HoldingCapSet { currency, .. } => Some((None, *currency)),
        E::InterestOwed { currency, party, .. }
        | E::SurplusCharged { currency, party, .. }
        | E::DeficitCharged { currency, party, .. } => Some((Some(*party), *currency)),
        E::FundsInvested { .. } | E::InvestmentWithdrawn { .. } | E::InterestPaid { .. } => None,
    }
}
