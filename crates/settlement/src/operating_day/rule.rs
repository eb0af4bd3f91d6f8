use alloc::vec::Vec;

use terms::{BusinessDate, CurrencyId, Duration, Instant, TimeOfDay, UtcOffset};

use super::{Calendar, Command, Event, Phase};
use crate::liquidity::Trigger;
use crate::payment::{Category, Item, WaitingFor};
use crate::{Machine, PartyId, Refusal};

/// The longest a day may be extended. Unit: minutes.
const MAX_EXTENSION: u16 = 720;

impl Machine {
    pub(crate) fn operating_day(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::SetCalendar { currency, calendar } => {
                self.require_agent(by, currency)?;
                self.set_calendar(currency, calendar)
            }
            Command::ExtendDay { currency, date, minutes } => {
                self.require_agent(by, currency)?;
                self.extend_day(currency, date, minutes)
            }
            Command::SuspendCurrency { currency } => {
                self.require_agent(by, currency)?;
                // R-DAY-06
                self.currency_mut(currency)?.day.suspended = true;
                self.tell(Event::CurrencySuspended { currency });
                let waiting: Vec<_> = self
                    .queue
                    .queued()
                    .into_iter()
                    .filter(|id| self.queue.item(*id).is_some_and(|i| self.is_in(i, currency)))
                    .collect();
                waiting.into_iter().for_each(|id| {
                    self.retry(id);
                });
                Ok(())
            }
            Command::ResumeCurrency { currency } => {
                self.require_agent(by, currency)?;
                // R-DAY-06
                self.currency_mut(currency)?.day.suspended = false;
                self.tell(Event::CurrencyResumed { currency });
                self.reconsider(currency);
                Ok(())
            }
        }
    }

    /// R-DAY-01: calendars are numbered, sound, and never change a day that has begun.
    fn set_calendar(&mut self, currency: CurrencyId, calendar: Calendar) -> Result<(), Refusal> {
        let day = &self.currency(currency)?.day;
        let last = day.schedule.calendars.last();
        let version = last.map_or(1, |last| last.version.saturating_add(1));
        let follows = last.is_none_or(|last| last.valid_from <= calendar.valid_from);
        let begun = last.is_some() && calendar.valid_from <= day.date;
        if calendar.version != version || !follows || begun || !calendar.is_sound() {
            return Err(Refusal::CalendarMalformed);
        }
        let mut schedule = day.schedule.clone();
        let from = calendar.valid_from;
        schedule.calendars.push(calendar);
        if schedule.overlaps_around(from) {
            return Err(Refusal::CalendarMalformed);
        }
        self.currency_mut(currency)?.day.schedule = schedule;
        self.tell(Event::CalendarSet { currency, version });
        self.move_day(currency);
        self.reconsider(currency);
        Ok(())
    }

    /// R-DAY-05: a day that is not over may close later, and still before the next one opens.
    fn extend_day(
        &mut self,
        currency: CurrencyId,
        date: BusinessDate,
        minutes: u16,
    ) -> Result<(), Refusal> {
        if minutes > MAX_EXTENSION {
            return Err(Refusal::ExtensionMalformed);
        }
        let now = self.moment.instant;
        let day = &self.currency(currency)?.day;
        let mut schedule = day.schedule.clone();
        let current = schedule.hours_of(date).ok_or(Refusal::ExtensionMalformed)?;
        let today = day.date;
        schedule.extensions.retain(|extended, _| *extended >= today.plus_days(-7));
        let extension = Duration::from_seconds(u64::from(minutes).saturating_mul(60));
        schedule.extensions.insert(date, extension);
        let hours = schedule.hours_of(date).ok_or(Refusal::ExtensionMalformed)?;
        let overlaps = schedule.overlaps_around(date);
        if current.close <= now || hours.cut_off <= now || overlaps {
            return Err(Refusal::ExtensionMalformed);
        }
        self.currency_mut(currency)?.day.schedule = schedule;
        self.tell(Event::DayExtended { currency, date, close: hours.close });
        self.move_day(currency);
        self.reconsider(currency);
        Ok(())
    }

    /// R-DAY-02: brings a currency's day to where its calendars say it is at this instant.
    ///
    /// Customer payments end at the cut-off; all else ends at the close.
    pub(crate) fn move_day(&mut self, currency: CurrencyId) {
        let Ok(definition) = self.currency(currency) else {
            return;
        };
        let (old_phase, old_date) = (definition.day.phase, definition.day.date);
        let (phase, date, next) = definition.day.at(self.moment.instant);
        let turned = old_phase != Phase::Closed && (phase == Phase::Closed || date != old_date);
        if turned {
            self.close_day(currency, old_date);
        }
        if let Ok(definition) = self.currency_mut(currency) {
            definition.day.phase = phase;
            definition.day.date = date;
            definition.day.next = next;
        }
        self.schedule_transitions();
        let opened = phase != Phase::Closed && (old_phase == Phase::Closed || date != old_date);
        if opened {
            self.tell(Event::DayOpened { currency, date });
            // R-SUR-03, R-SUR-04
            self.open_investments(currency, old_date, date);
            self.run_standing_orders(currency, Trigger::Open);
        }
        if phase == Phase::Closing && (opened || old_phase != Phase::Closing) {
            self.tell(Event::PhaseChanged { currency, date, phase });
            // R-DAY-03
            self.reject_waiting(currency, |item| {
                item.category == Category::Customer && item.date <= date
            });
        }
        if phase == Phase::Active && !opened && old_phase != Phase::Active {
            self.tell(Event::PhaseChanged { currency, date, phase });
        }
        // R-FX-15
        self.stir_all();
    }

    /// What the end of a day ends, in this order: orders of exchange, a last offsetting round, what waits, standing
    /// orders, reservations and limits and credit, overnight policies, what imbalances cost.
    fn close_day(&mut self, currency: CurrencyId, date: BusinessDate) {
        // R-CYC-08
        self.settle_cycles_in(currency);
        self.close_orders(currency);
        self.stir_all();
        self.release();
        self.offset_all();
        self.stir_all();
        self.release();
        // R-FX-16: what became an order only now, and what still waits to, ends like orders.
        self.close_orders(currency);
        self.reject_waiting(currency, |item| item.date <= date || item.to_convert.is_some());
        self.run_standing_orders(currency, Trigger::Close);
        self.end_day_liquidity(currency);
        self.end_day_exchange(currency);
        self.enforce_overnight(currency);
        self.charge_imbalances(currency, date);
        if let Ok(definition) = self.currency_mut(currency) {
            definition.day.phase = Phase::Closed;
        }
        self.tell(Event::DayClosed { currency, date });
    }

    /// Looks again at what waits for a moment or a resumption in the currency.
    fn reconsider(&mut self, currency: CurrencyId) {
        let waiting: Vec<_> = self
            .queue
            .items()
            .filter(|(_, item)| self.is_in(item, currency))
            .filter(|(_, item)| {
                matches!(item.waiting, WaitingFor::Moment { .. } | WaitingFor::Resumption { .. })
            })
            .map(|(id, _)| id)
            .collect();
        for id in waiting {
            self.retry(id);
        }
        let accounts: Vec<_> = self
            .books
            .accounts()
            .filter(|(_, account)| account.currency() == currency)
            .map(|(id, _)| id)
            .collect();
        accounts.into_iter().for_each(|account| self.wake(account));
    }

    /// R-DAY-02 to R-DAY-04, R-PAY-07: whether all the item's currencies settle it now.
    pub(crate) fn check_moment(&self, item: &Item) -> Result<(), WaitingFor> {
        let now = self.moment.instant;
        let mut settles = item.timing.from.is_none_or(|from| from <= now);
        for leg in &item.legs {
            let currency = self.books.account(leg.debit).currency();
            let Ok(definition) = self.currency(currency) else {
                continue;
            };
            // R-DAY-06
            if definition.day.suspended {
                return Err(WaitingFor::Resumption { currency });
            }
            settles &= definition.day.settles(item.category, item.date);
        }
        if settles {
            return Ok(());
        }
        // Calendars that never meet again are refused on entry; a later change of calendar can
        // still part them, and then the item is looked at again a day later and rejected.
        let soonest = now.after(Duration::from_seconds(1));
        let at = self.earliest(item).unwrap_or(now.after(Duration::from_seconds(86_400)));
        Err(WaitingFor::Moment { at: at.max(soonest) })
    }

    /// R-DAY-04: the earliest moment at which all legs of an item can settle.
    ///
    /// Costs O(currencies x days looked at); each step moves to the latest opening among them.
    pub(crate) fn earliest(&self, item: &Item) -> Result<Instant, Refusal> {
        let mut at = self.moment.instant.max(item.timing.from.unwrap_or_default());
        let first = at.max(Instant::of_local(item.date, TimeOfDay::default(), UtcOffset(0)));
        let horizon = first.after(Duration::from_seconds(60 * 86_400));
        while at < horizon {
            let mut latest = at;
            for leg in &item.legs {
                let currency = self.books.account(leg.debit).currency();
                let schedule = &self.currency(currency)?.day.schedule;
                let hours = schedule.next_hours(at, item.date, item.category);
                latest = latest.max(hours.ok_or(Refusal::NeverOpenTogether)?.open);
            }
            if latest == at {
                return Ok(at);
            }
            at = latest;
        }
        Err(Refusal::NeverOpenTogether)
    }
}
