use std::collections::BTreeMap;
use std::error::Error;
use std::str::FromStr;

use goldenscript::ArgumentConsumer;
use settlement::payment::Leg;
use settlement::{Machine, PartyId};
use terms::{
    Amount, Bic, BusinessDate, CurrencyCode, CurrencyId, Duration, Instant, TimeOfDay, Uetr,
    UtcOffset,
};

use super::names::Names;

/// What was read, or why it cannot be; the runner's trait wants the error in this shape.
pub(super) type Reading<T> = Result<T, Box<dyn Error>>;

/// Stands for every bank that is not registered.
const STRANGER: PartyId = PartyId::new(u32::MAX);

/// Stands for every currency that was never defined.
const NOWHERE: CurrencyId = CurrencyId::new(u16::MAX);

/// The words behind a verb, and what it takes to understand them.
pub(super) struct Words<'a> {
    machine: &'a Machine,
    names: &'a mut Names,
    calendars: &'a BTreeMap<CurrencyId, u32>,
    today: BusinessDate,
    /// The date on which a currency's letters are understood.
    date: BusinessDate,
    arguments: ArgumentConsumer<'a>,
}

impl<'a> Words<'a> {
    pub(super) fn new(
        machine: &'a Machine,
        names: &'a mut Names,
        calendars: &'a BTreeMap<CurrencyId, u32>,
        today: BusinessDate,
        arguments: ArgumentConsumer<'a>,
    ) -> Self {
        Self { machine, names, calendars, today, date: today, arguments }
    }

    pub(super) fn machine(&self) -> &'a Machine {
        self.machine
    }

    /// The date in UTC.
    pub(super) fn today(&self) -> BusinessDate {
        self.today
    }

    /// How many calendars a currency has been given.
    pub(super) fn calendars_of(&self, currency: CurrencyId) -> u32 {
        self.calendars.get(&currency).copied().unwrap_or(0)
    }

    /// The next word, which must be there; `what` says what it would have been.
    pub(super) fn word(&mut self, what: &str) -> Reading<&'a str> {
        let missing = || format!("{what} is missing");
        Ok(self.arguments.next_pos().ok_or_else(missing)?)
    }

    /// The next word, if there is another.
    pub(super) fn next_word(&mut self) -> Option<&'a str> {
        self.arguments.next_pos()
    }

    /// All words that are left.
    pub(super) fn rest(&mut self) -> Vec<&'a str> {
        std::iter::from_fn(|| self.arguments.next_pos()).collect()
    }

    /// The word behind `key=`, if it was given.
    pub(super) fn key(&mut self, key: &str) -> Option<&'a str> {
        self.arguments.take_key(key)
    }

    /// The word behind `key=`, which must have been given.
    pub(super) fn required(&mut self, key: &str) -> Reading<&'a str> {
        let missing = || format!("{key}= is missing");
        Ok(self.arguments.take_key(key).ok_or_else(missing)?)
    }

    /// Makes sure that every word was understood.
    pub(super) fn end(&self) -> Reading<()> {
        self.arguments.reject_next()
    }

    pub(super) fn bank(&mut self) -> Reading<PartyId> {
        let text = self.word("a bank's BIC")?;
        self.bank_named(text)
    }

    pub(super) fn bank_key(&mut self, key: &str) -> Reading<Option<PartyId>> {
        self.key(key).map(|text| self.bank_named(text)).transpose()
    }

    /// Who commands: whom `by=` names, else `default`.
    pub(super) fn by(&mut self, default: PartyId) -> Reading<PartyId> {
        Ok(self.bank_key("by")?.unwrap_or(default))
    }

    /// Who commands what its agent alone may: whom `by=` names, else the agent.
    pub(super) fn by_agent(&mut self, currency: CurrencyId) -> Reading<PartyId> {
        let defined = self.machine.currencies().find(|(id, ..)| *id == currency);
        self.by(defined.map_or(PartyId::OPERATOR, |(_, _, _, agent)| agent))
    }

    /// Who commands about an instruction: whom `by=` names, else who gave it.
    pub(super) fn by_giver(&mut self, uetr: Uetr) -> Reading<PartyId> {
        let giver = self.names.giver(uetr).unwrap_or(PartyId::OPERATOR);
        self.by(giver)
    }

    fn bank_named(&self, text: &str) -> Reading<PartyId> {
        if text == "operator" {
            return Ok(PartyId::OPERATOR);
        }
        let bic = Bic::parse(text)?;
        Ok(self.machine.party(&bic).unwrap_or(STRANGER))
    }

    /// What letters mean on the date at hand, else the last currency that bore them.
    pub(super) fn currency(&mut self) -> Reading<CurrencyId> {
        let text = self.word("a currency")?;
        self.currency_named(text)
    }

    pub(super) fn currency_named(&self, text: &str) -> Reading<CurrencyId> {
        let code = CurrencyCode::parse(text)?;
        let same = self.machine.currencies().filter(|(_, known, ..)| *known == code);
        let last = same.map(|(id, ..)| id).last();
        Ok(self.machine.currency_on(code, self.date).or(last).unwrap_or(NOWHERE))
    }

    pub(super) fn amount(&mut self, currency: CurrencyId) -> Reading<Amount> {
        let text = self.word("an amount")?;
        self.amount_named(text, currency)
    }

    pub(super) fn amount_named(&self, text: &str, currency: CurrencyId) -> Reading<Amount> {
        let defined = self.machine.currencies().find(|(id, ..)| *id == currency);
        Ok(Amount::parse_decimal(text, defined.map_or(2, |(_, _, digits, _)| digits))?)
    }

    /// The instruction that a name stands for.
    pub(super) fn payment(&mut self) -> Reading<Uetr> {
        let name = self.word("a payment's name")?;
        Ok(self.names.uetr(name))
    }

    /// The instruction that a name stands for, wherever the name was written.
    pub(super) fn payment_named(&mut self, name: &str) -> Uetr {
        self.names.uetr(name)
    }

    /// `DEBTOR/CREDITOR/CURRENCY/AMOUNT`.
    pub(super) fn leg_named(&self, text: &str) -> Reading<Leg> {
        let parts: Vec<&str> = text.split('/').collect();
        let [debtor, creditor, currency, amount] = parts.as_slice() else {
            return Err(format!("{text} is no leg: DEBTOR/CREDITOR/CURRENCY/AMOUNT").into());
        };
        let currency = self.currency_named(currency)?;
        Ok(Leg {
            debtor: self.bank_named(debtor)?,
            creditor: self.bank_named(creditor)?,
            currency,
            amount: self.amount_named(amount, currency)?,
        })
    }

    /// `date=`, else today; letters are understood on it from now on.
    pub(super) fn settlement_date(&mut self) -> Reading<BusinessDate> {
        self.date = self.date_key("date")?.unwrap_or(self.today);
        Ok(self.date)
    }

    pub(super) fn date_key(&mut self, key: &str) -> Reading<Option<BusinessDate>> {
        Ok(self.key(key).map(BusinessDate::parse).transpose()?)
    }

    /// A moment in UTC: `0900`, `090030`, or one of them behind a date and `T`.
    pub(super) fn moment(&mut self) -> Reading<Instant> {
        let text = self.word("a moment")?;
        self.moment_named(text)
    }

    pub(super) fn moment_key(&mut self, key: &str) -> Reading<Option<Instant>> {
        self.key(key).map(|text| self.moment_named(text)).transpose()
    }

    fn moment_named(&self, text: &str) -> Reading<Instant> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (BusinessDate::parse(date)?, time),
            None => (self.today, text),
        };
        let unclear = || format!("{text} is no moment: YYYY-MM-DDTHHMM, or HHMM for today");
        let (minutes, seconds) = time.split_at_checked(4).ok_or_else(unclear)?;
        let time = time_of_day(minutes).ok_or_else(unclear)?;
        let seconds: u64 = match seconds {
            "" => 0,
            seconds => seconds.parse().map_err(|_| unclear())?,
        };
        let minute = Instant::of_local(date, time, UtcOffset(0));
        Ok(minute.after(Duration::from_seconds(seconds)))
    }

    /// A time on local clocks behind `key=`, which must have been given.
    pub(super) fn local_time(&mut self, key: &str) -> Reading<TimeOfDay> {
        let text = self.required(key)?;
        let unclear = || format!("{text} is no time of day: HHMM");
        Ok(time_of_day(text).ok_or_else(unclear)?)
    }

    /// The UETR named behind `name=`, else one that was never used.
    pub(super) fn name_or_fresh(&mut self) -> Uetr {
        match self.key("name") {
            Some(name) => self.names.uetr(name),
            None => self.names.fresh(),
        }
    }

    /// The number behind `key=`, else `default`.
    pub(super) fn number_or<T: FromStr>(&mut self, key: &str, default: T) -> Reading<T> {
        match self.key(key) {
            Some(text) => number(text),
            None => Ok(default),
        }
    }

    /// The next word as a number.
    pub(super) fn number<T: FromStr>(&mut self, what: &str) -> Reading<T> {
        let text = self.word(what)?;
        number(text)
    }
}

/// Reads a number.
pub(super) fn number<T: FromStr>(text: &str) -> Reading<T> {
    text.parse().map_err(|_| format!("{text} is no number that fits here").into())
}

fn time_of_day(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.split_at_checked(2).filter(|(_, minute)| minute.len() == 2)?;
    TimeOfDay::new(hour.parse().ok()?, minute.parse().ok()?)
}
