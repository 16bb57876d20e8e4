//! Rows as a busy server makes them: many channels and connections, payloads that differ, now and then something else
//! than a message.

use contract::{Direction, SubjectKind, Traffic, TrafficKind, Who};

/// When the first one was, in milliseconds since 1970.
pub const BEGIN: u64 = 1_750_000_000_000;
/// Rows a second, by their times.
const RATE: u64 = 5_000;

/// When the row was.
pub fn at(number: u64) -> u64 {
    BEGIN + number * 1_000 / RATE
}

/// The same for the same number.
pub fn row(number: u64) -> Traffic {
    let mut dice = Dice(number);
    let channel = format!("room-{}", dice.below(500));
    let person = dice.below(300);
    let mut row = Traffic {
        id: number + 1,
        at: at(number),
        kind: TrafficKind::Message,
        direction: Direction::In,
        app: Some("project_5f1c2b9e".to_owned()),
        channel: Some(channel),
        event: None,
        who: Some(Who {
            kind: SubjectKind::Token,
            label: format!("user-{person}"),
            token: Some(format!("leap_token_{person:024x}")),
        }),
        connection: Some(format!(
            "conn_{:016x}",
            dice.below(2_000).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        )),
        approval: None,
        dialect: Some(["leap", "itty", "channels", "pakyow"][dice.below(4) as usize].to_owned()),
        payload: None,
        size: None,
        position: None,
        audience: None,
        delivered: None,
        latency_us: None,
        code: None,
        reason: None,
        fix: None,
        lost: None,
        system: false,
    };
    match dice.below(100) {
        0..=84 => message(&mut row, number, &mut dice),
        85..=89 => row.kind = TrafficKind::Heartbeat,
        90..=92 => row.kind = TrafficKind::Connect,
        93..=95 => row.kind = TrafficKind::Presence,
        96..=97 => row.kind = TrafficKind::Subscribe,
        98 => {
            row.kind = TrafficKind::Refused;
            row.direction = Direction::Out;
            row.code = Some("NOT_GRANTED".to_owned());
            row.reason = Some("the token has no grant for this channel".to_owned());
            row.fix = Some("give it a grant, or make the channel public".to_owned());
        }
        _ => row.kind = TrafficKind::Disconnect,
    }
    row
}

fn message(row: &mut Traffic, number: u64, dice: &mut Dice) {
    const EVENTS: [&str; 8] = [
        "tick",
        "move",
        "chat",
        "typing",
        "order.created",
        "order.paid",
        "score",
        "state",
    ];
    const WORDS: [&str; 16] = [
        "hello", "there", "is", "somebody", "at", "the", "door", "please", "wait", "until", "we", "are",
        "ready", "to", "begin", "again",
    ];
    row.event = Some(EVENTS[dice.below(8) as usize].to_owned());
    let words: Vec<&str> = (0..4 + dice.below(8))
        .map(|_| WORDS[dice.below(16) as usize])
        .collect();
    let payload = format!(
        r#"{{"id":"{:012x}","n":{number},"user":{{"id":{},"role":"{}"}},"text":"{}","x":{}.{:02},"tags":["a{}","b"]}}"#,
        dice.next() >> 16,
        dice.below(100_000),
        ["guest", "member", "admin"][dice.below(3) as usize],
        words.join(" "),
        dice.below(1_000),
        dice.below(100),
        dice.below(50),
    );
    row.size = Some(payload.len() as u64);
    row.payload = Some(payload);
    row.position = Some(number / 400);
    let audience = 1 + dice.below(40);
    row.audience = Some(audience);
    row.delivered = Some(audience);
    row.latency_us = Some(100 + dice.below(60) * dice.below(60));
}

/// Numbers that look like chance and are not.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        (self.next() >> 16) % most
    }
}
