//! Floor 3, plant: whose request it is.
//!
//! A party is known by the keys that the rulebook binds to it, and by nothing else.
//!
//! - [`Key`]: a secret key in a file, or in a hardware module that signs with it.
//! - [`sign`] and [`verify`]: HTTP message signatures (RFC 9421) over a request and the digest of
//!   its content (RFC 9530), so that the signed request itself is evidence.
//! - [`Seen`]: what was signed once is taken once while its signature is fresh.
//! - [`certificate`] and [`key_of`]: a certificate that says no more than which key its holder has.
//! - [`Ceremonies`]: passkeys (WebAuthn) are made and shown, each bound to one of these keys.
//! - [`openid`]: a provider of OpenID Connect says who somebody is, who bound that to one of these
//!   keys.
//! - [`server`] and [`client`]: TLS 1.3 with a hybrid post-quantum key exchange, where both sides
//!   show such a certificate.
//!
//! Never here: what a party may do, a business rule, a name that is trusted because a certificate
//! spells it.

mod certificate;
mod fault;
mod key;
mod known;
mod module;
pub mod openid;
mod passkey;
mod request;
mod seen;
mod tls;

pub use certificate::{Certificate, NoKey, certificate, key_of, valid_until};
pub use fault::Fault;
pub use key::Key;
pub use known::KnownKeys;
pub use passkey::{Ceremonies, Making, Passkey, RelyingParty, Showing, Unproven};
pub use request::{
    AHEAD, Fields, Objection, Request, Signed, Stamp, WINDOW, claimed_key, proves, sign, verify,
};
pub use seen::Seen;
pub use tls::{Clients, client, server};
