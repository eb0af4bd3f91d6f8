//! Links to a payment's status: whoever holds one may look, and nobody can make one up.
//!
//! A link is the payment's name and the first half of its code (HMAC-SHA256) under a key that
//! nothing leaves the house with, so none has to be remembered.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use terms::Uetr;

/// What the code is made over, before the name.
const DOMAIN: &[u8] = b"sarraf/status-link/v1\0";

/// The bytes of a name, and those of its code.
const HALF: usize = 16;

fn code(key: &[u8; 32], name: &[u8]) -> Hmac<Sha256> {
    let mut code = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is taken");
    code.update(DOMAIN);
    code.update(name);
    code
}

/// The link of a payment. Shape: 43 letters, digits, hyphens and underscores.
pub(crate) fn make(key: &[u8; 32], uetr: Uetr) -> String {
    let name = uetr.bits().to_be_bytes();
    let made = code(key, &name).finalize().into_bytes();
    let mut bytes = [0; 2 * HALF];
    let (first, second) = bytes.split_at_mut(HALF);
    first.copy_from_slice(&name);
    second.copy_from_slice(&made[..HALF]);
    Base64UrlUnpadded::encode_string(&bytes)
}

/// The payment of a link that was made here. It takes the same time whatever is wrong with it.
pub(crate) fn read(key: &[u8; 32], link: &str) -> Option<Uetr> {
    let mut bytes = [0; 2 * HALF];
    let read = Base64UrlUnpadded::decode(link, &mut bytes).ok()?;
    let (name, stated) = read.split_at_checked(HALF)?;
    (stated.len() == HALF).then_some(())?;
    code(key, name).verify_truncated_left(stated).ok()?;
    let name = <[u8; HALF]>::try_from(name).ok()?;
    Some(Uetr::from_random(u128::from_be_bytes(name)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use super::*;

    #[test]
    fn a_link_leads_back_under_its_own_key_alone() {
        let uetr = Uetr::parse("5a3c1d6e-2f4b-4c8d-9e0f-000000000001").unwrap();
        let link = make(&[1; 32], uetr);
        assert_eq!(link.len(), 43);
        assert_eq!(read(&[1; 32], &link), Some(uetr));
        assert_eq!(read(&[2; 32], &link), None);
        for at in 0..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(read(&[1; 32], &changed), None, "at {at}");
        }
        for short in ["", "AAAA", &link[..42], &link[..22]] {
            assert_eq!(read(&[1; 32], short), None, "{short}");
        }
        assert_eq!(read(&[1; 32], &format!("{link}AA")), None);
    }
}
