//! `balances`, `queue`, `status`, `day`, `record` and `digest`: what may be asked.

use settlement::operating_day::Phase;
use settlement::participation::HolderClass;
use settlement::payment::State;
use settlement::{AccountView, InstructionView, PartyId};
use terms::{Balance, CurrencyCode, CurrencyId, Uetr};

use super::Scenario;
use super::telling::{Telling, moment};
use super::vocabulary::{PHASES, word_for};
use super::words::{Reading, Words};

impl Scenario {
    /// `balances [CUR]`: who holds what, and what was issued.
    pub(super) fn balances(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let wanted = read_letters(&mut self.words(line))?;
        let telling = self.telling(line);
        let currencies = self.machine.currencies();
        let lines: Vec<String> = currencies
            .filter(|(_, code, ..)| wanted.is_none_or(|wanted| wanted == *code))
            .map(|(currency, code, ..)| format!("{code}: {}", telling.balances(currency)))
            .collect();
        Ok(lines.join("\n"))
    }

    /// `queue BANK CUR`: what stands in a bank's queue, the next first.
    pub(super) fn queue(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let (party, currency) = read_account(&mut self.words(line))?;
        let uetrs = self.machine.queue_of(party, currency);
        let names: Vec<String> = uetrs.into_iter().map(|uetr| self.names.name(uetr)).collect();
        let queue = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        let telling = self.telling(line);
        Ok(format!("{} {}: {queue}", telling.bank(party), telling.code(currency)))
    }

    /// `status NAME`: what became of an instruction, and what would release it if it waits.
    pub(super) fn status(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let uetr = read_payment(&mut self.words(line))?;
        let name = self.names.name(uetr);
        let known = self.machine.instruction(uetr);
        let state = known.map(|view| self.telling(line).state(&view));
        Ok(format!("{name} {}", state.unwrap_or_else(|| "is not known".to_owned())))
    }

    /// `day CUR`: a currency's phase, and its operating date unless it is closed.
    pub(super) fn day(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let currency = read_currency(&mut self.words(line))?;
        let code = self.telling(line).code(currency);
        let (phase, date) = self.machine.phase(currency).ok_or("no such currency is defined")?;
        let word = word_for(PHASES, &phase);
        Ok(match phase {
            Phase::Closed => format!("{code} {word}"),
            Phase::Active | Phase::Closing => format!("{code} {word} for {date}"),
        })
    }

    /// `record`: the last record, its instant, and the rulebook in force.
    pub(super) fn record(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let (position, now) = (self.moment.position, moment(self.moment.instant));
        let (version, _) = self.machine.parameters();
        Ok(format!("record {position} at {now}, rulebook {version}"))
    }

    /// `digest`: what commits to every account.
    pub(super) fn digest(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        Ok(self.machine.books_digest().to_string())
    }
}

fn read_letters(words: &mut Words<'_>) -> Reading<Option<CurrencyCode>> {
    let letters = words.next_word().map(CurrencyCode::parse).transpose()?;
    words.end()?;
    Ok(letters)
}

fn read_account(words: &mut Words<'_>) -> Reading<(PartyId, CurrencyId)> {
    let account = (words.bank()?, words.currency()?);
    words.end()?;
    Ok(account)
}

fn read_payment(words: &mut Words<'_>) -> Reading<Uetr> {
    let uetr = words.payment()?;
    words.end()?;
    Ok(uetr)
}

fn read_currency(words: &mut Words<'_>) -> Reading<CurrencyId> {
    let currency = words.currency()?;
    words.end()?;
    Ok(currency)
}

impl Telling<'_> {
    /// Every account of a currency, an agent's only when there is something in it.
    fn balances(&self, currency: CurrencyId) -> String {
        let accounts = self.machine.accounts().filter(|account| account.currency == currency);
        let told: Vec<String> = accounts
            .filter(|account| {
                account.class != HolderClass::Agent || account.balance != Balance::ZERO
            })
            .map(|account| self.account(&account))
            .collect();
        let told = if told.is_empty() { "nobody".to_owned() } else { told.join(", ") };
        format!("{told}; issued {}", self.sum(currency, self.machine.issued(currency)))
    }

    fn account(&self, account: &AccountView) -> String {
        let sum = |amount| self.sum(account.currency, amount);
        let parts = [
            ("credit", account.credit),
            ("urgent", account.urgent_reserve),
            ("high", account.high_reserve),
            ("held", account.held),
        ];
        let apart: Vec<String> = parts
            .into_iter()
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(what, amount)| format!("{what} {}", sum(Balance::from(amount))))
            .collect();
        let held = format!("{} {}", self.bank(account.party), sum(account.balance));
        if apart.is_empty() { held } else { format!("{held} ({})", apart.join(", ")) }
    }

    fn state(&self, view: &InstructionView) -> String {
        match view.state {
            State::Waiting => match &view.waiting {
                Some(waiting) => format!("waits {}", self.waiting(waiting)),
                None if view.legs.is_empty() => "waits to be converted".to_owned(),
                None => "waits for its cycle to settle".to_owned(),
            },
            State::Settled => {
                let legs: Vec<String> = view
                    .legs
                    .iter()
                    .map(|leg| {
                        let money = self.money(leg.currency, leg.amount);
                        let (from, to) = (self.bank(leg.debtor), self.bank(leg.creditor));
                        format!("{money} from {from} to {to}")
                    })
                    .collect();
                let at = view.settled_at.map(|position| format!(" at record {position}"));
                let legs =
                    if legs.is_empty() { String::new() } else { format!(": {}", legs.join("; ")) };
                format!("settled{}{legs}", at.unwrap_or_default())
            }
            State::Cancelled => "cancelled".to_owned(),
            State::Rejected => "rejected".to_owned(),
        }
    }
}
