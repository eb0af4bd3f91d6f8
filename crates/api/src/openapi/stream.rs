//! What the live stream tells, in the document.

use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

use super::shape;
use crate::ask::Schemas;
use crate::live::shape::{EVENTS, GAP, Kind, RECORD, WEBHOOK_DISABLED};
use crate::read::Shape;

/// The messages of the stream, each as a schema of its own; no answer refers to them, since a
/// stream of events has no schema in this version of the standard.
pub(super) fn add(schemas: &mut Schemas) {
    let events = EVENTS.iter().fold(OneOfBuilder::new(), |one_of, kind| one_of.item(event(kind)));
    let events = events.description(Some("An event, as the stream tells it."));
    schemas.push(("LiveEvent".to_owned(), events.into()));
    let mut record = shape(&Shape::Of(RECORD), "A record of the log, as the stream tells it.");
    let events = ArrayBuilder::new().items(Ref::from_schema_name("LiveEvent"));
    put(&mut record, "events", events.description(Some("what it came to")).build().into());
    schemas.push(("LiveRecord".to_owned(), record));
    let gap = "That not all is told which was to be: records are kept no more, or the log does not go as far as what was read of it, since an older one was put back. What stands is read anew.";
    schemas.push(("LiveGap".to_owned(), shape(&Shape::Of(GAP), gap)));
    let disabled = "That one's own endpoint is called no more.";
    schemas.push(("WebhookDisabled".to_owned(), shape(&Shape::Of(WEBHOOK_DISABLED), disabled)));
}

fn event((kind, about, fields): &Kind) -> RefOr<Schema> {
    let mut told = shape(&Shape::Of(fields), about);
    let kind = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([json!(kind)]))
        .description(Some("what happened"));
    put(&mut told, "kind", kind.into());
    told
}

/// Adds a property that is always there.
fn put(schema: &mut RefOr<Schema>, name: &str, part: RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = schema {
        object.properties.insert(name.to_owned(), part);
        object.required.push(name.to_owned());
    }
}
