//! What can be done with apps.

use std::sync::{Arc, PoisonError};

use engine::CloseReason;
use model::{App, AppId, Millis, ProjectKey, Refusal, RefusalCode, SigningKey, Timestamp};
use store::Change;

use super::{Hub, Realm, entropy};

/// Most characters of an app's name.
const LONGEST_NAME: usize = 80;

/// Bytes of a secret that signs.
const LEAST_SECRET: usize = 8;
const MOST_SECRET: usize = 256;

/// How long keys that were replaced may stay valid: 30 days.
const LONGEST_OVERLAP: Millis = 30 * 24 * 3_600_000;

/// Most characters of an app's id that somebody chooses.
const LONGEST_ID: usize = 150;

/// Keys of an app that are valid at a time.
const MOST_KEYS: usize = 10;

impl Hub {
    /// Makes an app with a key, as `describe` leaves it; it is on disk when this returns.
    pub async fn create_app(
        self: &Arc<Self>,
        name: String,
        describe: impl FnOnce(&mut App),
    ) -> Result<Arc<Realm>, Refusal> {
        let at = self.clock.now().wall;
        let mut app = App::new(AppId::fresh(at, &entropy()), name, at);
        app.keys = vec![ProjectKey::fresh(at, &entropy(), &entropy())];
        app.signing_keys = vec![SigningKey::new(at, &entropy(), SigningKey::secret_of(&entropy()))];
        describe(&mut app);
        app.name = app.name.trim().to_owned();
        check_app(&app)?;
        self.record([Change::PutApp(app.clone())])?.wait().await?;
        let realm = Realm::new(app);
        self.add_realm(realm.clone());
        self.changes.mark(|| "apps".into());
        Ok(realm)
    }

    /// Makes an app of this id; it is on disk when this returns.
    pub async fn create_app_called(self: &Arc<Self>, id: AppId, name: String) -> Result<(), Refusal> {
        let length = id.as_str().chars().count();
        if !(1..=LONGEST_ID).contains(&length)
            || !id.as_str().chars().all(|c| c.is_ascii_graphic() && c != '/')
        {
            let message = format!("the id of an app has 1 to {LONGEST_ID} visible characters and no slash");
            return Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("choose another id"));
        }
        if self.realm(&id).is_some() {
            let message = format!("there is an app {id} already");
            return Err(Refusal::new(RefusalCode::AlreadyDecided, message).fix("choose another id"));
        }
        self.create_app(name, |app| app.id = id).await.map(drop)
    }

    /// Changes an app; it is on disk when this returns.
    pub async fn update_app(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        change: impl FnOnce(&mut App),
    ) -> Result<(), Refusal> {
        self.try_update_app(realm, |app| {
            change(app);
            Ok(())
        })
        .await
    }

    async fn try_update_app(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        change: impl FnOnce(&mut App) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let stored = realm.change_app(|current| {
            let mut app = current.clone();
            change(&mut app)?;
            app.name = app.name.trim().to_owned();
            check_app(&app)?;
            let stored = self.record([Change::PutApp(app.clone())])?;
            *current = app;
            Ok(stored)
        })?;
        self.changes.mark(|| "apps".into());
        stored.wait().await
    }

    /// Makes a new key for an app's backend. Those that hold now hold for `overlap` ms more, or as long as they would
    /// have anyway.
    pub async fn rotate_key(self: &Arc<Self>, realm: &Arc<Realm>, overlap: Millis) -> Result<(), Refusal> {
        check_overlap(overlap)?;
        let at = self.clock.now().wall;
        self.try_update_app(realm, |app| {
            for key in &mut app.keys {
                key.until = Some(ending(key.until, at.after(overlap)));
            }
            app.keys.retain(|key| key.valid(at));
            if app.keys.len() >= MOST_KEYS {
                return Err(too_many_keys());
            }
            app.keys.push(ProjectKey::fresh(at, &entropy(), &entropy()));
            Ok(())
        })
        .await
    }

    /// Gives an app another secret with which tokens of its clients are signed: this one, or one that is made up. Those that
    /// hold now hold for `overlap` ms more, or as long as they would have anyway.
    pub async fn rotate_signing_key(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        secret: Option<String>,
        overlap: Millis,
    ) -> Result<(), Refusal> {
        check_overlap(overlap)?;
        let secret = secret.unwrap_or_else(|| SigningKey::secret_of(&entropy()));
        if !(LEAST_SECRET..=MOST_SECRET).contains(&secret.len()) {
            let message = format!("the secret has {} bytes", secret.len());
            return Err(Refusal::new(RefusalCode::InvalidRequest, message).fix(format!(
                "use {LEAST_SECRET} to {MOST_SECRET} bytes; 16, 24 or 32 of them can also encrypt"
            )));
        }
        let at = self.clock.now().wall;
        self.try_update_app(realm, |app| {
            for key in &mut app.signing_keys {
                key.until = Some(ending(key.until, at.after(overlap)));
            }
            app.signing_keys.retain(|key| key.valid(at));
            if app.signing_keys.len() >= MOST_KEYS {
                return Err(too_many_keys());
            }
            app.signing_keys.push(SigningKey::new(at, &entropy(), secret));
            Ok(())
        })
        .await
    }

    /// Deletes an app with all that is in it. Its connections are closed, each with the code for an unknown app.
    pub async fn delete_app(self: &Arc<Self>, realm: &Arc<Realm>) -> Result<(), Refusal> {
        let stored = {
            let mut realms = self.realms.write().unwrap_or_else(PoisonError::into_inner);
            if !realms.contains_key(&realm.id) {
                return Err(unknown_app(&realm.id));
            }
            let stored = self.record([Change::DeleteApp(realm.id.clone())])?;
            realms.remove(&realm.id);
            stored
        };
        // Whoever found the app before finds nothing in it from here on.
        for lane in realm.lanes() {
            if let Ok(mut room) = lane.enter() {
                room.end();
            }
        }
        for holder in realm.everybody() {
            if let Some(id) = holder.read_token(|token| token.id.clone()) {
                let member = holder.member();
                realm.remove_holder(&id);
                drop(member);
            }
            self.end_token(realm, &holder, "the app was deleted");
        }
        // Those without a token. Who identifies later finds that the app is gone.
        for link in self.links() {
            if link.identity().is_some_and(|who| who.app == realm.id) {
                link.end(CloseReason::InvalidAuth("the app was deleted".into()));
            }
        }
        self.changes.mark(|| "apps".into());
        self.changes.mark(|| "approvals".into());
        stored.wait().await
    }

    /// Waits until everything that was accepted so far is on disk, or refused by it.
    pub async fn flush(&self) {
        self.writer.flush().await;
    }

    /// Did the last attempt to write fail?
    pub fn store_failing(&self) -> bool {
        self.writer.failing()
    }
}

fn check_overlap(overlap: Millis) -> Result<(), Refusal> {
    if overlap <= LONGEST_OVERLAP {
        return Ok(());
    }
    let message = format!("overlap_ms cannot be {overlap}");
    Err(Refusal::new(RefusalCode::InvalidRequest, message)
        .fix(format!("use 0 to {LONGEST_OVERLAP} (30 days) for overlap_ms")))
}

/// When a key ends that is replaced: never later than it would have anyway.
fn ending(until: Option<Timestamp>, overlap: Timestamp) -> Timestamp {
    until.map_or(overlap, |until| until.min(overlap))
}

fn too_many_keys() -> Refusal {
    let message = format!("the app has {MOST_KEYS} keys that hold already");
    Refusal::new(RefusalCode::LimitReached, message)
        .fix("wait until one has run out, or rotate with a shorter overlap")
}

/// The refusal for an app that is not there.
pub fn unknown_app(id: &AppId) -> Refusal {
    Refusal::new(RefusalCode::UnknownApp, format!("there is no app {id}")).fix("list the apps for their ids")
}

/// Can the app be as described?
fn check_app(app: &App) -> Result<(), Refusal> {
    check_app_name(&app.name)?;
    check_ask_timeout(app.ask_timeout)?;
    app.limits.check()?;
    app.retention.check()
}

pub fn check_app_name(name: &str) -> Result<(), Refusal> {
    let length = name.chars().count();
    if (1..=LONGEST_NAME).contains(&length) {
        return Ok(());
    }
    let message = format!("the name of an app has 1 to {LONGEST_NAME} characters, this one has {length}");
    Err(Refusal::new(RefusalCode::InvalidRequest, message))
}

pub fn check_ask_timeout(ms: Millis) -> Result<(), Refusal> {
    if (1_000..=600_000).contains(&ms) {
        return Ok(());
    }
    let message = format!("the time to answer is 1,000 to 600,000 ms, not {ms}");
    Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("give ask_timeout_ms in this range"))
}
