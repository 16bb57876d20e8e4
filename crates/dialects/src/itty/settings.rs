//! What the configuration can say: which settings there are, and what holds where it says nothing.

use std::net::SocketAddr;

use serde_json::Value;

use super::namespace;

/// What a message may weigh, in bytes: 100 KB.
const MAX_MESSAGE: u64 = 100 << 10;

/// How many of them one connection may send: 40 in 5 ms.
const MESSAGES_PER_SECOND: u64 = 8_000;

/// How many times less of both a guest of the public tenant may.
const LESS_FOR_GUESTS: u64 = 4;

/// What is wrong with these settings.
pub(super) fn check(settings: &Value) -> Vec<(String, String)> {
    crate::settings::only(
        settings,
        &[
            ("any_key", truth),
            ("legacy", truth),
            ("echo", truth),
            ("namespaces", namespace::check),
            ("messages_per_second", |value| {
                within(value, 1..=40_000, "a number from 1 to 40000")
            }),
            ("max_message", |value| {
                within(value, 1..=1 << 20, "a number of bytes from 1 to 1048576")
            }),
            ("listen", address),
        ],
    )
}

/// Is every key a tenant's?
pub(super) fn any_key(settings: &Value) -> bool {
    settings["any_key"].as_bool().unwrap_or(false)
}

/// Are all clients of `connect()` talked to as they were before version 0.9?
pub(super) fn legacy(settings: &Value) -> bool {
    settings["legacy"].as_bool().unwrap_or(false)
}

/// Does a client of the class hear itself?
pub(super) fn echo(settings: &Value) -> bool {
    settings["echo"].as_bool().unwrap_or(true)
}

/// Most bytes of a message.
pub(super) fn max_message(settings: &Value, guest: bool) -> usize {
    let most = settings["max_message"].as_u64().unwrap_or(MAX_MESSAGE);
    usize::try_from(less(most, guest)).unwrap_or(usize::MAX)
}

/// Most messages per second; `None`: as many as one likes, which is so on the same machine unless the configuration
/// says a number.
pub(super) fn messages_per_second(settings: &Value, guest: bool, loopback: bool) -> Option<u64> {
    let said = settings["messages_per_second"].as_u64();
    let most = said.or((!loopback).then_some(MESSAGES_PER_SECOND))?;
    Some(less(most, guest))
}

fn less(most: u64, guest: bool) -> u64 {
    if guest {
        (most / LESS_FOR_GUESTS).max(1)
    } else {
        most
    }
}

fn truth(value: &Value) -> Result<(), &'static str> {
    value.as_bool().map(|_| ()).ok_or("true or false")
}

fn within(
    value: &Value,
    range: std::ops::RangeInclusive<u64>,
    right: &'static str,
) -> Result<(), &'static str> {
    let number = value.as_u64().filter(|number| range.contains(number));
    number.map(|_| ()).ok_or(right)
}

fn address(value: &Value) -> Result<(), &'static str> {
    let address = value.as_str().and_then(|text| text.parse::<SocketAddr>().ok());
    address
        .map(|_| ())
        .ok_or("an address and a port, as in 127.0.0.1:8787")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_right_passes() {
        let settings = json!({
            "app": "My app", "any_key": true, "legacy": false, "echo": true,
            "namespaces": [{ "prefix": "a", "send_key": "s" }],
            "messages_per_second": 40, "max_message": 1024, "listen": "[::1]:8787",
        });
        assert_eq!(check(&settings), []);
        assert_eq!(check(&json!({})), []);
    }

    #[test]
    fn what_is_wrong_is_named_with_what_would_be_right() {
        for (name, value, right) in [
            ("any_key", json!("yes"), "true or false"),
            ("legacy", json!(1), "true or false"),
            ("echo", json!(null), "true or false"),
            ("namespaces", json!("a"), "tables"),
            ("messages_per_second", json!(0), "1 to 40000"),
            ("messages_per_second", json!(40_001), "1 to 40000"),
            ("messages_per_second", json!(1.5), "1 to 40000"),
            ("max_message", json!(0), "bytes"),
            ("max_message", json!(1_048_577), "bytes"),
            ("listen", json!("8787"), "127.0.0.1:8787"),
            ("listen", json!(8787), "127.0.0.1:8787"),
            ("port", json!(8787), "listen"),
        ] {
            let wrong = check(&json!({ name: value.clone() }));
            assert_eq!(wrong.len(), 1, "{name} {value}");
            assert_eq!(wrong[0].0, name);
            assert!(wrong[0].1.contains(right), "{wrong:?}");
        }
    }

    #[test]
    fn limits_are_those_of_the_service_and_less_for_guests() {
        let nothing = json!({});
        assert_eq!(max_message(&nothing, false), 102_400);
        assert_eq!(max_message(&nothing, true), 25_600);
        assert_eq!(messages_per_second(&nothing, false, false), Some(8_000));
        assert_eq!(messages_per_second(&nothing, true, false), Some(2_000));
        assert_eq!(messages_per_second(&nothing, false, true), None);
        let said = json!({ "messages_per_second": 1, "max_message": 2 });
        assert_eq!(messages_per_second(&said, false, true), Some(1));
        assert_eq!(messages_per_second(&said, true, true), Some(1));
        assert_eq!((max_message(&said, false), max_message(&said, true)), (2, 1));
    }

    #[test]
    fn where_nothing_is_said() {
        let nothing = json!({});
        assert!(!any_key(&nothing) && !legacy(&nothing) && echo(&nothing));
    }
}
