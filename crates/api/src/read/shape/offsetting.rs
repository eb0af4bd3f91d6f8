//! What the rounds of offsetting tell.

use super::Shape::{List, Maybe, Number, Of, Text};
use super::{Field, LEG, Shape};

const FLOW: Shape = LEG;

const OFFSET_SUMMARY: &[Field; 14] = &[
    ("round", Number, "its number"),
    ("position", Number, "where on the log it was held"),
    ("instant", Text, "when"),
    ("scope", Text, "bilateral, multilateral or proposed"),
    ("by", Maybe(&Text), "who proposed it"),
    ("between", Maybe(&List(&Text)), "between whom, if between two"),
    ("considered", Number, "how many items were looked at"),
    ("settled", Number, "how many settled"),
    ("considered_value", Text, "what they are worth, in the yardstick"),
    ("settled_value", Text, "what settled of it"),
    ("bound", Text, "what no set could exceed"),
    ("bound_kind", Text, "reachable or certified"),
    ("remaining", Maybe(&Number), "how many items remain, where that is known"),
    (
        "payments",
        List(&Of(&[
            ("uetr", Text, "its name"),
            ("settles_with", Maybe(&Text), "the instruction that settles with it"),
            ("legs", List(&FLOW), "what moved"),
        ])),
        "what settled",
    ),
];

pub(crate) const OFFSETTING_ROUNDS: &[Field] = &[
    ("yardstick", Maybe(&Text), "in what values are stated"),
    ("next", Number, "the number to go on after"),
    ("rounds", List(&Of(OFFSET_SUMMARY)), "by number"),
];

const SHORTAGES: Shape = List(&Of(&[
    ("participant", Text, "whose account"),
    ("currency", Text, "in which currency"),
    ("amount", Text, "how much more it takes"),
    ("of", Text, "money, bilateral limit, multilateral limit or holding cap"),
    ("towards", Maybe(&Text), "towards whom a bilateral limit is"),
]));

pub(crate) const OFFSETTING_ROUND: &[Field] = &{
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = *OFFSET_SUMMARY;
    let rings = List(&Of(&[
        ("value", Maybe(&Text), "what goes round, in the yardstick"),
        ("flows", List(&FLOW), "from bank to bank, in order"),
    ]));
    let waiting = Maybe(&List(&Of(&[
        ("uetr", Text, "which item"),
        ("settles_with", Maybe(&Text), "the instruction that settles with it"),
        ("reason", Text, "why it waits"),
        ("behind", Maybe(&Text), "behind which item"),
        ("alone", SHORTAGES, "what it lacks by itself"),
        (
            "with_what_stands_before",
            Maybe(&Of(&[
                ("items", Number, "how many, itself with them"),
                ("lacking", SHORTAGES, "what they lack together"),
            ])),
            "what it lacks with all that it may not pass",
        ),
    ])));
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
        j,
        k,
        l,
        m,
        n,
        ("rings", rings, "what settled, taken apart"),
        ("waiting", waiting, "what remains, where that is kept"),
        ("release_all", Maybe(&SHORTAGES), "what all of it lacks together"),
    ]
};
