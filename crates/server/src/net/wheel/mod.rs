//! All timers of the server in one timing wheel with one task, to the millisecond.
//!
//! A timer is never cancelled: what it fires looks whether there is anything to do. A connection that is woken
//! for a deadline that has moved sets the wheel again.

mod slots;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use model::Millis;
use tokio::sync::Notify;

use self::slots::Slots;
use super::{Clock, Outbox};

/// Sets timers. Cheap to clone; the task ends when the last clone is gone.
#[derive(Clone)]
pub struct Wheel(Arc<Shared>);

struct Shared {
    clock: Clock,
    timers: Mutex<Timers>,
    /// Tells the task that an earlier deadline came, or that nobody can set one any more.
    changed: Arc<Notify>,
}

struct Timers {
    slots: Slots<Target>,
    /// What the task is waiting for.
    armed: Millis,
}

/// 16 bytes, as there is at least one for each connection.
enum Target {
    Outbox(Weak<Outbox>),
    Call(Box<dyn FnOnce() + Send>),
}

impl Wheel {
    /// Starts the wheel's task on the current tokio runtime.
    pub fn start(clock: Clock) -> Self {
        let changed = Arc::new(Notify::new());
        let timers = Timers {
            slots: Slots::new(),
            armed: Millis::MAX,
        };
        let shared = Arc::new(Shared {
            clock,
            timers: Mutex::new(timers),
            changed: Arc::clone(&changed),
        });
        tokio::spawn(drive(Arc::downgrade(&shared), changed));
        Self(shared)
    }

    /// The clock whose ticks the deadlines are on.
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// Wakes the connection of this outbox at tick `when`, if it still lives.
    pub fn wake_at(&self, when: Millis, outbox: &Arc<Outbox>) {
        self.add(when, Target::Outbox(Arc::downgrade(outbox)));
    }

    /// Calls `what` at tick `when`, on the wheel's task: it must be short and must not block.
    pub fn call_at(&self, when: Millis, what: impl FnOnce() + Send + 'static) {
        self.add(when, Target::Call(Box::new(what)));
    }

    fn add(&self, when: Millis, target: Target) {
        let mut timers = self.0.timers();
        timers.slots.add(when, target);
        if when < timers.armed {
            drop(timers);
            self.0.changed.notify_one();
        }
    }
}

impl fmt::Debug for Wheel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wheel").finish_non_exhaustive()
    }
}

impl Shared {
    fn timers(&self) -> MutexGuard<'_, Timers> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is due, and arms the next deadline.
    fn turn(&self, due: &mut Vec<Target>) -> Millis {
        let mut timers = self.timers();
        timers.slots.advance(self.clock.tick(), due);
        timers.armed = timers.slots.next().unwrap_or(Millis::MAX);
        timers.armed
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.changed.notify_one();
    }
}

async fn drive(shared: Weak<Shared>, changed: Arc<Notify>) {
    let mut due = Vec::new();
    loop {
        let Some(next) = shared.upgrade().map(|s| (s.turn(&mut due), s.clock)) else {
            return;
        };
        for target in due.drain(..) {
            target.fire();
        }
        // A burst (10,000 connections lost at once) is not paid for ever after.
        due.shrink_to(256);
        match next {
            (Millis::MAX, _) => changed.notified().await,
            (when, clock) => match clock.instant(when) {
                Some(at) => {
                    let _ = tokio::time::timeout_at(at.into(), changed.notified()).await;
                }
                None => changed.notified().await,
            },
        }
    }
}

impl Target {
    fn fire(self) {
        match self {
            Self::Outbox(outbox) => {
                if let Some(outbox) = outbox.upgrade() {
                    outbox.wake();
                }
            }
            Self::Call(what) => {
                // One bad callback must not stop everybody's timers. The panic hook has told about it.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(what));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{sync::mpsc, time::timeout};

    use super::*;

    async fn next<T>(from: &mut mpsc::Receiver<T>) -> Option<T> {
        timeout(Duration::from_secs(10), from.recv()).await.unwrap()
    }

    #[tokio::test]
    async fn calls_come_in_order_of_their_deadlines_and_not_before() {
        let wheel = Wheel::start(Clock::start());
        let clock = wheel.clock();
        let (tell, mut told) = mpsc::channel(10);
        // The later ones first, so that each one shortens the wait.
        for delay in [120, 70, 20, 0] {
            let tell = tell.clone();
            let when = clock.tick() + delay;
            wheel.call_at(when, move || tell.try_send((delay, when)).unwrap());
        }
        for want in [0, 20, 70, 120] {
            let (delay, when) = next(&mut told).await.unwrap();
            assert_eq!(delay, want);
            assert!(clock.tick() >= when);
        }
    }

    #[tokio::test]
    async fn a_call_that_panics_does_not_stop_the_wheel() {
        let wheel = Wheel::start(Clock::start());
        let (tell, mut told) = mpsc::channel(1);
        wheel.call_at(1, || panic!("as you wish"));
        wheel.call_at(5, move || tell.try_send(()).unwrap());
        assert_eq!(next(&mut told).await, Some(()));
    }

    #[tokio::test]
    async fn the_last_wheel_takes_its_timers_along() {
        let wheel = Wheel::start(Clock::start());
        let (tell, mut told) = mpsc::channel::<()>(1);
        wheel.call_at(Millis::MAX, move || drop(tell));
        let copy = wheel.clone();
        drop(wheel);
        assert!(told.try_recv().is_err() && !told.is_closed());
        drop(copy);
        assert_eq!(next(&mut told).await, None);
    }

    #[test]
    fn a_timer_is_small() {
        assert_eq!(size_of::<Target>(), 16);
    }
}
