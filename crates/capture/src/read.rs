//! How blocks are read: one for a window, many at a time for a search.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::{Stream, StreamExt, stream};
use tokio::task::spawn_blocking;

use crate::{Capture, CaptureError, cache::Block, file::Head};

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
        let (wanted, wants) = (AtomicBool::new(true), |_: &Block| true);
        let read = self.load(number, &wanted, wants, Arc::new).await;
        if let Read::There(block) = &read {
            self.cache.keep(number, Arc::clone(block));
        }
        read
    }

    /// Looks through blocks on all cores, and answers in their order. Payloads are there only of blocks that want them.
    pub(crate) fn look_through<T: Send + 'static>(
        self: Arc<Self>,
        heads: Vec<Head>,
        wants: impl Fn(&Block) -> bool + Clone + Send + Sync + 'static,
        look: impl Fn(&Head, &Block) -> T + Clone + Send + Sync + 'static,
    ) -> impl Stream<Item = (Head, Read<T>)> + Send {
        // Whether the last block wanted them: the next one will mostly, too.
        let wanted = Arc::new(AtomicBool::new(false));
        stream::iter(heads)
            .map(move |head| {
                let (capture, wanted) = (Arc::clone(&self), Arc::clone(&wanted));
                let (wants, look) = (wants.clone(), look.clone());
                async move {
                    let read = match capture.cache.get(head.number) {
                        Some(block) => on_a_thread(move || look(&head, &block.at_a_glance())).await,
                        None => {
                            let look = move |block: Block| look(&head, &block);
                            capture.load(head.number, &wanted, wants, look).await
                        }
                    };
                    (head, read)
                }
            })
            .buffered(at_once())
    }

    /// Reads a block, and does something with it where it is unpacked. Its payloads come along if those of another one
    /// were `wanted`, else only if this one `wants` them.
    async fn load<T: Send + 'static>(
        &self,
        number: u64,
        wanted: &AtomicBool,
        wants: impl Fn(&Block) -> bool + Send + 'static,
        then: impl Fn(Block) -> T + Clone + Send + 'static,
    ) -> Read<T> {
        let along = wanted.load(Ordering::Relaxed);
        let stored = match self.file.body(number, along).await {
            Ok(Some(stored)) => stored,
            Ok(None) => return Read::Gone,
            Err(error) => return unreadable(number, &error),
        };
        let go_on = then.clone();
        let begun = on_a_thread(move || {
            let block = Block::new(stored)?;
            let wants = wants(&block);
            Some(if along || !wants {
                (wants, Begun::Done(go_on(block)))
            } else {
                (wants, Begun::Waits(Box::new(block)))
            })
        });
        let Read::There(Some((wants, begun))) = begun.await else {
            return unreadable(
                number,
                &CaptureError::damaged(self.path(), "a block cannot be unpacked"),
            );
        };
        wanted.store(wants, Ordering::Relaxed);
        let mut block = match begun {
            Begun::Done(done) => return Read::There(done),
            Begun::Waits(block) => block,
        };
        match self.file.payloads(number).await {
            Ok(Some(payloads)) => {
                on_a_thread(move || {
                    block.with(payloads);
                    then(*block)
                })
                .await
            }
            Ok(None) => Read::Gone,
            Err(error) => unreadable(number, &error),
        }
    }
}

/// How far a block has come.
enum Begun<T> {
    Done(T),
    /// For its payloads.
    Waits(Box<Block>),
}

fn unreadable<T>(number: u64, error: &CaptureError) -> Read<T> {
    tracing::warn!(%error, number, "a block of a capture cannot be read");
    Read::Unreadable
}

/// Does what takes long where nobody waits for it but who asked.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Read<T> {
    spawn_blocking(work).await.map_or(Read::Unreadable, Read::There)
}
