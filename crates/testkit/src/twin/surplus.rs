//! Surpluses: what holders have invested with agents, and what imbalances cost.

use std::collections::BTreeMap;

use settlement::operating_day::Phase;
use settlement::participation::HolderClass;
use settlement::payment::Category;
use settlement::surplus::{Command, ImbalanceTerms, InvestmentTerms};
use settlement::swap::DayCount;
use settlement::{Priority, Refusal};
use terms::{Amount, BusinessDate, CurrencyId};

use super::holding::minor;
use super::instructing::Item;
use super::{Answer, Key, Twin, ensure};
use settlement::PartyId;

/// The most interest or charge. Unit: basis points for a year.
const MOST: u16 = 10_000;

/// What one holder has invested. Unit: minor units.
#[derive(Clone, Copy, Debug, Default)]
struct Invested {
    amount: i128,
    /// What goes back at the next opening.
    overnight: i128,
    /// Amounts times basis points times nights, of years of 360 and of 365 days.
    earned: (i128, i128),
    paid: i128,
}

impl Invested {
    /// Rounded down.
    fn owed(&self) -> i128 {
        let (short, long) = self.earned;
        (short * 365 + long * 360) / (10_000 * 360 * 365) - self.paid
    }
}

/// What an agent takes, now and from the next opening on.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    now: Option<InvestmentTerms>,
    next: Option<InvestmentTerms>,
}

/// All that agents and holders have said of surpluses.
#[derive(Clone, Debug, Default)]
pub(super) struct Surplus {
    taken: BTreeMap<CurrencyId, Taken>,
    invested: BTreeMap<Key, Invested>,
    imbalance: BTreeMap<(CurrencyId, HolderClass), ImbalanceTerms>,
    /// What an account of a class may hold.
    caps: BTreeMap<(CurrencyId, HolderClass), i128>,
}

impl Twin {
    pub(super) fn surplus(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::SetInvestmentTerms { currency, terms } => {
                // R-SUR-01
                self.require_agent(by, *currency)?;
                if let Some(terms) = terms {
                    let sound = terms.interest.0 <= MOST
                        && terms.cap > Amount::ZERO
                        && terms.cap <= Amount::MAX;
                    ensure(sound, Refusal::InvestmentTermsMalformed)?;
                }
                let taken = self.surplus.taken.entry(*currency).or_default();
                taken.now = taken.now.or(*terms);
                taken.next = *terms;
                Ok(())
            }
            Command::InvestFunds { name, currency, amount } => {
                let key = self.account_of(by, *currency)?;
                self.require_unused(*name)?;
                ensure(key.0 != self.currencies[currency.index()].agent, Refusal::SameParties)?;
                ensure(!amount.is_zero(), Refusal::ZeroAmount)?;
                // R-SUR-02
                let open = self.phase(*currency).is_some_and(|(phase, _)| phase != Phase::Closed);
                let room = self.room_to_invest(*currency);
                ensure(open && room.is_some(), Refusal::InvestmentNotOpen)?;
                self.may_send(key)?;
                ensure(room.is_some_and(|room| minor(*amount) <= room), Refusal::InvestmentFull)?;
                ensure(minor(*amount) <= self.own_money(key), Refusal::InsufficientFunds)?;
                self.move_to_agent(key, minor(*amount), 0);
                self.use_name(*name);
                Ok(())
            }
            Command::WithdrawInvestment { name, currency, amount } => {
                let key = self.account_of(by, *currency)?;
                self.require_unused(*name)?;
                ensure(!amount.is_zero(), Refusal::ZeroAmount)?;
                let invested = self.surplus.invested.get(&key).map_or(0, |known| known.amount);
                ensure(minor(*amount) <= invested, Refusal::WithdrawalTooLarge)?;
                self.may_receive(key)?;
                self.move_from_agent(key, minor(*amount));
                self.drop_ended();
                self.use_name(*name);
                Ok(())
            }
            Command::SetImbalanceTerms { currency, class, terms } => {
                // R-SUR-05
                self.require_agent(by, *currency)?;
                let Some(terms) = terms else {
                    self.surplus.imbalance.remove(&(*currency, *class));
                    return Ok(());
                };
                let rates = [terms.surplus.0, terms.deficit.0];
                let sound =
                    terms.threshold <= Amount::MAX && rates.iter().all(|rate| *rate <= MOST);
                ensure(sound, Refusal::ImbalanceTermsMalformed)?;
                self.surplus.imbalance.insert((*currency, *class), *terms);
                Ok(())
            }
            Command::SetHoldingCap { currency, class, cap } => {
                // R-SUR-07
                self.require_agent(by, *currency)?;
                ensure(cap.is_none_or(|cap| cap <= Amount::MAX), Refusal::AmountTooLarge)?;
                self.surplus.caps.remove(&(*currency, *class));
                if let Some(cap) = cap {
                    self.surplus.caps.insert((*currency, *class), minor(*cap));
                }
                Ok(())
            }
        }
    }

    /// R-SUR-07: the most that an account may hold; nothing bounds the agent's own.
    pub(super) fn cap_of(&self, key: Key) -> Option<i128> {
        let class = self.accounts[&key].class;
        let cap = self.surplus.caps.get(&(key.1, class)).copied();
        cap.filter(|_| self.currencies[key.1.index()].agent != key.0)
    }

    /// R-SUR-08: whether an account may hold any more.
    pub(super) fn has_room(&self, key: Key) -> bool {
        self.cap_of(key).is_none_or(|cap| self.accounts[&key].balance < cap)
    }

    /// R-SUR-08: whether all that gain end within what they may hold.
    pub(super) fn caps_allow(&self, item: &Item) -> bool {
        self.nets(&item.legs).into_iter().all(|(key, net)| {
            let after = self.accounts[&key].balance - net;
            net >= 0 || self.cap_of(key).is_none_or(|cap| after <= cap)
        })
    }

    /// What is neither lent, reserved nor held.
    fn own_money(&self, key: Key) -> i128 {
        let account = &self.accounts[&key];
        let own = account.balance - account.held;
        own.min(account.available(Priority::Normal)).max(0)
    }

    fn room_to_invest(&self, id: CurrencyId) -> Option<i128> {
        let cap = minor(self.surplus.taken.get(&id)?.now?.cap);
        let of_currency = self.surplus.invested.iter().filter(|((_, of), _)| *of == id);
        let invested: i128 = of_currency.map(|(_, known)| known.amount).sum();
        Some((cap - invested).max(0))
    }

    fn move_to_agent(&mut self, key: Key, amount: i128, overnight: i128) {
        let agent = (self.currencies[key.1.index()].agent, key.1);
        self.post(key, agent, amount, Priority::Normal);
        self.account_mut(agent).held += amount;
        let known = self.surplus.invested.entry(key).or_default();
        known.amount += amount;
        known.overnight += overnight;
    }

    fn move_from_agent(&mut self, key: Key, amount: i128) {
        let agent = (self.currencies[key.1.index()].agent, key.1);
        self.account_mut(agent).held -= amount;
        self.post(agent, key, amount, Priority::Normal);
        let known = self.surplus.invested.get_mut(&key).expect("only what is invested goes back");
        known.amount -= amount;
        known.overnight = known.overnight.min(known.amount);
    }

    fn drop_ended(&mut self) {
        self.surplus.invested.retain(|_, known| known.amount > 0 || known.owed() > 0);
    }

    /// R-SUR-04: what of an excess there is no room for.
    pub(super) fn invest_at_close(&mut self, key: Key, excess: i128, overnight: bool) -> i128 {
        let amount = self.room_to_invest(key.1).unwrap_or(0).min(excess);
        if amount > 0 {
            self.move_to_agent(key, amount, if overnight { amount } else { 0 });
        }
        excess - amount
    }

    fn investors(&self, id: CurrencyId) -> Vec<Key> {
        let mut keys = self.keys_in(id);
        keys.retain(|key| self.surplus.invested.contains_key(key));
        keys
    }

    /// R-SUR-03, R-SUR-04
    pub(super) fn open_investments(
        &mut self,
        id: CurrencyId,
        from: BusinessDate,
        to: BusinessDate,
    ) {
        let Some(taken) = self.surplus.taken.get(&id).copied() else { return };
        let nights = i128::from(to.days() - from.days());
        for key in self.investors(id) {
            let known = self.surplus.invested.get_mut(&key).expect("it was just found");
            if let Some(terms) = taken.now {
                let earned = known.amount * i128::from(terms.interest.0) * nights;
                match terms.day_count {
                    DayCount::Actual360 => known.earned.0 += earned,
                    DayCount::Actual365 => known.earned.1 += earned,
                }
            }
            let back = if taken.next.is_some() { known.overnight } else { known.amount };
            self.move_from_agent(key, back);
            let known = self.surplus.invested.get_mut(&key).expect("it was just found");
            known.overnight = 0;
            self.pay_what_is_earned(key);
        }
        self.surplus.taken.insert(id, Taken { now: taken.next, next: taken.next });
        self.drop_ended();
    }

    fn pay_what_is_earned(&mut self, key: Key) {
        let agent = (self.currencies[key.1.index()].agent, key.1);
        let there = self.own_money(agent);
        let known = self.surplus.invested.get_mut(&key).expect("only investments earn");
        let amount = known.owed().min(there);
        known.paid += amount;
        self.post(agent, key, amount, Priority::Normal);
    }

    /// R-SUR-03: whether a currency's agent can pay all that it owes.
    pub(super) fn interest_is_there(&self, id: CurrencyId) -> bool {
        let keys = self.investors(id).into_iter();
        let owed: i128 = keys.map(|key| self.surplus.invested[&key].owed()).sum();
        owed == 0 || owed <= self.own_money((self.currencies[id.index()].agent, id))
    }

    /// R-RUL-03
    pub(super) fn end_investments_in(&mut self, id: CurrencyId) {
        for key in self.investors(id) {
            self.move_from_agent(key, self.surplus.invested[&key].amount);
            self.pay_what_is_earned(key);
        }
        self.surplus.taken.remove(&id);
        self.drop_ended();
    }

    /// R-SUR-02: whether an account must stay open for what is invested.
    pub(super) fn is_invested_on(&self, key: Key) -> bool {
        let (party, id) = key;
        let of_agent = self.currencies[id.index()].agent == party && !self.investors(id).is_empty();
        of_agent || self.surplus.invested.contains_key(&key)
    }

    /// R-SUR-06
    pub(super) fn charge_imbalances(&mut self, id: CurrencyId, date: BusinessDate) {
        let currency = &self.currencies[id.index()];
        let agent = (currency.agent, id);
        let next = currency.next_date(self.now, date.plus_days(1), Category::Interbank);
        let nights = next.map_or(1, |next| i128::from(next.days() - date.days()));
        for key in self.keys_in(id).into_iter().filter(|key| *key != agent) {
            let account = &self.accounts[&key];
            let Some(terms) = self.surplus.imbalance.get(&(id, account.class)) else { continue };
            let year = match terms.day_count {
                DayCount::Actual360 => 360,
                DayCount::Actual365 => 365,
            };
            let above = account.balance - account.held - minor(terms.threshold);
            let product = if account.balance < 0 {
                -account.balance * i128::from(terms.deficit.0)
            } else {
                above.max(0) * i128::from(terms.surplus.0)
            };
            self.post(key, agent, product * nights / (10_000 * year), Priority::Normal);
        }
    }

    /// What everybody has invested, what of it goes back at the next opening, and what interest
    /// is owed. Order: by party and currency. Unit: minor units.
    pub fn investments(&self) -> impl Iterator<Item = (Key, (i128, i128, i128))> + '_ {
        let rows = self.surplus.invested.iter();
        rows.map(|(key, known)| (*key, (known.amount, known.overnight, known.owed())))
    }
}
