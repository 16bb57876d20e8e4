//! From an HTTP request to a connection that speaks a dialect.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any},
};
use dialects::{Dialect, Hello, Spoken};
use engine::{CloseReason, Happening, Kind, Way};
use http::{HeaderName, StatusCode, header};
use model::{ConnId, Refusal, RefusalCode};

use crate::{
    Config,
    hub::{Caller, Callers, Conversation, Hub, Link, Origin, entropy, short},
    net::{self, Homes, Terms, ws},
};

/// Close code for a reader that is too slow, should a dialect not name one: "try again later".
const TRY_AGAIN_LATER: u16 = 1013;

/// Where the sockets of one dialect come in.
pub struct Door {
    spoken: &'static Spoken,
    hub: Arc<Hub>,
    config: Arc<Config>,
    terms: Arc<Terms>,
    callers: Callers,
}

impl Door {
    pub fn new(spoken: &'static Spoken, hub: Arc<Hub>, config: Arc<Config>, homes: Homes) -> Self {
        let path = spoken.sockets.first().copied().unwrap_or_default();
        let (code, reason) = match (spoken.accept)(&Hello { path, query: "" }) {
            Ok(dialect) => dialect.close(&CloseReason::Slow),
            Err(_) => (TRY_AGAIN_LATER, CloseReason::Slow.sentence()),
        };
        let mut terms = Terms::new(hub.wheel.clone(), homes, ws::close(code, &reason));
        terms.max_queued = config.outbox_bytes;
        terms.max_message = config.frame_bytes;
        Self {
            spoken,
            hub,
            config,
            terms: Arc::new(terms),
            callers: Callers::default(),
        }
    }

    pub fn route(self: Arc<Self>) -> MethodRouter {
        any(
            move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request| async move {
                self.enter(peer, request)
            },
        )
    }

    fn enter(&self, peer: SocketAddr, mut request: Request) -> Response {
        let (user_agent, origin) = (
            text(&request, &header::USER_AGENT),
            text(&request, &header::ORIGIN),
        );
        let caller = Caller {
            dialect: self.spoken.name,
            system: user_agent == Some(self.hub.probe_agent.as_str()),
            user_agent: user_agent.map(short),
            origin: origin.map(short),
        };
        if let Err(refusal) = self.check_origin(origin) {
            return self.refuse(StatusCode::FORBIDDEN, &refusal, peer, &caller);
        }
        let opening = match ws::open(&mut request) {
            Ok(opening) => opening,
            Err(refused) => return refused.response(),
        };
        let uri = request.uri();
        let hello = Hello {
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
        };
        let dialect = match (self.spoken.accept)(&hello) {
            Ok(dialect) => dialect,
            Err(refusal) => return self.refuse(StatusCode::BAD_REQUEST, &refusal, peer, &caller),
        };
        let response = opening.response(None);
        let begin = self.begin(peer, self.callers.share(caller), dialect);
        tokio::spawn(async move {
            if let Err(error) = opening.socket().await.and_then(begin) {
                tracing::debug!(%error, "a client went away while its socket was opened");
            }
        });
        response
    }

    fn begin(
        &self,
        peer: SocketAddr,
        caller: Arc<Caller>,
        dialect: Box<dyn Dialect>,
    ) -> impl FnOnce(ws::Opened) -> io::Result<()> + Send + 'static {
        let (hub, terms) = (self.hub.clone(), self.terms.clone());
        move |opened| {
            net::run(opened, peer, &terms, |outbox| {
                let since = hub.clock.now().wall;
                let id = ConnId::fresh(since, &entropy());
                let link = Link::new(
                    hub.fresh_key(),
                    id,
                    dialect.encoding(),
                    outbox.clone(),
                    since,
                    caller,
                );
                Conversation::open(hub, Arc::new(link), dialect)
            })
        }
    }

    fn check_origin(&self, origin: Option<&str>) -> Result<(), Refusal> {
        let allowed = &self.config.origins;
        match origin {
            Some(origin) if !allowed.is_empty() && !allowed.iter().any(|known| known == origin) => {
                let message = format!("web pages of {origin} may not connect");
                Err(Refusal::new(RefusalCode::InvalidAuth, message)
                    .fix("add the origin to the server's configuration"))
            }
            _ => Ok(()),
        }
    }

    fn refuse(&self, status: StatusCode, refusal: &Refusal, peer: SocketAddr, caller: &Caller) -> Response {
        let mut happening = Happening::new(Kind::Refused, self.hub.clock.now().wall);
        happening.way = Way::In;
        happening.event = Some("connect".into());
        happening.dialect = Some(self.spoken.name);
        happening.code = Some(refusal.code.as_str());
        happening.reason = Some(refusal.message.clone());
        happening.fix = refusal.fix.clone();
        let from = Origin::new(peer, caller.user_agent.as_deref(), caller.origin.as_deref());
        self.hub.refusal_happened(happening, Some(from));
        let fix = refusal.fix.as_deref().unwrap_or_default();
        (status, format!("{}\n{fix}\n", refusal.message)).into_response()
    }
}

fn text<'a>(request: &'a Request, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
