//! Events of netting cycles.

use settlement::cycle::{AcrossCurrencies, Compression, Event, Obligation, Position};
use terms::{Amount, CurrencyId};

use super::{Telling, moment, refusal_words};

impl Telling<'_> {
    pub(super) fn cycle(&self, event: &Event) -> String {
        match event {
            Event::CycleOpened { cycle, currencies, cut_off, deadline } => {
                let codes: Vec<String> = currencies.iter().map(|id| self.code(*id)).collect();
                let (cut_off, deadline) = (moment(*cut_off), moment(*deadline));
                let codes = codes.join(", ");
                format!("cycle {} in {codes} until {cut_off}, settles {deadline}", cycle.0)
            }
            Event::ObligationSubmitted { cycle, obligation } => {
                format!("cycle {}: {}", cycle.0, self.obligation(obligation))
            }
            Event::ObligationWithdrawn { cycle, obligation } => {
                format!("cycle {}: withdrawn, {}", cycle.0, self.obligation(obligation))
            }
            Event::PayInsCalled { cycle, deadline, gross, positions } => {
                let gross: Vec<String> =
                    gross.iter().map(|(id, sum)| self.money(*id, *sum)).collect();
                let gross = if gross.is_empty() { "nothing".into() } else { gross.join(", ") };
                let by = moment(*deadline);
                let nets = self.positions(positions);
                format!("cycle {} of {gross}, pay in by {by}: {nets}", cycle.0)
            }
            Event::PaidIn { cycle, party, currency, amount } => {
                let money = self.money(*currency, *amount);
                format!("cycle {}: {} has paid in {money}", cycle.0, self.bank(*party))
            }
            Event::ParticipantDefaulted { cycle, party, currency, lacking } => {
                let money = self.money(*currency, *lacking);
                format!("cycle {}: {} is left out, {money} lacking", cycle.0, self.bank(*party))
            }
            Event::ObligationRejected { cycle, obligation, reason } => {
                let (owed, reason) = (self.obligation(obligation), refusal_words(*reason));
                format!("cycle {}: rejected, {owed}: {reason}", cycle.0)
            }
            Event::CycleSettled { cycle, obligations, positions } => {
                let (count, nets) = (obligations.len(), self.positions(positions));
                format!("cycle {} settled {count} obligations: {nets}", cycle.0)
            }
            Event::CompressionCalculated { cycle, currencies, across } => {
                let single = currencies.iter().map(|(id, sums)| self.compression(*id, sums));
                let across = across.iter().map(across_currencies);
                let told: Vec<String> = single.chain(across).collect();
                let told = if told.is_empty() { "nothing".to_owned() } else { told.join("; ") };
                format!("cycle {} compresses: {told}", cycle.0)
            }
        }
    }

    fn obligation(&self, obligation: &Obligation) -> String {
        let Obligation { name, debtor, creditor, currency, amount } = *obligation;
        let (money, name) = (self.money(currency, amount), self.names.name(name));
        format!("{name} {money} from {} to {}", self.bank(debtor), self.bank(creditor))
    }

    fn compression(&self, currency: CurrencyId, sums: &Compression<Amount>) -> String {
        let Compression { gross, pairs, cleared, at_most, pay_in } = *sums;
        let [pairs, cleared, at_most, pay_in] =
            [pairs, cleared, at_most, pay_in].map(|amount| self.sum(currency, amount));
        let gross = self.money(currency, gross);
        format!("of {gross} pairs {pairs}, rings to {cleared}, at most {at_most}, pay in {pay_in}")
    }

    fn positions(&self, positions: &[Position]) -> String {
        let position = |position: &Position| {
            let Position { party, currency, net, balance } = *position;
            format!("{} to {}", self.money(currency, net), self.holding(party, currency, balance))
        };
        let told: Vec<String> = positions.iter().map(position).collect();
        if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
    }
}

/// In units of the yardstick.
fn across_currencies(across: &AcrossCurrencies) -> String {
    let AcrossCurrencies { compression, pay_in_with_swaps } = across;
    let Compression { gross, pairs, cleared, at_most, pay_in } = compression;
    format!(
        "across of {gross} pairs {pairs}, rings to {cleared}, at most {at_most}, \
         pay in {pay_in}, with swaps {pay_in_with_swaps}"
    )
}
