//! The door's document and what it answers without the log: no scenario, since scenarios know no
//! HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::collections::BTreeSet;

use place::{Place, RUSSIA, key};
use serde_json::{Value, json};

#[test]
fn every_route_stands_in_the_document_and_the_other_way_round() {
    let place = Place::new();
    let served = place.get("/v1/openapi.json");
    assert!(served["openapi"].as_str().unwrap().starts_with("3.1"), "{}", served["openapi"]);
    let paths = served["paths"].as_object().unwrap();
    let stated: BTreeSet<(String, &str)> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(|method| (path.clone(), method.as_str()))
        })
        .collect();
    let routes: BTreeSet<(String, &str)> =
        api::routes().map(|(path, method)| (path.to_owned(), method)).collect();
    assert_eq!(stated, routes);
    // A path of the document is known to the router, and takes no other method than it says.
    for (path, item) in paths {
        let filled = path.replace("{uetr}", "5a3c1d6e-2f4b-4c8d-9e0f-000000000001");
        let filled = filled.replace("{name}", "5a3c1d6e-2f4b-4c8d-9e0f-000000000001");
        let filled = filled.replace("{bic}", RUSSIA).replace("{table}", "entries");
        let filled = ["{cycle}", "{line}", "{draw}", "{number}", "{proposal}"]
            .iter()
            .fold(filled, |path, open| path.replace(open, "1"));
        for method in ["get", "post", "delete"] {
            // A stream has no end to wait for.
            if (method, path.as_str()) == ("get", "/v1/live") {
                continue;
            }
            let (status, kind, body) = http(&place, method, &filled, "");
            let known = item.get(method).is_some();
            assert_eq!(status == 405, !known, "{method} {path}: {status}");
            let documented = &item[method]["responses"][status.to_string()];
            assert!(!known || documented.is_object(), "{method} {path} answers {status}");
            if known && status >= 400 && kind == "application/problem+json" {
                let problem: Value = serde_json::from_str(&body).unwrap();
                let text = documented["description"].as_str().unwrap();
                let code = problem["code"].as_str().unwrap();
                assert_ne!(code, "no-such-route", "{method} {path}");
                assert!(text.contains(code), "{method} {path}: {code} is not in '{text}'");
            }
        }
    }
    references(&served, &served);
}

/// Every reference of the document leads somewhere.
fn references(part: &Value, whole: &Value) {
    match part {
        Value::Object(map) => {
            if let Some(to) = map.get("$ref").and_then(Value::as_str) {
                let found = whole.pointer(to.trim_start_matches('#'));
                assert!(found.is_some(), "{to} leads nowhere");
            }
            map.values().for_each(|part| references(part, whole));
        }
        Value::Array(parts) => parts.iter().for_each(|part| references(part, whole)),
        _ => {}
    }
}

fn http(place: &Place, method: &str, path: &str, headers: &str) -> (u16, String, String) {
    let told = place.http(method, path, headers, "");
    (told.status, told.header("content-type").to_owned(), told.body)
}

#[test]
fn what_the_framework_rejects_is_a_problem_too() {
    let place = Place::new();
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let cases = [
        ("get", "/nowhere", "", 404, "no-such-route"),
        ("delete", "/v1/rates", "", 405, "method-not-allowed"),
        ("post", "/v1/rates", form, 415, "unsupported-media-type"),
        ("post", "/v1/rates", "", 401, "unsigned"),
        ("get", "/v1/outbox", "", 400, "bad-query"),
        ("get", "/v1/outbox?participant=SABRRUMM&after=x", "", 400, "bad-query"),
        ("get", "/v1/outbox?participant=SABRRUMM&before=1", "", 400, "bad-query"),
        ("get", "/v1/outbox?participant=%ff", "", 400, "bad-query"),
        ("get", "/v1/accounts?participant=AAAARUMM", "", 404, "not-found"),
        ("get", "/v1/payments/1", "", 400, "bad-path"),
        ("get", "/v1/payments/%ff", "", 400, "bad-path"),
        ("get", "/v1/cycles/one", "", 400, "bad-path"),
        ("get", "/v1/cycles/7", "", 404, "not-found"),
    ];
    for (method, path, headers, status, code) in cases {
        let (answered, kind, body) = http(&place, method, path, headers);
        assert_eq!(
            (answered, kind.as_str()),
            (status, "application/problem+json"),
            "{path}: {body}"
        );
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (&problem["code"], &problem["status"]),
            (&json!(code), &json!(status)),
            "{path}"
        );
    }
}

#[test]
fn answers_never_bear_the_same_identifier_and_cite_what_they_answer() {
    let place = Place::new();
    let message = b"<Document><GrpHdr><MsgId>SABR-1</MsgId></GrpHdr></Document>".to_vec();
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        let key = key(RUSSIA);
        let sending = place.client.send(&key, message.clone());
        let reply = place.runtime.block_on(sending).unwrap();
        assert_eq!(reply.status, 400, "{}", reply.xml);
        assert!(reply.xml.contains("<Ref>SABR-1</Ref>"), "{}", reply.xml);
        let id = reply.element("BizMsgIdr").unwrap().to_owned();
        assert!(id.len() <= 35, "{id}");
        assert!(ids.insert(id), "an identifier was given twice");
    }
}

/// The text of a description on one line.
fn line(text: &Value) -> String {
    text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of the schema a part refers to, or its type.
fn kind(part: &Value) -> String {
    if let Some(to) = part["$ref"].as_str() {
        return to.rsplit('/').next().unwrap().to_owned();
    }
    if let Some(parts) = part["oneOf"].as_array() {
        let kinds: Vec<_> = parts.iter().map(kind).collect();
        return kinds.join(" or ");
    }
    match part["type"].as_str() {
        Some("array") => format!("list of {}", kind(&part["items"])),
        Some(kind) => kind.to_owned(),
        None if part["type"].is_null() => "any".to_owned(),
        // A type that may be null stands as a list.
        None => {
            let kinds = part["type"].as_array().unwrap();
            kinds.iter().map(|kind| kind.as_str().unwrap()).collect::<Vec<_>>().join(" or ")
        }
    }
}

fn fields(schema: &Value) -> String {
    let mut rows = String::from("| field | value | |\n|---|---|---|\n");
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, part) in schema["properties"].as_object().unwrap() {
        if ["command", "asked_at"].contains(&name.as_str()) {
            continue;
        }
        let about = match part["oneOf"].as_array() {
            Some(parts) => line(&parts[0]["description"]),
            None => line(&part["description"]),
        };
        let optional = if required.contains(&json!(name)) { "" } else { "may be left out; " };
        rows += &format!("| `{name}` | {} | {optional}{about} |\n", kind(part));
    }
    rows
}

/// The fields of an answer, those within others after them, as in `cycles[].cycle`.
fn told(prefix: &str, schema: &Value, rows: &mut String) {
    for (name, part) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{prefix}{name}");
        let within = part["oneOf"].get(0).unwrap_or(part);
        let shown = kind(part);
        *rows += &format!("| `{place}` | {shown} | {} |\n", line(&part["description"]));
        told(&format!("{place}."), within, rows);
        told(&format!("{place}[]."), &within["items"], rows);
    }
}

/// The page of all resources, made of the document.
fn page(document: &Value) -> String {
    let mut text = String::from(
        "# Resources\n\nMade of the OpenAPI document, which is served at `GET /v1/openapi.json`; \
         a test holds this page to it.\n[The door](door.md) says what is common to all of them.\n",
    );
    let schemas = &document["components"]["schemas"];
    let mut used = BTreeSet::new();
    for group in api::groups() {
        text += &format!("\n## {}{}\n", group[..1].to_uppercase(), &group[1..]);
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in ["post", "get", "delete"] {
                let operation = &item[method];
                if operation["tags"][0] != json!(group) {
                    continue;
                }
                let (upper, about) = (method.to_uppercase(), line(&operation["summary"]));
                text += &format!("\n### {upper} {path}\n\n{about}\n");
                if operation["description"].is_string() {
                    text += &format!("{}\n", line(&operation["description"]));
                }
                let body = &operation["requestBody"]["content"]["application/json"]["schema"];
                if let Some(name) = body["$ref"].as_str().map(|_| kind(body)) {
                    let schema = &schemas[&name];
                    let stated = schema["properties"].get("command").is_some();
                    let command = if stated {
                        format!("`command` is `{name}`.")
                    } else {
                        "No `command` and no `asked_at`.".to_owned()
                    };
                    text += &format!("{command}\n\n{}", fields(schema));
                    note_schemas(&schema["properties"], schemas, &mut used);
                }
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    if parameter["in"] == "query" {
                        let optional =
                            if parameter["required"] == true { "" } else { ", may be left out" };
                        text += &format!(
                            "- `?{}`: {}{optional}\n",
                            parameter["name"].as_str().unwrap(),
                            line(&parameter["description"])
                        );
                    }
                }
                let answer = &operation["responses"]["200"]["content"]["application/json"];
                if method == "get" && answer["schema"]["properties"].is_object() {
                    text += "\n| answer | value | |\n|---|---|---|\n";
                    told("", &answer["schema"], &mut text);
                }
            }
        }
    }
    text += "\n## Values\n\n| name | what | such as, or one of |\n|---|---|---|\n";
    let mut parts = String::new();
    for name in used {
        let schema = &schemas[&name];
        if schema["properties"].is_object() {
            parts +=
                &format!("\n### {name}\n\n{}\n\n{}", line(&schema["description"]), fields(schema));
            continue;
        }
        let shown = schema["enum"].as_array().or(schema["examples"].as_array());
        let shown = shown.into_iter().flatten().map(|one| format!("`{}`", one.as_str().unwrap()));
        let shown = shown.collect::<Vec<_>>().join(", ");
        text += &format!("| {name} | {} | {shown} |\n", line(&schema["description"]));
    }
    text + &parts
}

fn note_schemas(part: &Value, schemas: &Value, used: &mut BTreeSet<String>) {
    match part {
        Value::Object(map) => {
            if let Some(to) = map.get("$ref").and_then(Value::as_str) {
                let name = to.rsplit('/').next().unwrap().to_owned();
                if used.insert(name.clone()) {
                    note_schemas(&schemas[&name]["properties"], schemas, used);
                }
            }
            map.values().for_each(|part| note_schemas(part, schemas, used));
        }
        Value::Array(parts) => parts.iter().for_each(|part| note_schemas(part, schemas, used)),
        _ => {}
    }
}

#[test]
fn the_pages_of_the_reference_say_what_the_document_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/");
    let document = serde_json::to_value(api::document()).unwrap();
    // The document itself, for what is made of it elsewhere, and the page for whoever reads.
    let whole = serde_json::to_string_pretty(&document).unwrap() + "\n";
    for (name, made) in [("openapi.json", whole), ("resources.md", page(&document))] {
        let file = format!("{folder}{name}");
        if std::env::var_os("UPDATE_GOLDENFILES").is_some() {
            std::fs::write(&file, &made).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == made, "docs/reference/{name} is not of this door: UPDATE_GOLDENFILES=1");
    }
    let problems = std::fs::read_to_string(format!("{folder}problems.md")).unwrap();
    for code in api::Code::ALL {
        let heading = format!("\n## {}\n", code.code());
        let (_, rest) =
            problems.split_once(&heading).unwrap_or_else(|| panic!("{heading} is missing"));
        let status = format!("HTTP {}.", code.status());
        assert!(rest.split("\n## ").next().unwrap().contains(&status), "{heading}{status}");
    }
}

macro_rules! commands {
    ($($feature:ident, $module:ident { $($name:ident,)* })*) => {
        /// The name under which a command is asked: a new one breaks this, and has no entry yet.
        fn asked_as(command: &settlement::Command) -> &'static str {
            match command {
                $(settlement::Command::$feature(command) => match command {
                    $(settlement::$module::Command::$name { .. } => stringify!($name),)*
                },)*
            }
        }

        const COMMANDS: &[&str] = &[$($(stringify!($name),)*)*];
    };
}

commands! {
    Participation, participation {
        RegisterParty, AdmitParticipant, ChangeAccess, GrantMandate, RevokeMandate,
        AddKey, RevokeKey,
    }
    Issuance, issuance { Issue, Redeem, SetOvernightPolicy, }
    Payment, payment { SubmitInstruction, ConsentToInstruction, ConfirmCredit, }
    Queue, queue {
        CancelInstruction, ReorderInstruction, ReprioritiseInstruction, SetQueuePolicy,
    }
    Liquidity, liquidity {
        ReserveFunds, SetBilateralLimit, SetMultilateralLimit, SetCreditLine, TransferLiquidity,
        SetStandingOrder,
    }
    Offsetting, offsetting { ProposeOffsetting, }
    OperatingDay, operating_day { SetCalendar, ExtendDay, SuspendCurrency, ResumeCurrency, }
    Rulebook, rulebook { DefineCurrency, Redenominate, ActivateRulebook, }
    Exchange, fx {
        NameYardstick, PostOfficialRate, ApproveOfficialRate, SetBand, SetQuota, SwitchPair,
        HaltExchange, ResumeExchange, PlaceOrder, CancelOrder, PostQuote, ConvertPayment,
        ProposePrices,
    }
    Cycle, cycle { OpenCycle, SubmitObligation, WithdrawObligation, }
    Swap, swap { ProposeSwapLine, AgreeSwapLine, CloseSwapLine, DrawSwapLine, RepaySwap, }
    Approval, approval { RequireApprovals, Propose, Approve, Withdraw, SetOutflowCap, }
    Surplus, surplus {
        SetInvestmentTerms, InvestFunds, WithdrawInvestment, SetImbalanceTerms, SetHoldingCap,
    }
}

#[test]
fn every_command_of_the_machine_can_be_asked() {
    let asks: BTreeSet<&str> = api::Ask::all().map(|ask| ask.command).collect();
    // What takes several keys is asked for like anything else, and the door proposes it.
    assert_eq!(asks, COMMANDS.iter().copied().filter(|name| *name != "Propose").collect());
    let halt = settlement::fx::Command::HaltExchange { currency: place::ROUBLE };
    assert_eq!(asked_as(&settlement::Command::Exchange(halt)), "HaltExchange");
}

/// A value as a schema describes it: the first of what it lists, and nothing that may be left out.
fn sample(schema: &Value, schemas: &Value) -> Value {
    if let Some(to) = schema["$ref"].as_str() {
        return sample(&schemas[to.rsplit('/').next().unwrap()], schemas);
    }
    if schema["oneOf"].is_array() || schema["type"].is_array() {
        return Value::Null;
    }
    if let Some(one) = schema["enum"].get(0).or(schema["examples"].get(0)) {
        return one.clone();
    }
    match schema["type"].as_str().unwrap() {
        "integer" => json!(1),
        "string" => json!("a text"),
        "array" => json!([sample(&schema["items"], schemas)]),
        _ => {
            let required = schema["required"].as_array().unwrap().iter();
            let names = required.map(|name| name.as_str().unwrap());
            let field = |name: &str| sample(&schema["properties"][name], schemas);
            names
                .map(|name| (name.to_owned(), field(name)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
    }
}

#[test]
fn what_the_document_describes_is_what_the_door_reads() {
    let place = Place::new();
    let document = serde_json::to_value(api::document()).unwrap();
    let schemas = &document["components"]["schemas"];
    let mut number = 1;
    for ask in api::Ask::all() {
        let schema = &schemas[ask.command];
        let body = sample(schema, schemas);
        if schema["properties"].get("command").is_none() {
            // Orders, quotes and their cancelling have tests of their own.
            continue;
        }
        let path = ask.path_of(&body).unwrap();
        for name in schema["required"].as_array().unwrap() {
            for wrong in [json!(true), json!({ "a": 1 }), json!(1.5)] {
                let mut body = body.clone();
                body[name.as_str().unwrap()] = wrong;
                let told = place.refused(RUSSIA, &path, &body.to_string());
                assert_eq!(told.status, 400, "{body}: {told:?}");
            }
        }
        number += 1;
        let told = place.send(RUSSIA, &path, &body, number);
        assert!([200, 422].contains(&told.status), "{body} is answered by {told:?}");
    }
    assert!(number > 40, "only {number} were asked");
}
