use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

/// A program and all that it starts: gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Group {
    leader: Child,
}

impl Group {
    /// A command for [`Group::start`]; the program does not outlive this thread, even if that is killed.
    pub(crate) fn program(name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--", name]);
        command
    }

    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let leader = command.process_group(0).stdin(Stdio::null()).spawn();
        let leader = leader.with_context(|| format!("{command:?} cannot be started"))?;
        Ok(Self { leader })
    }

    /// Starts a program that says where it is to be found in its first line.
    pub(crate) fn start_and_read_line(command: &mut Command) -> Result<(Self, String)> {
        let mut group = Self::start(command.stdout(Stdio::piped()))?;
        let Some(stdout) = group.leader.stdout.take() else {
            bail!("no pipe to read from");
        };
        let (tell, line) = mpsc::sync_channel(1);
        thread::spawn(move || {
            let mut text = String::new();
            let read = BufReader::new(stdout).read_line(&mut text);
            tell.send(read.map(|_| text.trim().to_owned()))
        });
        let line = line.recv_timeout(Duration::from_secs(20));
        let line = line.with_context(|| format!("{command:?} said nothing for 20 s"))??;
        if line.is_empty() {
            bail!("{command:?} ended before it was ready; `cargo xtask test` installs what is missing");
        }
        Ok((group, line))
    }

    pub(crate) fn id(&self) -> u32 {
        self.leader.id()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = Pid::from_raw(self.leader.id().cast_signed()) {
            // It may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.leader.wait();
    }
}
