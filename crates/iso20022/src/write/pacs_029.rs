//! pacs.029.001.02: the net positions of a netting cycle, settled as one batch.

use terms::Bic;

use super::xml::Xml;
use super::{CurrencyAmount, Direction, Envelope, Flaw, WriteError};

/// What a cycle moved on the accounts of one settlement agent, all of it or nothing.
///
/// The standard lets whoever nets ask whoever keeps the accounts; here both are this system, so
/// the agent is told what has settled on its books and has nothing left to do.
#[derive(Clone, Copy)]
pub struct MultilateralSettlement<'a> {
    /// The batch's identifier. Range: 1 to 35 characters. Source: `SttlmReq/InstrId`.
    pub instruction_id: &'a str,
    /// The cycle. Range: 1 to 35 characters. Source: `SttlmReq/SttlmCycl`.
    pub cycle: &'a str,
    /// On whose books. Source: `MvmntRcrd/SttlmAgt`.
    pub agent: Bic,
    /// Order: by participant. Shape: at least two, one for each account that moved.
    pub movements: &'a [NetMovement],
}

/// What one account received or paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetMovement {
    /// Whose account.
    pub participant: Bic,
    /// Which way.
    pub direction: Direction,
    /// How much.
    pub amount: CurrencyAmount,
}

impl MultilateralSettlement<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "pacs.029.001.02";

    /// Writes the batch.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("MulSttlmReq", |xml| {
                xml.within("GrpHdr", |xml| {
                    envelope.group_header(xml);
                    xml.count("NbOfSttlmReqs", 1);
                });
                xml.within("SttlmReq", |xml| self.request(xml));
            });
        })
    }

    fn request(&self, xml: &mut Xml) {
        xml.reference("InstrId", self.instruction_id);
        xml.reference("SttlmCycl", self.cycle);
        xml.count("NbOfMvmntRcrds", self.movements.len());
        if self.movements.len() < 2 {
            xml.refuse("MvmntRcrd", Flaw::Empty);
        }
        for (index, movement) in self.movements.iter().enumerate() {
            let number = index.saturating_add(1);
            xml.within("MvmntRcrd", |xml| {
                xml.reference("Id", &number.to_string());
                xml.within("Amt", |xml| {
                    xml.amount("Amt", movement.amount);
                    xml.constant("CdtDbt", movement.direction.code());
                });
                xml.organisation("SttlmAgt", self.agent);
                xml.organisation("Ptcpt", movement.participant);
            });
        }
    }
}
