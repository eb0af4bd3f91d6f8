use alloc::collections::BTreeMap;
use alloc::string::String;

use serde::{Deserialize, Serialize};
use terms::CurrencyId;

use super::order::Placing;
use super::{
    Command, Event, ExchangeTerms, Official, OpenRound, Orders, Purpose, Trading, Validity,
};
use crate::{Machine, PartyId, Refusal};

/// The longest name of a yardstick. Unit: characters of ASCII.
const MAX_NAME: usize = 140;

/// All that the machine knows of exchange.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Exchange {
    /// Empty until it is named.
    pub(crate) yardstick: String,
    terms: BTreeMap<CurrencyId, ExchangeTerms>,
    pub(crate) orders: Orders,
    /// The number of the last round.
    pub(crate) rounds: u64,
    /// The round that waits for better prices.
    pub(crate) round: Option<OpenRound>,
}

impl Exchange {
    pub(crate) fn of(&self, currency: CurrencyId) -> Option<&ExchangeTerms> {
        self.terms.get(&currency)
    }

    pub(crate) fn of_mut(&mut self, currency: CurrencyId) -> &mut ExchangeTerms {
        self.terms.entry(currency).or_default()
    }
}

impl Machine {
    pub(crate) fn exchange_command(
        &mut self,
        by: PartyId,
        command: Command,
    ) -> Result<(), Refusal> {
        match command {
            Command::NameYardstick { name } => {
                self.require_operator(by)?;
                self.name_yardstick(name)
            }
            Command::PostOfficialRate { currency, rate, from } => {
                self.require_agent(by, currency)?;
                self.post_official_rate(currency, rate, from)
            }
            Command::ApproveOfficialRate { currency, rate, from } => {
                self.approve_official_rate(by, currency, rate, from)
            }
            Command::SetBand { currency, band } => {
                self.require_agent(by, currency)?;
                self.set_band(currency, band)
            }
            Command::SetQuota { currency, amount } => {
                self.require_agent(by, currency)?;
                self.set_quota(currency, amount)
            }
            Command::SwitchPair { currency, against, switch } => {
                self.require_agent(by, currency)?;
                self.switch_pair(currency, against, switch)
            }
            Command::HaltExchange { currency } => {
                self.require_agent(by, currency)?;
                self.set_trading(currency, Trading::Halted);
                Ok(())
            }
            Command::ResumeExchange { currency } => {
                self.require_agent(by, currency)?;
                self.set_trading(currency, Trading::Open);
                Ok(())
            }
            Command::PlaceOrder { name, sell, buy, amount, limit, validity } => {
                let (pair, purpose) = ((sell, buy), Purpose::Round);
                self.place_order(by, Placing { name, pair, amount, limit, validity, purpose })
            }
            Command::PostQuote { name, sell, buy, amount, rate: limit, until } => {
                let (pair, purpose) = ((sell, buy), Purpose::Quote);
                let validity = Validity::Until(until);
                self.place_order(by, Placing { name, pair, amount, limit, validity, purpose })
            }
            Command::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait } => {
                let (name, pair, evidence) = (uetr, (sell, buy), self.evidence);
                let purpose = Purpose::Payment { uetr, creditor, evidence };
                let validity = wait.unwrap_or(Validity::Rounds(1));
                let placing = Placing { name, pair, amount, limit, validity, purpose };
                self.convert(by, placing, wait)
            }
            Command::CancelOrder { number } => self.cancel_order(by, number),
            Command::ProposePrices { round, clearing } => self.propose_prices(by, round, clearing),
        }
    }

    /// R-FX-01: rates in another measure say nothing in the new one.
    fn name_yardstick(&mut self, name: String) -> Result<(), Refusal> {
        let printable = name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !printable || !(1..=MAX_NAME).contains(&name.len()) {
            return Err(Refusal::ParameterOutOfRange);
        }
        let terms = self.exchange.terms.values_mut();
        terms.for_each(|terms| terms.official = Official::default());
        self.exchange.yardstick.clone_from(&name);
        self.tell(Event::YardstickNamed { name });
        Ok(())
    }
}
