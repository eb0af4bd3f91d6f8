//! The identifiers of messages that were used, by whom and for which bytes (R04 of the rules of
//! messages).

use std::collections::{BTreeMap, HashMap};

use settlement::PartyId;
use sha2::{Digest as _, Sha256};
use terms::BusinessDate;

use crate::Keep;

/// Half of a SHA-256, which nobody meets by chance; a sender that sought two messages that share
/// one would have to try 2^64 of its own.
type Half = [u8; 16];

/// What is known of a sender's identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// Nothing was sent under it; from now on it stands for these bytes.
    New,
    /// It stands for the same bytes.
    Same,
    /// It stands for other bytes.
    Other,
}

/// Identifiers that stand for a message, for as long and as many as the board keeps payments.
#[derive(Debug)]
pub struct Messages {
    keep: Keep,
    /// What each stands for, and its place in the order of arrival.
    used: HashMap<Half, (Half, u64)>,
    /// When each came. Order: of arrival.
    came: BTreeMap<u64, (Half, BusinessDate)>,
    next: u64,
}

impl Messages {
    pub(crate) fn new(keep: Keep) -> Self {
        Self { keep, used: HashMap::new(), came: BTreeMap::new(), next: 0 }
    }

    /// Takes an identifier of a sender for a message that came on a date, unless it stands for
    /// another.
    pub fn take(&mut self, by: PartyId, id: &str, bytes: &[u8], date: BusinessDate) -> Used {
        self.forget(date);
        let (id, message) = (name(by, id), half(&[bytes]));
        if let Some((known, _)) = self.used.get(&id) {
            return if *known == message { Used::Same } else { Used::Other };
        }
        self.used.insert(id, (message, self.next));
        self.came.insert(self.next, (id, date));
        self.next += 1;
        Used::New
    }

    /// Gives an identifier back whose message did not reach the log.
    pub fn give_back(&mut self, by: PartyId, id: &str) {
        if let Some((_, place)) = self.used.remove(&name(by, id)) {
            self.came.remove(&place);
        }
    }

    /// Forgets what came too long ago, and first what is more than is kept.
    fn forget(&mut self, today: BusinessDate) {
        let oldest = today.plus_days(i32::from(self.keep.days).saturating_neg());
        while let Some(entry) = self.came.first_entry() {
            let (id, date) = *entry.get();
            if date >= oldest && self.used.len() < self.keep.payments.max(1) {
                break;
            }
            entry.remove();
            self.used.remove(&id);
        }
    }
}

fn name(by: PartyId, id: &str) -> Half {
    half(&[&by.number().to_le_bytes(), id.as_bytes()])
}

fn half(parts: &[&[u8]]) -> Half {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let whole: [u8; 32] = hash.finalize().into();
    let mut half = Half::default();
    half.copy_from_slice(&whole[..16]);
    half
}

/// The identifier that a message states, of good form or not, in its first `most` bytes: the one of
/// its group header, or else of its business header.
pub fn stated_id(body: &[u8], most: usize) -> Option<&str> {
    let text = std::str::from_utf8(body.get(..body.len().min(most))?).ok()?;
    let named = |tag: &str| {
        let (before, rest) = text.split_once(tag)?;
        // Its name ends here, and began in this or in a prefix.
        before.ends_with(['<', ':']).then_some(())?;
        let id = rest.split_once('<')?.0.trim();
        let printable = id.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        (printable && (1..=35).contains(&id.len()) && !id.contains('&')).then_some(id)
    };
    named("MsgId>").or_else(|| named("BizMsgIdr>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANK: PartyId = PartyId::new(3);
    const OTHER: PartyId = PartyId::new(4);

    fn day(day: u8) -> BusinessDate {
        BusinessDate::from_ymd(2026, 11, day).unwrap()
    }

    fn messages(payments: usize) -> Messages {
        Messages::new(Keep { days: 3, payments })
    }

    #[test]
    fn an_identifier_stands_for_one_message_of_one_sender() {
        let mut messages = messages(10);
        assert_eq!(messages.take(BANK, "M1", b"one", day(2)), Used::New);
        assert_eq!(messages.take(BANK, "M1", b"one", day(2)), Used::Same);
        assert_eq!(messages.take(BANK, "M1", b"two", day(2)), Used::Other);
        assert_eq!(messages.take(OTHER, "M1", b"two", day(2)), Used::New);
        messages.give_back(BANK, "M1");
        assert_eq!(messages.take(BANK, "M1", b"two", day(2)), Used::New);
        // What another gives back is not its.
        messages.give_back(PartyId::new(5), "M1");
        assert_eq!(messages.take(BANK, "M1", b"one", day(2)), Used::Other);
    }

    #[test]
    fn it_is_forgotten_after_its_days_and_the_first_when_there_are_too_many() {
        let mut messages = messages(2);
        assert_eq!(messages.take(BANK, "M1", b"one", day(2)), Used::New);
        assert_eq!(messages.take(BANK, "M1", b"two", day(5)), Used::Other);
        assert_eq!(messages.take(BANK, "M1", b"two", day(6)), Used::New);
        assert_eq!(messages.take(BANK, "M2", b"one", day(6)), Used::New);
        assert_eq!(messages.take(BANK, "M3", b"one", day(6)), Used::New);
        assert_eq!(messages.take(BANK, "M3", b"two", day(6)), Used::Other);
        assert_eq!(messages.used.len(), messages.came.len());
        assert!(messages.used.len() <= 2);
        assert_eq!(messages.take(BANK, "M1", b"three", day(6)), Used::New);
    }

    #[test]
    fn what_a_message_states_is_found() {
        for (body, id) in [
            ("<GrpHdr><MsgId>M-1</MsgId></GrpHdr>", Some("M-1")),
            ("<p:MsgId> M 1 </p:MsgId>", Some("M 1")),
            ("<BizMsgIdr>B1</BizMsgIdr>", Some("B1")),
            ("<OrgnlMsgId>M-1</OrgnlMsgId>", None),
            ("<MsgId>a&amp;b</MsgId>", None),
            ("<MsgId></MsgId>", None),
        ] {
            assert_eq!(stated_id(body.as_bytes(), 1_000), id, "{body}");
        }
    }
}
