use serde::{Deserialize, Serialize};

/// Which releases' changes to the rules are in force.
///
/// A release may change what a rule does, and yet a log that was written before it must replay to
/// the same digest.
/// So each such change has a number, the code keeps both ways, and a version of the parameters says
/// up to which number the new ways count: all replicas change over at the same log position.
/// A number that this program does not know is refused, for it could not do what it says.
///
/// Range: 1 ..= [`Behaviour::LATEST`]. R-RUL-05
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Behaviour(u16);

impl Behaviour {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// All that this program knows.
    pub const LATEST: Self = Self(8);

    /// What counts in a system whose founding states none, under this and every later release:
    /// were it the latest, its log would replay otherwise by the next program.
    pub const UNSTATED: Self = Self(7);

    /// The behaviour of this number, whether or not this program knows it.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u16 {
        self.0
    }

    pub(crate) fn is_known(self) -> bool {
        (Self::FIRST..=Self::LATEST).contains(&self)
    }

    /// From 2 on a round is due also when something changed that may move a queue, not only when
    /// an item joined one. R-OFF-02
    pub(crate) fn rounds_follow_funds(self) -> bool {
        self >= Self(2)
    }

    /// From 3 on the two sides of a trade are in two currencies. R-PAY-06
    pub(crate) fn trades_are_of_two_currencies(self) -> bool {
        self >= Self(3)
    }

    /// From 3 on a cycle tells at its cut-off what needs no money. R-CYC-09
    pub(crate) fn compression_is_told(self) -> bool {
        self >= Self(3)
    }

    /// From 3 on a redenomination ends the swap lines in the old currency. R-SWP-05
    pub(crate) fn lines_end_with_their_money(self) -> bool {
        self >= Self(3)
    }

    /// From 3 on a round over everything queued that settles nothing tells so. R-OFF-05
    pub(crate) fn rounds_are_told(self) -> bool {
        self >= Self(3)
    }

    /// From 3 on rounds, and all search for sets, can be switched off. R-OFF-02
    pub(crate) fn fewest_offsetting_items(self) -> u16 {
        if self >= Self(3) { 0 } else { 2 }
    }

    /// From 3 on what settles in one set tells the balances at the end of the set, not those in
    /// between. R-OFF-06
    pub(crate) fn sets_tell_their_end(self) -> bool {
        self >= Self(3)
    }

    /// From 4 on a payment with conversion that may wait does so without its money too. R-FX-16
    pub(crate) fn conversions_wait_for_money(self) -> bool {
        self >= Self(4)
    }

    /// From 5 on no fill of exchange, no netting cycle and no draw on a swap line lifts an account
    /// above its cap. R-SUR-08
    pub(crate) fn caps_bind_every_credit(self) -> bool {
        self >= Self(5)
    }

    /// From 6 on no order of a round gives for nothing, and what is partial is shared alike.
    /// R-FX-12
    pub(crate) fn edition_of_rounds(self) -> auction::Edition {
        if self >= Self(6) { auction::Edition::Second } else { auction::Edition::First }
    }

    /// From 7 on a proposal that fails its check is told what is wrong with it. R-OFF-04, R-FX-13
    pub(crate) fn objections_are_told(self) -> bool {
        self >= Self(7)
    }

    /// From 7 on a set is searched for when a round of exchange clears, and the two are weighed.
    /// R-FX-22
    pub(crate) fn sets_and_rounds_are_weighed(self) -> bool {
        self >= Self(7)
    }

    /// From 8 on a payment that waits to be converted is tried again whenever something changed
    /// that could let it through. R-FX-15
    pub(crate) fn conversions_follow_terms(self) -> bool {
        self >= Self(8)
    }

    /// From 8 on the bound of a round leaves out whoever could not settle with all that follows
    /// from it. R-OFF-05
    pub(crate) fn items_are_tried(self) -> bool {
        self >= Self(8)
    }

    /// From 8 on a payment that no quotes convert at once is told what stands in their way. R-FX-15
    pub(crate) fn obstacles_are_told(self) -> bool {
        self >= Self(8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Parameters;

    #[test]
    fn a_founding_that_is_silent_means_for_ever_what_it_meant() {
        assert_eq!(Parameters::default().behaviour, Behaviour::new(7));
        assert!(Behaviour::UNSTATED.is_known());
    }
}
