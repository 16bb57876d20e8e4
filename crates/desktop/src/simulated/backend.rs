//! The backend of an application, as far as clients of some dialects speak through it: requests to the client listener
//! with the app's own credential.

use std::time::Duration;

use super::words::json;

/// How long it waits for an answer.
const LIMIT: Duration = Duration::from_secs(10);

/// An application's way to the client listener.
#[derive(Clone)]
pub(super) struct Backend {
    pub address: String,
    pub credential: String,
}

impl Backend {
    /// Asks for something; the error is the reason of a *no*, in the words of the server.
    pub async fn ask(&self, path: &str, body: String) -> Result<(), String> {
        let http = reqwest::Client::builder().no_proxy().timeout(LIMIT).build();
        let http = http.map_err(|error| error.to_string())?;
        let answer = http
            .post(format!("{}{path}", self.address))
            .header("authorization", &self.credential)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let said = answer.text().await.unwrap_or_default();
        let refusal = serde_json::from_str::<serde_json::Value>(&said).unwrap_or_default();
        match refusal["error"]["message"].as_str() {
            Some(message) => Err(message.to_owned()),
            None => Err(format!(
                "{path} was answered with status {status} {}",
                json(&said)
            )),
        }
    }
}
