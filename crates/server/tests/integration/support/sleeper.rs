//! A client that does not read.

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use super::{Place, within};

/// A subscriber with a small window that has stopped reading.
pub async fn sleeper(place: &Place, channel: &str) -> WebSocketStream<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = within(socket.connect(place.listen.parse().unwrap()))
        .await
        .unwrap();
    let url = format!("ws://{}/ws", place.listen);
    let (mut socket, _) = within(client_async(url, stream)).await.unwrap();
    let says = [
        json!({ "op": 2, "d": { "project_id": place.app } }),
        json!({ "op": 0, "d": { "c": channel, "e": "SUBSCRIBE" } }),
    ];
    for frame in says {
        within(socket.send(Message::text(frame.to_string())))
            .await
            .unwrap();
    }
    loop {
        let heard = within(socket.next()).await.unwrap().unwrap();
        if heard.to_text().unwrap().contains("AVAILABLE") {
            return socket;
        }
    }
}
