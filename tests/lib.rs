//! What the suites that cross crates share.
