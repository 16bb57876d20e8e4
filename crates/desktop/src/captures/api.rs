//! The operations on captures, as the contract has them.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::StatusCode,
    routing::{get, post},
};
use contract::{
    FilterRead, FilterText,
    desktop::{
        Capture, CaptureExport, ExportCapture, Facets, FindQuery, Found, Lines, LinesQuery, OpenCapture,
    },
};

use super::{Captures, clock::now, queries, values::Lately};
use crate::exchange::Failure;

type All = State<Arc<Captures>>;
type Id<T> = Result<Path<T>, PathRejection>;
type Asked<T> = Result<Query<T>, QueryRejection>;
type Told<T> = Result<Json<T>, JsonRejection>;
type Answer<T> = Result<Json<T>, Failure>;

pub(crate) fn router(captures: Arc<Captures>) -> Router {
    Router::new()
        .route("/app/v1/captures", get(list).post(open))
        .route("/app/v1/captures/{capture}", axum::routing::delete(clear))
        .route("/app/v1/captures/{capture}/view", get(view))
        .route("/app/v1/captures/{capture}/filter", post(filter))
        .route("/app/v1/captures/{capture}/exports", post(export))
        .route("/app/v1/views/{view}/lines", get(lines))
        .route("/app/v1/views/{view}/find", get(find))
        .route("/app/v1/views/{view}/facets", get(facets))
        .route("/app/v1/exports/{export}", get(get_export).delete(cancel_export))
        .with_state(captures)
}

async fn list(State(captures): All) -> Json<Vec<Capture>> {
    Json(captures.list())
}

async fn open(State(captures): All, body: Told<OpenCapture>) -> Result<(StatusCode, Json<Capture>), Failure> {
    let Json(OpenCapture { path }) = body?;
    let path = PathBuf::from(path);
    if !path.is_absolute() {
        let message =
            "the path of a capture begins at the root of the disk, such as /home/me/Downloads/live.capture";
        return Err(queries::invalid(message.to_owned()));
    }
    let opened = captures.files.open(path).await?;
    Ok((StatusCode::CREATED, Json(opened)))
}

async fn clear(State(captures): All, id: Id<String>) -> Result<StatusCode, Failure> {
    let Path(id) = id?;
    if !captures.files.close(&id) {
        captures.find(&id)?.clear(now()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A view is a stream; who asks for it as if it were none is told.
async fn view(State(captures): All, id: Id<String>) -> Result<(), Failure> {
    let Path(id) = id?;
    captures.find(&id)?;
    let message = "a view is a stream: open it as one";
    Err(Failure::new(StatusCode::UPGRADE_REQUIRED, "STREAM", message))
}

async fn filter(State(captures): All, id: Id<String>, body: Told<FilterText>) -> Answer<FilterRead> {
    let Path(id) = id?;
    let capture = captures.find(&id)?;
    let Json(text) = body?;
    let lately = Lately::of(&capture).await;
    Ok(Json(::filter::read(&text, &lately)))
}

async fn export(
    State(captures): All,
    id: Id<String>,
    body: Told<ExportCapture>,
) -> Result<(StatusCode, Json<CaptureExport>), Failure> {
    let Path(id) = id?;
    let capture = captures.find(&id)?;
    let Json(wanted) = body?;
    let begun = captures.begin_export(&id, capture, wanted)?;
    Ok((StatusCode::ACCEPTED, Json(begun)))
}

async fn get_export(State(captures): All, id: Id<u64>) -> Answer<CaptureExport> {
    let Path(id) = id?;
    captures.exports.get(id).map(Json)
}

async fn cancel_export(State(captures): All, id: Id<u64>) -> Result<StatusCode, Failure> {
    let Path(id) = id?;
    captures.exports.cancel(id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn lines(State(captures): All, id: Id<u64>, query: Asked<LinesQuery>) -> Answer<Lines> {
    let Path(id) = id?;
    let view = captures.view(id)?;
    let Query(query) = query?;
    let LinesQuery { from, count } = queries::lines(query)?;
    let lines = view.lines(from, count).await;
    Ok(Json(Lines { lines }))
}

async fn find(State(captures): All, id: Id<u64>, query: Asked<FindQuery>) -> Answer<Found> {
    let Path(id) = id?;
    let view = captures.view(id)?;
    let Query(query) = query?;
    let at = view.find(queries::sought(query)?).await;
    Ok(Json(Found { at }))
}

async fn facets(State(captures): All, id: Id<u64>) -> Answer<Facets> {
    let Path(id) = id?;
    Ok(Json(captures.view(id)?.facets().await))
}
