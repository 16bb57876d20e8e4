//! Who got what: every message is counted for every subscriber, so that a loss cannot hide in a rate.

use std::collections::VecDeque;

use crate::payload::Stamp;

/// The account of one swarm of subscribers.
pub struct Tally {
    /// Per subscriber the sequence number that comes next.
    expected: Vec<u64>,
    /// Per subscriber the messages that never came.
    lost: Vec<u64>,
    /// Messages that came twice or out of order.
    unexpected: u64,
    delivered: u64,
    /// For each message under way, the oldest first, how many subscribers still miss it.
    missing: VecDeque<usize>,
    /// The sequence number of the oldest message under way.
    oldest: u64,
    latencies: Option<Vec<u64>>,
}

impl Tally {
    /// An account for `subscribers` subscribers; the first message will have number 0.
    pub fn new(subscribers: usize) -> Self {
        Self {
            expected: vec![0; subscribers],
            lost: vec![0; subscribers],
            unexpected: 0,
            delivered: 0,
            missing: VecDeque::new(),
            oldest: 0,
            latencies: None,
        }
    }

    /// Enters a new message and answers its sequence number.
    pub fn publish(&mut self) -> u64 {
        self.missing.push_back(self.expected.len());
        self.oldest + self.missing.len() as u64 - 1
    }

    /// Messages that have been published but not yet received by everybody.
    pub fn outstanding(&self) -> usize {
        self.missing.len()
    }

    /// Deliveries since the beginning.
    pub fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Enters that `subscriber` received the message of `stamp` at `now`.
    #[inline]
    pub fn receive(&mut self, subscriber: usize, stamp: Stamp, now: u64) {
        let expected = self.expected[subscriber];
        let next = self.oldest + self.missing.len() as u64;
        if stamp.sequence < expected || stamp.sequence >= next {
            self.unexpected += 1;
            return;
        }
        for skipped in expected..stamp.sequence {
            self.lost[subscriber] += 1;
            self.settle(skipped);
        }
        self.settle(stamp.sequence);
        self.expected[subscriber] = stamp.sequence + 1;
        self.delivered += 1;
        if let Some(latencies) = &mut self.latencies {
            latencies.push(now.saturating_sub(stamp.sent));
        }
    }

    /// Gives up on everything under way: what has not come is lost.
    pub fn give_up(&mut self) {
        let next = self.oldest + self.missing.len() as u64;
        for (expected, lost) in self.expected.iter_mut().zip(&mut self.lost) {
            *lost += next - *expected;
            *expected = next;
        }
        self.missing.clear();
        self.oldest = next;
    }

    /// Messages lost, all subscribers together. Those that came twice or out of order count as lost, too.
    pub fn lost(&self) -> u64 {
        self.lost.iter().sum::<u64>() + self.unexpected
    }

    /// Messages lost by the subscriber who lost most.
    pub fn worst(&self) -> u64 {
        self.lost.iter().copied().max().unwrap_or(0)
    }

    /// Starts to record latencies.
    pub fn record_latencies(&mut self) {
        self.latencies = Some(Vec::new());
    }

    /// Whether latencies are recorded, and a clock has to be read.
    #[inline]
    pub fn records_latencies(&self) -> bool {
        self.latencies.is_some()
    }

    /// Ends the recording; the latencies of all deliveries since, in nanoseconds.
    pub fn take_latencies(&mut self) -> Vec<u64> {
        self.latencies.take().unwrap_or_default()
    }

    /// One subscriber less misses the message. Everybody has their messages in order, so the oldest is
    /// complete first.
    #[inline]
    fn settle(&mut self, sequence: u64) {
        // Between the oldest and the newest message under way, as checked by the caller.
        let index = (sequence - self.oldest) as usize;
        self.missing[index] -= 1;
        while self.missing.front() == Some(&0) {
            self.missing.pop_front();
            self.oldest += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sequence: u64) -> Stamp {
        Stamp { sequence, sent: 5 }
    }

    #[test]
    fn a_message_is_under_way_until_the_last_has_it() {
        let mut tally = Tally::new(2);
        assert_eq!((tally.publish(), tally.publish()), (0, 1));
        tally.receive(0, of(0), 0);
        tally.receive(0, of(1), 0);
        assert_eq!(tally.outstanding(), 2);
        tally.receive(1, of(0), 0);
        assert_eq!(tally.outstanding(), 1);
        tally.receive(1, of(1), 0);
        assert_eq!((tally.outstanding(), tally.delivered(), tally.lost()), (0, 4, 0));
        assert_eq!(tally.publish(), 2);
    }

    #[test]
    fn a_gap_is_a_loss_of_that_subscriber_and_holds_nobody_up() {
        let mut tally = Tally::new(2);
        for _ in 0..3 {
            tally.publish();
        }
        tally.receive(0, of(2), 0);
        for sequence in 0..3 {
            tally.receive(1, of(sequence), 0);
        }
        assert_eq!(
            (
                tally.outstanding(),
                tally.lost(),
                tally.worst(),
                tally.delivered()
            ),
            (0, 2, 2, 4)
        );
    }

    #[test]
    fn what_never_comes_is_lost() {
        let mut tally = Tally::new(3);
        tally.publish();
        tally.receive(1, of(0), 0);
        tally.give_up();
        assert_eq!((tally.lost(), tally.worst(), tally.outstanding()), (2, 1, 0));
        assert_eq!(tally.publish(), 1);
    }

    #[test]
    fn repeats_and_inventions_are_not_deliveries() {
        let mut tally = Tally::new(1);
        tally.publish();
        tally.receive(0, of(0), 0);
        tally.receive(0, of(0), 0);
        tally.receive(0, of(9), 0);
        assert_eq!((tally.delivered(), tally.lost()), (1, 2));
    }

    #[test]
    fn latency_counts_from_the_stamp() {
        let mut tally = Tally::new(1);
        tally.record_latencies();
        tally.publish();
        tally.receive(0, of(0), 12);
        assert_eq!(tally.take_latencies(), [7]);
        assert!(!tally.records_latencies());
    }
}
