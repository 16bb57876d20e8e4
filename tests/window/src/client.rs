use std::{process::Stdio, time::Duration};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::{RunningApp, output, within};

const LIMIT: Duration = Duration::from_secs(15);

/// An unmodified `@onehop/client`, and `@onehop/js` beside it, in a process of their own.
#[derive(Debug)]
pub struct HopClient {
    commands: ChildStdin,
    reports: Lines<BufReader<ChildStdout>>,
    /// What nobody has asked for yet.
    heard: Vec<Value>,
    _process: Child,
}

impl HopClient {
    /// Connects with the token of a persona.
    pub async fn connect(app: &RunningApp, persona: &str) -> Result<Self> {
        let settings = json!({
            "app": { "id": app.app()?.id, "project_token": app.app()?.project_token },
            "token": app.token(persona)?,
            "listen": app.ready.listen,
        });
        let mut process = Command::new("node")
            .arg("window/client.js")
            .current_dir(output::root().join("tests/clients"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("node cannot be started; install Node 20 or newer")?;
        let commands = process.stdin.take().context("no pipe to node")?;
        let reports = process.stdout.take().context("no pipe from node")?;
        let mut client = Self {
            commands,
            reports: BufReader::new(reports).lines(),
            heard: Vec::new(),
            _process: process,
        };
        client.send(&settings).await?;
        client
            .expect("a connection", |report| report["connection"] == "connected")
            .await?;
        Ok(client)
    }

    /// Asks to join a channel; what comes of it is reported.
    pub async fn join(&mut self, channel: &str) -> Result<()> {
        self.send(&json!({ "join": channel })).await
    }

    /// Publishes a message as the backend, and waits until the server has taken it.
    pub async fn publish(&mut self, channel: &str, event: &str, data: &Value) -> Result<()> {
        self.send(&json!({ "publish": { "channel": channel, "event": event, "data": data } }))
            .await?;
        self.expect("the message to be taken", |report| report["published"] == event)
            .await?;
        Ok(())
    }

    /// The first report that matches and was not given out before. Each has `at`, in ms since 1970.
    pub async fn expect(&mut self, what: &str, matches: impl Fn(&Value) -> bool) -> Result<Value> {
        if let Some(index) = self.heard.iter().position(&matches) {
            return Ok(self.heard.remove(index));
        }
        let listening = async {
            loop {
                let Some(line) = self.reports.next_line().await? else {
                    bail!("the client has ended");
                };
                let report: Value = serde_json::from_str(&line).with_context(|| line.clone())?;
                if matches(&report) {
                    return Ok(report);
                }
                self.heard.push(report);
            }
        };
        let found = within(LIMIT, what, listening).await;
        found.with_context(|| format!("the client reported only {}", json!(self.heard)))
    }

    async fn send(&mut self, command: &Value) -> Result<()> {
        self.commands.write_all(format!("{command}\n").as_bytes()).await?;
        Ok(())
    }
}
