//! The floor: what is left when a server does nothing but `write`. It runs as a child of this same program.
//!
//! A connection says with its first byte what it is. The publisher comes last and sends frames that are ready
//! for the subscribers, so that nothing remains to be parsed, looked up or rendered.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use super::{Peer, Running};
use crate::cores::Cores;
use crate::link::{Conversation, Link};
use crate::payload;
use crate::process::Process;
use crate::sign;
use crate::websocket;
use crate::wire::Wire;

const SUBSCRIBER: u8 = b's';
const PUBLISHER: u8 = b'p';
const WELCOME: u8 = b'w';

/// A server frame around a payload.
const FRAME: usize = 4 + payload::LENGTH;

/// How much one `write` carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Batch {
    /// One message.
    Single,
    /// All messages that were there when the publisher was read.
    Whole,
}

impl Batch {
    /// The name of the row.
    pub fn row(self) -> &'static str {
        match self {
            Self::Single => "floor: a write per message",
            Self::Whole => "floor: a write per batch",
        }
    }
}

/// The floor as a row of the table.
pub struct Floor(pub Batch);

impl Peer for Floor {
    fn start(&self, cores: &Cores) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        let ready = sign::File::at(&folder.path().join("ready"))?;
        let batch = self.0.to_possible_value().context("every batch has a name")?;
        let mut command = Command::new(env::current_exe()?);
        command.arg("floor").arg(batch.get_name()).arg(ready.path());
        let log = folder.path().join("log");
        let mut process = cores.on_server_core(|| Process::spawn(&mut command, log))?;
        process.show([&ready], Duration::from_secs(5))?;
        let address = fs::read_to_string(ready.path())?.parse()?;
        Ok(Running {
            process,
            wire: Box::new(Ready(address)),
            _folder: folder,
        })
    }
}

/// The wire of the floor: frames that are ready for the subscribers.
pub struct Ready(pub SocketAddr);

impl Ready {
    fn join(&self, role: u8) -> Result<Link> {
        let mut conversation = Conversation::with(self.0)?;
        conversation.say(&[role])?;
        conversation.hear(WELCOME)?;
        conversation.into_link()
    }
}

impl Wire for Ready {
    fn subscriber(&self) -> Result<Link> {
        self.join(SUBSCRIBER)
    }

    fn publisher(&self) -> Result<Link> {
        self.join(PUBLISHER)
    }

    fn publish(&self, payload: &[u8], out: &mut Vec<u8>) {
        websocket::server_text(payload, out);
    }
}

/// Serves until the publisher leaves. `bound` is told the address.
pub fn serve(batch: Batch, bound: impl FnOnce(SocketAddr) -> Result<()>) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    bound(listener.local_addr()?)?;
    let mut subscribers = Vec::new();
    loop {
        let (mut stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        let mut role = [0];
        stream.read_exact(&mut role)?;
        stream.write_all(&[WELCOME])?;
        match role[0] {
            SUBSCRIBER => subscribers.push(stream),
            PUBLISHER => return fan_out(batch, stream, &subscribers),
            other => bail!("no role begins with byte {other:#04x}"),
        }
    }
}

fn fan_out(batch: Batch, mut publisher: TcpStream, subscribers: &[TcpStream]) -> Result<()> {
    let mut buffer = vec![0; 256 * FRAME];
    let mut filled = 0;
    loop {
        let length = publisher.read(&mut buffer[filled..])?;
        if length == 0 {
            return Ok(());
        }
        filled += length;
        let whole = filled - filled % FRAME;
        let step = match batch {
            Batch::Single => FRAME,
            Batch::Whole => whole.max(FRAME),
        };
        for frames in buffer[..whole].chunks(step) {
            for mut subscriber in subscribers {
                subscriber.write_all(frames)?;
            }
        }
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
    }
}
