//! Group commit: order, acknowledgements, bounds, and what happens when the store says no.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use async_trait::async_trait;
use model::{AppId, ChannelName, JournalEntry, Message, Position, TokenId};
use store::{
    Ack, Change, Contents, HistoryQuery, Limits, NotQueued, Sqlite, StateRecord, Store, StoreError,
    SweepPlan, Swept, Writer,
};
use tokio::{sync::Semaphore, time::timeout};

use crate::samples::*;

/// A real store whose commits wait until they are let through.
struct Gate {
    store: Sqlite,
    /// Commits that have begun.
    begun: Semaphore,
    /// Commits that may go on.
    open: Semaphore,
    commits: AtomicUsize,
    full: AtomicBool,
}

#[async_trait]
impl Store for Gate {
    async fn load(&self) -> Result<Contents, StoreError> {
        self.store.load().await
    }

    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        self.commits.fetch_add(1, SeqCst);
        self.begun.add_permits(1);
        self.open.acquire().await.unwrap().forget();
        if self.full.load(SeqCst) {
            return Err(StoreError::Full { path: "disk".into() });
        }
        self.store.commit(changes).await
    }

    async fn history(
        &self,
        app: &AppId,
        channel: &ChannelName,
        query: HistoryQuery,
    ) -> Result<Vec<Message>, StoreError> {
        self.store.history(app, channel, query).await
    }

    async fn first_position(
        &self,
        app: &AppId,
        channel: &ChannelName,
    ) -> Result<Option<Position>, StoreError> {
        self.store.first_position(app, channel).await
    }

    async fn state_versions(
        &self,
        app: &AppId,
        channel: &ChannelName,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError> {
        self.store.state_versions(app, channel, limit).await
    }

    async fn token_versions(
        &self,
        app: &AppId,
        token: &TokenId,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError> {
        self.store.token_versions(app, token, limit).await
    }

    async fn journal(&self, app: Option<&AppId>, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        self.store.journal(app, limit).await
    }

    async fn sweep(&self, plan: SweepPlan, at_most: usize) -> Result<Swept, StoreError> {
        self.store.sweep(plan, at_most).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.store.check().await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}

impl Gate {
    async fn shut(folder: &Path) -> Arc<Self> {
        let store = Sqlite::open(folder.join("writer.db")).await.unwrap();
        let changes = [Change::PutApp(app(1)), put_channel(&app(1), "lobby")];
        store.commit(&changes).await.unwrap();
        Arc::new(Self {
            store,
            begun: Semaphore::new(0),
            open: Semaphore::new(0),
            commits: AtomicUsize::new(0),
            full: AtomicBool::new(false),
        })
    }

    /// Until a commit has begun that nobody has waited for yet.
    async fn begun(&self) {
        timeout(Duration::from_secs(20), self.begun.acquire())
            .await
            .expect("no commit began")
            .unwrap()
            .forget();
    }

    fn open(&self, commits: usize) {
        self.open.add_permits(commits);
    }

    async fn stored(&self) -> Vec<Position> {
        let messages = self
            .history(&app(1).id, &name("lobby"), HistoryQuery::last(999))
            .await;
        messages.unwrap().iter().map(|message| message.position).collect()
    }
}

/// What was acknowledged, in that order.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Vec<Answer>>>);

type Answer = (Position, Result<(), StoreError>);

impl Answers {
    fn ack(&self, position: Position) -> Ack {
        let answers = self.clone();
        Ack::call(move |result| answers.0.lock().unwrap().push((position, result)))
    }

    /// Positions, and whether they were stored.
    fn get(&self) -> Vec<(Position, bool)> {
        let answers = self.0.lock().unwrap();
        answers
            .iter()
            .map(|(position, result)| (*position, result.is_ok()))
            .collect()
    }
}

fn publish(position: Position) -> [Change; 1] {
    [append(&app(1), message("lobby", position))]
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), work)
        .await
        .expect("it takes too long")
}

#[tokio::test]
async fn acknowledged_is_stored_and_many_share_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::shut(folder.path()).await;
    let writer = Writer::spawn(gate.clone(), Limits::default());
    let answers = Answers::default();

    writer.submit(publish(1), answers.ack(1)).unwrap();
    gate.begun().await;
    for position in 2..=100 {
        writer.submit(publish(position), answers.ack(position)).unwrap();
    }
    assert_eq!((answers.get(), gate.stored().await), (vec![], vec![]));

    gate.open(1);
    gate.begun().await;
    // The first commit is through, the second one waits with all the others.
    assert_eq!((answers.get(), gate.stored().await), (vec![(1, true)], vec![1]));

    gate.open(1);
    within(writer.flush()).await;
    let all: Vec<_> = (1..=100).map(|position| (position, true)).collect();
    assert_eq!(answers.get(), all);
    assert_eq!(gate.stored().await, (1..=100).collect::<Vec<_>>());
    assert_eq!(gate.commits.load(SeqCst), 2);
}

#[tokio::test]
async fn more_than_the_limits_is_handed_back() {
    let folder = tempfile::tempdir().unwrap();
    for (file, limits) in [
        (
            "changes",
            Limits {
                changes: 2,
                bytes: usize::MAX,
            },
        ),
        (
            "bytes",
            Limits {
                changes: 99,
                bytes: 2 * 600,
            },
        ),
    ] {
        std::fs::create_dir(folder.path().join(file)).unwrap();
        let gate = Gate::shut(&folder.path().join(file)).await;
        let writer = Writer::spawn(gate.clone(), limits);
        let answers = Answers::default();
        let large = |position| {
            let mut large = message("lobby", position);
            large.payload = model::Payload::parse(format!("\"{}\"", "x".repeat(300))).unwrap();
            [append(&app(1), large)]
        };
        // One is being written, one waits.
        writer.submit(large(1), answers.ack(1)).unwrap();
        gate.begun().await;
        writer.submit(large(2), answers.ack(2)).unwrap();
        assert_eq!(
            writer.submit(large(3), answers.ack(3)),
            Err(NotQueued::Full),
            "{file}"
        );

        gate.open(1);
        gate.begun().await;
        // The first has made room.
        writer.submit(large(3), answers.ack(3)).unwrap();
        assert_eq!(
            writer.submit(large(4), answers.ack(4)),
            Err(NotQueued::Full),
            "{file}"
        );
        gate.open(2);
        within(writer.flush()).await;
        assert_eq!(answers.get(), [(1, true), (2, true), (3, true)], "{file}");
        assert_eq!(gate.stored().await, [1, 2, 3], "{file}");

        // Larger than the limits, but alone.
        let many: Vec<_> = (4..=9).flat_map(large).collect();
        writer.submit(many, answers.ack(9)).unwrap();
        gate.open(1);
        within(writer.close()).await;
        assert_eq!(gate.stored().await, (1..=9).collect::<Vec<_>>(), "{file}");
    }
}

#[tokio::test]
async fn only_the_bad_entries_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::shut(folder.path()).await;
    let writer = Writer::spawn(gate.clone(), Limits::default());
    let answers = Answers::default();
    writer.submit(publish(1), answers.ack(1)).unwrap();
    gate.begun().await;
    for position in 2..=64 {
        writer.submit(publish(position), answers.ack(position)).unwrap();
        if position == 40 {
            // The second change of an entry is bad: the first one is not written either.
            let twice = [publish(200), publish(7)].concat();
            writer.submit(twice, answers.ack(200)).unwrap();
        }
    }
    writer
        .submit([append(&app(1), message("nowhere", 1))], answers.ack(300))
        .unwrap();
    gate.open(1_000);
    within(writer.flush()).await;

    let mut expected: Vec<_> = (1..=64).map(|position| (position, true)).collect();
    expected.insert(40, (200, false));
    expected.push((300, false));
    assert_eq!(answers.get(), expected);
    assert_eq!(gate.stored().await, (1..=64).collect::<Vec<_>>());
    assert!(
        gate.commits.load(SeqCst) < 30,
        "{} commits",
        gate.commits.load(SeqCst)
    );
    let answers = answers.0.lock().unwrap();
    let sentences: Vec<_> = answers
        .iter()
        .filter_map(|(_, result)| result.clone().err())
        .map(|e| e.to_string())
        .collect();
    assert!(sentences[0].contains("message 7 of \"lobby\""), "{sentences:?}");
    assert!(sentences[1].contains("channel \"nowhere\""), "{sentences:?}");
}

#[tokio::test]
async fn a_full_disk_refuses_all_and_then_none() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::shut(folder.path()).await;
    let writer = Writer::spawn(gate.clone(), Limits::default());
    let answers = Answers::default();
    gate.full.store(true, SeqCst);
    writer.submit(publish(1), answers.ack(1)).unwrap();
    gate.begun().await;
    for position in 2..=9 {
        writer.submit(publish(position), answers.ack(position)).unwrap();
    }
    gate.open(1_000);
    within(writer.flush()).await;
    assert_eq!(
        answers.get(),
        (1..=9).map(|position| (position, false)).collect::<Vec<_>>()
    );
    // It is not the fault of one of them, so they are not tried one by one.
    assert_eq!(gate.commits.load(SeqCst), 2);

    gate.full.store(false, SeqCst);
    writer.submit(publish(1), Ack::none()).unwrap();
    within(writer.flush()).await;
    assert_eq!(gate.stored().await, [1]);
}

#[tokio::test]
async fn closing_writes_what_was_submitted_and_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::shut(folder.path()).await;
    let writer = Arc::new(Writer::spawn(gate.clone(), Limits::default()));
    let answers = Answers::default();
    writer.submit(publish(1), answers.ack(1)).unwrap();
    gate.begun().await;
    writer.submit(publish(2), answers.ack(2)).unwrap();
    let closing = tokio::spawn({
        let writer = Arc::clone(&writer);
        async move { writer.close().await }
    });
    while writer.submit([], Ack::none()).is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(writer.submit(publish(3), answers.ack(3)), Err(NotQueued::Closed));
    assert!(!closing.is_finished());
    gate.open(1_000);
    within(closing).await.unwrap();
    assert_eq!(answers.get(), [(1, true), (2, true)]);
    within(writer.close()).await;
    within(writer.flush()).await;
    assert_eq!(gate.stored().await, [1, 2]);
}

#[tokio::test]
async fn a_dropped_writer_still_writes() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::shut(folder.path()).await;
    let writer = Writer::spawn(gate.clone(), Limits::default());
    let (done, answer) = tokio::sync::oneshot::channel();
    writer.submit(publish(1), Ack::none()).unwrap();
    gate.begun().await;
    writer
        .submit(publish(2), Ack::call(|result| done.send(result).unwrap()))
        .unwrap();
    drop(writer);
    gate.open(2);
    within(answer).await.unwrap().unwrap();
    assert_eq!(gate.stored().await, [1, 2]);
}
