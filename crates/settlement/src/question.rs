//! What may be asked of the machine without changing it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use books::{Account, AccountId, Priority};
use receipts::PublicKey;
use serde::Serialize;
use terms::{
    Amount, Balance, Bic, BusinessDate, CurrencyCode, CurrencyId, Duration, LogPosition, Uetr,
};

use crate::issuance::OvernightPolicy;
use crate::liquidity::Limit;
use crate::operating_day::{Calendar, Hours, Phase};
use crate::participation::{Access, HolderClass};
use crate::participation::{KeyNumber, KeyState};
use crate::payment::{BookedLeg, Item, Leg, Link, Stage, State, WaitingFor};
use crate::queue::Policy;
use crate::rulebook::Parameters;
use crate::{Machine, Moment, PartyId};

/// An account as its holder sees it. Amounts in minor units.
#[derive(Clone, Debug, Serialize)]
pub struct AccountView {
    /// Whose.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// As what it was admitted.
    pub class: HolderClass,
    /// What it may do.
    pub access: Access,
    /// What it stands at.
    pub balance: Balance,
    /// How far below zero it may go.
    pub credit: Amount,
    /// Set aside for urgent payments.
    pub urgent_reserve: Amount,
    /// Set aside for high payments.
    pub high_reserve: Amount,
    /// Set aside for orders of exchange, given for a draw on a swap line, or invested by others.
    pub held: Amount,
    /// What a normal payment may use; below zero past the floor.
    pub available: Balance,
}

/// A limit that a holder has set itself, and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LimitView {
    /// Towards whom; none: towards all without a limit of their own.
    pub counterparty: Option<PartyId>,
    /// How much may flow out, net, in an operating day. Unit: minor units.
    pub amount: Amount,
    /// How much of it is left; below zero where it was set lower than what had flowed. Unit: minor
    /// units.
    pub left: Balance,
}

/// An instruction as its parties see it.
#[derive(Clone, Debug, Serialize)]
pub struct InstructionView {
    /// What became of it.
    pub state: State,
    /// Where it settled, if it did.
    pub settled_at: Option<LogPosition>,
    /// What keeps it waiting at this moment, if it waits.
    pub waiting: Option<WaitingFor>,
    /// What moves, or moved.
    pub legs: Vec<Leg>,
    /// Its priority, while it waits.
    pub priority: Option<Priority>,
}

impl Machine {
    /// The last moment applied.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// The party with this BIC.
    pub fn party(&self, bic: &Bic) -> Option<PartyId> {
        self.registry.by_bic(bic)
    }

    /// A party's BIC.
    pub fn bic(&self, party: PartyId) -> Option<Bic> {
        self.registry.parties.get(party.index()).map(|party| party.bic)
    }

    /// A party's keys that count now. Order: as they were added.
    pub fn keys(&self, party: PartyId) -> impl Iterator<Item = (KeyNumber, &PublicKey)> {
        self.registry.counting_keys(party, self.moment.instant)
    }

    /// Every key that a party has had, and whether it counts. Order: as they were added.
    pub fn keys_ever(
        &self,
        party: PartyId,
    ) -> impl Iterator<Item = (KeyNumber, &PublicKey, KeyState)> {
        self.registry.keys_ever(party, self.moment.instant)
    }

    /// Every party. Order: as registered, the operator first.
    pub fn parties(&self) -> impl Iterator<Item = (PartyId, Bic)> + '_ {
        (0..).map(PartyId::new).zip(self.registry.parties.iter().map(|party| party.bic))
    }

    /// Every currency: identity, letters, minor units, agent. Order: as defined.
    pub fn currencies(&self) -> impl Iterator<Item = (CurrencyId, CurrencyCode, u8, PartyId)> + '_ {
        let all = (0..).map(CurrencyId::new).zip(&self.currencies);
        all.map(|(id, currency)| (id, currency.code, currency.minor_units, currency.agent))
    }

    /// A currency's phase and operating date.
    pub fn phase(&self, currency: CurrencyId) -> Option<(Phase, BusinessDate)> {
        self.currencies.get(currency.index()).map(|c| (c.day.phase, c.day.date))
    }

    /// A currency's calendars, and by how much its days were extended. Order: calendars as they
    /// were set, days by date.
    pub fn calendars(
        &self,
        currency: CurrencyId,
    ) -> Option<(&[Calendar], &BTreeMap<BusinessDate, Duration>)> {
        let schedule = &self.currencies.get(currency.index())?.day.schedule;
        Some((&schedule.calendars, &schedule.extensions))
    }

    /// A currency's hours on a date, if that is an operating day; with its extension. R-DAY-05
    pub fn hours(&self, currency: CurrencyId, date: BusinessDate) -> Option<Hours> {
        self.currencies.get(currency.index())?.day.schedule.hours_of(date)
    }

    /// The parameters in force, and their version.
    pub fn parameters(&self) -> (u32, Parameters) {
        (self.rulebook.version, self.rulebook.parameters)
    }

    /// The sum of all balances in a currency less what was issued: zero, always. R-ISS-06
    pub fn imbalance(&self, currency: CurrencyId) -> i128 {
        self.books.imbalance(currency)
    }

    /// What was issued and not redeemed in a currency.
    pub fn issued(&self, currency: CurrencyId) -> Balance {
        self.books.issued(currency)
    }

    /// What a class of holders may keep of a currency overnight.
    pub fn overnight_policy(&self, currency: CurrencyId, class: HolderClass) -> OvernightPolicy {
        let definition = self.currency(currency).ok();
        let policy = definition.and_then(|definition| definition.overnight.get(&class));
        policy.copied().unwrap_or_default()
    }

    /// What classes of holders may keep overnight, where an agent has said so.
    /// Order: by currency, then class.
    pub fn overnight_policies(
        &self,
    ) -> impl Iterator<Item = (CurrencyId, HolderClass, OvernightPolicy)> + '_ {
        let all = (0..).map(CurrencyId::new).zip(&self.currencies);
        all.flat_map(|(id, currency)| {
            currency.overnight.iter().map(move |(class, policy)| (id, *class, *policy))
        })
    }

    /// A party's account in a currency.
    pub fn account(&self, party: PartyId, currency: CurrencyId) -> Option<AccountView> {
        let id = self.books.find(party.into(), currency)?;
        Some(self.account_view(id, self.books.account(id)))
    }

    /// A party's accounts. Order: by currency.
    pub fn accounts_of(&self, party: PartyId) -> impl Iterator<Item = AccountView> + '_ {
        self.books.accounts_of(party.into()).map(|(id, account)| self.account_view(id, account))
    }

    /// Every account. Order: as opened.
    pub fn accounts(&self) -> impl Iterator<Item = AccountView> + '_ {
        self.books.accounts().map(|(id, account)| self.account_view(id, account))
    }

    /// The limits of a party's account, and what is left of each. R-LIQ-02
    ///
    /// Order: towards all first, then by counterparty.
    pub fn limits_of(&self, party: PartyId, currency: CurrencyId) -> Vec<LimitView> {
        let Some(account) = self.books.find(party.into(), currency) else {
            return Vec::new();
        };
        let view = |(counterparty, limit): (Option<PartyId>, &Limit)| LimitView {
            counterparty,
            amount: limit.amount,
            left: Balance::from_minor(limit.room()),
        };
        self.limits.of(account).map(view).collect()
    }

    /// How much more a party's account may hold, below zero if it holds too much; none where
    /// nothing bounds it. R-SUR-07
    pub fn room_to_hold(&self, party: PartyId, currency: CurrencyId) -> Option<Balance> {
        let account = self.books.find(party.into(), currency)?;
        self.holding_room(account).map(Balance::from_minor)
    }

    fn account_view(&self, id: AccountId, account: &Account) -> AccountView {
        let admission = self.registry.admission(id);
        AccountView {
            party: account.holder().into(),
            currency: account.currency(),
            class: admission.class,
            access: admission.access,
            balance: account.balance(),
            credit: account.credit(),
            urgent_reserve: account.reserve(Priority::Urgent),
            high_reserve: account.reserve(Priority::High),
            held: account.held(),
            available: Balance::from_minor(account.available(Priority::Normal)),
        }
    }

    /// What became of an instruction, and why it waits if it does.
    pub fn instruction(&self, uetr: Uetr) -> Option<InstructionView> {
        let (_, link) = self.window.find(uetr)?;
        let view = |state, settled_at| InstructionView {
            state,
            settled_at,
            waiting: None,
            legs: self.legs(self.window.legs(uetr)),
            priority: None,
        };
        Some(match link {
            Link::Settled(position) => view(State::Settled, Some(position)),
            Link::Cancelled => view(State::Cancelled, None),
            Link::Rejected => view(State::Rejected, None),
            Link::Converting => {
                let legs = self.gathered_leg(uetr).into_iter().collect();
                let waiting = self.waits_to_convert(uetr);
                InstructionView { legs, waiting, ..view(State::Waiting, None) }
            }
            Link::Waiting(id) => match self.queue.item(id) {
                Some(item) => InstructionView {
                    waiting: self.waits_for(item),
                    legs: self.legs(&item.legs),
                    priority: Some(item.priority),
                    ..view(State::Waiting, None)
                },
                None => view(State::Waiting, None),
            },
        })
    }

    /// What keeps an item at this moment, if anything does.
    pub(crate) fn waits_for(&self, item: &Item) -> Option<WaitingFor> {
        let place = match item.stage {
            Stage::Queued(place) => place,
            Stage::Pending => i64::MAX,
        };
        self.ready(item, place).err()
    }

    pub(crate) fn legs(&self, legs: &[BookedLeg]) -> Vec<Leg> {
        let leg = |leg: &BookedLeg| Leg {
            debtor: self.holder(leg.debit),
            creditor: self.holder(leg.credit),
            currency: self.books.account(leg.debit).currency(),
            amount: leg.amount,
        };
        legs.iter().map(leg).collect()
    }

    /// Everything that waits. Order: as accepted.
    ///
    /// The one leg of a payment that is to be converted says what is paid; what its creditor
    /// receives is another currency. R-FX-16
    pub fn waiting(&self) -> impl Iterator<Item = (Uetr, PartyId, Vec<Leg>, &WaitingFor)> + '_ {
        let items = self.queue.items().map(|(_, item)| item);
        items.map(|item| (item.uetr, item.by, self.legs(&item.legs), &item.waiting))
    }

    /// How many items wait.
    pub fn waiting_count(&self) -> usize {
        self.queue.len()
    }

    /// What stands in a party's queue. Order: of release.
    pub fn queue_of(&self, party: PartyId, currency: CurrencyId) -> Vec<Uetr> {
        let Some(account) = self.books.find(party.into(), currency) else {
            return Vec::new();
        };
        let items = self.queue.of(account).filter_map(|id| self.queue.item(id));
        items.map(|item| item.uetr).collect()
    }

    /// Whether items may pass others in the queue of a party's account, if it has that account.
    pub fn queue_policy(&self, party: PartyId, currency: CurrencyId) -> Option<Policy> {
        let account = self.books.find(party.into(), currency)?;
        Some(self.queue.policy(account))
    }
}
