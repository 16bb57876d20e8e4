//! What a channel may ask of those who come without a credential: a word to get in, and one to speak.

use std::{collections::HashSet, fmt};

use subtle::ConstantTimeEq;

use crate::ConnKey;

/// A word to get in and a word to speak: what a channel asks for, or what somebody shows. Neither is ever logged.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Keys {
    pub join: Option<String>,
    pub send: Option<String>,
}

impl Keys {
    /// Is nothing asked, or shown?
    pub fn is_empty(&self) -> bool {
        self.join.is_none() && self.send.is_none()
    }

    /// Does what is shown let somebody in?
    pub fn let_in(&self, shown: &Self) -> bool {
        fits(self.join.as_deref(), shown.join.as_deref())
    }

    /// Does what is shown let somebody speak?
    pub fn let_speak(&self, shown: &Self) -> bool {
        fits(self.send.as_deref(), shown.send.as_deref())
    }
}

fn fits(asked: Option<&str>, shown: Option<&str>) -> bool {
    match (asked, shown) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(asked), Some(shown)) => asked.as_bytes().ct_eq(shown.as_bytes()).into(),
    }
}

/// Tells what there is, not what it is.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |key: &Option<String>| key.as_ref().map(|_| "***");
        f.debug_struct("Keys")
            .field("join", &word(&self.join))
            .field("send", &word(&self.send))
            .finish()
    }
}

/// The lock of one channel: its keys, and who has shown the one to speak.
#[derive(Debug, Default)]
pub(crate) struct Lock {
    pub keys: Keys,
    pub speakers: HashSet<ConnKey>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(join: Option<&str>, send: Option<&str>) -> Keys {
        Keys {
            join: join.map(str::to_owned),
            send: send.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_not_asked_need_not_be_shown() {
        let nothing = keys(None, None);
        assert!(nothing.let_in(&nothing) && nothing.let_speak(&keys(None, Some("any"))));
    }

    #[test]
    fn each_key_opens_its_own_door() {
        let lock = keys(Some("in"), Some("out"));
        assert!(lock.let_in(&keys(Some("in"), None)));
        assert!(!lock.let_speak(&keys(Some("in"), None)));
        assert!(lock.let_speak(&keys(None, Some("out"))));
        for wrong in [None, Some(""), Some("out"), Some("in ")] {
            assert!(!lock.let_in(&keys(wrong, None)), "{wrong:?}");
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let shown = format!("{:?}", keys(Some("sesame"), None));
        assert!(!shown.contains("sesame"), "{shown}");
    }
}
