//! `pay`, `instruct`, `trade`, `return`, `consent` and `confirm`.

use settlement::payment::{Category, Command, CounterTerms, Instruction, Leg, Timing};
use settlement::{Command as AnyCommand, PartyId, Priority};
use terms::{BusinessDate, Uetr};

use super::Given;
use super::vocabulary::{PRIORITIES, value_of};
use super::words::{Reading, Words};

/// `pay NAME CUR AMOUNT DEBTOR CREDITOR [flags]`
pub(super) fn pay(words: &mut Words<'_>) -> Reading<Given> {
    let mut instruction = opening(words)?;
    instruction.legs.push(plain_leg(words)?);
    let flags = words.rest();
    submit(words, instruction, &flags)
}

/// `return NAME of=NAME CUR AMOUNT DEBTOR CREDITOR [flags]`
pub(super) fn give_back(words: &mut Words<'_>) -> Reading<Given> {
    let mut instruction = opening(words)?;
    let original = words.required("of")?;
    instruction.returns = Some(words.payment_named(original));
    instruction.legs.push(plain_leg(words)?);
    let flags = words.rest();
    submit(words, instruction, &flags)
}

/// `trade NAME CUR AMOUNT DEBTOR CREDITOR for CUR AMOUNT [to=BANK] ref=REFERENCE [flags]`
pub(super) fn trade(words: &mut Words<'_>) -> Reading<Given> {
    let mut instruction = opening(words)?;
    let leg = plain_leg(words)?;
    if words.word("the word for")? != "for" {
        return Err("a trade says what for: trade NAME ... for CUR AMOUNT".into());
    }
    let currency = words.currency()?;
    instruction.counter = Some(CounterTerms {
        reference: words.required("ref")?.to_owned(),
        currency,
        amount: words.amount(currency)?,
        receiver: words.bank_key("to")?.unwrap_or(leg.debtor),
    });
    instruction.legs.push(leg);
    let flags = words.rest();
    submit(words, instruction, &flags)
}

/// `instruct NAME DEBTOR/CREDITOR/CUR/AMOUNT... [of=NAME] [flags]`
pub(super) fn instruct(words: &mut Words<'_>) -> Reading<Given> {
    let mut instruction = opening(words)?;
    instruction.returns = words.key("of").map(|name| words.payment_named(name));
    let (legs, flags): (Vec<&str>, Vec<&str>) =
        words.rest().into_iter().partition(|word| word.contains('/'));
    for leg in legs {
        instruction.legs.push(words.leg_named(leg)?);
    }
    submit(words, instruction, &flags)
}

/// `consent NAME by=BANK`
pub(super) fn consent(words: &mut Words<'_>) -> Reading<Given> {
    let uetr = words.payment()?;
    let by = words.bank_key("by")?.ok_or("say whose consent it is: by=BIC")?;
    Ok(given(by, Command::ConsentToInstruction { uetr }))
}

/// `confirm NAME by=BANK`
pub(super) fn confirm(words: &mut Words<'_>) -> Reading<Given> {
    let uetr = words.payment()?;
    let by = words.bank_key("by")?.ok_or("say whose confirmation it is: by=BIC")?;
    Ok(given(by, Command::ConfirmCredit { uetr }))
}

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Payment(command) }
}

/// An instruction with its name and date, and nothing in it yet.
fn opening(words: &mut Words<'_>) -> Reading<Instruction> {
    let uetr = words.payment()?;
    let date = words.settlement_date()?;
    Ok(empty(uetr, date))
}

fn empty(uetr: Uetr, date: BusinessDate) -> Instruction {
    Instruction {
        uetr,
        legs: Vec::new(),
        date,
        priority: Priority::default(),
        category: Category::default(),
        timing: Timing::default(),
        counter: None,
        returns: None,
    }
}

/// `CUR AMOUNT DEBTOR CREDITOR`
fn plain_leg(words: &mut Words<'_>) -> Reading<Leg> {
    let currency = words.currency()?;
    let amount = words.amount(currency)?;
    let (debtor, creditor) = (words.bank()?, words.bank()?);
    Ok(Leg { debtor, creditor, currency, amount })
}

/// Adds what may stand behind any instruction: a priority, `customer`, `from=`, `till=`,
/// `reject=`; the first debtor submits it unless `by=` says who does.
fn submit(words: &mut Words<'_>, mut instruction: Instruction, flags: &[&str]) -> Reading<Given> {
    for flag in flags {
        match *flag {
            "customer" => instruction.category = Category::Customer,
            word => instruction.priority = value_of(PRIORITIES, word)?,
        }
    }
    instruction.timing = Timing {
        from: words.moment_key("from")?,
        till: words.moment_key("till")?,
        reject_at: words.moment_key("reject")?,
    };
    let debtor = instruction.legs.first().map_or(PartyId::OPERATOR, |leg| leg.debtor);
    let by = words.by(debtor)?;
    Ok(given(by, Command::SubmitInstruction(instruction)))
}
