use std::collections::{BTreeMap, HashMap};

use receipts::PublicKey;
use settlement::PartyId;
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
}

/// A key: whose, which of its keys, and from when on it counts.
#[derive(Clone, Copy, Debug)]
struct Held {
    party: PartyId,
    number: KeyNumber,
    from: Instant,
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

    /// A party's BIC.
    pub fn bic(&self, party: PartyId) -> Option<Bic> {
        self.bics.get(&party).copied()
    }

    /// Every party. Order: as registered, the operator first.
    pub fn parties(&self) -> impl Iterator<Item = (PartyId, Bic)> + '_ {
        self.bics.iter().map(|(party, bic)| (*party, *bic))
    }

    /// The party behind a key that counts now.
    pub fn party_of_key(&self, key: &PublicKey, now: Instant) -> Option<(PartyId, Bic)> {
        let (party, _) = self.signer(key, now)?;
        Some((party, self.bic(party)?))
    }

    /// Whose key it is and which of its keys, if it counts now. R-PAR-07
    pub fn signer(&self, key: &PublicKey, now: Instant) -> Option<(PartyId, KeyNumber)> {
        let held = self.by_key.get(&key.bytes).filter(|held| held.from <= now)?;
        Some((held.party, held.number))
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

    /// A currency's settlement agent.
    pub fn agent(&self, id: CurrencyId) -> Option<PartyId> {
        self.currencies.get(id.index()).map(|currency| currency.agent)
    }

    /// A currency's operating day, the last that opened.
    pub fn date(&self, id: CurrencyId) -> Option<BusinessDate> {
        self.currencies.get(id.index()).and_then(|currency| currency.date)
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
        self.by_key.insert(key.bytes.clone(), Held { party, number, from });
    }

    pub(crate) fn revoke_key(&mut self, party: PartyId, number: KeyNumber) {
        self.by_key.retain(|_, held| (held.party, held.number) != (party, number));
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
        let currency = Currency { code, minor_units, agent, valid_from, valid_until, date: None };
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
}
