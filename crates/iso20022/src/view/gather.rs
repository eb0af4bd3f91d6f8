//! One pass over a message, keeping what a view looks for.

use super::field::{Account, Agent, Field, Party, StatedAmount};
use super::place::{AccountPart, AgentPart, PartyPart, Place, Role, find};
use crate::reader::{Element, Message};

/// What the pass found. Order: of the document.
///
/// After the first payment of a document the others are only counted, so that no view mixes two.
pub(super) struct Gathered<'m, 'a> {
    message: &'m Message<'a>,
    found: Vec<(Place, Element)>,
    /// How many payments or requests there are.
    pub(super) occurrences: usize,
}

impl<'m, 'a> Gathered<'m, 'a> {
    /// Looks up every element of `message` in `rows`. Cost: O(elements * log rows).
    pub(super) fn from(message: &'m Message<'a>, rows: &[(u64, Place)]) -> Self {
        let mut gathered = Self { message, found: Vec::with_capacity(64), occurrences: 0 };
        for element in &message.elements {
            match find(rows, element.path) {
                Some(Place::Occurrence) => gathered.occurrences += 1,
                Some(place) if gathered.occurrences <= 1 => gathered.found.push((place, *element)),
                Some(_) | None => {}
            }
        }
        gathered
    }

    /// The first element at `place`.
    pub(super) fn element(&self, place: Place) -> Option<Element> {
        let mut found = self.found.iter();
        found.find(|(at, _)| *at == place).map(|(_, element)| *element)
    }

    /// The first value at `place`.
    pub(super) fn field(&self, place: Place) -> Option<Field<'a>> {
        self.element(place).map(|element| self.read(element))
    }

    /// Every value at `place`. Order: of the document.
    pub(super) fn fields(&self, place: Place) -> Vec<Field<'a>> {
        let found = self.found.iter().filter(|(at, _)| *at == place);
        found.map(|(_, element)| self.read(*element)).collect()
    }

    /// How many elements stand at `place`.
    pub(super) fn count(&self, place: Place) -> usize {
        self.found.iter().filter(|(at, _)| *at == place).count()
    }

    /// The first sum of money at `place`.
    pub(super) fn amount(&self, place: Place) -> Option<StatedAmount<'a>> {
        let element = self.element(place)?;
        let currency = self.message.attribute(&element)?;
        Some(StatedAmount { text: self.message.text(&element), currency, element })
    }

    /// The bank in that role.
    pub(super) fn agent(&self, role: Role) -> Option<Agent<'a>> {
        let part = |part| self.field(Place::Agent(role, part));
        Some(Agent {
            element: self.element(Place::Agent(role, AgentPart::Itself))?,
            bic: part(AgentPart::Bic),
            lei: part(AgentPart::Lei),
            member: part(AgentPart::Member),
            other: part(AgentPart::Other),
            name: part(AgentPart::Name),
        })
    }

    /// The party in that role.
    pub(super) fn party(&self, role: Role) -> Option<Party<'a>> {
        let part = |part| self.field(Place::Party(role, part));
        Some(Party {
            element: self.element(Place::Party(role, PartyPart::Itself))?,
            name: part(PartyPart::Name),
            bic: part(PartyPart::Bic),
            lei: part(PartyPart::Lei),
            address: self.element(Place::Party(role, PartyPart::Address)),
            town: part(PartyPart::Town),
            country: part(PartyPart::Country),
        })
    }

    /// The account in that role; all its parts may be absent.
    pub(super) fn account(&self, role: Role) -> Account<'a> {
        let part = |part| self.field(Place::Account(role, part));
        Account {
            iban: part(AccountPart::Iban),
            other: part(AccountPart::Other),
            currency: part(AccountPart::Currency),
        }
    }

    fn read(&self, element: Element) -> Field<'a> {
        Field { text: self.message.text(&element), element }
    }
}
