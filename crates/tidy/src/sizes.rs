//! A file has at most 800 lines, a function at most 70.
//!
//! What does not fit is two things, and nobody reads the second.
//! Generated files are exempt, by name, in `tidy.toml`.

use crate::finding::Finding;
use crate::house::House;
use crate::source::Source;

const CHECK: &str = "sizes";
const FILE_LINES: usize = 800;
const FUNCTION_LINES: usize = 70;

/// Checks every Rust file of every crate, tests too.
pub fn check(house: &House) -> Vec<Finding> {
    house.files("crates/", ".rs").flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = text.lines().count();
    if lines > FILE_LINES {
        let told = format!("the file has {lines} lines, {FILE_LINES} is the most");
        findings.push(Finding::new(CHECK, path, 1, "file", told));
    }
    let source = Source::split(text);
    let long = source.functions().into_iter().filter(|(_, _, lines)| *lines > FUNCTION_LINES);
    findings.extend(long.map(|(name, line, lines)| {
        let told = format!("{name} has {lines} lines, {FUNCTION_LINES} is the most");
        Finding::new(CHECK, path, line, name, told)
    }));
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::house::House;

    fn texts(text: &str) -> Vec<String> {
        let house = House::of(&[("crates/node/src/a.rs", text)]);
        check(&house).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn file_of_800_lines_is_fine_and_of_801_is_not() {
        assert_eq!(texts(&"\n".repeat(800)), [""; 0]);
        let expected = ["crates/node/src/a.rs:1: the file has 801 lines, 800 is the most"];
        assert_eq!(texts(&"\n".repeat(801)), expected);
    }

    #[test]
    fn function_of_70_lines_is_fine_and_of_71_is_not() {
        let function = |lines: usize| format!("\nfn long() {{{}}}\n", "\n".repeat(lines - 1));
        assert_eq!(texts(&function(70)), [""; 0]);
        let expected = ["crates/node/src/a.rs:2: long has 71 lines, 70 is the most"];
        assert_eq!(texts(&function(71)), expected);
    }

    #[test]
    fn braces_in_strings_and_comments_do_not_count() {
        let text = format!("fn short() {{ \"{{\"; // {{\n}}\n{}", "\n".repeat(100));
        assert_eq!(texts(&text), [""; 0]);
    }
}
