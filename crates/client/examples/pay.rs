//! A bank's payment and its answer; docs/guides/bank.md goes through it.
//!
//! `pay SERVER SERVER-KEY-FILE KEY-FILE OWN-BIC CREDITOR-BIC CURRENCY AMOUNT`

use std::error::Error;
use std::path::Path;

use client::taken::{Movement, SubmitInstruction};
use client::{Client, Outcome, Posting};
use identity::Key;
use receipts::PublicKey;
use terms::Uetr;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, server_key, key, debtor, creditor, currency, amount] = arguments.as_slice() else {
        return Err(
            "pay SERVER SERVER-KEY-FILE KEY-FILE OWN-BIC CREDITOR-BIC CURRENCY AMOUNT".into()
        );
    };
    let server_key: PublicKey =
        std::fs::read_to_string(server_key)?.trim().parse().map_err(|_| "no key of a server")?;
    let key = Key::read(Path::new(key))?;
    let client = Client::signing(server, &key, Some(server_key))?;
    let door = client.operations();

    // The day that is open in the currency is the one on which it can settle now.
    let currencies = match door.currencies().await? {
        Outcome::Done(done) => done.told.currencies,
        Outcome::Problem(problem) => return Err(format!("currencies: {problem:?}").into()),
    };
    let row = currencies.into_iter().find(|row| row.currency == *currency);
    let date = row.and_then(|row| row.operating_date).ok_or("no such currency, or no day of it")?;

    // Drawn once and kept: with it the payment is found again, and never made twice.
    let mut drawn = [0; 16];
    getrandom::fill(&mut drawn)?;
    let uetr = Uetr::from_random(u128::from_be_bytes(drawn)).to_string();
    let posting = Posting { key: &key, asked_at: node::now(), once: Some(&uetr) };
    let instruction = SubmitInstruction {
        uetr: uetr.clone(),
        legs: vec![Movement {
            debtor: debtor.clone(),
            creditor: creditor.clone(),
            currency: currency.clone(),
            amount: amount.clone(),
        }],
        date,
        priority: "normal".into(),
        category: "customer".into(),
        counter: None,
        from: None,
        till: None,
        reject_at: None,
        returns: None,
    };
    match door.submit_instruction(&posting, &instruction).await? {
        Outcome::Done(done) => {
            println!("{uetr} {} at log position {}", done.told.status, done.told.position);
            Ok(())
        }
        Outcome::Problem(problem) => Err(format!("{uetr} was not taken: {problem:?}").into()),
    }
}
