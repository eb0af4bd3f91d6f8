use settlement::Command;
use settlement::cycle::{Command as Cycle, CycleNumber};

use super::asks;
use super::text::{BankCode, Decimal, Letters, Moment, Name};

asks! {
    /// The operator opens a netting cycle.
    OpenCycle at "/v1/cycles" says "opened" up to SMALL {
        /// In which currencies obligations are gathered, each once.
        currencies: Vec<Letters>,
        /// Until when they are gathered.
        cut_off: Moment,
        /// Until when what is due is paid in.
        deadline: Moment,
    } |body, desk| {
        let currencies = body.currencies.iter();
        let currencies = currencies.map(|letters| Ok(desk.currency("currencies", letters)?.0));
        // Letters have no order among currencies; the machine wants one.
        let mut currencies = currencies.collect::<Result<Vec<_>, _>>()?;
        currencies.sort_unstable();
        Command::Cycle(Cycle::OpenCycle {
            currencies,
            cut_off: desk.moment("cut_off", &body.cut_off)?,
            deadline: desk.moment("deadline", &body.deadline)?,
        })
    };

    /// The debtor hands an obligation in to a cycle.
    SubmitObligation at "/v1/cycles/{cycle}/obligations" says "submitted" up to SMALL {
        /// To which cycle, as in the path.
        cycle: u64,
        /// Its name.
        name: Name,
        /// Who is owed.
        creditor: BankCode,
        /// In which currency.
        currency: Letters,
        /// How much.
        amount: Decimal,
    } |body, desk| {
        let (currency, amount) = desk.money(&body.currency, &body.amount)?;
        Command::Cycle(Cycle::SubmitObligation {
            name: desk.name("name", &body.name)?,
            cycle: CycleNumber(desk.within("cycle", body.cycle)?),
            creditor: desk.party("creditor", &body.creditor)?,
            currency,
            amount,
        })
    };

    /// The debtor takes an obligation back before the cut-off.
    WithdrawObligation at "/v1/cycles/{cycle}/obligations/withdraw" says "withdrawn" up to SMALL {
        /// From which cycle, as in the path.
        cycle: u64,
        /// Which.
        name: Name,
    } |body, desk| Command::Cycle(Cycle::WithdrawObligation {
        cycle: CycleNumber(desk.within("cycle", body.cycle)?),
        name: desk.name("name", &body.name)?,
    });
}
