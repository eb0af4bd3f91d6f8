//! Measures this machine.
/// Arguments.
#[derive(clap::Args)]
pub struct Arguments {}
/// Runs.
pub fn run(_: &Arguments) -> Result<(), Box<dyn std::error::Error>> { Ok(()) }
