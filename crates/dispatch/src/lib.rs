//! Floor 3, plant: what has left the house, to whom and when.
//!
//! None of it is on the log, because none of it changes what anybody has: how far each participant
//! has fetched its outbox, the key under which links to a payment's status are made, webhooks with
//! what was sent to them, what was answered under an `Idempotency-Key`, and which passkeys and
//! logins people sign in with to read.
//! It is kept in one SQLite file beside the log.
//! What is lost with that file is when something was handed over, never what: that a bank has
//! booked a payment stands on the log (R-PAY-11); and people bind their passkeys and
//! logins anew.

mod ask;
mod fault;
mod keys;
mod link;
mod login;
mod passkey;
mod send;
mod sign;
mod store;
mod target;
mod way;
mod webhook;

pub use ask::{Answer, Asker, LONGEST_ANSWER, PATIENCE, Question, Unanswered};
pub use fault::Fault;
pub use keys::{Claim, Kept, Keys, LONGEST_KEY};
pub use login::{BoundLogin, MOST_LOGINS};
pub use passkey::{Binding, MOST_PASSKEYS};
pub use send::{Message, Sender, Undelivered, back_off};
pub use sign::Secrets;
pub use store::Store;
pub use target::{Loopback, Target};
pub use webhook::{Delivery, Endpoint, MOST_ENDPOINTS, Standing};
