//! One simulated client: its record, its side of the dialect, and the way to its connection, if it has one.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use contract::desktop::{SimulatedClient, SimulatedState, SimulatedVerb};
use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::tungstenite::{Message, handshake::client::Request};

use super::{
    backend::Backend,
    life::{self, Order},
    place::{Place, conflict},
    record::{MOST_CHANNELS, Record, Todo},
    words::{Act, Speech},
};
use crate::exchange::Failure;

/// Orders that may wait for a connection.
const ORDERS: usize = 64;

/// How long a connection may take to end in good order.
const GOODBYE: Duration = Duration::from_secs(2);

pub(super) struct Sim {
    pub id: u64,
    request: Request,
    backend: Option<Backend>,
    inner: Mutex<Inner>,
    /// Told of every change.
    changed: watch::Sender<()>,
}

struct Inner {
    record: Record,
    speech: Box<dyn Speech>,
    line: Option<Line>,
}

/// The way to the task that has the connection.
struct Line {
    orders: mpsc::Sender<Order>,
    task: JoinHandle<()>,
}

impl Sim {
    /// One that is not connected yet.
    pub fn new(
        shown: SimulatedClient,
        wanted: Vec<String>,
        place: Place,
        changed: watch::Sender<()>,
    ) -> Arc<Self> {
        let record = Record {
            wanted,
            life: 0,
            shown,
        };
        Arc::new(Self {
            id: record.shown.id,
            request: place.request,
            backend: place.backend,
            inner: Mutex::new(Inner {
                record,
                speech: place.speech,
                line: None,
            }),
            changed,
        })
    }

    pub fn shown(&self) -> SimulatedClient {
        self.lock().record.shown.clone()
    }

    /// Connects, unless it is connected.
    pub fn connect(self: &Arc<Self>, runtime: &Handle) -> Result<(), Failure> {
        let mut inner = self.lock();
        let state = inner.record.shown.state;
        let running = inner.line.as_ref().is_some_and(|line| !line.task.is_finished());
        if running && !matches!(state, SimulatedState::Gone | SimulatedState::Refused) {
            return Err(conflict("CONNECTED", "it is connected, or about to be"));
        }
        inner.record.life += 1;
        inner.record.shown.state = SimulatedState::Connecting;
        inner.record.shown.reason = None;
        let (orders, taken) = mpsc::channel(ORDERS);
        let life = life::live(self.clone(), inner.record.life, self.request.clone(), taken);
        let task = runtime.spawn(life);
        inner.line = Some(Line { orders, task });
        drop(inner);
        self.changed.send_replace(());
        Ok(())
    }

    /// Does what a person wants of it.
    pub async fn command(self: &Arc<Self>, verb: SimulatedVerb, runtime: &Handle) -> Result<(), Failure> {
        match verb {
            SimulatedVerb::Connect => self.connect(runtime),
            SimulatedVerb::Drop => self.drop_line(),
            SimulatedVerb::Silence => self.turn(SimulatedState::Open, SimulatedState::Silent, Order::Silence),
            SimulatedVerb::Wake => self.turn(SimulatedState::Silent, SimulatedState::Open, Order::Wake),
            said => {
                let (life, left) = self.speak(&said)?;
                self.changed.send_replace(());
                match self.run(life, left).await {
                    None => Ok(()),
                    Some(why) => Err(conflict("REFUSED", why)),
                }
            }
        }
    }

    /// Says something in its dialect. Answers through which connection, and what its application has to ask for.
    fn speak(&self, verb: &SimulatedVerb) -> Result<(u64, Todo), Failure> {
        let mut inner = self.lock();
        let Inner { record, speech, line } = &mut *inner;
        ready(record.shown.state)?;
        // Nobody else sends orders while this is locked, and no verb takes more than one frame.
        let orders = line
            .as_ref()
            .map(|line| &line.orders)
            .filter(|orders| orders.capacity() > 0);
        let orders = orders.ok_or_else(busy)?;
        let said = match verb {
            SimulatedVerb::Join { channel } => {
                let known = record.wanted.contains(channel);
                if !known && record.wanted.len() == MOST_CHANNELS {
                    let message =
                        format!("it is in {MOST_CHANNELS} channels, and a simulated client has no more");
                    return Err(conflict("LIMIT_REACHED", message));
                }
                let acts = speech.join(channel);
                if acts.is_ok() && !known {
                    record.wanted.push(channel.clone());
                }
                acts
            }
            SimulatedVerb::Leave { channel } => {
                let acts = speech.leave(channel);
                if acts.is_ok() {
                    record.wanted.retain(|wanted| wanted != channel);
                }
                acts
            }
            SimulatedVerb::Publish {
                channel,
                event,
                payload,
            } => speech.publish(channel, event, payload),
            SimulatedVerb::Drop | SimulatedVerb::Connect | SimulatedVerb::Silence | SimulatedVerb::Wake => {
                return Ok((record.life, Todo::default()));
            }
        };
        let acts = said.map_err(|why| conflict("NO_WORD", why))?;
        let mut left = record.apply(acts);
        record.shown.sent += u64::from(matches!(verb, SimulatedVerb::Publish { .. }));
        for frame in left.frames.drain(..) {
            // Fails only if the connection has just gone, which it says by itself.
            let _ = orders.try_send(Order::Say(frame));
        }
        Ok((record.life, left))
    }

    /// From one state to another, and the order that goes with it.
    fn turn(&self, from: SimulatedState, to: SimulatedState, order: Order) -> Result<(), Failure> {
        let mut inner = self.lock();
        let state = inner.record.shown.state;
        if state != from {
            let message = format!("it is {}, not {}", name(state), name(from));
            return Err(conflict("WRONG_STATE", message));
        }
        let taken = inner
            .line
            .as_ref()
            .is_some_and(|line| line.orders.try_send(order).is_ok());
        if !taken {
            return Err(busy());
        }
        inner.record.shown.state = to;
        drop(inner);
        self.changed.send_replace(());
        Ok(())
    }

    /// Its socket goes away without a word.
    fn drop_line(&self) -> Result<(), Failure> {
        let mut inner = self.lock();
        let state = inner.record.shown.state;
        let line = inner
            .line
            .take()
            .filter(|_| !matches!(state, SimulatedState::Gone | SimulatedState::Refused));
        let Some(line) = line else {
            return Err(conflict("NOT_CONNECTED", "it has no connection to drop"));
        };
        line.task.abort();
        inner.record.life += 1;
        inner
            .record
            .over(SimulatedState::Gone, "dropped here, without a word");
        drop(inner);
        self.changed.send_replace(());
        Ok(())
    }

    /// Ends its connection in good order, or without a word if that takes too long.
    pub async fn end(&self) {
        let Some(mut line) = self.lock().line.take() else {
            return;
        };
        let goodbye = async {
            // Its connection may have gone already.
            let _ = line.orders.send(Order::Close).await;
            let _ = (&mut line.task).await;
        };
        if timeout(GOODBYE, goodbye).await.is_err() {
            line.task.abort();
        }
    }

    /// Its connection has come about.
    pub(super) fn opened(&self, life: u64) -> Option<Todo> {
        self.listen(life, |speech| speech.opened())
    }

    /// A frame has come.
    pub(super) fn heard(&self, life: u64, frame: &Message) -> Option<Todo> {
        self.listen(life, |speech| speech.heard(frame))
    }

    fn listen(&self, life: u64, hear: impl FnOnce(&mut dyn Speech) -> Vec<Act>) -> Option<Todo> {
        let mut inner = self.lock();
        let Inner { record, speech, .. } = &mut *inner;
        if record.life != life {
            return None;
        }
        let mut todo = record.apply(hear(speech.as_mut()));
        if todo.let_in {
            for channel in record.wanted.clone() {
                match speech.join(&channel) {
                    Ok(acts) => todo.add(record.apply(acts)),
                    Err(why) => record.note(false, &why),
                }
            }
        }
        drop(inner);
        self.changed.send_replace(());
        Some(todo)
    }

    /// Its connection has ended: how, and why.
    pub(super) fn over(&self, life: u64, refused: bool, reason: &str) {
        let mut inner = self.lock();
        if inner.record.life == life {
            let state = match refused {
                true => SimulatedState::Refused,
                false => SimulatedState::Gone,
            };
            inner.record.over(state, reason);
        }
        drop(inner);
        self.changed.send_replace(());
    }

    /// Has its application ask for what is to be asked for; answers the last reason of a *no*.
    pub(super) async fn run(&self, life: u64, todo: Todo) -> Option<String> {
        let mut refused = None;
        for errand in todo.errands {
            let answer = match &self.backend {
                Some(backend) => backend.ask(errand.path, errand.body.clone()).await,
                None => Err("it has no application that could ask for it".to_owned()),
            };
            let why = answer.err();
            {
                let mut inner = self.lock();
                if inner.record.life == life {
                    inner.record.done(&errand, why.as_deref());
                }
            }
            self.changed.send_replace(());
            refused = why.or(refused);
        }
        refused
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// May it speak now?
fn ready(state: SimulatedState) -> Result<(), Failure> {
    match state {
        SimulatedState::Open => Ok(()),
        SimulatedState::Connecting => Err(conflict(
            "NOT_CONNECTED",
            "it is still connecting; try again in a moment",
        )),
        SimulatedState::Silent => Err(conflict("SILENT", "it is silent; wake it first")),
        SimulatedState::Refused | SimulatedState::Gone => Err(conflict(
            "NOT_CONNECTED",
            "it has no connection; connect it first",
        )),
    }
}

fn busy() -> Failure {
    conflict(
        "BUSY",
        "its connection takes no more orders now; try again in a moment",
    )
}

fn name(state: SimulatedState) -> &'static str {
    match state {
        SimulatedState::Connecting => "connecting",
        SimulatedState::Open => "open",
        SimulatedState::Silent => "silent",
        SimulatedState::Refused => "refused",
        SimulatedState::Gone => "gone",
    }
}

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sim")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
