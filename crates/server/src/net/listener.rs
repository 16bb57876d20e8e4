//! TCP in, HTTP/1.1 with upgrades on it, any tower service behind it.
//!
//! A connection that becomes a WebSocket leaves here with its upgrade; what is counted and drained here is HTTP.

use std::{
    convert::Infallible,
    io::{self, ErrorKind},
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::{Service, ServiceExt};

/// Connections that the system accepts before we do.
const BACKLOG: u32 = 4096;

/// Why a listener could not be opened, and what to do.
#[derive(Debug, Error)]
pub enum BindError {
    #[error(
        "{0} is taken: stop the program that listens there, or choose another address (port 0 takes a free one)"
    )]
    Taken(SocketAddr),
    #[error("{0} may not be opened: choose a port of 1024 or more, or run with the permission for it")]
    NotAllowed(SocketAddr),
    #[error("{0} is not an address of this machine: use 127.0.0.1, [::1] or one of its own")]
    NotHere(SocketAddr),
    #[error("{addr} could not be opened: {source}")]
    Other { addr: SocketAddr, source: io::Error },
}

/// Limits on the HTTP part of connections.
#[derive(Clone, Copy, Debug)]
pub struct HttpLimits {
    /// Connections that speak HTTP at a time; those that became WebSockets do not count. Further ones wait.
    pub connections: usize,
    /// How long a client may take for a request's headers, and be idle between two requests.
    pub header_time: Duration,
    /// Most bytes of a request's headers; at least 8 KiB. (More than 100 headers are always refused.)
    pub header_bytes: usize,
    /// How long running requests may go on after the shutdown began.
    pub drain: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connections: 4096,
            header_time: Duration::from_secs(10),
            header_bytes: 16 * 1024,
            drain: Duration::from_secs(5),
        }
    }
}

/// Opens a listener. Port 0 takes a free port.
pub fn bind(addr: SocketAddr) -> Result<TcpListener, BindError> {
    let open = || {
        let socket = if addr.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        // Elsewhere it would let two programs share the port; here it only lets a restart follow at once.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(addr)?;
        socket.listen(BACKLOG)
    };
    open().map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => BindError::Taken(addr),
        ErrorKind::PermissionDenied => BindError::NotAllowed(addr),
        ErrorKind::AddrNotAvailable => BindError::NotHere(addr),
        _ => BindError::Other { addr, source },
    })
}

/// Serves HTTP until `shutdown`, then lets running requests finish within [`HttpLimits::drain`].
///
/// Requests carry the client's address as axum's `ConnectInfo<SocketAddr>`. An axum `Router` is a fitting
/// service.
pub async fn serve<S, B>(
    listener: TcpListener,
    service: S,
    limits: HttpLimits,
    shutdown: impl Future<Output = ()> + Send,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopped) = watch::channel(());
    let mut running = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let mut pause = Pause::default();
    loop {
        let accepted = async {
            // Never closed, so this cannot fail.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(ended) = running.join_next() => {
                if let Err(e) = ended && e.is_panic() {
                    tracing::error!("a request panicked; its connection was closed");
                }
                continue;
            }
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                pause = Pause::default();
                let connection = connection(stream, peer, service.clone(), limits, stopped.clone());
                running.spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(e) => pause.after(&e).await,
        }
    }
    drop(listener);
    drop(stop);
    let drained = timeout(limits.drain, async {
        while running.join_next().await.is_some() {}
    });
    if drained.await.is_err() {
        tracing::warn!(left = running.len(), "requests were cut off at the shutdown");
        running.shutdown().await;
    }
}

async fn connection<S, B>(
    stream: TcpStream,
    peer: SocketAddr,
    service: S,
    limits: HttpLimits,
    mut stopped: watch::Receiver<()>,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // A frame is small and must go at once. Fails only where the client is gone already.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        service.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes);
    let mut running = pin!(
        http.serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let ended = tokio::select! {
        ended = running.as_mut() => ended,
        _ = stopped.changed() => {
            running.as_mut().graceful_shutdown();
            running.await
        }
    };
    if let Err(e) = ended {
        tracing::debug!(error = %e, "a connection ended before its time");
    }
}

/// Waits after a failed accept, longer each time: the system has no file or no memory for the connection, and
/// asking again at once would only burn the processor.
#[derive(Default)]
struct Pause {
    failures: u32,
}

impl Pause {
    async fn after(&mut self, error: &io::Error) {
        use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
        if matches!(
            error.kind(),
            ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
        ) {
            return;
        }
        if self.failures == 0 {
            tracing::warn!(%error, "connections cannot be accepted; trying again");
        }
        let wait = Duration::from_millis(10 << self.failures.min(6));
        self.failures += 1;
        sleep(wait).await;
    }
}
