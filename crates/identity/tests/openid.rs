//! What a provider says, line by line: no scenario, since scenarios know no tokens.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::time::{Duration, Instant};

use identity::openid::{
    Described, Drawn, NoLogin, Provider, ProviderKeys, ProviderSession, Requests, Waited,
};
use jsonwebtoken::crypto::sign;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

const ISSUER: &str = "https://login.example/realms/banks";
const CLIENT: &str = "sarraf console";
const PAGE: &str = "https://sarraf.example/";
/// When all of it happens. Unit: seconds since the Unix epoch.
const NOW: u64 = 1_795_636_800;

fn provider(secret: Option<&str>) -> Provider {
    Provider::new(ISSUER, "sarraf-console", secret.map(ToOwned::to_owned), PAGE).unwrap()
}

fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize?theme=dark"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_uri": format!("{ISSUER}/keys"),
        "code_challenge_methods_supported": ["plain", "S256"],
    })
}

fn described(document: &Value) -> Result<Described, NoLogin> {
    Described::read(&provider(None), document.to_string().as_bytes())
}

const DRAWN: Drawn = Drawn { state: [1; 32], nonce: [2; 32], verifier: [3; 32], ticket: [4; 32] };

fn hex(byte: u8) -> String {
    format!("{byte:02x}").repeat(32)
}

/// What waits for its answer, with what was drawn above.
fn waited() -> Waited {
    let (requests, now) = (Requests::new(Duration::from_secs(300)), Instant::now());
    let begun = requests.begin(&provider(None), &described(&document()).unwrap(), DRAWN, now);
    requests.take(&hex(1), &begun.unwrap().ticket, now).unwrap()
}

/// A key of a kind that is taken, to sign with.
struct Key {
    secret: EncodingKey,
    /// As the provider has it published, without its name.
    public: Value,
}

fn key(algorithm: Algorithm) -> Key {
    let made = |kind| rcgen::KeyPair::generate_for(kind).unwrap();
    let secret = match algorithm {
        Algorithm::EdDSA => {
            use base64ct::{Base64UrlUnpadded, Encoding as _};
            use rcgen::PublicKeyData as _;
            let pair = made(&rcgen::PKCS_ED25519);
            let x = Base64UrlUnpadded::encode_string(pair.der_bytes());
            let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
            return Key { secret: EncodingKey::from_ed_der(&pair.serialize_der()), public };
        }
        Algorithm::ES256 => {
            EncodingKey::from_ec_der(&made(&rcgen::PKCS_ECDSA_P256_SHA256).serialize_der())
        }
        // PKCS #1 stands in PKCS #8 behind 26 bytes, at a modulus of 2048 bits.
        _ => EncodingKey::from_rsa_der(&made(&rcgen::PKCS_RSA_SHA256).serialize_der()[26..]),
    };
    let mut public = Jwk::from_encoding_key(&secret, algorithm).unwrap();
    public.common.key_algorithm = None;
    Key { secret, public: serde_json::to_value(public).unwrap() }
}

fn published(key: &Key, kid: &str) -> Value {
    let mut published = key.public.clone();
    published["kid"] = kid.into();
    published
}

fn set(keys: &[Value]) -> ProviderKeys {
    ProviderKeys::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "sub": "5f1c2e9a-7b3d",
        "aud": "sarraf-console",
        "exp": NOW + 60,
        "iat": NOW,
        "nonce": hex(2),
    })
}

fn token(claims: &Value, key: &Key, algorithm: Algorithm, kid: Option<&str>) -> String {
    let header = Header { kid: kid.map(ToOwned::to_owned), ..Header::new(algorithm) };
    encode(&header, claims, &key.secret).unwrap()
}

fn shown(keys: &ProviderKeys, token: &str) -> Result<String, NoLogin> {
    let answer = json!({ "id_token": token, "access_token": "x" }).to_string();
    let login = keys.judge(&provider(None), &waited(), answer.as_bytes(), NOW)?.login;
    assert_eq!(login.issuer, ISSUER);
    Ok(login.subject)
}

/// What a logout token says of somebody who leaves.
fn parting() -> Value {
    json!({
        "iss": ISSUER,
        "aud": "sarraf-console",
        "exp": NOW + 120,
        "iat": NOW,
        "jti": "1",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        "sub": "5f1c2e9a-7b3d",
        "sid": "a",
    })
}

/// A session in which somebody showed a login.
fn session_of(keys: &ProviderKeys, own: &Key, changes: &[(&str, Value)]) -> ProviderSession {
    let mut claims = claims();
    for (name, value) in changes {
        claims[*name] = value.clone();
    }
    let token = token(&claims, own, Algorithm::EdDSA, Some("a"));
    let answer = json!({ "id_token": token }).to_string();
    keys.judge(&provider(None), &waited(), answer.as_bytes(), NOW).unwrap().session
}

#[test]
fn a_logout_token_ends_the_sessions_that_it_names_and_that_had_begun() {
    let own = key(Algorithm::EdDSA);
    let keys = set(&[published(&own, "a")]);
    let [named, other, unnamed, later] = [
        vec![("sid", "a".into())],
        vec![("sid", "b".into())],
        vec![],
        vec![("sid", "a".into()), ("iat", (NOW + 1).into())],
    ]
    .map(|changes: Vec<(&str, Value)>| session_of(&keys, &own, &changes));
    let theirs = session_of(&keys, &own, &[("sub", "another".into()), ("sid", "a".into())]);
    let all = [named, other, unnamed, later, theirs];
    for (without, ended) in [
        (None, [true, false, true, false, false]),
        (Some("sid"), [true, true, true, false, false]),
        (Some("sub"), [true, false, false, false, true]),
    ] {
        let mut parting = parting();
        without.map(|name| parting.as_object_mut().unwrap().remove(name));
        let token = token(&parting, &own, Algorithm::EdDSA, Some("a"));
        let told = keys.judge_parting(&provider(None), &token, NOW).unwrap();
        assert_eq!(all.each_ref().map(|session| told.ends(session)), ended, "{without:?}");
    }
}

#[test]
fn what_ended_before_it_came_is_told_from_what_began_after() {
    let own = key(Algorithm::EdDSA);
    let keys = set(&[published(&own, "a")]);
    let session =
        |iat: u64, sid: Value| session_of(&keys, &own, &[("iat", iat.into()), ("sid", sid)]);
    let ended = |sid: Value| {
        let mut parting = parting();
        parting["sid"] = sid;
        let token = token(&parting, &own, Algorithm::EdDSA, Some("a"));
        keys.judge_parting(&provider(None), &token, NOW).unwrap()
    };
    let (of_one, of_all) = (ended("a".into()), ended(Value::Null));
    for (iat, sid, one, all) in [
        (NOW - 1, "a".into(), true, true),
        // In the same second: the one that is named is over, of all of hers this may be a new one.
        (NOW, "a".into(), true, false),
        (NOW + 1, "a".into(), false, false),
        (NOW - 1, "b".into(), false, true),
        (NOW - 1, Value::Null, true, true),
        (NOW, Value::Null, false, false),
    ] {
        let session = session(iat, sid);
        assert_eq!(of_one.ends_late(&session), one, "{session:?}");
        assert_eq!(of_all.ends_late(&session), all, "{session:?}");
    }
}

#[test]
fn a_logout_token_counts_from_the_provider_for_us_and_now_alone() {
    let (own, other) = (key(Algorithm::EdDSA), key(Algorithm::EdDSA));
    let keys = set(&[published(&own, "a")]);
    let judged = |parting: &Value, key: &Key| {
        let token = token(parting, key, Algorithm::EdDSA, Some("a"));
        keys.judge_parting(&provider(None), &token, NOW).map(|_| ())
    };
    assert_eq!(judged(&parting(), &own), Ok(()));
    assert_eq!(judged(&parting(), &other), Err(NoLogin::Signature));
    assert_eq!(judged(&claims(), &own), Err(NoLogin::Unreadable), "an ID token is none");
    let cases: [(&str, Value, NoLogin); 9] = [
        ("iss", "https://evil.example".into(), NoLogin::OtherIssuer),
        ("aud", "another".into(), NoLogin::OtherAudience),
        ("exp", (NOW - 60).into(), NoLogin::Expired),
        ("iat", (NOW - 301).into(), NoLogin::NotNow),
        ("iat", (NOW + 61).into(), NoLogin::NotNow),
        ("nonce", hex(2).into(), NoLogin::Unreadable),
        ("events", json!({ "http://schemas.openid.net/event/other": {} }), NoLogin::Unreadable),
        ("events", Value::Null, NoLogin::Unreadable),
        ("iat", "now".into(), NoLogin::Unreadable),
    ];
    for (name, value, wanted) in cases {
        let mut parting = parting();
        parting[name] = value;
        assert_eq!(judged(&parting, &own), Err(wanted), "{parting}");
    }
    let mut nobody = parting();
    (nobody["sub"], nobody["sid"]) = (Value::Null, Value::Null);
    assert_eq!(judged(&nobody, &own), Err(NoLogin::Unreadable));
    // Nor does one show who somebody is.
    let token = token(&parting(), &own, Algorithm::EdDSA, Some("a"));
    assert_eq!(shown(&keys, &token), Err(NoLogin::OtherNonce));
}

#[test]
fn a_token_of_each_algorithm_that_is_taken_shows_who_it_names() {
    for algorithm in [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA] {
        let (own, other) = (key(algorithm), key(algorithm));
        let keys = set(&[published(&other, "b"), published(&own, "a")]);
        let told = token(&claims(), &own, algorithm, Some("a"));
        assert_eq!(shown(&keys, &told).unwrap(), "5f1c2e9a-7b3d", "{algorithm:?}");
        let told = token(&claims(), &other, algorithm, Some("a"));
        assert_eq!(shown(&keys, &told), Err(NoLogin::Signature), "{algorithm:?}");
        let told = token(&claims(), &own, algorithm, Some("c"));
        assert_eq!(shown(&keys, &told), Err(NoLogin::UnknownKey), "{algorithm:?}");
        // Where it names none, it is of the only one there is, and of none of two.
        let told = token(&claims(), &own, algorithm, None);
        assert_eq!(shown(&keys, &told), Err(NoLogin::UnknownKey), "{algorithm:?}");
        let keys = set(&[published(&own, "a")]);
        assert!(shown(&keys, &told).is_ok(), "{algorithm:?}");
    }
}

#[test]
fn ed25519_is_taken_under_both_of_its_names() {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let own = key(Algorithm::EdDSA);
    let text = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let token = |algorithm: &str| {
        let head = text(&json!({ "alg": algorithm, "kid": "a" }));
        let signed = format!("{head}.{}", text(&claims()));
        let signature = sign(signed.as_bytes(), &own.secret, Algorithm::EdDSA).unwrap();
        format!("{signed}.{signature}")
    };
    let mut named = published(&own, "a");
    for published_as in [None, Some("EdDSA"), Some("Ed25519")] {
        named["alg"] = published_as.into();
        let keys = set(std::slice::from_ref(&named));
        for algorithm in ["EdDSA", "Ed25519"] {
            let told = shown(&keys, &token(algorithm));
            assert_eq!(told.as_deref(), Ok("5f1c2e9a-7b3d"), "{published_as:?} {algorithm}");
        }
        assert_eq!(shown(&keys, &token("Ed448")), Err(NoLogin::Algorithm));
        // Signed by another than the one that is named.
        let other = set(&[published(&key(Algorithm::EdDSA), "a")]);
        assert_eq!(shown(&other, &token("Ed25519")), Err(NoLogin::Signature));
    }
    // The name says which curve: a key of another curve does not become one of it.
    named["crv"] = "Ed448".into();
    named["alg"] = "Ed25519".into();
    assert_eq!(shown(&set(&[named]), &token("Ed25519")), Err(NoLogin::UnknownKey));
}

#[test]
fn a_key_is_used_for_what_it_is_for() {
    let own = key(Algorithm::ES256);
    let jwk = published(&own, "a");
    let told = token(&claims(), &own, Algorithm::ES256, Some("a"));
    let with = |name: &str, value: &str| {
        let mut jwk = jwk.clone();
        jwk[name] = value.into();
        shown(&set(&[jwk]), &told)
    };
    assert!(with("use", "sig").is_ok());
    assert_eq!(with("use", "enc"), Err(NoLogin::UnknownKey));
    assert_eq!(with("alg", "ES384"), Err(NoLogin::UnknownKey));
    assert_eq!(with("crv", "P-384"), Err(NoLogin::UnknownKey));
    // A key that nobody understands does not hide the others.
    let keys = set(&[json!({ "kty": "OKP", "crv": "X448", "x": 7 }), json!(7), jwk.clone()]);
    assert!(shown(&keys, &told).is_ok());
    assert_eq!(ProviderKeys::read(b"{}"), Err(NoLogin::Unreadable));
}

#[test]
fn what_signs_nothing_shows_nobody() {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let own = key(Algorithm::RS256);
    let jwk = published(&own, "a");
    let keys = set(std::slice::from_ref(&jwk));
    let told = token(&claims(), &own, Algorithm::RS256, Some("a"));
    let mut parts = told.split('.');
    let (_, body, signature) =
        (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let text = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let none = format!("{}.{body}.", text(&json!({ "alg": "none", "kid": "a" })));
    assert_eq!(shown(&keys, &none), Err(NoLogin::Algorithm));
    // The public key, which anybody has, taken for a shared secret.
    for secret in [jwk.to_string(), jwk["n"].as_str().unwrap().to_owned()] {
        let secret = EncodingKey::from_secret(secret.as_bytes());
        let shared = Key { secret, public: Value::Null };
        let told = token(&claims(), &shared, Algorithm::HS256, Some("a"));
        assert_eq!(shown(&keys, &told), Err(NoLogin::Algorithm));
    }
    // Said to be by another algorithm than it is.
    let head = text(&json!({ "alg": "PS256", "kid": "a" }));
    assert_eq!(shown(&keys, &format!("{head}.{body}.{signature}")), Err(NoLogin::Signature));
    let head = text(&json!({ "alg": "ES256", "kid": "a" }));
    assert_eq!(shown(&keys, &format!("{head}.{body}.{signature}")), Err(NoLogin::UnknownKey));
    // A key that the token brings along is nobody's.
    let thief = key(Algorithm::RS256);
    let own_head = Header {
        kid: Some("a".into()),
        jwk: Some(serde_json::from_value(published(&thief, "a")).unwrap()),
        ..Header::new(Algorithm::RS256)
    };
    let told = encode(&own_head, &claims(), &thief.secret).unwrap();
    assert_eq!(shown(&keys, &told), Err(NoLogin::Signature));
    // What must be understood and is not.
    let head = text(&json!({ "alg": "RS256", "kid": "a", "crit": ["b64"], "b64": false }));
    assert_eq!(shown(&keys, &format!("{head}.{body}.{signature}")), Err(NoLogin::Unreadable));
    for nonsense in ["", "a", "a.b", "a.b.c", "e30.e30.e30", "a.b.c.d.e"] {
        assert_eq!(shown(&keys, nonsense), Err(NoLogin::Unreadable), "{nonsense}");
    }
    let answer = keys.judge(&provider(None), &waited(), b"{\"id_token\":7}", NOW);
    assert_eq!(answer, Err(NoLogin::Unreadable));
}

#[test]
fn what_a_token_says_is_for_us_and_of_now() {
    let own = key(Algorithm::EdDSA);
    let keys = set(&[published(&own, "a")]);
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        shown(&keys, &token(&claims, &own, Algorithm::EdDSA, Some("a")))
    };
    assert_eq!(with("iss", format!("{ISSUER}/").into()), Err(NoLogin::OtherIssuer));
    assert_eq!(with("aud", "other".into()), Err(NoLogin::OtherAudience));
    assert_eq!(with("aud", json!([])), Err(NoLogin::OtherAudience));
    assert!(with("aud", json!(["sarraf-console"])).is_ok());
    assert_eq!(with("aud", json!(["sarraf-console", "b"])), Err(NoLogin::OtherAudience));
    assert_eq!(with("azp", "other".into()), Err(NoLogin::OtherAudience));
    assert!(with("azp", "sarraf-console".into()).is_ok());
    let mut shared = claims();
    (shared["aud"], shared["azp"]) = (json!(["b", "sarraf-console"]), "sarraf-console".into());
    assert!(shown(&keys, &token(&shared, &own, Algorithm::EdDSA, Some("a"))).is_ok());
    assert_eq!(with("nonce", hex(9).into()), Err(NoLogin::OtherNonce));
    assert_eq!(with("nonce", Value::Null), Err(NoLogin::OtherNonce));
    assert!(with("exp", (NOW - 59).into()).is_ok(), "clocks differ");
    assert_eq!(with("exp", (NOW - 60).into()), Err(NoLogin::Expired));
    assert!(with("iat", (NOW - 300).into()).is_ok());
    assert_eq!(with("iat", (NOW - 301).into()), Err(NoLogin::NotNow));
    assert_eq!(with("iat", (NOW + 301).into()), Err(NoLogin::NotNow));
    assert_eq!(with("nbf", (NOW + 61).into()), Err(NoLogin::NotNow));
    assert!(with("nbf", (NOW + 60).into()).is_ok());
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        assert_eq!(with(name, Value::Null), Err(NoLogin::Unreadable), "{name}");
    }
    assert_eq!(with("exp", "never".into()), Err(NoLogin::Unreadable));
    assert_eq!(with("sub", "".into()), Err(NoLogin::Unreadable));
    assert_eq!(with("sub", "x".repeat(256).into()), Err(NoLogin::Unreadable));
}

#[test]
fn a_request_is_answered_once_in_time_and_by_who_asked() {
    let (requests, now) = (Requests::new(Duration::from_secs(300)), Instant::now());
    let described = described(&document()).unwrap();
    let begin = || requests.begin(&provider(None), &described, DRAWN, now).unwrap();
    let begun = begin();
    let (before, query) = begun.address.split_once("?theme=dark&").unwrap();
    assert_eq!(before, format!("{ISSUER}/authorize"));
    // RFC 7636, section 4.2: the digest of the verifier, which itself stays here.
    assert_eq!(
        query,
        format!(
            "response_type=code&client_id=sarraf-console&\
             redirect_uri=https%3A%2F%2Fsarraf.example%2F&scope=openid&state={}&nonce={}&\
             code_challenge=g6U43wcEb0QwMD-vCenGkzMGtef0FXtcDNw10W8PkDM&code_challenge_method=S256",
            hex(1),
            hex(2)
        )
    );
    assert!(!begun.address.contains(&hex(3)) && !begun.address.contains(&hex(4)));
    let late = now + Duration::from_secs(299);
    assert!(requests.take(&hex(1), &begun.ticket, late).is_ok());
    assert_eq!(requests.take(&hex(1), &begun.ticket, late).err(), Some(NoLogin::UnknownRequest));
    assert_eq!(requests.take("nonsense", "", now).err(), Some(NoLogin::UnknownRequest));
    begin();
    let late = now + Duration::from_secs(300);
    assert_eq!(requests.take(&hex(1), &begun.ticket, late).err(), Some(NoLogin::Late));
    for ticket in [hex(5), String::new()] {
        begin();
        assert_eq!(requests.take(&hex(1), &ticket, now).err(), Some(NoLogin::OtherBrowser));
        let again = requests.take(&hex(1), &hex(4), now).err();
        assert_eq!(again, Some(NoLogin::UnknownRequest), "used up");
    }
}

#[test]
fn so_many_wait_and_what_is_late_makes_room() {
    let (requests, now) = (Requests::new(Duration::from_secs(300)), Instant::now());
    let described = described(&document()).unwrap();
    let begin = |number: u16, now| {
        let mut state = [0; 32];
        state[..2].copy_from_slice(&number.to_be_bytes());
        requests.begin(&provider(None), &described, Drawn { state, ..DRAWN }, now).err()
    };
    for number in 0..16_384 {
        assert_eq!(begin(number, now), None);
    }
    assert_eq!(begin(16_384, now), Some(NoLogin::Busy));
    assert_eq!(begin(16_384, now + Duration::from_secs(300)), None);
}

#[test]
fn a_provider_calls_itself_as_it_is_called_and_takes_pkce() {
    assert!(described(&document()).is_ok());
    let with = |name: &str, value: Value| {
        let mut document = document();
        document[name] = value;
        described(&document).err()
    };
    assert_eq!(with("issuer", "https://login.example".into()), Some(NoLogin::Undescribed));
    assert_eq!(with("token_endpoint", Value::Null), Some(NoLogin::Undescribed));
    let methods = "code_challenge_methods_supported";
    assert_eq!(with(methods, json!(["plain"])), Some(NoLogin::Undescribed));
    assert_eq!(with(methods, Value::Null), None, "it need not say");
    let slash = Provider::new("https://login.example/", "a", None, PAGE).unwrap();
    let at = "https://login.example/.well-known/openid-configuration";
    assert_eq!(slash.described_at(), at);
}

#[test]
fn a_secret_goes_where_the_provider_takes_it() {
    let with = |methods: Value, secret: Option<&str>| {
        let mut document = document();
        document["token_endpoint_auth_methods_supported"] = methods;
        provider(secret).exchange(&described(&document).unwrap(), "a code+/", &waited())
    };
    let open = with(Value::Null, None);
    assert_eq!(open.authorization, None);
    assert_eq!(
        open.form,
        format!(
            "grant_type=authorization_code&code=a%20code%2B%2F&\
             redirect_uri=https%3A%2F%2Fsarraf.example%2F&client_id=sarraf-console&\
             code_verifier={}",
            hex(3)
        )
    );
    let basic = with(Value::Null, Some("a:b%"));
    // sarraf-console:a%3Ab%25, since RFC 6749 has both encoded first: section 2.3.1.
    let header = "Basic c2FycmFmLWNvbnNvbGU6YSUzQWIlMjU=";
    assert_eq!(basic.authorization.as_deref(), Some(header));
    assert_eq!(basic.form, open.form);
    let posted = with(json!(["client_secret_post", "private_key_jwt"]), Some("a:b%"));
    assert_eq!(posted.authorization, None);
    assert_eq!(posted.form, format!("{}&client_secret=a%3Ab%25", open.form));
    let both = with(json!(["client_secret_post", "client_secret_basic"]), Some("a:b%"));
    assert_eq!(both.authorization.as_deref(), Some(header));
    assert!(!format!("{:?} {both:?}", provider(Some("a:b%"))).contains("a:b"), "never told");
}

#[test]
fn a_provider_is_of_its_form() {
    let made = |issuer: &str, client: &str, secret: Option<&str>, page: &str| {
        Provider::new(issuer, client, secret.map(ToOwned::to_owned), page)
            .map_err(|f| f.to_string())
    };
    assert!(made(ISSUER, "a", Some("b"), PAGE).is_ok());
    for (wrong, name) in [
        (made("", "a", None, PAGE), "issuer"),
        (made("https://login.example/?a=b", "a", None, PAGE), "issuer"),
        (made(ISSUER, CLIENT, None, PAGE), "client"),
        (made(ISSUER, "a", Some(""), PAGE), "secret"),
        (made(ISSUER, "a", Some("b\n"), PAGE), "secret"),
        (made(ISSUER, "a", None, "https://sarraf.example/#/a"), "page"),
    ] {
        let text = wrong.unwrap_err();
        assert!(text.starts_with(name), "{text}");
    }
}

#[test]
fn what_a_provider_says_is_believed_as_it_was_signed_and_read_or_refused() {
    let own = key(Algorithm::EdDSA);
    let jwk = published(&own, "a");
    let (keys, waited) = (set(std::slice::from_ref(&jwk)), waited());
    let token = token(&claims(), &own, Algorithm::EdDSA, Some("a"));
    let good = json!({ "access_token": "x", "id_token": token }).to_string();
    let first = keys.judge(&provider(None), &waited, good.as_bytes(), NOW).unwrap();
    fuzz::every_text(&[&good], |text| {
        if let Ok(login) = keys.judge(&provider(None), &waited, text.as_bytes(), NOW) {
            assert_eq!(login, first, "{text}");
        }
    });
    let published = json!({ "keys": [jwk] }).to_string();
    fuzz::every_text(&[&published], |text| {
        if let Ok(keys) = ProviderKeys::read(text.as_bytes()) {
            let _ = keys.judge(&provider(None), &waited, good.as_bytes(), NOW);
        }
    });
    fuzz::every_text(&[&document().to_string()], |text| {
        if let Ok(told) = Described::read(&provider(None), text.as_bytes()) {
            let begun = Requests::new(Duration::from_secs(1));
            let _ = begun.begin(&provider(None), &told, DRAWN, Instant::now());
        }
    });
}
