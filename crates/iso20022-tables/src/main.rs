//! Writes the schema tables of `iso20022` from a folder of XML Schemas.
//!
//! ```text
//! iso20022-tables FOLDER [FILE]
//! ```
//!
//! Every `*.xsd` in the folder is read; the file's name without the ending is the schema's name.
//! Without a file the source goes to standard output.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let written = match arguments.as_slice() {
        [folder] => write(folder, None),
        [folder, file] => write(folder, Some(file.as_path())),
        _ => Err("give a folder of schemas and, if wanted, the file to write".into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write the tables: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, file: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let source = iso20022_tables::generate(&iso20022_tables::schemas_in(folder)?)?;
    match file {
        Some(file) => fs::write(file, source)?,
        None => print!("{source}"),
    }
    Ok(())
}
