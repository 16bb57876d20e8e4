//! Which web pages may call a dialect's HTTP API from a browser.

use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use dialects::Spoken;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::World;

/// How long a browser may remember the answer, in seconds.
const REMEMBERED: &str = "600";

/// Lets web pages call these routes, if the dialect's clients do that: those of every origin that may connect. Nothing in
/// them goes by cookies then, so no page can act for another.
pub fn allow(routes: Router, spoken: &'static Spoken, world: &World) -> Router {
    let Some(headers) = spoken.cors else { return routes };
    let config = world.config.clone();
    routes.layer(from_fn(move |request: Request, next: Next| {
        let config = config.clone();
        async move {
            let origin = request.headers().get(header::ORIGIN).cloned();
            let allowed = origin.filter(|origin| {
                let all = &config.origins;
                all.is_empty()
                    || origin
                        .to_str()
                        .is_ok_and(|origin| all.iter().any(|known| known == origin))
            });
            let preflight = *request.method() == Method::OPTIONS;
            let mut response = match preflight {
                true => StatusCode::NO_CONTENT.into_response(),
                false => next.run(request).await,
            };
            if let Some(origin) = allowed {
                permit(&mut response, origin, preflight.then_some(headers));
            }
            response
        }
    }))
}

fn permit(response: &mut Response, origin: HeaderValue, preflight: Option<&'static str>) {
    let all: &mut HeaderMap = response.headers_mut();
    all.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    all.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(headers) = preflight {
        let methods = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
        all.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        all.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(headers),
        );
        all.insert(
            header::ACCESS_CONTROL_MAX_AGE,
            HeaderValue::from_static(REMEMBERED),
        );
    }
}
