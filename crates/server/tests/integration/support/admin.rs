//! The admin API through the client that the desktop uses.

use client::{CallError, Client, Method, Target};
use contract::ErrorDetail;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Calls the admin API; paths begin behind `/admin/v1`.
#[derive(Clone)]
pub struct Admin {
    pub client: Client,
}

impl Admin {
    pub fn new(address: &str, key: &str) -> Self {
        let target = Target::new(&format!("http://{address}"), key).unwrap();
        Self {
            client: Client::new(target).unwrap(),
        }
    }

    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<T, CallError> {
        let path = format!("{}{path}", contract::BASE);
        self.client.call(method, &path, body.as_ref()).await
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        self.call(Method::GET, path, None).await.unwrap()
    }

    /// The first page of a list.
    pub async fn list<T: DeserializeOwned>(&self, path: &str) -> Vec<T> {
        let page: Value = self.get(path).await;
        serde_json::from_value(page["items"].clone()).unwrap()
    }

    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: Value) -> T {
        self.call(Method::POST, path, Some(body)).await.unwrap()
    }

    pub async fn put<T: DeserializeOwned>(&self, path: &str, body: Value) -> T {
        self.call(Method::PUT, path, Some(body)).await.unwrap()
    }

    pub async fn patch<T: DeserializeOwned>(&self, path: &str, body: Value) -> T {
        self.call(Method::PATCH, path, Some(body)).await.unwrap()
    }

    pub async fn delete(&self, path: &str) {
        self.call::<()>(Method::DELETE, path, None).await.unwrap();
    }

    /// A call that has to be refused: its status and the reason.
    pub async fn refused(&self, method: Method, path: &str, body: Option<Value>) -> (u16, ErrorDetail) {
        match self.call::<Value>(method, path, body).await {
            Err(CallError::Refused { status, error }) => (status, error),
            other => panic!("it should have been refused: {other:?}"),
        }
    }
}
