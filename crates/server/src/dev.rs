//! What an empty server is filled with for local development.

use std::sync::Arc;

use engine::Traits;
use model::{Capabilities, ChannelName, JoinMode, Refusal, RefusalCode, Visibility};
use serde_json::Map;

use crate::hub::{Hub, NewChannel, NewToken};

const CHANNELS: [(&str, Visibility, Capabilities); 3] = [
    (
        "lobby",
        Visibility::Unprotected,
        Capabilities::PERSISTENT
            .with(Capabilities::PRESENCE)
            .with(Capabilities::CLIENT_PUBLISH),
    ),
    ("room", Visibility::Public, Capabilities::CLIENT_PUBLISH),
    ("backstage", Visibility::Private, Capabilities::CLIENT_PUBLISH),
];

/// Makes the app "My app" with personas and channels, if there is no app yet.
pub async fn fill(hub: &Arc<Hub>) -> Result<(), Refusal> {
    if !hub.realms().is_empty() {
        return Ok(());
    }
    let realm = hub
        .create_app("My app".into(), |app| app.join_mode = JoinMode::Ask)
        .await?;
    for name in ["Alice", "Bob"] {
        hub.create_token(
            &realm,
            NewToken {
                name: Some(name.into()),
                ..NewToken::default()
            },
        )
        .await?;
    }
    for (name, visibility, capabilities) in CHANNELS {
        let name = ChannelName::parse(name)
            .map_err(|error| Refusal::new(RefusalCode::InvalidRequest, error.to_string()))?;
        let new = NewChannel {
            name: Some(name),
            visibility,
            capabilities: Some(capabilities),
            state: Map::new(),
            traits: Traits::default(),
        };
        hub.create_channel(&realm, new).await?;
    }
    Ok(())
}
