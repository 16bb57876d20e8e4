//! The floor: a server that has the answer ready. It runs as a child of this same program.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result};

use crate::cores::Cores;
use crate::process::Process;
use crate::sign;

/// Starts it on the server's core; answers the process and its address.
pub fn start(cores: &Cores, folder: &Path) -> Result<(Process, SocketAddr)> {
    let ready = sign::File::at(&folder.join("ready"))?;
    let mut command = Command::new(env::current_exe()?);
    command.arg("bytes").arg(ready.path());
    let mut process = cores.on_server_core(|| Process::spawn(&mut command, folder.join("log")))?;
    process.show([&ready], Duration::from_secs(5))?;
    let address = fs::read_to_string(ready.path())?.parse()?;
    Ok((process, address))
}

/// The request for so many bytes.
pub fn request(bytes: usize) -> Vec<u8> {
    format!("GET /{bytes} HTTP/1.1\r\nHost: floor\r\n\r\n").into_bytes()
}

/// Serves one connection after the other, each until it is closed. `bound` is told the address.
pub fn serve(bound: impl FnOnce(SocketAddr) -> Result<()>) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    bound(listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        answer(stream)?;
    }
}

fn answer(mut stream: TcpStream) -> Result<()> {
    let mut request = [0; 1024];
    let mut ready = Vec::new();
    let mut asked = Vec::new();
    loop {
        // A request is small and the next one waits for its answer, so it comes in one piece.
        let length = stream.read(&mut request)?;
        if length == 0 {
            return Ok(());
        }
        if asked != request[..length] {
            asked = request[..length].to_vec();
            ready = answer_to(&asked)?;
        }
        stream.write_all(&ready)?;
    }
}

fn answer_to(request: &[u8]) -> Result<Vec<u8>> {
    let text = str::from_utf8(request)?;
    let path = text.split(' ').nth(1).and_then(|path| path.strip_prefix('/'));
    let bytes: usize = path.context("no request")?.parse()?;
    let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + bytes, b'x');
    Ok(answer)
}
