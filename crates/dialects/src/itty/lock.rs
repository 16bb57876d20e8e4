//! On which terms somebody is let into a channel: the keys that it asks for, and those that are shown.

use engine::Keys;
use model::RefusalCode;

use super::{deny, namespace, place::Place};
use crate::{Denied, Lookup};

/// On which terms somebody comes in.
#[derive(Debug, PartialEq)]
pub(super) struct Terms {
    /// What the channel asks for from then on, if it is made.
    pub asks: Keys,
    /// It may listen only: the name is reserved, and its key to send was not shown. Else the channel decides.
    pub mute: bool,
}

/// The terms for somebody who shows these keys, or why there are none.
pub(super) fn terms(place: &Place, shown: &Keys, lookup: &dyn Lookup) -> Result<Terms, Denied> {
    let no = |message: &str, fix: &str| {
        deny(
            403,
            RefusalCode::NotGranted,
            message,
            fix,
            Some(place.app.clone()),
        )
    };
    let wrong = || {
        let message = "the channel asks for a joinKey, and the right one was not shown";
        no(message, "connect with the channel's joinKey")
    };
    let terms = match reservation(place, lookup) {
        None => Terms {
            // Those of the first one are the channel's, until it is empty.
            asks: shown.clone(),
            mute: false,
        },
        Some(asks) => {
            if !asks.let_in(shown) {
                return Err(wrong());
            }
            let brought = shown.join.is_some() && asks.join.is_none();
            let other = shown.send.is_some() && (asks.send.is_none() || !asks.let_speak(shown));
            if brought || other {
                let message =
                    "the channel's name is reserved: it has the keys of its reservation and takes no others";
                let fix = "connect with the keys of the reservation, without keys, or to another channel";
                return Err(no(message, fix));
            }
            Terms {
                mute: !asks.let_speak(shown),
                asks,
            }
        }
    };
    // If it has been made since, the engine looks once more.
    match lookup.keys(&place.app, &place.channel) {
        Some(asked) if !asked.let_in(shown) => Err(wrong()),
        _ => Ok(terms),
    }
}

/// Reservations are for the channels of the app whose clients name none: nobody else's, and no tenant's.
pub(super) fn reservation(place: &Place, lookup: &dyn Lookup) -> Option<Keys> {
    let here = place.own && lookup.default_app().as_ref() == Some(&place.app);
    here.then(|| namespace::reservation(lookup.settings(), place.channel.as_str()))?
}
