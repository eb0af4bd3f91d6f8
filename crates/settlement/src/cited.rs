use crate::{Command, Refusal, approval, cycle, fx, issuance, liquidity, rulebook, surplus, swap};

impl Command {
    /// The rule by which this command is refused for this reason.
    ///
    /// A refusal has a rule of its own, the one that states it for instructions or for everybody.
    /// Where another rule states the same of another command, the sender is told that one; a
    /// command and a reason together are one arm of one rule.
    /// Nothing of this is written down: events carry the refusal alone.
    pub const fn rule_of(&self, refusal: Refusal) -> &'static str {
        let own = match self {
            Self::Issuance(command) => of_issuance(command, refusal),
            Self::Liquidity(command) => of_liquidity(command, refusal),
            Self::Rulebook(command) => of_rulebook(command, refusal),
            Self::Exchange(command) => of_exchange(command, refusal),
            Self::Cycle(command) => of_cycle(command, refusal),
            Self::Swap(command) => of_swap(command, refusal),
            Self::Approval(command) => of_approval(command, refusal),
            Self::Surplus(command) => of_surplus(command, refusal),
            Self::Participation(_)
            | Self::Payment(_)
            | Self::Queue(_)
            | Self::Offsetting(_)
            | Self::OperatingDay(_) => None,
        };
        match own {
            Some(rule) => rule,
            None => refusal.rule(),
        }
    }
}

type Cited = Option<&'static str>;

const fn of_issuance(command: &issuance::Command, refusal: Refusal) -> Cited {
    use issuance::Command::{Issue, Redeem};
    match (command, refusal) {
        (Issue { .. } | Redeem { .. }, Refusal::ZeroAmount) => Some("R-ISS-01"),
        _ => None,
    }
}

const fn of_liquidity(command: &liquidity::Command, refusal: Refusal) -> Cited {
    use liquidity::Command::{SetStandingOrder, TransferLiquidity};
    match (command, refusal) {
        (TransferLiquidity { .. }, Refusal::SameParties | Refusal::ZeroAmount) => Some("R-LIQ-05"),
        (SetStandingOrder { .. }, Refusal::SameParties) => Some("R-LIQ-06"),
        _ => None,
    }
}

const fn of_rulebook(command: &rulebook::Command, refusal: Refusal) -> Cited {
    match (command, refusal) {
        (rulebook::Command::DefineCurrency { .. }, Refusal::ParameterOutOfRange) => {
            Some("R-RUL-04")
        }
        _ => None,
    }
}

const fn of_exchange(command: &fx::Command, refusal: Refusal) -> Cited {
    use fx::Command::{ConvertPayment, NameYardstick, PlaceOrder, PostQuote, SetBand};
    match (command, refusal) {
        (NameYardstick { .. }, Refusal::ParameterOutOfRange) => Some("R-FX-01"),
        (SetBand { .. }, Refusal::ParameterOutOfRange) => Some("R-FX-05"),
        (PlaceOrder { .. } | PostQuote { .. }, Refusal::ZeroAmount) => Some("R-FX-09"),
        (ConvertPayment { .. }, Refusal::ZeroAmount) => Some("R-FX-15"),
        _ => None,
    }
}

const fn of_cycle(command: &cycle::Command, refusal: Refusal) -> Cited {
    use cycle::Command::SubmitObligation;
    match (command, refusal) {
        (SubmitObligation { .. }, Refusal::SameParties | Refusal::ZeroAmount) => Some("R-CYC-02"),
        _ => None,
    }
}

const fn of_swap(command: &swap::Command, refusal: Refusal) -> Cited {
    use swap::Command::{DrawSwapLine, RepaySwap};
    match (command, refusal) {
        (DrawSwapLine { .. }, Refusal::ZeroAmount) => Some("R-SWP-03"),
        (RepaySwap { .. }, Refusal::ZeroAmount | Refusal::InsufficientFunds) => Some("R-SWP-04"),
        _ => None,
    }
}

const fn of_approval(command: &approval::Command, refusal: Refusal) -> Cited {
    use approval::Command::{Approve, Propose, Withdraw};
    match (command, refusal) {
        (Propose { .. }, Refusal::ApprovalMalformed) => Some("R-APR-02"),
        (Approve { .. }, Refusal::NotAuthorised) => Some("R-APR-03"),
        (Withdraw { .. }, Refusal::NotAuthorised | Refusal::UnknownProposal) => Some("R-APR-06"),
        _ => None,
    }
}

const fn of_surplus(command: &surplus::Command, refusal: Refusal) -> Cited {
    use surplus::Command::{InvestFunds, WithdrawInvestment};
    match (command, refusal) {
        (
            InvestFunds { .. } | WithdrawInvestment { .. },
            Refusal::SameParties | Refusal::ZeroAmount | Refusal::InsufficientFunds,
        ) => Some("R-SUR-02"),
        _ => None,
    }
}
