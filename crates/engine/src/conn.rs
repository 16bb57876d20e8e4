//! One connection: who it is, and whether what it asks for can be asked at this point.

use model::Refusal;

use crate::{CloseReason, Command};

/// What is to become of a command.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// Carry it out.
    Do(Command),
    /// Say no and go on.
    Refuse(Command, Refusal),
    /// End the connection.
    Close(CloseReason),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Has not said who it is.
    New,
    /// Has said it, and is being let in.
    Identifying,
    Live,
    Over,
}

/// One connection, owned by whoever reads its socket.
#[derive(Debug)]
pub struct Conn {
    phase: Phase,
}

impl Default for Conn {
    fn default() -> Self {
        Self { phase: Phase::New }
    }
}

impl Conn {
    /// What is to become of `command` now.
    pub fn judge(&mut self, command: Command) -> Verdict {
        match (&self.phase, &command) {
            (Phase::New, Command::Identify { .. }) => {
                self.phase = Phase::Identifying;
                Verdict::Do(command)
            }
            (Phase::Identifying | Phase::Live, Command::Identify { .. }) => Verdict::Close(
                CloseReason::InvalidFrame("the connection has said already who it is".into()),
            ),
            (Phase::New | Phase::Identifying, _) => Verdict::Close(CloseReason::NotIdentified),
            (Phase::Live, _) => Verdict::Do(command),
            (Phase::Over, _) => {
                let refusal =
                    Refusal::new(model::RefusalCode::ShuttingDown, "the connection is being closed");
                Verdict::Refuse(command, refusal)
            }
        }
    }

    /// It has been let in.
    pub fn welcome(&mut self) {
        if self.phase == Phase::Identifying {
            self.phase = Phase::Live;
        }
    }

    /// It is over; nothing that still arrives is carried out.
    pub fn end(&mut self) {
        self.phase = Phase::Over;
    }
}

#[cfg(test)]
mod tests {
    use model::{AppId, ChannelName};

    use super::*;
    use crate::{Join, Who};

    fn identify() -> Command {
        Command::Identify {
            app: AppId::from("project_1"),
            who: Who::Anonymous {
                alias: None,
                announced: true,
            },
        }
    }

    fn join() -> Command {
        Command::Join(Box::new(Join::new(ChannelName::parse("room").unwrap(), false)))
    }

    #[test]
    fn nothing_comes_before_the_welcome() {
        let mut conn = Conn::default();
        assert_eq!(conn.judge(join()), Verdict::Close(CloseReason::NotIdentified));
        assert_eq!(conn.judge(identify()), Verdict::Do(identify()));
        assert_eq!(conn.judge(join()), Verdict::Close(CloseReason::NotIdentified));
        conn.welcome();
        assert_eq!(conn.judge(join()), Verdict::Do(join()));
    }

    #[test]
    fn one_identity_per_connection() {
        let mut conn = Conn::default();
        conn.judge(identify());
        assert!(matches!(
            conn.judge(identify()),
            Verdict::Close(CloseReason::InvalidFrame(_))
        ));
    }

    #[test]
    fn nothing_is_carried_out_after_the_end() {
        let mut conn = Conn::default();
        conn.judge(identify());
        conn.welcome();
        conn.end();
        assert!(matches!(conn.judge(join()), Verdict::Refuse(..)));
    }
}
