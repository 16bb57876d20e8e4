use std::sync::Arc;

use contract::Traffic;
use filter::Values;

/// Rows that are asked which values there are.
const ROWS: usize = 1_000;

/// What was seen in a capture lately.
pub(super) struct Lately(Vec<Arc<Traffic>>);

impl Lately {
    pub(super) async fn of(capture: &::capture::Capture) -> Self {
        Self(capture.newest(ROWS).await)
    }
}

impl Values for Lately {
    fn seen(&self, key: &str, prefix: &str, most: usize) -> Vec<(String, u64)> {
        filter::seen(self.0.iter().map(|row| &**row), key, prefix, most)
    }
}
