use std::{
    fs,
    path::{Path, PathBuf},
    process::{ExitStatus, Output},
    time::Duration,
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::{Desk, Page, eventually, output, screen, stage::Stage, within};

/// The built app, started on new data, with its window open.
#[derive(Debug)]
pub struct RunningApp {
    pub page: Page,
    pub ready: Ready,
    stage: Stage,
    log: PathBuf,
    home: TempDir,
}

/// What the ready file says, as far as the tests need it.
#[derive(Debug, Deserialize)]
pub struct Ready {
    /// Address for clients, host and port.
    pub listen: String,
    /// Address of the admin API.
    pub admin: String,
    pub admin_key: String,
    pub apps: Vec<ReadyApp>,
    pub personas: Vec<Persona>,
}

#[derive(Debug, Deserialize)]
pub struct ReadyApp {
    pub id: String,
    pub project_token: String,
}

#[derive(Debug, Deserialize)]
pub struct Persona {
    pub name: String,
    pub token: String,
}

/// The built app without a driver, which would kill it when its window goes.
#[derive(Debug)]
pub struct LoneApp {
    process: Child,
    stage: Stage,
    home: TempDir,
}

impl LoneApp {
    /// Starts it; what it says goes to `tests/output/window/<name>`.
    pub async fn start(name: &str) -> Result<Self> {
        let log = output::folder(name)?.join("app.log");
        let home = tempfile::tempdir()?;
        let stage = Stage::set(home.path(), &log)?;
        let mut command = Command::new(output::binary()?);
        command
            .env_remove("WAYLAND_DISPLAY")
            .envs(stage.surroundings.clone())
            .stderr(fs::File::create(log)?)
            .kill_on_drop(true);
        let process = command.spawn()?;
        let file = home.path().join("switchboard/ready.json");
        eventually(Duration::from_secs(10), "the ready file", || {
            file.exists().then_some(())
        })
        .await?;
        Ok(Self { process, stage, home })
    }

    /// Closes the window, once it is there, as its title bar would.
    pub async fn close_window(&self) -> Result<()> {
        let close = || screen::close_window(&self.stage.display, "Switchboard").ok();
        eventually(Duration::from_secs(10), "the window", close).await
    }

    /// Waits until the process has ended.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        within(Duration::from_secs(15), "the process to end", async {
            Ok(self.process.wait().await?)
        })
        .await
    }

    /// The folder with the app's data.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("switchboard")
    }
}

impl RunningApp {
    /// Starts it; pictures and logs go to `tests/output/window/<name>`.
    pub async fn start(name: &str) -> Result<Self> {
        Self::start_program(name, &output::binary()?).await
    }

    /// Starts this build of it.
    pub async fn start_program(name: &str, binary: &Path) -> Result<Self> {
        Ok(
            Self::start_beside(name, binary, tempfile::tempdir()?, async |_| Ok(()))
                .await?
                .0,
        )
    }

    /// Starts it on the data that another one has left.
    pub async fn start_on(name: &str, home: TempDir) -> Result<Self> {
        Ok(
            Self::start_beside(name, &output::binary()?, home, async |_| Ok(()))
                .await?
                .0,
        )
    }

    /// Starts it on a desktop with a tray and notifications.
    pub async fn start_on_desk(name: &str) -> Result<(Self, Desk)> {
        let home = tempfile::tempdir()?;
        Self::start_beside(name, &output::binary()?, home, async |bus| Desk::serve(bus).await).await
    }

    async fn start_beside<T>(
        name: &str,
        binary: &Path,
        home: TempDir,
        before: impl AsyncFnOnce(&str) -> Result<T>,
    ) -> Result<(Self, T)> {
        let folder = output::folder(name)?;
        let log = folder.join("app.log");
        let mut stage = Stage::set(home.path(), &log)?;
        let beside = before(&stage.bus).await?;
        stage.raise()?;
        let page = Page::open(stage.port, binary, folder).await?;
        let file = home.path().join("switchboard/ready.json");
        let text = eventually(Duration::from_secs(10), "the ready file", || fs::read(&file).ok()).await?;
        let ready = serde_json::from_slice(&text).context("the ready file")?;
        let app = Self {
            page,
            ready,
            stage,
            log,
            home,
        };
        Ok((app, beside))
    }

    /// Closes the window as its title bar would.
    pub fn close_window(&self) -> Result<()> {
        screen::close_window(&self.stage.display, "Switchboard")
    }

    /// The token of a persona.
    pub fn token(&self, name: &str) -> Result<&str> {
        let persona = self.ready.personas.iter().find(|persona| persona.name == name);
        Ok(&persona
            .with_context(|| format!("there is no persona {name}"))?
            .token)
    }

    /// The app that is there from the start.
    pub fn app(&self) -> Result<&ReadyApp> {
        self.ready.apps.first().context("there is no app")
    }

    /// What it has written to its standard error.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    /// Starts the app once more, in the same surroundings, and waits until that process has ended.
    pub async fn start_again(&self) -> Result<Output> {
        let again = Command::new(output::binary()?)
            .env_remove("WAYLAND_DISPLAY")
            .envs(self.stage.surroundings.clone())
            .kill_on_drop(true)
            .output();
        within(Duration::from_secs(20), "the second process to end", async {
            Ok(again.await?)
        })
        .await
    }

    /// Its process.
    pub fn pid(&self) -> Result<u32> {
        let driver = self.stage.driver().context("there is no driver")?;
        let children = fs::read_to_string(format!("/proc/{driver}/task/{driver}/children"))?;
        let app = children
            .split_whitespace()
            .next()
            .context("the app is not running")?;
        Ok(app.parse()?)
    }

    /// Kills it at once, as a power failure would, and gives what it leaves behind.
    pub async fn kill(self) -> Result<TempDir> {
        let pid = self.pid()?;
        kill_process(
            Pid::from_raw(pid.try_into()?).context("the app has no process")?,
            Signal::KILL,
        )?;
        eventually(Duration::from_secs(10), "the process to be gone", || {
            let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            (state.is_empty() || state.contains(") Z ")).then_some(())
        })
        .await?;
        // The ready file of a run that was killed says nothing about the next one.
        fs::remove_file(self.home.path().join("switchboard/ready.json"))?;
        Ok(self.home)
    }

    /// Asks the process to end and waits until it has taken its ready file with it.
    pub async fn end(self) -> Result<()> {
        let app = Pid::from_raw(self.pid()?.try_into()?).context("the app has no process")?;
        kill_process(app, Signal::TERM)?;
        let file = self.home.path().join("switchboard/ready.json");
        eventually(Duration::from_secs(15), "the ready file to go", || {
            (!file.exists()).then_some(())
        })
        .await
    }
}
