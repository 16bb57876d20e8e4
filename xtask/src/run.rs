//! `cargo xtask run`: build what is stale and start the app, or the server alone.

use anyhow::{Result, bail};
use clap::Args;

use crate::process::Child;
use crate::workspace::Workspace;
use crate::{npm, system};

#[derive(Args)]
pub struct Options {
    /// Start the server with its dev content and no window
    #[arg(long)]
    headless: bool,

    /// Handed on to the program
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    if options.headless {
        system::ensure_node(workspace)?;
        npm::build_ui(workspace)?;
        workspace.cargo(["build", "-p", "server"]).run()?;
        return Child::new(workspace.program("debug", "switchboard-server"), &workspace.root)
            .args(["serve", "--dev"])
            .args(options.rest)
            .with_terminal()
            .become_it();
    }
    if !system::has_display() {
        bail!(
            "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). \
             Start it in a desktop session, or over `ssh -X`; \
             or run the server alone with `cargo xtask run --headless`"
        );
    }
    system::ensure_node(workspace)?;
    system::ensure(workspace, &[system::WINDOW])?;
    npm::build_ui(workspace)?;
    workspace.cargo(["build", "-p", "switchboard"]).run()?;
    Child::new(workspace.program("debug", "switchboard"), &workspace.root)
        .args(options.rest)
        .with_terminal()
        .become_it()
}
