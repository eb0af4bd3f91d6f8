use receipts::PublicKey;
use serde::{Deserialize, Serialize};
use terms::{Bic, CurrencyId};

use crate::PartyId;

/// What an account's holder is to the currency's settlement agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HolderClass {
    /// The settlement agent itself.
    Agent,
    /// A bank of the agent's own country.
    ResidentBank,
    /// A bank of another country.
    ForeignBank,
    /// Makes prices between currencies and holds several.
    ExchangeProvider,
    /// Takes part through a sponsor.
    Indirect,
}

/// What a holder may do with its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Access {
    /// Send and receive.
    Full,
    /// Send, not receive.
    SendOnly,
    /// Receive, not send.
    ReceiveOnly,
    /// Neither, for now.
    Suspended,
    /// Neither, for ever.
    Closed,
}

impl Access {
    /// Whether debits are allowed.
    pub const fn may_send(self) -> bool {
        matches!(self, Self::Full | Self::SendOnly)
    }

    /// Whether credits are allowed.
    pub const fn may_receive(self) -> bool {
        matches!(self, Self::Full | Self::ReceiveOnly)
    }
}

/// A key's place among those of its party, from 0 in the order in which they were added.
///
/// It is never given again, so it names the key even after it was revoked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct KeyNumber(pub u16);

/// Commands on who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The operator makes an institution known. It may do nothing yet.
    RegisterParty {
        /// Its name in messages.
        bic: Bic,
        /// The keys it signs with. Shape: may be empty, for a party that only receives.
        keys: alloc::vec::Vec<PublicKey>,
    },
    /// A settlement agent admits a party to its currency, which opens the account.
    AdmitParticipant {
        /// The agent's currency.
        currency: CurrencyId,
        /// Whom.
        party: PartyId,
        /// As what.
        class: HolderClass,
        /// To do what.
        access: Access,
    },
    /// A settlement agent changes what a participant may do in its currency.
    ChangeAccess {
        /// The agent's currency.
        currency: CurrencyId,
        /// Whose.
        party: PartyId,
        /// To what.
        access: Access,
    },
    /// A participant lets another party submit instructions that debit its account.
    GrantMandate {
        /// In this currency.
        currency: CurrencyId,
        /// To whom.
        to: PartyId,
    },
    /// A participant takes a mandate back.
    RevokeMandate {
        /// In this currency.
        currency: CurrencyId,
        /// From whom.
        from: PartyId,
    },
    /// A party adds a key to those it signs with.
    AddKey {
        /// Which.
        key: PublicKey,
    },
    /// A party ends one of its keys, or the operator one of anybody's.
    RevokeKey {
        /// Whose.
        party: PartyId,
        /// Which.
        number: KeyNumber,
    },
}
