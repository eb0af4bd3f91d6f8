//! What the reader takes and what it refuses, on one small message and its variations.
//!
//! Not a scenario: it is about texts that never reach settlement.

use std::fmt::Write;

use iso20022::reader::{Limits, Message, path, read};
use iso20022::tables::{schema, schemas};
use iso20022::verdict::{Finding, Layer};

const MESSAGE: &str = concat!(
    r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"><FICdtTrf><GrpHdr>"#,
    "<MsgId>SABR-1</MsgId><CreDtTm>2026-11-23T10:15:30+03:00</CreDtTm><NbOfTxs>1</NbOfTxs>",
    "<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf><PmtId>",
    "<EndToEndId>RICE-44</EndToEndId><UETR>eb6305c9-1f7f-49de-aed0-16487c27b42d</UETR></PmtId>",
    r#"<IntrBkSttlmAmt Ccy="RUB">92500000.00</IntrBkSttlmAmt>"#,
    "<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>",
    "<Dbtr><FinInstnId><BICFI>SABRRUMM</BICFI></FinInstnId></Dbtr>",
    "<Cdtr><FinInstnId><Nm>Bank</Nm></FinInstnId></Cdtr></CdtTrfTxInf></FICdtTrf></Document>",
);

const HEADER: &str = concat!(
    r#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">"#,
    "<Fr><FIId><FinInstnId><BICFI>SABRRUMM</BICFI></FinInstnId></FIId></Fr>",
    "<To><FIId><FinInstnId><BICFI>SRRFAEAD</BICFI></FinInstnId></FIId></To>",
    "<BizMsgIdr>SABR-1</BizMsgIdr><MsgDefIdr>pacs.009.001.08</MsgDefIdr>",
    "<CreDt>2026-11-23T10:15:30+03:00</CreDt></AppHdr>",
);

const AMOUNT: &str = "92500000.00";
const DAY: &str = "2026-11-24";
const MOMENT: &str = "2026-11-23T10:15:30+03:00";

fn accepted(text: &str) -> Message<'_> {
    match read(text.as_bytes(), &Limits::default()) {
        Ok(message) => message,
        Err(finding) => panic!("{finding}\n{text}"),
    }
}

fn refused(text: &str) -> Finding {
    match read(text.as_bytes(), &Limits::default()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(finding) => finding,
    }
}

/// The message with `old` replaced once.
fn with(old: &str, new: &str) -> String {
    assert!(MESSAGE.contains(old), "{old} is not in the message");
    MESSAGE.replacen(old, new, 1)
}

fn assert_layer(layer: Layer, texts: &[String]) {
    for text in texts {
        let finding = refused(text);
        assert_eq!(finding.layer, layer, "{finding}\n{text}");
        assert_eq!(finding.code, "admi.002");
    }
}

#[test]
fn elements_are_found_with_path_value_and_attribute() {
    let message = accepted(MESSAGE);
    assert!(message.header.is_none());
    assert_eq!(message.document, schema("pacs.009.001.08"));
    let amount = path("Document/FICdtTrf/CdtTrfTxInf/IntrBkSttlmAmt");
    let amount = message.first(amount).expect("the amount");
    assert_eq!(message.text(amount), AMOUNT);
    assert_eq!(message.attribute(amount), Some("RUB"));
    assert!(amount.leaf);
    assert_eq!(amount.depth, 4);
    assert!(MESSAGE[usize::try_from(amount.offset).unwrap()..].starts_with("<IntrBkSttlmAmt "));
    let group = message.first(path("Document/FICdtTrf/GrpHdr")).expect("the group header");
    assert!(!group.leaf);
    assert!(message.text(group).starts_with("<MsgId>"));
    assert!(message.text(group).ends_with("</SttlmInf>"));
    assert_eq!(message.elements.len(), MESSAGE.matches("</").count());
}

#[test]
fn repeated_elements_are_found_in_order() {
    let one = "<CdtTrfTxInf>";
    let (before, rest) = MESSAGE.split_once(one).expect("a payment");
    let (payment, after) = rest.split_once("</CdtTrfTxInf>").expect("its end");
    let second = payment.replace("RICE-44", "RICE-45");
    let text = format!("{before}{one}{payment}</CdtTrfTxInf>{one}{second}</CdtTrfTxInf>{after}");
    let message = accepted(&text);
    let place = path("Document/FICdtTrf/CdtTrfTxInf/PmtId/EndToEndId");
    let found: Vec<_> = message.all(place).map(|element| message.text(element)).collect();
    assert_eq!(found, ["RICE-44", "RICE-45"]);
}

#[test]
fn a_path_hash_is_that_of_its_parts() {
    let group = path("Document").child("FICdtTrf").child("GrpHdr");
    assert_eq!(group, path("Document/FICdtTrf/GrpHdr"));
    assert_eq!(path("").0, 0xcbf2_9ce4_8422_2325);
    assert_eq!(path("a").0, 0xaf63_dc4c_8601_ec8c);
}

#[test]
fn outer_shapes() {
    let declared = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?>\r\n";
    let prefixed = HEADER.replace("<", "<h:").replace("<h:/", "</h:").replace("xmlns=", "xmlns:h=");
    for text in [
        MESSAGE.to_owned(),
        HEADER.to_owned(),
        format!("\u{feff}{MESSAGE}"),
        format!("\u{feff}{declared}<!-- a note -->{MESSAGE}\n<!-- another -->\n"),
        format!("<Envelope>{HEADER}{MESSAGE}</Envelope>"),
        format!("<x:Out xmlns:x='urn:x'><Id>7 &lt; 8</Id><In>{HEADER} {MESSAGE}</In></x:Out>"),
        format!("<Envelope>{prefixed}{MESSAGE}</Envelope>"),
    ] {
        accepted(&text);
    }
    assert_layer(
        Layer::Xml,
        &[
            format!("<Envelope>{MESSAGE}</Envelope>"),
            format!("<Envelope>{HEADER}</Envelope>"),
            "<Envelope/>".to_owned(),
            format!("<Envelope>{MESSAGE}{HEADER}</Envelope>"),
            format!("<Envelope>{HEADER}{HEADER}{MESSAGE}</Envelope>"),
            format!("<Envelope>{HEADER}{MESSAGE}{MESSAGE}</Envelope>"),
            format!("{HEADER}{MESSAGE}"),
            format!("{MESSAGE}x"),
            format!("x{MESSAGE}"),
            format!(" {declared}{MESSAGE}"),
            " ".to_owned(),
            "\u{feff}".to_owned(),
            with("pacs.009.001.08", "pacs.009.001.99"),
            with("pacs.009.001.08", "head.001.001.02"),
            with(" xmlns=", " xmlns:x="),
        ],
    );
    assert_eq!(refused("").layer, Layer::Transport);
}

#[test]
fn a_prefix_says_what_the_default_namespace_says() {
    let text = MESSAGE.replace('<', "<d:").replace("<d:/", "</d:").replace("xmlns=", "xmlns:d=");
    let message = accepted(&text);
    let bank = path("Document/FICdtTrf/CdtTrfTxInf/Dbtr/FinInstnId/BICFI");
    let bank = message.first(bank).map(|element| message.text(element));
    assert_eq!(bank.as_deref(), Some("SABRRUMM"));
    let half = text.replacen("<d:MsgId>", "<MsgId>", 1).replacen("</d:MsgId>", "</MsgId>", 1);
    assert_layer(Layer::Schema, &[half]);
    assert_layer(Layer::Xml, &[text.replace("<d:MsgId>", "<e:MsgId>")]);
}

#[test]
fn order_number_and_choice_are_those_of_the_schema() {
    let amount = "<IntrBkSttlmAmt Ccy=\"RUB\">92500000.00</IntrBkSttlmAmt>";
    let day = "<IntrBkSttlmDt>2026-11-24</IntrBkSttlmDt>";
    let account = "<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>";
    let both = account.replace("</IBAN>", "</IBAN><Othr><Id>1</Id></Othr>");
    accepted(&with("<Cdtr>", &format!("{account}<Cdtr>")));
    assert_layer(
        Layer::Schema,
        &[
            with(&format!("{amount}{day}"), &format!("{day}{amount}")),
            with(amount, ""),
            with(amount, &amount.repeat(2)),
            with("<Cdtr>", &format!("{both}<Cdtr>")),
            with("<Cdtr>", "<DbtrAcct><Id/></DbtrAcct><Cdtr>"),
            with(day, "<Unknown>1</Unknown>"),
            with(day, "<ANameLongerThanAnyInTheSchemas/>"),
            with("SABR-1", "<Id>SABR-1</Id>"),
            with("<GrpHdr>", "<GrpHdr>text"),
        ],
    );
    let finding = refused(&with(amount, ""));
    assert_eq!(finding.path, "Document/FICdtTrf/CdtTrfTxInf/IntrBkSttlmDt");
    assert!(finding.text.contains("IntrBkSttlmAmt"), "{finding}");
    let finding = refused(&with("<SttlmMtd>CLRG</SttlmMtd>", ""));
    assert_eq!(finding.path, "Document/FICdtTrf/GrpHdr/SttlmInf");
}

#[test]
fn findings_name_place_and_line_but_no_value() {
    let text = with("<MsgId>SABR-1", "\n\n<MsgId>A-SECRET-OF-MORE-THAN-THIRTY-FIVE-CHARACTERS");
    let finding = refused(&text);
    assert_eq!(finding.layer, Layer::Schema);
    assert_eq!(finding.path, "Document/FICdtTrf/GrpHdr/MsgId");
    assert_eq!(finding.line(text.as_bytes()), 3);
    assert!(finding.text.contains("1 to 35 characters"), "{finding}");
    assert!(!finding.to_string().contains("SECRET"), "{finding}");
    let finding = refused(&with("eb6305c9-1f7f-49de", "EB6305C9-1F7F-49DE"));
    assert!(finding.text.contains("[0-9a-f]{8}[-][0-9a-f]{4}[-][4]"), "{finding}");
    let finding = refused(&with("CLRG", "CASH"));
    assert!(finding.text.contains("CLRG, COVE, INDA, INGA"), "{finding}");
}

#[test]
fn decimals_are_plain_and_within_their_facets() {
    for amount in [
        "1",
        "1.",
        ".5",
        "+1",
        "-0",
        "-0.00",
        "00001",
        "1.00000",
        "1.000000",
        " 1 ",
        "\n1\t",
        "123456789012345678",
        "1234567890123.12345",
        "1.10000000000000",
        "&#49;",
        "&#32;1",
        "0.00001",
    ] {
        let text = with(AMOUNT, amount);
        let message = accepted(&text);
        let place = path("Document/FICdtTrf/CdtTrfTxInf/IntrBkSttlmAmt");
        let value = message.first(place).map(|element| message.text(element)).expect("an amount");
        assert!(!value.contains([' ', '\n', '\t', '&']), "{value}");
    }
    let wrong = [
        ".",
        "",
        " ",
        "+",
        "-1",
        "1.234567",
        "1234567890123456789",
        "12345678901234.12345",
        "1e3",
        "1,0",
        "1 1",
        "0x1",
        "\u{661}",
        "+-1",
        "NaN",
        "INF",
        "1.0.0",
    ];
    assert_layer(Layer::Schema, &wrong.map(|amount| with(AMOUNT, amount)));
}

#[test]
fn dates_and_times_are_real() {
    for day in [
        "2024-02-29",
        "2000-02-29",
        "-0001-01-01",
        "12026-01-01",
        "2026-01-01Z",
        " 2026-01-01 ",
        "2026-01-01+14:00",
        "2026-01-01-05:30",
    ] {
        accepted(&with(DAY, day));
    }
    let wrong = [
        "2026-02-29",
        "1900-02-29",
        "2026-11-31",
        "2026-13-01",
        "2026-00-01",
        "2026-01-00",
        "0000-01-01",
        "02026-01-01",
        "226-01-01",
        "2026-1-01",
        "20260101",
        "2026-01-01T00:00:00",
        "",
        "2026-01-01z",
        "2026-01-01+14:01",
        "2026-01-01+00:60",
        "2026-01-01+5:30",
    ];
    assert_layer(Layer::Schema, &wrong.map(|day| with(DAY, day)));
    for moment in [
        "2026-11-23T10:15:30",
        "2026-11-23T10:15:30Z",
        "2026-11-23T24:00:00",
        "2026-11-23T24:00:00.0",
        "2026-11-23T10:15:30.123456789Z",
        "2026-11-23T10:15:30+14:00",
    ] {
        accepted(&with(MOMENT, moment));
    }
    let wrong = [
        "2026-11-23T24:00:01",
        "2026-11-23T23:59:60",
        "2026-11-23T10:60:00",
        "2026-11-23T10:15",
        "2026-11-23T10:15:30.",
        "2026-11-23t10:15:30",
        "2026-11-23 10:15:30",
        "2026-11-23T10:15:30-14:01",
        "2026-11-23T10:15:30+05",
        "2026-02-30T10:15:30",
        "2026-11-23T1:15:30",
        "2026-11-23",
    ];
    assert_layer(Layer::Schema, &wrong.map(|moment| with(MOMENT, moment)));
}

#[test]
fn texts_are_measured_in_characters_with_references_resolved() {
    let name = path("Document/FICdtTrf/GrpHdr/MsgId");
    for (text, value) in [
        ("&#x41;&#66;&amp;&lt;&gt;&quot;&apos;", "AB&<>\"'"),
        (" A\r\nB\rC ", " A\nB\nC "),
        ("&#13;&#10;", "\r\n"),
        ("\u{20ac}\u{1f600}", "\u{20ac}\u{1f600}"),
        ("a]]b>", "a]]b>"),
    ] {
        let text = with("SABR-1", text);
        let message = accepted(&text);
        let found = message.first(name).map(|element| message.text(element));
        assert_eq!(found.as_deref(), Some(value));
    }
    let long = |text: &str, count: usize| with("SABR-1", &text.repeat(count));
    for text in ["\u{e9}", "\r\n", "&amp;", "x"] {
        accepted(&long(text, 35));
        assert_layer(Layer::Schema, &[long(text, 36)]);
    }
    accepted(&long("&#13;&#10;", 17));
    assert_layer(Layer::Schema, &[long("&#13;&#10;", 18), long("", 1)]);
    assert_layer(Layer::Schema, &[with("<MsgId>SABR-1</MsgId>", "<MsgId/>")]);
}

#[test]
fn texts_that_are_not_plain_xml_are_refused() {
    let texts = [
        "&foo;",
        "&nbsp;",
        "&",
        "& ",
        "&#;",
        "&#x;",
        "&#+5;",
        "&#0;",
        "&#1;",
        "&#xD800;",
        "&#xFFFE;",
        "&#x110000;",
        "]]>",
        "<![CDATA[SABR-1]]>",
        "SABR<!-- -->-1",
        "<!-- -->SABR-1",
        "<?x y?>",
        "\u{1}",
        "\u{b}",
        "\u{fffe}",
        "\u{ffff}",
    ];
    assert_layer(Layer::Xml, &texts.map(|text| with("SABR-1", text)));
    let mut latin = MESSAGE.as_bytes().to_vec();
    let at = MESSAGE.find("SABR-1").expect("the identifier");
    latin[at] = 0xe9;
    let finding = read(&latin, &Limits::default()).expect_err("a byte of another encoding");
    assert_eq!((finding.layer, finding.offset), (Layer::Xml, at));
}

#[test]
fn prologs_other_than_a_plain_declaration_are_refused() {
    let prologs = [
        "<!DOCTYPE Document>",
        "<!DOCTYPE d [<!ENTITY a \"b\">]>",
        "<?x y?>",
        "<?xml version='1.1'?>",
        "<?xml version='1.0' encoding='UTF-16'?>",
        "<?xml version='1.0' encoding='ISO-8859-1'?>",
        "<?xml encoding='UTF-8'?>",
        "<?xml version='1.0'encoding='UTF-8'?>",
        "<?xml version='1.0' standalone='maybe'?>",
        "<?xml version='1.0' encoding='UTF-8'",
        "<?xml?>",
        "<!-- a -- b -->",
        "<!-- open",
        "<![CDATA[]]>",
    ];
    assert_layer(Layer::Xml, &prologs.map(|prolog| format!("{prolog}{MESSAGE}")));
}

#[test]
fn tags_that_are_not_well_formed_are_refused() {
    assert_layer(
        Layer::Xml,
        &[
            with("</MsgId>", "</MsgID>"),
            with("</MsgId>", "</ MsgId>"),
            with("</MsgId>", "</MsgIdX>"),
            with("<MsgId>", "< MsgId>"),
            with("<MsgId>", "<1MsgId>"),
            with("<MsgId>", "<a:b:MsgId>"),
            with("<MsgId>", "<:MsgId>"),
            with("<MsgId>", "<MsgId/"),
            with("<MsgId>", "<>"),
            with("</Document>", ""),
            with("</Document>", "</Document></Document>"),
            with("Ccy=\"RUB\"", "Ccy=RUB"),
            with("Ccy=\"RUB\"", "Ccy"),
            with("Ccy=\"RUB\"", "Ccy=\"R<B\""),
            with("Ccy=\"RUB\"", "Ccy=\"R&B\""),
            with("Ccy=\"RUB\"", "Ccy=\"&#82;UB\""),
            with("Ccy=\"RUB\"", "Ccy=\"RUB\"Ccz=\"RUB\""),
            with("Ccy=\"RUB\"", "Ccy=\"RUB\" Ccy=\"CNY\""),
            with("Ccy=\"RUB\"", "Ccy=\"RUB\" x:y=\"z\""),
            with("Ccy=\"RUB\"", "Ccy=\"RUB\" xmlns:x=\"\""),
            with("Ccy=\"RUB\"", "xmlns:a='u' xmlns:b='u' a:c='1' b:c='2' Ccy=\"RUB\""),
        ],
    );
    for length in 1..MESSAGE.len() {
        let text = MESSAGE.get(..length).expect("plain ASCII");
        assert_eq!(refused(text).layer, Layer::Xml, "{text}");
    }
}

#[test]
fn attributes_are_those_of_the_schema() {
    for attributes in [
        "Ccy='RUB'",
        "Ccy = \"RUB\"",
        "Ccy=\"RUB\" xmlns:x=\"y\"",
        "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='a b' Ccy='RUB'",
    ] {
        accepted(&with("Ccy=\"RUB\"", attributes));
    }
    let wrong = [
        "",
        "Ccy=\"RUBX\"",
        "Ccy=\"rub\"",
        "Ccy=\" RUB\"",
        "ccy=\"RUB\"",
        "Ccy=\"RUB\" x=\"y\"",
        "Ccy=\"RUB\" xml:lang=\"en\"",
        "xmlns:x='y' x:Ccy=\"RUB\"",
        "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true' Ccy='RUB'",
    ];
    assert_layer(Layer::Schema, &wrong.map(|attributes| with("Ccy=\"RUB\"", attributes)));
    assert_layer(Layer::Schema, &[with("<GrpHdr>", "<GrpHdr Id='1'>")]);
}

#[test]
fn namespaces_may_not_change_inside_a_message() {
    let same = "xmlns='urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08'";
    accepted(&with("<GrpHdr>", &format!("<GrpHdr {same}>")));
    assert_layer(
        Layer::Schema,
        &[
            with("<GrpHdr>", "<GrpHdr xmlns='urn:other'>"),
            with("<GrpHdr>", "<GrpHdr xmlns=''>"),
            with("<GrpHdr>", &format!("<GrpHdr {}>", same.replace("009", "008"))),
        ],
    );
}

/// The message with supplementary data in its payment.
fn extended(envelope: &str) -> String {
    with(
        "</CdtTrfTxInf>",
        &format!("<SplmtryData><Envlp>{envelope}</Envlp></SplmtryData></CdtTrfTxInf>"),
    )
}

#[test]
fn extensions_are_skipped_but_well_formed() {
    let text = extended("<x:a xmlns:x='urn:x' b='c'>t &amp; <b xmlns=''>u<!-- v --></b><c/></x:a>");
    let message = accepted(&text);
    let envelope = path("Document/FICdtTrf/CdtTrfTxInf/SplmtryData/Envlp");
    let at = message.elements.iter().position(|element| element.path == envelope);
    assert_eq!(at, Some(message.elements.len() - 1));
    assert_layer(Layer::Schema, &[extended(""), extended("<a/><b/>"), extended("text")]);
    assert_layer(
        Layer::Xml,
        &[
            extended("<a>"),
            extended("<a>&b;</a>"),
            extended("<a><![CDATA[b]]></a>"),
            extended("<a><?b?></a>"),
            extended("<x:a/>"),
        ],
    );
}

#[test]
fn limits_hold() {
    let nested = |count: usize| "<a>".repeat(count) + &"</a>".repeat(count);
    accepted(&extended(&nested(16)));
    let wrapped =
        |count: usize| format!("{}{HEADER}{MESSAGE}{}", "<a>".repeat(count), "</a>".repeat(count));
    accepted(&wrapped(30));
    let mut attributes = String::from("Ccy=\"RUB\"");
    for number in 1..8 {
        write!(attributes, " xmlns:x{number}='u'").expect("writing to a string");
    }
    accepted(&with("Ccy=\"RUB\"", &attributes));
    attributes.push_str(" xmlns:y='u'");
    let name =
        |length: usize| format!("<Envelope><{0}/>{HEADER}{MESSAGE}</Envelope>", "N".repeat(length));
    accepted(&name(64));
    let padding = " ".repeat(256 * 1024);
    assert_layer(
        Layer::Limits,
        &[
            extended(&nested(17)),
            extended(&"<a>".repeat(20_000)),
            wrapped(40),
            with("Ccy=\"RUB\"", &attributes),
            name(65),
            name(100_000),
            format!("{MESSAGE}{padding}"),
            format!("{HEADER}{padding}"),
            format!("<Envelope>{HEADER}{padding}{MESSAGE}</Envelope>"),
        ],
    );
}

#[test]
fn reports_may_be_large() {
    let report = concat!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">"#,
        "<BkToCstmrDbtCdtNtfctn>",
        "<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-23T10:15:30Z</CreDtTm></GrpHdr>",
        "<Ntfctn><Id>1</Id><CreDtTm>2026-11-23T10:15:30Z</CreDtTm>",
        "<Acct><Id><Othr><Id>1</Id></Othr></Id></Acct></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>",
    );
    accepted(&format!("{report}{}", " ".repeat(1024 * 1024)));
    assert_layer(Layer::Limits, &[format!("{report}{}", " ".repeat(8 * 1024 * 1024))]);
}

#[test]
fn every_schema_is_known_by_name() {
    assert!(schemas().windows(2).all(|pair| pair[0].name < pair[1].name));
    for known in schemas() {
        assert_eq!(schema(known.name), Some(known));
        let text = format!("<{0} xmlns='{1}'/>", known.root, known.namespace());
        let finding = refused(&text);
        assert_eq!(finding.layer, Layer::Schema, "{finding}");
        assert_eq!(finding.path, known.root);
    }
    assert_eq!(schema("pacs.008.001.99"), None);
}
