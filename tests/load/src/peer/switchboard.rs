//! Switchboard, as the program that is shipped, spoken to in Leap.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::{Peer, Running, spoken::CONFIG};
use crate::binary;
use crate::cores::Cores;
use crate::link::{Conversation, Link};
use crate::process::Process;
use crate::sign;
use crate::websocket;
use crate::wire::Wire;

pub(super) const CHANNEL: &str = "bench";
const HEARTBEAT: &[u8] = br#"{"op":3}"#;

/// Subscribers may publish; nothing is kept and nobody is announced.
pub const BARE: u32 = 2;

/// Subscribers may publish, and what they publish is kept.
pub const PERSISTENT: u32 = 2 + 8;

const PRESENCE: u32 = 16;

/// Switchboard as a row of the table; the path is that of a built `switchboard-server`.
pub struct Switchboard(PathBuf);

impl Switchboard {
    /// The name of the row.
    pub const NAME: &str = "switchboard";

    /// Takes the program at `path`, or builds one.
    pub fn find(path: Option<PathBuf>) -> Result<Self> {
        path.map_or_else(|| binary::dist("server", "switchboard-server"), Ok)
            .map(Self)
    }

    /// Where the program is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The command that serves from `folder` on free ports and announces itself at `ready`.
    pub fn command(&self, folder: &Path, ready: &sign::File) -> Command {
        let mut command = Command::new(&self.0);
        command
            .arg("serve")
            .args([
                "--listen",
                "127.0.0.1:0",
                "--admin-listen",
                "127.0.0.1:0",
                "--dev",
            ])
            .arg("--data")
            .arg(folder.join("data"))
            .arg("--ready-file")
            .arg(ready.path())
            .env("RUST_LOG", "warn");
        command
    }

    /// Starts it on the server's core, with its data in `folder`, and waits until it takes connections.
    pub fn serve(&self, cores: &Cores, folder: &Path) -> Result<Served> {
        cores.on_server_core(|| self.serve_anywhere(folder))
    }

    /// The same on any core.
    pub fn serve_anywhere(&self, folder: &Path) -> Result<Served> {
        let ready = sign::File::at(&folder.join("ready.json"))?;
        let config = folder.join("config.toml");
        fs::write(&config, CONFIG)?;
        let mut command = self.command(folder, &ready);
        command.arg("--config").arg(config);
        let mut process = Process::spawn(&mut command, folder.join("log"))?;
        process.show([&ready], Duration::from_secs(10))?;
        let announced = fs::read_to_string(ready.path())?;
        let Announced {
            listen,
            admin,
            admin_key,
            apps,
        } = serde_json::from_str(&announced).context("the ready file is not as agreed")?;
        let app = apps.into_iter().next().context("the ready file names no app")?;
        let served = Served {
            process,
            listen,
            admin,
            admin_key,
            app: app.id,
            project_token: app.project_token,
        };
        served.lift_limits()?;
        Ok(served)
    }

    /// Starts it with a channel of these capabilities, and has a dashboard watch.
    fn start_watched(&self, cores: &Cores, capabilities: u32) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        let served = self.serve(cores, folder.path())?;
        served.make_channel(CHANNEL, capabilities)?;
        let wire = Box::new(WatchedLeap {
            leap: served.wire(CHANNEL),
            admin: served.admin,
            admin_key: served.admin_key,
        });
        Ok(Running {
            process: served.process,
            wire,
            _folder: folder,
        })
    }
}

impl Peer for Switchboard {
    fn start(&self, cores: &Cores) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        let served = self.serve(cores, folder.path())?;
        served.make_channel(CHANNEL, BARE)?;
        let wire = Box::new(served.wire(CHANNEL));
        Ok(Running {
            process: served.process,
            wire,
            _folder: folder,
        })
    }
}

/// The same with everything on that a bare row leaves out: the channel keeps its history and announces who is there, and
/// a dashboard watches all of it.
pub struct Watched(pub Switchboard);

impl Watched {
    /// The name of the row.
    pub const NAME: &str = "switchboard, history, presence, live view";
}

impl Peer for Watched {
    fn start(&self, cores: &Cores) -> Result<Running> {
        self.0.start_watched(cores, PERSISTENT + PRESENCE)
    }
}

/// The same as the bare row, while a dashboard watches: what happens is told to it, and the way of every message is written down.
pub struct TapOpen(pub Switchboard);

impl TapOpen {
    /// The name of the row.
    pub const NAME: &str = "switchboard, tap open";
}

impl Peer for TapOpen {
    fn start(&self, cores: &Cores) -> Result<Running> {
        self.0.start_watched(cores, BARE)
    }
}

/// A server that runs, and how to talk to it.
pub struct Served {
    pub process: Process,
    /// Where clients connect.
    pub listen: SocketAddr,
    /// Where the dashboard connects.
    pub admin: SocketAddr,
    pub admin_key: String,
    /// Id of its app.
    pub app: String,
    /// Of the app's backend.
    pub project_token: String,
}

impl Served {
    /// Makes a channel that anybody may join. `capabilities` as Leap counts them.
    pub fn make_channel(&self, name: &str, capabilities: u32) -> Result<()> {
        let setup = format!(r#"{{"type":"unprotected","capabilities":{capabilities}}}"#);
        let request = self.ask_as_backend("PUT", &format!("/channels/{name}"), &setup);
        let mut conversation = Conversation::with(self.listen)?;
        conversation.say(&request)?;
        let head = conversation.head()?;
        let status = head.lines().next().unwrap_or_default();
        if !status.starts_with("HTTP/1.1 200") {
            bail!("the channel could not be made: {status}");
        }
        Ok(())
    }

    /// Lets one connection publish as fast as it can, and one client have all connections: what is measured is the
    /// server, not its limits.
    fn lift_limits(&self) -> Result<()> {
        let setup = r#"{"limits":{"publishes_per_second":1000000,"connections_per_subject":65536}}"#;
        let mut conversation = Conversation::with(self.admin)?;
        conversation.say(&self.ask_as_dashboard("PATCH", "", setup))?;
        let head = conversation.head()?;
        let status = head.lines().next().unwrap_or_default();
        if !status.starts_with("HTTP/1.1 200") {
            bail!("the app's limits could not be lifted: {status}");
        }
        Ok(())
    }

    /// Deliveries that were dropped because their readers were too slow.
    pub fn dropped(&self) -> Result<u64> {
        let key = format!("Bearer {}", self.admin_key);
        let mut conversation = Conversation::with(self.admin)?;
        conversation.say(&request(self.admin, &key, "GET", "/admin/v1/info", ""))?;
        let head = conversation.head()?;
        let info: serde_json::Value = serde_json::from_slice(&conversation.body(&head)?)?;
        info["counters"]["dropped"]
            .as_u64()
            .context("the server counts nothing dropped")
    }

    /// The way into a channel for those who have no token.
    pub fn wire(&self, channel: &str) -> Leap {
        Leap::new(self.listen, &self.app, channel)
    }

    /// The upgrade, who it is, and what it joins, in one go: what a client says that waits for no answer.
    pub fn hello(&self, channel: &str) -> Vec<u8> {
        let mut bytes = websocket::upgrade(&self.listen.to_string(), "/ws");
        let identify = serde_json::json!({ "op": 2, "d": { "project_id": self.app } });
        websocket::client_text(identify.to_string().as_bytes(), &mut bytes);
        let join = serde_json::json!({ "op": 0, "d": { "c": channel, "e": "SUBSCRIBE", "d": null } });
        websocket::client_text(join.to_string().as_bytes(), &mut bytes);
        bytes
    }

    /// A request of the app's backend, for the client listener.
    pub fn ask_as_backend(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        request(
            self.listen,
            &self.project_token,
            method,
            &format!("/v1{path}"),
            body,
        )
    }

    /// A request of the dashboard about its app, for the admin listener.
    pub fn ask_as_dashboard(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let path = format!("/admin/v1/apps/{}{path}", self.app);
        request(
            self.admin,
            &format!("Bearer {}", self.admin_key),
            method,
            &path,
            body,
        )
    }
}

fn request(address: SocketAddr, key: &str, method: &str, path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// What is of use here of the ready file.
#[derive(Deserialize)]
struct Announced {
    listen: SocketAddr,
    admin: SocketAddr,
    admin_key: String,
    apps: Vec<App>,
}

#[derive(Deserialize)]
struct App {
    id: String,
    project_token: String,
}

/// The wire: tokenless connections, all subscribed, for only a subscriber may publish.
pub struct Leap {
    address: SocketAddr,
    project: String,
    channel: String,
}

impl Leap {
    /// The way into a channel of an app, for those who have no token.
    pub fn new(address: SocketAddr, project: &str, channel: &str) -> Self {
        Self {
            address,
            project: project.to_owned(),
            channel: channel.to_owned(),
        }
    }

    fn join(&self) -> Result<Link> {
        let mut conversation = Conversation::websocket(self.address, "/ws")?;
        expect(&mut conversation, r#""op":1"#)?;
        let identify = serde_json::json!({ "op": 2, "d": { "project_id": self.project } });
        conversation.say_text(identify.to_string().as_bytes())?;
        expect(&mut conversation, r#""INIT""#)?;
        conversation.say_text(
            format!(
                r#"{{"op":0,"d":{{"c":"{}","e":"SUBSCRIBE","d":null}}}}"#,
                self.channel
            )
            .as_bytes(),
        )?;
        expect(&mut conversation, r#""AVAILABLE""#)?;
        conversation.into_link()
    }
}

impl Wire for Leap {
    fn subscriber(&self) -> Result<Link> {
        self.join()
    }

    fn publisher(&self) -> Result<Link> {
        self.join()
    }

    fn publish(&self, payload: &[u8], out: &mut Vec<u8>) {
        let opening = format!(
            r#"{{"op":0,"d":{{"c":"{}","e":"MESSAGE","d":{{"e":"t","d":"#,
            self.channel
        );
        websocket::client_text(&[opening.as_bytes(), payload, b"}}}"].concat(), out);
    }

    fn heartbeat(&self) -> Option<Vec<u8>> {
        let mut frame = Vec::new();
        websocket::client_text(HEARTBEAT, &mut frame);
        Some(frame)
    }
}

/// The wire of clients that are watched.
struct WatchedLeap {
    leap: Leap,
    admin: SocketAddr,
    admin_key: String,
}

impl Wire for WatchedLeap {
    fn subscriber(&self) -> Result<Link> {
        self.leap.subscriber()
    }

    fn publisher(&self) -> Result<Link> {
        self.leap.publisher()
    }

    fn watcher(&self) -> Result<Option<Link>> {
        let key = format!("Authorization: Bearer {}\r\n", self.admin_key);
        let stream = Conversation::websocket_with(self.admin, "/admin/v1/stream?traffic=true", &key)?;
        stream.into_link().map(Some)
    }

    fn publish(&self, payload: &[u8], out: &mut Vec<u8>) {
        self.leap.publish(payload, out);
    }

    fn heartbeat(&self) -> Option<Vec<u8>> {
        self.leap.heartbeat()
    }
}

fn expect(conversation: &mut Conversation, wanted: &str) -> Result<()> {
    let said = conversation.hear_text()?;
    if !said.contains(wanted) {
        bail!("expected a frame with {wanted}, got {said}");
    }
    Ok(())
}
