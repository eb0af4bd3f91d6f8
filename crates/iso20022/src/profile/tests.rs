use terms::{Bic, CurrencyCode, Instant};

use super::*;
use crate::check::check;
use crate::reader::Limits;

/// A customer's payment with a header that claims the cross-border practice.
const PAYMENT: &str = concat!(
    r#"<Envelope><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">"#,
    "<Fr><FIId><FinInstnId><BICFI>SBININBB</BICFI></FinInstnId></FIId></Fr>",
    "<To><FIId><FinInstnId><BICFI>NBADAEAA</BICFI></FinInstnId></FIId></To>",
    "<BizMsgIdr>SBIN-1</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr>",
    "<BizSvc>swift.cbprplus.03</BizSvc><CreDt>2026-11-24T09:00:00Z</CreDt></AppHdr>",
    r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>"#,
    "<GrpHdr><MsgId>SBIN-1</MsgId><CreDtTm>2026-11-24T09:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>",
    "<SttlmInf><SttlmMtd>CLRG</SttlmMtd><ClrSys><Prtry>XBR</Prtry></ClrSys></SttlmInf></GrpHdr>",
    "<CdtTrfTxInf><PmtId><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId>",
    "<UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR></PmtId>",
    r#"<IntrBkSttlmAmt Ccy="AED">3672.50</IntrBkSttlmAmt>"#,
    "<ChrgBr>SHAR</ChrgBr>",
    "<InstgAgt><FinInstnId><BICFI>SBININBB</BICFI></FinInstnId></InstgAgt>",
    "<InstdAgt><FinInstnId><BICFI>NBADAEAA</BICFI></FinInstnId></InstdAgt>",
    "<Dbtr><Nm>Debtor</Nm><PstlAdr><TwnNm>Pune</TwnNm><Ctry>IN</Ctry></PstlAdr></Dbtr>",
    "<DbtrAgt><FinInstnId><BICFI>SBININBB</BICFI></FinInstnId></DbtrAgt>",
    "<CdtrAgt><FinInstnId><BICFI>NBADAEAA</BICFI></FinInstnId></CdtrAgt>",
    "<Cdtr><Nm>Creditor</Nm><PstlAdr><TwnNm>Dubai</TwnNm><Ctry>AE</Ctry></PstlAdr></Cdtr>",
    "<CdtrAcct><Id><IBAN>AE070331234567890123456</IBAN></Id></CdtrAcct>",
    "</CdtTrfTxInf></FIToFICstmrCdtTrf></Document></Envelope>",
);

/// The code and path of the refusal of `text`, or none.
fn answer(text: &str, profile: &Profile<'_>) -> Option<(&'static str, String)> {
    let finding = check(text.as_bytes(), &Limits::default(), profile).finding?;
    assert_eq!(finding.layer.name(), "profile", "{finding}");
    Some((finding.code, finding.path))
}

/// The code that the payment with `old` replaced by `new` is refused with.
fn changed(old: &str, new: &str) -> Option<&'static str> {
    assert!(PAYMENT.contains(old), "{old}");
    let text = PAYMENT.replace(old, new);
    answer(&text, &Profile::default_rulebook()).map(|(code, _)| code)
}

/// As [`changed`], of a message that claims no practice.
fn changed_without_practice(old: &str, new: &str) -> Option<&'static str> {
    let text = PAYMENT.replace("<BizSvc>swift.cbprplus.03</BizSvc>", "").replace(old, new);
    answer(&text, &Profile::default_rulebook()).map(|(code, _)| code)
}

#[test]
fn a_proper_payment_passes_both_rulebooks() {
    let own = Bic::parse("SRRFAEAD").expect("eight characters");
    assert_eq!(answer(PAYMENT, &Profile::default_rulebook()), None);
    assert_eq!(answer(PAYMENT, &Profile::settlement("XBR", own)), None);
}

#[test]
fn what_is_wrong_everywhere_is_refused_everywhere() {
    for (old, new, code) in [
        ("Ccy=\"AED\"", "Ccy=\"XQZ\"", "AM11"),
        ("Ccy=\"AED\"", "Ccy=\"DEM\"", "AM11"),
        ("Ccy=\"AED\"", "Ccy=\"XAU\"", "AM03"),
        (">3672.50<", ">0.00<", "AM01"),
        (">3672.50<", ">3672.505<", "CH20"),
        ("<NbOfTxs>1<", "<NbOfTxs>2<", "AM18"),
        ("AE070331234567890123456", "AE080331234567890123456", "AC03"),
        ("AE070331234567890123456", "AE07033123456789012345", "AC03"),
        ("<DbtrAgt><FinInstnId><BICFI>SBININBB", "<DbtrAgt><FinInstnId><BICFI>SBINZZBB", "RC03"),
        ("<Ctry>AE<", "<Ctry>UK<", "BE11"),
        ("<EndToEndId>E-1<", "<EndToEndId> <", "FF08"),
        ("<MsgDefIdr>pacs.008.001.08", "<MsgDefIdr>pacs.008.001.09", "admi.002"),
        ("<Nm>Creditor", "<Nm>Cred&#x200B;itor", "RR10"),
        ("<Nm>Creditor", "<Nm>Cred\u{202e}itor", "RR10"),
    ] {
        assert_eq!(changed_without_practice(old, new), Some(code), "{new}");
    }
}

#[test]
fn a_practice_is_demanded_of_who_claims_it() {
    for (old, new, code) in [
        ("<BizMsgIdr>SBIN-1", "<BizMsgIdr>SBIN-2", "admi.002"),
        ("<To><FIId><FinInstnId><BICFI>NBAD", "<To><FIId><FinInstnId><BICFI>EBIL", "admi.002"),
        ("<CreDtTm>2026-11-24T09:00:00Z", "<CreDtTm>2026-11-24T09:00:00", "DT01"),
        ("<UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR>", "", "CH21"),
        ("<InstrId>I-1<", "<InstrId>/I-1<", "CH16"),
        ("<TwnNm>Dubai</TwnNm><Ctry>AE</Ctry>", "<AdrLine>Dubai</AdrLine>", "BE04"),
        ("<TwnNm>Pune</TwnNm>", "", "BE07"),
        ("<Ctry>AE</Ctry>", "<Ctry>AE</Ctry><AdrLine>DUBAI</AdrLine>", "BE04"),
        ("<Nm>Debtor</Nm>", "", "BE08"),
        ("<ChrgBr>SHAR", "<ChrgBr>CRED", "CH21"),
    ] {
        assert_eq!(changed(old, new), Some(code), "{new}");
        assert_eq!(changed_without_practice(old, new), None, "{new}");
    }
}

#[test]
fn every_script_is_welcome() {
    for name in [
        "\u{0909}\u{0926}\u{093e}\u{0939}\u{0930}\u{0923}",
        "\u{4f8b}\u{5b50}",
        "\u{0645}\u{06cc}\u{200c}\u{062e}\u{0648}\u{0627}\u{0647}\u{0645}",
    ] {
        assert_eq!(changed("<Nm>Creditor", &format!("<Nm>{name}")), None, "{name}");
    }
}

#[test]
fn a_joiner_between_latin_letters_is_hidden() {
    assert_eq!(changed("<Nm>Creditor", "<Nm>Cred\u{200d}itor"), Some("RR10"));
}

#[test]
fn a_bank_does_not_pay_itself() {
    let old = "<InstdAgt><FinInstnId><BICFI>NBADAEAA";
    let new = "<InstdAgt><FinInstnId><BICFI>SBININBB";
    assert_eq!(changed_without_practice(old, new), Some("RC04"));
}

#[test]
fn a_bank_is_more_than_a_name() {
    let old = "<InstgAgt><FinInstnId><BICFI>SBININBB</BICFI>";
    assert_eq!(changed_without_practice(old, "<InstgAgt><FinInstnId><Nm>Bank</Nm>"), Some("RC03"));
}

#[test]
fn what_only_this_system_demands_is_off_until_named() {
    let default = Profile::default_rulebook();
    let other = Profile { clearing_system: Some("TGT"), ..default };
    assert_eq!(answer(PAYMENT, &other).map(|(code, _)| code), Some("FF01"));

    let rouble = [CurrencyCode::parse("RUB").expect("three letters")];
    let other = Profile { currencies: Some(&rouble), ..default };
    assert_eq!(answer(PAYMENT, &other).map(|(code, _)| code), Some("AM03"));

    let other = Profile { sender: Bic::parse("BKCHCNBJ").ok(), ..default };
    assert_eq!(answer(PAYMENT, &other).map(|(code, _)| code), Some("admi.002"));

    let sent = crate::view::moment("2026-11-24T09:00:00Z").expect("with offset");
    let minutes = |count: u64| Instant::from_unix_seconds(sent.unix_seconds() + 60 * count);
    let other = Profile { now: Some(minutes(5)), ..default };
    assert_eq!(answer(PAYMENT, &other), None);
    let other = Profile { now: Some(minutes(6)), ..default };
    assert_eq!(answer(PAYMENT, &other).map(|(code, _)| code), Some("DT01"));
}

#[test]
fn a_settling_system_demands_an_address() {
    let own = Bic::parse("SRRFAEAD").expect("eight characters");
    let address = "<PstlAdr><TwnNm>Dubai</TwnNm><Ctry>AE</Ctry></PstlAdr>";
    let text = PAYMENT.replace(address, "");
    assert_eq!(answer(&text, &Profile::default_rulebook()), None);
    let refused = answer(&text, &Profile::settlement("XBR", own));
    let path = "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/Cdtr/PstlAdr".to_owned();
    assert_eq!(refused, Some(("BE04", path)));
}

#[test]
fn a_rate_must_give_the_amount() {
    let own = Bic::parse("SRRFAEAD").expect("eight characters");
    let settlement = Profile::settlement("XBR", own);
    let with = |rate: &str| {
        let told = format!(
            r#"<InstdAmt Ccy="INR">83000.00</InstdAmt><XchgRate>{rate}</XchgRate><ChrgBr>"#
        );
        let text = PAYMENT.replace("<ChrgBr>", &told);
        answer(&text, &settlement).map(|(code, _)| code)
    };
    assert_eq!(with("0.0442470"), None);
    assert_eq!(with("22.6004"), None);
    assert_eq!(with("0.0542470"), Some("AM09"));
}

#[test]
fn a_finding_tells_the_path() {
    let text = PAYMENT.replace("AE070331234567890123456", "AE080331234567890123456");
    let path = "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/CdtrAcct/Id/IBAN".to_owned();
    assert_eq!(answer(&text, &Profile::default_rulebook()), Some(("AC03", path)));
}

#[test]
fn a_malformed_line_of_a_leg_is_refused() {
    let line = "<InstrForNxtAgt><InstrInf>/PVP/T-1/CNY1,00/X</InstrInf></InstrForNxtAgt>";
    let old = "</CdtTrfTxInf></FIToFICstmrCdtTrf>";
    assert_eq!(changed(old, &format!("{line}{old}")), Some("FF01"));
}
