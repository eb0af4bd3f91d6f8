use alloc::vec::Vec;

use books::{AccountId, Priority};
use terms::{Amount, BusinessDate, CurrencyId};

use super::investment::charge_on;
use super::{Event, ImbalanceTerms};
use crate::fx::BasisPoints;
use crate::participation::HolderClass;
use crate::payment::Category;
use crate::{Machine, PartyId, Refusal};

/// The highest charge. Unit: basis points for a year.
const MAX_CHARGE: BasisPoints = BasisPoints(10_000);

/// On which side of the balance an account stands, and how far.
#[derive(Clone, Copy)]
enum Imbalance {
    Surplus(Amount),
    Deficit(Amount),
}

impl Machine {
    /// R-SUR-05: the agent says what an imbalance costs.
    pub(super) fn set_imbalance_terms(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        class: HolderClass,
        terms: Option<ImbalanceTerms>,
    ) -> Result<(), Refusal> {
        self.require_agent(by, currency)?;
        let key = (currency, class);
        match terms {
            Some(terms) => {
                let sound = terms.threshold <= Amount::MAX
                    && terms.surplus <= MAX_CHARGE
                    && terms.deficit <= MAX_CHARGE;
                if !sound {
                    return Err(Refusal::ImbalanceTermsMalformed);
                }
                self.surplus.imbalance.insert(key, terms);
            }
            None => {
                self.surplus.imbalance.remove(&key);
            }
        }
        self.tell(Event::ImbalanceTermsSet { currency, class, terms });
        Ok(())
    }

    /// R-SUR-06: takes from every account what its imbalance costs until the next operating day.
    ///
    /// An account above its threshold holds more than the charge; one below zero is past its
    /// floor already, for its credit has ended. So no floor is broken that held before.
    pub(crate) fn charge_imbalances(&mut self, currency: CurrencyId, date: BusinessDate) {
        let Some(agent) = self.agent_account(currency) else {
            return;
        };
        if self.surplus.imbalance.is_empty() {
            return;
        }
        let nights = self.nights_after(currency, date);
        for (account, imbalance, terms) in self.imbalances(currency, agent) {
            let (base, rate) = match imbalance {
                Imbalance::Surplus(excess) => (excess, terms.surplus),
                Imbalance::Deficit(owed) => (owed, terms.deficit),
            };
            let amount = charge_on(base, rate, nights, terms.day_count);
            if amount.is_zero() {
                continue;
            }
            self.books.post(account, agent, amount, Priority::Normal);
            self.wake(agent);
            let party = self.holder(account);
            let balance = self.books.account(account).balance();
            let agent_balance = self.books.account(agent).balance();
            self.tell(match imbalance {
                Imbalance::Surplus(excess) => Event::SurplusCharged {
                    currency,
                    party,
                    excess,
                    nights,
                    amount,
                    balance,
                    agent_balance,
                },
                Imbalance::Deficit(owed) => Event::DeficitCharged {
                    currency,
                    party,
                    owed,
                    nights,
                    amount,
                    balance,
                    agent_balance,
                },
            });
        }
    }

    /// Every account out of balance whose class bears a price. Order: as opened.
    fn imbalances(
        &self,
        currency: CurrencyId,
        agent: AccountId,
    ) -> Vec<(AccountId, Imbalance, ImbalanceTerms)> {
        let accounts = self.books.accounts();
        let accounts = accounts.filter(|(id, a)| a.currency() == currency && *id != agent);
        let imbalances = accounts.filter_map(|(id, account)| {
            let class = self.registry.admission(id).class;
            let terms = *self.surplus.imbalance.get(&(currency, class))?;
            let owed = account.balance().negative();
            // As R-ISS-03: what is held for something else is not kept for its own sake.
            let own = account.balance().positive().saturating_sub(account.held());
            let imbalance = if owed.is_zero() {
                Imbalance::Surplus(own.saturating_sub(terms.threshold))
            } else {
                Imbalance::Deficit(owed)
            };
            Some((id, imbalance, terms))
        });
        imbalances.collect()
    }

    /// R-SUR-06: the nights from an operating day to the next, as the calendars stand; one where
    /// no next day is in sight.
    fn nights_after(&self, currency: CurrencyId, date: BusinessDate) -> u16 {
        let next = self.currency(currency).ok().and_then(|definition| {
            let schedule = &definition.day.schedule;
            schedule.next_hours(self.moment.instant, date.plus_days(1), Category::Interbank)
        });
        let nights = next.map_or(1, |hours| hours.date.days().saturating_sub(date.days()));
        u16::try_from(nights).unwrap_or(1)
    }
}
