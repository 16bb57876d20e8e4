//! One connection of a simulated client, from the handshake to the end.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::{
    io::Interest,
    net::TcpStream,
    sync::mpsc,
    time::{Instant, Interval, MissedTickBehavior, interval, interval_at, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Error, Message, handshake::client::Request, protocol::CloseFrame},
};

use super::{record::Todo, sim::Sim};

/// How long the handshake may take.
const OPEN_LIMIT: Duration = Duration::from_secs(10);

/// How long the other side has to answer a close frame, or to say its last words.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How often a silent one looks whether it still has a connection.
const LOOK: Duration = Duration::from_millis(200);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What a connection is to do.
#[derive(Debug)]
pub(super) enum Order {
    Say(Message),
    /// Read and answer nothing.
    Silence,
    Wake,
    /// End in good order.
    Close,
}

/// How it ended.
struct End {
    /// The server said no.
    refused: bool,
    reason: String,
}

/// Lives until the connection ends. Whoever aborts it drops the socket without a word.
pub(super) async fn live(sim: Arc<Sim>, life: u64, request: Request, orders: mpsc::Receiver<Order>) {
    let end = match timeout(OPEN_LIMIT, connect_async_with_config(request, None, true)).await {
        Ok(Ok((socket, _))) => Life::new(sim.clone(), life, socket).run(orders).await,
        Ok(Err(error)) => refused(&error),
        Err(_) => End {
            refused: false,
            reason: format!("the server did not answer within {} s", OPEN_LIMIT.as_secs()),
        },
    };
    sim.over(life, end.refused, &end.reason);
}

struct Life {
    sim: Arc<Sim>,
    life: u64,
    socket: Socket,
    beat: Option<(Interval, Message)>,
    silent: bool,
}

impl Life {
    fn new(sim: Arc<Sim>, life: u64, socket: Socket) -> Self {
        Self {
            sim,
            life,
            socket,
            beat: None,
            silent: false,
        }
    }

    async fn run(mut self, mut orders: mpsc::Receiver<Order>) -> End {
        let opened = self.sim.opened(self.life);
        if let Err(end) = self.follow(opened).await {
            return end;
        }
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Say(frame)) => self.say(frame).await,
                    Some(Order::Silence) => {
                        self.silent = true;
                        Ok(())
                    }
                    Some(Order::Wake) => {
                        self.silent = false;
                        Ok(())
                    }
                    Some(Order::Close) | None => return self.close().await,
                },
                heard = self.socket.next(), if !self.silent => self.hear(heard).await,
                frame = beat(&mut self.beat), if !self.silent => self.say(frame).await,
                _ = look.tick(), if self.silent => match self.is_cut_off() {
                    true => Err(self.last_words().await),
                    false => Ok(()),
                },
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn hear(&mut self, heard: Option<Result<Message, Error>>) -> Result<(), End> {
        match heard {
            Some(Ok(frame @ (Message::Text(_) | Message::Binary(_)))) => {
                let todo = self.sim.heard(self.life, &frame);
                self.follow(todo).await
            }
            Some(Ok(Message::Close(frame))) => {
                // The answer to it goes out with the next read.
                let _ = timeout(LAST_WORDS, self.socket.next()).await;
                Err(farewell(frame))
            }
            // Pings are answered by themselves.
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(lost(&error)),
            None => Err(gone("the connection ended without a word")),
        }
    }

    /// Does what was said or heard leaves to be done; `None`: this is no longer the client's connection.
    async fn follow(&mut self, todo: Option<Todo>) -> Result<(), End> {
        let Some(mut todo) = todo else {
            return Err(gone("another connection took its place"));
        };
        if let Some((every, frame)) = todo.beat.take() {
            self.beat = Some((interval_at(Instant::now() + every, every), frame));
        }
        for frame in std::mem::take(&mut todo.frames) {
            self.say(frame).await?;
        }
        // What is refused is in the record.
        self.sim.run(self.life, todo).await;
        Ok(())
    }

    async fn say(&mut self, frame: Message) -> Result<(), End> {
        self.socket.send(frame).await.map_err(|error| lost(&error))
    }

    async fn close(mut self) -> End {
        let goodbye = async {
            let _ = self.socket.close(None).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        // It is ended whether or not the other side agrees.
        let _ = timeout(LAST_WORDS, goodbye).await;
        gone("ended here")
    }

    /// Has the other side hung up? That can be seen without reading.
    fn is_cut_off(&self) -> bool {
        let MaybeTlsStream::Plain(stream) = self.socket.get_ref() else {
            return false;
        };
        let ready = stream.ready(Interest::READABLE | Interest::ERROR).now_or_never();
        ready.is_some_and(|ready| match ready {
            Ok(ready) => ready.is_read_closed() || ready.is_error(),
            Err(_) => true,
        })
    }

    /// What the server said when it hung up on a silent client, as far as it arrived.
    async fn last_words(&mut self) -> End {
        let listening = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(frame))) => return farewell(frame).reason,
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return "it hung up without a word that arrived".to_owned(),
                }
            }
        };
        let words = timeout(LAST_WORDS, listening).await;
        let words = words.unwrap_or_else(|_| "it hung up".to_owned());
        gone(&format!("the server gave up on it while it was silent: {words}"))
    }
}

/// The next sign of life, when it is time; never, if there is none to give.
async fn beat(beat: &mut Option<(Interval, Message)>) -> Message {
    match beat {
        Some((every, frame)) => {
            every.tick().await;
            frame.clone()
        }
        None => std::future::pending().await,
    }
}

fn gone(reason: &str) -> End {
    End {
        refused: false,
        reason: reason.to_owned(),
    }
}

fn lost(error: &Error) -> End {
    gone(&format!("the connection failed: {error}"))
}

/// What a close frame says. After some codes a client need not come back.
fn farewell(frame: Option<CloseFrame>) -> End {
    const NOT_LET_IN: [u16; 2] = [1008, 4001];

    let Some(CloseFrame { code, reason }) = frame else {
        return gone("the server closed it without a code");
    };
    let code = u16::from(code);
    let colon = if reason.is_empty() { "" } else { ": " };
    End {
        refused: NOT_LET_IN.contains(&code),
        reason: format!("closed by the server with code {code}{colon}{reason}"),
    }
}

/// Why there is no connection.
fn refused(error: &Error) -> End {
    let Error::Http(answer) = error else {
        return lost(error);
    };
    let body = answer.body().as_deref().unwrap_or_default();
    let words = String::from_utf8_lossy(body);
    End {
        refused: true,
        reason: format!(
            "refused by the server with status {}: {}",
            answer.status(),
            words.trim()
        ),
    }
}
