use std::borrow::Cow;

use contract::{Direction, SubjectKind, TrafficKind};
use filter::Row;

use crate::{
    block::{Number, Text},
    cache::Block,
};

/// A row of a block, as filters see it. Its payload is unpacked when it is asked for.
pub(super) struct At<'a> {
    pub(super) block: &'a Block,
    pub(super) row: usize,
}

impl At<'_> {
    fn text(&self, column: Text) -> Option<&str> {
        self.block.columns.text(column, self.row)
    }

    fn number(&self, column: Number) -> Option<u64> {
        self.block.columns.number(column, self.row)
    }
}

impl Row for At<'_> {
    fn kind(&self) -> TrafficKind {
        self.block.columns.kind(self.row)
    }

    fn direction(&self) -> Direction {
        self.block.columns.direction(self.row)
    }

    fn app(&self) -> Option<&str> {
        self.text(Text::App)
    }

    fn channel(&self) -> Option<&str> {
        self.text(Text::Channel)
    }

    fn event(&self) -> Option<&str> {
        self.text(Text::Event)
    }

    fn subject_kind(&self) -> Option<SubjectKind> {
        self.block.columns.subject(self.row)
    }

    fn label(&self) -> Option<Cow<'_, str>> {
        self.text(Text::Who).map(Cow::Borrowed)
    }

    fn token(&self) -> Option<&str> {
        self.text(Text::Token)
    }

    fn connection(&self) -> Option<Cow<'_, str>> {
        self.text(Text::Connection).map(Cow::Borrowed)
    }

    fn dialect(&self) -> Option<&str> {
        self.text(Text::Dialect)
    }

    fn payload(&self) -> Option<&str> {
        self.block.payloads().get(self.row)
    }

    fn size(&self) -> Option<u64> {
        self.number(Number::Size)
    }

    fn latency_us(&self) -> Option<u64> {
        self.number(Number::Latency)
    }

    fn code(&self) -> Option<&str> {
        self.text(Text::Code)
    }

    fn reason(&self) -> Option<&str> {
        self.text(Text::Reason)
    }
}
