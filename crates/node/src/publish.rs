use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, RwLock};

use settlement::offsetting::Explanation;

use crate::writer::{Reply, count_down};
use crate::{Answer, Applied, Board};

/// A record to be told, and those who wait for it.
pub(crate) struct Publication {
    pub(crate) applied: Applied,
    /// Why items wait after each round of the record.
    pub(crate) explained: Vec<(u64, Explanation)>,
    /// Order: as the record's commands.
    pub(crate) replies: Vec<Reply>,
    /// The place of the first original of the record.
    pub(crate) first_original: u64,
}

/// Brings records to the board, and answers to their senders.
pub(crate) struct Publisher {
    pub(crate) board: Arc<RwLock<Board>>,
    pub(crate) waiting: Arc<AtomicUsize>,
    pub(crate) published: Receiver<Publication>,
}

impl Publisher {
    pub(crate) fn run(self) {
        while let Ok(publication) = self.published.recv() {
            // A reader that panicked has changed nothing.
            let mut board = self.board.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            let mut place = publication.first_original;
            for (_, evidence, kept) in &publication.replies {
                if *kept {
                    board.index_original(*evidence, place);
                    place += 1;
                }
            }
            let applied = Arc::new(publication.applied);
            board.add(Arc::clone(&applied));
            for (round, explanation) in publication.explained {
                board.explain(round, Arc::new(explanation));
            }
            drop(board);
            self.answer(&applied, publication.replies);
        }
    }

    fn answer(&self, applied: &Applied, replies: Vec<Reply>) {
        // Before any answer: who has one must not be counted as waiting any more.
        count_down(&self.waiting, replies.len());
        for (index, (reply, evidence, _)) in replies.into_iter().enumerate() {
            let answer = Answer {
                position: applied.header.position,
                instant: applied.header.instant,
                events: applied.events_of(index).to_vec(),
                evidence,
            };
            // The sender may have gone; its outbox has the answer too.
            let _ = reply.send(answer);
        }
    }
}
