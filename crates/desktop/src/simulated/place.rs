//! Where a simulated client connects, and as whom: found out through the admin API of its server.

use axum::http::StatusCode;
use client::{CallError, Client, Method};
use contract::{App, AppCredentials, Info, Minted, Token, desktop::Simulate};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    client::IntoClientRequest, handshake::client::Request, http::HeaderValue,
};

use super::{backend::Backend, channels::Channels, itty::Itty, leap::Leap, pakyow::Pakyow, words::Speech};
use crate::exchange::Failure;

/// How long a signed credential holds.
const HOLDS_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

/// What one client connects with.
pub(super) struct Place {
    pub label: String,
    pub speech: Box<dyn Speech>,
    pub request: Request,
    /// The application behind it, if it speaks through one.
    pub backend: Option<Backend>,
}

/// A server and one app of it, as one dialect finds them.
pub(super) struct Site {
    client: Client,
    wish: Simulate,
    /// Address and port of the client listener.
    listen: String,
    /// The app is that of clients who name none.
    is_default: bool,
    /// Who is to connect, if it is a subject of the app.
    persona: Option<Token>,
    backend: Option<Backend>,
}

impl Site {
    /// Looks around, and says what speaks against it before anything is made.
    pub async fn find(client: Client, wish: Simulate) -> Result<Self, Failure> {
        let info: Info = client
            .get(&format!("{}/info", contract::BASE))
            .await
            .map_err(failed)?;
        let Some(dialect) = info.dialects.iter().find(|one| one.name == wish.dialect) else {
            let known: Vec<_> = info.dialects.iter().map(|one| one.name.as_str()).collect();
            return Err(invalid(format!(
                "the server does not speak \"{}\"; it speaks {}",
                wish.dialect,
                known.join(", ")
            )));
        };
        let listen = dialect.addresses.iter().find_map(|address| host(address));
        let listen = listen.ok_or_else(|| {
            let message = format!("the server tells no address for clients of {}", wish.dialect);
            conflict("NO_ADDRESS", message)
        })?;
        let app = path(&wish.app, "");
        let _: App = client.get(&app).await.map_err(failed)?;
        let persona = match &wish.token {
            Some(token) => {
                let path = path(&wish.app, &format!("/tokens/{}", encoded(token)));
                Some(client.get::<Token>(&path).await.map_err(failed)?)
            }
            None => None,
        };
        let mut site = Self {
            is_default: dialect.default_app.as_ref() == Some(&wish.app),
            listen: listen.to_owned(),
            client,
            wish,
            persona,
            backend: None,
        };
        site.check()?;
        if site.wish.dialect == "pakyow" {
            let credentials: AppCredentials = site
                .client
                .get(&path(&site.wish.app, "/credentials"))
                .await
                .map_err(failed)?;
            site.backend = Some(Backend {
                address: format!("http://{}", site.listen),
                credential: credentials.project_token,
            });
        }
        Ok(site)
    }

    /// What a dialect has no word for.
    fn check(&self) -> Result<(), Failure> {
        let client = self.persona.as_ref().map(|token| token.client.is_some());
        let no = |message: &str| Err(conflict("NO_WORD", message));
        match (self.wish.dialect.as_str(), client) {
            ("leap", Some(true)) => no(
                "Leap shows tokens, and this is a registered client; choose a token, or the dialect channels",
            ),
            ("channels", Some(false)) => no(
                "clients of channels show a signed credential, and this is a token; \
                choose a registered client, or nobody",
            ),
            ("itty" | "pakyow", Some(_)) => {
                no("clients of this dialect cannot say who they are; choose nobody")
            }
            ("itty", None) if self.wish.channel.is_none() => Err(invalid(
                "an itty client connects to one channel by its address; give a channel".to_owned(),
            )),
            ("pakyow", None) if !self.is_default => no(
                "pages of Pakyow are in the app of those who name none, which is another one; choose that app",
            ),
            _ => Ok(()),
        }
    }

    /// What the next client connects with; `number` tells it from the others.
    pub async fn place(&self, number: u64) -> Result<Place, Failure> {
        let name = |token: &Token| {
            token
                .name
                .clone()
                .or(token.client.clone())
                .unwrap_or(token.id.clone())
        };
        let label = self.persona.as_ref().map_or_else(|| "anonymous".to_owned(), name);
        let (app, listen) = (&self.wish.app, &self.listen);
        let channel = self.wish.channel.clone().unwrap_or_default();
        let (url, speech): (_, Box<dyn Speech>) = match self.wish.dialect.as_str() {
            "leap" => {
                let token = self.persona.as_ref().map(|token| token.id.clone());
                (
                    format!("ws://{listen}/ws"),
                    Box::new(Leap::new(app.clone(), token)),
                )
            }
            "channels" => (format!("ws://{listen}/optimized"), Box::<Channels>::default()),
            "itty" => {
                let first = if self.is_default {
                    "c".to_owned()
                } else {
                    encoded(app)
                };
                let url = format!("ws://{listen}/{first}/{}", encoded(&channel));
                (url, Box::new(Itty::new(channel, !self.is_default)))
            }
            "pakyow" => {
                let (page, key) = (format!("simulated-{number}-{}", invented()?), invented()?);
                let url = format!("ws://{listen}/?socket_connection_id={page}&socket_key={key}");
                (url, Box::new(Pakyow::new(page, key)))
            }
            other => {
                return Err(conflict(
                    "NO_WORD",
                    format!("no client of \"{other}\" can be simulated"),
                ));
            }
        };
        let mut request = url
            .into_client_request()
            .map_err(|error| invalid(format!("the client has no valid address: {error}")))?;
        if self.wish.dialect == "channels" {
            let client = self.persona.as_ref().and_then(|token| token.client.clone());
            // Somebody whom nobody has registered is a guest of the app.
            let client = client.unwrap_or_else(|| format!("simulated-{number}"));
            for (name, value) in [
                ("authorization", self.credential(&client).await?),
                ("appid", app.clone()),
            ] {
                let value = HeaderValue::from_str(&value)
                    .map_err(|_| invalid(format!("the header {name} cannot be written")))?;
                request.headers_mut().insert(name, value);
            }
        }
        let backend = self.backend.clone();
        Ok(Place {
            label,
            speech,
            request,
            backend,
        })
    }

    /// Channels that it joins when it has been let in: of some it has none to join, but is in that of its address.
    pub fn wanted(&self) -> Vec<String> {
        let joins = self.wish.dialect != "itty";
        self.wish.channel.iter().filter(|_| joins).cloned().collect()
    }

    async fn credential(&self, client: &str) -> Result<String, Failure> {
        let mint = json!({
            "dialect": "channels", "kind": "jwt", "client": client, "role": "Client", "expires_in_ms": HOLDS_MS,
        });
        let path = path(&self.wish.app, "/mint");
        let minted: Minted = self
            .client
            .call(Method::POST, &path, Some(&mint))
            .await
            .map_err(failed)?;
        Ok(minted.credential)
    }
}

/// Address and port of a WebSocket's URL.
fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("ws://")?;
    rest.split(['/', '?']).next().filter(|host| !host.is_empty())
}

fn path(app: &str, rest: &str) -> String {
    format!("{}/apps/{}{rest}", contract::BASE, encoded(app))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Something that nobody can guess.
fn invented() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        let message = format!("the system gives no random bytes: {error}");
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "NO_RANDOM", message)
    })?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}

pub(super) fn invalid(message: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
}

pub(super) fn conflict(code: &str, message: impl Into<String>) -> Failure {
    Failure::new(StatusCode::CONFLICT, code, message)
}

/// The server's own *no* is passed on as it is.
fn failed(error: CallError) -> Failure {
    match error {
        CallError::Fetch(error) => error.into(),
        CallError::Refused { status, error } => Failure {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY),
            error,
        },
        CallError::OffContract { .. } => {
            Failure::new(StatusCode::BAD_GATEWAY, "OFF_CONTRACT", error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_what_stands_before_the_path() {
        assert_eq!(host("ws://127.0.0.1:8090/ws"), Some("127.0.0.1:8090"));
        assert_eq!(
            host("ws://[::1]:8090/?socket_connection_id=<id>"),
            Some("[::1]:8090")
        );
        assert_eq!(host("ws://h:1?x"), Some("h:1"));
        assert_eq!(host("http://127.0.0.1:8090/v1"), None);
        assert_eq!(host("ws:///c"), None);
    }
}
