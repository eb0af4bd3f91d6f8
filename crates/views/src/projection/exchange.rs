//! Orders, quotes, rounds of exchange, and rounds of offsetting.

use settlement::fx::{Event, OrderView, Purpose, QuoteUse, Validity};
use settlement::offsetting;
use terms::{Amount, Balance, Rate, Uetr};

use super::money::Why;
use super::payments::End;
use super::{Order, Projection, names};
use crate::table::{EXCHANGE_ROUNDS, FILLS, OFFSETTING_ROUNDS, ORDERS};
use crate::value::{Row, Value, amount};

impl Order {
    /// Its row, with how it stands and where it ended.
    pub(super) fn row(&self, status: &'static str, ended: Option<terms::LogPosition>) -> Row {
        let mut row = vec![
            Value::whole(self.number),
            self.uetr.into(),
            self.party.into(),
            Value::text(self.purpose.as_str()),
            self.sell.into(),
            self.buy.into(),
        ];
        row.extend(amount(self.amount));
        row.extend(amount(self.left));
        row.extend(self.terms.iter().cloned());
        row.extend([
            Value::name(status),
            self.position.into(),
            self.instant.into(),
            Value::maybe(ended, Value::from),
        ]);
        row
    }
}

/// Limit and validity: four cells.
fn terms_of(limit: Rate, validity: Validity) -> Row {
    let (until, rounds) = match validity {
        Validity::Until(until) => (until.into(), Value::Null),
        Validity::Rounds(rounds) => (Value::Null, Value::whole(rounds)),
    };
    vec![Value::whole(limit.numerator()), Value::whole(limit.denominator()), until, rounds]
}

const fn purpose(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Round => "order",
        Purpose::Quote => "quote",
        Purpose::Payment { .. } => "payment",
    }
}

impl Projection {
    pub(super) fn tell_exchange(&mut self, event: &Event) {
        match event {
            Event::OrderPlaced { name, order } => self.place(*name, order),
            Event::OrderEnded { number, left, end, purpose, .. } => {
                let name = names::order_end(*end);
                let placed = self.orders.get(&number.0).map(|order| order.amount);
                self.take_order(number.0, *left, Some(name));
                let status = match (placed == Some(*left), name) {
                    (false, _) => "partly settled",
                    (true, "cancelled") => "cancelled",
                    (true, _) => "rejected",
                };
                let end = End { status, refusal: None, how: Some(name), round: None };
                self.finish_conversion(purpose, end);
            }
            Event::RoundCleared { residues, .. } => {
                self.put_round(event);
                for residue in residues {
                    let (agent, currency) = (residue.agent, residue.currency);
                    self.shift(agent, currency, residue.amount.minor(), Why::of("residue"));
                    self.told(agent, currency, residue.balance);
                }
            }
            Event::OrderFilled { .. } => self.fill(event),
            Event::PaymentConverted { uetr, quotes } => {
                quotes.iter().for_each(|quote| self.use_quote(quote));
                let waited = self
                    .orders
                    .values()
                    .find(|order| order.purpose == "payment" && order.uetr == *uetr);
                if let Some(number) = waited.map(|order| order.number) {
                    self.take_order(number, Amount::ZERO, None);
                }
            }
            Event::YardstickNamed { .. }
            | Event::OfficialRatePosted { .. }
            | Event::OfficialRateApproved { .. }
            | Event::BandSet { .. }
            | Event::QuotaSet { .. }
            | Event::PairSwitched { .. }
            | Event::ExchangeHalted { .. }
            | Event::ExchangeResumed { .. }
            | Event::RoundOpened { .. }
            | Event::PricesProposed { .. }
            | Event::ConversionHindered { .. }
            | Event::ObjectionRaised { .. } => {}
        }
    }

    fn place(&mut self, name: Uetr, placed: &OrderView) {
        self.arrive(name);
        let order = Order {
            number: placed.number.0,
            uetr: name,
            party: placed.by,
            purpose: purpose(&placed.purpose).to_owned(),
            sell: placed.sell,
            buy: placed.buy,
            amount: placed.left,
            left: placed.left,
            terms: terms_of(placed.limit, placed.validity),
            position: self.at.position,
            instant: self.at.instant,
        };
        self.touched.orders.insert(order.number);
        self.orders.insert(order.number, order);
    }

    /// What is left of an order; it ends where nothing is, or where an end is told.
    fn take_order(&mut self, number: u64, left: Amount, end: Option<&'static str>) {
        let Some(order) = self.orders.get_mut(&number) else { return };
        order.left = left;
        self.touched.orders.insert(number);
        if end.is_none() && !left.is_zero() {
            return;
        }
        if let Some(order) = self.orders.remove(&number) {
            let row = order.row(end.unwrap_or("filled"), Some(self.at.position));
            self.put(&ORDERS, row);
        }
    }

    fn fill(&mut self, event: &Event) {
        let Event::OrderFilled {
            number,
            by,
            to,
            round,
            sell,
            buy,
            sold,
            received,
            left,
            sell_balance,
            buy_balance,
            purpose,
        } = event
        else {
            return;
        };
        let mut row = vec![
            self.at.position.into(),
            Value::whole(self.at.event),
            Value::whole(number.0),
            (*by).into(),
            (*to).into(),
            Value::whole(*round),
            (*sell).into(),
            (*buy).into(),
        ];
        row.extend(amount(*sold));
        row.extend(amount(*received));
        row.extend(amount(*left));
        self.put(&FILLS, row);
        let uetr = match purpose {
            Purpose::Payment { uetr, .. } => Some(*uetr),
            Purpose::Round | Purpose::Quote => self.orders.get(&number.0).map(|order| order.uetr),
        };
        let why = Why { uetr, ..Why::of("exchange") };
        let minor = |amount: &Amount| Balance::from(*amount).minor();
        self.shift(*by, *sell, minor(sold).saturating_neg(), why);
        self.shift(*to, *buy, minor(received), why);
        self.told(*by, *sell, *sell_balance);
        self.told(*to, *buy, *buy_balance);
        self.take_order(number.0, *left, None);
        if left.is_zero() {
            let end = End { how: Some("exchange"), round: Some(*round), ..End::SETTLED };
            self.finish_conversion(purpose, end);
        }
    }

    /// A quote that a payment went by; what it received stands in the payment's entries.
    fn use_quote(&mut self, quote: &QuoteUse) {
        let number = quote.number.0;
        if let Some(order) = self.orders.get(&number) {
            let sold = order.left.saturating_sub(quote.left);
            let mut row = vec![
                self.at.position.into(),
                Value::whole(self.at.event),
                Value::whole(number),
                quote.provider.into(),
                quote.provider.into(),
                Value::Null,
                order.sell.into(),
                order.buy.into(),
            ];
            row.extend(amount(sold));
            row.extend([Value::Null, Value::Null]);
            row.extend(amount(quote.left));
            self.put(&FILLS, row);
        }
        self.take_order(number, quote.left, None);
    }

    fn put_round(&mut self, event: &Event) {
        let Event::RoundCleared {
            round,
            by,
            standing,
            orders,
            filled,
            value,
            prices,
            constraints,
            ..
        } = event
        else {
            return;
        };
        let detail = serde_json::to_string(&(standing, prices, constraints)).unwrap_or_default();
        self.put(
            &EXCHANGE_ROUNDS,
            vec![
                self.at.position.into(),
                Value::whole(self.at.event),
                Value::whole(*round),
                Value::maybe(*by, Value::from),
                Value::whole(*orders),
                Value::whole(*filled),
                Value::text(value.millionths().to_string()),
                Value::text(detail),
            ],
        );
    }

    pub(super) fn tell_offsetting(&mut self, event: &offsetting::Event) {
        let (round, considered, considered_value, bound) = match event {
            offsetting::Event::OffsettingSettled {
                round,
                considered,
                considered_value,
                bound,
                ..
            }
            | offsetting::Event::NothingOffset {
                round, considered, considered_value, bound, ..
            } => (round, considered, considered_value, bound),
            // The refusal that follows is told.
            offsetting::Event::ObjectionRaised { .. } => return,
        };
        let (scope, settled, settled_value) = match event {
            offsetting::Event::OffsettingSettled { scope, settled, settled_value, .. } => {
                (scope_name(*scope), *settled, settled_value.millionths())
            }
            offsetting::Event::NothingOffset { .. } => ("multilateral", 0, 0),
            offsetting::Event::ObjectionRaised { .. } => return,
        };
        let (bound, by) = match bound {
            offsetting::Bound::Reachable(value) => (value, "reachable"),
            offsetting::Bound::Certified(value) => (value, "certified"),
        };
        self.put(
            &OFFSETTING_ROUNDS,
            vec![
                self.at.position.into(),
                Value::whole(self.at.event),
                Value::whole(*round),
                Value::name(scope),
                Value::whole(*considered),
                Value::whole(settled),
                Value::text(considered_value.millionths().to_string()),
                Value::text(settled_value.to_string()),
                Value::text(bound.millionths().to_string()),
                Value::name(by),
            ],
        );
    }
}

fn scope_name(scope: offsetting::Scope) -> &'static str {
    match scope {
        offsetting::Scope::Bilateral(_, _) => "bilateral",
        offsetting::Scope::Multilateral => "multilateral",
        offsetting::Scope::Proposed(_) => "proposed",
    }
}
