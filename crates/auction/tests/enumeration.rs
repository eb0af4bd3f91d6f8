//! Small books against enumeration: every order none, whole or level, solved in exact fractions.
mod common;

use auction::{Fill, Outcome, Prices, Problem, Share, Side, Standing, baseline, check, thorough};
use common::free;
use common::gen_p4::Drawn;
use common::random::SplitMix;

/// An exact fraction, reduced, the denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction(i128, i128);

impl Fraction {
    fn new(num: i128, den: i128) -> Self {
        let (mut left, mut right) = (num.unsigned_abs(), den.unsigned_abs());
        while right > 0 {
            (left, right) = (right, left % right);
        }
        let common = i128::try_from(left).expect("small") * den.signum();
        Self(num / common, den / common)
    }

    fn minus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 - other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    fn over(self, other: Self) -> Self {
        Self::new(self.0 * other.1, self.1 * other.0)
    }

    fn floor(self) -> i128 {
        self.0.div_euclid(self.1)
    }
}

const ZERO: Fraction = Fraction(0, 1);

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unfilled,
    Whole,
    Level,
}

/// The unique solution of the rows (last column: right side), if there is one.
fn solve(mut rows: Vec<Vec<Fraction>>, unknowns: usize) -> Option<Vec<Fraction>> {
    for column in 0..unknowns {
        let pivot = (column..rows.len()).find(|row| rows[*row][column] != ZERO)?;
        rows.swap(column, pivot);
        let lead = rows[column][column];
        for cell in &mut rows[column] {
            *cell = cell.over(lead);
        }
        let pivot = rows[column].clone();
        for (at, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != column) {
            let factor = row[column];
            assert!(at < 64);
            for (cell, lead) in row.iter_mut().zip(&pivot) {
                *cell = cell.minus(factor.times(*lead));
            }
        }
    }
    let consistent = rows[unknowns..].iter().all(|row| row[unknowns] == ZERO);
    consistent.then(|| (0..unknowns).map(|at| rows[at][unknowns]).collect())
}

/// Prices to the first currency and fills, if the states have exactly one and it is an equilibrium.
fn equilibrium(
    count: usize,
    drawn: &[Drawn],
    states: &[State],
) -> Option<(Vec<Fraction>, Vec<Fraction>)> {
    let level: Vec<usize> = (0..drawn.len()).filter(|at| states[*at] == State::Level).collect();
    let unknowns = count + level.len();
    let mut rows = vec![vec![ZERO; unknowns + 1]; count];
    let int = |x: u64| Fraction(i128::from(x), 1);
    for (at, (sell, buy, amount, num, den)) in drawn.iter().enumerate() {
        if states[at] == State::Whole {
            rows[*sell][*sell] = rows[*sell][*sell].minus(int(*amount));
            rows[*buy][*sell] = rows[*buy][*sell].minus(Fraction(-i128::from(*amount), 1));
        }
        if let Some(place) = level.iter().position(|level| *level == at) {
            rows[*sell][count + place] = Fraction(-1, 1);
            rows[*buy][count + place] = Fraction(1, 1);
            let mut row = vec![ZERO; unknowns + 1];
            row[*sell] = int(*den);
            row[*buy] = Fraction(-i128::from(*num), 1);
            rows.push(row);
        }
    }
    let mut first = vec![ZERO; unknowns + 1];
    (first[0], first[unknowns]) = (Fraction(1, 1), Fraction(1, 1));
    rows.push(first);
    let solution = solve(rows, unknowns)?;
    let (prices, values) = solution.split_at(count);
    if prices.iter().any(|price| price.0 <= 0) {
        return None;
    }
    let mut fills = Vec::new();
    for (at, (sell, buy, amount, num, den)) in drawn.iter().enumerate() {
        let over =
            prices[*sell].over(prices[*buy]).minus(Fraction::new((*num).into(), (*den).into()));
        let fill = match states[at] {
            State::Unfilled => ZERO,
            State::Whole => int(*amount),
            State::Level => {
                let place = level.iter().position(|level| *level == at).expect("it is level");
                values[place].over(prices[*sell])
            }
        };
        let fits = match states[at] {
            State::Unfilled => over.0 <= 0,
            State::Whole => over.0 >= 0,
            State::Level => fill.0 >= 0 && fill.minus(int(*amount)).0 <= 0,
        };
        if !fits {
            return None;
        }
        fills.push(fill);
    }
    Some((prices.to_vec(), fills))
}

fn equilibria(count: usize, drawn: &[Drawn]) -> Vec<(Vec<Fraction>, Vec<Fraction>)> {
    let mut all: Vec<(Vec<Fraction>, Vec<Fraction>)> = Vec::new();
    for code in 0..3_usize.pow(u32::try_from(drawn.len()).expect("few")) {
        let state = |at: usize| match code / 3_usize.pow(u32::try_from(at).expect("few")) % 3 {
            0 => State::Unfilled,
            1 => State::Whole,
            _ => State::Level,
        };
        let states: Vec<State> = (0..drawn.len()).map(state).collect();
        all.extend(equilibrium(count, drawn, &states).filter(|found| !all.contains(found)));
    }
    all
}

fn book(random: &mut SplitMix, count: usize, orders: usize, most: u64) -> Vec<Drawn> {
    let mut below = |most: u64| random.bits() % most;
    let mut drawn = Vec::new();
    while drawn.len() < orders {
        let sell = usize::try_from(below(count as u64)).expect("small");
        let buy = usize::try_from(below(count as u64)).expect("small");
        if sell != buy {
            let (num, den) = (8 + below(6), 8 + below(6));
            let amount = 1 + below(most);
            // Equals share, which enumeration of single orders does not know.
            let equal = |one: &Drawn| (one.0, one.1) == (sell, buy) && one.3 * den == num * one.4;
            if !drawn.iter().any(equal) {
                drawn.push((sell, buy, amount, num, den));
            }
        }
    }
    drawn
}

#[test]
fn small_books_come_out_as_enumeration_says() {
    let mut compared = 0;
    for seed in 1..=1500 {
        let mut random = SplitMix::new(seed);
        let count = 3;
        let orders = 4 + usize::try_from(seed % 3).expect("small");
        let drawn = book(&mut random, count, orders, 1000);
        let problem = free(&vec![100; count], &drawn);
        let outcome = baseline(&problem);
        check(&problem, &outcome).unwrap_or_else(|why| panic!("seed {seed}: {why:?} {drawn:?}"));
        assert_eq!(outcome.standing, Standing::Equilibrium, "seed {seed}: {drawn:?}");
        let traded = |fills: &[Fraction]| -> i128 { fills.iter().map(|fill| fill.floor()).sum() };
        let all = equilibria(count, &drawn);
        let Some(best) = all.iter().map(|(_, fills)| traded(fills)).max() else { continue };
        if best == 0 {
            continue;
        }
        let mut fits = all.iter().filter(|(_, fills)| traded(fills) == best);
        let is_it = |(_, fills): &(Vec<Fraction>, Vec<Fraction>)| {
            fills
                .iter()
                .zip(&outcome.fills)
                .all(|(exact, fill)| exact.floor() == i128::from(fill.sold))
        };
        assert!(fits.any(is_it), "seed {seed}: {drawn:?}\n{outcome:?}\n{all:?}");
        compared += 1;
    }
    println!("compared {compared}");
    assert!(compared > 500, "{compared}");
}

/// The same prices in whole numbers, and in long ones.
fn whole(prices: &[Fraction]) -> Option<[Prices; 2]> {
    let common = prices.iter().try_fold(1_i128, |common, price| common.checked_mul(price.1))?;
    let each = prices.iter().map(|price| u128::try_from(price.0 * (common / price.1)));
    let short: Vec<u128> = each.collect::<Result<_, _>>().ok()?;
    let longest = *short.iter().max()?;
    let long = short.iter().map(|price| price << (longest.leading_zeros() - 2)).collect();
    (longest < 1 << 96).then_some([Prices(short), Prices(long)])
}

/// Whether some whole fills of orders at their limit, all others filled or not as the prices say,
/// are an equilibrium by the check.
fn rounds(problem: &Problem, drawn: &[Drawn], prices: &Prices) -> bool {
    let rate = |at: usize| {
        let (sell, buy, ..) = drawn[at];
        auction::Rate::new(prices.0[sell], prices.0[buy])
    };
    let side = |at: usize| rate(at).side(problem.orders()[at].limit);
    let received = |at: usize, sold: u64| rate(at).received(sold, problem.orders()[at].limit);
    let level: Vec<usize> = (0..drawn.len()).filter(|at| side(*at) == Side::Level).collect();
    let choices: u64 = level.iter().map(|at| drawn[*at].2 + 1).product();
    (0..choices).any(|mut code| {
        let mut fills = Vec::new();
        for (at, (_, _, amount, ..)) in drawn.iter().enumerate() {
            let sold = match side(at) {
                Side::Better if received(at, *amount) > 0 => *amount,
                Side::Better | Side::Worse => 0,
                Side::Level => {
                    let sold = code % (amount + 1);
                    code /= amount + 1;
                    sold
                }
            };
            fills.push(Fill { sold, received: received(at, sold) });
        }
        let outcome = Outcome {
            standing: Standing::Equilibrium,
            value: fills.iter().map(|fill| u128::from(fill.sold) * 100).sum(),
            fills,
            prices: prices.clone(),
            shares: vec![Share::WHOLE; problem.count()],
            bounds: Vec::new(),
        };
        check(problem, &outcome).is_ok()
    })
}

#[test]
fn whatever_exact_prices_allow_in_whole_units_is_found() {
    let (mut possible, mut partial) = (0, 0);
    for seed in 1..=300 {
        let mut random = SplitMix::new(seed);
        let count = 2 + usize::try_from(seed % 2).expect("small");
        let orders = 3 + usize::try_from(seed % 3).expect("small");
        let drawn = book(&mut random, count, orders, [3, 10][usize::from(seed % 4 > 1)]);
        let problem = free(&vec![100; count], &drawn);
        let all = equilibria(count, &drawn);
        let mut prices = all.iter().filter_map(|(prices, _)| whole(prices)).flatten();
        if !prices.any(|prices| rounds(&problem, &drawn, &prices)) {
            continue;
        }
        let outcome = thorough(&problem);
        check(&problem, &outcome).unwrap_or_else(|why| panic!("seed {seed}: {why:?} {drawn:?}"));
        assert_eq!(outcome.standing, Standing::Equilibrium, "seed {seed}: {drawn:?}");
        possible += 1;
        partial += usize::from(baseline(&problem).standing == Standing::Partial);
    }
    println!("possible {possible}, of these partial by the baseline {partial}");
    assert!(possible > 150 && partial > 5, "{possible} {partial}");
}
