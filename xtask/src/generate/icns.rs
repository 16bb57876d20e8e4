//! macOS icon files: chunks of a four-letter kind, a length that counts its own header, and a whole PNG.

use anyhow::Result;

/// Kinds with their size in pixels; those of twice the nominal size are for dense displays.
const CHUNKS: [(&[u8; 4], u32); 8] = [
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

const HEADER: usize = 8;

/// An ICNS of pictures that `png` draws, one per size in pixels.
pub fn bundle(png: impl Fn(u32) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let mut chunks = Vec::new();
    for (kind, size) in CHUNKS {
        append(&mut chunks, kind, &png(size)?)?;
    }
    let mut file = Vec::new();
    append(&mut file, b"icns", &chunks)?;
    Ok(file)
}

fn append(file: &mut Vec<u8>, kind: &[u8; 4], body: &[u8]) -> Result<()> {
    file.extend(kind);
    file.extend(u32::try_from(HEADER + body.len())?.to_be_bytes());
    file.extend(body);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_follow_each_other_to_the_end() {
        let file = bundle(|size| Ok(size.to_be_bytes().to_vec())).unwrap();
        let length = |at: usize| u32::from_be_bytes(file[at + 4..at + 8].try_into().unwrap()) as usize;
        assert_eq!((&file[..4], length(0)), (&b"icns"[..], file.len()));
        let mut at = HEADER;
        for (kind, size) in CHUNKS {
            assert_eq!(&file[at..at + 4], kind);
            assert_eq!(file[at + HEADER..at + length(at)], size.to_be_bytes());
            at += length(at);
        }
        assert_eq!(at, file.len());
    }
}
