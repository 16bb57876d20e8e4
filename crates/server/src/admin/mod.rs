//! The admin API: what the dashboard meets, on a listener of its own. Described in the `contract` crate.

mod approvals;
mod apps;
mod channels;
mod charts;
mod clients;
mod connections;
mod failure;
mod figures;
mod filters;
mod glance;
mod grants;
mod guard;
mod history;
mod info;
mod inspect;
mod journeys;
mod keys;
mod messages;
mod mint;
mod page;
mod presence;
mod probe;
mod project;
mod refusals;
mod report;
mod resolve;
mod series;
mod settings;
mod snapshots;
mod state;
mod stream;
mod tokens;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
    routing::{delete, get, patch, post, put},
};

use self::failure::Failure;
use crate::{
    Config, Ready,
    archive::Archive,
    dashboard,
    edge::World,
    health,
    hub::{Hub, entropy},
    metrics,
};

/// What every handler shares.
#[derive(Clone)]
struct Desk {
    hub: Arc<Hub>,
    /// What dialects may ask.
    world: World,
    /// Address of the client listener.
    listen: Arc<str>,
    started_at: model::Timestamp,
    /// Different after every start.
    run: Arc<str>,
    /// Most bytes of a body.
    body_bytes: usize,
    config: Arc<Config>,
    /// Address of this listener.
    admin: Arc<str>,
    /// Snapshots, if the data is on disk.
    archive: Option<Archive>,
}

/// The service of the admin listener.
pub fn router(world: World, ready: &Ready, archive: Option<Archive>) -> Router {
    let (hub, config) = (world.hub.clone(), world.config.clone());
    let desk = Desk {
        world,
        started_at: hub.clock.now().wall,
        run: model::pika("run", hub.clock.now().wall, &entropy()).into(),
        hub: hub.clone(),
        listen: ready.listen.as_str().into(),
        body_bytes: config.body_bytes,
        config: config.clone(),
        admin: ready.admin.as_str().into(),
        archive,
    };
    let guard = Arc::new(guard::Guard::new(desk.hub.clone(), &config, ready));
    let api = Router::new()
        .route("/info", get(info::info))
        .route("/probe", post(probe::probe))
        .route("/apps", get(apps::list).post(apps::create))
        .route("/settings", get(settings::settings))
        .route("/snapshots", get(snapshots::list).post(snapshots::take))
        .route("/snapshots/{snapshot}", delete(snapshots::delete))
        .route("/snapshots/{snapshot}/restore", post(snapshots::restore))
        .route("/project", get(project::export).post(project::import))
        .route("/keys", get(keys::list).post(keys::create))
        .route("/keys/{key}", delete(keys::delete))
        .route(
            "/apps/{app}",
            get(apps::get).patch(apps::update).delete(apps::delete),
        )
        .route("/apps/{app}/credentials", get(apps::credentials))
        .route("/apps/{app}/credentials/rotate", post(apps::rotate))
        .route("/apps/{app}/signing-keys", post(apps::rotate_signing_key))
        .route("/apps/{app}/mint", post(mint::mint))
        .route("/apps/{app}/clients", post(clients::create))
        .route("/apps/{app}/clients/{client}", patch(clients::update))
        .route("/apps/{app}/tokens", get(tokens::list).post(tokens::create))
        .route(
            "/apps/{app}/tokens/{token}",
            get(tokens::get).patch(tokens::update).delete(tokens::delete),
        )
        .route("/apps/{app}/tokens/{token}/messages", post(tokens::message))
        .route("/inspect", post(inspect::inspect))
        .route("/filter", post(filters::read))
        .route("/apps/{app}/resolve", post(resolve::resolve))
        .route("/apps/{app}/grants", get(grants::list))
        .route("/apps/{app}/channels", get(channels::list).post(channels::create))
        .route(
            "/apps/{app}/channels/{channel}",
            get(channels::get)
                .patch(channels::update)
                .delete(channels::delete),
        )
        .route("/apps/{app}/channels/{channel}/presence", get(presence::presence))
        .route(
            "/apps/{app}/channels/{channel}/subscriptions",
            get(presence::subscriptions),
        )
        .route(
            "/apps/{app}/channels/{channel}/subscriptions/{token}",
            put(presence::subscribe).delete(presence::unsubscribe),
        )
        .route(
            "/apps/{app}/channels/{channel}/grants/{token}",
            put(grants::give).delete(grants::revoke),
        )
        .route(
            "/apps/{app}/channels/{channel}/state",
            get(state::state).put(state::put_state).patch(state::patch_state),
        )
        .route("/apps/{app}/channels/{channel}/states", get(state::versions))
        .route(
            "/apps/{app}/channels/{channel}/states/restore",
            post(state::restore),
        )
        .route("/apps/{app}/tokens/{token}/states", get(tokens::versions))
        .route("/apps/{app}/tokens/{token}/states/restore", post(tokens::restore))
        .route(
            "/apps/{app}/channels/{channel}/messages/batch",
            post(messages::publish_batch),
        )
        .route(
            "/apps/{app}/channels/{channel}/messages",
            get(messages::messages).post(messages::publish),
        )
        .route("/apps/{app}/connections", get(connections::list))
        .route(
            "/apps/{app}/connections/{connection}",
            get(connections::get).delete(connections::disconnect),
        )
        .route(
            "/apps/{app}/connections/{connection}/messages",
            post(connections::message),
        )
        .route(
            "/apps/{app}/connections/{connection}/subscriptions/{channel}",
            put(connections::subscribe).delete(connections::unsubscribe),
        )
        .route("/series", get(series::series))
        .route("/charts/{figure}", get(charts::chart))
        .route("/report", get(report::report))
        .route("/refusals", get(refusals::list))
        .route("/approvals", get(approvals::list))
        .route("/approvals/{approval}/decision", post(approvals::decide))
        .route("/journal", get(approvals::journal))
        .route("/journeys/{event}", get(journeys::get))
        .route("/stream", get(stream::open))
        .method_not_allowed_fallback(|| async { Failure::method() })
        .fallback(|| async { Failure::no_route() })
        .with_state(desk)
        .layer(middleware::from_fn_with_state(guard.clone(), guard::check_key));
    let measured = get(metrics::text)
        .with_state(hub.clone())
        .layer(middleware::from_fn_with_state(guard.clone(), guard::check_key));
    Router::new()
        .nest(contract::BASE, api)
        .route(metrics::PATH, measured)
        .method_not_allowed_fallback(|| async { Failure::method() })
        .fallback(page)
        .layer(middleware::from_fn_with_state(guard, guard::check_address))
        // Whoever watches over the server knows it by whatever name, and has no key.
        .route(health::PATH, health::route(hub))
}

/// The dashboard, which asks for the key itself.
async fn page(request: Request) -> Response {
    dashboard::answer(request.method(), request.uri().path(), request.headers())
        .unwrap_or_else(|| Failure::no_route().into_response())
}
