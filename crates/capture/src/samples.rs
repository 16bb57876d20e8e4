//! Rows for tests: of every kind, with every field there and absent.

use contract::{Direction, SubjectKind, Traffic, TrafficKind, Who};

/// A row that is the same for the same number; later ones have higher numbers.
pub(crate) fn row(number: u64) -> Traffic {
    let pick = |modulo: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40 & 0xffff & (modulo - 1);
    let kinds = [
        TrafficKind::Message,
        TrafficKind::Message,
        TrafficKind::Message,
        TrafficKind::Heartbeat,
        TrafficKind::Connect,
        TrafficKind::Refused,
        TrafficKind::Presence,
        TrafficKind::State,
    ];
    let kind = kinds[pick(8) as usize];
    let message = kind == TrafficKind::Message;
    Traffic {
        id: 1_000 + number,
        at: 1_700_000_000_000 + number * 7,
        kind,
        direction: [Direction::In, Direction::Out, Direction::None][(number % 3) as usize],
        app: Some("app_1".to_owned()),
        channel: (kind != TrafficKind::Connect).then(|| format!("room-{}", pick(16))),
        event: message.then(|| ["tick", "greet", "ünï"][(number % 3) as usize].to_owned()),
        who: (!number.is_multiple_of(5)).then(|| Who {
            kind: [SubjectKind::Token, SubjectKind::Anonymous][(number % 2) as usize],
            label: ["Alice", "anonymous"][(number % 2) as usize].to_owned(),
            token: number
                .is_multiple_of(2)
                .then(|| format!("leap_token_{}", number % 7)),
        }),
        connection: (!number.is_multiple_of(4)).then(|| format!("conn_{}", number % 11)),
        approval: number.is_multiple_of(13).then(|| format!("ask_{number}")),
        dialect: Some(["leap", "itty"][(number % 2) as usize].to_owned()),
        payload: message.then(|| match number % 4 {
            0 => String::new(),
            _ => format!(r#"{{"n":{number},"text":"höllo {}"}}"#, pick(64)),
        }),
        size: message.then_some(number % 5_000),
        position: message.then_some(number * 3),
        audience: message.then_some(number % 9),
        delivered: message.then_some(number % 8),
        latency_us: message.then_some(pick(0x8000)),
        code: (kind == TrafficKind::Refused).then(|| "NOT_GRANTED".to_owned()),
        reason: (kind == TrafficKind::Refused).then(|| "it may not".to_owned()),
        fix: (kind == TrafficKind::Refused).then(|| "make a token that may".to_owned()),
        lost: None,
        system: number.is_multiple_of(17),
    }
}
