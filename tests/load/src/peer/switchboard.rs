//! Switchboard, as the program that is shipped, spoken to in Leap.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::{Peer, Running};
use crate::binary;
use crate::cores::Cores;
use crate::link::{Conversation, Link};
use crate::process::Process;
use crate::sign;
use crate::websocket;
use crate::wire::Wire;

const CHANNEL: &str = "bench";
const HEARTBEAT: &[u8] = br#"{"op":3}"#;

/// Anybody may join, subscribers may publish (bit 2); nothing is kept and nobody is announced.
const CHANNEL_SETUP: &str = r#"{"type":"unprotected","capabilities":2}"#;

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
}

impl Peer for Switchboard {
    fn start(&self, cores: &Cores) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        let ready = sign::File::at(&folder.path().join("ready.json"))?;
        let mut command = self.command(folder.path(), &ready);
        let log = folder.path().join("log");
        let mut process = cores.on_server_core(|| Process::spawn(&mut command, log))?;
        process.show([&ready], Duration::from_secs(10))?;
        let announced = fs::read_to_string(ready.path())?;
        let Announced { listen, apps } =
            serde_json::from_str(&announced).context("the ready file is not as agreed")?;
        let app = apps.into_iter().next().context("the ready file names no app")?;
        make_channel(listen, &app.project_token)?;
        Ok(Running {
            process,
            wire: Box::new(Leap {
                address: listen,
                project: app.id,
            }),
            _folder: folder,
        })
    }
}

/// What is of use here of the ready file.
#[derive(Deserialize)]
struct Announced {
    listen: SocketAddr,
    apps: Vec<App>,
}

#[derive(Deserialize)]
struct App {
    id: String,
    project_token: String,
}

fn make_channel(address: SocketAddr, project_token: &str) -> Result<()> {
    let mut conversation = Conversation::with(address)?;
    let length = CHANNEL_SETUP.len();
    conversation.say(
        format!(
            "PUT /v1/channels/{CHANNEL} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {project_token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{CHANNEL_SETUP}"
        )
        .as_bytes(),
    )?;
    let head = conversation.head()?;
    let status = head.lines().next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200") {
        bail!("the channel could not be made: {status}");
    }
    Ok(())
}

/// The wire: tokenless connections, all subscribed, for only a subscriber may publish.
struct Leap {
    address: SocketAddr,
    project: String,
}

impl Leap {
    fn join(&self) -> Result<Link> {
        let mut conversation = Conversation::websocket(self.address, "/ws")?;
        expect(&mut conversation, r#""op":1"#)?;
        let identify = serde_json::json!({ "op": 2, "d": { "project_id": self.project } });
        conversation.say_text(identify.to_string().as_bytes())?;
        expect(&mut conversation, r#""INIT""#)?;
        conversation
            .say_text(format!(r#"{{"op":0,"d":{{"c":"{CHANNEL}","e":"SUBSCRIBE","d":null}}}}"#).as_bytes())?;
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
        let opening = format!(r#"{{"op":0,"d":{{"c":"{CHANNEL}","e":"MESSAGE","d":{{"e":"t","d":"#);
        websocket::client_text(&[opening.as_bytes(), payload, b"}}}"].concat(), out);
    }

    fn heartbeat(&self) -> Option<Vec<u8>> {
        let mut frame = Vec::new();
        websocket::client_text(HEARTBEAT, &mut frame);
        Some(frame)
    }
}

fn expect(conversation: &mut Conversation, wanted: &str) -> Result<()> {
    let said = conversation.hear_text()?;
    if !said.contains(wanted) {
        bail!("expected a frame with {wanted}, got {said}");
    }
    Ok(())
}
