//! How fast messages get to the disk and back: `cargo run --release -p store --example append [FOLDER]`.
//!
//! Fills a channel with 2,000,000 messages of 128 bytes in FOLDER (default: a temporary one, gone afterwards).

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use model::{
    App, AppId, Capabilities, Channel, ChannelName, Message, Payload, Subject, Timestamp, TokenId, Visibility,
};
use store::{Ack, Change, HistoryQuery, Limits, Sqlite, Store, Writer};

const MESSAGES: u64 = 2_000_000;
/// Wall-clock time of the first message; one more comes every millisecond.
const START: u64 = 1_760_000_000_000;

struct Source {
    app: App,
    channel: ChannelName,
    sender: Subject,
    payload: Payload,
    position: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let temporary = tempfile::tempdir()?;
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let path = folder.join("append.db");

    let begun = Instant::now();
    let store = Arc::new(Sqlite::open(&path).await?);
    writeln!(out, "open, new file                {:>10.2?}", begun.elapsed())?;
    let mut source = Source::begin(&*store).await?;

    for (size, rounds) in [(1, 300), (64, 200), (1_024, 100)] {
        let begun = Instant::now();
        for _ in 0..rounds {
            store.commit(&source.batch(size)).await?;
        }
        let rate = (size * rounds) as f64 / begun.elapsed().as_secs_f64();
        writeln!(out, "commits of {size:>5}              {rate:>10.0} rows/s")?;
    }

    let publishers = through_writer(store.clone(), &mut source).await?;
    writeln!(out, "writer, 4,096 unacknowledged  {publishers:>10.0} rows/s")?;

    let (rows, begun) = (MESSAGES - source.position, Instant::now());
    while source.position < MESSAGES {
        let left = usize::try_from(MESSAGES - source.position)?;
        store.commit(&source.batch(left.min(1_024))).await?;
    }
    let rate = rows as f64 / begun.elapsed().as_secs_f64();
    writeln!(out, "commits of  1024, up to 2 M   {rate:>10.0} rows/s")?;

    for (what, query) in [
        ("last 300", HistoryQuery::last(300)),
        ("500 after a position", HistoryQuery::after(MESSAGES / 2, 500)),
        (
            "500 since a time",
            HistoryQuery::since(Timestamp(START + MESSAGES / 3), 500),
        ),
    ] {
        let (half, most) = history(&*store, &source, query).await?;
        writeln!(out, "{what:<29} {half:>10.1?} p50 {most:>10.1?} p99")?;
    }

    store.close().await;
    drop(store);
    let begun = Instant::now();
    let store = Sqlite::open(&path).await?;
    let contents = store.load().await?;
    writeln!(out, "open and load, 2 M messages   {:>10.2?}", begun.elapsed())?;
    if contents.apps[0].channels[0].last_position != MESSAGES {
        return Err("not all messages are there".into());
    }
    store.close().await;
    Ok(())
}

/// Rows per second when many publish and each waits for its own acknowledgement.
async fn through_writer(store: Arc<dyn Store>, source: &mut Source) -> Result<f64, Box<dyn Error>> {
    const ROWS: usize = 200_000;
    const OPEN: usize = 4_096;
    let writer = Writer::spawn(store, Limits::default());
    let open = Arc::new(tokio::sync::Semaphore::new(OPEN));
    let begun = Instant::now();
    for _ in 0..ROWS {
        let permit = Arc::clone(&open).acquire_owned().await?;
        let ack = Ack::call(move |result| {
            if result.is_ok() {
                drop(permit);
            }
        });
        writer.submit([source.next()], ack)?;
    }
    writer.close().await;
    if open.available_permits() != OPEN {
        return Err("a message was refused".into());
    }
    Ok(ROWS as f64 / begun.elapsed().as_secs_f64())
}

async fn history(
    store: &dyn Store,
    source: &Source,
    query: HistoryQuery,
) -> Result<(Duration, Duration), Box<dyn Error>> {
    let mut took = Vec::new();
    for _ in 0..2_000 {
        let begun = Instant::now();
        let page = store.history(&source.app.id, &source.channel, query).await?;
        took.push(begun.elapsed());
        if page.len() != query.limit {
            return Err("the page is not full".into());
        }
    }
    took.sort();
    Ok((took[took.len() / 2], took[took.len() * 99 / 100]))
}

impl Source {
    async fn begin(store: &dyn Store) -> Result<Self, Box<dyn Error>> {
        let at = Timestamp(START);
        let source = Self {
            app: App::new(AppId::fresh(at, &[1; 16]), "Measured", at),
            channel: ChannelName::parse("lobby")?,
            sender: Subject::Token(TokenId::fresh(at, &[2; 16])),
            payload: Payload::parse(format!("{{\"text\":\"{}\"}}", "x".repeat(117)))?,
            position: 0,
        };
        let channel = Channel {
            name: source.channel.clone(),
            visibility: Visibility::Public,
            capabilities: Capabilities::PERSISTENT,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: at,
        };
        let app = source.app.id.clone();
        let changes = [
            Change::PutApp(source.app.clone()),
            Change::PutChannel { app, channel },
        ];
        store.commit(&changes).await?;
        Ok(source)
    }

    fn next(&mut self) -> Change {
        self.position += 1;
        Change::Append {
            app: self.app.id.clone(),
            message: Message {
                channel: self.channel.clone(),
                position: self.position,
                event: "MESSAGE".to_owned(),
                payload: self.payload.clone(),
                sender: self.sender.clone(),
                origin: None,
                at: Timestamp(START + self.position),
            },
            key: None,
        }
    }

    fn batch(&mut self, size: usize) -> Vec<Change> {
        (0..size).map(|_| self.next()).collect()
    }
}
