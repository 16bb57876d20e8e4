//! What tests of a dialect stand on: a server to ask, as one writes it down.

#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::collections::HashMap;

use dialects::{Headers, Hello, Lookup, Spoken, Transport};
use engine::Keys;
use model::{AppId, ChannelName, Timestamp, TokenId};
use serde_json::{Value, json};

const UPGRADE: &[(&str, &[u8])] = &[("upgrade", b"websocket")];

/// The dialect of this name.
pub fn spoken(name: &str) -> &'static Spoken {
    dialects::ALL.iter().find(|spoken| spoken.name == name).unwrap()
}

/// Numbers that look random and are always the same.
pub struct Numbers(u64);

impl Numbers {
    pub fn begin() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}

/// A server with one app, `project_1`, whose backend shows `ptk_1`.
#[derive(Debug)]
pub struct Server {
    pub now: Timestamp,
    pub settings: Value,
    pub apps: Vec<&'static str>,
    /// By credential.
    pub backends: Vec<(&'static str, &'static str)>,
    pub signing_secrets: Vec<String>,
    pub registered: Vec<&'static str>,
    pub keys: HashMap<String, Keys>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            now: Timestamp(1_767_225_600_000),
            settings: json!({}),
            apps: vec!["project_1"],
            backends: vec![("ptk_1", "project_1")],
            signing_secrets: Vec::new(),
            registered: Vec::new(),
            keys: HashMap::new(),
        }
    }
}

impl Lookup for Server {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn settings(&self) -> &Value {
        &self.settings
    }

    fn app(&self, id: &str) -> Option<AppId> {
        self.apps.contains(&id).then(|| AppId::from(id))
    }

    fn default_app(&self) -> Option<AppId> {
        let named = self.settings["app"].as_str();
        named.or(self.apps.first().copied()).map(AppId::from)
    }

    fn backend(&self, credential: &str) -> Option<AppId> {
        let found = self.backends.iter().find(|(shown, _)| *shown == credential);
        found.map(|(_, app)| AppId::from(*app))
    }

    fn signing_secrets(&self, _: &AppId) -> Vec<String> {
        self.signing_secrets.clone()
    }

    fn registered(&self, _: &AppId, client: &TokenId) -> bool {
        client
            .client()
            .is_some_and(|name| self.registered.contains(&name))
    }

    fn keys(&self, _: &AppId, channel: &ChannelName) -> Option<Keys> {
        self.keys.get(channel.as_str()).cloned()
    }

    fn secret(&self, purpose: &str) -> [u8; 32] {
        let mut secret = [7; 32];
        secret
            .iter_mut()
            .zip(purpose.bytes())
            .for_each(|(to, from)| *to ^= from);
        secret
    }
}

/// A client that connects to `url`, path and query, from the same machine.
pub fn hello<'a>(url: &'a str, headers: &'a [(&'a str, &'a [u8])], server: &'a Server) -> Hello<'a> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    Hello {
        transport: Transport::WebSocket,
        path,
        query,
        // Without it there is no opening.
        headers: Headers(if headers.is_empty() { UPGRADE } else { headers }),
        loopback: true,
        own_listener: false,
        entropy: [1; 16],
        lookup: server,
    }
}
