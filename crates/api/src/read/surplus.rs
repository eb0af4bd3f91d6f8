//! What becomes of a surplus: what agents have said of it, and what is invested.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::Board;
use serde_json::{Value, json};
use settlement::issuance::{Disposal, OvernightPolicy};
use settlement::participation::HolderClass;
use settlement::surplus::{CapView, ImbalanceView, InvestmentTerms, InvestmentView, OfferView};
use settlement::{Machine, PartyId};
use terms::CurrencyId;

use super::Given;
use super::shape::Shape::{List, Maybe, Number, Of, Text};
use super::shape::{Field, Shape};
use crate::Door;
use crate::json::{bic, class, currency, year};
use crate::problem::{Code, Problem};

/// What the machine knows of it.
struct Surplus {
    offers: Vec<OfferView>,
    investments: Vec<InvestmentView>,
    imbalances: Vec<ImbalanceView>,
    caps: Vec<CapView>,
    overnight: Vec<(CurrencyId, HolderClass, OvernightPolicy)>,
}

impl Surplus {
    /// Everything, or what concerns the accounts of one party.
    fn of(machine: &Machine, party: Option<PartyId>) -> Self {
        let accounts: Option<Vec<(CurrencyId, HolderClass)>> = party.map(|party| {
            machine.accounts_of(party).map(|account| (account.currency, account.class)).collect()
        });
        let held = |currency: CurrencyId, of: HolderClass| {
            accounts.as_ref().is_none_or(|accounts| accounts.contains(&(currency, of)))
        };
        let open = |currency: CurrencyId| {
            let mut accounts = accounts.as_ref().map(|accounts| accounts.iter());
            accounts.as_mut().is_none_or(|accounts| accounts.any(|account| account.0 == currency))
        };
        let whose = |of: PartyId| party.is_none_or(|party| party == of);
        Self {
            offers: machine.investment_offers().filter(|row| open(row.currency)).collect(),
            investments: machine.investments().filter(|row| whose(row.party)).collect(),
            imbalances: machine
                .imbalance_terms()
                .filter(|row| held(row.currency, row.class))
                .collect(),
            caps: machine.holding_caps().filter(|row| held(row.currency, row.class)).collect(),
            overnight: machine.overnight_policies().filter(|row| held(row.0, row.1)).collect(),
        }
    }
}

pub(super) async fn surplus(door: Door, given: Given) -> Result<Response, Problem> {
    let sight = given.sight;
    let party = {
        let board = door.read_board();
        let party = given.participant(&board)?;
        if let Some(party) = party.filter(|_| !sight.agent(&board)) {
            sight.only_own(party)?;
        }
        party
    };
    let asked = door.intake.question(move |replica| Surplus::of(replica.machine(), party));
    let found = asked.map_err(Problem::rejected)?.await;
    let found = found.map_err(|_| Problem::new(Code::Stopped))?;
    let board = door.read_board();
    let seen = |row: &&InvestmentView| sight.account(&board, row.party, row.currency);
    let investments = found.investments.iter().filter(seen).map(|row| invested(&board, row));
    Ok(Json(json!({
        "offers": found.offers.iter().map(|row| offer(&board, row)).collect::<Vec<_>>(),
        "investments": investments.collect::<Vec<_>>(),
        "imbalance_terms": found.imbalances.iter().map(|row| imbalance(&board, row)).collect::<Vec<_>>(),
        "holding_caps": found.caps.iter().map(|row| cap(&board, row)).collect::<Vec<_>>(),
        "overnight_policies": found.overnight.iter().map(|row| overnight(&board, *row)).collect::<Vec<_>>(),
    }))
    .into_response())
}

fn offer(board: &Board, row: &OfferView) -> Value {
    let (code, exponent) = currency(board, row.currency);
    let told = |terms: Option<InvestmentTerms>| {
        terms.map(|terms| {
            json!({
                "interest_basis_points": terms.interest.0,
                "day_count": year(terms.day_count),
                "cap": terms.cap.to_decimal(exponent),
            })
        })
    };
    json!({
        "currency": code,
        "terms": told(row.terms),
        "next": told(row.next),
        "invested": row.invested.to_decimal(exponent),
    })
}

fn invested(board: &Board, row: &InvestmentView) -> Value {
    let (code, exponent) = currency(board, row.currency);
    json!({
        "participant": bic(board, row.party),
        "currency": code,
        "amount": row.amount.to_decimal(exponent),
        "overnight": row.overnight.to_decimal(exponent),
        "owed": row.owed.to_decimal(exponent),
    })
}

fn imbalance(board: &Board, row: &ImbalanceView) -> Value {
    let (code, exponent) = currency(board, row.currency);
    json!({
        "currency": code,
        "class": class(row.class),
        "above": row.terms.threshold.to_decimal(exponent),
        "surplus_basis_points": row.terms.surplus.0,
        "deficit_basis_points": row.terms.deficit.0,
        "day_count": year(row.terms.day_count),
    })
}

fn cap(board: &Board, row: &CapView) -> Value {
    let (code, exponent) = currency(board, row.currency);
    json!({ "currency": code, "class": class(row.class), "cap": row.cap.to_decimal(exponent) })
}

fn overnight(
    board: &Board,
    (of, holders, policy): (CurrencyId, HolderClass, OvernightPolicy),
) -> Value {
    let (code, exponent) = currency(board, of);
    let (stay, cap, disposal) = match policy {
        OvernightPolicy::Free => ("free", None, None),
        OvernightPolicy::Capped(cap, disposal) => ("capped", Some(cap), Some(disposal)),
        OvernightPolicy::Forbidden(disposal) => ("forbidden", None, Some(disposal)),
    };
    json!({
        "currency": code,
        "class": class(holders),
        "stay": stay,
        "cap": cap.map(|cap| cap.to_decimal(exponent)),
        "disposal": disposal.map(disposed),
    })
}

/// In the words in which it is asked for.
const fn disposed(disposal: Disposal) -> &'static str {
    match disposal {
        Disposal::Sweep => "sweep",
        Disposal::Return => "return",
        Disposal::Invest => "invest",
        Disposal::InvestOvernight => "invest-overnight",
    }
}

const INVESTMENT_TERMS: Shape = Maybe(&Of(&[
    ("interest_basis_points", Number, "for a year"),
    ("day_count", Text, "how long a year is"),
    ("cap", Text, "the most that all together have invested"),
]));

pub(super) const SURPLUS: &[Field] = &[
    (
        "offers",
        List(&Of(&[
            ("currency", Text, "of which currency"),
            ("terms", INVESTMENT_TERMS, "in force; null takes nothing"),
            (
                "next",
                INVESTMENT_TERMS,
                "from the next opening on, as in force if nothing changes; null takes nothing",
            ),
            ("invested", Text, "by all together"),
        ])),
        "what settlement agents take for investment",
    ),
    (
        "investments",
        List(&Of(&[
            ("participant", Text, "who"),
            ("currency", Text, "in which currency"),
            ("amount", Text, "how much"),
            ("overnight", Text, "of it, what goes back at the next opening"),
            ("owed", Text, "interest due and not paid"),
        ])),
        "what is invested",
    ),
    (
        "imbalance_terms",
        List(&Of(&[
            ("currency", Text, "in which currency"),
            ("class", Text, "which holders"),
            ("above", Text, "what an account may hold without a charge"),
            ("surplus_basis_points", Number, "on what it holds above that, for a year"),
            ("deficit_basis_points", Number, "on what it stands below zero, for a year"),
            ("day_count", Text, "how long a year is"),
        ])),
        "what imbalances cost at the close",
    ),
    (
        "holding_caps",
        List(&Of(&[
            ("currency", Text, "in which currency"),
            ("class", Text, "which holders"),
            ("cap", Text, "what an account may hold"),
        ])),
        "what may be held",
    ),
    (
        "overnight_policies",
        List(&Of(&[
            ("currency", Text, "in which currency"),
            ("class", Text, "which holders"),
            ("stay", Text, "free, capped or forbidden"),
            ("cap", Maybe(&Text), "how much may stay, where it is capped"),
            (
                "disposal",
                Maybe(&Text),
                "what becomes of the rest: sweep, return, invest or invest-overnight",
            ),
        ])),
        "what may be kept overnight",
    ),
];
