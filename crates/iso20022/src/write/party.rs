//! Persons, companies, their addresses and their accounts.
//!
//! These types hold personal data and therefore have no `Debug`: nothing can print them by chance.

use terms::{Bic, Lei};

use super::xml::Xml;

/// A structured postal address; town and country are what no payment may lack.
///
/// Range: text beyond the schema's width is cut. Source: ISO 20022 `PostalAddress24`.
#[derive(Clone, Copy)]
pub struct Address<'a> {
    /// The street's name. Range: to 70 characters.
    pub street: Option<&'a str>,
    /// The building's number. Range: to 16 characters.
    pub building: Option<&'a str>,
    /// The post code. Range: to 16 characters.
    pub post_code: Option<&'a str>,
    /// The town's name. Range: 1 to 35 characters.
    pub town: &'a str,
    /// The country. Range: two capital letters. Source: ISO 3166-1 alpha-2.
    pub country: &'a str,
}

/// A debtor or creditor: a person or a company.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// The full name. Range: 1 to 140 characters, cut beyond.
    pub name: &'a str,
    /// Where the party lives or is seated.
    pub address: Address<'a>,
    /// The company's identifier; none for a person.
    pub lei: Option<Lei>,
}

/// Either a customer or a bank, where a message allows both. Source: ISO 20022 `Party40Choice`.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// A customer of a bank.
    Customer(Party<'a>),
    /// A bank acting for itself.
    Agent(Bic),
}

/// The identifier of an account, by its scheme.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Account<'a> {
    /// An international number. Range: 5 to 34 characters. Source: ISO 13616.
    Iban(&'a str),
    /// The account number of a country without IBAN. Range: 1 to 34 characters.
    Bban(&'a str),
    /// An account in a scheme of one's own, such as a settlement account here.
    Proprietary {
        /// The number. Range: 1 to 34 characters.
        id: &'a str,
        /// The scheme's name. Range: 1 to 35 characters.
        scheme: &'a str,
    },
}

const MAX_ACCOUNT: usize = 34;

impl Xml {
    pub(super) fn party(&mut self, name: &'static str, party: &Party<'_>) {
        self.within(name, |xml| {
            xml.text("Nm", party.name, 140);
            xml.within("PstlAdr", |xml| party.address.body(xml));
            if let Some(lei) = party.lei {
                xml.within("Id", |xml| {
                    xml.within("OrgId", |xml| xml.identifier("LEI", lei.as_str(), 20));
                });
            }
        });
    }

    pub(super) fn actor(&mut self, name: &'static str, actor: &Actor<'_>) {
        self.within(name, |xml| match actor {
            Actor::Customer(party) => xml.party("Pty", party),
            Actor::Agent(bic) => xml.agent("Agt", *bic),
        });
    }

    /// An account element that holds nothing but the identifier.
    pub(super) fn account(&mut self, name: &'static str, account: Account<'_>) {
        self.within(name, |xml| xml.account_id(account));
    }

    /// `Id` of an account.
    pub(super) fn account_id(&mut self, account: Account<'_>) {
        self.within("Id", |xml| match account {
            Account::Iban(iban) => xml.identifier("IBAN", iban, MAX_ACCOUNT),
            Account::Bban(id) => xml.within("Othr", |xml| {
                xml.identifier("Id", id, MAX_ACCOUNT);
                xml.within("SchmeNm", |xml| xml.constant("Cd", "BBAN"));
            }),
            Account::Proprietary { id, scheme } => xml.within("Othr", |xml| {
                xml.identifier("Id", id, MAX_ACCOUNT);
                xml.within("SchmeNm", |xml| xml.reference("Prtry", scheme));
            }),
        });
    }
}

impl Address<'_> {
    fn body(&self, xml: &mut Xml) {
        if let Some(street) = self.street {
            xml.text("StrtNm", street, 70);
        }
        if let Some(building) = self.building {
            xml.text("BldgNb", building, 16);
        }
        if let Some(post_code) = self.post_code {
            xml.text("PstCd", post_code, 16);
        }
        xml.text("TwnNm", self.town, 35);
        xml.country("Ctry", self.country);
    }
}
