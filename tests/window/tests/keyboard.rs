//! The live view by keyboard alone: publish, find, filter, pause, compare, follow a message to everybody, keep it in a
//! file and look into that.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use window::{Page, RunningApp, within};

/// Where everybody meets.
const CHANNEL: &str = "stage";

/// Messages that come while the list is held still.
const MEANWHILE: u64 = 1_000;

/// Bytes of a message that fills the queue of who does not read.
const LARGE: usize = 60_000;

#[tokio::test]
async fn the_live_view_is_used_by_keyboard_alone() -> Result<()> {
    let app = RunningApp::start("keyboard").await?;
    let told = within(Duration::from_secs(180), "the whole story", story(&app)).await;
    if told.is_err() {
        app.page.picture("failed").await?;
    }
    told?;
    app.end().await
}

async fn story(app: &RunningApp) -> Result<()> {
    let page = &app.page;
    let backend = Backend::of(app)?;
    backend.make_channel().await?;
    page.find("any", "A client connected, published and received.")
        .await?;
    page.press(&["g", "l"]).await?;
    page.find("any", "Nothing has happened yet").await?;

    publish_from_the_composer(page, "greet", r#"{"user":{"id":42}}"#).await?;
    page.find("row", "greet").await?;
    page.picture("01-published").await?;

    // By a value in the payload; then not those, then only these.
    backend.publish("other", json!({ "user": { "id": 7 } })).await?;
    backend.publish("same", json!({ "user": { "id": 42 } })).await?;
    page.find("row", "other").await?;
    filter(page, "payload.user.id=42").await?;
    matched(page, 2).await?;
    page.press(&["End", "k", "x"]).await?;
    choose(page, "event").await?;
    matched(page, 1).await?;
    page.press(&["k", "i"]).await?;
    choose(page, "channel").await?;
    page.until(
        "all three parts of the filter",
        "all('button', 'Remove').length === 3",
    )
    .await?;
    matched(page, 1).await?;
    page.picture("02-filtered").await?;

    // Held still while a thousand come; then they are there, in order.
    page.press(&["Space"]).await?;
    page.find("button", "Paused").await?;
    backend.publish_meanwhile().await?;
    page.until(
        "the count of what waits",
        "one('button', 'Paused')?.textContent.includes('1,000 new')",
    )
    .await?;
    let still = page
        .run("return document.querySelectorAll('[data-testid=live-row]').length")
        .await?;
    assert_eq!(still, 1, "the list moved while it was paused");
    page.press(&["Space"]).await?;
    matched(page, MEANWHILE + 1).await?;
    page.until("the last of them", "one('row', 'meanwhile-999')")
        .await?;
    let shown = page
        .run(
            "return [...document.querySelectorAll('[data-testid=live-row]')]
            .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
            .map((row) => Number(row.textContent.match(/\"n\":(\\d+)/)?.[1]))
            .filter((n) => !Number.isNaN(n))",
        )
        .await?;
    let shown: Vec<u64> = serde_json::from_value(shown)?;
    assert_eq!(shown.last(), Some(&(MEANWHILE - 1)));
    assert!(shown.is_sorted_by(|one, next| one + 1 == *next), "{shown:?}");
    page.picture("03-resumed").await?;

    // Two of them side by side.
    page.press(&["c", "j"]).await?;
    page.until(
        "the next one to be selected",
        "document.querySelector('[data-testid=live-row][aria-selected=true]')?.textContent.includes('meanwhile-0')",
    )
    .await?;
    page.press(&["c"]).await?;
    page.until(
        "the comparison",
        "document.querySelector('[data-testid=live-compare]')",
    )
    .await?;
    page.picture("04-compared").await?;
    page.press(&["Escape"]).await?;

    // The way of a message to three connections, of which one does not read.
    simulate_three(app).await?;
    backend.fill_a_queue().await?;
    filter(page, "event:final").await?;
    publish_from_the_composer(page, "final", r#"{"curtain":true}"#).await?;
    page.find("row", "final").await?;
    page.press(&["End", "k", "Enter"]).await?;
    page.until(
        "its journey",
        "one('any', '3 matched') && one('any', '2 written') && one('any', '1 queued')",
    )
    .await?;
    page.picture("05-journey").await?;
    page.press(&["Escape"]).await?;

    // Into a file, and out of it again.
    page.press(&["e"]).await?;
    page.find("button", "Export").await?;
    tab_to(page, "NDJSON").await?;
    page.press(&["Right", "Right"]).await?;
    tab_to(page, "Export").await?;
    page.press(&["Enter"]).await?;
    let said = page
        .until(
            "the file",
            "document.body.innerText.match(/1 events? (?:are|is) in (\\S+)\\./)?.[1]",
        )
        .await?;
    let path = said.as_str().context("no path was said")?.to_owned();
    page.press(&["mod+k"]).await?;
    page.write("Open a capture").await?;
    page.press(&["Enter"]).await?;
    page.find("textbox", "Path of the file").await?;
    page.write(&path).await?;
    page.press(&["Enter"]).await?;
    page.find("any", "event from a file").await?;
    page.find("row", "final").await?;
    page.picture("06-reopened").await
}

/// Opens the composer, says what goes where, sends it, and closes it.
async fn publish_from_the_composer(page: &Page, event: &str, payload: &str) -> Result<()> {
    page.press(&["mod+j"]).await?;
    page.until(
        "the composer",
        "document.activeElement === one('textbox', 'Event')",
    )
    .await?;
    page.press(&["mod+a"]).await?;
    page.write(event).await?;
    page.press(&["shift+Tab", "mod+a"]).await?;
    page.write(CHANNEL).await?;
    tab_to(page, "Payload (JSON)").await?;
    page.press(&["mod+a"]).await?;
    page.write(payload).await?;
    page.press(&["mod+Enter"]).await?;
    page.find("any", "Published at position").await?;
    page.press(&["mod+j"]).await
}

/// Types over what the filter is.
async fn filter(page: &Page, text: &str) -> Result<()> {
    page.press(&["/", "mod+a"]).await?;
    page.write(text).await?;
    // First the list of completions goes, then the focus.
    page.press(&["Escape", "Escape"]).await
}

/// Waits until so many rows are shown.
async fn matched(page: &Page, rows: u64) -> Result<()> {
    let shown = "document.querySelector('[data-testid=live-status]')?.dataset.matched";
    page.until(&format!("{rows} rows"), &format!("{shown} === '{rows}'"))
        .await?;
    Ok(())
}

/// Goes down an open menu to what begins so, and takes it.
async fn choose(page: &Page, beginning: &str) -> Result<()> {
    page.until("a menu", "document.querySelector('[role=menu]')")
        .await?;
    focus(
        page,
        "Down",
        &format!("textOf(document.activeElement).startsWith('{beginning}')"),
        beginning,
    )
    .await?;
    page.press(&["Enter"]).await
}

async fn tab_to(page: &Page, name: &str) -> Result<()> {
    focus(
        page,
        "Tab",
        &format!("nameOf(document.activeElement).trim() === '{name}'"),
        name,
    )
    .await
}

/// Presses a key until what has the focus is what is wanted.
async fn focus(page: &Page, key: &str, wanted: &str, name: &str) -> Result<()> {
    for _ in 0..40 {
        if page.run(&format!("return {wanted}")).await? == true {
            return Ok(());
        }
        page.press(&[key]).await?;
    }
    bail!("the key {key} never led to \"{name}\"")
}

/// Three clients of the app's own in the channel, of which the first reads nothing.
async fn simulate_three(app: &RunningApp) -> Result<()> {
    let page = &app.page;
    let wanted = json!({
        "server": "embedded", "app": app.app()?.id, "dialect": "leap", "channel": CHANNEL, "count": 3,
    });
    let made = call(page, "POST", "/app/v1/simulated", &wanted).await?;
    loop {
        let all = call(page, "GET", "/app/v1/simulated", &Value::Null).await?;
        let clients = all["clients"].as_array().context("no simulated clients")?;
        if clients.iter().all(|one| one["channels"][0]["state"] == "joined") {
            break;
        }
    }
    let verbs = format!("/app/v1/simulated/{}/verbs", made[0]["id"]);
    call(page, "POST", &verbs, &json!({ "do": "silence" })).await?;
    Ok(())
}

/// Calls an operation of the app as its page would.
async fn call(page: &Page, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = (!body.is_null()).then(|| body.to_string());
    let ask = json!({ "target": "app", "method": method, "path": path, "body": body });
    let script = format!("window.__TAURI_INTERNALS__.invoke('fetch', {ask}).then(done)");
    let answer = page.run_until_done(&script).await?;
    let text = answer["body"].as_str().unwrap_or_default();
    if !matches!(answer["status"].as_u64(), Some(200..=299)) {
        bail!("{method} {path}: {answer}");
    }
    Ok(serde_json::from_str(text).unwrap_or_default())
}

/// Who does beside the window what a backend does.
struct Backend {
    http: Client,
    channel: String,
    connections: String,
    key: String,
}

impl Backend {
    fn of(app: &RunningApp) -> Result<Self> {
        let base = format!("http://{}/admin/v1/apps/{}", app.ready.admin, app.app()?.id);
        Ok(Self {
            http: Client::builder().no_proxy().build()?,
            channel: format!("{base}/channels"),
            connections: format!("{base}/connections"),
            key: format!("Bearer {}", app.ready.admin_key),
        })
    }

    async fn make_channel(&self) -> Result<()> {
        let channel =
            json!({ "name": CHANNEL, "visibility": "unprotected", "capabilities": ["client_publish"] });
        self.ask(Method::POST, &self.channel, &channel).await?;
        Ok(())
    }

    async fn publish(&self, event: &str, payload: Value) -> Result<()> {
        let url = format!("{}/{CHANNEL}/messages", self.channel);
        self.ask(Method::POST, &url, &json!({ "event": event, "payload": payload }))
            .await?;
        Ok(())
    }

    async fn publish_meanwhile(&self) -> Result<()> {
        let message =
            |n| json!({ "event": format!("meanwhile-{n}"), "payload": { "user": { "id": 42 }, "n": n } });
        let messages: Vec<Value> = (0..MEANWHILE).map(message).collect();
        let url = format!("{}/{CHANNEL}/messages/batch", self.channel);
        self.ask(Method::POST, &url, &json!({ "messages": messages }))
            .await?;
        Ok(())
    }

    /// Publishes until something waits for a connection that does not read.
    async fn fill_a_queue(&self) -> Result<()> {
        let payload = json!("x".repeat(LARGE));
        for _ in 0..500 {
            self.publish("large", payload.clone()).await?;
            let answer = self.ask(Method::GET, &self.connections, &Value::Null).await?;
            let all = answer["items"].as_array().context("no connections")?;
            if all.iter().any(|one| one["queued_bytes"].as_u64() > Some(0)) {
                return Ok(());
            }
        }
        bail!("nobody's queue was ever filled")
    }

    async fn ask(&self, method: Method, url: &str, body: &Value) -> Result<Value> {
        let mut request = self.http.request(method, url).header("Authorization", &self.key);
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("{url} answered {status}: {text}");
        }
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }
}
