//! Tells of private joins while nobody looks at the window, and keeps the tray up to date.

use std::{collections::HashMap, sync::Arc, time::Duration};

use desktop::{Approval, Desktop};
use tauri::AppHandle;
use tokio::{select, sync::watch};

use crate::{bus::Notifier, tray, window};

/// How long what closing the window does is shown.
const EXPLAINED_MS: u64 = 10_000;
/// How long the end of the app waits for the desktop to show a notification.
const PATIENCE: Duration = Duration::from_secs(2);

/// Follows the approvals until the app ends.
pub(crate) async fn follow(app: AppHandle, desktop: Arc<Desktop>) {
    let mut waiting = desktop.waiting();
    let notifier = match Notifier::connect().await {
        Ok(notifier) => Some(notifier),
        Err(error) => {
            tracing::info!(%error, "this session has no notifications");
            None
        }
    };
    let clicks = async {
        match &notifier {
            Some(notifier) => {
                let show = |_| window::show_page(&app, "/approvals");
                if let Err(error) = notifier.clicks(show).await {
                    tracing::warn!(%error, "clicks on notifications are not heard");
                }
            }
            None => std::future::pending().await,
        }
        std::future::pending::<()>().await;
    };
    let telling = tell_each(&app, &desktop, notifier.as_ref(), &mut waiting);
    select! {
        () = clicks => {}
        () = telling => {}
    }
}

async fn tell_each(
    app: &AppHandle,
    desktop: &Desktop,
    notifier: Option<&Notifier>,
    waiting: &mut watch::Receiver<Vec<Approval>>,
) {
    let mut shown = HashMap::new();
    loop {
        let now = waiting.borrow_and_update().clone();
        tray::tell(app, &now);
        if let Some(notifier) = notifier {
            let answered = shown.extract_if(|id: &String, _| now.iter().all(|one| one.id != *id));
            for (_, number) in answered.collect::<Vec<_>>() {
                notifier.close(number).await;
            }
            let wanted = desktop.preferences().notifications && !window::in_front(app);
            for one in &now {
                if wanted && !shown.contains_key(&one.id) {
                    let (title, body) = words(one);
                    match notifier.show(&title, &body, one.left_ms).await {
                        Ok(number) => drop(shown.insert(one.id.clone(), number)),
                        Err(error) => tracing::info!(%error, "a notification was not shown"),
                    }
                }
            }
        }
        if waiting.changed().await.is_err() {
            return;
        }
    }
}

fn words(one: &Approval) -> (String, String) {
    let title = format!("{} wants to join {}", one.who.label, one.channel);
    let body = format!("{} s left; then the answer is no.", one.left_ms / 1_000);
    (title, body)
}

/// Says, the first time, that closing the window leaves the server running.
pub(crate) async fn explain_closing(desktop: Arc<Desktop>) {
    if desktop.preferences().close_explained {
        return;
    }
    let told = async {
        let notifier = Notifier::connect().await?;
        let body = "The server goes on. Open the window, or quit, from the tray; Settings has the choice.";
        notifier
            .show("Switchboard is in the tray", body, EXPLAINED_MS)
            .await
    };
    match tokio::time::timeout(PATIENCE, told).await {
        Ok(Ok(_)) => desktop.close_explained(),
        Ok(Err(error)) => tracing::info!(%error, "what closing does could not be said"),
        Err(_) => tracing::info!("what closing does could not be said in time"),
    }
}
