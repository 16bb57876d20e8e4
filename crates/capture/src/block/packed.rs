//! A column of whole numbers in as few bytes as they need: a base, and what is above it in 0, 1, 2, 4 or 8 bytes each.

use super::bytes::{Cut, Reader};

/// One column, as it lies in the bytes of its block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    base: u64,
    width: usize,
    /// Where its first value is.
    at: usize,
}

impl Packed {
    pub(super) fn write(values: &[u64], out: &mut Vec<u8>) {
        let base = values.iter().copied().min().unwrap_or_default();
        let span = values.iter().copied().max().unwrap_or_default() - base;
        let width = match span {
            0 => 0,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        out.extend_from_slice(&base.to_le_bytes());
        out.push(width);
        for value in values {
            out.extend_from_slice(&(value - base).to_le_bytes()[..width.into()]);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Result<Self, Cut> {
        let base = reader.u64()?;
        let width = usize::from(reader.u8()?);
        if !matches!(width, 0 | 1 | 2 | 4 | 8) {
            return Err(Cut);
        }
        let at = reader.skip(rows * width)?;
        Ok(Self { base, width, at })
    }

    /// The value of a row. `bytes` are those it was read from, and have been found long enough.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], row: usize) -> u64 {
        let at = self.at + row * self.width;
        let above = match self.width {
            0 => 0,
            1 => u64::from(bytes[at]),
            2 => u64::from(u16::from_le_bytes([bytes[at], bytes[at + 1]])),
            4 => u64::from(u32::from_le_bytes([
                bytes[at],
                bytes[at + 1],
                bytes[at + 2],
                bytes[at + 3],
            ])),
            _ => {
                let mut whole = [0; 8];
                whole.copy_from_slice(&bytes[at..at + 8]);
                u64::from_le_bytes(whole)
            }
        };
        // Of bytes that are not ours the sum may be anything, but it is no reason to end.
        self.base.wrapping_add(above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_gives_back_what_was_put() {
        let most = u64::MAX;
        for values in [
            vec![],
            vec![7, 7, 7],
            vec![most - 255, most],
            vec![1_000, 1_256],
            vec![5, 70_000],
            vec![0, 1 << 33, most],
        ] {
            let mut bytes = Vec::new();
            Packed::write(&values, &mut bytes);
            let column = Packed::read(&mut Reader::new(&bytes), values.len()).unwrap();
            let back: Vec<u64> = (0..values.len()).map(|row| column.get(&bytes, row)).collect();
            assert_eq!(back, values);
        }
    }

    #[test]
    fn bytes_that_end_too_early_are_refused() {
        let mut bytes = Vec::new();
        Packed::write(&[1, 300, 5], &mut bytes);
        for length in 0..bytes.len() {
            assert!(Packed::read(&mut Reader::new(&bytes[..length]), 3).is_err());
        }
    }
}
