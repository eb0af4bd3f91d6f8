//! What is done once: whoever asks the same again is answered, and nothing is done a second time.
//!
//! ```text
//! known by        of what                                 where            how long
//! the key         whatever is posted under one            dispatch file    as long as the log
//! the bytes       what is asked as JSON with asked_at     memory           while they would be taken
//! the name        what bears one                          board, the log   as long as the board
//! ```
//!
//! They are asked in this order, each only where the one before knows nothing.
//! Under a key (`Idempotency-Key`) the first answer itself comes again, whatever has happened since;
//! by its bytes what was asked as JSON is answered as the first time; by its name it is told where
//! it stands.
//! None of the three is what keeps money from moving twice: that is the machine, which takes a name
//! once, and `asked_at`, before which the door had to be open.

mod key;
mod recent;

use std::sync::Arc;

use node::{Fault, Original};
use settlement::PartyId;
use terms::{Digest, LogPosition, Uetr};

use crate::Door;
use crate::problem::Problem;

pub use key::idempotency_key;
pub(crate) use key::{KEY_HEADER, once, takes_key, value_of};
pub(crate) use recent::{Bearing, Found, Recent};

/// How many records after a key was taken what was asked under it can stand in: the intake hands on
/// in the order of arrival, so that it has reached the log or been given up long before.
const MOST_RECORDS: u64 = 1_000;

/// How many look in the log at once; others wait for them.
pub(crate) const MOST_LOOKING: usize = 2;

/// Beside a request under a key that was begun before and never answered: after which position of
/// the log it may stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InDoubt(pub(crate) LogPosition);

impl Door {
    /// Where the same bytes of the same party were taken into the log, and their original, if they
    /// bear a name and what bears it came in them.
    ///
    /// The original is on disk, which may make us wait.
    pub(crate) fn taken_as(
        &self,
        by: PartyId,
        name: Uetr,
        bytes: &[u8],
    ) -> Option<(LogPosition, Original)> {
        let (position, place) = {
            let board = self.read_board();
            let (position, evidence) = board.named(by, name)?;
            (position, board.original_of(evidence)?)
        };
        let original = (self.original)(place).ok()?;
        (original.bytes == bytes).then_some((position, original))
    }

    /// Where the same bytes of the same party stand in the log soon after a position, and under
    /// which salt: for what bears no name and whose answer was lost.
    ///
    /// The writer is asked how far the log is, and nothing else: what arrived before that has
    /// reached the log by then. The records are read beside it.
    pub(crate) async fn recorded_after(
        &self,
        by: PartyId,
        bytes: &[u8],
        after: LogPosition,
    ) -> Result<Option<(LogPosition, Digest)>, Problem> {
        let head = self.intake.question(|replica| replica.position());
        let head = head.map_err(Problem::rejected)?.await;
        let head = head.map_err(|_| Problem::rejected(node::Rejected::Stopped))?;
        let upto = head.min(LogPosition::new(after.number().saturating_add(MOST_RECORDS)));
        let failed = |error| Problem::faulty(&Fault::because("looking in the log", error));
        let turn = Arc::clone(&self.looking).acquire_owned().await;
        let turn = turn.map_err(|_| Problem::rejected(node::Rejected::Stopped))?;
        let (door, bytes) = (self.clone(), bytes.to_vec());
        let looked = tokio::task::spawn_blocking(move || {
            let found = door.records.evidence(by, after, upto)?;
            let same = found.into_iter().find_map(|(position, evidence)| {
                let place = door.read_board().original_of(evidence)?;
                let original = (door.original)(place).ok()?;
                (original.bytes == bytes).then_some((position, Digest(original.salt)))
            });
            drop(turn);
            Ok::<_, Fault>(same)
        });
        looked.await.map_err(failed)?.map_err(|fault| Problem::faulty(&fault))
    }
}
