//! What a client shows: a token, and the app that it wants to get into.

use model::{AppId, Refusal};

use super::{
    query,
    token::{self, Identity, no},
};
use crate::{Headers, Hello, Lookup};

/// The token is a credential: there is no `Debug` here.
pub(super) struct Shown {
    token: Option<String>,
    app: Option<String>,
}

impl Shown {
    /// Of a connection: in a header, else in the query, each by itself. A device may be named beside them; connections
    /// are told apart without that.
    pub fn by(hello: &Hello<'_>) -> Self {
        let Self { token, app } = Self::in_headers(hello.headers);
        Self {
            token: token.or_else(|| query::value(hello.query, "Authorization")),
            app: app.or_else(|| query::value(hello.query, "AppID")),
        }
    }

    /// Of a request.
    pub fn in_headers(headers: Headers<'_>) -> Self {
        let given = |name| {
            headers
                .get(name)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        Self {
            token: given("authorization"),
            app: given("appid"),
        }
    }

    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    pub fn has_app(&self) -> bool {
        self.app.is_some()
    }

    /// The app that is named, if there is one.
    pub fn app(&self, lookup: &dyn Lookup) -> Option<AppId> {
        lookup.app(self.app.as_deref()?)
    }

    /// Who that is, in the app that is named.
    pub fn verify(&self, lookup: &dyn Lookup) -> Result<(AppId, Identity), Refusal> {
        let Some(named) = &self.app else {
            return Err(no("no app is named").fix("give the app's id as AppID, in a header or in the query"));
        };
        let Some(app) = lookup.app(named) else {
            let start: String = named.chars().take(64).collect();
            return Err(no(format!("there is no app \"{start}\""))
                .fix("copy the app's id from the dashboard once more"));
        };
        let identity = self.verify_in(Some(&app), lookup)?;
        Ok((app, identity))
    }

    /// Who that is, in this app or in none.
    pub fn verify_in(&self, app: Option<&AppId>, lookup: &dyn Lookup) -> Result<Identity, Refusal> {
        let Some(token) = &self.token else {
            return Err(no("no token is shown").fix(
                "give the client's token as Authorization, in a header or in the query, and nothing else",
            ));
        };
        token::verify(token, app, lookup)
    }
}
