/// Some rows of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mask(Vec<u64>);

impl Mask {
    pub(crate) fn none(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    pub(crate) fn all(rows: usize) -> Self {
        let mut words = vec![u64::MAX; rows / 64];
        if !rows.is_multiple_of(64) {
            words.push((1 << (rows % 64)) - 1);
        }
        Self(words)
    }

    pub(crate) fn put(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    pub(crate) fn has(&self, row: usize) -> bool {
        self.0[row / 64] & 1 << (row % 64) != 0
    }

    pub(crate) fn any(&self) -> bool {
        self.0.iter().any(|word| *word != 0)
    }

    /// Those of `other` too.
    pub(crate) fn with(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
        self
    }

    /// But not those of `other`.
    pub(crate) fn without(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
        self
    }

    /// In order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(at * 64 + bit)
            })
        })
    }

    /// Those for which `test` holds.
    pub(crate) fn only(&self, rows: usize, mut test: impl FnMut(usize) -> bool) -> Self {
        let mut kept = Self::none(rows);
        for row in self.rows().filter(|row| test(*row)) {
            kept.put(row);
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_behave_as_sets() {
        for rows in [0, 1, 63, 64, 65, 4096] {
            let all = Mask::all(rows);
            assert_eq!(all.rows().collect::<Vec<_>>(), (0..rows).collect::<Vec<_>>());
            let even = all.only(rows, |row| row.is_multiple_of(2));
            let odd = all.clone().without(&even);
            assert!(odd.rows().all(|row| row % 2 == 1));
            assert!((0..rows).all(|row| even.has(row) != odd.has(row)));
            assert_eq!(odd.any(), rows > 1);
            assert_eq!(odd.with(&even), all);
        }
    }
}
