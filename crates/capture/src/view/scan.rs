use std::{pin::pin, sync::Arc};

use futures_util::StreamExt;
use tokio::sync::{Mutex, watch};

use super::{
    Shape,
    lines::Lines,
    state::{Tally, ViewState},
};
use crate::{Capture, file::Head, read::Read};

/// Looks through `heads`, which begin with the newest, and tells after each.
pub(super) async fn scan(
    capture: Arc<Capture>,
    shape: Arc<Shape>,
    heads: Vec<Head>,
    state: Arc<Mutex<ViewState>>,
    tell: watch::Sender<u64>,
) {
    let wants = {
        let shape = Arc::clone(&shape);
        move |block: &_| shape.wants_payloads(block)
    };
    let tally = move |head: &Head, block: &_| Tally::of(head.number, &shape.lines(block));
    let mut found = pin!(capture.look_through(heads, wants, tally));
    while let Some((head, read)) = found.next().await {
        let tally = match read {
            Read::There(tally) => tally,
            // What cannot be read shows nothing. The log has it.
            Read::Unreadable => Tally::of(head.number, &Lines::default()),
            // With it all that are older.
            Read::Gone => break,
        };
        let mut state = state.lock().await;
        let next = state.blocks.front().map_or(state.following, |block| block.number);
        if tally.number + 1 != next {
            break;
        }
        state.first -= tally.lines;
        state.blocks.push_front(tally);
        drop(state);
        tell.send_modify(|count| *count += 1);
    }
    state.lock().await.complete = true;
    tell.send_modify(|count| *count += 1);
}
