//! Rust text split into code and comments, well enough for the checks; not a parser.
//!
//! Both halves keep the length and the lines of the text, with blanks where the other half stood.
//! Strings and characters are blank in both: what stands in them is nobody's code.

/// One Rust file, split.
pub struct Source {
    /// Everything but comments and literals. Shape: ASCII, same lines as the text.
    pub code: String,
    /// Only comments. Shape: ASCII, same lines as the text.
    pub comments: String,
}

enum Kind {
    Code,
    Comment,
    Literal,
}

impl Source {
    /// Splits `text`.
    pub fn split(text: &str) -> Self {
        let bytes = text.as_bytes();
        let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
        let mut code: Vec<u8> = bytes.iter().map(blank).collect();
        let mut comments = code.clone();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let (kind, length) = span(rest);
            let end = bytes.len().min(at + length);
            match kind {
                Kind::Code => copy_ascii(&mut code[at..end], &bytes[at..end]),
                Kind::Comment => copy_ascii(&mut comments[at..end], &bytes[at..end]),
                Kind::Literal => {}
            }
            at = end;
        }
        let ascii = |bytes| String::from_utf8(bytes).expect("only ASCII was copied");
        Self { code: ascii(code), comments: ascii(comments) }
    }

    /// For each line, whether it belongs to an item under `#[cfg(test)]`.
    pub fn test_lines(&self) -> Vec<bool> {
        let whole = self.code.contains("#![cfg(test)]");
        let mut lines = vec![whole; self.code.lines().count()];
        for (start, _, end) in self.test_items() {
            let (first, last) = (self.line_of(start), self.line_of(end));
            lines.iter_mut().take(last).skip(first - 1).for_each(|line| *line = true);
        }
        lines
    }

    /// Names of the modules that are declared for tests and stand in files of their own.
    pub fn test_modules(&self) -> Vec<&str> {
        let named = |(_, item, end): (usize, usize, usize)| {
            let item = self.code.get(item..end)?;
            item.split_once("mod ").map(|(_, name)| name.trim()).filter(|name| is_word_only(name))
        };
        self.test_items().into_iter().filter_map(named).collect()
    }

    /// Every function with a name, as (name, its first line, how many lines).
    pub fn functions(&self) -> Vec<(&str, usize, usize)> {
        let mut functions = Vec::new();
        for (at, _) in self.code.match_indices("fn ") {
            let inside = at.checked_sub(1).is_some_and(|before| self.is_word_at(before));
            let name = self.code[at + 3..].trim_start();
            let length = name.find(|letter| !is_word_char(letter)).unwrap_or(name.len());
            let Some(end) = item_end(self.code.as_bytes(), at).filter(|_| !inside && length > 0)
            else {
                continue;
            };
            let (first, last) = (self.line_of(at), self.line_of(end));
            functions.push((&name[..length], first, last - first + 1));
        }
        functions
    }

    /// Items under `#[cfg(test)]`, as offsets of the attribute, of what follows it, and of the end.
    fn test_items(&self) -> Vec<(usize, usize, usize)> {
        let of = |(start, mark): (usize, &str)| {
            let item = start + mark.len() + self.code[start + mark.len()..].find(']')? + 1;
            let end = item_end(self.code.as_bytes(), item)?;
            Some((start, item, end))
        };
        let plain = self.code.match_indices("#[cfg(test)").filter_map(of);
        let joined = self.code.match_indices("#[cfg(all(test").filter_map(of);
        plain.chain(joined).collect()
    }

    fn is_word_at(&self, at: usize) -> bool {
        self.code.as_bytes().get(at).is_some_and(|byte| is_word_char(char::from(*byte)))
    }

    /// Range: 1 for the first.
    fn line_of(&self, at: usize) -> usize {
        self.code.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
    }
}

/// The identifiers, keywords and numbers of a line of code. Order: as they stand.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter| !is_word_char(letter)).filter(|word| !word.is_empty())
}

fn is_word_char(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn is_word_only(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_word_char)
}

fn copy_ascii(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from).filter(|(_, from)| from.is_ascii()) {
        *to = *from;
    }
}

/// What `rest` begins with, and how many bytes it is.
fn span(rest: &[u8]) -> (Kind, usize) {
    if rest.starts_with(b"//") {
        let length = rest.iter().position(|byte| *byte == b'\n');
        return (Kind::Comment, length.unwrap_or(rest.len()));
    }
    if rest.starts_with(b"/*") {
        return (Kind::Comment, block_comment(rest));
    }
    match rest.first() {
        Some(b'"') => (Kind::Literal, string(rest)),
        Some(b'\'') => quote(rest),
        Some(byte) if is_word_char(char::from(*byte)) => word(rest),
        _ => (Kind::Code, 1),
    }
}

/// Block comments nest.
fn block_comment(rest: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// A character, or the mark of a lifetime.
fn quote(rest: &[u8]) -> (Kind, usize) {
    if rest.get(1) == Some(&b'\\') {
        let close = rest.iter().skip(3).position(|byte| *byte == b'\'');
        return (Kind::Literal, close.map_or(rest.len(), |close| close + 4));
    }
    let width = match rest.get(1) {
        Some(0xf0..) => 4,
        Some(0xe0..) => 3,
        Some(0xc0..) => 2,
        _ => 1,
    };
    let closed = rest.get(width + 1) == Some(&b'\'');
    if closed { (Kind::Literal, width + 2) } else { (Kind::Code, 1) }
}

/// A word, or a raw string, which begins as one.
fn word(rest: &[u8]) -> (Kind, usize) {
    let length = rest.iter().position(|byte| !is_word_char(char::from(*byte)));
    let length = length.unwrap_or(rest.len());
    if matches!(&rest[..length], b"r" | b"br" | b"cr")
        && let Some(raw) = raw_string(&rest[length..])
    {
        return (Kind::Literal, length + raw);
    }
    (Kind::Code, length)
}

/// Length of `#..#"..."#..#`; `None` where it is no string (a raw identifier has one `#`).
fn raw_string(rest: &[u8]) -> Option<usize> {
    let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
    if rest.get(hashes) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.extend_from_slice(&rest[..hashes]);
    let start = hashes + 1;
    let body = rest[start..].windows(close.len()).position(|window| window == close);
    Some(body.map_or(rest.len(), |body| start + body + close.len()))
}

/// Where the item that begins at `from` ends: at its `;`, or at the brace that closes it.
fn item_end(code: &[u8], from: usize) -> Option<usize> {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for (at, byte) in code.iter().enumerate().skip(from) {
        match byte {
            b'(' | b'[' if braces == 0 => brackets += 1,
            b')' | b']' if braces == 0 => brackets = brackets.saturating_sub(1),
            b'{' if brackets == 0 => braces += 1,
            b'}' if brackets == 0 && braces <= 1 => return Some(at),
            b'}' if brackets == 0 => braces -= 1,
            b';' if brackets == 0 && braces == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Source, words};

    #[test]
    fn comments_and_literals_are_no_code() {
        let text =
            "let a = \"x // y\"; // \"z\nlet b = '\"'; /* c /* d */ e */ let f = r#\"\"g\"#;";
        let source = Source::split(text);
        let code: Vec<&str> = source.code.lines().map(str::trim_end).collect();
        assert_eq!(words(code[0]).collect::<Vec<_>>(), ["let", "a"]);
        assert_eq!(words(code[1]).collect::<Vec<_>>(), ["let", "b", "let", "f"]);
        assert_eq!(source.comments.lines().next().map(str::trim), Some("// \"z"));
        assert_eq!(source.code.len(), text.len());
    }

    #[test]
    fn lifetimes_escapes_and_raw_identifiers_do_not_swallow_code() {
        let text =
            "fn r#try<'a>(x: &'a str) -> char { let q = ['\\'', '\\u{1F600}', '\u{e9}']; done }";
        let source = Source::split(text);
        assert!(source.code.contains("done }"));
        assert!(source.code.contains("<'a>"));
        assert!(source.code.is_ascii());
    }

    #[test]
    fn items_under_cfg_test_are_test_lines() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
        assert_eq!(Source::split(text).test_lines(), [false, true, true, true, true, false]);
    }

    #[test]
    fn test_modules_in_files_are_named() {
        let text =
            "#[cfg(test)]\nmod tests;\n#[cfg(test)]\nmod inner { }\n#[cfg(test)]\npub mod x;";
        assert_eq!(Source::split(text).test_modules(), ["tests", "x"]);
    }

    #[test]
    fn functions_are_measured_from_name_to_brace() {
        let text =
            "fn a(x: [u8; 2]) -> u8 {\n    x[0]\n}\ntrait T { fn b(); }\ntype F = fn (u8);\n";
        assert_eq!(Source::split(text).functions(), [("a", 1, 3), ("b", 4, 1)]);
    }
}
