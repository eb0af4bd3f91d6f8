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

use node::{Fault, Original};
use settlement::PartyId;
use terms::{Digest, LogPosition, Uetr};

use crate::Door;
use crate::problem::Problem;

pub use key::idempotency_key;
pub(crate) use key::{KEY_HEADER, once, value_of};
pub(crate) use recent::{Bearing, Found, Recent};

/// How many records after a key was taken what was asked under it can stand in: the intake hands on
/// in the order of arrival, so that it has reached the log or been given up long before.
const MOST_RECORDS: u64 = 1_000;

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
    pub(crate) async fn recorded_after(
        &self,
        by: PartyId,
        bytes: &[u8],
        after: LogPosition,
    ) -> Result<Option<(LogPosition, Digest)>, Problem> {
        let looked = self.intake.question(move |replica| {
            let last = replica.position().number().min(after.number() + MOST_RECORDS);
            let mut found = Vec::new();
            for number in after.number() + 1..=last {
                let Some(record) = replica.record(LogPosition::new(number))? else { break };
                let own = record.commands.iter().filter(|envelope| envelope.by == by);
                found.extend(own.map(|envelope| (LogPosition::new(number), envelope.evidence)));
            }
            Ok::<_, Fault>(found)
        });
        let looked = looked.map_err(Problem::rejected)?.await;
        let looked = looked.map_err(|_| Problem::rejected(node::Rejected::Stopped))?;
        let looked = looked.map_err(|fault| Problem::faulty(&fault))?;
        let (door, bytes) = (self.clone(), bytes.to_vec());
        let same = tokio::task::spawn_blocking(move || {
            looked.into_iter().find_map(|(position, evidence)| {
                let place = door.read_board().original_of(evidence)?;
                let original = (door.original)(place).ok()?;
                (original.bytes == bytes).then_some((position, Digest(original.salt)))
            })
        });
        same.await.map_err(|error| Problem::faulty(&Fault::because("looking in the log", error)))
    }
}
