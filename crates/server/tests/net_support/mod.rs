//! A server of nothing but the transport, for the `net_` tests.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, response::Response, routing::any};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use server::net::{
    Clock, CloseReason, Flow, HttpLimits, Loops, Message, OpCode, Outbox, Peer, Sent, Terms, Wheel, bind,
    run, serve, ws,
};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};

pub type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Fails the test instead of hanging it.
pub async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what)
        .await
        .expect("it should have happened by now")
}

/// What the tests see of the connections.
#[derive(Debug)]
pub enum Seen {
    /// A connection was opened; and what became of a frame that was sent to it at once.
    Opened(Arc<Outbox>, Sent),
    /// A loop stands still until [`Server::go_on`].
    Waiting,
    Woken,
    TurnOver(usize),
    Closed(CloseReason),
}

/// Echoes. Some texts are orders: `close`, `panic`, `wait`.
pub struct Echo {
    outbox: Arc<Outbox>,
    messages: usize,
    gate: Arc<Mutex<Receiver<()>>>,
    seen: mpsc::Sender<Seen>,
}

impl Peer for Echo {
    fn message(&mut self, message: Message<'_>) -> Flow {
        self.messages += 1;
        let (op, payload) = match message {
            Message::Text("close") => return Flow::Close(4001, "as you wish".into()),
            Message::Text("panic") => panic!("as you wish"),
            Message::Text("wait") => {
                self.seen.try_send(Seen::Waiting).unwrap();
                let gate = self.gate.lock().unwrap();
                gate.recv_timeout(Duration::from_secs(20)).unwrap();
                return Flow::Go;
            }
            Message::Text(text) => (OpCode::Text, text.as_bytes()),
            Message::Binary(bytes) => (OpCode::Binary, bytes),
        };
        self.outbox.send(&ws::encode(op, payload));
        Flow::Go
    }

    fn turn_over(&mut self) {
        let _ = self.seen.try_send(Seen::TurnOver(self.messages));
    }

    fn woken(&mut self) -> Flow {
        let _ = self.seen.try_send(Seen::Woken);
        Flow::Go
    }

    fn closed(self, why: CloseReason) {
        self.seen.try_send(Seen::Closed(why)).unwrap();
    }
}

pub struct Server {
    pub addr: SocketAddr,
    pub wheel: Wheel,
    loops: Option<Loops>,
    gate: SyncSender<()>,
    seen: mpsc::Receiver<Seen>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// How the server of a test differs from the usual one.
pub struct Setup {
    pub http: HttpLimits,
    pub max_queued: usize,
    pub linger: u64,
    pub greet: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            http: HttpLimits::default(),
            max_queued: 1 << 20,
            linger: 5_000,
            greet: false,
        }
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::with(Setup::default(), Router::new()).await
    }

    pub async fn with(setup: Setup, routes: Router) -> Self {
        let wheel = Wheel::start(Clock::start());
        let loops = Loops::start().unwrap();
        let terms = Arc::new(Terms {
            max_queued: setup.max_queued,
            linger: setup.linger,
            max_message: 256 * 1024,
            ..Terms::new(
                wheel.clone(),
                loops.homes(),
                ws::close(4013, "too slow, come back"),
            )
        });
        let (tell, seen) = mpsc::channel(100_000);
        let (gate, closed) = sync_channel(1);
        let closed = Arc::new(Mutex::new(closed));
        let greet = setup.greet;
        let upgrade = move |request: Request| {
            let (terms, gate, tell) = (Arc::clone(&terms), Arc::clone(&closed), tell.clone());
            async move { open(request, terms, gate, tell, greet) }
        };
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(
            listener,
            routes.route("/ws", any(upgrade)),
            setup.http,
            async {
                let _ = stopped.await;
            },
        ));
        Self {
            addr,
            wheel,
            loops: Some(loops),
            gate,
            seen,
            stop: Some(stop),
            task,
        }
    }

    pub async fn client(&self) -> Client {
        let (client, _) = within(connect_async(format!("ws://{}/ws", self.addr)))
            .await
            .unwrap();
        client
    }

    pub async fn opened(&mut self) -> Arc<Outbox> {
        loop {
            if let Seen::Opened(outbox, _) = self.seen().await {
                return outbox;
            }
        }
    }

    pub async fn closed(&mut self) -> CloseReason {
        loop {
            if let Seen::Closed(why) = self.seen().await {
                return why;
            }
        }
    }

    pub async fn seen(&mut self) -> Seen {
        within(self.seen.recv()).await.unwrap()
    }

    /// Ends the wait of a connection that was told to.
    pub fn go_on(&self) {
        self.gate.send(()).unwrap();
    }

    /// Ends the loops under their connections.
    pub fn drop_loops(&mut self) {
        drop(self.loops.take());
    }

    /// Begins the shutdown.
    pub fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits for its end.
    pub async fn stopped(self) {
        within(self.task).await.unwrap();
    }
}

fn open(
    mut request: Request,
    terms: Arc<Terms>,
    gate: Arc<Mutex<Receiver<()>>>,
    tell: mpsc::Sender<Seen>,
    greet: bool,
) -> Response {
    let opening = match ws::open(&mut request) {
        Ok(opening) => opening,
        Err(refused) => return refused.response::<Body>(),
    };
    let response = opening.response(None);
    tokio::spawn(async move {
        let Ok(opened) = opening.socket().await else {
            return;
        };
        let peer = opened.stream.peer_addr().unwrap();
        run(opened, peer, &terms, |outbox| {
            let sent = match greet {
                true => outbox.send(&text("hello")),
                false => Sent::Queued,
            };
            tell.try_send(Seen::Opened(Arc::clone(outbox), sent)).unwrap();
            Echo {
                outbox: Arc::clone(outbox),
                messages: 0,
                gate,
                seen: tell,
            }
        })
        .unwrap();
    });
    response
}

pub fn text(text: &str) -> Bytes {
    ws::encode(OpCode::Text, text.as_bytes())
}

pub async fn say(client: &mut Client, text: impl Into<String>) {
    let message = tungstenite::Message::text(text.into());
    within(client.send(message)).await.unwrap();
}

/// The next message; a close frame is one.
pub async fn hear(client: &mut Client) -> tungstenite::Message {
    within(client.next()).await.unwrap().unwrap()
}

pub async fn hear_text(client: &mut Client) -> String {
    hear(client).await.into_text().unwrap().to_string()
}

/// Reads up to the close frame and the end of the stream behind it.
pub async fn hear_close(client: &mut Client) -> Option<(u16, String)> {
    loop {
        if let tungstenite::Message::Close(frame) = hear(client).await {
            assert!(matches!(
                within(client.next()).await,
                None | Some(Err(tungstenite::Error::ConnectionClosed))
            ));
            return frame.map(|f| (f.code.into(), f.reason.to_string()));
        }
    }
}
