//! Out of a server into a project file.

use std::{collections::HashSet, sync::Arc};

use contract::{Project, ProjectApp, ProjectChannel, ProjectPersona, SecretRef, Secrets};

use super::VERSION;
use crate::hub::{Holder, Lane, Realm};

pub fn project(realms: &[Arc<Realm>], secrets: Secrets) -> Project {
    let mut names = Names {
        secrets,
        taken: HashSet::new(),
    };
    let mut apps: Vec<_> = realms.iter().map(|realm| app(realm, &mut names)).collect();
    apps.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Project {
        switchboard: VERSION,
        apps,
    }
}

fn app(realm: &Realm, names: &mut Names) -> ProjectApp {
    let app = realm.app();
    let mut named: Vec<_> = realm
        .holders()
        .into_iter()
        .filter_map(|holder| {
            let token = holder.token().filter(|token| token.id.client().is_none())?;
            Some((token.name?, token.created_at, token.id, holder))
        })
        .collect();
    named.sort_by(|a, b| (&a.0, a.1, &a.2).cmp(&(&b.0, b.1, &b.2)));
    ProjectApp {
        project_token: names.variable(&[&app.name, "PROJECT_TOKEN"]),
        id: Some(app.id.to_string()),
        join_mode: app.join_mode.into(),
        ask_timeout_ms: app.ask_timeout,
        limits: Some(app.limits.into()),
        retention: Some(app.retention.into()),
        default_capabilities: contract::Capability::list(app.default_capabilities),
        channels: realm.lanes().iter().map(|lane| channel(lane)).collect(),
        personas: named
            .into_iter()
            .filter_map(|(name, _, _, holder)| persona(&app.name, name, &holder, names))
            .collect(),
        name: app.name,
    }
}

fn channel(lane: &Lane) -> ProjectChannel {
    let room = lane.room();
    let facts = room.facts();
    ProjectChannel {
        name: facts.name.to_string(),
        visibility: facts.visibility.into(),
        capabilities: contract::Capability::list(facts.capabilities),
        closed: facts.closed,
        extra: facts.extra.clone(),
        state: room.state().value.clone(),
    }
}

fn persona(app: &str, name: String, holder: &Holder, names: &mut Names) -> Option<ProjectPersona> {
    let state = holder.read_token(|token| token.state.value.clone())?;
    let member = holder.member();
    let standing = |channel: &&model::ChannelName| super::plan::stands(&member, channel);
    let mut channels: Vec<_> = member
        .channels()
        .filter(standing)
        .map(ToString::to_string)
        .collect();
    let for_good = member.grants().filter(|grant| grant.until.is_none());
    let mut grants: Vec<_> = for_good.map(|grant| grant.channel.to_string()).collect();
    channels.sort();
    grants.sort();
    Some(ProjectPersona {
        token: names.variable(&[app, &name, "TOKEN"]),
        name,
        state,
        channels,
        grants,
    })
}

/// Names of environment variables that stand for secrets, each for one.
struct Names {
    secrets: Secrets,
    taken: HashSet<String>,
}

impl Names {
    /// `SWITCHBOARD_MY_APP_ALICE_TOKEN`
    fn variable(&mut self, parts: &[&str]) -> Option<SecretRef> {
        if self.secrets == Secrets::Omit {
            return None;
        }
        let mut name = "SWITCHBOARD".to_owned();
        for part in parts {
            name.push('_');
            name.extend(part.chars().map(|c| match c {
                c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
                _ => '_',
            }));
        }
        let mut env = name.clone();
        let mut number = 2;
        while !self.taken.insert(env.clone()) {
            env = format!("{name}_{number}");
            number += 1;
        }
        Some(SecretRef { env })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_has_a_variable_of_its_own() {
        let mut names = Names {
            secrets: Secrets::Reference,
            taken: HashSet::new(),
        };
        let mut name = |parts: &[&str]| names.variable(parts).unwrap().env;
        assert_eq!(
            name(&["My app", "PROJECT_TOKEN"]),
            "SWITCHBOARD_MY_APP_PROJECT_TOKEN"
        );
        assert_eq!(
            name(&["My-app", "PROJECT_TOKEN"]),
            "SWITCHBOARD_MY_APP_PROJECT_TOKEN_2"
        );
        assert_eq!(name(&["Ä", "Zoë", "TOKEN"]), "SWITCHBOARD___ZO__TOKEN");
        names.secrets = Secrets::Omit;
        assert_eq!(names.variable(&["My app"]), None);
    }
}
