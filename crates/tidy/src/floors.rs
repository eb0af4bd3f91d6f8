//! Dependencies point down only.
//!
//! The floors are the architecture: whoever audits the machine reads floors 0 to 2 and nothing
//! above, and that holds only as long as no edge points up.
//! `floors.toml` gives each crate its floor.
//! A normal or build dependency must be on a lower floor; the same floor only where listed; nothing
//! depends on what stands beside the house; tests may use anything.
//! The engine of the log is named by its own crates only, so that it can be replaced.
//! Floors 0 to 2 take only the listed parts, are `no_std` and forbid unsafe code.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::finding::Finding;
use crate::house::{House, crate_of};

const FILE: &str = "floors.toml";
const CHECK: &str = "floors";

/// Where a crate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floor {
    /// Range: 0, the vocabulary, to 6, the programs.
    At(i64),
    /// Beside the house: nothing depends on it.
    Beside,
}

/// The table of floors and what goes with it.
#[derive(Debug, Default)]
pub struct Floors {
    crates: BTreeMap<String, Floor>,
    same_floor: Vec<(String, String)>,
    machine_top: i64,
    machine_parts: Vec<String>,
    engine: String,
    engine_crates: Vec<String>,
}

impl Floors {
    /// Reads `floors.toml`; the error says what it lacks.
    pub fn of(house: &House) -> Result<Self, String> {
        let table = house.text(FILE).unwrap_or_default().parse::<Table>();
        let table = table.map_err(|error| error.to_string())?;
        let mut crates = BTreeMap::new();
        let floors = table.get("floors").and_then(Value::as_table).ok_or("[floors] is missing")?;
        for (name, value) in floors {
            let floor = match (value.as_integer(), value.as_str()) {
                (Some(number), _) => Floor::At(number),
                (None, Some("beside")) => Floor::Beside,
                _ => return Err(format!("{name} is on no floor: a number or \"beside\"")),
            };
            crates.insert(name.clone(), floor);
        }
        Ok(Self {
            crates,
            same_floor: pairs(table.get("allowed")),
            machine_top: table.get("machine_top").and_then(Value::as_integer).unwrap_or(2),
            machine_parts: strings(table.get("machine_parts")),
            engine: table.get("engine").and_then(Value::as_str).unwrap_or("commonware").to_owned(),
            engine_crates: strings(table.get("engine_crates")),
        })
    }

    /// Whether the crate of this name is on a floor of the machine, 0 to 2.
    pub fn is_machine(&self, name: &str) -> bool {
        matches!(self.crates.get(name), Some(Floor::At(floor)) if *floor <= self.machine_top)
    }

    /// What speaks against a normal dependency of `from` on `to`, both crates of the house.
    fn against(&self, from: &str, to: &str) -> Option<String> {
        let floor = |name: &str| self.crates.get(name).copied();
        let listed = self.same_floor.iter().any(|(one, other)| one == from && other == to);
        match (floor(from)?, floor(to)?) {
            (Floor::Beside, _) => None,
            (Floor::At(_), Floor::Beside) if listed => None,
            (Floor::At(_), Floor::Beside) => {
                Some(format!("{from} depends on {to}, which stands beside the house"))
            }
            (Floor::At(above), Floor::At(below)) if below < above => None,
            (Floor::At(above), Floor::At(below)) if below == above && listed => None,
            (Floor::At(above), Floor::At(below)) => {
                Some(format!("{from} on floor {above} depends on {to} on floor {below}"))
            }
        }
    }
}

/// For what a dependency is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Product,
    Tests,
}

/// Checks every manifest.
pub fn check(house: &House) -> Vec<Finding> {
    let floors = match Floors::of(house) {
        Ok(floors) => floors,
        Err(error) => return vec![Finding::new(CHECK, FILE, 1, FILE, error)],
    };
    let manifests = house.files("crates/", "/Cargo.toml");
    let direct = manifests.filter(|(path, _)| path.matches('/').count() == 2);
    direct.flat_map(|(path, text)| check_crate(house, &floors, path, text)).collect()
}

fn check_crate(house: &House, floors: &Floors, path: &str, text: &str) -> Vec<Finding> {
    let name = crate_of(path).unwrap_or_default();
    let found = |line, subject: &str, text| Finding::new(CHECK, path, line, subject, text);
    let manifest = match text.parse::<Table>() {
        Ok(manifest) => manifest,
        Err(error) => return vec![found(1, name, format!("is no manifest: {error}"))],
    };
    let mut findings = Vec::new();
    let package = manifest.get("package").and_then(|package| package.get("name"));
    if package.and_then(Value::as_str) != Some(name) {
        findings.push(found(1, name, format!("the package is not named {name} as its folder")));
    }
    if !floors.crates.contains_key(name) {
        findings.push(found(1, name, format!("{name} has no floor, add it to {FILE}")));
    }
    for (part, purpose) in dependencies(&manifest) {
        let line = line_of(text, &part);
        let against = against_part(floors, name, &part, purpose);
        findings.extend(against.map(|against| found(line, &part, against)));
    }
    if floors.is_machine(name) {
        findings.extend(check_door(house, name));
    }
    findings
}

/// What speaks against the use of `part`, ours or another's, by the crate `name`.
fn against_part(floors: &Floors, name: &str, part: &str, purpose: Use) -> Option<String> {
    let own_engine = floors.engine_crates.iter().any(|own| own == name);
    if part.starts_with(&floors.engine) && !own_engine {
        return Some(format!("only {} may name {part}", floors.engine_crates.join(" and ")));
    }
    if purpose == Use::Tests {
        return None;
    }
    if floors.crates.contains_key(part) {
        return floors.against(name, part);
    }
    let listed = floors.machine_parts.iter().any(|listed| listed == part);
    let strange = floors.is_machine(name) && !listed;
    strange.then(|| format!("{name} is part of the machine, which takes no {part}"))
}

/// The first lines of a machine crate keep the world out.
fn check_door(house: &House, name: &str) -> Vec<Finding> {
    let path = format!("crates/{name}/src/lib.rs");
    let Some(text) = house.text(&path) else {
        return Vec::new();
    };
    let attributes: Vec<&str> = text.lines().filter(|line| line.starts_with("#![")).collect();
    let has = |attribute: &str| attributes.iter().any(|line| line.contains(attribute));
    let wanted = [("no_std", "#![no_std]"), ("forbid(unsafe_code)", "#![forbid(unsafe_code)]")];
    wanted
        .into_iter()
        .filter(|(attribute, _)| !has(attribute))
        .map(|(_, line)| Finding::new(CHECK, &path, 1, line, format!("{line} is missing")))
        .collect()
}

/// Every dependency of a manifest by the name of its package.
fn dependencies(manifest: &Table) -> Vec<(String, Use)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets =
        targets.into_iter().flat_map(|targets| targets.values()).filter_map(Value::as_table);
    let kinds = [
        ("dependencies", Use::Product),
        ("build-dependencies", Use::Product),
        ("dev-dependencies", Use::Tests),
    ];
    let mut all = Vec::new();
    for table in targets.chain([manifest]) {
        for (kind, purpose) in kinds {
            let parts = table.get(kind).and_then(Value::as_table);
            for (key, value) in parts.into_iter().flatten() {
                let renamed = value.get("package").and_then(Value::as_str);
                all.push((renamed.unwrap_or(key).to_owned(), purpose));
            }
        }
    }
    all
}

/// The line that names `part` first, outside the package's own name.
fn line_of(text: &str, part: &str) -> usize {
    let names = |line: &str| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(part);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=', '"']))
            || line.contains(&format!("package = \"{part}\""))
    };
    (1..).zip(text.lines()).find(|(_, line)| names(line)).map_or(1, |(line, _)| line)
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values
        .filter_map(|pair| match strings(Some(pair)).as_slice() {
            [from, to] => Some((from.clone(), to.clone())),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::house::House;

    const FLOORS: &str = "
        allowed = [[\"ordering\", \"journal\"]]
        machine_top = 2
        machine_parts = [\"serde\"]
        engine = \"commonware\"
        engine_crates = [\"journal\", \"ordering\"]
        [floors]
        terms = 0
        books = 1
        netting = 1
        journal = 3
        ordering = 3
        node = 4
        testkit = \"beside\"
    ";

    fn manifest(name: &str, rest: &str) -> String {
        format!("[package]\nname = \"{name}\"\n\n{rest}")
    }

    fn texts(name: &str, rest: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = manifest(name, rest);
        let house = House::of(&[("floors.toml", FLOORS), (path.as_str(), manifest.as_str())]);
        check(&house).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn edge_down_is_fine() {
        assert_eq!(texts("node", "[dependencies]\njournal.workspace = true\n"), [""; 0]);
    }

    #[test]
    fn edge_up_is_found_at_its_line() {
        let found = texts("terms", "[dependencies]\nserde = \"1\"\nbooks.workspace = true\n");
        assert_eq!(
            found,
            ["crates/terms/Cargo.toml:6: terms on floor 0 depends on books on floor 1"]
        );
    }

    #[test]
    fn same_floor_needs_to_be_listed() {
        assert_eq!(texts("books", "[dependencies]\nnetting.workspace = true\n").len(), 1);
        assert_eq!(texts("ordering", "[dependencies]\njournal.workspace = true\n").len(), 0);
        assert_eq!(texts("journal", "[dependencies]\nordering.workspace = true\n").len(), 1);
    }

    #[test]
    fn only_tests_use_what_stands_beside() {
        assert_eq!(texts("node", "[dependencies]\ntestkit.workspace = true\n").len(), 1);
        assert_eq!(texts("node", "[dev-dependencies]\ntestkit.workspace = true\n").len(), 0);
        assert_eq!(texts("testkit", "[dependencies]\nnode.workspace = true\n").len(), 0);
    }

    #[test]
    fn engine_is_named_by_its_crates_only() {
        let named =
            "[dev-dependencies]\nlog = { package = \"commonware-storage\", version = \"1\" }\n";
        assert_eq!(texts("node", named).len(), 1);
        assert_eq!(texts("journal", named).len(), 0);
    }

    #[test]
    fn machine_takes_listed_parts_only() {
        let found = texts("books", "[target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n");
        assert_eq!(
            found,
            ["crates/books/Cargo.toml:5: books is part of the machine, which takes no libc"]
        );
        assert_eq!(texts("books", "[dev-dependencies]\nproptest = \"1\"\n").len(), 0);
        assert_eq!(texts("node", "[dependencies]\nlibc = \"1\"\n").len(), 0);
    }

    #[test]
    fn crate_has_a_floor_and_the_name_of_its_folder() {
        assert_eq!(texts("cellar", "").len(), 1);
        let other = manifest("ledger", "");
        let house =
            House::of(&[("floors.toml", FLOORS), ("crates/books/Cargo.toml", other.as_str())]);
        assert_eq!(check(&house).len(), 1);
    }

    #[test]
    fn machine_keeps_the_world_out() {
        let manifest = manifest("books", "");
        let house = |door: &str| {
            House::of(&[
                ("floors.toml", FLOORS),
                ("crates/books/Cargo.toml", manifest.as_str()),
                ("crates/books/src/lib.rs", door),
            ])
        };
        assert_eq!(check(&house("//! Books.\n#![no_std]\n#![forbid(unsafe_code)]\n")).len(), 0);
        assert_eq!(check(&house("//! Books.\nuse std::fs;\n")).len(), 2);
    }
}
