//! What an import would do, and everything that is wrong with the file.

mod personas;

use std::{collections::HashSet, sync::Arc};

use contract::{Capability, Imported, Project, ProjectApp, ProjectChannel, SecretRef};
use engine::Member;
use model::{App, AppId, ChannelName, ProjectKey, Refusal, Timestamp, TokenId};
use serde_json::{Map, Value};

use super::{VERSION, place::Problems};
use crate::hub::{Handle, Hub, Realm, check_app_name, check_ask_timeout, check_extra, entropy};

/// An import that can be carried out.
pub struct Plan {
    pub apps: Vec<AppPlan>,
    pub told: Imported,
}

/// What is to be done about a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    Create,
    Update,
    Nothing,
}

pub struct AppPlan {
    pub todo: Todo,
    /// The one that is there.
    pub realm: Option<Arc<Realm>>,
    /// As it is to be.
    pub app: App,
    pub channels: Vec<ChannelPlan>,
    pub personas: Vec<PersonaPlan>,
}

pub struct ChannelPlan {
    pub todo: Todo,
    /// As it is to be.
    pub facts: model::Channel,
    /// The new state, if it is to be another.
    pub state: Option<Map<String, Value>>,
}

pub struct PersonaPlan {
    pub todo: Todo,
    /// The one that is there, or the one to make; `None`: a fresh one.
    pub token: Option<TokenId>,
    pub name: String,
    /// The new state, if it is to be another.
    pub state: Option<Map<String, Value>>,
    /// Channels to subscribe it to.
    pub channels: Vec<ChannelName>,
    /// Channels to give it a grant for.
    pub grants: Vec<ChannelName>,
}

/// Is it subscribed to a channel for good?
pub fn stands(member: &Member<Handle>, channel: &ChannelName) -> bool {
    member
        .standing(channel)
        .is_some_and(|standing| !standing.ephemeral)
}

pub fn plan(
    hub: &Hub,
    project: Project,
    secret: &dyn Fn(&str) -> Option<String>,
) -> Result<Plan, Vec<super::Problem>> {
    let mut planner = Planner {
        hub,
        secret,
        at: hub.clock.now().wall,
        problems: Problems::default(),
        told: Imported::default(),
        found: HashSet::new(),
        names: HashSet::new(),
        keys: HashSet::new(),
    };
    if project.switchboard != VERSION {
        let message = format!(
            "the file is of version {}; this server reads version {VERSION}",
            project.switchboard
        );
        planner.problems.add("switchboard", message);
    }
    let apps = project.apps.into_iter().enumerate();
    let apps = apps.map(|(number, app)| planner.app(number, app)).collect();
    if planner.problems.0.is_empty() {
        let told = planner.told;
        Ok(Plan { apps, told })
    } else {
        Err(planner.problems.0)
    }
}

struct Planner<'a> {
    hub: &'a Hub,
    secret: &'a dyn Fn(&str) -> Option<String>,
    at: Timestamp,
    problems: Problems,
    told: Imported,
    /// Apps that are spoken for.
    found: HashSet<AppId>,
    /// Names of apps to be made.
    names: HashSet<String>,
    /// Credentials of apps to be made.
    keys: HashSet<String>,
}

impl Planner<'_> {
    fn app(&mut self, number: usize, wish: ProjectApp) -> AppPlan {
        let place = format!("apps[{number}]");
        let name = wish.name.trim().to_owned();
        let realm = self.find(&place, wish.id.as_deref(), &name);
        let mut app = match &realm {
            Some(realm) => realm.app(),
            None => self.fresh(&place, wish.id.as_deref(), &name),
        };
        app.name = name;
        app.join_mode = wish.join_mode.into();
        app.ask_timeout = wish.ask_timeout_ms;
        app.default_capabilities = Capability::set(&wish.default_capabilities);
        app.limits = wish.limits.map_or(app.limits, Into::into);
        app.retention = wish.retention.map_or(app.retention, Into::into);
        self.problems
            .take(format!("{place}.name"), check_app_name(&app.name));
        self.problems.take(
            format!("{place}.ask_timeout_ms"),
            check_ask_timeout(app.ask_timeout),
        );
        self.problems
            .take(format!("{place}.limits"), app.limits.check().map_err(with_fix));
        self.problems.take(
            format!("{place}.retention"),
            app.retention.check().map_err(with_fix),
        );
        self.key(&place, &mut app, realm.is_none(), wish.project_token.as_ref());

        let todo = match &realm {
            None => Todo::Create,
            Some(realm) if realm.app() == app => Todo::Nothing,
            Some(_) => Todo::Update,
        };
        self.tell(todo, format!("app {:?}", app.name));
        let channels = self.channels(&place, &app, realm.as_deref(), wish.channels);
        let personas = self.personas(&place, &app, realm.as_deref(), wish.personas, &channels);
        AppPlan {
            todo,
            realm,
            app,
            channels,
            personas,
        }
    }

    /// The app that is meant: by its id, else by its name.
    fn find(&mut self, place: &str, id: Option<&str>, name: &str) -> Option<Arc<Realm>> {
        let by_id = id.and_then(|id| {
            let probe = &self.hub.probe_realm().id;
            self.hub
                .realm(&AppId::from(id))
                .filter(|realm| realm.id != *probe)
        });
        let by_name = || {
            let mut all = self.hub.realms().into_iter();
            all.find(|realm| !self.found.contains(&realm.id) && realm.read_app(|app| app.name == name))
        };
        let Some(realm) = by_id.or_else(by_name) else {
            if !self.names.insert(name.to_owned()) && id.is_none() {
                let message = format!("there is an app {name:?} in the file already; give both their ids");
                self.problems.add(format!("{place}.name"), message);
            }
            return None;
        };
        if !self.found.insert(realm.id.clone()) {
            let message = format!("the app {} is in the file already", realm.id);
            self.problems.add(format!("{place}.id"), message);
        }
        Some(realm)
    }

    /// An app to be made, with the id that the file has for it.
    fn fresh(&mut self, place: &str, id: Option<&str>, name: &str) -> App {
        let Some(id) = id else {
            return App::new(AppId::fresh(self.at, &entropy()), name, self.at);
        };
        let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !id.starts_with("project_") || id.len() > 100 || !id.chars().all(known) {
            let message = format!("{id:?} is no id of an app; leave it out and one is made");
            self.problems.add(format!("{place}.id"), message);
        }
        let id = AppId::from(id);
        if !self.found.insert(id.clone()) {
            self.problems.add(
                format!("{place}.id"),
                format!("the app {id} is in the file already"),
            );
        }
        App::new(id, name, self.at)
    }

    /// The credential of an app's backend.
    fn key(&mut self, place: &str, app: &mut App, new: bool, wish: Option<&SecretRef>) {
        let place = format!("{place}.project_token");
        let what = format!("app {:?}", app.name);
        let given = self.secret(&place, &what, wish, "ptk_", new);
        let make = || ProjectKey::fresh(self.at, &entropy(), &entropy());
        match (given, new) {
            (None, true) => app.keys = vec![make()],
            (Some(token), true) => {
                if self.hub.realm_of(&token).is_some() || !self.keys.insert(token.clone()) {
                    self.problems
                        .add(place, "another app has this credential already");
                }
                app.keys = vec![ProjectKey { token, ..make() }];
            }
            (Some(token), false)
                if !app
                    .keys
                    .iter()
                    .any(|key| key.valid(self.at) && key.token == token) =>
            {
                self.told.warnings.push(format!(
                    "{what} has another credential than its variable says; it was left as it is"
                ));
            }
            (_, false) => {}
        }
    }

    /// The value of a secret that is kept elsewhere. Its value is in no message.
    fn secret(
        &mut self,
        place: &str,
        what: &str,
        wish: Option<&SecretRef>,
        prefix: &str,
        needed: bool,
    ) -> Option<String> {
        let env = &wish?.env;
        let Some(value) = (self.secret)(env) else {
            if needed {
                self.told.warnings.push(format!(
                    "the variable {env} of {what} is not set, so a new secret is made"
                ));
            }
            return None;
        };
        let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !value.starts_with(prefix) || value.len() > 200 || !value.chars().all(known) {
            let message = format!("the variable {env} does not hold what it should: it begins with {prefix}");
            self.problems.add(format!("{place}.env"), message);
            return None;
        }
        Some(value)
    }

    fn channels(
        &mut self,
        place: &str,
        app: &App,
        realm: Option<&Realm>,
        wishes: Vec<ProjectChannel>,
    ) -> Vec<ChannelPlan> {
        let mut names = HashSet::new();
        let mut all = Vec::with_capacity(wishes.len());
        for (number, wish) in wishes.into_iter().enumerate() {
            let place = format!("{place}.channels[{number}]");
            let at = format!("{place}.name");
            let Some(name) = self.problems.take(&at, ChannelName::parse(&wish.name)) else {
                continue;
            };
            if !names.insert(name.clone()) {
                self.problems
                    .add(at, format!("the channel {:?} is in the file already", wish.name));
                continue;
            }
            self.state(format!("{place}.state"), app, &wish.state);
            self.problems.take(
                format!("{place}.extra"),
                check_extra(wish.extra.as_deref()).map_err(with_fix),
            );
            all.push(self.channel(app, realm, name, wish));
        }
        let new = all.iter().filter(|one| one.todo == Todo::Create).count();
        self.room(
            place,
            "channels",
            app.limits.channels,
            realm.map_or(0, |realm| realm.lanes().len()) + new,
        );
        all
    }

    fn channel(
        &mut self,
        app: &App,
        realm: Option<&Realm>,
        name: ChannelName,
        wish: ProjectChannel,
    ) -> ChannelPlan {
        let what = format!("channel {:?} of {:?}", name.as_str(), app.name);
        let lane = realm.and_then(|realm| realm.lane(name.as_str()));
        let mut facts = model::Channel {
            name,
            visibility: wish.visibility.into(),
            capabilities: Capability::set(&wish.capabilities),
            closed: wish.closed,
            title: None,
            extra: wish.extra,
            push: false,
            created_at: self.at,
        };
        let (todo, state) = match lane {
            None => (Todo::Create, Some(wish.state)),
            Some(lane) => {
                let room = lane.room();
                facts.created_at = room.facts().created_at;
                let mut state = (room.state().value != wish.state).then_some(wish.state);
                if state.is_some() && room.facts().closed && facts.closed {
                    self.told.warnings.push(format!(
                        "the state of {what} was left as it is, because the channel is closed"
                    ));
                    state = None;
                }
                let same = *room.facts() == facts && state.is_none();
                (if same { Todo::Nothing } else { Todo::Update }, state)
            }
        };
        self.tell(todo, what);
        ChannelPlan { todo, facts, state }
    }

    fn state(&mut self, place: String, app: &App, state: &Map<String, Value>) {
        let size = model::Payload::from_object(state).len();
        self.problems
            .take(place, app.limits.state(size).map_err(with_fix));
    }

    /// Is there room for so many under a limit of the app?
    fn room(&mut self, place: &str, field: &str, most: u32, wanted: usize) {
        if wanted > most as usize {
            let message = format!("there would be {wanted}; the app's limit is {most}");
            self.problems.add(format!("{place}.{field}"), message);
        }
    }

    fn tell(&mut self, todo: Todo, what: String) {
        let list = match todo {
            Todo::Create => &mut self.told.created,
            Todo::Update => &mut self.told.updated,
            Todo::Nothing => &mut self.told.unchanged,
        };
        list.push(what);
    }
}

fn with_fix(refusal: Refusal) -> String {
    match refusal.fix {
        Some(fix) => format!("{}; {fix}", refusal.message),
        None => refusal.message,
    }
}
