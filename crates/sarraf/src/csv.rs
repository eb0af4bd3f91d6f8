//! Comma-separated values as RFC 4180 has them, read.

/// The cells of a line, without its end; a cell in quotes may not hold a line's end.
pub(crate) fn cells(line: &str) -> Result<Vec<String>, &'static str> {
    let mut cells = Vec::new();
    let mut rest = line.trim_end_matches(['\r', '\n']);
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (cell, after) = rest.split_at(end);
                (cell.trim().to_owned(), after)
            }
        };
        cells.push(cell);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None if after.is_empty() => return Ok(cells),
            None => return Err("after a closing quote comes a comma or the line's end"),
        }
    }
}

fn quoted_cell(text: &str) -> Result<(String, &str), &'static str> {
    let (mut cell, mut rest) = (String::new(), text);
    loop {
        let end = rest.find('"').ok_or("a quote is not closed on its line")?;
        cell.push_str(rest.get(..end).unwrap_or_default());
        rest = rest.get(end + 1..).unwrap_or_default();
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Ok((cell, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let lines =
            [vec!["a", "b, c", "d \"e\"", ""], vec![""], vec!["1", "\"", "\",\""], vec!["x"]];
        for line in lines {
            let mut out = Vec::new();
            views::write_line(&mut out, line.iter().copied()).expect("memory takes it");
            let text = String::from_utf8(out).expect("it is text");
            assert_eq!(cells(&text).expect("it is well formed"), line);
        }
    }

    #[test]
    fn what_is_malformed_is_refused() {
        assert!(cells("\"open").is_err());
        assert!(cells("\"a\"b,c").is_err());
    }
}
