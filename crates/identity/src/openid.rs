//! Logins: a person shows by a provider of OpenID Connect that she is who once bound it to a key.
//!
//! The authorization code flow (OpenID Connect Core 1.0, section 3.1) with PKCE (RFC 7636):
//!
//! ```text
//! page        door                                  provider
//!  |-- asks -->|  draws state, nonce, verifier, ticket
//!  |<-- address, ticket --|
//!  |------------- the address: state, nonce, digest of the verifier -->|
//!  |<------------ code, state ----------------------------------------|
//!  |-- code, state, ticket -->|
//!  |           |-- code, verifier ------------------------------------>|
//!  |           |<- ID token: signed, for us, now, with the nonce ------|
//! ```
//!
//! What was drawn is taken once and has a deadline.
//! The ticket never leaves the browser that asked but for the door: a code and a state that somebody
//! else came by, or gave to somebody, count nowhere.
//! Which key of ours a login stands for is said by who keeps [`Login`]s.
//!
//! Nothing here asks anybody: what the provider says is brought, and what time it is is told.

mod ended;
mod request;
mod token;

use std::fmt;

use base64ct::{Base64, Encoding as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::Fault;

pub use ended::{Ended, ProviderSession};
pub use request::{Begun, Drawn, Requests, Waited};
pub use token::ProviderKeys;

/// What a form leaves as it is. Source: RFC 3986, section 2.3.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest issuer, client, page and subject. Unit: bytes.
const LONGEST: usize = 255;

/// What a provider of OpenID Connect knows a person by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The provider.
    pub issuer: String,
    /// By what it knows her: the same for ever, and given to nobody else.
    pub subject: String,
}

/// A login that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// Whose it is.
    pub login: Login,
    /// In which session with the provider.
    pub session: ProviderSession,
}

/// A provider whose logins are taken, and as what it knows us.
#[derive(Clone, PartialEq, Eq)]
pub struct Provider {
    issuer: String,
    client: String,
    secret: Option<String>,
    page: String,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// One by its issuer, which knows us as a client, by a secret if it was given one, and sends
    /// people back to a page of ours.
    ///
    /// # Errors
    /// If one of them is not of its form.
    pub fn new(
        issuer: &str,
        client: &str,
        secret: Option<String>,
        page: &str,
    ) -> Result<Self, Fault> {
        let wrong = |name: &str, text: &str| Err(Fault::new(format!("{name}: {text}")));
        let plain = |text: &str| {
            (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if !plain(issuer) || issuer.contains(['?', '#']) {
            return wrong("issuer", "an address of up to 255 characters, without ? and #");
        }
        if !plain(client) {
            return wrong("client", "1 to 255 characters that can be seen");
        }
        if !plain(page) || page.contains(['?', '#']) {
            return wrong("page", "an address of up to 255 characters, without ? and #");
        }
        if secret.as_ref().is_some_and(|secret| !plain(secret)) {
            return wrong("secret", "1 to 255 characters that can be seen");
        }
        let (issuer, client, page) = (issuer.to_owned(), client.to_owned(), page.to_owned());
        Ok(Self { issuer, client, secret, page })
    }

    /// The provider's name, which is its address.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// To which page people are sent back.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Where it says how it is asked. Source: OpenID Connect Discovery 1.0, section 4.
    pub fn described_at(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))
    }

    /// What it is asked for the token that a code stands for. Source: RFC 6749, section 4.1.3.
    pub fn exchange(&self, described: &Described, code: &str, waited: &Waited) -> Exchange {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.page),
            ("client_id", &self.client),
            ("code_verifier", &waited.verifier),
        ];
        let authorization = match (&self.secret, described.takes) {
            (None, _) => None,
            (Some(secret), Takes::Header) => {
                let both = format!("{}:{}", encoded(&self.client), encoded(secret));
                Some(format!("Basic {}", Base64::encode_string(both.as_bytes())))
            }
            (Some(secret), Takes::Form) => {
                form.push(("client_secret", secret));
                None
            }
        };
        Exchange { form: form_of(&form), authorization }
    }
}

/// What the provider is asked for a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange {
    /// As `application/x-www-form-urlencoded`.
    pub form: String,
    /// The header `authorization`, where the client has a secret that goes there.
    pub authorization: Option<String>,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").finish_non_exhaustive()
    }
}

/// Where a client's secret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Header,
    Form,
}

/// How a provider says that it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    authorization: String,
    /// Where codes are exchanged for tokens.
    pub codes: String,
    /// Where the keys stand that it signs with.
    pub keys: String,
    takes: Takes,
    /// Whether it says who it is where it sends people back.
    says_who: bool,
}

/// Source: OpenID Connect Discovery 1.0, section 3.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    // Source: RFC 9207, section 3.
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl Described {
    /// Reads what a provider says of itself.
    ///
    /// # Errors
    /// [`NoLogin::Undescribed`]: if it says nothing of the kind, or calls itself otherwise, or
    /// takes no PKCE.
    pub fn read(provider: &Provider, body: &[u8]) -> Result<Self, NoLogin> {
        let read: Document = serde_json::from_slice(body).map_err(|_| NoLogin::Undescribed)?;
        let lacks = |list: &Option<Vec<String>>, wanted: &str| {
            list.as_ref().is_some_and(|list| list.iter().all(|one| one != wanted))
        };
        let is_ours = read.issuer == provider.issuer;
        if !is_ours || lacks(&read.code_challenge_methods_supported, "S256") {
            return Err(NoLogin::Undescribed);
        }
        let methods = &read.token_endpoint_auth_methods_supported;
        // Without a list it is the header: section 3, of this member.
        let by_form =
            lacks(methods, "client_secret_basic") && !lacks(methods, "client_secret_post");
        Ok(Self {
            authorization: read.authorization_endpoint,
            codes: read.token_endpoint,
            keys: read.jwks_uri,
            takes: if by_form { Takes::Form } else { Takes::Header },
            says_who: read.authorization_response_iss_parameter_supported == Some(true),
        })
    }

    /// Whether it is this provider that sent somebody back, by the parameter `iss` with which it
    /// did; without one only if it never says so. Source: RFC 9207, section 2.4.
    ///
    /// # Errors
    /// [`NoLogin::OtherIssuer`].
    pub fn sent_back(&self, provider: &Provider, iss: Option<&str>) -> Result<(), NoLogin> {
        match iss {
            None if !self.says_who => Ok(()),
            Some(iss) if iss == provider.issuer => Ok(()),
            _ => Err(NoLogin::OtherIssuer),
        }
    }

    /// The addresses in it. Order: where people go, where codes are exchanged, where keys stand.
    pub fn addresses(&self) -> [&str; 3] {
        [&self.authorization, &self.codes, &self.keys]
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, FORM).to_string()
}

fn form_of(fields: &[(&str, &str)]) -> String {
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    fields.join("&")
}

/// Why something shows no login that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLogin {
    /// Its state was never given, or was answered before.
    UnknownRequest,
    /// It waited for too long.
    Late,
    /// The ticket is not the one that was given with this state.
    OtherBrowser,
    /// As many requests wait as may wait.
    Busy,
    /// What the provider says of itself cannot be gone by.
    Undescribed,
    /// The provider's keys, its answer or its token is not of its form.
    Unreadable,
    /// The token is signed by an algorithm that is not taken, or by none.
    Algorithm,
    /// None of the provider's keys is the one that the token names.
    UnknownKey,
    /// The signature is not that key's.
    Signature,
    /// The token was issued by another.
    OtherIssuer,
    /// The token was issued for another.
    OtherAudience,
    /// The token was issued in answer to another request.
    OtherNonce,
    /// The token has expired.
    Expired,
    /// The token was issued at another time than just now.
    NotNow,
}

impl NoLogin {
    /// A word for it that never changes its meaning.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownRequest => "unknown-request",
            Self::Late => "late",
            Self::OtherBrowser => "other-browser",
            Self::Busy => "busy",
            Self::Undescribed => "undescribed",
            Self::Unreadable => "unreadable",
            Self::Algorithm => "algorithm",
            Self::UnknownKey => "unknown-key",
            Self::Signature => "signature",
            Self::OtherIssuer => "other-issuer",
            Self::OtherAudience => "other-audience",
            Self::OtherNonce => "other-nonce",
            Self::Expired => "expired",
            Self::NotNow => "not-now",
        }
    }
}

impl fmt::Display for NoLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownRequest => "its state was not given here, or was answered before",
            Self::Late => "its state waited for too long",
            Self::OtherBrowser => "its state was given to another browser",
            Self::Busy => "as many requests wait as may wait",
            Self::Undescribed => "what the provider says of itself cannot be gone by",
            Self::Unreadable => "what the provider answers cannot be read",
            Self::Algorithm => {
                "what it says is signed by an algorithm that is not taken, or by none"
            }
            Self::UnknownKey => "what it says names a key that is not the provider's",
            Self::Signature => "what it says is not signed by the provider's key",
            Self::OtherIssuer => "what it says was issued by another",
            Self::OtherAudience => "what it says was issued for another",
            Self::OtherNonce => "what it says answers another request",
            Self::Expired => "what it says has expired",
            Self::NotNow => "what it says was issued more than five minutes from now",
        })
    }
}

impl std::error::Error for NoLogin {}
