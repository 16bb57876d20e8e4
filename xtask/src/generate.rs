//! `cargo xtask gen`: what is committed but made from something else.

mod api;
mod icns;
mod ico;
mod icons;
mod lock;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::workspace::Workspace;

#[derive(Args)]
pub struct Options {
    /// What to make; everything when left out
    #[arg(value_enum)]
    what: Vec<What>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// PNG, ICO and ICNS from the drawings in `icons`
    Icons,
    /// The admin API's OpenAPI document, and TypeScript types from it
    Api,
    /// npm locks that install on every platform and name no registry
    Lock,
}

pub fn generate(workspace: &Workspace, options: Options) -> Result<()> {
    let what = if options.what.is_empty() {
        What::value_variants().to_vec()
    } else {
        options.what
    };
    for what in what {
        match what {
            What::Icons => icons::draw(workspace)?,
            What::Api => api::describe(workspace)?,
            What::Lock => lock::complete(workspace)?,
        }
    }
    Ok(())
}
