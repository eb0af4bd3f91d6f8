//! The tables: what is made, written, digested and documented goes by these lists alone.
//!
//! What each column means stands in `docs/reference/views.md`; a test holds the two together.

/// The version of the tables; another one found in a database means that they are made again.
pub const SCHEMA: u32 = 2;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of 64 bits.
    Whole,
    /// Text in ASCII.
    Text,
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Order: the key's first.
    pub columns: &'static [(&'static str, Kind)],
    /// How many columns make its key.
    pub key: usize,
    /// Whether a row is written again when what it tells has changed; else rows only come.
    pub changes: Changes,
    /// What is searched by. Shape: columns with commas.
    pub indexes: &'static [&'static str],
}

/// What may become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Nothing: it stays as it was written.
    Never,
    /// It is written again.
    Rewritten,
}

use Changes::{Never, Rewritten};
use Kind::{Text, Whole};

/// Every record of the log.
pub(crate) const RECORDS: Table = Table {
    name: "records",
    columns: &[
        ("position", Whole),
        ("instant", Whole),
        ("digest", Text),
        ("commands", Whole),
        ("events", Whole),
    ],
    key: 1,
    changes: Never,
    indexes: &["instant"],
};

/// Institutions.
pub(crate) const PARTIES: Table = Table {
    name: "parties",
    columns: &[("party", Whole), ("bic", Text), ("position", Whole)],
    key: 1,
    changes: Never,
    indexes: &["bic"],
};

/// Currencies.
pub(crate) const CURRENCIES: Table = Table {
    name: "currencies",
    columns: &[
        ("currency", Whole),
        ("code", Text),
        ("minor_units", Whole),
        ("agent", Whole),
        ("valid_from", Text),
        ("valid_until", Text),
        ("date", Text),
        ("position", Whole),
    ],
    key: 1,
    changes: Rewritten,
    indexes: &[],
};

/// Accounts as they stand.
pub(crate) const ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &[
        ("party", Whole),
        ("currency", Whole),
        ("class", Text),
        ("access", Text),
        ("balance_high", Whole),
        ("balance_low", Whole),
        ("credit_high", Whole),
        ("credit_low", Whole),
        ("opening_high", Whole),
        ("opening_low", Whole),
        ("statements", Whole),
        ("entries", Whole),
        ("position", Whole),
    ],
    key: 2,
    changes: Rewritten,
    indexes: &[],
};

/// Everything that bears a UETR and pays.
pub(crate) const PAYMENTS: Table = Table {
    name: "payments",
    columns: &[
        ("position", Whole),
        ("number", Whole),
        ("uetr", Text),
        ("kind", Text),
        ("party", Whole),
        ("debtor", Whole),
        ("creditor", Whole),
        ("currency", Whole),
        ("amount_high", Whole),
        ("amount_low", Whole),
        ("date", Text),
        ("priority", Text),
        ("category", Text),
        ("instant", Whole),
        ("evidence", Text),
        ("returns", Text),
        ("status", Text),
        ("waiting", Text),
        ("refusal", Whole),
        ("how", Text),
        ("round", Whole),
        ("matched", Text),
        ("ended_position", Whole),
        ("ended_event", Whole),
        ("ended_instant", Whole),
    ],
    key: 2,
    changes: Rewritten,
    indexes: &["uetr", "status, position"],
};

/// What payments were to move.
pub(crate) const LEGS: Table = Table {
    name: "legs",
    columns: &[
        ("position", Whole),
        ("number", Whole),
        ("leg", Whole),
        ("debtor", Whole),
        ("creditor", Whole),
        ("currency", Whole),
        ("amount_high", Whole),
        ("amount_low", Whole),
    ],
    key: 3,
    changes: Never,
    indexes: &["debtor, position", "creditor, position"],
};

/// What moved in accounts.
pub(crate) const ENTRIES: Table = Table {
    name: "entries",
    columns: &[
        ("position", Whole),
        ("number", Whole),
        ("event", Whole),
        ("party", Whole),
        ("currency", Whole),
        ("direction", Text),
        ("amount_high", Whole),
        ("amount_low", Whole),
        ("balance_high", Whole),
        ("balance_low", Whole),
        ("counterparty", Whole),
        ("cause", Text),
        ("uetr", Text),
        ("date", Text),
        ("instant", Whole),
        ("statement", Whole),
    ],
    key: 2,
    changes: Never,
    indexes: &["party, currency, date, position", "date, position"],
};

/// Days of accounts that closed.
pub(crate) const STATEMENTS: Table = Table {
    name: "statements",
    columns: &[
        ("party", Whole),
        ("currency", Whole),
        ("number", Whole),
        ("date", Text),
        ("position", Whole),
        ("instant", Whole),
        ("opening_high", Whole),
        ("opening_low", Whole),
        ("closing_high", Whole),
        ("closing_low", Whole),
        ("entries", Whole),
    ],
    key: 3,
    changes: Never,
    indexes: &["date"],
};

/// What became of what waits.
pub(crate) const QUEUE_CHANGES: Table = Table {
    name: "queue_changes",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("uetr", Text),
        ("change", Text),
        ("waiting", Text),
        ("detail", Text),
    ],
    key: 2,
    changes: Never,
    indexes: &["uetr"],
};

/// Sets that settled together.
pub(crate) const OFFSETTING_ROUNDS: Table = Table {
    name: "offsetting_rounds",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("round", Whole),
        ("scope", Text),
        ("considered", Whole),
        ("settled", Whole),
        ("considered_value", Text),
        ("settled_value", Text),
        ("bound", Text),
        ("bound_by", Text),
    ],
    key: 2,
    changes: Never,
    indexes: &[],
};

/// Rounds of exchange that cleared.
pub(crate) const EXCHANGE_ROUNDS: Table = Table {
    name: "exchange_rounds",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("round", Whole),
        ("party", Whole),
        ("orders", Whole),
        ("filled", Whole),
        ("value", Text),
        ("detail", Text),
    ],
    key: 2,
    changes: Never,
    indexes: &[],
};

/// Orders and quotes.
pub(crate) const ORDERS: Table = Table {
    name: "orders",
    columns: &[
        ("number", Whole),
        ("uetr", Text),
        ("party", Whole),
        ("purpose", Text),
        ("sell", Whole),
        ("buy", Whole),
        ("amount_high", Whole),
        ("amount_low", Whole),
        ("left_high", Whole),
        ("left_low", Whole),
        ("limit_bought", Whole),
        ("limit_sold", Whole),
        ("until", Whole),
        ("rounds", Whole),
        ("status", Text),
        ("position", Whole),
        ("instant", Whole),
        ("ended_position", Whole),
    ],
    key: 1,
    changes: Rewritten,
    indexes: &["uetr", "status"],
};

/// What orders and quotes gave and got.
pub(crate) const FILLS: Table = Table {
    name: "fills",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("number", Whole),
        ("party", Whole),
        ("receiver", Whole),
        ("round", Whole),
        ("sell", Whole),
        ("buy", Whole),
        ("sold_high", Whole),
        ("sold_low", Whole),
        ("received_high", Whole),
        ("received_low", Whole),
        ("left_high", Whole),
        ("left_low", Whole),
    ],
    key: 3,
    changes: Never,
    indexes: &["number"],
};

/// What the rules said no to.
pub(crate) const REFUSALS: Table = Table {
    name: "refusals",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("party", Whole),
        ("uetr", Text),
        ("refusal", Whole),
        ("name", Text),
        ("iso", Text),
        ("rule", Text),
    ],
    key: 2,
    changes: Never,
    indexes: &["party, position"],
};

/// What holders and agents said on liquidity.
pub(crate) const LIQUIDITY: Table = Table {
    name: "liquidity",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("change", Text),
        ("party", Whole),
        ("currency", Whole),
        ("counterparty", Whole),
        ("priority", Text),
        ("amount_high", Whole),
        ("amount_low", Whole),
        ("detail", Text),
    ],
    key: 2,
    changes: Never,
    indexes: &["party, currency"],
};

/// Everything else that happened, in its own text.
pub(crate) const CHANGES: Table = Table {
    name: "changes",
    columns: &[
        ("position", Whole),
        ("event", Whole),
        ("feature", Text),
        ("change", Text),
        ("party", Whole),
        ("currency", Whole),
        ("detail", Text),
    ],
    key: 2,
    changes: Never,
    indexes: &["feature"],
};

/// Every table made of records. Order: as they are digested.
pub const TABLES: &[&Table] = &[
    &RECORDS,
    &PARTIES,
    &CURRENCIES,
    &ACCOUNTS,
    &PAYMENTS,
    &LEGS,
    &ENTRIES,
    &STATEMENTS,
    &QUEUE_CHANGES,
    &OFFSETTING_ROUNDS,
    &EXCHANGE_ROUNDS,
    &ORDERS,
    &FILLS,
    &REFUSALS,
    &LIQUIDITY,
    &CHANGES,
];

impl Table {
    /// All its columns, with commas.
    pub(crate) fn all(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// Its key's columns, with commas.
    pub(crate) fn keys(&self) -> String {
        let names: Vec<&str> = self.columns.iter().take(self.key).map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// The statements that make it. Shape: the same for both databases.
    pub(crate) fn made(&self) -> String {
        let column = |(place, (name, kind)): (usize, &(&str, Kind))| {
            let kind = match kind {
                Kind::Whole => "BIGINT",
                Kind::Text => "TEXT",
            };
            let required = if place < self.key { " NOT NULL" } else { "" };
            format!("{name} {kind}{required}")
        };
        let columns: Vec<String> = self.columns.iter().enumerate().map(column).collect();
        let (name, keys) = (self.name, self.keys());
        let mut made =
            format!("CREATE TABLE {name} ({}, PRIMARY KEY ({keys}));\n", columns.join(", "));
        for (place, columns) in self.indexes.iter().enumerate() {
            made += &format!("CREATE INDEX {name}_by_{place} ON {name} ({columns});\n");
        }
        made
    }
}
