//! What a bank asks of its endpoints, in the document.

use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{
    Content, Paths, Ref, Required, ResponseBuilder, Responses, ResponsesBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::{ALWAYS, KEYED, path_parameter, problems, shape};
use crate::ask::Schemas;
use crate::problem::Code;
use crate::read::{Field, Shape};
use crate::webhook::{
    ENABLE, ENDPOINT, ENDPOINTS, PING, REGISTERED, RESEND, RegisterWebhook, SENT, TRIED,
};

/// Who may ask.
const OWN: &str = "For the bank alone whose it is, which signs the request as a whole (RFC 9421) \
                   or shows its certificate.";

/// What one of the party's own endpoints can be answered with.
const ONE: &[Code] = &[Code::BadPath, Code::NotFound];

pub(super) fn add(paths: &mut Paths, schemas: &mut Schemas) {
    schemas.push((RegisterWebhook::name().into_owned(), RegisterWebhook::schema()));
    paths.add_path_operation(ENDPOINTS, vec![HttpMethod::Post], registering());
    paths.add_path_operation(ENDPOINT, vec![HttpMethod::Delete], removing());
    let asked = [
        (PING, "PingWebhook", "Sends a ping to an endpoint and tells what came of it.", TRIED),
        (ENABLE, "EnableWebhook", "Calls an endpoint that was disabled again.", SENT),
        (RESEND, "ResendDelivery", "Sends a delivery again and tells what came of it.", TRIED),
    ];
    for (path, id, about, tells) in asked {
        paths.add_path_operation(path, vec![HttpMethod::Post], asking(path, id, about, tells));
    }
}

fn registering() -> Operation {
    let body = Content::new(Some(Ref::from_schema_name(RegisterWebhook::name())));
    let body = RequestBodyBuilder::new().content("application/json", body);
    let codes = [Code::BadValue, Code::Malformed, Code::NotFound, Code::NotJson];
    let about = "Has a bank told what its outbox holds, at an address of its own.";
    operation("RegisterWebhook", about, answers(REGISTERED, &codes))
        .request_body(Some(body.required(Some(Required::True)).build()))
        .build()
}

fn removing() -> Operation {
    let done = ResponseBuilder::new().description("It is called no more.").build();
    let answers = ResponsesBuilder::new().response("204", done);
    let answers = problems(answers, &[ALWAYS, ONE].concat()).build();
    let about = "Forgets an endpoint and what was sent to it.";
    operation("RemoveWebhook", about, answers).parameter(number("number")).build()
}

fn asking(path: &str, id: &str, about: &str, tells: &'static [Field]) -> Operation {
    let operation = operation(id, about, answers(tells, ONE)).parameter(number("number"));
    match path == RESEND {
        true => operation.parameter(number("delivery")).build(),
        false => operation.build(),
    }
}

fn operation(id: &str, about: &str, answers: Responses) -> OperationBuilder {
    OperationBuilder::new()
        .operation_id(Some(id))
        .tag("webhook")
        .summary(Some(about))
        .description(Some(OWN))
        .responses(answers)
}

fn answers(tells: &'static [Field], codes: &[Code]) -> Responses {
    let done = ResponseBuilder::new()
        .description("It was done.")
        .content("application/json", Content::new(Some(shape(&Shape::Of(tells), "what is told"))));
    let answers = ResponsesBuilder::new().response("200", done.build());
    problems(answers, &[ALWAYS, KEYED, codes].concat()).build()
}

fn number(name: &str) -> utoipa::openapi::path::Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
    path_parameter(name, "its number", schema)
}
