//! The bytes that the original and its clients have sent, both ways.

use proptest::prelude::*;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.bytes().filter(|byte| *byte != b' ').collect();
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// A frame is these bytes, and these bytes are this frame.
fn same<M: Message + Default + PartialEq + std::fmt::Debug>(hex: &str, kind: Kind, message: &M) {
    assert_eq!(write(kind, message), bytes(hex), "{hex}");
    let outer = NewEvent::decode(&*bytes(hex)).unwrap();
    assert_eq!(outer.kind, kind as i32, "{hex}");
    assert_eq!(&M::decode(&*outer.payload).unwrap(), message, "{hex}");
    let again = NewEvent::encode_to_vec(&outer);
    assert_eq!(again, bytes(hex), "{hex}");
}

fn subscribe(channel: &str, id: u32) -> SubscribeRequest {
    let channel = channel.into();
    SubscribeRequest { channel, id }
}

fn publish() -> PublishRequest {
    PublishRequest {
        id: 300,
        event: "greet".into(),
        channel: "room".into(),
        payload: "hi".into(),
    }
}

#[test]
fn what_clients_say() {
    let table = [
        ("080412060a04726f6f6d", Said::Subscribe(subscribe("room", 0))),
        ("080412080a04726f6f6d1007", Said::Subscribe(subscribe("room", 7))),
        (
            "0805121408ac02120567726565741a04726f6f6d22026869",
            Said::Publish(publish()),
        ),
    ];
    for (hex, said) in table {
        assert_eq!(read(&bytes(hex)), Ok(said.clone()), "{hex}");
        match said {
            Said::Subscribe(request) => same(hex, Kind::Subscribe, &request),
            Said::Publish(request) => same(hex, Kind::Publish, &request),
        }
    }
}

#[test]
fn what_the_server_says() {
    let ack = |reply_to, status| PublishAck { reply_to, status };
    same("080612021001", Kind::Ack, &ack(0, true));
    same("0806120408071001", Kind::Ack, &ack(7, true));
    same("0806120508ac021001", Kind::Ack, &ack(300, true));
    same("0806120308ac02", Kind::Ack, &ack(300, false));
    same("0806", Kind::Ack, &ack(0, false));

    let event = ChannelEvent {
        sender: "c1".into(),
        event: "greet".into(),
        payload: "hi".into(),
        channel: "room".into(),
        timestamp: 1_795_224_636,
    };
    same(
        "0805121b0a026331120567726565741a0268692204726f6f6d28bce883d806",
        Kind::Publish,
        &event,
    );

    let there = |channel: &str, clients: &[&str]| InitialPresenceStatus {
        channel: channel.into(),
        clients: clients
            .iter()
            .map(|client| ClientEntry {
                client: (*client).into(),
                status: Some(ClientStatus::default()),
            })
            .collect(),
    };
    let kind = Kind::InitialOnlineStatus;
    same(
        "0808120e0a04726f6f6d12060a0263321200",
        kind,
        &there("room", &["c2"]),
    );
    same("080812060a04726f6f6d", kind, &there("room", &[]));
    same("080812040a026e70", kind, &there("np", &[]));

    let online = |client: &str, status, timestamp| OnlineStatusUpdate {
        channel: "room".into(),
        client: client.into(),
        status,
        timestamp,
    };
    same(
        "080712140a04726f6f6d1204726f6f74180120bfe883d806",
        Kind::OnlineStatus,
        &online("root", true, 1_795_224_639),
    );
    same(
        "080712100a04726f6f6d1202633220e6e3b88206",
        Kind::OnlineStatus,
        &online("c2", false, 1_615_737_318),
    );

    let moved = ClientMoved {
        channel: "room".into(),
        client: "c2".into(),
    };
    same("120a0a04726f6f6d12026332", Kind::JoinChannel, &moved);
    same("0801120a0a04726f6f6d12026332", Kind::LeaveChannel, &moved);
}

#[test]
fn names_of_channels_are_bare_text() {
    for (hex, kind, name) in [
        ("08021205706c61696e", Kind::NewChannel, "plain"),
        ("08031204726f6f6d", Kind::RemoveChannel, "room"),
    ] {
        assert_eq!(write_text(kind, name), bytes(hex));
        let outer = NewEvent::decode(&*bytes(hex)).unwrap();
        assert_eq!((outer.kind, &*outer.payload), (kind as i32, name.as_bytes()));
    }
}

#[test]
fn what_says_nothing_is_told_apart() {
    #[rustfmt::skip] // A table.
    let table = [
        ("", "only the server sends"),
        ("12020800", "only the server sends"),
        ("080612021001", "only the server sends"),
        ("0808", "only the server sends"),
        ("0809", "no such type"),
        ("08ffffffffffffffffff01", "no such type"),
        ("ff", "no protobuf message NewEvent"),
        ("0804120a0a04726f6f6d", "no protobuf message NewEvent"),
        ("0804 12ffffffff0f 0a", "no protobuf message NewEvent"),
        ("0804 1203 0a01ff", "no protobuf message SubscribeRequest"),
        ("0805 1203 1a01ff", "no protobuf message PublishRequest"),
        ("0805 1202 0a00", "no protobuf message PublishRequest"),
    ];
    for (hex, why) in table {
        let refused = read(&bytes(hex)).unwrap_err();
        assert!(refused.contains(why), "{hex}: {refused}");
    }
}

#[test]
fn fields_that_are_not_known_do_not_matter() {
    let frame = bytes("0804 1801 1208 0a04726f6f6d 1801 2200");
    assert_eq!(read(&frame), Ok(Said::Subscribe(subscribe("room", 0))));
    assert_eq!(read(&bytes("0804")), Ok(Said::Subscribe(subscribe("", 0))));
}

fn request() -> impl Strategy<Value = PublishRequest> {
    (any::<u32>(), any::<String>(), any::<String>(), any::<String>()).prop_map(
        |(id, event, channel, payload)| PublishRequest {
            id,
            event,
            channel,
            payload,
        },
    )
}

proptest! {
    #[test]
    fn reading_never_fails_badly(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn what_is_written_is_read(request in request(), id in any::<u32>()) {
        let frame = write(Kind::Publish, &request);
        prop_assert_eq!(read(&frame), Ok(Said::Publish(request.clone())));
        let subscribe = SubscribeRequest { channel: request.channel, id };
        let frame = write(Kind::Subscribe, &subscribe);
        prop_assert_eq!(read(&frame), Ok(Said::Subscribe(subscribe)));
    }

    /// What is written in one pass is what protobuf writes in two.
    #[test]
    fn frames_are_protobuf(request in request(), text in any::<String>()) {
        let outer = NewEvent { kind: 5, payload: request.encode_to_vec() };
        prop_assert_eq!(write(Kind::Publish, &request), outer.encode_to_vec());
        let outer = NewEvent { kind: 2, payload: text.clone().into_bytes() };
        prop_assert_eq!(write_text(Kind::NewChannel, &text), outer.encode_to_vec());
    }
}
