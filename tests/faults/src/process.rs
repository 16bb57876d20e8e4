//! The real program as a process, on a data folder that outlives it.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    task::JoinHandle,
    time::timeout,
};

use crate::{Http, binary};

/// Longer than a start takes on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that is ready.
pub struct Process {
    child: Child,
    pub ready: Ready,
    log: JoinHandle<Vec<String>>,
}

/// What is of use here of the ready file.
#[derive(Deserialize)]
pub struct Ready {
    /// Address of the client listener.
    pub listen: String,
    /// Address of the admin listener.
    pub admin: String,
    pub admin_key: String,
}

/// The program, and the data that its processes leave to each other.
pub struct Server {
    program: PathBuf,
    folder: PathBuf,
}

impl Server {
    /// One with its data in `folder`.
    pub fn on(folder: &Path) -> Result<Self> {
        Ok(Self {
            program: binary::server()?,
            folder: folder.to_owned(),
        })
    }

    /// Starts it and waits until it is ready. A ready file that was left by one that was killed has to be replaced.
    pub async fn start(&self) -> Result<Process> {
        let file = self.ready_file();
        let left = identity(&file);
        let (child, mut lines) = self.spawn()?;
        let mut log = Vec::new();
        let announced = async {
            while let Some(line) = lines.next_line().await? {
                let done = line.contains(" ready ");
                log.push(line);
                if done {
                    return Ok(());
                }
            }
            bail!("it ended before it was ready")
        };
        let announced = timeout(PATIENCE, announced).await;
        let announced = announced
            .context("it was not ready in time")
            .and_then(|done| done);
        announced.with_context(|| format!("its log: {log:#?}"))?;
        ensure!(
            identity(&file) != left,
            "the ready file of the one before was not replaced"
        );
        let ready = serde_json::from_slice(&fs::read(&file)?).context("the ready file is not as agreed")?;
        let log = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                log.push(line);
            }
            log
        });
        Ok(Process { child, ready, log })
    }

    /// Starts it and kills it so much later, wherever it is then.
    pub async fn stillborn(&self, after: Duration) -> Result<()> {
        let (mut child, _lines) = self.spawn()?;
        // Not a wait for anything: the moment itself is what is tried.
        tokio::time::sleep(after).await;
        Ok(child.kill().await?)
    }

    fn spawn(&self) -> Result<(Child, Lines<BufReader<ChildStderr>>)> {
        let mut child = Command::new(&self.program)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--admin-listen",
                "127.0.0.1:0",
            ])
            .arg("--data")
            .arg(&self.folder)
            .arg("--ready-file")
            .arg(self.ready_file())
            .env_clear()
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().context("it has no standard error")?;
        Ok((child, BufReader::new(stderr).lines()))
    }

    fn ready_file(&self) -> PathBuf {
        self.folder.join("ready.json")
    }
}

impl Process {
    /// A connection to the admin API.
    pub async fn admin(&self) -> Result<Http> {
        let Ready { admin, admin_key, .. } = &self.ready;
        Http::connect(admin, &format!("Bearer {admin_key}")).await
    }

    /// SIGKILL; answers when the process is gone. Nothing in its log may be a complaint.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await?;
        let log = self.log.await?;
        match log.iter().find(|line| is_complaint(line)) {
            Some(line) => bail!("it complained: {line}"),
            None => Ok(()),
        }
    }
}

/// Tells one file from another that took its place.
fn identity(file: &Path) -> Option<u64> {
    fs::metadata(file).ok().map(|metadata| metadata.ino())
}

fn is_complaint(line: &str) -> bool {
    [" WARN ", " ERROR ", "panicked"]
        .iter()
        .any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_are_told_from_news() {
        assert!(!is_complaint(
            "2026-01-01T00:00:00Z  INFO server: ready listen=127.0.0.1:1"
        ));
        for line in [
            "T  WARN server::x: late",
            "T ERROR switchboard_server: no",
            "thread 'main' panicked at x.rs",
        ] {
            assert!(is_complaint(line), "{line}");
        }
    }
}
