//! How much an app may use, and for how long what it left is kept.

use std::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

use crate::{Refusal, RefusalCode};

/// A connection may join so many times per second however few channels it may be in.
const LEAST_JOINS: u32 = 1_000;

/// The most that an app may use of everything that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a message's payload as JSON. 1 to 1,048,576.
    pub payload_bytes: u32,
    /// Bytes of the state of a channel or token as JSON. 2 to 1,048,576.
    pub state_bytes: u32,
    /// Messages and state changes of one connection per second, five seconds' worth of them at once. 1 to 1,000,000.
    pub publishes_per_second: u32,
    /// Channels that one subject is in at a time. 1 to 100,000.
    pub channels_per_subject: u32,
    /// Live connections of one subject. 1 to 100,000.
    pub connections_per_subject: u32,
    /// Live connections of the app. 1 to 10,000,000.
    pub connections: u32,
    /// Channels of the app. 1 to 10,000,000.
    pub channels: u32,
    /// Tokens of the app. 1 to 10,000,000.
    pub tokens: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            payload_bytes: 64 * 1_024,
            state_bytes: 256 * 1_024,
            publishes_per_second: 1_000,
            channels_per_subject: 1_000,
            connections_per_subject: 100,
            connections: 100_000,
            channels: 100_000,
            tokens: 100_000,
        }
    }
}

impl Limits {
    /// Is every limit one that can be kept? Otherwise the refusal names the field and its range.
    pub fn check(&self) -> Result<(), Refusal> {
        const MANY: RangeInclusive<u32> = 1..=10_000_000;
        within("payload_bytes", self.payload_bytes, 1..=1 << 20)?;
        within("state_bytes", self.state_bytes, 2..=1 << 20)?;
        within("publishes_per_second", self.publishes_per_second, 1..=1_000_000)?;
        within("channels_per_subject", self.channels_per_subject, 1..=100_000)?;
        within(
            "connections_per_subject",
            self.connections_per_subject,
            1..=100_000,
        )?;
        within("connections", self.connections, MANY)?;
        within("channels", self.channels, MANY)?;
        within("tokens", self.tokens, MANY)
    }

    /// May a payload have so many bytes?
    pub fn payload(&self, bytes: usize) -> Result<(), Refusal> {
        fits(
            bytes,
            self.payload_bytes,
            "the payload",
            "payload_bytes",
            "send less",
        )
    }

    /// May a state have so many bytes?
    pub fn state(&self, bytes: usize) -> Result<(), Refusal> {
        let instead = "keep large values elsewhere and put a reference here";
        fits(bytes, self.state_bytes, "the state", "state_bytes", instead)
    }

    /// May a subject that is in so many channels, or waits for them, ask for one more?
    pub fn one_more_channel_for_subject(&self, now: usize) -> Result<(), Refusal> {
        let (most, what) = (self.channels_per_subject, "channels of one subject");
        room(now, most, what, "channels_per_subject", "leave a channel first")
    }

    /// May a subject that has so many connections open one more?
    pub fn one_more_connection_for_subject(&self, now: usize) -> Result<(), Refusal> {
        let (most, what) = (self.connections_per_subject, "connections of one subject");
        room(
            now,
            most,
            what,
            "connections_per_subject",
            "close a connection first",
        )
    }

    /// May an app that has so many connections be given one more?
    pub fn one_more_connection(&self, now: usize) -> Result<(), Refusal> {
        room(
            now,
            self.connections,
            "connections of the app",
            "connections",
            "close some",
        )
    }

    /// May an app that has so many channels be given one more?
    pub fn one_more_channel(&self, now: usize) -> Result<(), Refusal> {
        room(
            now,
            self.channels,
            "channels of the app",
            "channels",
            "delete some",
        )
    }

    /// May an app that has so many tokens be given one more?
    pub fn one_more_token(&self, now: usize) -> Result<(), Refusal> {
        room(now, self.tokens, "tokens of the app", "tokens", "delete some")
    }

    /// How often a connection may ask to be let into a channel, per second on average: each time may cost a write to the
    /// disk. All channels of a subject can be joined at once.
    pub fn joins_per_second(&self) -> u32 {
        self.channels_per_subject.max(LEAST_JOINS)
    }

    /// The refusal for a connection that asks to join faster than it may.
    pub fn joins_too_fast(&self) -> Refusal {
        let most = self.joins_per_second();
        let message = format!("the connection asks to join more than {most} times per second");
        let instead = "join each channel once";
        reached(message, "channels_per_subject", instead)
    }

    /// The refusal for a connection that publishes faster than it may.
    pub fn too_fast(&self) -> Refusal {
        let most = self.publishes_per_second;
        reached(
            format!("the connection publishes more than {most} times per second"),
            "publishes_per_second",
            "publish less at a time",
        )
    }
}

/// What an app keeps, and for how long. What is older goes within a minute or so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// The newest messages of each channel, counted by position. `None`: all. At least 1.
    pub messages: Option<u64>,
    /// Messages younger than this, in ms. Only the oldest ones of a channel go, so that no hole comes of a clock that
    /// was set back. `None`: all. 1,000 to 3,153,600,000,000 (100 years).
    pub age_ms: Option<u64>,
    /// Versions of each state, the current one among them. 1 to 10,000.
    pub state_versions: u32,
    /// How long a publish with a key is known again, in ms. 1,000 to 86,400,000 (a day).
    pub idempotency_ms: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            messages: None,
            age_ms: None,
            state_versions: 100,
            idempotency_ms: 300_000,
        }
    }
}

impl Retention {
    /// Can it be kept? Otherwise the refusal names the field and its range.
    pub fn check(&self) -> Result<(), Refusal> {
        if let Some(messages) = self.messages {
            within("messages", messages, 1..=u64::from(u32::MAX))?;
        }
        if let Some(age) = self.age_ms {
            within("age_ms", age, 1_000..=3_153_600_000_000)?;
        }
        within("state_versions", self.state_versions, 1..=10_000)?;
        within("idempotency_ms", self.idempotency_ms, 1_000..=86_400_000)
    }
}

fn fits(bytes: usize, most: u32, what: &str, field: &str, instead: &str) -> Result<(), Refusal> {
    if bytes <= most as usize {
        return Ok(());
    }
    let message = format!("{what} has {bytes} bytes; {most} is the most in this app");
    Err(Refusal::new(RefusalCode::TooLarge, message)
        .fix(format!("{instead}, or raise the app's limit {field}")))
}

fn room(now: usize, most: u32, what: &str, field: &str, instead: &str) -> Result<(), Refusal> {
    if now < most as usize {
        return Ok(());
    }
    Err(reached(
        format!("there are {now} {what} already; {most} is the most"),
        field,
        instead,
    ))
}

fn reached(message: String, field: &str, instead: &str) -> Refusal {
    Refusal::new(RefusalCode::LimitReached, message)
        .fix(format!("{instead}, or raise the app's limit {field}"))
}

fn within<T: PartialOrd + fmt::Display>(
    field: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Result<(), Refusal> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = (range.start(), range.end());
    Err(
        Refusal::new(RefusalCode::InvalidRequest, format!("{field} cannot be {value}"))
            .fix(format!("use {least} to {most} for {field}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_range() {
        assert_eq!(Limits::default().check(), Ok(()));
        assert_eq!(Retention::default().check(), Ok(()));
        let refusal = Limits {
            tokens: 0,
            ..Limits::default()
        }
        .check()
        .unwrap_err();
        assert_eq!(refusal.message, "tokens cannot be 0");
        assert_eq!(refusal.fix.unwrap(), "use 1 to 10000000 for tokens");
        let refusal = Retention {
            age_ms: Some(5),
            ..Retention::default()
        }
        .check()
        .unwrap_err();
        assert!(refusal.message.contains("age_ms cannot be 5"), "{refusal}");
    }

    #[test]
    fn every_field_is_checked() {
        let wrong = |json: &str| {
            serde_json::from_str::<Limits>(json)
                .unwrap()
                .check()
                .unwrap_err()
                .message
        };
        for field in [
            "payload_bytes",
            "state_bytes",
            "publishes_per_second",
            "channels_per_subject",
            "connections_per_subject",
            "connections",
            "channels",
            "tokens",
        ] {
            for value in ["0", "4294967295"] {
                let message = wrong(&format!("{{\"{field}\":{value}}}"));
                assert_eq!(message, format!("{field} cannot be {value}"));
            }
        }
        for (field, value) in [
            ("messages", "0"),
            ("age_ms", "0"),
            ("state_versions", "0"),
            ("idempotency_ms", "0"),
        ] {
            let retention: Retention = serde_json::from_str(&format!("{{\"{field}\":{value}}}")).unwrap();
            assert!(
                retention.check().unwrap_err().message.starts_with(field),
                "{field}"
            );
        }
    }

    #[test]
    fn a_limit_is_kept_to_the_last_one_and_named() {
        let limits = Limits {
            payload_bytes: 10,
            state_bytes: 20,
            publishes_per_second: 3,
            channels_per_subject: 1,
            connections_per_subject: 2,
            connections: 4,
            channels: 5,
            tokens: 6,
        };
        type Check = fn(&Limits, usize) -> Result<(), Refusal>;
        let checks: [(&str, Check, usize); 7] = [
            ("payload_bytes", Limits::payload, 11),
            ("state_bytes", Limits::state, 21),
            ("channels_per_subject", Limits::one_more_channel_for_subject, 1),
            (
                "connections_per_subject",
                Limits::one_more_connection_for_subject,
                2,
            ),
            ("connections", Limits::one_more_connection, 4),
            ("channels", Limits::one_more_channel, 5),
            ("tokens", Limits::one_more_token, 6),
        ];
        for (field, check, too_many) in checks {
            assert_eq!(check(&limits, too_many - 1), Ok(()), "{field}");
            let refusal = check(&limits, too_many).unwrap_err();
            assert!(refusal.message.contains(&too_many.to_string()), "{refusal}");
            let fix = refusal.fix.unwrap();
            assert!(fix.ends_with(&format!("the app's limit {field}")), "{fix}");
        }
        assert!(limits.too_fast().message.contains("more than 3 times"));
    }

    #[test]
    fn what_is_not_said_is_as_usual_and_what_is_unknown_is_refused() {
        assert_eq!(serde_json::from_str::<Limits>("{}").unwrap(), Limits::default());
        assert!(serde_json::from_str::<Limits>("{\"chanels\":1}").is_err());
    }
}
