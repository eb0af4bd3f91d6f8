//! Not a scenario: it is about HTTP, the sandbox's clock and who comes between.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use client::Client;
use iso20022::write::{CurrencyAmount, Envelope, InstitutionPayment, SettlementTimes};
use node::demo_key;
use sandbox::{Bank, CLEARING_SYSTEM, Currency, Day, DayOptions, OPERATOR, World, simulated_date};
use terms::{Amount, Bic, Instant, Uetr};
use tokio::runtime::Runtime;

const SEED: u64 = 3;
const BANKS: usize = 12;

/// Two banks and a currency that both hold.
fn pair(world: &World) -> (&Bank, &Bank, &Currency) {
    let pairs =
        world.banks.iter().flat_map(|one| world.banks.iter().map(move |other| (one, other)));
    let found = pairs.filter(|(one, other)| one.bic != other.bic).find_map(|(one, other)| {
        let shared = one.accounts.iter().find(|currency| other.accounts.contains(currency))?;
        Some((one, other, &world.currencies[*shared]))
    });
    found.expect("two banks hold one currency")
}

fn payment(world: &World, number: u64) -> String {
    let (payer, payee, currency) = pair(world);
    let operator = Bic::parse(OPERATOR).expect("a BIC");
    let message_id = format!("{}-VISITOR-{number}", payer.bic.as_short());
    let payment = InstitutionPayment {
        instruction_id: Some(&message_id),
        end_to_end_id: &message_id,
        tx_id: None,
        uetr: Uetr::from_random(u128::from(number) << 64 | 7),
        amount: CurrencyAmount {
            amount: Amount::from_minor(1),
            currency: currency.code,
            exponent: currency.exponent,
        },
        settlement_date: simulated_date(),
        priority: None,
        times: SettlementTimes::default(),
        clearing_system: CLEARING_SYSTEM,
        instructed_agent: payee.bic,
        debtor: payer.bic,
        creditor: payee.bic,
        pvp: None,
        remittance: None,
    };
    let envelope = Envelope {
        from: payer.bic,
        to: operator,
        message_id: &message_id,
        created: Instant::from_unix_nanos(sandbox::start().unix_nanos()),
        business_service: None,
        copy: None,
        related: None,
    };
    payment.write(&envelope).expect("a payment is written")
}

/// Sends as a bank, one payment after another, until the runtime ends.
async fn visit(address: String, answered: Arc<AtomicU64>) {
    let world = World::embedded(SEED, BANKS).expect("the world");
    let key = demo_key(SEED, &pair(&world).0.bic);
    let client = Client::new(&address);
    for number in 0.. {
        let sent = client.send(&key, payment(&world, number).into_bytes()).await;
        assert_eq!(sent.expect("the door answers").status, 200);
        answered.fetch_add(1, Ordering::AcqRel);
    }
}

#[test]
fn who_sends_as_one_of_the_banks_is_answered_and_the_day_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = Runtime::new().expect("a runtime");
    let options = DayOptions {
        patience: Duration::from_secs(20),
        ..DayOptions::new(SEED, BANKS, 300, folder.path().to_owned())
    };
    let mut day = Day::found(options, &runtime).expect("the day begins");
    let answered = Arc::new(AtomicU64::new(0));
    runtime.spawn(visit(day.address().to_owned(), Arc::clone(&answered)));
    let report = runtime.block_on(day.run(|_| {})).expect("the day ends");
    assert!(report.books_agree && report.receipt_verified);
    let during = answered.load(Ordering::Acquire);
    assert!(during > 100, "{during} payments of the visitor were answered");
    // After the day nobody sends but the visitor, who is answered a minute later.
    let after = (0..10_000).find(|_| {
        runtime.block_on(day.go_on()).expect("time goes on");
        answered.load(Ordering::Acquire) > during
    });
    assert!(after.is_some(), "nobody is answered after the day");
    let node = day.into_node();
    runtime.shutdown_background();
    node.stop().expect("the node stops");
}
