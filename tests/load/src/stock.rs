//! Data folders with very many messages, put there without a server.

use std::path::Path;

use anyhow::{Context, Result, bail};
use model::{AppId, ChannelName, Message, Payload, Subject, Timestamp};
use store::{Change, Sqlite, Store};

use crate::payload::{self, Stamp};

/// Messages to a commit.
const BATCH: u64 = 1_024;

/// When the first message was sent; one more came every millisecond.
const START: u64 = 1_760_000_000_000;

/// Appends messages to `channel`, until it has `messages`, in the database at `path`, which nobody else has open.
pub fn fill(path: &Path, channel: &str, messages: u64) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let store = Sqlite::open(path).await?;
        let contents = store.load().await?;
        let mut apps = contents.apps.iter();
        let app = apps.find(|kept| {
            kept.channels
                .iter()
                .any(|kept| kept.channel.name.as_str() == channel)
        });
        let app = app
            .with_context(|| format!("there is no channel {channel}"))?
            .app
            .id
            .clone();
        let name = ChannelName::parse(channel)?;
        let mut next = 1;
        while next <= messages {
            let end = messages.min(next + BATCH - 1);
            let changes: Vec<_> = (next..=end)
                .map(|position| append(&app, &name, position))
                .collect();
            store.commit(&changes).await?;
            next = end + 1;
        }
        store.close().await;
        if next == 1 {
            bail!("nothing was to be filled in");
        }
        Ok(())
    })
}

fn append(app: &AppId, channel: &ChannelName, position: u64) -> Change {
    let stamp = Stamp {
        sequence: position,
        sent: 0,
    };
    Change::Append {
        app: app.clone(),
        key: None,
        message: Message {
            channel: channel.clone(),
            position,
            event: "t".to_owned(),
            payload: Payload::parse(payload::render(stamp)).unwrap_or_else(|_| Payload::null()),
            sender: Subject::Backend,
            origin: None,
            at: Timestamp(START + position),
        },
    }
}
