use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use node::Fault;
use node::render::Renderer;
use serde::Deserialize;
use serde_json::{Value, json};
use settlement::PartyId;
use terms::{Bic, Digest, Uetr};
use tokio::net::TcpListener;

use crate::json::{SALT_HEADER, SIGNATURE_HEADER, account, payment};
use crate::{Ask, Door, Reply, Told, exchange, live, offsetting};

/// The most notices one answer of an outbox holds.
const MOST_NOTICES: usize = 500;

/// The most rounds of exchange one answer holds.
const MOST_ROUNDS: usize = 100;

/// Why the door cannot listen.
#[derive(Debug)]
pub enum ListenError {
    /// The address is not on loopback, and this door has no TLS.
    NotLoopback(SocketAddr),
    /// The system does not let us.
    Io(SocketAddr, std::io::Error),
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                f,
                "refusing to listen on {address}: this door has no TLS, use a loopback address"
            ),
            Self::Io(address, error) => write!(f, "listening on {address}: {error}"),
        }
    }
}

impl std::error::Error for ListenError {}

/// Listens, on loopback only.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    let loopback = match address.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback(),
    };
    if !loopback {
        return Err(ListenError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|error| ListenError::Io(address, error))
}

/// Serves routes, a door's and what is beside it, until the process ends.
pub async fn serve(listener: TcpListener, routes: Router) -> std::io::Result<()> {
    axum::serve(listener, routes).await
}

/// The routes of a door.
pub fn router(door: Door) -> Router {
    // One byte more than is read, so that what is too long is answered by our own words.
    let most = door.options.limits.report_bytes + 1;
    Router::new()
        .route("/v1/messages", post(messages))
        .route("/v1/orders", post(orders))
        .route("/v1/orders/cancel", post(cancel))
        .route("/v1/quotes", post(quotes))
        .route("/v1/orders/{name}", get(order))
        .route("/v1/rates", get(rates))
        .route("/v1/exchange/rounds", get(rounds))
        .route("/v1/outbox", get(outbox))
        .route("/v1/payments/{uetr}", get(payments))
        .route("/v1/accounts", get(accounts))
        .route("/v1/receipts/{uetr}", get(receipts))
        .route("/v1/system", get(system))
        .merge(live::routes())
        .merge(offsetting::routes())
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .layer(DefaultBodyLimit::max(most))
        .with_state(door)
}

pub(crate) fn problem(status: StatusCode, title: &str) -> Response {
    let body = json!({ "status": status.as_u16(), "title": title });
    let mut response = (status, Json(body)).into_response();
    let kind = header::HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn faulty(fault: &Fault) -> Response {
    problem(StatusCode::INTERNAL_SERVER_ERROR, &fault.to_string())
}

async fn messages(State(door): State<Door>, headers: HeaderMap, body: Body) -> Response {
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let most = door.options.limits.report_bytes + 1;
    let reply = match axum::body::to_bytes(body, most).await {
        Ok(body) => door.take(body.to_vec(), signature).await,
        Err(_) => door.too_large(),
    };
    match reply {
        Ok(Reply { status, message, salt }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = (status, message.xml).into_response();
            let kind = header::HeaderValue::from_static("application/xml");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            if let Ok(definition) = header::HeaderValue::from_str(&message.definition) {
                response.headers_mut().insert("sarraf-message", definition);
            }
            add_salt(&mut response, salt);
            ask_again(&mut response);
            response
        }
        Err(fault) => faulty(&fault),
    }
}

async fn orders(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    trade(&door, Ask::Order, &headers, &body).await
}

async fn quotes(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    trade(&door, Ask::Quote, &headers, &body).await
}

async fn cancel(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    trade(&door, Ask::Cancel, &headers, &body).await
}

async fn trade(door: &Door, ask: Ask, headers: &HeaderMap, body: &Bytes) -> Response {
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    match door.exchange(ask, body.to_vec(), signature).await {
        Ok(Told { status, body, salt }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = (status, Json(body)).into_response();
            if status.is_client_error() || status.is_server_error() {
                let kind = header::HeaderValue::from_static("application/problem+json");
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
            }
            add_salt(&mut response, salt);
            ask_again(&mut response);
            response
        }
        Err(fault) => faulty(&fault),
    }
}

/// Tells a sender the salt of what it sent.
fn add_salt(response: &mut Response, salt: Option<Digest>) {
    let salt = salt.map(|salt| header::HeaderValue::from_str(&salt.to_string()));
    if let Some(Ok(salt)) = salt {
        response.headers_mut().insert(SALT_HEADER, salt);
    }
}

/// Tells who came to a full intake when to come again.
fn ask_again(response: &mut Response) {
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        let second = header::HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, second);
    }
}

async fn order(State(door): State<Door>, Path(name): Path<String>) -> Response {
    let Ok(name) = Uetr::parse(&name) else {
        return problem(StatusCode::BAD_REQUEST, "not a UETR: a lower-case version 4 UUID");
    };
    let board = door.read_board();
    match board.exchange().named(name) {
        Some((number, row)) => Json(exchange::order(&board, number, row)).into_response(),
        None => problem(StatusCode::NOT_FOUND, "no order has this name"),
    }
}

async fn rates(State(door): State<Door>) -> Response {
    Json(exchange::rates(&door.read_board())).into_response()
}

#[derive(Deserialize)]
struct RoundsQuery {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

async fn rounds(State(door): State<Door>, Query(query): Query<RoundsQuery>) -> Response {
    let limit = query.limit.unwrap_or(MOST_ROUNDS).min(MOST_ROUNDS);
    Json(exchange::rounds(&door.read_board(), query.after, limit)).into_response()
}

#[derive(Deserialize)]
struct OutboxQuery {
    participant: String,
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

async fn outbox(State(door): State<Door>, Query(query): Query<OutboxQuery>) -> Response {
    // Originals are read from disk, which may block.
    let read = tokio::task::spawn_blocking(move || read_outbox(&door, &query)).await;
    read.unwrap_or_else(|_| problem(StatusCode::INTERNAL_SERVER_ERROR, "reading the outbox failed"))
}

fn read_outbox(door: &Door, query: &OutboxQuery) -> Response {
    let board = door.read_board();
    let party = Bic::parse(&query.participant).ok().and_then(|b| board.directory().party(&b));
    let Some(party) = party else {
        return problem(StatusCode::NOT_FOUND, "no participant has this BIC");
    };
    let limit = query.limit.unwrap_or(MOST_NOTICES).min(MOST_NOTICES);
    let outlets = board.outbox(party, query.after, limit);
    let operator = door.options.operator;
    let renderer = Renderer { board: &board, operator, original: |place| (door.original)(place) };
    let mut messages = Vec::with_capacity(outlets.len());
    for outlet in &outlets {
        match renderer.render(party, outlet) {
            Ok(message) => messages.push(json!({
                "cursor": outlet.cursor,
                "position": outlet.outgoing.position.number(),
                "message": message.definition,
                "xml": message.xml,
                "salt": message.salt.map(|salt| salt.to_string()),
            })),
            Err(fault) => return faulty(&fault),
        }
    }
    let next = outlets.last().map_or(query.after, |outlet| outlet.cursor);
    let oldest = board.oldest(party);
    Json(json!({
        "participant": query.participant,
        "oldest": oldest,
        "next": next,
        "messages": messages,
    }))
    .into_response()
}

async fn payments(State(door): State<Door>, Path(uetr): Path<String>) -> Response {
    let Ok(uetr) = Uetr::parse(&uetr) else {
        return problem(StatusCode::BAD_REQUEST, "not a UETR: a lower-case version 4 UUID");
    };
    let board = door.read_board();
    match board.payment(uetr) {
        Some(row) => Json(payment(&board, row)).into_response(),
        None => problem(StatusCode::NOT_FOUND, "no payment has this UETR"),
    }
}

#[derive(Deserialize)]
struct AccountsQuery {
    participant: Option<String>,
}

async fn accounts(State(door): State<Door>, Query(query): Query<AccountsQuery>) -> Response {
    let board = door.read_board();
    let wanted: Option<PartyId> = match &query.participant {
        None => None,
        Some(bic) => match Bic::parse(bic).ok().and_then(|bic| board.directory().party(&bic)) {
            Some(party) => Some(party),
            None => return problem(StatusCode::NOT_FOUND, "no participant has this BIC"),
        },
    };
    let rows = board.accounts().filter(|row| wanted.is_none_or(|party| row.party == party));
    let rows: Vec<Value> = rows.map(|row| account(&board, row)).collect();
    Json(json!({ "accounts": rows })).into_response()
}

async fn receipts(State(door): State<Door>, Path(uetr): Path<String>) -> Response {
    let Ok(uetr) = Uetr::parse(&uetr) else {
        return problem(StatusCode::BAD_REQUEST, "not a UETR: a lower-case version 4 UUID");
    };
    let row = door.read_board().payment(uetr).map(|row| (row.stage, row.position, row.event));
    let Some((stage, position, event)) = row else {
        return problem(StatusCode::NOT_FOUND, "no payment has this UETR");
    };
    let made = match door.intake.ask(move |replica| replica.receipt(position, event)) {
        Ok(made) => made.await,
        Err(rejected) => return problem(StatusCode::SERVICE_UNAVAILABLE, &rejected.to_string()),
    };
    match made {
        Ok(Ok(Some(receipt))) => {
            let kind = [(header::CONTENT_TYPE, "application/vnd.sarraf.receipt")];
            (kind, receipt.encode()).into_response()
        }
        Ok(Ok(None)) => problem(
            StatusCode::CONFLICT,
            &format!("{stage:?}, but the next record has not sealed it yet; ask again"),
        ),
        Ok(Err(fault)) => faulty(&fault),
        Err(_) => problem(StatusCode::SERVICE_UNAVAILABLE, "the replica has stopped"),
    }
}

async fn system(State(door): State<Door>) -> Response {
    let asked = door.intake.ask(|replica| (replica.head(), replica.network()));
    let Ok(asked) = asked else {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "the replica has stopped");
    };
    let Ok((head, network)) = asked.await else {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "the replica has stopped");
    };
    let board = door.read_board();
    let (position, instant) = board.head();
    Json(json!({
        "name": door.options.name,
        "network": network.to_string(),
        "operator": door.options.operator.to_string(),
        "position": position.number(),
        "instant": instant.to_string(),
        "head": head.to_string(),
        "totals": board.totals(),
        "exchange": exchange::totals(&board),
        "waiting": door.intake.waiting(),
    }))
    .into_response()
}

async fn ready(State(door): State<Door>) -> Response {
    match door.intake.ask(|_| ()) {
        Ok(answer) => match answer.await {
            Ok(()) => "ready\n".into_response(),
            Err(_) => problem(StatusCode::SERVICE_UNAVAILABLE, "the writer has stopped"),
        },
        Err(_) => problem(StatusCode::SERVICE_UNAVAILABLE, "the writer has stopped"),
    }
}
