//! The admin API's OpenAPI document from the `contract` crate, and the dashboard's types from the document.

use std::fs;

use anyhow::{Context, Result};

use crate::npm;
use crate::workspace::Workspace;

pub fn describe(workspace: &Workspace) -> Result<()> {
    let document = workspace
        .cargo(["run", "--quiet", "-p", "contract", "--example", "openapi"])
        .output()?;
    let path = workspace.root.join("crates/contract/openapi.json");
    fs::write(&path, document).with_context(|| format!("{} cannot be written", path.display()))?;
    npm::script(&workspace.ui(), "gen")?.run()
}
