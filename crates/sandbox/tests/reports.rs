//! A bank asks how its account stands, in ISO 20022: no scenario, since scenarios know no messages.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use api::Ask;
use client::Reply;
use place::{INDIA, Place, RUSSIA, key, minute};
use sandbox::OPERATOR;
use serde_json::json;

const PAID: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";

/// What is asked for, by whom and of which account.
struct Wanted {
    owner: &'static str,
    definition: &'static str,
    account: String,
    period: &'static str,
}

impl Wanted {
    fn of(owner: &'static str, account: String) -> Self {
        Self { owner, definition: "camt.052.001.08", account, period: "" }
    }

    fn xml(&self) -> String {
        let Self { owner, definition, account, period } = self;
        let created = minute(2);
        format!(
            r#"<BizMsgEnvlp xmlns="urn:sarraf:envelope"><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>{owner}</BICFI></FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>{OPERATOR}</BICFI></FinInstnId></FIId></To><BizMsgIdr>ASK-1</BizMsgIdr><MsgDefIdr>camt.060.001.05</MsgDefIdr><CreDt>{created}</CreDt></AppHdr><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.060.001.05"><AcctRptgReq><GrpHdr><MsgId>ASK-1</MsgId><CreDtTm>{created}</CreDtTm></GrpHdr><RptgReq><Id>1</Id><ReqdMsgNmId>{definition}</ReqdMsgNmId>{account}<AcctOwnr><Agt><FinInstnId><BICFI>{owner}</BICFI></FinInstnId></Agt></AcctOwnr>{period}</RptgReq></AcctRptgReq></Document></BizMsgEnvlp>"#
        )
    }

    /// As the holder of `by`'s key sends it.
    fn sent(&self, place: &Place, by: &str) -> Reply {
        place.runtime.block_on(place.client.send(&key(by), self.xml().into_bytes())).unwrap()
    }
}

/// An account by its number and currency, either of which may be absent.
fn account(number: Option<&str>, currency: Option<&str>) -> String {
    let id = number.unwrap_or("NOTPROVIDED");
    let currency = currency.map(|code| format!("<Ccy>{code}</Ccy>")).unwrap_or_default();
    format!("<Acct><Id><Othr><Id>{id}</Id></Othr></Id>{currency}</Acct>")
}

#[test]
fn a_bank_is_told_how_its_account_stands_and_what_moved_it_today() {
    let place = Place::new();
    let before = place.node.board().read().unwrap().head().0;
    let wanted = Wanted::of(RUSSIA, account(Some("SABRRUMM-INR"), Some("INR")));
    let opening = wanted.sent(&place, RUSSIA);
    assert_eq!((opening.status, opening.definition.as_str()), (200, "camt.052.001.08"));
    assert_eq!(place.node.board().read().unwrap().head().0, before, "asking leaves no record");
    let pay = json!({
        "command": "SubmitInstruction",
        "asked_at": minute(3).to_string(),
        "uetr": PAID,
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": "123.45" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    place.send(RUSSIA, Ask::named("SubmitInstruction").unwrap().path, &pay, 4);
    let told = wanted.sent(&place, RUSSIA);
    assert!(told.xml.contains(&format!("<UETR>{PAID}</UETR>")), "{}", told.xml);
    let entries = |reply: &Reply| reply.xml.matches("<Ntry>").count();
    assert_eq!(entries(&told), entries(&opening) + 1);
    // What it comes to is what the account stands at.
    let door = place.client.operations();
    let accounts =
        place.runtime.block_on(door.accounts(Some(RUSSIA), None)).unwrap().told().unwrap();
    let rupees = accounts.accounts.iter().find(|account| account.currency == "INR").unwrap();
    assert!(told.xml.contains(&format!("<Amt Ccy=\"INR\">{}</Amt>", rupees.balance)));
    // By its number alone.
    let by_number = Wanted::of(RUSSIA, account(Some("SABRRUMM-INR"), None)).sent(&place, RUSSIA);
    assert_eq!(by_number.definition, "camt.052.001.08", "{}", by_number.xml);
}

#[test]
fn what_is_not_ones_own_or_not_open_is_refused_with_its_reason() {
    let place = Place::new();
    let rupees = || account(Some("SABRRUMM-INR"), Some("INR"));
    let yesterday = "<RptgPrd><FrToDt><FrDt>2026-11-23</FrDt></FrToDt><Tp>ALLL</Tp></RptgPrd>";
    let refused = [
        // Another's account, under one's own name.
        (Wanted::of(RUSSIA, account(Some("SBININBB-INR"), Some("INR"))), "AC01"),
        // No such currency, and none at all.
        (Wanted::of(RUSSIA, account(Some("SABRRUMM-XXX"), Some("XXX"))), "AM11"),
        (Wanted::of(RUSSIA, String::new()), "AM11"),
        // A statement comes by itself.
        (Wanted { definition: "camt.053.001.08", ..Wanted::of(RUSSIA, rupees()) }, "FF01"),
        // A day that has closed.
        (Wanted { period: yesterday, ..Wanted::of(RUSSIA, rupees()) }, "DT01"),
    ];
    for (wanted, code) in refused {
        let told = wanted.sent(&place, RUSSIA);
        assert_eq!(told.definition, "camt.025.001.05", "{code}: {}", told.xml);
        assert!(told.xml.contains(code), "{code}: {}", told.xml);
        assert!(!told.xml.contains("<Ntry>"));
    }
    // Another bank's name over one's own key.
    let other = Wanted::of(INDIA, account(Some("SBININBB-INR"), Some("INR"))).sent(&place, RUSSIA);
    assert!(
        !other.xml.contains("<Ntry>") && other.definition != "camt.052.001.08",
        "{}",
        other.xml
    );
}
