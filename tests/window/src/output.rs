use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The app under test: `SWITCHBOARD_BIN`, else the debug build.
pub fn binary() -> Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let binary =
        env::var_os("SWITCHBOARD_BIN").map_or_else(|| target.join("debug/switchboard"), PathBuf::from);
    binary.canonicalize().with_context(|| {
        format!(
            "there is no app at {}; build it with `cargo build -p switchboard`",
            binary.display()
        )
    })
}

/// The folder for what the test `name` leaves to be looked at, empty.
pub(crate) fn folder(name: &str) -> Result<PathBuf> {
    let folder = root().join("tests/output/window").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}
