//! `cargo xtask bench NAME`: lets `tests/load` measure the programs, which it builds as they are shipped.

use anyhow::Result;
use clap::Args;

use crate::workspace::Workspace;
use crate::{npm, system};

#[derive(Args)]
pub struct Options {
    /// Which benchmark, such as `fanout` or `start`
    name: String,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,

    /// Handed on to the benchmark
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    system::ensure_node(workspace)?;
    system::ensure(workspace, &[system::WINDOW, system::WINDOW_TESTS])?;
    npm::build_ui(workspace)?;
    workspace
        .cargo(["run", "--quiet", "--profile", "dist", "-p", "load", "--"])
        .args([&options.name])
        .args(options.json.then_some("--json"))
        .args(&options.rest)
        .become_it()
}
