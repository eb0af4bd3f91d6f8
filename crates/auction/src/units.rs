//! From any price vector to whole minor units, for those who propose: where rounding down everything
//! fails, other roundings are tried, the nearest first, at the same prices.
//!
//! The baseline rounds down what a pair at its limit sells, and where an order comes out empty it
//! looks for other prices without that order.
//! But an order at its limit may as well stay unfilled, or sell a unit more, as long as the residues
//! stay what rounding explains; the check says whether they do.
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use ethnum::{I256, U256};

use crate::check::{Report, complete, has_no_part};
use crate::circulation::{Arc, balance};
use crate::market::{LEVEL, Sum, add, arcs, worth};
use crate::outcome::{Outcome, Standing};
use crate::problem::Problem;
use crate::rounding::{Fill, Prices, ROUNDED, Rates, Side};
use crate::share::{Claim, Share, pro_rata, pro_rata_for_something};

/// Orders of one pair whose limit is the price.
struct Class {
    sum: Sum,
    /// Order: as in the problem.
    places: Vec<usize>,
    /// What they may sell together, the likeliest first.
    totals: Vec<u64>,
}

/// The orders at some prices.
pub(crate) struct Stand<'a> {
    problem: &'a Problem,
    prices: Prices,
    rates: Rates,
    /// What orders better than their limit sell: all. Order: by place in the problem.
    whole: Vec<u64>,
    classes: Vec<Class>,
    surplus: Vec<I256>,
}

impl<'a> Stand<'a> {
    /// Tells who sells all, and what those at their limit may sell. Cost: O(orders).
    pub(crate) fn new(problem: &'a Problem, prices: Prices) -> Self {
        let rates = Rates::new(&prices);
        let mut whole = vec![0; problem.orders().len()];
        let mut surplus = vec![I256::ZERO; problem.count()];
        let mut classes: BTreeMap<usize, Class> = BTreeMap::new();
        for (place, order) in problem.orders().iter().enumerate() {
            let rate = rates.of(order);
            let side = rate.side(order.limit);
            let trades = problem.trades(order.sell, order.buy) && side != Side::Worse;
            if !trades || has_no_part(problem, rate, order, side, order.amount) {
                continue;
            }
            let (sell, buy, amount) = (order.sell.index(), order.buy.index(), order.amount);
            let sum = Sum { sell, buy, amount };
            add(&mut surplus, &sum, worth(amount, prices.0[sell]));
            if side == Side::Better {
                whole[place] = amount;
                continue;
            }
            let empty = Class { sum: Sum { amount: 0, ..sum }, places: vec![], totals: vec![] };
            let class = classes.entry(problem.pair(order.sell, order.buy)).or_insert(empty);
            class.sum.amount = class.sum.amount.saturating_add(amount); // below MOST_OFFERED
            class.places.push(place);
        }
        let mut stand = Self {
            problem,
            prices,
            rates,
            whole,
            classes: classes.into_values().collect(),
            surplus,
        };
        stand.tell();
        stand
    }

    /// The same prices in longer numbers, of which the check lets a unit more be left over, or lack,
    /// of each currency; `None` if they are long already.
    ///
    /// That unit is for what longer prices say and these do not, so it is not used up here.
    pub(crate) fn at_length(&self) -> Option<Self> {
        let highest = self.prices.0.iter().copied().max()?;
        let prices = || {
            self.prices
                .0
                .iter()
                .map(|price| price.wrapping_shl(highest.leading_zeros().saturating_sub(2)))
        };
        (highest < ROUNDED).then(|| Self::new(self.problem, Prices(prices().collect())))
    }

    /// Whether rounding may explain what exact fills at the limits do not balance.
    pub(crate) fn is_close(&self) -> bool {
        let orders = u64::try_from(self.problem.orders().len()).unwrap_or(u64::MAX);
        let most = self
            .prices
            .0
            .iter()
            .fold(U256::ZERO, |sum, price| sum.saturating_add(worth(orders, *price)));
        self.surplus.iter().all(|left| left.unsigned_abs() <= most)
    }

    /// Whether exact fills at the limits balance.
    pub(crate) fn is_balanced(&self) -> bool {
        crate::market::is_balanced(&self.surplus, &self.prices)
    }

    /// Balances what is at its limit, and says what each class may sell.
    fn tell(&mut self) {
        let sums: Vec<Sum> = self.classes.iter().map(|class| class.sum).collect();
        let mut flows: Vec<Arc> = arcs(&sums, &self.prices, LEVEL).collect();
        balance(&mut flows, &mut self.surplus);
        for (class, arc) in self.classes.iter_mut().zip(&flows) {
            let price = U256::from(self.prices.0[class.sum.sell]);
            // What rounded prices make of a whole number counts as whole.
            let flow = arc.flow.saturating_add(price.wrapping_shr(32));
            let total = flow.checked_div(price).unwrap_or(U256::ZERO);
            let total = u64::try_from(total).unwrap_or(u64::MAX).min(class.sum.amount);
            let limit = self.problem.orders()[class.places[0]].limit;
            let (num, den) = (u128::from(limit.num), u128::from(limit.den));
            let brings = u128::from(total).saturating_mul(num).checked_div(den).unwrap_or(0);
            let least_for = |brings: u128| {
                let sold = brings.checked_mul(den).map(|needs| needs.div_ceil(num));
                sold.and_then(|sold| u64::try_from(sold).ok()).unwrap_or(u64::MAX)
            };
            let near = [
                total,
                total.saturating_add(1),
                least_for(brings),
                least_for(brings.saturating_add(1)),
                total.saturating_sub(1),
                0,
                class.sum.amount,
            ];
            for one in near.map(|one| one.min(class.sum.amount)) {
                if !class.totals.contains(&one) {
                    class.totals.push(one);
                }
            }
        }
    }

    /// The equilibrium nearest to exact fills that the check accepts, if one is met in `tries`.
    ///
    /// Roundings are tried by how many likelier ones they pass over, all classes together.
    pub(crate) fn fill(&self, tries: &mut u32) -> Option<Outcome> {
        let most = self.classes.iter().map(|class| class.totals.len().saturating_sub(1)).sum();
        let mut chosen = vec![0; self.classes.len()];
        for passed in 0..=most {
            let mut best = None;
            self.choose(0, passed, &mut chosen, tries, &mut best);
            if best.is_some() || *tries == 0 {
                return best;
            }
        }
        None
    }

    /// Tries all choices from a class on that pass over so many likelier ones.
    fn choose(
        &self,
        at: usize,
        left: usize,
        chosen: &mut [usize],
        tries: &mut u32,
        best: &mut Option<Outcome>,
    ) {
        let Some(class) = self.classes.get(at) else {
            if left == 0 && *tries > 0 {
                *tries = tries.saturating_sub(1);
                let found = self.outcome(chosen);
                *best = best.take().max(found);
            }
            return;
        };
        let rest = self.classes[at.saturating_add(1)..].iter();
        let rest: usize = rest.map(|class| class.totals.len().saturating_sub(1)).sum();
        for choice in left.saturating_sub(rest)..class.totals.len().min(left.saturating_add(1)) {
            if *tries == 0 {
                return;
            }
            chosen[at] = choice;
            self.choose(at.saturating_add(1), left.saturating_sub(choice), chosen, tries, best);
        }
    }

    /// The outcome of these totals, if the check accepts it.
    fn outcome(&self, chosen: &[usize]) -> Option<Outcome> {
        let orders = self.problem.orders();
        let mut sold = self.whole.clone();
        for (class, choice) in self.classes.iter().zip(chosen) {
            let claim = |place: &usize| Claim {
                amount: orders[*place].amount,
                number: orders[*place].number,
            };
            let claims: Vec<Claim> = class.places.iter().map(claim).collect();
            let rate = self.rates.pair(class.sum.sell, class.sum.buy);
            let brings = |at: usize, sold: u64| {
                rate.received_at(sold, orders[class.places[at]].limit, Side::Level) > 0
            };
            let parts = if self.problem.gives_for_something() {
                pro_rata_for_something(class.totals[*choice], &claims, brings)
            } else {
                pro_rata(class.totals[*choice], &claims)
            };
            for (place, part) in class.places.iter().zip(parts) {
                sold[*place] = part;
            }
        }
        let fill = |(place, sold): (usize, u64)| {
            let received = self.rates.of(&orders[place]).received(sold, orders[place].limit);
            Fill { sold, received }
        };
        let mut outcome = Outcome {
            standing: Standing::Equilibrium,
            value: 0,
            fills: sold.into_iter().enumerate().map(fill).collect(),
            prices: self.prices.clone(),
            shares: vec![Share::WHOLE; self.problem.count()],
            bounds: Vec::new(),
        };
        let report = complete(self.problem, &mut outcome).ok()?;
        self.leaves_little(&outcome, &report, chosen).then_some(outcome)
    }

    /// Whether no more is left over than one unit of what is bought for each fill and one of what is
    /// sold for each pair sold in part; for long prices R-FX-12 lets one unit more pass.
    fn leaves_little(&self, outcome: &Outcome, report: &Report, chosen: &[usize]) -> bool {
        let price = |at: usize| self.prices.0[at];
        let mut most = vec![U256::ZERO; self.problem.count()];
        let filled = self.problem.orders().iter().zip(&outcome.fills);
        for (order, _) in filled.filter(|(_, fill)| fill.sold > 0) {
            let most = &mut most[order.buy.index()];
            *most = most.saturating_add(price(order.buy.index()).into());
        }
        for (class, choice) in self.classes.iter().zip(chosen) {
            if class.totals[*choice] < class.sum.amount {
                let most = &mut most[class.sum.buy];
                *most = most.saturating_add(price(class.sum.sell).into());
            }
        }
        let over = |left: &i128| u64::try_from(*left).unwrap_or(0); // nothing, where some lacks
        let left = report.residue.iter().map(over).enumerate();
        left.zip(most).all(|((at, over), most)| worth(over, price(at)) <= most)
    }
}
