//! How rows get into a capture, and out of it again.

use std::{mem, sync::Arc};

use contract::Traffic;

use crate::{
    Capture, CaptureError, Limits,
    block::Stored,
    file::{About, Change, Head, LOG, Space},
    flood::Floods,
    gap,
    state::{Open, OpenRow, State, pack, pack_block},
};

/// Rows are written at most this often, in milliseconds, unless they make a block.
const PAUSE: u64 = 1_000;
/// How often a capture to which nothing happens notes that it is being recorded.
const SIGN_OF_LIFE: u64 = 60_000;

/// What only the one who writes knows.
#[derive(Debug)]
pub(crate) struct Writing {
    limits: Limits,
    floods: Floods,
    /// Rows of the open block that are in the file already.
    written: usize,
    /// When something was last written, or tried.
    tried_at: u64,
    /// Rows that could not be kept, and are not marked by a row yet.
    unkept: u64,
    /// What the file will say.
    seen_at: u64,
}

impl Writing {
    pub(crate) fn new(limits: Limits, floods: Floods, written: usize) -> Self {
        Self {
            limits,
            floods,
            written,
            tried_at: 0,
            unkept: 0,
            seen_at: 0,
        }
    }
}

impl Capture {
    /// Puts rows at the end. Returns when there is room for more. What the disk does not take is counted.
    pub async fn append(&self, rows: Vec<Traffic>, now: u64) {
        let mut writing = self.writing.lock().await;
        self.put(&mut writing, rows, now).await;
        if now >= writing.tried_at + PAUSE {
            self.write(&mut writing, now).await;
        }
        self.tell();
    }

    /// Says that events are missing here, how many if that is known, and why.
    pub async fn missing(&self, lost: Option<u64>, reason: &str, now: u64) {
        let id = {
            let mut state = self.state();
            state.lost += lost.unwrap_or_default();
            state.last_id.unwrap_or_default()
        };
        self.append(vec![gap::loss(id, now, reason, lost)], now).await;
    }

    /// To be called every second: writes what has not been written, and removes what is old.
    pub async fn tick(&self, now: u64) {
        let mut writing = self.writing.lock().await;
        let waits = writing.written < self.state().open.rows.len() || writing.unkept > 0;
        let old = self.old(&writing.limits, now);
        if waits || old || now >= writing.seen_at + SIGN_OF_LIFE {
            self.write(&mut writing, now).await;
            self.tell();
        }
    }

    /// Other limits from now on. Space that is not needed any more goes back to the disk.
    pub async fn limit(&self, limits: Limits, now: u64) {
        let mut writing = self.writing.lock().await;
        if mem::replace(&mut writing.limits, limits) == limits {
            return;
        }
        self.write(&mut writing, now).await;
        self.shrink().await;
        self.tell();
    }

    /// Removes all rows. They do not count as removed, nor as lost.
    pub async fn clear(&self, now: u64) -> Result<(), CaptureError> {
        let mut writing = self.writing.lock().await;
        let (about, last) = {
            let state = self.state();
            let about = About {
                block: state.open.number + 1,
                seq: state.open.first + state.open.rows.len() as u64,
                last_id: state.last_id,
                removed: 0,
                lost: 0,
                seen_at: now,
                clean: false,
            };
            (about, state.open.number)
        };
        let change = Change {
            part: None,
            no_parts: true,
            block: None,
            remove: Some(last),
            about,
        };
        self.file.commit(change).await?;
        writing.written = 0;
        writing.unkept = 0;
        writing.floods.next_block();
        {
            let mut state = self.state();
            state.heads.clear();
            state.open = Open::new(about.block, about.seq);
            (state.removed, state.lost) = (0, 0);
        }
        self.shrink().await;
        self.tell();
        Ok(())
    }

    /// Writes what there is and ends in good order.
    pub async fn close(&self, now: u64) -> Result<(), CaptureError> {
        self.end(now, false).await
    }

    /// The same, and leaves a single file that can be given away.
    pub(crate) async fn close_alone(&self, now: u64) -> Result<(), CaptureError> {
        self.end(now, true).await
    }

    async fn end(&self, now: u64, alone: bool) -> Result<(), CaptureError> {
        let mut writing = self.writing.lock().await;
        if !self.read_only {
            self.write_as(&mut writing, now, true).await?;
        }
        self.file.close(alone).await
    }

    /// The first thing after a capture was opened.
    pub(crate) async fn begin(&self, first: Option<Traffic>, now: u64) {
        let mut writing = self.writing.lock().await;
        self.put(&mut writing, first.into_iter().collect(), now).await;
        // Also says that recording has not ended in good order, until it has.
        self.write(&mut writing, now).await;
    }

    async fn put(&self, writing: &mut Writing, rows: Vec<Traffic>, now: u64) {
        let mut rows = rows.into_iter().peekable();
        self.state().rate.count(now, rows.len() as u64);
        while rows.peek().is_some() {
            if self.state().open.full() && !self.seal(writing, now).await {
                // There is no room, neither there nor here.
                let rest = rows.len() as u64;
                writing.unkept += rest;
                self.state().lost += rest;
                return;
            }
            let mut state = self.state();
            while !state.open.full()
                && let Some(row) = rows.next()
            {
                state.last_id = Some(row.id.max(state.last_id.unwrap_or_default()));
                let flood = writing.floods.place(&row);
                state.open.rows.push(OpenRow {
                    row: Arc::new(row),
                    flood,
                });
            }
        }
    }

    /// Makes a block of the open one. Is it on disk?
    async fn seal(&self, writing: &mut Writing, now: u64) -> bool {
        if self.state().trouble.is_some() && now < writing.tried_at + PAUSE {
            return false;
        }
        let (rows, head) = {
            let state = self.state();
            let open = &state.open;
            let head = Head {
                number: open.number,
                first: open.first,
                rows: open.rows.len() as u64,
                oldest: open.oldest().unwrap_or_default(),
                newest: open.newest().unwrap_or_default(),
                bytes: 0,
            };
            (open.rows.clone(), head)
        };
        let Ok(stored) = tokio::task::spawn_blocking(move || pack_block(&rows)).await else {
            return false;
        };
        let head = Head {
            bytes: stored.len() as u64,
            ..head
        };
        let remove = self.surplus(&writing.limits, now, head.bytes);
        let (mut about, removed) = self.about(now, remove);
        (about.block, about.seq) = (head.number + 1, head.end());
        let change = Change {
            part: None,
            no_parts: true,
            block: Some((head, &stored)),
            remove,
            about,
        };
        let done = self.file.commit(change).await;
        let kept = self.noted(writing, now, done, |state| {
            state.without(remove, removed);
            state.heads.push_back(head);
            state.open = Open::new(about.block, about.seq);
        });
        if kept {
            writing.written = 0;
            writing.floods.next_block();
            self.cache.put(head.number, stored);
            self.admit(writing, now);
        }
        kept
    }

    /// Writes rows that have not been written, and removes what is too much.
    async fn write(&self, writing: &mut Writing, now: u64) {
        // What went wrong is in the state, where those who look see it.
        let _ = self.write_as(writing, now, false).await;
    }

    async fn write_as(&self, writing: &mut Writing, now: u64, clean: bool) -> Result<(), CaptureError> {
        if self.state().open.full() && self.seal(writing, now).await {
            return Box::pin(self.write_as(writing, now, clean)).await;
        }
        let (rows, all_old) = {
            let state = self.state();
            let all_old = state
                .open
                .newest()
                .is_some_and(|newest| aged(newest, &writing.limits, now));
            (state.open.rows[writing.written..].to_vec(), all_old)
        };
        let count = rows.len();
        let part = if count == 0 || all_old {
            None
        } else {
            tokio::task::spawn_blocking(move || pack(&rows)).await.ok()
        };
        let remove = self.surplus(&writing.limits, now, part.as_ref().map_or(0, Stored::len) as u64);
        let (mut about, mut removed) = self.about(now, remove);
        about.clean = clean;
        if all_old {
            let state = self.state();
            let rows = state.open.rows.len() as u64;
            removed += rows;
            about.removed += rows;
            (about.block, about.seq) = (state.open.number + 1, state.open.first + rows);
        }
        let change = Change {
            part: part.as_ref(),
            no_parts: all_old,
            block: None,
            remove,
            about,
        };
        let done = self.file.commit(change).await;
        let failed = done.as_ref().err().cloned();
        let kept = self.noted(writing, now, done, |state| {
            state.without(remove, removed);
            if all_old {
                state.open = Open::new(about.block, about.seq);
            }
        });
        if kept {
            writing.written = if all_old { 0 } else { writing.written + count };
            self.admit(writing, now);
        }
        failed.map_or(Ok(()), Err)
    }

    /// Notes how a commit went. `then` is done to the state if it went well.
    fn noted(
        &self,
        writing: &mut Writing,
        now: u64,
        done: Result<Space, CaptureError>,
        then: impl FnOnce(&mut State),
    ) -> bool {
        writing.tried_at = now;
        let mut state = self.state();
        match done {
            Ok(space) => {
                writing.seen_at = now;
                state.space = space;
                if state.trouble.take().is_some() {
                    tracing::info!(path = %self.path().display(), "recording goes on");
                }
                then(&mut state);
                true
            }
            Err(error) => {
                if state.trouble.is_none() {
                    tracing::warn!(%error, "nothing can be recorded");
                }
                state.trouble = Some(error.to_string());
                false
            }
        }
    }

    /// Marks the place where rows are missing that could not be kept, once there is room.
    fn admit(&self, writing: &mut Writing, now: u64) {
        let mut state = self.state();
        if writing.unkept == 0 || state.open.full() {
            return;
        }
        let lost = mem::take(&mut writing.unkept);
        let reason = "These could not be recorded: the disk did not take them";
        let row = gap::loss(state.last_id.unwrap_or_default(), now, reason, Some(lost));
        state.open.rows.push(OpenRow {
            row: Arc::new(row),
            flood: 0,
        });
    }

    /// What the file is to say of the capture, without the blocks up to `remove`, and how many rows go with them.
    fn about(&self, now: u64, remove: Option<u64>) -> (About, u64) {
        let state = self.state();
        let going = state.heads.iter().take_while(|head| Some(head.number) <= remove);
        let removed = going.map(|head| head.rows).sum();
        let about = About {
            block: state.open.number,
            seq: state.open.first,
            last_id: state.last_id,
            removed: state.removed + removed,
            lost: state.lost,
            seen_at: now,
            clean: false,
        };
        (about, removed)
    }

    /// Is there something that is too old?
    fn old(&self, limits: &Limits, now: u64) -> bool {
        let state = self.state();
        let oldest = state.heads.front().map(|head| head.newest);
        oldest
            .or_else(|| state.open.newest())
            .is_some_and(|newest| aged(newest, limits, now))
    }

    /// Number of the newest block that has to go, with those before it, if so many bytes more come.
    fn surplus(&self, limits: &Limits, now: u64, more: u64) -> Option<u64> {
        let state = self.state();
        let mut used = state.space.used().saturating_add(more).saturating_add(LOG);
        let mut last = None;
        for head in &state.heads {
            if used <= limits.bytes && !aged(head.newest, limits, now) {
                break;
            }
            used = used.saturating_sub(head.bytes);
            last = Some(head.number);
        }
        last
    }

    /// Gives space back; that it could not does no harm.
    async fn shrink(&self) {
        if let Ok(space) = self.file.shrink().await {
            self.state().space = space;
        }
    }
}

fn aged(newest: u64, limits: &Limits, now: u64) -> bool {
    newest.saturating_add(limits.age) < now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[tokio::test]
    async fn a_full_disk_is_said_counted_and_recording_goes_on_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.capture");
        let capture = Capture::open(&path, Limits::NONE, 0).await.unwrap();
        capture.file.most_pages(1).await;
        capture
            .append((0..5_000).map(samples::row).collect(), 2_000)
            .await;
        let full = capture.facts(2_000);
        assert!(full.trouble.unwrap().contains("is full; free some space"));
        // A block is kept in memory, no more.
        assert_eq!((full.rows, full.lost), (4_096, 904));
        capture.append(vec![samples::row(5_000)], 2_500).await;
        assert_eq!(capture.facts(2_500).lost, 905);

        capture.file.most_pages(1 << 20).await;
        capture.tick(4_000).await;
        let well = capture.facts(4_000);
        assert_eq!((well.trouble, well.rows, well.lost), (None, 4_097, 905));
        let newest = capture.newest(1).await;
        assert_eq!(newest[0].lost, Some(905));
        capture.close(4_000).await.unwrap();
        let again = Capture::open_read_only(&path).await.unwrap();
        assert_eq!((again.facts(0).rows, again.facts(0).lost), (4_097, 905));
    }
}
