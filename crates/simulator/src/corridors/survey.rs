//! From what was observed to what the mathematics asks, and back to rows.

use std::collections::{BTreeMap, BTreeSet};

use settlement::fx::{Purpose, Value};
use settlement::swap::LineState;
use settlement::{Machine, PartyId};
use solvers::corridor::{
    Basis, Corridor, Country, Money, Objection, Paid, Period, Report, Ring, Side, Tools, report,
};
use terms::{Amount, CurrencyCode, CurrencyId, Rate};

use super::observe::{Observed, Way};
use super::rows::{CorridorRow, DemandRow, FlowRow, RingRow, Survey, ToolsRow, Totals, Worth};
use super::{Ask, forecasts, why};
use crate::Unplayable;

/// Rings told of a corridor.
const RINGS: usize = 3;

/// Who is where, what is worth what, and how things are called.
pub(super) struct Atlas {
    countries: Vec<String>,
    of: BTreeMap<PartyId, Country>,
    currencies: BTreeMap<Money, (CurrencyCode, u8)>,
    rates: BTreeMap<CurrencyId, Rate>,
    agents: BTreeMap<CurrencyId, PartyId>,
}

impl Atlas {
    pub(super) fn of(machine: &Machine) -> Self {
        let code = |party| machine.bic(party).map(|bic| bic.country().to_owned());
        let parties: Vec<(PartyId, String)> =
            machine.parties().filter_map(|(party, _)| Some((party, code(party)?))).collect();
        let countries: BTreeSet<&String> = parties.iter().map(|(_, code)| code).collect();
        let countries: Vec<String> = countries.into_iter().cloned().collect();
        let place = |code: &String| {
            let at = countries.binary_search(code).unwrap_or(0);
            Country(u32::try_from(at).unwrap_or(u32::MAX))
        };
        let of = parties.iter().map(|(party, code)| (*party, place(code))).collect();
        let rates = machine.official_rates().into_iter();
        Self {
            of,
            currencies: machine
                .currencies()
                .map(|(id, code, exponent, _)| (money(id), (code, exponent)))
                .collect(),
            rates: rates.filter_map(|view| Some((view.currency, view.rate?))).collect(),
            agents: machine.currencies().map(|(id, _, _, agent)| (id, agent)).collect(),
            countries,
        }
    }

    pub(super) fn country(&self, country: Country) -> String {
        let at = usize::try_from(country.0).ok();
        at.and_then(|at| self.countries.get(at)).cloned().unwrap_or_default()
    }

    pub(super) fn currency(&self, money: Money) -> String {
        self.currencies.get(&money).map_or_else(String::new, |(code, _)| code.to_string())
    }

    pub(super) fn decimal(&self, money: Money, minor: i128) -> String {
        let exponent = self.currencies.get(&money).map_or(0, |(_, exponent)| *exponent);
        terms::Balance::from_minor(minor).to_decimal(exponent)
    }

    fn value(&self, currency: CurrencyId, minor: u128) -> Option<u128> {
        let rate = self.rates.get(&currency)?;
        Some(Value::of(Amount::from_minor(minor), *rate).millionths())
    }

    fn place(&self, party: PartyId) -> Country {
        self.of.get(&party).copied().unwrap_or(Country(u32::MAX))
    }
}

pub(super) fn money(currency: CurrencyId) -> Money {
    Money(u32::from(currency.number()))
}

/// The survey of a period.
pub(super) fn of(mut observed: Observed, ask: &Ask) -> Result<Survey, Unplayable> {
    let atlas = Atlas::of(&observed.machine);
    let (period, unpriced) = period(&observed, &atlas);
    let failed = |objection: Objection| Unplayable(format!("adding up values: {objection:?}"));
    let found = report(&period).map_err(failed)?;
    let exchanged = exchanged(&observed, &atlas);
    let corridors: Vec<CorridorRow> =
        found.corridors.iter().map(|one| row(one, &found, &exchanged, &atlas)).collect();
    let date = |at: Option<&terms::BusinessDate>| at.map_or_else(String::new, ToString::to_string);
    let (forecasts, no_forecast) = forecasts::rows(&observed, &atlas, ask);
    Ok(Survey {
        from: date(observed.days.first()),
        until: date(observed.days.last()),
        days: observed.days.len(),
        yardstick: observed.machine.yardstick().to_owned(),
        payments: observed.count,
        unpriced: unpriced.into_iter().map(|money| atlas.currency(money)).collect(),
        totals: totals(&found, &observed, &atlas),
        corridors,
        rings: found.rings.iter().map(|ring| ring_row(ring, &atlas)).collect(),
        positions: found
            .positions
            .iter()
            .map(|(country, net)| (atlas.country(*country), Worth(*net)))
            .collect(),
        horizon: ask.horizon,
        no_forecast,
        forecasts,
        books: observed.machine.books_digest().to_string(),
    })
}

/// What the mathematics asks, and the currencies it cannot be told of for want of a rate.
fn period(observed: &Observed, atlas: &Atlas) -> (Period, BTreeSet<Money>) {
    let mut minor: BTreeMap<(Country, Country, CurrencyId), (u128, u128)> = BTreeMap::new();
    let place = |(from, to, currency): &Way| (atlas.place(*from), atlas.place(*to), *currency);
    for (way, amount) in &observed.settled {
        minor.entry(place(way)).or_default().0 += amount;
    }
    for (way, amount) in &observed.unsettled {
        minor.entry(place(way)).or_default().1 += amount;
    }
    let (mut paid, mut unpriced) = (BTreeMap::new(), BTreeSet::new());
    for ((payer, payee, currency), (settled, unsettled)) in minor {
        if payer == payee {
            continue;
        }
        let amount = settled.saturating_add(unsettled);
        let key = (payer, payee, money(currency));
        match (atlas.value(currency, amount), atlas.value(currency, unsettled)) {
            (Some(value), Some(unsettled)) => {
                paid.insert(key, Paid { amount, value, unsettled });
            }
            _ => {
                unpriced.insert(key.2);
            }
        }
    }
    let homes = atlas.agents.iter().map(|(id, agent)| (money(*id), atlas.place(*agent)));
    let period = Period {
        paid,
        homes: homes.collect(),
        held: held(observed, atlas),
        bids: bids(&observed.machine, atlas),
        lines: lines(&observed.machine, atlas),
        taken: taken(&observed.machine, atlas),
    };
    (period, unpriced)
}

/// What a country's banks hold of a currency beyond what they began with and were issued: what came
/// to each, as far as it is still there.
fn held(observed: &Observed, atlas: &Atlas) -> BTreeMap<(Country, Money), u128> {
    let mut held: BTreeMap<(Country, CurrencyId), u128> = BTreeMap::new();
    for ((party, currency), flows) in &observed.flows {
        let came = flows.iter().fold(0_i128, |sum, flow| sum.saturating_add(*flow));
        let account = observed.machine.account(*party, *currency);
        let there = account.map_or(0, |account| account.balance.minor());
        let kept = came.min(there).max(0).unsigned_abs();
        let sum = held.entry((atlas.place(*party), *currency)).or_default();
        *sum = sum.saturating_add(kept);
    }
    let valued = held.into_iter().filter(|(_, minor)| *minor > 0);
    valued
        .filter_map(|((country, currency), minor)| {
            Some(((country, money(currency)), atlas.value(currency, minor)?))
        })
        .collect()
}

/// What orders and payments to be converted give for a currency, at official rates.
fn bids(machine: &Machine, atlas: &Atlas) -> BTreeMap<(Country, Money), u128> {
    let mut bids: BTreeMap<(Country, Money), u128> = BTreeMap::new();
    for order in machine.orders().filter(|order| order.purpose != Purpose::Quote) {
        if let Some(value) = atlas.value(order.sell, order.left.minor()) {
            let sum = bids.entry((atlas.place(order.by), money(order.buy))).or_default();
            *sum = sum.saturating_add(value);
        }
    }
    bids
}

/// What agents may still draw of each other's currency.
fn lines(machine: &Machine, atlas: &Atlas) -> BTreeMap<(Country, Country), u128> {
    let mut lines: BTreeMap<(Country, Country), u128> = BTreeMap::new();
    for line in machine.swap_lines().filter(|line| line.state == LineState::Agreed) {
        let (own, other) = (atlas.place(line.proposer), atlas.place(line.partner));
        let terms = &line.terms;
        let drawn = [
            ((other, own), terms.own, terms.own_limit.saturating_sub(line.own_drawn)),
            ((own, other), terms.other, terms.other_limit.saturating_sub(line.other_drawn)),
        ];
        for (pair, currency, room) in drawn {
            if let Some(value) = atlas.value(currency, room.minor()) {
                let sum = lines.entry(pair).or_default();
                *sum = sum.saturating_add(value);
            }
        }
    }
    lines
}

/// What agents still take for investment now and after the next opening, under their caps. R-SUR-02
fn taken(machine: &Machine, atlas: &Atlas) -> BTreeMap<Money, u128> {
    let rooms = machine.investment_offers().filter_map(|offer| {
        let cap = offer.terms?.cap.min(offer.next?.cap);
        let room = cap.saturating_sub(offer.invested);
        Some((money(offer.currency), atlas.value(offer.currency, room.minor())?))
    });
    rooms.collect()
}

/// Legs of trades and conversions between two countries, both directions. Key: the smaller first.
fn exchanged(observed: &Observed, atlas: &Atlas) -> BTreeMap<(Country, Country), u128> {
    let mut exchanged: BTreeMap<(Country, Country), u128> = BTreeMap::new();
    for ((from, to, currency), minor) in &observed.exchanged {
        let (one, other) = (atlas.place(*from), atlas.place(*to));
        if let Some(value) = atlas.value(*currency, *minor) {
            let sum = exchanged.entry((one.min(other), one.max(other))).or_default();
            *sum = sum.saturating_add(value);
        }
    }
    exchanged
}

fn row(
    corridor: &Corridor,
    found: &Report,
    exchanged: &BTreeMap<(Country, Country), u128>,
    atlas: &Atlas,
) -> CorridorRow {
    let (payer, payee) = (corridor.payer, corridor.payee);
    let pair = (payer.min(payee), payer.max(payee));
    let flows = |flows: &BTreeMap<Money, Paid>| {
        flows.iter().map(|(money, paid)| flow_row(*money, paid, atlas)).collect()
    };
    let rings = found.rings.iter().filter(|ring| ring.has(payer, payee)).take(RINGS);
    let demand = |demand: &solvers::corridor::Demand| DemandRow {
        currency: atlas.currency(demand.currency),
        surplus: Worth::of(demand.surplus),
        held: Worth::of(demand.held),
        wanted: Worth::of(demand.wanted),
        basis: match demand.basis {
            Basis::Orders => "orders",
            Basis::Needs => "needs",
        },
        taken: demand.taken.map(Worth::of),
    };
    let mut row = CorridorRow {
        payer: atlas.country(payer),
        payee: atlas.country(payee),
        gross: Worth::of(corridor.gross),
        net: Worth::of(corridor.net),
        unsettled: Worth::of(corridor.unsettled),
        exchanged: Worth::of(exchanged.get(&pair).copied().unwrap_or(0)),
        forth: flows(&corridor.forth),
        back: flows(&corridor.back),
        alone: tools_row(&corridor.alone),
        in_order: tools_row(&corridor.in_order),
        structural: Worth::of(corridor.structural),
        rest: Worth::of(corridor.rest),
        cut: corridor.cut.countries.iter().map(|country| atlas.country(*country)).collect(),
        cut_side: match corridor.cut.side {
            Side::Payee => "payee",
            Side::Payer => "payer",
        },
        cut_leaves: Worth::of(corridor.cut.leaves),
        rings: rings.map(|ring| ring_row(ring, atlas)).collect(),
        demands: corridor.demands.iter().map(demand).collect(),
        why: Vec::new(),
    };
    row.why = why::sentences(&row);
    row
}

fn flow_row(money: Money, paid: &Paid, atlas: &Atlas) -> FlowRow {
    FlowRow {
        currency: atlas.currency(money),
        amount: atlas.decimal(money, i128::try_from(paid.amount).unwrap_or(i128::MAX)),
        value: Worth::of(paid.value),
        unsettled: Worth::of(paid.unsettled),
    }
}

fn ring_row(ring: &Ring, atlas: &Atlas) -> RingRow {
    let countries = ring.countries.iter().map(|country| atlas.country(*country)).collect();
    RingRow { countries, value: Worth::of(ring.value) }
}

fn tools_row(tools: &Tools) -> ToolsRow {
    ToolsRow {
        one_currency: Worth::of(tools.one_currency),
        across: Worth::of(tools.across),
        rings: Worth::of(tools.rings),
        home: Worth::of(tools.home),
        exchange: Worth::of(tools.exchange),
        swap_line: Worth::of(tools.swap_line),
        sweep: Worth::of(tools.sweep),
    }
}

fn totals(found: &Report, observed: &Observed, atlas: &Atlas) -> Totals {
    let sum = |of: &dyn Fn(&Corridor) -> u128| Worth::of(found.corridors.iter().map(of).sum());
    let sold = observed.sold.iter();
    let sold = sold.filter_map(|((_, currency), minor)| atlas.value(*currency, *minor));
    Totals {
        gross: Worth::of(found.gross),
        unsettled: sum(&|one| one.unsettled),
        in_order: ToolsRow {
            one_currency: sum(&|one| one.in_order.one_currency),
            across: sum(&|one| one.in_order.across),
            rings: sum(&|one| one.in_order.rings),
            home: sum(&|one| one.in_order.home),
            exchange: sum(&|one| one.in_order.exchange),
            swap_line: sum(&|one| one.in_order.swap_line),
            sweep: sum(&|one| one.in_order.sweep),
        },
        structural: sum(&|one| one.structural),
        rest: sum(&|one| one.rest),
        largest: Worth::of(found.largest),
        largest_one_currency: Worth::of(found.largest_one_currency),
        least_left: Worth::of(found.least_left),
        sold_in_rounds: Worth::of(sold.fold(0, u128::saturating_add)),
    }
}
