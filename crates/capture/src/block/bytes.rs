//! Reading the bytes of a block from front to back.

/// They end too early, or say what cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut;

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Passes over so many bytes and says where they begin.
    pub(super) fn skip(&mut self, length: usize) -> Result<usize, Cut> {
        let begin = self.at;
        let end = begin.checked_add(length).filter(|end| *end <= self.bytes.len());
        self.at = end.ok_or(Cut)?;
        Ok(begin)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Cut> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u32(&mut self) -> Result<u32, Cut> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Cut> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Cut> {
        let begin = self.skip(N)?;
        let mut array = [0; N];
        array.copy_from_slice(&self.bytes[begin..begin + N]);
        Ok(array)
    }
}
