use std::collections::{BTreeMap, HashMap};

use receipts::PublicKey;
use settlement::PartyId;
use settlement::operating_day::Phase;
use settlement::participation::KeyNumber;
use terms::{Bic, BusinessDate, CurrencyCode, CurrencyId, Instant};

/// A currency as the door needs it.
#[derive(Clone, Debug)]
struct Currency {
    code: CurrencyCode,
    minor_units: u8,
    agent: PartyId,
    valid_from: BusinessDate,
    valid_until: Option<BusinessDate>,
    /// The operating day that is open, or was last.
    date: Option<BusinessDate>,
    phase: Phase,
    suspended: bool,
}

/// A key: whose, which of its keys, from when on it counts, and whether it does no longer.
#[derive(Clone, Copy, Debug)]
struct Held {
    party: PartyId,
    number: KeyNumber,
    from: Instant,
    revoked: bool,
}

/// Who is who, whose key is whose, and which letters mean which currency.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    by_bic: HashMap<Bic, PartyId>,
    bics: BTreeMap<PartyId, Bic>,
    by_key: HashMap<Vec<u8>, Held>,
    currencies: Vec<Currency>,
    /// Keys of a party whose registration is being told.
    awaited_keys: HashMap<Bic, Vec<PublicKey>>,
    /// Validity of a currency whose definition is being told.
    awaited_currency: HashMap<CurrencyCode, (BusinessDate, Option<BusinessDate>)>,
}

impl Directory {
    /// The party with this BIC; a branch is found under its head office too.
    pub fn party(&self, bic: &Bic) -> Option<PartyId> {
        let exact = self.by_bic.get(bic);
        let head = || {
            let head = bic.as_str().get(..8).and_then(|head| Bic::parse(head).ok())?;
            self.by_bic.get(&head)
        };
        exact.or_else(head).copied()
    }

    /// Whether a party is registered under this very BIC.
    pub fn is_registered(&self, bic: &Bic) -> bool {
        self.by_bic.contains_key(bic)
    }

    /// A party's BIC.
    pub fn bic(&self, party: PartyId) -> Option<Bic> {
        self.bics.get(&party).copied()
    }

    /// Every party. Order: as registered, the operator first.
    pub fn parties(&self) -> impl Iterator<Item = (PartyId, Bic)> + '_ {
        self.bics.iter().map(|(party, bic)| (*party, *bic))
    }

    /// Whose key it is and which of its keys, if it counts now. R-PAR-07
    pub fn signer(&self, key: &PublicKey, now: Instant) -> Option<(PartyId, KeyNumber)> {
        let held = self.by_key.get(&key.bytes);
        let held = held.filter(|held| held.from <= now && !held.revoked)?;
        Some((held.party, held.number))
    }

    /// Whether any party has or had this key. R-PAR-07
    pub fn knows_key(&self, key: &PublicKey) -> bool {
        self.by_key.contains_key(&key.bytes)
    }

    /// The letters and fraction digits of a currency.
    pub fn currency(&self, id: CurrencyId) -> Option<(CurrencyCode, u8)> {
        self.currencies.get(id.index()).map(|currency| (currency.code, currency.minor_units))
    }

    /// Every currency: identity, letters, fraction digits. Order: as defined.
    pub fn currencies(&self) -> impl Iterator<Item = (CurrencyId, CurrencyCode, u8)> + '_ {
        let all = (0..).map(CurrencyId::new).zip(&self.currencies);
        all.map(|(id, currency)| (id, currency.code, currency.minor_units))
    }

    /// The currency that letters mean on a date, with its fraction digits. R-RUL-02
    pub fn currency_on(&self, code: CurrencyCode, date: BusinessDate) -> Option<(CurrencyId, u8)> {
        let all = (0..).map(CurrencyId::new).zip(&self.currencies);
        let mut valid = all.filter(|(_, currency)| {
            currency.code == code
                && currency.valid_from <= date
                && currency.valid_until.is_none_or(|until| date <= until)
        });
        valid.next().map(|(id, currency)| (id, currency.minor_units))
    }

    /// The currency that letters mean on a date or, if they mean none then, the next that will
    /// bear them, with its fraction digits.
    pub fn currency_from(
        &self,
        code: CurrencyCode,
        date: BusinessDate,
    ) -> Option<(CurrencyId, u8)> {
        let coming = || {
            let all = (0..).map(CurrencyId::new).zip(&self.currencies);
            let later = all.filter(|(_, c)| c.code == code && c.valid_from > date);
            let next = later.min_by_key(|(_, currency)| currency.valid_from)?;
            Some((next.0, next.1.minor_units))
        };
        self.currency_on(code, date).or_else(coming)
    }

    /// From which settlement date to which a currency is valid.
    pub fn validity(&self, id: CurrencyId) -> Option<(BusinessDate, Option<BusinessDate>)> {
        self.currencies.get(id.index()).map(|currency| (currency.valid_from, currency.valid_until))
    }

    /// A currency's settlement agent.
    pub fn agent(&self, id: CurrencyId) -> Option<PartyId> {
        self.currencies.get(id.index()).map(|currency| currency.agent)
    }

    /// A currency's operating day, the last that opened.
    pub fn date(&self, id: CurrencyId) -> Option<BusinessDate> {
        self.currencies.get(id.index()).and_then(|currency| currency.date)
    }

    /// How far a currency's operating day has come.
    pub fn phase(&self, id: CurrencyId) -> Option<Phase> {
        self.currencies.get(id.index()).map(|currency| currency.phase)
    }

    /// Whether a currency's agent has stopped settlement for now.
    pub fn is_suspended(&self, id: CurrencyId) -> bool {
        self.currencies.get(id.index()).is_some_and(|currency| currency.suspended)
    }

    pub(crate) fn add_party(&mut self, party: PartyId, bic: Bic, keys: &[PublicKey]) {
        self.by_bic.insert(bic, party);
        self.bics.insert(party, bic);
        for (number, key) in (0..).map(KeyNumber).zip(keys) {
            self.add_key(party, number, key, Instant::default());
        }
    }

    pub(crate) fn add_key(
        &mut self,
        party: PartyId,
        number: KeyNumber,
        key: &PublicKey,
        from: Instant,
    ) {
        self.by_key.insert(key.bytes.clone(), Held { party, number, from, revoked: false });
    }

    pub(crate) fn revoke_key(&mut self, party: PartyId, number: KeyNumber) {
        let mut held = self.by_key.values_mut();
        if let Some(held) = held.find(|held| (held.party, held.number) == (party, number)) {
            held.revoked = true;
        }
    }

    pub(crate) fn await_keys(&mut self, bic: Bic, keys: &[PublicKey]) {
        self.awaited_keys.insert(bic, keys.to_vec());
    }

    pub(crate) fn register(&mut self, party: PartyId, bic: Bic) {
        let keys = self.awaited_keys.remove(&bic).unwrap_or_default();
        self.add_party(party, bic, &keys);
    }

    pub(crate) fn await_currency(
        &mut self,
        code: CurrencyCode,
        from: BusinessDate,
        until: Option<BusinessDate>,
    ) {
        self.awaited_currency.insert(code, (from, until));
    }

    pub(crate) fn define(
        &mut self,
        id: CurrencyId,
        code: CurrencyCode,
        minor_units: u8,
        agent: PartyId,
    ) {
        let validity = self.awaited_currency.remove(&code);
        let (valid_from, valid_until) = validity.unwrap_or_default();
        let currency = Currency {
            code,
            minor_units,
            agent,
            valid_from,
            valid_until,
            date: None,
            phase: Phase::default(),
            suspended: false,
        };
        // Identities are given in order, each once.
        if id.index() == self.currencies.len() {
            self.currencies.push(currency);
        }
    }

    pub(crate) fn set_date(&mut self, id: CurrencyId, date: BusinessDate) {
        if let Some(currency) = self.currencies.get_mut(id.index()) {
            currency.date = Some(date);
        }
    }

    pub(crate) fn set_phase(&mut self, id: CurrencyId, phase: Phase) {
        if let Some(currency) = self.currencies.get_mut(id.index()) {
            currency.phase = phase;
        }
    }

    pub(crate) fn suspend(&mut self, id: CurrencyId) {
        if let Some(currency) = self.currencies.get_mut(id.index()) {
            currency.suspended = true;
        }
    }

    pub(crate) fn resume(&mut self, id: CurrencyId) {
        if let Some(currency) = self.currencies.get_mut(id.index()) {
            currency.suspended = false;
        }
    }
}
