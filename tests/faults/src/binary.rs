//! The server under test.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// `SWITCHBOARD_SERVER_BIN`, else the debug build, which is made if anything of it has changed.
pub fn server() -> Result<PathBuf> {
    if let Some(path) = env::var_os("SWITCHBOARD_SERVER_BIN") {
        return PathBuf::from(&path)
            .canonicalize()
            .with_context(|| format!("there is no server at {}", path.display()));
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--package", "server", "--bin", "switchboard-server"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    if !output.status.success() {
        bail!("the server does not build");
    }
    String::from_utf8(output.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<Artifact>(line).ok())
        .find_map(|artifact| artifact.executable)
        .context("cargo built no program")
}

/// What is of use here of a line that cargo prints.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
}
