//! What may be read of offsetting: rounds, what settled in each, and why the rest waits.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use netting::{Flow, rings};
use settlement::PartyId;
use settlement::fx::Value;
use settlement::offsetting::{Bound, Event, Explanation, Keep, Scope, Settled};
use settlement::payment::{Leg, SettledLeg};
use terms::{Amount, CurrencyId, Instant, LogPosition, Uetr};

/// The most rounds over everything queued that can be read, of those that settled something and of
/// those that did not, and the most between two banks; the log has all.
const KEPT: usize = 500;

/// The most explanations that are kept, and that a machine is asked for in one record: rounds that
/// settle are fewer, and are what is looked at afterwards.
pub(crate) const KEPT_EXPLANATIONS: Keep = Keep { settled: 30, nothing: 5, items: 100_000 };

/// An item that settled in a round.
#[derive(Clone, Debug)]
pub struct OffsetItem {
    /// Which.
    pub uetr: Uetr,
    /// The instruction that settled with it.
    pub matched: Option<Uetr>,
    /// What moved.
    pub legs: Vec<Leg>,
}

/// What flowed from one bank to another in one currency, all items of a set together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flowed {
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// What it counts for at the rate in force then, leg by leg; none without a rate.
    pub value: Option<Value>,
}

/// Banks of which each paid the next, and the last the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingRow {
    /// What went round, at official rates; none if a currency of the set has no rate: then the
    /// ring is of one currency, and its amounts are what went round.
    pub value: Option<Value>,
    /// Order: along the ring. Shape: two or more, no bank twice.
    pub flows: Vec<Leg>,
}

/// A round of offsetting: between two banks if it settled something, over everything queued even
/// if it did not.
#[derive(Clone, Debug)]
pub struct OffsettingRow {
    /// Ascending, one series for all.
    pub number: u64,
    /// Where on the log it ran.
    pub position: LogPosition,
    /// When.
    pub instant: Instant,
    /// Among what.
    pub scope: Scope,
    /// How many items were looked at.
    pub considered: u32,
    /// What these are worth, at official rates.
    pub considered_value: Value,
    /// How many settled.
    pub settled: u32,
    /// What these are worth.
    pub settled_value: Value,
    /// What no set could exceed, in value.
    pub bound: Bound,
    /// What settled. Order: as settled.
    pub items: Vec<OffsetItem>,
    /// What flowed in it. Order: by debtor, creditor, currency.
    pub flows: BTreeMap<(PartyId, PartyId, CurrencyId), Flowed>,
    /// Why each remaining item waited right after the round; none for a round between two banks,
    /// an older one, or one of before this node's start.
    pub explanation: Option<Arc<Explanation>>,
}

impl OffsettingRow {
    /// The set taken apart into rings of banks, across currencies where all have a rate.
    ///
    /// Costs O(flows squared) at worst: clone the row out of the board's lock first.
    pub fn rings(&self) -> Vec<RingRow> {
        let valued = self.flows.values().all(|flowed| flowed.value.is_some());
        if valued {
            return self.rings_of(|_| true, |flowed| flowed.value.unwrap_or_default().millionths());
        }
        let mut currencies: Vec<CurrencyId> = self.flows.keys().map(|(.., id)| *id).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let rings = currencies
            .into_iter()
            .flat_map(|wanted| self.rings_of(|id| id == wanted, |flowed| flowed.amount.minor()));
        rings.map(|ring| RingRow { value: None, ..ring }).collect()
    }

    fn rings_of(
        &self,
        wanted: impl Fn(CurrencyId) -> bool,
        weight: impl Fn(&Flowed) -> u128,
    ) -> Vec<RingRow> {
        let chosen: Vec<_> = self.flows.iter().filter(|((.., id), _)| wanted(*id)).collect();
        let flow = |((from, to, id), flowed): &(&(PartyId, PartyId, CurrencyId), &Flowed)| Flow {
            from: from.number(),
            to: to.number(),
            money: id.number().into(),
            weight: weight(flowed),
        };
        let flows: Vec<Flow> = chosen.iter().map(flow).collect();
        let mut passed: Vec<u128> = vec![0; flows.len()];
        let rows = rings(&flows).rings.into_iter().map(|ring| {
            let legs = ring.flows.iter().map(|at| {
                let (&(debtor, creditor, currency), flowed) = chosen[*at];
                let before = part(flowed.amount, passed[*at], flows[*at].weight);
                passed[*at] += ring.weight;
                let after = part(flowed.amount, passed[*at], flows[*at].weight);
                let amount = Amount::from_minor(after.saturating_sub(before));
                Leg { debtor, creditor, currency, amount }
            });
            RingRow { value: Some(Value::from_millionths(ring.weight)), flows: legs.collect() }
        });
        rows.collect()
    }
}

/// The part of an amount that `passed` is of `whole`, rounded down: exact whatever the sizes, so
/// that what the rings of a flow take of it sums to no more than the flow.
fn part(amount: Amount, passed: u128, whole: u128) -> u128 {
    if passed >= whole {
        return amount.minor();
    }
    // Long multiplication and division at once, a bit of the amount at a time.
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for bit in (0..u128::BITS).rev() {
        quotient <<= 1;
        let added = if (amount.minor() >> bit) & 1 == 1 { passed } else { 0 };
        // Weights fit 127 bits, so that twice a rest and one of them less both fit 128.
        for more in [rest, added] {
            rest += more;
            if rest >= whole {
                rest -= whole;
                quotient += 1;
            }
        }
    }
    quotient
}

/// What is told of offsetting.
#[derive(Debug, Default)]
pub struct Offsetting {
    rows: BTreeMap<u64, OffsettingRow>,
    /// Kept rounds between two banks, and over everything that settled something. Order: by number.
    between: VecDeque<u64>,
    among: VecDeque<u64>,
    /// Those over everything that settled nothing; they would push out all others.
    nothing: VecDeque<u64>,
    explained: VecDeque<u64>,
}

impl Offsetting {
    /// A round by its number, if it is kept.
    pub fn round(&self, number: u64) -> Option<&OffsettingRow> {
        self.rows.get(&number)
    }

    /// Rounds after one that are kept. Order: by number.
    pub fn rounds(&self, after: u64) -> impl Iterator<Item = &OffsettingRow> {
        self.rows.range(after.saturating_add(1)..).map(|(_, row)| row)
    }

    /// Rounds before one that are kept. Order: by number.
    pub fn rounds_before(&self, before: u64) -> impl DoubleEndedIterator<Item = &OffsettingRow> {
        self.rows.range(..before).map(|(_, row)| row)
    }

    /// The last round over everything queued.
    pub fn last(&self) -> Option<&OffsettingRow> {
        let last = self.among.back().max(self.nothing.back());
        last.and_then(|number| self.rows.get(number))
    }

    pub(super) fn tell(&mut self, event: &Event, (position, instant): (LogPosition, Instant)) {
        let (number, scope) = match event {
            Event::OffsettingSettled { round, scope, .. } => (*round, *scope),
            Event::NothingOffset { round, .. } => (*round, Scope::Multilateral),
            Event::ObjectionRaised { .. } => return,
        };
        let (considered, considered_value, settled, settled_value, bound) = match event {
            Event::OffsettingSettled {
                considered,
                considered_value,
                settled,
                settled_value,
                bound,
                ..
            } => (*considered, *considered_value, *settled, *settled_value, *bound),
            Event::NothingOffset { considered, considered_value, bound, .. } => {
                (*considered, *considered_value, 0, Value::ZERO, *bound)
            }
            Event::ObjectionRaised { .. } => return,
        };
        let row = OffsettingRow {
            number,
            position,
            instant,
            scope,
            considered,
            considered_value,
            settled,
            settled_value,
            bound,
            items: Vec::new(),
            flows: BTreeMap::new(),
            explanation: None,
        };
        self.rows.insert(number, row);
        let kept = match scope {
            Scope::Bilateral(_, _) => &mut self.between,
            Scope::Multilateral | Scope::Proposed(_) if settled == 0 => &mut self.nothing,
            Scope::Multilateral | Scope::Proposed(_) => &mut self.among,
        };
        kept.push_back(number);
        if kept.len() > KEPT
            && let Some(oldest) = kept.pop_front()
        {
            self.rows.remove(&oldest);
        }
    }

    /// An item settled in a round; what its legs count for is told with them.
    pub(super) fn settle(
        &mut self,
        number: u64,
        names: (Uetr, Option<Uetr>),
        legs: &[SettledLeg],
        value: impl Fn(&SettledLeg) -> Option<Value>,
    ) {
        let Some(row) = self.rows.get_mut(&number) else {
            return;
        };
        for leg in legs {
            let flow = (leg.debtor, leg.creditor, leg.currency);
            let nothing = Flowed { amount: Amount::ZERO, value: Some(Value::ZERO) };
            let flowed = row.flows.entry(flow).or_insert(nothing);
            flowed.amount = flowed.amount.checked_add(leg.amount).unwrap_or(flowed.amount);
            flowed.value = flowed.value.zip(value(leg)).map(|(sum, more)| sum.plus(more));
        }
        let leg = |leg: &SettledLeg| Leg {
            debtor: leg.debtor,
            creditor: leg.creditor,
            currency: leg.currency,
            amount: leg.amount,
        };
        let (uetr, matched) = names;
        row.items.push(OffsetItem { uetr, matched, legs: legs.iter().map(leg).collect() });
    }

    /// R-OFF-05: why items wait after a round, as the machine said right after it.
    pub(super) fn explain(&mut self, number: u64, explanation: Arc<Explanation>) {
        let Some(row) = self.rows.get_mut(&number) else {
            return;
        };
        row.explanation = Some(explanation);
        self.explained.push_back(number);
        while let Some(place) = self.explained_too_many() {
            let gone = self.explained.remove(place);
            if let Some(row) = gone.and_then(|number| self.rows.get_mut(&number)) {
                row.explanation = None;
            }
        }
    }

    /// Which of the explained rounds is to be forgotten, if they are too many or hold too much.
    fn explained_too_many(&self) -> Option<usize> {
        let size = |number: &u64| match self.rows.get(number) {
            Some(row) => {
                let settled = if row.settled > 0 { Settled::Something } else { Settled::Nothing };
                (settled, row.explanation.as_ref().map_or(0, |told| told.items.len()))
            }
            None => (Settled::Nothing, 0),
        };
        let kept: Vec<(Settled, usize)> = self.explained.iter().map(size).collect();
        KEPT_EXPLANATIONS.too_much(&kept)
    }
}

#[cfg(test)]
mod tests {
    // Not a scenario: rings are read from a node, which scenarios do not have.
    use super::*;

    fn row(flows: &[(u32, u32, u16, u128, Option<u128>)]) -> OffsettingRow {
        let mut kept = Offsetting::default();
        let bound = Bound::Reachable(Value::ZERO);
        let told = Event::OffsettingSettled {
            round: 1,
            scope: Scope::Multilateral,
            considered: 3,
            settled: 3,
            considered_value: Value::ZERO,
            settled_value: Value::ZERO,
            bound,
        };
        kept.tell(&told, (LogPosition::GENESIS, Instant::default()));
        for (number, (from, to, currency, amount, value)) in (0..).zip(flows) {
            let leg = SettledLeg {
                debtor: PartyId::new(*from),
                creditor: PartyId::new(*to),
                currency: CurrencyId::new(*currency),
                amount: Amount::from_minor(*amount),
                debtor_balance: terms::Balance::ZERO,
                creditor_balance: terms::Balance::ZERO,
            };
            let worth = |_: &SettledLeg| value.map(Value::from_millionths);
            kept.settle(1, (Uetr::from_random(number), None), &[leg], worth);
        }
        kept.round(1).expect("it was told").clone()
    }

    fn told(row: &OffsettingRow) -> Vec<(Option<u128>, Vec<u128>)> {
        let rings = row.rings().into_iter();
        let amounts = |ring: &RingRow| ring.flows.iter().map(|leg| leg.amount.minor()).collect();
        rings.map(|ring| (ring.value.map(Value::millionths), amounts(&ring))).collect()
    }

    #[test]
    fn a_ring_across_currencies_tells_its_part_of_each_flow() {
        // A hundred roubles and eight yuan are worth as much; the last flow is twice that.
        let row = row(&[
            (1, 2, 0, 10_000, Some(70)),
            (2, 3, 1, 800, Some(70)),
            (3, 1, 0, 20_001, Some(140)),
        ]);
        assert_eq!(told(&row), vec![(Some(70), vec![10_000, 800, 10_000])]);
    }

    #[test]
    fn rings_of_one_flow_sum_to_no_more_than_it() {
        let row = row(&[
            (1, 2, 0, 10, Some(3)),
            (2, 1, 1, 7, Some(1)),
            (2, 3, 0, 9, Some(2)),
            (3, 1, 0, 9, Some(2)),
        ]);
        assert_eq!(told(&row), vec![(Some(1), vec![3, 7]), (Some(2), vec![7, 9, 9])]);
    }

    #[test]
    fn without_a_rate_rings_are_of_one_currency_each() {
        let row = row(&[(1, 2, 0, 5, Some(5)), (2, 1, 1, 5, None), (2, 1, 0, 4, Some(4))]);
        assert_eq!(told(&row), vec![(None, vec![4, 4])]);
    }

    #[test]
    fn parts_are_exact_beyond_128_bits() {
        let amount = Amount::from_minor(10_u128.pow(24));
        let whole = 3 * 10_u128.pow(31);
        assert_eq!(part(amount, 10_u128.pow(31), whole), 333_333_333_333_333_333_333_333);
        assert_eq!(part(amount, whole, whole), amount.minor());
        assert_eq!(part(amount, 0, whole), 0);
    }
}
