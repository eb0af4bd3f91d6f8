use ed25519_dalek::SigningKey;

use super::*;

/// As who has kept no key.
fn verify(
    request: &Request<'_>,
    fields: &Fields,
    network: &str,
    now: u64,
) -> Result<Signed, Objection> {
    super::verify(request, fields, network, now, &KnownKeys::default())
}
use crate::Seen;

const NOW: u64 = 1_764_086_400;
const NETWORK: &str = "5d1f0a";

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

const PAYMENT: Request<'static> = Request {
    method: "POST",
    path: "/v1/messages",
    query: None,
    body: b"<Document/>",
    idempotency_key: None,
};

fn stamped(request: &Request<'_>, stamp: Stamp<'_>) -> Fields {
    stamped_by(&key(), request, stamp)
}

fn stamped_by(key: &SigningKey, request: &Request<'_>, stamp: Stamp<'_>) -> Fields {
    sign(key, request, &stamp).expect("the stamp has no strange characters")
}

fn fields(request: &Request<'_>) -> Fields {
    stamped(request, Stamp { created: NOW, nonce: "n1", network: NETWORK })
}

#[test]
fn what_was_signed_is_taken_with_its_key_and_base() {
    for request in [
        PAYMENT,
        Request {
            method: "GET",
            path: "/v1/payments",
            query: Some("status=pending"),
            body: b"",
            ..PAYMENT
        },
        Request { idempotency_key: Some("\"TOUR-1\""), ..PAYMENT },
    ] {
        let signed = verify(&request, &fields(&request), NETWORK, NOW + 3).expect("it holds");
        assert_eq!(signed.key.bytes, key().verifying_key().to_bytes());
        assert_eq!((signed.created, signed.nonce.as_str()), (NOW, "n1"));
        // The base proves it to anybody who has the key.
        let signature = Signature::from_slice(&signed.signature).expect("64 bytes");
        let verifying = key().verifying_key();
        assert!(verifying.verify_strict(signed.base.as_bytes(), &signature).is_ok());
    }
}

#[test]
fn the_base_is_that_of_the_standard() {
    let signed = verify(&PAYMENT, &fields(&PAYMENT), NETWORK, NOW).expect("it holds");
    let expected = format!(
        "\"@method\": POST\n\"@path\": /v1/messages\n\"content-digest\": {}\n\
         \"@signature-params\": (\"@method\" \"@path\" \"content-digest\");created={NOW};\
         keyid=\"{}\";alg=\"ed25519\";nonce=\"n1\";tag=\"{NETWORK}\"",
        content_digest(PAYMENT.body),
        signed.key,
    );
    assert_eq!(signed.base, expected);
}

/// Each way to tamper, and what is objected to.
#[test]
fn whatever_is_changed_is_objected_to() {
    let good = fields(&PAYMENT);
    let with = |change: &dyn Fn(&mut Fields)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed
    };
    let replace = |from: &'static str, to: &'static str| {
        with(&|fields| fields.signature_input = fields.signature_input.replace(from, to))
    };
    let cases: [(&str, Request<'_>, Fields, Objection); 16] = [
        ("body", Request { body: b"<Other/>", ..PAYMENT }, good.clone(), Objection::Content),
        ("path", Request { path: "/v1/orders", ..PAYMENT }, good.clone(), Objection::Mismatch),
        ("method", Request { method: "PUT", ..PAYMENT }, good.clone(), Objection::Mismatch),
        ("query", Request { query: Some("a=b"), ..PAYMENT }, good.clone(), Objection::Coverage),
        ("less covered", PAYMENT, replace(" \"content-digest\"", ""), Objection::Coverage),
        ("more covered", PAYMENT, replace("\"@path\"", "\"@path\" \"date\""), Objection::Coverage),
        ("parameter", PAYMENT, replace("\"@path\"", "\"@path\";req"), Objection::Coverage),
        (
            "algorithm",
            PAYMENT,
            replace("alg=\"ed25519\"", "alg=\"hmac-sha256\""),
            Objection::Algorithm,
        ),
        ("no algorithm", PAYMENT, replace(";alg=\"ed25519\"", ""), Objection::Algorithm),
        ("key", PAYMENT, replace("keyid=\"ed25519:", "keyid=\"rsa:"), Objection::Key),
        ("nonce", PAYMENT, replace("\"n1\"", "\"n2\""), Objection::Mismatch),
        ("no nonce", PAYMENT, replace(";nonce=\"n1\"", ""), Objection::Malformed),
        ("tag", PAYMENT, replace("5d1f0a", "5d1f0b"), Objection::OtherSystem),
        (
            "later",
            PAYMENT,
            replace("created=1764086400", "created=1764086401"),
            Objection::Mismatch,
        ),
        (
            "label",
            PAYMENT,
            with(&|f| f.signature = f.signature.replace("sarraf=", "other=")),
            Objection::NotSigned,
        ),
        ("garbage", PAYMENT, with(&|f| f.signature_input = "\u{1}((".into()), Objection::Malformed),
    ];
    for (name, request, fields, objection) in cases {
        assert_eq!(verify(&request, &fields, NETWORK, NOW), Err(objection), "{name}");
    }
}

#[test]
fn an_idempotency_key_is_signed_with_the_request() {
    let keyed = Request { idempotency_key: Some("\"TOUR-1\""), ..PAYMENT };
    let good = fields(&keyed);
    let other = Request { idempotency_key: Some("\"TOUR-2\""), ..PAYMENT };
    assert_eq!(verify(&other, &good, NETWORK, NOW), Err(Objection::Mismatch));
    assert_eq!(verify(&PAYMENT, &good, NETWORK, NOW), Err(Objection::Coverage), "taken away");
    assert_eq!(verify(&keyed, &fields(&PAYMENT), NETWORK, NOW), Err(Objection::Coverage), "added");
    let text = verify(&keyed, &good, NETWORK, NOW).expect("it holds").text();
    assert!(text.contains("\n\"idempotency-key\": \"TOUR-1\"\n"), "{text}");
    assert!(super::proves(&text, keyed.body).is_ok());
}

#[test]
fn a_signer_may_say_until_when_it_is_taken() {
    let until = |expires: &str| {
        let good = fields(&PAYMENT);
        let list = good.signature_input.replace(";keyid", &format!(";expires={expires};keyid"));
        let (_, parameters) = list.split_once('=').expect("a label and its list");
        let base = base(&PAYMENT, &good.content_digest, parameters);
        let signature = key().sign(base.as_bytes());
        let signature = base64ct::Base64::encode_string(&signature.to_bytes());
        Fields { signature_input: list, signature: format!("sarraf=:{signature}:"), ..good }
    };
    let taken = |expires: &str, now: u64| {
        verify(&PAYMENT, &until(expires), NETWORK, now).map(|signed| signed.created)
    };
    let soon = (NOW + 10).to_string();
    assert_eq!(taken(&soon, NOW + 10), Ok(NOW));
    assert_eq!(taken(&soon, NOW + 11), Err(Objection::Stale));
    assert_eq!(taken("\"soon\"", NOW), Err(Objection::Malformed));
    assert_eq!(taken("-1", NOW), Err(Objection::Malformed));
}

#[test]
fn a_signature_counts_for_five_minutes_and_hardly_before_it_was_made() {
    let good = fields(&PAYMENT);
    assert!(verify(&PAYMENT, &good, NETWORK, NOW + WINDOW).is_ok());
    assert!(verify(&PAYMENT, &good, NETWORK, NOW - AHEAD).is_ok());
    assert_eq!(verify(&PAYMENT, &good, NETWORK, NOW + WINDOW + 1), Err(Objection::Stale));
    assert_eq!(verify(&PAYMENT, &good, NETWORK, NOW - AHEAD - 1), Err(Objection::Future));
}

#[test]
fn a_signature_of_another_key_does_not_fit() {
    let mut theirs = fields(&PAYMENT);
    let other = SigningKey::from_bytes(&[6; 32]);
    let stamp = Stamp { created: NOW, nonce: "n1", network: NETWORK };
    theirs.signature = sign(&other, &PAYMENT, &stamp).expect("no strange characters").signature;
    assert_eq!(verify(&PAYMENT, &theirs, NETWORK, NOW), Err(Objection::Mismatch));
}

#[test]
fn what_another_signer_adds_beside_ours_is_passed_over() {
    let mut both = fields(&PAYMENT);
    both.signature_input = format!("proxy=(\"@authority\");tag=\"edge\", {}", both.signature_input);
    both.signature = format!("proxy=:AAAA:, {}", both.signature);
    assert!(verify(&PAYMENT, &both, NETWORK, NOW).is_ok());
}

#[test]
fn a_signature_is_taken_once() {
    let mut seen = Seen::new(2);
    let taken = |nonce: &str, created: u64| {
        let fields = stamped(&PAYMENT, Stamp { created, nonce, network: NETWORK });
        verify(&PAYMENT, &fields, NETWORK, created).expect("it holds")
    };
    assert_eq!(seen.take(&taken("a", NOW), NOW), Ok(()));
    assert_eq!(seen.take(&taken("a", NOW), NOW + 9), Err(Objection::Replayed));
    assert_eq!(seen.take(&taken("b", NOW), NOW), Ok(()));
    assert_eq!(seen.take(&taken("c", NOW), NOW), Err(Objection::Busy));
    // One that is given back makes room for another, or for itself, and not twice.
    seen.give_back(&taken("b", NOW));
    seen.give_back(&taken("b", NOW));
    assert_eq!(seen.take(&taken("b", NOW), NOW), Ok(()));
    assert_eq!(seen.take(&taken("c", NOW), NOW), Err(Objection::Busy));
    // What is stale cannot be replayed any more, so it need not be remembered.
    let later = NOW + WINDOW + 1;
    assert_eq!(seen.take(&taken("c", later), later), Ok(()));
}

#[test]
fn what_one_key_floods_is_nothing_to_another() {
    let mut seen = Seen::new(2);
    let taken = |key: &SigningKey, nonce: &str, created: u64| {
        let stamp = Stamp { created, nonce, network: NETWORK };
        verify(&PAYMENT, &stamped_by(key, &PAYMENT, stamp), NETWORK, created).expect("it holds")
    };
    let (flood, honest) = (key(), SigningKey::from_bytes(&[6; 32]));
    let first = taken(&honest, "a", NOW);
    assert_eq!(seen.take(&first, NOW), Ok(()));
    // Signed ahead of time, which stays fresh for longest.
    for (nonce, expected) in [("a", Ok(())), ("b", Ok(())), ("c", Err(Objection::Busy))] {
        assert_eq!(seen.take(&taken(&flood, nonce, NOW + WINDOW), NOW), expected);
    }
    // The same nonce of another key, and another of the same, are taken; what was, is remembered.
    assert_eq!(seen.take(&first, NOW + WINDOW), Err(Objection::Replayed));
    assert_eq!(seen.take(&taken(&honest, "b", NOW), NOW + WINDOW), Ok(()));
    assert_eq!(seen.take(&taken(&honest, "c", NOW), NOW + WINDOW), Err(Objection::Busy));
    // It makes room when its own are stale, while the flood's are still fresh.
    let later = NOW + WINDOW + 1;
    assert_eq!(seen.take(&taken(&honest, "c", later), later), Ok(()));
    assert_eq!(seen.take(&taken(&flood, "c", later), later), Err(Objection::Busy));
    assert_eq!(seen.take(&taken(&flood, "a", NOW + WINDOW), later), Err(Objection::Replayed));
}

proptest::proptest! {
    /// No text in the fields makes the reader panic, and none but ours is taken.
    #[test]
    fn nothing_in_the_fields_breaks_it(input in "\\PC{0,120}", signature in "\\PC{0,80}") {
        let fields = Fields {
            content_digest: content_digest(PAYMENT.body),
            signature_input: input,
            signature,
        };
        proptest::prop_assert!(verify(&PAYMENT, &fields, NETWORK, NOW).is_err());
    }
}
