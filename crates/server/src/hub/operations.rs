//! What an app's backend asks for through a dialect's HTTP requests.

use std::sync::Arc;

use engine::{ChannelView, Draft, Operation, Order, Outcome, Page, Part, TokenView};
use model::{Refusal, Subject};

use super::{
    Holder, Hub, Lane, Realm,
    channels::{NewChannel, find},
    joins::unknown_token,
    tokens::{NewToken, TokenWish},
};

impl Hub {
    /// Carries out an operation and answers what came of it.
    pub async fn perform(self: &Arc<Self>, realm: &Arc<Realm>, operation: Operation) -> Outcome {
        self.try_perform(realm, operation)
            .await
            .unwrap_or_else(Outcome::Refused)
    }

    async fn try_perform(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        operation: Operation,
    ) -> Result<Outcome, Refusal> {
        Ok(match operation {
            Operation::App => Outcome::App(realm.app()),
            Operation::CreateChannel {
                name,
                visibility,
                capabilities,
                state,
            } => {
                let new = NewChannel {
                    name,
                    visibility,
                    capabilities,
                    state,
                    extra: None,
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
                event,
                payload,
                key,
            } => {
                let draft = Draft {
                    event,
                    payload,
                    sender: Subject::Backend,
                    key,
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
                    id: None,
                    name: None,
                    state,
                    expires_at,
                    channels,
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
                event,
                payload,
            } => {
                self.send_direct(realm, &token, connection.as_ref(), event, payload)?;
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
