//! The pieces of payments that several messages share.

use terms::{Amount, Bic, CurrencyCode, Instant, Uetr};

use super::xml::{Xml, lines};

/// Longest line of additional text. Unit: characters. Source: `Max105Text`.
const MAX_LINE: usize = 105;

/// A sum of money as messages carry it: the amount, its currency and the currency's exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencyAmount {
    /// Unit: minor units. Range: 0 .. 10^18 - 1, the 18 digits of the schema.
    pub amount: Amount,
    /// The currency's letters.
    pub currency: CurrencyCode,
    /// Unit: decimals. Range: 0 ..= 5. Source: ISO 4217.
    pub exponent: u8,
}

/// Why something was refused, returned or is waiting.
#[derive(Clone, Copy, Debug)]
pub struct Reason<'a> {
    /// The code, such as `AM04`. Range: 1 to 4 letters and digits. Source: the external code set
    /// of the element it stands in (status, return or cancellation).
    pub code: &'a str,
    /// More in words, none where empty; written as lines of at most 105 characters.
    pub text: &'a str,
}

/// The identifiers of an earlier message that this one speaks about.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    /// Its message identifier. Range: 1 to 35 characters. Source: `GrpHdr/MsgId`.
    pub message_id: &'a str,
    /// Its definition, such as `pacs.008.001.08`. Range: 1 to 35 characters.
    pub definition: &'a str,
    /// The sender's own reference. Range: 1 to 35 characters. Source: `PmtId/InstrId`.
    pub instruction_id: Option<&'a str>,
    /// The debtor's reference. Range: 1 to 35 characters. Source: `PmtId/EndToEndId`.
    pub end_to_end_id: Option<&'a str>,
    /// The first bank's reference. Range: 1 to 35 characters. Source: `PmtId/TxId`.
    pub tx_id: Option<&'a str>,
    /// Its UETR; none only where it had none and was refused for it.
    pub uetr: Option<Uetr>,
}

/// An investigation: its identifier and the bank that opened it. Source: ISO 20022 `Case5`.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its identifier. Range: 1 to 35 characters.
    pub id: &'a str,
    /// Who opened it.
    pub creator: Bic,
}

/// Between which moments of the settlement date a payment may settle.
///
/// Written as times of day in UTC. Source: ISO 20022 `SettlementTimeRequest2`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettlementTimes {
    /// To be settled by then for the continuous settlement of the day.
    pub cls: Option<Instant>,
    /// To be settled by then.
    pub till: Option<Instant>,
    /// Not to be settled before.
    pub from: Option<Instant>,
    /// To be refused if not settled by then.
    pub reject: Option<Instant>,
}

impl Xml {
    /// `SttlmInf`: settlement through the clearing system of that code.
    pub(super) fn clearing(&mut self, system: &str) {
        self.within("SttlmInf", |xml| {
            xml.constant("SttlmMtd", "CLRG");
            xml.within("ClrSys", |xml| xml.reference("Prtry", system));
        });
    }

    /// The reason element of that name, with its lines of text.
    pub(super) fn reason(&mut self, name: &'static str, reason: &Reason<'_>) {
        self.within(name, |xml| {
            xml.within("Rsn", |xml| xml.external_code("Cd", reason.code));
            for line in lines(reason.text, MAX_LINE) {
                xml.text("AddtlInf", line, MAX_LINE);
            }
        });
    }

    /// `OrgnlGrpInf` and the identifiers that follow it everywhere, up to the UETR.
    pub(super) fn original(&mut self, original: &Original<'_>) {
        self.within("OrgnlGrpInf", |xml| {
            xml.reference("OrgnlMsgId", original.message_id);
            xml.reference("OrgnlMsgNmId", original.definition);
        });
        self.optional_reference("OrgnlInstrId", original.instruction_id);
        self.optional_reference("OrgnlEndToEndId", original.end_to_end_id);
        self.optional_reference("OrgnlTxId", original.tx_id);
        if let Some(uetr) = original.uetr {
            self.uetr("OrgnlUETR", uetr);
        }
    }

    pub(super) fn case(&mut self, name: &'static str, case: &Case<'_>) {
        self.within(name, |xml| {
            xml.reference("Id", case.id);
            xml.within("Cretr", |xml| xml.agent("Agt", case.creator));
        });
    }

    /// `SttlmTmReq`, left out where no time is asked for.
    pub(super) fn settlement_times(&mut self, times: &SettlementTimes) {
        let asked = [
            ("CLSTm", times.cls),
            ("TillTm", times.till),
            ("FrTm", times.from),
            ("RjctTm", times.reject),
        ];
        if asked.iter().all(|(_, moment)| moment.is_none()) {
            return;
        }
        self.within("SttlmTmReq", |xml| {
            for (name, moment) in asked {
                if let Some(moment) = moment {
                    xml.time(name, moment);
                }
            }
        });
    }
}
