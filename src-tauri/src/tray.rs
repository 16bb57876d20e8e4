//! The tray: how the server stands, who waits, and the way back to a closed window.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use desktop::{Approval, Desktop};
use tauri::{
    AppHandle, Manager,
    image::Image,
    include_image,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::{TrayIcon, TrayIconBuilder},
};

use crate::{bus, window};

const ON_DARK: Image<'_> = include_image!("../icons/tray-on-dark.png");

/// The tray as it is now.
pub(crate) struct Tray {
    icon: TrayIcon,
    status: MenuItem<tauri::Wry>,
    approvals: MenuItem<tauri::Wry>,
}

/// Puts the icon into the tray, if this desktop has one that shows it. Without it, closing the window ends the app.
pub(crate) fn open(app: &AppHandle, desktop: &Arc<Desktop>) {
    if !bus::tray_is_there() {
        tracing::info!("this desktop shows no tray; closing the window ends the app");
        return;
    }
    // The library that draws it is looked for only now, and the binding panics if it is not installed.
    match catch_unwind(AssertUnwindSafe(|| make(app))) {
        Ok(Ok(tray)) => {
            desktop.tray_found();
            app.manage(tray);
        }
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray; closing the window ends the app"),
        Err(_) => tracing::warn!(
            "the tray needs libayatana-appindicator3, which is not installed; closing the window ends the app"
        ),
    }
}

fn make(app: &AppHandle) -> tauri::Result<Tray> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let status = MenuItem::with_id(app, "status", "Starting", false, None::<&str>)?;
    let approvals = item("approvals", &approvals_line(0))?;
    let menu = Menu::with_items(
        app,
        &[
            &status,
            &PredefinedMenuItem::separator(app)?,
            &item("open", "Open Switchboard")?,
            &approvals,
            &item("restart", "Restart the server")?,
            &PredefinedMenuItem::separator(app)?,
            &item("quit", "Quit")?,
        ],
    )?;
    let icon = TrayIconBuilder::with_id("switchboard")
        .icon(ON_DARK)
        .icon_as_template(true)
        .tooltip("Switchboard")
        .menu(&menu)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .build(app)?;
    Ok(Tray {
        icon,
        status,
        approvals,
    })
}

fn chosen(app: &AppHandle, verb: &str) {
    match verb {
        "open" => window::show(app),
        "approvals" => window::show_page(app, "/approvals"),
        "restart" => {
            let (app, desktop) = (app.clone(), Arc::clone(&app.state::<Arc<Desktop>>()));
            tauri::async_runtime::spawn(async move {
                desktop.restart().await;
                tell(&app, &[]);
            });
        }
        "quit" => app.exit(0),
        _ => {}
    }
}

/// Says how things stand now.
pub(crate) fn tell(app: &AppHandle, waiting: &[Approval]) {
    let Some(tray) = app.try_state::<Tray>() else {
        return;
    };
    let status = app.state::<Arc<Desktop>>().status();
    let count = (!waiting.is_empty()).then(|| waiting.len().to_string());
    let told = tray
        .status
        .set_text(&status)
        .and_then(|()| tray.approvals.set_text(approvals_line(waiting.len())))
        .and_then(|()| tray.icon.set_title(count))
        .and_then(|()| tray.icon.set_tooltip(Some(format!("Switchboard · {status}"))));
    if let Err(error) = told {
        tracing::warn!(%error, "the tray could not be brought up to date");
    }
}

fn approvals_line(waiting: usize) -> String {
    match waiting {
        0 => "Approvals".to_owned(),
        1 => "1 approval waits".to_owned(),
        many => format!("{many} approvals wait"),
    }
}
