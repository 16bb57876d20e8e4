use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use tokio::{runtime::Handle, task::AbortHandle};

/// Names an open stream.
pub type StreamId = u32;

/// The streams that are open, each read by a task of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    last: Arc<AtomicU32>,
    open: Arc<Mutex<HashMap<StreamId, AbortHandle>>>,
}

impl Streams {
    /// Runs `reading` until it is over or closed.
    pub(crate) fn open(
        &self,
        runtime: &Handle,
        reading: impl Future<Output = ()> + Send + 'static,
    ) -> StreamId {
        let id = self.last.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let streams = self.clone();
        // Locked until the entry is made, so that a task that ends at once still finds it.
        let mut open = self.lock();
        let task = runtime.spawn(async move {
            reading.await;
            streams.lock().remove(&id);
        });
        open.insert(id, task.abort_handle());
        id
    }

    /// Ends a stream; one that is over already is no error. Its reader hears nothing more.
    pub(crate) fn close(&self, id: StreamId) {
        if let Some(task) = self.lock().remove(&id) {
            task.abort();
        }
    }

    /// Ends all of them.
    pub(crate) fn close_all(&self) {
        for (_, task) in self.lock().drain() {
            task.abort();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StreamId, AbortHandle>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
