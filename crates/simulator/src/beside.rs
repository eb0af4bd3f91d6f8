//! What a generated day holds beside payment messages: orders of exchange, payments with
//! conversion and the quotes they may go by, and a netting cycle with its obligations.
//!
//! Drawn from a seed of its own, so that the messages of a day stay what they are.
//! Whoever asks holds the account, in a currency that is exchanged and has an official rate;
//! amounts are parts of what the account begins with, limits and quotes stand within a hundredth
//! of the official rate.

use std::collections::BTreeMap;

use settlement::fx::{Trading, Validity};
use settlement::{Command, Envelope, Event, Machine, PartyId, cycle, fx};
use solvers::generate::SplitMix;
use terms::{Amount, CurrencyId, Digest, Instant, Rate, Uetr};

use crate::Day;

/// How many of each a day holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Orders of exchange.
    pub orders: usize,
    /// Payments with conversion; for every second of them somebody posts a quote.
    pub conversions: usize,
    /// Obligations of the day's one netting cycle, which is opened only for them.
    pub obligations: usize,
}

/// The high half of the names given here; no payment bears it.
const NAMES: u128 = 0x4245_5349_4445_0000 << 64;
/// Spreads the seed, so that no draw is one of the messages'.
const SPREAD: u64 = 0x9E6C_63D0_876A_F1B7;
/// The first and the last minute in which orders and conversions are given.
const ASKED: (usize, usize) = (120, 900);
/// When the cycle is opened, its obligations are handed in, and it is cut off and ends. Unit:
/// minutes.
const OPENS: u64 = 120;
const HANDED_IN: (usize, usize) = (360, 539);
const CUT_OFF: u64 = 540;
const DEADLINE: u64 = 600;
/// Currencies of the cycle, by their letters: their days overlap.
const NETTED: [&str; 4] = ["AED", "CNY", "INR", "RUB"];
/// The part of what an account begins with that one order, conversion or obligation comes to.
const PARTS: (usize, usize) = (10, 60);

/// A draw under way.
struct Draw<'d> {
    day: &'d Day,
    random: SplitMix,
    named: u128,
    seed: u64,
    /// Order: by party, then currency.
    accounts: Vec<(PartyId, CurrencyId, Amount)>,
    holders: BTreeMap<CurrencyId, Vec<PartyId>>,
    rates: BTreeMap<CurrencyId, Rate>,
    /// By minute.
    given: BTreeMap<u64, Vec<Envelope>>,
}

impl Day {
    /// The day with so much beside its messages, drawn from a seed.
    #[must_use]
    pub fn with_beside(mut self, beside: &Beside, seed: u64) -> Self {
        let mut draw = Draw::new(&self, seed);
        for _ in 0..beside.orders {
            draw.order();
        }
        for number in 0..beside.conversions {
            draw.conversion(number % 2 == 0);
        }
        draw.cycle(beside.obligations);
        let mut given = draw.given;
        for step in &mut self.steps {
            let begun = step.moment.instant.unix_seconds();
            let minute = begun.saturating_sub(self.setup.instant.unix_seconds()) / 60;
            let later = given.split_off(&(minute + 1));
            step.commands.extend(given.into_values().flatten());
            given = later;
        }
        self
    }
}

impl<'d> Draw<'d> {
    fn new(day: &'d Day, seed: u64) -> Self {
        let date = day.setup.instant.date();
        let machine = &day.start;
        let traded =
            |currency: &CurrencyId| machine.exchange_terms(*currency).trading == Trading::Open;
        let rates: BTreeMap<CurrencyId, Rate> = day
            .currencies()
            .map(|(currency, ..)| currency)
            .filter(traded)
            .filter_map(|currency| Some((currency, machine.official_rate(currency, date)?)))
            .collect();
        let begins = |((party, currency), amount): (&(PartyId, CurrencyId), &Amount)| {
            (!amount.is_zero()).then_some((*party, *currency, *amount))
        };
        let mut holders: BTreeMap<CurrencyId, Vec<PartyId>> = BTreeMap::new();
        for account in machine.accounts() {
            holders.entry(account.currency).or_default().push(account.party);
        }
        Self {
            day,
            random: SplitMix::new(seed ^ SPREAD),
            named: 0,
            seed,
            accounts: day.endowments.iter().filter_map(begins).collect(),
            holders,
            rates,
            given: BTreeMap::new(),
        }
    }

    fn name(&mut self) -> Uetr {
        self.named += 1;
        Uetr::from_random(NAMES | u128::from(self.seed & 0xFFFF_FFFF) << 32 | self.named)
    }

    fn give(&mut self, minute: usize, by: PartyId, command: Command) {
        let minute = u64::try_from(minute).unwrap_or(0);
        let envelope = Envelope { by, evidence: Digest::ZERO, command };
        self.given.entry(minute).or_default().push(envelope);
    }

    fn between(&mut self, (least, most): (usize, usize)) -> usize {
        least + self.random.below(most - least + 1)
    }

    /// A part of what an account begins with.
    fn part(&mut self, begun: Amount) -> Amount {
        let part = u128::try_from(self.between(PARTS)).unwrap_or(1);
        Amount::from_minor((begun.minor() / part).clamp(1, 1_000_000_000_000_000_000))
    }

    /// Somebody who gives some of a currency for another that somebody else holds: who, what,
    /// how much, for what, and the rate, moved by up to a hundredth.
    fn exchange(&mut self) -> Option<(PartyId, CurrencyId, Amount, CurrencyId, Rate)> {
        let rated =
            |(_, currency, _): &&(PartyId, CurrencyId, Amount)| self.rates.contains_key(currency);
        let able: Vec<_> = self.accounts.iter().filter(rated).copied().collect();
        if able.is_empty() || self.rates.len() < 2 {
            return None;
        }
        let (party, sell, begun) = able[self.random.below(able.len())];
        let own = |(holder, currency, _): &&(PartyId, CurrencyId, Amount)| {
            *holder == party && *currency != sell
        };
        let buys: Vec<CurrencyId> = able.iter().filter(own).map(|account| account.1).collect();
        let buy = match buys.as_slice() {
            [] => return None,
            buys => buys[self.random.below(buys.len())],
        };
        let amount = self.part(begun);
        let moved = u128::try_from(self.between((9_900, 10_100))).unwrap_or(10_000);
        let rate = between(self.rates[&sell], self.rates[&buy], moved)?;
        Some((party, sell, amount, buy, rate))
    }

    fn order(&mut self) {
        let Some((party, sell, amount, buy, limit)) = self.exchange() else { return };
        let name = self.name();
        let rounds = u16::try_from(self.between((1, 24))).unwrap_or(1);
        let minute = self.between(ASKED);
        let validity = Validity::Rounds(rounds);
        let order = fx::Command::PlaceOrder { name, sell, buy, amount, limit, validity };
        self.give(minute, party, Command::Exchange(order));
    }

    /// A payment with conversion; with a quote that may serve it, if somebody has the money.
    fn conversion(&mut self, quoted: bool) {
        let Some((party, sell, amount, buy, limit)) = self.exchange() else { return };
        let minute = self.between(ASKED);
        let wait = Some(Validity::Rounds(u16::try_from(self.between((1, 48))).unwrap_or(1)));
        let paid = self.holders.get(&buy).cloned().unwrap_or_default();
        if paid.is_empty() {
            return;
        }
        let creditor = paid[self.random.below(paid.len())];
        if quoted {
            self.quote(minute, party, (sell, buy));
        }
        let uetr = self.name();
        let convert =
            fx::Command::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait };
        self.give(minute, party, Command::Exchange(convert));
    }

    /// Somebody else offers what is bought for what is paid, until the day is over.
    fn quote(&mut self, minute: usize, payer: PartyId, (paid, bought): (CurrencyId, CurrencyId)) {
        let able = |(party, currency, _): &&(PartyId, CurrencyId, Amount)| {
            *currency == bought
                && *party != payer
                && self.holders.get(&paid).is_some_and(|holders| holders.contains(party))
        };
        let able: Vec<_> = self.accounts.iter().filter(able).copied().collect();
        if able.is_empty() {
            return;
        }
        let (by, _, begun) = able[self.random.below(able.len())];
        let amount = self.part(begun);
        let moved = u128::try_from(self.between((9_980, 10_100))).unwrap_or(10_000);
        let Some(rate) = between(self.rates[&bought], self.rates[&paid], moved) else { return };
        let (name, until) = (self.name(), self.at(1_439));
        let quote = fx::Command::PostQuote { name, sell: bought, buy: paid, amount, rate, until };
        self.give(minute.saturating_sub(1), by, Command::Exchange(quote));
    }

    fn at(&self, minute: u64) -> Instant {
        Instant::from_unix_seconds(self.day.setup.instant.unix_seconds() + minute * 60)
    }

    /// The day's cycle with so many obligations.
    fn cycle(&mut self, obligations: usize) {
        let netted = self.day.currencies().filter(|row| NETTED.contains(&row.1.as_str()));
        let currencies: Vec<CurrencyId> = netted.map(|row| row.0).collect();
        let owing =
            |(_, currency, _): &&(PartyId, CurrencyId, Amount)| currencies.contains(currency);
        let able: Vec<_> = self.accounts.iter().filter(owing).copied().collect();
        if obligations == 0 || able.is_empty() {
            return;
        }
        let (cut_off, deadline) = (self.at(CUT_OFF), self.at(DEADLINE));
        let open = cycle::Command::OpenCycle { currencies, cut_off, deadline };
        let open = Envelope {
            by: PartyId::OPERATOR,
            evidence: Digest::ZERO,
            command: Command::Cycle(open),
        };
        let Some(number) = number_of(&self.day.start, self.day, &open) else { return };
        self.given.entry(OPENS).or_default().push(open);
        for _ in 0..obligations {
            let (debtor, currency, begun) = able[self.random.below(able.len())];
            let others: Vec<PartyId> = able
                .iter()
                .filter(|(party, of, _)| *of == currency && *party != debtor)
                .map(|account| account.0)
                .collect();
            if others.is_empty() {
                continue;
            }
            let creditor = others[self.random.below(others.len())];
            let (amount, minute) = (self.part(begun), self.between(HANDED_IN));
            let name = self.name();
            let owe = cycle::Command::SubmitObligation {
                name,
                cycle: number,
                creditor,
                currency,
                amount,
            };
            self.give(minute, debtor, Command::Cycle(owe));
        }
    }
}

/// The number that a cycle will have, tried on a copy of the machine; none if it is refused.
fn number_of(start: &Machine, day: &Day, open: &Envelope) -> Option<cycle::CycleNumber> {
    let mut events = Vec::new();
    start.clone().apply(day.setup, open.clone(), &mut events);
    events.into_iter().find_map(|event| match event {
        Event::Cycle(cycle::Event::CycleOpened { cycle, .. }) => Some(cycle),
        _ => None,
    })
}

/// Minor units of one currency for minor units of another by their official rates, times `moved`
/// ten-thousandths; parts as orders may have them.
fn between(one: Rate, other: Rate, moved: u128) -> Option<Rate> {
    let product = |a: u64, b: u64| u128::from(a).checked_mul(u128::from(b));
    let mut num = product(one.numerator(), other.denominator())?.checked_mul(moved)?;
    let mut den = product(one.denominator(), other.numerator())?.checked_mul(10_000)?;
    while num.max(den) > 1_000_000_000_000 {
        (num, den) = (num >> 1, den >> 1);
    }
    Rate::new(u64::try_from(num).ok()?, u64::try_from(den).ok()?).ok()
}
