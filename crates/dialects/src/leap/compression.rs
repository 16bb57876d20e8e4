//! JSON on its way into WebSocket frames: as it is, or compressed for the clients that ask for it.

use std::cell::RefCell;

use flate2::{Compress, Compression as Level, FlushCompress, Status};

use crate::{Encoding, Frame};

use super::event;

/// JSON in text frames. Browsers hand a binary frame to the SDK as a Blob, on which it throws.
static PLAIN: Encoding = Encoding {
    name: "leap json",
    render: |event| event::write(event).map(Frame::Text),
    roster: false,
};

/// Each frame binary, and a whole zlib stream of its own, so that its bytes are the same for all who share it.
static ZLIB: Encoding = Encoding {
    name: "leap json zlib",
    render: |event| event::write(event).map(deflated),
    roster: false,
};

thread_local! {
    /// Takes some 300 KB, which are made once for each thread that compresses. The fastest level: messages are short.
    static DEFLATE: RefCell<Compress> = RefCell::new(Compress::new(Level::fast(), true));
}

/// What a client has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Zlib,
}

impl Compression {
    /// How events are written for this client.
    pub fn encoding(self) -> &'static Encoding {
        match self {
            Self::None => &PLAIN,
            Self::Zlib => &ZLIB,
        }
    }

    /// A frame for this client alone.
    pub fn frame(self, json: String) -> Frame {
        match self {
            Self::None => Frame::Text(json),
            Self::Zlib => deflated(json),
        }
    }
}

/// Should the compressor fail, the text goes as it is: clients read a text frame as JSON in any case.
fn deflated(json: String) -> Frame {
    match deflate(json.as_bytes()) {
        Some(bytes) => Frame::Binary(bytes),
        None => Frame::Text(json),
    }
}

fn deflate(input: &[u8]) -> Option<Vec<u8>> {
    /// Head and checksum of a stream, and a little.
    const AROUND: usize = 64;

    DEFLATE.with_borrow_mut(|deflate| {
        deflate.reset();
        let mut out = Vec::with_capacity(input.len() / 2 + AROUND);
        loop {
            let read = usize::try_from(deflate.total_in()).ok()?;
            match deflate.compress_vec(input.get(read..)?, &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return Some(out),
                Ok(Status::Ok | Status::BufError) => out.reserve(input.len() / 2 + AROUND),
                Err(_) => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;
    use proptest::prelude::*;

    use super::*;

    fn inflate(bytes: &[u8]) -> Vec<u8> {
        let (mut out, mut decoder) = (Vec::new(), ZlibDecoder::new(bytes));
        decoder.read_to_end(&mut out).unwrap();
        assert_eq!(
            decoder.total_in(),
            bytes.len() as u64,
            "something stands behind the stream"
        );
        out
    }

    proptest! {
        #[test]
        fn every_frame_is_one_whole_stream(
            texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5_000), 1..4),
        ) {
            for text in texts {
                prop_assert_eq!(inflate(&deflate(&text).unwrap()), text);
            }
        }
    }

    #[test]
    fn what_repeats_gets_short() {
        let text = r#"{"n":1}"#.repeat(1_000);
        assert!(deflate(text.as_bytes()).unwrap().len() < text.len() / 20);
    }
}
