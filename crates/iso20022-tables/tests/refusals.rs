//! What the tables cannot hold is refused, never skipped.
//!
//! Not a scenario: it is about schemas, not about payments.

use iso20022_tables::generate;

/// A schema whose root holds one element of the type `Held`, defined as given.
fn schema(held: &str) -> Vec<(String, String)> {
    let text = format!(
        r#"<xs:schema xmlns="urn:iso:std:iso:20022:tech:xsd:test.001.001.01"
            xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
            targetNamespace="urn:iso:std:iso:20022:tech:xsd:test.001.001.01">
            <xs:element name="Document" type="Document"/>
            <xs:complexType name="Document"><xs:sequence>
                <xs:element name="Held" type="Held" maxOccurs="unbounded"/>
            </xs:sequence></xs:complexType>
            {held}
        </xs:schema>"#
    );
    vec![("test.001.001.01".to_owned(), text)]
}

fn simple(base: &str, facets: &str) -> Vec<(String, String)> {
    schema(&format!(
        r#"<xs:simpleType name="Held"><xs:restriction base="{base}">{facets}</xs:restriction>
        </xs:simpleType>"#
    ))
}

#[test]
fn a_plain_schema_becomes_rows() {
    let source = generate(&simple("xs:string", r#"<xs:maxLength value="35"/>"#));
    let source = source.expect("a plain schema");
    assert!(source.contains(r#"schema_row("test.001.001.01", "Document", 1)"#), "{source}");
    assert!(source.contains("Text { min: 0, max: 35, pattern: None }"), "{source}");
    assert!(source.contains("[0, 1, 65535]"), "{source}");
}

#[test]
fn a_pattern_is_kept_as_runs() {
    let source = generate(&simple("xs:string", r#"<xs:pattern value="[A-C]{2}Z?"/>"#));
    let source = source.expect("a plain pattern");
    let runs = format!("run({:#x}, 2, 2, 0), run({:#x}, 0, 1, 0)", 0b111_u128 << 65, 1_u128 << 90);
    assert!(source.contains(&runs), "{source}");
}

#[test]
fn codes_are_kept_in_order() {
    let codes = r#"<xs:enumeration value="SHAR"/><xs:enumeration value="C"/>"#;
    let source = generate(&simple("xs:string", codes)).expect("plain codes");
    assert!(source.contains("C...SHAR"), "{source}");
    assert!(source.contains("Code { first: 0, count: 2 }"), "{source}");
}

#[test]
fn what_cannot_be_held_is_refused() {
    let cases = [
        ("a facet", simple("xs:string", r#"<xs:whiteSpace value="collapse"/>"#)),
        ("a facet of a date", simple("xs:date", r#"<xs:minInclusive value="2026-01-01"/>"#)),
        ("a negative bound", decimal(r#"<xs:minInclusive value="-1"/>"#)),
        ("an upper bound", decimal(r#"<xs:maxInclusive value="5"/>"#)),
        ("a decimal without digits", simple("xs:decimal", "")),
        ("a built-in type", simple("xs:anyURI", "")),
        ("a derived type", simple("Max35Text", "")),
        ("a pattern", simple("xs:string", r#"<xs:pattern value="[^A]"/>"#)),
        ("a long code", simple("xs:string", r#"<xs:enumeration value="LONGER"/>"#)),
        ("a missing type", schema("")),
        (
            "an optional attribute",
            schema(
                r#"<xs:complexType name="Held"><xs:simpleContent><xs:extension base="Held">
                <xs:attribute name="Ccy" type="Held"/></xs:extension></xs:simpleContent>
                </xs:complexType>"#,
            ),
        ),
        (
            "recursion",
            schema(
                r#"<xs:complexType name="Held"><xs:sequence>
                <xs:element name="Again" type="Held" minOccurs="0"/></xs:sequence>
                </xs:complexType>"#,
            ),
        ),
        ("a group", schema(r#"<xs:complexType name="Held"><xs:all/></xs:complexType>"#)),
    ];
    for (what, schemas) in cases {
        assert!(generate(&schemas).is_err(), "{what} is held");
    }
}

fn decimal(facet: &str) -> Vec<(String, String)> {
    let digits = r#"<xs:fractionDigits value="5"/><xs:totalDigits value="18"/>"#;
    simple("xs:decimal", &format!("{digits}{facet}"))
}

#[test]
fn a_schema_under_another_name_is_refused() {
    let mut schemas = simple("xs:boolean", "");
    assert!(generate(&schemas).is_ok());
    schemas[0].0 = "test.001.001.02".to_owned();
    let error = generate(&schemas).expect_err("another namespace").to_string();
    assert!(error.contains("namespace"), "{error}");
}
