//! As much of the W3C WebDriver protocol as the tests need.

use std::{fs, path::Path, path::PathBuf, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::within;

/// Functions that every script may use.
const PAGE_JS: &str = include_str!("page.js");
/// The key under which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Paints a page in which nothing happens for 60 frames more: the driver takes its picture with the next one only.
const REPAINT: &str = "
    let left = 60;
    const paint = () => {
      document.body.style.opacity = left % 2 ? '0.999' : '';
      if (left-- > 0) requestAnimationFrame(paint);
    };
    paint();";
/// Control and A.
const SELECT_ALL: &str = "\u{E009}a";
/// How long a condition in the page may take.
const LIMIT: Duration = Duration::from_secs(15);

/// The page in the app's window.
#[derive(Debug)]
pub struct Page {
    http: Client,
    session: String,
    pictures: PathBuf,
}

/// An element of the page.
#[derive(Clone, Debug)]
pub struct Element(Value);

impl Page {
    /// Has the driver start `binary` and takes the page it shows. Pictures go to `pictures`.
    pub(crate) async fn open(port: u16, binary: &Path, pictures: PathBuf) -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()?;
        let driver = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + Duration::from_secs(10);
        while let Err(error) = call(&http, Method::GET, &format!("{driver}/status"), None).await {
            if Instant::now() > deadline {
                return Err(error.context("WebKitWebDriver did not come up within 10 s"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let options = json!({ "binary": binary, "args": [] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let sessions = format!("{driver}/session");
        let opened = call(&http, Method::POST, &sessions, Some(&wanted));
        // A left-over app on the same bus would make the driver wait for ever.
        let opened = within(Duration::from_secs(20), "the app's window", opened).await?;
        let id = opened["sessionId"].as_str().context("a session without an id")?;
        let session = format!("{sessions}/{id}");
        let limits = json!({ "script": LIMIT.as_millis() + 2_000 });
        call(&http, Method::POST, &format!("{session}/timeouts"), Some(&limits)).await?;
        Ok(Self {
            http,
            session,
            pictures,
        })
    }

    /// Runs a script in the page; its `return` is the answer. It may use `one(role, text)` and `all(role, text)`.
    pub async fn run(&self, script: &str) -> Result<Value> {
        let body = json!({ "script": format!("{PAGE_JS}\n{script}"), "args": [] });
        self.post("execute/sync", &body).await
    }

    /// Runs a script that calls `done(answer)` when it has one.
    pub async fn run_until_done(&self, script: &str) -> Result<Value> {
        let script = format!("{PAGE_JS}\nconst done = arguments[arguments.length - 1];\n{script}");
        self.post("execute/async", &json!({ "script": script, "args": [] }))
            .await
    }

    /// Waits until the expression is truthy, looking again with every change of the page, and gives its value.
    pub async fn until(&self, what: &str, expression: &str) -> Result<Value> {
        let limit = LIMIT.as_millis();
        let script = format!(
            "const look = () => ({expression});
            let watcher;
            const finish = (answer) => {{ watcher.disconnect(); clearTimeout(late); clearInterval(tick); done(answer); }};
            const check = () => {{ const found = look(); if (found) finish({{ found }}); }};
            watcher = new MutationObserver(check);
            const late = setTimeout(() => finish({{ text: document.body.innerText }}), {limit});
            const tick = setInterval(check, 50);
            watcher.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
            check();"
        );
        let mut answer = self
            .run_until_done(&script)
            .await
            .with_context(|| format!("looking for {what}"))?;
        match answer.get_mut("found") {
            Some(found) => Ok(found.take()),
            None => bail!(
                "waited in vain for {what}; the page says:\n{}",
                answer["text"].as_str().unwrap_or_default()
            ),
        }
    }

    /// Waits for an element of that role with the text in its accessible name.
    pub async fn find(&self, role: &str, text: &str) -> Result<Element> {
        let expression = format!("one({}, {})", json!(role), json!(text));
        self.element(&format!("{role} \"{text}\""), &expression).await
    }

    /// Waits until the expression gives an element.
    pub async fn element(&self, what: &str, expression: &str) -> Result<Element> {
        Ok(Element(self.until(what, expression).await?))
    }

    /// Waits for it and clicks on it, with the pointer.
    pub async fn click(&self, role: &str, text: &str) -> Result<()> {
        let element = self.find(role, text).await?;
        self.click_on(&element)
            .await
            .with_context(|| format!("clicking on {role} \"{text}\""))
    }

    pub async fn click_on(&self, element: &Element) -> Result<()> {
        self.post(&format!("element/{}/click", element.id()?), &json!({}))
            .await?;
        Ok(())
    }

    /// Types into an element.
    pub async fn type_into(&self, element: &Element, text: &str) -> Result<()> {
        let body = json!({ "text": text });
        self.post(&format!("element/{}/value", element.id()?), &body)
            .await?;
        Ok(())
    }

    /// Types over all that is in an element.
    pub async fn replace_text(&self, element: &Element, text: &str) -> Result<()> {
        self.click_on(element).await?;
        // The driver lets go of the control key at the end of a call.
        self.type_into(element, SELECT_ALL).await?;
        self.type_into(element, text).await
    }

    /// Presses keys wherever the focus is, one after the other: `/`, `Enter`, `mod+Enter`, `shift+g`.
    pub async fn press(&self, keys: &[&str]) -> Result<()> {
        for key in keys {
            let (held, key) = match key.rsplit_once('+') {
                Some((held, key)) if !key.is_empty() => (held.split('+').map(code).collect(), code(key)),
                _ => (Vec::new(), code(key)),
            };
            let down = held.iter().chain([&key]).map(|key| stroke("keyDown", key));
            let up = [&key]
                .into_iter()
                .chain(held.iter().rev())
                .map(|key| stroke("keyUp", key));
            self.act(down.chain(up).collect()).await?;
        }
        Ok(())
    }

    /// Types wherever the focus is.
    pub async fn write(&self, text: &str) -> Result<()> {
        let strokes = text.chars().flat_map(|letter| {
            let key = letter.to_string();
            [stroke("keyDown", &key), stroke("keyUp", &key)]
        });
        self.act(strokes.collect()).await
    }

    async fn act(&self, strokes: Vec<Value>) -> Result<()> {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.post("actions", &json!({ "actions": [keyboard] })).await?;
        Ok(())
    }

    /// Keeps a picture of the page as `name.png`.
    pub async fn picture(&self, name: &str) -> Result<()> {
        self.run(REPAINT).await?;
        let shot = self.send(Method::GET, "screenshot", None).await?;
        let png = STANDARD.decode(shot.as_str().context("no picture")?)?;
        let path = self.pictures.join(format!("{name}.png"));
        fs::write(&path, png).with_context(|| format!("{} cannot be written", path.display()))
    }

    async fn post(&self, what: &str, body: &Value) -> Result<Value> {
        self.send(Method::POST, what, Some(body)).await
    }

    async fn send(&self, method: Method, what: &str, body: Option<&Value>) -> Result<Value> {
        call(&self.http, method, &format!("{}/{what}", self.session), body).await
    }
}

fn stroke(kind: &str, key: &str) -> Value {
    json!({ "type": kind, "value": key })
}

/// A key in the protocol's alphabet.
fn code(name: &str) -> String {
    let code = match name {
        "mod" => '\u{E009}',
        "shift" => '\u{E008}',
        "alt" => '\u{E00A}',
        "Enter" => '\u{E007}',
        "Tab" => '\u{E004}',
        "Escape" => '\u{E00C}',
        "Space" => ' ',
        "Backspace" => '\u{E003}',
        "Delete" => '\u{E017}',
        "Left" => '\u{E012}',
        "Up" => '\u{E013}',
        "Right" => '\u{E014}',
        "Down" => '\u{E015}',
        "Home" => '\u{E011}',
        "End" => '\u{E010}',
        "PageUp" => '\u{E00E}',
        "PageDown" => '\u{E00F}',
        letter => return letter.to_owned(),
    };
    code.to_string()
}

impl Element {
    fn id(&self) -> Result<&str> {
        self.0[ELEMENT].as_str().context("this is no element")
    }
}

async fn call(http: &Client, method: Method, url: &str, body: Option<&Value>) -> Result<Value> {
    let mut request = http.request(method, url);
    if let Some(body) = body {
        request = request.json(body);
    }
    let response = request.send().await?;
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let mut answer: Value = response.json().await?;
    let value = answer["value"].take();
    if failed {
        return Err(anyhow!(
            "{}: {}",
            value["error"],
            value["message"].as_str().unwrap_or_default()
        ));
    }
    Ok(value)
}
