//! Signing in through a provider of OpenID Connect, in the document.

use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{Content, Paths, Ref, Required, ResponseBuilder, ResponsesBuilder};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::passkeys::{OWN, answers, body, removing};
use super::{ALWAYS, KEYED, problems, session};
use crate::ask::Schemas;
use crate::login::{
    AddLogin, BEGUN, BOUND, ENDED, EndedSessions, LOGIN, LOGINS, OpenSessionByLogin, REQUESTS,
    SHOWN,
};
use crate::problem::Code;

/// What a login that is shown can be answered with.
const SHOWING: &[Code] = &[
    Code::Malformed,
    Code::NotJson,
    Code::NotOffered,
    Code::ProviderFault,
    Code::TooLarge,
    Code::Unproven,
];

pub(super) fn add(paths: &mut Paths, schemas: &mut Schemas) {
    schemas.push((AddLogin::name().into_owned(), AddLogin::schema()));
    let name = OpenSessionByLogin::name().into_owned();
    schemas.push((name, OpenSessionByLogin::schema()));
    paths.add_path_operation(REQUESTS, vec![HttpMethod::Post], requesting());
    paths.add_path_operation(SHOWN, vec![HttpMethod::Post], opening());
    schemas.push((EndedSessions::name().into_owned(), EndedSessions::schema()));
    paths.add_path_operation(ENDED, vec![HttpMethod::Post], ending());
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

fn ending() -> Operation {
    let done = ResponseBuilder::new().description("They have ended, or there were none.").build();
    let answers = ResponsesBuilder::new().response("200", done);
    let own =
        [Code::BadValue, Code::Malformed, Code::NotOffered, Code::ProviderFault, Code::TooLarge];
    let form = Content::new(Some(Ref::from_schema_name(EndedSessions::name())));
    let form = RequestBodyBuilder::new().content("application/x-www-form-urlencoded", form);
    OperationBuilder::new()
        .operation_id(Some("EndSessionsOfLogins"))
        .tag("system")
        .summary(Some("Ends the sessions that logins opened and the provider has ended."))
        .description(Some(
            "For the provider, which signs what it brings (OpenID Connect Back-Channel Logout 1.0).",
        ))
        .request_body(Some(form.required(Some(Required::True)).build()))
        .responses(problems(answers, &[ALWAYS, &own].concat()).build())
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
