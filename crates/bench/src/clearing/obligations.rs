//! Obligations that may settle in part: what must be paid in, and what cycles clear.

use std::error::Error;

use netting::obligations::{Measure, Room};
use solvers::circulation;
use solvers::generate::offsetting;

use super::clock::timed;
use super::offsetting::recipe;
use super::table::{Cell, Table};

/// Prints one book: the legs of as many items as obligations.
pub(crate) fn measure(table: &mut Table, items: usize, seed: u64) -> Result<(), Box<dyn Error>> {
    let book = offsetting(&recipe(items, 0.05, seed)).obligations();
    let wrong = |why| format!("{why:?}");
    let (funding, paid_in) = timed(|| book.funding());
    let funding = funding.map_err(wrong)?;
    let gross = funding.gross as f64;
    let part = |value: u128| value as f64 / gross * 100.0;
    let (net, swapped) = (part(funding.pay_in_value), part(funding.pay_in_value_with_swaps));
    let clear = |measure| timed(|| circulation::clear(&book, measure, &Room::new()));
    let (inside, in_each) = clear(Measure::PerCurrency);
    let (across, in_all) = clear(Measure::AcrossCurrencies);
    let (inside, across) = (inside.map_err(wrong)?.value, across.map_err(wrong)?.value);
    Ok(table.row(&[
        ("items", "items", Cell::Count(items as u64)),
        ("obligations", "obligations", Cell::Count(book.obligations.len() as u64)),
        ("seed", "seed", Cell::Count(seed)),
        ("pay_in", "pay-in netted per currency, % of gross", Cell::Number(net, 2)),
        ("pay_in_with_swaps", "with swaps at round prices, %", Cell::Number(swapped, 2)),
        ("swaps_of_netted", "swaps of netted, %", Cell::Number(swapped / net * 100.0, 1)),
        ("pay_in_wall_s", "pay-in, s", Cell::Number(paid_in.wall, 2)),
        ("pay_in_cpu_s", "cpu s", Cell::Number(paid_in.processor, 2)),
        ("cycles_per_currency", "cycles per currency, %", Cell::Number(part(inside), 2)),
        ("cycles_per_currency_wall_s", "s", Cell::Number(in_each.wall, 2)),
        ("cycles_per_currency_cpu_s", "cpu s", Cell::Number(in_each.processor, 2)),
        ("cycles_across", "cycles across currencies, %", Cell::Number(part(across), 2)),
        ("cycles_across_wall_s", "s", Cell::Number(in_all.wall, 2)),
        ("cycles_across_cpu_s", "cpu s", Cell::Number(in_all.processor, 2)),
    ])?)
}
