//! What waits for readers that do not keep up.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod net_support;

use std::sync::Arc;

use net_support::{Client, Server, Setup, hear, hear_text, text, within};
use server::net::{CloseReason, Outbox, Sent};
use tokio::{net::TcpSocket, sync::Barrier};
use tokio_tungstenite::{MaybeTlsStream, client_async, tungstenite::Message};

/// A client with little room for what it has not read.
async fn narrow_client(server: &Server) -> Client {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = within(socket.connect(server.addr)).await.unwrap();
    let url = format!("ws://{}/ws", server.addr);
    let (client, _) = within(client_async(url, MaybeTlsStream::Plain(stream)))
        .await
        .unwrap();
    client
}

/// Sends numbered frames until one stays in the queue. Returns how many were sent.
fn fill(outbox: &Outbox) -> usize {
    let ballast = "x".repeat(10_000);
    (0..100_000)
        .find(|n| outbox.send(&text(&format!("{n} {ballast}"))) == Sent::Queued)
        .map(|n| n + 1)
        .expect("the socket should be full")
}

async fn hear_number(client: &mut Client) -> usize {
    let text = hear_text(client).await;
    text.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_stops_is_closed_and_the_others_go_on() {
    let setup = Setup {
        max_queued: 64 * 1024,
        linger: 100,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let mut slow = narrow_client(&server).await;
    let stuck = server.opened().await;
    let mut quick = server.client().await;
    let other = server.opened().await;
    let mut refused = 0;
    let mut sent = 0;
    while refused < 50 {
        let frame = text(&format!("{sent} {}", "x".repeat(10_000)));
        refused += usize::from(stuck.send(&frame) == Sent::Refused);
        assert_ne!(other.send(&frame), Sent::Refused);
        assert!(stuck.stats().queued <= 64 * 1024 + 200);
        assert_eq!(hear_number(&mut quick).await, sent);
        sent += 1;
    }
    assert_eq!(server.closed().await, CloseReason::TooSlow);
    let stats = stuck.stats();
    assert!(stats.dropped >= 50, "{stats:?}");
    // At least one frame was begun and is finished or lost with the close frame; nothing is uncounted.
    let unaccounted = sent as u64 - stats.frames.min(sent as u64) - stats.dropped.min(sent as u64);
    assert!(unaccounted <= 1, "{stats:?} of {sent}");
    // The socket is given up: the reader finds what was on its way, and then the end.
    let mut next = 0;
    while let Some(Ok(message)) = within(futures_util::StreamExt::next(&mut slow)).await {
        if let Message::Text(text) = message {
            assert!(text.starts_with(&format!("{next} ")));
            next += 1;
        }
    }
    assert!(next < sent);
    assert_eq!(other.send(&text("0 still here")), Sent::Written);
    assert_eq!(hear_number(&mut quick).await, 0);
}

#[tokio::test]
async fn a_reader_that_wakes_up_in_time_finds_whole_frames_and_the_close() {
    let setup = Setup {
        max_queued: 64 * 1024,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let mut slow = narrow_client(&server).await;
    let outbox = server.opened().await;
    let sent = fill(&outbox);
    while outbox.send(&text(&"y".repeat(10_000))) != Sent::Refused {}
    assert_eq!(server.closed().await, CloseReason::TooSlow);
    let mut next = 0;
    let code = loop {
        match hear(&mut slow).await {
            Message::Text(text) if text.starts_with('y') => panic!("was dropped"),
            Message::Text(text) => assert!(text.starts_with(&format!("{next} "))),
            Message::Close(frame) => break frame.unwrap().code,
            other => panic!("{other:?}"),
        }
        next += 1;
    };
    assert_eq!(u16::from(code), 4013);
    // The one that stayed in the queue had been begun, or was dropped.
    assert!(next == sent || next == sent - 1, "{next} of {sent}");
}

#[tokio::test]
async fn what_was_queued_arrives_complete_and_in_order() {
    let mut server = Server::start().await;
    let mut slow = narrow_client(&server).await;
    let outbox = server.opened().await;
    let sent = fill(&outbox);
    let more: Vec<_> = (sent..sent + 90).map(|n| text(&n.to_string())).collect();
    assert_eq!(outbox.send_many(&more), Sent::Queued);
    let joined: Vec<u8> = (sent + 90..sent + 95)
        .flat_map(|n| text(&n.to_string()))
        .collect();
    assert_eq!(outbox.send_joined(&joined.into(), 5), Sent::Queued);
    assert!(outbox.stats().queued > 0);
    for n in 0..sent + 95 {
        assert_eq!(hear_number(&mut slow).await, n);
    }
    let stats = outbox.stats();
    assert_eq!(
        (stats.queued, stats.frames, stats.dropped),
        (0, sent as u64 + 95, 0)
    );
    assert_eq!(outbox.send(&text("0")), Sent::Written);
}

#[tokio::test]
async fn many_frames_go_with_one_call() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    let outbox = server.opened().await;
    let frames: Vec<_> = (0..150).map(|n| text(&n.to_string())).collect();
    assert_eq!(outbox.send_many(&frames), Sent::Written);
    assert_eq!(outbox.send_many(&[]), Sent::Written);
    for n in 0..150 {
        assert_eq!(hear_number(&mut client).await, n);
    }
    assert_eq!(outbox.stats().frames, 150);
}

#[tokio::test]
async fn a_welcome_comes_before_what_was_sent_while_it_was_made() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    let outbox = server.opened().await;
    outbox.hold();
    for event in ["1", "2", "3"] {
        assert_eq!(outbox.send(&text(event)), Sent::Queued);
    }
    assert_eq!(
        outbox.release(&[text("welcome"), text("snapshot")]),
        Sent::Written
    );
    assert_eq!(outbox.send(&text("4")), Sent::Written);
    for want in ["welcome", "snapshot", "1", "2", "3", "4"] {
        assert_eq!(hear_text(&mut client).await, want);
    }
}

#[tokio::test]
async fn a_welcome_may_be_larger_than_what_may_wait() {
    let setup = Setup {
        max_queued: 1_000,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let mut slow = narrow_client(&server).await;
    let outbox = server.opened().await;
    outbox.hold();
    let welcome = "w".repeat(8 << 20);
    assert_eq!(outbox.release(&[text(&welcome)]), Sent::Queued);
    assert_eq!(hear_text(&mut slow).await.len(), welcome.len());
    assert_eq!(outbox.send(&text("after")), Sent::Written);
    assert_eq!(hear_text(&mut slow).await, "after");
}

#[tokio::test]
async fn what_was_sent_before_a_hold_stays_before_the_welcome() {
    let mut server = Server::start().await;
    let mut slow = narrow_client(&server).await;
    let outbox = server.opened().await;
    let sent = fill(&outbox);
    outbox.hold();
    outbox.send(&text("after"));
    outbox.release(&[text("welcome")]);
    for n in 0..sent {
        assert_eq!(hear_number(&mut slow).await, n);
    }
    assert_eq!(hear_text(&mut slow).await, "welcome");
    assert_eq!(hear_text(&mut slow).await, "after");
}

#[tokio::test]
async fn a_close_ends_a_hold_without_what_it_held() {
    let mut server = Server::start().await;
    let mut client = server.client().await;
    let outbox = server.opened().await;
    outbox.hold();
    outbox.send(&text("never"));
    outbox.close(4003, "no");
    assert!(matches!(hear(&mut client).await, Message::Close(Some(_))));
    assert_eq!(outbox.stats().dropped, 1);
}

#[tokio::test]
async fn what_is_held_is_bounded_too() {
    let setup = Setup {
        max_queued: 1_000,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let _client = server.client().await;
    let outbox = server.opened().await;
    outbox.hold();
    let frame = text(&"x".repeat(300));
    let all = [(); 5].map(|()| outbox.send(&frame));
    use Sent::{Queued, Refused};
    assert_eq!(all, [Queued, Queued, Queued, Refused, Refused]);
    assert_eq!(outbox.release(&[]), Refused);
    assert_eq!(server.closed().await, CloseReason::TooSlow);
    assert_eq!(outbox.stats().dropped, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_on_many_threads_keep_their_order() {
    const WRITERS: usize = 4;
    const EACH: usize = 500;
    let setup = Setup {
        max_queued: 1 << 30,
        ..Setup::default()
    };
    let mut server = Server::with(setup, Default::default()).await;
    let mut client = narrow_client(&server).await;
    let outbox = server.opened().await;
    let start = Arc::new(Barrier::new(WRITERS));
    for writer in 0..WRITERS {
        let (outbox, start) = (Arc::clone(&outbox), Arc::clone(&start));
        tokio::spawn(async move {
            start.wait().await;
            for n in 0..EACH {
                let frame = text(&format!("{} {}", writer * EACH + n, "x".repeat(n * 7 % 5_000)));
                match n % 3 {
                    0 => outbox.send_many(&[frame]),
                    _ => outbox.send(&frame),
                };
                if n % 50 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
    }
    let mut next = [0; WRITERS];
    for _ in 0..WRITERS * EACH {
        let number = hear_number(&mut client).await;
        assert_eq!(number % EACH, next[number / EACH]);
        next[number / EACH] += 1;
    }
    assert_eq!(next, [EACH; WRITERS]);
}
