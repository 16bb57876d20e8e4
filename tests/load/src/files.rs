//! Open files: every connection is one, here and in the server.

use anyhow::{Result, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What a program needs beside its connections, generously.
const OTHERS: u64 = 100;

/// Makes sure that this process, and those it starts from now on, may have `connections` connections.
pub fn allow(connections: usize) -> Result<()> {
    let wanted = connections as u64 + OTHERS;
    let limit = getrlimit(Resource::Nofile);
    if limit.maximum.is_some_and(|maximum| maximum < wanted) {
        bail!("{connections} connections need {wanted} open files; raise the limit (ulimit -Hn {wanted})");
    }
    if limit.current.is_some_and(|current| current < wanted) {
        setrlimit(
            Resource::Nofile,
            Rlimit {
                current: limit.maximum,
                maximum: limit.maximum,
            },
        )?;
    }
    Ok(())
}
