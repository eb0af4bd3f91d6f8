//! A day of history as files.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use settlement::PartyId;
use terms::{Bic, BusinessDate};
use views::{Daily, Export, Names, Views};

use crate::history::Place;
use crate::outcome::{Done, Outcome};
use crate::statements;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The day, such as 2026-11-24
    #[arg(long)]
    day: BusinessDate,
    /// Only what this participant is told, by its BIC
    #[arg(long)]
    party: Option<String>,
    /// What is written
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    form: Form,
    /// The folder to write to; made if it is missing
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// entries.csv, payments.csv and statements.csv
    Csv,
    /// entries.parquet, payments.parquet and statements.parquet
    Parquet,
    /// camt.053 for each account whose day has closed, and camt.054 with its entries
    Camt,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let mut views = arguments.place.look()?;
    let names = Names::of(&mut views)?;
    let party = arguments.party.as_deref().map(|bic| party_of(&names, bic)).transpose()?;
    let out = &arguments.out;
    fs::create_dir_all(out).map_err(|error| format!("making {}: {error}", out.display()))?;
    let day = arguments.day;
    match arguments.form {
        Form::Csv => files(&mut views, party, day, (views::Form::Csv, "csv"), out)?,
        Form::Parquet => files(&mut views, party, day, (views::Form::Parquet, "parquet"), out)?,
        Form::Camt => {
            let written = statements::write(&mut views, party, day, out)?;
            say!("{:<12} {written}", "statements");
            if written == 0 {
                say!("a statement is there once the currency's day has closed");
            }
        }
    }
    let (position, _) = views.position();
    say!("{day}, as far as the views stand: position {position}");
    Ok(Outcome::Good)
}

/// A participant by its BIC.
pub(crate) fn party_of(names: &Names, bic: &str) -> Result<PartyId, Box<dyn Error>> {
    let wanted = Bic::parse(bic).map_err(|error| format!("--party {bic}: {error}"))?;
    let found = names.party(wanted);
    found.ok_or_else(|| format!("--party {bic}: nobody of this name is registered").into())
}

fn files(
    views: &mut Views,
    party: Option<PartyId>,
    day: BusinessDate,
    (form, ending): (views::Form, &str),
    out: &Path,
) -> Result<(), Box<dyn Error>> {
    for of in Daily::ALL {
        let name = of.name();
        let file = out.join(format!("{name}.{ending}"));
        let made =
            File::create(&file).map_err(|error| format!("making {}: {error}", file.display()))?;
        let count =
            views.export(&Export { of, day, party, seen: None }, form, BufWriter::new(&made));
        let count = count.map_err(|fault| format!("writing {}: {fault}", file.display()))?;
        made.sync_all().map_err(|error| format!("writing {}: {error}", file.display()))?;
        say!("{name:<12} {count}");
    }
    Ok(())
}
