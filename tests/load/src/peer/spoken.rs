//! Switchboard with subscribers that speak other dialects. The publisher speaks Leap, as in the other rows: what differs
//! is what each delivery costs.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, bail};

use super::switchboard::{BARE, CHANNEL, Leap, Served, Switchboard};
use super::{Peer, Running};
use crate::cores::Cores;
use crate::link::{Conversation, Link};
use crate::websocket;
use crate::wire::Wire;

/// The operator's secret, with which [`TOKEN`] is signed.
pub const CONFIG: &str = "[dialects.channels]\nsecret = \"0123456789abcdef\"\n";

/// `{"alg":"HS256"}`, `{"Role":"SuperAdmin","ClientID":"bench","AppID":""}`: lets into any app and never expires.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.\
                     eyJSb2xlIjoiU3VwZXJBZG1pbiIsIkNsaWVudElEIjoiYmVuY2giLCJBcHBJRCI6IiJ9.\
                     10UXJApKNuAxT4Tg388Y4CNUgncjguxBcgxAGvwz7Ko";

/// What subscribers speak.
#[derive(Clone, Copy, Debug)]
pub enum Dialect {
    Itty,
    Pakyow,
    Channels,
}

impl Dialect {
    /// In the order of the table.
    pub const ALL: [Self; 3] = [Self::Itty, Self::Pakyow, Self::Channels];

    /// The name of the row.
    pub fn row(self) -> &'static str {
        match self {
            Self::Itty => "switchboard itty",
            Self::Pakyow => "switchboard pakyow",
            Self::Channels => "switchboard channels",
        }
    }
}

/// A row of the table.
pub struct Spoken {
    pub server: Switchboard,
    pub dialect: Dialect,
}

impl Peer for Spoken {
    fn start(&self, cores: &Cores) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        let served = self.server.serve(cores, folder.path())?;
        served.make_channel(CHANNEL, BARE)?;
        let leap = served.wire(CHANNEL);
        Ok(Running {
            wire: Box::new(Mixed {
                dialect: self.dialect,
                leap,
                pages: AtomicU64::new(0),
                way: Way::into(&served),
            }),
            process: served.process,
            _folder: folder,
        })
    }
}

/// What subscribers have to know.
struct Way {
    address: std::net::SocketAddr,
    app: String,
    project_token: String,
}

impl Way {
    fn into(served: &Served) -> Self {
        Self {
            address: served.listen,
            app: served.app.clone(),
            project_token: served.project_token.clone(),
        }
    }
}

/// The wire: subscribers of one dialect, a publisher of another.
struct Mixed {
    dialect: Dialect,
    leap: Leap,
    way: Way,
    /// How many pages there are: each has its own id.
    pages: AtomicU64,
}

impl Mixed {
    /// A visitor is in the channel when it is told of its own coming.
    fn visitor(&self) -> Result<Conversation> {
        let mut conversation = Conversation::websocket(self.way.address, &format!("/c/{CHANNEL}"))?;
        let said = conversation.hear_text()?;
        if !said.contains(r#""join""#) {
            bail!("expected its own join, got {said}");
        }
        Ok(conversation)
    }

    /// A page is subscribed by the backend before it connects.
    fn page(&self) -> Result<Conversation> {
        let id = self.pages.fetch_add(1, Ordering::Relaxed);
        let body = format!(
            r#"{{"socket_connection_id":"page{id}","socket_key":"key{id}","channels":["{CHANNEL}"]}}"#
        );
        let Way {
            address,
            project_token,
            ..
        } = &self.way;
        let length = body.len();
        let request = format!(
            "POST /realtime/subscribe HTTP/1.1\r\nHost: {address}\r\nAuthorization: {project_token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let mut backend = Conversation::with(*address)?;
        backend.say(request.as_bytes())?;
        let head = backend.head()?;
        if !head.starts_with("HTTP/1.1 204") {
            bail!("a page could not be subscribed: {head}");
        }
        let path = format!("/?socket_connection_id=page{id}&socket_key=key{id}");
        let mut conversation = Conversation::websocket(*address, &path)?;
        // Answered behind the subscription.
        conversation.say_text(br#"{"id":1,"action":"ping"}"#)?;
        conversation.hear_text()?;
        Ok(conversation)
    }

    fn client(&self) -> Result<Conversation> {
        let lines = format!("Authorization: {TOKEN}\r\nAppID: {}\r\n", self.way.app);
        let mut conversation = Conversation::websocket_with(self.way.address, "/optimized", &lines)?;
        let mut frame = Vec::new();
        websocket::client_binary(&subscribe(CHANNEL), &mut frame);
        conversation.say(&frame)?;
        let (_, said) = conversation.hear_frame()?;
        if said != ACK {
            bail!("expected an answer that says yes, got {said:02x?}");
        }
        Ok(conversation)
    }
}

impl Wire for Mixed {
    fn subscriber(&self) -> Result<Link> {
        match self.dialect {
            Dialect::Itty => self.visitor(),
            Dialect::Pakyow => self.page(),
            Dialect::Channels => self.client(),
        }?
        .into_link()
    }

    fn publisher(&self) -> Result<Link> {
        self.leap.publisher()
    }

    fn publish(&self, payload: &[u8], out: &mut Vec<u8>) {
        self.leap.publish(payload, out);
    }

    fn publisher_heartbeat(&self) -> Option<Vec<u8>> {
        self.leap.heartbeat()
    }
}

/// `NewEvent {type: ACK, payload: PublishAck {replyTo: 7, status: true}}`.
const ACK: &[u8] = &[0x08, 0x06, 0x12, 0x04, 0x08, 0x07, 0x10, 0x01];

/// `NewEvent {type: SUBSCRIBE, payload: SubscribeRequest {channelID, ID: 7}}`. The channel's name is short.
fn subscribe(channel: &str) -> Vec<u8> {
    let length = channel.len() as u8;
    let mut bytes = vec![0x08, 0x04, 0x12, length + 4, 0x0a, length];
    bytes.extend_from_slice(channel.as_bytes());
    bytes.extend_from_slice(&[0x10, 0x07]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_written_as_the_protocol_has_it() {
        let wanted = [
            0x08, 0x04, 0x12, 0x08, 0x0a, 0x04, b'r', b'o', b'o', b'm', 0x10, 0x07,
        ];
        assert_eq!(subscribe("room"), wanted);
    }
}
