//! Their operations, `/app/v1/simulated…`.

use axum::{
    Json, Router,
    extract::{
        Path, State,
        rejection::{JsonRejection, PathRejection},
    },
    http::StatusCode,
    routing::{delete, get, post},
};
use contract::desktop::{Simulate, SimulatedClient, SimulatedVerb, Simulation};

use super::{STREAM, Simulated, place::invalid};
use crate::exchange::Failure;

pub(crate) fn router(simulated: Simulated) -> Router {
    Router::new()
        .route("/app/v1/simulated", get(list).post(simulate))
        .route("/app/v1/simulated/{client}", delete(end))
        .route("/app/v1/simulated/{client}/verbs", post(command))
        .route(STREAM, get(no_stream))
        .with_state(simulated)
}

async fn list(State(simulated): State<Simulated>) -> Json<Simulation> {
    Json(simulated.list())
}

async fn simulate(
    State(simulated): State<Simulated>,
    body: Result<Json<Simulate>, JsonRejection>,
) -> Result<(StatusCode, Json<Vec<SimulatedClient>>), Failure> {
    let Json(wish) = body?;
    Ok((StatusCode::CREATED, Json(simulated.make(wish).await?)))
}

async fn command(
    State(simulated): State<Simulated>,
    client: Result<Path<u64>, PathRejection>,
    body: Result<Json<SimulatedVerb>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let (Path(client), Json(verb)) = (client.map_err(no_number)?, body?);
    simulated.command(client, verb).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(simulated): State<Simulated>,
    client: Result<Path<u64>, PathRejection>,
) -> Result<StatusCode, Failure> {
    let Path(client) = client.map_err(no_number)?;
    simulated.end(client).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A stream is not a call.
async fn no_stream() -> Failure {
    invalid("this is a stream; open it as one".to_owned())
}

fn no_number(rejection: PathRejection) -> Failure {
    invalid(rejection.body_text())
}
