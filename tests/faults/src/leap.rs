//! A Leap client that is in one channel and publishes there.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::Mark;

/// A connection that has joined.
pub struct Leap {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    channel: String,
}

/// What comes next on a connection.
pub enum Answer {
    Message(Mark),
    /// Nothing: the server is gone.
    Gone,
}

impl Leap {
    /// Connects without a token and joins `channel`. What is accepted there from now on is heard.
    pub async fn join(listen: &str, app: &str, channel: &str) -> Result<Self> {
        let (socket, _) = connect_async(format!("ws://{listen}/ws")).await?;
        let channel = channel.to_owned();
        let mut leap = Self { socket, channel };
        leap.say(&json!({ "op": 2, "d": { "project_id": app } })).await?;
        let subscribe = json!({ "op": 0, "d": { "c": leap.channel, "e": "SUBSCRIBE", "d": null } });
        leap.say(&subscribe).await?;
        loop {
            let said = leap.text().await?.context("the server hung up")?;
            if said.contains("UNAVAILABLE") {
                bail!("it was not let in: {said}");
            }
            if said.contains("AVAILABLE") {
                return Ok(leap);
            }
        }
    }

    /// Publishes; nothing says whether it was stored.
    pub async fn publish(&mut self, mark: Mark) -> Result<()> {
        let message = json!({ "e": "n", "d": mark });
        let frame = json!({ "op": 0, "d": { "c": self.channel, "e": "MESSAGE", "d": message } });
        self.say(&frame).await
    }

    /// The next message of the channel. To be closed with a code, or told anything else, is an error.
    pub async fn hear(&mut self) -> Result<Answer> {
        #[derive(Deserialize)]
        struct Frame {
            op: u8,
            d: Option<Dispatch>,
        }
        #[derive(Deserialize)]
        struct Dispatch {
            e: String,
            d: Value,
        }
        loop {
            let Some(text) = self.text().await? else {
                return Ok(Answer::Gone);
            };
            let frame: Frame = serde_json::from_str(&text).with_context(|| format!("no frame: {text}"))?;
            match frame.d {
                Some(Dispatch { e, mut d }) if frame.op == 0 && e == "MESSAGE" => {
                    let mark = serde_json::from_value(d["d"].take());
                    return Ok(Answer::Message(
                        mark.with_context(|| format!("not of ours: {text}"))?,
                    ));
                }
                // The server asks, or answers, a heartbeat.
                _ if matches!(frame.op, 3 | 4) => {}
                _ => bail!("not expected: {text}"),
            }
        }
    }

    async fn say(&mut self, frame: &Value) -> Result<()> {
        Ok(self.socket.send(Message::text(frame.to_string())).await?)
    }

    /// The next text frame; nothing when the connection has broken off.
    async fn text(&mut self) -> Result<Option<String>> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Ok(Some(text.to_string())),
                Some(Ok(Message::Close(frame))) => bail!("it was closed: {frame:?}"),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(None),
            }
        }
    }
}
