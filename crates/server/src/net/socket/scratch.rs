//! The read buffer: one per thread, lent to the connection that reads.

use std::cell::Cell;

/// Larger than what a client usually sends at once.
const SIZE: usize = 64 * 1024;

thread_local! {
    static SCRATCH: Cell<Option<Box<[u8]>>> = const { Cell::new(None) };
}

/// Lends the thread's buffer. Its content is whatever the last reader left.
pub(super) fn with_scratch<T>(read: impl FnOnce(&mut [u8]) -> T) -> T {
    // Taken out meanwhile, so that a panic or a nested call finds none and makes a new one.
    let mut buffer = SCRATCH.take().unwrap_or_else(|| vec![0; SIZE].into_boxed_slice());
    let result = read(&mut buffer);
    SCRATCH.set(Some(buffer));
    result
}
