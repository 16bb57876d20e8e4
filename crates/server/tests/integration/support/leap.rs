//! A Leap client that says what a test wants and hears everything.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, protocol::CloseFrame},
};

use super::within;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A client that has been let in.
pub struct Leap {
    pub socket: Socket,
    /// `d` of INIT.
    pub init: Value,
}

impl Leap {
    /// Connects, says who it is, and waits to be let in.
    pub async fn connect(listen: &str, app: &str, token: Option<&str>) -> Self {
        let mut leap = Self::identify(listen, app, token).await;
        let first = leap.hear().await;
        assert_eq!(first["e"], "INIT", "{first}");
        leap.init = first["d"].clone();
        leap
    }

    /// Connects and says who it is.
    pub async fn identify(listen: &str, app: &str, token: Option<&str>) -> Self {
        let mut leap = Self::open(listen).await;
        let who = json!({ "project_id": app, "token": token });
        leap.say(json!({ "op": 2, "d": who })).await;
        leap
    }

    /// Connects and hears HELLO.
    pub async fn open(listen: &str) -> Self {
        let (socket, _) = within(connect_async(format!("ws://{listen}/ws"))).await.unwrap();
        let mut leap = Self::over(socket);
        let hello = leap.frame().await.unwrap();
        assert_eq!(hello["op"], 1, "{hello}");
        leap
    }

    /// A client that has said and heard nothing yet.
    pub fn over(socket: Socket) -> Self {
        Self {
            socket,
            init: Value::Null,
        }
    }

    /// Id of the connection.
    pub fn id(&self) -> String {
        self.init["cid"].as_str().unwrap().to_owned()
    }

    pub async fn say(&mut self, frame: Value) {
        self.say_text(&frame.to_string()).await;
    }

    pub async fn say_text(&mut self, text: &str) {
        within(self.socket.send(Message::text(text))).await.unwrap();
    }

    async fn ask(&mut self, channel: &str, event: &str, d: Value) {
        self.say(json!({ "op": 0, "d": { "c": channel, "e": event, "d": d } }))
            .await;
    }

    pub async fn subscribe(&mut self, channel: &str) {
        self.ask(channel, "SUBSCRIBE", Value::Null).await;
    }

    pub async fn unsubscribe(&mut self, channel: &str) {
        self.ask(channel, "UNSUBSCRIBE", Value::Null).await;
    }

    pub async fn publish(&mut self, channel: &str, event: &str, payload: Value) {
        self.ask(channel, "MESSAGE", json!({ "e": event, "d": payload }))
            .await;
    }

    pub async fn set_state(&mut self, channel: &str, value: Value) {
        self.ask(channel, "SET_CHANNEL_STATE", value).await;
    }

    /// Subscribes and waits to be let in; answers the channel of AVAILABLE.
    pub async fn join(&mut self, channel: &str) -> Value {
        self.subscribe(channel).await;
        self.expect("AVAILABLE", channel).await["channel"].clone()
    }

    /// The next event (`d` of op 0); other frames are passed over.
    pub async fn hear(&mut self) -> Value {
        loop {
            let frame = self.frame().await.unwrap_or_else(|end| panic!("closed: {end:?}"));
            if frame["op"] == 0 {
                return frame["d"].clone();
            }
        }
    }

    /// The next event, which has to be this one; answers its `d`.
    pub async fn expect(&mut self, event: &str, channel: &str) -> Value {
        let heard = self.hear().await;
        assert!(
            heard["e"] == event && heard["c"] == channel,
            "{event} of {channel} was expected, not {heard}"
        );
        heard["d"].clone()
    }

    /// Everything that had been sent to it when the server hears this: nothing sent later comes before the answer.
    pub async fn heard_so_far(&mut self) -> Vec<Value> {
        within(self.socket.send(Message::Ping("so far".into())))
            .await
            .unwrap();
        let mut heard = Vec::new();
        loop {
            match within(self.socket.next()).await.unwrap().unwrap() {
                Message::Pong(_) => return heard,
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if frame["op"] == 0 {
                        heard.push(frame["d"].clone());
                    }
                }
                // The server wants to know how far away it is; answered by itself.
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Nothing has been sent to it that was not heard yet.
    pub async fn hears_nothing(&mut self) {
        let heard = self.heard_so_far().await;
        assert!(heard.is_empty(), "{heard:?}");
    }

    /// Code and reason with which the server closes, whatever it says before.
    pub async fn closed(&mut self) -> (u16, String) {
        self.ending().await.expect("a close frame")
    }

    /// The same, or nothing if the connection just ends.
    pub async fn ending(&mut self) -> Option<(u16, String)> {
        loop {
            if let Err(end) = self.frame().await {
                return end;
            }
        }
    }

    /// Closes and waits until the server has answered.
    pub async fn leave(mut self) {
        within(self.socket.close(None)).await.unwrap();
        while let Some(Ok(_)) = within(self.socket.next()).await {}
    }

    /// The next frame, or how the connection ended: code and reason, if there was a close frame.
    pub async fn frame(&mut self) -> Result<Value, Option<(u16, String)>> {
        loop {
            match within(self.socket.next()).await {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(end_of(frame)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

/// Code and reason of a close frame.
fn end_of(frame: Option<CloseFrame>) -> Option<(u16, String)> {
    frame.map(|frame| (frame.code.into(), frame.reason.to_string()))
}
