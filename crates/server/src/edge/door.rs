//! From an HTTP request to a connection that speaks a dialect.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use dialects::{Denied, Dialect, Headers, Hello, Manners, Spoken, Transport};
use engine::{CloseReason, Happening, Kind, Way};
use http::{HeaderMap, HeaderName, StatusCode, header};
use model::{ConnId, Refusal, RefusalCode};

use super::World;
use crate::{
    hub::{Caller, Callers, Conversation, Link, Origin, Tongue, entropy, short},
    net::{self, Homes, Terms, ws},
};

/// Where connections of one dialect come in.
pub struct Door {
    pub(super) spoken: &'static Spoken,
    pub(super) world: World,
    pub(super) terms: Arc<Terms>,
    callers: Callers,
    /// It is at a listener where nobody else speaks.
    own_listener: bool,
}

impl Door {
    /// For WebSockets.
    pub fn socket(spoken: &'static Spoken, world: World, homes: Homes, own_listener: bool) -> Self {
        let (code, sentence) = (spoken.close)(&CloseReason::Slow);
        let terms = Terms::new(world.hub.wheel.clone(), homes, ws::close(code, &sentence));
        Self::new(spoken, world, terms, own_listener)
    }

    pub(super) fn new(spoken: &'static Spoken, world: World, mut terms: Terms, own_listener: bool) -> Self {
        terms.max_queued = world.config.outbox_bytes;
        terms.max_message = world.config.frame_bytes;
        Self {
            spoken,
            world,
            terms: Arc::new(terms),
            callers: Callers::default(),
            own_listener,
        }
    }

    /// Is this the opening of one of the dialect's connections?
    pub fn hears(&self, peer: SocketAddr, request: &Request) -> bool {
        self.greeted(peer, request, Transport::WebSocket, |hello| {
            (self.spoken.hears)(hello)
        })
    }

    /// Would it hear an opening at this path, whatever else there is in the request?
    pub fn is_at(&self, path: &str) -> bool {
        let outlook = self.world.of(self.spoken);
        (self.spoken.hears)(&Hello {
            transport: Transport::WebSocket,
            path,
            query: "",
            headers: Headers::default(),
            loopback: false,
            own_listener: self.own_listener,
            entropy: [0; 16],
            lookup: &outlook,
        })
    }

    /// Opens a WebSocket, or says why not.
    pub fn enter(&self, peer: SocketAddr, mut request: Request) -> Response {
        let caller = self.caller(&request);
        if let Err(denied) = self.check_origin(text(request.headers(), &header::ORIGIN)) {
            return self.refuse(&denied, peer, &caller);
        }
        let opening = match ws::open(&mut request) {
            Ok(opening) => opening,
            Err(refused) => return refused.response(),
        };
        let accepted = self.greeted(peer, &request, Transport::WebSocket, |hello| {
            (self.spoken.accept)(hello)
        });
        let dialect = match accepted {
            Ok(dialect) => dialect,
            Err(denied) => return self.refuse(&denied, peer, &caller),
        };
        let response = opening.response(None);
        let begin = self.begin(peer, caller, dialect);
        tokio::spawn(async move {
            if let Err(error) = opening.socket().await.and_then(begin) {
                tracing::debug!(%error, "a client went away while its socket was opened");
            }
        });
        response
    }

    /// Shows the request to the dialect.
    pub(super) fn greeted<T>(
        &self,
        peer: SocketAddr,
        request: &Request,
        transport: Transport,
        greet: impl FnOnce(&Hello<'_>) -> T,
    ) -> T {
        let headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let (uri, outlook) = (request.uri(), self.world.of(self.spoken));
        greet(&Hello {
            transport,
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            headers: Headers(&headers),
            loopback: peer.ip().to_canonical().is_loopback(),
            own_listener: self.own_listener,
            entropy: entropy(),
            lookup: &outlook,
        })
    }

    pub(super) fn caller(&self, request: &Request) -> Caller {
        let user_agent = text(request.headers(), &header::USER_AGENT);
        Caller {
            dialect: Tongue(self.spoken),
            manners: Manners::default(),
            system: user_agent == Some(self.world.hub.probe_agent.as_str()),
            user_agent: user_agent.map(short),
            origin: text(request.headers(), &header::ORIGIN).map(short),
        }
    }

    /// What is done with the socket when it is there.
    pub(super) fn begin(
        &self,
        peer: SocketAddr,
        caller: Caller,
        dialect: Box<dyn Dialect>,
    ) -> impl FnOnce(ws::Opened) -> io::Result<()> + Send + 'static {
        let caller = Caller {
            manners: dialect.manners(),
            ..caller
        };
        let (hub, terms, caller) = (
            self.world.hub.clone(),
            self.terms.clone(),
            self.callers.share(caller),
        );
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

    pub(super) fn check_origin(&self, origin: Option<&str>) -> Result<(), Denied> {
        let allowed = &self.world.config.origins;
        match origin {
            Some(origin) if !allowed.is_empty() && !allowed.iter().any(|known| known == origin) => {
                let message = format!("web pages of {origin} may not connect");
                let refusal = Refusal::new(RefusalCode::InvalidAuth, message);
                Err(Denied {
                    status: 403,
                    refusal: refusal.fix("add the origin to the server's configuration"),
                    app: None,
                })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn refuse(&self, denied: &Denied, peer: SocketAddr, caller: &Caller) -> Response {
        let (hub, refusal) = (&self.world.hub, &denied.refusal);
        let mut happening = Happening::new(Kind::Refused, hub.clock.now().wall);
        happening.way = Way::In;
        happening.app = denied.app.clone();
        happening.event = Some("connect".into());
        happening.dialect = Some(self.spoken.name);
        happening.code = Some(refusal.code.as_str());
        happening.reason = Some(refusal.message.clone());
        happening.fix = refusal.fix.clone();
        let from = Origin::new(peer, caller.user_agent.as_deref(), caller.origin.as_deref());
        hub.refusal_happened(happening, Some(from));
        let fix = refusal.fix.as_deref().unwrap_or_default();
        let status = StatusCode::from_u16(denied.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, format!("{}\n{fix}\n", refusal.message)).into_response()
    }
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
