//! One client's conversation on a socket: its frames as commands.

use engine::{Command, Event, Join, Who};
use model::{AppId, Millis, Refusal, RefusalCode, TokenId};

use super::{
    channel,
    event::{self, ENCODING},
    frame::{self, PublishRequest, Said, SubscribeRequest},
    lease::Lease,
    pulse::Pulse,
    text,
    token::Identity,
};
use crate::{Dialect, Encoding, Frame, Manners, Step, Wire, Written};

#[derive(Debug)]
pub(super) struct Socket {
    app: AppId,
    client: TokenId,
    privileged: bool,
    members_only: bool,
    pulse: Pulse,
    lease: Lease,
}

/// How clients live in channels here, on a socket or in a stream: each device on its own, and it hears itself.
pub(super) const MANNERS: Manners = Manners {
    echo: true,
    alone: true,
};

impl Socket {
    pub fn new(app: AppId, identity: &Identity, lease: Lease, members_only: bool) -> Self {
        Self {
            app,
            client: identity.id(),
            privileged: identity.is_admin(),
            members_only,
            pulse: Pulse::new(),
            lease,
        }
    }

    /// Every request to subscribe is answered, also one of ID 0: Android counts from there.
    fn subscribe(&self, request: SubscribeRequest, steps: &mut Vec<Step>) {
        match channel(&request.channel) {
            Ok(channel) => steps.push(Step::Do(Command::Join(Box::new(Join {
                tag: Some(request.id),
                members_only: self.members_only,
                ..Join::new(channel, true)
            })))),
            Err(refusal) => {
                steps.push(Step::Send(Frame::Binary(event::ack(request.id, false))));
                steps.push(Step::Refused("subscribe", refusal));
            }
        }
    }

    /// ID 0 asks for no answer, and for nothing to be kept.
    fn publish(request: PublishRequest, steps: &mut Vec<Step>) {
        let tag = (request.id != 0).then_some(request.id);
        match channel(&request.channel) {
            Ok(channel) => steps.push(Step::Do(Command::Publish {
                channel,
                event: request.event,
                payload: text::read(request.payload),
                tag,
                passing: tag.is_none(),
            })),
            Err(refusal) => {
                if let Some(tag) = tag {
                    steps.push(Step::Send(Frame::Binary(event::ack(tag, false))));
                }
                steps.push(Step::Refused("publish", refusal));
            }
        }
    }
}

/// What makes no sense is passed over, and only who watches is told of it: there is no word for it on the wire.
fn passed_over(why: &str) -> Step {
    let refusal = Refusal::new(RefusalCode::InvalidRequest, why)
        .fix("send binary frames, each a NewEvent of type 4 (SUBSCRIBE) or 5 (PUBLISH)");
    Step::Refused("send a frame", refusal)
}

impl Dialect for Socket {
    fn encoding(&self) -> &'static Encoding {
        &ENCODING
    }

    fn manners(&self) -> Manners {
        MANNERS
    }

    fn open(&mut self, now: Millis, steps: &mut Vec<Step>) {
        steps.push(Step::Do(identify(&self.app, &self.client, self.privileged)));
        self.pulse.begin(now, steps);
        self.lease.begin(now);
    }

    fn read(&mut self, wire: Wire<'_>, _: Millis, steps: &mut Vec<Step>) {
        match wire {
            Wire::Text(_) => steps.push(passed_over("the frame is text")),
            Wire::Binary(bytes) => match frame::read(bytes) {
                Ok(Said::Subscribe(request)) => self.subscribe(request, steps),
                Ok(Said::Publish(request)) => Self::publish(request, steps),
                Err(why) => steps.push(passed_over(why)),
            },
        }
    }

    fn write(&mut self, event: &Event) -> Written {
        if event::is_told(event) {
            Written::Shared
        } else {
            Written::Nothing
        }
    }

    fn pong(&mut self, _: Millis) {
        self.pulse.answered();
    }

    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        self.pulse.tick(now, steps);
        self.lease.tick(now, steps);
    }

    fn due(&self) -> Option<Millis> {
        [self.pulse.due(), self.lease.due()].into_iter().flatten().min()
    }
}

/// Its token has been looked at; this is what it said.
pub(super) fn identify(app: &AppId, client: &TokenId, privileged: bool) -> Command {
    Command::Identify {
        app: app.clone(),
        who: Who::Client {
            client: client.clone(),
            privileged,
        },
    }
}
