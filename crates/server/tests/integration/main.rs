//! A whole server, on free ports, met by the real client of the admin API and by WebSockets that speak Leap.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

mod apps;
mod bad_input;
mod channels;
mod charts;
mod clients;
mod commands;
mod contract;
mod dashboard;
mod durability;
mod filters;
mod hostile;
mod joins;
mod journeys;
mod kept;
mod keys;
mod limits;
mod lives;
mod operation;
mod order;
mod pages;
mod permissions;
mod personas;
mod process;
mod project;
mod races;
mod repeats;
mod slow;
mod snapshots;
mod stream;
mod tokens;
