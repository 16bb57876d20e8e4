//! What the page may ask for: three commands, each allowed by name in `capabilities/main.json`.

use std::{ops::ControlFlow, sync::Arc};

use desktop::{Desktop, Request, Response, StreamEvent, StreamId};
use serde::Serialize;
use tauri::{State, ipc::Channel};

/// Calls an operation of a target. Failures are answers, so this never fails.
#[tauri::command]
pub(crate) async fn fetch(
    desktop: State<'_, Arc<Desktop>>,
    target: String,
    method: String,
    path: String,
    body: Option<String>,
) -> Result<Response, ()> {
    Ok(desktop.fetch(&target, Request { method, path, body }).await)
}

/// Opens a stream of a target; what it has to say comes on `channel`, each time a [`Signal`] as JSON text.
#[tauri::command]
pub(crate) fn stream_open(
    desktop: State<'_, Arc<Desktop>>,
    target: String,
    path: String,
    channel: Channel<String>,
) -> StreamId {
    desktop.stream_open(target, path, move |event| {
        let signal = match &event {
            StreamEvent::Open => Signal::Open,
            StreamEvent::Frame(text) => Signal::Frame { text },
            StreamEvent::Closed { reason } => Signal::Closed { reason },
        };
        let sent = serde_json::to_string(&signal).map(|text| channel.send(text));
        if matches!(sent, Ok(Ok(()))) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })
}

/// Closes a stream.
#[tauri::command]
pub(crate) fn stream_close(desktop: State<'_, Arc<Desktop>>, id: StreamId) {
    desktop.stream_close(id);
}

/// A [`StreamEvent`] in the words of the page.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Signal<'a> {
    Open,
    Frame { text: &'a str },
    Closed { reason: &'a str },
}
