//! Commands as a sequence of byte strings.
//!
//! The bytes are those of a plain sequence of sequences, written and read a command at a time
//! instead of a byte at a time.

use std::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::MAX_COMMANDS;

pub(crate) fn serialize<S: Serializer>(
    commands: &[Vec<u8>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(commands.iter().map(|command| Written(command)))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Vec<u8>>, D::Error> {
    deserializer.deserialize_seq(Commands)
}

struct Written<'a>(&'a [u8]);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

struct Read(Vec<u8>);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Command).map(Self)
    }
}

struct Command;

impl Visitor<'_> for Command {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of a command")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
}

struct Commands;

impl<'de> Visitor<'de> for Commands {
    type Value = Vec<Vec<u8>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {MAX_COMMANDS} commands")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut commands: A) -> Result<Self::Value, A::Error> {
        let hint = commands.size_hint().unwrap_or(0);
        let mut read = Vec::with_capacity(hint.min(MAX_COMMANDS));
        while let Some(Read(command)) = commands.next_element()? {
            if read.len() == MAX_COMMANDS {
                return Err(A::Error::custom("more commands than a record may hold"));
            }
            read.push(command);
        }
        Ok(read)
    }
}
