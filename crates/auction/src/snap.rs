//! From prices nearly right to prices exactly right.
//!
//! A search in logarithms ends some 2^-40 beside the truth, and a small book would miss a unit.
//! But near the truth it can be read off which orders are filled in part, and these say what the
//! prices are:
//!
//! 1. An order filled in part has its limit for a price. Currencies joined by such orders form
//!    components, inside which every ratio is a product of limits.
//! 2. Between components only whole orders trade, and what each component sells to the others is
//!    worth what it buys of them. This is the equation of a stationary distribution; it is solved
//!    without a subtraction ([`crate::number`]).
//! 3. Components between which nothing trades are placed where an order waits at its limit, else
//!    where the official rates have them, else where the search has put them.
//!
//! The answer is exact as fractions if these stay below 128 bits, else rounded to 126 bits.
use alloc::vec;
use alloc::vec::Vec;

use ethnum::{I256, U256};

use crate::band::Edge;
use crate::book::Book;
use crate::circulation::{Arc, balance};
use crate::fill::market;
use crate::log::{Logs, ONE};
use crate::market::{LEVEL, Sum, held, worth};
use crate::number::{Fraction, Number, Rounded, gcd};
use crate::problem::Problem;
use crate::rounding::{Prices, ROUNDED};

/// How near a limit must be to the price to count as level with it: first wide, for a search that
/// ended a little beside the price; then narrow, so that of limits that differ by less than the
/// first only those at the price do. Unit: 2^-40.
const NEAR: [i64; 10] = [1 << 8, 1 << 10, 1 << 7, 1 << 6, 1 << 5, 1 << 4, 1 << 3, 1 << 2, 1, 0];
/// Flows smaller than a currency's turnover shifted by this are none: first coarse, then fine.
const NOTHING: [u32; 8] = [32, 70, 50, 70, 40, 70, 60, 70];

/// What the search works on.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) problem: &'a Problem,
    pub(crate) book: &'a Book,
    pub(crate) logs: &'a Logs,
    pub(crate) edges: &'a [Edge],
}

/// A ratio of two prices that holds exactly: `sell / buy = num / den`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tie {
    pub(crate) sell: usize,
    pub(crate) buy: usize,
    pub(crate) num: u128,
    pub(crate) den: u128,
}

/// What the flows near some prices say about the exact ones.
struct Basis {
    /// Orders filled in part, and bands that hold.
    ties: Vec<Tie>,
    /// Orders sold whole, per pair.
    whole: Vec<Sum>,
    /// Limits and edges that are merely touched.
    touched: Vec<Tie>,
}

/// Exact prices near the given ones, or the last tried if none was found that clears.
///
/// `near`: logarithms. Errors: the last prices tried.
pub(crate) fn snap(scene: &Scene<'_>, near: &[i64]) -> Result<Prices, Prices> {
    let highest = near.iter().max().copied().unwrap_or(0);
    let top = ONE.saturating_mul(62);
    let price = |log: &i64| scene.logs.power(log.saturating_sub(highest).saturating_add(top));
    let first = Prices(near.iter().map(|log| price(log).max(1)).collect());
    let mut last = None;
    for width in NEAR {
        match snap_within(scene, &first, width) {
            Ok(prices) => return Ok(prices),
            Err(prices) => last = last.or(Some(prices)),
        }
    }
    Err(last.unwrap_or(first))
}

/// The same with one measure of what is near.
fn snap_within(scene: &Scene<'_>, first: &Prices, width: i64) -> Result<Prices, Prices> {
    let mut guess = first.clone();
    for nothing in NOTHING {
        let basis = basis(scene, &guess, nothing, width);
        let exact = solve::<Fraction>(scene, &basis, &guess, width).and_then(|all| whole(&all));
        let rounded = || solve::<Rounded>(scene, &basis, &guess, width).and_then(|all| cut(&all));
        let Some(prices) = exact.or_else(rounded) else { return Err(guess) };
        let market = market(scene.problem, scene.book, scene.logs, &prices);
        if market.is_cleared(&prices, scene.edges) && bands_hold(scene, &prices) {
            return Ok(prices);
        }
        guess = prices;
    }
    Err(guess)
}

fn bands_hold(scene: &Scene<'_>, prices: &Prices) -> bool {
    scene.edges.iter().all(|edge| edge.compare(prices).is_le())
}

/// Reads off which orders are filled in part at prices nearly right.
fn basis(scene: &Scene<'_>, guess: &Prices, nothing: u32, width: i64) -> Basis {
    let (mut whole, bundles) = gather(scene, guess, width);
    let mut surplus = vec![I256::ZERO; guess.0.len()];
    let mut turnover = vec![U256::ZERO; guess.0.len()];
    let mut arcs: Vec<Arc> = Vec::with_capacity(bundles.len());
    for sum in whole.iter().chain(bundles.iter().map(|(sum, _)| sum)) {
        let value = worth(sum.amount, guess.0[sum.sell]);
        crate::market::add(&mut surplus, sum, value);
        for at in [sum.sell, sum.buy] {
            turnover[at] = turnover[at].saturating_add(value);
        }
    }
    for (sum, _) in &bundles {
        let most = worth(sum.amount, guess.0[sum.sell]);
        arcs.push(Arc { sell: sum.sell, buy: sum.buy, most, flow: most, cost: LEVEL });
    }
    let log = |num, den| scene.logs.of(num).saturating_sub(scene.logs.of(den));
    let is_near = |edge: &&Edge| {
        let apart = log(guess.0[edge.dear], guess.0[edge.cheap]).abs_diff(log(edge.num, edge.den));
        apart <= width.unsigned_abs()
    };
    let edges: Vec<&Edge> = scene.edges.iter().filter(is_near).collect();
    arcs.extend(edges.iter().map(|edge| held(edge)));
    balance(&mut arcs, &mut surplus);
    let mut basis = Basis { ties: Vec::new(), whole: Vec::new(), touched: Vec::new() };
    let ends = |edge: &&Edge| {
        let Edge { dear, cheap, num, den } = **edge;
        Tie { sell: dear, buy: cheap, num, den }
    };
    let ties = bundles.iter().map(|(_, tie)| *tie).chain(edges.iter().map(ends));
    for (at, (arc, tie)) in arcs.iter().zip(ties).enumerate() {
        let small = turnover[arc.sell].min(turnover[arc.buy]).wrapping_shr(nothing);
        if arc.flow > small && arc.most.saturating_sub(arc.flow) > small {
            basis.ties.push(tie);
            continue;
        }
        basis.touched.push(tie);
        if let Some((sum, _)) = bundles.get(at).filter(|_| arc.flow > small) {
            whole.push(*sum);
        }
    }
    basis.whole = whole;
    basis
}

/// Orders clearly better than their limit, per pair; and those near it, per pair and limit.
fn gather(scene: &Scene<'_>, guess: &Prices, width: i64) -> (Vec<Sum>, Vec<(Sum, Tie)>) {
    let (mut whole, mut bundles) = (Vec::new(), Vec::<(Sum, Tie)>::new());
    let log: Vec<i64> = guess.0.iter().map(|price| scene.logs.of(*price)).collect();
    let book = scene.book;
    for pair in &book.pairs {
        let near = book.window(pair, log[pair.sell].saturating_sub(log[pair.buy]), width);
        let amount = book.sum(pair, near.start);
        let (sell, buy) = (pair.sell, pair.buy);
        whole.extend(Some(Sum { sell, buy, amount }).filter(|sum| sum.amount > 0));
        let first = bundles.len();
        for at in near {
            let limit = scene.problem.orders()[book.place(at)].limit;
            let amount = book.sum(pair, at.saturating_add(1)).saturating_sub(book.sum(pair, at));
            let (num, den) = (u128::from(limit.num), u128::from(limit.den));
            let same = |tie: &Tie| tie.num.checked_mul(den) == num.checked_mul(tie.den);
            match bundles[first..].iter_mut().find(|(_, tie)| same(tie)) {
                Some((sum, _)) => sum.amount = sum.amount.saturating_add(amount),
                None => bundles.push((Sum { sell, buy, amount }, Tie { sell, buy, num, den })),
            }
        }
    }
    (whole, bundles)
}

/// Sets of currencies whose prices are known relative to each other.
pub(crate) struct Joined<T> {
    /// The set each currency is in, named by one of its members.
    pub(crate) set: Vec<usize>,
    /// Its price beside the set's own scale.
    pub(crate) price: Vec<T>,
}

impl<T: Number> Joined<T> {
    pub(crate) fn new(count: usize) -> Option<Self> {
        let one = T::ratio(1, 1)?;
        Some(Self { set: (0..count).collect(), price: vec![one; count] })
    }

    /// Multiplies all prices of one set by `scale` and makes it part of another.
    fn join(&mut self, set: usize, into: usize, scale: T) -> Option<()> {
        for at in 0..self.set.len() {
            if self.set[at] == set {
                self.set[at] = into;
                self.price[at] = self.price[at].times(scale)?;
            }
        }
        Some(())
    }

    /// Joins the sets of both currencies, if they are two.
    pub(crate) fn tie(&mut self, tie: &Tie) -> Option<()> {
        let (sell, buy) = (self.set[tie.sell], self.set[tie.buy]);
        if sell == buy {
            return Some(());
        }
        let wanted = self.price[tie.buy].times(T::ratio(tie.num, tie.den)?)?;
        self.join(sell, buy, wanted.over(self.price[tie.sell])?)
    }
}

/// The prices that the basis says, or `None` if it is none or a number grows too long.
fn solve<T: Number>(
    scene: &Scene<'_>,
    basis: &Basis,
    guess: &Prices,
    width: i64,
) -> Option<Vec<T>> {
    let count = guess.0.len();
    let mut joined = Joined::<T>::new(count)?;
    for tie in &basis.ties {
        joined.tie(tie)?;
    }
    weigh(&mut joined, &basis.whole)?;
    for tie in &basis.touched {
        joined.tie(tie)?;
    }
    for at in 1..count {
        if joined.set[at] != joined.set[0] {
            let (num, den) = apart(scene, guess, at, width);
            joined.tie(&Tie { sell: at, buy: 0, num, den })?;
        }
    }
    Some(joined.price)
}

/// What a currency is worth in the first one where nothing ties them: the official rate if the
/// search has left it there, else what the search says, to 40 bits.
fn apart(scene: &Scene<'_>, guess: &Prices, at: usize, width: i64) -> (u128, u128) {
    let log = |num, den| scene.logs.of(num).saturating_sub(scene.logs.of(den));
    let official = |at: usize| u128::from(scene.problem.terms()[at].official);
    let (num, den) = (guess.0[at], guess.0[0]);
    let moved = log(num, den).abs_diff(log(official(at), official(0)));
    if moved <= width.unsigned_abs() {
        return (official(at), official(0));
    }
    let short = |x: u128| {
        let extra = 128_u32.saturating_sub(x.leading_zeros()).saturating_sub(40);
        (x.wrapping_shr(extra), extra)
    };
    let ((num, more), (den, less)) = (short(num), short(den));
    let common = more.min(less);
    let raise = |x: u128, by: u32| x.checked_shl(by.saturating_sub(common)).unwrap_or(x);
    (raise(num, more), raise(den, less))
}

/// Joins sets between which whole orders trade, at scales that balance what they trade.
pub(crate) fn weigh<T: Number>(joined: &mut Joined<T>, whole: &[Sum]) -> Option<()> {
    let mut names: Vec<usize> = joined.set.clone();
    names.sort_unstable();
    names.dedup();
    let size = names.len();
    let place = |set: usize| names.binary_search(&set).unwrap_or(0);
    let mut flows = Flows { size, flows: vec![None; size.saturating_mul(size)] };
    for sum in whole {
        let (from, to) = (joined.set[sum.sell], joined.set[sum.buy]);
        if from != to {
            let amount = T::ratio(u128::from(sum.amount), 1)?;
            flows.add(place(from), place(to), amount.times(joined.price[sum.sell])?)?;
        }
    }
    let groups = flows.groups();
    for first in 0..size {
        let members: Vec<usize> = (first..size).filter(|at| groups[*at] == first).collect();
        let scales = flows.stationary(&members)?;
        for (member, scale) in members.iter().zip(scales).skip(1) {
            joined.join(names[*member], names[first], scale)?;
        }
    }
    Some(())
}

/// What each set sells to each other one, at the seller's own scale.
struct Flows<T> {
    size: usize,
    flows: Vec<Option<T>>,
}

impl<T: Number> Flows<T> {
    fn at(&self, from: usize, to: usize) -> usize {
        crate::problem::pair(self.size, from, to)
    }

    fn get(&self, from: usize, to: usize) -> Option<T> {
        self.flows[self.at(from, to)]
    }

    fn add(&mut self, from: usize, to: usize, flow: T) -> Option<()> {
        let at = self.at(from, to);
        self.flows[at] = Some(match self.flows[at] {
            None => flow,
            Some(before) => before.plus(flow)?,
        });
        Some(())
    }

    /// The lowest set that each is connected with.
    fn groups(&self) -> Vec<usize> {
        let mut groups: Vec<usize> = (0..self.size).collect();
        for _ in 0..self.size {
            for from in 0..self.size {
                for to in 0..self.size {
                    if self.get(from, to).is_some() {
                        let lowest = groups[from].min(groups[to]);
                        (groups[from], groups[to]) = (lowest, lowest);
                    }
                }
            }
        }
        groups
    }

    /// Scales of connected sets at which each sells what it buys; the first has one.
    ///
    /// `None` if there are none, since some set sells nothing to those before it.
    /// Cost: O(sets^3).
    fn stationary(&self, members: &[usize]) -> Option<Vec<T>> {
        let size = members.len();
        let mut rates = Flows { size, flows: Vec::with_capacity(size.saturating_mul(size)) };
        for from in members {
            rates.flows.extend(members.iter().map(|to| self.get(*from, *to)));
        }
        for last in (1..size).rev() {
            let mut out: Option<T> = None;
            for flow in (0..last).filter_map(|to| rates.get(last, to)) {
                out = Some(out.map_or(Some(flow), |out| out.plus(flow))?);
            }
            let out = out?;
            for from in 0..last {
                let Some(flow) = rates.get(from, last) else { continue };
                let part = flow.over(out)?;
                let at = rates.at(from, last);
                rates.flows[at] = Some(part);
                for to in (0..last).filter(|to| *to != from) {
                    if let Some(onward) = rates.get(last, to) {
                        rates.add(from, to, part.times(onward)?)?;
                    }
                }
            }
        }
        let mut scales = vec![T::ratio(1, 1)?];
        for to in 1..size {
            let mut scale: Option<T> = None;
            for (from, before) in scales.iter().enumerate() {
                if let Some(rate) = rates.get(from, to) {
                    let part = before.times(rate)?;
                    scale = Some(scale.map_or(Some(part), |scale| scale.plus(part))?);
                }
            }
            scales.push(scale?);
        }
        Some(scales)
    }
}

/// Fractions as the smallest whole numbers in the same proportion, if none is too long.
pub(crate) fn whole(fractions: &[Fraction]) -> Option<Prices> {
    let mut common = 1_u128;
    for fraction in fractions {
        common = common.checked_div(gcd(common, fraction.den))?.checked_mul(fraction.den)?;
    }
    let mut prices = Vec::with_capacity(fractions.len());
    for fraction in fractions {
        prices.push(fraction.num.checked_mul(common.checked_div(fraction.den)?)?);
    }
    let divisor = prices.iter().fold(0, |divisor, price| match divisor {
        0 => *price,
        _ => gcd(divisor, *price),
    });
    for price in &mut prices {
        *price = price.checked_div(divisor)?;
    }
    prices.iter().all(|price| *price > 0 && *price < ROUNDED).then_some(Prices(prices))
}

/// Rounded numbers as whole ones, the largest near 2^126.
pub(crate) fn cut(numbers: &[Rounded]) -> Option<Prices> {
    let top = numbers.iter().map(|number| number.exponent).max()?;
    let mut prices = Vec::with_capacity(numbers.len());
    for number in numbers {
        let below = u32::try_from(top.checked_sub(number.exponent)?).ok()?;
        prices.push(number.mantissa.checked_shr(below.checked_add(1)?).unwrap_or(0));
    }
    prices.iter().all(|price| *price > 0).then_some(Prices(prices))
}
