//! Who asks, and what of the system that one may see.

use node::Board;
use settlement::PartyId;
use settlement::payment::Leg;
use terms::{Bic, CurrencyId};

use crate::problem::{Code, Problem};

/// By what somebody is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// A signature over the request (RFC 9421).
    Signature,
    /// The certificate shown in the TLS handshake.
    Certificate,
    /// A session that was opened with a signature.
    Session,
}

impl Through {
    /// As it is told.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Certificate => "certificate",
            Self::Session => "session",
        }
    }
}

/// As what somebody is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A party of the system, by one of its keys.
    Party(PartyId),
    /// Somebody who may read all and do nothing: the place in the list of overseers' keys.
    Overseer(usize),
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who has shown no key.
    Anonymous,
    /// Somebody whose key is known.
    Known(Identity, Through),
}

/// Who may read something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without a key.
    Anybody,
    /// Whoever has a key; it tells of no single bank.
    Members,
    /// Whoever has a key, and of it what concerns that one.
    Concerned,
    /// The operator and overseers, who see all: it tells of everybody at once.
    Overseers,
    /// Whoever has a key, and of it what is that one's own, also of who sees all else.
    Own,
    /// Its own parties alone, and neither the operator nor overseers: it tells of their customers.
    Parties,
}

impl Who {
    /// As it stands in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Members => "members",
            Self::Concerned => "concerned",
            Self::Overseers => "overseers",
            Self::Own => "own",
            Self::Parties => "parties",
        }
    }
}

impl Caller {
    /// As whom it is known, if it is.
    pub fn identity(self) -> Option<Identity> {
        match self {
            Self::Anonymous => None,
            Self::Known(identity, _) => Some(identity),
        }
    }

    /// What it may see, of a node where nobody in particular may see all if `open`.
    ///
    /// # Errors
    /// [`Code::Unsigned`] for who has no key, where one is asked for.
    pub(crate) fn sight(self, who: Who, open: bool) -> Result<Sight, Problem> {
        match self {
            Self::Known(Identity::Party(PartyId::OPERATOR) | Identity::Overseer(_), _)
                if who != Who::Parties =>
            {
                Ok(Sight::ALL)
            }
            Self::Known(Identity::Overseer(_), _) => {
                Err(Problem::with(Code::Forbidden, "it tells of customers: for its parties alone"))
            }
            Self::Known(..) if who == Who::Overseers => Err(Problem::with(
                Code::Forbidden,
                "it tells of everybody at once: for the operator and overseers",
            )),
            Self::Known(Identity::Party(party), _) => Ok(Sight(Some(party))),
            Self::Anonymous if open && who != Who::Own => Ok(Sight::ALL),
            Self::Anonymous if who == Who::Anybody => Ok(Sight::ALL),
            Self::Anonymous => {
                let text = "sign the request, show a certificate or open a session";
                Err(Problem::with(Code::Unsigned, text))
            }
        }
    }
}

/// What somebody may see: all, or what concerns one party.
///
/// A party sees what is its own; a settlement agent also all that is in its currency, since that
/// lies on its books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight(Option<PartyId>);

impl Sight {
    /// Everything.
    pub(crate) const ALL: Self = Self(None);

    /// What is this party's alone.
    pub(crate) fn own(self, party: PartyId) -> bool {
        self.0.is_none_or(|own| own == party)
    }

    /// Whether it is this party's and nobody else's.
    pub(crate) fn is(self, party: PartyId) -> bool {
        self.0 == Some(party)
    }

    /// The one party that is seen, where not all are.
    pub(crate) fn party(self) -> Option<PartyId> {
        self.0
    }

    /// One of the banks of a payment: who gave it, pays it or receives it.
    pub(crate) fn side(self, row: &node::PaymentRow) -> bool {
        let leg = |leg: &Leg| self.own(leg.debtor) || self.own(leg.creditor);
        self.own(row.by) || row.legs.iter().any(leg)
    }

    /// Whether all is seen.
    pub(crate) fn all(self) -> bool {
        self.0.is_none()
    }

    /// What is in this currency, whoever's it is.
    fn issued(self, board: &Board, currency: CurrencyId) -> bool {
        self.0.is_none_or(|own| board.directory().agent(currency) == Some(own))
    }

    /// An account.
    pub(crate) fn account(self, board: &Board, party: PartyId, currency: CurrencyId) -> bool {
        self.own(party) || self.issued(board, currency)
    }

    /// A leg of a payment, or a flow of a ring.
    pub(crate) fn leg(self, board: &Board, leg: &Leg) -> bool {
        self.own(leg.debtor) || self.own(leg.creditor) || self.issued(board, leg.currency)
    }

    /// A payment: whoever gave it, and whom one of its legs concerns.
    pub(crate) fn payment(self, board: &Board, row: &node::PaymentRow) -> bool {
        self.own(row.by) || row.legs.iter().any(|leg| self.leg(board, leg))
    }

    /// What is exchanged between two currencies by a party.
    pub(crate) fn exchange(
        self,
        board: &Board,
        by: PartyId,
        (sell, buy): (CurrencyId, CurrencyId),
    ) -> bool {
        self.own(by) || self.issued(board, sell) || self.issued(board, buy)
    }

    /// Refuses what is another party's, where the query names it; that the party exists is no
    /// secret, so it is not hidden.
    pub(crate) fn only_own(self, party: PartyId) -> Result<(), Problem> {
        match self.own(party) {
            true => Ok(()),
            false => Err(Problem::new(Code::Forbidden)),
        }
    }

    /// With which eyes history is seen; none: all of it.
    pub(crate) fn seen(self, board: &Board) -> Option<views::Seen> {
        let party = self.0?;
        let all = board.directory().currencies().map(|(id, _, _)| id);
        let own = all.filter(|id| board.directory().agent(*id) == Some(party));
        Some(views::Seen { party, currencies: own.collect() })
    }

    /// Whether it is of a settlement agent.
    pub(crate) fn agent(self, board: &Board) -> bool {
        let own = |own| {
            board
                .directory()
                .currencies()
                .any(|(id, _, _)| board.directory().agent(id) == Some(own))
        };
        self.0.is_some_and(own)
    }
}

/// As what a caller takes part. Order: the first is what it is first of all.
pub(crate) fn roles(board: &Board, identity: Identity) -> Vec<&'static str> {
    let party = match identity {
        Identity::Overseer(_) => return vec!["overseer"],
        Identity::Party(party) => party,
    };
    let operator = (party == PartyId::OPERATOR).then_some("operator");
    let agent = (!issues(board, party).is_empty()).then_some("settlement-agent");
    let holds = board.accounts_of(party).next().is_some();
    let participant = (holds || (operator, agent) == (None, None)).then_some("participant");
    operator.into_iter().chain(agent).chain(participant).collect()
}

/// The letters of the currencies that a party issues. Order: as defined.
pub(crate) fn issues(board: &Board, party: PartyId) -> Vec<String> {
    let all = board.directory().currencies();
    let own = all.filter(|(id, _, _)| board.directory().agent(*id) == Some(party));
    own.map(|(_, code, _)| code.to_string()).collect()
}

/// What a caller is called: a BIC, or overseer.
pub(crate) fn name(board: &Board, identity: Identity) -> String {
    let bic = |party| board.directory().bic(party).as_ref().map(Bic::to_string);
    match identity {
        Identity::Party(party) => bic(party).unwrap_or_default(),
        Identity::Overseer(_) => "overseer".to_owned(),
    }
}
