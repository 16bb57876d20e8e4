//! The server: the only place with listeners.
//!
//! `net` moves bytes, `hub` holds what connections share and carries values between the engine's state machines, `edge`
//! is what clients meet, `admin` what the dashboard meets. Absent on purpose: windows, and every word of a dialect.

mod admin;
mod archive;
mod body;
mod config;
mod config_file;
mod dashboard;
mod data;
mod dev;
mod edge;
mod health;
mod hub;
mod life;
mod metrics;
pub mod net;
mod project;
mod ready;
mod server;
mod switch;

pub use config::{Config, Data};
pub use config_file::{ConfigError, ConfigFile, Fault};
pub use project::{NotImported, ProjectError, export_project, import_project};
pub use ready::{Ready, ReadyApp, ReadyListener, ReadyPersona};
pub use server::{Listeners, Server, StartError, run};
