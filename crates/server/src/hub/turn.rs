//! What one turn of somebody leaves to be done when it is over and no lock is held.

use std::sync::Arc;

use model::ChannelName;

use super::{Hub, lane::Lane, realm::Realm};

/// Lanes to drain and channels that ended. Messages that one turn publishes in a channel go out in one piece.
#[derive(Default)]
#[must_use = "what was announced goes out when the turn is finished"]
pub struct Turn(Option<Box<Left>>);

/// Boxed, as an idle connection has a turn, too.
#[derive(Default)]
struct Left {
    lanes: Vec<Arc<Lane>>,
    over: Vec<(Arc<Realm>, ChannelName)>,
}

impl Turn {
    /// Something was announced in this lane.
    pub fn touch(&mut self, lane: &Arc<Lane>) {
        let lanes = &mut self.0.get_or_insert_default().lanes;
        if !lanes.iter().any(|known| Arc::ptr_eq(known, lane)) {
            lanes.push(lane.clone());
        }
    }

    /// The last subject of an ephemeral channel has gone.
    pub fn over(&mut self, realm: &Arc<Realm>, channel: ChannelName) {
        let over = &mut self.0.get_or_insert_default().over;
        over.push((realm.clone(), channel));
    }

    /// Sends and clears up. The turn can be used again.
    pub fn finish(&mut self, hub: &Arc<Hub>) {
        let Some(left) = self.0.take() else { return };
        for lane in left.lanes {
            lane.drain(hub);
        }
        for (realm, channel) in left.over {
            hub.end_ephemeral(&realm, &channel);
        }
    }
}
