//! Where an app wants to be told what happens: kept here, told elsewhere.

use std::sync::Arc;

use model::{Refusal, RefusalCode, Webhook, secure_pika};
use store::Change;

use super::{Hub, Realm, entropy, record::Stored};

/// Most webhooks of an app.
const MOST: usize = 100;
/// Most bytes of an address.
const LONGEST_URL: usize = 2_048;
/// Most events that one webhook names, and most bytes of each name.
const MOST_EVENTS: usize = 100;
const LONGEST_EVENT: usize = 256;

impl Hub {
    /// Makes a webhook; it is on disk when this returns.
    pub async fn create_webhook(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        url: String,
        events: Vec<String>,
    ) -> Result<Webhook, Refusal> {
        let at = self.clock.now().wall;
        let webhook = Webhook::fresh(url, events, at, &entropy(), &entropy());
        let stored = realm.add_webhook(webhook.clone(), |known, webhook| {
            if known >= MOST {
                let message = format!("the app has {known} webhooks; {MOST} is the most");
                return Err(Refusal::new(RefusalCode::LimitReached, message)
                    .fix("delete one, or add events to one that is there"));
            }
            self.record_webhook(realm, webhook)
        })?;
        self.changes.mark(|| format!("webhooks:{}", realm.id));
        stored.wait().await?;
        Ok(webhook)
    }

    /// Changes address or events of a webhook; it is on disk when this returns. `None` keeps what is there.
    pub async fn update_webhook(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &str,
        url: Option<String>,
        events: Option<Vec<String>>,
    ) -> Result<Webhook, Refusal> {
        self.change_webhook(realm, id, |webhook| {
            webhook.url = url.unwrap_or_else(|| webhook.url.clone());
            webhook.events = events.unwrap_or_else(|| webhook.events.clone());
        })
        .await
    }

    /// Gives a webhook another secret; the old one is worth nothing from now on.
    pub async fn renew_webhook_secret(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &str,
    ) -> Result<Webhook, Refusal> {
        let secret = secure_pika("whsec", self.clock.now().wall, &entropy());
        self.change_webhook(realm, id, |webhook| webhook.secret = secret)
            .await
    }

    /// Deletes a webhook; it is gone from the disk when this returns.
    pub async fn delete_webhook(self: &Arc<Self>, realm: &Arc<Realm>, id: &str) -> Result<(), Refusal> {
        let delete = Change::DeleteWebhook {
            app: realm.id.clone(),
            id: id.to_owned(),
        };
        let stored = realm
            .remove_webhook(id, || self.record([delete]))
            .ok_or_else(|| unknown_webhook(id))??;
        self.changes.mark(|| format!("webhooks:{}", realm.id));
        stored.wait().await
    }

    async fn change_webhook(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &str,
        change: impl FnOnce(&mut Webhook),
    ) -> Result<Webhook, Refusal> {
        let (webhook, stored) = realm
            .change_webhook(id, change, |changed| self.record_webhook(realm, changed))
            .ok_or_else(|| unknown_webhook(id))??;
        self.changes.mark(|| format!("webhooks:{}", realm.id));
        stored.wait().await?;
        Ok(webhook)
    }

    fn record_webhook(self: &Arc<Self>, realm: &Realm, webhook: &Webhook) -> Result<Stored, Refusal> {
        check(webhook)?;
        self.record([Change::PutWebhook {
            app: realm.id.clone(),
            webhook: webhook.clone(),
        }])
    }
}

/// The sentences do not show the address: it may hold a secret.
fn check(webhook: &Webhook) -> Result<(), Refusal> {
    let invalid = |message: String| Refusal::new(RefusalCode::InvalidRequest, message);
    let url = &webhook.url;
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    if host.is_none_or(str::is_empty) || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(
            invalid("the address of the webhook is not an http or https URL".into())
                .fix("give the whole URL, as in https://example.org/hooks"),
        );
    }
    if url.len() > LONGEST_URL {
        return Err(invalid(format!(
            "the address of the webhook has {} bytes; {LONGEST_URL} is the most",
            url.len()
        )));
    }
    let events = &webhook.events;
    if events.len() > MOST_EVENTS {
        return Err(invalid(format!(
            "the webhook names {} events; {MOST_EVENTS} is the most",
            events.len()
        )));
    }
    match events
        .iter()
        .find(|event| !(1..=LONGEST_EVENT).contains(&event.len()))
    {
        Some(event) => Err(invalid(format!(
            "the name of a webhook's event has 1 to {LONGEST_EVENT} bytes, this one has {}",
            event.len()
        ))),
        None => Ok(()),
    }
}

fn unknown_webhook(id: &str) -> Refusal {
    Refusal::new(
        RefusalCode::NotFound,
        format!("there is no webhook {id} in this app"),
    )
    .fix("list the webhooks for those there are")
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::*;

    fn webhook(url: &str, events: &[&str]) -> Webhook {
        let events = events.iter().map(|&event| event.to_owned()).collect();
        Webhook::fresh(url.into(), events, Timestamp(0), &[1; 16], &[2; 16])
    }

    #[test]
    fn a_webhook_has_an_address_and_events_with_names() {
        for url in [
            "http://127.0.0.1:9000",
            "https://example.org/hooks?key=1#top",
            "https://[::1]/",
        ] {
            assert_eq!(check(&webhook(url, &["channel.created"])), Ok(()), "{url}");
        }
        for url in [
            "",
            "https://",
            "https:///hooks",
            "https://?a",
            "ftp://example.org",
            "example.org",
            "https://exa mple.org",
            "https://example.org/\n",
        ] {
            let refusal = check(&webhook(url, &[])).unwrap_err();
            assert!(refusal.message.contains("http or https"), "{url}: {refusal}");
        }
        let long = format!("https://example.org/{}", "a".repeat(LONGEST_URL));
        let refusal = check(&webhook(&long, &[])).unwrap_err();
        assert!(refusal.message.contains("2068 bytes; 2048"), "{refusal}");
    }

    #[test]
    fn events_are_named_and_bounded() {
        let url = "https://example.org";
        let long = "e".repeat(LONGEST_EVENT + 1);
        for (events, says) in [
            (vec![""], "has 1 to 256 bytes, this one has 0"),
            (vec!["channel.created", &long], "this one has 257"),
            (vec!["e"; MOST_EVENTS + 1], "names 101 events; 100 is the most"),
        ] {
            let refusal = check(&webhook(url, &events)).unwrap_err();
            assert!(refusal.message.contains(says), "{refusal}");
        }
        assert_eq!(check(&webhook(url, &vec!["e"; MOST_EVENTS])), Ok(()));
    }
}
