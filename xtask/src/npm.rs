//! The two npm projects: installed when their lock has changed, built when their sources have.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::process::Child;
use crate::workspace::Workspace;

/// A copy of the lock from which `node_modules` was made, kept inside it.
const INSTALLED_LOCK: &str = "node_modules/.installed-lock.json";

/// Touched when the dashboard has been built. Not in `dist`, which goes into the app, and where the app's own build puts
/// a placeholder page.
const BUILT: &str = "node_modules/.built";

/// `npm ci`, unless `node_modules` was made from this very lock.
pub fn install(project: &Path) -> Result<()> {
    let lock = project.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    let installed = project.join(INSTALLED_LOCK);
    if fs::read(&installed).is_ok_and(|lock| lock == wanted) {
        return Ok(());
    }
    npm(project, &["ci", "--no-audit", "--no-fund"]).run()?;
    fs::write(&installed, wanted).with_context(|| format!("{} cannot be written", installed.display()))
}

/// A script of the project, installed first if need be.
pub fn script(project: &Path, name: &str) -> Result<Child> {
    install(project)?;
    Ok(npm(project, &["run", "--silent", name]))
}

/// Builds the dashboard when a source is newer than the last build.
pub fn build_ui(workspace: &Workspace) -> Result<()> {
    let ui = workspace.ui();
    let built = ui.join(BUILT);
    let stamp = fs::metadata(&built).and_then(|file| file.modified()).ok();
    let fresh = match (stamp, newest(&ui)?) {
        (Some(built), Some(source)) => built >= source && ui.join("dist/assets").is_dir(),
        _ => false,
    };
    if fresh {
        return Ok(());
    }
    script(&ui, "build")?.run()?;
    fs::write(&built, "").with_context(|| format!("{} cannot be written", built.display()))
}

/// The dashboard's Biome over another project, which has its own `biome.json`.
pub fn biome(workspace: &Workspace, project: &Path) -> Result<Child> {
    let ui = workspace.ui();
    install(&ui)?;
    // The script that npm installs under `.bin` is another one on each system; this is the same everywhere.
    let biome = ui.join("node_modules/@biomejs/biome/bin/biome");
    Ok(Child::new("node", project)
        .args([biome.as_os_str(), "ci".as_ref(), ".".as_ref()])
        .env("NO_COLOR", "1"))
}

fn npm(project: &Path, args: &[&str]) -> Child {
    // On Windows npm is a script, which only its full name starts.
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    Child::new(program, project).args(args).env("NO_COLOR", "1")
}

/// When the newest source of this project was changed. What is made from sources does not count.
fn newest(project: &Path) -> Result<Option<SystemTime>> {
    let mut newest = None;
    let mut folders: Vec<PathBuf> = vec![project.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if !metadata.is_dir() {
                newest = newest.max(Some(metadata.modified()?));
            } else if !matches!(entry.file_name().to_str(), Some("node_modules" | "dist")) {
                folders.push(entry.path());
            }
        }
    }
    Ok(newest)
}
