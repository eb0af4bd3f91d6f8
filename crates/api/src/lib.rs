//! Floor 5, the door of a node: HTTP on loopback.
//!
//! | request | answer |
//! |---|---|
//! | `POST /v1/messages` | one ISO 20022 message in, its pacs.002, camt.029, camt.025, admi.007 or admi.002 out |
//! | `POST /v1/orders` | an order to sell one currency for another, as JSON; its number out |
//! | `POST /v1/orders/cancel` | the number of an order or a quote that is to end |
//! | `POST /v1/quotes` | a firm quote, as JSON; its number out |
//! | `GET /v1/outbox?participant=BIC&after=N` | what a participant has been told, from a cursor on |
//! | `GET /v1/payments/{uetr}` | where a payment stands, why, and since when |
//! | `GET /v1/accounts?participant=BIC` | accounts, of one participant or of all |
//! | `GET /v1/receipts/{uetr}` | the receipt of a settled payment, as a file |
//! | `GET /v1/orders/{name}` | an order or a quote, and what became of it |
//! | `GET /v1/rates` | official rates, and what each settlement agent allows in exchange |
//! | `GET /v1/exchange/rounds?after=N` | rounds that cleared: prices, constraints, residues, fills |
//! | `GET /v1/offsetting/rounds?after=N` | rounds of offsetting: what settled at once, at most, and of how much |
//! | `GET /v1/offsetting/rounds/{n}` | one round: its rings, why each remaining item waits and what would release it |
//! | `GET /v1/overview` | figures over all, and each currency's day |
//! | `GET /v1/samples?after=N` | how things stood at each minute |
//! | `GET /v1/payments?status=&participant=&currency=&before=` | payments, the newest first |
//! | `GET /v1/live` | what happens, as it happens: server-sent events, resumable by log position |
//! | `GET /v1/system` | name, network, operator, log position, figures |
//! | `GET /livez`, `GET /readyz` | whether the process lives, whether it takes messages and why not |
//!
//! This door has no TLS and no reader's identity yet, so it refuses to listen anywhere but on
//! loopback; the signature of every message, order, quote and cancelling is checked all the same, over the bytes as they came and
//! before they are parsed.

mod door;
mod exchange;
mod json;
mod live;
mod offsetting;
mod routes;

pub use door::{Door, DoorOptions, Freshness, Reply};
pub use exchange::{Ask, Told};
pub use json::SIGNATURE_HEADER;
pub use routes::{ListenError, listen, router, serve};
