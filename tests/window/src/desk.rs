//! A desktop session's side of the bus: a tray that takes icons, and a daemon that shows notifications.

use std::{collections::HashMap, time::Duration};

use anyhow::{Context, Result};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zbus::{Connection, connection::Builder, interface, object_server::SignalEmitter, zvariant::OwnedValue};

use crate::within;

const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";
/// Words that may wait for a test to ask for them.
const ROOM: usize = 64;
const WATCHER: &str = "/StatusNotifierWatcher";

/// What the app wanted of the desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A notification, with its number.
    Shown { id: u32, title: String, body: String },
    /// The number of one that was taken away.
    Closed(u32),
    /// An icon in the tray.
    Icon,
}

/// The desktop, for as long as this lives.
#[derive(Debug)]
pub struct Desk {
    bus: Connection,
    notes: Receiver<Note>,
}

impl Desk {
    /// Takes the names of a desktop on the bus.
    pub(crate) async fn serve(address: &str) -> Result<Self> {
        let (tell, notes) = channel(ROOM);
        let daemon = Daemon {
            tell: tell.clone(),
            last: 0,
        };
        let bus = Builder::address(address)?
            .serve_at(NOTIFICATIONS, daemon)?
            .serve_at(WATCHER, Watcher { tell })?
            .name("org.freedesktop.Notifications")?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await
            .context("the desktop's names cannot be taken")?;
        Ok(Self { bus, notes })
    }

    /// Waits for the next thing that the app wants.
    pub async fn next(&mut self) -> Result<Note> {
        within(
            Duration::from_secs(15),
            "a word from the app to the desktop",
            async { self.notes.recv().await.context("the bus is gone") },
        )
        .await
    }

    /// Clicks a notification.
    pub async fn click(&self, id: u32) -> Result<()> {
        let emitter = SignalEmitter::new(&self.bus, NOTIFICATIONS)?;
        Daemon::action_invoked(&emitter, id, "default").await?;
        Ok(())
    }
}

struct Daemon {
    tell: Sender<Note>,
    last: u32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[expect(clippy::too_many_arguments, reason = "the desktop's specification has these")]
    fn notify(
        &mut self,
        _app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        self.last += 1;
        // Whoever served the desktop may have seen enough.
        let _ = self.tell.try_send(Note::Shown {
            id: self.last,
            title: summary,
            body,
        });
        self.last
    }

    fn close_notification(&self, id: u32) {
        let _ = self.tell.try_send(Note::Closed(id));
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}

struct Watcher {
    tell: Sender<Note>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, _service: String) {
        let _ = self.tell.try_send(Note::Icon);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
