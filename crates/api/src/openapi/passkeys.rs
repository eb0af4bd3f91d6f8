//! Signing in with passkeys, in the document.

use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{
    Content, Paths, Ref, Required, ResponseBuilder, Responses, ResponsesBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::{ALWAYS, KEYED, path_parameter, problems, session, shape};
use crate::ask::Schemas;
use crate::passkey::{
    AddPasskey, BOUND, GIVEN, MAKING, OpenSessionByPasskey, PASSKEY, PASSKEYS, SHOWING, SHOWN,
};
use crate::problem::Code;
use crate::read::{Field, Shape};

/// Who may ask.
pub(super) const OWN: &str =
    "For who signs the request as a whole (RFC 9421), with the key that is meant.";

/// What a passkey that is shown or made can be answered with.
const PROVING: &[Code] =
    &[Code::Busy, Code::Malformed, Code::NotJson, Code::NotOffered, Code::TooLarge, Code::Unproven];

pub(super) fn add(paths: &mut Paths, schemas: &mut Schemas) {
    schemas.push((AddPasskey::name().into_owned(), AddPasskey::schema()));
    let name = OpenSessionByPasskey::name().into_owned();
    schemas.push((name, OpenSessionByPasskey::schema()));
    paths.add_path_operation(SHOWING, vec![HttpMethod::Post], showing());
    paths.add_path_operation(SHOWN, vec![HttpMethod::Post], opening());
    paths.add_path_operation(MAKING, vec![HttpMethod::Post], making());
    paths.add_path_operation(PASSKEYS, vec![HttpMethod::Post], adding());
    paths.add_path_operation(
        PASSKEY,
        vec![HttpMethod::Delete],
        removing("RemovePasskey", "a passkey"),
    );
}

fn showing() -> Operation {
    let codes = [ALWAYS, &[Code::Busy, Code::NotOffered]].concat();
    OperationBuilder::new()
        .operation_id(Some("AskForPasskey"))
        .tag("system")
        .summary(Some("Begins signing in with a passkey: a challenge, to be answered once."))
        .description(Some("For anybody."))
        .responses(answers("It is given.", GIVEN, &codes))
        .build()
}

fn opening() -> Operation {
    let done = session("The session is open, as the holder of the key that it is bound to.");
    let answers = ResponsesBuilder::new().response("200", done);
    OperationBuilder::new()
        .operation_id(Some(&*OpenSessionByPasskey::name()))
        .tag("system")
        .summary(Some("Opens a session with a passkey that is bound to a key."))
        .description(Some("For anybody."))
        .request_body(Some(body(&OpenSessionByPasskey::name())))
        .responses(problems(answers, &[ALWAYS, PROVING].concat()).build())
        .build()
}

fn making() -> Operation {
    let codes = [ALWAYS, KEYED, &[Code::Busy, Code::Malformed, Code::NotOffered]].concat();
    OperationBuilder::new()
        .operation_id(Some("MakePasskey"))
        .tag("system")
        .summary(Some("Begins the making of a passkey for the key that signs."))
        .description(Some(OWN))
        .responses(answers("It is given.", GIVEN, &codes))
        .build()
}

fn adding() -> Operation {
    let codes = [ALWAYS, KEYED, PROVING, &[Code::BadValue]].concat();
    OperationBuilder::new()
        .operation_id(Some(&*AddPasskey::name()))
        .tag("system")
        .summary(Some(
            "Binds a passkey to the key that signs, so that its holder signs in with it.",
        ))
        .description(Some(OWN))
        .request_body(Some(body(&AddPasskey::name())))
        .responses(answers("It is bound.", BOUND, &codes))
        .build()
}

/// Ends the binding of something that stands for a key.
pub(super) fn removing(name: &str, what: &str) -> Operation {
    let done = ResponseBuilder::new().description("It is bound no more.").build();
    let answers = ResponsesBuilder::new().response("204", done);
    let codes = [ALWAYS, &[Code::BadPath, Code::NotFound]].concat();
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
    OperationBuilder::new()
        .operation_id(Some(name))
        .tag("system")
        .summary(Some(format!("Ends the binding of {what} to a key of who signs.")))
        .description(Some(OWN))
        .parameter(path_parameter("number", "its number", number))
        .responses(problems(answers, &codes).build())
        .build()
}

pub(super) fn body(name: &str) -> RequestBody {
    let body = Content::new(Some(Ref::from_schema_name(name)));
    let body = RequestBodyBuilder::new().content("application/json", body);
    body.required(Some(Required::True)).build()
}

pub(super) fn answers(about: &str, tells: &'static [Field], codes: &[Code]) -> Responses {
    let done = ResponseBuilder::new()
        .description(about)
        .content("application/json", Content::new(Some(shape(&Shape::Of(tells), "what is told"))));
    problems(ResponsesBuilder::new().response("200", done.build()), codes).build()
}
