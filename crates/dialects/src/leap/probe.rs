//! How a Leap client would try out a server.

use crate::{Probe, ProbeStep};

use super::frame::quote;

/// A client without a token that joins, publishes, and reads what it has published.
pub(super) fn steps(probe: &Probe<'_>) -> Vec<ProbeStep> {
    let (app, channel, nonce) = (
        quoted(probe.app.as_str()),
        quoted(probe.channel.as_str()),
        quoted(probe.nonce),
    );
    vec![
        step("connect", None, Some(r#""op":1"#)),
        step(
            "join",
            Some(format!(r#"{{"op":2,"d":{{"project_id":{app}}}}}"#)),
            Some(r#""e":"INIT""#),
        ),
        step(
            "join",
            Some(format!(
                r#"{{"op":0,"d":{{"c":{channel},"e":"SUBSCRIBE","d":null}}}}"#
            )),
            Some(r#""e":"AVAILABLE""#),
        ),
        step(
            "publish",
            Some(format!(
                r#"{{"op":0,"d":{{"c":{channel},"e":"MESSAGE","d":{{"e":"probe","d":{nonce}}}}}}}"#
            )),
            None,
        ),
        step("receive", None, Some(probe.nonce)),
    ]
}

fn step(name: &'static str, say: Option<String>, until: Option<&str>) -> ProbeStep {
    ProbeStep {
        name,
        say: say.into_iter().collect(),
        until: until.map(str::to_owned),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(&mut out, text);
    out
}
