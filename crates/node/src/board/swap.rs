//! What may be read of swap lines: their terms, what was drawn on them, and when it is due.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use settlement::swap::{Command, DrawNumber, Event, LineNumber, SwapTerms};
use settlement::{Envelope, PartyId};
use terms::{Amount, BusinessDate, CurrencyId, Digest, Instant, LogPosition, Uetr};

/// How far a line has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum LineStage {
    /// By one agent; nothing can be drawn.
    Proposed,
    /// By both.
    Agreed,
    /// It is no more, or a proposal was taken back or turned down.
    Closed,
}

/// A swap line.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LineRow {
    /// Its name.
    pub number: LineNumber,
    /// Who proposed it.
    pub proposer: PartyId,
    /// To whom.
    pub partner: PartyId,
    /// What was agreed, or is to be.
    pub terms: SwapTerms,
    /// How far it has come.
    pub stage: LineStage,
    /// Where on the log it came to stand as it does, and when.
    pub last: (LogPosition, Instant),
}

impl LineRow {
    /// The currency that one of the two agents draws on the line: the other's.
    pub fn drawn_by(&self, party: PartyId) -> Option<CurrencyId> {
        if party == self.proposer {
            Some(self.terms.other)
        } else if party == self.partner {
            Some(self.terms.own)
        } else {
            None
        }
    }
}

/// What was drawn on a line.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DrawRow {
    /// Its number, by which it is repaid.
    pub number: DrawNumber,
    /// Its name in messages.
    pub name: Uetr,
    /// Of which line.
    pub line: LineNumber,
    /// Who drew.
    pub by: PartyId,
    /// Whose currency.
    pub from: PartyId,
    /// Which.
    pub currency: CurrencyId,
    /// How much of it.
    pub amount: Amount,
    /// What is still out of it.
    pub left: Amount,
    /// What was paid for it so far. Unit: minor units of what was drawn.
    pub interest: Amount,
    /// The currency that was given for it.
    pub against: CurrencyId,
    /// What of that was given, and is not back.
    pub given: Amount,
    /// The last date, in UTC, on which it is not overdue.
    pub due: BusinessDate,
    /// Whether it was told to be overdue, and something is still out.
    pub overdue: bool,
    /// Where on the log it was drawn.
    pub position: LogPosition,
    /// Where on the log it came to stand as it does, and when.
    pub last: (LogPosition, Instant),
    /// The digest of its message in the log.
    pub evidence: Digest,
}

/// All that is told of swap lines.
#[derive(Debug, Default)]
pub struct Swaps {
    lines: BTreeMap<LineNumber, LineRow>,
    draws: BTreeMap<DrawNumber, DrawRow>,
    /// Draws by their names, and repayments by theirs: where they stand, and their evidence.
    names: HashMap<Uetr, (LogPosition, PartyId, Digest)>,
    /// The name and evidence of the command at hand.
    coming: Option<(Uetr, Digest)>,
}

impl Swaps {
    /// Every line that is kept. Order: by number.
    pub fn lines(&self) -> impl Iterator<Item = &LineRow> {
        self.lines.values()
    }

    /// A line.
    pub fn line(&self, number: LineNumber) -> Option<&LineRow> {
        self.lines.get(&number)
    }

    /// A draw.
    pub fn draw(&self, number: DrawNumber) -> Option<&DrawRow> {
        self.draws.get(&number)
    }

    /// What was drawn on a line. Order: by number.
    pub fn draws_of(&self, line: LineNumber) -> impl Iterator<Item = &DrawRow> {
        self.draws.values().filter(move |draw| draw.line == line)
    }

    /// Where a draw or a repayment stands on the log, who gave it, and its evidence.
    pub fn named(&self, name: Uetr) -> Option<(LogPosition, PartyId, Digest)> {
        self.names.get(&name).copied()
    }

    pub(super) fn note_command(&mut self, command: &Command, envelope: &Envelope) {
        self.coming = command.subject().map(|name| (name, envelope.evidence));
    }

    /// Brings an event to what can be read; `head` is its record's position and instant.
    pub(super) fn tell(&mut self, event: &Event, head: (LogPosition, Instant)) {
        match event {
            Event::SwapLineProposed { line, by, to, terms } => {
                let (stage, terms) = (LineStage::Proposed, *terms);
                let (number, proposer, partner) = (*line, *by, *to);
                let row = LineRow { number, proposer, partner, terms, stage, last: head };
                self.lines.insert(*line, row);
            }
            Event::SwapLineAgreed { line, .. } => self.bring(*line, LineStage::Agreed, head),
            Event::SwapLineClosed { line, .. } => self.bring(*line, LineStage::Closed, head),
            Event::SwapDrawn { .. } => self.draw_on(event, head),
            Event::SwapRepaid { name, draw, by, interest, given, left, .. } => {
                self.remember(*name, *by, head.0);
                if let Some(row) = self.draws.get_mut(draw) {
                    row.interest = row.interest.checked_add(*interest).unwrap_or(Amount::MAX);
                    row.given = row.given.saturating_sub(*given);
                    (row.left, row.last) = (*left, head);
                    row.overdue = row.overdue && !left.is_zero();
                }
            }
            Event::SwapOverdue { draw, .. } => {
                if let Some(row) = self.draws.get_mut(draw) {
                    (row.overdue, row.last) = (true, head);
                }
            }
        }
    }

    fn bring(&mut self, line: LineNumber, stage: LineStage, head: (LogPosition, Instant)) {
        if let Some(row) = self.lines.get_mut(&line) {
            (row.stage, row.last) = (stage, head);
        }
    }

    fn remember(&mut self, name: Uetr, by: PartyId, position: LogPosition) -> Digest {
        let coming = self.coming.take_if(|(coming, _)| *coming == name);
        let evidence = coming.map_or(Digest::ZERO, |(_, evidence)| evidence);
        self.names.insert(name, (position, by, evidence));
        evidence
    }

    fn draw_on(&mut self, event: &Event, head: (LogPosition, Instant)) {
        let Event::SwapDrawn {
            name,
            draw,
            line,
            by,
            from,
            currency,
            amount,
            against,
            given,
            due,
            ..
        } = event
        else {
            return;
        };
        let evidence = self.remember(*name, *by, head.0);
        let row = DrawRow {
            number: *draw,
            name: *name,
            line: *line,
            by: *by,
            from: *from,
            currency: *currency,
            amount: *amount,
            left: *amount,
            interest: Amount::ZERO,
            against: *against,
            given: *given,
            due: *due,
            overdue: false,
            position: head.0,
            last: head,
            evidence,
        };
        self.draws.insert(*draw, row);
    }

    /// The evidence of everything that is known by a name. Order: none.
    pub(super) fn evidence(&self) -> impl Iterator<Item = Digest> + '_ {
        self.names.values().map(|(_, _, evidence)| *evidence)
    }

    /// Forgets lines that closed, and draws that were repaid, before a date, and names given
    /// before a log position.
    pub(super) fn forget(&mut self, oldest: BusinessDate) {
        let fresh = |last: (LogPosition, Instant)| last.1.date() >= oldest;
        self.lines.retain(|_, row| row.stage != LineStage::Closed || fresh(row.last));
        self.draws.retain(|_, row| !row.left.is_zero() || fresh(row.last));
        // A repayment's name stays as long as something newer than it is kept.
        let first = self.draws.values().map(|row| row.position).min();
        self.names.retain(|_, (position, _, _)| first.is_some_and(|first| *position >= first));
    }
}
