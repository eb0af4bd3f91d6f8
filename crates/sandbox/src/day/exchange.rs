//! What banks do with money they have no use for: every half hour each looks at its own books, and
//! offers half of what it holds beyond what it began with for the currency it lacks most, as far as
//! it lacks it.

use std::collections::BTreeMap;

use client::{Outcome, taken, told};
use settlement::fx::{Constraint, Value};
use settlement::participation::HolderClass;
use terms::{Amount, Balance, CurrencyId, Rate, Uetr};

use super::{Day, Failed, failed, instant};
use crate::bank::{Body, Sort, Written};
use crate::report::{Exchange, Freed};

/// Ticks between two looks of a bank at its books.
pub(super) const LOOK: usize = 30;

/// Ticks for which an order stands: some rounds, and less than to the next look, at which nothing
/// of an order before is held any more.
const STANDS: usize = 25;

/// What a surplus must be worth to be offered. Unit: millionths of the yardstick's unit.
const LEAST: u128 = 10_000 * 1_000_000;

/// What a bank reads of exchange before it offers. Shape: one entry for each currency.
struct Allowed {
    rates: Vec<Option<Rate>>,
    /// The letters against which each currency is switched off.
    off: Vec<Vec<String>>,
}

/// A currency as a bank's own books show it: how far above or below what it began with.
struct Standing {
    currency: usize,
    rate: Rate,
    /// Unit: minor units; below zero where it has less.
    change: i128,
}

impl Standing {
    fn worth(&self) -> Value {
        Value::of(Amount::from_minor(self.change.unsigned_abs()), self.rate)
    }
}

impl Day {
    /// The orders of a look, if this tick is one. Every bank has read its outbox before.
    pub(super) async fn offers(&self, tick: usize) -> Result<Vec<Written>, Failed> {
        let rates = self.client.operations().rates().await.and_then(Outcome::told);
        let rates = rates.map_err(|error| failed("reading the official rates")(&error))?;
        let allowed = self.allowed(&rates);
        let banks = 0..self.world.banks.len();
        Ok(banks.flat_map(|bank| self.offers_of(bank, tick, &allowed)).collect())
    }

    fn allowed(&self, told: &told::Rates) -> Allowed {
        let row = |code: &str| told.rates.iter().find(|row| row.currency == code);
        let rate = |row: &told::RatesRates| {
            let (numerator, denominator) = row.rate.as_deref()?.split_once('/')?;
            let open = row.trading == "open";
            let rate = Rate::new(numerator.parse().ok()?, denominator.parse().ok()?).ok()?;
            open.then_some(rate)
        };
        let off = |row: &told::RatesRates| row.switched_off_against.clone();
        let codes = || self.world.currencies.iter().map(|currency| currency.code.as_str());
        Allowed {
            rates: codes().map(|code| rate(row(code)?)).collect(),
            off: codes().map(|code| row(code).map(off).unwrap_or_default()).collect(),
        }
    }

    /// One order for each currency of which the bank has well more than it began with.
    fn offers_of(&self, bank: usize, tick: usize, allowed: &Allowed) -> Vec<Written> {
        let standings = self.standings(bank, allowed);
        let (surpluses, mut lacks): (Vec<_>, Vec<_>) =
            standings.into_iter().partition(|standing| standing.change > 0);
        let is_on = |one: usize, other: usize| {
            let other = self.world.currencies[other].code.as_str();
            !allowed.off[one].iter().any(|off| off == other)
        };
        let mut offers = Vec::new();
        for surplus in &surpluses {
            let begun = self.begun(bank, surplus.currency);
            if surplus.change * 4 <= begun || surplus.worth().millionths() < LEAST {
                continue;
            }
            let able = lacks.iter_mut().filter(|lack| {
                let (one, other) = (surplus.currency, lack.currency);
                is_on(one, other) && is_on(other, one)
            });
            // Among equals the first of the bank's accounts, as a later one must lack more.
            let most =
                able.reduce(|most, next| if next.worth() > most.worth() { next } else { most });
            let Some(lack) = most else { continue };
            let Some(given) = offered(surplus, lack) else { continue };
            offers.extend(self.offer(bank, tick, (surplus, given), lack));
            // What is asked for already is not asked for with another surplus.
            let coming = convert(given, surplus.rate, lack.rate);
            let coming = coming.and_then(|coming| i128::try_from(coming).ok());
            lack.change = lack.change.saturating_add(coming.unwrap_or(i128::MAX)).min(0);
        }
        offers
    }

    fn begun(&self, bank: usize, currency: usize) -> i128 {
        let begun = self.endowment.get(&(bank, currency)).copied().unwrap_or_default();
        Balance::from(begun).minor()
    }

    /// What a bank knows of itself, in currencies that are exchanged. Order: as its accounts.
    fn standings(&self, bank: usize, allowed: &Allowed) -> Vec<Standing> {
        let known = &self.world.banks[bank];
        let Some(books) = self.books.get(&known.bic) else {
            return Vec::new();
        };
        let standing = |currency: &usize| {
            let code = self.world.currencies[*currency].code;
            let change = books.balance(code) - self.begun(bank, *currency);
            Some(Standing { currency: *currency, rate: allowed.rates[*currency]?, change })
        };
        known.accounts.iter().filter_map(standing).collect()
    }

    /// The order that offers so much of a surplus for what is lacking, at the official rate of the
    /// pair less one percent.
    fn offer(
        &self,
        bank: usize,
        tick: usize,
        (surplus, given): (&Standing, u128),
        lack: &Standing,
    ) -> Option<Written> {
        let asked = convert(given.checked_mul(99)?, surplus.rate, lack.rate)? / 100;
        if asked == 0 {
            return None;
        }
        let decimal = |currency: usize, minor: u128| {
            Amount::from_minor(minor).to_decimal(self.world.currencies[currency].exponent)
        };
        let code = |currency: usize| self.world.currencies[currency].code.to_string();
        let order = taken::PlaceOrder {
            name: name(self.options.seed, tick, bank, surplus.currency).to_string(),
            sell: taken::Money {
                currency: code(surplus.currency),
                amount: decimal(surplus.currency, given),
            },
            buy: taken::AtLeast {
                currency: code(lack.currency),
                at_least: decimal(lack.currency, asked),
            },
            until: Some(instant(tick + 1 + STANDS).to_string()),
            date: None,
            rounds: None,
        };
        let sender = self.world.banks[bank].bic;
        Some(Written { sender, body: Body::Order(order), sort: Sort::Order })
    }

    /// What exchange came to, from what can be read of its rounds.
    pub(super) fn exchange(&self, board: &node::Board) -> Exchange {
        let exchange = board.exchange();
        let totals = exchange.totals();
        let code = |id: CurrencyId| {
            board.currency(id).map_or_else(String::new, |(code, _)| code.to_string())
        };
        let mut bound: BTreeMap<String, u64> = BTreeMap::new();
        for constraint in exchange.rounds(0).flat_map(|round| &round.constraints) {
            let told = match constraint {
                Constraint::Halted(one) => format!("halt {}", code(*one)),
                Constraint::SwitchedOff(one, other) => {
                    format!("switch {}/{}", code(*one), code(*other))
                }
                Constraint::Band(one, other) => format!("band {}/{}", code(*one), code(*other)),
                Constraint::Quota(one) => format!("quota {}", code(*one)),
            };
            *bound.entry(told).or_default() += 1;
        }
        Exchange {
            yardstick: exchange.yardstick().to_owned(),
            rounds: totals.rounds,
            orders_sent: self.answers.orders,
            orders_placed: totals.orders,
            orders_filled: totals.filled,
            refusals: self.answers.order_refusals.clone(),
            value: totals.value.to_string(),
            bound,
            freed: self.freed(board),
        }
    }

    /// What banks abroad sold and bought in rounds, per currency, and what they are left with.
    fn freed(&self, board: &node::Board) -> BTreeMap<String, Freed> {
        let abroad: BTreeMap<_, _> =
            board.accounts().map(|row| ((row.party, row.currency), is_abroad(row.class))).collect();
        let is_abroad = |party, currency| abroad.get(&(party, currency)).copied().unwrap_or(false);
        let mut sums: BTreeMap<CurrencyId, (u128, u128)> = BTreeMap::new();
        for fill in board.exchange().rounds(0).flat_map(|round| &round.fills) {
            if is_abroad(fill.by, fill.sell) {
                sums.entry(fill.sell).or_default().0 += fill.sold.minor();
            }
            if is_abroad(fill.to, fill.buy) {
                sums.entry(fill.buy).or_default().1 += fill.received.minor();
            }
        }
        let held = self.held_abroad(board);
        let told = sums.into_iter().filter_map(|(id, (sold, bought))| {
            let (code, exponent) = board.currency(id)?;
            let signed = |minor: u128| i128::try_from(minor).unwrap_or(i128::MAX);
            let decimal = |minor: i128| Balance::from_minor(minor).to_decimal(exponent);
            let freed = Freed {
                sold_abroad: decimal(signed(sold)),
                bought_abroad: decimal(signed(bought)),
                net: decimal(signed(sold).saturating_sub(signed(bought))),
                held_abroad: decimal(held.get(&id.index()).copied().unwrap_or(0)),
            };
            Some((code.to_string(), freed))
        });
        told.collect()
    }

    /// What banks abroad hold of each currency beyond what they began with, all together; below
    /// zero if less. Unit: minor units. Key: the currency's place.
    pub(super) fn held_abroad(&self, board: &node::Board) -> BTreeMap<usize, i128> {
        let mut abroad: BTreeMap<usize, i128> = BTreeMap::new();
        for row in board.accounts().filter(|row| is_abroad(row.class)) {
            *abroad.entry(row.currency.index()).or_default() += row.balance.minor();
        }
        for ((bank, currency), amount) in &self.endowment {
            let resident =
                self.world.banks[*bank].country == self.world.currencies[*currency].country;
            if !resident {
                let begun = i128::try_from(amount.minor()).unwrap_or(0);
                *abroad.entry(*currency).or_default() -= begun;
            }
        }
        abroad
    }
}

fn is_abroad(class: HolderClass) -> bool {
    matches!(class, HolderClass::ForeignBank | HolderClass::ExchangeProvider)
}

/// Half of a surplus, and no more than what is lacking is worth, so that no new surplus comes of it.
fn offered(surplus: &Standing, lack: &Standing) -> Option<u128> {
    let needed = convert(lack.change.unsigned_abs(), lack.rate, surplus.rate)?;
    Some(needed.min(surplus.change.unsigned_abs() / 2)).filter(|given| *given > 0)
}

/// What an amount of one currency is officially worth in another, rounded down.
fn convert(amount: u128, from: Rate, to: Rate) -> Option<u128> {
    let product = amount.checked_mul(u128::from(from.numerator()))?;
    let product = product.checked_mul(u128::from(to.denominator()))?;
    product.checked_div(u128::from(from.denominator()) * u128::from(to.numerator()))
}

/// An order's name: of the day, the look, the bank and what it sells.
fn name(seed: u64, tick: usize, bank: usize, currency: usize) -> Uetr {
    /// Beyond the numbers of issues.
    const FIRST: usize = 1 << 40;
    let number = FIRST | tick << 16 | bank << 8 | currency;
    Uetr::from_random(u128::from(seed) << 64 | number as u128)
}
