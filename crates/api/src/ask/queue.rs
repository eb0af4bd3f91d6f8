use serde::Deserialize;
use settlement::Command;
use settlement::queue::{Command as Queue, Place, Policy};
use utoipa::ToSchema;

use super::asks;
use super::desk::Pressing;
use super::text::{Letters, Name};

/// Where in the queue of its priority an instruction is put.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum End {
    /// Before all others.
    Front,
    /// Behind all others.
    Back,
}

/// Whether instructions may pass others in the queue of an account.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Passing {
    /// First in, first out.
    Fifo,
    /// One that can settle passes those of its priority that cannot.
    Bypass,
}

asks! {
    /// Takes a waiting instruction back.
    CancelInstruction at "/v1/instructions/cancel" says "cancelled" up to SMALL {
        /// Which.
        uetr: Name,
    } |body, desk| Command::Queue(Queue::CancelInstruction {
        uetr: desk.name("uetr", &body.uetr)?,
    });

    /// Moves a waiting instruction within its priority.
    ReorderInstruction at "/v1/instructions/reorder" says "reordered" up to SMALL {
        /// Which.
        uetr: Name,
        /// Whither.
        place: End,
    } |body, desk| Command::Queue(Queue::ReorderInstruction {
        uetr: desk.name("uetr", &body.uetr)?,
        place: match body.place {
            End::Front => Place::Front,
            End::Back => Place::Back,
        },
    });

    /// Gives a waiting instruction another priority; it goes to the back of it.
    ReprioritiseInstruction at "/v1/instructions/reprioritise" says "reprioritised" up to SMALL {
        /// Which.
        uetr: Name,
        /// To which.
        priority: Pressing,
    } |body, desk| Command::Queue(Queue::ReprioritiseInstruction {
        uetr: desk.name("uetr", &body.uetr)?,
        priority: body.priority.into(),
    });

    /// Says whether instructions may pass others in the sender's own queue.
    SetQueuePolicy at "/v1/queue-policies" says "set" up to SMALL {
        /// In which of its accounts.
        currency: Letters,
        /// From now on.
        policy: Passing,
    } |body, desk| Command::Queue(Queue::SetQueuePolicy {
        currency: desk.currency("currency", &body.currency)?.0,
        policy: match body.policy {
            Passing::Fifo => Policy::Fifo,
            Passing::Bypass => Policy::Bypass,
        },
    });
}
