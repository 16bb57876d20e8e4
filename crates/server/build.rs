//! Puts the built dashboard into the program: packs every file of `ui/dist` that gets smaller by it and writes a table
//! of them for `src/dashboard.rs`. Without the feature `dashboard` the table is empty.
#![allow(clippy::print_stdout)] // This is how a build script talks to Cargo.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// Shown when the server is built before the dashboard.
const PLACEHOLDER: &str = "<!doctype html><title>Switchboard</title>\
    <p>The dashboard is not built: run <code>cargo xtask run</code>.</p>\n";

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut table = String::from("&[\n");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_DASHBOARD").is_some() {
        let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../ui/dist");
        println!("cargo::rerun-if-changed={}", dist.display());
        ensure_built(&dist)?;
        let packed = out.join("dashboard");
        fs::create_dir_all(&packed)?;
        for (number, path) in files(&dist)?.iter().enumerate() {
            let kind = kind(path);
            let bytes = fs::read(path)?;
            let small = pack(&bytes)?;
            let gzip = small.len() < bytes.len() * 9 / 10;
            let file = packed.join(number.to_string());
            fs::write(&file, if gzip { &small } else { &bytes })?;
            let parts: Vec<_> = path
                .strip_prefix(&dist)?
                .iter()
                .map(|part| part.to_string_lossy())
                .collect();
            let name = parts.join("/");
            writeln!(
                table,
                "Asset {{ path: {name:?}, kind: {kind:?}, gzip: {gzip}, bytes: include_bytes!({file:?}) }},"
            )?;
        }
    }
    table.push_str("]\n");
    fs::write(out.join("dashboard.rs"), table)?;
    Ok(())
}

/// A program that is handed out has the real dashboard.
fn ensure_built(dist: &Path) -> Result<(), Box<dyn Error>> {
    if dist.join("assets").is_dir() {
        return Ok(());
    }
    if env::var("PROFILE").as_deref() == Ok("release") {
        return Err(
            "ui/dist is missing; build the dashboard first: npm --prefix ui run build \
                    (or build without it: --no-default-features)"
                .into(),
        );
    }
    let page = dist.join("index.html");
    if !page.exists() {
        fs::create_dir_all(dist)?;
        fs::write(page, PLACEHOLDER)?;
    }
    Ok(())
}

/// All files below a folder, always in the same order.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
