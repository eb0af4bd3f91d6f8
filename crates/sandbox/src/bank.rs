//! A simulated bank: what it writes, and the books it keeps from what it is told.

use std::collections::BTreeMap;

use client::taken;
use ed25519_dalek::SigningKey;
use iso20022::write::{
    Address, CancellationRequest, CurrencyAmount, CustomerPayment, Envelope, InstitutionPayment,
    LiquidityTransfer, Original, Party, Priority, PvpTerms, Reason, SettlementTimes, WriteError,
};
use node::demo_key;
use terms::{Amount, Bic, BusinessDate, CurrencyCode, Instant, Uetr};

use crate::traffic::{Kind, Mistake, Order, stranger};
use crate::{CLEARING_SYSTEM, World};

/// What a party sends, as far as the day asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A central bank's message that issues money.
    Issue,
    /// A payment message, wrong ones among them.
    Payment,
    /// A request to cancel.
    Cancellation,
    /// An order of exchange.
    Order,
    /// What is commanded of a netting cycle.
    Netting,
}

/// What is sent.
pub(crate) enum Body {
    /// A message of ISO 20022.
    Message(String),
    /// An order of exchange.
    Order(taken::PlaceOrder),
    /// The opening of a netting cycle.
    Cycle(taken::OpenCycle),
    /// An obligation that is handed in.
    Obligation(taken::SubmitObligation),
}

/// What a party sends, written.
pub(crate) struct Written {
    pub(crate) sender: Bic,
    pub(crate) body: Body,
    pub(crate) sort: Sort,
}

/// What all messages of a tick share.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'w> {
    pub(crate) world: &'w World,
    pub(crate) operator: Bic,
    pub(crate) now: Instant,
    pub(crate) date: BusinessDate,
}

impl Desk<'_> {
    fn money(&self, currency: usize, amount: Amount) -> CurrencyAmount {
        let currency = &self.world.currencies[currency];
        CurrencyAmount { amount, currency: currency.code, exponent: currency.exponent }
    }

    fn envelope<'a>(&self, from: Bic, message_id: &'a str) -> Envelope<'a> {
        Envelope {
            from,
            to: self.operator,
            message_id,
            created: self.now,
            business_service: None,
            copy: None,
            related: None,
        }
    }

    /// Writes the message of an order.
    pub(crate) fn write(&self, order: &Order) -> Result<Written, WriteError> {
        let sender = self.world.banks[order.payer].bic;
        let message_id = format!("{}-{:08}", sender.as_short(), order.number);
        let xml = match &order.kind {
            Kind::Customer => self.customer(order, &message_id, None)?,
            Kind::Institution => self.institution(order, &message_id, None)?,
            Kind::TradeLeg { reference, currency, amount, receiver } => {
                let terms = self.terms(reference, *currency, *amount, *receiver);
                self.institution(order, &message_id, Some(terms))?
            }
            Kind::Converted { reference, currency, amount, receiver } => {
                let terms = self.terms(reference, *currency, *amount, *receiver);
                self.institution(order, &message_id, Some(terms))?
            }
            Kind::Cancellation { of } => self.cancellation(sender, &message_id, *of)?,
            Kind::Wrong(mistake) => self.wrong(order, &message_id, *mistake)?,
        };
        let sort = match order.kind {
            Kind::Cancellation { .. } => Sort::Cancellation,
            Kind::Customer
            | Kind::Institution
            | Kind::TradeLeg { .. }
            | Kind::Converted { .. }
            | Kind::Wrong(_) => Sort::Payment,
        };
        Ok(Written { sender, body: Body::Message(xml), sort })
    }

    fn terms<'a>(
        &self,
        reference: &'a str,
        currency: usize,
        amount: Amount,
        receiver: usize,
    ) -> PvpTerms<'a> {
        PvpTerms {
            reference,
            counter_amount: self.money(currency, amount),
            counter_creditor: self.world.banks[receiver].bic,
        }
    }

    fn institution(
        &self,
        order: &Order,
        message_id: &str,
        pvp: Option<PvpTerms<'_>>,
    ) -> Result<String, WriteError> {
        let (payer, payee) = (&self.world.banks[order.payer], &self.world.banks[order.payee]);
        let payment = InstitutionPayment {
            instruction_id: Some(message_id),
            end_to_end_id: message_id,
            tx_id: None,
            uetr: order.uetr,
            amount: self.money(order.currency, order.amount),
            settlement_date: self.date,
            priority: order.urgent.then_some(Priority::Urgent),
            times: SettlementTimes::default(),
            clearing_system: CLEARING_SYSTEM,
            instructed_agent: payee.bic,
            debtor: payer.bic,
            creditor: payee.bic,
            pvp,
            remittance: None,
        };
        payment.write(&self.envelope(payer.bic, message_id))
    }

    fn customer(
        &self,
        order: &Order,
        message_id: &str,
        date: Option<BusinessDate>,
    ) -> Result<String, WriteError> {
        let (payer, payee) = (&self.world.banks[order.payer], &self.world.banks[order.payee]);
        let money = self.money(order.currency, order.amount);
        let payment = CustomerPayment {
            instruction_id: Some(message_id),
            end_to_end_id: message_id,
            tx_id: None,
            uetr: order.uetr,
            category_purpose: Some("SUPP"),
            amount: money,
            settlement_date: date.unwrap_or(self.date),
            priority: order.urgent.then_some(Priority::Urgent),
            times: SettlementTimes::default(),
            accepted: None,
            instructed_amount: money,
            exchange_rate: None,
            clearing_system: CLEARING_SYSTEM,
            instructed_agent: payee.bic,
            debtor: trader("Importer", &payer.country),
            debtor_account: None,
            debtor_agent: payer.bic,
            creditor_agent: payee.bic,
            creditor: trader("Exporter", &payee.country),
            creditor_account: None,
            purpose: Some("GDDS"),
            remittance: Some("simulated invoice"),
        };
        payment.write(&self.envelope(payer.bic, message_id))
    }

    fn cancellation(&self, sender: Bic, id: &str, of: Uetr) -> Result<String, WriteError> {
        let request = CancellationRequest {
            cancellation_id: id,
            case: None,
            original: Original {
                message_id: "NOTPROVIDED",
                definition: "pacs.008.001.08",
                instruction_id: None,
                end_to_end_id: None,
                tx_id: None,
                uetr: Some(of),
            },
            original_amount: None,
            original_date: None,
            reason: Reason { code: "CUST", text: "" },
        };
        request.write(&self.envelope(sender, id))
    }

    /// A message with one mistake; each is refused in its own way.
    fn wrong(&self, order: &Order, id: &str, mistake: Mistake) -> Result<String, WriteError> {
        let payee = self.world.banks[order.payee].bic;
        let code = self.world.currencies[order.currency].code;
        let good = self.customer(order, id, None)?;
        Ok(match mistake {
            Mistake::Gold => good.replace(&format!("Ccy=\"{code}\""), "Ccy=\"XAU\""),
            Mistake::Stranger => {
                let stranger = stranger().map_or_else(String::new, |bic| bic.to_string());
                good.replace(payee.as_short(), &stranger)
            }
            Mistake::Stale => self.customer(order, id, Some(self.date.plus_days(-20)))?,
            Mistake::Cut => good.chars().take(good.len() / 2).collect(),
            Mistake::Decimals => {
                // A whole number with more digits would be another amount, and a huge one.
                let whole = self.world.currencies[order.currency].exponent == 0;
                let digits = if whole { ".1234" } else { "1234" };
                good.replace("</IntrBkSttlmAmt>", &format!("{digits}</IntrBkSttlmAmt>"))
            }
            Mistake::Duplicate(uetr) => good.replace(&order.uetr.to_string(), &uetr.to_string()),
        })
    }

    /// A central bank's message that issues money to a bank: camt.050 from its issuance account.
    pub(crate) fn issue(
        &self,
        currency: usize,
        bank: usize,
        amount: Amount,
        number: usize,
    ) -> Result<Written, WriteError> {
        let agent = self.world.currencies[currency].agent;
        let id = format!("{}-I{number:06}", agent.as_short());
        let transfer = LiquidityTransfer {
            instruction_id: None,
            end_to_end_id: &id,
            tx_id: None,
            uetr: Uetr::from_random(u128::from(self.world.seed) << 64 | number as u128),
            creditor: self.world.banks[bank].bic,
            creditor_account: None,
            amount: self.money(currency, amount),
            debtor: agent,
            debtor_account: Some(iso20022::write::Account::Proprietary {
                id: "ISSUANCE",
                scheme: CLEARING_SYSTEM,
            }),
            settlement_date: None,
        };
        let xml = transfer.write(&self.envelope(agent, &id))?;
        Ok(Written { sender: agent, body: Body::Message(xml), sort: Sort::Issue })
    }
}

fn trader<'a>(name: &'a str, country: &'a str) -> Party<'a> {
    let address = Address {
        street: Some("Trade Street"),
        building: Some("1"),
        post_code: None,
        town: "Port City",
        country,
    };
    Party { name, address, lei: None }
}

/// A bank's own books, kept from the notifications it was sent.
#[derive(Default)]
pub(crate) struct OwnBooks {
    pub(crate) cursor: u64,
    balances: BTreeMap<CurrencyCode, i128>,
    pub(crate) statements: u64,
}

impl OwnBooks {
    /// Books a camt.054 or counts a camt.053 of the system's writing.
    pub(crate) fn read(&mut self, definition: &str, xml: &str, exponent: impl Fn(&str) -> u8) {
        if definition.starts_with("camt.053.") {
            self.statements += 1;
        }
        if !definition.starts_with("camt.054.") {
            return;
        }
        let Some((_, entry)) = xml.split_once("<Ntry>") else {
            return;
        };
        let Some((_, rest)) = entry.split_once("Ccy=\"") else {
            return;
        };
        let (code, rest) = rest.split_at(3);
        let text = rest.split_once('>').and_then(|(_, rest)| rest.split_once('<'));
        let Some((text, _)) = text else { return };
        let credit = entry.split_once("<CdtDbtInd>").is_some_and(|(_, r)| r.starts_with("CRDT"));
        let amount = Amount::parse_decimal(text, exponent(code)).unwrap_or_default().minor();
        let amount = i128::try_from(amount).unwrap_or(0);
        if let Ok(code) = CurrencyCode::parse(code) {
            *self.balances.entry(code).or_default() += if credit { amount } else { -amount };
        }
    }

    /// What the bank thinks it has. Unit: minor units.
    pub(crate) fn balance(&self, code: CurrencyCode) -> i128 {
        self.balances.get(&code).copied().unwrap_or(0)
    }
}

/// The key a simulated party signs with.
pub(crate) fn key(world: &World, bic: &Bic) -> SigningKey {
    demo_key(world.seed, bic)
}
