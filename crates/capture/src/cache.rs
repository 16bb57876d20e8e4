//! Blocks that were looked at lately, so that scrolling does not read the disk at every step.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use crate::block::{Bloom, Columns, Payloads, Stored};

/// Most bytes of unpacked blocks that are kept.
const ROOM: usize = 32 << 20;

/// A block that can be looked at.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) columns: Arc<Columns>,
    /// What cannot be in its payloads.
    bloom: Option<Arc<Bloom>>,
    packed: Arc<Vec<u8>>,
    payloads: OnceLock<Arc<Payloads>>,
}

impl Block {
    /// What cannot be read has no rows.
    pub(crate) fn new(stored: Stored) -> Option<Self> {
        Some(Self {
            columns: Arc::new(Columns::unpack(&stored.columns).ok()?),
            bloom: Bloom::read(&stored.bloom).ok().map(Arc::new),
            packed: Arc::new(stored.payloads),
            payloads: OnceLock::new(),
        })
    }

    /// The same block for one look: payloads that are unpacked for it do not stay.
    pub(crate) fn at_a_glance(&self) -> Self {
        Self {
            columns: Arc::clone(&self.columns),
            bloom: self.bloom.clone(),
            packed: Arc::clone(&self.packed),
            payloads: self.payloads.clone(),
        }
    }

    /// Can something be in its payloads? Without a Bloom filter it can.
    pub(crate) fn may(&self, ask: impl FnOnce(&Bloom) -> bool) -> bool {
        self.bloom.as_deref().is_none_or(ask)
    }

    /// Its payloads have been read as well.
    pub(crate) fn with(&mut self, payloads: Vec<u8>) {
        self.packed = Arc::new(payloads);
    }

    /// Unpacked when they are needed first. Those that cannot be read are empty.
    pub(crate) fn payloads(&self) -> &Payloads {
        self.payloads
            .get_or_init(|| Arc::new(Payloads::unpack(&self.packed, &self.columns).unwrap_or_default()))
    }

    fn size(&self) -> usize {
        self.columns.size() + self.packed.len() + self.payloads.get().map_or(0, |payloads| payloads.size())
    }
}

/// The newest at the end.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<VecDeque<(u64, Arc<Block>)>>);

impl Cache {
    pub(crate) fn get(&self, number: u64) -> Option<Arc<Block>> {
        let mut blocks = self.lock();
        let at = blocks.iter().position(|(known, _)| *known == number)?;
        let found = blocks.remove(at)?;
        let block = Arc::clone(&found.1);
        blocks.push_back(found);
        Some(block)
    }

    /// Keeps a block that has just been made: those who follow need it next.
    pub(crate) fn put(&self, number: u64, stored: Stored) {
        if let Some(block) = Block::new(stored) {
            self.keep(number, Arc::new(block));
        }
    }

    pub(crate) fn keep(&self, number: u64, block: Arc<Block>) {
        let mut blocks = self.lock();
        blocks.retain(|(known, _)| *known != number);
        blocks.push_back((number, block));
        // Summed up anew, for payloads may have been unpacked since.
        let mut size: usize = blocks.iter().map(|(_, block)| block.size()).sum();
        while size > ROOM
            && blocks.len() > 1
            && let Some((_, gone)) = blocks.pop_front()
        {
            size -= gone.size();
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(u64, Arc<Block>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
