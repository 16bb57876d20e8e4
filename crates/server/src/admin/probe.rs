//! Tries the server out as a client would: over TCP, through the client listener, in a dialect.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use axum::{Json, extract::State};
use contract::{Probe, ProbeStep};
use dialects::ALL;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, header};
use model::ChannelName;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::Desk;
use crate::hub::PROBE_CHANNEL;

/// How long one step may take.
const PATIENCE: Duration = Duration::from_secs(2);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub async fn probe(State(desk): State<Desk>) -> Json<Probe> {
    let mut probe = Probe {
        ok: false,
        steps: Vec::new(),
        round_trip_ms: None,
        error: None,
    };
    match run(&desk, &mut probe).await {
        Ok(()) => probe.ok = true,
        Err(why) => probe.error = Some(why),
    }
    Json(probe)
}

async fn run(desk: &Desk, probe: &mut Probe) -> Result<(), String> {
    static NONCE: AtomicU64 = AtomicU64::new(1);
    let spoken = ALL.iter().find_map(|spoken| spoken.probe);
    let (path, script) = spoken.ok_or("no dialect of this server can be tried out")?;
    let channel = ChannelName::parse(PROBE_CHANNEL).map_err(|error| error.to_string())?;
    let nonce = format!("probe-{}", NONCE.fetch_add(1, Ordering::Relaxed));
    let app = &desk.hub.probe_realm().id;
    let script = script(&dialects::Probe {
        app,
        channel: &channel,
        nonce: &nonce,
    });

    let began = Instant::now();
    let mut socket = connect(&format!("ws://{}{path}", desk.listen), &desk.hub.probe_agent).await?;
    let (mut from, mut published) = (began, None);
    for step in script {
        if step.name == "publish" {
            published = Some(Instant::now());
        }
        let done = timeout(PATIENCE, take(&mut socket, &step)).await;
        probe.steps.push(ProbeStep {
            name: step.name.into(),
            ms: ms(from),
        });
        from = Instant::now();
        done.map_err(|_| format!("{}: no answer within {} s", step.name, PATIENCE.as_secs()))??;
    }
    probe.round_trip_ms = published.map(ms);
    // What matters has been seen.
    let _ = timeout(PATIENCE, socket.close(None)).await;
    Ok(())
}

async fn connect(url: &str, agent: &str) -> Result<Socket, String> {
    let failed = |why: &dyn std::fmt::Display| format!("connect: {url} cannot be reached: {why}");
    let mut request = url.into_client_request().map_err(|error| failed(&error))?;
    request.headers_mut().insert(
        header::USER_AGENT,
        HeaderValue::from_str(agent).map_err(|error| failed(&error))?,
    );
    match timeout(PATIENCE, connect_async(request)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => Err(failed(&"no answer")),
    }
}

async fn take(socket: &mut Socket, step: &dialects::ProbeStep) -> Result<(), String> {
    let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", step.name);
    for text in &step.say {
        socket
            .send(Message::Text(text.as_str().into()))
            .await
            .map_err(|error| failed(&error))?;
    }
    let Some(until) = &step.until else { return Ok(()) };
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) if text.contains(until.as_str()) => return Ok(()),
            Some(Ok(Message::Close(frame))) => return Err(failed(&format!("the server closed: {frame:?}"))),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(failed(&error)),
            None => return Err(failed(&"the connection ended")),
        }
    }
}

fn ms(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1e6).round() / 1e3
}
