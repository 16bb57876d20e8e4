//! The app with its window, on a screen that exists only in memory.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::Figures;
use crate::binary;
use crate::median::median;
use crate::process::Process;
use crate::report::Absent;
use crate::sign;

pub const NAME: &str = "switchboard, the window";

/// What the app logs when its page has rendered a first frame, with the time as the page counts it.
const PAINTED: &str = "painted_ms=";

/// The programs that give it a screen and a session bus.
const STAGE: [&str; 2] = ["xvfb-run", "dbus-run-session"];

const LIMIT: Duration = Duration::from_secs(30);

/// Time after which an app that nobody touches is at rest.
const SETTLE: Duration = Duration::from_secs(10);

/// One start, as seen by [`probe`].
#[derive(Debug, Deserialize, Serialize)]
struct Start {
    ready_ms: f64,
    painted_ms: f64,
    page_ms: f64,
    /// PSS and RSS of all its processes.
    at_rest: Option<(u64, u64)>,
}

/// Starts the app `rounds` times, each time with empty data.
pub fn measure(app: Option<PathBuf>, rounds: usize) -> Result<Figures, Absent> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_installed = |program: &&str| env::split_paths(&path).any(|folder| folder.join(program).exists());
    if !STAGE.iter().all(is_installed) {
        return Err(Absent::NotInstalled("apt-get install xvfb xauth dbus".to_owned()));
    }
    on_stage(app, rounds).map_err(Absent::from)
}

/// This program starts itself once more on the stage, so that only the app's own start is timed.
fn on_stage(app: Option<PathBuf>, rounds: usize) -> Result<Figures> {
    let app = app.map_or_else(|| binary::dist("switchboard", "switchboard"), Ok)?;
    let [screen, bus] = STAGE;
    let output = Command::new(screen)
        .args(["-a", "-s", "-screen 0 1440x900x24", bus, "--"])
        .arg(env::current_exe()?)
        .arg("window")
        .arg(&app)
        .arg(rounds.to_string())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!(
            "the app could not be timed ({}); the reason stands above",
            output.status
        );
    }
    let starts = starts_in(&output.stdout)?;
    let middle = |figure: fn(&Start) -> f64| median(starts.iter().map(figure));
    let at_rest = starts.iter().find_map(|start| start.at_rest);
    Ok(Figures {
        ready_ms: middle(|start| start.ready_ms),
        painted_ms: Some(middle(|start| start.painted_ms)),
        page_ms: Some(middle(|start| start.page_ms)),
        pss_bytes: at_rest.map(|(pss, _)| pss),
        rss_bytes: at_rest.map(|(_, rss)| rss),
        binary_bytes: Some(fs::metadata(&app)?.len()),
    })
}

/// The answer of [`probe`]: the last line, as services of the session bus write to the same output.
fn starts_in(output: &[u8]) -> Result<Vec<Start>> {
    let text = str::from_utf8(output)?;
    let last = text.lines().last().context("the timing gave no answer")?;
    serde_json::from_str(last).with_context(|| format!("“{last}” is no answer"))
}

/// Times `rounds` starts of the app and answers them as JSON. To be run where there is a screen.
pub fn probe(app: &Path, rounds: usize) -> Result<String> {
    let starts: Vec<Start> = (1..=rounds)
        .map(|round| start(app, round == rounds))
        .collect::<Result<_>>()?;
    Ok(serde_json::to_string(&starts)?)
}

fn start(app: &Path, and_rest: bool) -> Result<Start> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    fs::create_dir(&data)?;
    let log = folder.path().join("log");
    let ready = sign::File::at(&data.join("ready.json"))?;
    let painted = sign::Line::containing(PAINTED, &log)?;
    let mut command = Command::new(app);
    command
        .env("SWITCHBOARD_DATA_DIR", &data)
        .env("SWITCHBOARD_LISTEN", "127.0.0.1:0")
        .env("SWITCHBOARD_ADMIN_LISTEN", "127.0.0.1:0")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("RUST_LOG", "info")
        .env("NO_COLOR", "1");
    let mut process = Process::spawn(&mut command, log)?;
    let [ready, seen] = process.show([&ready, &painted], LIMIT)?;
    let line = painted.read()?.context("the log has lost a line")?;
    let page_ms = painted_ms(&line).with_context(|| format!("no time in “{}”", line.trim_end()))?;
    let at_rest = if and_rest {
        process.rest(SETTLE)?;
        let memory = process.memory()?;
        Some((memory.pss, memory.rss))
    } else {
        None
    };
    process.stop()?;
    let [ready_ms, painted_ms] = [ready, seen].map(|time| time.as_secs_f64() * 1e3);
    Ok(Start {
        ready_ms,
        painted_ms,
        page_ms,
        at_rest,
    })
}

fn painted_ms(line: &str) -> Option<f64> {
    let (_, after) = line.split_once(PAINTED)?;
    let end = after
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(after.len());
    after[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_behind_what_services_say() {
        let start = r#"[{"ready_ms":1.0,"painted_ms":2.0,"page_ms":3.0,"at_rest":null}]"#;
        let starts = starts_in(format!("SpiRegistry daemon is running\n{start}\n").as_bytes()).unwrap();
        assert_eq!(starts[0].page_ms, 3.0);
        assert!(starts_in(b"").is_err());
    }

    #[test]
    fn the_time_is_read_whatever_stands_around_it() {
        assert_eq!(
            painted_ms("INFO app: window painted painted_ms=412\n"),
            Some(412.0)
        );
        assert_eq!(painted_ms("painted_ms=38.5 server=\"embedded\"\n"), Some(38.5));
        assert_eq!(painted_ms("painted_ms=soon\n"), None);
    }
}
