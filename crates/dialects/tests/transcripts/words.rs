//! Events and commands as words of a transcript.

use std::{collections::HashMap, sync::Arc};

use engine::{CloseReason, Command, Event, PresenceChange, Snapshot, Welcome};
use model::{
    AppId, Capabilities, Channel, ChannelName, ConnId, Message, Payload, Refusal, RefusalCode, State,
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
            extra: None,
            created_at: Timestamp(0),
        },
        state: Arc::new(State::initial(object(state))),
        position: 0,
    };
    channels.insert(name.to_owned(), Arc::new(snapshot));
}

/// Reads an event:
///
/// ```text
/// welcome anonymous|<token's state> <live connections> [<channel>…]
/// joined|left shared|unicast <channel>
/// refused in|out <channel> <code> <message>[; <fix>]
/// message <channel> <event> <payload>
/// direct shared|unicast <event> <payload>
/// state <channel> <state>
/// presence <channel>
/// ```
pub fn event(words: &str, channels: &Channels) -> Event {
    let (what, rest) = words.split_once(' ').unwrap();
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
            let code = RefusalCode::ALL
                .iter()
                .find(|known| known.as_str() == code)
                .unwrap();
            let mut refusal = Refusal::new(*code, message);
            refusal.fix = fix;
            Event::Refused {
                channel: name.to_owned(),
                refusal,
                still_in: place == "in",
            }
        }
        "message" => {
            let [name, event, payload] = split(rest);
            Event::Message(Arc::new(Message {
                channel: ChannelName::parse(name).unwrap(),
                position: 1,
                event: event.to_owned(),
                payload: Payload::parse(payload.to_owned()).unwrap(),
                sender: Subject::Backend,
                at: Timestamp(0),
            }))
        }
        "direct" => {
            let [to, event, payload] = split(rest);
            Event::Direct {
                event: event.to_owned(),
                payload: Payload::parse(payload.to_owned()).unwrap(),
                unicast: unicast(to),
            }
        }
        "state" => {
            let [name, state] = split(rest);
            Event::State {
                channel: ChannelName::parse(name).unwrap(),
                state: Arc::new(State::initial(object(state))),
            }
        }
        "presence" => Event::Presence {
            channel: ChannelName::parse(rest).unwrap(),
            change: PresenceChange::Joined {
                subject: Subject::Backend,
                at: Timestamp(0),
            },
        },
        other => panic!("there is no event {other:?}: {words}"),
    }
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
        Command::Identify { app, token } => match token {
            Some(token) => format!("identify {app} token {token}"),
            None => format!("identify {app} anonymous"),
        },
        Command::Join { channel, ephemeral } => {
            format!(
                "subscribe {channel}{}",
                if *ephemeral { " ephemeral" } else { "" }
            )
        }
        Command::Leave { channel } => format!("unsubscribe {channel}"),
        Command::Publish {
            channel,
            event,
            payload,
        } => format!("publish {channel} {event} {}", payload.as_str()),
        Command::SetState { channel, value } => {
            format!("set state {channel} {}", serde_json::to_string(value).unwrap())
        }
    }
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
