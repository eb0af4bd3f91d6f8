//! A small provider of OpenID Connect on a free port of this machine, that can be bent.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rustls::ServerConfig;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub const CLIENT: &str = "sarraf-console";
pub const SECRET: &str = "of/the:client";
pub const PAGE: &str = "https://sarraf.example/";

/// Two keys of RSA, the first of which is the provider's.
static KEYS: LazyLock<[EncodingKey; 2]> = LazyLock::new(|| [rsa(), rsa()]);

fn rsa() -> EncodingKey {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    // PKCS #1 stands in PKCS #8 behind 26 bytes, at a modulus of 2048 bits.
    EncodingKey::from_rsa_der(&pair.serialize_der()[26..])
}

/// What the provider does otherwise than it should.
#[derive(Clone, Copy)]
pub enum Bent {
    Not,
    /// It says of itself that it says who it is where it sends people back.
    SaysWho,
    /// It says something else in its token.
    Claims(fn(&mut Value)),
    /// Its token is not signed.
    Unsigned,
    /// Its token is "signed" with its public key.
    Shared,
    /// Its token names a key that it has not published.
    UnknownKid,
    /// Its token is signed by a key of somebody else.
    OtherKey,
    /// Its answers come after a while.
    Slow,
    /// They are longer than anybody reads.
    Long,
    /// They have another status.
    Status(u16),
    /// They are no JSON.
    Nonsense,
    /// It hangs up.
    Mute,
}

/// What a code stands for.
struct Granted {
    challenge: String,
    nonce: String,
    subject: String,
}

struct State {
    bent: Bent,
    kid: String,
    codes: BTreeMap<String, Granted>,
    /// How often each path was asked for.
    asked: BTreeMap<String, usize>,
}

pub struct Provider {
    pub issuer: String,
    state: Arc<Mutex<State>>,
}

impl Provider {
    /// One that is spoken to as it is, or by TLS.
    pub fn new(tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = match tls {
            Some(_) => format!("https://localhost:{port}/realms/banks"),
            None => format!("http://127.0.0.1:{port}/realms/banks"),
        };
        let state = State {
            bent: Bent::Not,
            kid: "first".into(),
            codes: BTreeMap::new(),
            asked: BTreeMap::new(),
        };
        let provider = Self { issuer, state: Arc::new(Mutex::new(state)) };
        let (issuer, state) = (provider.issuer.clone(), Arc::clone(&provider.state));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (issuer, state, tls) = (issuer.clone(), Arc::clone(&state), tls.clone());
                std::thread::spawn(move || served(stream.unwrap(), tls, &issuer, &state));
            }
        });
        provider
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn bend(&self, bent: Bent) {
        self.state().bent = bent;
    }

    /// Signs from now on with a key of another name, and publishes no other.
    pub fn rotate(&self, kid: &str) {
        self.state().kid = kid.into();
    }

    /// What it signs when somebody leaves it, changed.
    pub fn parts_from(&self, subject: &str, change: fn(&mut Value)) -> String {
        let mut claims = json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": seconds() + 120,
            "iat": seconds(),
            "jti": "1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
            "sub": subject,
        });
        change(&mut claims);
        let (kid, typ) = (Some(self.state().kid.clone()), Some("logout+jwt".into()));
        let header = Header { kid, typ, ..Header::new(Algorithm::RS256) };
        encode(&header, &claims, &KEYS[0]).unwrap()
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.state().asked.get(path).copied().unwrap_or_default()
    }

    /// A person at the provider, who goes where she was sent and says who she is: the code and the
    /// state that she is sent back with.
    pub fn signs_in(&self, address: &str, subject: &str) -> (String, String) {
        let (before, query) = address.split_once('?').unwrap();
        assert_eq!(before, format!("{}/authorize", self.issuer));
        let asked = fields(query);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", PAGE),
            ("scope", "openid"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(asked[name], value, "{name}");
        }
        let (challenge, nonce) = (asked["code_challenge"].clone(), asked["nonce"].clone());
        let mut state = self.state();
        let code = format!("code {}+/{}", state.codes.len(), &nonce[..8]);
        let granted = Granted { challenge, nonce, subject: subject.into() };
        state.codes.insert(code.clone(), granted);
        (code, asked["state"].clone())
    }
}

/// A form, or a query.
fn fields(form: &str) -> BTreeMap<String, String> {
    let plain = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, after @ ..] = rest {
            rest = after;
            if *first == b'%' {
                let digits = std::str::from_utf8(&after[..2]).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = &after[2..];
            } else {
                bytes.push(*first);
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (plain(name), plain(value))).collect()
}

fn served(stream: TcpStream, tls: Option<Arc<ServerConfig>>, issuer: &str, state: &Mutex<State>) {
    match tls {
        None => answered(stream, issuer, state),
        Some(tls) => {
            let connection = rustls::ServerConnection::new(tls).unwrap();
            answered(rustls::StreamOwned::new(connection, stream), issuer, state);
        }
    }
}

fn answered(mut stream: impl Read + Write, issuer: &str, state: &Mutex<State>) {
    let (mut read, mut buffer) = (Vec::new(), [0; 4_096]);
    let (head, body) = loop {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(count) => read.extend(&buffer[..count]),
        }
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = header(head, "content-length").and_then(|length| length.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let bent = {
        let mut state = state.lock().unwrap();
        *state.asked.entry(path.rsplit('/').next().unwrap().to_owned()).or_default() += 1;
        state.bent
    };
    let (status, told) = said(&path, &head, &body, issuer, &mut state.lock().unwrap());
    let (status, told) = match bent {
        Bent::Slow => {
            std::thread::sleep(Duration::from_millis(1_500));
            (status, told)
        }
        Bent::Long => (200, format!("{{\"long\":\"{}\"}}", "x".repeat(300_000))),
        Bent::Status(other) => (other, told),
        Bent::Nonsense => (200, "<html>".into()),
        Bent::Mute => return,
        _ => (status, told),
    };
    let length = told.len();
    let answer = format!(
        "HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{told}"
    );
    // Who asked may have given up.
    let _ = stream.write_all(answer.as_bytes());
    let _ = stream.flush();
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let named =
        |line: &'a str| line.split_once(": ").filter(|(is, _)| is.eq_ignore_ascii_case(name));
    head.lines().find_map(named).map(|(_, value)| value)
}

fn said(path: &str, head: &str, body: &str, issuer: &str, state: &mut State) -> (u16, String) {
    let at = |path: &str| format!("{issuer}/{path}");
    match path.strip_prefix("/realms/banks/").unwrap() {
        ".well-known/openid-configuration" => {
            let document = json!({
                "issuer": issuer,
                "authorization_endpoint": at("authorize"),
                "token_endpoint": at("token"),
                "jwks_uri": at("keys"),
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported":
                    matches!(state.bent, Bent::SaysWho),
            });
            (200, document.to_string())
        }
        "keys" => (200, json!({ "keys": [published(state)] }).to_string()),
        "token" => {
            let form = fields(body);
            let granted = state.codes.remove(&form["code"]);
            let digest = Sha256::digest(form["code_verifier"].as_bytes());
            let shown = Base64UrlUnpadded::encode_string(&digest);
            let secret = SECRET.replace('/', "%2F").replace(':', "%3A");
            let basic = Base64::encode_string(format!("{CLIENT}:{secret}").as_bytes());
            if header(head, "authorization") != Some(&format!("Basic {basic}")) {
                return (401, json!({ "error": "invalid_client" }).to_string());
            }
            let is_right =
                form["grant_type"] == "authorization_code" && form["redirect_uri"] == PAGE;
            match granted.filter(|granted| is_right && granted.challenge == shown) {
                Some(granted) => (200, token(issuer, &granted, state)),
                None => (400, json!({ "error": "invalid_grant" }).to_string()),
            }
        }
        _ => (404, String::new()),
    }
}

fn published(state: &State) -> Value {
    let mut jwk = Jwk::from_encoding_key(&KEYS[0], Algorithm::RS256).unwrap();
    jwk.common.key_id = Some(state.kid.clone());
    serde_json::to_value(jwk).unwrap()
}

pub fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn token(issuer: &str, granted: &Granted, state: &State) -> String {
    let mut claims = json!({
        "iss": issuer,
        "sub": granted.subject,
        "aud": CLIENT,
        "exp": seconds() + 60,
        "iat": seconds(),
        "nonce": granted.nonce,
        "email": "somebody@bank.example",
    });
    if let Bent::Claims(bend) = state.bent {
        bend(&mut claims);
    }
    let with = |algorithm, kid: &str, key: &EncodingKey| {
        let header = Header { kid: Some(kid.into()), ..Header::new(algorithm) };
        encode(&header, &claims, key).unwrap()
    };
    let id_token = match state.bent {
        Bent::Unsigned => {
            let part =
                |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
            format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims))
        }
        Bent::Shared => {
            let public = published(state)["n"].as_str().unwrap().to_owned();
            let shared = EncodingKey::from_secret(&Base64UrlUnpadded::decode_vec(&public).unwrap());
            with(Algorithm::HS256, &state.kid, &shared)
        }
        Bent::UnknownKid => with(Algorithm::RS256, "nobody's", &KEYS[0]),
        Bent::OtherKey => with(Algorithm::RS256, &state.kid, &KEYS[1]),
        _ => with(Algorithm::RS256, &state.kid, &KEYS[0]),
    };
    json!({ "access_token": "x", "token_type": "Bearer", "id_token": id_token }).to_string()
}
