//! Where things are: the checkout, its npm projects, and what cargo builds.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::Child;

/// The checkout as cargo sees it, `CARGO_TARGET_DIR` included.
pub struct Workspace {
    pub root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask is not inside a workspace")?
            .to_path_buf();
        let metadata = Child::new("cargo", &root)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .errors_to(Stdio::inherit())
            .output()?;
        let metadata: Value = serde_json::from_str(&metadata).context("`cargo metadata` is not JSON")?;
        let target = metadata["target_directory"]
            .as_str()
            .context("`cargo metadata` names no target directory")?;
        Ok(Self {
            root,
            target: PathBuf::from(target),
        })
    }

    /// The dashboard's npm project.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The npm project of the suite that runs published clients.
    pub fn clients(&self) -> PathBuf {
        self.root.join("tests/clients")
    }

    /// The npm project of the suite that drives the dashboard in a browser.
    pub fn browser(&self) -> PathBuf {
        self.root.join("tests/browser")
    }

    /// Path of a built program. `profile` is the folder's name: `debug`, `dist`.
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// `cargo` with these arguments, in the checkout.
    pub fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Child {
        Child::new("cargo", &self.root).args(args)
    }
}
