//! Who runs where: the server under test has one core to itself, the generator another.

use anyhow::{Result, bail};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The two cores of a benchmark, by number.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    server: usize,
    generator: usize,
}

impl Cores {
    /// Takes the first two cores this process may use and moves the calling thread to the generator's.
    pub fn claim() -> Result<Self> {
        let allowed = sched_getaffinity(None)?;
        let mut free = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let (Some(generator), Some(server)) = (free.next(), free.next()) else {
            bail!("one core is not enough: the server and the generator need one each");
        };
        move_to(generator)?;
        Ok(Self { server, generator })
    }

    /// Does `start` on the server's core, so that the processes it starts inherit that core from their first
    /// instruction on and size their thread pools by it.
    pub fn on_server_core<T>(&self, start: impl FnOnce() -> Result<T>) -> Result<T> {
        move_to(self.server)?;
        let started = start();
        move_to(self.generator)?;
        started
    }
}

fn move_to(core: usize) -> Result<()> {
    let mut only = CpuSet::new();
    only.set(core);
    Ok(sched_setaffinity(None, &only)?)
}
