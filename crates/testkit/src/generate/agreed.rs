//! What parties require several of their keys for, propose, agree to and take back.

use receipts::{Algorithm, PublicKey};
use settlement::approval::{Area, Command as Approval, ProposalNumber};
use settlement::participation::{Command as Participation, KeyNumber};
use settlement::{Command, PartyId};

use super::world::World;

/// The areas that are worth requiring several keys for in a story.
const AREAS: [Area; 5] =
    [Area::Issuance, Area::Liquidity, Area::Payment, Area::Participation, Area::Swap];

/// A key told apart by its number.
pub(super) fn key(number: u64) -> PublicKey {
    let mut bytes = vec![0; 24];
    bytes.extend_from_slice(&number.to_be_bytes());
    PublicKey { algorithm: Algorithm::Ed25519, bytes }
}

impl World {
    /// A command as it is given: where its party may have a cap, mostly with the key that signs.
    pub(super) fn signed(&mut self, by: PartyId, command: Command) -> Command {
        let plain = matches!(command, Command::Approval(_) | Command::Offsetting(_));
        if plain || !self.capped.contains(&by) || self.random.once_in(8) {
            return command;
        }
        self.proposed.push(by);
        let signer = KeyNumber(self.random.one_of(&[0, 0, 0, 1]));
        Command::Approval(Approval::Propose { signer, command: Box::new(command) })
    }

    /// Something about several keys.
    pub(super) fn agreement(&mut self) -> (PartyId, Command) {
        let by = self.bank();
        let signer = KeyNumber(self.random.one_of(&[0, 0, 1, 1, 2, 3]));
        let known = self.proposed.len();
        match self.random.below(18) {
            0 => {
                let area = self.random.one_of(&AREAS);
                let keys = self.random.one_of(&[0, 1, 1, 2, 2, 3, 9]);
                let hours = self.random.one_of(&[0, 1, 2, 24, 720]);
                (by, Command::Approval(Approval::RequireApprovals { area, keys, hours }))
            }
            1..=7 => {
                let (by, command) = match self.random.below(6) {
                    0 => self.issuance(),
                    1 => self.liquidity(),
                    2 => self.participation(),
                    3 => {
                        let area = self.random.one_of(&AREAS);
                        let required = Approval::RequireApprovals { area, keys: 1, hours: 1 };
                        (by, Command::Approval(required))
                    }
                    4 => {
                        let proposal = ProposalNumber(1);
                        (by, Command::Approval(Approval::Withdraw { proposal }))
                    }
                    _ => self.submit(),
                };
                self.proposed.push(by);
                let command = Box::new(command);
                (by, Command::Approval(Approval::Propose { signer, command }))
            }
            8..=12 => {
                let number = self.random.index(known + 1);
                let by = self.proposed.get(number).copied().unwrap_or(by);
                let proposal = ProposalNumber(u64::try_from(number + 1).unwrap_or(0));
                (by, Command::Approval(Approval::Approve { proposal, signer }))
            }
            13 => {
                let proposal = ProposalNumber(1 + self.random.below(6));
                (by, Command::Approval(Approval::Withdraw { proposal }))
            }
            14 => {
                let key = key(self.random.below(400));
                (by, Command::Participation(Participation::AddKey { key }))
            }
            15 | 16 => {
                let (by, currency) = (by, self.currency());
                let cap = (self.random.below(4) > 0).then(|| self.amount());
                self.capped.push(by);
                (by, Command::Approval(Approval::SetOutflowCap { currency, cap }))
            }
            _ => {
                let party = self.bank();
                let by = self.random.one_of(&[by, party, PartyId::OPERATOR]);
                let revoke = Participation::RevokeKey { party, number: signer };
                (by, Command::Participation(revoke))
            }
        }
    }
}
