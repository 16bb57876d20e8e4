//! Why the server ends a connection.

use std::ops::RangeInclusive;

use model::{Refusal, RefusalCode};

/// Most bytes of the reason in a WebSocket close frame: it holds 125, two of which are the code.
const LONGEST: usize = 123;

/// Codes that an endpoint may put into a close frame, as ranges.
const CODES: [RangeInclusive<u16>; 4] = [1000..=1001, 1008..=1008, 1011..=1014, 3000..=4999];

/// Why the server ends a connection. Each dialect has its own code for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The credential or the app is unknown, expired or does not match. Coming back the same way is no use.
    InvalidAuth(String),
    /// It did not say in time who it is.
    IdentifyTimeout,
    /// It asked for something before it was let in.
    NotIdentified,
    /// An operation that the protocol does not have.
    UnknownOperation(String),
    /// A frame that cannot be understood.
    InvalidFrame(String),
    /// A frame of more bytes than its dialect takes.
    TooLarge(String),
    /// No sign of life for too long, or far too many.
    Heartbeat(String),
    /// It read too slowly and its outbox is full. It may come back.
    Slow,
    /// Its subject or its app has as many connections as it may have. It may come back.
    TooMany(Refusal),
    /// It may not do what it came for, or not in the way in which it does it.
    Refused(Refusal),
    /// Somebody ended it by hand. It may come back.
    Disconnected,
    /// Somebody ended it by hand with a code of their choice, which every dialect sends as it is. Made by
    /// [`checked`](Self::checked).
    Chosen { code: u16, reason: String },
    /// It is to connect to this URL from now on, if its dialect has a word for that; else as with a shutdown. Made by
    /// [`moved`](Self::moved).
    Moved(String),
    /// The server is going down. It may come back.
    Shutdown,
}

impl CloseReason {
    /// An end with a code and a reason that somebody chose, if both fit into a close frame.
    pub fn checked(code: u16, reason: impl Into<String>) -> Result<Self, Refusal> {
        let reason = reason.into();
        if !CODES.iter().any(|range| range.contains(&code)) {
            let message = format!("no server may close a connection with {code}");
            return Err(Refusal::new(RefusalCode::InvalidRequest, message)
                .fix("choose 1000, 1001, 1008, 1011 to 1014, or 3000 to 4999"));
        }
        short(&reason, "reason")?;
        Ok(Self::Chosen { code, reason })
    }

    /// An end that sends the client to another server's socket.
    pub fn moved(url: impl Into<String>) -> Result<Self, Refusal> {
        let url = url.into();
        let host = url.strip_prefix("ws://").or_else(|| url.strip_prefix("wss://"));
        let whole = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
        if !whole || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "where clients are sent is not the URL of a socket";
            return Err(Refusal::new(RefusalCode::InvalidRequest, message)
                .fix("give the whole URL, as in wss://example.org/ws"));
        }
        short(&url, "URL")?;
        Ok(Self::Moved(url))
    }

    /// The code by which programs tell reasons apart.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidAuth(_) => "INVALID_AUTH",
            Self::IdentifyTimeout => "IDENTIFY_TIMEOUT",
            Self::NotIdentified => "NOT_IDENTIFIED",
            Self::UnknownOperation(_) => "UNKNOWN_OPERATION",
            Self::InvalidFrame(_) => "INVALID_FRAME",
            Self::TooLarge(_) => "TOO_LARGE",
            Self::Heartbeat(_) => "HEARTBEAT",
            Self::Slow => "SLOW",
            Self::TooMany(_) => "LIMIT_REACHED",
            Self::Refused(refusal) => refusal.code.as_str(),
            Self::Disconnected | Self::Chosen { .. } => "DISCONNECTED",
            Self::Moved(_) => "MOVED",
            Self::Shutdown => "SHUTDOWN",
        }
    }

    /// One sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::InvalidAuth(why)
            | Self::InvalidFrame(why)
            | Self::UnknownOperation(why)
            | Self::TooLarge(why)
            | Self::Heartbeat(why) => why.clone(),
            Self::TooMany(refusal) | Self::Refused(refusal) => refusal.message.clone(),
            Self::IdentifyTimeout => "the connection did not say in time who it is".into(),
            Self::NotIdentified => "the connection asked for something before it had said who it is".into(),
            Self::Slow => "the connection read too slowly and its queue was full".into(),
            Self::Disconnected => "the connection was ended from the dashboard".into(),
            Self::Chosen { code, reason } if reason.is_empty() => {
                format!("the connection was ended from the dashboard with {code}")
            }
            Self::Chosen { code, reason } => {
                format!("the connection was ended from the dashboard with {code}: {reason}")
            }
            Self::Moved(url) => format!("the server has moved to {url}"),
            Self::Shutdown => "the server is restarting".into(),
        }
    }

    /// What the client is told in the close frame, which holds 123 bytes of it: the sentence, or the words that were chosen.
    pub fn said(&self) -> String {
        let mut said = match self {
            Self::Chosen { reason, .. } => reason.clone(),
            _ => self.sentence(),
        };
        said.truncate(said.floor_char_boundary(LONGEST));
        said
    }
}

fn short(text: &str, what: &str) -> Result<(), Refusal> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    let message = format!(
        "the {what} has {} bytes; a close frame holds {LONGEST}",
        text.len()
    );
    Err(Refusal::new(RefusalCode::TooLarge, message).fix(format!("use a {what} of {LONGEST} bytes at most")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_frame_says_what_it_can_hold() {
        let said = |sentence: &str| CloseReason::InvalidFrame(sentence.to_owned()).said();
        assert_eq!(said(&"a".repeat(123)), "a".repeat(123));
        assert_eq!(said(&"a".repeat(124)), "a".repeat(123));
        // A letter of two bytes that would be cut is left out.
        assert_eq!(said(&format!("{}ä", "a".repeat(122))), "a".repeat(122));
        assert_eq!(CloseReason::checked(4000, "").unwrap().said(), "");
        assert_eq!(CloseReason::checked(4000, "away").unwrap().said(), "away");
    }

    #[test]
    fn only_codes_that_a_server_may_send_are_chosen() {
        for code in [1000, 1001, 1008, 1011, 1012, 1013, 1014, 3000, 4000, 4999] {
            let reason = "away".to_owned();
            assert_eq!(
                CloseReason::checked(code, "away"),
                Ok(CloseReason::Chosen { code, reason })
            );
        }
        for code in [
            0,
            999,
            1002,
            1005,
            1006,
            1007,
            1009,
            1010,
            1015,
            2999,
            5000,
            u16::MAX,
        ] {
            let refusal = CloseReason::checked(code, "away").unwrap_err();
            assert_eq!(refusal.code, RefusalCode::InvalidRequest);
            assert!(refusal.message.contains(&code.to_string()) && refusal.fix.is_some());
        }
    }

    #[test]
    fn what_does_not_fit_into_a_close_frame_is_refused() {
        assert!(CloseReason::checked(4000, "é".repeat(61)).is_ok());
        let refusal = CloseReason::checked(4000, "é".repeat(62)).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::TooLarge);
        assert_eq!(
            refusal.message,
            "the reason has 124 bytes; a close frame holds 123"
        );
        let long = format!("wss://example.org/{}", "a".repeat(106));
        assert_eq!(CloseReason::moved(long).unwrap_err().code, RefusalCode::TooLarge);
    }

    #[test]
    fn clients_are_sent_to_sockets_only() {
        for url in [
            "ws://127.0.0.1:8090/ws",
            "wss://example.org/ws?encoding=json",
            "ws://[::1]:1",
        ] {
            assert_eq!(CloseReason::moved(url), Ok(CloseReason::Moved(url.into())));
        }
        for url in [
            "",
            "ws://",
            "wss:///ws",
            "http://example.org/ws",
            "example.org",
            "ws://a b",
            "ws://ä",
        ] {
            assert_eq!(
                CloseReason::moved(url).unwrap_err().code,
                RefusalCode::InvalidRequest,
                "{url}"
            );
        }
    }
}
