//! Codes that ISO 20022 keeps outside of its schemas.
//!
//! Source: the external code sets of ISO 20022, 2026 Q3 as known when this was written.
//! They are published anew every quarter; a set here is either complete, and then judges, or open,
//! and then only tells what is known.

/// Whether a set may be used to refuse what it does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every code of the published set is here.
    Complete,
    /// The codes in common use are here.
    Open,
}

/// One external code set.
#[derive(Clone, Copy, Debug)]
pub struct CodeSet {
    /// Its name in ISO 20022.
    pub name: &'static str,
    /// Whether it may be used to refuse.
    pub coverage: Coverage,
    /// The longest code. Unit: characters. Source: the type of that name in the schemas.
    pub longest: usize,
    /// Order: by code.
    codes: &'static [&'static str],
}

impl CodeSet {
    /// Whether the code is in this copy of the set.
    pub fn knows(&self, code: &str) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// Whether a message may carry the code.
    ///
    /// A complete set decides by what it holds.
    /// An open one takes anything made of letters and digits: codes that do not exist get as far
    /// as the receiver, who has the edition the community agreed on.
    ///
    /// ```
    /// use iso20022::reference::{PAYMENT_STATUS, PURPOSE};
    ///
    /// assert!(PURPOSE.accepts("GDDS") && PURPOSE.accepts("ZZZ9"));
    /// assert!(!PURPOSE.accepts("G-1"));
    /// assert!(PAYMENT_STATUS.accepts("ACSC") && !PAYMENT_STATUS.accepts("AB01"));
    /// ```
    pub fn accepts(&self, code: &str) -> bool {
        let shaped = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match self.coverage {
            Coverage::Complete => self.knows(code),
            Coverage::Open => shaped && code.len() <= self.longest,
        }
    }
}

/// What a payment is for.
///
/// Source: `ExternalPurpose1Code`.
pub const PURPOSE: CodeSet = CodeSet {
    name: "ExternalPurpose1Code",
    coverage: Coverage::Open,
    longest: 4,
    codes: &[
        "ACCT", "ADCS", "ADMG", "ADVA", "AEMP", "AGRT", "AIRB", "ALLW", "ALMY", "ANNI", "ANTS",
        "AREN", "B112", "BBSC", "BCDM", "BCFG", "BECH", "BENE", "BEXP", "BFWD", "BLDM", "BNET",
        "BOCE", "BOND", "BONU", "BR12", "BUSB", "CABD", "CAEQ", "CAFI", "CASH", "CBCR", "CBFF",
        "CBFR", "CBTV", "CCHD", "CCIR", "CCPC", "CCPM", "CCRD", "CCSM", "CDBL", "CDCB", "CDCD",
        "CDCS", "CDDP", "CDEP", "CDOC", "CDQC", "CFDI", "CFEE", "CGDD", "CHAR", "CLPR", "CMDT",
        "COLL", "COMC", "COMM", "COMP", "COMT", "CORT", "COST", "CPEN", "CPKC", "CPYR", "CRDS",
        "CRPR", "CRSP", "CRTL", "CSDB", "CSLP", "CVCF", "DBCR", "DBTC", "DCRD", "DEPT", "DERI",
        "DICL", "DIVD", "DIVI", "DMEQ", "DNTS", "DSMT", "DVPM", "ECPG", "ECPR", "ECPU", "ECRF",
        "EDUC", "EFTC", "EFTD", "ELEC", "ENRG", "EPAY", "EQPT", "EQUS", "ESTX", "ETUP", "EXPT",
        "EXTD", "FACT", "FAND", "FCPM", "FEES", "FERB", "FIXI", "FNET", "FORW", "FREX", "FTDF",
        "FUTR", "FWBC", "FWCC", "FWLV", "FWSB", "FWSC", "FXNT", "GAHO", "GAMB", "GASB", "GDDS",
        "GDSV", "GFRP", "GIFT", "GOVI", "GOVT", "GSCB", "GSTX", "GVEA", "GVEB", "GVEC", "GVED",
        "GWLT", "HEDG", "HLRP", "HLST", "HLTC", "HLTI", "HREC", "HSPC", "HSTX", "ICCP", "ICRF",
        "IDCP", "IHRP", "INPC", "INPR", "INSC", "INSM", "INSU", "INTC", "INTE", "INTP", "INTX",
        "INVS", "IVPT", "LBIN", "LBRI", "LCOL", "LFEE", "LICF", "LIFI", "LIMA", "LMEQ", "LMFI",
        "LMRK", "LOAN", "LOAR", "LOTT", "LREB", "LREV", "LSFL", "LTCF", "MAFC", "MARF", "MARG",
        "MBSB", "MBSC", "MCDM", "MCFG", "MDCS", "MGCC", "MGSC", "MP2B", "MP2P", "MSVC", "MTUP",
        "NETT", "NITX", "NOWS", "NWCH", "NWCM", "OCCC", "OCDM", "OCFG", "OFEE", "OPBC", "OPCC",
        "OPSB", "OPSC", "OPTN", "OTCD", "OTHR", "OTLC", "PADD", "PAYR", "PCOM", "PDEP", "PEFC",
        "PENO", "PENS", "PHON", "PLRF", "POPE", "PPTI", "PRCP", "PRME", "PTSP", "PTXP", "RCKE",
        "RCPT", "RDTX", "REBT", "REFU", "RELG", "RENT", "REOD", "REPO", "RHBS", "RIMB", "RINP",
        "RLWY", "ROYA", "RPBC", "RPCC", "RPNT", "RPSB", "RPSC", "RRBN", "RRCT", "RRTP", "RVPM",
        "RVPO", "SALA", "SAVG", "SBSC", "SCIE", "SCIR", "SCRP", "SCVE", "SECU", "SEPI", "SERV",
        "SHBC", "SHCC", "SHSL", "SLEB", "SLOA", "SLPI", "SPLT", "SPSP", "SSBE", "STDY", "SUBS",
        "SUPP", "SWBC", "SWCC", "SWFP", "SWPP", "SWPT", "SWRS", "SWSB", "SWSC", "SWUF", "TAXR",
        "TAXS", "TBAN", "TBAS", "TBBC", "TBCC", "TBIL", "TCSC", "TELI", "TLRF", "TLRR", "TMPG",
        "TPRI", "TPRP", "TRAD", "TRCP", "TREA", "TRFD", "TRNC", "TRPT", "TRVC", "UBIL", "UNIT",
        "VATX", "VIEW", "WEBI", "WHLD", "WTER",
    ],
};

/// What kind of payment the banks are to treat it as.
///
/// Source: `ExternalCategoryPurpose1Code`.
pub const CATEGORY_PURPOSE: CodeSet = CodeSet {
    name: "ExternalCategoryPurpose1Code",
    coverage: Coverage::Open,
    longest: 4,
    codes: &[
        "BONU", "CASH", "CBLK", "CCRD", "CGWV", "CIPC", "CONC", "CORT", "DCRD", "DIVI", "DVPM",
        "EPAY", "FCDT", "FCIN", "FCOL", "GOVT", "GP2P", "HEDG", "ICCP", "IDCP", "INTC", "INTE",
        "INTP", "LBOX", "LOAN", "MP2B", "MP2P", "OTHR", "PENS", "RPRE", "RRCT", "RVPM", "SALA",
        "SECU", "SSBE", "SUPP", "SWEP", "TAXS", "TOPG", "TRAD", "TREA", "VATX", "VOST", "WHLD",
        "ZABA",
    ],
};

/// Which agreement or rulebook a payment is made under.
///
/// Source: `ExternalServiceLevel1Code`.
pub const SERVICE_LEVEL: CodeSet = CodeSet {
    name: "ExternalServiceLevel1Code",
    coverage: Coverage::Open,
    longest: 4,
    codes: &[
        "BKTR", "EOLO", "G001", "G002", "G003", "G004", "G005", "G006", "G007", "G009", "INST",
        "NPCA", "NSPR", "NUGP", "NURG", "PRPT", "SDVA", "SEPA", "SRTP", "SVAT", "SVDE", "URGP",
        "URNS", "WFSM",
    ],
};

/// Which local variant of an instrument a payment is; up to 35 characters.
///
/// Source: `ExternalLocalInstrument1Code`.
pub const LOCAL_INSTRUMENT: CodeSet = CodeSet {
    name: "ExternalLocalInstrument1Code",
    coverage: Coverage::Open,
    longest: 35,
    codes: &[
        "ASTI", "B2B", "CCD", "COR1", "CORE", "CTP", "CTR", "CTX", "DDFU", "DDMC", "DDMP", "DDMU",
        "DDNR", "IAT", "IN", "INST", "ONCL", "PPD", "RDD", "SDCL", "SDN", "STND", "TEL", "TLSO",
        "WEB",
    ],
};

/// Why a payment comes back.
///
/// Source: `ExternalReturnReason1Code`.
pub const RETURN_REASON: CodeSet = CodeSet {
    name: "ExternalReturnReason1Code",
    coverage: Coverage::Open,
    longest: 4,
    codes: &[
        "AC01", "AC02", "AC03", "AC04", "AC06", "AC07", "AC13", "AC14", "AC15", "AC16", "AC17",
        "AG01", "AG02", "AG07", "AGNT", "AM01", "AM02", "AM03", "AM04", "AM05", "AM06", "AM07",
        "AM09", "AM10", "AM23", "ARDT", "BE01", "BE04", "BE05", "BE06", "BE07", "BE08", "BE10",
        "BE11", "BE16", "BE17", "CN01", "CNOR", "CNPC", "CURR", "CUST", "CUTA", "DC04", "DNOR",
        "DS28", "DT01", "DT02", "DT04", "DUPL", "ED01", "ED03", "ED05", "EMVL", "ERIN", "FF03",
        "FF04", "FF05", "FF06", "FF07", "FOCR", "FR01", "FRAD", "FRNA", "FRTR", "G004", "LEGL",
        "MD01", "MD02", "MD05", "MD06", "MD07", "MS02", "MS03", "NARR", "NOAR", "NOAS", "NOCM",
        "NOOR", "PINL", "RC01", "RC03", "RC04", "RC07", "RC08", "RC11", "RF01", "RR01", "RR02",
        "RR03", "RR04", "RR05", "RR06", "RR07", "RR08", "RR09", "RR11", "RR12", "RUTA", "SL01",
        "SL02", "SL11", "SL12", "SL13", "SL14", "SP01", "SP02", "SVNR", "TECH", "TM01", "TRAC",
        "UPAY",
    ],
};

/// Why a payment is refused or waits.
///
/// Source: `ExternalStatusReason1Code`.
pub const STATUS_REASON: CodeSet = CodeSet {
    name: "ExternalStatusReason1Code",
    coverage: Coverage::Open,
    longest: 4,
    codes: &[
        "AB01", "AB02", "AB03", "AB04", "AB05", "AB06", "AB07", "AB08", "AB09", "AB10", "AB11",
        "AC01", "AC02", "AC03", "AC04", "AC05", "AC06", "AC07", "AC08", "AC09", "AC10", "AC11",
        "AC12", "AC13", "AC14", "AC15", "AC16", "AG01", "AG02", "AG03", "AG04", "AG05", "AG06",
        "AG07", "AG08", "AG09", "AG10", "AG11", "AG12", "AG13", "AGNT", "AM01", "AM02", "AM03",
        "AM04", "AM05", "AM06", "AM07", "AM09", "AM10", "AM11", "AM12", "AM13", "AM14", "AM15",
        "AM16", "AM17", "AM18", "AM19", "AM20", "AM21", "AM22", "AM23", "BE01", "BE04", "BE05",
        "BE06", "BE07", "BE08", "BE09", "BE10", "BE11", "BE12", "BE13", "BE14", "BE15", "BE16",
        "BE17", "BE18", "BE19", "BE20", "BE21", "BE22", "CERI", "CH03", "CH04", "CH07", "CH09",
        "CH10", "CH11", "CH12", "CH13", "CH14", "CH15", "CH16", "CH17", "CH19", "CH20", "CH21",
        "CH22", "CNOR", "CURR", "CUST", "DNOR", "DS01", "DS02", "DS03", "DS04", "DS05", "DS06",
        "DS0A", "DS0B", "DS0C", "DS0D", "DS0E", "DS0F", "DS0G", "DS0H", "DS0K", "DS10", "DS11",
        "DS12", "DS13", "DS14", "DS15", "DS16", "DS17", "DS18", "DS19", "DS20", "DS21", "DS22",
        "DS23", "DS24", "DS25", "DS26", "DS27", "DT01", "DT02", "DT03", "DT04", "DT05", "DT06",
        "DU01", "DU02", "DU03", "DU04", "DU05", "DUPL", "ED01", "ED03", "ED05", "ED06", "ERIN",
        "FF01", "FF02", "FF03", "FF04", "FF05", "FF06", "FF07", "FF08", "FF09", "FF10", "FF11",
        "ID01", "MD01", "MD02", "MD05", "MD06", "MD07", "MS02", "MS03", "NARR", "NERI", "NOAS",
        "NOCM", "RC01", "RC02", "RC03", "RC04", "RC05", "RC06", "RC07", "RC08", "RC09", "RC10",
        "RC11", "RC12", "RCON", "RECI", "RF01", "RR01", "RR02", "RR03", "RR04", "RR05", "RR06",
        "RR07", "RR08", "RR09", "RR10", "RR11", "RR12", "S000", "S001", "S002", "S003", "S004",
        "SL01", "SL02", "SL11", "SL12", "SL13", "SL14", "TA01", "TD01", "TD02", "TD03", "TK01",
        "TK02", "TK03", "TM01", "TS01", "TS04",
    ],
};

/// Why a payment is to be cancelled.
///
/// Source: `ExternalCancellationReason1Code`.
pub const CANCELLATION_REASON: CodeSet = CodeSet {
    name: "ExternalCancellationReason1Code",
    coverage: Coverage::Open,
    longest: 4,
    codes: &[
        "AC03", "AGNT", "AM09", "COVR", "CURR", "CUST", "CUTA", "DT01", "DUPL", "FRAD", "FRNA",
        "INDM", "NARR", "SUSP", "SYAD", "TECH", "UPAY",
    ],
};

/// How far a payment has come, of one payment or of a group.
///
/// Source: `ExternalPaymentTransactionStatus1Code` and `ExternalPaymentGroupStatus1Code`.
pub const PAYMENT_STATUS: CodeSet = CodeSet {
    name: "ExternalPaymentTransactionStatus1Code",
    coverage: Coverage::Complete,
    longest: 4,
    codes: &[
        "ACCC", "ACCP", "ACFC", "ACIS", "ACPD", "ACSC", "ACSP", "ACTC", "ACWC", "ACWP", "BLCK",
        "CANC", "CPUC", "PART", "PATC", "PDNG", "PRES", "RCVD", "RJCT",
    ],
};
