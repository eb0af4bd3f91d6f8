//! What may be read of exchange: official rates and what agents allow, orders, rounds that cleared.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde::Serialize;
use settlement::fx::{
    BasisPoints, Constraint, Event, OrderEnd, OrderNumber, OrderView, PostedRate, Price, Purpose,
    Residue, Standing, Switch, Trading, Value,
};
use settlement::{Command, Envelope, PartyId};
use terms::{Amount, BusinessDate, CurrencyId, Digest, Instant, LogPosition, Rate, Uetr};

/// The most rounds that can be read; the log has all.
const KEPT_ROUNDS: usize = 1_000;

/// The most fills that can be read, over all rounds but the last.
const KEPT_FILLS: usize = 200_000;

/// What a currency is officially worth, and what its agent allows in exchange.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RateRow {
    /// In force until the posted one counts.
    before: Option<Rate>,
    /// The last one posted, which may count already.
    posted: Option<PostedRate>,
    /// Whether it is exchanged at all.
    pub trading: Trading,
    /// How far a price may stand from its official rate. None: any distance.
    pub band: Option<BasisPoints>,
    /// How much of it may be sold in a day. None: any amount.
    pub quota: Option<Amount>,
    /// The currencies against which its agent has switched it off. Order: as defined.
    pub off: BTreeSet<CurrencyId>,
}

impl RateRow {
    /// R-FX-02: the rate in force on a date in UTC.
    pub fn on(&self, date: BusinessDate) -> Option<Rate> {
        match self.posted {
            Some(posted) if posted.approved && posted.from <= date => Some(posted.rate),
            Some(_) | None => self.before,
        }
    }

    /// What was posted and does not count on a date.
    pub fn coming(&self, date: BusinessDate) -> Option<PostedRate> {
        self.posted.filter(|posted| !posted.approved || posted.from > date)
    }

    fn post(&mut self, posted: PostedRate, today: BusinessDate) {
        self.before = self.on(today);
        self.posted = Some(posted);
    }
}

/// What became of an order or a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OrderStage {
    /// Something of it is still offered.
    Standing,
    /// All of it was filled.
    Filled,
    /// It ended before, with something left.
    Ended(OrderEnd),
}

/// An order or a quote, from its placing on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OrderRow {
    /// Its name, used once.
    pub name: Uetr,
    /// As it was placed.
    pub placed: OrderView,
    /// How much of it is still offered.
    pub left: Amount,
    /// What was received for what was sold.
    pub received: Amount,
    /// What became of it.
    pub stage: OrderStage,
    /// Where on the log it was placed.
    pub position: LogPosition,
    /// Where on the log it came to stand as it does, and when.
    pub last: (LogPosition, Instant),
    /// The digest of its message in the log.
    pub evidence: Digest,
}

/// What an order gave and got in a round.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FillRow {
    /// Which order.
    pub order: OrderNumber,
    /// Whose.
    pub by: PartyId,
    /// Who received what was bought.
    pub to: PartyId,
    /// What it gave.
    pub sell: CurrencyId,
    /// What it got.
    pub buy: CurrencyId,
    /// How much it gave.
    pub sold: Amount,
    /// How much it got.
    pub received: Amount,
    /// How much it still offers.
    pub left: Amount,
}

/// A round that cleared.
#[derive(Clone, Debug, Serialize)]
pub struct RoundRow {
    /// From 1, ascending.
    pub number: u64,
    /// Where on the log it cleared.
    pub position: LogPosition,
    /// When.
    pub instant: Instant,
    /// Who found the prices; none: the machine itself.
    pub by: Option<PartyId>,
    /// What the answer claims to be.
    pub standing: Standing,
    /// How many orders took part.
    pub orders: u32,
    /// What was sold, at official rates.
    pub value: Value,
    /// Order: by currency.
    pub prices: Vec<Price>,
    /// What kept the round from filling more.
    pub constraints: Vec<Constraint>,
    /// What rounding left. Order: by currency.
    pub residues: Vec<Residue>,
    /// Order: by number.
    pub fills: Vec<FillRow>,
}

/// Figures over all of exchange.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ExchangeTotals {
    /// Orders placed, quotes and payments to be converted aside.
    pub orders: u64,
    /// Of these, filled at least in part.
    pub filled: u64,
    /// Rounds that cleared.
    pub rounds: u64,
    /// What was sold in them, at official rates.
    pub value: Value,
}

/// All that is told of exchange.
#[derive(Debug, Default)]
pub struct Exchange {
    yardstick: String,
    rates: BTreeMap<CurrencyId, RateRow>,
    orders: BTreeMap<OrderNumber, OrderRow>,
    names: HashMap<Uetr, OrderNumber>,
    /// Order: by number.
    rounds: VecDeque<RoundRow>,
    fills: usize,
    totals: ExchangeTotals,
    /// The name and evidence of the command at hand.
    coming: Option<(Uetr, Digest)>,
}

impl Exchange {
    /// The measure in which official rates are stated; empty until the operator names one.
    pub fn yardstick(&self) -> &str {
        &self.yardstick
    }

    /// What is told of a currency, if anything was.
    pub fn rate(&self, currency: CurrencyId) -> Option<&RateRow> {
        self.rates.get(&currency)
    }

    /// An order or a quote by its number.
    pub fn order(&self, number: OrderNumber) -> Option<&OrderRow> {
        self.orders.get(&number)
    }

    /// Every order and quote that is remembered. Order: by number.
    pub fn orders(&self) -> impl Iterator<Item = (OrderNumber, &OrderRow)> {
        self.orders.iter().map(|(number, row)| (*number, row))
    }

    /// Those with a number below this one. Order: by number.
    pub fn orders_before(
        &self,
        before: OrderNumber,
    ) -> impl DoubleEndedIterator<Item = (OrderNumber, &OrderRow)> {
        self.orders.range(..before).map(|(number, row)| (*number, row))
    }

    /// An order or a quote by its name.
    pub fn named(&self, name: Uetr) -> Option<(OrderNumber, &OrderRow)> {
        let number = self.names.get(&name)?;
        self.orders.get(number).map(|row| (*number, row))
    }

    /// Rounds that cleared, with a number above `after`. Order: by number.
    pub fn rounds(&self, after: u64) -> impl Iterator<Item = &RoundRow> {
        let from = self.rounds.partition_point(|round| round.number <= after);
        self.rounds.range(from..)
    }

    /// The number of the oldest round that can still be read.
    pub fn oldest(&self) -> Option<u64> {
        self.rounds.front().map(|round| round.number)
    }

    /// Figures over all of exchange.
    pub fn totals(&self) -> &ExchangeTotals {
        &self.totals
    }

    pub(super) fn note_command(&mut self, envelope: &Envelope) {
        self.coming = match &envelope.command {
            Command::Exchange(command) => command.subject().map(|name| (name, envelope.evidence)),
            _ => None,
        };
    }

    /// Brings an event to what can be read; `head` is its record's position and instant.
    pub(super) fn tell(&mut self, event: &Event, head: (LogPosition, Instant)) {
        match event {
            Event::YardstickNamed { name } => {
                self.yardstick.clone_from(name);
                for row in self.rates.values_mut() {
                    (row.before, row.posted) = (None, None);
                }
            }
            Event::OfficialRatePosted { currency, posted } => {
                self.row(*currency).post(*posted, head.1.date());
            }
            Event::OfficialRateApproved { currency, posted } => {
                self.row(*currency).posted = Some(*posted);
            }
            Event::BandSet { currency, band } => self.row(*currency).band = *band,
            Event::QuotaSet { currency, amount } => self.row(*currency).quota = *amount,
            Event::PairSwitched { currency, against, switch } => {
                let off = &mut self.row(*currency).off;
                match switch {
                    Switch::On => off.remove(against),
                    Switch::Off => off.insert(*against),
                };
            }
            Event::ExchangeHalted { currency } => self.row(*currency).trading = Trading::Halted,
            Event::ExchangeResumed { currency } => self.row(*currency).trading = Trading::Open,
            Event::OrderPlaced { name, order } => self.place(*name, *order, head),
            Event::OrderEnded { number, left, end, .. } => {
                if let Some(row) = self.orders.get_mut(number) {
                    (row.left, row.stage, row.last) = (*left, OrderStage::Ended(*end), head);
                }
            }
            Event::RoundCleared { .. } => self.clear(event, head),
            Event::OrderFilled { .. } => self.fill(event, head),
            Event::PaymentConverted { uetr, quotes } => {
                // It may have waited as an order before.
                if let Some(row) = self.names.get(uetr).and_then(|n| self.orders.get_mut(n)) {
                    row.take(Amount::ZERO, head);
                }
                for used in quotes {
                    if let Some(row) = self.orders.get_mut(&used.number) {
                        row.take(used.left, head);
                    }
                }
            }
            Event::RoundOpened { .. }
            | Event::PricesProposed { .. }
            | Event::ConversionHindered { .. }
            | Event::ObjectionRaised { .. } => {}
        }
    }

    fn row(&mut self, currency: CurrencyId) -> &mut RateRow {
        self.rates.entry(currency).or_default()
    }

    fn place(&mut self, name: Uetr, placed: OrderView, head: (LogPosition, Instant)) {
        let coming = self.coming.take_if(|(coming, _)| *coming == name);
        let evidence = coming.map_or(Digest::ZERO, |(_, evidence)| evidence);
        if placed.purpose == Purpose::Round {
            self.totals.orders += 1;
        }
        self.names.insert(name, placed.number);
        let row = OrderRow {
            name,
            placed,
            left: placed.left,
            received: Amount::ZERO,
            stage: OrderStage::Standing,
            position: head.0,
            last: head,
            evidence,
        };
        self.orders.insert(placed.number, row);
    }

    fn clear(&mut self, event: &Event, (position, instant): (LogPosition, Instant)) {
        let Event::RoundCleared {
            round,
            by,
            standing,
            orders,
            value,
            prices,
            constraints,
            residues,
            ..
        } = event
        else {
            return;
        };
        self.totals.rounds += 1;
        self.totals.value = self.totals.value.plus(*value);
        self.rounds.push_back(RoundRow {
            number: *round,
            position,
            instant,
            by: *by,
            standing: *standing,
            orders: *orders,
            value: *value,
            prices: prices.clone(),
            constraints: constraints.clone(),
            residues: residues.clone(),
            fills: Vec::new(),
        });
        while self.rounds.len() > KEPT_ROUNDS || (self.fills > KEPT_FILLS && self.rounds.len() > 1)
        {
            let oldest = self.rounds.pop_front();
            self.fills -= oldest.map_or(0, |round| round.fills.len());
        }
    }

    fn fill(&mut self, event: &Event, head: (LogPosition, Instant)) {
        let Event::OrderFilled { number, by, to, sell, buy, sold, received, left, .. } = event
        else {
            return;
        };
        if let Some(row) = self.orders.get_mut(number) {
            if row.placed.purpose == Purpose::Round && row.received.is_zero() {
                self.totals.filled += 1;
            }
            row.received = row.received.checked_add(*received).unwrap_or(Amount::MAX);
            row.take(*left, head);
        }
        let fill = FillRow {
            order: *number,
            by: *by,
            to: *to,
            sell: *sell,
            buy: *buy,
            sold: *sold,
            received: *received,
            left: *left,
        };
        if let Some(round) = self.rounds.back_mut() {
            round.fills.push(fill);
            self.fills += 1;
        }
    }

    /// The evidence of every order that is known. Order: by number.
    pub(super) fn evidence(&self) -> impl Iterator<Item = Digest> + '_ {
        self.orders.values().map(|row| row.evidence)
    }

    /// Forgets orders that ended before a date.
    pub(super) fn forget(&mut self, oldest: BusinessDate) {
        let names = &mut self.names;
        self.orders.retain(|number, row| {
            let kept = row.stage == OrderStage::Standing || row.last.1.date() >= oldest;
            if !kept {
                // The name may have been used again since.
                if names.get(&row.name) == Some(number) {
                    names.remove(&row.name);
                }
            }
            kept
        });
    }
}

impl OrderRow {
    fn take(&mut self, left: Amount, head: (LogPosition, Instant)) {
        (self.left, self.last) = (left, head);
        if left.is_zero() {
            self.stage = OrderStage::Filled;
        }
    }
}
