//! The numbers by which a file names kinds. They never change; new ones are put at the end.

use contract::{Direction, SubjectKind, TrafficKind};

const KINDS: [TrafficKind; 13] = [
    TrafficKind::Connect,
    TrafficKind::Identify,
    TrafficKind::Subscribe,
    TrafficKind::Unsubscribe,
    TrafficKind::Message,
    TrafficKind::Direct,
    TrafficKind::State,
    TrafficKind::Presence,
    TrafficKind::Refused,
    TrafficKind::Approval,
    TrafficKind::Heartbeat,
    TrafficKind::Disconnect,
    TrafficKind::Gap,
];

const DIRECTIONS: [Direction; 3] = [Direction::None, Direction::In, Direction::Out];

const SUBJECTS: [SubjectKind; 4] = [
    SubjectKind::Token,
    SubjectKind::Client,
    SubjectKind::Anonymous,
    SubjectKind::Backend,
];

pub(super) fn of_kind(kind: TrafficKind) -> u64 {
    place(&KINDS, kind)
}

/// What a newer program wrote, and this one does not know, is shown as a gap rather than as something it was not.
pub(super) fn kind(code: u64) -> TrafficKind {
    at(&KINDS, code).unwrap_or(TrafficKind::Gap)
}

pub(super) fn of_direction(direction: Direction) -> u64 {
    place(&DIRECTIONS, direction)
}

pub(super) fn direction(code: u64) -> Direction {
    at(&DIRECTIONS, code).unwrap_or(Direction::None)
}

/// 0 stands for nobody.
pub(super) fn of_subject(subject: Option<SubjectKind>) -> u64 {
    subject.map_or(0, |subject| place(&SUBJECTS, subject) + 1)
}

pub(super) fn subject(code: u64) -> Option<SubjectKind> {
    at(&SUBJECTS, code.checked_sub(1)?)
}

fn place<T: PartialEq>(all: &[T], one: T) -> u64 {
    all.iter().position(|known| *known == one).unwrap_or(all.len()) as u64
}

fn at<T: Copy>(all: &[T], code: u64) -> Option<T> {
    all.get(usize::try_from(code).ok()?).copied()
}
