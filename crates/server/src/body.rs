//! The body of a request: whole, of a bounded size, within a bounded time.

use std::{error::Error, time::Duration};

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http_body_util::LengthLimitError;
use model::{Refusal, RefusalCode};
use tokio::time::timeout;

/// How long a body may take to come. Who keeps one back takes the place of another connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a body of `most` bytes at most.
pub async fn whole(body: Body, most: usize) -> Result<Bytes, Refusal> {
    within(PATIENCE, body, most).await
}

async fn within(patience: Duration, body: Body, most: usize) -> Result<Bytes, Refusal> {
    let Ok(read) = timeout(patience, to_bytes(body, most)).await else {
        let message = format!("the body did not come within {} s", patience.as_secs());
        return Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("send it at once"));
    };
    read.map_err(|error| {
        let too_large = error.source().is_some_and(|cause| cause.is::<LengthLimitError>());
        if too_large {
            let message = format!("the body is larger than {most} bytes");
            Refusal::new(RefusalCode::TooLarge, message).fix("send less, or raise body_bytes")
        } else {
            let message = format!("the body broke off: {error}");
            Refusal::new(RefusalCode::InvalidRequest, message).fix("send the whole body")
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures_util::{StreamExt, stream};

    use super::*;

    async fn read(body: Body) -> Result<Bytes, Refusal> {
        within(Duration::from_millis(20), body, 10).await
    }

    fn coming(
        parts: Vec<io::Result<&'static str>>,
    ) -> stream::Iter<std::vec::IntoIter<io::Result<&'static str>>> {
        stream::iter(parts)
    }

    #[tokio::test]
    async fn it_is_read_whole_or_said_why_not() {
        assert_eq!(read(Body::from("0123456789")).await.unwrap(), "0123456789");
        let refused = read(Body::from("0123456789a")).await.unwrap_err();
        assert_eq!(refused.code, RefusalCode::TooLarge);

        let broken = coming(vec![Ok("012"), Err(io::ErrorKind::ConnectionReset.into())]);
        let refused = read(Body::from_stream(broken)).await.unwrap_err();
        assert!(refused.message.contains("broke off"), "{refused}");

        let kept_back = coming(vec![Ok("012")]).chain(stream::pending());
        let refused = read(Body::from_stream(kept_back)).await.unwrap_err();
        assert!(refused.message.contains("did not come within"), "{refused}");
    }
}
