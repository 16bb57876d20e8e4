//! `cargo xtask check`: format, lints and types of everything, without running a test.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{npm, system};

pub fn check(workspace: &Workspace) -> Result<()> {
    format(workspace)?;
    clippy(workspace)?;
    scripts(workspace)
}

/// Format of the Rust sources.
pub fn format(workspace: &Workspace) -> Result<()> {
    workspace.cargo(["fmt", "--all", "--check"]).run()
}

/// Lints of the Rust sources, tests and examples included.
pub fn clippy(workspace: &Workspace) -> Result<()> {
    system::ensure(workspace, &[system::WINDOW])?;
    workspace
        .cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
        .run()
}

/// Format, lints and types of the TypeScript and JavaScript sources.
pub fn scripts(workspace: &Workspace) -> Result<()> {
    system::ensure_node(workspace)?;
    npm::script(&workspace.ui(), "check")?.run()?;
    npm::biome(workspace, &workspace.clients())?.run()?;
    npm::biome(workspace, &workspace.browser())?.run()
}
