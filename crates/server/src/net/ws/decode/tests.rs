use proptest::prelude::*;

use super::*;
use crate::net::ws::{encode, mask::unmask};

/// What came out, owned.
#[derive(Debug, PartialEq)]
enum Got {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(Option<(u16, String)>),
}

impl From<Event<'_>> for Got {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Message(Message::Text(text)) => Self::Text(text.into()),
            Event::Message(Message::Binary(bytes)) => Self::Binary(bytes.into()),
            Event::Ping(bytes) => Self::Ping(bytes.into()),
            Event::Pong(bytes) => Self::Pong(bytes.into()),
            Event::Close(reason) => Self::Close(reason.map(|(code, why)| (code, why.into()))),
        }
    }
}

const LIMIT: usize = 300;

/// A client's frame: first byte as given, masked.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let plain = encode(OpCode::Binary, payload);
    let header = plain.len() - payload.len();
    let mask = [0x11, 0x80, 0xfe, 0x03];
    let mut bytes = plain[..header].to_vec();
    bytes[0] = first;
    bytes[1] |= 0x80;
    bytes.extend_from_slice(&mask);
    let at = bytes.len();
    bytes.extend_from_slice(payload);
    unmask(&mut bytes[at..], mask);
    bytes
}

/// Reads bytes in pieces of the given sizes, cycling through them.
fn read_split(bytes: &[u8], sizes: &[usize]) -> (Vec<Got>, Result<(), Fault>, Decoder) {
    let mut decoder = Decoder::new(LIMIT);
    let mut got = Vec::new();
    let mut bytes = bytes.to_vec();
    let mut rest = &mut bytes[..];
    let mut result = Ok(());
    for size in sizes.iter().cycle() {
        if rest.is_empty() || result.is_err() {
            break;
        }
        let (now, later) = rest.split_at_mut((*size).clamp(1, rest.len()));
        result = decoder.read(now, |event| got.push(event.into()));
        rest = later;
    }
    (got, result, decoder)
}

fn read(frames: &[Vec<u8>]) -> (Vec<Got>, Result<(), Fault>) {
    let bytes = frames.concat();
    let (got, result, _) = read_split(&bytes, &[bytes.len()]);
    let (slowly, same, _) = read_split(&bytes, &[1]);
    assert_eq!((&got, result), (&slowly, same), "whole and byte by byte");
    (got, result)
}

#[test]
fn fragments_with_a_ping_between_are_one_message() {
    let (got, result) = read(&[
        frame(0x01, "Hé".as_bytes()),
        frame(0x89, b"still there?"),
        frame(0x00, b""),
        frame(0x80, b"llo"),
        frame(0x82, &[0, 255]),
        frame(0x8a, b""),
    ]);
    assert_eq!(result, Ok(()));
    assert_eq!(
        got,
        [
            Got::Ping(b"still there?".into()),
            Got::Text("Héllo".into()),
            Got::Binary(vec![0, 255]),
            Got::Pong(vec![]),
        ]
    );
}

#[test]
fn nothing_is_read_after_a_close() {
    let (got, result) = read(&[frame(0x88, b"\x0f\xa1gone"), frame(0x81, b"late")]);
    assert_eq!(result, Ok(()));
    assert_eq!(got, [Got::Close(Some((4001, "gone".into())))]);
    assert_eq!(read(&[frame(0x88, b"")]).0, [Got::Close(None)]);
}

#[test]
fn breaches_of_the_protocol_have_their_close_code() {
    let mut unmasked = frame(0x81, b"x");
    unmasked[1] &= 0x7f;
    let mut huge = frame(0x82, &[0; 70_000]);
    huge.truncate(14);
    let mut negative = huge.clone();
    negative[2] = 0x80;
    for (code, frames) in [
        (1002, vec![unmasked]),
        (1002, vec![frame(0xc1, b"")]),
        (1002, vec![frame(0x83, b"")]),
        (1002, vec![frame(0x8b, b"")]),
        (1002, vec![frame(0x09, b"")]),
        (1002, vec![frame(0x89, &[0; 126])]),
        (1002, vec![frame(0x80, b"")]),
        (1002, vec![frame(0x01, b""), frame(0x81, b"")]),
        (1002, vec![frame(0x88, b"\x03")]),
        (1002, vec![negative]),
        (1007, vec![frame(0x81, b"\xc3")]),
        (1007, vec![frame(0x01, b"\xc3"), frame(0x80, b"x")]),
        (1007, vec![frame(0x01, b"\xce\xba\xed\xa0\x80")]),
        (1007, vec![frame(0x88, b"\x03\xe8\xff")]),
        (1009, vec![huge]),
        (1009, vec![frame(0x01, &[b'x'; 200]), frame(0x00, &[b'x'; 101])]),
    ] {
        let (got, result) = read(&frames);
        assert_eq!(got, [], "{frames:x?}");
        assert_eq!(result.map_err(Fault::code), Err(code), "{frames:x?}");
    }
    for code in [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535u16,
    ] {
        let (_, result) = read(&[frame(0x88, &code.to_be_bytes())]);
        assert_eq!(result.map_err(Fault::code), Err(1002), "{code}");
    }
    for code in [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999u16] {
        let (got, _) = read(&[frame(0x88, &code.to_be_bytes())]);
        assert_eq!(got, [Got::Close(Some((code, String::new())))]);
    }
}

#[test]
fn text_that_cannot_become_utf8_is_refused_before_its_frame_is_complete() {
    let bytes = frame(0x81, b"\xce\xba\xf4\x90 and a long rest that never arrives");
    let (got, result, _) = read_split(&bytes[..6 + 4], &[10]);
    assert_eq!((got, result), (vec![], Err(Fault::NotUtf8)));
}

#[test]
fn a_message_of_exactly_the_limit_passes() {
    let (got, result) = read(&[frame(0x02, &[7; LIMIT - 1]), frame(0x80, &[8])]);
    assert_eq!(result, Ok(()));
    assert_eq!(got.len(), 1);
}

#[test]
fn nothing_is_kept_between_messages() {
    assert!(size_of::<Decoder>() <= 16);
    let bytes = frame(0x81, b"Hello");
    for cut in 1..bytes.len() {
        let (_, _, decoder) = read_split(&bytes[..cut], &[cut]);
        assert!(decoder.partial.is_some(), "{cut}");
        let (got, _, decoder) = read_split(&bytes, &[cut]);
        assert_eq!(got, [Got::Text("Hello".into())]);
        assert!(decoder.partial.is_none(), "{cut}");
    }
}

fn any_frames() -> impl Strategy<Value = (Vec<u8>, Vec<Got>)> {
    let text = ".{0,40}".prop_map(|t| (frame(0x81, t.as_bytes()), Got::Text(t)));
    let binary = prop::collection::vec(any::<u8>(), 0..LIMIT).prop_map(|b| (frame(0x82, &b), Got::Binary(b)));
    let ping = prop::collection::vec(any::<u8>(), 0..126).prop_map(|b| (frame(0x89, &b), Got::Ping(b)));
    // A text in fragments that cut characters, with a ping in every gap.
    let pieces = (".{1,60}", prop::collection::vec(0usize..80, 0..4)).prop_map(|(text, mut cuts)| {
        let all = text.as_bytes();
        cuts.iter_mut().for_each(|cut| *cut = (*cut).min(all.len()));
        cuts.extend([0, all.len()]);
        cuts.sort_unstable();
        let last = cuts.len() - 2;
        let mut bytes = Vec::new();
        for (i, pair) in cuts.windows(2).enumerate() {
            let first = if i == 0 { 0x01 } else { 0x00 } | if i == last { 0x80 } else { 0 };
            bytes.extend(frame(first, &all[pair[0]..pair[1]]));
        }
        (bytes, Got::Text(text))
    });
    let one = prop_oneof![text, binary, ping, pieces];
    prop::collection::vec(one, 0..8).prop_map(|parts| {
        let (bytes, got): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        (bytes.concat(), got)
    })
}

proptest! {
    #[test]
    fn splits_make_no_difference(
        (bytes, want) in any_frames(), sizes in prop::collection::vec(1usize..50, 1..6)
    ) {
        let (got, result, decoder) = read_split(&bytes, &sizes);
        prop_assert_eq!(result, Ok(()));
        prop_assert_eq!(got, want);
        prop_assert!(decoder.partial.is_none());
    }

    /// Any bytes at all: no panic, and never more memory than the limit allows.
    #[test]
    fn noise_is_survived(
        noise in prop::collection::vec(any::<u8>(), 0..2_000),
        heads in prop::collection::vec((0usize..2_000, prop::sample::select(vec![0x01u8, 0x02, 0x00, 0x80, 0x81])), 0..8),
        sizes in prop::collection::vec(1usize..200, 1..6)
    ) {
        let mut noise = noise;
        for (at, first) in heads {
            if at + 1 < noise.len() {
                noise[at] = first;
                noise[at + 1] |= 0x80;
            }
        }
        let (got, _, decoder) = read_split(&noise, &sizes);
        for event in got {
            match event {
                Got::Text(t) => prop_assert!(t.len() <= LIMIT),
                Got::Binary(b) => prop_assert!(b.len() <= LIMIT),
                Got::Ping(b) | Got::Pong(b) => prop_assert!(b.len() <= 125),
                Got::Close(_) => {}
            }
        }
        prop_assert!(decoder.partial.is_none_or(|p| p.memory() <= LIMIT + 256));
    }
}
