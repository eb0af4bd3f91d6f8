//! Floor 1: the batch exchange as mathematics.
//!
//! Limit orders "sell up to so much of this for that, at not less than so much" in any pairs go in;
//! one price per currency and one fill per order come out ([`Problem`], [`Outcome`]).
//! Who gives an order, what backs it and what a currency is called stays with the caller.
//!
//! Three doors, kept apart on purpose:
//! - [`check`] judges any outcome, from anyone: exact, integer, one pass over the orders.
//! - [`baseline`] finds one, the same on every machine, and is always there.
//! - [`thorough`] is for those who propose: it goes on where the baseline's answer is partial, and
//!   goes through small books price by price.
//!
//! A stronger search needs to do no more than propose; [`better`] says which of two is taken.
//!
//! # The rules of a round
//!
//! What [`check`] holds, in words; the rulebook numbers them.
//!
//! 1. **One price.** A round has one price per currency; what an order receives follows from what
//!    it sells and the two prices. The indirect rate is the direct rate, so no way round pays.
//! 2. **Limits.** No order is filled at a price below its limit.
//!    A price counts as level with a limit if they are one part in 2^64 apart or less, which is
//!    less than a minor unit of any amount.
//! 3. **All that can trade, trades.** An order that gets better than its limit is filled whole:
//!    with all that a quota admits of it, and unless rule 8 keeps some of it back.
//! 4. **At the limit.** An order level with the price is filled as far as the round balances; of
//!    what it cannot sell, as little as possible is taken from as few pairs as possible (value
//!    traded is greatest by the shortest ways).
//! 5. **Alike.** Orders of one pair on the same side of the price share what their pair sells in
//!    proportion to their amounts; the last units go to the largest remainders, then to the lower
//!    order number. Nothing is gained by being first, and nothing by a more extreme limit.
//! 6. **Rounding.** What is received is rounded down: the larger of what the price gives and, for
//!    an order level with it, what its limit asks. What a pair filled in part sells is rounded
//!    down.
//! 7. **Residue.** What is sold of a currency and not bought goes to its rounding account. It is
//!    never less than one unit below zero for each pair, but one, that sells the currency in part,
//!    so as many units as there are currencies, put there once, always suffice. It is worth less
//!    than a unit of the currency for each fill that receives it and a unit of what is sold for
//!    each pair that buys it and sells in part. Rounded prices allow one unit more of both.
//! 8. **Bands.** No pair's price leaves the band around its official rate. Where a band holds the
//!    price, the round is cleared as if somebody sold at the edge what the band keeps back; as
//!    nobody does, orders wanting the scarce currency are cut by the shortest way, those of the pair
//!    itself first. Pairs left short never form a ring that could still trade.
//! 9. **Quotas.** No more is sold of a currency than its quota. If more would be, all orders that
//!    sell it are admitted with one share of their amounts, such that at most one part in 1,024 of
//!    the quota (and one unit per order) stays unused. What is sold in a round is bought in it, so
//!    the quota bounds both, and the net of a round is zero by rule 1.
//!    Where a band cuts orders as well (rule 8) and every cut is possible at the same prices, one
//!    that keeps the quota is taken.
//! 10. **Halts and switches.** No order that sells or buys a halted currency, or of a pair that is
//!     off, is filled; they have no part in the prices.
//! 11. **Better.** An equilibrium beats a partial outcome, then the greater value at official rates
//!     wins, then the one in which the earliest order, where they differ, sells more.
//! 12. **Said aloud.** The outcome names the constraints that bound; an outcome that fills less
//!     than rules 3 to 5 ask says that it is partial.
//!
//! 13. **Nothing for nothing.** An order that would receive nothing for what it sells, sells nothing.
//!     One that would receive nothing for all that is admitted of it has no part in the round;
//!     of those that share what their pair sells, one whose part, rounded down, would bring nothing
//!     is left out, and the others share it. An outcome that is partial shares alike (rule 5) among those it fills.
//!     So it is from the second edition of the rules on ([`Edition`]).
//!
//! Only orders that fix what they sell are taken: orders that fix what they buy can make a price
//! rise raise demand, and all-or-nothing orders make the problem intractable; both belong to
//! offsetting.
//!
//! # How the baseline works
//!
//! 1. Orders are sorted by pair and limit into supply curves (`book`).
//! 2. Prices are sought in logarithms by steepest descent, each step one minimum cut
//!    (`descent`); bands are differences no step may exceed.
//! 3. Which orders are filled in part says what the prices are exactly; that system is solved
//!    (`snap`) and what it says is tried.
//! 4. At exact prices the least is taken from orders level with the price, and fills are rounded
//!    (`fill`).
//! 5. Orders that would give for nothing are left out, and the search goes on without them.
//! 6. The outcome is judged by [`check`] like anybody's. If it fails, the search goes again, twice,
//!    with smaller steps; and if that fails, what trades at the best prices known is the outcome,
//!    and says that it is partial.
//!
//! The descent has no proof of its own (the worth of orders changes with the prices); the check has.
//! After Devanur, Garg and Vegh, "A rational convex program for linear Arrow-Debreu markets" (2016);
//! Murota, "Discrete Convex Analysis" (2003); Ramseyer, Goel and Mazieres, "SPEEDEX" (NSDI 2023).
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

mod band;
mod baseline;
mod book;
mod check;
mod circulation;
mod cut;
mod descent;
mod faces;
mod fill;
mod log;
mod market;
mod number;
mod outcome;
mod problem;
mod rounding;
mod share;
mod snap;
mod thorough;
mod units;

pub use baseline::baseline;
pub use check::{Report, Violation, check};
pub use outcome::{Bound, Outcome, Standing, better};
pub use problem::{
    Band, Currency, Edition, Flaw, Limit, MOST_CURRENCIES, MOST_OFFERED, MOST_OFFICIAL, Order,
    Presence, Problem, Terms,
};
pub use rounding::{Fill, Prices, Rate, Side};
pub use share::{Claim, Share, pro_rata};
pub use thorough::thorough;
