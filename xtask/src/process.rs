//! Child processes: said before they start, and a failure names the command that failed.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::say;

/// A command about to run. Its standard input is empty unless it is given the terminal.
pub struct Child {
    command: Command,
    shown: String,
}

impl Child {
    pub fn new(program: impl AsRef<OsStr>, directory: &Path) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.current_dir(directory).stdin(Stdio::null());
        Self {
            command,
            shown: program.to_string_lossy().into_owned(),
        }
    }

    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(&arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn errors_to(mut self, target: Stdio) -> Self {
        self.command.stderr(target);
        self
    }

    /// Lets the child ask, say for a password.
    pub fn with_terminal(mut self) -> Self {
        self.command.stdin(Stdio::inherit());
        self
    }

    /// Runs with its output shown as it comes.
    pub fn run(mut self) -> Result<()> {
        say::line(&format!("$ {}", self.shown));
        let status = self.command.status().with_context(|| missing(&self.shown))?;
        if status.success() {
            Ok(())
        } else {
            bail!("`{}` failed ({status})", self.shown)
        }
    }

    /// Runs with its output shown as it comes, and hands each line of standard output to `each`.
    pub fn run_reading(mut self, mut each: impl FnMut(&str)) -> Result<()> {
        say::line(&format!("$ {}", self.shown));
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| missing(&self.shown))?;
        let out = child.stdout.take().context("the child has no standard output")?;
        let mut out = BufReader::new(out);
        let mut line = Vec::new();
        while out.read_until(b'\n', &mut line)? > 0 {
            let mut ours = std::io::stdout().lock();
            let _ = ours.write_all(&line).and_then(|()| ours.flush());
            each(&String::from_utf8_lossy(&line));
            line.clear();
        }
        let status = child.wait()?;
        if status.success() {
            Ok(())
        } else {
            bail!("`{}` failed ({status})", self.shown)
        }
    }

    /// Standard output as text. Nothing is shown.
    pub fn output(mut self) -> Result<String> {
        let out = self.command.output().with_context(|| missing(&self.shown))?;
        if !out.status.success() {
            let said = String::from_utf8_lossy(&out.stderr);
            bail!("`{}` failed ({}): {}", self.shown, out.status, said.trim());
        }
        String::from_utf8(out.stdout).with_context(|| format!("`{}` printed no text", self.shown))
    }

    /// Standard output as bytes, with `input` as standard input.
    pub fn filter(mut self, input: &[u8]) -> Result<Vec<u8>> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = self.command.spawn().with_context(|| missing(&self.shown))?;
        // Written in one go: every input here is a drawing far smaller than what a pipe holds.
        child
            .stdin
            .take()
            .context("the child has no standard input")?
            .write_all(input)?;
        let out = child.wait_with_output()?;
        if out.status.success() {
            Ok(out.stdout)
        } else {
            bail!("`{}` failed ({})", self.shown, out.status)
        }
    }

    /// Whether it ran and succeeded. Nothing is shown.
    pub fn succeeds(mut self) -> bool {
        self.command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Gives this process over to the child, so that signals and the exit code are the child's own.
    #[cfg(unix)]
    pub fn become_it(mut self) -> Result<()> {
        use std::os::unix::process::CommandExt;

        say::line(&format!("$ {}", self.shown));
        Err(self.command.exec()).with_context(|| missing(&self.shown))
    }

    /// Runs the child and waits for it: there is no way here to give a process over.
    #[cfg(not(unix))]
    pub fn become_it(self) -> Result<()> {
        self.run()
    }
}

fn missing(shown: &str) -> String {
    format!("`{shown}` could not be started")
}
