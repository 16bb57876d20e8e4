//! The client's frame mask.

/// Removes (or applies) the mask. Returns it turned so that it fits the bytes that follow.
pub(super) fn unmask(bytes: &mut [u8], mask: [u8; 4]) -> [u8; 4] {
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (words, rest) = bytes.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
    let mut turned = mask;
    turned.rotate_left(rest.len() % 4);
    turned
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn split_anywhere_it_is_byte_by_byte_xor(
            bytes in prop::collection::vec(any::<u8>(), 0..100), mask: [u8; 4], at in 0usize..100
        ) {
            let want: Vec<u8> = bytes.iter().enumerate().map(|(i, b)| b ^ mask[i % 4]).collect();
            let mut got = bytes.clone();
            let at = at.min(got.len());
            let (first, second) = got.split_at_mut(at);
            let turned = unmask(first, mask);
            unmask(second, turned);
            prop_assert_eq!(got, want);
        }
    }
}
