// Not a scenario: what failed at the door is the door's alone.

use settlement::PartyId;

use super::*;

fn party(number: u32) -> Identity {
    Identity::Party(PartyId::new(number))
}

fn failure(path: &str, status: u16, known_by: KnownBy) -> Failure {
    Failure {
        at: Instant::from_unix_nanos(0),
        method: "GET",
        path: path.to_owned(),
        status,
        code: None,
        reason: String::new(),
        known_by,
        key: None,
        digest: None,
        request: None,
        times: 1,
    }
}

const SIGNED: KnownBy = KnownBy::Shown(Through::Signature);

fn numbers(page: &Page) -> Vec<u64> {
    page.rows.iter().map(|(number, _)| *number).collect()
}

#[test]
fn each_reads_its_own_page_by_page_the_newest_first() {
    let mut failed = Failed::default();
    for _ in 0..5 {
        failed.note(party(1), failure("/a", 404, SIGNED));
    }
    failed.note(party(2), failure("/b", 404, SIGNED));
    let page = failed.of(party(1), u64::MAX, 3);
    assert_eq!((numbers(&page), page.next), (vec![5, 4, 3], Some(3)));
    let page = failed.of(party(1), 3, 3);
    assert_eq!((numbers(&page), page.next), (vec![2, 1], None));
    assert_eq!(numbers(&failed.of(party(2), u64::MAX, 3)), [1]);
    assert_eq!(failed.of(party(3), u64::MAX, 3), Page::default());
}

#[test]
fn claims_push_out_nothing_that_was_shown() {
    let mut failed = Failed::default();
    failed.note(party(1), failure("/shown", 404, SIGNED));
    for _ in 0..MOST_EACH {
        failed.note(party(1), failure("/claimed", 401, KnownBy::Claim));
    }
    let page = failed.of(party(1), u64::MAX, MOST);
    assert_eq!(page.rows.len(), MOST_CLAIMED + 1);
    assert!(page.rows.iter().any(|(number, row)| *number == 1 && row.path == "/shown"));
    assert_eq!(page.forgotten, u64::try_from(MOST_EACH - MOST_CLAIMED).unwrap());
}

#[test]
fn one_keeps_so_many_and_all_together_so_many() {
    let mut failed = Failed::default();
    for _ in 0..=MOST_EACH {
        failed.note(party(1), failure("/a", 404, SIGNED));
    }
    let own = failed.of(party(1), u64::MAX, MOST);
    assert_eq!((own.rows.len(), own.forgotten), (MOST_EACH, 1));
    let others = u32::try_from(MOST / MOST_EACH).unwrap();
    for other in 2..2 + others {
        for _ in 0..MOST_EACH {
            failed.note(party(other), failure("/a", 404, SIGNED));
        }
    }
    assert_eq!(failed.order.len(), MOST);
    let own = failed.of(party(1), u64::MAX, MOST);
    assert_eq!((own.rows.len(), own.forgotten), (0, 1 + u64::try_from(MOST_EACH).unwrap()));
    let kept: usize = failed.of.values().map(|own| own.shown.len() + own.claimed.len()).sum();
    assert_eq!(kept, MOST);
}

#[test]
fn claims_upon_many_push_out_nothing_that_was_shown() {
    let mut failed = Failed::default();
    for _ in 0..MOST_EACH {
        failed.note(party(1), failure("/a", 404, SIGNED));
    }
    let others = u32::try_from(MOST / MOST_CLAIMED).unwrap();
    for other in 2..2 + others {
        for _ in 0..MOST_CLAIMED {
            failed.note(party(other), failure("/a", 401, KnownBy::Claim));
        }
    }
    assert_eq!(failed.order.len(), MOST);
    assert_eq!(failed.of(party(1), u64::MAX, MOST).rows.len(), MOST_EACH);
    // The oldest claims went.
    assert_eq!(failed.of(party(2), u64::MAX, MOST).rows, []);
    assert_eq!(failed.of(party(1 + others), u64::MAX, MOST).rows.len(), MOST_CLAIMED);
}

#[test]
fn what_is_told_to_come_again_is_counted_and_anything_else_kept_each_by_each() {
    let mut failed = Failed::default();
    for path in ["/a", "/a", "/a", "/b", "/a"] {
        failed.note(party(1), failure(path, 429, SIGNED));
    }
    failed.note(party(1), failure("/a", 422, SIGNED));
    failed.note(party(1), failure("/a", 422, SIGNED));
    let page = failed.of(party(1), u64::MAX, MOST);
    let told: Vec<(&str, u64)> =
        page.rows.iter().map(|(_, row)| (row.path.as_str(), row.times)).collect();
    assert_eq!(told, [("/a", 1), ("/a", 1), ("/a", 1), ("/b", 1), ("/a", 3)]);
}

#[test]
fn what_comes_again_is_the_newest_of_all_under_a_number_of_its_own() {
    let mut failed = Failed::default();
    failed.note(party(1), failure("/a", 429, SIGNED));
    failed.note(party(2), failure("/b", 404, SIGNED));
    failed.note(party(1), failure("/a", 429, SIGNED));
    let page = failed.of(party(1), u64::MAX, MOST);
    assert_eq!((numbers(&page), page.rows[0].1.times, page.forgotten), (vec![2], 2, 0));
    // Of all it is no longer the oldest.
    failed.forget_one();
    assert_eq!(failed.of(party(2), u64::MAX, MOST).rows, []);
    assert_eq!(failed.of(party(1), u64::MAX, MOST), page);
    // By what else it is known is told apart.
    failed.note(party(1), failure("/a", 429, KnownBy::Shown(Through::Certificate)));
    assert_eq!(numbers(&failed.of(party(1), u64::MAX, MOST)), [3, 2]);
}

#[test]
fn a_path_is_told_without_what_may_be_a_secret() {
    let link = "Wjwdbi9LTI2eDwAAAAAAAQ0vCk3Yw5r1rQdVYb4ZfXU";
    for (route, path, told) in [
        ("/v1/payments/{uetr}", "/v1/payments/5a3c1d6e-2f4b-4c8d-9e0f-000000000001", None),
        ("/v1/participants/{bic}", "/v1/participants/SABRRUMM", None),
        ("/v1/records/{position}/receipt", "/v1/records/123456789012/receipt", None),
        ("/v1/openapi.json", "/v1/openapi.json", None),
        ("/v1/status/{link}", &format!("/v1/status/{link}"), Some("/v1/status/...")),
        ("/v1/payments/{uetr}", "/v1/payments/de89370400440532013", Some("/v1/payments/...")),
        ("/v1/records/{position}", "/v1/records/", Some("/v1/records/...")),
        ("/v1/records/{position}", "/v1/records/4111111111111111", Some("/v1/records/...")),
        ("/v1/orders/{name}", "/v1/orders/ivan-petrov", Some("/v1/orders/...")),
    ] {
        assert_eq!(told_path(Some(route), path), told.unwrap_or(path));
    }
    assert_eq!(told_path(None, "/v1/0123456789abcdef"), "...");
}

#[test]
fn a_reason_is_told_without_what_it_quotes() {
    let told = |detail: &str, place: &str| {
        let (detail, place) = (detail.to_owned(), place.to_owned());
        reason(&Why { code: Code::Malformed, detail, place })
    };
    let wrong = r#"invalid type: string "Ivan \" Petrov", expected u64 at line 1 column 20"#;
    assert_eq!(told(wrong, ""), "invalid type: string ..., expected u64 at line 1 column 20");
    assert_eq!(
        told("unknown field `iban`, expected `a` or `b` at line 2", ""),
        "unknown field ... at line 2"
    );
    assert_eq!(told("not a BIC", "legs/0/debtor"), "legs/0/debtor: not a BIC");
    assert_eq!(told(&"x".repeat(1000), "").len(), LONGEST_REASON);
}

#[test]
fn a_digest_is_told_where_it_is_one() {
    let digest = format!("sha-256=:{}=:", "A".repeat(43));
    assert_eq!(stated_digest(&digest), Some(digest.clone()));
    for other in ["", "sha-256=:Ivan:", "sha-512=:AAAA:", &digest.replace('A', "\u{e9}")] {
        assert_eq!(stated_digest(other), None, "{other}");
    }
}
