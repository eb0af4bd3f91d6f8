//! Everything the rules can say no to, with its stable number, ISO 20022 reason and rule.
//!
//! Numbers and names never change meaning; a page for each stands in `docs/reference/refusals/`.

use core::fmt;

use serde::{Deserialize, Serialize};

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $iso:literal, $rule:literal;)*) => {
        /// Why a command was refused, or an accepted instruction rejected later.
        /// It is written down as its number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "u16", try_from = "u16")]
        pub enum Refusal { $($(#[$doc])* $name,)* }

        impl Refusal {
            /// Every refusal. Order: by number.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable number, as in the page's name.
            pub const fn number(self) -> u16 {
                match self { $(Self::$name => $number,)* }
            }

            /// The reason told in messages. Source: ISO 20022 external status reason codes.
            pub const fn iso(self) -> &'static str {
                match self { $(Self::$name => $iso,)* }
            }

            /// The rule that says so.
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$name => $rule,)* }
            }

            /// Its name in events and documents.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

refusals! {
    /// The party may not give this command.
    NotAuthorised = 1001, "AG01", "R-PAR-01";
    /// No party is registered under this identifier.
    UnknownParty = 1002, "RC01", "R-PAR-02";
    /// A party with this BIC is registered already.
    PartyExists = 1003, "NARR", "R-PAR-02";
    /// The debtor's bank is not admitted in this currency.
    DebtorNotAdmitted = 1004, "DNOR", "R-PAR-03";
    /// The creditor's bank is not admitted in this currency.
    CreditorNotAdmitted = 1005, "CNOR", "R-PAR-03";
    /// The debtor's bank may not send in this currency, for now or at all.
    DebtorMayNotSend = 1006, "AC06", "R-PAR-04";
    /// The creditor's bank may not receive in this currency, for now or at all.
    CreditorMayNotReceive = 1007, "AC06", "R-PAR-04";
    /// The account was closed.
    AccountClosed = 1008, "AC04", "R-PAR-04";
    /// An account cannot be closed while it holds or owes money, or something waits on it.
    AccountNotEmpty = 1009, "NARR", "R-PAR-05";
    /// The key is a party's already, or was.
    KeyExists = 1010, "NARR", "R-PAR-07";
    /// The party has had as many keys as it may.
    KeysFull = 1011, "NARR", "R-PAR-07";
    /// The party has no key of this number that counts.
    UnknownKey = 1012, "DS0D", "R-PAR-07";
    /// A party may not revoke a key without which it cannot agree to its own commands.
    KeyStillNeeded = 1013, "NARR", "R-PAR-08";
    /// The account would stand below its floor.
    BelowFloor = 1101, "AM04", "R-ISS-02";
    /// More than the largest amount the system books.
    AmountTooLarge = 1102, "AM02", "R-ISS-05";
    /// An instruction has 1 to 8 legs.
    LegCount = 1301, "AG03", "R-PAY-01";
    /// A leg's amount is zero.
    ZeroAmount = 1302, "AM01", "R-PAY-01";
    /// Debtor and creditor of a leg are the same bank.
    SameParties = 1303, "RC04", "R-PAY-01";
    /// The UETR was used before, inside the acceptance window.
    DuplicateUetr = 1304, "AM05", "R-PAY-03";
    /// The settlement date has passed.
    StaleDate = 1305, "DT01", "R-PAY-04";
    /// The settlement date lies further ahead than instructions are kept.
    DateTooFar = 1306, "DT01", "R-PAY-04";
    /// No instruction with this UETR is known.
    UnknownInstruction = 1307, "NOOR", "R-PAY-10";
    /// The instruction does not need this party's consent, or has it already.
    ConsentNotDue = 1308, "AG01", "R-PAY-05";
    /// A counterpart with the same trade reference states other terms.
    TermsDiffer = 1309, "AM09", "R-PAY-06";
    /// The times requested contradict each other, or have passed.
    TimesContradict = 1310, "DT01", "R-PAY-07";
    /// The instruction did not settle before the time at which it asked to be rejected.
    RejectTimePassed = 1311, "AB03", "R-PAY-07";
    /// No counterpart or consent came before the close of its day.
    CounterpartMissing = 1312, "AB03", "R-PAY-09";
    /// The returns of a payment would exceed it.
    ReturnExceedsOriginal = 1313, "AM09", "R-PAY-08";
    /// The payment to be returned has not settled.
    OriginalNotSettled = 1314, "AG09", "R-PAY-08";
    /// A return runs along one leg of the original, backwards.
    ReturnNotReversed = 1315, "AG09", "R-PAY-08";
    /// A trade reference has 1 to 35 characters.
    ReferenceMalformed = 1316, "FF01", "R-PAY-06";
    /// Both sides of a trade are in one currency.
    SameCurrency = 1317, "AM03", "R-PAY-06";
    /// The payment has not settled to this party, or it has confirmed it already.
    NothingToConfirm = 1318, "AG01", "R-PAY-11";
    /// The instruction waits no longer: it settled, was cancelled or was rejected.
    NotWaiting = 1401, "AGNT", "R-QUE-04";
    /// Funds did not suffice before the close of the day.
    UnsettledAtClose = 1402, "AM04", "R-QUE-08";
    /// The party has as many instructions waiting as it may.
    QueueFull = 1403, "ED06", "R-QUE-09";
    /// A liquidity transfer exceeds what is available; it is not queued.
    InsufficientFunds = 1501, "AM04", "R-LIQ-05";
    /// More was to be reserved than is available.
    ReservationTooLarge = 1502, "AM04", "R-LIQ-01";
    /// Nothing can be reserved for normal payments.
    NothingToReserve = 1503, "AG03", "R-LIQ-01";
    /// A limit's counterparty is the account's own holder.
    LimitOnOneself = 1504, "RC04", "R-LIQ-02";
    /// The proposal names an instruction that does not wait in a queue.
    ProposalStale = 1601, "NARR", "R-OFF-04";
    /// The proposal would overdraw an account, pass a queue over or break a limit, or states what
    /// is not so.
    ProposalInfeasible = 1602, "NARR", "R-OFF-04";
    /// The proposal settles no more than the baseline does.
    ProposalNotBetter = 1603, "NARR", "R-OFF-04";
    /// The calendar contradicts itself or its predecessors.
    CalendarMalformed = 1701, "NARR", "R-DAY-01";
    /// The day cannot be extended: it is over, or the extension reaches into the next.
    ExtensionMalformed = 1702, "NARR", "R-DAY-05";
    /// The currencies are not open together within the calendars' horizon.
    NeverOpenTogether = 1703, "TM01", "R-DAY-04";
    /// The rulebook to activate is not the one after that in force.
    VersionNotNext = 1801, "NARR", "R-RUL-01";
    /// A parameter is out of its range.
    ParameterOutOfRange = 1802, "NARR", "R-RUL-01";
    /// No such currency is valid on the settlement date.
    UnknownCurrency = 1803, "AM03", "R-RUL-02";
    /// A currency with this code is valid in that period already.
    CurrencyExists = 1804, "NARR", "R-RUL-02";
    /// One new minor unit must be a whole number of old ones, of the same agent.
    RatioMalformed = 1805, "NARR", "R-RUL-03";
    /// The currency was redenominated while the instruction waited.
    CurrencyRedenominated = 1806, "CURR", "R-RUL-03";
    /// No yardstick is named, so an official rate would say nothing.
    YardstickUnnamed = 1901, "NARR", "R-FX-01";
    /// An official rate's parts are out of their range.
    RateMalformed = 1902, "NARR", "R-FX-02";
    /// No such official rate waits to be approved.
    NothingToApprove = 1903, "NARR", "R-FX-03";
    /// A pair is two different currencies.
    PairMalformed = 1904, "NARR", "R-FX-07";
    /// An order's amount, limit or duration is out of its range.
    OrderMalformed = 1905, "NARR", "R-FX-09";
    /// An order offers more than is available; it does not stand unfunded.
    OrderUnfunded = 1906, "AM04", "R-FX-09";
    /// The party has as many orders standing as it may.
    OrdersFull = 1907, "ED06", "R-FX-09";
    /// No order with this number stands.
    UnknownOrder = 1908, "NOOR", "R-FX-10";
    /// The order takes part in a round that is open, and cannot be taken back until it clears.
    OrderInRound = 1909, "NARR", "R-FX-13";
    /// The proposal is for no round that is open, or for orders that are no longer those of it.
    PricesStale = 1910, "NARR", "R-FX-13";
    /// Prices and fills break a rule of the round.
    PricesInfeasible = 1911, "NARR", "R-FX-13";
    /// Prices and fills are no better than those that stand.
    PricesNotBetter = 1912, "NARR", "R-FX-13";
    /// No quote, and no two of them, give what is asked, and the payment was not to wait.
    NoQuote = 1913, "NARR", "R-FX-15";
    /// The terms of a swap line are out of their range, or both currencies are of one agent.
    SwapTermsMalformed = 2001, "NARR", "R-SWP-01";
    /// No swap line with this number is proposed or agreed.
    UnknownSwapLine = 2002, "NOOR", "R-SWP-02";
    /// The swap line is agreed already, or these are not the terms that were proposed.
    NothingToAgree = 2003, "NARR", "R-SWP-02";
    /// The swap line is proposed and not agreed.
    SwapLineNotAgreed = 2004, "NARR", "R-SWP-03";
    /// More would be drawn than the swap line allows.
    SwapLimitExceeded = 2005, "AM02", "R-SWP-03";
    /// The swap line goes by official rates, and one of its currencies has none.
    SwapRateMissing = 2006, "NARR", "R-SWP-03";
    /// No draw with this number is out.
    UnknownDraw = 2007, "NOOR", "R-SWP-04";
    /// More would be repaid than is out.
    RepaymentTooLarge = 2008, "AM09", "R-SWP-04";
    /// Something drawn on a swap line is not repaid yet.
    SwapOutstanding = 2009, "NARR", "R-SWP-05";
    /// Who would draw has not repaid in time what it drew on the line before.
    SwapPastDue = 2010, "NARR", "R-SWP-06";
    /// A cycle has currencies, each once and in order, a cut-off to come and a deadline after it.
    CycleMalformed = 2101, "NARR", "R-CYC-01";
    /// No cycle of this number takes obligations.
    CycleNotOpen = 2102, "TM01", "R-CYC-02";
    /// The cycle does not settle this currency.
    CurrencyNotInCycle = 2103, "AM03", "R-CYC-02";
    /// The party has as many obligations in the cycle as it may.
    ObligationsFull = 2104, "ED06", "R-CYC-02";
    /// The cycle has no obligation of this name.
    UnknownObligation = 2105, "NOOR", "R-CYC-03";
    /// One side of the obligation did not pay in what was due.
    PayInMissing = 2106, "AM04", "R-CYC-06";
    /// The obligation's currency was suspended or closed when its cycle settled.
    CycleCurrencyClosed = 2107, "TM01", "R-CYC-07";
    /// The terms of investment are out of their range.
    InvestmentTermsMalformed = 2201, "NARR", "R-SUR-01";
    /// The agent takes nothing for investment, or the currency's day is closed.
    InvestmentNotOpen = 2202, "ED06", "R-SUR-02";
    /// More would be invested than the agent takes in all.
    InvestmentFull = 2203, "AM02", "R-SUR-02";
    /// More would be withdrawn than is invested.
    WithdrawalTooLarge = 2204, "AM09", "R-SUR-02";
    /// The agent owes interest that its account does not hold.
    InterestUnpaid = 2205, "NARR", "R-SUR-03";
    /// What an imbalance is to cost is out of its range.
    ImbalanceTermsMalformed = 2206, "NARR", "R-SUR-05";
    /// The receiver would hold more than its settlement agent lets it; a transfer does not wait.
    HoldingCapExceeded = 2207, "AM02", "R-SUR-08";
    /// More keys would be required than the party has, a number is out of its range, or what is
    /// proposed is itself a proposal or an approval.
    ApprovalMalformed = 2301, "NARR", "R-APR-01";
    /// The party has required several keys for this command; it is to be proposed.
    ApprovalNeeded = 2302, "DS0A", "R-APR-02";
    /// No proposal of this number waits for keys.
    UnknownProposal = 2303, "NOOR", "R-APR-03";
    /// The key has agreed before.
    KeyAgreedBefore = 2304, "NARR", "R-APR-03";
    /// The party has as many proposals waiting as it may.
    ProposalsFull = 2305, "ED06", "R-APR-02";
    /// The key would send more on this business day than its party lets one key send.
    OutflowCapReached = 2306, "AM14", "R-APR-07";
}

impl From<Refusal> for u16 {
    fn from(refusal: Refusal) -> Self {
        refusal.number()
    }
}

impl TryFrom<u16> for Refusal {
    type Error = UnknownRefusal;

    fn try_from(number: u16) -> Result<Self, UnknownRefusal> {
        let known = Self::ALL.iter().copied().find(|refusal| refusal.number() == number);
        known.ok_or(UnknownRefusal(number))
    }
}

/// A number that no refusal of this program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRefusal(pub u16);

impl fmt::Display for UnknownRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no refusal has the number {}", self.0)
    }
}

impl core::error::Error for UnknownRefusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}, {})", self.number(), self.name(), self.iso(), self.rule())
    }
}
