//! From the start of the process to its end.

use std::{process::ExitCode, sync::Arc, time::Instant};

use anyhow::Context;
use desktop::{Desktop, Options};
use tauri::{AppHandle, Manager};
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use crate::{alerts, commands, tray, window};

/// `SWITCHBOARD_LOG` filters, in the words of `tracing`; `info` if absent.
pub(crate) fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("SWITCHBOARD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// Shows the window until it is closed, then ends the server in good order.
pub(crate) fn run(started: Instant) -> anyhow::Result<ExitCode> {
    let options = Options::from_env(started)?;
    check_display()?;
    let runtime = Runtime::new().context("no threads to run on")?;
    tauri::async_runtime::set(runtime.handle().clone());

    // A second instance ends in here, before it has touched the data of the first one.
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .invoke_handler(tauri::generate_handler![
            commands::fetch,
            commands::stream_open,
            commands::stream_close
        ])
        .setup(|app| {
            window::open(app)?;
            tray::open(app.handle(), &app.state::<Arc<Desktop>>());
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the window system is not usable")?;

    // The server starts while the window opens.
    let desktop = Arc::new(Desktop::start(options, runtime.handle()));
    app.manage(Arc::clone(&desktop));
    runtime.spawn(exit_on_signal(app.handle().clone()));
    runtime.spawn(alerts::follow(app.handle().clone(), Arc::clone(&desktop)));

    let code = app.run_return(|_, _| {});
    runtime.block_on(desktop.stop());
    // What has not ended by now is not waited for.
    runtime.shutdown_background();
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// GTK would end the process with a panic.
#[cfg(target_os = "linux")]
fn check_display() -> anyhow::Result<()> {
    gtk::init().context(
        "there is no display to open the window on; start it in a desktop session, set DISPLAY or WAYLAND_DISPLAY, \
         or run switchboard-server, which needs none",
    )
}

#[cfg(not(target_os = "linux"))]
fn check_display() -> anyhow::Result<()> {
    Ok(())
}

/// Whoever ends the process from outside gets the same good order as who closes the window.
async fn exit_on_signal(app: AppHandle) {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = terminated => {}
        Ok(()) = tokio::signal::ctrl_c() => {}
    }
    app.exit(0);
}
