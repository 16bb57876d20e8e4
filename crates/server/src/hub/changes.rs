//! What has changed, as tags, for those who keep a copy. Coalesces by itself: a tag waits once however often it fell.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Tags that one reader has not taken yet.
#[derive(Debug, Default)]
pub struct Tags(Mutex<BTreeSet<String>>);

impl Tags {
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
            .into_iter()
            .collect()
    }
}

/// Where changes are told.
#[derive(Debug, Default)]
pub struct Changes {
    readers: AtomicUsize,
    tags: Mutex<Vec<Arc<Tags>>>,
}

impl Changes {
    /// Something changed. `tag` is made only if somebody reads.
    pub fn mark(&self, tag: impl FnOnce() -> String) {
        if self.readers.load(Ordering::Relaxed) == 0 {
            return;
        }
        let tag = tag();
        for reader in self.tags.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let mut waiting = reader.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !waiting.contains(&tag) {
                waiting.insert(tag.clone());
            }
        }
    }

    pub fn read(&self) -> Arc<Tags> {
        let tags = Arc::<Tags>::default();
        self.tags
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(tags.clone());
        self.readers.fetch_add(1, Ordering::Relaxed);
        tags
    }

    pub fn leave(&self, tags: &Arc<Tags>) {
        let mut all = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.len();
        all.retain(|one| !Arc::ptr_eq(one, tags));
        self.readers.fetch_sub(before - all.len(), Ordering::Relaxed);
    }
}
