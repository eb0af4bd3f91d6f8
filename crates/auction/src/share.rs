//! Shares: of an order under a quota, and of a total among several orders.
use alloc::vec::Vec;

/// Which part of each order that sells a currency is admitted to the round.
///
/// Unit: 2^-32. Range: 0 .. [`Share::WHOLE`]. Source: a quota that binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub u64);

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self(1 << 32);

    /// The admitted part of an amount, rounded down.
    pub fn of(self, amount: u64) -> u64 {
        if self == Self::WHOLE {
            return amount;
        }
        let part = u128::from(amount).saturating_mul(u128::from(self.0)).wrapping_shr(32);
        u64::try_from(part).unwrap_or(amount)
    }
}

/// One of several that share a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The most it can get. Unit: minor units.
    pub amount: u64,
    /// Its number: a last unit goes to the lower one when remainders are equal.
    pub number: u64,
}

/// Shares `total` in proportion to the amounts, by the largest remainder.
///
/// Each gets the floor of its proportional part; units left over go one each to the largest
/// remainders, among equal ones to the lower number.
/// The parts add up to `total` or to the sum of the amounts, whichever is less, and depend on the
/// claims alone and not on where they stand.
/// Order and Shape: one per claim. Cost: O(claims x log claims).
pub fn pro_rata(total: u64, claims: &[Claim]) -> Vec<u64> {
    let sum: u128 = claims.iter().map(|claim| u128::from(claim.amount)).sum();
    let total = u128::from(total);
    if total >= sum {
        return claims.iter().map(|claim| claim.amount).collect();
    }
    let mut left = total;
    let mut parts = Vec::with_capacity(claims.len());
    let mut remainders = Vec::with_capacity(claims.len());
    for (at, claim) in claims.iter().enumerate() {
        let product = u128::from(claim.amount).saturating_mul(total); // both below 2^64
        let part = product.checked_div(sum).unwrap_or(0);
        left = left.saturating_sub(part);
        parts.push(u64::try_from(part).unwrap_or(claim.amount));
        let remainder = product.checked_rem(sum).unwrap_or(0);
        remainders.push((core::cmp::Reverse(remainder), claim.number, at));
    }
    remainders.sort_unstable();
    let extra = usize::try_from(left).unwrap_or(usize::MAX);
    for (_, _, at) in remainders.into_iter().take(extra) {
        parts[at] = parts[at].saturating_add(1);
    }
    parts
}

/// Shares `total` like [`pro_rata`], but among those only to whom their part brings something.
///
/// Left out is whose proportional part of the total among all claims, rounded down, brings nothing
/// by `brings` (of the claim at a place, so much); the others share the whole total.
/// The parts add up to `total`, or to what the others can take, if that is less.
/// Order and Shape: one per claim. Cost: O(claims x log claims).
pub(crate) fn pro_rata_for_something(
    total: u64,
    claims: &[Claim],
    brings: impl Fn(usize, u64) -> bool,
) -> Vec<u64> {
    let sum: u128 = claims.iter().map(|claim| u128::from(claim.amount)).sum();
    let part = |claim: &Claim| {
        let product = u128::from(claim.amount).saturating_mul(u128::from(total));
        let part = product.checked_div(sum).unwrap_or(0);
        u64::try_from(part).unwrap_or(u64::MAX).min(claim.amount)
    };
    let takes = |(at, claim): &(usize, &Claim)| brings(*at, part(claim));
    let kept: Vec<(usize, &Claim)> = claims.iter().enumerate().filter(takes).collect();
    let shared = pro_rata(total, &kept.iter().map(|(_, claim)| **claim).collect::<Vec<_>>());
    let mut parts = alloc::vec![0; claims.len()];
    for ((at, _), part) in kept.iter().zip(shared) {
        parts[*at] = part;
    }
    parts
}
