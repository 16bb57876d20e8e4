//! A page of the history as JSON, written in one go. Pages are long: to make the contract's values of every message first
//! would take longer than to read it from the disk.

use axum::response::{IntoResponse, Response};
use http::header;
use model::{Message, Position, Subject};

use super::view;
use crate::hub::{Page, Realm};

/// About what a message takes beside its payload.
const FRAME: usize = 160;

/// Senders whose description is kept for the next of their messages.
const KNOWN: usize = 16;

/// Answers what [`contract::History`] is.
pub fn page(realm: &Realm, page: &Page) -> Response {
    let body = render(page.messages(), page.oldest, page.newest, |subject| {
        view::who(realm, subject)
    });
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn render<'a>(
    messages: impl Iterator<Item = &'a Message> + Clone,
    oldest: Option<Position>,
    newest: Position,
    who: impl Fn(&Subject) -> contract::Who,
) -> Vec<u8> {
    let size: usize = messages
        .clone()
        .map(|message| FRAME + message.payload.len())
        .sum();
    let mut out = Vec::with_capacity(FRAME + size);
    let mut senders: Vec<(&Subject, Vec<u8>)> = Vec::new();
    let mut clock = Clock::default();
    out.extend_from_slice(b"{\"messages\":[");
    for (number, message) in messages.enumerate() {
        let comma: &[u8] = if number == 0 { b"" } else { b"," };
        out.extend_from_slice(comma);
        out.extend_from_slice(b"{\"position\":");
        put(&mut out, &message.position);
        out.extend_from_slice(b",\"event\":");
        put(&mut out, &message.event);
        out.extend_from_slice(b",\"payload\":");
        out.extend_from_slice(message.payload.as_bytes());
        out.extend_from_slice(b",\"sender\":");
        let known = senders.iter().rposition(|(known, _)| *known == &message.sender);
        let known = known.unwrap_or_else(|| {
            if senders.len() == KNOWN {
                senders.clear();
            }
            let mut text = Vec::new();
            put(&mut text, &who(&message.sender));
            senders.push((&message.sender, text));
            senders.len() - 1
        });
        out.extend_from_slice(&senders[known].1);
        out.extend_from_slice(b",\"at\":\"");
        out.extend_from_slice(clock.read(message.at));
        out.extend_from_slice(b"\"}");
    }
    out.extend_from_slice(b"],\"oldest\":");
    put(&mut out, &oldest);
    out.extend_from_slice(b",\"newest\":");
    put(&mut out, &newest);
    out.push(b'}');
    out
}

/// Numbers and texts, which always become JSON.
fn put(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    let _ = serde_json::to_writer(out, value);
}

/// Times as text. Neighbours are mostly of the same second, and only their milliseconds differ.
#[derive(Default)]
struct Clock {
    second: Option<u64>,
    text: Vec<u8>,
}

impl Clock {
    fn read(&mut self, at: model::Timestamp) -> &[u8] {
        let second = at.0 / 1_000;
        if self.second != Some(second) {
            self.second = Some(second);
            self.text = at.to_string().into_bytes();
        }
        let digits = self.text.len().saturating_sub(4);
        let mut rest = at.0 % 1_000;
        if let Some(digits) = self.text.get_mut(digits..digits + 3) {
            for digit in digits.iter_mut().rev() {
                *digit = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use model::{ChannelName, Payload, Timestamp, TokenId};

    use super::*;

    fn who(subject: &Subject) -> contract::Who {
        contract::Who {
            kind: contract::SubjectKind::Backend,
            label: format!("\"{subject}\""),
            token: None,
        }
    }

    #[test]
    fn a_page_is_what_the_contract_says() {
        let at = [
            1_760_000_000_000,
            1_760_000_000_007,
            1_760_000_000_999,
            1_760_000_001_000,
            0,
        ];
        let senders = [Subject::Backend, Subject::Token(TokenId::from("leap_token_1"))];
        let message = |(number, at): (usize, &u64)| Message {
            channel: ChannelName::parse("room").unwrap(),
            position: number as u64 + 7,
            event: "quote \" and é".into(),
            payload: Payload::parse(format!("{{\"n\":{number}.50}}")).unwrap(),
            sender: senders[number % 2].clone(),
            origin: None,
            at: Timestamp(*at),
        };
        let messages: Vec<_> = at.iter().enumerate().map(message).collect();
        for (count, oldest) in [(0, None), (1, Some(7)), (5, Some(3))] {
            let told = |message: &Message| contract::Message {
                position: message.position,
                event: message.event.clone(),
                payload: message.payload.clone(),
                sender: who(&message.sender),
                at: message.at.to_string(),
            };
            let wanted = contract::History {
                messages: messages[..count].iter().map(told).collect(),
                oldest,
                newest: 11,
            };
            let page = render(messages[..count].iter(), oldest, 11, who);
            assert_eq!(
                String::from_utf8(page).unwrap(),
                serde_json::to_string(&wanted).unwrap()
            );
        }
    }
}
