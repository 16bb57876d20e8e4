//! What backends and clients ask for through a dialect's HTTP requests.

use std::sync::Arc;

use engine::{By, ChannelView, Draft, HistoryWish, Operation, Order, Outcome, Page, Part, TokenView};
use model::{ChannelName, Refusal, RefusalCode, Subject, Visibility};
use store::HistoryRange;

use super::{
    Holder, Hub, Lane, Realm,
    apps::unknown_app,
    channels::{ChannelWish, NewChannel, find},
    clients::{ClientFacts, registered},
    joins::unknown_token,
    texts::check_extra,
    tokens::{NewToken, TokenWish},
};

impl Hub {
    /// Carries out an operation and answers what came of it. `realm`: the app in which it is asked for.
    pub async fn perform(
        self: &Arc<Self>,
        realm: Option<&Arc<Realm>>,
        by: &By,
        operation: Operation,
    ) -> Outcome {
        let done = match realm {
            Some(realm) => self.perform_in(realm, by, operation).await,
            None => self.perform_everywhere(operation).await,
        };
        done.unwrap_or_else(Outcome::Refused)
    }

    /// What the operator asks for without naming an app.
    async fn perform_everywhere(self: &Arc<Self>, operation: Operation) -> Result<Outcome, Refusal> {
        Ok(match operation {
            Operation::Nothing => Outcome::Done,
            Operation::ListApps => Outcome::Apps(self.realms().iter().map(|realm| realm.app()).collect()),
            Operation::CreateApp { id, name } => {
                self.create_app_called(id, name).await?;
                Outcome::Done
            }
            Operation::RenameApp { id, name } => {
                let realm = self.realm(&id).ok_or_else(|| unknown_app(&id))?;
                self.update_app(&realm, |app| app.name = name).await?;
                Outcome::Done
            }
            Operation::DeleteApp(id) => {
                let realm = self.realm(&id).ok_or_else(|| unknown_app(&id))?;
                self.delete_app(&realm).await?;
                Outcome::Done
            }
            Operation::ListClients => {
                let realms = self.realms();
                let views = realms
                    .iter()
                    .flat_map(|realm| tokens(realm, &self.clients(realm)));
                Outcome::Clients(views.collect())
            }
            _ => {
                let message = "the request has to say in which app";
                return Err(Refusal::new(RefusalCode::InvalidRequest, message));
            }
        })
    }

    async fn perform_in(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        by: &By,
        operation: Operation,
    ) -> Result<Outcome, Refusal> {
        Ok(match operation {
            Operation::Nothing => Outcome::Done,
            Operation::ListApps | Operation::CreateApp { .. } | Operation::DeleteApp(_)
                if *by != By::Operator =>
            {
                let message = "only whoever runs the server may ask for that";
                return Err(Refusal::new(RefusalCode::NotGranted, message));
            }
            Operation::RenameApp { id, .. } if *by != By::Operator && id != realm.id => {
                let message = "only whoever runs the server may rename other apps";
                return Err(Refusal::new(RefusalCode::NotGranted, message));
            }
            Operation::ListApps
            | Operation::CreateApp { .. }
            | Operation::RenameApp { .. }
            | Operation::DeleteApp(_) => return self.perform_everywhere(operation).await,
            Operation::ListByVisibility { private, member } => {
                let mut all = realm.lanes();
                all.sort_by_cached_key(|lane| (lane.room().facts().created_at, lane.name.clone()));
                all.retain(|lane| {
                    let is_private = lane.room().facts().visibility == Visibility::Private;
                    is_private == private
                        && member
                            .as_ref()
                            .is_none_or(|client| lane.granted().contains(client))
                });
                Outcome::Channels {
                    page: all.iter().map(|lane| view(realm, lane)).collect(),
                    page_size: all.len(),
                    total: all.len(),
                }
            }
            Operation::CloseChannel { channel, closed } => {
                let wish = ChannelWish {
                    closed: Some(closed),
                    ..ChannelWish::default()
                };
                self.update_channel(realm, &find(realm, &channel)?, wish)?
                    .wait()
                    .await?;
                Outcome::Done
            }
            Operation::PublishMatching {
                patterns,
                event,
                payload,
            } => {
                for channel in matching(realm, &patterns) {
                    let draft = Draft::of_backend(event.clone(), payload.clone());
                    self.publish(realm, &channel, draft).await?;
                }
                Outcome::Done
            }
            Operation::History { channel, wish, limit } => {
                let lane = find(realm, &channel)?;
                self.may_read(realm, &lane, by)?;
                let range = match wish {
                    HistoryWish::Last => HistoryRange::Last,
                    HistoryWish::After(position) => HistoryRange::After(position),
                    HistoryWish::Since(from) => HistoryRange::Since(from),
                    HistoryWish::Until(to) => HistoryRange::Until(to),
                    HistoryWish::During { from, to } => HistoryRange::During { from, to },
                };
                let page = self.history(&lane, range, limit).await;
                let page = page.map_err(|error| unreadable(&error.to_string()))?;
                Outcome::History(page.messages().cloned().collect())
            }
            Operation::SetMember {
                channel,
                client,
                member,
            } => {
                self.set_member(realm, &channel, &client, member)?.wait().await?;
                Outcome::Done
            }
            Operation::Follow {
                client,
                channels,
                following,
                making,
                patience,
            } => {
                if following {
                    self.follow(realm, &client, &channels, (&making, patience))?;
                } else {
                    self.unfollow(realm, &client, &channels);
                }
                Outcome::Done
            }
            Operation::CreateClient {
                client,
                username,
                extra,
            } => {
                self.create_client(realm, &client, ClientFacts { username, extra })
                    .await?;
                Outcome::Done
            }
            Operation::UpdateClient {
                client,
                username,
                extra,
            } => {
                self.update_client(realm, &client, ClientFacts { username, extra })
                    .await?;
                Outcome::Done
            }
            Operation::DeleteClient(client) => {
                self.delete_client(realm, &client)?.wait().await?;
                Outcome::Done
            }
            Operation::GetClient(client) => token(realm, &*registered(realm, &client)?)?,
            Operation::ListClients => Outcome::Clients(tokens(realm, &self.clients(realm))),
            Operation::PutDevice(device) => {
                let stored = self.put_device(realm, device)?;
                stored.wait().await?;
                Outcome::Done
            }
            Operation::DeleteDevice { id, client } => {
                let stored = self.delete_device(realm, &id, &client)?;
                stored.wait().await?;
                Outcome::Done
            }
            Operation::App => Outcome::App(realm.app()),
            Operation::CreateChannel {
                name,
                visibility,
                capabilities,
                state,
                traits,
            } => {
                check_extra(traits.extra.as_deref())?;
                let new = NewChannel {
                    name,
                    visibility,
                    capabilities,
                    state,
                    traits,
                };
                Outcome::Channel(view(realm, &*self.create_channel(realm, new).await?))
            }
            Operation::ListChannels(page) => {
                let mut all = realm.lanes();
                all.sort_by_cached_key(|lane| (lane.room().facts().created_at, lane.name.clone()));
                let (page, page_size, total) = cut(all, page);
                Outcome::Channels {
                    page: page.iter().map(|lane| view(realm, lane)).collect(),
                    page_size,
                    total,
                }
            }
            Operation::GetChannel(name) => Outcome::Channel(view(realm, &*find(realm, &name)?)),
            Operation::DeleteChannel(name) => {
                self.delete_channel(realm, &name)?.wait().await?;
                Outcome::Done
            }
            Operation::ChangeState { channel, change } => {
                Outcome::State(self.set_state(realm, &channel, change, None).await?)
            }
            Operation::Publish {
                channel,
                sender,
                event,
                payload,
                key,
            } => {
                let draft = Draft {
                    sender: sender.map_or(Subject::Backend, Subject::Token),
                    key,
                    ..Draft::of_backend(event, payload)
                };
                self.publish(realm, &channel, draft).await?;
                Outcome::Done
            }
            Operation::ListSubscribers(channel) => {
                find(realm, &channel)?;
                let mut subscribed = oldest_first(realm);
                subscribed.retain(|holder| holder.member().is_in(&channel));
                let page = tokens(realm, &subscribed);
                Outcome::Tokens {
                    page_size: page.len(),
                    total: page.len(),
                    page,
                }
            }
            Operation::Subscribe {
                channel,
                token,
                ephemeral,
            } => {
                if let Some(stored) = self.subscribe_token(realm, &channel, &token, ephemeral)? {
                    stored.wait().await?;
                }
                Outcome::Done
            }
            Operation::Unsubscribe { channel, token } => {
                self.unsubscribe_token(realm, &channel, &token)?;
                Outcome::Done
            }
            Operation::CreateToken {
                state,
                expires_at,
                channels,
            } => {
                let new = NewToken {
                    state,
                    expires_at,
                    channels,
                    ..NewToken::default()
                };
                token(realm, &*self.create_token(realm, new).await?)?
            }
            Operation::ListTokens(page) => {
                let (page, page_size, total) = cut(oldest_first(realm), page);
                Outcome::Tokens {
                    page: tokens(realm, &page),
                    page_size,
                    total,
                }
            }
            Operation::GetToken(id) => token(realm, &*realm.holder(&id).ok_or_else(|| unknown_token(&id))?)?,
            Operation::UpdateToken {
                token: id,
                state,
                expires_at,
            } => {
                let wish = TokenWish {
                    state,
                    expires_at,
                    ..TokenWish::default()
                };
                token(realm, &*self.update_token(realm, &id, wish).await?)?
            }
            Operation::DeleteToken(id) => {
                self.delete_token(realm, &id)?.wait().await?;
                Outcome::Done
            }
            Operation::SendDirect {
                token,
                connection,
                channel,
                event,
                payload,
            } => {
                self.send_direct(realm, &token, (connection.as_ref(), channel), event, payload)?;
                Outcome::Done
            }
            Operation::ListWebhooks => Outcome::Webhooks {
                app: realm.id.clone(),
                webhooks: realm.webhooks(),
            },
            Operation::CreateWebhook { url, events } => {
                webhook(realm, self.create_webhook(realm, url, events).await?)
            }
            Operation::UpdateWebhook { id, url, events } => {
                webhook(realm, self.update_webhook(realm, &id, url, events).await?)
            }
            Operation::RenewWebhookSecret(id) => webhook(realm, self.renew_webhook_secret(realm, &id).await?),
            Operation::DeleteWebhook(id) => {
                self.delete_webhook(realm, &id).await?;
                Outcome::Done
            }
        })
    }
}

/// The channels whose names fit one of these; a `*` stands for any run of characters other than `;`.
fn matching(realm: &Realm, patterns: &[String]) -> Vec<ChannelName> {
    let fits = |name: &ChannelName| {
        patterns
            .iter()
            .any(|pattern| pattern_fits(pattern, name.as_str()))
    };
    let names = realm.lanes().into_iter().map(|lane| lane.name.clone());
    names.filter(fits).collect()
}

/// Does the whole name fit?
fn pattern_fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    // What a star passes over.
    let run = |skipped: &str| !skipped.contains(';');
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.strip_suffix(part).is_some_and(run);
        }
        match rest.find(part) {
            Some(at) if run(&rest[..at]) => rest = &rest[at + part.len()..],
            _ => return false,
        }
    }
    true
}

fn unreadable(why: &str) -> Refusal {
    let message = format!("the history cannot be read: {why}");
    Refusal::new(RefusalCode::StoreUnavailable, message).fix("try again in a moment")
}

fn view(realm: &Realm, lane: &Lane) -> ChannelView {
    let room = lane.room();
    ChannelView {
        app: realm.app(),
        snapshot: room.snapshot(),
        connections: room.connections(),
    }
}

fn token(realm: &Realm, holder: &Holder) -> Result<Outcome, Refusal> {
    let gone = || Refusal::new(model::RefusalCode::NotFound, "the token is gone");
    token_view(realm, holder).map(Outcome::Token).ok_or_else(gone)
}

fn webhook(realm: &Realm, webhook: model::Webhook) -> Outcome {
    Outcome::Webhook {
        app: realm.id.clone(),
        webhook,
    }
}

fn token_view(realm: &Realm, holder: &Holder) -> Option<TokenView> {
    let online = !holder.member().live().is_empty();
    Some(TokenView {
        app: realm.app(),
        token: holder.token()?,
        online,
    })
}

fn oldest_first(realm: &Realm) -> Vec<Arc<Holder>> {
    let mut all = realm.holders();
    all.reverse();
    all
}

fn tokens(realm: &Realm, holders: &[Arc<Holder>]) -> Vec<TokenView> {
    let views = holders.iter().filter_map(|holder| token_view(realm, holder));
    views.collect()
}

/// One page of a list that is sorted by creation, its size, and the length of the whole list.
fn cut<T>(mut all: Vec<T>, page: Page) -> (Vec<T>, usize, usize) {
    let total = all.len();
    if page.order == Order::NewestFirst {
        all.reverse();
    }
    match page.part {
        Part::All => (all, total, total),
        Part::Number { number, size } => {
            let skip = number.saturating_sub(1).saturating_mul(size);
            (all.into_iter().skip(skip).take(size).collect(), size, total)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(part: Part, order: Order) -> (Vec<u8>, usize, usize) {
        cut(vec![1, 2, 3, 4, 5], Page { part, order })
    }

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (pattern, name, fits) in [
            ("room", "room", true),
            ("room", "rooms", false),
            ("room", "a room", false),
            ("*", "", true),
            ("*", "anything", true),
            ("room-*", "room-7", true),
            ("room-*", "room", false),
            ("*-7", "room-7", true),
            ("a*b*c", "a.b.b.c", true),
            ("a*b*c", "a.c", false),
            ("aa*aa", "aaa", false),
            ("r.om", "room", false),
            ("scope:*;mutation:*", "scope:post;mutation:list", true),
            ("scope:*", "scope:post;mutation:list", false),
            ("", "room", false),
        ] {
            assert_eq!(pattern_fits(pattern, name), fits, "{pattern} {name}");
        }
    }

    #[test]
    fn a_page_is_cut_out_of_the_whole_in_its_order() {
        let number = |number, size| Part::Number { number, size };
        let (up, down) = (Order::OldestFirst, Order::NewestFirst);
        assert_eq!(page(Part::All, up), (vec![1, 2, 3, 4, 5], 5, 5));
        assert_eq!(page(Part::All, down), (vec![5, 4, 3, 2, 1], 5, 5));
        assert_eq!(page(number(1, 2), up), (vec![1, 2], 2, 5));
        assert_eq!(page(number(3, 2), up), (vec![5], 2, 5));
        assert_eq!(page(number(2, 2), down), (vec![3, 2], 2, 5));
        assert_eq!(
            page(number(4, 2), up),
            (vec![], 2, 5),
            "an empty page ends the list"
        );
        assert_eq!(page(number(usize::MAX, 1_000), up), (vec![], 1_000, 5));
    }
}
