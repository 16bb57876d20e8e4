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
        .cargo([
            "build",
            "--profile",
            "dist",
            "-p",
            "server",
            "-p",
            "switchboard",
            "-p",
            "load",
        ])
        .run()?;
    let json = options.json.then_some("--json");
    workspace
        .cargo([
            "run",
            "--quiet",
            "--profile",
            "dist",
            "-p",
            "load",
            "--",
            options.name.as_str(),
        ])
        .args(json)
        .args(&options.rest)
        .env("SWITCHBOARD_BIN", workspace.program("dist", "switchboard"))
        .env(
            "SWITCHBOARD_SERVER_BIN",
            workspace.program("dist", "switchboard-server"),
        )
        .become_it()
}
