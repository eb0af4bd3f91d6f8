use super::*;

#[test]
fn lists_are_in_the_order_that_searching_needs() {
    let sets = [
        PURPOSE,
        CATEGORY_PURPOSE,
        SERVICE_LEVEL,
        LOCAL_INSTRUMENT,
        RETURN_REASON,
        STATUS_REASON,
        CANCELLATION_REASON,
        PAYMENT_STATUS,
    ];
    for (set, first, last) in [
        (0, "ACCT", "WTER"),
        (1, "BONU", "ZABA"),
        (2, "BKTR", "WFSM"),
        (3, "ASTI", "WEB"),
        (4, "AC01", "UPAY"),
        (5, "AB01", "TS04"),
        (6, "AC03", "UPAY"),
        (7, "ACCC", "RJCT"),
    ] {
        let set = sets[set];
        assert!(set.knows(first) && set.knows(last), "{}", set.name);
    }
    assert!(is_country("AD") && is_country("IR") && is_country("ZW"));
}

#[test]
fn every_money_knows_its_decimals() {
    for (code, exponent) in [("CNY", 2), ("JPY", 0), ("VND", 0), ("UGX", 0), ("BHD", 3)] {
        let found = currency(code).expect("an active currency");
        assert_eq!((found.kind, found.exponent), (CurrencyKind::Money, Some(exponent)), "{code}");
    }
}

#[test]
fn what_is_no_money_is_told_apart() {
    assert_eq!(currency("XDR").map(|unit| unit.kind), Some(CurrencyKind::Unit));
    assert_eq!(currency("CLF").map(|fund| fund.kind), Some(CurrencyKind::Fund));
    assert_eq!(currency("DEM").map(|old| old.kind), Some(CurrencyKind::Historic));
    assert_eq!(currency("XQZ"), None);
    assert_eq!(currency("cny"), None);
}

#[test]
fn a_country_is_assigned_or_named_exception() {
    assert!(is_country("CN") && is_country("XK"));
    assert!(!is_country("ZZ") && !is_country("UK") && !is_country("cn"));
}

#[test]
fn account_numbers_of_several_lengths_pass() {
    for iban in [
        "NO9386011117947",
        "BE68539007547034",
        "KZ86125KZT5004100100",
        "AE070331234567890123456",
        "SA0380000000608010167519",
        "BR1800360305000010009795493C1",
        "GB82WEST12345698765432",
    ] {
        assert_eq!(check_iban(iban), Ok(()), "{iban}");
    }
}

#[test]
fn each_flaw_of_an_account_number_is_told() {
    assert_eq!(check_iban("DE8937040044053201300"), Err(IbanFlaw::WrongLength));
    assert_eq!(check_iban("DE89370400440532013001"), Err(IbanFlaw::WrongCheckDigits));
    assert_eq!(check_iban("CN89370400440532013000"), Err(IbanFlaw::UnknownCountry));
    assert_eq!(check_iban("DE89 3704 0044 0532 0130 00"), Err(IbanFlaw::Malformed));
    assert_eq!(check_iban("DE"), Err(IbanFlaw::Malformed));
    assert_eq!(check_iban("\u{e9}\u{e9}\u{e9}"), Err(IbanFlaw::Malformed));
}

#[test]
fn a_code_is_refused_by_a_complete_set_only() {
    assert!(LOCAL_INSTRUMENT.accepts("A35CHARACTERCODE"));
    assert!(!PURPOSE.accepts("") && !PURPOSE.accepts("GD S") && !PURPOSE.accepts("GOODS"));
    assert!(!PAYMENT_STATUS.accepts("AB01"));
}
