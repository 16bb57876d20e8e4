//! The one window: what it may load, and how it looks before the page has drawn itself.

use std::sync::Arc;

use desktop::Desktop;
use tauri::{
    App, AppHandle, Manager, Theme, Url, WebviewWindowBuilder,
    utils::config::Color,
    webview::{NewWindowResponse, PageLoadEvent},
};

const LABEL: &str = "main";
/// The dashboard's canvas in its two themes, so that nothing flashes before the first frame.
const LIGHT: Color = Color(0xF7, 0xF8, 0xFA, 0xFF);
const DARK: Color = Color(0x0F, 0x11, 0x15, 0xFF);

/// Opens it as `tauri.conf.json` describes it. It shows the embedded page and never navigates away.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let windows = &app.config().app.windows;
    let Some(config) = windows.iter().find(|window| window.label == LABEL) else {
        return Err(tauri::Error::WindowNotFound);
    };
    let window = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                // Who read the streams of the page before is gone.
                window.state::<Arc<Desktop>>().close_streams();
            }
        })
        .build()?;
    let dark = window.theme()? == Theme::Dark;
    window.set_background_color(Some(if dark { DARK } else { LIGHT }))
}

/// Brings it to the front.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// The embedded page, under the names that the platforms give it.
fn is_own_page(url: &Url) -> bool {
    matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_embedded_page_may_be_shown() {
        let own = |text: &str| is_own_page(&text.parse().unwrap());
        assert!(own("tauri://localhost/live?x=1"));
        assert!(own("http://tauri.localhost/"));
        for other in [
            "https://example.org/",
            "http://localhost/",
            "tauri://example.org/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "http://tauri.localhost.example.org/",
        ] {
            assert!(!own(other), "{other}");
        }
    }
}
