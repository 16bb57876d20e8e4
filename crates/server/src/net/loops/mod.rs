//! The threads that own the connections: each waits for its sockets and gives their connections turns.
//!
//! A connection stays with one loop from its first turn to its last. Beside the kernel's registration of its socket
//! nothing is kept for it here but one slot: no task, no timer, no buffer.

mod drive;
mod home;

use std::{
    fmt, io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use mio::Poll;

use self::drive::Loop;
pub(super) use self::home::{Home, Place};

/// Above this many loops the kernel, not this program, is what connections wait for.
const MOST: usize = 4;

/// One thread for each core, up to four. Dropped, they end, and with them the connections they own.
pub struct Loops(Homes);

/// Where new connections find a loop, each the next one in turn. Cheap to clone; keeps no loop alive.
#[derive(Clone)]
pub struct Homes {
    all: Arc<[Arc<Home>]>,
    next: Arc<AtomicUsize>,
}

impl Loops {
    /// Starts the threads. What connections do there may use the current tokio runtime.
    pub fn start() -> io::Result<Self> {
        let count = thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST));
        let runtime = tokio::runtime::Handle::current();
        let mut all = Vec::with_capacity(count);
        let mut polls = Vec::with_capacity(count);
        for _ in 0..count {
            let poll = Poll::new()?;
            all.push(Arc::new(Home::new(&poll)?));
            polls.push(poll);
        }
        // From here on whoever returns early takes the threads along that have been started.
        let loops = Self(Homes {
            all: all.into(),
            next: Arc::default(),
        });
        for (number, (home, poll)) in loops.0.all.iter().zip(polls).enumerate() {
            let (home, runtime) = (home.clone(), runtime.clone());
            thread::Builder::new()
                .name(format!("loop-{number}"))
                .spawn(move || {
                    let _runtime = runtime.enter();
                    Loop::new(home, poll).drive();
                })?;
        }
        Ok(loops)
    }

    /// Where new connections go.
    pub fn homes(&self) -> Homes {
        self.0.clone()
    }
}

impl Drop for Loops {
    fn drop(&mut self) {
        for home in &*self.0.all {
            home.end();
        }
    }
}

impl Homes {
    /// The loop of the next connection.
    pub(super) fn pick(&self) -> &Arc<Home> {
        &self.all[self.next.fetch_add(1, Ordering::Relaxed) % self.all.len()]
    }
}

impl fmt::Debug for Homes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Homes")
            .field("loops", &self.all.len())
            .finish_non_exhaustive()
    }
}
