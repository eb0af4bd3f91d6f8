//! The typed client is made of the OpenAPI document, so that no operation is without a method: no
//! scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

/// A longer query is a struct of its own.
const MOST_ARGUMENTS: usize = 5;

/// Words that Rust keeps for itself.
const KEPT: [&str; 6] = ["for", "in", "match", "move", "ref", "type"];

/// `ReserveFunds` or `v1-payments-uetr` as `reserve_funds` or `payments_uetr`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.trim_start_matches("v1-").chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(if letter == '-' { '_' } else { letter.to_ascii_lowercase() });
    }
    text
}

/// `v1-payments-uetr` or `settles_with` as `PaymentsUetr` or `SettlesWith`.
fn pascal(name: &str) -> String {
    let parts = name.trim_start_matches("v1-").split(['-', '_']);
    parts.map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

fn field(name: &str) -> String {
    if KEPT.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

fn line(text: &Value) -> String {
    text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Structs by their names, and whether they are sent or received.
struct Types<'a> {
    document: &'a Value,
    made: BTreeMap<String, String>,
    are_sent: bool,
}

impl Types<'_> {
    /// The component that a reference leads to.
    fn component(&self, part: &Value) -> Option<(String, Value)> {
        let to = part["$ref"].as_str()?;
        let name = to.rsplit('/').next().unwrap().to_owned();
        Some((name, self.document.pointer(to.trim_start_matches('#')).unwrap().clone()))
    }

    /// The type of a value; `name` is that of a struct that must be made for it.
    fn of(&mut self, part: &Value, name: &str) -> String {
        if let Some((name, schema)) = self.component(part) {
            return match schema["properties"].is_object() {
                true => self.object(&schema, &name),
                false => self.of(&schema, &name),
            };
        }
        if let Some(parts) = part["oneOf"].as_array() {
            assert!(parts.len() == 2 && parts[1]["type"] == "null", "{part}");
            return optional(self.of(&parts[0], name));
        }
        if let Some(kinds) = part["type"].as_array() {
            assert!(kinds.len() == 2 && kinds[1] == "null", "{part}");
            let mut one = part.clone();
            one["type"] = kinds[0].clone();
            return optional(self.of(&one, name));
        }
        match part["type"].as_str() {
            None => "Value".to_owned(),
            Some("string") => "String".to_owned(),
            Some("boolean") => "bool".to_owned(),
            Some("integer") if part["minimum"].is_u64() => "u64".to_owned(),
            Some("integer") => "i64".to_owned(),
            Some("array") => format!("Vec<{}>", self.of(&part["items"], name)),
            Some("object") if part["additionalProperties"].is_object() => {
                format!("BTreeMap<String, {}>", self.of(&part["additionalProperties"], name))
            }
            // What may have more than it says is told as it comes.
            Some("object") if part["additionalProperties"] == false => self.object(part, name),
            Some("object") => "Value".to_owned(),
            Some(other) => panic!("no type for {other}"),
        }
    }

    /// Makes a struct, once.
    fn object(&mut self, schema: &Value, name: &str) -> String {
        if self.made.contains_key(name) {
            return name.to_owned();
        }
        self.made.insert(name.to_owned(), String::new());
        let traits = if self.are_sent { "Serialize" } else { "Deserialize, Serialize" };
        let about = match line(&schema["description"]) {
            about if about.is_empty() => "Part of what is told.".to_owned(),
            about => about,
        };
        let mut text = format!(
            "/// {about}\n#[derive(Clone, Debug, PartialEq, {traits})]\npub struct {name} {{\n"
        );
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name_of, part) in schema["properties"].as_object().unwrap() {
            if self.are_sent && ["command", "asked_at"].contains(&name_of.as_str()) {
                continue;
            }
            let about = match part["oneOf"].get(0) {
                Some(within) if !part["description"].is_string() => line(&within["description"]),
                _ => line(&part["description"]),
            };
            let about = if about.is_empty() { format!("`{name_of}`.") } else { about };
            let mut kind = self.of(part, &format!("{name}{}", pascal(name_of)));
            let mut form = "";
            if !required.contains(&json!(name_of)) {
                kind = optional(kind);
                form = match self.are_sent {
                    true => "    #[serde(skip_serializing_if = \"Option::is_none\")]\n",
                    false => "    #[serde(default)]\n",
                };
            }
            writeln!(text, "    /// {about}\n{form}    pub {}: {kind},", field(name_of)).unwrap();
        }
        text += "}\n";
        self.made.insert(name.to_owned(), text);
        name.to_owned()
    }

    fn module(&self, name: &str, about: &str, traits: &str) -> String {
        let structs: Vec<&str> = self.made.values().map(String::as_str).collect();
        let structs = structs.join("\n");
        let mut uses = String::new();
        if structs.contains("BTreeMap<") {
            uses += "use std::collections::BTreeMap;\n\n";
        }
        writeln!(uses, "use serde::{traits};").unwrap();
        if structs.contains("Value") {
            uses += "use serde_json::Value;\n";
        }
        format!("/// {about}\npub mod {name} {{\n{uses}\n{structs}}}\n")
    }
}

fn optional(kind: String) -> String {
    if kind.starts_with("Option<") { kind } else { format!("Option<{kind}>") }
}

/// What a method takes for a parameter: its declaration, and how it is written into an address.
fn argument(parameter: &Value) -> (String, String) {
    let name = field(parameter["name"].as_str().unwrap());
    let is_number = parameter["schema"]["type"] == "integer";
    let kind = if is_number { "u64" } else { "&str" };
    let kind = match parameter["required"] == true {
        true => kind.to_owned(),
        false => format!("Option<{kind}>"),
    };
    (format!("{name}: {kind}"), name)
}

/// An operation of the document.
struct Operation<'a> {
    path: &'a str,
    verb: &'a str,
    stated: &'a Value,
    /// The name and the schema of its body, where it takes one.
    body: Option<(String, Value)>,
}

/// How a method calls: what it takes and answers, and its last line.
struct Call {
    arguments: Vec<String>,
    kind: String,
    last: String,
}

impl Call {
    fn of(arguments: Vec<String>, told: &str, last: &str) -> Self {
        let kind = format!("Result<Outcome<{told}>, Failure>");
        Self { arguments, kind, last: last.to_owned() }
    }
}

impl Operation<'_> {
    fn id(&self) -> &str {
        self.stated["operationId"].as_str().unwrap()
    }

    /// What of a query that is too long for arguments, as fields of a struct.
    fn search(&self) -> Option<String> {
        let parameters = self.stated["parameters"].as_array().into_iter().flatten();
        let query: Vec<&Value> = parameters.filter(|part| part["in"] == "query").collect();
        if query.len() <= MOST_ARGUMENTS {
            return None;
        }
        let mut text = format!(
            "/// {}\n#[derive(Clone, Copy, Debug, Default, PartialEq)]\npub struct {}<'a> {{\n",
            line(&self.stated["summary"]),
            pascal(self.id())
        );
        for parameter in query {
            let (declaration, _) = argument(parameter);
            let declaration = declaration.replace("&str", "&'a str");
            let about = line(&parameter["description"]);
            writeln!(text, "    /// {about}\n    pub {declaration},").unwrap();
        }
        Some(text + "}\n")
    }

    /// What of its address is left open, as arguments, and the lines that make the address of them.
    fn address(&self) -> (Vec<String>, String) {
        let (mut declared, mut filled, mut query) = (Vec::new(), self.path.to_owned(), Vec::new());
        let mut lines = String::new();
        for parameter in self.stated["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            match parameter["in"].as_str().unwrap_or_default() {
                // What a body states too is taken from it.
                "path" if self.body.is_some() => {
                    filled = filled.replace(&format!("{{{name}}}"), &format!("{{0:body.{name}}}"));
                }
                "path" => {
                    let (declaration, name) = argument(parameter);
                    if declaration.ends_with("&str") {
                        writeln!(lines, "        let {name} = crate::call::escaped({name});")
                            .unwrap();
                    }
                    declared.push(declaration);
                }
                "query" => {
                    let (declaration, mut from) = argument(parameter);
                    match self.search() {
                        Some(_) => from = format!("asked.{from}"),
                        None => declared.push(declaration),
                    }
                    query.push(format!("(\"{name}\", crate::call::Asked::asked({from}))"));
                }
                _ => {}
            }
        }
        if self.search().is_some() {
            declared.push(format!("asked: &asked::{}<'_>", pascal(self.id())));
        }
        let address = match filled.split_once("{0:") {
            Some((before, rest)) => {
                let (from, after) = rest.split_once('}').unwrap();
                format!("format!(\"{before}{{}}{after}\", {from})")
            }
            None if filled.contains('{') => format!("format!(\"{filled}\")"),
            None => format!("\"{filled}\".to_owned()"),
        };
        writeln!(lines, "        let path = {address};").unwrap();
        if !query.is_empty() {
            let pairs = query.join(", ");
            writeln!(lines, "        let path = crate::call::with_query(path, [{pairs}]);")
                .unwrap();
        }
        (declared, lines)
    }

    /// The type of what is told in JSON.
    fn told(&self, types: &mut Types<'_>) -> String {
        let schema = &self.stated["responses"]["200"]["content"]["application/json"]["schema"];
        let kind = types.of(schema, &pascal(self.id()));
        if kind == "Value" { kind } else { format!("told::{kind}") }
    }

    fn post(&self, declared: Vec<String>, told: &mut Types<'_>, sent: &mut Types<'_>) -> Call {
        let mut arguments = vec!["posting: &Posting<'_>".to_owned()];
        arguments.extend(declared);
        let told = self.told(told);
        let Some((name, schema)) = &self.body else {
            return Call::of(arguments, &told, "self.client.pressed(&path, posting).await");
        };
        arguments.push(format!("body: &taken::{}", sent.object(schema, name)));
        let states = |field: &str| schema["properties"].get(field).is_some();
        let stated = match (states("command"), states("asked_at")) {
            (true, true) => format!("Stated::Asked(\"{name}\")"),
            (true, false) => format!("Stated::Command(\"{name}\")"),
            (false, _) => "Stated::Nothing".to_owned(),
        };
        let last = format!("self.client.posted(&path, posting, {stated}, body).await");
        Call::of(arguments, &told, &last)
    }

    fn call(&self, declared: Vec<String>, told: &mut Types<'_>, sent: &mut Types<'_>) -> Call {
        let as_session = vec!["cookie: &str".to_owned()];
        let is_session = self.path.ends_with("/sessions/current");
        match (self.verb, self.path) {
            ("post", "/v1/messages") => Call {
                arguments: vec!["posting: &Posting<'_>".into(), "message: Vec<u8>".into()],
                kind: "Result<Reply, Failure>".into(),
                last: "self.client.send_under(posting.key, message, posting.once).await".into(),
            },
            ("post", _) => self.post(declared, told, sent),
            ("delete", _) if is_session => {
                Call::of(as_session, "()", "self.client.ended(&path, cookie).await")
            }
            ("delete", _) => {
                let key = std::iter::once("key: &Key".to_owned());
                let arguments = key.chain(declared).collect();
                Call::of(arguments, "()", "self.client.removed(&path, key).await")
            }
            ("get", "/v1/live") => Call::of(declared, "Live", "self.client.listened(&path).await"),
            ("get", _) if is_session => {
                let last = "self.client.read_as(&path, cookie).await";
                Call::of(as_session, &self.told(told), last)
            }
            ("get", _) => {
                let content = self.stated["responses"]["200"]["content"].as_object().unwrap();
                match content.contains_key("application/json") {
                    true => Call::of(declared, &self.told(told), "self.client.read(&path).await"),
                    false => Call::of(declared, "Vec<u8>", "self.client.fetched(&path).await"),
                }
            }
            (verb, path) => panic!("no way to call {verb} {path}"),
        }
    }

    /// As a method.
    fn method(&self, told: &mut Types<'_>, sent: &mut Types<'_>) -> String {
        let (declared, lines) = self.address();
        let Call { arguments, kind, last } = self.call(declared, told, sent);
        let lines = if last.contains("&path") { lines } else { String::new() };
        let arguments = std::iter::once("&self".to_owned()).chain(arguments).collect::<Vec<_>>();
        format!(
            "    /// {}\n    ///\n    /// # Errors\n    \
             /// If there is no answer, or none that can be read.\n    \
             pub async fn {}({}) -> {kind} {{\n{lines}        {last}\n    }}\n",
            line(&self.stated["summary"]),
            snake(self.id()),
            arguments.join(", "),
        )
    }
}

/// The module of the client that is made of the document.
fn made(document: &Value) -> String {
    let types = |are_sent| Types { document, made: BTreeMap::new(), are_sent };
    let (mut told, mut sent) = (types(false), types(true));
    let (mut methods, mut searches) = (Vec::new(), Vec::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (verb, operation) in item.as_object().unwrap() {
            let content = &operation["requestBody"]["content"];
            // A form is what a provider of logins sends, and no client.
            if !content["application/x-www-form-urlencoded"].is_null() {
                continue;
            }
            let body = &content["application/json"]["schema"];
            let body = sent.component(body);
            let operation = Operation { path, verb, stated: operation, body };
            searches.extend(operation.search());
            methods.push(operation.method(&mut told, &mut sent));
        }
    }
    told.of(&json!({ "$ref": "#/components/schemas/Problem" }), "Problem");
    format!(
        "//! Made of the OpenAPI document by `crates/sandbox/tests/client.rs`: change that, and \
         not this file.\n\nuse identity::Key;\nuse serde_json::Value;\n\n\
         use crate::call::{{Live, Outcome, Posting, Stated}};\nuse crate::{{Failure, Operations, Reply}};\n\n\
         impl Operations<'_> {{\n{}}}\n\n\
         /// What is asked by queries of many parts.\npub mod asked {{\n{}}}\n\n{}\n{}",
        methods.join("\n"),
        searches.join("\n"),
        sent.module("taken", "What is taken: the bodies of what is asked.", "Serialize"),
        told.module("told", "What is told in answer.", "{Deserialize, Serialize}"),
    )
}

#[test]
fn every_operation_of_the_document_has_a_method() {
    let document = serde_json::to_value(api::document()).unwrap();
    let made = made(&document);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../client/src/operations.rs");
    if std::env::var_os("UPDATE_GOLDENFILES").is_some() {
        std::fs::write(file, &made).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        written == made,
        "crates/client/src/operations.rs is not of this door: UPDATE_GOLDENFILES=1"
    );
}
