//! The orders of a round as supply curves, one per pair, in the logarithm of the price.
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::log::Logs;
use crate::problem::Problem;
use crate::share::Share;

/// The orders that take part, by pair and limit.
pub(crate) struct Book {
    /// The pairs that have orders. Order: by selling, then buying currency.
    pub(crate) pairs: Vec<Pair>,
    /// Order: by pair, then logarithm of the limit.
    logs: Vec<i64>,
    /// The order's place in the problem, beside `logs`.
    places: Vec<u32>,
    /// What is admitted of this order and those before it in its pair, beside `logs`.
    sums: Vec<u64>,
    /// The same of amount times height of the limit above the pair's lowest. Unit: 2^-40.
    moments: Vec<u128>,
    /// Whether the order at each place in the problem is left out; empty if none is.
    left_out: Vec<bool>,
}

/// One pair's part of a book.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) sell: usize,
    pub(crate) buy: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Book {
    /// Sorts the problem's orders, those of pairs that do not trade left out.
    ///
    /// `left_out`: see [`Book::is_left_out`]; empty for none.
    /// Cost: O(orders x log orders of the largest pair).
    pub(crate) fn new(problem: &Problem, logs: &Logs, shares: &[Share], left_out: &[bool]) -> Self {
        let count = problem.count();
        let mut ends = vec![0_usize; count.saturating_mul(count).saturating_add(1)];
        for order in problem.orders() {
            let next = problem.pair(order.sell, order.buy).saturating_add(1);
            ends[next] = ends[next].saturating_add(1);
        }
        for at in 1..ends.len() {
            ends[at] = ends[at].saturating_add(ends[at.saturating_sub(1)]);
        }
        let mut next = ends.clone();
        let mut sorted = vec![(0_i64, 0_u32, 0_u64); problem.orders().len()];
        for (place, order) in (0..).zip(problem.orders()) {
            let next = &mut next[problem.pair(order.sell, order.buy)];
            let log = logs.of_ratio(order.limit.num, order.limit.den);
            sorted[*next] = (log, place, order.amount);
            *next = next.saturating_add(1);
        }
        let mut pairs = Vec::new();
        for (at, range) in ends.windows(2).enumerate() {
            let sell = at.checked_div(count).unwrap_or(0);
            let buy = at.checked_rem(count).unwrap_or(0);
            let (start, end) = (range[0], range[1]);
            sorted[start..end].sort_unstable();
            let first = sorted.get(start).and_then(|(_, at, _)| problem.orders().get(index(*at)));
            if start < end && first.is_some_and(|order| problem.trades(order.sell, order.buy)) {
                pairs.push(Pair { sell, buy, start, end });
            }
        }
        let mut book = Self {
            pairs,
            logs: sorted.iter().map(|(log, _, _)| *log).collect(),
            places: sorted.iter().map(|(_, place, _)| *place).collect(),
            sums: vec![0; sorted.len()],
            moments: vec![0; sorted.len()],
            left_out: left_out.to_vec(),
        };
        book.add_up(shares, |at, _| sorted[at].2);
        book
    }

    /// Takes the admitted share of each order instead of what it was before. Cost: O(orders).
    pub(crate) fn admit(&mut self, problem: &Problem, shares: &[Share]) {
        self.add_up(shares, |_, place| problem.orders()[place].amount);
    }

    /// Whether the order at a place in the problem counts for nothing in the curves.
    pub(crate) fn is_left_out(&self, place: usize) -> bool {
        self.left_out.get(place).is_some_and(|left_out| *left_out)
    }

    /// Adds up what is admitted; `amount` knows what the order at a place in book and problem offers.
    fn add_up(&mut self, shares: &[Share], amount: impl Fn(usize, usize) -> u64) {
        for pair in &self.pairs {
            let base = self.logs[pair.start];
            let share = shares[pair.sell];
            let (mut sum, mut moment) = (0_u64, 0_u128);
            for at in pair.start..pair.end {
                let place = index(self.places[at]);
                let offered = if self.is_left_out(place) { 0 } else { amount(at, place) };
                let amount = share.of(offered);
                sum = sum.saturating_add(amount);
                let height = u128::from(self.logs[at].abs_diff(base));
                moment = moment.saturating_add(u128::from(amount).saturating_mul(height));
                (self.sums[at], self.moments[at]) = (sum, moment);
            }
        }
    }

    /// Where the first order of the pair with a limit at or above `log` stands, near `hint`.
    pub(crate) fn seek(&self, pair: &Pair, log: i64, hint: usize) -> usize {
        let hint = hint.clamp(pair.start, pair.end);
        let (mut low, mut high) = (pair.start, pair.end);
        let mut stride = 1_usize;
        if self.logs[pair.start..pair.end].get(hint.saturating_sub(pair.start)) < Some(&log)
            && hint < pair.end
        {
            low = hint.saturating_add(1);
            while low.saturating_add(stride) < pair.end
                && self.logs[low.saturating_add(stride)] < log
            {
                low = low.saturating_add(stride).saturating_add(1);
                stride = stride.saturating_mul(2);
            }
            high = high.min(low.saturating_add(stride));
        } else {
            high = hint;
            while high.saturating_sub(pair.start) > stride
                && self.logs[high.saturating_sub(stride)] >= log
            {
                high = high.saturating_sub(stride);
                stride = stride.saturating_mul(2);
            }
            low = low.max(high.saturating_sub(stride));
        }
        low.saturating_add(self.logs[low..high].partition_point(|at| *at < log))
    }

    /// What is admitted of the pair's orders before `at`. Unit: minor units sold.
    pub(crate) fn sum(&self, pair: &Pair, at: usize) -> u64 {
        if at <= pair.start { 0 } else { self.sums[at.saturating_sub(1)] }
    }

    /// The mean supply while the price's logarithm goes through `width` units above `log`.
    ///
    /// `from` and `to` are where `log` and `log + width` stand in the pair; `width` is a power of
    /// two, given by its exponent.
    /// Rounds down. Unit: minor units sold.
    pub(crate) fn mean(&self, pair: &Pair, ends: Range<usize>, log: i64, exponent: u32) -> u64 {
        let before = self.sum(pair, ends.start);
        if ends.is_empty() {
            return before;
        }
        let amount = self.sum(pair, ends.end).saturating_sub(before);
        let moment = self.moment(pair, ends.end).saturating_sub(self.moment(pair, ends.start));
        let top = log.saturating_add(1_i64.wrapping_shl(exponent));
        let height = top.saturating_sub(self.logs[pair.start]);
        let height = u128::try_from(height).unwrap_or(0); // an order stands below the top
        let area = u128::from(amount).saturating_mul(height).saturating_sub(moment);
        let mean = u64::try_from(area.wrapping_shr(exponent)).unwrap_or(u64::MAX);
        before.saturating_add(mean)
    }

    fn moment(&self, pair: &Pair, at: usize) -> u128 {
        if at <= pair.start { 0 } else { self.moments[at.saturating_sub(1)] }
    }

    /// The part of the pair's orders with limits up to `half` units from `log`.
    pub(crate) fn window(&self, pair: &Pair, log: i64, half: i64) -> Range<usize> {
        let start = self.seek(pair, log.saturating_sub(half), pair.start);
        let end = self.seek(pair, log.saturating_add(half).saturating_add(1), start);
        start..end
    }

    /// The place, in the problem, of the order at a place in the book.
    pub(crate) fn place(&self, at: usize) -> usize {
        index(self.places[at])
    }

    /// The places, in the problem, of the pair's orders in the given part of the book.
    pub(crate) fn places(&self, part: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        self.places[part].iter().map(|place| index(*place))
    }
}

/// A place as an index.
fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
