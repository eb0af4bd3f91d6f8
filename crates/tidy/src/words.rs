//! One concept has one word, and it is the field's.
//!
//! A central bank's engineer should meet the words of payment systems, not those of ledgers for
//! coins, which carry other meanings (a rollback of money does not exist, finality does).
//! Forbidden words are found in any case and in identifiers (`WalletId`, `wallet_id`), in the code
//! of every crate, in docs, rules, scenarios and the README.
//! Types are not named after what says nothing (`Manager`, `Helper`).

use crate::finding::Finding;
use crate::house::House;
use crate::source::{Source, words};

const CHECK: &str = "words";

/// The words that are not said, and what to say. Endings -s, -ed and -ing are found with them.
const FORBIDDEN: [(&str, &str); 10] = [
    ("wallet", "settlement account"),
    ("token", "what it is: a cursor, a key, a sign"),
    ("mint", "issue"),
    ("mempool", "intake"),
    ("blockchain", "log"),
    ("validator", "operator"),
    ("miner", "operator"),
    ("rollback", "what it is: money is never taken back, it is returned"),
    ("refund", "return"),
    ("chargeback", "recall"),
];

/// Endings of type names that say nothing.
const SUFFIXES: [&str; 6] = ["Manager", "Helper", "Util", "Utils", "Service", "Processor"];

/// Type names that say nothing.
const NAMES: [&str; 2] = ["Data", "Info"];

/// Checks words and names of types.
pub fn check(house: &House) -> Vec<Finding> {
    let code = house.sources().map(|(_, path, text)| (path, text));
    let texts = ["docs/", "rules/", "scenarios/", "README.md"]
        .into_iter()
        .flat_map(|folder| house.files(folder, ""));
    let mut findings = Vec::new();
    for (path, text) in code.chain(texts) {
        findings.extend(check_words(path, text));
    }
    for (_, path, text) in house.sources() {
        findings.extend(check_types(path, text));
    }
    findings
}

fn check_words(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        for part in parts(text).map(str::to_ascii_lowercase) {
            let forbidden = FORBIDDEN.iter().find(|(word, _)| is_form(&part, word));
            findings.extend(forbidden.map(|(word, say)| {
                let told = format!("\"{part}\" is not a word of this house, say: {say}");
                Finding::new(CHECK, path, line, word, told)
            }));
        }
    }
    findings
}

fn check_types(path: &str, text: &str) -> Vec<Finding> {
    let source = Source::split(text);
    let mut findings = Vec::new();
    for (line, code) in (1..).zip(source.code.lines()) {
        let words: Vec<&str> = words(code).collect();
        for pair in words.windows(2) {
            if let ["struct" | "enum" | "trait" | "type" | "union", name] = pair
                && says_nothing(name)
            {
                let told = format!("{name} says nothing, name what it really is");
                findings.push(Finding::new(CHECK, path, line, name, told));
            }
        }
    }
    findings
}

fn says_nothing(name: &str) -> bool {
    NAMES.contains(&name) || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

fn is_form(part: &str, word: &str) -> bool {
    part.strip_prefix(word).is_some_and(|ending| matches!(ending, "" | "s" | "ed" | "ing"))
}

/// The words of a text, identifiers taken apart: `WalletId` and `wallet_id` are two words each.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphabetic())
        .flat_map(camel_parts)
        .filter(|part| !part.is_empty())
}

/// Splits before each capital that follows a small letter, and before the last of several capitals
/// where a small letter follows it (`XMLReader` is `XML` and `Reader`).
fn camel_parts(word: &str) -> Vec<&str> {
    let bytes = word.as_bytes();
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in 1..bytes.len() {
        let after_small = bytes[at - 1].is_ascii_lowercase();
        let before_small = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        if bytes[at].is_ascii_uppercase() && (after_small || before_small) {
            parts.push(&word[start..at]);
            start = at;
        }
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::{check, parts};
    use crate::house::House;

    fn texts(path: &str, text: &str) -> Vec<String> {
        check(&House::of(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn identifiers_are_taken_apart() {
        let found: Vec<&str> = parts("let wallet_id: WalletId = XMLReader2::new();").collect();
        let expected = ["let", "wallet", "id", "Wallet", "Id", "XML", "Reader", "new"];
        assert_eq!(found, expected);
    }

    #[test]
    fn forbidden_words_are_found_in_any_form() {
        let found = texts("docs/a.md", "fine\nMinted Tokens\n");
        let expected = [
            "docs/a.md:2: \"minted\" is not a word of this house, say: issue",
            "docs/a.md:2: \"tokens\" is not a word of this house, say: what it is: a cursor, a key, a sign",
        ];
        assert_eq!(found, expected);
        assert_eq!(texts("crates/node/src/a.rs", "let open_wallet = 1;\n").len(), 1);
    }

    #[test]
    fn longer_words_are_other_words() {
        assert_eq!(texts("README.md", "a tokeniser in mint condition? no: peppermints\n").len(), 1);
        assert_eq!(texts("crates/node/tests/a.rs", "let wallet = 1;\n").len(), 0);
    }

    #[test]
    fn type_names_say_something() {
        assert_eq!(
            texts("crates/node/src/a.rs", "pub struct QueueManager;\nenum Info {}\n").len(),
            2
        );
        assert_eq!(
            texts("crates/node/src/a.rs", "// struct QueueManager\nstruct Database;\n").len(),
            0
        );
    }
}
