//! The one window: what it may load, and how it looks before the page has drawn itself.

use std::sync::Arc;

use desktop::Desktop;
use tauri::{
    App, AppHandle, CloseRequestApi, Manager, Theme, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    utils::config::Color,
    webview::{NewWindowResponse, PageLoadEvent},
};

use crate::{alerts, geometry};

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
    geometry::restore(&window, app.state::<Arc<Desktop>>().folder());
    window.on_window_event({
        let window = window.clone();
        move |event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                closing(&window, api);
            }
        }
    });
    let dark = window.theme()? == Theme::Dark;
    window.set_background_color(Some(if dark { DARK } else { LIGHT }))
}

/// With a tray the window only hides, and the server goes on; without one the app ends.
fn closing(window: &WebviewWindow, api: &CloseRequestApi) {
    let desktop = Arc::clone(&window.state::<Arc<Desktop>>());
    geometry::keep(window, desktop.folder());
    if !desktop.stays_when_closed() {
        return;
    }
    api.prevent_close();
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window could not be hidden");
    }
    tauri::async_runtime::spawn(alerts::explain_closing(desktop));
}

/// Does the user look at it?
pub(crate) fn in_front(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL)
        .is_some_and(|window| window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false))
}

/// Brings it to the front, at a page: `/approvals`.
pub(crate) fn show_page(app: &AppHandle, page: &'static str) {
    show(app);
    let turned = app
        .get_webview_window(LABEL)
        .map(|window| window.eval(format!("location.hash = {page:?}")));
    if let Some(Err(error)) = turned {
        tracing::warn!(%error, page, "the page could not be turned to");
    }
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
