//! One client's conversation: its frames as commands, events as what its encoding makes of them.

use std::sync::Arc;

use engine::{CloseReason, Command, ConnKey, Event, Join, Making, Tag, Who};
use model::{AppId, Capabilities, ChannelName, Millis, Refusal, RefusalCode, Timestamp};

use super::{
    event::{self, GONE},
    frame::{self, Saying},
    lock::Terms,
    place::Place,
    pulse::Pulse,
    query::Wishes,
    rate::{Rate, Taken},
    sentence, settings, uid,
};
use crate::{Dialect, Encoding, Frame, Hello, Manners, Step, Wire, Written};

pub(super) use super::event::Speech;

/// By this the wish to be let in is known again, which is the only one that ends the connection if it is refused.
const JOIN: Tag = 0;

/// Most characters of a recipient that are told back.
const LONGEST_RECIPIENT: usize = 64;

#[derive(Debug)]
pub(super) struct Itty {
    speech: Speech,
    echo: bool,
    mute: bool,
    channel: ChannelName,
    most: usize,
    rate: Rate,
    pulse: Pulse,
    phase: Phase,
    /// Wall clock when it came, from then on less the monotonic one.
    wall: u64,
    /// When something last happened here.
    now: Millis,
    /// Who was last written to directly.
    recipient: Option<ConnKey>,
}

#[derive(Debug)]
enum Phase {
    Unopened(Box<Entry>),
    Open,
    /// It was not let in, and is cut off as soon as it has been told.
    Ending(Box<CloseReason>),
    /// It has been cut off.
    Over,
}

/// What is said for a client when its connection is opened.
#[derive(Debug)]
struct Entry {
    app: AppId,
    who: Who,
    join: Join,
}

impl Itty {
    /// `guest`: of the public tenant, to which less is allowed.
    pub fn new(
        speech: Speech,
        place: Place,
        wishes: Wishes,
        terms: Terms,
        hello: &Hello<'_>,
        guest: bool,
    ) -> Self {
        let said = hello.lookup.settings();
        let who = Who::Anonymous {
            alias: wishes.alias.map(Arc::from),
            announced: wishes.announce,
        };
        let join = Join {
            tag: Some(JOIN),
            making: Some(Making {
                capabilities: Capabilities::EPHEMERAL
                    .with(Capabilities::CLIENT_PUBLISH)
                    .with(Capabilities::PRESENCE),
                keys: terms.asks,
            }),
            shown: wishes.keys,
            ..Join::new(place.channel.clone(), true)
        };
        let app = place.app;
        Self {
            speech,
            echo: wishes.echo,
            mute: terms.mute,
            channel: place.channel,
            most: settings::max_message(said, guest),
            rate: Rate::new(settings::messages_per_second(said, guest, hello.loopback)),
            pulse: Pulse::default(),
            phase: Phase::Unopened(Box::new(Entry { app, who, join })),
            wall: hello.lookup.now().0,
            now: 0,
            recipient: None,
        }
    }

    fn take(&mut self, wire: Wire<'_>, steps: &mut Vec<Step>) -> Result<(), CloseReason> {
        let bytes = match wire {
            Wire::Text(text) => text.as_bytes(),
            Wire::Binary(bytes) => bytes,
        };
        if bytes.len() > self.most {
            let sentence = format!("the message has {} bytes; {} is the most", bytes.len(), self.most);
            return Err(CloseReason::TooLarge(sentence));
        }
        match self.rate.take(self.now) {
            Taken::Yes => {}
            Taken::Warned => {
                self.refuse("publish", too_fast(), steps);
                return Ok(());
            }
            Taken::Enough => return Err(CloseReason::Refused(too_fast())),
        }
        let text = match wire {
            Wire::Text(text) => Ok(text),
            Wire::Binary(bytes) => str::from_utf8(bytes).map_err(|_| not_text()),
        };
        let (to, said) = match text {
            Ok(text) if self.speech == Speech::Bare => (None, frame::typed_message(text)),
            Ok(text) => {
                let (to, json) = frame::addressed(text);
                (to, frame::message(json))
            }
            Err(refusal) => (None, Err(refusal)),
        };
        let asked = if to.is_some() { "message" } else { "publish" };
        match said.and_then(|said| self.send(to, said)) {
            Ok(command) => steps.push(Step::Do(command)),
            Err(refusal) => self.refuse(asked, refusal, steps),
        }
        Ok(())
    }

    fn send(&mut self, to: Option<&str>, Saying { event, payload }: Saying) -> Result<Command, Refusal> {
        if self.mute {
            return Err(Refusal::new(
                RefusalCode::NotGranted,
                "to send in this channel its sendKey is needed",
            )
            .fix("connect with the right sendKey"));
        }
        let channel = self.channel.clone();
        let Some(to) = to else {
            return Ok(Command::Publish {
                channel,
                event,
                payload,
                tag: None,
                passing: false,
            });
        };
        let to = uid::number(to).ok_or_else(|| nobody(to))?;
        self.recipient = Some(to);
        Ok(Command::Direct {
            channel,
            to,
            event,
            payload,
        })
    }

    fn refuse(&self, asked: &'static str, refusal: Refusal, steps: &mut Vec<Step>) {
        // The class has no word for a *no*.
        if self.speech != Speech::Bare {
            steps.push(Step::Send(self.error(&refusal)));
        }
        steps.push(Step::Refused(asked, refusal));
    }

    fn error(&self, refusal: &Refusal) -> Frame {
        Frame::Text(event::error(&sentence(refusal), Some(self.date())))
    }

    fn date(&self) -> Timestamp {
        Timestamp(self.wall.wrapping_add(self.now))
    }
}

impl Dialect for Itty {
    fn encoding(&self) -> &'static Encoding {
        self.speech.encoding()
    }

    fn manners(&self) -> Manners {
        Manners {
            echo: self.echo,
            alone: true,
        }
    }

    fn open(&mut self, now: Millis, steps: &mut Vec<Step>) {
        let Phase::Unopened(entry) = std::mem::replace(&mut self.phase, Phase::Open) else {
            return;
        };
        self.now = now;
        self.wall = self.wall.wrapping_sub(now);
        self.pulse = Pulse::begin(now);
        let Entry { app, who, join } = *entry;
        steps.push(Step::Do(Command::Identify { app, who }));
        steps.push(Step::Do(Command::Join(Box::new(join))));
    }

    fn read(&mut self, wire: Wire<'_>, now: Millis, steps: &mut Vec<Step>) {
        if !matches!(self.phase, Phase::Open) {
            return;
        }
        self.now = now;
        self.pulse.felt();
        if let Err(reason) = self.take(wire, steps) {
            self.phase = Phase::Over;
            steps.push(Step::Close(reason));
        }
    }

    fn write(&mut self, event: &Event) -> Written {
        if let Event::Refused {
            refusal,
            still_in: false,
            tag: Some(JOIN),
            ..
        } = event
            && matches!(self.phase, Phase::Open)
        {
            self.phase = Phase::Ending(Box::new(CloseReason::Refused(refusal.clone())));
        }
        match (event, self.speech) {
            (Event::Message(_) | Event::Direct(_), _) => Written::Shared,
            (_, Speech::Bare) => Written::Nothing,
            (Event::Joined { seat: Some(_), .. } | Event::Presence { .. }, _) => Written::Shared,
            (Event::Refused { refusal, .. }, _) => Written::Own(match self.recipient {
                Some(to) if refusal.code == RefusalCode::NotFound => self.error(&nobody(&uid::of(to))),
                _ => self.error(refusal),
            }),
            (Event::Left { .. }, _) => Written::Own(Frame::Text(event::error(GONE, Some(self.date())))),
            _ => Written::Nothing,
        }
    }

    fn pong(&mut self, now: Millis) {
        self.now = now;
        self.pulse.felt();
    }

    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        self.now = now;
        let ended = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Ending(reason) => Err(*reason),
            Phase::Open => self.pulse.ask(now),
            other => {
                self.phase = other;
                return;
            }
        };
        match ended {
            Ok(ask) => {
                self.phase = Phase::Open;
                if ask {
                    steps.push(Step::Ping);
                }
            }
            Err(reason) => steps.push(Step::Close(reason)),
        }
    }

    fn due(&self) -> Option<Millis> {
        match self.phase {
            Phase::Open => Some(self.pulse.due()),
            Phase::Ending(_) => Some(self.now),
            Phase::Unopened(_) | Phase::Over => None,
        }
    }
}

/// Clients look for the recipient in it.
fn nobody(uid: &str) -> Refusal {
    let start: String = uid.chars().take(LONGEST_RECIPIENT).collect();
    Refusal::new(RefusalCode::NotFound, format!("no such user: {start}"))
}

fn not_text() -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, "the binary frame is not UTF-8").fix("send JSON in text frames")
}

fn too_fast() -> Refusal {
    Refusal::new(
        RefusalCode::LimitReached,
        "the connection sends too many messages at a time",
    )
    .fix("send fewer, or raise the setting messages_per_second")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_client_is_small() {
        assert!(size_of::<Itty>() <= 136, "{}", size_of::<Itty>());
    }
}
