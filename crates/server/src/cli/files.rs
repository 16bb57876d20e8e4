//! Open files: every connection is one, and a program has few of them unless it asks for more.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// As many as systems give that say there is no limit and mean another.
const FEWER: u64 = 10_240;

/// Asks for as many as the system lets this program have.
pub fn take_all() {
    let limit = getrlimit(Resource::Nofile);
    let ask = |current| {
        let wish = Rlimit {
            current,
            maximum: limit.maximum,
        };
        setrlimit(Resource::Nofile, wish)
    };
    if limit.current != limit.maximum
        && let Err(error) = ask(limit.maximum).or_else(|_| ask(Some(FEWER)))
    {
        let files = limit.current.unwrap_or(u64::MAX);
        tracing::warn!(%error, files, "no more files can be opened, so there can be no more connections");
    }
}
