//! What a connection has missed in a channel, told before anything newer.

use std::sync::Arc;

use engine::Event;
use model::{Message, Position, Refusal, RefusalCode};
use store::HistoryRange;

use super::{Handle, Hub, Lane, link::ready};

/// Messages that are told at most; who has missed more is told so.
const MOST: usize = 10_000;

impl Hub {
    /// Has a connection, which is about to join, told what came in the channel after `position`. What is sent to it from
    /// here on waits until it has been. Called under the channel's lock.
    /// `until`: the position of the last message, which it has missed; what comes from here on it hears itself.
    pub(super) fn catch_up(
        self: &Arc<Self>,
        link: &Handle,
        lane: &Arc<Lane>,
        after: Position,
        until: Position,
    ) {
        link.outbox.hold();
        let (hub, link, lane) = (self.clone(), link.clone(), lane.clone());
        tokio::spawn(async move {
            let event = hub.missed(&lane, after, until).await;
            let front = (link.encoding.render)(&event).map(|frame| ready(&frame));
            link.outbox.release(front.as_slice());
        });
    }

    async fn missed(&self, lane: &Lane, after: Position, until: Position) -> Event {
        let range = HistoryRange::Between {
            after,
            before: until + 1,
        };
        let (messages, hole) = match self.history(lane, range, MOST).await {
            Ok(page) => {
                let messages: Vec<Message> = page.messages().cloned().collect();
                let hole = hole(after, until, &messages);
                (messages, hole)
            }
            Err(error) => {
                let message = format!("what was missed cannot be read: {error}");
                let refusal = Refusal::new(RefusalCode::StoreUnavailable, message);
                (
                    Vec::new(),
                    Some(refusal.fix("read the history, or connect again")),
                )
            }
        };
        Event::Missed {
            channel: lane.name.clone(),
            messages,
            hole,
        }
    }
}

/// Why what was missed is not all there, if it is not.
fn hole(after: Position, until: Position, messages: &[Message]) -> Option<Refusal> {
    let no = |message: String| Some(Refusal::new(RefusalCode::NotFound, message).fix("read the state anew"));
    if after > until {
        return no(format!(
            "position {after} is not of this channel, which is at {until}"
        ));
    }
    let missed = until - after;
    if messages.len() as u64 == missed {
        return None;
    }
    no(format!(
        "of {missed} messages since position {after} only {} are kept or told",
        messages.len()
    ))
}

#[cfg(test)]
mod tests {
    use model::{ChannelName, Payload, Subject, Timestamp};

    use super::*;

    fn messages(count: u64) -> Vec<Message> {
        let make = |position| Message {
            channel: ChannelName::parse("room").unwrap(),
            position,
            event: "e".into(),
            payload: Payload::null(),
            sender: Subject::Backend,
            origin: None,
            at: Timestamp(0),
        };
        (1..=count).map(make).collect()
    }

    #[test]
    fn only_what_is_whole_has_no_hole() {
        assert_eq!(hole(5, 5, &[]), None);
        assert_eq!(hole(5, 8, &messages(3)), None);
        assert!(
            hole(5, 8, &messages(2))
                .unwrap()
                .message
                .contains("of 3 messages")
        );
        assert!(hole(9, 8, &[]).unwrap().message.contains("not of this channel"));
    }
}
