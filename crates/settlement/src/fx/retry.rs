//! When payments that wait to be converted are tried again.

use alloc::collections::BTreeSet;

use books::AccountId;
use terms::{Amount, CurrencyId, Instant, Rounding, TimeOfDay, UtcOffset};

use super::{Command as Exchange, Order, OrderNumber};
use crate::{Command, Machine};

impl Machine {
    /// R-FX-15: whether a payment waits to be converted that is tried whenever something changes.
    pub(crate) fn retries_conversions(&self) -> bool {
        self.rulebook.parameters.behaviour.conversions_follow_terms()
            && !self.exchange.orders.payments.is_empty()
    }

    /// Notes that something changed in a currency that may let a payment be converted.
    pub(crate) fn stir(&mut self, currency: CurrencyId) {
        if self.retries_conversions() {
            self.stirred.insert(currency);
        }
    }

    /// Notes that something changed in any currency.
    pub(crate) fn stir_all(&mut self) {
        if self.retries_conversions() {
            let all = (0..).map(CurrencyId::new).zip(&self.currencies);
            self.stirred.extend(all.map(|(currency, _)| currency));
        }
    }

    /// Notes that an account that money is held in can use more, or more may flow out of it.
    ///
    /// Of others no quote gives, and no payment waits to be converted from them.
    pub(crate) fn stir_funds(&mut self, account: AccountId) {
        if self.retries_conversions() && !self.books.account(account).held().is_zero() {
            self.stir(self.books.account(account).currency());
        }
    }

    /// Notes that money has left an account that may hold only so much.
    pub(crate) fn stir_room(&mut self, account: AccountId) {
        if self.retries_conversions() && self.holding_room(account).is_some() {
            self.stir(self.books.account(account).currency());
        }
    }

    /// Notes what a command that counted may let through.
    ///
    /// What payments and orders change is noted with the accounts and quotes that they touch.
    pub(crate) fn stir_by(&mut self, stirs: Stirs) {
        match stirs {
            Stirs::Nothing => {}
            Stirs::One(currency) => self.stir(currency),
            Stirs::All => self.stir_all(),
        }
    }

    /// R-FX-02: when the next date begins, which may bring official rates into force.
    pub(crate) fn next_date(&self) -> Option<Instant> {
        let tomorrow = self.moment.instant.date().plus_days(1);
        let begins = Instant::of_local(tomorrow, TimeOfDay::default(), UtcOffset(0));
        self.retries_conversions().then_some(begins)
    }

    /// The payments that what has changed may let through: of each pair the first `bypass_depth`
    /// that are in no open round. R-FX-15
    ///
    /// Costs O(pairs x currencies changed + pairs x depth), and while a round is open
    /// O(payments in it x log orders in it), since those come before the others of their pairs.
    pub(crate) fn stirred_conversions(&mut self) -> BTreeSet<OrderNumber> {
        let stirred = core::mem::take(&mut self.stirred);
        if stirred.is_empty() {
            return BTreeSet::new();
        }
        self.exchange.orders.index_payments();
        let depth = usize::from(self.rulebook.parameters.bypass_depth);
        let orders = &self.exchange.orders;
        let concerned = |pair: (CurrencyId, CurrencyId)| {
            let between = |other: &CurrencyId| {
                orders.is_quoted(pair.0, *other) && orders.is_quoted(*other, pair.1)
            };
            stirred.contains(&pair.0) || stirred.contains(&pair.1) || stirred.iter().any(between)
        };
        let pairs = orders.payments_by_pair().filter(|(pair, _)| concerned(*pair));
        let first = pairs.flat_map(|(_, numbers)| {
            numbers.iter().copied().filter(|number| !self.is_in_round(*number)).take(depth)
        });
        first.collect()
    }

    /// Whether a payment that waited was converted; what no quotes could serve even if nothing else
    /// stood in the way is not looked at further.
    pub(crate) fn convert_if_quoted(&mut self, number: OrderNumber) -> bool {
        let order = self.exchange.orders.standing.get(&number);
        order.is_some_and(|order| self.is_in_reach(order)) && self.convert_order(number)
    }

    /// Whether quotes would give enough if nothing mattered but their price, and what is exchanged
    /// at all now.
    fn is_in_reach(&self, order: &Order) -> bool {
        let least = order.limit.apply(order.left, Rounding::Down);
        let most = self.most_in_reach(order.pair, order.left);
        least.is_some_and(|least| most.is_some_and(|most| most >= least && !most.is_zero()))
    }

    /// What the cheapest quotes for a pair, or through one other currency, would give for an amount,
    /// be they as small as they may, where currencies and pairs are exchanged now.
    ///
    /// What is given grows with what is paid and falls with the rate, so no others give more.
    /// Costs O(currencies x log currencies).
    fn most_in_reach(
        &self,
        (sold, bought): (CurrencyId, CurrencyId),
        paid: Amount,
    ) -> Option<Amount> {
        if !self.is_exchanged(sold) || !self.is_exchanged(bought) {
            return None;
        }
        let cheapest = |takes, gives, paid| {
            let number = self.exchange.orders.quotes(takes, gives).next()?;
            let quote = self.exchange.orders.standing.get(&number)?;
            quote.would_give(paid).filter(|_| self.is_pair_on(takes, gives))
        };
        let others = self.exchange.orders.given_for(sold);
        let others = others.filter(|other| *other != bought && self.is_exchanged(*other));
        let through = others.filter_map(|between| {
            let first = cheapest(sold, between, paid)?;
            cheapest(between, bought, first)
        });
        through.chain(cheapest(sold, bought, paid)).max()
    }
}

/// In which currencies a command may let payments be converted, if it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stirs {
    Nothing,
    One(CurrencyId),
    All,
}

impl Stirs {
    /// R-FX-15: what a command changes of what a conversion is asked for.
    pub(crate) fn of(command: &Command) -> Self {
        match command {
            Command::Payment(_)
            | Command::Queue(_)
            | Command::Offsetting(_)
            | Command::Cycle(_) => Self::Nothing,
            Command::Exchange(command) => Self::of_exchange(command),
            Command::Participation(_)
            | Command::Issuance(_)
            | Command::Liquidity(_)
            | Command::OperatingDay(_)
            | Command::Rulebook(_)
            | Command::Swap(_)
            | Command::Approval(_)
            | Command::Surplus(_) => Self::All,
        }
    }

    fn of_exchange(command: &Exchange) -> Self {
        match command {
            Exchange::NameYardstick { .. } => Self::All,
            Exchange::PostOfficialRate { currency, .. }
            | Exchange::ApproveOfficialRate { currency, .. }
            | Exchange::SetBand { currency, .. }
            | Exchange::SetQuota { currency, .. }
            | Exchange::SwitchPair { currency, .. }
            | Exchange::HaltExchange { currency }
            | Exchange::ResumeExchange { currency } => Self::One(*currency),
            Exchange::PlaceOrder { .. }
            | Exchange::PostQuote { .. }
            | Exchange::ConvertPayment { .. }
            | Exchange::CancelOrder { .. }
            | Exchange::ProposePrices { .. } => Self::Nothing,
        }
    }
}
