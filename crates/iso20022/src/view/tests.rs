use terms::{Bic, CurrencyCode};

use super::*;
use crate::reader::{Limits, read};

const PAYMENT: &str = concat!(
    r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"><FICdtTrf>"#,
    "<GrpHdr><MsgId>SABR-1</MsgId><CreDtTm>2026-11-24T09:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>",
    "<SttlmInf><SttlmMtd>CLRG</SttlmMtd><ClrSys><Prtry>XBR</Prtry></ClrSys></SttlmInf>",
    "<InstgAgt><FinInstnId><BICFI>SABRRUMM</BICFI></FinInstnId></InstgAgt>",
    "</GrpHdr><CdtTrfTxInf><PmtId><EndToEndId>TOUR-1</EndToEndId>",
    "<UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR></PmtId>",
    r#"<IntrBkSttlmAmt Ccy="RUB">92500000.00</IntrBkSttlmAmt>"#,
    "<InstdAgt><FinInstnId><BICFI>BKCHCNBJXXX</BICFI></FinInstnId></InstdAgt>",
    "<Dbtr><FinInstnId><BICFI>SABRRUMM</BICFI></FinInstnId></Dbtr>",
    "<Cdtr><FinInstnId><BICFI>BKCHCNBJ</BICFI></FinInstnId></Cdtr>",
    "<InstrForNxtAgt><InstrInf>/PVP/T-1/CNY7250000.00/SABRRUMM</InstrInf></InstrForNxtAgt>",
    "</CdtTrfTxInf></FICdtTrf></Document>",
);

fn payment<R>(text: &str, look: impl FnOnce(&CreditTransfer<'_>) -> R) -> R {
    let message = read(text.as_bytes(), &Limits::default()).expect("it fits its schema");
    match Content::of(&message) {
        Content::CreditTransfer(view) => look(view.as_ref()),
        _ => panic!("a pacs.009 is a credit transfer"),
    }
}

#[test]
fn a_payment_of_a_bank_shows_what_settles() {
    payment(PAYMENT, |view| {
        assert_eq!(view.kind, TransferKind::Institution);
        assert_eq!(view.message_id.as_str(), "SABR-1");
        assert_eq!(view.amount.currency_code(), CurrencyCode::parse("RUB").ok());
        assert_eq!(view.amount.amount(2).map(|amount| amount.minor()), Ok(9_250_000_000));
        assert_eq!(view.clearing_system.as_ref().map(Field::as_str), Some("XBR"));
        assert!(view.settlement_date.is_none() && view.charge_bearer.is_none());
    });
}

#[test]
fn an_agent_stands_with_the_payment_or_with_its_group() {
    payment(PAYMENT, |view| {
        let instructing = view.instructing_agent.as_ref().and_then(Agent::bic);
        let instructed = view.instructed_agent.as_ref().and_then(Agent::bic);
        assert_eq!(instructing, Bic::parse("SABRRUMM").ok());
        assert_eq!(instructed, Bic::parse("BKCHCNBJ").ok());
    });
}

#[test]
fn a_leg_tells_what_must_come_back() {
    payment(PAYMENT, |view| {
        let terms = view.pvp().expect("well-formed").expect("a leg");
        assert_eq!(terms.reference, "T-1");
        assert_eq!((terms.currency.as_str(), terms.amount.minor()), ("CNY", 725_000_000));
        assert_eq!(terms.receiver.as_short(), "SABRRUMM");
    });
}

#[test]
fn two_lines_of_a_leg_are_none() {
    let line = "<InstrForNxtAgt><InstrInf>/PVP/T-2/CNY1.00/SABRRUMM</InstrInf></InstrForNxtAgt>";
    let twice = PAYMENT.replace("</CdtTrfTxInf>", &format!("{line}</CdtTrfTxInf>"));
    payment(&twice, |view| assert!(view.pvp().is_err()));
}

#[test]
fn a_second_payment_is_counted_and_not_mixed_in() {
    let second = concat!(
        "</CdtTrfTxInf><CdtTrfTxInf><PmtId><InstrId>OTHER</InstrId><EndToEndId>TOUR-2</EndToEndId>",
        r#"</PmtId><IntrBkSttlmAmt Ccy="CNY">1</IntrBkSttlmAmt>"#,
        "<Dbtr><FinInstnId><BICFI>SABRRUMM</BICFI></FinInstnId></Dbtr>",
        "<Cdtr><FinInstnId><BICFI>BKCHCNBJ</BICFI></FinInstnId></Cdtr></CdtTrfTxInf></FICdtTrf>",
    );
    let both = PAYMENT.replace("</CdtTrfTxInf></FICdtTrf>", second);
    payment(&both, |view| {
        assert_eq!(view.occurrences, 2);
        assert_eq!(view.end_to_end_id.as_str(), "TOUR-1");
        assert!(view.instruction_id.is_none());
    });
}

#[test]
fn lines_of_the_convention_are_read_exactly() {
    let terms = PvpTerms::parse("/PVP/A/JPY100/BOTKJPJTXXX").expect("no decimals, full bic");
    assert_eq!(terms.amount.minor(), 100);
    for line in [
        "/PVP/",
        "/PVP//CNY1.00/SABRRUMM",
        "/PVP/T 1/CNY1.00/SABRRUMM",
        "/PVP/T-1/CNY1.00",
        "/PVP/T-1/CNY1.00/SABRRUMM/MORE",
        "/PVP/T-1/CNY1,00/SABRRUMM",
        "/PVP/T-1/CNY1.001/SABRRUMM",
        "/PVP/T-1/CNY+1.00/SABRRUMM",
        "/PVP/T-1/CNY0.00/SABRRUMM",
        "/PVP/T-1/XAU1/SABRRUMM",
        "/PVP/T-1/CNY1.00/SABR",
        "/PVP/123456789012345678901234567890123456/CNY1.00/SABRRUMM",
    ] {
        assert_eq!(PvpTerms::parse(line), None, "{line}");
    }
}

#[test]
fn a_moment_needs_an_offset() {
    let utc = moment("2026-11-24T00:00:00Z").expect("utc");
    assert_eq!(moment("2026-11-24T05:30:00+05:30"), Some(utc));
    assert_eq!(moment("2026-11-23T19:00:00.000-05:00"), Some(utc));
    assert_eq!(moment("2026-11-24T00:00:00"), None);
    assert_eq!(moment("2026-11-24"), None);
}
