//! What is wrong with a proposal that was refused: which rule it breaks, and where.

use node::render::{obstacle_text, waiting_text};
use serde_json::{Value, json};
use settlement::offsetting::{Objection, Restraint, Shortage};
use settlement::payment::WaitingFor;
use settlement::{Event, fx, offsetting};
use terms::CurrencyId;

use super::Teller;

/// An objection as it stands in answers.
pub(crate) struct Objected {
    /// The rule that is broken.
    pub(crate) rule: &'static str,
    /// Where, in words.
    pub(crate) text: String,
    /// All of it.
    pub(crate) told: Value,
}

impl Objected {
    fn of(name: &str, rule: &'static str, text: String, place: Value) -> Self {
        let mut told = json!({ "name": name, "rule": rule, "text": text });
        if let (Some(told), Value::Object(place)) = (told.as_object_mut(), place) {
            told.extend(place);
        }
        Self { rule, text, told }
    }
}

impl Teller<'_> {
    /// What was objected to its reader's proposal among these events, if anything was.
    pub(crate) fn objected(&self, events: &[Event]) -> Option<Objected> {
        events.iter().find_map(|event| match event {
            Event::Offsetting(offsetting::Event::ObjectionRaised { by, objection })
                if *by == self.to =>
            {
                Some(self.to_set(objection))
            }
            Event::Exchange(fx::Event::ObjectionRaised { by, objection, .. }) if *by == self.to => {
                Some(self.to_prices(*objection))
            }
            Event::Exchange(fx::Event::ConversionHindered { by, waiting, .. })
                if *by == self.to =>
            {
                Some(self.to_conversion(waiting))
            }
            _ => None,
        })
    }

    /// What stands in the way of the quotes that would have converted a payment.
    pub(super) fn to_conversion(&self, waiting: &WaitingFor) -> Objected {
        let account = |party, id| format!("the {} account of {}", self.code(id), self.bic(party));
        let (name, rule, text) = match waiting {
            WaitingFor::Quotes { obstacle } => {
                (obstacle.name(), obstacle.rule(), obstacle_text(*obstacle, self.board))
            }
            WaitingFor::Resumption { currency } => {
                ("Suspended", "R-DAY-06", format!("{} is suspended", self.code(*currency)))
            }
            WaitingFor::Limit { party, currency, counterparty, .. } => {
                let towards = counterparty.map_or_else(|| "all".to_owned(), |to| self.bic(to));
                let account = account(*party, *currency);
                let rule = if counterparty.is_some() { "R-LIQ-02" } else { "R-LIQ-03" };
                ("Limit", rule, format!("{account} would exceed its limit towards {towards}"))
            }
            WaitingFor::HoldingCap { party, currency, .. } => {
                let account = account(*party, *currency);
                ("HoldingCap", "R-SUR-08", format!("{account} would end above its cap"))
            }
            WaitingFor::Access { party, currency } => {
                let account = account(*party, *currency);
                ("Access", "R-PAR-04", format!("{account} may not be used for it now"))
            }
            WaitingFor::Funds { party, currency, .. } => {
                ("Funds", "R-QUE-01", format!("{} lacks money", account(*party, *currency)))
            }
            WaitingFor::Counterpart { .. }
            | WaitingFor::Consent { .. }
            | WaitingFor::Moment { .. }
            | WaitingFor::Order { .. } => ("Untried", "R-FX-15", waiting_text(waiting, self.board)),
        };
        Objected::of(name, rule, text, json!({}))
    }

    /// An objection to a set. Who may not see an account is told which, and not what it lacks.
    pub(super) fn to_set(&self, objection: &Objection) -> Objected {
        let (text, place) = match objection {
            Objection::Short(shortage) => self.short(shortage),
            Objection::Overtakes { uetr, ahead, party, currency } => {
                let queue = format!("{} queue of {}", self.code(*currency), self.bic(*party));
                let mut place = json!({
                    "uetr": uetr.to_string(),
                    "party": self.bic(*party),
                    "currency": self.code(*currency),
                });
                if self.sees(&[*party], *currency) {
                    place["ahead"] = ahead.to_string().into();
                }
                (format!("{uetr} would pass an item that it may not pass in the {queue}"), place)
            }
            Objection::ValueMisstated { stated, worth } => (
                format!("the items are worth {worth} and not {stated}"),
                json!({ "stated": stated.to_string(), "worth": worth.to_string() }),
            ),
            Objection::PricesMisstated { rows } => {
                (format!("the problem has {rows} rows, and each has a price"), json!({}))
            }
            Objection::SumTooLarge => ("a sum is beyond 128 bits".to_owned(), json!({})),
        };
        Objected::of(objection.name(), objection.rule(), text, place)
    }

    fn short(&self, shortage: &Shortage) -> (String, Value) {
        let Shortage { party, currency, under, lacking } = shortage;
        let account = format!("{} account of {}", self.code(*currency), self.bic(*party));
        let (text, under) = match under {
            None => (format!("the {account} would end below its floor"), Value::Null),
            Some(Restraint::Bilateral(towards)) => {
                let towards = self.bic(*towards);
                (format!("the {account} would exceed its limit towards {towards}"), towards.into())
            }
            Some(Restraint::Multilateral) => {
                (format!("the {account} would exceed its limit towards all"), "all".into())
            }
            Some(Restraint::HoldingCap) => {
                (format!("the {account} would end above its cap"), "cap".into())
            }
        };
        let mut place = json!({ "party": self.bic(*party), "currency": self.code(*currency) });
        if !under.is_null() {
            place["under"] = under;
        }
        if self.sees(&[*party], *currency) {
            place["lacking"] = self.amount(*currency, *lacking).into();
        }
        (text, place)
    }

    /// An objection to prices and fills.
    pub(super) fn to_prices(&self, objection: fx::Objection) -> Objected {
        use fx::Objection as O;
        let order = |number: fx::OrderNumber, wrong: &str| {
            (format!("order {} {wrong}", number.0), json!({ "order": number.0 }))
        };
        let currency = |id: CurrencyId, wrong: &str| {
            let code = self.code(id);
            (format!("{code} {wrong}"), json!({ "currency": code }))
        };
        let (text, place) = match objection {
            O::NotOnePrice(one) => currency(one, "has not one price in its place in the round"),
            O::PriceOutOfRange(one) => currency(one, "has a price out of range"),
            O::NotOneFill(number) => order(number, "has not one fill in its place in the round"),
            O::OutsideBand(dear, cheap) => {
                let wrong = format!("is priced in {} outside their bands", self.code(cheap));
                currency(dear, &wrong)
            }
            O::QuotaExceeded(one) => currency(one, "is sold beyond its quota"),
            O::ShareMisstated(one) => currency(one, "has a share that no quota explains"),
            O::Oversold(number) => order(number, "sells more than it offers or is admitted of it"),
            O::Halted(number) => order(number, "is filled though its currency is halted"),
            O::SwitchedOff(number) => order(number, "is filled though its pair is off"),
            O::BelowLimit(number) => order(number, "is filled below its limit"),
            O::OffPrice(number) => order(number, "does not receive what the prices give"),
            O::ForNothing(number) => order(number, "sells something for nothing"),
            O::LeftUnfilled(number) => order(number, "gets better than it asks and is left"),
            O::Unequal(number) => order(number, "has not its proportional part"),
            O::Overrationed => {
                ("more is left out at a band than it holds back".to_owned(), json!({}))
            }
            O::ResidueTooLarge(one) => currency(one, "is left over beyond what rounding leaves"),
            O::ConstraintsMisstated => {
                ("other constraints bound than those that are stated".to_owned(), json!({}))
            }
            O::ValueMisstated => ("the value stated is not what is sold".to_owned(), json!({})),
        };
        Objected::of(objection.name(), objection.rule(), text, place)
    }
}
