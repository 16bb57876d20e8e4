//! May a subject be in a channel? One rule for those who ask to join and for those who only want to know.

use model::{Grant, JoinMode, Now, Visibility};

/// What the rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Has the subject a token? Without one it is anonymous.
    pub token: bool,
    pub subscribed: bool,
    /// It may be in every channel of its app.
    pub privileged: bool,
    /// It has shown the key that the channel asks for, if it asks for one.
    pub has_key: bool,
    pub visibility: Visibility,
    pub closed: bool,
    /// What the app does with those who have no grant.
    pub mode: JoinMode,
    /// The subject's grant for the channel.
    pub grant: Option<&'a Grant>,
}

/// What the rule says, and by which of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access<'a> {
    /// In already; also when the channel is closed or has become private meanwhile.
    Subscribed,
    /// The channel is closed.
    Closed,
    /// The channel asks for a key that was not shown.
    NeedsKey,
    /// It may be everywhere.
    Privileged,
    /// Only holders of a token may ask.
    NeedsToken,
    /// The channel's visibility lets everybody like it in.
    Visible,
    Granted(&'a Grant),
    /// The app's mode has the last word.
    Mode(JoinMode),
}

impl<'a> Claim<'a> {
    /// What the rule says now.
    pub fn access(self, now: Now) -> Access<'a> {
        // Asking again takes nothing away, so it is answered first: who is in stays in.
        if self.subscribed {
            return Access::Subscribed;
        }
        if self.closed {
            return Access::Closed;
        }
        if self.privileged {
            return Access::Privileged;
        }
        if !self.has_key {
            return Access::NeedsKey;
        }
        match (self.visibility, self.token) {
            (Visibility::Unprotected, _) | (Visibility::Public, true) => return Access::Visible,
            (_, false) => return Access::NeedsToken,
            (Visibility::Private, true) => {}
        }
        match self.grant.filter(|grant| grant.holds(now.wall)) {
            Some(grant) => Access::Granted(grant),
            None => Access::Mode(self.mode),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{ChannelName, Decider, Timestamp, TokenId};

    use super::*;

    fn now(wall: u64) -> Now {
        Now {
            tick: 0,
            wall: Timestamp(wall),
        }
    }

    fn grant(until: u64) -> Grant {
        Grant {
            token: TokenId::from("leap_token_a"),
            channel: ChannelName::parse("room").unwrap(),
            by: Decider::Person,
            reason: None,
            at: Timestamp(0),
            until: Some(Timestamp(until)),
        }
    }

    fn claim(visibility: Visibility, token: bool) -> Claim<'static> {
        Claim {
            token,
            subscribed: false,
            privileged: false,
            has_key: true,
            visibility,
            closed: false,
            mode: JoinMode::Ask,
            grant: None,
        }
    }

    #[test]
    fn visibility_decides_before_the_mode() {
        let table = [
            (Visibility::Unprotected, false, Access::Visible),
            (Visibility::Unprotected, true, Access::Visible),
            (Visibility::Public, false, Access::NeedsToken),
            (Visibility::Public, true, Access::Visible),
            (Visibility::Private, false, Access::NeedsToken),
            (Visibility::Private, true, Access::Mode(JoinMode::Ask)),
        ];
        for (visibility, token, expected) in table {
            assert_eq!(
                claim(visibility, token).access(now(0)),
                expected,
                "{visibility:?} {token}"
            );
        }
    }

    #[test]
    fn a_grant_counts_until_its_end() {
        let grant = grant(10);
        let private = Claim {
            grant: Some(&grant),
            ..claim(Visibility::Private, true)
        };
        assert_eq!(private.access(now(9)), Access::Granted(&grant));
        assert_eq!(private.access(now(10)), Access::Mode(JoinMode::Ask));
    }

    #[test]
    fn a_key_is_asked_of_all_but_the_privileged() {
        let locked = Claim {
            has_key: false,
            ..claim(Visibility::Unprotected, true)
        };
        assert_eq!(locked.access(now(0)), Access::NeedsKey);
        let privileged = Claim {
            privileged: true,
            visibility: Visibility::Private,
            ..locked
        };
        assert_eq!(privileged.access(now(0)), Access::Privileged);
        let closed = Claim {
            closed: true,
            ..privileged
        };
        assert_eq!(closed.access(now(0)), Access::Closed);
    }

    #[test]
    fn closed_keeps_out_but_takes_nobody_out() {
        let closed = Claim {
            closed: true,
            ..claim(Visibility::Unprotected, false)
        };
        assert_eq!(closed.access(now(0)), Access::Closed);
        let inside = Claim {
            subscribed: true,
            ..closed
        };
        assert_eq!(inside.access(now(0)), Access::Subscribed);
    }
}
