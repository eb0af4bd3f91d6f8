use std::sync::Arc;

use serde::Serialize;
use settlement::Refusal;
use settlement::cycle::CycleNumber;
use settlement::payment::WaitingFor;
use terms::{Amount, Balance, BusinessDate, CurrencyId, Instant, LogPosition, Uetr};

use crate::Stage;
use settlement::PartyId;

/// Whether money came or left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Side {
    /// It came.
    Credit,
    /// It left.
    Debit,
}

/// What moved an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Cause {
    /// A payment.
    Payment,
    /// A leg of a matched trade or of an instruction with several legs.
    Exchange,
    /// A payment that came back.
    Return,
    /// A liquidity transfer, a standing order, an overnight sweep, or an investment and its way back.
    Transfer,
    /// Issuing, redeeming, or returning what may not stay overnight.
    Issuance,
    /// Interest on what is invested with a settlement agent.
    Interest,
    /// What an imbalance costs at the close.
    Charge,
    /// The net position of a netting cycle.
    NetPosition,
    /// What was drawn or repaid on a swap line, or given for it.
    SwapLine,
    /// Interest on what was drawn on a swap line.
    SwapInterest,
}

impl Cause {
    /// Whether an obligation to another was settled by it, rather than liquidity brought or moved.
    pub const fn is_settlement(self) -> bool {
        match self {
            Self::Payment | Self::Exchange | Self::Return | Self::NetPosition => true,
            Self::Transfer
            | Self::Issuance
            | Self::Interest
            | Self::Charge
            | Self::SwapLine
            | Self::SwapInterest => false,
        }
    }
}

/// One movement of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The account's currency.
    pub currency: CurrencyId,
    /// Which way.
    pub side: Side,
    /// How much.
    pub amount: Amount,
    /// What the account stood at after it.
    pub balance: Balance,
    /// The other side, if there is one.
    pub counterparty: Option<PartyId>,
    /// The payment, if it was one.
    pub uetr: Option<Uetr>,
    /// What caused it.
    pub cause: Cause,
    /// Where it stands on the log.
    pub position: LogPosition,
    /// When.
    pub instant: Instant,
    /// The operating day.
    pub date: BusinessDate,
}

/// A day of an account that has closed. It may have moved very often, so those who read it share it.
#[derive(Clone, Debug, Serialize)]
pub struct ClosedDay {
    /// The account's currency.
    pub currency: CurrencyId,
    /// The day.
    pub date: BusinessDate,
    /// Ascending per account from 1.
    pub number: u32,
    /// What it stood at before.
    pub opening: Balance,
    /// What it stood at after.
    pub closing: Balance,
    /// What moved it. Order: as it happened.
    pub movements: Vec<Movement>,
}

/// Something a participant is told; it becomes a message when it is fetched.
#[derive(Clone, Debug, Serialize)]
pub enum Notice {
    /// How far its instruction has come: pacs.002.
    Status {
        /// Which.
        uetr: Uetr,
        /// How far.
        stage: Stage,
        /// Why it waits.
        waiting: Option<WaitingFor>,
        /// Why it was rejected.
        refusal: Option<Refusal>,
    },
    /// The bank of a creditor has booked what it instructed: pacs.002 with ACCC.
    Confirmed {
        /// Which.
        uetr: Uetr,
    },
    /// A payment to it has settled; here is the message as its sender wrote it.
    Delivery {
        /// Which.
        uetr: Uetr,
    },
    /// Its account moved: camt.054.
    Moved(Movement),
    /// A day of its account closed: camt.053.
    Statement(Arc<ClosedDay>),
    /// What it receives from a netting cycle and has to pay in: camt.062.
    PayInSchedule {
        /// Which cycle.
        cycle: CycleNumber,
        /// Until when it is to be there.
        deadline: Instant,
        /// What it receives less what it pays. Order: by currency. Shape: one for each account of
        /// its that an obligation touches.
        positions: Vec<(CurrencyId, Balance)>,
    },
    /// To a settlement agent, what a netting cycle moved on its books: pacs.029.
    NetPositions {
        /// Which cycle.
        cycle: CycleNumber,
        /// The agent's currency.
        currency: CurrencyId,
        /// What each account received less what it paid. Order: by party. Shape: one for each
        /// account that moved, at least two.
        positions: Vec<(PartyId, Balance)>,
    },
}

/// A notice in a participant's outbox. Its place there, from 1, is the cursor.
#[derive(Clone, Debug, Serialize)]
pub struct Outgoing {
    /// The record that caused it.
    pub position: LogPosition,
    /// That record's instant.
    pub instant: Instant,
    /// What it tells.
    pub notice: Notice,
}
