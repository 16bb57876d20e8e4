//! What can be done with tokens.

use std::sync::Arc;

use engine::{CloseReason, Direct, Event, Happening, Kind, Live};
use model::{
    ChannelName, ConnId, Payload, Refusal, RefusalCode, State, Subject, Subscription, Timestamp, Token,
    TokenId,
};
use serde_json::{Map, Value};
use store::Change;

use super::{
    Handle, Holder, Hub, Realm, Turn,
    channels::{check_event, check_state, find},
    entropy,
    joins::{Exit, closed, unknown_token},
    record::Stored,
};
use crate::net::Sent;

/// A token to be made.
#[derive(Default)]
pub struct NewToken {
    /// `None`: make one up.
    pub id: Option<TokenId>,
    pub name: Option<String>,
    pub state: Map<String, Value>,
    pub expires_at: Option<Timestamp>,
    /// Channels it is subscribed to from the start.
    pub channels: Vec<ChannelName>,
}

/// Whom a direct message was for, and who took it.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Live connections.
    pub connections: usize,
    pub delivered: usize,
}

/// What is to change about a token; `None` stays as it is.
#[derive(Default)]
pub struct TokenWish {
    /// `Some(None)` takes the name away.
    pub name: Option<Option<String>>,
    /// The whole new state.
    pub state: Option<Map<String, Value>>,
    /// The version of the state that the caller has seen.
    pub expected: Option<model::StateVersion>,
    /// `Some(None)` takes the end away.
    pub expires_at: Option<Option<Timestamp>>,
}

impl Hub {
    /// Makes a token; it is on disk when this returns.
    pub async fn create_token(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        new: NewToken,
    ) -> Result<Arc<Holder>, Refusal> {
        check_state(realm, &new.state)?;
        let limits = realm.limits();
        limits.one_more_token(realm.tokens())?;
        limits.one_more_channel_for_subject(new.channels.len().saturating_sub(1))?;
        let at = self.clock.now().wall;
        if new.expires_at.is_some_and(|end| end <= at) {
            let message = "the token would be expired from the start: expires_at is in the past";
            return Err(
                Refusal::new(RefusalCode::InvalidRequest, message).fix("give an instant in the future")
            );
        }
        for name in &new.channels {
            let lane = find(realm, name)?;
            if lane.room().facts().closed {
                return Err(closed(name));
            }
        }
        let token = Token {
            id: new.id.unwrap_or_else(|| TokenId::fresh(at, &entropy())),
            name: new.name,
            extra: None,
            state: State::initial(new.state),
            created_at: at,
            expires_at: new.expires_at,
            last_seen: None,
        };
        let app = &realm.id;
        let mut changes = vec![Change::PutToken {
            app: app.clone(),
            token: token.clone(),
            at,
            versions: realm.read_app(|app| app.retention.state_versions),
        }];
        changes.extend(new.channels.iter().map(|channel| {
            let subscription = Subscription {
                token: token.id.clone(),
                channel: channel.clone(),
                since: at,
            };
            Change::PutSubscription {
                app: app.clone(),
                subscription,
            }
        }));
        self.record(changes)?.wait().await?;
        let holder = realm.add_holder(token);
        {
            let mut member = holder.member();
            // A channel that was deleted meanwhile has taken its subscriptions along.
            for channel in &new.channels {
                let Ok(lane) = find(realm, channel) else { continue };
                let room = lane.enter();
                if room.is_ok() && member.subscribe(channel, false, at) {
                    lane.gained_member();
                }
            }
        }
        self.watch_expiry(realm, &holder);
        self.changes.mark(|| format!("tokens:{}", realm.id));
        Ok(holder)
    }

    /// Changes a token; it is on disk when this returns.
    pub async fn update_token(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &TokenId,
        wish: TokenWish,
    ) -> Result<Arc<Holder>, Refusal> {
        let holder = realm.holder(id).ok_or_else(|| unknown_token(id))?;
        if let Some(state) = &wish.state {
            check_state(realm, state)?;
        }
        let moved = wish.expires_at.is_some();
        let stored = {
            // Locked, so that of two changes neither undoes the other, and a deleted token stays deleted.
            let _member = holder.member();
            let known = realm.holds(&holder).then(|| holder.token()).flatten();
            let mut token = known.ok_or_else(|| unknown_token(id))?;
            token.state.expect(wish.expected)?;
            if let Some(state) = wish.state {
                token.state.replace(state);
            }
            token.name = wish.name.unwrap_or(token.name);
            token.expires_at = wish.expires_at.unwrap_or(token.expires_at);
            let stored = self.record([Change::PutToken {
                app: realm.id.clone(),
                token: token.clone(),
                at: self.clock.now().wall,
                versions: realm.read_app(|app| app.retention.state_versions),
            }])?;
            holder.change_token(token);
            stored
        };
        if moved {
            self.watch_expiry(realm, &holder);
        }
        self.changes.mark(|| format!("tokens:{}", realm.id));
        stored.wait().await?;
        Ok(holder)
    }

    /// Deletes a token; its connections are closed, its subscriptions end.
    pub fn delete_token(self: &Arc<Self>, realm: &Arc<Realm>, id: &TokenId) -> Result<Stored, Refusal> {
        let holder = realm.holder(id).ok_or_else(|| unknown_token(id))?;
        let stored = {
            let _member = holder.member();
            if !realm.holds(&holder) {
                return Err(unknown_token(id));
            }
            let stored = self.record([Change::DeleteToken {
                app: realm.id.clone(),
                id: id.clone(),
            }])?;
            realm.remove_holder(id);
            stored
        };
        self.end_token(realm, &holder, "the token was deleted");
        self.changes.mark(|| format!("tokens:{}", realm.id));
        Ok(stored)
    }

    pub(super) fn end_token(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Holder, why: &'static str) {
        let mut turn = Turn::default();
        {
            let mut member = holder.member();
            let channels: Vec<_> = member
                .channels()
                .cloned()
                .chain(member.tickets().map(|(name, _)| name.clone()))
                .collect();
            for live in member.live() {
                live.handle.end(CloseReason::InvalidAuth(why.into()));
            }
            for channel in channels {
                self.end_subscription(realm, &mut member, &channel, Exit::Gone(why), &mut turn);
            }
        }
        turn.finish(self);
    }

    /// Sends a message to all connections of a token, or to one of them. An offline token gets nothing.
    pub fn send_direct(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        token: &TokenId,
        to: (Option<&ConnId>, Option<ChannelName>),
        event: String,
        payload: Payload,
    ) -> Result<Told, Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        self.send_to(realm, &holder, to, event, payload)
    }

    /// Sends a message to all connections of a subject, or to one of them, as something that came through a channel if
    /// one is given.
    pub fn send_to(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        holder: &Holder,
        (connection, channel): (Option<&ConnId>, Option<ChannelName>),
        event: String,
        payload: Payload,
    ) -> Result<Told, Refusal> {
        check_event(&event)?;
        realm.limits().payload(payload.len())?;
        let told = Event::Direct(Arc::new(Direct {
            event: event.clone(),
            payload: payload.clone(),
            unicast: connection.is_some(),
            channel,
            sender: Subject::Backend,
            origin: None,
            at: self.clock.now().wall,
        }));
        let (subject, to) = {
            let member = holder.member();
            let wanted = |live: &&Live<Handle>| connection.is_none_or(|id| live.handle.id == *id);
            let to: Vec<_> = member.live().iter().filter(wanted).cloned().collect();
            (member.subject().clone(), to)
        };
        let taken = |live: &&Live<Handle>| {
            let sent = live.handle.tell(&told);
            sent.is_some_and(|sent| sent != Sent::Refused)
        };
        let delivered = to.iter().filter(taken).count();
        self.counters.messages.add(1);
        self.counters.deliveries.add(delivered);
        self.tap.offer(|| {
            let mut happening = Happening::new(Kind::Direct, self.clock.now().wall);
            happening.app = Some(realm.id.clone());
            happening.event = Some(event);
            happening.payload = Some(payload);
            happening.connection = connection.cloned();
            happening.audience = Some(to.len());
            happening.delivered = Some(delivered);
            self.tell_who(&mut happening, Some(subject));
            happening
        });
        Ok(Told {
            connections: to.len(),
            delivered,
        })
    }
}
