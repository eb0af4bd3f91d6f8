//! A day of trade: who sends what to whom, when.
//!
//! Corridors are drawn by their yearly value, banks by their size, times by the payer's office
//! hours, amounts from a heavy-tailed table.
//! Everything comes from one seeded generator and integer or basic floating point arithmetic, so
//! that a seed is a day.

use fastrand::Rng;
use terms::{Amount, Bic, Uetr};

use crate::World;

/// Minutes in the simulated day.
pub(crate) const TICKS: usize = 1440;

/// What a bank is to send.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// For a customer: pacs.008.
    Customer,
    /// For itself: pacs.009.
    Institution,
    /// A leg of a trade: pacs.009 with the terms of the other leg.
    TradeLeg { reference: String, currency: usize, amount: Amount, receiver: usize },
    /// For a customer, converted by a provider: pacs.008 whose counter leg the provider pays.
    Converted { reference: String, currency: usize, amount: Amount, receiver: usize },
    /// Asks for an earlier payment of its own back: camt.056.
    Cancellation { of: Uetr },
    /// Something wrong.
    Wrong(Mistake),
}

/// What is wrong with a wrong message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mistake {
    /// Gold is no settlement currency.
    Gold,
    /// The creditor's bank takes no part.
    Stranger,
    /// The settlement date has passed.
    Stale,
    /// The text ends in the middle.
    Cut,
    /// Too many decimals.
    Decimals,
    /// A UETR that was used before.
    Duplicate(Uetr),
}

/// One message to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) tick: usize,
    pub(crate) number: usize,
    pub(crate) payer: usize,
    pub(crate) payee: usize,
    pub(crate) currency: usize,
    pub(crate) amount: Amount,
    pub(crate) uetr: Uetr,
    pub(crate) urgent: bool,
    pub(crate) kind: Kind,
}

/// Draws a day of about `count` payments. Order: by tick, then number.
pub(crate) fn draw(world: &World, count: usize, seed: u64) -> Vec<Order> {
    let mut maker = Maker::new(world, seed);
    while maker.orders.len() < count {
        match maker.rng.u32(0..100) {
            0..9 => maker.trade(),
            9..11 => maker.conversion(),
            11..13 => maker.mistake(),
            13..28 => maker.domestic(),
            _ => maker.corridor(),
        }
    }
    maker.orders.truncate(count);
    maker.cancellations();
    let mut orders = maker.orders;
    orders.sort_by_key(|order| (order.tick, order.number));
    orders
}

struct Maker<'w> {
    world: &'w World,
    rng: Rng,
    orders: Vec<Order>,
    corridor_weights: Vec<u64>,
    domestic_weights: Vec<u64>,
    trades: usize,
}

impl<'w> Maker<'w> {
    fn new(world: &'w World, seed: u64) -> Self {
        let holds = |country: &str, currency: usize| {
            world.banks.iter().any(|b| b.country == country && b.accounts.contains(&currency))
        };
        let corridor_weights = world
            .corridors
            .iter()
            .map(|corridor| {
                let open = holds(&corridor.payer, corridor.currency)
                    && holds(&corridor.payee, corridor.currency);
                if open { weight(corridor.yearly_usd_bn) } else { 0 }
            })
            .collect();
        let domestic_weights = world
            .currencies
            .iter()
            .enumerate()
            .map(|(index, currency)| {
                let banks = world.banks.iter();
                let resident = banks
                    .filter(|b| b.country == currency.country && b.accounts.contains(&index))
                    .count();
                if resident > 1 { u64::from(currency.domestic) } else { 0 }
            })
            .collect();
        let rng = Rng::with_seed(seed);
        Self { world, rng, orders: Vec::new(), corridor_weights, domestic_weights, trades: 0 }
    }

    fn pick(&mut self, weights: &[u64]) -> Option<usize> {
        let total: u64 = weights.iter().sum();
        if total == 0 {
            return None;
        }
        let mut at = self.rng.u64(0..total);
        weights.iter().position(|weight| {
            let here = at < *weight;
            at = at.saturating_sub(*weight);
            here
        })
    }

    /// A bank that holds the currency, by size, other than `not`.
    fn bank(
        &mut self,
        country: Option<&str>,
        currency: usize,
        not: Option<usize>,
    ) -> Option<usize> {
        let world = self.world;
        let weights: Vec<u64> = world
            .banks
            .iter()
            .enumerate()
            .map(|(index, bank)| {
                let wanted = country.is_none_or(|country| bank.country == country);
                let able = bank.accounts.contains(&currency) && Some(index) != not;
                if wanted && able { u64::from(bank.size) } else { 0 }
            })
            .collect();
        self.pick(&weights)
    }

    /// Minutes of the day in UTC at which offices of the payer's country send.
    fn tick(&mut self, payer: usize, evening: bool) -> usize {
        let country = &self.world.banks[payer].country;
        let home = self.world.currencies.iter().find(|currency| &currency.country == country);
        let offset = i32::from(home.map_or(0, |currency| currency.offset));
        let (from, to) = if evening { (17 * 60, 21 * 60) } else { (8 * 60 + 30, 17 * 60) };
        // The mean of two draws: most in the middle of the working day.
        let local = (self.rng.i32(from..to) + self.rng.i32(from..to)) / 2;
        usize::try_from((local - offset).rem_euclid(1440)).unwrap_or(0)
    }

    /// An amount worth some dollars, in the currency's minor units.
    fn amount(&mut self, currency: usize) -> Amount {
        let magnitude = match self.rng.u32(0..100) {
            0..22 => 10_000,
            22..68 => 100_000,
            68..95 => 1_000_000,
            _ => 10_000_000,
        };
        let cents =
            u64::from(self.rng.u32(100..1000)) * magnitude + u64::from(self.rng.u32(0..100));
        self.of_cents(currency, cents)
    }

    fn of_cents(&self, currency: usize, cents: u64) -> Amount {
        let currency = &self.world.currencies[currency];
        let scale = 10_f64.powi(i32::from(currency.exponent));
        let minor = (cents as f64 / 100.0 * currency.per_usd * scale).floor();
        Amount::from_minor((minor as u128).max(1))
    }

    fn push(
        &mut self,
        tick: usize,
        (payer, payee): (usize, usize),
        currency: usize,
        amount: Amount,
        kind: Kind,
    ) -> Uetr {
        let uetr = Uetr::from_random(self.rng.u128(..));
        let urgent = self.rng.u32(0..25) == 0;
        let number = self.orders.len();
        let order = Order { tick, number, payer, payee, currency, amount, uetr, urgent, kind };
        self.orders.push(order);
        uetr
    }

    fn corridor(&mut self) {
        let weights = self.corridor_weights.clone();
        let Some(index) = self.pick(&weights) else {
            return;
        };
        let corridor = self.world.corridors[index].clone();
        let Some(payer) = self.bank(Some(&corridor.payer), corridor.currency, None) else {
            return;
        };
        let payee = self.bank(Some(&corridor.payee), corridor.currency, Some(payer));
        let Some(payee) = payee else { return };
        let tick = self.tick(payer, corridor.evening);
        let amount = self.amount(corridor.currency);
        let customer = self.rng.u32(0..5) > 0;
        let kind = if customer { Kind::Customer } else { Kind::Institution };
        self.push(tick, (payer, payee), corridor.currency, amount, kind);
    }

    fn domestic(&mut self) {
        let weights = self.domestic_weights.clone();
        let Some(currency) = self.pick(&weights) else {
            return;
        };
        let country = self.world.currencies[currency].country.clone();
        let Some(payer) = self.bank(Some(&country), currency, None) else {
            return;
        };
        let Some(payee) = self.bank(Some(&country), currency, Some(payer)) else {
            return;
        };
        let tick = self.tick(payer, false);
        let amount = self.amount(currency);
        self.push(tick, (payer, payee), currency, amount, Kind::Institution);
    }

    /// Two currencies that both banks hold.
    fn common(&mut self, one: usize, other: usize) -> Option<(usize, usize)> {
        let theirs = &self.world.banks[other].accounts;
        let mine = self.world.banks[one].accounts.iter();
        let shared: Vec<usize> = mine.filter(|c| theirs.contains(c)).copied().collect();
        if shared.len() < 2 {
            return None;
        }
        let first = self.rng.usize(0..shared.len());
        let second = (first + self.rng.usize(1..shared.len())) % shared.len();
        Some((shared[first], shared[second]))
    }

    fn trade(&mut self) {
        let one = self.rng.usize(0..self.world.banks.len());
        let other = self.rng.usize(0..self.world.banks.len());
        if one == other {
            return;
        }
        let Some((sold, bought)) = self.common(one, other) else {
            return;
        };
        let cents = u64::from(self.rng.u32(100..900)) * 1_000_000;
        let (paid, got) = (self.of_cents(sold, cents), self.of_cents(bought, cents));
        self.trades += 1;
        let reference = format!("FX-{:06}", self.trades);
        let tick = self.tick(one, false);
        let later = (tick + self.rng.usize(0..20)).min(TICKS - 1);
        let leg = |currency, amount, receiver| Kind::TradeLeg {
            reference: reference.clone(),
            currency,
            amount,
            receiver,
        };
        self.push(tick, (one, other), sold, paid, leg(bought, got, one));
        self.push(later, (other, one), bought, got, leg(sold, paid, other));
    }

    /// A payment in the payer's currency that arrives in another, through a provider's two
    /// accounts; both instructions state both legs.
    fn conversion(&mut self) {
        let providers: Vec<usize> =
            (0..self.world.banks.len()).filter(|index| self.world.banks[*index].exchange).collect();
        if providers.is_empty() {
            return;
        }
        let provider = providers[self.rng.usize(0..providers.len())];
        let held = self.world.banks[provider].accounts.clone();
        let (from, to) = (held[self.rng.usize(0..held.len())], held[self.rng.usize(0..held.len())]);
        if from == to {
            return;
        }
        let Some(payer) = self.bank(None, from, Some(provider)) else {
            return;
        };
        let Some(payee) = self.bank(None, to, Some(provider)) else {
            return;
        };
        if payer == payee {
            return;
        }
        let cents = u64::from(self.rng.u32(100..900)) * 10_000;
        let (paid, got) = (self.of_cents(from, cents), self.of_cents(to, cents));
        self.trades += 1;
        let reference = format!("CV-{:06}", self.trades);
        let tick = self.tick(payer, false);
        let later = (tick + self.rng.usize(0..5)).min(TICKS - 1);
        let ask = Kind::Converted {
            reference: reference.clone(),
            currency: to,
            amount: got,
            receiver: payee,
        };
        self.push(tick, (payer, provider), from, paid, ask);
        let answer = Kind::TradeLeg { reference, currency: from, amount: paid, receiver: provider };
        self.push(later, (provider, payee), to, got, answer);
    }

    fn mistake(&mut self) {
        let currency = self.rng.usize(0..self.world.currencies.len());
        let Some(payer) = self.bank(None, currency, None) else {
            return;
        };
        let Some(payee) = self.bank(None, currency, Some(payer)) else {
            return;
        };
        let mistake = match self.rng.u32(0..6) {
            0 => Mistake::Gold,
            1 => Mistake::Stranger,
            2 => Mistake::Stale,
            3 => Mistake::Cut,
            4 => Mistake::Decimals,
            _ => match self.orders.iter().find(|order| order.payer == payer) {
                Some(order) => Mistake::Duplicate(order.uetr),
                None => Mistake::Stale,
            },
        };
        // A duplicate must come after what it repeats.
        let tick = match mistake {
            Mistake::Duplicate(_) => TICKS - 60,
            _ => self.tick(payer, false),
        };
        let amount = self.amount(currency);
        self.push(tick, (payer, payee), currency, amount, Kind::Wrong(mistake));
    }

    /// One customer payment in a hundred is asked back half an hour later.
    fn cancellations(&mut self) {
        let mut asked = Vec::new();
        for order in &self.orders {
            if matches!(order.kind, Kind::Customer) && self.rng.u32(0..100) == 0 {
                let tick = (order.tick + 30).min(TICKS - 1);
                let kind = Kind::Cancellation { of: order.uetr };
                asked.push(Order { tick, kind, ..order.clone() });
            }
        }
        for order in asked {
            let number = self.orders.len();
            self.orders.push(Order { number, ..order });
        }
    }
}

fn weight(yearly_usd_bn: f64) -> u64 {
    (yearly_usd_bn * 1000.0) as u64
}

/// The BIC of a bank that takes no part.
pub(crate) fn stranger() -> Option<Bic> {
    Bic::parse("NOSUCHBB").ok()
}
