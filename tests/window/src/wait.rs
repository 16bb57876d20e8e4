use std::{future::Future, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::time::{Instant, sleep, timeout};

/// How often a condition that cannot announce itself is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Waits for `future`, at most `limit`.
pub async fn within<T>(limit: Duration, what: &str, future: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(limit, future)
        .await
        .with_context(|| format!("waited {} s in vain for {what}", limit.as_secs()))?
        .with_context(|| format!("while waiting for {what}"))
}

/// Looks until `look` finds something, at most `limit`.
pub async fn eventually<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if Instant::now() > deadline {
            bail!("waited {} s in vain for {what}", limit.as_secs());
        }
        sleep(LOOK).await;
    }
}
