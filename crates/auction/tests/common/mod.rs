//! What the tests of this crate share.
#![allow(dead_code)] // each test file uses a part
// Floor 1 has no floats, so the generator stands with the desks; it names nothing of theirs but the numbers it draws.
#[path = "../../../solvers/src/exchange/gen_p4.rs"]
pub mod gen_p4;
#[path = "../../../solvers/src/random.rs"]
pub mod random;

use auction::{Currency, Limit, Order, Problem, Terms};

pub use gen_p4::{Parameters, generate};

/// A currency by its place.
pub fn currency(at: usize) -> Currency {
    Currency::new(at).expect("few currencies")
}

/// Numbers the orders as they stand.
pub fn orders(drawn: &[gen_p4::Drawn]) -> Vec<Order> {
    let order = |(number, (sell, buy, amount, num, den)): (u64, &gen_p4::Drawn)| Order {
        sell: currency(*sell),
        buy: currency(*buy),
        amount: *amount,
        limit: Limit { num: *num, den: *den },
        number,
    };
    (0..).zip(drawn).map(order).collect()
}

/// A problem without constraints.
pub fn free(official: &[u64], drawn: &[gen_p4::Drawn]) -> Problem {
    let terms = official.iter().map(|official| Terms::free(*official)).collect();
    Problem::new(terms, &[], orders(drawn)).expect("well formed")
}

/// A generated problem without constraints.
pub fn generated(parameters: &Parameters) -> Problem {
    let (official, drawn) = generate(parameters);
    free(&official, &drawn)
}

/// The fills, as pairs.
pub fn pairs(outcome: &auction::Outcome) -> Vec<(u64, u64)> {
    outcome.fills.iter().map(|fill| (fill.sold, fill.received)).collect()
}

/// FNV-1a over the bytes: enough to notice a difference.
pub fn digest(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
