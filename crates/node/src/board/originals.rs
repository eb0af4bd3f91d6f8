//! Where the messages of what stands on the board are kept.

use std::collections::HashMap;
use std::ops::ControlFlow;

use journal::Journal;
use settlement::PartyId;
use terms::{BusinessDate, Digest};

use super::Board;
use crate::messages::{Messages, stated_id};
use crate::{Fault, Original};

impl Board {
    /// Finds the messages of what is on the board, kept in earlier runs.
    pub(crate) fn index_originals(
        &mut self,
        journal: &Journal,
        messages: &mut Messages,
    ) -> Result<(), Fault> {
        let known = self.evidence();
        let senders: HashMap<Digest, (PartyId, BusinessDate)> = self
            .payments
            .values()
            .filter_map(|row| {
                let (_, _, came) = row.history.first()?;
                Some((row.evidence, (row.by, came.date())))
            })
            .collect();
        let scanned = journal.scan(0, |index, bytes| {
            // An original without its record is left from a kill between the two writes.
            if let Ok(original) = postcard::from_bytes::<Original>(bytes) {
                let evidence = original.digest();
                if known.contains(&evidence) {
                    self.index_original(evidence, index);
                }
                let sender = senders.get(&evidence);
                if let Some((id, (by, date))) = stated_id(&original.bytes, usize::MAX).zip(sender) {
                    messages.take(*by, id, &original.bytes, *date);
                }
            }
            ControlFlow::Continue(())
        });
        scanned.map_err(|fault| Fault::because("reading the originals", fault))
    }

    pub(crate) fn index_original(&mut self, evidence: Digest, index: u64) {
        self.originals.insert(evidence, (index, self.head.1.date()));
    }
}
