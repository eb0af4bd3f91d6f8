//! The netting cycle of a day: what banks owe each other from trade that settles net once, beside
//! what they pay gross.

use std::collections::BTreeMap;

use terms::{Amount, Uetr};

use crate::World;

/// The currencies of the cycle, by their letters. Order: as their banks owe.
pub(crate) const CURRENCIES: [&str; 4] = ["CNY", "INR", "RUB", "AED"];

/// The minute in which the operator opens it, long before anything is handed in.
pub(crate) const OPENS: usize = 120;

/// The first and the last minute in which obligations are handed in.
const HANDED_IN: (usize, usize) = (360, 539);

/// The minute of the cut-off: pay-ins are called.
pub(crate) const CUT_OFF: usize = 540;

/// The minute of the deadline, before the first of the currencies closes: it settles.
pub(crate) const DEADLINE: usize = 600;

/// Payments of the day for one obligation.
const PAYMENTS_EACH: usize = 40;

/// The part of what a bank begins with that one obligation comes to, at most and at least.
const PARTS: (u128, u128) = (10, 60);

/// The numbers of obligations, beyond those of what else a day names.
const FIRST: u128 = 1 << 52;

/// Spreads the seed, so that the draw of payments stays as it is.
const SPREAD: u64 = 0xD1B5_4A32_D192_ED03;

/// An obligation of the day; banks and currencies by their places in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owed {
    pub(crate) name: Uetr,
    /// When it is handed in. Unit: minutes since the day began.
    pub(crate) tick: usize,
    pub(crate) debtor: usize,
    pub(crate) creditor: usize,
    pub(crate) currency: usize,
    pub(crate) amount: Amount,
}

/// The places of the cycle's currencies. Order: ascending.
pub(crate) fn currencies(world: &World) -> Vec<usize> {
    let place = |code: &&str| world.currencies.iter().position(|c| c.code.as_str() == *code);
    let mut places: Vec<usize> = CURRENCIES.iter().filter_map(place).collect();
    places.sort_unstable();
    places
}

/// What is owed in a day of so many payments. Order: by minute, then debtor, then name.
///
/// A bank owes out of what it begins with, so that most pay in and some, who have spent it, do
/// not.
pub(crate) fn draw(
    world: &World,
    begun: &BTreeMap<(usize, usize), Amount>,
    payments: usize,
    seed: u64,
) -> Vec<Owed> {
    let mut random = fastrand::Rng::with_seed(seed ^ SPREAD);
    let mut owed = Vec::new();
    let places = currencies(world);
    for number in 0..payments / PAYMENTS_EACH {
        let currency = places[random.usize(..places.len())];
        // Among those who pay in it gross too, so that what is owed goes round.
        let able: Vec<usize> =
            (0..world.banks.len()).filter(|bank| begun.contains_key(&(*bank, currency))).collect();
        if able.len() < 2 {
            continue;
        }
        let debtor = random.usize(..able.len());
        let creditor = (debtor + random.usize(1..able.len())) % able.len();
        let (debtor, creditor) = (able[debtor], able[creditor]);
        let begun = begun.get(&(debtor, currency)).map_or(0, |amount| amount.minor());
        let amount = Amount::from_minor((begun / random.u128(PARTS.0..=PARTS.1)).max(1));
        let tick = random.usize(HANDED_IN.0..=HANDED_IN.1);
        let name = Uetr::from_random(u128::from(seed) << 64 | FIRST | number as u128);
        owed.push(Owed { name, tick, debtor, creditor, currency, amount });
    }
    owed.sort_by_key(|owed| (owed.tick, owed.debtor, owed.name));
    owed
}
