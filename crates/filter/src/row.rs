//! What a filter looks at. A trait, so that a server need not turn an event into what it sends only to find that
//! nobody wants it.

use std::borrow::Cow;

use contract::{Direction, SubjectKind, Traffic, TrafficKind};

/// One row of the live view, as filters see it.
pub trait Row {
    fn kind(&self) -> TrafficKind;
    fn direction(&self) -> Direction;
    fn app(&self) -> Option<&str>;
    fn channel(&self) -> Option<&str>;
    fn event(&self) -> Option<&str>;
    fn subject_kind(&self) -> Option<SubjectKind>;
    /// How the screen shows who acts.
    fn label(&self) -> Option<Cow<'_, str>>;
    /// The token, or `client:` and what the backend calls the client.
    fn token(&self) -> Option<&str>;
    fn connection(&self) -> Option<Cow<'_, str>>;
    fn dialect(&self) -> Option<&str>;
    /// JSON text, perhaps cut.
    fn payload(&self) -> Option<&str>;
    /// Bytes of the whole payload.
    fn size(&self) -> Option<u64>;
    fn latency_us(&self) -> Option<u64>;
    fn code(&self) -> Option<&str>;
    fn reason(&self) -> Option<&str>;
}

impl Row for Traffic {
    fn kind(&self) -> TrafficKind {
        self.kind
    }

    fn direction(&self) -> Direction {
        self.direction
    }

    fn app(&self) -> Option<&str> {
        self.app.as_deref()
    }

    fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }

    fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    fn subject_kind(&self) -> Option<SubjectKind> {
        self.who.as_ref().map(|who| who.kind)
    }

    fn label(&self) -> Option<Cow<'_, str>> {
        self.who.as_ref().map(|who| who.label.as_str().into())
    }

    fn token(&self) -> Option<&str> {
        self.who.as_ref()?.token.as_deref()
    }

    fn connection(&self) -> Option<Cow<'_, str>> {
        self.connection.as_deref().map(Cow::from)
    }

    fn dialect(&self) -> Option<&str> {
        self.dialect.as_deref()
    }

    fn payload(&self) -> Option<&str> {
        self.payload.as_deref()
    }

    fn size(&self) -> Option<u64> {
        self.size
    }

    fn latency_us(&self) -> Option<u64> {
        self.latency_us
    }

    fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}
