//! One that changes a channel's state, version after version, until the server is gone.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::Http;

/// Knows the last version that was acknowledged, and whether the next may be stored as well.
pub struct Keeper {
    /// Path of the state below the admin API.
    path: String,
    acked: u64,
}

impl Keeper {
    /// One for the channel of this name, whose state nobody else changes.
    pub fn new(app: &str, channel: &str) -> Self {
        let path = format!("/admin/v1/apps/{app}/channels/{channel}/state");
        Self { path, acked: 0 }
    }

    /// Puts versions until there is nobody to answer. Each has its own number as its value.
    pub async fn keep(mut self, mut http: Http) -> Result<Self> {
        loop {
            let next = self.acked + 1;
            let body = json!({ "value": { "n": next }, "expected_version": self.acked }).to_string();
            let Ok(answer) = http.ask("PUT", &self.path, &body).await else {
                return Ok(self);
            };
            let said = String::from_utf8_lossy(&answer.body);
            ensure!(
                answer.status == 200,
                "version {next} was answered {}: {said}",
                answer.status
            );
            self.acked = next;
        }
    }

    /// Looks at what the next start shows: the last version that was acknowledged, or the one that was under way.
    pub async fn check(&mut self, http: &mut Http) -> Result<()> {
        let answer = http.ask("GET", &self.path, "").await?;
        let state: Value = serde_json::from_slice(&answer.body)?;
        let version = state["version"].as_u64().unwrap_or_default();
        ensure!(
            version == self.acked || version == self.acked + 1,
            "version {} was acknowledged, and {version} is there: {state}",
            self.acked
        );
        let whole = if version == 0 {
            json!({})
        } else {
            json!({ "n": version })
        };
        ensure!(
            state["value"] == whole,
            "the value of version {version} is {state}"
        );
        self.acked = version;
        Ok(())
    }

    /// Versions that were acknowledged.
    pub fn versions(&self) -> u64 {
        self.acked
    }
}
