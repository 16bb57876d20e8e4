//! The real program, as its own process.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use server::Ready;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
};

use super::{Admin, Place, within};

/// A server that was started from its binary; killed when it is dropped.
pub struct Process {
    child: Child,
    pub ready: Ready,
    pub ready_file: PathBuf,
}

/// How a program ended.
pub struct Ended {
    pub code: Option<i32>,
    /// What it said on stderr.
    pub said: String,
}

impl Process {
    /// `serve` on free ports with these arguments after it, in no environment but this.
    pub fn command(args: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard-server"));
        command
            .arg("serve")
            .args(args)
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts it with its data in `folder` and waits until it is ready.
    pub async fn start(folder: &Path) -> Self {
        let ready_file = folder.join("ready.json");
        let args = [
            "--data",
            folder.to_str().unwrap(),
            "--ready-file",
            ready_file.to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
        ];
        Self::spawn(Self::command(&args, &[]), ready_file).await
    }

    /// Starts a command that writes this ready file.
    pub async fn spawn(mut command: Command, ready_file: PathBuf) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        loop {
            let line = within(lines.next_line()).await.unwrap();
            let line = line.unwrap_or_else(|| panic!("it ended before it was ready: {said}"));
            said.push_str(&line);
            if line.contains(" ready ") {
                break;
            }
        }
        // Read on, so that it never waits for room.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let ready = serde_json::from_slice(&std::fs::read(&ready_file).unwrap()).unwrap();
        Self {
            child,
            ready,
            ready_file,
        }
    }

    /// Runs a command that is to end by itself.
    pub async fn run(mut command: Command) -> Ended {
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        let mut stderr = child.stderr.take().unwrap();
        within(stderr.read_to_string(&mut said)).await.unwrap();
        let code = within(child.wait()).await.unwrap().code();
        Ended { code, said }
    }

    pub fn admin(&self) -> Admin {
        Admin::new(&self.ready.admin, &self.ready.admin_key)
    }

    /// An app that it has.
    pub async fn place(&self, app: &str) -> Place {
        Place::new(self.admin(), app.to_owned(), self.ready.listen.clone()).await
    }

    /// Takes it down without a warning.
    pub async fn kill(mut self) {
        within(self.child.kill()).await.unwrap();
    }

    /// Its number.
    pub fn pid(&self) -> rustix::process::Pid {
        let pid = i32::try_from(self.child.id().unwrap()).unwrap();
        rustix::process::Pid::from_raw(pid).unwrap()
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        rustix::process::kill_process(self.pid(), rustix::process::Signal::TERM).unwrap();
    }

    /// Waits for its end; answers the exit code.
    pub async fn ended(mut self) -> Option<i32> {
        within(self.child.wait()).await.unwrap().code()
    }
}
