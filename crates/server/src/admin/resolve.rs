//! What the server makes of a channel's name, and of who asks to join. The rule is the one that decides joins.

use axum::{Json, extract::State};
use contract::{Admission, Channel, JoinRule, Resolution, Resolve, SubjectKind, Who};
use engine::{Access, Claim};
use model::{App, Capabilities, ChannelName, JoinMode, Now, Visibility};

use super::{
    Desk,
    failure::{Body, Failure, Path},
    view,
};
use crate::hub::{Holder, Lane};

pub async fn resolve(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(wish): Body<Resolve>,
) -> Result<Json<Resolution>, Failure> {
    let realm = desk.realm(&app)?;
    let asked = match &wish.token {
        Some(token) => Some(desk.holder(&realm, token)?),
        None => None,
    };
    let (app, now) = (realm.app(), desk.hub.clock.now());
    let lane = realm.lane(&wish.name);
    let problem = ChannelName::parse(&wish.name)
        .err()
        .map(|problem| problem.to_string());
    let mut joins = Vec::new();
    if problem.is_none() {
        for (kind, label, token) in [
            (SubjectKind::Anonymous, "anonymous", false),
            (SubjectKind::Token, "any token or client", true),
        ] {
            let who = Who {
                kind,
                label: label.into(),
                token: None,
            };
            let asking = Asking {
                token,
                ..Asking::default()
            };
            joins.push(joining(who, judged(&app, lane.as_deref(), asking, now)));
        }
        if let Some(holder) = &asked {
            let who = view::who(&realm, holder.member().subject());
            let asking = Asking {
                token: true,
                holder: Some(holder),
                privileged: false,
            };
            joins.push(joining(who, judged(&app, lane.as_deref(), asking, now)));
        }
    }
    let channel = lane.as_ref().map(|lane| view::channel(&desk.hub, lane));
    Ok(Json(Resolution {
        rule: rule(&app, problem.as_deref(), channel.as_ref()),
        verbs: verbs(problem.is_none(), channel.as_ref()),
        name: wish.name,
        problem,
        channel,
        joins,
    }))
}

fn joining(who: Who, (admission, because): (Admission, String)) -> JoinRule {
    JoinRule {
        who,
        admission,
        because,
    }
}

/// What somebody has who asks to join.
#[derive(Clone, Copy, Default)]
pub struct Asking<'a> {
    /// A token, or it is a client.
    pub token: bool,
    /// The one it is, if it is known.
    pub holder: Option<&'a Holder>,
    /// It may be in every channel.
    pub privileged: bool,
}

/// What happens to a subject that asks to join, and why.
pub fn judged(
    app: &App,
    lane: Option<&Lane>,
    Asking {
        token,
        holder,
        privileged,
    }: Asking<'_>,
    now: Now,
) -> (Admission, String) {
    if holder.is_some_and(|holder| holder.read_token(|token| token.expired(now.wall)) == Some(true)) {
        return (Admission::Deny, "The token has expired.".into());
    }
    let Some(lane) = lane else {
        return (Admission::Deny, "There is no channel of this name.".into());
    };
    let member = holder.map(|holder| holder.member());
    let (visibility, closed, has_key) = {
        let room = lane.room();
        let asks = room.keys().is_some_and(|keys| keys.join.is_some());
        (room.facts().visibility, room.facts().closed, !asks)
    };
    let claim = Claim {
        token,
        subscribed: member.as_ref().is_some_and(|member| member.is_in(&lane.name)),
        privileged,
        has_key,
        visibility,
        closed,
        mode: app.join_mode,
        grant: member.as_ref().and_then(|member| member.grant_of(&lane.name)),
    };
    told(claim.access(now), visibility, app)
}

fn told(access: Access<'_>, visibility: Visibility, app: &App) -> (Admission, String) {
    match access {
        Access::Subscribed => (Admission::Allow, "It is subscribed already.".into()),
        Access::Closed => (Admission::Deny, "The channel is closed.".into()),
        Access::NeedsKey => (
            Admission::Deny,
            "The channel asks for a key to join, which its first client has set.".into(),
        ),
        Access::Privileged => (Admission::Allow, "It may be in every channel.".into()),
        Access::NeedsToken => {
            let word = visibility.as_str();
            (Admission::Deny, format!("A {word} channel needs a token."))
        }
        Access::Visible if visibility == Visibility::Unprotected => (
            Admission::Allow,
            "The channel is unprotected: everybody may join.".into(),
        ),
        Access::Visible => (
            Admission::Allow,
            "The channel is public: every token may join.".into(),
        ),
        Access::Granted(grant) => match grant.until {
            Some(until) => (Admission::Allow, format!("It has a grant until {until}.")),
            None => (Admission::Allow, "It has a grant.".into()),
        },
        Access::Mode(JoinMode::Allow) => (
            Admission::Allow,
            "It has no grant; the app lets every token in.".into(),
        ),
        Access::Mode(JoinMode::Deny) => (
            Admission::Deny,
            "It has no grant, and the app asks nobody.".into(),
        ),
        Access::Mode(JoinMode::Ask) => {
            let seconds = app.ask_timeout / 1_000;
            (
                Admission::Ask,
                format!("It has no grant; a person is asked and has {seconds} s."),
            )
        }
    }
}

fn rule(app: &App, problem: Option<&str>, channel: Option<&Channel>) -> String {
    if let Some(problem) = problem {
        return format!("No channel can have this name: {problem}.");
    }
    let Some(channel) = channel else {
        return "There is no channel of this name; who asks to join is refused until it is made.".into();
    };
    if channel.closed {
        return "Closed: nobody comes in and nothing is accepted until it is opened.".into();
    }
    match (channel.visibility, app.join_mode) {
        (contract::Visibility::Unprotected, _) => {
            "Unprotected: everybody may join, also without a token.".into()
        }
        (contract::Visibility::Public, _) => "Public: every token of the app may join.".into(),
        (contract::Visibility::Private, JoinMode::Ask) => {
            "Private: a token with a grant may join; for another one a person is asked.".into()
        }
        (contract::Visibility::Private, JoinMode::Allow) => {
            "Private, but the app lets every token in, with a grant or without.".into()
        }
        (contract::Visibility::Private, JoinMode::Deny) => {
            "Private: a token with a grant may join; another one is refused.".into()
        }
    }
}

fn verbs(possible: bool, channel: Option<&Channel>) -> Vec<String> {
    let mut verbs = Vec::new();
    match channel {
        None if possible => verbs.push("create"),
        None => {}
        Some(channel) => {
            if channel.closed {
                verbs.push("open");
            } else {
                verbs.extend(["publish", "set_state", "close"]);
            }
            verbs.push("delete");
            if contract::Capability::set(&channel.capabilities).has(Capabilities::PERSISTENT) {
                verbs.push("read_history");
            }
        }
    }
    verbs.into_iter().map(str::to_owned).collect()
}
