//! The personas of a project file: found by their token, else by their name, else to be made.

use std::sync::Arc;

use contract::ProjectPersona;
use model::{App, ChannelName, TokenId};
use serde_json::{Map, Value};

use super::{ChannelPlan, PersonaPlan, Planner, Todo, stands};
use crate::hub::{Holder, Realm, check_persona_name};

impl Planner<'_> {
    pub(super) fn personas(
        &mut self,
        place: &str,
        app: &App,
        realm: Option<&Realm>,
        wishes: Vec<ProjectPersona>,
        channels: &[ChannelPlan],
    ) -> Vec<PersonaPlan> {
        let mut free = named(realm);
        let mut all = Vec::with_capacity(wishes.len());
        for (number, wish) in wishes.into_iter().enumerate() {
            let place = format!("{place}.personas[{number}]");
            let name = wish.name.trim().to_owned();
            self.problems
                .take(format!("{place}.name"), check_persona_name(&name));
            self.state(format!("{place}.state"), app, &wish.state);
            let mut known = |field: &str, names: &[String]| -> Vec<ChannelName> {
                let each = names.iter().enumerate().filter_map(|(number, name)| {
                    let at = format!("{place}.{field}[{number}]");
                    let name = self.problems.take(&at, ChannelName::parse(name))?;
                    let there = channels.iter().any(|one| one.facts.name == name)
                        || realm.is_some_and(|realm| realm.lane(name.as_str()).is_some());
                    if !there {
                        self.problems.add(
                            at,
                            format!("there is no channel {:?}, here or in the file", name.as_str()),
                        );
                    }
                    Some(name)
                });
                each.collect()
            };
            let (joined, granted) = (known("channels", &wish.channels), known("grants", &wish.grants));
            self.room(&place, "channels", app.limits.channels_per_subject, joined.len());
            let what = format!("persona {name:?} of {:?}", app.name);
            let is_named = free.iter().any(|(known, _)| *known == name);
            let at = format!("{place}.token");
            let given = self.secret(&at, &what, wish.token.as_ref(), "leap_token_", !is_named);
            let given = given.map(|id| TokenId::from(id.as_str()));
            if given.is_some() && all.iter().any(|other: &PersonaPlan| other.token == given) {
                self.problems.add(at, "another persona has this token already");
            }
            // By its token, else by its name.
            let by_token = given.as_ref().and_then(|id| realm?.holder(id));
            let found = match by_token {
                Some(holder) => Some(holder),
                None => free
                    .iter()
                    .position(|(known, _)| *known == name)
                    .map(|at| free.remove(at).1),
            };
            all.push(self.persona(what, name, wish.state, found, given, joined, granted));
        }
        let new = all.iter().filter(|one| one.todo == Todo::Create).count();
        self.room(
            place,
            "tokens",
            app.limits.tokens,
            realm.map_or(0, Realm::tokens) + new,
        );
        all
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all of them are different things, and there is one caller"
    )]
    fn persona(
        &mut self,
        what: String,
        name: String,
        state: Map<String, Value>,
        found: Option<Arc<Holder>>,
        given: Option<TokenId>,
        mut channels: Vec<ChannelName>,
        mut grants: Vec<ChannelName>,
    ) -> PersonaPlan {
        let Some((token, holder)) = found.and_then(|holder| Some((holder.token()?, holder))) else {
            self.tell(Todo::Create, what);
            return PersonaPlan {
                todo: Todo::Create,
                token: given,
                name,
                state: Some(state),
                channels,
                grants,
            };
        };
        if given.is_some_and(|given| given != token.id) {
            self.told.warnings.push(format!(
                "{what} has another token than its variable says; it was left as it is"
            ));
        }
        {
            let member = holder.member();
            channels.retain(|channel| !stands(&member, channel));
            grants.retain(|channel| member.grant_of(channel).is_none_or(|grant| grant.until.is_some()));
        }
        let state = (token.state.value != state).then_some(state);
        let same = state.is_none()
            && channels.is_empty()
            && grants.is_empty()
            && token.name.as_deref() == Some(name.as_str());
        let todo = if same { Todo::Nothing } else { Todo::Update };
        self.tell(todo, what);
        PersonaPlan {
            todo,
            token: Some(token.id),
            name,
            state,
            channels,
            grants,
        }
    }
}

/// Tokens that have a name, oldest first.
fn named(realm: Option<&Realm>) -> Vec<(String, Arc<Holder>)> {
    let holders = realm.map(Realm::holders).unwrap_or_default();
    let mut all: Vec<_> = holders
        .into_iter()
        .filter_map(|holder| {
            let (name, at, id) =
                holder.read_token(|token| (token.name.clone(), token.created_at, token.id.clone()))?;
            Some((name.filter(|_| id.client().is_none())?, at, id, holder))
        })
        .collect();
    all.sort_by(|a, b| (a.1, &a.2).cmp(&(b.1, &b.2)));
    all.into_iter()
        .map(|(name, _, _, holder)| (name, holder))
        .collect()
}
