//! `cargo xtask`: what people and machines do to this repository, from nothing but Rust, Node and a C compiler.
//!
//! One module per verb, and beneath them the rooms they share: the workspace, child processes, system packages, npm.

mod bench;
mod check;
mod generate;
mod npm;
mod process;
mod run;
mod say;
mod system;
mod tally;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, starts, tests and measures Switchboard",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build what is stale and start the app
    Run(run::Options),
    /// Run every suite, as CI does
    Test(test::Options),
    /// Look at format, lints and types only
    Check,
    /// Make again what is made from sources: icons, API description and types, npm locks
    Gen(generate::Options),
    /// Measure an optimised build
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match Cli::parse().verb.carry_out() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::error(&failure);
            ExitCode::FAILURE
        }
    }
}

impl Verb {
    fn carry_out(self) -> Result<()> {
        let workspace = Workspace::find()?;
        match self {
            Verb::Run(options) => run::run(&workspace, options),
            Verb::Test(options) => test::test(&workspace, &options),
            Verb::Check => check::check(&workspace),
            Verb::Gen(options) => generate::generate(&workspace, options),
            Verb::Bench(options) => bench::bench(&workspace, &options),
        }
    }
}
