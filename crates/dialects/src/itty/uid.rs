//! The six characters by which clients know a connection: its number, scrambled so that nothing can be read off it.
//!
//! A bijection, so that no two connections share one and nothing needs to be remembered to find who is meant.

/// Characters of a uid, in the order of their values.
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const BASE: u64 = 62;

/// Values of half a uid.
const HALF: u64 = BASE.pow(3);

/// Numbers that have a uid of their own: 56,800,235,584. Later ones begin anew.
pub(super) const NUMBERS: u64 = HALF * HALF;

/// One for each round. Any odd numbers with bits all over will do; to change them is to rename everybody.
const ROUNDS: [u64; 4] = [
    0x9E37_79B9_7F4A_7C15,
    0xC2B2_AE3D_27D4_EB4F,
    0x1656_67B1_9E37_79F9,
    0xD6E8_FEB8_6659_FD93,
];

/// The uid of the connection with this number.
pub(super) fn of(connection: u64) -> String {
    let number = connection % NUMBERS;
    let (mut left, mut right) = (number / HALF, number % HALF);
    for key in ROUNDS {
        (left, right) = (right, (left + mixed(right, key)) % HALF);
    }
    let mut text = String::with_capacity(6);
    for half in [left, right] {
        for digit in [half / (BASE * BASE), half / BASE % BASE, half % BASE] {
            let at = usize::try_from(digit).unwrap_or_default();
            text.push(char::from(ALPHABET[at]));
        }
    }
    text
}

/// The number of the connection with this uid; `None`: it is nobody's.
pub(super) fn number(uid: &str) -> Option<u64> {
    if uid.len() != 6 {
        return None;
    }
    let mut value = 0;
    for byte in uid.bytes() {
        let digit = ALPHABET.iter().position(|known| *known == byte)?;
        value = value * BASE + u64::try_from(digit).ok()?;
    }
    let (mut left, mut right) = (value / HALF, value % HALF);
    for key in ROUNDS.into_iter().rev() {
        (left, right) = ((right + HALF - mixed(left, key)) % HALF, left);
    }
    Some(left * HALF + right)
}

/// A number below [`HALF`] that depends on all of `half`.
fn mixed(half: u64, key: u64) -> u64 {
    let spread = (half + 1).wrapping_mul(key);
    ((spread ^ (spread >> 29)).wrapping_mul(key) >> 33) % HALF
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn a_number_comes_back(number_of in 0..NUMBERS) {
            let uid = of(number_of);
            prop_assert_eq!(uid.len(), 6);
            prop_assert!(uid.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            prop_assert_eq!(number(&uid), Some(number_of));
        }

        #[test]
        fn a_uid_comes_back(uid in "[A-Za-z0-9]{6}") {
            let number = number(&uid).unwrap();
            prop_assert!(number < NUMBERS);
            prop_assert_eq!(of(number), uid);
        }

        #[test]
        fn other_texts_are_nobodys(text in ".{0,12}") {
            let uid = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            prop_assert_eq!(number(&text).is_some(), uid);
        }
    }

    #[test]
    fn neighbours_do_not_look_like_neighbours() {
        let uids: Vec<_> = (0..10_000).map(of).collect();
        assert_eq!(uids.iter().collect::<HashSet<_>>().len(), uids.len());
        let same = |(one, other): (&String, &String)| {
            one.bytes()
                .zip(other.bytes())
                .filter(|(one, other)| one == other)
                .count()
        };
        let places: usize = uids.iter().zip(&uids[1..]).map(same).sum();
        // By chance one in 62 of 60,000 places is the same.
        assert!((600..1_400).contains(&places), "{places}");
        for place in 0..6 {
            let used: HashSet<_> = uids[..1_000].iter().map(|uid| uid.as_bytes()[place]).collect();
            assert_eq!(used.len(), 62, "place {place}");
        }
    }

    #[test]
    fn the_edges_have_uids_too() {
        for edge in [0, 1, HALF - 1, HALF, NUMBERS - 1] {
            assert_eq!(number(&of(edge)), Some(edge));
        }
        assert_eq!(of(NUMBERS + 7), of(7));
        assert_eq!(of(u64::MAX).len(), 6);
    }
}
