//! The OpenAPI document: made of the same entries as the routes.

use axum::response::{IntoResponse, Response as Answer};
use serde_json::json;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter as Stated, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, SchemaFormat,
    SchemaType, Type,
};
use utoipa::openapi::{
    ComponentsBuilder, Content, HeaderBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref,
    RefOr, Required, Response, ResponseBuilder, Responses, ResponsesBuilder, Schema,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::Ask;
use crate::ask::{GROUPS, Schemas};
use crate::caller::Who;
use crate::json::{SALT_HEADER, SIGNATURE_HEADER};
use crate::once::{KEY_HEADER, takes_key};
use crate::problem::Code;
use crate::read::{Field, Kind, Parameter, Read, Shape, reads};
use crate::routes::{MESSAGES, XML};
use crate::sign_in::{CURRENT, OpenSession, SESSIONS};
use crate::version::{VERSION_HEADER, VERSIONS};

mod logins;
mod passkeys;
mod stream;
mod webhooks;

/// The problems that any request can be answered with.
const ALWAYS: &[Code] = &[
    Code::BadHeader,
    Code::BrokenBody,
    Code::DoorFull,
    Code::Fault,
    Code::SessionEnded,
    Code::TooMuch,
    Code::TooOften,
    Code::TooSlow,
    Code::UnknownVersion,
    Code::Unsigned,
    Code::UnsupportedMediaType,
];

/// The problems that whatever is posted under a key can be answered with beside.
const KEYED: &[Code] = &[Code::InHand, Code::KeyReused, Code::TooLarge];

/// The problems that what is asked as JSON can be answered with.
const ASKED: &[Code] = &[
    Code::BadHeader,
    Code::BadPath,
    Code::BadValue,
    Code::BrokenBody,
    Code::Busy,
    Code::DoorFull,
    Code::Fault,
    Code::InHand,
    Code::KeyReused,
    Code::Malformed,
    Code::NotJson,
    Code::Refused,
    Code::SessionEnded,
    Code::Stale,
    Code::Stopped,
    Code::TooLarge,
    Code::TooMuch,
    Code::TooOften,
    Code::TooSlow,
    Code::UnknownCurrency,
    Code::UnknownParty,
    Code::UnknownVersion,
    Code::Unsigned,
    Code::UnsupportedMediaType,
];

/// The document, of version 3.1: every route with what it takes, answers and refuses.
pub fn document() -> OpenApi {
    let mut schemas = vec![
        ("Problem".to_owned(), problem_schema()),
        ("Answer".to_owned(), answer_schema()),
        ("Placed".to_owned(), placed_schema()),
    ];
    let mut paths = Paths::new();
    paths.add_path_operation(MESSAGES, vec![HttpMethod::Post], messages());
    schemas.push((OpenSession::name().into_owned(), OpenSession::schema()));
    paths.add_path_operation(SESSIONS, vec![HttpMethod::Post], opening());
    paths.add_path_operation(CURRENT, vec![HttpMethod::Get], telling_session());
    paths.add_path_operation(CURRENT, vec![HttpMethod::Delete], ending());
    passkeys::add(&mut paths, &mut schemas);
    logins::add(&mut paths, &mut schemas);
    webhooks::add(&mut paths, &mut schemas);
    stream::add(&mut schemas);
    for ask in Ask::all() {
        paths.add_path_operation(ask.path, vec![HttpMethod::Post], asking(ask, &mut schemas));
    }
    for read in reads() {
        paths.add_path_operation(read.path, vec![HttpMethod::Get], reading(read));
    }
    common(&mut paths);
    let info = InfoBuilder::new()
        .title("Sarraf")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Banks pay each other directly, each in its own currency. What is posted is signed: \
             as a request (RFC 9421), or by the header sarraf-signature, which bears a detached \
             signature over the bytes of the body. Who reads is known by a signature over the \
             request, by its certificate, or by a session.",
        ))
        .build();
    let about = "The version that was spoken.";
    let spoken = HeaderBuilder::new().schema(Some(text(about))).description(Some(about));
    let when = "After how many seconds to come again.";
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let again = HeaderBuilder::new().schema(Some(seconds)).description(Some(when));
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .parameter("IdempotencyKey", key())
        .parameter("Signature", signature())
        .parameter("Version", version())
        .header("RetryAfter", again.build())
        .header("Version", spoken.build())
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

/// What every operation takes and tells: the version, and the key of whatever is posted.
fn common(paths: &mut Paths) {
    for (path, item) in &mut paths.paths {
        let keyed = item.post.iter_mut().filter(|_| takes_key(path));
        keyed.for_each(|operation| add_parameter(operation, "IdempotencyKey"));
        let all = [&mut item.get, &mut item.post, &mut item.delete];
        for operation in all.into_iter().flatten() {
            add_parameter(operation, "Version");
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response {
                    let told = RefOr::Ref(Ref::new("#/components/headers/Version"));
                    response.headers.insert(VERSION_HEADER.into(), told);
                }
            }
        }
    }
}

/// A parameter that stands among the components, by its name there.
fn add_parameter(operation: &mut Operation, name: &str) {
    let stated = Ref::new(format!("#/components/parameters/{name}"));
    operation.parameters.get_or_insert_default().push(RefOr::Ref(stated));
}

/// The header that says for which version a client was written.
fn version() -> Stated {
    let known = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(VERSIONS.iter().map(|version| json!(version))));
    ParameterBuilder::new()
        .name(VERSION_HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The version that is spoken, by its date; the newest if left out."))
        .schema(Some(known.build()))
        .build()
}

/// The header under which something is asked once.
fn key() -> Stated {
    let longest = dispatch::LONGEST_KEY;
    let form = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(3))
        .pattern(Some(format!(r#"^"([ !#-\[\]-~]|\\["\\]){{1,{longest}}}"$"#)))
        .examples([json!("\"TOUR-0001\"")]);
    ParameterBuilder::new()
        .name(KEY_HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "A key of the sender's own: under it this request is carried out once, and answered \
             with the first answer ever after. A text in double quotes.",
        ))
        .schema(Some(form.build()))
        .build()
}

/// What the document's routes are about. Order: as the rulebook has them, then the system itself.
pub fn groups() -> Vec<&'static str> {
    let mut groups: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
    groups.dedup();
    groups.extend(["history", "webhook", "system"]);
    groups
}

/// The document as it is served.
pub(crate) fn served() -> Answer {
    axum::Json(document()).into_response()
}

fn xml() -> Content {
    Content::new(Some(text("An ISO 20022 message.")))
}

/// How messages are refused that never reach the rules.
const NOT_TAKEN: [(&str, &str); 6] = [
    ("400", "admi.002: the message is not of its form."),
    ("401", "admi.002: it is not signed by a participant."),
    ("413", "admi.002: it is too long."),
    ("422", "pacs.002, DU01: its identifier stands for another message of its sender."),
    ("429", "admi.002: the intake is full."),
    ("503", "admi.002: the replica has stopped."),
];

fn not_taken(answers: ResponsesBuilder) -> ResponsesBuilder {
    NOT_TAKEN.iter().fold(answers, |answers, (status, about)| {
        let answer = ResponseBuilder::new().description(*about).content(XML, xml());
        answers.response(*status, answer.build())
    })
}

fn messages() -> Operation {
    let done = ResponseBuilder::new().description("pacs.002, camt.025, camt.029 or admi.007.");
    let body = RequestBodyBuilder::new().content(XML, xml());
    let done = done.content(XML, xml()).build();
    let answers = not_taken(ResponsesBuilder::new().response("200", done));
    OperationBuilder::new()
        .operation_id(Some("SendMessage"))
        .tag("payment")
        .summary(Some("One ISO 20022 message in, its answer out."))
        .parameter_ref(Ref::new("#/components/parameters/Signature"))
        .request_body(Some(body.required(Some(Required::True)).build()))
        .responses(problems(answers, &[ALWAYS, KEYED].concat()).build())
        .build()
}

/// What a session is told as.
const SESSION: &[Field] = &[
    ("party", Shape::Text, "a BIC, or overseer"),
    ("kind", Shape::Maybe(&Shape::Text), "what it is first of all"),
    ("currencies", Shape::List(&Shape::Text), "the currencies it issues"),
    ("roles", Shape::List(&Shape::Text), "operator, settlement-agent, participant or overseer"),
    ("key", Shape::Maybe(&Shape::Text), "the key that it is known by"),
    (
        "opened_with",
        Shape::Maybe(&Shape::Word(&["key", "passkey", "login"])),
        "by what the session was opened; null without one",
    ),
    ("expires_in", Shape::Number, "seconds until the session ends; 0 without one"),
];

/// A session that is open, with its cookie.
fn session(about: &str) -> Response {
    let cookie = "The session's cookie, for this door and its pages alone.";
    let cookie = HeaderBuilder::new().schema(Some(text(cookie))).description(Some(cookie)).build();
    ResponseBuilder::new()
        .description(about)
        .content("application/json", Content::new(Some(shape(&Shape::Of(SESSION), "who reads"))))
        .header("set-cookie", cookie)
        .build()
}

fn opening() -> Operation {
    let body = Content::new(Some(Ref::from_schema_name(OpenSession::name())));
    let body = RequestBodyBuilder::new().content("application/json", body);
    let done = session("The session is open.");
    let codes =
        [ALWAYS, &[Code::Busy, Code::Malformed, Code::NotJson, Code::Stale, Code::TooLarge]];
    OperationBuilder::new()
        .operation_id(Some("OpenSession"))
        .tag("system")
        .summary(Some("Opens a session, by which its holder reads and does nothing."))
        .parameter_ref(Ref::new("#/components/parameters/Signature"))
        .request_body(Some(body.required(Some(Required::True)).build()))
        .responses(problems(ResponsesBuilder::new().response("200", done), &codes.concat()).build())
        .build()
}

fn telling_session() -> Operation {
    let done = ResponseBuilder::new()
        .description("Who asks, as the door knows it.")
        .content("application/json", Content::new(Some(shape(&Shape::Of(SESSION), "who reads"))));
    OperationBuilder::new()
        .operation_id(Some("v1-sessions-current"))
        .tag("system")
        .summary(Some("Who asks, by its signature, certificate or session."))
        .responses(problems(ResponsesBuilder::new().response("200", done.build()), ALWAYS).build())
        .build()
}

fn ending() -> Operation {
    let done = ResponseBuilder::new().description("It has ended.").build();
    OperationBuilder::new()
        .operation_id(Some("EndSession"))
        .tag("system")
        .summary(Some("Ends the session."))
        .responses(problems(ResponsesBuilder::new().response("204", done), ALWAYS).build())
        .build()
}

fn asking(ask: &Ask, schemas: &mut Schemas) -> Operation {
    let body = ask.schema(schemas);
    if let Some((_, RefOr::T(Schema::Object(schema)))) = schemas.last_mut()
        && let Some(command) = schema.properties.get_mut("command")
    {
        let name = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some([json!(ask.command)]))
            .description(Some("What is signed says what it asks for."));
        *command = name.into();
    }
    let body = Content::new(Some(Ref::from_schema_name(body)));
    let mut body = RequestBodyBuilder::new().content("application/json", body);
    let answer = if ask.answers_with_order() { "Placed" } else { "Answer" };
    let salt = "The salt under which the digest of the body stands in the log.";
    let salt = HeaderBuilder::new().schema(Some(text(salt))).description(Some(salt)).build();
    let mut done = ResponseBuilder::new()
        .description(format!("It was carried out: {}.", ask.done))
        .content("application/json", Content::new(Some(Ref::from_schema_name(answer))))
        .header(SALT_HEADER, salt);
    let mut answers = ResponsesBuilder::new();
    if !ask.messages().is_empty() {
        let about = format!("As XML: {}.", ask.messages().join(" or "));
        body = body.description(Some(about)).content(XML, xml());
        done = done.content(XML, xml());
        answers = not_taken(answers);
    }
    let answers = answers.response("200", done.build());
    let operation = OperationBuilder::new()
        .operation_id(Some(ask.command))
        .tag(ask.group())
        .summary(Some(ask.about.trim()))
        .parameter_ref(Ref::new("#/components/parameters/Signature"))
        .request_body(Some(body.required(Some(Required::True)).build()))
        .responses(problems(answers, ASKED).build());
    let within = ask.path.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    match within {
        Some((name, _)) => {
            let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
            operation.parameter(path_parameter(name, "as in the body", schema)).build()
        }
        None => operation.build(),
    }
}

fn reading(read: &Read) -> Operation {
    let schema = match read.media {
        "application/json" if !read.tells.is_empty() => shape(&Shape::Of(read.tells), read.about),
        "application/json" => ObjectBuilder::new().build().into(),
        _ => text(read.about),
    };
    let mut done = ResponseBuilder::new()
        .description(read.about)
        .content(read.media, Content::new(Some(schema)));
    if read.message.is_some() {
        done = done.content(XML, xml());
    }
    for (name, about) in read.headers {
        let header = HeaderBuilder::new().schema(Some(text(about))).description(Some(*about));
        done = done.header(*name, header.build());
    }
    let mut codes: Vec<Code> = [ALWAYS, &[Code::BadQuery], read.problems].concat();
    if read.within.is_some() {
        codes.push(Code::BadPath);
    }
    if matches!(read.who, Who::Concerned | Who::Overseers | Who::Parties) {
        codes.push(Code::Forbidden);
    }
    let mut operation = OperationBuilder::new()
        .operation_id(Some(
            read.path.trim_matches('/').replace(['/', '.'], "-").replace(['{', '}'], ""),
        ))
        .tag(read.group)
        .summary(Some(read.about))
        .description(Some(match read.who {
            Who::Anybody => "For anybody.",
            Who::Members => "For whoever shows a key; it tells of no single bank.",
            Who::Own => {
                "For whoever shows a key, and of it what is that one's own, also of the operator \
                 and overseers."
            }
            Who::Overseers => "For the operator and overseers: it tells of everybody at once.",
            Who::Parties => {
                "For the banks that it is between and who gave it, and for nobody else: it tells \
                 of their customers."
            }
            Who::Concerned => {
                "For whoever shows a key, and of it what concerns that one: what is its own, of a \
                 settlement agent all in its currencies, of the operator and overseers all."
            }
        }))
        .responses(problems(ResponsesBuilder::new().response("200", done.build()), &codes).build());
    if let Some(within) = read.within {
        operation = operation.parameter(path_parameter(within.name, within.about, kind(&within)));
    }
    for (place, parameter) in read.query.iter().enumerate() {
        let required = if place < read.required { Required::True } else { Required::False };
        let stated = ParameterBuilder::new()
            .name(parameter.name)
            .parameter_in(ParameterIn::Query)
            .required(required)
            .description(Some(parameter.about))
            .schema(Some(kind(parameter)));
        operation = operation.parameter(stated.build());
    }
    operation.build()
}

/// Adds the problems, those of one status together.
fn problems(answers: ResponsesBuilder, codes: &[Code]) -> ResponsesBuilder {
    let mut statuses: Vec<u16> = codes.iter().map(|code| code.status()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let mut all = answers.build();
    for status in statuses {
        let of = codes.iter().filter(|code| code.status() == status);
        let told = of.clone().map(|code| format!("{}: {}", code.code(), code.title()));
        let told = told.collect::<Vec<_>>().join("; ");
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let known =
            all.responses.entry(status.to_string()).or_insert_with(|| Response::new("").into());
        // None refers to another: all of them are made here.
        if let RefOr::T(known) = known {
            known.description = format!("{} {told}", known.description).trim().to_owned();
            known.content.insert("application/problem+json".into(), content.into());
            if of.clone().any(|code| code.says_when()) {
                let when = RefOr::Ref(Ref::new("#/components/headers/RetryAfter"));
                known.headers.insert("retry-after".into(), when);
            }
        }
    }
    Responses::into(all)
}

fn signature() -> Stated {
    ParameterBuilder::new()
        .name(SIGNATURE_HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "ed25519:<public key>:<signature> over the bytes of the body; left out where the \
             request is signed as a whole (RFC 9421).",
        ))
        .schema(Some(text("A detached signature.")))
        .build()
}

fn path_parameter(name: &str, about: &str, schema: impl Into<RefOr<Schema>>) -> Stated {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}

fn kind(parameter: &Parameter) -> RefOr<Schema> {
    match parameter.kind {
        Kind::Bic | Kind::Uetr | Kind::Text => text(parameter.about),
        Kind::Date => ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some(parameter.about))
            .into(),
        Kind::Number => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .description(Some(parameter.about))
            .into(),
    }
}

fn text(about: &str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).description(Some(about)).into()
}

/// A part of an answer. Every field is there; what may be null says so.
fn shape(of: &Shape, about: &str) -> RefOr<Schema> {
    match of {
        Shape::Text => text(about),
        Shape::Word(words) => ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(words.iter().map(|word| json!(word))))
            .description(Some(about))
            .into(),
        Shape::Number => number(about),
        Shape::Flag => {
            ObjectBuilder::new().schema_type(Type::Boolean).description(Some(about)).into()
        }
        // Null is a value like any other.
        Shape::Any | Shape::Maybe(Shape::Any) => {
            ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some(about)).into()
        }
        Shape::Maybe(of) => OneOfBuilder::new()
            .item(shape(of, about))
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .description(Some(about))
            .into(),
        Shape::List(of) => {
            ArrayBuilder::new().items(shape(of, about)).description(Some(about)).into()
        }
        Shape::ByCurrency(of) => ObjectBuilder::new()
            .additional_properties(Some(shape(of, about)))
            .description(Some(about))
            .into(),
        Shape::Of(fields) => {
            let object = ObjectBuilder::new().description(Some(about));
            let object = object.additional_properties(Some(AdditionalProperties::FreeForm(false)));
            let all = fields.iter().fold(object, |object, (name, of, about)| {
                object.property(*name, shape(of, about)).required(*name)
            });
            all.into()
        }
    }
}

fn number(about: &str) -> RefOr<Schema> {
    let format = Some(SchemaFormat::KnownFormat(KnownFormat::Int64));
    let number = ObjectBuilder::new().schema_type(Type::Integer).format(format);
    number.minimum(Some(0)).description(Some(about)).into()
}

/// What is answered instead of what was asked.
fn problem_schema() -> RefOr<Schema> {
    let codes = Code::ALL.iter().map(|code| json!(code.code()));
    let code = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("What is wrong; it never changes its meaning."))
        .enum_values(Some(codes));
    ObjectBuilder::new()
        .description(Some("A problem as in RFC 9457."))
        .property("type", text("The page about the problem or the refusal."))
        .property("title", text("What is wrong, in one line."))
        .property("status", number("The HTTP status."))
        .property("code", code.build())
        .property("detail", text("What is wrong, in more words."))
        .property("path", text("The field that is wrong."))
        .property("iso", text("The ISO 20022 reason."))
        .property("number", number("Of a refusal: its number."))
        .property("name", text("Of a refusal: its name."))
        .property("rule", text("Of a refusal: the rule that says no."))
        .property("position", number("Of a refusal: the log position that tells it."))
        .property("objection", objection_schema())
        .required("type")
        .required("title")
        .required("status")
        .required("code")
        .into()
}

/// What is wrong with a proposal that was refused.
fn objection_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some("Of a proposal that fails its check: the first that is wrong with it."))
        .property("name", text("What is wrong; it never changes its meaning."))
        .property("rule", text("The rule that it breaks."))
        .property("text", text("What is wrong, in words."))
        .property("party", text("Whose account or queue."))
        .property("currency", text("In which currency, or of which."))
        .property("under", text("Towards whom a limit is exceeded, or all, or cap."))
        .property("lacking", text("How much is missing, told to who sees the account."))
        .property("uetr", text("The item of the set that would pass another."))
        .property("ahead", text("What it would pass, told to who sees the account."))
        .property("stated", text("The value that was stated."))
        .property("worth", text("The value as it is."))
        .property("order", number("The order's number."))
        .required("name")
        .required("rule")
        .required("text")
        .into()
}

/// What is answered to a command that was carried out.
fn answer_schema() -> RefOr<Schema> {
    let event =
        ObjectBuilder::new().property("event", text("The event's name.")).required("event").build();
    ObjectBuilder::new()
        .description(Some("What a command came to."))
        .property("status", text("The word of what was done; settled or pending of a payment; repeated where the door no longer knows the answer to the same bytes."))
        .property("command", text("What was asked."))
        .property("position", number("The log position of its record."))
        .property("at", text("The instant of its record."))
        .property("name", text("Of what is repeated: its name."))
        .property("events", ArrayBuilder::new().items(event).build())
        .required("status")
        .required("command")
        .required("position")
        .into()
}

/// What is answered to an order, a quote or a cancelling.
fn placed_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .property("status", text("placed or cancelled"))
        .property("order", number("The order's number."))
        .property("position", number("The log position of its record."))
        .required("status")
        .required("order")
        .required("position")
        .into()
}
