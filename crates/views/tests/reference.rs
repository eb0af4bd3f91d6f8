//! The reference page and the tables are one: not a scenario, since it is about documents.

use views::TABLES;

#[test]
fn the_reference_names_every_table_and_column() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/views.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    for table in TABLES {
        let heading = format!("\n## {}\n", table.name);
        let (_, section) = page.split_once(&heading).unwrap_or_else(|| panic!("{heading}"));
        let section = section.split("\n## ").next().unwrap_or_default();
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        let told: Vec<&str> = rows
            .filter_map(|line| line.split('|').nth(1))
            .flat_map(|cell| cell.split('`').skip(1).step_by(2))
            .collect();
        let mut columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let mut named = told.clone();
        columns.sort_unstable();
        named.sort_unstable();
        assert_eq!(named, columns, "the columns of {}", table.name);
    }
}
