//! A service that can be exchanged while it is served: what comes next meets the new one.

use std::{
    convert::Infallible,
    sync::{Arc, PoisonError, RwLock},
    task::{Context, Poll},
};

use http::Response;
use hyper::body::Incoming;
use tower::{Service, ServiceExt, util::Oneshot};

type Request = http::Request<Incoming>;

/// Cheap to clone; all clones lead to the same service.
#[derive(Clone)]
pub struct Switch<S>(Arc<RwLock<S>>);

impl<S> Switch<S> {
    pub fn new(service: S) -> Self {
        Self(Arc::new(RwLock::new(service)))
    }

    /// Requests that are under way stay where they are.
    pub fn exchange(&self, service: S) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = service;
    }
}

impl<S, B> Service<Request> for Switch<S>
where
    S: Service<Request, Response = Response<B>, Error = Infallible> + Clone,
{
    type Response = Response<B>;
    type Error = Infallible;
    type Future = Oneshot<S, Request>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let service = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        service.oneshot(request)
    }
}
