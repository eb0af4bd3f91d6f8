//! The two encodings of identifiers: fixed bytes in the log, text everywhere else.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

/// Writes `bytes` to a compact format and the term's text to a readable one.
pub(crate) fn write<S: Serializer, T: fmt::Display, const N: usize>(
    term: &T,
    bytes: &[u8; N],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(term)
    } else {
        serializer.serialize_bytes(bytes)
    }
}

/// Reads what [`write`] wrote; compact bytes go through `accept`, which may refuse them.
pub(crate) fn read<'de, D, T, const N: usize>(
    deserializer: D,
    accept: fn([u8; N]) -> Option<T>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: fmt::Display,
{
    if deserializer.is_human_readable() {
        deserializer.deserialize_str(Text(PhantomData))
    } else {
        deserializer.deserialize_bytes(Bytes { accept })
    }
}

struct Text<T>(PhantomData<T>);

impl<T> Visitor<'_> for Text<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an identifier as text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

struct Bytes<T, const N: usize> {
    accept: fn([u8; N]) -> Option<T>,
}

impl<T, const N: usize> Visitor<'_> for Bytes<T, N> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an identifier of {N} bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
        <[u8; N]>::try_from(bytes)
            .ok()
            .and_then(self.accept)
            .ok_or_else(|| E::custom("identifier bytes are malformed"))
    }
}
