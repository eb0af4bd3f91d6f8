//! A few items of large amounts over several accounts, against every set of them.
//!
//! The reference knows nothing of the search: it adds and takes away one item after the other.
use netting::{Item, Objective, Order, Problem, Row, RowId, check};
use solvers::generate::SplitMix;
use solvers::{Options, improve};

/// What an item moves in each account.
type Moved = Vec<i128>;

struct Book {
    rooms: Vec<i128>,
    items: Vec<Moved>,
}

fn worth(moved: &Moved) -> u128 {
    moved.iter().map(|change| change.unsigned_abs()).sum()
}

impl Book {
    fn problem(&self) -> Problem {
        let mut problem = Problem::default();
        for slack in &self.rooms {
            problem.push_row(Row { slack: *slack, order: Order::Bypass }).expect("well formed");
        }
        for moved in &self.items {
            let changes = moved.iter().enumerate().filter(|(_, change)| **change != 0);
            let changes: Vec<(RowId, i128)> = changes
                .map(|(at, change)| (RowId::new(at).expect("well formed"), *change))
                .collect();
            let item = Item { class: 0, value: worth(moved), changes: &changes, queues: &[] };
            problem.push_item(&item).expect("well formed");
        }
        problem
    }

    /// The most that any set comes to which leaves no account below zero that somebody draws on.
    fn best(&self) -> u128 {
        let (mut rooms, mut value, mut best) = (self.rooms.clone(), 0, 0);
        let mut drawn = vec![0_usize; rooms.len()];
        // Each number differs from the next in one place (Gray 1953).
        for step in 1_u64..1 << self.items.len() {
            let at = step.trailing_zeros() as usize;
            let on = (step ^ step >> 1) >> at & 1 == 1;
            for (row, change) in self.items[at].iter().enumerate() {
                rooms[row] += if on { *change } else { -change };
                if *change < 0 {
                    drawn[row] = if on { drawn[row] + 1 } else { drawn[row] - 1 };
                }
            }
            let worth = worth(&self.items[at]);
            value = if on { value + worth } else { value - worth };
            if rooms.iter().zip(&drawn).all(|(room, drawn)| *drawn == 0 || *room >= 0) {
                best = best.max(value);
            }
        }
        best
    }

    fn found(&self) -> (u128, bool) {
        let problem = self.problem();
        let options = Options { objective: Objective::Total, threads: 1, ..Options::default() };
        let found = improve(&problem, &options);
        assert_eq!(check(&problem, &found.selection), Ok(found.gain.clone()));
        (found.gain.total(), found.proven)
    }
}

/// One payment against many of about 10^9 that come to it, of which some are in a third account too.
///
/// `least` is what the planted set comes to.
fn planted(seed: u64, count: usize, rooms: [i128; 3]) -> (Book, u128) {
    let mut random = SplitMix::new(seed);
    let mut items: Vec<Moved> = Vec::new();
    for at in 0..count {
        let amount = (900_000 + random.below(200_000)) as i128 * 1_000 + 1;
        // Every fourth also pays or is paid in the third account.
        let third = [-1, 0, 0, 0, 1, 0, 0, 0][at % 8] * (500 + random.below(500) as i128);
        items.push(vec![amount, -amount, third]);
    }
    let chosen: Vec<usize> = (0..count).filter(|_| random.below(3) == 0).collect();
    let sum = |column: usize| -> i128 { chosen.iter().map(|at| items[*at][column]).sum() };
    let back = vec![-sum(0), -sum(1), 0];
    let mut rooms = rooms.to_vec();
    rooms[2] = rooms[2].max(-sum(2));
    let least = chosen.iter().map(|at| worth(&items[*at])).sum::<u128>() + worth(&back);
    items.push(back);
    (Book { rooms, items }, least)
}

#[test]
fn every_set_of_eighteen_items_over_three_accounts_is_no_better_than_the_one_found() {
    for seed in 1..=4 {
        let (book, least) = planted(seed, 17, [0, 0, 0]);
        let best = book.best();
        assert!(best >= least, "seed {seed}");
        assert_eq!(book.found(), (best, true), "seed {seed}");
        // A unit less, and what was planted settles no more.
        let mut missed = Book { rooms: book.rooms.clone(), items: book.items.clone() };
        if let Some(back) = missed.items.last_mut() {
            back[0] -= 1;
        }
        assert_eq!(missed.found(), (missed.best(), true), "seed {seed}");
    }
}

#[test]
fn a_payment_is_met_by_those_of_thirty_that_come_to_it_though_a_third_account_binds() {
    for (seed, count) in [(11, 27), (12, 29)] {
        let (book, least) = planted(seed, count, [0, 0, 0]);
        let (value, proven) = book.found();
        assert!(proven && value >= least, "{count} items: {value} of {least}, {proven}");
    }
}

#[test]
fn accounts_below_zero_and_amounts_beyond_64_bits_are_met_too() {
    for seed in 21..=24 {
        let (mut book, _) = planted(seed, 15, [0, 0, 0]);
        for moved in book.items.iter_mut().flatten() {
            *moved *= 1 << 70;
        }
        book.rooms[2] <<= 70;
        book.rooms.push(-3);
        book.items[0].push(2);
        book.items[1].push(2);
        book.items[2].push(-1);
        for item in &mut book.items {
            item.resize(4, 0);
        }
        assert_eq!(book.found(), (book.best(), true), "seed {seed}");
    }
}
