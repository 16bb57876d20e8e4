//! The newest messages of a persistent channel, in memory: those that are on their way to the disk, which a reader of the
//! history would miss otherwise, and as many before them as there is room for, so that most pages need no disk at all.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use model::{Message, Position};
use store::{HistoryQuery, HistoryRange};

/// Messages that one channel keeps in memory beside those that are on their way to the disk.
const MESSAGES: usize = 1_024;

/// Bytes that one channel keeps.
const BYTES: usize = 1 << 20;

/// Bytes that all channels of the process keep together.
const TOGETHER: usize = 32 << 20;

/// What a message takes beside its event and payload, roughly.
const MESSAGE: usize = 192;

static HELD: AtomicUsize = AtomicUsize::new(0);

/// Messages that ascend by position. Whatever is kept of the channel from the first of them on is among them.
#[derive(Debug, Default)]
pub struct Tail {
    messages: VecDeque<Arc<Message>>,
    bytes: usize,
    /// Everything up to here is on disk, or will never be.
    settled: Position,
}

/// Where a part of the history is: the older messages of it in the store, the newer ones here.
#[derive(Debug)]
pub struct Parts {
    /// `None`: there is nothing to be asked for.
    pub older: Option<HistoryQuery>,
    pub newer: Vec<Arc<Message>>,
}

impl Tail {
    /// A message is on its way to the disk.
    pub fn push(&mut self, message: &Arc<Message>) {
        let weight = weight(message);
        self.bytes += weight;
        HELD.fetch_add(weight, Ordering::Relaxed);
        self.messages.push_back(message.clone());
        self.trim();
    }

    /// What was on its way up to `last` is on disk.
    pub fn stored(&mut self, last: Position) {
        self.settled = self.settled.max(last);
        self.trim();
    }

    /// What was on its way from `first` to `last` will never be on disk.
    pub fn lost(&mut self, first: Position, last: Position) {
        self.settled = self.settled.max(last);
        let (from, to) = (self.at(first), self.at(last + 1));
        for message in self.messages.drain(from..to) {
            self.bytes -= weight(&message);
            HELD.fetch_sub(weight(&message), Ordering::Relaxed);
        }
    }

    /// Keeps only what is on its way: something of the rest may have been taken out of the store.
    pub fn forget_stored(&mut self) {
        while self
            .messages
            .front()
            .is_some_and(|first| first.position <= self.settled)
        {
            self.drop_first();
        }
    }

    /// Position of the first message that is on its way or here.
    pub fn first(&self) -> Option<Position> {
        self.messages.front().map(|first| first.position)
    }

    /// What is on its way to the disk.
    pub fn on_its_way(&self) -> Vec<Arc<Message>> {
        self.range(self.at(self.settled + 1), self.messages.len())
    }

    /// Where the messages of `query` are. Of instants only the store knows where they are.
    pub fn parts(&self, query: HistoryQuery) -> Parts {
        use HistoryRange::{After, Before, Between, During, Last, Since, Until};
        let Some(first) = self.first() else {
            return Parts {
                older: Some(query),
                newer: Vec::new(),
            };
        };
        let limit = query.limit;
        match query.range {
            Last => self.last_before(Position::MAX, first, limit),
            Before(before) => self.last_before(before, first, limit),
            After(after) => self.first_between(after, Position::MAX, first, limit),
            Between { after, before } => self.first_between(after, before, first, limit),
            // Instants are looked up in the store, by who knows that nothing is on its way.
            Since(_) | Until(_) | During { .. } => Parts {
                older: Some(query),
                newer: Vec::new(),
            },
        }
    }

    fn last_before(&self, before: Position, first: Position, limit: usize) -> Parts {
        let end = self.at(before);
        let newer = self.range(end.saturating_sub(limit), end);
        let missing = limit - newer.len();
        let older = (missing > 0).then(|| HistoryQuery::before(before.min(first), missing));
        Parts { older, newer }
    }

    fn first_between(&self, after: Position, before: Position, first: Position, limit: usize) -> Parts {
        let start = self.at(after.saturating_add(1));
        let end = self.at(before).min(start.saturating_add(limit)).max(start);
        let older =
            (after.saturating_add(1) < first).then(|| HistoryQuery::between(after, before.min(first), limit));
        Parts {
            older,
            newer: self.range(start, end),
        }
    }

    /// Index of the first message at `position` or later.
    fn at(&self, position: Position) -> usize {
        self.messages
            .partition_point(|message| message.position < position)
    }

    fn range(&self, from: usize, to: usize) -> Vec<Arc<Message>> {
        self.messages.range(from..to.max(from)).cloned().collect()
    }

    fn trim(&mut self) {
        while self
            .messages
            .front()
            .is_some_and(|first| first.position <= self.settled)
            && (self.messages.len() > MESSAGES
                || self.bytes > BYTES
                || HELD.load(Ordering::Relaxed) > TOGETHER)
        {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(first) = self.messages.pop_front() {
            self.bytes -= weight(&first);
            HELD.fetch_sub(weight(&first), Ordering::Relaxed);
        }
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        HELD.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Parts {
    /// The newer messages that belong into a page of `limit` which the store had these older ones for.
    pub fn join(mut self, older: &[Message], limit: usize) -> Vec<Arc<Message>> {
        // Backwards, the store was asked for no more than was missing.
        self.newer.truncate(limit.saturating_sub(older.len()));
        self.newer
    }
}

fn weight(message: &Message) -> usize {
    MESSAGE + message.event.len() + message.payload.len()
}

#[cfg(test)]
mod tests {
    use model::{ChannelName, Payload, Subject, Timestamp};
    use proptest::prelude::*;
    use store::{Change, Memory, Store};

    use super::*;

    fn message(position: Position) -> Arc<Message> {
        Arc::new(Message {
            channel: ChannelName::parse("room").unwrap(),
            position,
            event: "e".into(),
            payload: Payload::null(),
            sender: Subject::Backend,
            origin: None,
            at: Timestamp(position),
        })
    }

    fn ranges() -> impl Strategy<Value = HistoryRange> {
        prop_oneof![
            Just(HistoryRange::Last),
            (0_u64..40).prop_map(HistoryRange::After),
            (0_u64..40).prop_map(HistoryRange::Before),
            (0_u64..40, 0_u64..40).prop_map(|(after, before)| HistoryRange::Between { after, before }),
        ]
    }

    proptest! {
        /// Some messages are on disk only, some in both places, some in memory only, some were lost: the answer is that of
        /// a store which has them all.
        #[test]
        fn a_page_is_as_if_everything_were_on_disk(
            count in 0_usize..30,
            forgotten in 0_usize..30,
            stored in 0_usize..30,
            lost in prop::collection::vec(any::<bool>(), 30),
            range in ranges(),
            limit in 1_usize..12,
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let app = model::App::new(model::AppId::from("project_1"), String::from("a"), Timestamp(0));
            let channel = model::Channel {
                name: ChannelName::parse("room").unwrap(),
                visibility: model::Visibility::Public,
                capabilities: model::Capabilities::PERSISTENT,
                closed: false,
                title: None,
                extra: None,
                push: false,
                created_at: Timestamp(0),
            };
            let (disk, whole) = (Memory::default(), Memory::default());
            let begin = [
                Change::PutApp(app.clone()),
                Change::PutChannel { app: app.id.clone(), channel },
            ];
            let append = |message: &Arc<Message>| Change::Append {
                app: app.id.clone(),
                message: (**message).clone(),
                key: None,
            };
            let mut tail = Tail::default();
            let query = HistoryQuery { range, limit };
            runtime.block_on(async {
                for store in [&disk, &whole] {
                    store.commit(&begin).await.unwrap();
                }
                for (number, lost) in lost.iter().enumerate().take(count) {
                    let message = message(number as u64 + 1);
                    tail.push(&message);
                    if number < stored {
                        if *lost {
                            tail.lost(message.position, message.position);
                            continue;
                        }
                        disk.commit(&[append(&message)]).await.unwrap();
                        tail.stored(message.position);
                    }
                    whole.commit(&[append(&message)]).await.unwrap();
                    if number == forgotten {
                        tail.forget_stored();
                    }
                }
                let room = ChannelName::parse("room").unwrap();
                let parts = tail.parts(query);
                let older = match parts.older {
                    Some(query) => disk.history(&app.id, &room, query).await.unwrap(),
                    None => Vec::new(),
                };
                let newer = parts.join(&older, limit);
                let page: Vec<_> = older.iter().chain(newer.iter().map(|one| &**one)).cloned().collect();
                let wanted = whole.history(&app.id, &room, query).await.unwrap();
                prop_assert_eq!(page, wanted);
                Ok(())
            })?;
        }
    }

    #[test]
    fn what_is_stored_is_bounded_and_what_is_on_its_way_stays() {
        let mut tail = Tail::default();
        for position in 1..=3_000 {
            tail.push(&message(position));
        }
        assert_eq!(tail.first(), Some(1));
        tail.stored(2_500);
        assert_eq!(tail.messages.len(), MESSAGES);
        tail.stored(3_000);
        assert_eq!(tail.first(), Some(3_000 - MESSAGES as u64 + 1));
        tail.forget_stored();
        assert_eq!((tail.first(), tail.bytes), (None, 0));
    }
}
