//! Where the window was, for the next start.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use tauri::{LogicalPosition, LogicalSize, WebviewWindow};

const FILE: &str = "window.json";

/// Of a title bar that can still be grasped, in logical pixels.
const GRIP: f64 = 48.0;

/// In logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    maximized: bool,
}

/// Puts the window where it was, if that is on a screen.
pub(crate) fn restore(window: &WebviewWindow, folder: &Path) {
    let kept = fs::read(folder.join(FILE)).ok();
    let Some(place) = kept.and_then(|text| serde_json::from_slice::<Place>(&text).ok()) else {
        return;
    };
    let restored = || -> tauri::Result<()> {
        window.set_size(LogicalSize::new(place.width, place.height))?;
        let screens: Vec<_> = window
            .available_monitors()?
            .iter()
            .map(|screen| {
                let scale = screen.scale_factor();
                let at = screen.position().to_logical::<f64>(scale);
                let size = screen.size().to_logical::<f64>(scale);
                (at.x, at.y, size.width, size.height)
            })
            .collect();
        if place.can_be_grasped(&screens) {
            window.set_position(LogicalPosition::new(place.x, place.y))?;
        }
        if place.maximized {
            window.maximize()?;
        }
        Ok(())
    };
    if let Err(error) = restored() {
        tracing::warn!(%error, "the window could not be put where it was");
    }
}

/// Keeps where the window is.
pub(crate) fn keep(window: &WebviewWindow, folder: &Path) {
    let place = || -> tauri::Result<Place> {
        let scale = window.scale_factor()?;
        let at = window.outer_position()?.to_logical::<f64>(scale);
        let size = window.inner_size()?.to_logical::<f64>(scale);
        Ok(Place {
            x: at.x,
            y: at.y,
            width: size.width,
            height: size.height,
            maximized: window.is_maximized()?,
        })
    };
    let kept = place()
        .map_err(|error| error.to_string())
        .and_then(|place| serde_json::to_vec(&place).map_err(|error| error.to_string()))
        .and_then(|text| fs::write(folder.join(FILE), text).map_err(|error| error.to_string()));
    if let Err(error) = kept {
        tracing::warn!(error, "where the window is could not be kept");
    }
}

impl Place {
    /// Is enough of its top edge on one of the screens (x, y, width, height)?
    fn can_be_grasped(&self, screens: &[(f64, f64, f64, f64)]) -> bool {
        screens.iter().any(|(x, y, width, height)| {
            let across = (self.x + self.width).min(x + width) - self.x.max(*x);
            across >= GRIP && self.y >= *y && self.y <= y + height - GRIP
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_off_every_screen_is_not_put_there() {
        let screens = [(0.0, 0.0, 1440.0, 900.0), (1440.0, 0.0, 1920.0, 1080.0)];
        let at = |x, y| Place {
            x,
            y,
            width: 1280.0,
            height: 800.0,
            maximized: false,
        };
        assert!(at(10.0, 10.0).can_be_grasped(&screens));
        assert!(at(1500.0, 700.0).can_be_grasped(&screens));
        assert!(at(-1200.0, 10.0).can_be_grasped(&screens));
        assert!(!at(-1250.0, 10.0).can_be_grasped(&screens));
        assert!(!at(3320.0, 10.0).can_be_grasped(&screens));
        assert!(!at(10.0, -30.0).can_be_grasped(&screens));
        assert!(!at(10.0, 880.0).can_be_grasped(&screens[..1]));
        assert!(!at(10.0, 10.0).can_be_grasped(&[]));
    }
}
