//! The app as part of a desktop: what closing does, the tray, notifications.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use anyhow::Result;
use window::{HopClient, LoneApp, Note, RunningApp};

const HIDDEN: &str = "document.visibilityState === 'hidden'";
const SHOWN: &str = "document.visibilityState === 'visible'";

#[tokio::test]
async fn without_a_tray_closing_ends_the_app_in_good_order() -> Result<()> {
    let mut app = LoneApp::start("close").await?;
    app.close_window().await?;
    assert_eq!(app.ended().await?.code(), Some(0));
    assert!(!app.data().join("ready.json").exists());
    assert!(app.data().join("window.json").exists());
    Ok(())
}

#[tokio::test]
async fn with_a_tray_closing_hides_and_a_private_join_is_told() -> Result<()> {
    let (app, mut desk) = RunningApp::start_on_desk("desk").await?;
    assert_eq!(desk.next().await?, Note::Icon);

    // Said the first time only.
    app.close_window()?;
    app.page.until("the window to hide", HIDDEN).await?;
    let Note::Shown { title, body, .. } = desk.next().await? else {
        panic!("closing was not explained");
    };
    assert_eq!(title, "Switchboard is in the tray");
    assert!(body.contains("quit"), "{body}");
    app.start_again().await?;
    app.page.until("the window to come back", SHOWN).await?;
    app.close_window()?;
    app.page.until("the window to hide again", HIDDEN).await?;

    // The server goes on: a client asks, and the desktop tells.
    let mut alice = HopClient::connect(&app, "Alice").await?;
    alice.join("backstage").await?;
    let Note::Shown { id, title, body } = desk.next().await? else {
        panic!("the join was not told");
    };
    assert_eq!(title, "Alice wants to join backstage");
    assert!(!body.contains("leap_token"), "{body}");

    desk.click(id).await?;
    app.page.until("the window to come to the front", SHOWN).await?;
    app.page
        .until("the approvals", "location.hash === '#/approvals'")
        .await?;
    app.page.find("button", "Allow").await?;
    app.page.picture("from-the-notification").await?;
    app.page.click("button", "Allow").await?;
    assert_eq!(desk.next().await?, Note::Closed(id));
    app.end().await
}
