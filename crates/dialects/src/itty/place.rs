//! Where a path leads: which app, which channel, and which of the two ways of talking is spoken there.

use std::borrow::Cow;

use model::{AppId, ChannelName, Refusal, RefusalCode};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::{deny, settings};
use crate::{Denied, Hello, Lookup, Transport};

/// First segments that are no key, and on a listener of its own no channel.
const RESERVED: [&str; 5] = ["c", "r", "demo", "version", "pw-socket"];

/// How the names of channels begin that belong to a tenant without an app of its own. Nobody else gets in there.
const GUESTS: &str = "~demo/";
const KEYLESS: &str = "~local/";
const TENANT: &str = "~key-";

/// Most bytes of a name where the key of its tenant goes before it.
const LONGEST: usize = 256;

/// A path, taken apart and not yet decoded.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Address<'a> {
    /// `old`: as clients before 0.5 spell it.
    Connect { old: bool, channel: &'a str },
    /// Of the public tenant.
    Guest { channel: &'a str },
    /// The key may be a secret.
    Keyed { key: &'a str, channel: &'a str },
    /// On the listener of its own only.
    Keyless { channel: &'a str },
}

/// Where a path leads.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    pub app: AppId,
    /// As the engine knows it.
    pub channel: ChannelName,
    /// It is the app's channel of that name, and no tenant's.
    pub own: bool,
}

/// Is this path one of ours?
pub(super) fn hears(hello: &Hello<'_>) -> bool {
    if hello.transport != Transport::WebSocket {
        return false;
    }
    match address(hello) {
        // Two segments are a path like any other, unless somebody opens a socket there.
        Some(Address::Keyed { key, .. }) => {
            hello.headers.get("upgrade").is_some() || app_of(key, hello.lookup).is_some()
        }
        Some(_) => true,
        None => hello.own_listener,
    }
}

/// The path, taken apart; `None`: it leads nowhere.
pub(super) fn address<'a>(hello: &Hello<'a>) -> Option<Address<'a>> {
    let whole = hello.path.strip_prefix('/')?;
    let keyless = Address::Keyless { channel: whole };
    match whole.split_once('/') {
        Some(("c", channel)) => Some(Address::Connect { old: false, channel }),
        Some(("r", channel)) => Some(Address::Connect { old: true, channel }),
        Some(("demo", channel)) => Some(Address::Guest { channel }),
        Some((key, channel)) if !key.is_empty() && !RESERVED.contains(&key) => {
            // What is nobody's key may be the beginning of a channel's name there.
            let known = || settings::any_key(hello.lookup.settings()) || app_of(key, hello.lookup).is_some();
            let keyed = !hello.own_listener || known();
            Some(if keyed {
                Address::Keyed { key, channel }
            } else {
                keyless
            })
        }
        _ => hello.own_listener.then_some(keyless),
    }
}

/// Where the address leads, if it does.
pub(super) fn find(address: Address<'_>, lookup: &dyn Lookup) -> Result<Place, Denied> {
    match address {
        Address::Connect { channel, .. } => of_app(default_app(lookup)?, channel),
        Address::Guest { channel } => of_tenant(default_app(lookup)?, GUESTS, channel),
        Address::Keyed { key, channel } => match app_of(key, lookup) {
            Some(app) => {
                let place = of_app(app, channel)?;
                check_length(&place.app, place.channel.as_str())?;
                Ok(place)
            }
            None if settings::any_key(lookup.settings()) => {
                let app = default_app(lookup)?;
                of_tenant(app, &format!("{TENANT}{}/", alias_of(key, lookup)), channel)
            }
            None => {
                let message = "no app has the key in the path";
                let fix = "use the id of an app as the key, demo as a guest, or allow every key by the setting any_key";
                Err(deny(401, RefusalCode::InvalidAuth, message, fix, None))
            }
        },
        Address::Keyless { channel } if RESERVED.contains(&channel) => {
            let message = format!("\"{channel}\" is reserved and no channel of a client without a key");
            let fix = "choose another name";
            Err(deny(400, RefusalCode::InvalidRequest, message, fix, None))
        }
        Address::Keyless { channel } => of_tenant(default_app(lookup)?, KEYLESS, channel),
    }
}

/// The channel of the app whose clients name none, by its name in plain text.
pub(super) fn of_default_app(channel: &str, lookup: &dyn Lookup) -> Result<Place, Denied> {
    own(default_app(lookup)?, channel)
}

fn of_app(app: AppId, channel: &str) -> Result<Place, Denied> {
    let name = decoded(&app, channel)?;
    own(app, &name)
}

fn own(app: AppId, name: &str) -> Result<Place, Denied> {
    if [GUESTS, KEYLESS, TENANT]
        .iter()
        .any(|tenant| name.starts_with(tenant))
    {
        let message = format!("names that begin with {GUESTS}, {KEYLESS} or {TENANT} belong to tenants");
        let fix = "choose another name";
        return Err(deny(400, RefusalCode::InvalidRequest, message, fix, Some(app)));
    }
    let channel = parsed(&app, name)?;
    Ok(Place {
        app,
        channel,
        own: true,
    })
}

fn of_tenant(app: AppId, tenant: &str, channel: &str) -> Result<Place, Denied> {
    let name = decoded(&app, channel)?;
    // By itself it has to be a name as well.
    parsed(&app, &name)?;
    check_length(&app, &name)?;
    let channel = parsed(&app, &format!("{tenant}{name}"))?;
    Ok(Place {
        app,
        channel,
        own: false,
    })
}

fn parsed(app: &AppId, name: &str) -> Result<ChannelName, Denied> {
    // The sentence says already what would be right.
    ChannelName::parse(name).map_err(|error| Denied {
        status: 400,
        refusal: Refusal::new(RefusalCode::InvalidRequest, error.to_string()),
        app: Some(app.clone()),
    })
}

fn decoded<'a>(app: &AppId, channel: &'a str) -> Result<Cow<'a, str>, Denied> {
    percent_decode_str(channel).decode_utf8().map_err(|_| {
        let message = "the channel name in the path is not UTF-8";
        let fix = "percent-encode the bytes of UTF-8 text, or nothing";
        deny(400, RefusalCode::InvalidRequest, message, fix, Some(app.clone()))
    })
}

fn check_length(app: &AppId, name: &str) -> Result<(), Denied> {
    if name.len() <= LONGEST {
        return Ok(());
    }
    let message = format!("the channel name has {} bytes; {LONGEST} is the most", name.len());
    let fix = "choose a shorter name";
    Err(deny(
        400,
        RefusalCode::InvalidRequest,
        message,
        fix,
        Some(app.clone()),
    ))
}

fn default_app(lookup: &dyn Lookup) -> Result<AppId, Denied> {
    lookup.default_app().ok_or_else(|| {
        let message = "there is no app for clients that name none";
        let fix = "make an app, or name one by the setting app";
        deny(404, RefusalCode::UnknownApp, message, fix, None)
    })
}

/// The key as it was before it was put into a path; `None`: it cannot be one.
fn key_of(segment: &str) -> Option<Cow<'_, str>> {
    let key = percent_decode_str(segment).decode_utf8().ok()?;
    (!key.is_empty() && !RESERVED.contains(&&*key)).then_some(key)
}

fn app_of(segment: &str, lookup: &dyn Lookup) -> Option<AppId> {
    lookup.app(&key_of(segment)?)
}

/// What a key is called in names of channels, which everybody may see who looks after the server.
fn alias_of(segment: &str, lookup: &dyn Lookup) -> String {
    let key = percent_decode_str(segment).collect::<Vec<u8>>();
    let digest = Sha256::new()
        .chain_update(lookup.secret("itty tenants"))
        .chain_update(key)
        .finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
