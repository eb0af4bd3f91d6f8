//! What orders of a round may give, so that none lifts an account above its cap. R-SUR-08

use alloc::collections::BTreeMap;

use auction::{Band, MOST_OFFERED};
use books::AccountId;
use ethnum::U256;

use super::Order;
use super::book::scaled;
use crate::Machine;

/// Parts of the official rate in which bands are stated.
const MILLION: u64 = 1_000_000;

/// The room under caps that orders before have left in a round.
#[derive(Debug, Default)]
pub(super) struct Room(BTreeMap<AccountId, u64>);

impl Machine {
    /// R-SUR-08: how much of what an order gives may be sold in a round whatever its prices are,
    /// so that with the orders before it the account it buys for does not end above its cap.
    ///
    /// None where no band bounds the price and a cap bounds the account.
    pub(super) fn within_cap(&self, order: &Order, amount: u64, room: &mut Room) -> Option<u64> {
        let Some(left) = self.holding_room(order.buy) else {
            return Some(amount);
        };
        if !self.rulebook.parameters.behaviour.caps_bind_every_credit() {
            return Some(amount);
        }
        let left = u64::try_from(left.max(0)).unwrap_or(u64::MAX).min(MOST_OFFERED);
        let left = room.0.entry(order.buy).or_insert(left);
        let (dear, cheap) = self.dearest(order)?;
        // The highest price: so many minor units bought for so many sold. Below 2^79 each.
        let most = U256::from(*left).checked_mul(cheap)?.checked_div(dear)?;
        let amount = u64::try_from(most).unwrap_or(u64::MAX).min(amount);
        let product = U256::from(amount).checked_mul(dear)?;
        let whole = product.checked_div(cheap)?;
        let fraction = product.checked_rem(cheap)? != U256::ZERO;
        let taken = u64::try_from(whole).unwrap_or(u64::MAX);
        *left = left.saturating_sub(taken.saturating_add(u64::from(fraction)));
        Some(amount)
    }

    /// The highest price of what an order sells in what it buys that bands allow, as
    /// `auction` has it. R-FX-05
    fn dearest(&self, order: &Order) -> Option<(U256, U256)> {
        let (sell, buy) = order.pair;
        let of = |currency| self.exchange.of(currency).and_then(|set| set.band);
        let band = match (of(sell), of(buy)) {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other)?,
        };
        let Band(band) = Band(u32::from(band.0).saturating_mul(100));
        let above = MILLION.saturating_add(u64::from(band));
        let rate = |currency| self.official(currency).map_or(1, scaled);
        let dear = U256::from(rate(sell)).checked_mul(U256::from(above))?;
        Some((dear, U256::from(rate(buy)).checked_mul(U256::from(MILLION))?))
    }
}
