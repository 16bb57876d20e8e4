//! A conversation with a dialect, line by line.

use std::io::Read;

use dialects::{Dialect, Frame, Headers, Spoken, Step, Transport, Wire, Written};
use engine::{CloseReason, Event};
use flate2::read::ZlibDecoder;
use model::Millis;

use crate::{
    kit::{self, Server},
    words,
};

pub struct Conversation {
    spoken: &'static Spoken,
    dialect: Option<Box<dyn Dialect>>,
    now: Millis,
    scene: words::Scene,
    server: Server,
    /// Of the next client.
    headers: Vec<(String, String)>,
    own_listener: bool,
}

impl Conversation {
    pub fn new(spoken: &'static Spoken) -> Self {
        Self {
            spoken,
            dialect: None,
            now: 0,
            scene: words::Scene::default(),
            server: Server::default(),
            headers: Vec::new(),
            own_listener: false,
        }
    }

    /// What the dialect makes of a line; `None`: nothing happens in it, it is something that the dialect made.
    ///
    /// | line | what happens |
    /// |---|---|
    /// | `channel <name> <visibility> <capability bits> <state>` | from now on there is such a channel |
    /// | `from …`, `at <ms>`, `person …` | who is meant from now on, in [`words::scene`]'s words |
    /// | `setting <name> <JSON>` | what the configuration says of the dialect |
    /// | `secret <text>` | one more secret that signs the tokens of clients |
    /// | `keys <channel> <join key or -> <send key or ->` | what a channel asks for |
    /// | `header <name> <value>` | one that the next client sends |
    /// | `own listener` | the next client comes to the listener of the dialect's own |
    /// | `open <path>?<query>`, `stream …` | a client connects, in a conversation of its own, at 0 ms |
    /// | `in <text>`, `binary <text>`, `hex <bytes>` | it sends a frame |
    /// | `pong` | it answers a ping |
    /// | `event …` | it is to be told something, in [`words::event`]'s words |
    /// | `tick +<ms>` | time passes |
    /// | `end <reason>` | the server ends the connection |
    pub fn hear(&mut self, line: &str) -> Option<Vec<String>> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "channel" => {
                words::channel(rest, &mut self.scene.channels);
                Some(Vec::new())
            }
            "from" | "at" | "person" => {
                words::scene(verb, rest, &mut self.scene);
                Some(Vec::new())
            }
            "setting" | "secret" | "keys" | "header" | "own" => {
                self.arrange(verb, rest);
                Some(Vec::new())
            }
            "open" => Some(self.open(rest, Transport::WebSocket)),
            "stream" => Some(self.open(rest, Transport::EventStream)),
            "pong" => {
                let now = self.now;
                self.dialect().pong(now);
                Some(Vec::new())
            }
            "hex" => {
                let bytes = words::bytes(rest);
                Some(self.step(|dialect, now, steps| dialect.read(Wire::Binary(&bytes), now, steps)))
            }
            "in" => Some(self.step(|dialect, now, steps| dialect.read(Wire::Text(rest), now, steps))),
            "binary" => {
                Some(self.step(|dialect, now, steps| dialect.read(Wire::Binary(rest.as_bytes()), now, steps)))
            }
            "tick" => Some(self.pass(rest.trim_start_matches('+').parse().unwrap())),
            "event" => {
                let event = words::event(rest, &self.scene);
                Some(vec![self.tell(&event)])
            }
            "end" => {
                let reason = words::close_reason(rest);
                Some(vec![self.close(&reason)])
            }
            "out" | "out-binary" | "out-zlib" | "out-raw" | "ping" | "do" | "alive" | "refused" | "close"
            | "rejected" | "silent" => None,
            other => panic!("no transcript line begins with {other:?}: {line}"),
        }
    }

    fn arrange(&mut self, verb: &str, rest: &str) {
        let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
        match verb {
            "setting" => self.server.settings[name] = serde_json::from_str(value).unwrap(),
            "secret" => self.server.signing_secrets.push(rest.to_owned()),
            "keys" => {
                let (join, send) = value.split_once(' ').unwrap();
                self.server.keys.insert(name.to_owned(), words::keys(join, send));
            }
            "header" => self.headers.push((name.to_owned(), value.to_owned())),
            _ => self.own_listener = true,
        }
    }

    fn open(&mut self, url: &str, transport: Transport) -> Vec<String> {
        let mut given = std::mem::take(&mut self.headers);
        if transport == Transport::WebSocket && !given.iter().any(|(name, _)| name == "upgrade") {
            given.push(("upgrade".into(), "websocket".into()));
        }
        let headers: Vec<_> = given
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let mut hello = kit::hello(url, &headers, &self.server);
        hello.transport = transport;
        hello.own_listener = std::mem::take(&mut self.own_listener);
        hello.headers = Headers(&headers);
        let (name, path) = (self.spoken.name, hello.path);
        assert!((self.spoken.hears)(&hello), "{path} is no place of {name}");
        self.now = 0;
        match (self.spoken.accept)(&hello) {
            Ok(dialect) => {
                self.dialect = Some(dialect);
                self.step(|dialect, now, steps| dialect.open(now, steps))
            }
            Err(denied) => vec![format!(
                "rejected {} {}",
                denied.status,
                words::refusal(&denied.refusal)
            )],
        }
    }

    /// Lets time pass as the server does: the dialect is called whenever it is due.
    fn pass(&mut self, by: Millis) -> Vec<String> {
        let until = self.now + by;
        let mut said = Vec::new();
        while let Some(due) = self.dialect().due().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            said.extend(self.step(|dialect, now, steps| dialect.tick(now, steps)));
            assert_ne!(self.dialect().due(), Some(due), "the dialect stays due at {due}");
        }
        self.now = until;
        said
    }

    fn tell(&mut self, event: &Event) -> String {
        let written = self.dialect().write(event);
        let rendered = (self.dialect().encoding().render)(event);
        match written {
            Written::Own(frame) => out(&frame),
            Written::Shared => out(&rendered.expect("the encoding has no word for what the dialect shares")),
            Written::Nothing => {
                assert_eq!(rendered, None, "the encoding writes what the dialect does not");
                "silent".to_owned()
            }
        }
    }

    fn step(&mut self, happen: impl FnOnce(&mut dyn Dialect, Millis, &mut Vec<Step>)) -> Vec<String> {
        let (now, mut steps) = (self.now, Vec::new());
        happen(self.dialect(), now, &mut steps);
        steps
            .iter()
            .map(|step| match step {
                Step::Do(command) => format!("do {}", words::command(command)),
                Step::Send(frame) => out(frame),
                Step::Ping => "ping".to_owned(),
                Step::Heartbeat => "alive".to_owned(),
                Step::Refused(what, refusal) => format!("refused {what}: {}", words::refusal(refusal)),
                Step::Close(reason) => self.close(reason),
            })
            .collect()
    }

    fn close(&mut self, reason: &CloseReason) -> String {
        let (code, sentence) = (self.spoken.close)(reason);
        assert!(
            sentence.len() <= 123,
            "{} bytes do not fit into a close frame",
            sentence.len()
        );
        format!("close {code} {sentence}")
    }

    fn dialect(&mut self) -> &mut dyn Dialect {
        &mut **self.dialect.as_mut().expect("a conversation begins with `open`")
    }
}

fn out(frame: &Frame) -> String {
    match frame {
        Frame::Text(text) => format!("out {text}"),
        Frame::Raw(text) => format!("out-raw {}", text.escape_debug()),
        Frame::Binary(bytes) if let Some(text) = inflated(bytes) => format!("out-zlib {text}"),
        Frame::Binary(bytes) => {
            let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("out-binary {}", hex.join(" "))
        }
    }
}

/// The text of a frame that is one zlib stream.
fn inflated(bytes: &[u8]) -> Option<String> {
    let (mut text, mut decoder) = (String::new(), ZlibDecoder::new(bytes));
    decoder.read_to_string(&mut text).ok()?;
    (decoder.total_in() == bytes.len() as u64).then_some(text)
}
