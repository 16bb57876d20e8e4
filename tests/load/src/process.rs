//! A child process that is watched: its death is noticed while one waits for it, and it never outlives us.

use std::fs::{self, File};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use rustix::time::Timespec;

use crate::sign::Sign;
use crate::usage::{self, Memory};

/// How long a program may take to end once it was asked to.
const GRACE: Duration = Duration::from_secs(5);

/// A running program with its standard error in a file.
pub struct Process {
    name: String,
    child: Child,
    handle: OwnedFd,
    log: PathBuf,
    started: Instant,
}

impl Process {
    /// Starts `command`; what it says on standard error goes to `log`.
    pub fn spawn(command: &mut Command, log: PathBuf) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?);
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let handle = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())?;
        Ok(Self {
            name,
            child,
            handle,
            log,
            started,
        })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for all of `signs`; for each of them the time from just before the start until it was seen.
    pub fn show<const N: usize>(&mut self, signs: [&dyn Sign; N], limit: Duration) -> Result<[Duration; N]> {
        let mut seen = [None; N];
        while let Some(missing) = seen.iter().position(Option::is_none) {
            let mut watched = vec![PollFd::new(&self.handle, PollFlags::IN)];
            watched.extend(
                signs
                    .iter()
                    .map(|sign| PollFd::from_borrowed_fd(sign.handle(), PollFlags::IN)),
            );
            let in_time = wait(&mut watched, self.started + limit)?;
            let ended = !watched[0].revents().is_empty();
            // Looked at before the end counts: a short-lived program may have done all it should.
            let now = self.started.elapsed();
            for (sign, seen) in signs.iter().zip(&mut seen).filter(|(_, seen)| seen.is_none()) {
                *seen = sign.is_there()?.then_some(now);
            }
            if seen[missing].is_none() && ended {
                return Err(self.ended_early());
            } else if !in_time {
                bail!(
                    "{}: no {} within {limit:?}{}",
                    self.name,
                    signs[missing].name(),
                    self.last_words()
                );
            }
        }
        Ok(seen.map(Option::unwrap_or_default))
    }

    /// Lets it be for a while; fails if it ends meanwhile.
    pub fn rest(&mut self, time: Duration) -> Result<()> {
        let ended = wait(
            &mut [PollFd::new(&self.handle, PollFlags::IN)],
            Instant::now() + time,
        )?;
        if ended { Err(self.ended_early()) } else { Ok(()) }
    }

    /// Memory of it and its descendants.
    pub fn memory(&self) -> Result<Memory> {
        usage::memory(&usage::tree(self.id())?)
    }

    /// Asks it to end, and insists after a while.
    pub fn stop(mut self) -> Result<ExitStatus> {
        self.end()
    }

    /// What to add to a message about it: the last lines of its log.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(5)..].join("\n  ");
        if tail.is_empty() {
            String::new()
        } else {
            format!("; its last lines:\n  {tail}")
        }
    }

    fn ended_early(&mut self) -> anyhow::Error {
        let status = self
            .child
            .wait()
            .map_or_else(|error| error.to_string(), |status| status.to_string());
        anyhow::anyhow!("{} ended early ({status}){}", self.name, self.last_words())
    }

    fn end(&mut self) -> Result<ExitStatus> {
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        pidfd_send_signal(&self.handle, Signal::TERM)?;
        if !wait(
            &mut [PollFd::new(&self.handle, PollFlags::IN)],
            Instant::now() + GRACE,
        )? {
            self.child.kill()?;
        }
        Ok(self.child.wait()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Nobody is left to tell; the child is at least reaped or known to be gone.
        let _ = self.end();
    }
}

impl AsFd for Process {
    /// Readable when the process has ended.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

/// Waits until one of `watched` has something to say (true) or the deadline is there (false).
pub fn wait(watched: &mut [PollFd<'_>], deadline: Instant) -> Result<bool> {
    let left = deadline.saturating_duration_since(Instant::now());
    let left = Timespec::try_from(left).context("the deadline is too far away")?;
    Ok(poll(watched, Some(&left))? > 0)
}
