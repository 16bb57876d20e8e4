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
    use contract::{Traffic, Who};
    use engine::{Kind, Way};
    use filter::{Field, Filter};
    use model::{AppId, ConnId, Payload, Timestamp, TokenId};
    use serde::Deserialize;

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

    #[derive(Deserialize)]
    struct Meaning {
        rows: Vec<Traffic>,
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        filter: String,
        ids: Vec<u64>,
    }

    #[test]
    fn filters_mean_here_what_they_mean_elsewhere() {
        let table = include_str!("../../../filter/tests/meaning.json");
        let meaning: Meaning = serde_json::from_str(table).unwrap();
        // No server makes gaps.
        let rows = meaning.rows.iter().filter(|row| row.kind != TrafficKind::Gap);
        let happenings: Vec<_> = rows.map(happening).collect();
        for happening in &happenings {
            let row = meaning.rows.iter().find(|row| row.id == happening.id).unwrap();
            assert_eq!(view::traffic(happening).size, row.size, "{row:?}");
        }
        for case in meaning.cases {
            let filter = Filter::parse(&case.filter).unwrap();
            let matched = happenings.iter().filter(|one| filter.matches(&Glance(one)));
            let ids: Vec<_> = matched.map(|one| one.id).collect();
            let gap = meaning.rows.iter().find(|row| row.kind == TrafficKind::Gap);
            let expected: Vec<_> = case
                .ids
                .into_iter()
                .filter(|id| gap.is_none_or(|gap| gap.id != *id))
                .collect();
            assert_eq!(ids, expected, "{}", case.filter);
        }
    }

    /// What would be sent as this row.
    fn happening(row: &Traffic) -> Happening {
        let kept = |text: &Option<String>| text.clone().map(|text| &*text.leak());
        let (subject, name) = row.who.as_ref().map(subject).unzip();
        Happening {
            id: row.id,
            way: match row.direction {
                Direction::In => Way::In,
                Direction::Out => Way::Out,
                Direction::None => Way::None,
            },
            app: row.app.as_deref().map(AppId::from),
            channel: row.channel.clone(),
            event: row.event.clone(),
            subject,
            name: name.flatten(),
            connection: row.connection.as_deref().map(ConnId::from),
            dialect: kept(&row.dialect),
            payload: row.payload.as_ref().map(|text| payload(text, row.size)),
            latency_us: row.latency_us,
            code: kept(&row.code),
            reason: row.reason.clone(),
            ..Happening::new(kind(row.kind), Timestamp(row.at))
        }
    }

    fn subject(who: &Who) -> (Subject, Option<String>) {
        let subject = match (who.kind, &who.token) {
            (SubjectKind::Backend, _) => return (Subject::Backend, None),
            (_, Some(token)) => Subject::Token(TokenId::from(token.as_str())),
            _ => return (Subject::Anonymous(ConnId::from("leap_conn_1")), None),
        };
        (subject, Some(who.label.clone()))
    }

    /// A payload of that size of which the row shows all, or, if it was cut, the beginning.
    fn payload(text: &str, size: Option<u64>) -> Payload {
        let room = size.unwrap_or(0) as usize - text.len();
        Payload::parse(format!("{text}{}", " ".repeat(room)))
            .or_else(|_| Payload::parse(format!("{text}{}\"}}", "x".repeat(room - 2))))
            .unwrap()
    }

    fn kind(wanted: TrafficKind) -> Kind {
        [
            Kind::Connect,
            Kind::Identify,
            Kind::Subscribe,
            Kind::Unsubscribe,
            Kind::Message,
            Kind::Direct,
            Kind::State,
            Kind::Presence,
            Kind::Refused,
            Kind::Approval,
            Kind::Heartbeat,
            Kind::Disconnect,
        ]
        .into_iter()
        .find(|kind| view::kind(*kind) == wanted)
        .unwrap()
    }
}
