//! What questions answer, typed.

use settlement::PartyId;
use terms::{
    Amount, Balance, Bic, BusinessDate, CurrencyCode, CurrencyId, Instant, LogPosition, Uetr,
};

use super::Cursor;
use crate::Fault;
use crate::value::Cells;

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// Its name in cells.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = Fault;

            fn from_str(text: &str) -> Result<Self, Fault> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(Fault::new(concat!(
                        "reading a ", stringify!($name), ": it is one of" $(, " ", $text, ";")*
                    ))),
                }
            }
        }
    };
}

named! {
    /// How a payment stands.
    Status {
        /// It waits.
        Pending = "pending",
        /// All of it is final.
        Settled = "settled",
        /// Part of a conversion is final, and the rest will not be.
        PartlySettled = "partly settled",
        /// It was accepted, and did not settle in the time it had.
        Rejected = "rejected",
        /// Its owner took it back.
        Cancelled = "cancelled",
        /// The rules said no at once.
        Refused = "refused",
    }
}

named! {
    /// Whether money came or left.
    Direction {
        /// It came.
        Credit = "credit",
        /// It left.
        Debit = "debit",
    }
}

/// A payment, or whatever else bears a UETR and moves money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Where its command stands in the log.
    pub cursor: Cursor,
    /// Its name.
    pub uetr: Uetr,
    /// What it is: payment, issue, redemption, liquidity transfer, conversion, obligation.
    pub kind: String,
    /// Who gave it.
    pub party: PartyId,
    /// Who pays, in its first leg.
    pub debtor: PartyId,
    /// Who is paid, in its first leg.
    pub creditor: PartyId,
    /// Of its first leg.
    pub currency: CurrencyId,
    /// Of its first leg; none where no account could hold as much, which is refused.
    /// Unit: minor units.
    pub amount: Option<Amount>,
    /// The operating day it asks for; none where it asks for none.
    pub date: Option<BusinessDate>,
    /// urgent, high or normal; none where it has none.
    pub priority: Option<String>,
    /// customer or interbank; none where it has none.
    pub category: Option<String>,
    /// When it was received: its record's instant.
    pub received: Instant,
    /// The salted digest of its message.
    pub evidence: String,
    /// The payment it gives back.
    pub returns: Option<Uetr>,
    /// How it stands.
    pub status: Status,
    /// For what it waits.
    pub waiting: Option<String>,
    /// The number of the refusal it was refused or rejected with.
    pub refusal: Option<u16>,
    /// How it settled, or what ended it.
    pub how: Option<String>,
    /// The round or the cycle it settled in.
    pub round: Option<u64>,
    /// The instruction it was matched with.
    pub matched: Option<Uetr>,
    /// Where and when it ended; none while it waits.
    pub ended: Option<(LogPosition, Instant)>,
}

impl Payment {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        Ok(Self {
            cursor: cursor(cells)?,
            uetr: cells.parsed()?,
            kind: cells.text()?,
            party: cells.party()?,
            debtor: cells.party()?,
            creditor: cells.party()?,
            currency: cells.currency()?,
            amount: cells.maybe_balance()?.map(Balance::positive),
            date: cells.maybe_parsed()?,
            priority: cells.maybe_text()?,
            category: cells.maybe_text()?,
            received: cells.instant()?,
            evidence: cells.text()?,
            returns: cells.maybe_parsed()?,
            status: cells.parsed()?,
            waiting: cells.maybe_text()?,
            refusal: cells.maybe()?,
            how: cells.maybe_text()?,
            round: cells.maybe()?,
            matched: cells.maybe_parsed()?,
            ended: {
                let (position, _, nanos) = (cells.maybe()?, cells.maybe::<u32>()?, cells.maybe()?);
                position.map(LogPosition::new).zip(nanos.map(Instant::from_unix_nanos))
            },
        })
    }
}

fn cursor(cells: &mut Cells) -> Result<Cursor, Fault> {
    Ok(Cursor { position: cells.position()?, number: cells.whole()? })
}

/// One movement that a payment asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Who pays.
    pub debtor: PartyId,
    /// Who is paid.
    pub creditor: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// How much; none where no account could hold as much. Unit: minor units.
    pub amount: Option<Amount>,
}

impl Leg {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        let (_, _) = (cursor(cells)?, cells.whole::<u32>()?);
        Ok(Self {
            debtor: cells.party()?,
            creditor: cells.party()?,
            currency: cells.currency()?,
            amount: cells.maybe_balance()?.map(Balance::positive),
        })
    }
}

/// One movement of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands in the log.
    pub cursor: Cursor,
    /// Whose account.
    pub party: PartyId,
    /// Its currency.
    pub currency: CurrencyId,
    /// Whether money came or left.
    pub direction: Direction,
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// What the account stood at after it.
    pub balance: Balance,
    /// The other side, if there is one.
    pub counterparty: Option<PartyId>,
    /// Why, such as payment, exchange, issue.
    pub cause: String,
    /// Under which name.
    pub uetr: Option<Uetr>,
    /// The operating day it counts for.
    pub date: BusinessDate,
    /// When it was booked.
    pub booked: Instant,
    /// The account's statement that tells it, or will.
    pub statement: u32,
}

impl Entry {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        let cursor = cursor(cells)?;
        cells.whole::<u32>()?;
        Ok(Self {
            cursor,
            party: cells.party()?,
            currency: cells.currency()?,
            direction: cells.parsed()?,
            amount: cells.amount()?,
            balance: cells.balance()?,
            counterparty: cells.maybe()?.map(PartyId::new),
            cause: cells.text()?,
            uetr: cells.maybe_parsed()?,
            date: cells.parsed()?,
            booked: cells.instant()?,
            statement: cells.whole()?,
        })
    }
}

/// A day of an account that has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Whose account.
    pub party: PartyId,
    /// Its currency.
    pub currency: CurrencyId,
    /// Ascending per account from 1.
    pub number: u32,
    /// The day.
    pub date: BusinessDate,
    /// The record that closed it.
    pub position: LogPosition,
    /// When.
    pub closed: Instant,
    /// What the account stood at before.
    pub opening: Balance,
    /// What it stood at after.
    pub closing: Balance,
    /// How many entries it has.
    pub entries: u32,
}

impl Statement {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        Ok(Self {
            party: cells.party()?,
            currency: cells.currency()?,
            number: cells.whole()?,
            date: cells.parsed()?,
            position: cells.position()?,
            closed: cells.instant()?,
            opening: cells.balance()?,
            closing: cells.balance()?,
            entries: cells.whole()?,
        })
    }
}

/// An institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its number.
    pub party: PartyId,
    /// Its name.
    pub bic: Bic,
}

impl Party {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        Ok(Self { party: cells.party()?, bic: cells.parsed()? })
    }
}

/// A currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Its number.
    pub currency: CurrencyId,
    /// Its letters.
    pub code: CurrencyCode,
    /// Its fraction digits.
    pub minor_units: u8,
    /// On whose books it settles.
    pub agent: PartyId,
}

impl Currency {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        let currency = cells.currency()?;
        let code = cells.text()?;
        let code = CurrencyCode::parse(&code)
            .map_err(|error| Fault::because(format!("reading the currency {code}"), error))?;
        Ok(Self { currency, code, minor_units: cells.whole()?, agent: cells.party()? })
    }
}

/// An account as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// As what its holder was admitted.
    pub class: String,
    /// What its holder may do.
    pub access: String,
    /// What it stands at.
    pub balance: Balance,
    /// How far below zero it may go.
    pub credit: Amount,
}

impl Account {
    pub(super) fn read(cells: &mut Cells) -> Result<Self, Fault> {
        Ok(Self {
            party: cells.party()?,
            currency: cells.currency()?,
            class: cells.text()?,
            access: cells.text()?,
            balance: cells.balance()?,
            credit: cells.amount()?,
        })
    }
}
