//! The guide's files come out as it prints them.

use serde_json::{Map, Value};
use solvers::Options;
use solvers::clear::clear;

fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).expect("an object")
}

#[test]
fn the_files_of_the_guide_come_out_as_printed() {
    let guide = include_str!("../../../docs/guides/clear.md");
    let blocks = guide.split("```json\n").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|block| block.split("```").next()).collect();
    assert_eq!(blocks.len(), 6);
    for pair in blocks.chunks(2) {
        let answer = clear(pair[0], &Options::default()).expect("an instance");
        let answer = object(&serde_json::to_string(&answer).expect("an answer"));
        for (field, printed) in object(pair[1]) {
            if field != "file" && field != "ms" {
                assert_eq!(answer.get(&field), Some(&printed), "{field}");
            }
        }
    }
}
