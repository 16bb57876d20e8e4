//! Keys of the admin API that were made through it, and who uses one.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use model::{AccessKey, Refusal, RefusalCode, Scope, Timestamp, pika};
use sha2::{Digest, Sha256};
use store::Change;
use subtle::ConstantTimeEq;
use tokio::sync::watch;

use super::{Hub, entropy};

/// Most characters of a key's name.
const LONGEST_NAME: usize = 80;

/// Keys of one server.
const MOST_KEYS: usize = 1_000;

/// Characters of a key that are shown afterwards.
const HINT: usize = 4;

/// Keys while the server runs, oldest first.
#[derive(Default)]
pub struct AccessKeys(RwLock<Vec<Arc<Pass>>>);

/// One key.
pub struct Pass {
    pub key: AccessKey,
    /// Milliseconds since 1970; 0: not since the server started.
    last_used: AtomicU64,
    deleted: watch::Sender<bool>,
}

impl Pass {
    fn new(key: AccessKey) -> Arc<Self> {
        Arc::new(Self {
            key,
            last_used: AtomicU64::new(0),
            deleted: watch::Sender::new(false),
        })
    }

    /// When it was last shown, since the server started.
    pub fn last_used(&self) -> Option<Timestamp> {
        match self.last_used.load(Ordering::Relaxed) {
            0 => None,
            at => Some(Timestamp(at)),
        }
    }

    /// Resolves when the key is deleted.
    pub async fn deleted(&self) {
        let mut deleted = self.deleted.subscribe();
        // The sender lives as long as the key.
        let _ = deleted.wait_for(|deleted| *deleted).await;
    }
}

/// SHA-256 of a key: what is kept of it.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

impl AccessKeys {
    pub(super) fn new(keys: Vec<AccessKey>) -> Self {
        Self(RwLock::new(keys.into_iter().map(Pass::new).collect()))
    }

    /// All keys, oldest first, also those that have expired.
    pub fn all(&self) -> Vec<Arc<Pass>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key of this hash that holds now. Takes the same time whatever is shown.
    pub fn find(&self, shown: &[u8; 32], now: Timestamp) -> Option<Arc<Pass>> {
        let mut found = None;
        for pass in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            let same = bool::from(pass.key.hash.ct_eq(shown));
            if same & !pass.key.expired(now) {
                found = Some(pass.clone());
            }
        }
        if let Some(pass) = &found {
            pass.last_used.store(now.0, Ordering::Relaxed);
        }
        found
    }
}

impl Hub {
    /// Makes a key of the admin API; it is on disk when this returns. The second value is the key itself, which is kept
    /// nowhere.
    pub async fn create_access_key(
        self: &Arc<Self>,
        name: &str,
        scope: Scope,
        expires_at: Option<Timestamp>,
    ) -> Result<(Arc<Pass>, String), Refusal> {
        let at = self.clock.now().wall;
        let name = name.trim();
        let length = name.chars().count();
        if !(1..=LONGEST_NAME).contains(&length) {
            let message =
                format!("the name of a key has 1 to {LONGEST_NAME} characters, this one has {length}");
            return Err(
                Refusal::new(RefusalCode::InvalidRequest, message).fix("say in the name who uses the key")
            );
        }
        if expires_at.is_some_and(|end| end <= at) {
            let message = "the key would be expired from the start: expires_at is in the past";
            return Err(
                Refusal::new(RefusalCode::InvalidRequest, message).fix("give an instant in the future")
            );
        }
        if self.access_keys.all().len() >= MOST_KEYS {
            let message = format!("there are {MOST_KEYS} keys already");
            return Err(Refusal::new(RefusalCode::LimitReached, message).fix("delete keys that nobody uses"));
        }
        let random = entropy().into_iter().chain(entropy());
        let secret: String = random.fold("sbk_".to_owned(), |text, byte| text + &format!("{byte:02x}"));
        let key = AccessKey {
            id: pika("key", at, &entropy()),
            name: name.to_owned(),
            scope,
            hash: hash(&secret),
            hint: secret[secret.len() - HINT..].to_owned(),
            created_at: at,
            expires_at,
        };
        self.record([Change::PutAccessKey(key.clone())])?.wait().await?;
        let pass = Pass::new(key);
        self.access_keys
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(pass.clone());
        self.changes.mark(|| "keys".into());
        Ok((pass, secret))
    }

    /// Takes a key back: from now on it opens nothing, and what it opened is told.
    pub async fn delete_access_key(self: &Arc<Self>, id: &str) -> Result<(), Refusal> {
        let (pass, stored) = {
            let mut keys = self.access_keys.0.write().unwrap_or_else(PoisonError::into_inner);
            let known = keys.iter().position(|pass| pass.key.id == id);
            let at = known.ok_or_else(|| {
                Refusal::new(RefusalCode::NotFound, format!("there is no key {id}"))
                    .fix("list the keys for their ids")
            })?;
            let stored = self.record([Change::DeleteAccessKey(id.to_owned())])?;
            (keys.remove(at), stored)
        };
        pass.deleted.send_replace(true);
        self.changes.mark(|| "keys".into());
        stored.wait().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, secret: &str, expires_at: Option<u64>) -> AccessKey {
        AccessKey {
            id: id.into(),
            name: id.into(),
            scope: Scope::Read,
            hash: hash(secret),
            hint: "cret".into(),
            created_at: Timestamp(1),
            expires_at: expires_at.map(Timestamp),
        }
    }

    #[test]
    fn a_key_is_known_by_its_hash_until_it_expires() {
        let keys = AccessKeys::new(vec![key("a", "secret", None), key("b", "short", Some(50))]);
        let found = |secret: &str, now: u64| {
            let pass = keys.find(&hash(secret), Timestamp(now));
            pass.map(|pass| pass.key.id.clone())
        };
        assert_eq!(found("secret", 10).as_deref(), Some("a"));
        assert_eq!(found("short", 49).as_deref(), Some("b"));
        assert_eq!(found("short", 50), None);
        assert_eq!(found("secre", 10), None);
        assert_eq!(found("", 10), None);
        let used: Vec<_> = keys.all().iter().map(|pass| pass.last_used()).collect();
        assert_eq!(used, [Some(Timestamp(10)), Some(Timestamp(49))]);
    }

    #[tokio::test]
    async fn whoever_waits_is_told_of_the_end() {
        let pass = Pass::new(key("a", "secret", None));
        pass.deleted.send_replace(true);
        pass.deleted().await;
    }
}
