//! The pieces that views are made of.

use std::borrow::Cow;

use terms::{Amount, AmountError, Bic, CurrencyCode};

use crate::reader::Element;
use crate::reference::{CurrencyKind, currency};

/// A value and the element it stands in.
#[derive(Clone)]
pub struct Field<'a> {
    /// The value, with references resolved.
    pub text: Cow<'a, str>,
    /// Where it stands.
    pub element: Element,
}

impl Field<'_> {
    /// The value.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A sum of money as the message states it.
#[derive(Clone)]
pub struct StatedAmount<'a> {
    /// The decimal text, as the schema allows it: perhaps with a plus and superfluous zeros.
    pub text: Cow<'a, str>,
    /// The letters of the attribute `Ccy`.
    pub currency: &'a str,
    /// Where it stands.
    pub element: Element,
}

impl StatedAmount<'_> {
    /// The letters of a currency that may settle, or none.
    pub fn currency_code(&self) -> Option<CurrencyCode> {
        let money = currency(self.currency).is_some_and(|c| c.kind == CurrencyKind::Money);
        money.then(|| CurrencyCode::parse(self.currency).ok()).flatten()
    }

    /// The amount in a currency of `exponent` decimals, exactly.
    pub fn amount(&self, exponent: u8) -> Result<Amount, AmountError> {
        Amount::parse_decimal(&self.text, exponent)
    }
}

/// A bank, by whatever identifiers the message gives.
#[derive(Clone)]
pub struct Agent<'a> {
    /// The element that holds it.
    pub element: Element,
    /// Source: `BICFI`, or `AnyBIC` in a header.
    pub bic: Option<Field<'a>>,
    /// Source: `LEI`.
    pub lei: Option<Field<'a>>,
    /// Its number in a clearing system. Source: `ClrSysMmbId/MmbId`.
    pub member: Option<Field<'a>>,
    /// Another identifier. Source: `Othr/Id`.
    pub other: Option<Field<'a>>,
    /// Source: `Nm`.
    pub name: Option<Field<'a>>,
}

impl Agent<'_> {
    /// Its BIC.
    pub fn bic(&self) -> Option<Bic> {
        self.bic.as_ref().and_then(|field| Bic::parse(&field.text).ok())
    }

    /// Whether anything but a name tells which bank it is.
    pub fn is_identified(&self) -> bool {
        let identifiers = [&self.bic, &self.lei, &self.member, &self.other];
        identifiers.iter().any(|identifier| identifier.is_some())
    }
}

/// A debtor or creditor that is no bank, as far as its completeness goes.
#[derive(Clone)]
pub struct Party<'a> {
    /// The element that holds it.
    pub element: Element,
    /// Source: `Nm`.
    pub name: Option<Field<'a>>,
    /// Source: `Id/OrgId/AnyBIC`.
    pub bic: Option<Field<'a>>,
    /// Source: `Id/OrgId/LEI`.
    pub lei: Option<Field<'a>>,
    /// Source: `PstlAdr`.
    pub address: Option<Element>,
    /// Source: `PstlAdr/TwnNm`.
    pub town: Option<Field<'a>>,
    /// Source: `PstlAdr/Ctry`.
    pub country: Option<Field<'a>>,
}

/// An account, by the identifier the message gives.
#[derive(Clone)]
pub struct Account<'a> {
    /// Source: `Id/IBAN`.
    pub iban: Option<Field<'a>>,
    /// Source: `Id/Othr/Id`.
    pub other: Option<Field<'a>>,
    /// Source: `Ccy`.
    pub currency: Option<Field<'a>>,
}

impl<'a> Account<'a> {
    /// The number, of whichever kind.
    pub fn id(&self) -> Option<&Field<'a>> {
        self.iban.as_ref().or(self.other.as_ref())
    }
}
