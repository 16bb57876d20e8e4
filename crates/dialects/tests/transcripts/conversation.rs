//! A conversation with a dialect, line by line.

use std::{collections::HashMap, io::Read};

use dialects::{Dialect, Frame, Hello, Spoken, Step, Wire, Written};
use engine::{CloseReason, Event};
use flate2::read::ZlibDecoder;
use model::Millis;

use crate::words;

pub struct Conversation {
    spoken: &'static Spoken,
    dialect: Option<Box<dyn Dialect>>,
    now: Millis,
    channels: words::Channels,
}

impl Conversation {
    pub fn new(spoken: &'static Spoken) -> Self {
        Self {
            spoken,
            dialect: None,
            now: 0,
            channels: HashMap::new(),
        }
    }

    /// What the dialect makes of a line; `None`: nothing happens in it, it is something that the dialect made.
    ///
    /// | line | what happens |
    /// |---|---|
    /// | `channel <name> <visibility> <capability bits> <state>` | from now on there is such a channel |
    /// | `open <path>?<query>` | a client connects, in a conversation of its own, at 0 ms |
    /// | `in <text>`, `binary <text>` | it sends a frame |
    /// | `event …` | it is to be told something, in [`words::event`]'s words |
    /// | `tick +<ms>` | time passes |
    /// | `end <reason>` | the server ends the connection |
    pub fn hear(&mut self, line: &str) -> Option<Vec<String>> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "channel" => {
                words::channel(rest, &mut self.channels);
                Some(Vec::new())
            }
            "open" => Some(self.open(rest)),
            "in" => Some(self.step(|dialect, now, steps| dialect.read(Wire::Text(rest), now, steps))),
            "binary" => {
                Some(self.step(|dialect, now, steps| dialect.read(Wire::Binary(rest.as_bytes()), now, steps)))
            }
            "tick" => Some(self.pass(rest.trim_start_matches('+').parse().unwrap())),
            "event" => {
                let event = words::event(rest, &self.channels);
                Some(vec![self.tell(&event)])
            }
            "end" => {
                let reason = words::close_reason(rest);
                Some(vec![self.close(&reason)])
            }
            "out" | "out-binary" | "out-zlib" | "do" | "alive" | "refused" | "close" | "rejected"
            | "silent" => None,
            other => panic!("no transcript line begins with {other:?}: {line}"),
        }
    }

    fn open(&mut self, url: &str) -> Vec<String> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        assert!(
            self.spoken.sockets.contains(&path),
            "{path} is no socket of {}",
            self.spoken.name
        );
        self.now = 0;
        match (self.spoken.accept)(&Hello { path, query }) {
            Ok(dialect) => {
                self.dialect = Some(dialect);
                self.step(|dialect, now, steps| dialect.open(now, steps))
            }
            Err(refusal) => vec![format!("rejected {}", words::refusal(&refusal))],
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
                Step::Heartbeat => "alive".to_owned(),
                Step::Refused(what, refusal) => format!("refused {what}: {}", words::refusal(refusal)),
                Step::Close(reason) => self.close(reason),
            })
            .collect()
    }

    fn close(&mut self, reason: &CloseReason) -> String {
        let (code, sentence) = self.dialect().close(reason);
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
