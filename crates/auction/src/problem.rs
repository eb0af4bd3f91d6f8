//! What a round is asked: orders, and what each settlement agent allows for its currency.
use alloc::vec;
use alloc::vec::Vec;

/// The most currencies a round can hold.
pub const MOST_CURRENCIES: usize = 128;

/// The most that may be offered of one currency in a round. Unit: minor units.
///
/// It keeps every amount of a round, bought or sold, in 64 bits.
pub const MOST_OFFERED: u64 = 1 << 62;

/// The largest official rate. See [`Terms::official`].
pub const MOST_OFFICIAL: u64 = 1 << 56;

/// A currency, by its place in the list of [`Terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u16);

impl Currency {
    /// The currency at `index`, or `None` beyond [`MOST_CURRENCIES`].
    pub fn new(index: usize) -> Option<Self> {
        u16::try_from(index).ok().filter(|_| index < MOST_CURRENCIES).map(Self)
    }

    /// Its index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// An exact ratio: so many of the currency bought for so many of the currency sold.
///
/// Unit: minor units of each. Range: both parts 1 .. 2^64 - 1. It need not be reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Of the currency bought.
    pub num: u64,
    /// Of the currency sold.
    pub den: u64,
}

impl Limit {
    /// Whether both are the same ratio, reduced or not.
    pub fn equals(self, other: Self) -> bool {
        wide(self.num, other.den) == wide(other.num, self.den)
    }
}

fn wide(left: u64, right: u64) -> u128 {
    u128::from(left).wrapping_mul(u128::from(right)) // 64 by 64 bits fit
}

/// An offer to sell up to an amount at the round's price, if that is not below a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The currency given.
    pub sell: Currency,
    /// The currency wanted.
    pub buy: Currency,
    /// How much at most. Unit: minor units of `sell`. Range: 1 .. [`MOST_OFFERED`].
    pub amount: u64,
    /// The least it wants for what it sells.
    pub limit: Limit,
    /// Its number, which decides who gets a last indivisible unit. Unique in a round.
    pub number: u64,
}

/// How far a price may stand from the official one. Unit: parts per million of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band(pub u32);

/// Whether a currency takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It does.
    Open,
    /// Its settlement agent has halted it: no order that sells or buys it is filled.
    Halted,
}

/// Which edition of the rules of a round holds.
///
/// A round that was cleared by an earlier one must come to the same again, so both stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// What an order receives may round down to nothing while it sells something.
    First,
    /// Nobody gives for nothing, and what is partial is shared alike too.
    #[default]
    Second,
}

/// What a currency's settlement agent has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The official rate: the worth of one minor unit in a measure common to the problem.
    ///
    /// The search starts here, bands stand around it, and value is told in it.
    /// Range: 1 .. [`MOST_OFFICIAL`].
    pub official: u64,
    /// How far the price of any pair with this currency may stand from the official one.
    ///
    /// With a band b (as a fraction) the pair's price is at most 1 + b times and at least
    /// 1 / (1 + b) times the official one; of two currencies the narrower band holds.
    pub band: Option<Band>,
    /// The most that may be sold of it in this round. Unit: its minor units.
    ///
    /// What is sold in a round is bought in it, so one quota bounds both, and net is always zero.
    pub quota: Option<u64>,
    /// Whether it takes part.
    pub presence: Presence,
}

impl Terms {
    /// Terms without any constraint.
    pub fn free(official: u64) -> Self {
        Self { official, band: None, quota: None, presence: Presence::Open }
    }
}

/// Why orders and terms are no problem that can be solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// More than [`MOST_CURRENCIES`].
    TooManyCurrencies,
    /// 2^32 orders or more.
    TooManyOrders,
    /// An official rate of zero, or above [`MOST_OFFICIAL`].
    OfficialRate(Currency),
    /// A pair or an order (at this place) names a currency that is not there.
    UnknownCurrency(usize),
    /// An order (at this place) sells and buys the same currency.
    SameCurrency(usize),
    /// An order (at this place) sells nothing.
    NoAmount(usize),
    /// A limit (of the order at this place) has a part that is zero.
    NoLimit(usize),
    /// More than [`MOST_OFFERED`] of a currency is offered.
    TooMuch(Currency),
}

/// Orders and terms, found to be well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    terms: Vec<Terms>,
    orders: Vec<Order>,
    /// Shape: one entry per pair, `sell * currencies + buy`. Whether the pair is traded.
    traded: Vec<bool>,
    edition: Edition,
}

impl Problem {
    /// Judges and keeps them. `switched_off` names pairs, each in either direction, not traded.
    ///
    /// Errors: the first [`Flaw`], terms first, then pairs, then orders. Cost: O(orders).
    pub fn new(
        terms: Vec<Terms>,
        switched_off: &[(Currency, Currency)],
        orders: Vec<Order>,
    ) -> Result<Self, Flaw> {
        let count = terms.len();
        judge_terms(&terms)?;
        if u32::try_from(orders.len()).is_err() {
            return Err(Flaw::TooManyOrders);
        }
        let open = |at: usize| terms.get(at).is_some_and(|terms| terms.presence == Presence::Open);
        let mut traded = Vec::with_capacity(count.saturating_mul(count));
        for sell in 0..count {
            traded.extend((0..count).map(|buy| sell != buy && open(sell) && open(buy)));
        }
        for (at, (one, other)) in switched_off.iter().enumerate() {
            let (one, other) = (one.index(), other.index());
            if one >= count || other >= count {
                return Err(Flaw::UnknownCurrency(at));
            }
            traded[pair(count, one, other)] = false;
            traded[pair(count, other, one)] = false;
        }
        judge_orders(count, &orders)?;
        Ok(Self { terms, orders, traded, edition: Edition::default() })
    }

    /// The same problem under another edition of the rules; a new one has the latest.
    pub fn in_edition(self, edition: Edition) -> Self {
        Self { edition, ..self }
    }

    /// Whether an order that would get nothing gives nothing.
    pub(crate) fn gives_for_something(&self) -> bool {
        self.edition >= Edition::Second
    }

    /// What each currency's settlement agent has set. Order: by currency.
    pub fn terms(&self) -> &[Terms] {
        &self.terms
    }

    /// The orders. Order: as given.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// How many currencies there are.
    pub fn count(&self) -> usize {
        self.terms.len()
    }

    /// Whether orders of the pair are filled at all: both currencies open, the pair not off.
    pub fn trades(&self, sell: Currency, buy: Currency) -> bool {
        self.traded[self.pair(sell, buy)]
    }

    /// The pair's place among all.
    pub(crate) fn pair(&self, sell: Currency, buy: Currency) -> usize {
        pair(self.terms.len(), sell.index(), buy.index())
    }

    /// How far the pair may stand from its official rate: the narrower of both bands.
    pub(crate) fn band(&self, one: usize, other: usize) -> Option<Band> {
        match (self.terms[one].band, self.terms[other].band) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }
}

/// The place of a pair in a table of all pairs.
pub(crate) fn pair(count: usize, sell: usize, buy: usize) -> usize {
    sell.saturating_mul(count).saturating_add(buy) // at most MOST_CURRENCIES squared
}

fn judge_terms(terms: &[Terms]) -> Result<(), Flaw> {
    if terms.len() > MOST_CURRENCIES {
        return Err(Flaw::TooManyCurrencies);
    }
    for (at, terms) in (0..).zip(terms) {
        if terms.official == 0 || terms.official > MOST_OFFICIAL {
            return Err(Flaw::OfficialRate(Currency(at)));
        }
    }
    Ok(())
}

fn judge_orders(count: usize, orders: &[Order]) -> Result<(), Flaw> {
    let mut offered = vec![0_u64; count];
    for (at, order) in orders.iter().enumerate() {
        if order.sell.index() >= count || order.buy.index() >= count {
            return Err(Flaw::UnknownCurrency(at));
        }
        if order.sell == order.buy {
            return Err(Flaw::SameCurrency(at));
        }
        if order.amount == 0 {
            return Err(Flaw::NoAmount(at));
        }
        if order.limit.num == 0 || order.limit.den == 0 {
            return Err(Flaw::NoLimit(at));
        }
        let offered = &mut offered[order.sell.index()];
        *offered = offered.saturating_add(order.amount);
        if *offered > MOST_OFFERED {
            return Err(Flaw::TooMuch(order.sell));
        }
    }
    Ok(())
}
