use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use netting::obligations::{Book, Measure, Money, Obligation as Owed, Party};
use terms::{Amount, CurrencyId};

use super::rule::Cycle;
use super::{AcrossCurrencies, Compression, CycleNumber, Event, Obligation};
use crate::Machine;
use crate::fx::Value;

impl Machine {
    /// R-CYC-09: tells what cycles alone would clear of a cycle's obligations.
    ///
    /// Costs O(n log n) of obligations, and of the pairs that owe what peeling their rings takes.
    pub(crate) fn tell_compression(&mut self, number: CycleNumber, cycle: &Cycle) {
        let mut owed: BTreeMap<CurrencyId, Vec<&Obligation>> = BTreeMap::new();
        for obligation in cycle.obligations.values() {
            owed.entry(obligation.currency).or_default().push(obligation);
        }
        let single = owed.iter().filter_map(|(currency, obligations)| {
            let amounts = obligations.iter().map(|o| as_owed(o, Money(0), o.amount.minor()));
            let book = Book { rates: [1].into(), obligations: amounts.collect() };
            let compression = compression(&book, Measure::PerCurrency, Amount::from_minor)?;
            Some((*currency, compression))
        });
        let currencies = single.collect();
        let across = self.compression_across(&owed);
        self.tell(Event::CompressionCalculated { cycle: number, currencies, across });
    }

    /// R-CYC-09: the same by value, if every currency of the obligations has an official rate.
    fn compression_across(
        &self,
        owed: &BTreeMap<CurrencyId, Vec<&Obligation>>,
    ) -> Option<AcrossCurrencies> {
        let mut book = Book::default();
        for (money, (currency, obligations)) in (0..).map(Money).zip(owed) {
            let rate = self.official(*currency)?;
            book.rates.push(1);
            let values = obligations.iter().map(|obligation| {
                as_owed(obligation, money, Value::of(obligation.amount, rate).millionths())
            });
            book.obligations.extend(values);
        }
        let compression = compression(&book, Measure::AcrossCurrencies, Value::from_millionths)?;
        let swapped = book.funding().ok()?.pay_in_value_with_swaps;
        let pay_in_with_swaps = Value::from_millionths(swapped);
        Some(AcrossCurrencies { compression, pay_in_with_swaps })
    }
}

fn as_owed(obligation: &Obligation, currency: Money, amount: u128) -> Owed {
    let debtor = Party(obligation.debtor.number());
    Owed { debtor, creditor: Party(obligation.creditor.number()), currency, amount }
}

/// None where a sum leaves the range of the figures, or where nothing is owed.
fn compression<Sum>(
    book: &Book,
    measure: Measure,
    sum: impl Fn(u128) -> Sum,
) -> Option<Compression<Sum>> {
    let funding = book.funding().ok().filter(|funding| funding.gross > 0)?;
    let circulation = book.circulation(measure).ok()?;
    Some(Compression {
        gross: sum(funding.gross),
        pairs: sum(circulation.pairs),
        cleared: sum(circulation.value),
        at_most: sum(circulation.bound),
        pay_in: sum(funding.pay_in_value),
    })
}
