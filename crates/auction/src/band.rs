//! Bands: the highest price of each pair, as an exact ratio.
use alloc::vec::Vec;
use core::cmp::Ordering;

use ethnum::U256;

use crate::problem::Problem;
use crate::rounding::Prices;

/// The highest price of one currency in another that the bands of both allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The currency that is dear at this edge.
    pub(crate) dear: usize,
    /// The currency that is cheap at it.
    pub(crate) cheap: usize,
    /// The ratio of the prices, dear over cheap. Range: below 2^88.
    pub(crate) num: u128,
    /// See `num`.
    pub(crate) den: u128,
}

const MILLION: u128 = 1_000_000;

/// All edges of a problem. Order: by dear, then cheap currency; halted currencies have none.
pub(crate) fn edges(problem: &Problem) -> Vec<Edge> {
    let mut edges = Vec::new();
    let open = |at: usize| problem.terms()[at].presence == crate::problem::Presence::Open;
    for dear in (0..problem.count()).filter(|at| open(*at)) {
        for cheap in (0..problem.count()).filter(|at| open(*at) && *at != dear) {
            let Some(band) = problem.band(dear, cheap) else { continue };
            let above = MILLION.wrapping_add(u128::from(band.0));
            let num = u128::from(problem.terms()[dear].official).wrapping_mul(above);
            let den = u128::from(problem.terms()[cheap].official).wrapping_mul(MILLION);
            edges.push(Edge { dear, cheap, num, den });
        }
    }
    edges
}

impl Edge {
    /// How the price stands to the edge, with one part in 2^64 counting as equal.
    pub(crate) fn compare(&self, prices: &Prices) -> Ordering {
        let price = U256::from(prices.0[self.dear]).saturating_mul(U256::from(self.den));
        let edge = U256::from(prices.0[self.cheap]).saturating_mul(U256::from(self.num));
        let apart = price.max(edge).saturating_sub(price.min(edge));
        if apart <= price.wrapping_shr(64) { Ordering::Equal } else { price.cmp(&edge) }
    }
}
