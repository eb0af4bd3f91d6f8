use alloc::string::String;

use serde::{Deserialize, Serialize};
use terms::CurrencyId;

use super::PostedRate;

/// Events on exchange between currencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// Official rates are stated in this measure from now on; those in another have ended.
    YardstickNamed { name: String },
    /// A currency's official rate is to come, or counts already if its date has; one that is not
    /// approved waits for that.
    OfficialRatePosted { currency: CurrencyId, posted: PostedRate },
    /// A rate that moved far was approved.
    OfficialRateApproved { currency: CurrencyId, posted: PostedRate },
}
