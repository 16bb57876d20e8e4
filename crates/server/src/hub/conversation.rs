//! One connection's conversation: its dialect on one side, the hub on the other. Runs on the connection's loop.

use std::{borrow::Cow, cell::Cell, mem, sync::Arc};

use dialects::{Dialect, Step, Wire, Written};
use engine::{Channel, CloseReason, Command, Conn, Draft, Event, Kind, Pace, StateChange, Tag, Verdict, Way};
use model::{AppId, ChannelName, Millis, Refusal, RefusalCode};

use super::{Handle, Hub, Seat, Turn, calls::Calls, link::ready};
use crate::net::{self, Flow, Message, Peer, ws::OpCode};

thread_local! {
    /// Lent to the conversation that is at work, for its room only: an idle connection keeps none.
    static STEPS: Cell<Vec<Step>> = const { Cell::new(Vec::new()) };
}

/// One connection's conversation.
pub struct Conversation {
    hub: Arc<Hub>,
    link: Handle,
    dialect: Box<dyn Dialect>,
    conn: Conn,
    seat: Option<Seat>,
    turn: Turn,
    calls: Calls,
    publishes: Pace,
    joins: Pace,
    /// When the wheel wakes this connection next.
    wakes_at: Millis,
    /// And when after that.
    wakes_later: Millis,
}

impl Conversation {
    /// Begins to talk to a client that has just connected.
    pub fn open(hub: Arc<Hub>, link: Handle, dialect: Box<dyn Dialect>) -> Self {
        hub.add_link(link.clone());
        hub.link_happened(&link, Kind::Connect, |happening| {
            happening.way = Way::In;
            let agent = link.caller.user_agent.as_deref().unwrap_or("no user agent");
            happening.reason = Some(format!("{} · {agent}", link.outbox.peer()));
        });
        let mut conversation = Self {
            hub,
            link,
            dialect,
            conn: Conn::default(),
            seat: None,
            turn: Turn::default(),
            calls: Calls::default(),
            publishes: Pace::default(),
            joins: Pace::default(),
            wakes_at: Millis::MAX,
            wakes_later: Millis::MAX,
        };
        // Who came after all others were told is told now.
        if let Some(farewell) = conversation.hub.farewell() {
            conversation.link.end(farewell);
        }
        let mut steps = STEPS.take();
        conversation
            .dialect
            .open(conversation.hub.clock.tick(), &mut steps);
        if let Flow::Close(code, reason) = conversation.take(steps) {
            conversation.link.outbox.close(code, &reason);
        }
        // It may have joined already, and say nothing for long.
        conversation.turn.finish(&conversation.hub);
        conversation
    }

    /// Carries out what the dialect made of what it read.
    fn take(&mut self, mut steps: Vec<Step>) -> Flow {
        let mut flow = Flow::Go;
        for step in steps.drain(..) {
            flow = match step {
                Step::Send(frame) => {
                    self.link.outbox.send(&ready(&frame));
                    continue;
                }
                Step::Do(command) => self.obey(command),
                Step::Ping => {
                    if self.link.outbox.is_framed() {
                        self.link.outbox.send(&net::ws::encode(OpCode::Ping, b""));
                    }
                    continue;
                }
                Step::Heartbeat => {
                    self.hub.tap.offer(|| {
                        let mut happening = self.hub.link_happening(&self.link, Kind::Heartbeat);
                        happening.way = Way::In;
                        happening
                    });
                    continue;
                }
                Step::Refused(verb, refusal) => {
                    self.refused(verb, None, &refusal);
                    continue;
                }
                Step::Close(reason) => self.close(reason),
            };
            if flow != Flow::Go {
                break;
            }
        }
        steps.clear();
        STEPS.set(steps);
        self.schedule();
        flow
    }

    fn obey(&mut self, command: Command) -> Flow {
        match self.conn.judge(command) {
            Verdict::Do(command) => self.carry_out(command),
            Verdict::Refuse(command, refusal) => {
                self.refused(command.verb(), command.channel(), &refusal);
                Flow::Go
            }
            Verdict::Close(reason) => self.close(reason),
        }
    }

    fn carry_out(&mut self, command: Command) -> Flow {
        if let Command::Identify { app, who } = &command {
            return match self.hub.let_in(&self.link, app, who, &mut self.turn) {
                Ok(seat) => {
                    self.conn.welcome();
                    self.seat = Some(seat);
                    Flow::Go
                }
                Err(reason) => {
                    let app = self.hub.realm(app).map(|realm| realm.id.clone());
                    self.turn_away(reason, app.as_ref())
                }
            };
        }
        let Some(seat) = &self.seat else { return Flow::Go };
        match command {
            Command::Identify { .. } => {}
            Command::Join(wish) => {
                let limits = seat.realm.limits();
                let done = if self.joins.take(limits.joins_per_second(), self.hub.clock.tick()) {
                    let joined = self.hub.join(seat, &wish, &mut self.turn);
                    joined.map_err(|refusal| (refusal, false))
                } else {
                    let lane = seat.realm.lane(wish.channel.as_str());
                    let still_in = lane.is_some_and(|lane| lane.room().seats(self.link.key));
                    Err((limits.joins_too_fast(), still_in))
                };
                self.say_no("subscribe", &wish.channel, wish.tag, done);
            }
            Command::Leave { channel } => self.hub.leave(seat, &channel, &mut self.turn),
            Command::Publish {
                channel,
                event,
                payload,
                tag,
                passing,
            } => {
                let sender = seat.holder.member().subject().clone();
                let draft = Draft {
                    event,
                    payload,
                    sender,
                    origin: Some(self.link.origin()),
                    privileged: self.link.privileged(),
                    passing,
                    key: None,
                };
                let done = self.within(&channel, "publish", |hub, seat, turn| {
                    let accepted = hub.accept(&seat.realm, &channel, draft, Some(&seat.link), turn)?;
                    if let Some(tag) = tag {
                        hub.confirm(seat, &channel, accepted, tag, turn);
                    }
                    Ok(())
                });
                self.say_no("publish", &channel, tag, done);
            }
            Command::Direct {
                channel,
                to,
                event,
                payload,
            } => {
                let done = self.within(&channel, "send a message", |hub, seat, _| {
                    hub.whisper(seat, &channel, to, event, payload)
                });
                self.say_no("message", &channel, None, done);
            }
            Command::Call(call) => self.calls.put(&self.hub, &self.link, *call),
            Command::SetState { channel, value } => {
                let by = seat.holder.member().subject().clone();
                let done = self.within(&channel, "set the state", |hub, seat, turn| {
                    let change = StateChange::Replace(value);
                    hub.change_state(&seat.realm, &channel, &by, change, None, Some(&seat.link), turn)
                        .map(drop)
                });
                self.say_no("set state", &channel, None, done);
            }
        }
        Flow::Go
    }

    /// Puts something into a channel that the connection must be in, if it does not do so too fast.
    fn within(
        &mut self,
        channel: &ChannelName,
        verb: &str,
        act: impl FnOnce(&Arc<Hub>, &Seat, &mut Turn) -> Result<(), Refusal>,
    ) -> Result<(), (Refusal, bool)> {
        let Some(seat) = &self.seat else { return Ok(()) };
        let lane = seat.realm.lane(channel.as_str());
        let lane = lane.ok_or_else(|| (Channel::<()>::unknown(channel.as_str()), false))?;
        let seated = lane.room().seats(self.link.key);
        if !seated {
            let spoken = match self.link.manners().alone {
                true => self.hub.may_speak(seat, &lane),
                false => Err(Channel::<()>::not_in(channel, verb)),
            };
            spoken.map_err(|refusal| (refusal, false))?;
        }
        let limits = seat.realm.limits();
        if !self
            .publishes
            .take(limits.publishes_per_second, self.hub.clock.tick())
        {
            return Err((limits.too_fast(), seated));
        }
        act(&self.hub, seat, &mut self.turn).map_err(|refusal| (refusal, seated))
    }

    fn say_no(
        &mut self,
        verb: &'static str,
        channel: &ChannelName,
        tag: Option<Tag>,
        done: Result<(), (Refusal, bool)>,
    ) {
        let Err((refusal, still_in)) = done else { return };
        // What was said yes to before is told before.
        self.turn.finish(&self.hub);
        // Kept first: who has heard it finds it.
        self.refused(verb, Some(channel), &refusal);
        let event = Event::Refused {
            channel: channel.to_string(),
            refusal,
            still_in,
            tag,
        };
        self.tell(&event);
    }

    /// Tells the client something that is for it alone.
    fn tell(&mut self, event: &Event) {
        match self.dialect.write(event) {
            Written::Shared => drop(self.link.tell(event)),
            Written::Own(frame) => drop(self.link.outbox.send(&ready(&frame))),
            Written::Nothing => {}
        }
    }

    fn refused(&self, verb: &str, channel: Option<&ChannelName>, refusal: &Refusal) {
        let app = self.link.identity().map(|who| &who.app);
        self.hub
            .refused(app, &self.link, verb, channel.map(ChannelName::as_str), refusal);
    }

    fn close(&mut self, reason: CloseReason) -> Flow {
        self.turn_away(reason, None)
    }

    /// Closes it. `app`: into which it was not let in.
    fn turn_away(&mut self, reason: CloseReason, app: Option<&AppId>) -> Flow {
        self.conn.end();
        let (code, sentence) = (self.link.caller.dialect.0.close)(&reason);
        let refusal = match &reason {
            CloseReason::InvalidAuth(why) => Some(Refusal::new(RefusalCode::InvalidAuth, why.clone())),
            CloseReason::TooMany(refusal) | CloseReason::Refused(refusal) => Some(refusal.clone()),
            _ => None,
        };
        if let (Some(refusal), None) = (refusal, &self.seat) {
            self.hub.refused(app, &self.link, "identify", None, &refusal);
        }
        self.link.closed_for(reason);
        Flow::Close(code, Cow::Owned(sentence))
    }

    /// Has the wheel wake this connection when its dialect wants to be asked again.
    fn schedule(&mut self) {
        if let Some(due) = self.dialect.due().filter(|due| *due < self.wakes_at) {
            // What was set before is never cancelled, so it is made use of.
            self.wakes_later = self.wakes_at;
            self.wakes_at = due;
            self.hub.wheel.wake_at(due, &self.link.outbox);
        }
    }
}

impl Peer for Conversation {
    fn message(&mut self, message: Message<'_>) -> Flow {
        let wire = match message {
            Message::Text(text) => Wire::Text(text),
            Message::Binary(bytes) => Wire::Binary(bytes),
        };
        let mut steps = STEPS.take();
        self.dialect.read(wire, self.hub.clock.tick(), &mut steps);
        self.take(steps)
    }

    fn pong(&mut self, payload: &[u8]) {
        self.dialect.pong(self.hub.clock.tick());
        self.hub.pulse_felt(&self.link, payload);
    }

    fn turn_over(&mut self) {
        self.turn.finish(&self.hub);
    }

    fn woken(&mut self) -> Flow {
        if let Some(reason) = self.link.take_ending() {
            return self.close(reason);
        }
        for answer in self.calls.answered() {
            self.tell(&Event::Called(Arc::new(answer)));
        }
        let now = self.hub.clock.tick();
        // One call may be for both.
        while now >= self.wakes_at {
            self.wakes_at = mem::replace(&mut self.wakes_later, Millis::MAX);
        }
        let mut steps = STEPS.take();
        if self.dialect.due().is_some_and(|due| due <= now) {
            self.dialect.tick(now, &mut steps);
        }
        self.take(steps)
    }

    fn closed(mut self, why: net::CloseReason) {
        self.turn.finish(&self.hub);
        let ended = self.link.take_ending();
        // A reason that nobody came to say is not why it ended.
        let (code, sentence) = match ended.filter(|_| matches!(why, net::CloseReason::Server(_))) {
            Some(reason) => (reason.code(), reason.sentence()),
            None => describe(why),
        };
        self.hub.gone(&self.link, self.seat.as_ref(), code, sentence);
    }
}

/// Code and sentence for an end that was not decided here.
fn describe(why: net::CloseReason) -> (&'static str, String) {
    match why {
        net::CloseReason::Client(Some(code)) => ("CLIENT", format!("the client closed with {code}")),
        net::CloseReason::Client(None) => ("CLIENT", "the client closed".into()),
        net::CloseReason::Server(code) => ("SERVER", format!("the server closed with {code}")),
        net::CloseReason::Fault(fault) => (
            "PROTOCOL",
            format!("the client broke the WebSocket protocol: {fault}"),
        ),
        net::CloseReason::TooSlow => ("SLOW", CloseReason::Slow.sentence()),
        net::CloseReason::Gone => ("GONE", "the connection ended without a close frame".into()),
        net::CloseReason::Lost(kind) => ("LOST", format!("the connection was lost: {kind}")),
        net::CloseReason::Panicked => (
            "INTERNAL",
            "an error inside the server ended the connection".into(),
        ),
        net::CloseReason::Abandoned => ("SHUTDOWN", CloseReason::Shutdown.sentence()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{Holder, Link};

    /// What an idle connection costs here, beside its dialect's state and what the channels keep that it is in.
    #[test]
    fn a_conversation_is_small() {
        assert!(size_of::<Conversation>() <= 112, "{}", size_of::<Conversation>());
        assert!(size_of::<Link>() <= 128, "{}", size_of::<Link>());
        assert!(size_of::<Holder>() <= 96, "{}", size_of::<Holder>());
    }
}
