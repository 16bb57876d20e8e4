//! A view as a stream: open as long as somebody reads it.

use std::sync::Arc;

use ::capture::{Frames, View};
use axum::{extract::Query, http::Uri};
use contract::desktop::ViewQuery;
use futures_util::{StreamExt, stream};

use super::{Captures, clock::now, queries};
use crate::{app_streams::AppStream, exchange::Failure};

/// Opens a view of a capture; `uri` has what is asked.
pub(crate) fn view_stream(captures: &Arc<Captures>, capture: &str, uri: &Uri) -> Result<AppStream, Failure> {
    let capture = captures.find(capture)?;
    let Query(query) = Query::<ViewQuery>::try_from_uri(uri)?;
    let view = Arc::new(View::open(&capture, queries::shape(&query)?));
    let id = captures.next_view();
    captures.views().insert(id, Arc::clone(&view));
    let registered = Registered {
        captures: Arc::clone(captures),
        id,
    };
    let frames = stream::unfold(
        (Frames::new(view, id), registered),
        |(mut frames, registered)| async {
            let frame = frames.next(now).await;
            let text = serde_json::to_string(&frame).ok()?;
            Some((text, (frames, registered)))
        },
    );
    Ok(frames.boxed())
}

/// The view can be asked for lines as long as this lives.
struct Registered {
    captures: Arc<Captures>,
    id: u64,
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.captures.views().remove(&self.id);
    }
}
