//! The shapes of what is answered to reads, as the OpenAPI document states them.

mod offsetting;

pub(crate) use offsetting::{OFFSETTING_ROUND, OFFSETTING_ROUNDS};

/// A field of an object: its name, its shape, what it says.
pub(crate) type Field = (&'static str, Shape, &'static str);

/// The shape of a part of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// A text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number, never below zero.
    Number,
    /// True or false.
    Flag,
    /// Whatever it is: figures for people.
    Any,
    /// Null, or this.
    Maybe(&'static Shape),
    /// A list of these.
    List(&'static Shape),
    /// An object with these fields and no others.
    Of(&'static [Field]),
    /// An object of this by the letters of currencies.
    ByCurrency(&'static Shape),
}

use Shape::{Any, ByCurrency, Flag, List, Maybe, Number, Of, Text};

const MONEY: Shape = Of(&[
    ("currency", Text, "in which currency"),
    ("amount", Text, "how much, in units of the currency"),
]);

pub(super) const REFUSAL: Shape = Of(&[
    ("number", Number, "its number"),
    ("name", Text, "its name"),
    ("iso", Text, "the ISO 20022 reason"),
    ("rule", Text, "the rule that says no"),
]);

const LEG: Shape = Of(&[
    ("debtor", Text, "whose account is debited"),
    ("creditor", Text, "whose account is credited"),
    ("currency", Text, "in which currency"),
    ("amount", Text, "how much"),
]);

/// The fields of a payment, and what else is told of it.
macro_rules! payment {
    ($($more:expr,)*) => {
        &[
            ("uetr", Text, "its name"),
            ("kind", Text, "payment, liquidity transfer, issue, redemption or conversion"),
            ("status", Text, "pending, settled, rejected or cancelled"),
            ("reason", Maybe(&Text), "what keeps it waiting"),
            (
                "refusal",
                Maybe(&Of(&[
                    ("number", Number, "its number"),
                    ("iso", Text, "the ISO 20022 reason"),
                    ("text", Text, "in words"),
                ])),
                "why it was rejected",
            ),
            ("settles_with", Maybe(&Text), "the instruction that settles with it"),
            ("instructed_by", Text, "who gave it"),
            ("legs", List(&LEG), "what moves"),
            ("position", Number, "the log position at which it came to stand so"),
            (
                "history",
                List(&Of(&[
                    ("status", Text, "as above"),
                    ("position", Number, "at which log position"),
                    ("at", Text, "when"),
                ])),
                "every status, as they came",
            ),
            $($more,)*
        ]
    };
}

/// A payment among others.
pub(crate) const PAYMENT: &[Field] = payment!();

/// How far something has come, and when.
const STAMP: Shape = Of(&[
    ("stamp", Text, "received, settled, rejected, cancelled, delivered or acknowledged"),
    ("party", Text, "who gave it, who was handed it, who has booked it"),
    ("at", Text, "when"),
    ("position", Maybe(&Number), "at which log position; none of what the log does not hold"),
]);

/// A payment with all that is known of its way.
pub(crate) const TRACED_PAYMENT: &[Field] = payment!(
    ("stamps", List(&STAMP), "its way, from the payer's bank to the creditor's bank's word"),
    (
        "consents_due",
        List(&Text),
        "whose accounts it debits and who have still to consent, while it waits"
    ),
);

/// What a link to a payment tells: no party, no amount.
pub(crate) const LINKED_STATUS: &[Field] = &[
    ("uetr", Text, "its name"),
    ("status", Text, "pending, settled, rejected, cancelled, delivered or acknowledged"),
    ("stamps", List(&Of(&[("stamp", Text, "how far"), ("at", Text, "since when")])), "its way"),
];

/// What a bank shows of a payment.
pub(crate) const PROOF: &[Field] = &[
    ("format", Text, "sarraf-status-proof/1"),
    ("network", Text, "which system it is of"),
    ("uetr", Text, "its name"),
    ("status", Text, "as its last stamp has it"),
    ("stamps", List(&STAMP), "its way"),
    (
        "receipts",
        List(&Of(&[
            ("stamp", Text, "what it proves"),
            ("position", Number, "at which log position"),
            ("receipt", Text, "the receipt in Base64"),
        ])),
        "what sarraf verify checks",
    ),
    ("shareable", Flag, "whether its receipts tell neither amount nor balance"),
    ("link", Text, "where anybody who is given it may look"),
];

pub(crate) const MESSAGE: &[Field] = &[
    ("uetr", Text, "the payment's name"),
    ("message", Text, "its ISO 20022 definition, or the name of what was asked"),
    ("form", Text, "xml or json"),
    ("text", Text, "the message as it was signed"),
    ("salt", Text, "what is hashed before it"),
    ("signed", Maybe(&Text), "the signature over the request that brought it, where it has one"),
    ("evidence", Text, "the digest of all this, as it stands in the log"),
];

pub(crate) const RECORD: &[Field] = &[
    ("position", Number, "its log position"),
    ("instant", Text, "when it was ordered"),
    ("digest", Text, "of its header"),
    ("previous", Text, "the digest of the header before it"),
    ("commands", Text, "the digest of its commands"),
    (
        "outcome",
        Of(&[
            ("position", Number, "the record whose outcome it seals"),
            ("events", Text, "the root of the tree of that one's entries"),
            ("books", Text, "the digest of the books after that one"),
        ]),
        "what it says of a record before it",
    ),
    ("commands_count", Number, "how many commands it carried"),
    ("entries_count", Number, "how many entries it made, seen or not"),
    (
        "entries",
        List(&Of(&[
            ("entry", Number, "its place, from 0"),
            ("area", Text, "what it is about"),
            ("event", Text, "what happened"),
            ("told", Maybe(&Any), "as the live stream tells it, where it does"),
        ])),
        "those that concern who reads, as they came",
    ),
];

/// A message has `xml` or `json`; so it is left open here.
pub(crate) const OUTBOX: &[Field] = &[
    ("participant", Text, "whose"),
    ("oldest", Number, "the first cursor that is still kept"),
    ("next", Number, "the cursor to go on from"),
    (
        "messages",
        List(&Of(&[
            ("cursor", Number, "its place, from 1"),
            ("position", Number, "the record that caused it"),
            ("message", Text, "its definition, or the name of what was asked as JSON"),
            ("xml", Maybe(&Text), "the message, where it is of ISO 20022"),
            ("json", Maybe(&Text), "the message as its sender signed it, where it is JSON"),
            ("salt", Maybe(&Text), "of one delivered as its sender wrote it"),
        ])),
        "by cursor",
    ),
];

pub(crate) const CONVERSION: &[Field] = &[
    ("uetr", Text, "its name"),
    ("status", Text, "pending, settled, rejected or cancelled"),
    ("refusal", Maybe(&Text), "why it was rejected"),
    ("reason", Maybe(&Text), "what keeps it waiting"),
    ("payer", Text, "who pays"),
    ("creditor", Text, "who receives"),
    ("sell", MONEY, "what is paid"),
    ("buy", Text, "the currency that is received"),
    ("limit", Text, "the least minor units received for minor units paid"),
    ("left", Text, "what is still to be paid"),
    ("received", Text, "what was received so far"),
    (
        "steps",
        List(&Any),
        "by what it went: quote and provider, or round with what was sold and received",
    ),
    ("waits", Maybe(&Any), "under which order it waits, and for how many rounds or until when"),
    ("payment", Of(PAYMENT), "the same as under /v1/payments"),
];

/// As what a party was admitted, in the words in which it is admitted.
const CLASS: Shape =
    Shape::Word(&["agent", "resident-bank", "foreign-bank", "exchange-provider", "indirect"]);

/// What a party may do, in the words in which it is said.
const ACCESS: Shape = Shape::Word(&["full", "send-only", "receive-only", "suspended", "closed"]);

pub(crate) const ACCOUNTS: &[Field] = &[(
    "accounts",
    List(&Of(&[
        ("participant", Text, "whose"),
        ("currency", Text, "in which currency"),
        ("balance", Text, "what it stands at"),
        ("credit", Text, "how far below zero it may go"),
        ("opening", Text, "what it stood at when its last day closed"),
        ("class", CLASS, "as what its holder was admitted"),
        ("access", ACCESS, "what its holder may do"),
        ("movements_today", Number, "how often it moved since"),
    ])),
    "by party, then currency",
)];

const ADMISSIONS: Shape = List(&Of(&[
    ("currency", Text, "in which currency"),
    ("class", CLASS, "as what"),
    ("access", ACCESS, "to do what"),
]));

pub(crate) const PARTICIPANT: &[Field] = &[
    ("bic", Text, "its name"),
    ("country", Maybe(&Text), "by its name"),
    ("operator", Flag, "whether it runs the system"),
    ("agent_of", List(&Text), "the currencies whose settlement agent it is"),
    ("accounts", ADMISSIONS, "where it takes part"),
];

pub(crate) const PARTICIPANTS: &[Field] =
    &[("participants", List(&Of(PARTICIPANT)), "as registered, the operator first")];

pub(crate) const CURRENCIES: &[Field] = &[(
    "currencies",
    List(&Of(&[
        ("currency", Text, "its letters"),
        ("minor_units", Number, "fraction digits"),
        ("agent", Maybe(&Text), "its settlement agent"),
        ("valid_from", Maybe(&Text), "the first settlement date"),
        ("valid_until", Maybe(&Text), "the last settlement date, if there is one"),
        ("phase", Maybe(&Text), "of its operating day: closed, active or closing"),
        ("suspended", Flag, "whether its agent has stopped settlement for now"),
        ("operating_date", Maybe(&Text), "the day that is open, or was last"),
    ])),
    "as defined",
)];

pub(crate) const RULEBOOK: &[Field] = &[
    ("version", Number, "of the parameters in force"),
    (
        "parameters",
        Of(&[
            ("acceptance_days", Number, "days"),
            ("retention_days", Number, "days"),
            ("offsetting_interval", Number, "seconds"),
            ("offsetting_items", Number, "items"),
            ("bypass_depth", Number, "items"),
            ("waiting_per_party", Number, "instructions"),
            ("behaviour", Number, "up to which changes of rules count"),
            ("rate_step", Number, "basis points"),
            ("exchange_interval", Number, "seconds"),
            ("exchange_window", Number, "seconds"),
        ]),
        "as they are asked for",
    ),
];

pub(crate) const LIQUIDITY: &[Field] = &[(
    "accounts",
    List(&Of(&[
        ("participant", Text, "whose"),
        ("currency", Text, "in which currency"),
        ("balance", Text, "what it stands at"),
        ("credit", Text, "how far below zero it may go"),
        ("urgent_reserve", Text, "set aside for urgent payments, less what was drawn down"),
        ("high_reserve", Text, "set aside for high payments, less what was drawn down"),
        ("held", Text, "for orders, pay-ins and swap lines"),
        ("available", Text, "what a normal payment may use"),
        (
            "limits",
            List(&Of(&[
                ("counterparty", Maybe(&Text), "null: all without a limit of their own"),
                ("amount", Text, "how much, net, in a day"),
                ("left", Text, "how much of it is left; below zero where it was set lower since"),
            ])),
            "bounds of what flows from it",
        ),
        (
            "standing_orders",
            List(&Of(&[
                ("number", Number, "by which it is replaced"),
                ("order", Any, "trigger, to, and amount or above"),
            ])),
            "transfers carried out every day",
        ),
        ("holding_cap", Maybe(&Text), "what it may hold at most; null: any amount"),
        ("room_to_hold", Maybe(&Text), "how much more it may hold; below zero if it is past it"),
        ("imbalance_above", Maybe(&Text), "beyond which an imbalance costs; null: none does"),
    ])),
    "by currency",
)];

pub(crate) const ORDER: &[Field] = &[
    ("order", Number, "its number"),
    ("name", Text, "its name"),
    ("kind", Text, "order, quote, or payment to be converted"),
    ("participant", Text, "whose"),
    ("sell", Text, "the currency it gives"),
    ("buy", Text, "the currency it wants"),
    ("amount", Text, "what it gives at most"),
    ("limit", Text, "the least minor units bought for minor units sold"),
    ("rounds", Maybe(&Number), "for how many rounds it stands"),
    ("until", Maybe(&Text), "before which instant it stands"),
    ("left", Text, "what it still gives"),
    ("received", Text, "what it got in rounds"),
    ("status", Text, "standing, filled, cancelled, expired, closed or redenominated"),
    ("placed_at", Number, "at which log position it was placed"),
    ("position", Number, "at which it came to stand so"),
    ("at", Text, "when"),
];

pub(crate) const ORDERS: &[Field] = &[
    ("orders", List(&Of(ORDER)), "by number, the newest of those asked for"),
    ("next", Maybe(&Number), "before which number to go on; null: there are none older"),
];

pub(crate) const QUEUES: &[Field] = &[
    ("participant", Text, "whose"),
    (
        "queues",
        List(&Of(&[
            ("currency", Text, "of its account in which currency"),
            ("policy", Text, "fifo, or bypass: whether one may pass others"),
            (
                "items",
                List(&Of(&[
                    ("uetr", Text, "the instruction's name"),
                    ("priority", Maybe(&Text), "urgent, high or normal"),
                    ("reason", Maybe(&Text), "what keeps it at this moment"),
                    (
                        "releases",
                        Maybe(&Any),
                        "kind of what would release it, and whose, which or how much it is",
                    ),
                ])),
                "in the order of release",
            ),
        ])),
        "by currency",
    ),
];

pub(crate) const KEYS: &[Field] = &[
    ("participant", Text, "whose"),
    (
        "keys",
        List(&Of(&[
            ("number", Number, "by which it is revoked"),
            ("key", Text, "its public half"),
            ("state", Text, "active, cooling or revoked"),
            ("counts_from", Maybe(&Text), "while it cools: from when on it counts"),
        ])),
        "as they were added",
    ),
];

pub(crate) const CALENDARS: &[Field] = &[(
    "currencies",
    List(&Of(&[
        ("currency", Text, "whose hours"),
        ("agent", Maybe(&Text), "its settlement agent"),
        ("calendars", List(&Any), "as they were set, in the words of SetCalendar"),
        (
            "days",
            List(&Of(&[
                ("date", Text, "an operating day"),
                ("open", Text, "when it opens"),
                ("customer_cut_off", Text, "until when customer payments settle"),
                ("close", Text, "until when everything settles"),
                ("extended_minutes", Number, "by how much the last two were moved"),
            ])),
            "from yesterday to three days from now, in UTC",
        ),
    ])),
    "as defined",
)];

pub(crate) const RATES: &[Field] = &[
    ("yardstick", Text, "the measure in which official rates are stated"),
    (
        "rates",
        List(&Of(&[
            ("currency", Text, "of which currency"),
            ("agent", Maybe(&Text), "its settlement agent"),
            ("minor_units", Number, "fraction digits"),
            ("rate", Maybe(&Text), "units of the yardstick for minor units of the currency"),
            (
                "coming",
                Maybe(&Of(&[
                    ("rate", Text, "as above"),
                    ("from", Text, "the first date on which it counts"),
                    ("approved", Flag, "whether it does then"),
                ])),
                "what was posted and does not count yet",
            ),
            ("trading", Text, "open or halted"),
            ("band_basis_points", Maybe(&Number), "null: any distance"),
            ("quota", Maybe(&Text), "null: any amount"),
            ("switched_off_against", List(&Text), "currencies"),
        ])),
        "as defined",
    ),
];

pub(crate) const ROUNDS: &[Field] = &[
    ("yardstick", Text, "the measure of values"),
    ("oldest", Maybe(&Number), "the first round that can be read"),
    ("next", Number, "the number to go on after"),
    ("instant", Text, "the machine's, against which what comes is to be seen"),
    ("coming", Of(super::exchange::COMING), "when rounds come"),
    (
        "rounds",
        List(&Of(&[
            ("round", Number, "its number"),
            ("position", Number, "where on the log it cleared"),
            ("at", Text, "when"),
            ("found_by", Maybe(&Text), "who found the prices; null: the system"),
            ("standing", Text, "equilibrium or partial"),
            ("orders", Number, "how many took part"),
            ("value", Text, "what was sold, in units of the yardstick"),
            ("priced_in", Maybe(&Text), "in which currency prices are told"),
            ("prices", ByCurrency(&Text), "minor units of that one for a minor unit of each"),
            (
                "constraints",
                List(&Of(&[
                    ("kind", Text, "halted, switched off, band or quota"),
                    ("currency", Text, "of which"),
                    ("against", Maybe(&Text), "and which"),
                ])),
                "what bound",
            ),
            (
                "residues",
                List(&Of(&[
                    ("currency", Text, "in which"),
                    ("agent", Text, "whose account"),
                    ("amount", Text, "what came to it, or left it, below zero"),
                ])),
                "what rounding left",
            ),
            (
                "fills",
                List(&Of(&[
                    ("order", Number, "which order"),
                    ("participant", Text, "whose"),
                    ("received_by", Text, "who got what was bought"),
                    ("sell", Text, "what it gave"),
                    ("sold", Text, "how much of it"),
                    ("buy", Text, "what it got"),
                    ("received", Text, "how much of it"),
                    ("left", Text, "what it still gives"),
                ])),
                "by order",
            ),
        ])),
        "by number",
    ),
];

const CYCLE_SUMMARY: &[Field; 9] = &[
    ("cycle", Number, "its number"),
    ("status", Text, "open, pay-in or settled"),
    ("currencies", List(&Text), "in which obligations are gathered"),
    ("cut_off", Text, "until when they are"),
    ("deadline", Text, "until when what is due is paid in"),
    ("gathered", Number, "how many obligations it ever took"),
    ("gross", List(&MONEY), "the sum of all at the cut-off"),
    ("position", Number, "the log position at which it came to stand so"),
    ("at", Text, "when"),
];

const COMPRESSION: Shape = Of(&[
    (
        "currencies",
        List(&Of(&[
            ("gross", Text, "the sum of all obligations"),
            ("pairs", Text, "what clears between two at a time"),
            ("cleared", Text, "what clears in pairs and rings at least"),
            ("at_most", Text, "what no settlement without money exceeds"),
            ("pay_in", Text, "what has to be paid in for all of it"),
            ("currency", Text, "in which currency"),
        ])),
        "each by itself",
    ),
    (
        "across",
        Maybe(&Of(&[
            ("gross", Text, "the sum of all obligations, in the yardstick"),
            ("pairs", Text, "what clears between two at a time"),
            ("cleared", Text, "what clears in pairs and rings at least"),
            ("at_most", Text, "what no settlement without money exceeds"),
            ("pay_in", Text, "what has to be paid in for all of it"),
            ("pay_in_with_swaps", Text, "the same, could everybody swap at official rates"),
        ])),
        "all together by value, if each currency has an official rate",
    ),
]);

pub(crate) const CYCLES: &[Field] = &[
    ("next", Number, "the number to go on after"),
    ("cycles", List(&Of(CYCLE_SUMMARY)), "by number"),
];

pub(crate) const CYCLE: &[Field] = &{
    let [a, b, c, d, e, f, g, h, i] = *CYCLE_SUMMARY;
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        ("compression", COMPRESSION, "what needed no money, from the cut-off on"),
        (
            "pay_ins",
            List(&Of(&[
                ("participant", Text, "who must pay in"),
                ("currency", Text, "what"),
                ("due", Text, "how much"),
                ("paid_in", Text, "how much of it is held"),
                ("lacking", Text, "how much is not"),
                ("until", Text, "by when"),
            ])),
            "from the cut-off to the deadline",
        ),
        (
            "positions",
            List(&Of(&[
                ("participant", Text, "whose"),
                ("currency", Text, "in which"),
                ("net", Text, "what it receives less what it pays"),
                ("paid_in", Text, "what is held for the cycle"),
                ("left_out_lacking", Maybe(&Text), "for lack of how much it was left out"),
            ])),
            "from the cut-off on; of one participant where the query names it",
        ),
        (
            "obligations",
            Maybe(&List(&super::cycle::OBLIGATION)),
            "of the participant whom the query names, else null",
        ),
    ]
};

const LINE_SUMMARY: &[Field; 9] = &[
    ("line", Number, "its number"),
    ("status", Text, "proposed, agreed or closed"),
    ("proposer", Text, "who proposed it"),
    ("partner", Text, "to whom"),
    (
        "terms",
        Of(&[
            ("own", MONEY, "the proposer's currency, and its limit"),
            ("other", MONEY, "the partner's currency, and its limit"),
            ("rate", Maybe(&Text), "null: by official rates"),
            ("term", Number, "days"),
            ("interest_basis_points", Number, "for a year"),
            ("day_count", Text, "actual/360 or actual/365"),
        ]),
        "as proposed",
    ),
    ("drawn", List(&MONEY), "what is out, of either currency"),
    ("next_due", Maybe(&Text), "the first date by which something goes back"),
    ("position", Number, "the log position at which it came to stand so"),
    ("at", Text, "when"),
];

pub(crate) const LINES: &[Field] = &[("lines", List(&Of(LINE_SUMMARY)), "by number")];

pub(crate) const LINE: &[Field] = &{
    let [a, b, c, d, e, f, g, h, i] = *LINE_SUMMARY;
    let draws = List(&Of(&[
        ("draw", Number, "its number"),
        ("name", Text, "its name in messages"),
        ("by", Text, "who drew"),
        ("from", Text, "whose currency"),
        ("currency", Text, "which"),
        ("amount", Text, "how much"),
        ("left", Text, "what is still out"),
        ("interest_paid", Text, "so far"),
        ("against", Text, "the currency given for it"),
        ("given", Text, "what of that is not back"),
        ("due", Text, "the last date on which it is not overdue"),
        ("overdue", Flag, "whether it is"),
        ("position", Number, "where on the log it was drawn"),
    ]));
    [a, b, c, d, e, f, g, h, i, ("draws", draws, "by number")]
};

pub(crate) const SYSTEM: &[Field] = &[
    ("name", Text, "the system's name"),
    ("network", Text, "the digest of its founding"),
    ("operator", Text, "who runs it"),
    ("position", Number, "the last record that can be read"),
    ("instant", Text, "its instant"),
    ("head", Text, "the digest of the log's last header"),
    ("totals", Any, "figures of payments"),
    ("exchange", Any, "figures of exchange"),
    ("waiting", Number, "requests handed over and not answered"),
    (
        "views",
        Maybe(&Of(&[
            ("target", Text, "where history is kept"),
            ("position", Number, "the last record that stands in it"),
            ("records_behind", Number, "how many are still to come"),
            ("milliseconds_behind", Number, "for how long"),
            ("fault", Maybe(&Text), "why it does not go on"),
        ])),
        "history in SQL, where it is kept",
    ),
];

pub(crate) const PAYMENTS: &[Field] = &[
    ("payments", List(&Of(PAYMENT)), "the newest first"),
    ("next", Maybe(&Text), "the cursor to go on before"),
];

const PROPOSED: &[Field; 8] = &[
    ("proposal", Number, "its number"),
    ("participant", Text, "whose"),
    (
        "asks",
        Of(&[
            ("area", Maybe(&Text), "what it is about"),
            ("name", Maybe(&Text), "the name it bears, if it does"),
        ]),
        "what is to be done, in a word",
    ),
    ("agreed", List(&Number), "the keys that agreed, by their numbers"),
    ("missing", Number, "how many keys are missing"),
    ("until", Text, "when it lapses"),
    ("position", Number, "where on the log it was proposed"),
    ("at", Text, "when"),
];

pub(crate) const PROPOSALS: &[Field] = &[
    ("proposals", List(&Of(PROPOSED)), "as proposed"),
    (
        "requirements",
        List(&Of(&[
            ("area", Text, "which commands"),
            ("keys", Number, "how many keys they take"),
            ("hours", Number, "how long a proposal stands"),
        ])),
        "of the participant that is named",
    ),
    (
        "caps",
        List(&Of(&[
            ("currency", Text, "in what"),
            ("cap", Text, "the most that one key sends on a business day"),
            ("date", Maybe(&Text), "the business day at hand"),
            (
                "sent",
                List(&Of(&[
                    ("key", Number, "which of its keys that count"),
                    ("sent", Text, "what it has sent that day"),
                    ("left", Text, "what it may still send"),
                ])),
                "by key",
            ),
        ])),
        "of the participant that is named",
    ),
];

pub(crate) const PROPOSAL: &[Field] = &{
    let [a, b, c, d, e, f, g, h] = *PROPOSED;
    let message = ("message", Maybe(&Text), "what was signed, as it came");
    [a, b, c, d, e, f, g, h, message]
};

pub(crate) const OVERVIEW: &[Field] = &[
    (
        "system",
        Of(&[
            ("name", Text, "the system's name"),
            ("operator", Text, "who runs it"),
            ("position", Number, "the last record that can be read"),
            ("instant", Text, "its instant"),
        ]),
        "which system, and where it stands",
    ),
    (
        "totals",
        Of(&[
            ("submitted", Number, "instructions given"),
            ("settled", Number, "of these, a matched trade being one"),
            ("immediately", Number, "settled on entry"),
            ("released", Number, "settled from the queue"),
            ("offset", Number, "settled together with others"),
            ("rejected", Number, "rejected after they had been accepted"),
            ("cancelled", Number, "taken back"),
            ("refused", Number, "refused on entry"),
            ("waiting", Number, "waiting now"),
            ("rounds", Number, "offsetting rounds that settled something"),
        ]),
        "figures over all payments",
    ),
    (
        "currencies",
        List(&Of(&[
            ("currency", Text, "its letters"),
            ("digits", Number, "its decimals"),
            ("agent", Maybe(&Text), "its settlement agent"),
            ("country", Maybe(&Text), "the agent's"),
            ("phase", Text, "active, closing, closed or suspended"),
            ("date", Maybe(&Text), "its operating day"),
            ("settled", Number, "legs that settled"),
            ("settled_value", Text, "what they came to"),
            ("offset_value", Text, "of it together with others"),
            ("queued", Number, "legs that wait"),
            ("queued_value", Text, "what they come to"),
            ("oldest_queued", Maybe(&Text), "since when the oldest waits"),
            ("balances", Text, "all that stands above zero"),
            ("credit_used", Text, "all that stands below it"),
            ("held_abroad", Text, "what banks of other countries hold"),
        ])),
        "by letters",
    ),
];

pub(crate) const SAMPLES: &[Field] = &[
    (
        "samples",
        List(&Of(&[
            ("at", Text, "the first record of the minute"),
            ("settled", Number, "payments settled so far"),
            ("offset", Number, "of these together with others"),
            ("waiting", Number, "payments that wait"),
            ("refused", Number, "refused or rejected so far"),
            (
                "waited",
                Maybe(&Of(&[
                    ("p50", Number, "half of them at most so many seconds"),
                    ("p99", Number, "all but one in a hundred at most so many seconds"),
                ])),
                "how long those had waited that settled since the sample before",
            ),
            (
                "currencies",
                ByCurrency(&Of(&[
                    ("settled_value", Text, "settled so far"),
                    ("offset_value", Text, "of this together with others"),
                    (
                        "liquidity_used",
                        Text,
                        "what the day's payments needed of the payers' own money, each at its lowest",
                    ),
                    (
                        "liquidity_floor",
                        Text,
                        "what they would have needed had all settled at once",
                    ),
                    ("queued", Number, "legs that wait"),
                    ("queued_value", Text, "what they come to"),
                ])),
                "those that moved since the minute before",
            ),
        ])),
        "by instant",
    ),
    ("next", Text, "the cursor to go on after"),
];
