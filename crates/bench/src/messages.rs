//! Messages: parse, schema, profile and view of a pacs.008 with its header.

use std::time::Instant as Stopwatch;

use iso20022::write::{Address, CurrencyAmount, CustomerPayment, Envelope, Party, SettlementTimes};
use iso20022::{Limits, Profile, parse};
use terms::{Amount, Bic, BusinessDate, CurrencyCode, Instant, Uetr};

use crate::{Figure, Measured, rate};

/// A UETR for a number, spread as random ones are.
pub(crate) fn random_uetr(number: u64) -> Uetr {
    let mix = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Uetr::from_random(u128::from(mix) << 64 | u128::from(mix.rotate_left(17) ^ number))
}

/// A customer payment of its own name, between two Indian banks.
pub(crate) fn customer_payment(number: usize) -> Result<String, Box<dyn std::error::Error>> {
    let id = format!("BENCH-{number:08}");
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
        instruction_id: Some(&id),
        end_to_end_id: &id,
        tx_id: Some(&id),
        uetr: random_uetr(number as u64),
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
        message_id: &id,
        created: Instant::from_unix_seconds(1_795_500_000),
        business_service: None,
        copy: None,
        related: None,
    };
    Ok(payment.write(&envelope)?)
}

pub(crate) fn measure() -> Measured {
    const COUNT: u64 = 100_000;
    let message = customer_payment(1)?;
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
