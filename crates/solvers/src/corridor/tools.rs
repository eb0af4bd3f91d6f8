//! What exchange, swap lines and sweeps can carry of a surplus that no offsetting cancels.
//!
//! All three are bounded by what is there: an exchange by what the payee's banks hold and others
//! want, a swap line by its limit, a sweep by what is held and what the currency's agent takes.
//! Corridors share what is held and what is wanted, so one is served after another.

use std::collections::BTreeMap;

use super::{Basis, Corridor, Country, Demand, Money, Objection, Period};

/// What is left for corridors to come.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    held: BTreeMap<(Country, Money), u128>,
    bids: BTreeMap<(Country, Money), u128>,
    needs: BTreeMap<(Country, Money), u128>,
    taken: BTreeMap<Money, u128>,
}

impl Stock {
    pub(super) fn of(period: &Period) -> Result<Self, Objection> {
        let mut nets: BTreeMap<(Country, Money), i128> = BTreeMap::new();
        for ((payer, payee, currency), paid) in &period.paid {
            let value = i128::try_from(paid.value).map_err(|_| Objection::TooMuch)?;
            for (country, change) in [(payer, value), (payee, -value)] {
                let net = nets.entry((*country, *currency)).or_default();
                *net = net.checked_add(change).ok_or(Objection::TooMuch)?;
            }
        }
        // Banks at home find their own currency at home.
        let abroad = |(country, currency): &(Country, Money)| {
            period.homes.get(currency).is_none_or(|home| home != country)
        };
        let needs = nets
            .into_iter()
            .filter(|(place, net)| *net > 0 && abroad(place))
            .map(|(place, net)| (place, net.unsigned_abs()))
            .collect();
        let (held, bids, taken) = (&period.held, &period.bids, &period.taken);
        Ok(Self { held: held.clone(), bids: bids.clone(), needs, taken: taken.clone() })
    }

    /// Each tool by itself, on all that offsetting between the two leaves.
    pub(super) fn carry_alone(self, period: &Period, corridor: &mut Corridor) {
        let (home, surpluses) = surpluses(period, corridor);
        corridor.demands = self.demands(corridor, &surpluses);
        let left = corridor.net;
        corridor.alone.home = left.min(home);
        let mut stock = self.clone();
        corridor.alone.exchange = stock.exchange(corridor, &mut surpluses.clone(), left);
        corridor.alone.swap_line = left.min(line(period, corridor));
        let mut stock = self;
        corridor.alone.sweep = stock.sweep(corridor, &surpluses, left);
    }

    /// Each tool after those before it, on what is structural.
    pub(super) fn carry_in_order(&mut self, period: &Period, corridor: &mut Corridor) {
        let (home, mut surpluses) = surpluses(period, corridor);
        let mut left = corridor.structural;
        let home = left.min(home);
        left -= home;
        let exchanged = self.exchange(corridor, &mut surpluses, left);
        left -= exchanged;
        let drawn = left.min(line(period, corridor));
        left -= drawn;
        let swept = self.sweep(corridor, &surpluses, left);
        let parts = &mut corridor.in_order;
        parts.home = home;
        (parts.exchange, parts.swap_line, parts.sweep) = (exchanged, drawn, swept);
        corridor.rest = left - swept;
    }

    /// What others than the payee want of a currency, and how that is known.
    fn wanted(&self, payee: Country, currency: Money) -> (u128, Basis) {
        let of = |stock: &BTreeMap<(Country, Money), u128>| {
            let others = stock
                .iter()
                .filter(|((country, wanted), _)| *wanted == currency && *country != payee);
            others.fold(0_u128, |sum, (_, value)| sum.saturating_add(*value))
        };
        match of(&self.bids) {
            0 => (of(&self.needs), Basis::Needs),
            bids => (bids, Basis::Orders),
        }
    }

    fn demands(&self, corridor: &Corridor, surpluses: &BTreeMap<Money, u128>) -> Vec<Demand> {
        let demand = |(currency, surplus): (&Money, &u128)| {
            let (currency, surplus) = (*currency, *surplus);
            let (wanted, basis) = self.wanted(corridor.payee, currency);
            let held = self.held.get(&(corridor.payee, currency)).copied().unwrap_or(0);
            let taken = self.taken.get(&currency).copied();
            Demand { currency, surplus, held, wanted, basis, taken }
        };
        surpluses.iter().map(demand).collect()
    }

    /// Sells what is held of each surplus to who wants it, up to `most`; surpluses become less.
    ///
    /// The basis is that of the whole period, so that orders that were served are not served again
    /// as needs.
    fn exchange(
        &mut self,
        corridor: &Corridor,
        surpluses: &mut BTreeMap<Money, u128>,
        most: u128,
    ) -> u128 {
        let mut left = most;
        for demand in &corridor.demands {
            let Some(surplus) = surpluses.get_mut(&demand.currency) else { continue };
            let Some(held) = self.held.get_mut(&(corridor.payee, demand.currency)) else {
                continue;
            };
            let wanted = match demand.basis {
                Basis::Orders => &mut self.bids,
                Basis::Needs => &mut self.needs,
            };
            let buyers = wanted.iter_mut().filter(|((country, currency), _)| {
                *currency == demand.currency && *country != corridor.payee
            });
            for (_, wants) in buyers {
                let sold = left.min(*surplus).min(*held).min(*wants);
                left -= sold;
                *surplus -= sold;
                *held -= sold;
                *wants -= sold;
            }
        }
        most - left
    }

    /// Shelters what is held of each surplus with the agent that takes it, up to `most`.
    fn sweep(
        &mut self,
        corridor: &Corridor,
        surpluses: &BTreeMap<Money, u128>,
        most: u128,
    ) -> u128 {
        let mut left = most;
        for (currency, surplus) in surpluses {
            let held = self.held.get_mut(&(corridor.payee, *currency));
            if let (Some(held), Some(taken)) = (held, self.taken.get_mut(currency)) {
                let swept = left.min(*surplus).min(*held).min(*taken);
                left -= swept;
                *held -= swept;
                *taken -= swept;
            }
        }
        most - left
    }
}

/// What the payee received beyond what it paid back: in its own currency, and in each other in
/// which it did.
fn surpluses(period: &Period, corridor: &Corridor) -> (u128, BTreeMap<Money, u128>) {
    let over = |(currency, paid): (&Money, &super::Paid)| {
        let back = corridor.back.get(currency).map_or(0, |paid| paid.value);
        let over = paid.value.checked_sub(back).filter(|over| *over > 0)?;
        Some((*currency, over))
    };
    let all = corridor.forth.iter().filter_map(over);
    let (home, abroad): (BTreeMap<_, _>, BTreeMap<_, _>) =
        all.partition(|(currency, _)| period.homes.get(currency) == Some(&corridor.payee));
    (home.values().sum(), abroad)
}

/// What the payer's agent may still draw of the payee's currency.
fn line(period: &Period, corridor: &Corridor) -> u128 {
    period.lines.get(&(corridor.payer, corridor.payee)).copied().unwrap_or(0)
}
