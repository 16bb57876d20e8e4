//! Text out of a URL.

/// The first value of `key` in a query that is not empty, as forms write it: `%xx`, and `+` for a space.
pub(super) fn value(query: &str, key: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(name, value)| {
        (name == key && !value.is_empty())
            .then(|| decode(&value.replace('+', " ")))
            .flatten()
    })
}

/// Text with `%xx` in it; `None` if one of them is none, or if together they are no text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first != b'%' {
            out.push(*first);
            rest = after;
            continue;
        }
        let [high, low, after @ ..] = after else {
            return None;
        };
        out.push(digit(*high)? << 4 | digit(*low)?);
        rest = after;
    }
    String::from_utf8(out).ok()
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_and_decoded() {
        let query = "AppID=a%20b+c&appid=no&Authorization=&Authorization=x.y%2Ez&bad=%G1";
        assert_eq!(value(query, "AppID").as_deref(), Some("a b c"));
        assert_eq!(value(query, "Authorization").as_deref(), Some("x.y.z"));
        for missing in ["DeviceID", "APPID", "bad", ""] {
            assert_eq!(value(query, missing), None, "{missing}");
        }
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert_eq!(decode("caf%C3%a9/+").as_deref(), Some("café/+"));
        for bad in ["%", "%4", "%zz", "%+1", "%ff", "a%C3"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
