//! The small system that tests found.

use ed25519_dalek::SigningKey;
use node::{Document, Founding, public_key};

/// The operator's key.
pub fn signer() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// A central bank, party 1, and two banks in its dong, open round the clock; `more` goes on with the
/// document.
pub fn founding(more: &str) -> Founding {
    let key = public_key(&signer());
    let text = format!(
        r#"
name = "test"
clearing_system = "TEST"
founded_at = "2026-11-24T06:00:00Z"
operator = {{ bic = "SRRFAEAD", keys = ["{key}"] }}
party = [{{ bic = "STBVVNVX" }}, {{ bic = "BFTVVNVX" }}, {{ bic = "ICBVVNVX" }}]
[[currency]]
code = "VND"
minor_units = 0
agent = "STBVVNVX"
valid_from = "2026-01-01"
[[calendar]]
currency = "VND"
version = 1
valid_from = "2026-01-01"
utc_offset_minutes = 420
weekend = []
open = "00:00"
customer_cut_off = "24:00"
close = "24:00"
always_open = true
source = "test"
[[participant]]
bic = "BFTVVNVX"
currency = "VND"
class = "resident-bank"
[[participant]]
bic = "ICBVVNVX"
currency = "VND"
class = "resident-bank"
{more}"#
    );
    Document::parse(&text).and_then(|document| document.founding()).expect("it is sound")
}
