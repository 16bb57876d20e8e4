//! npm locks that install everywhere.
//!
//! A lock made on one platform, or through a registry that does not carry every optional package, can lack the entries
//! of other platforms, and `npm ci` then refuses it there. And a lock may name the registry it was made with. Both are
//! mended here, without asking a registry.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::say;
use crate::workspace::Workspace;

/// Parts of package names that say where a package runs, in npm's own words.
const SYSTEMS: [&str; 10] = [
    "aix",
    "android",
    "darwin",
    "freebsd",
    "linux",
    "netbsd",
    "openbsd",
    "openharmony",
    "sunos",
    "win32",
];

const PROCESSORS: [&str; 11] = [
    "arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "ppc64le", "riscv64", "s390x", "wasm32", "x64",
];

/// Names of C libraries as they occur, and npm's word for each.
const LIBRARIES: [(&str, &str); 5] = [
    ("gnu", "glibc"),
    ("glibc", "glibc"),
    ("gnueabihf", "glibc"),
    ("musl", "musl"),
    ("musleabihf", "musl"),
];

pub fn complete(workspace: &Workspace) -> Result<()> {
    for project in [workspace.ui(), workspace.clients(), workspace.browser()] {
        let path = project.join("package-lock.json");
        let name = path.strip_prefix(&workspace.root).unwrap_or(&path);
        let report =
            complete_file(&path).with_context(|| format!("{} cannot be completed", path.display()))?;
        say::line(&format!("{}  {report}", name.display()));
    }
    Ok(())
}

fn complete_file(path: &Path) -> Result<String> {
    let mut lock: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let packages = lock["packages"]
        .as_object_mut()
        .context("no `packages`: is it a lock of version 3?")?;
    let anonymous = forget_registries(packages);
    let added = add_missing(packages)?;
    if anonymous + added > 0 {
        fs::write(path, format!("{}\n", serde_json::to_string_pretty(&lock)?))?;
    }
    Ok(format!(
        "{added} optional packages added, {anonymous} registry addresses removed"
    ))
}

/// Removes the addresses from which packages were fetched; npm then asks whichever registry is configured.
fn forget_registries(packages: &mut Map<String, Value>) -> usize {
    let from_registry = |package: &Value| {
        package["integrity"].is_string()
            && package["resolved"]
                .as_str()
                .is_some_and(|url| url.starts_with("http"))
    };
    let mut forgotten = 0;
    for package in packages.values_mut().filter(|package| from_registry(package)) {
        if let Some(entry) = package.as_object_mut() {
            entry.shift_remove("resolved");
            forgotten += 1;
        }
    }
    forgotten
}

/// Adds each optional dependency that has no entry where Node would look for it.
fn add_missing(packages: &mut Map<String, Value>) -> Result<usize> {
    let mut missing = Vec::new();
    for (place, package) in packages.iter() {
        let Some(optional) = package["optionalDependencies"].as_object() else {
            continue;
        };
        for (name, version) in optional {
            if !is_reachable(packages, place, name) {
                let version = version
                    .as_str()
                    .context("an optional dependency without a version")?;
                missing.push((format!("node_modules/{name}"), entry(name, version, package)?));
            }
        }
    }
    let added = missing.len();
    for (place, entry) in missing {
        packages.insert(place, entry);
    }
    packages.sort_keys();
    Ok(added)
}

/// Whether a package at `place` finds `name` beside itself or in a folder above.
fn is_reachable(packages: &Map<String, Value>, place: &str, name: &str) -> bool {
    let mut folder = place;
    loop {
        let separator = if folder.is_empty() { "" } else { "/" };
        if packages.contains_key(&format!("{folder}{separator}node_modules/{name}")) {
            return true;
        }
        match folder.rfind("node_modules/") {
            Some(at) => folder = folder[..at].trim_end_matches('/'),
            None => return false,
        }
    }
}

/// A lock entry made from what the name tells. Without a checksum: nothing here has seen the package.
fn entry(name: &str, version: &str, parent: &Value) -> Result<Value> {
    let exact = version.trim_start_matches(['^', '~', '=']);
    let is_exact =
        exact.starts_with(|first: char| first.is_ascii_digit()) && !exact.contains([' ', 'x', '*']);
    anyhow::ensure!(
        is_exact,
        "`{name}` asks for `{version}`, which names no single version"
    );
    let tail = name.rsplit('/').next().unwrap_or(name);
    let parts: Vec<&str> = tail.split(['-', '.']).collect();
    let named = |words: &[&'static str]| words.iter().copied().find(|word| parts.contains(word));
    let library = LIBRARIES.iter().find(|(part, _)| parts.contains(part));

    let mut entry = Map::new();
    entry.insert("version".into(), json!(exact));
    if let Some(processor) = named(&PROCESSORS) {
        entry.insert("cpu".into(), json!([processor]));
    }
    if parent["dev"] == true {
        entry.insert("dev".into(), json!(true));
    }
    if let Some((_, library)) = library {
        entry.insert("libc".into(), json!([library]));
    }
    entry.insert("optional".into(), json!(true));
    if let Some(system) = named(&SYSTEMS) {
        entry.insert("os".into(), json!([system]));
    }
    Ok(Value::Object(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(json: Value) -> Map<String, Value> {
        json.as_object().unwrap().clone()
    }

    #[test]
    fn a_missing_platform_is_added_once_with_what_its_name_tells() {
        let mut lock = packages(json!({
            "": {},
            "node_modules/tool": {
                "version": "2.6.8", "dev": true,
                "optionalDependencies": { "@tool/cli-linux-x64-musl": "2.6.8", "@tool/cli-win32-arm64": "2.6.8" },
            },
            "node_modules/@tool/cli-win32-arm64": { "version": "2.6.8" },
        }));
        assert_eq!(add_missing(&mut lock).unwrap(), 1);
        assert_eq!(
            lock["node_modules/@tool/cli-linux-x64-musl"],
            json!({ "version": "2.6.8", "cpu": ["x64"], "dev": true, "libc": ["musl"], "optional": true, "os": ["linux"] })
        );
        assert_eq!(add_missing(&mut lock).unwrap(), 0);
    }

    #[test]
    fn an_entry_inside_the_package_or_above_it_counts() {
        let mut lock = packages(json!({
            "node_modules/a": { "optionalDependencies": { "inner": "1.0.0", "outer": "^1.0.0" } },
            "node_modules/a/node_modules/inner": {},
            "node_modules/outer": {},
        }));
        assert_eq!(add_missing(&mut lock).unwrap(), 0);
    }

    #[test]
    fn a_range_is_refused_because_nothing_can_be_pinned() {
        let mut lock = packages(json!({ "node_modules/a": { "optionalDependencies": { "b": ">=1 <3" } } }));
        let failure = add_missing(&mut lock).unwrap_err().to_string();
        assert!(failure.contains("`b` asks for `>=1 <3`"), "{failure}");
    }

    #[test]
    fn registry_addresses_go_and_other_sources_stay() {
        let mut lock = packages(json!({
            "node_modules/a": { "resolved": "https://registry.example/a.tgz", "integrity": "sha512-x" },
            "node_modules/b": { "resolved": "git+ssh://git@example.org/b.git#1" },
        }));
        assert_eq!(forget_registries(&mut lock), 1);
        assert_eq!(lock["node_modules/a"], json!({ "integrity": "sha512-x" }));
        assert!(lock["node_modules/b"]["resolved"].is_string());
    }
}
