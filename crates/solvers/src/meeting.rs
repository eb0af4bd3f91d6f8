//! The best set of a few items over several accounts, proven: two trees of sums that meet.
//!
//! Where amounts decide more than prices do, branches go through nearly every set ([`crate::halves`]
//! says why), and where they touch several accounts their sums cannot be told in one order.
//! So the sums of each half of the items are laid into a tree of boxes, and pairs of boxes are
//! gone through, the more promising first: a pair is lost if the best of both does not come to
//! more than is known, by value or at prices of rows, or if the most of both is too little for a
//! row (two trees at once: Gray and Moore 2000; the two halves: Horowitz and Sahni 1974).
//! Whole numbers of any size, queues, and rows below zero are taken as they are.

use crate::book::Book;
use crate::ceiling::{Ceiling, Prices, Rows};
use crate::walk::Leash;

/// Numbers that the sums of one half may be, at most.
///
/// With what stands beside them and with the boxes, both halves take 256 MiB at most, and 4 MiB more
/// while one is put into order: a million sums of three numbers each.
const NUMBERS: usize = 4_000_000;
/// Sums of a box that is not divided.
const LEAF: usize = 8;
/// The leash is asked for each box of more sums than these while they are laid out.
const ASKED: usize = 4_096;

/// The sums of one half.
struct Half {
    /// Room that each sum leaves or takes. Shape: by sum, each row.
    moved: Vec<i128>,
    sums: Vec<Sum>,
    boxes: Vec<Sack>,
    /// The most of any sum in it. Shape: by box, each row.
    most: Vec<i128>,
}

/// Some items of a half.
#[derive(Clone, Copy, Default)]
struct Sum {
    worth: i128,
    /// The worth and what is left of rows, at prices.
    priced: i128,
    set: u64,
    /// Whom it needs of the other half.
    needs: u64,
}

/// Some sums of a half: a box, and the two it is divided into.
struct Sack {
    /// Where its sums stand.
    first: u32,
    end: u32,
    /// None where it is not divided.
    parts: Option<(u32, u32)>,
    /// The most of any.
    worth: i128,
    priced: i128,
    /// In any of its sets, and in all of them.
    any: u64,
    all: u64,
    /// Needed by all.
    needs: u64,
}

/// Whether a search went to its end.
pub(crate) struct Answer {
    /// A set of more worth than was known, if any was met. Order of bits: as the items.
    pub(crate) set: Option<u64>,
    /// Whether none is better.
    pub(crate) proven: bool,
}

/// Looks for the set that can settle and is worth most, and more than `known`.
///
/// `prices` guide; any do. None if the sums are too many for memory or for the steps of the leash,
/// if it ends while they are made, or if their numbers are too large.
/// Deterministic, unless a deadline or a stop cuts it short. Costs up to 2^(items / 2) sums for each
/// half, a step of the leash for each of them, and one for each number of a pair that is looked at.
pub(crate) fn best(book: &Book, prices: &[f64], known: i128, leash: &Leash<'_>) -> Option<Answer> {
    let items = book.worth.len();
    let rows = book.rows.slack.len();
    let sums = (1_u64 << (items / 2)) + (1 << items.div_ceil(2));
    if rows == 0 || rows << items.div_ceil(2) > NUMBERS || sums > leash.steps {
        return None;
    }
    // A row below zero is held back by nothing until somebody draws on it.
    let pairs = prices.iter().chain(std::iter::repeat(&0.0)).zip(&book.rows.slack);
    let prices: Vec<f64> =
        pairs.map(|(price, slack)| if *slack < 0 { 0.0 } else { *price }).collect();
    let prices = book.rows.prices(&prices, &book.worth);
    let ceiling = prices.as_ref().and_then(|p| Some(p.ceiling(book.rows.cost(p)?)));
    let prices = prices.filter(|_| ceiling.is_some());
    let order = near_each_other(&book.rows);
    let (one, other) = order.split_at(items / 2);
    let half = |own, rest| Half::new(book, own, rest, prices.as_ref(), leash);
    let mut search = Search {
        book,
        one: half(one, other)?,
        other: half(other, one)?,
        drawers: drawers(&book.rows),
        ceiling,
        known,
        found: None,
        steps: sums,
        leash: *leash,
        complete: true,
    };
    if !search.one.sums.is_empty() && !search.other.sums.is_empty() {
        search.visit(0, 0);
    }
    Some(Answer { set: search.found, proven: search.complete })
}

/// The items, those that touch the same rows beside each other, so that few rows are in both halves.
fn near_each_other(rows: &Rows) -> Vec<usize> {
    let items = rows.changes.len();
    let mut order = Vec::with_capacity(items);
    let mut touched = vec![false; rows.slack.len()];
    while order.len() < items {
        let new = |item: &usize| {
            let of = rows.changes[*item].iter();
            of.filter(|(row, _)| !touched[*row as usize]).count()
        };
        let left = (0..items).filter(|item| !order.contains(item));
        let Some(next) = left.min_by_key(|item| (new(item), *item)) else { break };
        rows.changes[next].iter().for_each(|(row, _)| touched[*row as usize] = true);
        order.push(next);
    }
    order
}

/// By row, the items that draw on it.
fn drawers(rows: &Rows) -> Vec<u64> {
    let mut drawers = vec![0; rows.slack.len()];
    for (item, changes) in rows.changes.iter().enumerate() {
        for (row, _) in changes.iter().filter(|(_, change)| *change < 0) {
            drawers[*row as usize] |= 1 << item;
        }
    }
    drawers
}

/// Boxes that so many sums are divided into, at most: as many that are not divided as powers of two
/// hold, and as many again above them.
fn most_boxes(sums: usize) -> usize {
    2 * sums.div_ceil(LEAF).next_power_of_two()
}

impl Half {
    /// The sums of all sets of some items, but those that nothing of the rest can make settle;
    /// none where numbers are too large, or where the leash ends.
    fn new(
        book: &Book,
        own: &[usize],
        rest: &[usize],
        prices: Option<&Prices>,
        leash: &Leash<'_>,
    ) -> Option<Self> {
        let (rows, sums) = (book.rows.slack.len(), 1 << own.len());
        // At once, since a list that grows is there twice.
        let mut half = Self {
            moved: Vec::with_capacity(rows * sums),
            sums: Vec::with_capacity(sums),
            boxes: Vec::with_capacity(most_boxes(sums)),
            most: Vec::with_capacity(rows * most_boxes(sums)),
        };
        half.moved.resize(rows, 0);
        half.sums.push(Sum::default());
        for item in own {
            if leash.is_over() {
                return None;
            }
            half.add(book, *item, prices)?;
        }
        half.keep_possible(book, own, rest);
        half.lay_out(book, prices.is_some(), leash)?;
        Some(half)
    }

    /// Each sum once more, with an item.
    fn add(&mut self, book: &Book, item: usize, prices: Option<&Prices>) -> Option<()> {
        let rows = book.rows.slack.len();
        let count = self.sums.len();
        self.moved.extend_from_within(..);
        for at in count..2 * count {
            for (row, change) in &book.rows.changes[item] {
                let moved = &mut self.moved[at * rows + *row as usize];
                *moved = moved.checked_add(*change)?;
            }
        }
        let worth = book.worth[item];
        let priced = match prices {
            Some(prices) => book.rows.profit(prices, item, worth)?,
            None => 0,
        };
        for at in 0..count {
            let sum = self.sums[at];
            self.sums.push(Sum {
                worth: sum.worth.checked_add(worth)?,
                priced: sum.priced.checked_add(priced)?,
                set: sum.set | 1 << item,
                needs: sum.needs | book.needs[item],
            });
        }
        Some(())
    }

    /// Drops the sums of sets that nothing of the other half can make settle.
    fn keep_possible(&mut self, book: &Book, own: &[usize], rest: &[usize]) {
        let rows = book.rows.slack.len();
        let own = own.iter().fold(0_u64, |mask, item| mask | 1 << item);
        let mut best = book.rows.slack.clone();
        for (row, change) in rest.iter().flat_map(|item| &book.rows.changes[*item]) {
            best[*row as usize] = best[*row as usize].saturating_add((*change).max(0));
        }
        let drawers = drawers(&book.rows);
        let mut kept = 0;
        for at in 0..self.sums.len() {
            let (sum, numbers) = (self.sums[at], &self.moved[at * rows..][..rows]);
            let lacks = numbers.iter().zip(&best).zip(&drawers).any(|((moved, best), drawers)| {
                sum.set & drawers != 0 && moved.saturating_add(*best) < 0
            });
            if sum.needs & own & !sum.set == 0 && !lacks {
                self.sums[kept] = Sum { needs: sum.needs & !own, ..sum };
                self.moved.copy_within(at * rows..(at + 1) * rows, kept * rows);
                kept += 1;
            }
        }
        self.sums.truncate(kept);
        self.moved.truncate(kept * rows);
    }

    /// Divides the sums into boxes, and those again, and puts them into the order of the boxes; none
    /// if the leash ends.
    fn lay_out(&mut self, book: &Book, priced: bool, leash: &Leash<'_>) -> Option<()> {
        let rows = book.rows.slack.len();
        let mut order: Vec<u32> = (0..self.sums.len() as u32).collect();
        let narrow = self.spreads(&order, rows, priced);
        let room = book.rows.slack.iter().map(|slack| (*slack).max(0) as f64).chain([0.0]);
        // Rows with little room divide first: what does not fit there is the most.
        let narrow: Vec<f64> =
            narrow.iter().zip(room).map(|(spread, room)| 0.02 * spread + room).collect();
        if !order.is_empty() {
            self.divide(&mut order, 0, &narrow, priced, leash)?;
        }
        self.arrange(order, rows);
        Some(())
    }

    /// Puts the sums into an order, where they stand.
    fn arrange(&mut self, mut order: Vec<u32>, rows: usize) {
        for start in 0..order.len() {
            let mut at = start;
            // The sum that stood at the start goes along the ring until it is wanted.
            while order[at] as usize != start {
                let from = order[at] as usize;
                self.sums.swap(at, from);
                (0..rows).for_each(|row| self.moved.swap(at * rows + row, from * rows + row));
                order[at] = at as u32;
                at = from;
            }
            order[at] = at as u32;
        }
    }

    /// How far some sums are apart, in each row and then in what they are worth.
    fn spreads(&self, of: &[u32], rows: usize, priced: bool) -> Vec<f64> {
        let spread = |column: usize| {
            let numbers = of.iter().map(|at| self.number(*at, column, rows, priced));
            let (low, high) =
                numbers.fold((i128::MAX, i128::MIN), |(l, h), n| (l.min(n), h.max(n)));
            high.saturating_sub(low).max(0) as f64
        };
        (0..=rows).map(spread).collect()
    }

    /// What a sum is in a row, or worth, which stands behind the rows.
    fn number(&self, sum: u32, column: usize, rows: usize, priced: bool) -> i128 {
        let at = sum as usize;
        match (column < rows, priced) {
            (true, _) => self.moved[at * rows + column],
            (false, true) => self.sums[at].priced,
            (false, false) => self.sums[at].worth,
        }
    }

    /// Makes a box of some sums, divided where they are farthest apart; its number, or none if the
    /// leash ends.
    fn divide(
        &mut self,
        of: &mut [u32],
        first: usize,
        narrow: &[f64],
        priced: bool,
        leash: &Leash<'_>,
    ) -> Option<u32> {
        if of.len() > ASKED && leash.is_over() {
            return None;
        }
        let rows = narrow.len() - 1;
        let number = self.boxes.len();
        let sums = || of.iter().map(|at| &self.sums[*at as usize]);
        self.boxes.push(Sack {
            first: first as u32,
            end: (first + of.len()) as u32,
            parts: None,
            worth: sums().map(|sum| sum.worth).max().unwrap_or_default(),
            priced: sums().map(|sum| sum.priced).max().unwrap_or_default(),
            any: sums().fold(0, |any, sum| any | sum.set),
            all: sums().fold(u64::MAX, |all, sum| all & sum.set),
            needs: sums().fold(u64::MAX, |needs, sum| needs & sum.needs),
        });
        for row in 0..rows {
            let numbers = of.iter().map(|at| self.moved[*at as usize * rows + row]);
            self.most.push(numbers.max().unwrap_or_default());
        }
        if of.len() <= LEAF {
            return Some(number as u32);
        }
        let spreads = self.spreads(of, rows, priced);
        let far = |column: &usize| spreads[*column] / narrow[*column].max(1.0);
        let columns = 0..=rows;
        let widest = columns.max_by(|one, other| far(one).total_cmp(&far(other))).unwrap_or(0);
        let middle = of.len() / 2;
        of.select_nth_unstable_by_key(middle, |at| (self.number(*at, widest, rows, priced), *at));
        let (low, high) = of.split_at_mut(middle);
        let low = self.divide(low, first, narrow, priced, leash)?;
        let high = self.divide(high, first + middle, narrow, priced, leash)?;
        self.boxes[number].parts = Some((low, high));
        Some(number as u32)
    }
}

/// Pairs of boxes under way.
struct Search<'a> {
    book: &'a Book,
    one: Half,
    other: Half,
    drawers: Vec<u64>,
    /// What the room of all rows is worth, to which what both halves come to at prices is added.
    ceiling: Option<Ceiling>,
    /// The most that is known.
    known: i128,
    found: Option<u64>,
    steps: u64,
    leash: Leash<'a>,
    complete: bool,
}

impl Search<'_> {
    /// Goes through the pairs of sums of two boxes.
    fn visit(&mut self, one: u32, other: u32) {
        self.steps += self.drawers.len() as u64 + 4;
        if self.steps > self.leash.steps || self.steps % 4096 < 16 && self.leash.is_over() {
            self.complete = false;
        }
        if !self.complete || self.is_lost(one, other) {
            return;
        }
        let (left, right) = self.pair(one, other);
        let pairs = match (left.parts, right.parts) {
            (None, None) => return self.try_all(one, other),
            (Some(parts), None) => [(parts.0, other), (parts.1, other)],
            (None, Some(parts)) => [(one, parts.0), (one, parts.1)],
            (Some(parts), Some(_)) if left.end - left.first >= right.end - right.first => {
                [(parts.0, other), (parts.1, other)]
            }
            (Some(_), Some(parts)) => [(one, parts.0), (one, parts.1)],
        };
        let promise = |(one, other): (u32, u32)| {
            let (left, right) = self.pair(one, other);
            (left.priced + right.priced, left.worth + right.worth)
        };
        let [first, second] = pairs;
        let turned = promise(second) > promise(first);
        for (one, other) in if turned { [second, first] } else { pairs } {
            self.visit(one, other);
        }
    }

    fn pair(&self, one: u32, other: u32) -> (&Sack, &Sack) {
        (&self.one.boxes[one as usize], &self.other.boxes[other as usize])
    }

    /// Whether no pair of two boxes can settle and is worth more than what is known.
    fn is_lost(&self, one: u32, other: u32) -> bool {
        let (left, right) = self.pair(one, other);
        let rows = self.drawers.len();
        let most = &self.one.most[one as usize * rows..];
        let rest = &self.other.most[other as usize * rows..];
        let all = left.all | right.all;
        let lacks =
            |row: usize| self.must_hold(row, all) && self.room(row, most[row], rest[row]) < 0;
        !self.is_more(left.worth + right.worth, left.priced + right.priced)
            || left.needs & !right.any != 0
            || right.needs & !left.any != 0
            || (0..rows).any(lacks)
    }

    /// Whether so much is more than what is known.
    fn is_more(&self, worth: i128, priced: i128) -> bool {
        let lost = |ceiling: Ceiling| ceiling.less(-priced).is_below(self.known + 1);
        worth > self.known && !self.ceiling.is_some_and(lost)
    }

    /// Whether a row must not be below zero where these are selected: somebody draws on it.
    fn must_hold(&self, row: usize, set: u64) -> bool {
        self.book.rows.slack[row] >= 0 || self.drawers[row] & set != 0
    }

    fn room(&self, row: usize, one: i128, other: i128) -> i128 {
        self.book.rows.slack[row].saturating_add(one).saturating_add(other)
    }

    /// Tries each pair of sums of two boxes.
    fn try_all(&mut self, one: u32, other: u32) {
        let rows = self.drawers.len();
        let (left, right) = self.pair(one, other);
        let range = |sack: &Sack| sack.first as usize..sack.end as usize;
        let (left, right) = (range(left), range(right));
        self.steps += (left.len() * right.len()) as u64;
        for at in left {
            for with in right.clone() {
                let (sum, rest) = (self.one.sums[at], self.other.sums[with]);
                let set = sum.set | rest.set;
                if sum.worth + rest.worth <= self.known || (sum.needs | rest.needs) & !set != 0 {
                    continue;
                }
                let (moved, more) =
                    (&self.one.moved[at * rows..], &self.other.moved[with * rows..]);
                let holds = |row: usize| {
                    !self.must_hold(row, set) || self.room(row, moved[row], more[row]) >= 0
                };
                if (0..rows).all(holds) {
                    self.known = sum.worth + rest.worth;
                    self.found = Some(set);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    // Beside the code: how long and how large a search becomes is not seen from outside.
    use std::sync::atomic::AtomicBool;

    use netting::{Item, Objective, Order, Problem, Row, RowId, Selection};

    use super::*;

    /// Items that each touch every row, every other one of them the other way.
    fn book(items: usize, rows: usize) -> Book {
        let mut problem = Problem::default();
        for _ in 0..rows {
            problem.push_row(Row { slack: 0, order: Order::Bypass }).expect("well formed");
        }
        for at in 0..items as i128 {
            let changes: Vec<(RowId, i128)> = (0..rows)
                .map(|row| {
                    (
                        RowId::new(row).expect("well formed"),
                        (1 + at) * [1, -1][(at as usize + row) % 2],
                    )
                })
                .collect();
            let item = Item { class: 0, value: 1 + at as u128, changes: &changes, queues: &[] };
            problem.push_item(&item).expect("well formed");
        }
        let possible = Selection(vec![true; items]);
        Book::of_problem(&problem, &possible, Objective::Total).expect("few items")
    }

    const FREE: Leash<'_> = Leash { steps: u64::MAX, deadline: None, stop: None };

    #[test]
    fn sums_are_not_made_where_the_steps_do_not_suffice_for_them() {
        let book = book(16, 2);
        let steps = 2 << 8;
        assert!(best(&book, &[], 0, &Leash { steps, ..FREE }).is_some());
        assert!(best(&book, &[], 0, &Leash { steps: steps - 1, ..FREE }).is_none());
    }

    #[test]
    fn whoever_asks_to_stop_waits_neither_for_the_sums_nor_for_their_order() {
        let stop = AtomicBool::new(true);
        let over = Leash { stop: Some(&stop), ..FREE };
        let book = book(32, 2);
        assert!(best(&book, &[], 0, &over).is_none());
        let (own, rest) = ((0..16).collect::<Vec<_>>(), (16..32).collect::<Vec<_>>());
        assert!(Half::new(&book, &own, &rest, None, &over).is_none());
        let mut half = Half::new(&book, &own, &rest, None, &FREE).expect("small numbers");
        assert!(half.sums.len() > ASKED);
        assert!(half.lay_out(&book, false, &over).is_none());
    }

    #[test]
    fn the_largest_half_takes_128_mebibytes() {
        let book = book(40, 3);
        let (own, rest) = ((0..20).collect::<Vec<_>>(), (20..40).collect::<Vec<_>>());
        assert!(book.rows.slack.len() << own.len() <= NUMBERS);
        assert!((book.rows.slack.len() + 1) << own.len() > NUMBERS);
        let half = Half::new(&book, &own, &rest, None, &FREE).expect("small numbers");
        let numbers = half.moved.capacity() + half.most.capacity();
        let held = numbers * size_of::<i128>()
            + half.sums.capacity() * size_of::<Sum>()
            + half.boxes.capacity() * size_of::<Sack>();
        assert!(held <= 128 << 20, "{held} bytes for {} sums", half.sums.len());
    }
}
