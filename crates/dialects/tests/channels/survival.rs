//! Whatever comes in, the connection goes on, and nothing that is made of it is much bigger than it was.

use dialects::{Dialect, Frame, Step, Wire};
use engine::Command;

use crate::{
    kit::{self, Numbers},
    server, spoken,
    tokens::{SECRET, client, signed},
};

/// Frames that are right, to be bent.
const RIGHT: [&[u8]; 5] = [
    b"\x08\x04\x12\x06\x0a\x04room",
    b"\x08\x04\x12\x08\x0a\x04room\x10\x07",
    b"\x08\x05\x12\x14\x08\xac\x02\x12\x05greet\x1a\x04room\x22\x02hi",
    b"\x08\x05\x12\x15\x08\x01\x1a\x04room\x22\x0b{\"a\":[1.5]}",
    b"\x08\x06\x12\x02\x10\x01",
];

/// Raw bytes, or a right frame with something changed, left out, put in or said twice.
fn generate(numbers: &mut Numbers, out: &mut Vec<u8>) {
    out.clear();
    if numbers.below(4) == 0 {
        for _ in 0..numbers.below(40) {
            out.push(numbers.byte());
        }
        return;
    }
    out.extend_from_slice(RIGHT[numbers.below(RIGHT.len())]);
    for _ in 0..numbers.below(4) {
        let at = numbers.below(out.len().max(1));
        match numbers.below(5) {
            0 if !out.is_empty() => out[at] = numbers.byte(),
            1 if !out.is_empty() => out[at] ^= 1 << numbers.below(8),
            2 => out.truncate(at),
            3 => out.insert(at.min(out.len()), numbers.byte()),
            _ if out.len() < 400 => out.extend_from_within(at.min(out.len())..),
            _ => {}
        }
    }
}

/// Bytes of what is passed on.
fn size(steps: &[Step]) -> usize {
    let of = |step: &Step| match step {
        Step::Do(Command::Join(join)) => join.channel.as_str().len(),
        Step::Do(Command::Publish {
            channel,
            event,
            payload,
            ..
        }) => channel.as_str().len() + event.len() + payload.len(),
        Step::Send(Frame::Binary(bytes)) => bytes.len(),
        Step::Refused(_, refusal) => refusal.message.len() + refusal.fix.as_ref().map_or(0, String::len),
        other => panic!("{other:?}"),
    };
    steps.iter().map(of).sum()
}

fn connected() -> Box<dyn Dialect> {
    let token = signed(&client(), SECRET);
    let headers = [("authorization", token.as_bytes()), ("appid", &b"project_1"[..])];
    let server = server();
    let mut dialect = (spoken().accept)(&kit::hello("/optimized", &headers, &server)).unwrap();
    dialect.open(0, &mut Vec::new());
    dialect
}

#[test]
fn parse_survives() {
    const INPUTS: usize = 1_000_000;
    /// Of a control character JSON makes six bytes.
    const GROWTH: usize = 6;
    /// A sentence and what would help.
    const SENTENCE: usize = 400;

    let mut dialect = connected();
    let mut numbers = Numbers::begin();
    let (mut bytes, mut steps) = (Vec::new(), Vec::new());
    let (mut asked, mut refused) = (0, 0);
    for _ in 0..INPUTS {
        generate(&mut numbers, &mut bytes);
        steps.clear();
        dialect.read(Wire::Binary(&bytes), 0, &mut steps);
        assert!((1..=2).contains(&steps.len()), "{steps:?} of {bytes:x?}");
        assert!(
            size(&steps) <= GROWTH * bytes.len() + SENTENCE,
            "{steps:?} of {bytes:x?}"
        );
        match steps.last() {
            Some(Step::Do(_)) => asked += 1,
            _ => refused += 1,
        }
    }
    // Both ways are walked often.
    assert!(
        asked > INPUTS / 10 && refused > INPUTS / 10,
        "{asked} asked, {refused} refused"
    );
    steps.clear();
    dialect.read(Wire::Binary(RIGHT[1]), 0, &mut steps);
    assert!(
        matches!(*steps, [Step::Do(Command::Join(_))]),
        "it is as it was: {steps:?}"
    );
}

/// A frame says how long what is in it is. Nothing is set aside for that before it has come.
#[test]
fn lengths_are_not_believed() {
    let mut dialect = connected();
    for length in [
        &b"\xff\xff\xff\xff\x07"[..],
        b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\x80\x80\x80\x80\x10",
    ] {
        for frame in [
            [b"\x08\x04\x12", length, b"x"].concat(),
            [b"\x08\x05\x12\x0c\x1a", length, b"xxxxxxxx"].concat(),
        ] {
            let mut steps = Vec::new();
            dialect.read(Wire::Binary(&frame), 0, &mut steps);
            assert!(matches!(*steps, [Step::Refused(..)]), "{steps:?}");
        }
    }
}
