use std::path::{Path, PathBuf};

use iso20022::{Finding, Layer, Limits, Profile, Verdict};
use serde_json::json;

use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The messages
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
    /// Judges by this system's own rules too: clearing code, cross-border practice for all
    #[arg(long)]
    strict: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let mut outcome = Outcome::Good;
    for file in &arguments.files {
        let (input, verdict) = match read(file) {
            Ok(input) => {
                let verdict = iso20022::check(&input, &Limits::default(), &profile(arguments)?);
                (input, verdict)
            }
            Err(text) => (Vec::new(), unreadable(text)),
        };
        if !verdict.accepted {
            outcome = Outcome::Bad;
        }
        if arguments.json {
            say!("{}", as_json(file, &input, &verdict));
        } else {
            say!("{}", as_text(file, &input, &verdict));
        }
    }
    Ok(outcome)
}

fn profile(arguments: &Arguments) -> Result<Profile<'static>, Box<dyn std::error::Error>> {
    if !arguments.strict {
        return Ok(Profile::default_rulebook());
    }
    let operator = terms::Bic::parse(sandbox::OPERATOR)?;
    Ok(Profile::settlement(sandbox::CLEARING_SYSTEM, operator))
}

/// At most one byte more than the largest message: a huge file costs no more memory than that.
fn read(file: &Path) -> Result<Vec<u8>, String> {
    use std::io::Read as _;
    let most = u64::try_from(Limits::default().report_bytes).unwrap_or(u64::MAX);
    let opened = std::fs::File::open(file).map_err(|error| format!("cannot be opened: {error}"))?;
    let mut input = Vec::new();
    let taken = opened.take(most.saturating_add(1)).read_to_end(&mut input);
    taken.map(|_| input).map_err(|error| format!("cannot be read: {error}"))
}

fn unreadable(text: String) -> Verdict {
    let finding =
        Finding { layer: Layer::Transport, code: "admi.002", path: String::new(), offset: 0, text };
    Verdict { accepted: false, message: None, finding: Some(finding), acted_on: false }
}

fn as_json(file: &Path, input: &[u8], verdict: &Verdict) -> serde_json::Value {
    let finding = verdict.finding.as_ref();
    json!({
        "file": file.display().to_string(),
        "accepted": verdict.accepted,
        "message": verdict.message,
        "layer": finding.map(|finding| finding.layer),
        "code": finding.map(|finding| finding.code),
        "path": finding.map(|finding| finding.path.as_str()),
        "line": finding.map(|finding| finding.line(input)),
        "text": match finding {
            Some(finding) => finding.text.clone(),
            None if verdict.acted_on => "accepted".to_owned(),
            None => "valid; this version does not act on such a message".to_owned(),
        },
    })
}

fn as_text(file: &Path, input: &[u8], verdict: &Verdict) -> String {
    let message = verdict.message.as_deref().unwrap_or("unknown message");
    let name = file.display();
    match &verdict.finding {
        None if verdict.acted_on => format!("{name}: accepted, {message}"),
        None => format!("{name}: accepted, {message}; valid, but this version does not act on it"),
        Some(finding) => format!(
            "{name}:{}: refused, {message}: {} at {}: {}",
            finding.line(input),
            finding.code,
            if finding.path.is_empty() { "the whole file" } else { &finding.path },
            finding.text
        ),
    }
}
