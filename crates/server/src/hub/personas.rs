//! Publishing in the name of a client, through the checks that it would have to pass itself.

use std::sync::Arc;

use engine::{Channel, Draft, Happening, Kind, Way};
use model::{ChannelName, Refusal, RefusalCode, Subject};

use super::{Holder, Hub, Realm, channels::Accepted};

impl Hub {
    /// Publishes as a client, wherever it is connected, or not. What it may not is refused, and told, as if it had
    /// tried itself. Returns as [`Hub::publish`] does.
    pub async fn publish_as(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        holder: &Holder,
        channel: &ChannelName,
        draft: Draft,
    ) -> Result<Accepted, Refusal> {
        let sender = holder.member().subject().clone();
        let draft = Draft {
            sender: sender.clone(),
            privileged: false,
            ..draft
        };
        let done = match self.may_publish(realm, holder, channel) {
            Ok(()) => self.publish(realm, channel, draft).await,
            Err(refusal) => Err(refusal),
        };
        if let Err(refusal) = &done {
            self.persona_refused(realm, channel, sender, refusal);
        }
        done
    }

    /// What is asked of a client before the channel itself is: that it can be there, and is.
    fn may_publish(&self, realm: &Realm, holder: &Holder, channel: &ChannelName) -> Result<(), Refusal> {
        let now = self.clock.now().wall;
        if holder.read_token(|token| token.expired(now)) == Some(true) {
            let refusal = Refusal::new(RefusalCode::NotIdentified, "the token has expired");
            return Err(refusal.fix("create a new one"));
        }
        if realm.lane(channel.as_str()).is_none() {
            return Err(Channel::<()>::unknown(channel.as_str()));
        }
        if !holder.member().is_in(channel) {
            return Err(Channel::<()>::not_in(channel, "publish"));
        }
        Ok(())
    }

    fn persona_refused(&self, realm: &Realm, channel: &ChannelName, sender: Subject, refusal: &Refusal) {
        let mut happening = Happening::new(Kind::Refused, self.clock.now().wall).channel(channel);
        happening.app = Some(realm.id.clone());
        happening.way = Way::In;
        happening.event = Some("publish".into());
        happening.code = Some(refusal.code.as_str());
        happening.reason = Some(refusal.message.clone());
        happening.fix = refusal.fix.clone();
        self.tell_who(&mut happening, Some(sender));
        self.refusal_happened(happening, None);
    }
}
