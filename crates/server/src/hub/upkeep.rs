//! What is done once a minute: what is too old is taken away, and what need not be written at once is written.

use std::{collections::HashMap, mem, sync::Arc, time::Duration};

use model::{AppId, Timestamp, TokenId};
use store::{Change, StoreError, SweepPlan, Swept};

use super::{Holder, Hub, Realm, ends::stepped};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(60);

/// Rows that are taken away at a time: a few milliseconds, for which a commit may have to wait.
const PIECE: usize = 2_000;

/// Lines of the journal that are kept, of all apps together.
const JOURNAL_LINES: u64 = 100_000;

/// Changes that are written together.
const TOGETHER: usize = 1_000;

/// When tokens were seen last, as far as it is not yet written.
pub type Seen = HashMap<(AppId, TokenId), Timestamp>;

impl Hub {
    /// Checks the store once, then looks after it until the server goes down.
    pub async fn upkeep(self: &Arc<Self>) {
        self.recall_answers().await;
        tokio::select! {
            () = self.stopping() => return,
            checked = self.store.check() => if let Err(error) = checked {
                // Said as loudly as can be, and served on: most of it may well be right.
                self.store_fault(error.to_string());
            },
        }
        loop {
            let then = self.clock.now();
            tokio::select! {
                () = self.stopping() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
            if stepped(then, self.clock.now()) {
                self.look_at_ends();
            }
            self.write_seen().await;
            if let Err(error) = self.sweep().await {
                // Nothing is lost by it: the next look tries again.
                tracing::warn!(%error, "what is too old could not be taken away");
            }
        }
    }

    /// Takes away what is too old, a piece at a time.
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        let mut all = Swept::default();
        loop {
            let begun = self.clock.now();
            let plan = SweepPlan {
                now: begun.wall,
                journal_lines: JOURNAL_LINES,
            };
            let swept = self.store.sweep(plan, PIECE).await?;
            self.counters.swept.add(swept.rows());
            if swept.messages > 0 {
                self.forget_pages();
            }
            all = all.and(swept);
            if !swept.more || self.farewell().is_some() {
                return Ok(all);
            }
            // At most half of the disk's time is spent on it.
            let took = self.clock.tick() - begun.tick;
            tokio::time::sleep(Duration::from_millis(took.max(1))).await;
        }
    }

    /// What was kept in memory of histories may be older than what the store still has.
    fn forget_pages(&self) {
        for realm in self.realms() {
            for lane in realm.lanes() {
                lane.room().swept();
            }
        }
    }

    /// A token's last connection has gone. Called with the member locked. It is written with the next look, so a server
    /// that is killed forgets the last minute of it.
    pub(super) fn seen(&self, realm: &Realm, holder: &Holder, at: Timestamp) {
        let Some(mut token) = holder.token() else { return };
        let key = (realm.id.clone(), token.id.clone());
        token.last_seen = Some(at);
        holder.change_token(token);
        self.lock_seen().insert(key, at);
    }

    /// Writes when tokens were seen last.
    pub(super) async fn write_seen(self: &Arc<Self>) {
        let seen = mem::take(&mut *self.lock_seen());
        let mut changes = seen
            .into_iter()
            .map(|((app, token), at)| Change::Seen { app, token, at });
        loop {
            let some: Vec<_> = changes.by_ref().take(TOGETHER).collect();
            if some.is_empty() {
                return;
            }
            let written = match self.record(some) {
                Ok(stored) => stored.wait().await,
                Err(refusal) => Err(refusal),
            };
            if let Err(refusal) = written {
                self.lost(&refusal.message);
            }
        }
    }
}
