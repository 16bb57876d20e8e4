//! What happened, as filters see it: nothing is made of it only to find that nobody wants it.

use std::borrow::Cow;

use contract::{Direction, SubjectKind, TrafficKind};
use engine::Happening;
use filter::Row;
use model::Subject;

use super::view;

pub struct Glance<'a>(pub &'a Happening);

/// The same as of what [`view::traffic`] makes of it.
impl Row for Glance<'_> {
    fn kind(&self) -> TrafficKind {
        view::kind(self.0.kind)
    }

    fn direction(&self) -> Direction {
        view::direction(self.0.way)
    }

    fn app(&self) -> Option<&str> {
        self.0.app.as_ref().map(|app| app.as_str())
    }

    fn channel(&self) -> Option<&str> {
        self.0.channel.as_deref()
    }

    fn event(&self) -> Option<&str> {
        self.0.event.as_deref()
    }

    fn subject_kind(&self) -> Option<SubjectKind> {
        self.0.subject.as_ref().map(view::subject_kind)
    }

    fn label(&self) -> Option<Cow<'_, str>> {
        let subject = self.0.subject.as_ref()?;
        Some(match &self.0.name {
            Some(name) => name.into(),
            None => subject.to_string().into(),
        })
    }

    fn token(&self) -> Option<&str> {
        match self.0.subject.as_ref()? {
            Subject::Token(id) => Some(id.as_str()),
            Subject::Anonymous(_) | Subject::Backend => None,
        }
    }

    fn connection(&self) -> Option<Cow<'_, str>> {
        self.0.connection.as_ref().map(|id| id.to_string().into())
    }

    fn dialect(&self) -> Option<&str> {
        self.0.dialect
    }

    fn payload(&self) -> Option<&str> {
        self.0
            .payload
            .as_ref()
            .map(|payload| view::beginning(payload.as_str()))
    }

    fn size(&self) -> Option<u64> {
        self.0.payload.as_ref().map(|payload| payload.len() as u64)
    }

    fn latency_us(&self) -> Option<u64> {
        self.0.latency_us
    }

    fn code(&self) -> Option<&str> {
        self.0.code
    }

    fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use engine::{Kind, Way};
    use filter::Field;
    use model::{AppId, ConnId, Payload, Timestamp, TokenId};

    use super::*;

    #[test]
    fn filters_see_what_is_sent() {
        for subject in [
            Subject::Token(TokenId::from("leap_token_0123456789abcdef")),
            Subject::Token(TokenId::of_client("bob")),
            Subject::Anonymous(ConnId::from("leap_conn_1")),
            Subject::Backend,
        ] {
            for name in [None, Some("Bob".to_owned())] {
                let happening = Happening {
                    way: Way::In,
                    app: Some(AppId::from("project_1")),
                    channel: Some("room".into()),
                    event: Some("greet".into()),
                    subject: Some(subject.clone()),
                    name,
                    connection: Some(ConnId::from("leap_conn_1")),
                    dialect: Some("leap"),
                    payload: Payload::parse("[1]").ok(),
                    latency_us: Some(7),
                    code: Some("CODE"),
                    reason: Some("why".into()),
                    ..Happening::new(Kind::Message, Timestamp(1))
                };
                let (glance, sent) = (Glance(&happening), view::traffic(&happening));
                for field in Field::ALL {
                    assert!(field.of(&glance).eq(field.of(&sent)), "{field:?} of {subject:?}");
                }
                assert_eq!(glance.payload(), Row::payload(&sent));
                assert_eq!(glance.reason(), Row::reason(&sent));
            }
        }
    }
}
