//! What may be in the payloads of a block: a Bloom filter of every three bytes that follow one another in them, and of
//! every number. Where something rare is looked for, it tells of nearly all blocks that their payloads need not be read.

use filter::{Literal, Payload, PayloadTest, Text, float};

use super::bytes::{Cut, Reader};

/// Bits while it is filled: 32 KiB. A power of two, and so is what is left of it in the end.
const MOST: usize = 1 << 18;
/// It gets no smaller than this.
const LEAST: usize = 1 << 9;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bloom {
    bits: Vec<u64>,
    /// Characters are written as `\u` and a number somewhere, so that strings say what their bytes do not.
    escapes: bool,
}

impl Bloom {
    pub(crate) fn of<'a>(payloads: impl Iterator<Item = &'a str>) -> Self {
        let mut bloom = Self {
            bits: vec![0; MOST / 64],
            escapes: false,
        };
        for payload in payloads {
            pieces(payload.as_bytes(), |place| bloom.put(place));
            numbers(payload, |number| {
                places(number).into_iter().for_each(|place| bloom.put(place))
            });
            bloom.escapes = bloom.escapes || payload.contains("\\u");
        }
        bloom.fold();
        bloom
    }

    /// Halves it as long as at most a quarter of its bits are set: the upper half is laid over the lower one.
    fn fold(&mut self) {
        while self.bits.len() > LEAST / 64 {
            let (low, high) = self.bits.split_at(self.bits.len() / 2);
            let folded: Vec<u64> = low.iter().zip(high).map(|(low, high)| low | high).collect();
            let set: usize = folded.iter().map(|word| word.count_ones() as usize).sum();
            if set > folded.len() * 64 / 4 {
                return;
            }
            self.bits = folded;
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let words = self.bits.iter().flat_map(|word| word.to_le_bytes());
        std::iter::once(self.escapes.into()).chain(words).collect()
    }

    /// # Errors
    /// If the bytes are not those of such a filter.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Cut> {
        let mut reader = Reader::new(bytes);
        let escapes = reader.u8()? != 0;
        let count = (bytes.len() - 1) / 8;
        if !count.is_power_of_two() || count * 8 + 1 != bytes.len() {
            return Err(Cut);
        }
        let bits = (0..count).map(|_| reader.u64()).collect::<Result<_, _>>()?;
        Ok(Self { bits, escapes })
    }

    /// Can one of the payloads have the text? Never wrong when it says no.
    pub(crate) fn may_have(&self, text: &Text) -> bool {
        self.has_pieces(text.needle(), u8::is_ascii)
    }

    /// Can it be true of one of the payloads? Never wrong when it says no.
    pub(crate) fn may_match(&self, payload: &Payload) -> bool {
        self.escapes || self.may_have_name(payload) && self.may_pass(payload.test())
    }

    /// Names are not folded, so their bytes are there as they are.
    fn may_have_name(&self, payload: &Payload) -> bool {
        let name = payload.path().last_name();
        name.is_none_or(|name| {
            name.bytes().any(|byte| !is_plain(byte)) || self.has_pieces(&format!("\"{name}\""), |_| true)
        })
    }

    fn may_pass(&self, test: &PayloadTest) -> bool {
        match test {
            PayloadTest::Equals(literals) => literals.iter().any(|literal| match literal {
                Literal::Number(number) => places(number.float()).into_iter().all(|place| self.has(place)),
                Literal::Text(text) => self.has_pieces(text, |byte| byte.is_ascii() && is_plain(*byte)),
                Literal::Bool(_) | Literal::Null => true,
            }),
            PayloadTest::Present | PayloadTest::Like(_) | PayloadTest::Compare(..) => true,
        }
    }

    /// Are all pieces there that consist of bytes which can be written in one way only?
    fn has_pieces(&self, text: &str, certain: impl Fn(&u8) -> bool) -> bool {
        let mut all = true;
        for piece in text
            .as_bytes()
            .windows(3)
            .filter(|piece| piece.iter().all(&certain))
        {
            pieces(piece, |place| all &= self.has(place));
        }
        all
    }

    fn put(&mut self, place: usize) {
        self.bits[place / 64] |= 1 << (place % 64);
    }

    fn has(&self, place: usize) -> bool {
        let place = place % (self.bits.len() * 64);
        self.bits[place / 64] & 1 << (place % 64) != 0
    }
}

/// Not to be written with an escape of its own in a JSON string.
fn is_plain(byte: u8) -> bool {
    byte >= b' ' && !matches!(byte, b'"' | b'\\' | b'/' | 0x7f)
}

/// The places of every three bytes that follow one another; upper and lower case are the same.
fn pieces(text: &[u8], mut put: impl FnMut(usize)) {
    let mut piece = 0_u32;
    for (at, byte) in text.iter().enumerate() {
        piece = (piece << 8 | u32::from(byte.to_ascii_lowercase())) & 0x00ff_ffff;
        if at >= 2 {
            // What is at the top of the product depends on every bit.
            let spread = u64::from(piece).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            put((spread >> 46) as usize % MOST);
        }
    }
}

/// The two places of a number.
fn places(number: f64) -> [usize; 2] {
    // Zero is zero, with whatever sign.
    let mut bits = (number + 0.0).to_bits();
    for factor in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
        bits = (bits ^ bits >> 33).wrapping_mul(factor);
    }
    [(bits >> 46) as usize % MOST, (bits >> 28) as usize % MOST]
}

/// Whatever in a text could be a number, in a string or outside.
fn numbers(text: &str, mut put: impl FnMut(f64)) {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    let bytes = text.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let length = bytes[from..].iter().take_while(|byte| part(byte)).count();
        let word = &bytes[from..from + length];
        if word
            .first()
            .is_some_and(|first| first.is_ascii_digit() || *first == b'-')
            && let Some(number) = short(word).or_else(|| float(&text[from..from + length]))
        {
            put(number);
        }
        from += length + 1;
    }
}

/// A whole number of a few digits, as nearly all are.
fn short(word: &[u8]) -> Option<f64> {
    if word.len() > 15 || word.len() > 1 && word[0] == b'0' {
        return None;
    }
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    let whole = word
        .iter()
        .try_fold(0, |sum, byte| Some(sum * 10 + digit(byte)?))?;
    Some(whole as f64)
}

#[cfg(test)]
mod tests {
    use filter::{Expr, Filter, Term};
    use proptest::{prelude::*, sample::select};

    use super::*;

    const VALUES: [&str; 24] = [
        "500001",
        "500001.0",
        "5.00001e5",
        "5.00001E+5",
        "\"500001\"",
        "\"50000\\u0031\"",
        "0",
        "-0",
        "-0.0",
        "9007199254740993",
        "12345678901234567890123",
        "1e999",
        "01",
        "true",
        "\"TRUE\"",
        "null",
        "\"Admin\"",
        "\"\\u0061dmin\"",
        "\"a/b\"",
        "\"a\\/b\"",
        "\"é Straße\"",
        "\"\\u00e9 Stra\\u00dfe\"",
        "[1, 500001,\"admin\" ]",
        "{\"n\":500001}",
    ];
    const NAMES: [&str; 6] = ["n", "user", "a/b", "a\\/b", "\\u006e", "é"];
    const FILTERS: [&str; 22] = [
        "500001",
        "admin",
        "ADMIN",
        "stra",
        "\"É straße\"",
        "payload.n=500001",
        "payload.n=\"500001\"",
        "payload.n=5.00001e5",
        "payload.n=0",
        "payload.n=9007199254740992",
        "payload.n=12345678901234567890123",
        "payload.n=1e999",
        "payload.n=true",
        "payload.n=null",
        "payload.n=admin,500001",
        "payload.n=a/b",
        "payload.n:adm*",
        "payload.n>5",
        "payload.n[*]=500001",
        "payload.n.n=500001",
        "payload.\"a/b\"=admin",
        "payload=500001",
    ];

    fn says_no(bloom: &Bloom, filter: &str) -> bool {
        match Filter::parse(filter).unwrap().expr() {
            Expr::Term(Term::Text(text)) => !bloom.may_have(text),
            Expr::Term(Term::Payload(payload)) => !bloom.may_match(payload),
            other => panic!("{other:?}"),
        }
    }

    fn is_true(filter: &str, payload: &str) -> bool {
        match Filter::parse(filter).unwrap().expr() {
            Expr::Term(Term::Text(text)) => text.found_in(payload),
            Expr::Term(Term::Payload(asked)) => asked.matches(payload),
            other => panic!("{other:?}"),
        }
    }

    fn bloom(payloads: &[String]) -> Bloom {
        let bloom = Bloom::of(payloads.iter().map(String::as_str));
        assert_eq!(Bloom::read(&bloom.to_bytes()), Ok(bloom.clone()));
        bloom
    }

    proptest! {
        #[test]
        fn what_is_there_is_never_denied(
            values in prop::collection::vec((select(&NAMES[..]), select(&VALUES[..]), any::<bool>()), 1..4),
            filter in select(&FILTERS[..]),
        ) {
            let payload = |(name, value, whole): &(&str, &str, bool)| match whole {
                true => (*value).to_owned(),
                false => format!("{{\"{name}\": {value}}}"),
            };
            let payloads: Vec<String> = values.iter().map(payload).collect();
            if payloads.iter().any(|payload| is_true(filter, payload)) {
                prop_assert!(!says_no(&bloom(&payloads), filter), "{:?} {}", payloads, filter);
            }
        }
    }

    #[test]
    fn what_is_not_there_is_denied_nearly_always() {
        let payloads: Vec<String> = (0..4096)
            .map(|n| {
                format!(
                    "{{\"n\":{},\"user\":{{\"id\":{},\"role\":\"guest\"}}}}",
                    7_000_000 + n,
                    n * 37
                )
            })
            .collect();
        let bloom = bloom(&payloads);
        assert!(bloom.to_bytes().len() <= MOST / 8 + 1);
        for filter in [
            "xylophone",
            "payload.n=guests",
            "payload.nothing=1",
            "payload.user.role=admin",
        ] {
            assert!(says_no(&bloom, filter), "{filter}");
        }
        for filter in [
            "guest",
            "payload.n=7000001",
            "payload.user.id=7000001",
            "payload.user.role=guest",
        ] {
            assert!(!says_no(&bloom, filter), "{filter}");
        }
        let wrong = (0..1000).filter(|n| !says_no(&bloom, &format!("payload.n={}", 8_000_000 + n)));
        assert!(wrong.count() < 100);
    }

    #[test]
    fn few_payloads_take_little_room() {
        let few = bloom(&["{\"n\":1}".to_owned()]);
        assert_eq!(few.to_bytes().len(), LEAST / 8 + 1);
        assert_eq!(bloom(&[]).to_bytes().len(), LEAST / 8 + 1);
    }

    #[test]
    fn bytes_that_are_no_filter_are_refused() {
        for length in [0, 1, 8, 10, 17, 25] {
            let read = Bloom::read(&vec![0; length]);
            assert_eq!(read.is_ok(), length == 17, "{length}");
        }
    }
}
