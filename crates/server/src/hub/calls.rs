//! What a connection calls through its socket: one after the other, and answered in the order in which it was asked.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use engine::{Call, CallAnswer, CallBody, Called, HttpCall};
use tokio::sync::mpsc;

use super::{Handle, Hub};

/// Calls of one connection that wait for their turn.
const WAITING: usize = 64;

/// Who answers HTTP requests that come through sockets.
pub trait Callee: Send + Sync {
    /// The answer to a request that a client of this dialect, at this address, makes through its socket.
    fn call(
        &self,
        dialect: &'static str,
        peer: SocketAddr,
        request: HttpCall,
    ) -> Pin<Box<dyn Future<Output = HttpAnswer> + Send + '_>>;
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpAnswer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: CallBody,
}

impl HttpAnswer {
    /// An answer of a status alone.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: CallBody::Nothing,
        }
    }
}

/// The calls of one connection; most make none.
#[derive(Default)]
pub struct Calls(Option<Box<Line>>);

struct Line {
    waiting: mpsc::Sender<Call>,
    /// Answers that the conversation has not written yet: it is woken for them.
    answered: Arc<Mutex<Vec<CallAnswer>>>,
}

impl Calls {
    /// Takes a call on; it is answered when those before it have been. Too many at a time are refused with 429.
    pub fn put(&mut self, hub: &Arc<Hub>, link: &Handle, call: Call) {
        let line = self.0.get_or_insert_with(|| {
            let (waiting, calls) = mpsc::channel(WAITING);
            let answered = Arc::default();
            tokio::spawn(answer(hub.clone(), link.clone(), calls, Arc::clone(&answered)));
            Box::new(Line { waiting, answered })
        });
        if let Err(refused) = line.waiting.try_send(call) {
            let id = refused.into_inner().id;
            tell(link, &line.answered, id, HttpAnswer::empty(429));
        }
    }

    /// The answers that have come since this was asked last, in order.
    pub fn answered(&mut self) -> Vec<CallAnswer> {
        let line = self.0.as_ref();
        line.map_or_else(Vec::new, |line| std::mem::take(&mut *lock(&line.answered)))
    }
}

/// Ends with the conversation, which holds the other end of the line.
async fn answer(
    hub: Arc<Hub>,
    link: Handle,
    mut calls: mpsc::Receiver<Call>,
    answered: Arc<Mutex<Vec<CallAnswer>>>,
) {
    while let Some(call) = calls.recv().await {
        let answer = match call.what {
            Called::Nothing { status, body } => HttpAnswer {
                status,
                headers: Vec::new(),
                body: CallBody::Plain(body),
            },
            Called::Request(request) => match hub.callee() {
                Some(callee) => callee.call(link.dialect(), link.outbox.peer(), request).await,
                None => HttpAnswer::empty(503),
            },
        };
        tell(&link, &answered, call.id, answer);
    }
}

fn tell(link: &Handle, answered: &Mutex<Vec<CallAnswer>>, id: String, answer: HttpAnswer) {
    lock(answered).push(CallAnswer {
        id,
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
    });
    link.outbox.wake();
}

fn lock(answered: &Mutex<Vec<CallAnswer>>) -> MutexGuard<'_, Vec<CallAnswer>> {
    answered.lock().unwrap_or_else(PoisonError::into_inner)
}
