//! How things are called in cells.

use settlement::Priority;
use settlement::fx::OrderEnd;
use settlement::participation::{Access, HolderClass};
use settlement::payment::{Category, WaitingFor};

pub(super) const fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "urgent",
        Priority::High => "high",
        Priority::Normal => "normal",
    }
}

pub(super) const fn category(category: Category) -> &'static str {
    match category {
        Category::Customer => "customer",
        Category::Interbank => "interbank",
    }
}

pub(super) const fn class(class: HolderClass) -> &'static str {
    match class {
        HolderClass::Agent => "agent",
        HolderClass::ResidentBank => "resident bank",
        HolderClass::ForeignBank => "foreign bank",
        HolderClass::ExchangeProvider => "exchange provider",
        HolderClass::Indirect => "indirect",
    }
}

pub(super) const fn access(access: Access) -> &'static str {
    match access {
        Access::Full => "full",
        Access::SendOnly => "send only",
        Access::ReceiveOnly => "receive only",
        Access::Suspended => "suspended",
        Access::Closed => "closed",
    }
}

pub(super) const fn waiting(waiting: &WaitingFor) -> &'static str {
    match waiting {
        WaitingFor::Counterpart { .. } => "counterpart",
        WaitingFor::Consent { .. } => "consent",
        WaitingFor::Moment { .. } => "moment",
        WaitingFor::Resumption { .. } => "resumption",
        WaitingFor::Access { .. } => "access",
        WaitingFor::Order { .. } => "order",
        WaitingFor::Limit { .. } => "limit",
        WaitingFor::Funds { .. } => "funds",
        WaitingFor::HoldingCap { .. } => "holding cap",
        WaitingFor::Quotes { .. } => "quotes",
    }
}

pub(super) const fn order_end(end: OrderEnd) -> &'static str {
    match end {
        OrderEnd::Cancelled => "cancelled",
        OrderEnd::Expired => "expired",
        OrderEnd::Closed => "closed",
        OrderEnd::Redenominated => "redenominated",
    }
}
