//! Rough rates out of the limits alone, for files that state none.
//!
//! Only the start of the search and the measure of value hang on them, never a price at which
//! something trades.
//! Floats are multiplied and divided here, and nothing else, so every machine comes to the same.

use std::collections::BTreeMap;

use auction::{MOST_OFFICIAL, Order};

/// Rates of `count` currencies, the highest at most 2^40 times the lowest.
///
/// For each two currencies the median of their limits is taken, and currencies are reached from the
/// first one over the pairs with most orders; one that no order reaches is worth as much as the first.
/// Order and Shape: one per currency. Range: 1 .. [`MOST_OFFICIAL`]. Cost: O(orders x log orders).
pub fn estimate(count: usize, orders: &[Order]) -> Vec<u64> {
    let mut limits: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    for order in orders {
        let (sell, buy) = (order.sell.index(), order.buy.index());
        let limit = order.limit.num as f64 / order.limit.den as f64;
        // The worth of the lower currency in the higher one.
        let worth = if sell < buy { limit } else { 1.0 / limit };
        limits.entry((sell.min(buy), sell.max(buy))).or_default().push(worth);
    }
    let mut links: Vec<(usize, usize, usize, f64)> = Vec::new();
    for ((low, high), mut worth) in limits {
        worth.sort_unstable_by(f64::total_cmp);
        links.push((worth.len(), low, high, worth[worth.len() / 2]));
    }
    links.sort_by(|one, other| other.0.cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let mut worth: Vec<Option<f64>> = vec![None; count];
    for root in 0..count {
        if worth[root].is_none() {
            worth[root] = Some(1.0);
            spread(&links, &mut worth);
        }
    }
    scale(&worth.into_iter().map(|worth| worth.unwrap_or(1.0)).collect::<Vec<_>>())
}

/// Tells the worth of all that links reach, the strongest link first.
fn spread(links: &[(usize, usize, usize, f64)], worth: &mut [Option<f64>]) {
    let reaches = |worth: &[Option<f64>], low: usize, high: usize| {
        worth[low].is_some() != worth[high].is_some()
    };
    while let Some((_, low, high, ratio)) =
        links.iter().find(|(_, low, high, _)| reaches(worth, *low, *high))
    {
        match (worth[*low], worth[*high]) {
            (Some(known), _) => worth[*high] = Some(known / ratio),
            (None, Some(known)) => worth[*low] = Some(known * ratio),
            (None, None) => return,
        }
    }
}

fn scale(worth: &[f64]) -> Vec<u64> {
    let highest = worth.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let top = (1_u64 << 40) as f64;
    worth.iter().map(|worth| ((worth / highest * top) as u64).clamp(1, MOST_OFFICIAL)).collect()
}
