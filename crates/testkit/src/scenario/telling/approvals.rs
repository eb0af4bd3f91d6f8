//! Events on commands that take several keys.

use settlement::approval::Event;

use super::{Telling, moment, refusal_words};
use crate::scenario::vocabulary::{AREAS, word_for};

impl Telling<'_> {
    pub(super) fn approval(&self, event: &Event) -> String {
        match event {
            Event::ApprovalsRequired { by, area, keys: 1, hours: _ } => {
                format!("{} requires no second key for {}", self.bank(*by), word_for(AREAS, area))
            }
            Event::ApprovalsRequired { by, area, keys, hours } => format!(
                "{} requires {keys} keys for {}, within {hours} hours",
                self.bank(*by),
                word_for(AREAS, area)
            ),
            Event::CommandProposed { proposal, by, signer, command: _, missing, until } => format!(
                "proposal {} by {} with key {}: {missing} keys missing, until {}",
                proposal.0,
                self.bank(*by),
                signer.0,
                moment(*until)
            ),
            Event::CommandApproved { proposal, by, signer, missing } => format!(
                "proposal {} agreed by {} with key {}: {missing} keys missing",
                proposal.0,
                self.bank(*by),
                signer.0
            ),
            Event::CommandCarriedOut { proposal, by, command: _, evidence: _ } => {
                format!("proposal {} of {} is carried out", proposal.0, self.bank(*by))
            }
            Event::OutflowCapSet { by, currency, cap } => {
                let cap = cap.map_or_else(
                    || format!("any amount of {}", self.code(*currency)),
                    |cap| format!("at most {} a day", self.money(*currency, cap)),
                );
                format!("one key of {} may send {cap}", self.bank(*by))
            }
            Event::ProposalRefused { proposal, by, uetr: _, refusal } => format!(
                "proposal {} of {} ended, refused {}",
                proposal.0,
                self.bank(*by),
                refusal_words(*refusal)
            ),
            Event::ProposalWithdrawn { proposal, by } => {
                format!("proposal {} taken back by {}", proposal.0, self.bank(*by))
            }
            Event::ProposalLapsed { proposal, by } => {
                format!("proposal {} of {} lapsed", proposal.0, self.bank(*by))
            }
        }
    }
}
