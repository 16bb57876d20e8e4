//! Kinds and directions as they are called on the wire.

use contract::{Direction, TrafficKind};

pub(crate) fn kind_name(kind: TrafficKind) -> &'static str {
    match kind {
        TrafficKind::Connect => "connect",
        TrafficKind::Identify => "identify",
        TrafficKind::Subscribe => "subscribe",
        TrafficKind::Unsubscribe => "unsubscribe",
        TrafficKind::Message => "message",
        TrafficKind::Direct => "direct",
        TrafficKind::State => "state",
        TrafficKind::Presence => "presence",
        TrafficKind::Refused => "refused",
        TrafficKind::Approval => "approval",
        TrafficKind::Heartbeat => "heartbeat",
        TrafficKind::Disconnect => "disconnect",
        TrafficKind::Gap => "gap",
    }
}

pub(crate) fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_the_names_of_the_contract() {
        for kind in [
            TrafficKind::Connect,
            TrafficKind::Identify,
            TrafficKind::Subscribe,
            TrafficKind::Unsubscribe,
            TrafficKind::Message,
            TrafficKind::Direct,
            TrafficKind::State,
            TrafficKind::Presence,
            TrafficKind::Refused,
            TrafficKind::Approval,
            TrafficKind::Heartbeat,
            TrafficKind::Disconnect,
            TrafficKind::Gap,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind_name(kind));
        }
        for direction in [Direction::In, Direction::Out, Direction::None] {
            assert_eq!(
                serde_json::to_value(direction).unwrap(),
                direction_name(direction)
            );
        }
    }
}
