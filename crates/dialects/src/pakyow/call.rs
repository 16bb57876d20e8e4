//! A route that a page calls, as the request that it stands for.

use std::borrow::Cow;

use engine::HttpCall;
use model::Refusal;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{Given, ID, Visitor, invalid};

/// What a path or a query cannot have. A `%` stays: what is encoded already is left so.
const ODD: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A request, and the id of the page that it is made for.
pub(super) struct Made {
    pub request: HttpCall,
    pub page: String,
}

/// The request, in the session of the socket; or the status of the answer, and why. `cookie`: name and value; `old`: as
/// 0.10 made it.
pub(super) fn request(
    method: String,
    uri: &str,
    input: Given<'_>,
    visitor: &Visitor,
    cookie: &str,
    old: bool,
) -> Result<Made, (u16, Refusal)> {
    let (path, query) = target(uri).map_err(|refusal| (400, refusal))?;
    let path = if old { with_format(&path)? } else { path };
    let mut given = Given::of_pairs(query.as_deref().unwrap_or_default()).under(input);
    let page = given.text(ID).unwrap_or_else(|| {
        given.set(ID, &visitor.id);
        visitor.id.to_string()
    });
    let mut headers = vec![
        ("cookie", cookie.to_owned()),
        ("x-pakyow-socket", "1".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    if plain(&page) {
        headers.push(("x-socket-connection-id", page.clone()));
    }
    match &visitor.shown {
        Some(key) if plain(key) => headers.push(("x-socket-key", key.to_string())),
        Some(key) if given.get("socket_key").is_none() => given.set("socket_key", key),
        _ => {}
    }
    let request = HttpCall {
        method,
        path: match query {
            Some(query) => format!("{path}?{query}"),
            None => path,
        },
        headers,
        body: given.json().into_bytes(),
    };
    Ok(Made { request, page })
}

/// Path and query of an address, of which the host does not matter.
fn target(uri: &str) -> Result<(String, Option<String>), Refusal> {
    let uri = uri.trim();
    let uri = uri.split_once('#').map_or(uri, |(before, _)| before);
    let (path, query) = match uri.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (uri, None),
    };
    let path = path_of(path);
    // A server in front of the routes may have them under a folder, out of which this would lead.
    if path.split('/').any(leads_up) {
        return Err(invalid("the call's uri has . or .. in its path").fix("name the route without them"));
    }
    let clean = |text: &str| utf8_percent_encode(text, ODD).to_string();
    Ok((clean(&path), query.map(clean)))
}

fn path_of(address: &str) -> Cow<'_, str> {
    let host = match address.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || is_scheme(scheme) => Some(rest),
        _ => None,
    };
    let path = match host {
        Some(host) => host.find('/').map_or("", |at| &host[at..]),
        None => address,
    };
    if path.starts_with('/') {
        path.into()
    } else {
        format!("/{path}").into()
    }
}

fn is_scheme(text: &str) -> bool {
    let right = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.strip_suffix(':')
        .is_some_and(|scheme| scheme.bytes().all(right))
}

fn leads_up(segment: &str) -> bool {
    let segment: Cow<'_, [u8]> = percent_decode_str(segment).into();
    matches!(&*segment, b"." | b"..") || segment.contains(&b'\\')
}

/// 0.10 asks for the JSON format of every route, and knows no name for that of `/`.
fn with_format(path: &str) -> Result<String, (u16, Refusal)> {
    match path.trim_end_matches('/') {
        "" => {
            let refusal = invalid("Pakyow 0.10 cannot call / through a socket");
            Err((500, refusal.fix("call another route, or set version to 0.11")))
        }
        path => Ok(format!("{path}.json")),
    }
}

/// Can this be the value of a header?
fn plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(uri: &str) -> Option<String> {
        let (path, query) = super::target(uri).ok()?;
        Some(match query {
            Some(query) => format!("{path}?{query}"),
            None => path,
        })
    }

    #[test]
    fn only_path_and_query_of_an_address_count() {
        for (uri, path) in [
            ("/messages", "/messages"),
            ("messages", "/messages"),
            ("", "/"),
            ("?a=1", "/?a=1"),
            ("http://example.org/a/b?c=d&e#f", "/a/b?c=d&e"),
            ("https://example.org", "/"),
            ("https://example.org?a=//b", "/?a=//b"),
            ("//example.org/a", "/a"),
            ("/a//b", "/a//b"),
            ("a b/é?x=\"1\r\n\"&y=%20", "/a%20b/%C3%A9?x=%221%0D%0A%22&y=%20"),
            ("javascript:alert(1)", "/javascript:alert(1)"),
        ] {
            assert_eq!(target(uri).as_deref(), Some(path), "{uri:?}");
        }
        for uri in [
            "/../admin",
            "a/./b",
            "/%2e%2E/admin",
            "/a/..",
            "/..\\admin",
            "/a%5c..%5cb",
        ] {
            assert_eq!(target(uri), None, "{uri}");
        }
    }

    #[test]
    fn the_old_version_asks_for_json() {
        for (path, asked) in [("/a", Some("/a.json")), ("/a/b/", Some("/a/b.json")), ("/", None)] {
            assert_eq!(with_format(path).ok().as_deref(), asked, "{path}");
        }
    }
}
