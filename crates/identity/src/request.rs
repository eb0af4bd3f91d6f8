//! One profile of HTTP message signatures, with nothing left to the sender's choice.
//!
//! RFC 9421 lets a signer cover what it likes; here a signature covers the method, the path, the
//! query where there is one, the digest of the content, and the `Idempotency-Key` where there is
//! one, always, and nothing else.
//! Its parameters are the instant it was made, the key, the algorithm, a value used once, and as
//! the tag the system it is meant for.
//!
//! ```text
//! Content-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:
//! Signature-Input: sarraf=("@method" "@path" "content-digest");created=1764086400;
//!                  keyid="ed25519:d75a98...";alg="ed25519";nonce="5f1c...";tag="<network>"
//! Signature: sarraf=:<64 bytes, base64>:
//! ```
//!
//! The base that is signed is built as in RFC 9421, section 2.5, from the request as it came, so a
//! path or a query that was changed on the way no longer fits.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use receipts::{Algorithm, PublicKey};
use sfv::{BareItem, Dictionary, FieldType, InnerList, Item, List, ListEntry, Parser};
use sha2::{Digest as _, Sha256};

use crate::{Fault, Key, KnownKeys};

/// How far the instant of a signature may be behind the receiver's. Unit: seconds.
pub const WINDOW: u64 = 300;

/// How far it may be ahead of the receiver's: as far as clocks that are kept right differ, and no
/// more, since a receiver that has forgotten what it took knows what was signed before that by its
/// instant alone. Unit: seconds.
pub const AHEAD: u64 = 30;

/// The algorithm's name in the registry of RFC 9421.
const ALGORITHM: &str = "ed25519";

/// The longest value used once. Unit: characters.
const LONGEST_NONCE: usize = 64;

/// The most signatures that are looked through for one that is meant for us.
const MOST_SIGNATURES: usize = 8;

/// The longest field `Signature-Input` in which a claimed key is looked for: anybody may send it, and
/// as often as it likes. Unit: bytes.
const LONGEST_CLAIM: usize = 4_096;

/// The label under which we sign.
const LABEL: &str = "sarraf";

/// What of a request is signed.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Such as `POST`.
    pub method: &'a str,
    /// As it stands in the request line, from the first slash.
    pub path: &'a str,
    /// What follows the question mark, without it.
    pub query: Option<&'a str>,
    /// The content, exactly as it is sent; empty where there is none.
    pub body: &'a [u8],
    /// The value of the field `Idempotency-Key`, without spaces around it, where there is one: who
    /// took it away or put another in its place would have the request carried out twice.
    pub idempotency_key: Option<&'a str>,
}

/// The values of the three fields that carry a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// `Content-Digest`. Source: RFC 9530.
    pub content_digest: String,
    /// `Signature-Input`. Source: RFC 9421, section 4.1.
    pub signature_input: String,
    /// `Signature`. Source: RFC 9421, section 4.2.
    pub signature: String,
}

/// When and for whom something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// Unit: seconds since the Unix epoch.
    pub created: u64,
    /// A value that the key signs once. Range: 1 ..= 64 characters of printable ASCII.
    pub nonce: &'a str,
    /// The system it is meant for: the digest of its founding, in hexadecimal.
    pub network: &'a str,
}

/// A signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who signed.
    pub key: PublicKey,
    /// When, by the signer's clock. Unit: seconds since the Unix epoch.
    pub created: u64,
    /// The value used once.
    pub nonce: String,
    /// What was signed, byte for byte: with key and signature it proves the request to anybody.
    pub base: String,
    /// The signature. Shape: 64 bytes.
    pub signature: Vec<u8>,
}

impl Fields {
    /// The text of [`Signed::text`], from the signer's side; `None` if these are not the fields of
    /// a signature over this request.
    pub fn text(&self, request: &Request<'_>) -> Option<String> {
        let (label, parameters) = self.signature_input.split_once('=')?;
        let label = sfv::Key::from_string(label.to_owned()).ok()?;
        let signature = signature_under(&self.signature, &label).ok()?.to_vec();
        let base = base(request, &self.content_digest, parameters);
        Some(text_of_signed(&base, &signature))
    }
}

fn text_of_signed(base: &str, signature: &[u8]) -> String {
    const BEFORE: &str = "\n\"signature\": ";
    // Once for each request that is taken: one allocation, and no formatting of single bytes.
    let mut text = String::with_capacity(base.len() + BEFORE.len() + 2 * signature.len());
    text.push_str(base);
    text.push_str(BEFORE);
    let digits = signature.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    text.extend(digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)));
    text
}

impl Signed {
    /// The signature as text that proves the request to anybody who has its content: the base that
    /// was signed, and on a last line the signature in hexadecimal.
    pub fn text(&self) -> String {
        text_of_signed(&self.base, &self.signature)
    }
}

/// Whose signature over a request with this content a text of [`Signed::text`] is.
///
/// Unlike [`verify`] it asks neither for which system nor when: whoever holds the text reads both in
/// it.
///
/// # Errors
/// The first objection: the text, the key, the content or the signature.
pub fn proves(text: &str, body: &[u8]) -> Result<PublicKey, Objection> {
    let (base, signature) = text.rsplit_once("\n\"signature\": ").ok_or(Objection::Malformed)?;
    let (pairs, odd) = signature.trim_end().as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| {
        let digits = str::from_utf8(pair).ok().filter(|_| pair.iter().all(u8::is_ascii_hexdigit));
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    let signature = pairs.iter().map(byte).collect::<Option<Vec<u8>>>();
    let signature = signature.filter(|_| odd.is_empty()).ok_or(Objection::Malformed)?;
    let line =
        |name: &str| base.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let digest = line("\"content-digest\"").ok_or(Objection::Coverage)?;
    if content_digest(body) != digest {
        return Err(Objection::Content);
    }
    let parameters = line("\"@signature-params\"").ok_or(Objection::Malformed)?;
    let list: List = Parser::new(parameters).parse().map_err(|_| Objection::Malformed)?;
    let Some(ListEntry::InnerList(list)) = list.first() else {
        return Err(Objection::Malformed);
    };
    let key = list.params.get("keyid").and_then(BareItem::as_string).ok_or(Objection::Key)?;
    let key: PublicKey = key.as_str().parse().map_err(|_| Objection::Key)?;
    let verifying = VerifyingKey::try_from(key.bytes.as_slice()).map_err(|_| Objection::Key)?;
    let signature = Signature::from_slice(&signature).map_err(|_| Objection::Malformed)?;
    let holds = verifying.verify_strict(base.as_bytes(), &signature);
    holds.map(|()| key).map_err(|_| Objection::Mismatch)
}

/// Why a request's signature is not taken. Each has a code that is logged and told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Objection {
    /// A field is missing.
    NotSigned,
    /// A field is no structured field, or not of the form that is asked for.
    Malformed,
    /// No signature is meant for this system.
    OtherSystem,
    /// What is signed is not exactly what is asked for.
    Coverage,
    /// Another algorithm than the one that is taken.
    Algorithm,
    /// The key is not of a form that is known.
    Key,
    /// The content is not what its digest says.
    Content,
    /// It was signed too long ago.
    Stale,
    /// It was signed in what is still the future.
    Future,
    /// The signature does not fit.
    Mismatch,
    /// The same value was used before.
    Replayed,
    /// Too much is remembered to tell whether it was used before.
    Busy,
}

impl Objection {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSigned => "not-signed",
            Self::Malformed => "signature-malformed",
            Self::OtherSystem => "signed-for-another-system",
            Self::Coverage => "signature-covers-too-little",
            Self::Algorithm => "signature-algorithm",
            Self::Key => "signature-key",
            Self::Content => "content-altered",
            Self::Stale => "signature-stale",
            Self::Future => "signature-in-the-future",
            Self::Mismatch => "signature-mismatch",
            Self::Replayed => "signature-replayed",
            Self::Busy => "signatures-busy",
        }
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSigned => {
                "the request is not signed: Content-Digest, Signature-Input or Signature is missing"
            }
            Self::Malformed => "a field of the signature is malformed",
            Self::OtherSystem => "no signature carries the tag of this system",
            Self::Coverage => {
                "the signature must cover the method, the path, the query if there is one, the \
                 content digest and the idempotency key if there is one, and nothing else"
            }
            Self::Algorithm => "the signature's algorithm must be ed25519",
            Self::Key => "the key identifier must be ed25519: and 64 hexadecimal digits",
            Self::Content => "the content is not what its digest says",
            Self::Stale => "the signature is too old; sign again",
            Self::Future => "the signature is from the future; look at the clock",
            Self::Mismatch => "the signature does not match",
            Self::Replayed => "this signature was taken before; sign again with another nonce",
            Self::Busy => "too many requests to remember; come again",
        })
    }
}

impl std::error::Error for Objection {}

/// The content's digest as its field states it.
fn content_digest(body: &[u8]) -> String {
    // A dictionary of one byte sequence. Source: RFC 9651, section 4.1.8.
    format!("sha-256=:{}:", Base64::encode_string(&Sha256::digest(body)))
}

/// The names of what a signature over this request covers. Order: as they are signed.
fn covered(request: &Request<'_>) -> Vec<&'static str> {
    let query = request.query.map(|_| "@query");
    let key = request.idempotency_key.map(|_| "idempotency-key");
    ["@method", "@path"].into_iter().chain(query).chain(["content-digest"]).chain(key).collect()
}

/// RFC 9421, section 2.5.
fn base(request: &Request<'_>, content_digest: &str, parameters: &str) -> String {
    let query = request.query.map_or_else(String::new, |query| format!("\"@query\": ?{query}\n"));
    let key = request.idempotency_key;
    let key = key.map_or_else(String::new, |key| format!("\"idempotency-key\": {key}\n"));
    format!(
        "\"@method\": {}\n\"@path\": {}\n{query}\"content-digest\": {content_digest}\n{key}\
         \"@signature-params\": {parameters}",
        request.method, request.path,
    )
}

/// Signs a request.
///
/// # Errors
/// If the nonce or the network has a character that no structured field may have, or the key is in
/// a module that does not sign.
pub fn sign<K>(key: &K, request: &Request<'_>, stamp: &Stamp<'_>) -> Result<Fields, Fault>
where
    for<'k> Key: From<&'k K>,
{
    let key = Key::from(key);
    let unfit = |objection| Fault::because("signing a request", objection);
    let (base, content_digest, parameters) = to_sign(&key, request, stamp).map_err(unfit)?;
    let signature = key.try_sign(base.as_bytes());
    let signature = signature.map_err(|error| Fault::because("signing a request", error))?;
    let label = sfv::Key::from_string(LABEL.into()).map_err(|_| unfit(Objection::Malformed))?;
    let mut signatures = Dictionary::new();
    let item = Item::new(BareItem::ByteSequence(signature.to_bytes().to_vec()));
    signatures.insert(label, item.into());
    Ok(Fields {
        content_digest,
        signature_input: format!("{LABEL}={parameters}"),
        signature: signatures.serialize().ok_or_else(|| unfit(Objection::Malformed))?,
    })
}

/// The base that is signed, with the digest and the parameters that stand in it.
fn to_sign(
    key: &Key,
    request: &Request<'_>,
    stamp: &Stamp<'_>,
) -> Result<(String, String, String), Objection> {
    let key_id = key_id(&key.verifying_key().to_bytes());
    let text = |text: &str| {
        let text = sfv::String::from_string(text.to_owned()).map_err(|_| Objection::Malformed)?;
        Ok(BareItem::String(text))
    };
    let created = i64::try_from(stamp.created).map_err(|_| Objection::Malformed)?;
    let created = sfv::Integer::try_from(created).map_err(|_| Objection::Malformed)?;
    let mut list = InnerList::default();
    for name in covered(request) {
        list.items.push(Item::new(text(name)?));
    }
    let parameters = [
        ("created", BareItem::Integer(created)),
        ("keyid", text(&key_id)?),
        ("alg", text(ALGORITHM)?),
        ("nonce", text(stamp.nonce)?),
        ("tag", text(stamp.network)?),
    ];
    for (name, value) in parameters {
        let name = sfv::Key::from_string(name.into()).map_err(|_| Objection::Malformed)?;
        list.params.insert(name, value);
    }
    let parameters = text_of(list).ok_or(Objection::Malformed)?;
    let content_digest = content_digest(request.body);
    let base = base(request, &content_digest, &parameters);
    Ok((base, content_digest, parameters))
}

fn key_id(bytes: &[u8; 32]) -> String {
    PublicKey { algorithm: Algorithm::Ed25519, bytes: bytes.to_vec() }.to_string()
}

/// An inner list as a structured field writes it.
fn text_of(list: InnerList) -> Option<String> {
    let alone: List = vec![ListEntry::InnerList(list)];
    alone.serialize()
}

/// Whether a request was signed by the key it names, for this system, now.
///
/// Costs one digest over the content and one verification; whether it was taken before is asked
/// of [`crate::Seen`].
///
/// # Errors
/// The first objection, in the order in which they stand in [`Objection`].
pub fn verify(
    request: &Request<'_>,
    fields: &Fields,
    network: &str,
    now: u64,
    known: &KnownKeys,
) -> Result<Signed, Objection> {
    let (label, list) = meant_for(&fields.signature_input, network)?;
    let signature = signature_under(&fields.signature, &label)?;
    let names: Option<Vec<&str>> = list.items.iter().map(plain_name).collect();
    if names.as_deref() != Some(covered(request).as_slice()) {
        return Err(Objection::Coverage);
    }
    if text_parameter(&list, "alg").is_none_or(|algorithm| algorithm != ALGORITHM) {
        return Err(Objection::Algorithm);
    }
    let key_id = text_parameter(&list, "keyid").ok_or(Objection::Key)?;
    let key: PublicKey = key_id.parse().map_err(|_| Objection::Key)?;
    let verifying = known.read(&key)?;
    let nonce = text_parameter(&list, "nonce").ok_or(Objection::Malformed)?;
    if nonce.is_empty() || nonce.len() > LONGEST_NONCE {
        return Err(Objection::Malformed);
    }
    if content_digest(request.body) != fields.content_digest {
        return Err(Objection::Content);
    }
    let created = created(&list)?;
    if created.saturating_add(WINDOW) < now {
        return Err(Objection::Stale);
    }
    if created > now.saturating_add(AHEAD) {
        return Err(Objection::Future);
    }
    if expires(&list)?.is_some_and(|expires| expires < now) {
        return Err(Objection::Stale);
    }
    let nonce = nonce.to_owned();
    let parameters = text_of(list).ok_or(Objection::Malformed)?;
    let base = base(request, &fields.content_digest, &parameters);
    let parsed = Signature::from_slice(&signature).map_err(|_| Objection::Malformed)?;
    let fits = verifying.verify_strict(base.as_bytes(), &parsed).is_ok();
    if fits {
        Ok(Signed { key, created, nonce, base, signature })
    } else {
        Err(Objection::Mismatch)
    }
}

/// The key that the first signature of a field `Signature-Input` names, whether or not it holds:
/// for telling somebody why it does not.
///
/// Costs O of the field, of which no more than [`LONGEST_CLAIM`] bytes are taken.
pub fn claimed_key(input: &str) -> Option<PublicKey> {
    let input = (input.len() <= LONGEST_CLAIM).then_some(input)?;
    let inputs: Dictionary = Parser::new(input).parse().ok()?;
    let mut lists = inputs.into_iter().take(MOST_SIGNATURES).filter_map(|(_, entry)| match entry {
        ListEntry::InnerList(list) => Some(list),
        ListEntry::Item(_) => None,
    });
    lists.find_map(|list| text_parameter(&list, "keyid")?.parse().ok())
}

/// The first signature's parameters that carry our tag, with their label.
fn meant_for(input: &str, network: &str) -> Result<(sfv::Key, InnerList), Objection> {
    let inputs: Dictionary = Parser::new(input).parse().map_err(|_| Objection::Malformed)?;
    for (label, entry) in inputs.into_iter().take(MOST_SIGNATURES) {
        let ListEntry::InnerList(list) = entry else {
            return Err(Objection::Malformed);
        };
        if text_parameter(&list, "tag") == Some(network) {
            return Ok((label, list));
        }
    }
    Err(Objection::OtherSystem)
}

fn signature_under(field: &str, label: &sfv::Key) -> Result<Vec<u8>, Objection> {
    let signatures: Dictionary = Parser::new(field).parse().map_err(|_| Objection::Malformed)?;
    match signatures.get(label) {
        Some(ListEntry::Item(Item { bare_item: BareItem::ByteSequence(bytes), .. })) => {
            Ok(bytes.clone())
        }
        Some(_) => Err(Objection::Malformed),
        None => Err(Objection::NotSigned),
    }
}

/// A component's name, if it stands without parameters that would change its meaning.
fn plain_name(item: &Item) -> Option<&str> {
    match &item.bare_item {
        BareItem::String(name) if item.params.is_empty() => Some(name.as_str()),
        _ => None,
    }
}

fn text_parameter<'a>(list: &'a InnerList, name: &str) -> Option<&'a str> {
    match list.params.get(name)? {
        BareItem::String(text) => Some(text.as_str()),
        _ => None,
    }
}

fn created(list: &InnerList) -> Result<u64, Objection> {
    moment(list, "created")?.ok_or(Objection::Malformed)
}

/// Until when the signer wants it taken, where it says so: sooner than it would be.
fn expires(list: &InnerList) -> Result<Option<u64>, Objection> {
    moment(list, "expires")
}

/// A parameter that is seconds since the Unix epoch, where it is there.
fn moment(list: &InnerList, name: &str) -> Result<Option<u64>, Objection> {
    match list.params.get(name) {
        Some(BareItem::Integer(moment)) => {
            u64::try_from(i64::from(*moment)).map(Some).map_err(|_| Objection::Malformed)
        }
        Some(_) => Err(Objection::Malformed),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests;
