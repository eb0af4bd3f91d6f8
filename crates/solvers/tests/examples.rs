//! The example files beside the repository, where they are there.
use std::path::Path;

use netting::Objective;
use serde_json::Value;
use solvers::Options;
use solvers::clear::clear;

/// An example's text, its expected object and our answer, or `None` with a word if it is absent.
fn solve(name: &str, objective: Objective) -> Option<(Value, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/clearing");
    let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
        println!("skipped: {name} is not beside the repository");
        return None;
    };
    let answer = clear(&text, &Options { objective, ..Options::default() }).expect("an instance");
    let written = serde_json::to_string(&answer).expect("an answer");
    let whole: Value = serde_json::from_str(&text).expect("json");
    Some((whole["expected"].clone(), serde_json::from_str(&written).expect("json")))
}

#[test]
fn examples_of_items_are_solved_to_the_known_best() {
    for name in ["01-p1-ring-of-three.json", "06-p2-cross-currency-unlock.json"] {
        for (objective, value) in [(Objective::Lexicographic, None), (Objective::Total, Some(()))] {
            let Some((expected, answer)) = solve(name, objective) else { return };
            match value {
                None => {
                    assert_eq!(answer["value_by_class"], expected["lex_value_by_class"]);
                    assert!(expected["lex_sets"].as_array().unwrap().contains(&answer["chosen"]));
                }
                Some(()) => {
                    assert_eq!(answer["value"], expected["max_total_value"]);
                    let sets = expected["max_total_sets"].as_array().unwrap();
                    assert!(sets.contains(&answer["chosen"]));
                }
            }
            assert_eq!(answer["upper_bound"], answer["value"]);
            assert_eq!(answer["waiting"].as_array().map(Vec::len), Some(1));
        }
    }
}

#[test]
fn the_example_of_obligations_has_the_known_answer() {
    let Some((expected, answer)) = solve("10-p3-netting-and-cycles.json", Objective::Total) else {
        return;
    };
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&answer[field], value, "{field}");
    }
}
