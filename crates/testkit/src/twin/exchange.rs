//! Official rates, and what they make money count for.

use std::collections::{BTreeMap, BTreeSet};

use settlement::fx::{BasisPoints, Command, Purpose, Switch, Trading, Validity};
use settlement::payment::Leg;
use settlement::{PartyId, Refusal};
use terms::{Amount, BusinessDate, CurrencyId, Digest, Rate};

use super::{Answer, Order, Twin, ensure};

/// Largest part of a posted rate.
const MAX_PART: u64 = 1_000_000_000_000;

/// All that was posted of one currency and still matters.
#[derive(Clone, Debug, Default)]
struct Official {
    /// Rates that were approved, or needed no approval. Order: as posted.
    approved: Vec<(BusinessDate, Rate)>,
    /// The last one posted, if it must be approved.
    unapproved: Option<(BusinessDate, Rate)>,
}

/// What one currency's agent allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Whether it is exchanged at all.
    pub trading: Trading,
    /// How far prices may stand from its official rate.
    pub band: Option<BasisPoints>,
    /// How much of it may be sold in a day.
    pub quota: Option<Amount>,
    /// How much of it was sold in this one.
    pub sold: Amount,
    /// Against what it is switched off.
    pub off: BTreeSet<CurrencyId>,
}

/// What was said about exchange.
#[derive(Clone, Debug, Default)]
pub(super) struct Exchange {
    yardstick: String,
    official: BTreeMap<CurrencyId, Official>,
    pub(super) allowed: BTreeMap<CurrencyId, Allowed>,
}

impl Twin {
    pub(super) fn exchange(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::NameYardstick { name } => {
                // R-FX-01
                self.require_operator(by)?;
                let sound = name.is_ascii()
                    && !name.chars().any(|c| c.is_ascii_control())
                    && (1..=140).contains(&name.len());
                ensure(sound, Refusal::ParameterOutOfRange)?;
                self.exchange.yardstick.clone_from(name);
                self.exchange.official.clear();
                Ok(())
            }
            Command::PostOfficialRate { currency, rate, from } => {
                self.require_agent(by, *currency)?;
                self.post_rate(*currency, *rate, *from)
            }
            Command::ApproveOfficialRate { currency, rate, from } => {
                // R-FX-03
                self.require_operator(by)?;
                self.require_currency(*currency)?;
                let agent = self.currencies[currency.index()].agent;
                ensure(agent != by, Refusal::NotAuthorised)?;
                let official = self.exchange.official.entry(*currency).or_default();
                let wanted = Some((*from, *rate));
                ensure(official.unapproved == wanted, Refusal::NothingToApprove)?;
                official.unapproved = None;
                official.approved.push((*from, *rate));
                Ok(())
            }
            Command::SetBand { currency, .. }
            | Command::SetQuota { currency, .. }
            | Command::SwitchPair { currency, .. }
            | Command::HaltExchange { currency }
            | Command::ResumeExchange { currency } => {
                self.require_agent(by, *currency)?;
                self.allow(*currency, command)
            }
            Command::PlaceOrder { name, sell, buy, amount, limit, validity } => {
                let (sell, buy, left, limit) = (*sell, *buy, *amount, *limit);
                let (validity, purpose) = (*validity, Purpose::Round);
                self.place(*name, Order { by, to: by, sell, buy, left, limit, validity, purpose })
            }
            Command::PostQuote { name, sell, buy, amount, rate, until } => {
                let (sell, buy, left, limit) = (*sell, *buy, *amount, *rate);
                let (validity, purpose) = (Validity::Until(*until), Purpose::Quote);
                self.place(*name, Order { by, to: by, sell, buy, left, limit, validity, purpose })
            }
            Command::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait } => {
                let (sell, buy, left, limit) = (*sell, *buy, *amount, *limit);
                let validity = wait.unwrap_or(Validity::Rounds(1));
                let (uetr, creditor, evidence) = (*uetr, *creditor, Digest::ZERO);
                let purpose = Purpose::Payment { uetr, creditor, evidence };
                let to = creditor;
                let order = Order { by, to, sell, buy, left, limit, validity, purpose };
                self.convert_payment(uetr, order, *wait)
            }
            Command::CancelOrder { number } => self.cancel_order(by, *number),
            Command::ProposePrices { round, clearing } => self.prices(by, *round, clearing),
        }
    }

    /// R-FX-05 to R-FX-08
    fn allow(&mut self, currency: CurrencyId, command: &Command) -> Answer {
        let mut allowed = self.allowed(currency);
        match command {
            Command::SetBand { band, .. } => {
                let sound = band.is_none_or(|band| (1..=5_000).contains(&band.0));
                ensure(sound, Refusal::ParameterOutOfRange)?;
                allowed.band = *band;
            }
            Command::SetQuota { amount, .. } => {
                let sound = amount.is_none_or(|amount| amount <= Amount::MAX);
                ensure(sound, Refusal::AmountTooLarge)?;
                allowed.quota = *amount;
            }
            Command::SwitchPair { against, switch, .. } => {
                self.require_currency(*against)?;
                ensure(*against != currency, Refusal::PairMalformed)?;
                match switch {
                    Switch::On => allowed.off.remove(against),
                    Switch::Off => allowed.off.insert(*against),
                };
            }
            Command::HaltExchange { .. } => allowed.trading = Trading::Halted,
            _ => allowed.trading = Trading::Open,
        }
        self.exchange.allowed.insert(currency, allowed);
        Ok(())
    }

    /// What a currency's agent allows.
    pub fn allowed(&self, currency: CurrencyId) -> Allowed {
        self.exchange.allowed.get(&currency).cloned().unwrap_or_default()
    }

    /// R-FX-06: each close starts the count anew.
    pub(super) fn end_day_exchange(&mut self, currency: CurrencyId) {
        if let Some(allowed) = self.exchange.allowed.get_mut(&currency) {
            allowed.sold = Amount::ZERO;
        }
    }

    /// R-FX-02, R-FX-03
    fn post_rate(&mut self, currency: CurrencyId, rate: Rate, from: BusinessDate) -> Answer {
        ensure(!self.exchange.yardstick.is_empty(), Refusal::YardstickUnnamed)?;
        let (numerator, denominator) = (rate.numerator(), rate.denominator());
        let bounded = (1..=MAX_PART).contains(&numerator) && (1..=MAX_PART).contains(&denominator);
        ensure(bounded && numerator <= 100 * denominator, Refusal::RateMalformed)?;
        let old = self.official_rate(currency);
        let today = self.now.date();
        let near = old.is_some_and(|old| {
            let one = i128::from(old.numerator()) * i128::from(denominator);
            let other = i128::from(numerator) * i128::from(old.denominator());
            (other - one).abs() * 10_000 <= one * i128::from(self.parameters.rate_step)
        });
        let official = self.exchange.official.entry(currency).or_default();
        // What is still to come is replaced; what is in force is not, until the new one is.
        official.approved.retain(|(from, _)| *from <= today);
        official.unapproved = None;
        if near {
            official.approved.push((from, rate));
        } else {
            official.unapproved = Some((from, rate));
        }
        Ok(())
    }

    /// R-FX-02: the last one posted whose date has come.
    pub(super) fn official_rate(&self, currency: CurrencyId) -> Option<Rate> {
        let approved = &self.exchange.official.get(&currency)?.approved;
        let today = self.now.date();
        approved.iter().rev().find(|(from, _)| *from <= today).map(|(_, rate)| *rate)
    }

    /// R-FX-04: millionths of the yardstick, leg by leg rounded down.
    pub(super) fn worth(&self, legs: &[Leg]) -> u128 {
        let worth = |leg: &Leg| {
            self.official_rate(leg.currency).map_or(0, |rate| {
                let (numerator, denominator) =
                    (u128::from(rate.numerator()), u128::from(rate.denominator()));
                let product = leg.amount.minor() * numerator;
                product / denominator * 1_000_000 + product % denominator * 1_000_000 / denominator
            })
        };
        legs.iter().map(worth).sum()
    }
}
