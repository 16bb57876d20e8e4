//! Requests to the admin API that it has to refuse.

use serde_json::json;

use super::{Input, Row};

const INVALID: &str = "INVALID_REQUEST";

fn row(
    what: &'static str,
    request: (&'static str, &str, impl ToString),
    answer: (i32, &'static str, &'static [&'static str]),
) -> Row {
    let (method, path, body) = request;
    let input = Input::Admin {
        method,
        path: format!("/admin/v1{path}"),
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    };
    Row::new(what, input, answer)
}

#[rustfmt::skip] // A table.
pub fn rows(app: &str, token: &str) -> Vec<Row> {
    let apps = "/apps";
    let one = &format!("/apps/{app}");
    let channels = &format!("{one}/channels");
    let room = &format!("{channels}/room");
    let closed = &format!("{channels}/closed");
    let state = &format!("{room}/state");
    let messages = &format!("{room}/messages");
    let tokens = &format!("{one}/tokens");
    let clients = &format!("{one}/clients");
    let signing = &format!("{one}/signing-keys");
    let mint = &format!("{one}/mint");
    let minting = dialects::ALL.iter().find(|spoken| spoken.mint.is_some()).unwrap().name;
    let nowhere = &format!("{channels}/nowhere");
    let decision = "/approvals/ticket_x/decision";
    let long = &"x".repeat(300);
    let large = &"x".repeat(300 * 1024);
    let huge = &"x".repeat((1 << 20) + 1);
    let channel = |name: &str| json!({ "name": name, "visibility": "public" });
    let unknown_app: &[&str] = &["there is no app", "list the apps"];
    let unknown_channel: &[&str] = &["there is no channel", "create the channel"];
    vec![
        row("no such path", ("GET", "/nothing", ""), (404, "NOT_FOUND", &["/admin/v1"])),
        row("a slash too many", ("GET", "/apps/", ""), (404, "NOT_FOUND", &["/admin/v1"])),
        row("no such method", ("DELETE", apps, ""), (405, "METHOD_NOT_ALLOWED", &["OpenAPI"])),
        row("no body", ("POST", apps, ""), (400, INVALID, &["object"])),
        row("no JSON", ("POST", apps, "name=x"), (400, INVALID, &["object"])),
        row("broken JSON", ("POST", apps, "{\"name\": \"x\""), (400, INVALID, &["line 1 column"])),
        row("an array", ("POST", apps, "[\"x\"]"), (400, INVALID, &["object"])),
        row("a text", ("POST", apps, "\"x\""), (400, INVALID, &["object"])),
        row("null", ("POST", apps, "null"), (400, INVALID, &["object"])),
        row("two objects", ("POST", apps, "{\"name\":\"x\"} {}"), (400, INVALID, &["trailing"])),
        row("a field is missing", ("POST", apps, json!({})), (400, INVALID, &["`name`"])),
        row("a field of the wrong type", ("POST", apps, json!({ "name": 5 })), (400, INVALID, &["expected a string"])),
        row("an unknown field", ("POST", apps, json!({ "name": "x", "mode": "ask" })), (400, INVALID, &["`mode`", "join_mode"])),
        row("an unknown mode", ("POST", apps, json!({ "name": "x", "join_mode": "maybe" })), (400, INVALID, &["`maybe`", "`ask`"])),
        row("an empty name", ("POST", apps, json!({ "name": "" })), (400, INVALID, &["1 to 80"])),
        row("a blank name", ("POST", apps, json!({ "name": "   " })), (400, INVALID, &["1 to 80"])),
        row("a long name", ("POST", apps, json!({ "name": long })), (400, INVALID, &["1 to 80", "300"])),
        row("an unknown app", ("GET", "/apps/project_x", ""), (404, "UNKNOWN_APP", unknown_app)),
        row("a path that is not UTF-8", ("GET", "/apps/%FF", ""), (400, INVALID, &["UTF-8"])),
        row("an unknown app's credentials", ("GET", "/apps/project_x/credentials", ""), (404, "UNKNOWN_APP", unknown_app)),
        row("an unknown app's channels", ("GET", "/apps/project_x/channels", ""), (404, "UNKNOWN_APP", unknown_app)),
        row("a channel in an unknown app", ("POST", "/apps/project_x/channels", channel("x")), (404, "UNKNOWN_APP", unknown_app)),
        row("a time to answer that is too short", ("PATCH", one, json!({ "ask_timeout_ms": 999 })), (400, INVALID, &["1,000 to 600,000", "999"])),
        row("a time to answer that is too long", ("PATCH", one, json!({ "ask_timeout_ms": 600_001 })), (400, INVALID, &["1,000 to 600,000"])),
        row("a time to answer that is no number", ("PATCH", one, json!({ "ask_timeout_ms": "1 s" })), (400, INVALID, &["u64"])),
        row("a channel without visibility", ("POST", channels, json!({ "name": "x" })), (400, INVALID, &["`visibility`"])),
        row("an unknown visibility", ("POST", channels, json!({ "name": "x", "visibility": "open" })), (400, INVALID, &["`open`", "`unprotected`"])),
        row("an unknown capability", ("POST", channels, json!({ "name": "x", "visibility": "public", "capabilities": ["persistant"] })), (400, INVALID, &["`persistant`", "`persistent`"])),
        row("a channel that has an empty name", ("POST", channels, channel("")), (400, INVALID, &["1 to 256"])),
        row("a channel with a star in its name", ("POST", channels, channel("a*b")), (400, INVALID, &["'*'", "leave out"])),
        row("a channel with a long name", ("POST", channels, channel(long)), (400, INVALID, &["300", "256"])),
        row("the reserved name", ("POST", channels, channel("tokens")), (400, INVALID, &["reserved", "choose another"])),
        row("a channel that exists", ("POST", channels, channel("room")), (409, "CHANNEL_EXISTS", &["exists", "another name"])),
        row("a state that is a list", ("POST", channels, json!({ "name": "x", "visibility": "public", "state": [] })), (400, INVALID, &["map"])),
        row("a state that is too large", ("POST", channels, json!({ "name": "x", "visibility": "public", "state": { "x": large } })), (413, "TOO_LARGE", &["262144", "reference"])),
        row("a text that is too long", ("POST", channels, json!({ "name": "x", "visibility": "public", "extra": large })), (413, "TOO_LARGE", &["4096"])),
        row("a text that becomes too long", ("PATCH", room, json!({ "extra": large })), (413, "TOO_LARGE", &["4096"])),
        row("an unknown channel", ("GET", nowhere, ""), (404, "UNKNOWN_CHANNEL", unknown_channel)),
        row("an unknown channel changed", ("PATCH", nowhere, json!({ "closed": true })), (404, "UNKNOWN_CHANNEL", unknown_channel)),
        row("an unknown channel deleted", ("DELETE", nowhere, ""), (404, "UNKNOWN_CHANNEL", unknown_channel)),
        row("closed is no boolean", ("PATCH", room, json!({ "closed": "yes" })), (400, INVALID, &["boolean"])),
        row("a field that cannot be changed", ("PATCH", room, json!({ "name": "x" })), (400, INVALID, &["`name`", "`closed`"])),
        row("a state without value", ("PUT", state, json!({ "a": 1 })), (400, INVALID, &["`a`", "`value`"])),
        row("a state that is null", ("PUT", state, json!({ "value": null })), (400, INVALID, &["map"])),
        row("a state that has moved on", ("PUT", state, json!({ "value": {}, "expected_version": 7 })), (409, "VERSION_CONFLICT", &["version 0, not 7", "read the state again"])),
        row("a state merged that has moved on", ("PATCH", state, json!({ "value": {}, "expected_version": 7 })), (409, "VERSION_CONFLICT", &["version 0, not 7"])),
        row("a state that grows too large", ("PATCH", state, json!({ "value": { "x": large } })), (413, "TOO_LARGE", &["262144"])),
        row("a state in a closed channel", ("PUT", &format!("{closed}/state"), json!({ "value": {} })), (409, "CHANNEL_CLOSED", &["is closed", "open the channel"])),
        row("a message without event", ("POST", messages, json!({ "payload": 1 })), (400, INVALID, &["`event`"])),
        row("an empty event", ("POST", messages, json!({ "event": "" })), (400, INVALID, &["1 to 256"])),
        row("a long event", ("POST", messages, json!({ "event": long })), (400, INVALID, &["1 to 256", "300"])),
        row("a message in a closed channel", ("POST", &format!("{closed}/messages"), json!({ "event": "e" })), (409, "CHANNEL_CLOSED", &["is closed", "open the channel"])),
        row("a message in an unknown channel", ("POST", &format!("{nowhere}/messages"), json!({ "event": "e" })), (404, "UNKNOWN_CHANNEL", unknown_channel)),
        row("a body that is too large", ("POST", messages, json!({ "event": "e", "payload": huge })), (413, "TOO_LARGE", &["1048576"])),
        row("no messages at all", ("GET", &format!("{messages}?limit=0"), ""), (400, INVALID, &["limit is 0", "1 to 1000"])),
        row("too many messages", ("GET", &format!("{messages}?limit=1001"), ""), (400, INVALID, &["1001", "1 to 1000"])),
        row("a limit that is no number", ("GET", &format!("{messages}?limit=all"), ""), (400, INVALID, &["limit"])),
        row("an instant that is none", ("GET", &format!("{messages}?since=1"), ""), (400, INVALID, &["since is", "2030-01-31T09:00:00Z"])),
        row("an unknown parameter", ("GET", &format!("{messages}?from=1"), ""), (400, INVALID, &["`from`", "`after`"])),
        row("a list of no rows", ("GET", &format!("{channels}?limit=0"), ""), (400, INVALID, &["limit is 0", "1 to 1000"])),
        row("a list that goes on nowhere", ("GET", &format!("{tokens}?after=x"), ""), (400, INVALID, &["after is \"x\"", "`next`"])),
        row("connections that go on nowhere", ("GET", &format!("{one}/connections?after=x"), ""), (400, INVALID, &["after is \"x\"", "`next`"])),
        row("a list with an unknown parameter", ("GET", &format!("{channels}?page=2"), ""), (400, INVALID, &["`page`", "`search`"])),
        row("a journal that is too long", ("GET", "/journal?limit=5000", ""), (400, INVALID, &["5000", "1 to 1000"])),
        row("a token's expiry that is no time", ("POST", tokens, json!({ "expires_at": "tomorrow" })), (400, INVALID, &["tomorrow", "2030-01-31T09:00:00Z"])),
        row("a token's expiry in the past", ("POST", tokens, json!({ "expires_at": "2020-01-01T00:00:00Z" })), (400, INVALID, &["past", "future"])),
        row("a token for an unknown channel", ("POST", tokens, json!({ "channels": ["nowhere"] })), (404, "UNKNOWN_CHANNEL", unknown_channel)),
        row("a token for a closed channel", ("POST", tokens, json!({ "channels": ["closed"] })), (409, "CHANNEL_CLOSED", &["is closed", "open the channel"])),
        row("a token for a name that is none", ("POST", tokens, json!({ "channels": ["a*b"] })), (400, INVALID, &["'*'"])),
        row("a token with an empty name", ("POST", tokens, json!({ "name": "" })), (400, INVALID, &["1 to 80"])),
        row("a token with a long name", ("POST", tokens, json!({ "name": long })), (400, INVALID, &["1 to 80", "300"])),
        row("a token's state that is too large", ("POST", tokens, json!({ "state": { "x": large } })), (413, "TOO_LARGE", &["262144"])),
        row("an unknown token", ("DELETE", &format!("{tokens}/leap_token_x"), ""), (404, "NOT_FOUND", &["no token", "check its id"])),
        row("a token of another app", ("DELETE", &format!("/apps/project_x/tokens/{token}"), ""), (404, "UNKNOWN_APP", unknown_app)),
        row("an unknown token looked at", ("GET", &format!("{tokens}/leap_token_x"), ""), (404, "NOT_FOUND", &["no token"])),
        row("an unknown token changed", ("PATCH", &format!("{tokens}/leap_token_x"), json!({})), (404, "NOT_FOUND", &["no token"])),
        row("a token that has expired already", ("PATCH", &format!("{tokens}/{token}"), json!({ "expires_at": "2020-01-01T00:00:00Z" })), (400, INVALID, &["past", "future"])),
        row("a token's state that has moved on", ("PATCH", &format!("{tokens}/{token}"), json!({ "state": {}, "expected_version": 7 })), (409, "VERSION_CONFLICT", &["version 0, not 7"])),
        row("a version of no state", ("PATCH", &format!("{tokens}/{token}"), json!({ "expected_version": 7 })), (400, INVALID, &["give the state too"])),
        row("a direct message without event", ("POST", &format!("{tokens}/{token}/messages"), json!({})), (400, INVALID, &["`event`"])),
        row("a direct message to nobody", ("POST", &format!("{tokens}/leap_token_x/messages"), json!({ "event": "e" })), (404, "NOT_FOUND", &["no token"])),
        row("a grant for too short", ("PUT", &format!("{room}/grants/{token}"), json!({ "duration_ms": 1 })), (400, INVALID, &["duration_ms is 1", "366 days"])),
        row("a grant for an unknown token", ("PUT", &format!("{room}/grants/leap_token_x"), json!({})), (404, "NOT_FOUND", &["no token"])),
        row("a grant for an unknown channel", ("PUT", &format!("{nowhere}/grants/{token}"), json!({})), (404, "UNKNOWN_CHANNEL", unknown_channel)),
        row("a grant that nobody has, revoked", ("DELETE", &format!("{room}/grants/{token}"), ""), (404, "NOT_FOUND", &["has no grant", "list the grants"])),
        row("a subscription to a closed channel", ("PUT", &format!("{closed}/subscriptions/{token}"), json!({})), (409, "CHANNEL_CLOSED", &["is closed"])),
        row("a subscription of an unknown token", ("PUT", &format!("{room}/subscriptions/leap_token_x"), json!({})), (404, "NOT_FOUND", &["no token"])),
        row("a subscription that is none, ended", ("DELETE", &format!("{room}/subscriptions/{token}"), ""), (404, "NOT_FOUND", &["no subscription", "list the channel's"])),
        row("a message to an unknown connection", ("POST", &format!("{one}/connections/leap_conn_x/messages"), json!({ "event": "e" })), (404, "NOT_FOUND", &["no live connection"])),
        row("an unknown connection subscribed", ("PUT", &format!("{one}/connections/leap_conn_x/subscriptions/room"), ""), (404, "NOT_FOUND", &["no live connection"])),
        row("a name resolved for an unknown token", ("POST", &format!("{one}/resolve"), json!({ "name": "room", "token": "leap_token_x" })), (404, "NOT_FOUND", &["no token"])),
        row("a text that is too long to be a token", ("POST", "/inspect", json!({ "text": long.repeat(20) })), (400, INVALID, &["4096"])),
        row("a text in an unknown app", ("POST", "/inspect", json!({ "text": "x", "app": "project_x" })), (404, "UNKNOWN_APP", unknown_app)),
        row("tokens of an unknown kind", ("GET", &format!("{tokens}?kind=all"), ""), (400, INVALID, &["`all`", "`client`"])),
        row("a client without id", ("POST", clients, json!({ "username": "Ada" })), (400, INVALID, &["`id`"])),
        row("a client with an empty id", ("POST", clients, json!({ "id": "" })), (400, INVALID, &["1 to 128"])),
        row("a client with a long id", ("POST", clients, json!({ "id": long })), (400, INVALID, &["1 to 128", "300"])),
        row("a client with an invisible id", ("POST", clients, json!({ "id": "a\nb" })), (400, INVALID, &["invisible"])),
        row("a client with a long username", ("POST", clients, json!({ "id": "x", "username": long })), (400, INVALID, &["300", "128"])),
        row("a client with a long text", ("POST", clients, json!({ "id": "x", "extra": large })), (413, "TOO_LARGE", &["4096"])),
        row("a client with a state", ("POST", clients, json!({ "id": "x", "state": {} })), (400, INVALID, &["`state`", "`extra`"])),
        row("a client of an unknown app", ("POST", "/apps/project_x/clients", json!({ "id": "x" })), (404, "UNKNOWN_APP", unknown_app)),
        row("a client that exists", ("POST", clients, json!({ "id": "known" })), (409, "ALREADY_DECIDED", &["\"known\" already", "another id"])),
        row("an unknown client changed", ("PATCH", &format!("{clients}/nobody"), json!({})), (404, "NOT_FOUND", &["no client \"nobody\""])),
        row("an unknown client deleted", ("DELETE", &format!("{tokens}/client:nobody"), ""), (404, "NOT_FOUND", &["no client \"nobody\"", "register"])),
        row("an unknown client looked at", ("GET", &format!("{tokens}/client:nobody"), ""), (404, "NOT_FOUND", &["no client \"nobody\""])),
        row("a client's end", ("PATCH", &format!("{tokens}/client:known"), json!({ "expires_at": "2999-01-01T00:00:00Z" })), (400, INVALID, &["only the state"])),
        row("a client's name where tokens are named", ("PATCH", &format!("{tokens}/client:known"), json!({ "name": "x" })), (400, INVALID, &["under /clients"])),
        row("a secret that is too short", ("POST", signing, json!({ "secret": "short" })), (400, INVALID, &["5 bytes", "8 to 256"])),
        row("a secret that is too long", ("POST", signing, json!({ "secret": long })), (400, INVALID, &["300 bytes", "8 to 256"])),
        row("a secret that is no text", ("POST", signing, json!({ "secret": 5 })), (400, INVALID, &["expected a string"])),
        row("a secret that overlaps for too long", ("POST", signing, json!({ "overlap_ms": 2_592_000_001_u64 })), (400, INVALID, &["overlap_ms", "30 days"])),
        row("a secret of an unknown app", ("POST", "/apps/project_x/signing-keys", json!({})), (404, "UNKNOWN_APP", unknown_app)),
        row("a credential without role", ("POST", mint, json!({ "dialect": minting, "kind": "jwt", "client": "x" })), (400, INVALID, &["`role`"])),
        row("a credential of an unknown role", ("POST", mint, json!({ "dialect": minting, "kind": "jwt", "client": "x", "role": "King" })), (400, INVALID, &["King", "SuperAdmin"])),
        row("a credential of an unknown kind", ("POST", mint, json!({ "dialect": minting, "kind": "paseto", "client": "x", "role": "Client" })), (400, INVALID, &["paseto", "jwt"])),
        row("a credential for nobody", ("POST", mint, json!({ "dialect": minting, "kind": "jwt", "client": "", "role": "Client" })), (400, INVALID, &["name the client"])),
        row("a credential of a dialect without", ("POST", mint, json!({ "dialect": "morse", "kind": "jwt", "client": "x", "role": "Client" })), (400, INVALID, &["\"morse\"", "use "])),
        row("a credential that is over at once", ("POST", mint, json!({ "dialect": minting, "kind": "jwt", "client": "x", "role": "Client", "expires_in_ms": 999 })), (400, INVALID, &["999", "366 days"])),
        row("a credential in an unknown app", ("POST", "/apps/project_x/mint", json!({ "dialect": minting, "kind": "jwt", "client": "x", "role": "Client" })), (404, "UNKNOWN_APP", unknown_app)),
        row("an unknown connection", ("DELETE", &format!("{one}/connections/leap_conn_x"), ""), (404, "NOT_FOUND", &["no live connection", "list the connections"])),
        row("an unknown approval", ("POST", decision, json!({ "answer": "deny" })), (404, "NOT_FOUND", &["no approval", "list the approvals"])),
        row("an unknown answer", ("POST", decision, json!({ "answer": "maybe" })), (400, INVALID, &["`maybe`", "`allow`"])),
        row("a duration that is missing", ("POST", decision, json!({ "answer": "allow", "term": "duration" })), (400, INVALID, &["missing", "1,000 ms to 366 days"])),
        row("a duration that is too short", ("POST", decision, json!({ "answer": "allow", "term": "duration", "duration_ms": 999 })), (400, INVALID, &["999", "1,000 ms"])),
        row("a duration that is too long", ("POST", decision, json!({ "answer": "allow", "term": "duration", "duration_ms": 31_622_400_001_u64 })), (400, INVALID, &["366 days"])),
        row("a reason that is too long", ("POST", decision, json!({ "answer": "deny", "reason": "x".repeat(501) })), (400, INVALID, &["500"])),
        row("a stream without upgrade", ("GET", "/stream", ""), (400, INVALID, &["as a WebSocket"])),
        row("a stream with a parameter of the wrong type", ("GET", "/stream?traffic=1", ""), (400, INVALID, &["traffic"])),
        row("a stream with an unknown parameter", ("GET", "/stream?filtre=x", ""), (400, INVALID, &["`filtre`", "`traffic`", "`filter`"])),
        row("a chart of nothing there is", ("GET", "/charts/weather", ""), (400, INVALID, &["weather", "connections"])),
        row("a journey of no number", ("GET", "/journeys/first", ""), (400, INVALID, &["first"])),
    ]
}
