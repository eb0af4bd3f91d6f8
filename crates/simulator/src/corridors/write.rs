//! Corridors as rows of text.

use super::rows::{Survey, ToolsRow};

/// A table with a head and one row for each corridor, comma-separated. Order: as the survey.
///
/// Values are in units of the yardstick with six decimals.
pub fn csv(survey: &Survey) -> String {
    let tools = ["one_currency", "across", "rings", "home", "exchange", "swap_line", "sweep"];
    let mut head: Vec<String> =
        ["payer", "payee", "gross", "net", "unsettled", "exchanged"].map(String::from).to_vec();
    head.extend(tools.map(|tool| format!("{tool}_alone")));
    head.extend(tools.map(String::from));
    head.extend(["structural", "rest", "cut", "cut_side", "cut_leaves"].map(String::from));
    let mut lines = vec![head.join(",")];
    for row in &survey.corridors {
        let mut fields = vec![row.payer.clone(), row.payee.clone()];
        let whole = [row.gross, row.net, row.unsettled, row.exchanged];
        fields.extend(whole.map(|worth| worth.to_string()));
        fields.extend(values(&row.alone));
        fields.extend(values(&row.in_order));
        fields.extend([row.structural, row.rest].map(|worth| worth.to_string()));
        fields.extend([row.cut.join("+"), row.cut_side.to_owned(), row.cut_leaves.to_string()]);
        lines.push(fields.join(","));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn values(tools: &ToolsRow) -> [String; 7] {
    let ToolsRow { one_currency, across, rings, home, exchange, swap_line, sweep } = tools;
    [one_currency, across, rings, home, exchange, swap_line, sweep].map(ToString::to_string)
}
