//! What can be asked of the machine as JSON: one short entry for each of its commands.
//!
//! An entry states a command's name, its path, the word of its answer, the fields of its body and
//! how they become the command; the route, the check of the form, the answer and the place in the
//! OpenAPI document follow from it.
//! Only the body is signed, so the body says all of it: which command, when it was asked, and also
//! what its path says.

mod approval;
mod cycle;
mod desk;
mod exchange;
mod issuance;
mod limit;
mod liquidity;
mod message;
mod offsetting;
mod operating_day;
mod participation;
mod payment;
mod queue;
mod rulebook;
mod surplus;
mod swap;
mod text;

use node::Board;
use node::translate::Flaw;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use settlement::participation::KeyNumber;
use settlement::{Command, PartyId};
use terms::Instant;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

pub(crate) use desk::{Desk, flaw};
pub(crate) use limit::gcd;

use crate::objects;
use crate::problem::{Code, Problem};

/// The longest body of an ordinary request. Unit: bytes.
pub(crate) const SMALL: usize = 4_096;

/// The longest body of a request that lists something. Unit: bytes.
pub(crate) const LARGE: usize = 1_048_576;

/// The longest body of a proposal of a round. Unit: bytes.
///
/// It holds 100,000 items or 50,000 fills.
/// A command takes less than half of what its body does, so the longest fits a record that is half
/// full already.
pub(crate) const PROPOSAL: usize = 4 * LARGE;

/// Schemas by their names.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// A body that was read, and what it asks for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// When it says it was asked; none in the bodies of orders, which state their own date.
    pub(crate) at: Option<Instant>,
    /// What it asks for.
    pub(crate) command: Command,
}

/// What can stand in a body.
trait Body: DeserializeOwned + ToSchema {
    /// The command's name and the instant at which it was asked, as the body states them.
    fn stated(&self) -> Option<(&str, &text::Moment)>;

    /// The command.
    fn command(&self, desk: &Desk<'_>) -> Result<Command, Flaw>;
}

/// Something that can be asked of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// The command's name, which its body states.
    pub command: &'static str,
    /// Where it is asked for, by POST.
    pub path: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// The word of its answer, where it is carried out at once.
    pub done: &'static str,
    /// The longest body. Unit: bytes.
    pub most: usize,
    read: fn(&Ask, &[u8], &Desk<'_>) -> Result<Asked, Problem>,
    schema: fn(&mut Schemas) -> String,
}

impl Ask {
    const fn of<B: Body>(
        command: &'static str,
        path: &'static str,
        done: &'static str,
        most: usize,
        about: &'static str,
    ) -> Self {
        Self { command, path, about, done, most, read: read::<B>, schema: schema::<B> }
    }

    /// What can be asked under a command's name.
    pub fn named(command: &str) -> Option<&'static Self> {
        Self::all().find(|ask| ask.command == command)
    }

    /// Everything that can be asked. Order: as in the rulebook.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        GROUPS.iter().flat_map(|group| group.1.iter())
    }

    /// The path of what a body asks for; none where the body does not say what the path names.
    pub fn path_of(&self, body: &serde_json::Value) -> Option<String> {
        let Some((before, rest)) = self.path.split_once('{') else {
            return Some(self.path.to_owned());
        };
        let (name, after) = rest.split_once('}')?;
        Some(format!("{before}{}{after}", body.get(name)?.as_u64()?))
    }

    /// The group of commands it belongs to.
    pub fn group(&self) -> &'static str {
        let holds = |asks: &[Self]| asks.iter().any(|ask| ask.command == self.command);
        GROUPS.iter().find(|(_, asks)| holds(asks)).map_or("", |(name, _)| *name)
    }

    /// What a body asks for, said by the party at the desk.
    pub(crate) fn read(&self, body: &[u8], desk: &Desk<'_>) -> Result<Asked, Problem> {
        (self.read)(self, body, desk)
    }

    /// What a body asks for, said by a party with one of its keys at an instant, and nothing done.
    /// `within` is what the pattern of its path leaves open.
    ///
    /// # Errors
    /// What of the body is not of its form.
    pub fn command_of(
        &self,
        body: &[u8],
        within: Option<&str>,
        board: &Board,
        (by, signer): (PartyId, KeyNumber),
        now: Instant,
    ) -> Result<Command, Problem> {
        let desk = Desk { board, by, signer, now, within };
        self.read(body, &desk).map(|asked| asked.command)
    }

    /// Adds the schemas of its body; answers the name of the outermost.
    pub(crate) fn schema(&self, schemas: &mut Schemas) -> String {
        (self.schema)(schemas)
    }

    /// Whether its answer is the number of an order, and no events.
    pub(crate) fn answers_with_order(&self) -> bool {
        exchange::TRADES.iter().any(|trade| trade.command == self.command)
    }
}

/// Everything that can be asked, by what it is about.
pub(crate) const GROUPS: &[(&str, &[Ask])] = &[
    ("participation", participation::ASKS),
    ("issuance", issuance::ASKS),
    ("payment", payment::ASKS),
    ("queue", queue::ASKS),
    ("liquidity", liquidity::ASKS),
    ("offsetting", offsetting::ASKS),
    ("operating day", operating_day::ASKS),
    ("rulebook", rulebook::ASKS),
    ("exchange", exchange::TRADES),
    ("exchange", exchange::ASKS),
    ("cycle", cycle::ASKS),
    ("swap", swap::ASKS),
    ("approval", approval::ASKS),
    ("surplus", surplus::ASKS),
];

fn read<B: Body>(ask: &Ask, body: &[u8], desk: &Desk<'_>) -> Result<Asked, Problem> {
    let body: B = objects::from_slice(body).map_err(|error| {
        let code = if error.is_data() { Code::Malformed } else { Code::NotJson };
        Problem::flawed(Some(code), &flaw("FF01", "", error.to_string()))
    })?;
    let flawed = |flaw: Flaw| Problem::flawed(None, &flaw);
    let at = match body.stated() {
        Some((command, _)) if command != ask.command => {
            let text = format!("not what is asked for here, which is {}", ask.command);
            return Err(flawed(flaw("FF01", "command", text)));
        }
        Some((_, at)) => Some(desk.moment("asked_at", at).map_err(flawed)?),
        None => None,
    };
    let command = body.command(desk).map_err(flawed)?;
    Ok(Asked { at, command })
}

fn schema<B: Body>(schemas: &mut Schemas) -> String {
    let name = B::name().into_owned();
    B::schemas(schemas);
    schemas.push((name.clone(), B::schema()));
    name
}

/// A field that may be null and must not be missing: what ends something is said, not forgotten.
fn stated<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// The bodies of a group of commands and how they become them.
///
/// A body has the fields that stand here, and `command` and `asked_at` beside them.
macro_rules! asks {
    ($(
        $(#[doc = $about:literal])+
        $name:ident at $path:literal says $done:literal up to $most:ident
        { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }
        |$body:ident, $desk:ident| $read:expr;
    )*) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $name {
                /// The name of this schema: what is signed says what it asks for.
                command: String,
                /// When this is signed; the door takes it for five minutes, and up to 30 seconds before.
                asked_at: crate::ask::text::Moment,
                $($(#[$field_doc])* $field: $kind,)*
            }

            impl crate::ask::Body for $name {
                fn stated(&self) -> Option<(&str, &crate::ask::text::Moment)> {
                    Some((&self.command, &self.asked_at))
                }

                fn command(
                    &self,
                    $desk: &crate::ask::Desk<'_>,
                ) -> Result<settlement::Command, node::translate::Flaw> {
                    let $body = self;
                    Ok($read)
                }
            }
        )*

        /// Order: as the rulebook has them.
        pub(super) const ASKS: &[crate::ask::Ask] = &[$(crate::ask::Ask::of::<$name>(
            stringify!($name),
            $path,
            $done,
            crate::ask::$most,
            concat!($($about),+),
        ),)*];
    };
}
use asks;
