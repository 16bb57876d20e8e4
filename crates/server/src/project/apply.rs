//! Carries out a plan. Channels are closed last, so that what belongs into them finds them open.

use std::sync::Arc;

use engine::{StateChange, Traits};
use model::{App, Decider, GrantTerm, Refusal, TokenId};

use super::{
    NotImported,
    plan::{AppPlan, ChannelPlan, PersonaPlan, Plan, Todo},
};
use crate::hub::{ChannelWish, Hub, NewChannel, NewToken, Realm, TokenWish, unknown_app};

/// Why a grant was given, in the journal.
const REASON: &str = "from a project file";

pub async fn apply(hub: &Arc<Hub>, plan: &Plan) -> Result<(), NotImported> {
    for wish in &plan.apps {
        let name = &wish.app.name;
        let realm = app(hub, wish)
            .await
            .map_err(|refusal| stopped(format!("app {name:?}"), refusal))?;
        let at = |what: &str, of: &str| format!("{what} {of:?} of {name:?}");
        for one in &wish.channels {
            let done = channel(hub, &realm, one).await;
            done.map_err(|refusal| stopped(at("channel", one.facts.name.as_str()), refusal))?;
        }
        for one in &wish.personas {
            let done = persona(hub, &realm, one).await;
            done.map_err(|refusal| stopped(at("persona", &one.name), refusal))?;
        }
        for one in wish
            .channels
            .iter()
            .filter(|one| one.facts.closed && one.todo != Todo::Nothing)
        {
            let wish = ChannelWish {
                closed: Some(true),
                ..ChannelWish::default()
            };
            let done = change(hub, &realm, one, wish).await;
            done.map_err(|refusal| stopped(at("channel", one.facts.name.as_str()), refusal))?;
        }
    }
    Ok(())
}

fn stopped(at: String, refusal: Refusal) -> NotImported {
    NotImported::Stopped { at, refusal }
}

async fn app(hub: &Arc<Hub>, wish: &AppPlan) -> Result<Arc<Realm>, Refusal> {
    let wanted = &wish.app;
    match (&wish.realm, wish.todo) {
        (None, _) => {
            hub.create_app(wanted.name.clone(), |app| app.clone_from(wanted))
                .await
        }
        (Some(realm), Todo::Nothing) => Ok(realm.clone()),
        (Some(realm), _) => {
            let describe = |app: &mut App| {
                // Its keys may have been replaced meanwhile.
                let keys = std::mem::take(&mut app.keys);
                app.clone_from(wanted);
                app.keys = keys;
            };
            hub.update_app(realm, describe).await?;
            hub.realm(&realm.id).ok_or_else(|| unknown_app(&realm.id))
        }
    }
}

async fn channel(hub: &Arc<Hub>, realm: &Arc<Realm>, wish: &ChannelPlan) -> Result<(), Refusal> {
    let facts = &wish.facts;
    match wish.todo {
        Todo::Nothing => return Ok(()),
        Todo::Create => {
            let new = NewChannel {
                name: Some(facts.name.clone()),
                visibility: facts.visibility,
                capabilities: Some(facts.capabilities),
                state: wish.state.clone().unwrap_or_default(),
                traits: Traits {
                    title: facts.title.clone(),
                    extra: facts.extra.clone(),
                    push: facts.push,
                },
            };
            hub.create_channel(realm, new).await?;
            return Ok(());
        }
        Todo::Update => {}
    }
    let described = ChannelWish {
        // One that is to be open is opened now, one that is to be closed is closed in the end.
        closed: (!facts.closed).then_some(false),
        visibility: Some(facts.visibility),
        capabilities: Some(facts.capabilities),
        extra: Some(facts.extra.clone()),
    };
    change(hub, realm, wish, described).await?;
    if let Some(state) = &wish.state {
        let change = StateChange::Replace(state.clone());
        hub.set_state(realm, &facts.name, change, None).await?;
    }
    Ok(())
}

async fn change(
    hub: &Arc<Hub>,
    realm: &Arc<Realm>,
    channel: &ChannelPlan,
    wish: ChannelWish,
) -> Result<(), Refusal> {
    let name = channel.facts.name.as_str();
    let lane = realm
        .lane(name)
        .ok_or_else(|| engine::Channel::<()>::unknown(name))?;
    hub.update_channel(realm, &lane, wish)?.wait().await
}

async fn persona(hub: &Arc<Hub>, realm: &Arc<Realm>, wish: &PersonaPlan) -> Result<(), Refusal> {
    let token = match wish.todo {
        Todo::Nothing => return Ok(()),
        Todo::Create => make(hub, realm, wish).await?,
        Todo::Update => {
            let Some(token) = wish.token.clone() else {
                return Ok(());
            };
            let changed = TokenWish {
                name: Some(Some(wish.name.clone())),
                state: wish.state.clone(),
                ..TokenWish::default()
            };
            hub.update_token(realm, &token, changed).await?;
            token
        }
    };
    for channel in &wish.channels {
        if let Some(stored) = hub.subscribe_token(realm, channel, &token, false)? {
            stored.wait().await?;
        }
    }
    for channel in &wish.grants {
        let by = (Decider::Person, Some(REASON.to_owned()));
        let (_, stored) = hub.give_grant(realm, channel, &token, GrantTerm::Always, by)?;
        stored.wait().await?;
    }
    Ok(())
}

async fn make(hub: &Arc<Hub>, realm: &Arc<Realm>, wish: &PersonaPlan) -> Result<TokenId, Refusal> {
    let new = NewToken {
        id: wish.token.clone(),
        name: Some(wish.name.clone()),
        state: wish.state.clone().unwrap_or_default(),
        ..NewToken::default()
    };
    let holder = hub.create_token(realm, new).await?;
    let id = holder.read_token(|token| token.id.clone());
    id.ok_or_else(|| Refusal::new(model::RefusalCode::NotFound, "the token is gone"))
}
