//! Nchan, the pub/sub module of nginx, as Debian packages it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::{Peer, Running};
use crate::cores::Cores;
use crate::link::{Conversation, Link};
use crate::process::Process;
use crate::report::Absent;
use crate::sign;
use crate::websocket;
use crate::wire::Wire;

const PROGRAM: &str = "/usr/sbin/nginx";
const MODULE: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/// Nchan as a row of the table.
pub struct Nchan(());

impl Nchan {
    /// The name of the row.
    pub const NAME: &str = "Nchan";

    /// Looks for the Debian packages; says which to install if they are not there.
    pub fn find() -> Result<Self, Absent> {
        if Path::new(PROGRAM).exists() && Path::new(MODULE).exists() {
            Ok(Self(()))
        } else {
            Err(Absent::NotInstalled(
                "apt-get install nginx-light libnginx-mod-nchan".to_owned(),
            ))
        }
    }
}

impl Peer for Nchan {
    fn start(&self, cores: &Cores) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        // nginx cannot be asked for a free port; one that was free a moment ago does.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let config = folder.path().join("nginx.conf");
        fs::write(&config, configuration(folder.path(), address))?;
        // Written when the listener is bound.
        let ready = sign::File::at(&folder.path().join("nginx.pid"))?;
        let mut command = Command::new(PROGRAM);
        command
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg("stderr")
            .arg("-c")
            .arg(&config);
        let log: PathBuf = folder.path().join("log");
        let mut process = cores.on_server_core(|| Process::spawn(&mut command, log))?;
        process.show([&ready], Duration::from_secs(5))?;
        let wire = Sockets(address);
        // The listener is older than the worker; whoever is served has waited for the worker.
        wire.subscriber()?;
        Ok(Running {
            process,
            wire: Box::new(wire),
            _folder: folder,
        })
    }
}

/// One worker; messages are kept long enough that no subscriber can miss one.
fn configuration(folder: &Path, address: SocketAddr) -> String {
    let folder = folder.display();
    // As root the worker would otherwise become someone who may not read the folder.
    let user = if rustix::process::geteuid().is_root() {
        "user root;"
    } else {
        ""
    };
    format!(
        "load_module {MODULE};
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 16384; use epoll; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  nchan_shared_memory_size 128M;
  server {{
    listen {address} backlog=4096;
    tcp_nodelay on;
    nchan_message_buffer_length 256;
    nchan_message_timeout 60s;
    location = /subscribe {{
      nchan_subscriber websocket;
      nchan_channel_id bench;
      nchan_subscriber_first_message newest;
    }}
    location = /publish {{
      nchan_publisher websocket;
      nchan_channel_id bench;
    }}
  }}
}}
"
    )
}

/// The wire: a WebSocket for everybody; the publisher gets a line per message, which is read and dropped.
struct Sockets(SocketAddr);

impl Wire for Sockets {
    fn subscriber(&self) -> Result<Link> {
        Conversation::websocket(self.0, "/subscribe")?.into_link()
    }

    fn publisher(&self) -> Result<Link> {
        Conversation::websocket(self.0, "/publish")?.into_link()
    }

    fn publish(&self, payload: &[u8], out: &mut Vec<u8>) {
        websocket::client_text(payload, out);
    }
}
