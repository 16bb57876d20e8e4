use std::{fmt, net::IpAddr};

use contract::BASE;
use reqwest::{Url, header::HeaderValue};
use thiserror::Error;

use crate::FetchError;

/// A server's admin listener and the key to it.
#[derive(Clone)]
pub struct Target {
    base: Url,
    bearer: HeaderValue,
}

/// Why an address or a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    #[error(
        "\"{0}\" is not the address of a server; write it like https://host:8091 or http://127.0.0.1:8091"
    )]
    Address(String),
    #[error(
        "\"{0}\" is neither on this machine nor encrypted, and the key would travel in the clear; use https://"
    )]
    Unencrypted(String),
    #[error("the admin key has characters that no header can carry; copy it again from the server")]
    Key,
}

impl Target {
    /// `base_url` is scheme, host and port: `https://…` anywhere, `http://…` on this machine only.
    pub fn new(base_url: &str, admin_key: &str) -> Result<Self, TargetError> {
        let base = Url::parse(base_url).map_err(|_| TargetError::Address(base_url.to_owned()))?;
        let bare = base.path() == "/" && base.query().is_none() && base.fragment().is_none();
        let anonymous = base.username().is_empty() && base.password().is_none();
        let host = base.host_str().unwrap_or_default();
        match base.scheme() {
            _ if host.is_empty() || !bare || !anonymous => {
                return Err(TargetError::Address(base_url.to_owned()));
            }
            "https" => {}
            "http" if is_loopback(host) => {}
            "http" => return Err(TargetError::Unencrypted(base_url.to_owned())),
            _ => return Err(TargetError::Address(base_url.to_owned())),
        }
        let mut bearer =
            HeaderValue::from_str(&format!("Bearer {admin_key}")).map_err(|_| TargetError::Key)?;
        bearer.set_sensitive(true);
        Ok(Self { base, bearer })
    }

    /// Host and port, for sentences.
    pub fn address(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        let port = self.base.port_or_known_default().unwrap_or_default();
        format!("{host}:{port}")
    }

    /// Is it on this machine?
    pub fn is_local(&self) -> bool {
        self.base.host_str().is_some_and(is_loopback)
    }

    /// The header that opens the admin API.
    pub(crate) fn bearer(&self) -> &HeaderValue {
        &self.bearer
    }

    /// The full address of a path of the admin API, and of nothing else on that host.
    pub(crate) fn url(&self, path: &str) -> Result<Url, FetchError> {
        let outside = || FetchError::OutsideApi(path.to_owned());
        if !path.starts_with('/') {
            return Err(outside());
        }
        let origin = self.base.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{origin}{path}")).map_err(|_| outside())?;
        let inside = url
            .path()
            .strip_prefix(BASE)
            .is_some_and(|rest| rest.starts_with('/'));
        if url.origin() == self.base.origin() && inside && url.fragment().is_none() {
            Ok(url)
        } else {
            Err(outside())
        }
    }

    /// The same for a WebSocket.
    pub(crate) fn socket_url(&self, path: &str) -> Result<Url, FetchError> {
        let mut url = self.url(path)?;
        let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
        url.set_scheme(scheme)
            .map_err(|()| FetchError::OutsideApi(path.to_owned()))?;
        Ok(url)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_travels_on_this_machine_or_encrypted() {
        for good in [
            "http://127.0.0.1:8091",
            "http://[::1]:8091",
            "http://localhost:1",
            "https://example.org",
        ] {
            assert!(Target::new(good, "k").is_ok(), "{good}");
        }
        for open in [
            "http://example.org",
            "http://10.0.0.1:8091",
            "http://127.0.0.1.evil.example",
        ] {
            assert_eq!(
                Target::new(open, "k").unwrap_err(),
                TargetError::Unencrypted(open.into())
            );
        }
        for odd in [
            "",
            "127.0.0.1:8091",
            "ftp://127.0.0.1",
            "https://user:secret@example.org",
            "https://example.org/path",
        ] {
            assert_eq!(
                Target::new(odd, "k").unwrap_err(),
                TargetError::Address(odd.into())
            );
        }
        assert_eq!(
            Target::new("https://example.org", "a\nb").unwrap_err(),
            TargetError::Key
        );
    }

    #[test]
    fn a_path_stays_inside_the_api() {
        let target = Target::new("http://127.0.0.1:8091", "k").unwrap();
        assert_eq!(
            target.url("/admin/v1/apps?x=1").unwrap().as_str(),
            "http://127.0.0.1:8091/admin/v1/apps?x=1"
        );
        assert_eq!(
            target.socket_url("/admin/v1/stream").unwrap().as_str(),
            "ws://127.0.0.1:8091/admin/v1/stream"
        );
        for bad in [
            "",
            "admin/v1/apps",
            "/metrics",
            "/admin/v1",
            "/admin/v10/apps",
            "/admin/v1/../../metrics",
            "/admin/v1/%2e%2e/%2e%2e/metrics",
            "//evil.example/admin/v1/apps",
            "@evil.example/admin/v1/apps",
            ".evil.example/admin/v1/apps",
        ] {
            assert!(target.url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_key_is_not_in_the_debug_text() {
        let target = Target::new("http://127.0.0.1:8091", "very-secret").unwrap();
        assert!(!format!("{target:?}").contains("secret"));
    }
}
