//! The dashboard, served from the program itself. Its files are no secret: the page asks for the key, not its address.
//!
//! `build.rs` makes the table of files from `ui/dist`; it is empty in a build without the feature `dashboard`.

use std::io::Read;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

/// One file, packed if that makes it smaller.
struct Asset {
    /// As in a URL, without the slash it begins with.
    path: &'static str,
    /// Its content type.
    kind: &'static str,
    gzip: bool,
    bytes: &'static [u8],
}

const ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

/// The page that everything begins with.
const PAGE: &str = "index.html";

/// Files below have a hash of their content in their name.
const HASHED: &str = "assets/";

/// The answer to a request, if there is a file for it: what the path names, or the page for a browser that asks for
/// one under any other path.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    answer_from(ASSETS, method, path, headers)
}

fn answer_from(assets: &[Asset], method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let find = |name: &str| assets.iter().find(|asset| asset.path == name);
    let name = path.trim_start_matches('/');
    let asset = match find(name) {
        Some(asset) => asset,
        None if name.is_empty() => find(PAGE)?,
        None if !name.starts_with(HASHED) && says(headers, header::ACCEPT, "text/html") => find(PAGE)?,
        None => return None,
    };
    let packed = asset.gzip && says(headers, header::ACCEPT_ENCODING, "gzip");
    let bytes = if asset.gzip && !packed {
        unpacked(asset)?
    } else {
        Bytes::from_static(asset.bytes)
    };
    let size = bytes.len();
    let body = if *method == Method::HEAD {
        Body::empty()
    } else {
        Body::from(bytes)
    };
    let mut response = (StatusCode::OK, body).into_response();
    let cache = if asset.path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    fields.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    fields.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    fields.insert(header::CONTENT_SECURITY_POLICY, policy(headers));
    if packed {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}

/// What the page may do: load from here, call here, and nothing else. Some browsers take `'self'` not to mean
/// WebSockets, so these are named; the `Host` has been looked at before it is repeated here.
///
/// Styles may be inline, for the editor and the menus place themselves by them; scripts may not.
fn policy(headers: &HeaderMap) -> HeaderValue {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let sockets = host.map_or_else(String::new, |host| format!(" ws://{host} wss://{host}"));
    let policy = format!(
        "default-src 'self'; connect-src 'self'{sockets}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         frame-src 'none'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// For clients that do not take it packed: programs, not browsers.
fn unpacked(asset: &Asset) -> Option<Bytes> {
    let mut bytes = Vec::new();
    GzDecoder::new(asset.bytes).read_to_end(&mut bytes).ok()?;
    Some(bytes.into())
}

/// Is a word in a list of what a client takes?
fn says(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    let values = headers.get_all(name);
    let mut items = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    items.any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|first| first.eq_ignore_ascii_case(word));
        let refused = |weight: &str| weight.starts_with('0') && !weight.contains(|c| matches!(c, '1'..='9'));
        named && !parts.any(|part| part.strip_prefix("q=").is_some_and(refused))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const TEXT: &[u8] = b"console.log('packed')";

    fn assets() -> Vec<Asset> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(TEXT).unwrap();
        let asset = |path, kind, gzip, bytes| Asset {
            path,
            kind,
            gzip,
            bytes,
        };
        vec![
            asset(PAGE, "text/html", false, b"<!doctype html>"),
            asset(
                "assets/main-abc.js",
                "text/javascript",
                true,
                encoder.finish().unwrap().leak(),
            ),
            asset("icon.svg", "image/svg+xml", false, b"<svg/>"),
        ]
    }

    fn ask(path: &str, headers: &[(header::HeaderName, &'static str)]) -> Option<Response> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        answer_from(&assets(), &Method::GET, path, &headers.collect())
    }

    async fn body(response: Response) -> Bytes {
        axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap()
    }

    #[test]
    fn the_page_is_there_for_browsers_wherever_they_ask() {
        const BROWSER: (header::HeaderName, &str) =
            (header::ACCEPT, "text/html,application/xml;q=0.9,*/*;q=0.8");
        const ANY: (header::HeaderName, &str) = (header::ACCEPT, "*/*");
        for (path, accept, kind) in [
            ("/", ANY, Some("text/html")),
            ("/index.html", ANY, Some("text/html")),
            ("/icon.svg", ANY, Some("image/svg+xml")),
            ("/channels/room", BROWSER, Some("text/html")),
            ("/channels/room", ANY, None),
            ("/channels/room", (header::ACCEPT, "text/html;q=0, */*"), None),
            ("/assets/gone-123.js", BROWSER, None),
            ("/assets/../index.html", ANY, None),
        ] {
            let found = ask(path, &[accept]).map(|response| response.headers()[header::CONTENT_TYPE].clone());
            assert_eq!(found.as_ref().map(|kind| kind.to_str().unwrap()), kind, "{path}");
        }
        assert!(answer_from(&assets(), &Method::POST, "/", &HeaderMap::new()).is_none());
    }

    #[tokio::test]
    async fn a_head_has_the_length_and_no_body() {
        let response = answer_from(&assets(), &Method::HEAD, "/", &HeaderMap::new()).unwrap();
        assert_eq!(response.headers()[header::CONTENT_LENGTH], "15");
        assert!(body(response).await.is_empty());
    }

    #[tokio::test]
    async fn it_is_sent_packed_to_those_who_take_it_so() {
        for (accept, packed) in [
            ("gzip, deflate, br", true),
            ("br, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip;q=0.000", false),
            ("identity", false),
            ("", false),
        ] {
            let response = ask("/assets/main-abc.js", &[(header::ACCEPT_ENCODING, accept)]).unwrap();
            let said = response.headers().contains_key(header::CONTENT_ENCODING);
            assert_eq!(said, packed, "{accept}");
            let length = response.headers()[header::CONTENT_LENGTH]
                .to_str()
                .unwrap()
                .to_owned();
            let bytes = body(response).await;
            assert_eq!(length, bytes.len().to_string());
            assert_eq!(bytes == TEXT, !packed, "{accept}");
        }
    }

    #[test]
    fn only_what_has_a_hash_in_its_name_is_kept_for_ever() {
        let cache = |path| ask(path, &[]).unwrap().headers()[header::CACHE_CONTROL].clone();
        assert_eq!(
            cache("/assets/main-abc.js"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(cache("/"), "no-cache");
        assert_eq!(cache("/icon.svg"), "no-cache");
    }

    #[test]
    fn a_page_may_talk_to_its_own_server_only() {
        let response = ask("/", &[(header::HOST, "127.0.0.1:8091")]).unwrap();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.contains("connect-src 'self' ws://127.0.0.1:8091 wss://127.0.0.1:8091;"),
            "{policy}"
        );
        assert!(
            policy.starts_with("default-src 'self';") && !policy.contains("script-src"),
            "{policy}"
        );
    }
}
