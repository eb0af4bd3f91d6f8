//! `order` and `withdraw`; and the question `orders`.

use settlement::Command as AnyCommand;
use settlement::fx::{Command, OrderNumber, Validity};

use super::exchange::ratio;
use super::words::{Reading, Words, number};
use super::{Given, Scenario};

/// `order BANK CUR AMOUNT for CUR at=NUM/DEN [until=MOMENT|rounds=N]`; one round, if not said.
pub(super) fn order(words: &mut Words<'_>) -> Reading<Given> {
    let holder = words.bank()?;
    let sell = words.currency()?;
    let amount = words.amount(sell)?;
    if words.word("for")? != "for" {
        return Err("say what is wanted: for CUR".into());
    }
    let buy = words.currency()?;
    let limit = ratio(words.required("at")?)?;
    let rounds = words.key("rounds").map(number).transpose()?.unwrap_or(1);
    let validity = match words.moment_key("until")? {
        Some(until) => Validity::Until(until),
        None => Validity::Rounds(rounds),
    };
    let by = words.by(holder)?;
    let command = Command::PlaceOrder { sell, buy, amount, limit, validity };
    Ok(Given { by, command: AnyCommand::Exchange(command) })
}

/// `withdraw NUMBER by=BANK`
pub(super) fn withdraw(words: &mut Words<'_>) -> Reading<Given> {
    let number = OrderNumber(words.number("an order's number")?);
    let by = words.bank_key("by")?.ok_or("say whose order it is: by=BIC")?;
    Ok(Given { by, command: AnyCommand::Exchange(Command::CancelOrder { number }) })
}

impl Scenario {
    /// `orders`: what stands, as placed.
    pub(super) fn orders(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let telling = self.telling(line);
        let told: Vec<String> = self.machine.orders().map(|order| telling.order(&order)).collect();
        Ok(if told.is_empty() { "no orders".to_owned() } else { told.join("\n") })
    }
}
