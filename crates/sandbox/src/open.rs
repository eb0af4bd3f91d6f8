//! What a sandbox tells anybody: that it is one, and its parties' keys, so that a person can act
//! as any of them from a page and sign what they send like everyone else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use node::{demo_key_of, public_key};
use serde_json::{Value, json};
use terms::Bic;

use crate::{OPERATOR, World};

/// What the sandbox's overseer is called, in sessions and among the keys.
pub const OVERSEER: &str = "overseer";

/// How a sandbox treats those who come: everything is open, and there is an overseer to step into.
pub fn open_access(seed: u64) -> api::Access {
    let overseers = vec![public_key(&demo_key_of(seed, OVERSEER))];
    api::Access { overseers, ..api::Access::open() }
}

/// The routes by which a world made for trying gives its keys away; they protect nothing.
///
/// A system of its own never has them.
pub fn open_keys(world: &World) -> Router {
    let banks = world.banks.iter().map(
        |bank| json!({ "bic": bank.bic.to_string(), "name": bank.name, "country": bank.country }),
    );
    let agents = world.currencies.iter().map(|currency| {
        json!({
            "bic": currency.agent.to_string(),
            "name": currency.agent_name,
            "country": currency.country,
        })
    });
    let told = Told {
        seed: world.seed,
        // The operator's too: with its public half a page verifies receipts by itself.
        parties: world.parties().chain(Bic::parse(OPERATOR)).collect(),
        body: json!({
            "banks": banks.collect::<Vec<_>>(),
            "agents": agents.collect::<Vec<_>>(),
        }),
    };
    Router::new()
        .route("/v1/sandbox", get(about))
        .route("/v1/sandbox/keys/{bic}", get(key))
        .with_state(Arc::new(told))
}

struct Told {
    seed: u64,
    parties: Vec<Bic>,
    body: Value,
}

async fn about(State(told): State<Arc<Told>>) -> Response {
    Json(&told.body).into_response()
}

async fn key(State(told): State<Arc<Told>>, Path(bic): Path<String>) -> Response {
    let party = Bic::parse(&bic).ok().filter(|bic| told.parties.contains(bic));
    if party.is_none() && bic != OVERSEER {
        let problem = json!({ "status": 404, "title": "no party of this world has this BIC" });
        return (StatusCode::NOT_FOUND, Json(problem)).into_response();
    }
    let name = party.as_ref().map_or(OVERSEER, Bic::as_str);
    let seed = demo_key_of(told.seed, name).to_bytes();
    let seed: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    Json(json!({ "algorithm": "ed25519", "seed": seed })).into_response()
}
