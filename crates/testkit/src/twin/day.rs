//! Calendars, phases and what a close ends.

use std::collections::BTreeMap;

use settlement::issuance::OvernightPolicy;
use settlement::liquidity::Trigger;
use settlement::operating_day::{Calendar, Command, Phase};
use settlement::participation::HolderClass;
use settlement::payment::{Category, State};
use settlement::{PartyId, Refusal};
use terms::{BusinessDate, CurrencyCode, CurrencyId, Duration, Instant, TimeOfDay, UtcOffset};

use super::instructing::{Item, Stage};
use super::{Answer, Twin, ensure};

/// How many days ahead a calendar is searched.
const HORIZON: i32 = 60;
const DAY: u64 = 86_400;
/// Unit: minutes.
const MAX_EXTENSION: u16 = 720;

/// A currency, as the operator defined it and its agent runs it.
#[derive(Clone, Debug)]
pub(super) struct Currency {
    pub(super) code: CurrencyCode,
    pub(super) minor_units: u8,
    pub(super) agent: PartyId,
    pub(super) valid_from: BusinessDate,
    pub(super) valid_until: Option<BusinessDate>,
    pub(super) overnight: BTreeMap<HolderClass, OvernightPolicy>,
    pub(super) calendars: Vec<Calendar>,
    /// Unit: minutes.
    pub(super) extensions: BTreeMap<BusinessDate, u16>,
    pub(super) suspended: bool,
    /// The day that is open, or was last.
    pub(super) day: BusinessDate,
    /// Up to when the calendars have been followed.
    pub(super) seen: Instant,
}

/// One operating day as moments.
struct Hours {
    date: BusinessDate,
    open: Instant,
    cut_off: Instant,
    close: Instant,
}

impl Currency {
    pub(super) fn is_valid_on(&self, date: BusinessDate) -> bool {
        date >= self.valid_from && self.valid_until.is_none_or(|last| date <= last)
    }

    /// The hours of a date, if it is an operating day.
    fn hours(&self, date: BusinessDate) -> Option<Hours> {
        let calendar = self.calendars.iter().rfind(|calendar| calendar.valid_from <= date)?;
        if calendar.weekend.contains(&date.weekday()) || calendar.holidays.contains(&date) {
            return None;
        }
        let minutes = self.extensions.get(&date).copied().unwrap_or(0);
        let extension = Duration::from_seconds(60 * u64::from(minutes));
        let at = |time| Instant::of_local(date, time, calendar.offset);
        Some(Hours {
            date,
            open: at(calendar.open),
            cut_off: at(calendar.customer_cut_off).after(extension),
            close: at(calendar.close).after(extension),
        })
    }

    /// The first operating day from `date` on that ends, for the category, after `now`.
    fn next_day(&self, now: Instant, date: BusinessDate, category: Category) -> Option<Hours> {
        let first = date.max(now.date().plus_days(-2));
        let mut days = (0..HORIZON).filter_map(|ahead| self.hours(first.plus_days(ahead)));
        days.find(|hours| match category {
            Category::Customer => hours.cut_off > now,
            Category::Interbank => hours.close > now,
        })
    }

    /// The date of that day.
    pub(super) fn next_date(
        &self,
        now: Instant,
        date: BusinessDate,
        category: Category,
    ) -> Option<BusinessDate> {
        self.next_day(now, date, category).map(|hours| hours.date)
    }

    /// R-DAY-02: the phase at an instant, its day, and when it ends.
    fn at(&self, now: Instant) -> (Phase, BusinessDate, Option<Instant>) {
        let Some(hours) = self.next_day(now, BusinessDate::default(), Category::Interbank) else {
            return (Phase::Closed, self.day, None);
        };
        if now < hours.open {
            (Phase::Closed, self.day, Some(hours.open))
        } else if now < hours.cut_off {
            (Phase::Active, hours.date, Some(hours.cut_off))
        } else {
            (Phase::Closing, hours.date, Some(hours.close))
        }
    }

    pub(super) fn phase(&self) -> (Phase, BusinessDate) {
        let (phase, day, _) = self.at(self.seen);
        (phase, day)
    }

    pub(super) fn phase_ends(&self) -> Option<Instant> {
        self.at(self.seen).2
    }

    /// R-DAY-02, R-DAY-03: whether the phase lets a payment of the category and date settle.
    fn settles(&self, category: Category, date: BusinessDate) -> bool {
        let (phase, day) = self.phase();
        let open = match phase {
            Phase::Active => true,
            Phase::Closing => category == Category::Interbank,
            Phase::Closed => false,
        };
        open && date <= day
    }
}

impl Twin {
    pub(super) fn operating_day(&mut self, by: PartyId, command: &Command) -> Answer {
        let (Command::SetCalendar { currency, .. }
        | Command::ExtendDay { currency, .. }
        | Command::SuspendCurrency { currency }
        | Command::ResumeCurrency { currency }) = command;
        let id = *currency;
        self.require_agent(by, id)?;
        match command {
            Command::SetCalendar { calendar, .. } => self.set_calendar(id, calendar),
            Command::ExtendDay { date, minutes, .. } => self.extend_day(id, *date, *minutes),
            // R-DAY-06: what stands in queues waits for the resumption from now on, in none.
            Command::SuspendCurrency { .. } => {
                self.currencies[id.index()].suspended = true;
                let mut leaving = self.queued();
                leaving.retain(|item| self.waiting[item].is_in(id));
                for item in leaving {
                    self.try_waiting(item);
                }
                Ok(())
            }
            Command::ResumeCurrency { .. } => {
                self.currencies[id.index()].suspended = false;
                self.reconsider(id);
                Ok(())
            }
        }
    }

    /// R-DAY-01
    fn set_calendar(&mut self, id: CurrencyId, calendar: &Calendar) -> Answer {
        let currency = &self.currencies[id.index()];
        let sound = calendar.open < calendar.customer_cut_off
            && calendar.customer_cut_off <= calendar.close
            && calendar.weekend.len() < 7
            && (-720..=840).contains(&calendar.offset.0);
        let follows = match currency.calendars.last() {
            None => calendar.version == 1,
            Some(last) => {
                calendar.version == last.version + 1
                    && calendar.valid_from >= last.valid_from
                    && calendar.valid_from > currency.day
            }
        };
        ensure(sound && follows, Refusal::CalendarMalformed)?;
        let before = currency.phase();
        self.currencies[id.index()].calendars.push(calendar.clone());
        self.turn_from(id, before);
        self.reconsider(id);
        Ok(())
    }

    /// R-DAY-05
    fn extend_day(&mut self, id: CurrencyId, date: BusinessDate, minutes: u16) -> Answer {
        let malformed = Refusal::ExtensionMalformed;
        ensure(minutes <= MAX_EXTENSION, malformed)?;
        let before = self.currencies[id.index()].phase();
        let mut currency = self.currencies[id.index()].clone();
        let old = currency.hours(date).ok_or(malformed)?;
        currency.extensions.insert(date, minutes);
        let new = currency.hours(date).ok_or(malformed)?;
        let next = (1..HORIZON).find_map(|ahead| currency.hours(date.plus_days(ahead)));
        let reaches = next.is_some_and(|next| next.open < new.close);
        ensure(old.close > self.now && new.cut_off > self.now && !reaches, malformed)?;
        self.currencies[id.index()] = currency;
        self.turn_from(id, before);
        self.reconsider(id);
        Ok(())
    }

    /// R-DAY-02: brings a currency's day to this instant.
    pub(super) fn turn(&mut self, id: CurrencyId) {
        let before = self.currencies[id.index()].phase();
        self.turn_from(id, before);
    }

    fn turn_from(&mut self, id: CurrencyId, before: (Phase, BusinessDate)) {
        let (was, old_day) = before;
        let (phase, day, _) = self.currencies[id.index()].at(self.now);
        if was != Phase::Closed && (phase == Phase::Closed || day != old_day) {
            self.close_day(id, old_day);
        }
        let currency = &mut self.currencies[id.index()];
        currency.seen = self.now;
        currency.day = day;
        let opened = phase != Phase::Closed && (was == Phase::Closed || day != old_day);
        if opened {
            // R-SUR-03
            self.open_investments(id, old_day, day);
            self.run_standing_orders(id, Trigger::Open);
        }
        if phase == Phase::Closing && (opened || was != Phase::Closing) {
            // R-DAY-03, R-PAY-09: what is dated later has its own day to wait for.
            let due = |item: &Item| item.category == Category::Customer && item.date <= day;
            self.reject_waiting(id, due);
        }
    }

    /// In this order: a last round, what waits, standing orders, liquidity, overnight policies, then
    /// what imbalances cost.
    fn close_day(&mut self, id: CurrencyId, date: BusinessDate) {
        // R-CYC-08
        self.settle_cycles_in(id);
        // R-FX-10
        self.end_orders(|order| order.sell == id);
        self.release();
        self.offset_all();
        self.release();
        // R-FX-16: as orders that became so only now.
        self.end_orders(|order| order.sell == id);
        self.reject_waiting(id, |item| item.date <= date || item.to_convert.is_some());
        self.run_standing_orders(id, Trigger::Close);
        self.end_day_liquidity(id);
        self.end_day_exchange(id);
        self.enforce_overnight(id);
        self.charge_imbalances(id, date);
    }

    /// R-QUE-08, R-PAY-09: what waits for others or in a queue ends; what waits for a moment or a
    /// resumption waits on.
    fn reject_waiting(&mut self, id: CurrencyId, wanted: impl Fn(&Item) -> bool) {
        let due = self.waiting.iter().filter(|(_, item)| item.is_in(id) && wanted(item));
        let ending = due.filter(|(_, item)| matches!(item.stage, Stage::Others | Stage::Line));
        let ending: Vec<u64> = ending.map(|(item, _)| *item).collect();
        ending.into_iter().for_each(|item| self.end(item, State::Rejected));
    }

    /// Looks again at what waits for a moment or a resumption in a currency.
    fn reconsider(&mut self, id: CurrencyId) {
        let in_currency = self.waiting.iter().filter(|(_, item)| item.is_in(id));
        let again = in_currency
            .filter(|(_, item)| matches!(item.stage, Stage::Until(_) | Stage::Resumption));
        let again: Vec<u64> = again.map(|(item, _)| *item).collect();
        for item in again {
            self.try_waiting(item);
        }
    }

    /// What keeps an item by its times and its currencies' days, if anything does.
    ///
    /// R-PAY-07, R-DAY-02 to R-DAY-04, R-DAY-06
    pub(super) fn keeps_until(&self, item: &Item) -> Option<Stage> {
        let currency = |id: CurrencyId| &self.currencies[id.index()];
        if item.legs.iter().any(|leg| currency(leg.currency).suspended) {
            return Some(Stage::Resumption);
        }
        let begun = item.timing.from.is_none_or(|from| from <= self.now);
        let mut legs = item.legs.iter();
        if begun && legs.all(|leg| currency(leg.currency).settles(item.category, item.date)) {
            return None;
        }
        let tomorrow = self.now.after(Duration::from_seconds(DAY));
        let at = self.earliest(item).unwrap_or(tomorrow);
        assert!(at > self.now, "an item would wait at {} for {at}: days overlap", self.now);
        Some(Stage::Until(at))
    }

    /// R-DAY-04: the earliest moment at which all legs can settle, within sixty days of the date.
    pub(super) fn earliest(&self, item: &Item) -> Option<Instant> {
        let mut at = self.now.max(item.timing.from.unwrap_or_default());
        let dated = Instant::of_local(item.date, TimeOfDay::default(), UtcOffset(0));
        let horizon = at.max(dated).after(Duration::from_seconds(60 * DAY));
        while at < horizon {
            let mut latest = at;
            for leg in &item.legs {
                let currency = &self.currencies[leg.currency.index()];
                latest = latest.max(currency.next_day(at, item.date, item.category)?.open);
            }
            if latest == at {
                return Some(at);
            }
            at = latest;
        }
        None
    }
}
