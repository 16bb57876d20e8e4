//! One client that follows one channel as a stream of events. It can be told, and cannot say anything.

use engine::{Command, Event, Join};
use model::{AppId, ChannelName, Message, Millis, NO_POSITION, Position, Refusal, RefusalCode, TokenId};
use serde_json::{Value, json};

use super::{
    STREAMS, channel,
    lease::Lease,
    query, row,
    socket::{MANNERS, identify},
    token::Identity,
};
use crate::{Dialect, Encoding, Frame, Hello, Manners, Step, Wire, Written};

/// How often something is said, so that nobody on the way takes the connection for dead.
const INTERVAL: Millis = 25_000;

/// The first piece: how long a browser waits before it comes back.
const BEGINNING: &str = "retry: 3000\n\n";
/// A comment, which says nothing.
const SILENCE: &str = ": still here\n\n";

/// For who comes for the first time: it has its place from then on, also before a message comes.
static FIRST: Encoding = Encoding {
    name: "channels-sse, first",
    render: |event| begin(event).or_else(|| write(event)).map(Frame::Raw),
    // There is no word for who is there.
    roster: false,
};

/// For who comes back: it has a place, and gives it up only for what it missed.
static AGAIN: Encoding = Encoding {
    name: "channels-sse",
    render: |event| write(event).map(Frame::Raw),
    roster: false,
};

#[derive(Debug)]
pub(super) struct Stream {
    app: AppId,
    client: TokenId,
    privileged: bool,
    join: Join,
    next: Option<Millis>,
    lease: Lease,
}

impl Stream {
    pub fn new(app: AppId, identity: &Identity, lease: Lease, join: Join) -> Self {
        Self {
            app,
            client: identity.id(),
            privileged: identity.is_admin(),
            join,
            next: None,
            lease,
        }
    }
}

/// What the request is for: the channel in its path, after the position of the last event that the client had.
pub(super) fn wish(hello: &Hello<'_>, members_only: bool) -> Result<Join, Refusal> {
    let encoded = hello.path.strip_prefix(STREAMS).unwrap_or_default();
    let decoded = query::decode(encoded).ok_or_else(|| {
        let message = "the channel's name in the path is not written as in a URL";
        Refusal::new(RefusalCode::InvalidRequest, message).fix("write it with encodeURIComponent")
    })?;
    Ok(Join {
        after: after(hello)?,
        members_only,
        ..Join::new(channel(&decoded)?, true)
    })
}

/// A browser sends the header when it comes back; a page that begins anew can say it in the query.
fn after(hello: &Hello<'_>) -> Result<Option<Position>, Refusal> {
    let header = hello.headers.get("last-event-id").filter(|text| !text.is_empty());
    let said = match header {
        Some(text) => Some(text.to_owned()),
        None => query::value(hello.query, "lastEventId"),
    };
    let read = |text: String| text.parse();
    said.map(read).transpose().map_err(|_| {
        let message = "the id of the last event is no position in a channel";
        Refusal::new(RefusalCode::InvalidRequest, message)
            .fix("send the id of an event that came, or none to begin with what is new")
    })
}

impl Dialect for Stream {
    fn encoding(&self) -> &'static Encoding {
        match self.join.after {
            None => &FIRST,
            Some(_) => &AGAIN,
        }
    }

    fn manners(&self) -> Manners {
        MANNERS
    }

    fn open(&mut self, now: Millis, steps: &mut Vec<Step>) {
        self.next = Some(now + INTERVAL);
        self.lease.begin(now);
        steps.push(Step::Send(Frame::Raw(BEGINNING.to_owned())));
        steps.push(Step::Do(identify(&self.app, &self.client, self.privileged)));
        steps.push(Step::Do(Command::Join(Box::new(self.join.clone()))));
    }

    fn read(&mut self, _: Wire<'_>, _: Millis, _: &mut Vec<Step>) {}

    fn write(&mut self, event: &Event) -> Written {
        match event {
            Event::Missed { messages, hole, .. } if messages.is_empty() && hole.is_none() => Written::Nothing,
            Event::Joined { .. }
            | Event::Missed { .. }
            | Event::Left { .. }
            | Event::Refused { .. }
            | Event::Message(_) => Written::Shared,
            Event::Welcome(_)
            | Event::Done { .. }
            | Event::State { .. }
            | Event::Direct(_)
            | Event::Presence { .. }
            | Event::Access { .. }
            | Event::Membership { .. }
            | Event::Closed { .. }
            | Event::Called(_) => Written::Nothing,
        }
    }

    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        if self.next.is_some_and(|next| next <= now) {
            self.next = Some(now + INTERVAL);
            steps.push(Step::Send(Frame::Raw(SILENCE.to_owned())));
        }
        self.lease.tick(now, steps);
    }

    fn due(&self) -> Option<Millis> {
        [self.next, self.lease.due()].into_iter().flatten().min()
    }
}

/// The first of the events that are told: with the channel's position, from which on nothing is missed.
fn begin(event: &Event) -> Option<String> {
    let Event::Joined { snapshot, .. } = event else {
        return None;
    };
    let joined = joined(&snapshot.facts.name);
    Some(format!("id: {}\n{joined}", snapshot.position))
}

/// An event as a piece of the stream; `None` if there is no word for it.
fn write(event: &Event) -> Option<String> {
    let text = match event {
        Event::Message(message) => published(message),
        Event::Joined { snapshot, .. } => joined(&snapshot.facts.name),
        Event::Left { channel, .. } => named("left", &json!({ "channelID": channel })),
        Event::Refused { channel, refusal, .. } => named("refused", &no(channel, refusal)),
        Event::Missed {
            channel,
            messages,
            hole,
        } => {
            let mut text: String = messages.iter().map(published).collect();
            if let Some(hole) = hole {
                text.push_str(&named("reset", &no(channel.as_str(), hole)));
            }
            return (!text.is_empty()).then_some(text);
        }
        Event::Welcome(_)
        | Event::Done { .. }
        | Event::State { .. }
        | Event::Direct(_)
        | Event::Presence { .. }
        | Event::Access { .. }
        | Event::Membership { .. }
        | Event::Closed { .. }
        | Event::Called(_) => return None,
    };
    Some(text)
}

/// JSON has no line breaks but in strings, where they are escaped.
fn published(message: &Message) -> String {
    let data = row::of(message);
    match message.position {
        NO_POSITION => format!("data: {data}\n\n"),
        position => format!("id: {position}\ndata: {data}\n\n"),
    }
}

fn joined(channel: &ChannelName) -> String {
    named("joined", &json!({ "channelID": channel }))
}

fn named(event: &str, data: &Value) -> String {
    format!("event: {event}\ndata: {data}\n\n")
}

fn no(channel: &str, refusal: &Refusal) -> Value {
    let mut data = row::no(refusal);
    data["channelID"] = channel.into();
    data
}
