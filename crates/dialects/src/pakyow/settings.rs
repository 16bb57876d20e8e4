//! What the configuration may say about this dialect.

use model::{ChannelName, Millis, Refusal, RefusalCode};
use serde_json::Value;

use crate::{
    Lookup,
    settings::{Setting, only, text},
};

const SETTINGS: &[Setting] = &[
    ("enabled", truth),
    ("cookie", cookie),
    ("origins", origins),
    ("patience", patience),
    ("strict", truth),
    ("version", version),
    // Read by the server, which makes the requests.
    ("upstream", upstream),
    ("demo", truth),
    ("demo_channel", demo_channel),
];

pub(super) fn check(settings: &Value) -> Vec<(String, String)> {
    only(settings, SETTINGS)
}

/// The settings as they are now.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a>(&'a Value);

impl<'a> Settings<'a> {
    pub fn of(lookup: &'a dyn Lookup) -> Self {
        Self(lookup.settings())
    }

    /// Is the dialect spoken at all?
    pub fn enabled(self) -> Result<(), Refusal> {
        if self.truth("enabled", true) {
            return Ok(());
        }
        let refusal = Refusal::new(RefusalCode::NotFound, "Pakyow's channels are switched off here");
        Err(refusal.fix("set enabled to true, or leave it out"))
    }

    /// Name of the cookie that holds the session.
    pub fn cookie(self) -> &'a str {
        self.text("cookie", "pakyow.session")
    }

    /// Is this one of the origins whose pages may connect, beside those of this server?
    pub fn lists(self, origin: &str) -> bool {
        let listed = self.0.get("origins").and_then(Value::as_array);
        listed.is_some_and(|all| all.iter().any(|one| *one == "*" || *one == origin))
    }

    /// How long a page that was subscribed has to connect for the first time.
    pub fn patience(self) -> Millis {
        self.0.get("patience").and_then(Value::as_u64).unwrap_or(60_000)
    }

    /// Is what cannot be answered met with silence, as in the original?
    pub fn strict(self) -> bool {
        self.truth("strict", false)
    }

    /// Is it to be 0.10?
    pub fn old(self) -> bool {
        self.text("version", "0.11") == "0.10"
    }

    /// Is there the page to try it out?
    pub fn demo(self) -> bool {
        self.truth("demo", true)
    }

    /// The channel of that page.
    pub fn demo_channel(self) -> &'a str {
        self.text("demo_channel", "lobby")
    }

    fn truth(self, name: &str, otherwise: bool) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(otherwise)
    }

    fn text(self, name: &str, otherwise: &'a str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or(otherwise)
    }
}

fn truth(value: &Value) -> Result<(), &'static str> {
    value.as_bool().map(|_| ()).ok_or("true or false")
}

fn cookie(value: &Value) -> Result<(), &'static str> {
    let right = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match value {
        Value::String(name) if !name.is_empty() && name.bytes().all(right) => Ok(()),
        _ => Err("the name of a cookie: letters, digits and . _ -"),
    }
}

fn origins(value: &Value) -> Result<(), &'static str> {
    match value {
        Value::Array(all) if all.iter().all(|one| text(one).is_ok()) => Ok(()),
        _ => Err("a list of origins, as in [\"https://example.org\"]"),
    }
}

fn patience(value: &Value) -> Result<(), &'static str> {
    /// A day.
    const LONGEST: Millis = 86_400_000;

    match value.as_u64() {
        Some(1..=LONGEST) => Ok(()),
        _ => Err("milliseconds, 1 to 86400000"),
    }
}

fn version(value: &Value) -> Result<(), &'static str> {
    match value.as_str() {
        Some("0.10" | "0.11") => Ok(()),
        _ => Err("\"0.10\" or \"0.11\""),
    }
}

fn upstream(value: &Value) -> Result<(), &'static str> {
    let url = value.as_str().unwrap_or_default();
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    match rest {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') => Ok(()),
        _ => Err("a URL, as in \"http://127.0.0.1:3000\""),
    }
}

fn demo_channel(value: &Value) -> Result<(), &'static str> {
    let named = value
        .as_str()
        .is_some_and(|name| ChannelName::parse(name).is_ok());
    named.then_some(()).ok_or("a channel's name")
}
