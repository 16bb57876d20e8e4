//! What has to be on the machine beside Rust, Node and a C compiler.
//!
//! On Debian and Ubuntu, missing packages are installed; elsewhere they are named and the person decides.

use std::io::{IsTerminal, stdin};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::Child;
use crate::say;
use crate::workspace::Workspace;

/// A set of Debian packages with one purpose.
pub struct Packages {
    purpose: &'static str,
    names: &'static [&'static str],
    /// Commands that all succeed where these things are present, whatever their packages are called there.
    proof: &'static [&'static [&'static str]],
}

/// The web view to build the window against, and the tray library it loads at run time.
pub const WINDOW: Packages = Packages {
    purpose: "to build and run the window",
    names: &[
        "pkg-config",
        "libwebkit2gtk-4.1-dev",
        "libayatana-appindicator3-1",
    ],
    proof: &[&["pkg-config", "--exists", "webkit2gtk-4.1"]],
};

/// A screen, a session bus, a driver, a camera, and fonts that cover what is drawn.
pub const WINDOW_TESTS: Packages = Packages {
    purpose: "to test the window without a screen",
    names: &[
        "webkit2gtk-driver",
        "xvfb",
        "xauth",
        "dbus",
        "dbus-x11",
        "imagemagick",
        "fonts-dejavu-core",
        "fonts-noto-core",
        "fonts-noto-color-emoji",
    ],
    proof: &[
        &["WebKitWebDriver", "--version"],
        &["xvfb-run", "--help"],
        &["dbus-run-session", "--version"],
        &["import", "-version"],
    ],
};

/// The browser that shows the dashboard which a server serves.
pub const BROWSER_TESTS: Packages = Packages {
    purpose: "to test the dashboard in a browser",
    names: &["chromium"],
    proof: &[&["chromium", "--version"]],
};

/// Draws the icons.
pub const DRAWING: Packages = Packages {
    purpose: "to draw the icons",
    names: &["librsvg2-bin"],
    proof: &[&["rsvg-convert", "--version"]],
};

const OTHER_SYSTEMS: &str = "\
  Fedora: webkit2gtk4.1-devel libayatana-appindicator-gtk3 librsvg2-tools; for the window tests xorg-x11-server-Xvfb dbus-x11 ImageMagick; for the browser tests chromium
  Arch:   webkit2gtk-4.1 libayatana-appindicator librsvg; for the window tests xorg-server-xvfb imagemagick; for the browser tests chromium
  others: see https://v2.tauri.app/start/prerequisites/";

/// Installs what is missing of these sets. Does nothing on macOS and Windows, whose web view is part of the system.
pub fn ensure(workspace: &Workspace, sets: &[Packages]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !Path::new("/usr/bin/dpkg-query").exists() {
        return ensure_elsewhere(workspace, sets);
    }
    for set in sets {
        let missing: Vec<&str> = set
            .names
            .iter()
            .copied()
            .filter(|name| !installed(workspace, name))
            .collect();
        if !missing.is_empty() {
            say::line(&format!("Missing {}: {}", set.purpose, missing.join(" ")));
            install(workspace, &missing)?;
        }
    }
    Ok(())
}

/// Node 20 or newer, with npm: the dashboard and two suites are made with them.
pub fn ensure_node(workspace: &Workspace) -> Result<()> {
    let version = Child::new("node", &workspace.root)
        .args(["--version"])
        .output()
        .context("Node 20 or newer is needed: see https://nodejs.org/en/download")?;
    match major(&version) {
        Some(20..) => Ok(()),
        _ => bail!(
            "Node 20 or newer is needed, and `node --version` says {}",
            version.trim()
        ),
    }
}

/// Whether windows can be shown.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn installed(workspace: &Workspace, package: &str) -> bool {
    Child::new("dpkg-query", &workspace.root)
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .output()
        .is_ok_and(|status| status == "installed")
}

fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let by_hand = || {
        format!(
            "these packages could not be installed; as root: apt-get install --no-install-recommends {}",
            packages.join(" ")
        )
    };
    apt_get(workspace, &["update"]).with_context(by_hand)?;
    let wanted: Vec<&str> = ["install", "--yes", "--no-install-recommends"]
        .into_iter()
        .chain(packages.iter().copied())
        .collect();
    apt_get(workspace, &wanted).with_context(by_hand)
}

fn apt_get(workspace: &Workspace, args: &[&str]) -> Result<()> {
    let root = Child::new("id", &workspace.root).args(["-u"]).output()?.trim() == "0";
    let asking = stdin().is_terminal();
    let become_root: &[&str] = match (root, asking) {
        (true, _) => &[],
        (false, true) => &["sudo"],
        (false, false) => &["sudo", "--non-interactive"],
    };
    // Another apt may be at work for a moment, as on a machine that has just been started.
    let command = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=120",
    ];
    let mut words = become_root.iter().chain(&command).chain(args);
    let child = Child::new(words.next().context("no command")?, &workspace.root).args(words);
    if asking {
        child.with_terminal().run()
    } else {
        child.run()
    }
}

fn ensure_elsewhere(workspace: &Workspace, sets: &[Packages]) -> Result<()> {
    let proven = |command: &[&str]| {
        Child::new(command[0], &workspace.root)
            .args(&command[1..])
            .succeeds()
    };
    let missing: Vec<&str> = sets
        .iter()
        .filter(|set| !set.proof.iter().all(|command| proven(command)))
        .map(|set| set.purpose)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "packages are missing {}. Install them and try again:\n{OTHER_SYSTEMS}",
        missing.join(", and ")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_are_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("20.1"), None);
    }
}
