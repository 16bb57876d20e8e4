//! One connection, with an unmodified client at the other end.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod net_support;

use futures_util::SinkExt;
use net_support::{Seen, Server, Setup, hear, hear_close, hear_text, say, text, within};
use server::net::{CloseReason, Sent, ws};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::{
    MaybeTlsStream,
    tungstenite::{
        Message,
        protocol::{
            CloseFrame,
            frame::{
                Frame,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_every_size_come_back() {
    let server = Server::start().await;
    let mut client = server.client().await;
    for len in [0, 1, 125, 126, 4_096, 65_535, 65_536, 70_000, 170_000] {
        let text: String = "aé".chars().cycle().take(len).collect();
        say(&mut client, text.clone()).await;
        assert!(hear_text(&mut client).await == text, "{len} characters");
        let bytes = vec![len as u8; len];
        within(client.send(Message::binary(bytes.clone()))).await.unwrap();
        assert!(hear(&mut client).await.into_data() == bytes, "{len} bytes");
    }
}

#[tokio::test]
async fn fragments_become_one_message_and_pings_between_them_are_answered() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let data = |op, bytes: &'static [u8], last| Message::Frame(Frame::message(bytes, OpCode::Data(op), last));
    within(client.send(data(Data::Text, b"fir", false)))
        .await
        .unwrap();
    within(client.send(Message::Ping(b"1".as_ref().into())))
        .await
        .unwrap();
    within(client.send(data(Data::Continue, b"st \xc3", false)))
        .await
        .unwrap();
    within(client.send(data(Data::Continue, b"\xa9", true)))
        .await
        .unwrap();
    assert_eq!(hear(&mut client).await, Message::Pong(b"1".as_ref().into()));
    assert_eq!(hear_text(&mut client).await, "first é");
}

#[tokio::test]
async fn many_pings_have_as_many_pongs() {
    let server = Server::start().await;
    let mut client = server.client().await;
    for i in 0..10u8 {
        within(client.feed(Message::Ping(vec![i; 125].into())))
            .await
            .unwrap();
    }
    within(client.flush()).await.unwrap();
    for i in 0..10u8 {
        assert_eq!(hear(&mut client).await, Message::Pong(vec![i; 125].into()));
    }
}

#[tokio::test]
async fn messages_that_come_together_are_one_turn() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    server.opened().await;
    for i in 0..32 {
        within(client.feed(Message::text(i.to_string()))).await.unwrap();
    }
    within(client.flush()).await.unwrap();
    for i in 0..32 {
        assert_eq!(hear_text(&mut client).await, i.to_string());
    }
    let mut turns = 0;
    loop {
        if let Seen::TurnOver(messages) = server.seen().await {
            turns += 1;
            if messages == 32 {
                break;
            }
        }
    }
    assert!(turns < 8, "{turns} turns");
}

#[tokio::test]
async fn the_clients_close_is_answered_with_its_code() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    let frame = CloseFrame {
        code: CloseCode::from(4005),
        reason: "bye".into(),
    };
    within(client.close(Some(frame))).await.unwrap();
    assert_eq!(hear_close(&mut client).await, Some((4005, String::new())));
    assert_eq!(server.closed().await, CloseReason::Client(Some(4005)));

    let mut client = server.client().await;
    within(client.close(None)).await.unwrap();
    assert_eq!(hear_close(&mut client).await, None);
    assert_eq!(server.closed().await, CloseReason::Client(None));
}

#[tokio::test]
async fn this_sides_close_has_code_and_reason_and_comes_last() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    say(&mut client, "one").await;
    say(&mut client, "close").await;
    say(&mut client, "ignored").await;
    assert_eq!(hear_text(&mut client).await, "one");
    assert_eq!(hear_close(&mut client).await, Some((4001, "as you wish".into())));
    assert_eq!(server.closed().await, CloseReason::Server(4001));

    let mut client = server.client().await;
    let outbox = server.opened().await;
    outbox.send(&text("before"));
    outbox.close(1012, "restarting");
    assert_eq!(outbox.send(&text("after")), Sent::Refused);
    assert_eq!(hear_text(&mut client).await, "before");
    assert_eq!(hear_close(&mut client).await, Some((1012, "restarting".into())));
    assert_eq!(server.closed().await, CloseReason::Server(1012));
    assert_eq!(outbox.stats().dropped, 1);
}

#[tokio::test]
async fn a_breach_of_the_protocol_is_closed_with_its_code() {
    for (bytes, code) in [
        (&b"\x81\x05Hello"[..], 1002),
        (b"\x81\x82\0\0\0\0\xc3\x28", 1007),
        (b"\x82\xff\0\0\0\0\0\x04\0\x01\0\0\0\0", 1009),
    ] {
        let mut server = Server::start().await;
        let mut client = server.client().await;
        let stream = client.get_mut();
        within(stream.write_all(bytes)).await.unwrap();
        let (seen, _) = hear_close(&mut client).await.unwrap();
        assert_eq!(seen, code);
        let CloseReason::Fault(fault) = server.closed().await else {
            panic!("it should be the client's fault");
        };
        assert_eq!(fault.code(), code);
    }
}

#[tokio::test]
async fn a_client_that_vanishes_is_noticed() {
    let mut server = Server::start().await;
    let client = server.client().await;
    drop(client);
    assert!(matches!(
        server.closed().await,
        CloseReason::Gone | CloseReason::Lost(_)
    ));
}

#[tokio::test]
async fn the_last_words_of_a_lost_client_are_heard() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    let outbox = server.opened().await;
    let MaybeTlsStream::Plain(stream) = client.get_ref() else {
        panic!("it is plain");
    };
    // All that it says is on its way before it goes.
    stream.set_nodelay(true).unwrap();
    stream.set_zero_linger().unwrap();
    // Writing fails before the connection has had a look at what came.
    say(&mut client, "wait").await;
    assert!(matches!(server.seen().await, Seen::Waiting));
    say(&mut client, "last words").await;
    drop(client);
    while outbox.send(&text("x")) != Sent::Refused {}
    server.go_on();
    assert!(matches!(server.seen().await, Seen::TurnOver(1)));
    assert!(matches!(server.seen().await, Seen::TurnOver(2)));
    let seen = server.seen().await;
    assert!(matches!(seen, Seen::Closed(CloseReason::Lost(_))), "{seen:?}");
}

#[tokio::test]
async fn a_client_that_does_not_answer_a_close_is_cut_off() {
    let setup = Setup {
        linger: 50,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let mut client = server.client().await;
    server.opened().await.close(1001, "");
    assert_eq!(server.closed().await, CloseReason::Server(1001));
    // Read behind the library's back, so that it cannot answer.
    let mut all = Vec::new();
    let _ = within(client.get_mut().read_to_end(&mut all)).await;
    assert_eq!(all, *ws::close(1001, ""));
}

#[tokio::test]
async fn a_panic_closes_only_its_own_connection() {
    let mut server = Server::start().await;
    let mut unlucky = server.client().await;
    let mut other = server.client().await;
    say(&mut unlucky, "panic").await;
    let (code, _) = hear_close(&mut unlucky).await.unwrap();
    assert_eq!(code, 1011);
    assert_eq!(server.closed().await, CloseReason::Panicked);
    say(&mut other, "still here").await;
    assert_eq!(hear_text(&mut other).await, "still here");
}

#[tokio::test]
async fn a_frame_goes_out_at_once_after_the_handshake() {
    let setup = Setup {
        greet: true,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let mut client = server.client().await;
    assert_eq!(hear_text(&mut client).await, "hello");
    let Seen::Opened(outbox, sent) = server.seen().await else {
        panic!("it should be open");
    };
    assert_eq!(sent, Sent::Written);
    assert_eq!(outbox.peer().ip(), server.addr.ip());
}

#[tokio::test]
async fn wakes_are_told_once_and_timers_wake() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    let outbox = server.opened().await;
    say(&mut client, "wait").await;
    assert!(matches!(server.seen().await, Seen::Waiting));
    for _ in 0..100 {
        outbox.wake();
    }
    server.go_on();
    assert!(matches!(server.seen().await, Seen::TurnOver(1)));
    assert!(matches!(server.seen().await, Seen::Woken));
    assert!(matches!(server.seen().await, Seen::TurnOver(1)));
    let clock = server.wheel.clock();
    let when = clock.tick() + 20;
    server.wheel.wake_at(when, &outbox);
    assert!(matches!(server.seen().await, Seen::Woken));
    assert!(clock.tick() >= when);
}

#[tokio::test]
async fn what_a_client_says_before_it_goes_is_heard() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    // The end of the stream comes together with what was said, and is told once.
    say(&mut client, "wait").await;
    while !matches!(server.seen().await, Seen::Waiting) {}
    say(&mut client, "and then no more").await;
    within(client.get_mut().shutdown()).await.unwrap();
    server.go_on();
    assert!(matches!(server.seen().await, Seen::TurnOver(1)));
    assert!(matches!(server.seen().await, Seen::TurnOver(2)));
    assert!(matches!(server.seen().await, Seen::Closed(CloseReason::Gone)));
}

#[tokio::test]
async fn a_busy_connection_gives_way_to_its_neighbours() {
    let mut server = Server::start().await;
    // More connections than there are loops: some are neighbours of the one that is never done.
    let mut busy = server.client().await;
    let mut others = Vec::new();
    for _ in 0..8 {
        others.push(server.client().await);
    }
    let flood = [0x82, 0x80, 0, 0, 0, 0].repeat(200_000);
    let (mut reader, mut writer) = match busy.get_mut() {
        MaybeTlsStream::Plain(stream) => stream.split(),
        _ => panic!("it is plain"),
    };
    let flooding = async {
        writer.write_all(&flood).await.unwrap();
    };
    let draining = async {
        let mut answers = vec![0; 400_000];
        reader.read_exact(&mut answers).await.unwrap();
    };
    let talking = async {
        for round in 0..50 {
            for other in &mut others {
                let text = round.to_string();
                say(other, text.clone()).await;
                assert_eq!(hear_text(other).await, text);
            }
        }
    };
    within(async { tokio::join!(flooding, draining, talking) }).await;
    let outbox = server.opened().await;
    assert_eq!(outbox.stats().dropped, 0);
}

#[tokio::test]
async fn connections_end_with_their_loops() {
    let mut server = Server::start().await;
    let mut first = server.client().await;
    let mut second = server.client().await;
    say(&mut first, "here").await;
    assert_eq!(hear_text(&mut first).await, "here");
    server.drop_loops();
    for _ in 0..2 {
        assert_eq!(server.closed().await, CloseReason::Abandoned);
    }
    let mut rest = Vec::new();
    let _ = within(second.get_mut().read_to_end(&mut rest)).await;
    assert!(rest.is_empty());
    // One that comes when the loops have gone has nobody to run it.
    let _late = server.client().await;
    assert_eq!(server.closed().await, CloseReason::Abandoned);
}
