//! Publishers and subscribers of several channels, who go on until the server is gone and write down what they were
//! told.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    Http, Mark, Process,
    account::Sent,
    leap::{Answer, Leap},
};

/// Messages that a publisher on a socket has under way.
const WINDOW: u64 = 4;

/// Where and as whom a crowd publishes.
pub struct Venue<'a> {
    pub app: &'a str,
    /// Of the app's backend.
    pub project_token: &'a str,
    pub channels: &'a [String],
}

/// What was promised, and the end that was agreed.
#[derive(Clone)]
struct Stage {
    /// Told of every acknowledgement; full when nobody counts any more.
    acks: mpsc::Sender<()>,
    /// The server may be gone from now on.
    over: Arc<AtomicBool>,
}

/// A crowd at work.
pub struct Crowd {
    publishers: Vec<JoinHandle<Result<Told>>>,
    subscribers: Vec<JoinHandle<Result<Told>>>,
    channels: usize,
    over: Arc<AtomicBool>,
    acks: mpsc::Receiver<()>,
}

/// What became of one of the crowd, or of one channel's part of it.
#[derive(Default)]
pub struct Told {
    pub sent: Vec<Sent>,
    /// Per subscriber.
    pub heard: Vec<Vec<Mark>>,
}

/// How one publisher reaches the server.
enum Way {
    Admin(Http, String),
    Rest(Http, String),
    Socket(Box<Leap>),
}

impl Crowd {
    /// Connects one publisher for each of `from`, which says with what number its messages go on, spread over the
    /// channels and over the ways to publish, and a subscriber for each channel. When all are there, they begin.
    pub async fn gather(process: &Process, venue: Venue<'_>, from: &[u64]) -> Result<Self> {
        let count = venue.channels.len();
        ensure!(
            from.len().is_multiple_of(count),
            "every channel is to have as many publishers"
        );
        let (acks, counted) = mpsc::channel(4_096);
        let over = Arc::new(AtomicBool::new(false));
        let stage = Stage {
            acks,
            over: over.clone(),
        };
        let mut ways = Vec::new();
        for by in 0..from.len() {
            ways.push(Way::of(by / count, process, &venue, &venue.channels[by % count]).await?);
        }
        let mut subscribers = Vec::new();
        for channel in venue.channels {
            subscribers.push(Leap::join(&process.ready.listen, venue.app, channel).await?);
        }
        let publish =
            |((by, way), from): ((usize, Way), &u64)| tokio::spawn(publish(way, by, *from, stage.clone()));
        let publishers = ways.into_iter().enumerate().zip(from).map(publish).collect();
        let listen = |leap| tokio::spawn(listen(leap, stage.clone()));
        Ok(Self {
            publishers,
            subscribers: subscribers.into_iter().map(listen).collect(),
            channels: count,
            over,
            acks: counted,
        })
    }

    /// Waits until so many messages have been acknowledged.
    pub async fn acknowledged(&mut self, count: u64) -> Result<()> {
        for _ in 0..count {
            self.acks.recv().await.context("all publishers have ended")?;
        }
        Ok(())
    }

    /// From now on the server may be gone.
    pub fn release(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Waits for the end of all; per channel what they were told.
    pub async fn disperse(self) -> Result<Vec<Told>> {
        let mut told: Vec<Told> = (0..self.channels).map(|_| Told::default()).collect();
        let all = self.publishers.into_iter().chain(self.subscribers);
        // Both were spread over the channels in turn.
        for (number, one) in all.enumerate() {
            let Told { sent, heard } = one.await??;
            let told = &mut told[number % self.channels];
            told.sent.extend(sent);
            told.heard.extend(heard);
        }
        Ok(told)
    }
}

impl Way {
    async fn of(number: usize, process: &Process, venue: &Venue<'_>, channel: &str) -> Result<Self> {
        let Venue {
            app, project_token, ..
        } = venue;
        Ok(match number % 4 {
            0 => Self::Socket(Box::new(Leap::join(&process.ready.listen, app, channel).await?)),
            1 => {
                let http = Http::connect(&process.ready.listen, project_token).await?;
                Self::Rest(http, format!("/v1/channels/{channel}/messages"))
            }
            _ => {
                let path = format!("/admin/v1/apps/{app}/channels/{channel}/messages");
                Self::Admin(process.admin().await?, path)
            }
        })
    }
}

async fn publish(way: Way, by: usize, from: u64, stage: Stage) -> Result<Told> {
    let mut sent = Sent {
        by,
        from,
        until: from,
        acked: Vec::new(),
    };
    let mut heard = Vec::new();
    match way {
        Way::Socket(leap) => on_socket(*leap, &mut sent, &mut heard).await?,
        Way::Admin(http, path) => with_answers(http, &path, &["event", "payload"], &mut sent, &stage).await?,
        Way::Rest(http, path) => with_answers(http, &path, &["e", "d"], &mut sent, &stage).await?,
    }
    stage.ended()?;
    Ok(Told {
        sent: vec![sent],
        heard: vec![heard],
    })
}

/// One at a time, each after the answer to the one before. `fields` are those of the event and the payload.
async fn with_answers(
    mut http: Http,
    path: &str,
    fields: &[&str; 2],
    sent: &mut Sent,
    stage: &Stage,
) -> Result<()> {
    loop {
        let mark = Mark {
            by: sent.by,
            n: sent.until,
        };
        let body = json!({ fields[0]: "n", fields[1]: mark }).to_string();
        sent.until += 1;
        let Ok(answer) = http.ask("POST", path, &body).await else {
            return Ok(());
        };
        let said = String::from_utf8_lossy(&answer.body);
        ensure!(
            matches!(answer.status, 200 | 204),
            "{mark:?} was answered {}: {said}",
            answer.status
        );
        let position = serde_json::from_slice::<Value>(&answer.body).ok();
        let position = position.and_then(|answer| answer["position"].as_u64());
        sent.acked.push((mark.n, position));
        let _ = stage.acks.try_send(());
    }
}

/// A few at a time. To hear a message of one's own is no promise that it is stored.
async fn on_socket(mut leap: Leap, sent: &mut Sent, heard: &mut Vec<Mark>) -> Result<()> {
    let mut echoed = sent.until;
    loop {
        while sent.until < echoed + WINDOW {
            let mark = Mark {
                by: sent.by,
                n: sent.until,
            };
            sent.until += 1;
            if leap.publish(mark).await.is_err() {
                return Ok(());
            }
        }
        let Answer::Message(mark) = leap.hear().await? else {
            return Ok(());
        };
        heard.push(mark);
        echoed += u64::from(mark.by == sent.by);
    }
}

async fn listen(mut leap: Leap, stage: Stage) -> Result<Told> {
    let mut heard = Vec::new();
    while let Answer::Message(mark) = leap.hear().await? {
        heard.push(mark);
    }
    stage.ended()?;
    Ok(Told {
        sent: Vec::new(),
        heard: vec![heard],
    })
}

impl Stage {
    fn ended(&self) -> Result<()> {
        ensure!(
            self.over.load(Ordering::Relaxed),
            "the server hung up before it was killed"
        );
        Ok(())
    }
}
