//! Bitmaps and icon files from the three drawings in `icons`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{icns, ico};
use crate::process::Child;
use crate::workspace::Workspace;
use crate::{say, system};

/// Up to this size, the drawing with fewer details is used.
const SMALL: u32 = 24;

/// Pixels of the tray bitmap; panels scale it down.
const TRAY: u32 = 64;

pub fn draw(workspace: &Workspace) -> Result<()> {
    system::ensure(workspace, &[system::DRAWING])?;
    let studio = Studio {
        folder: workspace.root.join("icons"),
        workspace,
    };
    for (name, size) in [
        ("32x32.png", 32),
        ("128x128.png", 128),
        ("128x128@2x.png", 256),
        ("icon.png", 512),
        ("icon-1024.png", 1024),
    ] {
        studio.write(name, &studio.app(size)?)?;
    }
    for (name, colour) in [("tray-on-light.png", "#000000"), ("tray-on-dark.png", "#FFFFFF")] {
        studio.write(name, &studio.tray(colour)?)?;
    }
    studio.write("icon.ico", &ico::bundle(|size| studio.app(size))?)?;
    studio.write("icon.icns", &icns::bundle(|size| studio.app(size))?)
}

struct Studio<'a> {
    folder: PathBuf,
    workspace: &'a Workspace,
}

impl Studio<'_> {
    fn app(&self, size: u32) -> Result<Vec<u8>> {
        let drawing = if size <= SMALL {
            "icon-small.svg"
        } else {
            "icon.svg"
        };
        self.png(&self.read(drawing)?, size)
    }

    /// The tray's mark takes the colour that its drawing gives to `currentColor`.
    fn tray(&self, colour: &str) -> Result<Vec<u8>> {
        let drawing = self
            .read("tray.svg")?
            .replace(r##"color="#000000""##, &format!("color=\"{colour}\""));
        self.png(&drawing, TRAY)
    }

    fn png(&self, drawing: &str, size: u32) -> Result<Vec<u8>> {
        let size = size.to_string();
        Child::new("rsvg-convert", &self.workspace.root)
            .args(["--format", "png", "--width", &size, "--height", &size])
            .filter(drawing.as_bytes())
    }

    fn read(&self, name: &str) -> Result<String> {
        let path = self.folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        say::line(&format!("icons/{name}  {} bytes", bytes.len()));
        Ok(())
    }
}
