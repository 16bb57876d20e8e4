//! One client's conversation: its frames as commands, events as what its encoding makes of them.

use engine::{CloseReason, Command, Event, Join, Who};
use model::{AppId, ChannelName, Millis, Refusal, RefusalCode, TokenId};

use crate::{Dialect, Encoding, Step, Wire, Written};

use super::{
    compression::Compression,
    event,
    frame::{self, Malformed, Said, Text},
    heartbeat::{Heartbeat, INTERVAL},
};

/// How long a client has to say who it is.
const IDENTIFY_TIMEOUT: Millis = 10_000;

#[derive(Debug)]
pub(super) struct Leap {
    compression: Compression,
    phase: Phase,
    heartbeat: Heartbeat,
}

#[derive(Debug)]
enum Phase {
    Unopened,
    /// It has not said who it is, and has until then to do so.
    Unknown {
        until: Millis,
    },
    /// It has said who it is. Whether it is let in is not decided here.
    Named,
    /// It has been cut off.
    Over,
}

impl Leap {
    pub fn new(compression: Compression) -> Self {
        Self {
            compression,
            phase: Phase::Unopened,
            heartbeat: Heartbeat::default(),
        }
    }

    fn take(&mut self, said: Said<'_>, now: Millis, steps: &mut Vec<Step>) -> Result<(), CloseReason> {
        match said {
            Said::Identify { project, token } => steps.push(Step::Do(self.identify(project, token)?)),
            Said::Heartbeat { tag } => {
                self.heartbeat.beat(tag.as_ref().map(|tag| &*tag.0), now)?;
                steps.push(Step::Heartbeat);
            }
            _ if !matches!(self.phase, Phase::Named) => return Err(CloseReason::NotIdentified),
            Said::Subscribe { channel, ephemeral } => match name(&channel) {
                Ok(channel) => {
                    let join = Join::new(channel, ephemeral);
                    steps.push(Step::Do(Command::Join(Box::new(join))));
                }
                Err(refusal) => self.refuse("subscribe", &channel, refusal, steps),
            },
            Said::Unsubscribe { channel } => match name(&channel) {
                Ok(channel) => steps.push(Step::Do(Command::Leave { channel })),
                // Any answer would make the client remember a channel that it has just forgotten.
                Err(refusal) => steps.push(Step::Refused("unsubscribe", refusal)),
            },
            Said::Message {
                channel,
                event,
                payload,
            } => match name(&channel) {
                Ok(channel) => steps.push(Step::Do(Command::Publish {
                    channel,
                    event,
                    payload,
                    tag: None,
                    passing: false,
                })),
                Err(refusal) => self.refuse("publish", &channel, refusal, steps),
            },
            Said::SetState { channel, value } => match name(&channel) {
                Ok(channel) => steps.push(Step::Do(Command::SetState { channel, value })),
                Err(refusal) => self.refuse("set state", &channel, refusal, steps),
            },
            Said::PipeRoomSubscribe { join_token } => {
                steps.push(self.send(event::pipe_room_unavailable(&join_token.0)));
                steps.push(Step::Refused("subscribe to a pipe room", no_pipe()));
            }
            Said::PipeRoomUnsubscribe => {}
            Said::Unknown { event } => steps.push(Step::Refused("dispatch", unknown(&event))),
        }
        Ok(())
    }

    fn identify(
        &mut self,
        project: Option<Text<'_>>,
        token: Option<Text<'_>>,
    ) -> Result<Command, CloseReason> {
        let Some(project) = project else {
            // Not a malformed frame: a client that is cut off for one comes back every second, for ever.
            let sentence = "IDENTIFY names no project; set the client's projectId";
            return Err(CloseReason::InvalidAuth(sentence.into()));
        };
        self.phase = Phase::Named;
        Ok(Command::Identify {
            app: AppId::from(&*project.0),
            who: match token {
                Some(token) => Who::Token(TokenId::from(&*token.0)),
                None => Who::Anonymous {
                    alias: None,
                    announced: true,
                },
            },
        })
    }

    fn refuse(&self, asked: &'static str, channel: &Text<'_>, refusal: Refusal, steps: &mut Vec<Step>) {
        steps.push(self.send(event::misnamed(&channel.0, &refusal)));
        steps.push(Step::Refused(asked, refusal));
    }

    fn send(&self, json: String) -> Step {
        Step::Send(self.compression.frame(json))
    }

    fn end(&mut self, reason: CloseReason, steps: &mut Vec<Step>) {
        self.phase = Phase::Over;
        steps.push(Step::Close(reason));
    }
}

impl Dialect for Leap {
    fn encoding(&self) -> &'static Encoding {
        self.compression.encoding()
    }

    fn open(&mut self, now: Millis, steps: &mut Vec<Step>) {
        self.phase = Phase::Unknown {
            until: now + IDENTIFY_TIMEOUT,
        };
        self.heartbeat = Heartbeat::begin(now);
        steps.push(self.send(frame::hello(INTERVAL)));
    }

    fn read(&mut self, wire: Wire<'_>, now: Millis, steps: &mut Vec<Step>) {
        if matches!(self.phase, Phase::Over) {
            return;
        }
        let taken = match wire {
            Wire::Text(text) => match frame::parse(text) {
                Ok(said) => self.take(said, now, steps),
                Err(Malformed::UnknownOperation(why)) => Err(CloseReason::UnknownOperation(why)),
                Err(Malformed::Invalid(why)) => Err(CloseReason::InvalidFrame(why)),
            },
            Wire::Binary(_) => Err(CloseReason::InvalidFrame(
                "Leap is JSON in text frames; this one was binary".into(),
            )),
        };
        if let Err(reason) = taken {
            self.end(reason, steps);
        }
    }

    fn write(&mut self, event: &Event) -> Written {
        match event {
            Event::Presence { .. } | Event::Refused { still_in: true, .. } => Written::Nothing,
            _ => Written::Shared,
        }
    }

    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        match self.phase {
            Phase::Unknown { until } if until <= now => {
                return self.end(CloseReason::IdentifyTimeout, steps);
            }
            Phase::Unopened | Phase::Over => return,
            Phase::Unknown { .. } | Phase::Named => {}
        }
        loop {
            match self.heartbeat.next(now) {
                Ok(Some(json)) => steps.push(self.send(json)),
                Ok(None) => return,
                Err(reason) => return self.end(reason, steps),
            }
        }
    }

    fn due(&self) -> Option<Millis> {
        match self.phase {
            Phase::Unknown { until } => Some(until.min(self.heartbeat.due())),
            Phase::Named => Some(self.heartbeat.due()),
            Phase::Unopened | Phase::Over => None,
        }
    }
}

fn name(text: &Text<'_>) -> Result<ChannelName, Refusal> {
    ChannelName::parse(&text.0).map_err(|error| Refusal::new(RefusalCode::InvalidRequest, error.to_string()))
}

fn no_pipe() -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, "there are no pipe rooms here")
}

/// Told to who watches, not to the client: a newer one may know more events than there are here.
fn unknown(event: &Text<'_>) -> Refusal {
    let start: String = event.0.chars().take(64).collect();
    Refusal::new(
        RefusalCode::InvalidRequest,
        format!("Leap has no client event \"{start}\""),
    )
    .fix("send SUBSCRIBE, UNSUBSCRIBE, MESSAGE or SET_CHANNEL_STATE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_client_is_small() {
        assert!(size_of::<Leap>() <= 72, "{}", size_of::<Leap>());
    }
}
