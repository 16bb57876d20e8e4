//! Connections that each send a request, wait for the answer and send the next: closed loops over HTTP, all in one
//! thread around one epoll.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::time::Timespec;

use crate::answer::Answer;

/// What a server may take for one answer before it counts as stuck.
const STUCK: Duration = Duration::from_secs(10);

const SCRATCH: usize = 256 * 1024;
const EVENTS: usize = 256;

/// Connections that stay.
pub struct Volley {
    epoll: OwnedFd,
    seats: Vec<Seat>,
    events: Vec<Event>,
    scratch: Vec<u8>,
}

/// What a closed loop showed.
pub struct Answered {
    /// From the first byte of a request to the last of its answer, in nanoseconds, sorted.
    pub latencies: Vec<u64>,
    pub time: Duration,
    /// Bytes of the last answer's body.
    pub body: usize,
}

struct Seat {
    stream: TcpStream,
    /// How much of the request has been sent.
    sent: usize,
    begun: Instant,
    answer: Answer,
}

impl Volley {
    /// Connects to `address`, so many times.
    pub fn connect(address: SocketAddr, connections: usize) -> Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let mut seats = Vec::with_capacity(connections);
        for number in 0..connections {
            let stream = TcpStream::connect(address).with_context(|| format!("connection {number}"))?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            epoll::add(&epoll, &stream, EventData::new_u64(number as u64), EventFlags::IN)?;
            seats.push(Seat {
                stream,
                sent: 0,
                begun: Instant::now(),
                answer: Answer::default(),
            });
        }
        Ok(Self {
            epoll,
            seats,
            events: Vec::with_capacity(EVENTS),
            scratch: vec![0; SCRATCH],
        })
    }

    /// Sends `request` on every connection, again after each answer, until `until` is over. It never sleeps, so that the
    /// server does not pay for waking it; `meanwhile` is called at every turn.
    ///
    /// # Errors
    /// An answer that is no success, a connection that ends, a server that is stuck.
    pub fn fire(
        &mut self,
        request: &[u8],
        until: Duration,
        mut meanwhile: impl FnMut() -> Result<()>,
    ) -> Result<Answered> {
        let begin = Instant::now();
        let mut answered = Answered {
            latencies: Vec::new(),
            time: Duration::ZERO,
            body: 0,
        };
        for number in 0..self.seats.len() {
            self.begin(number, request)?;
        }
        let (mut waiting, mut last) = (self.seats.len(), begin);
        while waiting > 0 {
            meanwhile()?;
            self.events.clear();
            epoll::wait(
                &self.epoll,
                spare_capacity(&mut self.events),
                Some(&Timespec::default()),
            )?;
            for index in 0..self.events.len() {
                let number = usize::try_from(self.events[index].data.u64())?;
                if let Some(body) = self.go_on(number, request)? {
                    let latency = self.seats[number].begun.elapsed();
                    answered.latencies.push(u64::try_from(latency.as_nanos())?);
                    answered.body = body;
                    if begin.elapsed() < until {
                        self.begin(number, request)?;
                    } else {
                        waiting -= 1;
                    }
                }
            }
            if !self.events.is_empty() {
                last = Instant::now();
            } else if last.elapsed() > STUCK {
                bail!("the server did not answer within {STUCK:?}");
            }
        }
        answered.time = begin.elapsed();
        answered.latencies.sort_unstable();
        Ok(answered)
    }

    fn begin(&mut self, number: usize, request: &[u8]) -> Result<()> {
        let seat = &mut self.seats[number];
        seat.sent = 0;
        seat.begun = Instant::now();
        self.send(number, request)
    }

    /// Sends what the socket takes, and looks for room if that is not all.
    fn send(&mut self, number: usize, request: &[u8]) -> Result<()> {
        let seat = &mut self.seats[number];
        let had_all_room = seat.sent == 0;
        while seat.sent < request.len() {
            match seat.stream.write(&request[seat.sent..]) {
                Ok(0) => bail!("the server hung up"),
                Ok(length) => seat.sent += length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        let all = seat.sent == request.len();
        if all && had_all_room {
            return Ok(());
        }
        let wanted = if all {
            EventFlags::IN
        } else {
            EventFlags::IN | EventFlags::OUT
        };
        Ok(epoll::modify(
            &self.epoll,
            &seat.stream,
            EventData::new_u64(number as u64),
            wanted,
        )?)
    }

    /// Reads and writes what can be; the size of the answer's body if it is whole.
    fn go_on(&mut self, number: usize, request: &[u8]) -> Result<Option<usize>> {
        if self.seats[number].sent < request.len() {
            self.send(number, request)?;
        }
        let seat = &mut self.seats[number];
        let length = match seat.stream.read(&mut self.scratch) {
            Ok(0) => bail!("the server hung up"),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let body = seat.answer.take(&self.scratch[..length])?;
        if body.is_some() {
            seat.answer = Answer::default();
        }
        Ok(body)
    }
}

impl Answered {
    /// Answers per second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.time.as_secs_f64()
    }

    /// The latency below which this part of the answers was, in milliseconds. NaN if there were none.
    pub fn milliseconds(&self, part: f64) -> f64 {
        let index = (self.latencies.len() as f64 * part) as usize;
        let latency = self
            .latencies
            .get(index.min(self.latencies.len().saturating_sub(1)));
        latency.map_or(f64::NAN, |nanos| *nanos as f64 / 1e6)
    }
}
