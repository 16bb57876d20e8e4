//! How blocks are read: one for a window, many at a time for a search.

use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};
use tokio::task::spawn_blocking;

use crate::{Capture, cache::Block, file::Head};

/// Blocks that are read or looked through at the same time: as many as there are cores to look, and one that is read.
pub(crate) fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().min(4)) + 1
}

/// What became of a block.
pub(crate) enum Read<T> {
    There(T),
    /// It has been removed.
    Gone,
    /// It is damaged, or the disk is.
    Unreadable,
}

impl Capture {
    /// A block with its payloads; stays in memory for a while.
    pub(crate) async fn block(&self, number: u64) -> Read<Arc<Block>> {
        if let Some(block) = self.cache.get(number) {
            return Read::There(block);
        }
        let read = self.load(number, true, |block| block).await;
        if let Read::There(block) = &read {
            self.cache.keep(number, Arc::clone(block));
        }
        read
    }

    /// Looks through blocks on all cores, and answers in their order. Payloads are there only if they are asked for.
    pub(crate) fn look_through<T: Send + 'static>(
        self: Arc<Self>,
        heads: Vec<Head>,
        payloads: bool,
        look: impl Fn(&Head, &Block) -> T + Clone + Send + Sync + 'static,
    ) -> impl Stream<Item = (Head, Read<T>)> + Send {
        stream::iter(heads)
            .map(move |head| {
                let (capture, look) = (Arc::clone(&self), look.clone());
                async move {
                    let read = match capture.cache.get(head.number) {
                        Some(block) => on_a_thread(move || look(&head, &block)).await,
                        None => {
                            let look = move |block: Arc<Block>| look(&head, &block);
                            capture.load(head.number, payloads, look).await
                        }
                    };
                    (head, read)
                }
            })
            .buffered(at_once())
    }

    /// Reads a block, and does something with it where it is unpacked.
    async fn load<T: Send + 'static>(
        &self,
        number: u64,
        payloads: bool,
        then: impl FnOnce(Arc<Block>) -> T + Send + 'static,
    ) -> Read<T> {
        let stored = match self.file.body(number, payloads).await {
            Ok(Some(stored)) => stored,
            Ok(None) => return Read::Gone,
            Err(error) => {
                tracing::warn!(%error, number, "a block of a capture cannot be read");
                return Read::Unreadable;
            }
        };
        match on_a_thread(move || Block::new(stored).map(|block| then(Arc::new(block)))).await {
            Read::There(Some(done)) => Read::There(done),
            _ => {
                tracing::warn!(path = %self.path().display(), number, "a block of a capture is damaged");
                Read::Unreadable
            }
        }
    }
}

/// Does what takes long where nobody waits for it but who asked.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Read<T> {
    spawn_blocking(work).await.map_or(Read::Unreadable, Read::There)
}
