//! Events and commands as words of a transcript.

use std::{collections::HashMap, sync::Arc};

use engine::{
    CallAnswer, CallBody, Called, CloseReason, Command, Direct, Event, Keys, Person, PresenceChange,
    SeatView, Snapshot, Welcome, Who,
};
use model::{
    AppId, Capabilities, Channel, ChannelName, ConnId, Message, Origin, Payload, Refusal, RefusalCode, State,
    Subject, Timestamp, TokenId,
};
use serde_json::Map;

/// The channels that a transcript has introduced.
pub type Channels = HashMap<String, Arc<Snapshot>>;

/// Reads `<name> <visibility> <capability bits> <state>`.
pub fn channel(words: &str, channels: &mut Channels) {
    let [name, visibility, bits, state] = split(words);
    let snapshot = Snapshot {
        app: AppId::from("project_1"),
        facts: Channel {
            name: ChannelName::parse(name).unwrap(),
            visibility: visibility.parse().unwrap(),
            capabilities: Capabilities::from_bits(bits.parse().unwrap()).unwrap(),
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: Timestamp(0),
        },
        state: Arc::new(State::initial(object(state))),
        position: 0,
    };
    channels.insert(name.to_owned(), Arc::new(snapshot));
}

/// What a transcript has introduced, and who and when is meant.
pub struct Scene {
    pub channels: Channels,
    sender: Subject,
    origin: Option<Origin>,
    at: Timestamp,
    people: Vec<Person>,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            channels: Channels::new(),
            sender: Subject::Backend,
            origin: None,
            at: Timestamp(0),
            people: Vec::new(),
        }
    }
}

/// Reads who and when is meant from now on:
///
/// ```text
/// from backend | from token|client|anonymous <id> [<connection's number> [<alias>]]
/// at <ms>
/// person online|offline <since, ms, or -> token|client|anonymous <id> [<connection's number> [<alias>]]
/// ```
pub fn scene(verb: &str, words: &str, scene: &mut Scene) {
    match verb {
        "at" => scene.at = Timestamp(words.parse().unwrap()),
        "from" => (scene.sender, scene.origin) = somebody(words),
        _ => {
            let [online, since, who] = split(words);
            let (subject, origin) = somebody(who);
            scene.people.push(Person {
                subject,
                origin,
                online: online == "online",
                since: since.parse().ok().map(Timestamp),
            });
        }
    }
}

fn somebody(words: &str) -> (Subject, Option<Origin>) {
    let [kind, id, connection, alias] = split(words);
    let subject = match kind {
        "backend" => Subject::Backend,
        "token" => Subject::Token(TokenId::from(id)),
        "client" => Subject::Token(TokenId::of_client(id)),
        "anonymous" => Subject::Anonymous(ConnId::from(id)),
        other => panic!("there is no subject {other:?}: {words}"),
    };
    let origin = connection.parse().ok().map(|connection| Origin {
        connection,
        alias: (!alias.is_empty()).then(|| alias.into()),
    });
    (subject, origin)
}

/// Reads an event:
///
/// ```text
/// welcome anonymous|<token's state> <live connections> [<channel>…]
/// joined|left shared|unicast <channel>
/// seated announced|hidden <connections> <channel>      joined, with the people of the scene
/// missed <channel> <number of messages> [<code> <message>]
/// refused[#<tag>] in|out <channel> <code> <message>[; <fix>]
/// done <tag>
/// message <channel> <event> <payload>
/// direct shared|unicast <event> <payload>
/// whisper <channel> <event> <payload>                  a direct message through a channel
/// state <channel> <state>
/// presence joined|left|hidden-joined|hidden-left <channel> <connections>
/// access gained|lost <channel>
/// membership joined|left <channel>
/// closed|opened <channel>
/// called <id> <status> nothing|text|json|plain <body>
/// ```
pub fn event(words: &str, scene: &Scene) -> Event {
    let channels = &scene.channels;
    let (what, rest) = words.split_once(' ').unwrap();
    let (what, tag) = match what.split_once('#') {
        Some((what, tag)) => (what, Some(tag.parse().unwrap())),
        None => (what, None),
    };
    match what {
        "welcome" => {
            let [who, connections, names] = split(rest);
            let known = who != "anonymous";
            Event::Welcome(Welcome {
                app: AppId::from("project_1"),
                connection: ConnId::from("leap_conn_1"),
                connection_count: connections.parse().unwrap(),
                token: known.then(|| TokenId::from("leap_token_1")),
                metadata: known.then(|| object(who)),
                channels: names
                    .split_whitespace()
                    .map(|name| channels[name].clone())
                    .collect(),
            })
        }
        "joined" => {
            let [to, name] = split(rest);
            Event::Joined {
                snapshot: channels[name].clone(),
                unicast: unicast(to),
                seat: None,
            }
        }
        "seated" => {
            let [announced, connections, name] = split(rest);
            Event::Joined {
                snapshot: channels[name].clone(),
                unicast: true,
                seat: Some(Arc::new(SeatView {
                    you: scene.sender.clone(),
                    origin: scene.origin.clone().unwrap(),
                    announced: announced == "announced",
                    connections: connections.parse().unwrap(),
                    people: scene.people.clone(),
                    at: scene.at,
                })),
            }
        }
        "missed" => {
            let [name, count, code, message] = split(rest);
            let numbers = 1..=count.parse().unwrap();
            let make = |position: u64| {
                let payload = Payload::parse(position.to_string()).unwrap();
                scene.message(name, position, "count", payload)
            };
            Event::Missed {
                channel: ChannelName::parse(name).unwrap(),
                messages: numbers.map(make).collect(),
                hole: (!code.is_empty()).then(|| Refusal::new(code_of(code), message)),
            }
        }
        "left" => {
            let [to, name] = split(rest);
            Event::Left {
                channel: ChannelName::parse(name).unwrap(),
                unicast: unicast(to),
            }
        }
        "refused" => {
            let [place, name, code, sentence] = split(rest);
            let (message, fix) = match sentence.split_once("; ") {
                Some((message, fix)) => (message, Some(fix.to_owned())),
                None => (sentence, None),
            };
            let mut refusal = Refusal::new(code_of(code), message);
            refusal.fix = fix;
            Event::Refused {
                channel: name.to_owned(),
                refusal,
                still_in: place == "in",
                tag,
            }
        }
        "done" => Event::Done {
            tag: rest.parse().unwrap(),
        },
        "message" => {
            let [name, event, payload] = split(rest);
            let payload = Payload::parse(payload.to_owned()).unwrap();
            Event::Message(Arc::new(scene.message(name, 1, event, payload)))
        }
        "direct" => {
            let [to, event, payload] = split(rest);
            scene.direct(event, payload, unicast(to), None)
        }
        "whisper" => {
            let [name, event, payload] = split(rest);
            scene.direct(event, payload, true, Some(ChannelName::parse(name).unwrap()))
        }
        "state" => {
            let [name, state] = split(rest);
            Event::State {
                channel: ChannelName::parse(name).unwrap(),
                state: Arc::new(State::initial(object(state))),
            }
        }
        "presence" => {
            let [change, name, connections] = split(rest);
            let (subject, at) = (scene.sender.clone(), scene.at);
            Event::Presence {
                channel: ChannelName::parse(name).unwrap(),
                change: match change.trim_start_matches("hidden-") {
                    "joined" => PresenceChange::Joined { subject, at },
                    _ => PresenceChange::Left { subject, at },
                },
                face: scene.origin.clone().filter(|_| !change.starts_with("hidden")),
                connections: connections.parse().unwrap(),
            }
        }
        "access" => {
            let [gained, name] = split(rest);
            Event::Access {
                channel: ChannelName::parse(name).unwrap(),
                gained: gained == "gained",
            }
        }
        "membership" => {
            let [joined, name] = split(rest);
            Event::Membership {
                channel: ChannelName::parse(name).unwrap(),
                subject: scene.sender.clone(),
                joined: joined == "joined",
            }
        }
        "closed" | "opened" => Event::Closed {
            channel: ChannelName::parse(rest).unwrap(),
            closed: what == "closed",
        },
        "called" => {
            let [id, status, kind, body] = split(rest);
            let text = body.to_owned();
            Event::Called(Arc::new(CallAnswer {
                id: id.to_owned(),
                status: status.parse().unwrap(),
                headers: Vec::new(),
                body: match kind {
                    "nothing" => CallBody::Nothing,
                    "text" => CallBody::Text(text),
                    "json" => CallBody::Json(Payload::parse(text).unwrap()),
                    _ => CallBody::Plain(text),
                },
            }))
        }
        other => panic!("there is no event {other:?}: {words}"),
    }
}

impl Scene {
    fn message(&self, channel: &str, position: u64, event: &str, payload: Payload) -> Message {
        Message {
            channel: ChannelName::parse(channel).unwrap(),
            position,
            event: event.to_owned(),
            payload,
            sender: self.sender.clone(),
            origin: self.origin.clone(),
            at: self.at,
        }
    }

    fn direct(&self, event: &str, payload: &str, unicast: bool, channel: Option<ChannelName>) -> Event {
        Event::Direct(Arc::new(Direct {
            event: event.to_owned(),
            payload: Payload::parse(payload.to_owned()).unwrap(),
            unicast,
            channel,
            sender: self.sender.clone(),
            origin: self.origin.clone(),
            at: self.at,
        }))
    }
}

fn code_of(text: &str) -> RefusalCode {
    let mut all = RefusalCode::ALL.iter();
    *all.find(|known| known.as_str() == text).unwrap()
}

/// Reads two keys; `-` is none.
pub fn keys(join: &str, send: &str) -> Keys {
    let key = |text: &str| (text != "-").then(|| text.to_owned());
    Keys {
        join: key(join),
        send: key(send),
    }
}

/// Reads bytes in hex, with or without spaces.
pub fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| *byte != b' ').collect();
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// Reads why a connection is ended: the reason's code, and its sentence if it has one of its own; `CHOSEN <code>
/// <reason>` is an end with a code of somebody's choice.
pub fn close_reason(words: &str) -> CloseReason {
    let (code, why) = words.split_once(' ').unwrap_or((words, ""));
    if code == "CHOSEN" {
        let [code, reason] = split(why);
        return CloseReason::checked(code.parse().unwrap(), reason).unwrap();
    }
    let why = why.to_owned();
    let all = [
        CloseReason::InvalidAuth(why.clone()),
        CloseReason::IdentifyTimeout,
        CloseReason::NotIdentified,
        CloseReason::UnknownOperation(why.clone()),
        CloseReason::InvalidFrame(why.clone()),
        CloseReason::Heartbeat(why.clone()),
        CloseReason::Moved(why.clone()),
        CloseReason::TooMany(Refusal::new(RefusalCode::LimitReached, why)),
        CloseReason::Slow,
        CloseReason::Disconnected,
        CloseReason::Shutdown,
    ];
    all.into_iter().find(|reason| reason.code() == code).unwrap()
}

/// Writes a command.
pub fn command(command: &Command) -> String {
    match command {
        Command::Identify { app, who } => match who {
            Who::Token(token) => format!("identify {app} token {token}"),
            Who::Client { client, privileged } => {
                let privileged = if *privileged { " privileged" } else { "" };
                format!("identify {app} {client}{privileged}")
            }
            Who::Anonymous { alias: None, .. } => format!("identify {app} anonymous"),
            Who::Anonymous {
                alias: Some(alias),
                announced,
            } => {
                let how = if *announced { "announced" } else { "hidden" };
                format!("identify {app} anonymous {how} {alias}")
            }
        },
        Command::Join(join) => {
            let mut line = format!("subscribe {}", join.channel);
            if join.ephemeral {
                line.push_str(" ephemeral");
            }
            if let Some(tag) = join.tag {
                line.push_str(&format!(" #{tag}"));
            }
            if let Some(after) = join.after {
                line.push_str(&format!(" after {after}"));
            }
            if !join.shown.is_empty() {
                line.push_str(&format!(" showing {}", shown(&join.shown)));
            }
            if let Some(making) = &join.making {
                let names: Vec<_> = making.capabilities.names().collect();
                line.push_str(&format!(" making {}", names.join(",")));
                if !making.keys.is_empty() {
                    line.push_str(&format!(" with {}", shown(&making.keys)));
                }
            }
            line
        }
        Command::Leave { channel } => format!("unsubscribe {channel}"),
        Command::Publish {
            channel,
            event,
            payload,
            tag,
            passing,
        } => {
            let tag = tag.map(|tag| format!("#{tag} ")).unwrap_or_default();
            let passing = if *passing { "passing " } else { "" };
            format!("publish {tag}{passing}{channel} {event} {}", payload.as_str())
        }
        Command::SetState { channel, value } => {
            format!("set state {channel} {}", serde_json::to_string(value).unwrap())
        }
        Command::Direct {
            channel,
            to,
            event,
            payload,
        } => format!("whisper {channel} to {to} {event} {}", payload.as_str()),
        Command::Call(call) => match &call.what {
            Called::Nothing { status, body } => format!("answer {} {status} {body}", call.id),
            Called::Request(request) => {
                let headers: Vec<_> = request
                    .headers
                    .iter()
                    .map(|(name, value)| format!(" {name}: {value}"))
                    .collect();
                format!(
                    "call {} {} {}{} {}",
                    call.id,
                    request.method,
                    request.path,
                    headers.concat(),
                    String::from_utf8_lossy(&request.body)
                )
            }
        },
    }
}

fn shown(keys: &Keys) -> String {
    let word = |key: &Option<String>| key.clone().unwrap_or_else(|| "-".into());
    format!("{}/{}", word(&keys.join), word(&keys.send))
}

/// Writes a refusal.
pub fn refusal(refusal: &Refusal) -> String {
    let fix = refusal
        .fix
        .as_ref()
        .map(|fix| format!("; {fix}"))
        .unwrap_or_default();
    format!("{refusal}{fix}")
}

/// The words between spaces; the last is the rest of the line.
fn split<const N: usize>(words: &str) -> [&str; N] {
    let mut all = [""; N];
    for (place, word) in words.splitn(N, ' ').enumerate() {
        all[place] = word;
    }
    all
}

fn unicast(word: &str) -> bool {
    match word {
        "unicast" => true,
        "shared" => false,
        other => panic!("{other:?} is neither shared nor unicast"),
    }
}

fn object(json: &str) -> Map<String, serde_json::Value> {
    serde_json::from_str(json).unwrap()
}
