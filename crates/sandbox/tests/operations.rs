//! The typed client at a real door: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use client::{Outcome, Posting, taken};
use place::{Place, RUSSIA, key, minute};

fn done<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Done(done) => done.told,
        Outcome::Problem(problem) => panic!("{problem:?}"),
    }
}

#[test]
fn what_is_told_is_of_the_types_that_were_made() {
    let place = Place::new();
    let door = place.client.operations();
    let system = done(place.runtime.block_on(door.system()).unwrap());
    assert!(!system.network.is_empty());
    let accounts = done(place.runtime.block_on(door.accounts(Some(RUSSIA), None)).unwrap());
    assert!(accounts.accounts.iter().any(|account| account.currency == "INR"));
    let payments = door.payments(Some(RUSSIA), None, Some("INR"), None, Some(5));
    assert!(done(place.runtime.block_on(payments).unwrap()).payments.len() <= 5);
    let unknown = place.runtime.block_on(door.payments_uetr("no name")).unwrap();
    let Outcome::Problem(problem) = unknown else { panic!("it is not a UETR") };
    assert_eq!((problem.status, problem.code.as_str()), (400, "bad-path"));

    let signing = key(RUSSIA).into();
    let posting = Posting { key: &signing, asked_at: minute(1), once: Some("RESERVE-1") };
    let body = taken::ReserveFunds {
        currency: "INR".into(),
        priority: "high".into(),
        amount: "100.00".into(),
    };
    let sent = async { door.reserve_funds(&posting, &body).await };
    let stepped = async {
        while place.node.intake().waiting() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        place.node.intake().step(minute(2)).unwrap().await.unwrap();
    };
    let (told, ()) = place.runtime.block_on(async { tokio::join!(sent, stepped) });
    let told = done(told.unwrap());
    assert_eq!((told.status.as_str(), told.command.as_str()), ("reserved", "ReserveFunds"));
}
