//! Floor 4: one replica, the only place where order, rules and disk meet.
//!
//! The way of a command through it is short and goes one way:
//!
//! ```text
//!  intake (bounded) -> one writer: order and journal -> apply -> answer
//!                                                          |
//!                                                          +-> publisher: board, outboxes
//! ```
//!
//! - [`Replica`] owns the machine and the log. While a record is being synced to disk, the machine
//!   already applies it; nothing is answered before both are done.
//! - [`Node`] runs a replica on its own thread, batches what arrives and answers each sender.
//! - [`Board`] is what may be read: it trails the writer and can never slow it.
//! - The follower keeps the views, if any are asked for; it trails the publisher, and catches up
//!   from the log when it was too slow.
//!
//! What the machine did can be derived from the log again, so events, board and outboxes are
//! disposable; the log and the senders' original messages are not.

mod board;
mod clock;
mod copy;
mod directory;
mod document;
mod evidence;
mod fault;
mod follower;
mod founding;
mod history;
mod intake;
mod key;
mod messages;
mod meters;
mod outbox;
mod publish;
mod readers;
mod recorded;
pub mod render;
mod replica;
mod search;
pub mod translate;
mod writer;

pub use board::{
    AccountRow, Among, Approvals, Board, Confirmation, ConversionRow, CurrencySample, CycleRow,
    CycleStage, Cycles, DrawRow, Exchange, ExchangeTotals, Feed, Figures, FillRow, Flowed, Found,
    Keep, Kind, LineRow, LineStage, ObligationRow, ObligationStage, OffsetItem, Offsetting,
    OffsettingRow, OrderRow, OrderStage, Outlet, PaymentRow, Place, PositionRow, ProposalRow,
    RateRow, RingRow, RoundRow, Sample, Stage, Step, Swaps, Totals, Waited,
};
pub use clock::{Clock, now};
pub use copy::{
    CopyFor, Copying, LogEnd, SealedBy, copy_file, copy_folder, copy_journal, copy_log, log_end,
    messages_kept, read_through,
};
pub use directory::Directory;
pub use document::{CalendarRow, Document};
pub use evidence::{Original, Salting};
pub use fault::Fault;
pub use follower::ViewsLag;
pub use founding::Founding;
pub use history::Records;
pub use intake::{Answer, Intake, Rejected, Submission};
pub use key::{
    Signed, demo_key, demo_key_of, message_to_sign, network_digest, post_quantum_key, public_key,
};
pub use messages::{Messages, Used, stated_id};
pub use meters::Meters;
pub use outbox::{Cause, ClosedDay, Movement, Notice, Outgoing, Side};
pub use readers::{Asked, Crowded, History};
pub use recorded::{RecordedStep, machine_at_end};
pub use replica::{Applied, Explain, Recovered, Replayed, Replica, ReplicaOptions};
pub use search::Search;
pub use writer::{Node, NodeOptions, Stopped};
