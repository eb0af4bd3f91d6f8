//! Signing in through a provider of OpenID Connect, in the document.

use utoipa::openapi::Paths;
use utoipa::openapi::ResponsesBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::passkeys::{OWN, answers, body, removing};
use super::{ALWAYS, KEYED, problems, session};
use crate::ask::Schemas;
use crate::login::{AddLogin, BEGUN, BOUND, LOGIN, LOGINS, OpenSessionByLogin, REQUESTS, SHOWN};
use crate::problem::Code;

/// What a login that is shown can be answered with.
const SHOWING: &[Code] = &[
    Code::Malformed,
    Code::NotJson,
    Code::NotOffered,
    Code::ProviderFault,
    Code::TooLarge,
    Code::Unproven,
    Code::UnsupportedMediaType,
];

pub(super) fn add(paths: &mut Paths, schemas: &mut Schemas) {
    schemas.push((AddLogin::name().into_owned(), AddLogin::schema()));
    let name = OpenSessionByLogin::name().into_owned();
    schemas.push((name, OpenSessionByLogin::schema()));
    paths.add_path_operation(REQUESTS, vec![HttpMethod::Post], requesting());
    paths.add_path_operation(SHOWN, vec![HttpMethod::Post], opening());
    paths.add_path_operation(LOGINS, vec![HttpMethod::Post], adding());
    paths.add_path_operation(LOGIN, vec![HttpMethod::Delete], removing("RemoveLogin", "a login"));
}

fn requesting() -> Operation {
    let codes = [ALWAYS, &[Code::Busy, Code::NotOffered, Code::ProviderFault]].concat();
    OperationBuilder::new()
        .operation_id(Some("AskForLogin"))
        .tag("system")
        .summary(Some(
            "Begins the showing of a login at the provider, to sign in with it or to bind it.",
        ))
        .description(Some("For anybody."))
        .responses(answers("It has begun.", BEGUN, &codes))
        .build()
}

fn opening() -> Operation {
    let done = session("The session is open, as the holder of the key that it is bound to.");
    let answers = ResponsesBuilder::new().response("200", done);
    OperationBuilder::new()
        .operation_id(Some(&*OpenSessionByLogin::name()))
        .tag("system")
        .summary(Some("Opens a session with a login that is bound to a key."))
        .description(Some("For anybody."))
        .request_body(Some(body(&OpenSessionByLogin::name())))
        .responses(problems(answers, &[ALWAYS, SHOWING].concat()).build())
        .build()
}

fn adding() -> Operation {
    let codes = [ALWAYS, KEYED, SHOWING, &[Code::BadValue]].concat();
    OperationBuilder::new()
        .operation_id(Some(&*AddLogin::name()))
        .tag("system")
        .summary(Some("Binds a login to the key that signs, so that its holder signs in with it."))
        .description(Some(OWN))
        .request_body(Some(body(&AddLogin::name())))
        .responses(answers("It is bound.", BOUND, &codes))
        .build()
}
