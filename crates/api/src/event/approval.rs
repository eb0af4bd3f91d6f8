//! Events on commands that take several keys; told to the party whose keys they are.

use serde_json::{Value, json};
use settlement::PartyId;
use settlement::approval::{Event as E, ProposalNumber};

use super::{Teller, refused};
use crate::json::{area, proposed};

impl Teller<'_> {
    pub(super) fn approval(&self, event: &E) -> Option<Value> {
        let told = match event {
            E::ApprovalsRequired { by, area: of, keys, hours } => {
                let required = json!({
                    "event": "ApprovalsRequired",
                    "area": area(*of),
                    "keys": keys,
                    "hours": hours,
                });
                (by, required)
            }
            E::CommandProposed { proposal, by, signer, command, missing, until } => {
                let proposal = json!({
                    "event": "CommandProposed",
                    "proposal": proposal.0,
                    "key": signer.0,
                    "asks": proposed(command),
                    "missing": missing,
                    "until": until.to_string(),
                });
                (by, proposal)
            }
            E::CommandApproved { proposal, by, signer, missing } => {
                let approved = json!({
                    "event": "CommandApproved",
                    "proposal": proposal.0,
                    "key": signer.0,
                    "missing": missing,
                });
                (by, approved)
            }
            E::ProposalRefused { proposal, by, refusal, .. } => {
                let mut ended = ended("ProposalRefused", *proposal);
                ended["refusal"] = refused(*refusal);
                (by, ended)
            }
            E::CommandCarriedOut { proposal, by, command, evidence: _ } => {
                let mut carried = ended("CommandCarriedOut", *proposal);
                carried["asks"] = proposed(command);
                (by, carried)
            }
            E::OutflowCapSet { by, currency, cap } => {
                let set = json!({
                    "event": "OutflowCapSet",
                    "currency": self.code(*currency),
                    "cap": cap.map(|cap| self.amount(*currency, cap)),
                });
                (by, set)
            }
            E::ProposalWithdrawn { proposal, by } => (by, ended("ProposalWithdrawn", *proposal)),
            E::ProposalLapsed { proposal, by } => (by, ended("ProposalLapsed", *proposal)),
        };
        let (by, told): (&PartyId, Value) = told;
        (*by == self.to).then_some(told)
    }
}

fn ended(event: &str, proposal: ProposalNumber) -> Value {
    json!({ "event": event, "proposal": proposal.0 })
}
