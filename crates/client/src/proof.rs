//! A proof of how far a payment has come, checked without asking anybody: its receipts, and that
//! its stamps say what they do.

use base64ct::{Base64, Encoding};
use receipts::{Committee, Proven, Receipt};
use serde::Deserialize;
use settlement::payment::{Event as Payment, MAX_LEGS};
use settlement::{Event, PartyId};
use terms::{Digest, Instant, LogPosition, Uetr};

use crate::Failure;

/// The form that is read.
const FORMAT: &str = "sarraf-status-proof/1";

/// The longest proof that is read. Unit: bytes.
const LONGEST: usize = 1_048_576;

#[derive(Deserialize)]
struct Document {
    format: String,
    network: String,
    uetr: String,
    stamps: Vec<Stamp>,
    receipts: Vec<Sealed>,
}

#[derive(Deserialize)]
struct Stamp {
    stamp: String,
    at: String,
    position: Option<u64>,
}

#[derive(Deserialize)]
struct Sealed {
    stamp: String,
    position: u64,
    receipt: String,
}

/// What a receipt of a proof says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The payment settled with finality in the record.
    Settled,
    /// A creditor's bank has booked it to its customer; it had settled before.
    Acknowledged {
        /// The bank, by its number on the log.
        party: PartyId,
        /// Where the payment settled.
        settled: LogPosition,
    },
}

/// One thing that is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvenStamp {
    /// What.
    pub said: Said,
    /// The record that says so.
    pub position: LogPosition,
    /// That record's instant.
    pub instant: Instant,
}

/// What a proof of a payment's status proves, and what it only tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusProof {
    /// The payment.
    pub uetr: Uetr,
    /// The system it is of.
    pub network: Digest,
    /// Order: as in the proof. Shape: at least one.
    pub proven: Vec<ProvenStamp>,
    /// Stamps that the node tells and the proof does not prove, each with its instant.
    pub told: Vec<(String, String)>,
}

fn refused(what: &str) -> Failure {
    Failure { what: what.to_owned(), source: None }
}

impl StatusProof {
    /// Checks the JSON of `GET /v1/payments/{uetr}/proof` against the operators' keys.
    ///
    /// # Errors
    /// Why it proves nothing: whatever does not fit, all of it is refused.
    pub fn check(bytes: &[u8], committee: &Committee) -> Result<Self, Failure> {
        if bytes.len() > LONGEST {
            return Err(refused("longer than a proof can be"));
        }
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| Failure::because("reading a proof of a payment's status", error))?;
        if document.format != FORMAT {
            return Err(refused("a form of proof that this version does not read"));
        }
        let uetr = Uetr::parse(&document.uetr).map_err(|_| refused("its uetr is none"))?;
        let network = document.network.parse::<Digest>();
        let network = network.map_err(|_| refused("its network is none"))?;
        if !(1..=MAX_LEGS).contains(&document.receipts.len()) {
            return Err(refused("it holds no receipt, or more than a payment has legs"));
        }
        let checked = document.receipts.iter();
        let checked = checked.map(|sealed| document.check(sealed, uetr, network, committee));
        let proven: Vec<ProvenStamp> = checked.collect::<Result<_, _>>()?;
        let shown: Vec<&str> =
            document.receipts.iter().map(|sealed| sealed.stamp.as_str()).collect();
        let told = document.stamps.iter().filter(|stamp| !shown.contains(&stamp.stamp.as_str()));
        let told = told.map(|stamp| (stamp.stamp.clone(), stamp.at.clone())).collect();
        Ok(Self { uetr, network, proven, told })
    }
}

impl Document {
    /// Checks one receipt, and that it is of the stamp for which it stands.
    fn check(
        &self,
        sealed: &Sealed,
        uetr: Uetr,
        network: Digest,
        committee: &Committee,
    ) -> Result<ProvenStamp, Failure> {
        let bytes = Base64::decode_vec(&sealed.receipt);
        let bytes = bytes.map_err(|_| refused("a receipt is not Base64"))?;
        let receipt = Receipt::decode(&bytes);
        let receipt = receipt.map_err(|why| Failure::because("reading a receipt", why))?;
        let proven = receipt.verify(committee);
        let proven = proven.map_err(|why| Failure::because("checking a receipt", why))?;
        let position = proven.position.number();
        let stamped = self.stamps.iter().any(|stamp| {
            stamp.stamp == sealed.stamp
                && stamp.position == Some(position)
                && stamp.at == proven.instant.to_string()
        });
        if proven.network != network || sealed.position != position || !stamped {
            return Err(refused("a receipt is of another system, record or instant than stated"));
        }
        let said = self.said(&sealed.stamp, &proven, uetr);
        let said = said.ok_or_else(|| refused("a receipt proves something else than its stamp"))?;
        Ok(ProvenStamp { said, position: proven.position, instant: proven.instant })
    }

    fn said(&self, stamp: &str, proven: &Proven<'_>, uetr: Uetr) -> Option<Said> {
        let event = postcard::from_bytes::<Event>(proven.event).ok()?;
        match (stamp, event) {
            (
                "acknowledged",
                Event::Payment(Payment::CreditConfirmed { uetr: of, party, settled }),
            ) if of == uetr => {
                let stands = |stamp: &Stamp| {
                    stamp.stamp == "settled" && stamp.position == Some(settled.number())
                };
                self.stamps.iter().any(stands).then_some(Said::Acknowledged { party, settled })
            }
            ("settled", Event::Payment(Payment::PaymentSettled { uetr: of, matched, .. }))
                if of == uetr || matched == Some(uetr) =>
            {
                Some(Said::Settled)
            }
            _ => None,
        }
    }
}
