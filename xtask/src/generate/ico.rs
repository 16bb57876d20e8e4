//! Windows icon files: a directory of pictures, then the pictures, each a whole PNG.

use anyhow::{Context, Result};

/// Sizes that Windows looks for between a title bar and a large tile.
const SIZES: [u32; 7] = [16, 24, 32, 48, 64, 128, 256];

const HEADER: usize = 6;
const ENTRY: usize = 16;

/// An ICO of pictures that `png` draws, one per size in pixels.
pub fn bundle(png: impl Fn(u32) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let pictures = SIZES.iter().map(|&size| png(size)).collect::<Result<Vec<_>>>()?;
    let mut file = Vec::new();
    file.extend(0u16.to_le_bytes());
    file.extend(1u16.to_le_bytes());
    file.extend(u16::try_from(pictures.len())?.to_le_bytes());
    let mut offset = HEADER + ENTRY * pictures.len();
    for (size, picture) in SIZES.iter().zip(&pictures) {
        // 256 does not fit into its byte and is written as 0.
        let side = u8::try_from(size % 256).context("a size of at most 256")?;
        file.extend([side, side, 0, 0]);
        file.extend(1u16.to_le_bytes());
        file.extend(32u16.to_le_bytes());
        file.extend(u32::try_from(picture.len())?.to_le_bytes());
        file.extend(u32::try_from(offset)?.to_le_bytes());
        offset += picture.len();
    }
    pictures.iter().for_each(|picture| file.extend(picture));
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_points_at_its_picture() {
        let picture = |size: u32| vec![u8::try_from(size / 8).unwrap(); usize::try_from(size).unwrap()];
        let file = bundle(|size| Ok(picture(size))).unwrap();
        for (index, size) in SIZES.into_iter().enumerate() {
            let entry = &file[HEADER + ENTRY * index..][..ENTRY];
            let word = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()) as usize;
            assert_eq!(u32::from(entry[0]), size % 256);
            assert_eq!(file[word(12)..][..word(8)], picture(size));
        }
    }
}
