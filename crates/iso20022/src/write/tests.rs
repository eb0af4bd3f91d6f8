use super::xml::{Xml, lines};
use super::*;
use terms::{Amount, Balance, Bic, BusinessDate, CurrencyCode, Instant, Uetr};

fn bic(text: &str) -> Bic {
    Bic::parse(text).expect("a believable bank")
}

fn dong(minor: u128) -> CurrencyAmount {
    let currency = CurrencyCode::parse("VND").expect("three capital letters");
    CurrencyAmount { amount: Amount::from_minor(minor), currency, exponent: 0 }
}

fn envelope() -> Envelope<'static> {
    Envelope {
        from: bic("SRRFAEAD"),
        to: bic("BFTVVNVX"),
        message_id: "SRRF-1",
        created: Instant::from_unix_seconds(1_795_500_000),
        business_service: None,
        copy: None,
        related: None,
    }
}

fn account() -> ReportedAccount<'static> {
    ReportedAccount {
        id: Account::Proprietary { id: "BFTVVNVX-VND", scheme: "SARRAF" },
        currency: CurrencyCode::parse("VND").expect("three capital letters"),
        exponent: 0,
        owner: bic("BFTVVNVX"),
        servicer: bic("SBVNVNVX"),
    }
}

fn entry(direction: Direction, minor: u128) -> Entry<'static> {
    Entry {
        direction,
        amount: Amount::from_minor(minor),
        booked: Instant::from_unix_seconds(1_795_500_000),
        value_date: BusinessDate::parse("2026-11-24").expect("a Tuesday"),
        servicer_reference: "17/0",
        kind: EntryKind::InstitutionPayment,
        instruction_id: None,
        end_to_end_id: None,
        uetr: None,
        tx_id: None,
        counterparty: None,
    }
}

fn heading(number: u32) -> Heading<'static> {
    Heading {
        id: "STMT-1",
        sequence: SequenceNumber(number),
        account: account(),
        date: BusinessDate::parse("2026-11-24").expect("a Tuesday"),
    }
}

fn leaf(write: impl FnOnce(&mut Xml)) -> Result<String, WriteError> {
    let mut xml = Xml::new();
    write(&mut xml);
    let text = xml.finish()?;
    Ok(text.split_once('\n').map_or_else(String::new, |(_, body)| body.to_owned()))
}

fn flaw(write: impl FnOnce(&mut Xml)) -> Option<Flaw> {
    leaf(write).err().map(WriteError::flaw)
}

#[test]
fn text_is_escaped() {
    let text = leaf(|xml| xml.text("Nm", "Rice & Tea <Hanoi>\r", 140));
    assert_eq!(text.unwrap(), "<Nm>Rice &amp; Tea &lt;Hanoi&gt;&#13;</Nm>");
}

#[test]
fn characters_xml_cannot_carry_are_refused_in_identifiers_and_replaced_in_texts() {
    for bad in ["a\u{0}", "a\u{1b}", "a\u{85}", "a\u{fffe}", "a\u{ffff}"] {
        assert_eq!(flaw(|xml| xml.reference("Id", bad)), Some(Flaw::ForbiddenCharacter));
        assert_eq!(leaf(|xml| xml.text("Nm", bad, 140)).unwrap(), "<Nm>a\u{fffd}</Nm>");
    }
    let turned = leaf(|xml| xml.text("Nm", "a\u{202e}b", 140));
    assert_eq!(turned.unwrap(), "<Nm>a\u{fffd}b</Nm>");
    assert_eq!(flaw(|xml| xml.text("Nm", "tab\tand line\n", 140)), None);
}

#[test]
fn the_first_refused_value_is_reported_with_its_element() {
    let error = leaf(|xml| {
        xml.reference("MsgId", "");
        xml.reference("Nm", "\u{0}");
    });
    let error = error.unwrap_err();
    assert_eq!((error.element(), error.flaw()), ("MsgId", Flaw::Empty));
    assert!(error.to_string().contains("MsgId"));
}

#[test]
fn text_is_cut_at_a_character_never_inside_one() {
    assert_eq!(cut("Ha Noi", 2), "Ha");
    assert_eq!(cut("H\u{e0} N\u{1ed9}i", 5), "H\u{e0} N\u{1ed9}");
    assert_eq!(cut("H\u{e0}", 2), "H\u{e0}");
    assert_eq!(cut("", 2), "");
}

#[test]
fn identifiers_are_refused_rather_than_cut() {
    let longest = "M".repeat(35);
    assert_eq!(flaw(|xml| xml.reference("MsgId", &longest)), None);
    let longer = "M".repeat(36);
    assert_eq!(flaw(|xml| xml.reference("MsgId", &longer)), Some(Flaw::TooLong));
}

#[test]
fn codes_and_countries_must_have_their_shape() {
    assert_eq!(flaw(|xml| xml.external_code("Cd", "AM04")), None);
    for bad in ["", "AM045", "AM-4"] {
        assert_eq!(flaw(|xml| xml.external_code("Cd", bad)), Some(Flaw::Shape));
    }
    assert_eq!(flaw(|xml| xml.country("Ctry", "vn")), Some(Flaw::Shape));
}

#[test]
fn amounts_carry_their_currency_and_all_its_decimals() {
    let text = leaf(|xml| xml.amount("Amt", dong(250_000)));
    assert_eq!(text.unwrap(), "<Amt Ccy=\"VND\">250000</Amt>");
    let dinar = CurrencyAmount {
        amount: Amount::from_minor(5),
        currency: CurrencyCode::parse("KWD").expect("three capital letters"),
        exponent: 3,
    };
    let text = leaf(|xml| xml.amount("Amt", dinar));
    assert_eq!(text.unwrap(), "<Amt Ccy=\"KWD\">0.005</Amt>");
}

#[test]
fn amounts_beyond_eighteen_digits_are_refused() {
    let most = 999_999_999_999_999_999;
    assert_eq!(flaw(|xml| xml.amount("Amt", dong(most))), None);
    assert_eq!(flaw(|xml| xml.amount("Amt", dong(most + 1))), Some(Flaw::TooManyDigits));
}

#[test]
fn times_of_day_are_written_in_utc() {
    let noon = Instant::from_unix_seconds(1_795_521_600);
    let text = leaf(|xml| xml.time("TillTm", noon));
    assert_eq!(text.unwrap(), "<TillTm>12:00:00.000Z</TillTm>");
}

#[test]
fn long_text_is_split_at_spaces() {
    assert_eq!(lines("the queue waits for funds", 10), ["the queue", "waits for", "funds"]);
    assert_eq!(lines("the queue waits", 9), ["the queue", "waits"]);
    assert_eq!(lines("  spaced   out  ", 9), ["spaced", "out"]);
}

#[test]
fn words_longer_than_a_line_are_split_inside() {
    assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
    assert_eq!(lines("\u{1ed9}\u{1ed9}\u{1ed9}", 2), ["\u{1ed9}\u{1ed9}", "\u{1ed9}"]);
    assert!(lines("   ", 3).is_empty());
}

#[test]
fn every_line_of_a_reason_fits_the_schema() {
    let words = "waits for funds of the payer ".repeat(20);
    let reason = Reason { code: "AM04", text: &words };
    let text = leaf(|xml| xml.reason("StsRsnInf", &reason)).unwrap();
    let written: Vec<&str> =
        text.split("<AddtlInf>").skip(1).map(|part| part.split('<').next().unwrap()).collect();
    assert!(written.len() > 5);
    assert!(written.iter().all(|line| (1..=105).contains(&line.chars().count())));
    assert_eq!(written.join(" "), words.trim());
}

#[test]
fn pvp_references_are_letters_digits_and_hyphens() {
    let payment = |reference| InstitutionPayment {
        instruction_id: None,
        end_to_end_id: "E2E-1",
        tx_id: None,
        uetr: Uetr::from_random(7),
        amount: dong(1),
        settlement_date: envelope().created.date(),
        priority: None,
        times: SettlementTimes::default(),
        clearing_system: "SARRAF",
        instructed_agent: bic("ICBKCNBJ"),
        debtor: bic("BFTVVNVX"),
        creditor: bic("ICBKCNBJ"),
        pvp: Some(PvpTerms {
            reference,
            counter_amount: dong(2),
            counter_creditor: bic("BFTVVNVX"),
        }),
        remittance: None,
    };
    let text = payment("P-1").write(&envelope()).unwrap();
    assert!(text.contains("<InstrInf>/PVP/P-1/VND2/BFTVVNVX</InstrInf>"));
    for bad in ["", "P/1", "P 1"] {
        let error = payment(bad).write(&envelope()).unwrap_err();
        assert_eq!((error.element(), error.flaw()), ("InstrInf", Flaw::Shape));
    }
}

#[test]
fn closing_balance_follows_from_the_entries() {
    let entries = [
        entry(Direction::Credit, 700),
        entry(Direction::Debit, 1_000),
        entry(Direction::Credit, 1),
    ];
    let opening = Balance::from_minor(50);
    let statement = Statement::new(heading(1), opening, &entries).unwrap();
    assert_eq!(statement.opening(), opening);
    assert_eq!(statement.closing(), Balance::from_minor(-249));
    let text = statement.write(&envelope()).unwrap();
    assert!(text.contains("OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">50</Amt><CdtDbtInd>CRDT<"));
    assert!(text.contains("CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">249</Amt><CdtDbtInd>DBIT<"));
    assert!(text.contains("<TtlNtries><NbOfNtries>3</NbOfNtries><Sum>1701</Sum>"));
    assert!(text.contains("<TtlNetNtry><Amt>299</Amt><CdtDbtInd>DBIT</CdtDbtInd></TtlNetNtry>"));
    assert!(text.contains("<TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>701</Sum>"));
    assert!(text.contains("<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>1000</Sum>"));
}

#[test]
fn statements_that_leave_the_range_are_refused() {
    let entries = [entry(Direction::Credit, 1)];
    let opening = Balance::from_minor(i128::MAX);
    let error = Statement::new(heading(1), opening, &entries).err();
    assert_eq!(error, Some(StatementError::Overflow));
    let entries = [entry(Direction::Debit, u128::MAX), entry(Direction::Debit, 1)];
    let error = Statement::new(heading(1), Balance::ZERO, &entries).err();
    assert_eq!(error, Some(StatementError::Overflow));
}

#[test]
fn sums_beyond_the_schema_are_left_out_of_the_summary() {
    let half = 600_000_000_000_000_000;
    let entries = [entry(Direction::Credit, half), entry(Direction::Debit, half)];
    let statement = Statement::new(heading(1), Balance::ZERO, &entries).unwrap();
    let text = statement.write(&envelope()).unwrap();
    assert!(text.contains("<TtlNtries><NbOfNtries>2</NbOfNtries><TtlNetNtry>"));
    assert!(text.contains("<NbOfNtries>1</NbOfNtries><Sum>600000000000000000</Sum>"));
}

#[test]
fn a_statement_opens_where_the_previous_one_closed() {
    let entries = [entry(Direction::Credit, 700)];
    let first = Statement::new(heading(1), Balance::ZERO, &entries).unwrap();
    let next = |number, opening: i128| {
        Statement::new(heading(number), Balance::from_minor(opening), &[]).unwrap()
    };
    assert_eq!(next(2, 700).follows(&first), Ok(()));
    assert_eq!(next(2, 699).follows(&first), Err(StatementError::OpeningDiffers));
    assert_eq!(next(2, -700).follows(&first), Err(StatementError::OpeningDiffers));
    assert_eq!(next(3, 700).follows(&first), Err(StatementError::SequenceBroken));
    assert_eq!(next(1, 700).follows(&first), Err(StatementError::SequenceBroken));
}

#[test]
fn statements_of_different_accounts_do_not_chain() {
    let first = Statement::new(heading(1), Balance::ZERO, &[]).unwrap();
    let mut other = heading(2);
    other.account.owner = bic("ICBKCNBJ");
    let second = Statement::new(other, Balance::ZERO, &[]).unwrap();
    assert_eq!(second.follows(&first), Err(StatementError::AccountDiffers));
}

#[test]
fn a_notification_without_a_notice_is_refused() {
    let error = Notification { notices: &[] }.write(&envelope()).unwrap_err();
    assert_eq!((error.element(), error.flaw()), ("Ntfctn", Flaw::Empty));
}

#[test]
fn header_and_group_header_share_identifier_and_moment() {
    let acknowledgement = ReceiptAcknowledgement {
        related_reference: "BFTV-1",
        related_definition: None,
        status: Status::Received,
        since: None,
        description: None,
    };
    let text = acknowledgement.write(&envelope()).unwrap();
    assert!(text.contains("<BizMsgIdr>SRRF-1</BizMsgIdr>"));
    assert!(text.contains("<CreDt>2026-11-24T06:00:00.000Z</CreDt>"));
    assert!(text.contains("<MsgId>SRRF-1</MsgId><CreDtTm>2026-11-24T06:00:00.000Z</CreDtTm>"));
}
