//! The tables that are checked in are those of the schemas.
//!
//! Not a scenario: it compares two files.

use std::fs;
use std::path::Path;

use iso20022_tables::{generate, schemas_in};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/iso/xsd");
const TABLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../iso20022/src/tables/generated.rs");

#[test]
fn tables_are_those_of_the_schemas() {
    if !Path::new(SCHEMAS).is_dir() {
        println!("skipped: the folder of schemas is not here");
        return;
    }
    let schemas = schemas_in(Path::new(SCHEMAS)).expect("a readable folder");
    let written = generate(&schemas).expect("schemas that the tables can hold");
    let kept = fs::read_to_string(TABLES).expect("the tables that are checked in");
    let differs = written.lines().zip(kept.lines()).position(|(new, old)| new != old);
    assert_eq!(differs, None, "the first line that differs; run the generator again");
    assert_eq!(written.len(), kept.len(), "one is longer; run the generator again");
}

#[test]
fn order_of_schemas_does_not_matter() {
    if !Path::new(SCHEMAS).is_dir() {
        println!("skipped: the folder of schemas is not here");
        return;
    }
    let mut schemas = schemas_in(Path::new(SCHEMAS)).expect("a readable folder");
    schemas.truncate(8);
    let forward = generate(&schemas).expect("schemas that the tables can hold");
    schemas.reverse();
    assert!(generate(&schemas).expect("the same schemas") == forward);
}
