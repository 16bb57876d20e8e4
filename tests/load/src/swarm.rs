//! One publisher and its subscribers, all in one thread around one epoll.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::time::Timespec;

use crate::link::Link;
use crate::payload::{self, Finder, Stamp};
use crate::tally::Tally;
use crate::wire::Wire;

/// More than 32 messages in any dialect, so that what a server coalesced is read in one go.
const SCRATCH: usize = 64 * 1024;

/// Connections looked at per call of the kernel.
const EVENTS: usize = 256;

/// How long to look for something new before sleeping.
const AWAKE: Duration = Duration::from_micros(50);

/// Subscribers of one channel and a publisher, connected and counting.
pub struct Swarm<'a> {
    wire: &'a dyn Wire,
    epoll: OwnedFd,
    /// The publisher stands behind the last subscriber, and behind it who watches, if somebody does.
    links: Vec<Link>,
    subscribers: usize,
    finder: Finder,
    tally: Tally,
    clock: Instant,
    outgoing: Vec<u8>,
    scratch: Vec<u8>,
    events: Vec<Event>,
    idle: Duration,
}

impl<'a> Swarm<'a> {
    /// Connects `subscribers` subscribers, then the publisher.
    pub fn connect(wire: &'a dyn Wire, subscribers: usize) -> Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let mut links = Vec::with_capacity(subscribers + 1);
        for number in 0..subscribers {
            links.push(
                wire.subscriber()
                    .with_context(|| format!("subscriber {number} could not join"))?,
            );
        }
        links.push(wire.publisher().context("the publisher could not join")?);
        links.extend(wire.watcher().context("nobody could watch")?);
        for (number, link) in links.iter().enumerate() {
            epoll::add(&epoll, link, EventData::new_u64(number as u64), EventFlags::IN)?;
        }
        Ok(Self {
            wire,
            epoll,
            links,
            subscribers,
            finder: Finder::default(),
            tally: Tally::new(subscribers),
            clock: Instant::now(),
            outgoing: Vec::new(),
            scratch: vec![0; SCRATCH],
            events: Vec::with_capacity(EVENTS),
            idle: Duration::ZERO,
        })
    }

    /// The account of what was delivered.
    pub fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Publishes `count` messages in one write.
    pub fn publish(&mut self, count: usize) -> Result<()> {
        self.outgoing.clear();
        for _ in 0..count {
            let stamp = Stamp {
                sequence: self.tally.publish(),
                sent: elapsed(self.clock),
            };
            self.wire.publish(&payload::render(stamp), &mut self.outgoing);
        }
        self.links[self.subscribers]
            .send(&self.outgoing)
            .context("the publisher could not publish")
    }

    /// Waits until something arrives and reads it; false if nothing came within `limit`.
    pub fn turn(&mut self, limit: Duration) -> Result<bool> {
        self.wait(limit)?;
        for event in &self.events {
            let number = usize::try_from(event.data.u64())?;
            let (finder, tally) = (&mut self.finder, &mut self.tally);
            if number >= self.subscribers {
                self.links[number]
                    .read(&mut self.scratch, |_| Ok(()))
                    .context("the publisher, or who watches")?;
                continue;
            }
            let mut now = 0;
            self.links[number]
                .read(&mut self.scratch, |frame| {
                    if let Some(stamp) = finder.find(frame.body) {
                        if now == 0 && tally.records_latencies() {
                            now = elapsed(self.clock);
                        }
                        tally.receive(number, stamp, now);
                    }
                    Ok(())
                })
                .with_context(|| format!("subscriber {number}"))?;
        }
        Ok(!self.events.is_empty())
    }

    /// Time spent waiting since the beginning. The rest was work.
    pub fn idle(&self) -> Duration {
        self.idle
    }

    /// Looks for a while before it goes to sleep, so that the server does not pay for waking us at every write.
    fn wait(&mut self, limit: Duration) -> Result<()> {
        self.events.clear();
        self.poll(Duration::ZERO)?;
        if self.events.is_empty() {
            let begin = Instant::now();
            while self.events.is_empty() && begin.elapsed() < AWAKE.min(limit) {
                self.poll(Duration::ZERO)?;
            }
            if self.events.is_empty() {
                self.poll(limit.saturating_sub(begin.elapsed()))?;
            }
            self.idle += begin.elapsed();
        }
        Ok(())
    }

    fn poll(&mut self, limit: Duration) -> Result<()> {
        let limit = Timespec::try_from(limit).context("the limit is too far away")?;
        epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&limit))?;
        Ok(())
    }

    /// Sends on every connection what keeps it alive.
    pub fn keep_alive(&self) -> Result<()> {
        if let Some(heartbeat) = self.wire.heartbeat() {
            let subscribers = &self.links[..self.subscribers];
            subscribers.iter().try_for_each(|link| link.send(&heartbeat))?;
        }
        if let Some(heartbeat) = self.wire.publisher_heartbeat() {
            self.links[self.subscribers].send(&heartbeat)?;
        }
        Ok(())
    }
}

fn elapsed(clock: Instant) -> u64 {
    u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
