//! The commands of the program.

mod call;
mod check;
#[cfg(unix)]
mod files;
mod project;
mod serve;
mod settings;

use std::io::Write;

pub use self::{
    check::check,
    project::{Project, project},
    serve::serve,
    settings::Settings,
};

/// Writes to stdout; whoever reads it may go when he has enough.
pub fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
