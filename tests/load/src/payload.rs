//! The message that travels: 128 bytes of JSON with a sequence number and the time of its publishing.
//!
//! Both have a fixed width, and nothing in the text needs an escape, so that a dialect that carries payloads
//! inside a string leaves them as they are.

use std::io::Write;

/// Bytes of every payload.
pub const LENGTH: usize = 128;

const MARK: &[u8] = b"seq=";
const BETWEEN: &[u8] = b" at=";
const SEQUENCE_DIGITS: usize = 10;
const TIME_DIGITS: usize = 20;
const STAMP: usize = MARK.len() + SEQUENCE_DIGITS + BETWEEN.len() + TIME_DIGITS;
const OPENING: &[u8] = b"{\"t\":\"";
const CLOSING: &[u8] = b"\"}";

/// What a payload says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Counts up by one from message to message.
    pub sequence: u64,
    /// When it was published, in nanoseconds of the generator's clock.
    pub sent: u64,
}

/// The payload of one message.
pub fn render(stamp: Stamp) -> Vec<u8> {
    let mut text = Vec::with_capacity(LENGTH);
    text.extend_from_slice(OPENING);
    let Stamp { sequence, sent } = stamp;
    // Writing to a vector cannot fail.
    let _ = write!(text, "seq={sequence:010} at={sent:020} ");
    text.resize(LENGTH - CLOSING.len(), b'.');
    text.extend_from_slice(CLOSING);
    text
}

/// Finds stamps in frames. Remembers where the last one was: the envelope hardly ever changes its length.
#[derive(Default)]
pub struct Finder {
    at: usize,
}

impl Finder {
    /// The stamp of the message in `frame`; `None` if the frame carries none.
    pub fn find(&mut self, frame: &[u8]) -> Option<Stamp> {
        if frame.len() < STAMP {
            return None;
        }
        if frame.get(self.at..self.at + MARK.len()) != Some(MARK) {
            self.at = frame.windows(MARK.len()).position(|window| window == MARK)?;
        }
        let text = frame.get(self.at + MARK.len()..self.at + STAMP)?;
        let (sequence, text) = text.split_at(SEQUENCE_DIGITS);
        let (_, sent) = text.split_at(BETWEEN.len());
        Some(Stamp {
            sequence: number(sequence),
            sent: number(sent),
        })
    }
}

fn number(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + u64::from(digit.wrapping_sub(b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Stamp = Stamp {
        sequence: 4_294_967_299,
        sent: 1_234_567_890_123_456_789,
    };

    #[test]
    fn a_payload_has_its_length_and_is_json() {
        let text = render(ONE);
        assert_eq!(text.len(), LENGTH);
        assert!(serde_json::from_slice::<serde_json::Value>(&text).is_ok());
    }

    #[test]
    fn a_stamp_is_found_wherever_the_envelope_puts_it() {
        let mut finder = Finder::default();
        for envelope in ["", "{\"op\":0,\"d\":", "[", "{\"op\":0,\"position\":17,\"d\":"] {
            let frame = [envelope.as_bytes(), &render(ONE)].concat();
            assert_eq!(finder.find(&frame), Some(ONE));
        }
    }

    #[test]
    fn a_frame_without_a_stamp_has_none() {
        let mut finder = Finder::default();
        assert_eq!(finder.find(b"{\"op\":4}"), None);
        assert_eq!(finder.find(&[b'.'; 300]), None);
        let cut = &render(ONE)[..OPENING.len() + STAMP - 1];
        assert_eq!(finder.find(cut), None);
    }
}
