//! Messages: parse, schema, profile and view of a pacs.008 with its header.

use std::time::Instant as Stopwatch;

use iso20022::write::{Address, CurrencyAmount, CustomerPayment, Envelope, Party, SettlementTimes};
use iso20022::{Limits, Profile, parse};
use terms::{Amount, Bic, BusinessDate, CurrencyCode, Instant, Uetr};

use crate::{Figure, Measured, rate};

fn message() -> Result<String, Box<dyn std::error::Error>> {
    let (sender, receiver) = (Bic::parse("SBININBB")?, Bic::parse("HDFCINBB")?);
    let money = CurrencyAmount {
        amount: Amount::from_minor(1_234_567),
        currency: CurrencyCode::parse("INR")?,
        exponent: 2,
    };
    let party = |name, town| Party {
        name,
        address: Address {
            street: Some("Station Road"),
            building: Some("12"),
            post_code: Some("400001"),
            town,
            country: "IN",
        },
        lei: None,
    };
    let payment = CustomerPayment {
        instruction_id: Some("BENCH-0001"),
        end_to_end_id: "BENCH-0001",
        tx_id: Some("BENCH-0001"),
        uetr: Uetr::parse("eb6305c9-1f7f-49de-aed0-16487c27b42d")?,
        category_purpose: Some("SUPP"),
        amount: money,
        settlement_date: BusinessDate::parse("2026-11-24")?,
        priority: None,
        times: SettlementTimes::default(),
        accepted: None,
        instructed_amount: money,
        exchange_rate: None,
        clearing_system: sandbox::CLEARING_SYSTEM,
        instructed_agent: receiver,
        debtor: party("Importer", "Mumbai"),
        debtor_account: None,
        debtor_agent: sender,
        creditor_agent: receiver,
        creditor: party("Exporter", "Pune"),
        creditor_account: None,
        purpose: Some("GDDS"),
        remittance: Some("invoice 2026-11-0042"),
    };
    let envelope = Envelope {
        from: sender,
        to: Bic::parse(sandbox::OPERATOR)?,
        message_id: "BENCH-0001",
        created: Instant::from_unix_seconds(1_795_500_000),
        business_service: None,
        copy: None,
        related: None,
    };
    Ok(payment.write(&envelope)?)
}

pub(crate) fn measure() -> Measured {
    const COUNT: u64 = 100_000;
    let message = message()?;
    let profile = Profile::settlement(sandbox::CLEARING_SYSTEM, Bic::parse(sandbox::OPERATOR)?);
    let limits = Limits::default();
    let begun = Stopwatch::now();
    for _ in 0..COUNT {
        if parse(message.as_bytes(), &limits, &profile).is_err() {
            return Err("the bench message was refused: nothing was measured".into());
        }
    }
    let parsed = rate(COUNT, begun.elapsed());
    let size = message.len() as f64;
    let figure =
        Figure::new("pacs.008 with header: parse, schema, rules, view", parsed, "messages/s");
    Ok(vec![figure.beside("bytes in the message", size)])
}
