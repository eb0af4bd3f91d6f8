use std::collections::BTreeMap;

use settlement::PartyId;
use terms::Uetr;

/// The short names that a script gives to instructions, and who gave each instruction.
#[derive(Default)]
pub(super) struct Names {
    names: BTreeMap<Uetr, String>,
    givers: BTreeMap<Uetr, PartyId>,
    unnamed: u64,
}

impl Names {
    /// The UETR of a name: always the same for the same name.
    pub(super) fn uetr(&mut self, name: &str) -> Uetr {
        let uetr = Uetr::from_random(spread(name));
        self.names.entry(uetr).or_insert_with(|| name.to_owned());
        uetr
    }

    /// A UETR that no line has used: for what a script did not care to name.
    pub(super) fn fresh(&mut self) -> Uetr {
        self.unnamed += 1;
        Uetr::from_random(spread(&format!("unnamed {}", self.unnamed)))
    }

    /// The name of a UETR, or the UETR itself if the script never named it.
    pub(super) fn name(&self, uetr: Uetr) -> String {
        self.names.get(&uetr).cloned().unwrap_or_else(|| uetr.to_string())
    }

    /// Remembers who gave an instruction; the first counts.
    pub(super) fn give(&mut self, uetr: Uetr, by: PartyId) {
        self.givers.entry(uetr).or_insert(by);
    }

    /// Who gave an instruction, if anybody did.
    pub(super) fn giver(&self, uetr: Uetr) -> Option<PartyId> {
        self.givers.get(&uetr).copied()
    }
}

/// 128 bits made of a name. Source: FNV-1a.
fn spread(name: &str) -> u128 {
    let basis = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let prime = 0x0000_0000_0100_0000_0000_0000_0000_013b_u128;
    name.bytes().fold(basis, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(prime))
}
