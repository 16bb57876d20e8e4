//! What the tests of the window share: the built app on a screen, a bus and a data folder of its own, driven by
//! WebDriver, and published clients beside it.
//!
//! Nothing here knows a test; nothing is mocked, and nothing outlives its owner.

mod app;
mod client;
mod desk;
mod driver;
mod group;
mod output;
mod screen;
mod stage;
mod wait;

pub use app::{LoneApp, Persona, Ready, ReadyApp, RunningApp};
pub use client::HopClient;
pub use desk::{Desk, Note};
pub use driver::{Element, Page};
pub use output::binary;
pub use wait::{eventually, within};
