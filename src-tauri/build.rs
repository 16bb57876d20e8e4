//! Declares the commands, so that each has to be allowed by name, and makes sure that there is a page to embed.
#![allow(clippy::print_stdout)] // This is how a build script talks to Cargo.

use std::{error::Error, fs, path::Path};

/// Shown when the window is built before the dashboard.
const PLACEHOLDER: &str = "<!doctype html><title>Switchboard</title>\
    <p>The dashboard is not built: run <code>cargo xtask run</code>.</p>\n";

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new("../ui/dist");
    let page = dist.join("index.html");
    println!("cargo::rerun-if-changed={}", dist.display());
    if !page.exists() {
        if std::env::var("PROFILE").as_deref() == Ok("release") {
            return Err("ui/dist is missing; build the dashboard first: npm --prefix ui run build".into());
        }
        fs::create_dir_all(dist)?;
        fs::write(page, PLACEHOLDER)?;
    }
    let commands = tauri_build::AppManifest::new().commands(&["fetch", "stream_open", "stream_close"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?;
    Ok(())
}
