//! What may be read of netting cycles: terms, obligations, who pays in what, what was left out.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use settlement::cycle::{
    AcrossCurrencies, Command, Compression, CycleNumber, Event, Obligation, Position,
};
use settlement::{Envelope, PartyId, Refusal};
use terms::{Amount, Balance, BusinessDate, CurrencyId, Digest, Instant, LogPosition, Uetr};

/// How far a cycle has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum CycleStage {
    /// It gathers obligations.
    Open,
    /// It takes no more; what is due is being paid in.
    PayIn,
    /// What was left in it is final.
    Settled,
}

/// What became of an obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ObligationStage {
    /// It stands in its cycle.
    Gathered,
    /// Its debtor took it back.
    Withdrawn,
    /// It was left out of its cycle, for this reason.
    Rejected(Refusal),
    /// It settled.
    Settled,
}

/// An obligation, from its handing in on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ObligationRow {
    /// As it was handed in.
    pub obligation: Obligation,
    /// What became of it.
    pub stage: ObligationStage,
    /// Where on the log it was handed in.
    pub position: LogPosition,
    /// The digest of its message in the log.
    pub evidence: Digest,
}

/// What an account receives in a cycle less what it pays.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct PositionRow {
    /// Below zero it is to be paid in. Unit: minor units.
    pub net: Balance,
    /// What is held for the cycle. Unit: minor units.
    pub paid_in: Amount,
    /// What was lacking at the deadline, if the participant was left out for it.
    pub lacking: Amount,
}

/// A netting cycle.
#[derive(Clone, Debug, Serialize)]
pub struct CycleRow {
    /// By which it is submitted to.
    pub number: CycleNumber,
    /// Order: by identity.
    pub currencies: Vec<CurrencyId>,
    /// Until when obligations are gathered.
    pub cut_off: Instant,
    /// Until when what is due is paid in.
    pub deadline: Instant,
    /// How far it has come.
    pub stage: CycleStage,
    /// Order: by name.
    pub obligations: BTreeMap<Uetr, ObligationRow>,
    /// The sum of all obligations at the cut-off. Order: by currency.
    pub gross: Vec<(CurrencyId, Amount)>,
    /// Called at the cut-off, and stated anew when it settled. Order: by party, then currency.
    pub positions: BTreeMap<(PartyId, CurrencyId), PositionRow>,
    /// What needed no money, at the cut-off. Order: by currency.
    pub compression: Vec<(CurrencyId, Compression<Amount>)>,
    /// The same by value, over all currencies, if each had an official rate.
    pub across: Option<AcrossCurrencies>,
    /// Where on the log it came to stand as it does, and when.
    pub last: (LogPosition, Instant),
}

impl CycleRow {
    fn place(&mut self, positions: &[Position]) {
        for position in positions {
            let row = self.positions.entry((position.party, position.currency)).or_default();
            row.net = position.net;
        }
    }

    fn mark(&mut self, name: Uetr, stage: ObligationStage) {
        if let Some(row) = self.obligations.get_mut(&name) {
            row.stage = stage;
        }
    }
}

/// All that is told of netting cycles.
#[derive(Debug, Default)]
pub struct Cycles {
    rows: BTreeMap<CycleNumber, CycleRow>,
    names: HashMap<Uetr, CycleNumber>,
    /// The name and evidence of the command at hand.
    coming: Option<(Uetr, Digest)>,
}

impl Cycles {
    /// Every cycle that is kept. Order: by number.
    pub fn rows(&self) -> impl Iterator<Item = &CycleRow> {
        self.rows.values()
    }

    /// A cycle.
    pub fn row(&self, number: CycleNumber) -> Option<&CycleRow> {
        self.rows.get(&number)
    }

    /// An obligation by its name.
    pub fn named(&self, name: Uetr) -> Option<&ObligationRow> {
        self.rows.get(self.names.get(&name)?)?.obligations.get(&name)
    }

    pub(super) fn note_command(&mut self, command: &Command, envelope: &Envelope) {
        self.coming = match command {
            Command::SubmitObligation { name, .. } => Some((*name, envelope.evidence)),
            Command::OpenCycle { .. } | Command::WithdrawObligation { .. } => None,
        };
    }

    /// Brings an event to what can be read; `head` is its record's position and instant.
    pub(super) fn tell(&mut self, event: &Event, head: (LogPosition, Instant)) {
        if let Event::CycleOpened { cycle, currencies, cut_off, deadline } = event {
            let row = CycleRow {
                number: *cycle,
                currencies: currencies.clone(),
                cut_off: *cut_off,
                deadline: *deadline,
                stage: CycleStage::Open,
                obligations: BTreeMap::new(),
                gross: Vec::new(),
                positions: BTreeMap::new(),
                compression: Vec::new(),
                across: None,
                last: head,
            };
            self.rows.insert(*cycle, row);
            return;
        }
        if let Event::ObligationSubmitted { cycle, obligation } = event {
            let coming = self.coming.take_if(|(name, _)| *name == obligation.name);
            let evidence = coming.map_or(Digest::ZERO, |(_, evidence)| evidence);
            let stage = ObligationStage::Gathered;
            let obligation = *obligation;
            let row = ObligationRow { obligation, stage, position: head.0, evidence };
            self.names.insert(obligation.name, *cycle);
            if let Some(cycle) = self.rows.get_mut(cycle) {
                cycle.obligations.insert(obligation.name, row);
            }
            return;
        }
        let Some(row) = self.rows.get_mut(&cycle_of(event)) else {
            return;
        };
        match event {
            Event::CycleOpened { .. } | Event::ObligationSubmitted { .. } => {}
            Event::ObligationWithdrawn { obligation, .. } => {
                row.mark(obligation.name, ObligationStage::Withdrawn);
            }
            Event::PayInsCalled { gross, positions, .. } => {
                (row.stage, row.last) = (CycleStage::PayIn, head);
                row.gross.clone_from(gross);
                row.place(positions);
            }
            Event::PaidIn { party, currency, amount, .. } => {
                row.positions.entry((*party, *currency)).or_default().paid_in = *amount;
            }
            Event::ParticipantDefaulted { party, currency, lacking, .. } => {
                row.positions.entry((*party, *currency)).or_default().lacking = *lacking;
            }
            Event::ObligationRejected { obligation, reason, .. } => {
                row.mark(obligation.name, ObligationStage::Rejected(*reason));
            }
            Event::CompressionCalculated { currencies, across, .. } => {
                row.compression.clone_from(currencies);
                row.across = *across;
            }
            Event::CycleSettled { obligations, positions, .. } => {
                (row.stage, row.last) = (CycleStage::Settled, head);
                for obligation in obligations {
                    row.mark(obligation.name, ObligationStage::Settled);
                }
                // Whoever was left out, or was owed only by them, has nothing in it any more.
                row.positions.values_mut().for_each(|row| row.net = Balance::ZERO);
                row.place(positions);
            }
        }
    }

    /// The evidence of every obligation that is known. Order: by cycle, then name.
    pub(super) fn evidence(&self) -> impl Iterator<Item = Digest> + '_ {
        self.rows.values().flat_map(|row| row.obligations.values()).map(|row| row.evidence)
    }

    /// Forgets cycles that settled before a date.
    pub(super) fn forget(&mut self, oldest: BusinessDate) {
        let names = &mut self.names;
        self.rows.retain(|number, row| {
            let kept = row.stage != CycleStage::Settled || row.last.1.date() >= oldest;
            if !kept {
                // A name may have been used again since.
                for name in row.obligations.keys() {
                    if names.get(name) == Some(number) {
                        names.remove(name);
                    }
                }
            }
            kept
        });
    }
}

fn cycle_of(event: &Event) -> CycleNumber {
    match event {
        Event::CycleOpened { cycle, .. }
        | Event::ObligationSubmitted { cycle, .. }
        | Event::ObligationWithdrawn { cycle, .. }
        | Event::PayInsCalled { cycle, .. }
        | Event::PaidIn { cycle, .. }
        | Event::ParticipantDefaulted { cycle, .. }
        | Event::ObligationRejected { cycle, .. }
        | Event::CycleSettled { cycle, .. }
        | Event::CompressionCalculated { cycle, .. } => *cycle,
    }
}
