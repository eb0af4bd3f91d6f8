//! What a round comes to, whoever found it.
use alloc::vec::Vec;

use crate::problem::Currency;
use crate::rounding::{Fill, Prices};
use crate::share::Share;

/// What an outcome claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Some of what could trade at its prices: nobody is wronged, but more was possible.
    ///
    /// It is what the baseline answers if it finds no equilibrium, so that nothing is silent.
    Partial,
    /// Every order that gets better than its limit is filled, as far as constraints allow.
    Equilibrium,
}

/// A constraint that bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Orders that would be filled were kept out, since the currency is halted.
    Halted(Currency),
    /// Orders that would be filled were kept out, since the pair (lower currency first) is off.
    SwitchedOff(Currency, Currency),
    /// The price of the first currency in the second is at the highest that bands allow.
    Band(Currency, Currency),
    /// The quota of the currency is used up, and its sellers had a share each.
    Quota(Currency),
}

/// Prices and fills.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    /// What it claims to be.
    pub standing: Standing,
    /// What was traded, at official rates. Unit: minor units times [`crate::Terms::official`].
    pub value: u128,
    /// What each order gives and gets. Order and Shape: one per order of the problem.
    pub fills: Vec<Fill>,
    /// The one price of each currency.
    pub prices: Prices,
    /// The part of each currency's sell orders that was admitted. Shape: one per currency.
    pub shares: Vec<Share>,
    /// The constraints that bound. Order: ascending.
    pub bounds: Vec<Bound>,
}

/// Whether the first of two accepted outcomes of one problem replaces the second.
///
/// An equilibrium beats what is partial; then more value wins; then the one in which the earliest
/// order, where they differ, sells more (then receives more); then prices and shares as numbers.
/// This is a total order, so the winner does not depend on who came first.
pub fn better(one: &Outcome, other: &Outcome) -> bool {
    one > other
}
