//! What an endpoint can be told, by the words of the field `type`.

use node::Notice;

/// What a ping is told as; nobody asks for it, and every endpoint takes it.
pub(crate) const PING_KIND: &str = "webhook.ping";

/// Everything an endpoint can ask for. Order: as in the documentation.
pub(crate) const KINDS: &[&str] = &[
    "payment.status",
    "payment.confirmed",
    "payment.delivered",
    "account.moved",
    "account.statement",
    "cycle.pay-in-schedule",
    "cycle.net-positions",
];

/// The word for what a notice tells.
pub(super) const fn kind(notice: &Notice) -> &'static str {
    match notice {
        Notice::Status { .. } => "payment.status",
        Notice::Confirmed { .. } => "payment.confirmed",
        Notice::Delivery { .. } => "payment.delivered",
        Notice::Moved(_) => "account.moved",
        Notice::Statement(_) => "account.statement",
        Notice::PayInSchedule { .. } => "cycle.pay-in-schedule",
        Notice::NetPositions { .. } => "cycle.net-positions",
    }
}
