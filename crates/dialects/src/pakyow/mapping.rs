//! One page's conversation: its frames as calls, answers and messages as frames.

use engine::{Call, Called, CloseReason, Command, Event, Who};
use model::{AppId, Millis, Refusal, TokenId};

use crate::{Dialect, Encoding, Frame, Lookup, Step, Wire, Written};

use super::{
    Given, Settings, Visitor,
    call::{self, Made},
    events::PUSHES,
    frame::{self, Action, Asked},
    invalid, reply,
};

/// How often a page is asked for a sign of life.
const INTERVAL: Millis = 30_000;
/// How long a page may be silent: it has then been asked twice.
const PATIENCE: Millis = 3 * INTERVAL;
/// Most calls made under an id other than the socket's whose answers are awaited. The answer of one that is forgotten
/// bears the socket's id.
const MOST: usize = 64;

/// Has no `Debug`: what is in it is secret.
pub(super) struct Pakyow {
    /// Who it is, until it is said.
    who: Option<Box<(AppId, TokenId)>>,
    visitor: Visitor,
    /// Name and value of its session's cookie.
    cookie: Box<str>,
    strict: bool,
    old: bool,
    /// Ids of calls, and those of pages that they were made for.
    foreign: Vec<(String, String)>,
    /// When it last gave a sign of life.
    heard: Millis,
    /// When it is to be asked for one; `None`: not open, or over.
    due: Option<Millis>,
}

impl Pakyow {
    pub fn new(app: &AppId, visitor: Visitor, lookup: &dyn Lookup) -> Self {
        let settings = Settings::of(lookup);
        Self {
            who: Some(Box::new((app.clone(), visitor.client(lookup)))),
            cookie: format!("{}={}", settings.cookie(), visitor.session).into(),
            visitor,
            strict: settings.strict(),
            old: settings.old(),
            foreign: Vec::new(),
            heard: 0,
            due: None,
        }
    }

    fn take(&mut self, Asked { id, what }: Asked<'_>, steps: &mut Vec<Step>) {
        match what {
            Ok(Action::Ping) => {
                steps.push(Step::Heartbeat);
                steps.push(answer(id, 200, "pong"));
            }
            // There are no views here, so none of them has such a part.
            Ok(Action::FetchView) => steps.push(answer(id, 404, "")),
            Ok(Action::CallRoute { method, uri, input }) => self.call(id, method, &uri, input, steps),
            Err((status, refusal)) => self.refuse(id, status, refusal, steps),
        }
    }

    fn call(&mut self, id: String, method: String, uri: &str, input: Given<'_>, steps: &mut Vec<Step>) {
        match call::request(method, uri, input, &self.visitor, &self.cookie, self.old) {
            Ok(Made { request, page }) => {
                if *page != *self.visitor.id {
                    if self.foreign.len() == MOST {
                        self.foreign.remove(0);
                    }
                    self.foreign.push((id.clone(), page));
                }
                let what = Called::Request(request);
                steps.push(Step::Do(Command::Call(Box::new(Call { id, what }))));
            }
            Err((status, refusal)) => self.refuse(id, status, refusal, steps),
        }
    }

    fn refuse(&self, id: String, status: u16, refusal: Refusal, steps: &mut Vec<Step>) {
        steps.push(Step::Refused("call", refusal));
        if !self.strict {
            steps.push(answer(id, status, ""));
        }
    }

    /// The page that the call of this id was made for.
    fn page(&mut self, call: &str) -> String {
        let place = self.foreign.iter().position(|(id, _)| id == call);
        place.map_or_else(
            || self.visitor.id.to_string(),
            |place| self.foreign.remove(place).1,
        )
    }
}

/// An answer that waits for its turn behind those of earlier calls.
fn answer(id: String, status: u16, body: &str) -> Step {
    let body = body.to_owned();
    let what = Called::Nothing { status, body };
    Step::Do(Command::Call(Box::new(Call { id, what })))
}

impl Dialect for Pakyow {
    fn encoding(&self) -> &'static Encoding {
        &PUSHES
    }

    fn open(&mut self, now: Millis, steps: &mut Vec<Step>) {
        self.heard = now;
        self.due = Some(now + INTERVAL);
        if let Some((app, client)) = self.who.take().map(|who| *who) {
            let who = Who::Client {
                client,
                privileged: false,
            };
            steps.push(Step::Do(Command::Identify { app, who }));
        }
    }

    fn read(&mut self, wire: Wire<'_>, now: Millis, steps: &mut Vec<Step>) {
        if self.due.is_none() {
            return;
        }
        self.heard = now;
        let refusal = match wire {
            Wire::Text(text) => match frame::parse(text) {
                Ok(asked) => return self.take(asked, steps),
                Err(refusal) => refusal,
            },
            Wire::Binary(_) => {
                invalid("the frame is binary, and was not read").fix("send JSON in text frames")
            }
        };
        steps.push(Step::Refused("call", refusal));
    }

    fn write(&mut self, event: &Event) -> Written {
        match event {
            Event::Called(answer) => {
                let page = self.page(&answer.id);
                Written::Own(Frame::Text(reply::write(answer, &page, self.old)))
            }
            Event::Message(_) => Written::Shared,
            Event::Direct(direct) if direct.channel.is_some() => Written::Shared,
            _ => Written::Nothing,
        }
    }

    fn pong(&mut self, now: Millis) {
        self.heard = now;
    }

    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        let Some(due) = self.due.filter(|due| *due <= now) else {
            return;
        };
        if now >= self.heard + PATIENCE {
            self.due = None;
            let sentence = format!("no sign of life for {} ms, not even when asked", now - self.heard);
            return steps.push(Step::Close(CloseReason::Heartbeat(sentence)));
        }
        self.due = Some(due + INTERVAL);
        steps.push(Step::Ping);
    }

    fn due(&self) -> Option<Millis> {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_page_is_small() {
        assert!(size_of::<Pakyow>() <= 144, "{}", size_of::<Pakyow>());
    }
}
