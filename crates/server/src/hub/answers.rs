//! The last answers to private joins, at hand: who decides about one wants to see what was decided before.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::{AppId, ChannelName, JournalEntry, TokenId};
use store::Change;

use super::Hub;

/// Lines of the journal that are at hand.
const ROOM: usize = 1_000;

/// The last lines of the journal, oldest first.
#[derive(Default)]
pub struct Answers(Mutex<VecDeque<JournalEntry>>);

impl Answers {
    /// Up to `most` answers about a token and a channel, newest first.
    pub fn about(
        &self,
        app: &AppId,
        token: &TokenId,
        channel: &ChannelName,
        most: usize,
    ) -> Vec<JournalEntry> {
        let lines = self.lock();
        let about =
            |line: &&JournalEntry| line.token == *token && line.channel == *channel && line.app == *app;
        lines.iter().rev().filter(about).take(most).cloned().collect()
    }

    fn add(&self, line: JournalEntry) {
        let mut lines = self.lock();
        if lines.len() == ROOM {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// Puts lines in front that were written before, newest first.
    fn recall(&self, before: Vec<JournalEntry>) {
        let mut lines = self.lock();
        let (since, free) = (lines.len(), ROOM - lines.len());
        for line in before.into_iter().take(free) {
            // What was written meanwhile is known already.
            if !lines.range(lines.len() - since..).any(|known| *known == line) {
                lines.push_front(line);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<JournalEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// Reads the answers that were given before the server started.
    pub(super) async fn recall_answers(self: &Arc<Self>) {
        match self.store.journal(None, ROOM).await {
            Ok(before) => self.answers.recall(before),
            Err(error) => {
                tracing::warn!(%error, "the journal could not be read; earlier answers are not shown")
            }
        }
    }

    /// Notes a line of the journal that is being written.
    pub(super) fn note_answer(&self, change: &Change) {
        if let Change::Journal(line) = change {
            self.answers.add(line.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Decider, Outcome, Timestamp};

    use super::*;

    fn line(at: u64, token: &str) -> JournalEntry {
        JournalEntry {
            at: Timestamp(at),
            app: AppId::from("project_1"),
            ticket: None,
            token: TokenId::from(token),
            channel: ChannelName::parse("room").unwrap(),
            outcome: Outcome::Allowed,
            by: Decider::Person,
            term: None,
            reason: None,
        }
    }

    fn about(answers: &Answers, token: &str, most: usize) -> Vec<u64> {
        let (app, room) = (AppId::from("project_1"), ChannelName::parse("room").unwrap());
        let lines = answers.about(&app, &TokenId::from(token), &room, most);
        lines.iter().map(|line| line.at.0).collect()
    }

    #[test]
    fn what_was_written_before_comes_before_and_once() {
        let answers = Answers::default();
        answers.add(line(5, "alice"));
        answers.add(line(6, "bob"));
        answers.recall(vec![
            line(5, "alice"),
            line(4, "alice"),
            line(3, "bob"),
            line(2, "alice"),
        ]);
        assert_eq!(about(&answers, "alice", 9), [5, 4, 2]);
        assert_eq!(about(&answers, "alice", 2), [5, 4]);
        assert_eq!(about(&answers, "bob", 9), [6, 3]);
    }

    #[test]
    fn the_oldest_go() {
        let answers = Answers::default();
        for at in 0..ROOM as u64 + 5 {
            answers.add(line(at, "alice"));
        }
        answers.recall(vec![line(0, "bob")]);
        assert_eq!(answers.lock().len(), ROOM);
        assert_eq!(answers.lock()[0].at, Timestamp(5));
    }
}
