use super::{Columns, LARGEST, Number, bytes::Cut};

/// The payloads of a block, unpacked: one text after the other.
#[derive(Debug, Default)]
pub(crate) struct Payloads {
    text: String,
    /// Where that of each row ends.
    ends: Vec<u32>,
    /// Rows that have one, even if it is empty.
    there: Vec<bool>,
}

impl Payloads {
    /// # Errors
    /// If the bytes are not those of a block, or of another one than the columns.
    pub(crate) fn unpack(packed: &[u8], columns: &Columns) -> Result<Self, Cut> {
        let text = String::from_utf8(unpack(packed)?).map_err(|_| Cut)?;
        let mut ends = Vec::with_capacity(columns.rows());
        let mut there = Vec::with_capacity(columns.rows());
        let mut end = 0_u32;
        for row in 0..columns.rows() {
            let length = columns.number(Number::Payload, row);
            there.push(length.is_some());
            let length = u32::try_from(length.unwrap_or_default()).map_err(|_| Cut)?;
            end = end.checked_add(length).ok_or(Cut)?;
            if !text.is_char_boundary(end as usize) {
                return Err(Cut);
            }
            ends.push(end);
        }
        if end as usize != text.len() {
            return Err(Cut);
        }
        Ok(Self { text, ends, there })
    }

    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        if !*self.there.get(row)? {
            return None;
        }
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(begin as usize..self.ends[row] as usize)
    }

    /// The row whose payload has this byte of all of them.
    pub(crate) fn row_at(&self, byte: usize) -> Option<usize> {
        let row = self.ends.partition_point(|end| *end as usize <= byte);
        (row < self.ends.len()).then_some(row)
    }

    /// All of them in one piece.
    pub(crate) fn all(&self) -> &str {
        &self.text
    }

    /// In memory.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + self.ends.len() * 5
    }
}

pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Cut> {
    let (length, _) = lz4_flex::block::uncompressed_size(packed).map_err(|_| Cut)?;
    if length > LARGEST {
        return Err(Cut);
    }
    lz4_flex::decompress_size_prepended(packed).map_err(|_| Cut)
}
