//! `investment`, `invest`, `takeback`, `imbalance` and `cap`; and the question `investments`.

use settlement::fx::BasisPoints;
use settlement::surplus::{Command, ImbalanceTerms, InvestmentTerms, InvestmentView, OfferView};
use settlement::{Command as AnyCommand, PartyId};

use super::vocabulary::{CLASSES, DAY_COUNTS, value_of};
use super::words::{Reading, Words, number};
use super::{Given, Scenario};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Surplus(command) }
}

/// `investment CUR BASISPOINTS upto=AMOUNT [year=360|365]` or `investment CUR none`
pub(super) fn investment(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let terms = match words.word("basis points or none")? {
        "none" => None,
        points => {
            let interest = BasisPoints(number(points)?);
            let cap = words.required("upto")?;
            let cap = words.amount_named(cap, currency)?;
            let day_count = value_of(DAY_COUNTS, words.key("year").unwrap_or("360"))?;
            Some(InvestmentTerms { interest, day_count, cap })
        }
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetInvestmentTerms { currency, terms }))
}

/// `invest CUR HOLDER AMOUNT [name=NAME]`
pub(super) fn invest(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder) = (words.currency()?, words.bank()?);
    let amount = words.amount(currency)?;
    let (name, by) = (words.name_or_fresh(), words.by(holder)?);
    Ok(given(by, Command::InvestFunds { name, currency, amount }))
}

/// `takeback CUR HOLDER AMOUNT [name=NAME]`
pub(super) fn take_back(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder) = (words.currency()?, words.bank()?);
    let amount = words.amount(currency)?;
    let (name, by) = (words.name_or_fresh(), words.by(holder)?);
    Ok(given(by, Command::WithdrawInvestment { name, currency, amount }))
}

/// `imbalance CUR CLASS above=AMOUNT surplus=BASISPOINTS deficit=BASISPOINTS [year=360|365]` or
/// `imbalance CUR CLASS none`
pub(super) fn imbalance(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let class = value_of(CLASSES, words.word("a class of holders")?)?;
    let terms = match words.key("above") {
        None => match words.word("above=AMOUNT or none")? {
            "none" => None,
            word => return Err(format!("{word} is not none").into()),
        },
        Some(above) => {
            let threshold = words.amount_named(above, currency)?;
            let surplus = BasisPoints(number(words.required("surplus")?)?);
            let deficit = BasisPoints(number(words.required("deficit")?)?);
            let day_count = value_of(DAY_COUNTS, words.key("year").unwrap_or("360"))?;
            Some(ImbalanceTerms { threshold, surplus, deficit, day_count })
        }
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetImbalanceTerms { currency, class, terms }))
}

/// `cap CUR CLASS AMOUNT|none`
pub(super) fn cap(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let class = value_of(CLASSES, words.word("a class of holders")?)?;
    let cap = match words.word("an amount or none")? {
        "none" => None,
        text => Some(words.amount_named(text, currency)?),
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetHoldingCap { currency, class, cap }))
}

impl Scenario {
    /// `investments`: what agents take, and what is invested or owed.
    pub(super) fn investments(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let telling = self.telling(line);
        let offer = |view: OfferView| {
            format!(
                "{} takes {}, from the next opening {}; {} invested",
                telling.code(view.currency),
                telling.investment_terms(view.currency, view.terms),
                telling.investment_terms(view.currency, view.next),
                telling.sum(view.currency, view.invested),
            )
        };
        let row = |view: InvestmentView| {
            format!(
                "{} has {} invested, {} of it overnight; {} interest owed",
                telling.bank(view.party),
                telling.money(view.currency, view.amount),
                telling.sum(view.currency, view.overnight),
                telling.sum(view.currency, view.owed),
            )
        };
        let offers = self.machine.investment_offers().map(offer);
        let told: Vec<String> = offers.chain(self.machine.investments().map(row)).collect();
        Ok(if told.is_empty() { "no investments".to_owned() } else { told.join("\n") })
    }
}
