//! What a dialect may ask, answered from the hub.

use std::sync::{Arc, LazyLock};

use dialects::{Lookup, Spoken};
use engine::Keys;
use model::{AppId, ChannelName, Timestamp, TokenId};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{Config, hub::Hub};

/// What the dialects of one listener have in common.
#[derive(Clone)]
pub struct World {
    pub hub: Arc<Hub>,
    pub config: Arc<Config>,
    /// Outlives the server, if its data does.
    pub secret: Arc<[u8; 32]>,
}

/// The world as one dialect sees it.
pub struct Outlook<'a> {
    world: &'a World,
    settings: &'a Value,
}

impl World {
    /// As this dialect sees it.
    pub fn of(&self, spoken: &Spoken) -> Outlook<'_> {
        static NOTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));
        Outlook {
            world: self,
            settings: self.config.dialects.get(spoken.name).unwrap_or(&*NOTHING),
        }
    }
}

impl Lookup for Outlook<'_> {
    fn now(&self) -> Timestamp {
        self.world.hub.clock.now().wall
    }

    fn settings(&self) -> &Value {
        self.settings
    }

    fn app(&self, id: &str) -> Option<AppId> {
        let realm = self.world.hub.listed_realm(&AppId::from(id))?;
        Some(realm.id.clone())
    }

    fn default_app(&self) -> Option<AppId> {
        let all = self.world.hub.realms();
        let Some(wanted) = self.settings.get("app").and_then(Value::as_str) else {
            return all.first().map(|realm| realm.id.clone());
        };
        let by_id = all.iter().find(|realm| realm.id.as_str() == wanted);
        let by_name = || all.iter().find(|realm| realm.read_app(|app| app.name == wanted));
        by_id.or_else(by_name).map(|realm| realm.id.clone())
    }

    fn backend(&self, credential: &str) -> Option<AppId> {
        self.world.hub.realm_of(credential).map(|realm| realm.id.clone())
    }

    fn signing_secrets(&self, app: &AppId) -> Vec<String> {
        let now = self.now();
        let Some(realm) = self.world.hub.listed_realm(app) else {
            return Vec::new();
        };
        realm.read_app(|app| {
            let valid = app.signing_keys.iter().rev().filter(|key| key.valid(now));
            valid.map(|key| key.secret.clone()).collect()
        })
    }

    fn registered(&self, app: &AppId, client: &TokenId) -> bool {
        let realm = self.world.hub.listed_realm(app);
        realm.is_some_and(|realm| realm.holder(client).is_some() && realm.keeps(client))
    }

    fn keys(&self, app: &AppId, channel: &ChannelName) -> Option<Keys> {
        let lane = self.world.hub.listed_realm(app)?.lane(channel.as_str())?;
        let room = lane.enter().ok()?;
        Some(room.keys().cloned().unwrap_or_default())
    }

    fn secret(&self, purpose: &str) -> [u8; 32] {
        let digest = Sha256::new()
            .chain_update(*self.world.secret)
            .chain_update(purpose.as_bytes());
        digest.finalize().into()
    }
}
