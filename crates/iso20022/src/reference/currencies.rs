//! Currencies and their minor units.
//!
//! Source: ISO 4217, list one (active) with its amendments to 2026-01-01, list three (historic).
//! Of the recent changes: BGN, ANG, CUC and ZWL left the active list, XCG, ZWG and XAD joined it.

/// What a code of ISO 4217 stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyKind {
    /// Money of a country or a union: may settle.
    Money,
    /// A unit of account, an index or a fund: never settles.
    Fund,
    /// A metal, a basket, the code for tests or for no currency: never settles.
    Unit,
    /// Money that has been replaced; stands only in amounts of the past.
    Historic,
}

/// One code of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// What it stands for.
    pub kind: CurrencyKind,
    /// Unit: decimals. Range: 0 ..= 4, none where the list states none. Source: ISO 4217.
    pub exponent: Option<u8>,
}

/// The entry of `code` in ISO 4217, or none if there is no such currency.
///
/// ```
/// use iso20022::reference::{CurrencyKind, currency};
///
/// let dinar = currency("KWD").expect("Kuwait's money");
/// assert_eq!((dinar.kind, dinar.exponent), (CurrencyKind::Money, Some(3)));
/// assert_eq!(currency("XAU").map(|gold| gold.kind), Some(CurrencyKind::Unit));
/// assert_eq!(currency("XQZ"), None);
/// ```
pub fn currency(code: &str) -> Option<Currency> {
    let money = [(TWO_DECIMALS, 2), (NO_DECIMALS, 0), (THREE_DECIMALS, 3)];
    for (codes, exponent) in money {
        if codes.binary_search(&code).is_ok() {
            return Some(Currency { kind: CurrencyKind::Money, exponent: Some(exponent) });
        }
    }
    if let Some((_, exponent)) = FUNDS.iter().find(|(fund, _)| *fund == code) {
        return Some(Currency { kind: CurrencyKind::Fund, exponent: Some(*exponent) });
    }
    if UNITS.contains(&code) {
        return Some(Currency { kind: CurrencyKind::Unit, exponent: None });
    }
    let historic = HISTORIC.binary_search(&code).is_ok();
    historic.then_some(Currency { kind: CurrencyKind::Historic, exponent: None })
}

/// Money with two decimals. Order: by code.
const TWO_DECIMALS: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD",
    "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP",
    "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
    "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS",
    "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD",
    "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
    "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR",
    "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
    "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD",
    "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR",
    "ZMW", "ZWG",
];

/// Money without decimals. Order: by code.
const NO_DECIMALS: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];

/// Money with three decimals. Order: by code.
const THREE_DECIMALS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Funds codes and units of account, with their decimals.
const FUNDS: &[(&str, u8)] = &[
    ("BOV", 2),
    ("CHE", 2),
    ("CHW", 2),
    ("CLF", 4),
    ("COU", 2),
    ("MXV", 2),
    ("USN", 2),
    ("UYI", 0),
    ("UYW", 4),
    ("XAD", 2),
];

/// Metals, bond market units, baskets, the code for tests and the one for no currency.
const UNITS: &[&str] =
    &["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"];

/// Money that has been replaced. Order: by code.
const HISTORIC: &[&str] = &[
    "ADP", "AFA", "ALK", "ANG", "AOK", "AON", "AOR", "ARA", "ARP", "ARY", "ATS", "AYM", "AZM",
    "BAD", "BEC", "BEF", "BEL", "BGJ", "BGK", "BGL", "BGN", "BOP", "BRB", "BRC", "BRE", "BRN",
    "BRR", "BUK", "BYB", "BYR", "CHC", "CSD", "CSJ", "CSK", "CUC", "CYP", "DDM", "DEM", "ECS",
    "ECV", "EEK", "ESA", "ESB", "ESP", "FIM", "FRF", "GEK", "GHC", "GHP", "GNE", "GNS", "GQE",
    "GRD", "GWE", "GWP", "HRD", "HRK", "IEP", "ILP", "ILR", "ISJ", "ITL", "LAJ", "LSM", "LTL",
    "LTT", "LUC", "LUF", "LUL", "LVL", "LVR", "MGF", "MLF", "MRO", "MTL", "MTP", "MVQ", "MXP",
    "MZE", "MZM", "NIC", "NLG", "PEH", "PEI", "PES", "PLZ", "PTE", "RHD", "ROK", "ROL", "RUR",
    "SDD", "SDP", "SIT", "SKK", "SLL", "SRG", "STD", "SUR", "TJR", "TMM", "TPE", "TRL", "UAK",
    "UGS", "UGW", "USS", "UYN", "UYP", "VEB", "VEF", "VNC", "XEU", "XFO", "XFU", "XRE", "YDD",
    "YUD", "YUM", "YUN", "ZAL", "ZMK", "ZRN", "ZRZ", "ZWC", "ZWD", "ZWL", "ZWN", "ZWR",
];
