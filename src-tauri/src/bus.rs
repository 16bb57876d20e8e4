//! What the desktop session offers: a tray that shows icons, and notifications.

use std::collections::HashMap;

use futures_util::StreamExt;
use zbus::{Connection, blocking, fdo, proxy, zvariant::Value};

#[proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    #[expect(clippy::too_many_arguments, reason = "the desktop's specification has these")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, &Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    fn close_notification(&self, id: u32) -> zbus::Result<()>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: &str) -> zbus::Result<()>;
}

#[proxy(
    interface = "org.kde.StatusNotifierWatcher",
    default_service = "org.kde.StatusNotifierWatcher",
    default_path = "/StatusNotifierWatcher"
)]
trait Watcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> zbus::Result<bool>;
}

/// Does this session show the icons of trays? If in doubt it does not: a hidden window must be found again.
pub(crate) fn tray_is_there() -> bool {
    let ask = || -> zbus::Result<bool> {
        let bus = blocking::Connection::session()?;
        // Asked first, because asking for a property would start a program that offers the name.
        if !blocking::fdo::DBusProxy::new(&bus)?.name_has_owner(WATCHER.try_into()?)? {
            return Ok(false);
        }
        WatcherProxyBlocking::new(&bus)?.is_status_notifier_host_registered()
    };
    ask().unwrap_or(false)
}

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The way to the session's notifications.
pub(crate) struct Notifier {
    proxy: NotificationsProxy<'static>,
}

impl Notifier {
    /// # Errors
    /// There is no session bus.
    pub(crate) async fn connect() -> zbus::Result<Self> {
        let bus = Connection::session().await?;
        let proxy = NotificationsProxy::new(&bus).await?;
        Ok(Self { proxy })
    }

    /// Shows a notification for `ms` and answers its number.
    pub(crate) async fn show(&self, title: &str, body: &str, ms: u64) -> zbus::Result<u32> {
        let urgency = Value::from(1_u8);
        let entry = Value::from("switchboard");
        self.proxy
            .notify(
                "Switchboard",
                0,
                "switchboard",
                title,
                body,
                &["default", "Open"],
                HashMap::from([("urgency", &urgency), ("desktop-entry", &entry)]),
                i32::try_from(ms).unwrap_or(i32::MAX),
            )
            .await
    }

    /// Takes one away; one that is gone already is no error.
    pub(crate) async fn close(&self, id: u32) {
        // Daemons answer with an error where there is nothing left to close.
        let _ = self.proxy.close_notification(id).await;
    }

    /// Calls `clicked` with the number of each notification that somebody clicks, for ever.
    pub(crate) async fn clicks(&self, clicked: impl Fn(u32)) -> fdo::Result<()> {
        let mut clicks = self.proxy.receive_action_invoked().await?;
        while let Some(click) = clicks.next().await {
            clicked(click.args()?.id);
        }
        Ok(())
    }
}
