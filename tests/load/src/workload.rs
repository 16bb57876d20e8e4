//! The three loads: W1 and W32 keep a number of messages under way, R20 publishes at a rate.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::swarm::Swarm;
use crate::usage::{self, Cpu};

/// What a message may take to arrive before it counts as lost.
const STALL: Duration = Duration::from_secs(2);

/// Time for caches, buffers and pools to fill before anything is measured.
const WARM_UP: Duration = Duration::from_millis(300);

/// How long others beside a load may have to wait for their turn.
const MOMENT: Duration = Duration::from_millis(1);

/// What a closed loop showed.
#[derive(Clone, Copy, Debug)]
pub struct Throughput {
    pub deliveries_per_second: f64,
    /// CPU time of the server per delivery, in microseconds.
    pub server_us: f64,
    /// Part of the time that the server could have run, but something else had its core, 0 to 1.
    pub server_waited: f64,
    /// Part of the time that the generator had something to read, 0 to 1. At 1, the generator was measured.
    pub generator_busy: f64,
}

/// What a paced load showed, in milliseconds from the publishing to the arrival.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
}

/// Keeps `window` messages under way for `time`; `server` are the processes that serve.
pub fn closed(swarm: &mut Swarm<'_>, server: &[u32], window: usize, time: Duration) -> Result<Throughput> {
    pump(swarm, window, WARM_UP)?;
    let before = Mark::set(swarm, server)?;
    pump(swarm, window, time)?;
    let after = Mark::set(swarm, server)?;
    drain(swarm)?;
    let elapsed = (after.at - before.at).as_secs_f64();
    let deliveries = (after.delivered - before.delivered) as f64;
    Ok(Throughput {
        deliveries_per_second: deliveries / elapsed,
        server_us: (after.server.used - before.server.used).as_secs_f64() * 1e6 / deliveries,
        server_waited: (after.server.waited - before.server.waited).as_secs_f64() / elapsed,
        generator_busy: 1.0 - (after.idle - before.idle).as_secs_f64() / elapsed,
    })
}

/// Something that goes on beside a load. It has a moment now and then and must not wait.
pub trait Beside {
    fn turn(&mut self) -> Result<()>;
}

/// Publishes `rate` messages a second for `time`, however long the deliveries take.
pub fn paced(swarm: &mut Swarm<'_>, rate: u32, time: Duration) -> Result<Latency> {
    paced_beside(swarm, rate, time, &mut [])
}

/// The same, with `others` beside it.
pub fn paced_beside(
    swarm: &mut Swarm<'_>,
    rate: u32,
    time: Duration,
    others: &mut [Box<dyn Beside>],
) -> Result<Latency> {
    let longest = if others.is_empty() { time } else { MOMENT };
    pump(swarm, 1, WARM_UP)?;
    drain(swarm)?;
    swarm.tally().record_latencies();
    let begin = Instant::now();
    let mut due = Duration::ZERO;
    while due < time {
        while let Some(left) = due.checked_sub(begin.elapsed()).filter(|left| !left.is_zero()) {
            others.iter_mut().try_for_each(|other| other.turn())?;
            swarm.turn(left.min(longest))?;
        }
        swarm.publish(1)?;
        due += Duration::from_secs(1) / rate;
    }
    drain(swarm)?;
    let mut latencies = swarm.tally().take_latencies();
    latencies.sort_unstable();
    let at = |part: f64| {
        let index = ((latencies.len() as f64 * part) as usize).min(latencies.len().saturating_sub(1));
        latencies
            .get(index)
            .map(|nanos| *nanos as f64 / 1e6)
            .context("not one message was delivered")
    };
    Ok(Latency {
        p50: at(0.50)?,
        p99: at(0.99)?,
    })
}

fn pump(swarm: &mut Swarm<'_>, window: usize, time: Duration) -> Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < time {
        let room = window.saturating_sub(swarm.tally().outstanding());
        if room > 0 {
            swarm.publish(room)?;
        }
        if !swarm.turn(STALL)? {
            swarm.tally().give_up();
        }
    }
    Ok(())
}

/// Waits for what is under way.
fn drain(swarm: &mut Swarm<'_>) -> Result<()> {
    let deadline = Instant::now() + STALL;
    while swarm.tally().outstanding() > 0 && Instant::now() < deadline {
        swarm.turn(STALL)?;
    }
    swarm.tally().give_up();
    Ok(())
}

/// The counters at one moment.
struct Mark {
    at: Instant,
    server: Cpu,
    /// Of the generator.
    idle: Duration,
    delivered: u64,
}

impl Mark {
    fn set(swarm: &mut Swarm<'_>, server: &[u32]) -> Result<Self> {
        Ok(Self {
            at: Instant::now(),
            server: usage::cpu(server)?,
            idle: swarm.idle(),
            delivered: swarm.tally().delivered(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer::{Batch, Ready, serve_floor};

    /// Runs `load` against a floor in this process, with ten subscribers.
    fn with_floor<T>(batch: Batch, load: impl FnOnce(&mut Swarm<'_>) -> T) -> T {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let server = std::thread::spawn(move || serve_floor(batch, |address| Ok(tell.send(address)?)));
        let wire = Ready(told.recv().unwrap());
        let mut swarm = Swarm::connect(&wire, 10).unwrap();
        let result = load(&mut swarm);
        drop(swarm);
        server.join().unwrap().unwrap();
        result
    }

    #[test]
    fn every_message_of_a_closed_loop_arrives() {
        for (batch, window) in [(Batch::Single, 1), (Batch::Whole, 32)] {
            with_floor(batch, |swarm| {
                let shown = closed(swarm, &[std::process::id()], window, Duration::from_millis(50)).unwrap();
                assert!(shown.deliveries_per_second > 0.0 && shown.server_us > 0.0);
                assert_eq!(swarm.tally().lost(), 0);
                assert!(swarm.tally().delivered().is_multiple_of(10));
            });
        }
    }

    #[test]
    fn a_paced_load_publishes_as_often_as_it_should() {
        with_floor(Batch::Single, |swarm| {
            let shown = paced(swarm, 100, Duration::from_millis(100)).unwrap();
            assert!(shown.p50 > 0.0 && shown.p50 <= shown.p99);
            assert_eq!(swarm.tally().lost(), 0);
        });
    }
}
