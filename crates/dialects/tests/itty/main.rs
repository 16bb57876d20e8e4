//! The itty dialect beyond its transcripts: who is heard, HTTP, and what holds for every frame.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod frames;
#[path = "../kit/mod.rs"]
mod kit;
mod limits;
mod openings;
mod push;

use dialects::{Denied, Dialect, Frame, Step, Wire};
use engine::Command;
use kit::Server;

fn connect(url: &str, server: &Server) -> Result<Box<dyn Dialect>, Denied> {
    (kit::spoken("itty").accept)(&kit::hello(url, &[], server))
}

/// A connection that is open, with what it did to be let in.
fn opened(url: &str, server: &Server) -> (Box<dyn Dialect>, Vec<Step>) {
    let mut dialect = connect(url, server).unwrap();
    let mut steps = Vec::new();
    dialect.open(0, &mut steps);
    (dialect, steps)
}

fn say(dialect: &mut dyn Dialect, text: &str, now: u64) -> Vec<Step> {
    let mut steps = Vec::new();
    dialect.read(Wire::Text(text), now, &mut steps);
    steps
}

fn published(steps: &[Step]) -> bool {
    matches!(steps, [Step::Do(Command::Publish { .. })])
}

fn text(frame: &Frame) -> &str {
    match frame {
        Frame::Text(text) => text,
        other => panic!("not a text frame: {other:?}"),
    }
}
