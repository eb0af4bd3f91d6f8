//! The way of a payment: received, settled, delivered, acknowledged, each with its instant.

use dispatch::Store;
use node::{Board, PaymentRow, Stage};
use serde_json::{Value, json};
use settlement::PartyId;
use terms::{Instant, LogPosition};

use crate::json::bic;

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// It is on the log.
    Received,
    /// It ended there, in one way or another.
    Ended(Stage),
    /// A creditor's bank was handed its message; the log does not hold that.
    Delivered,
    /// A creditor's bank says that it has booked it. R-PAY-11
    Acknowledged,
}

impl Reached {
    /// Its name in JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Ended(stage) => stage.name(),
            Self::Delivered => "delivered",
            Self::Acknowledged => "acknowledged",
        }
    }
}

/// One stamp on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub(super) reached: Reached,
    pub(super) party: PartyId,
    pub(super) at: Instant,
    /// Where the log holds it, and as which event of the record.
    pub(super) place: Option<(LogPosition, Option<u32>)>,
}

impl Stamp {
    pub(super) fn told(&self, board: &Board) -> Value {
        json!({
            "stamp": self.reached.name(),
            "party": bic(board, self.party),
            "at": self.at.to_string(),
            "position": self.place.map(|(position, _)| position.number()),
        })
    }

    /// For whoever holds a link.
    pub(super) fn told_to_anybody(&self) -> Value {
        json!({ "stamp": self.reached.name(), "at": self.at.to_string() })
    }
}

/// All stamps of a payment. Order: of its way, then as they came.
pub(super) fn stamps(dispatch: &Store, row: &PaymentRow) -> Vec<Stamp> {
    let own = |reached, (_, position, at): (Stage, LogPosition, Instant), event| Stamp {
        reached,
        party: row.by,
        at,
        place: Some((position, event)),
    };
    let received = row.history.first().map(|first| own(Reached::Received, *first, None));
    let last = row.history.last().filter(|(stage, _, _)| *stage != Stage::Pending);
    let ended = last.map(|last| own(Reached::Ended(last.0), *last, Some(row.event)));
    let since = last.map_or_else(Instant::default, |(_, _, at)| *at);
    let delivered = row.deliveries.iter().filter_map(|(party, cursor)| {
        let at = dispatch.delivered(*party, *cursor, since)?;
        Some(Stamp { reached: Reached::Delivered, party: *party, at, place: None })
    });
    let acknowledged = row.confirmations.iter().map(|said| Stamp {
        reached: Reached::Acknowledged,
        party: said.party,
        at: said.instant,
        place: Some((said.position, Some(said.event))),
    });
    received.into_iter().chain(ended).chain(delivered).chain(acknowledged).collect()
}

/// How far it has come in one word: its last stamp, or that it waits.
pub(super) fn status(row: &PaymentRow, stamps: &[Stamp]) -> &'static str {
    let last = stamps.last().filter(|_| row.stage != Stage::Pending);
    last.map_or(row.stage.name(), |last| last.reached.name())
}
