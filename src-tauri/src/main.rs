//! The window: shows the dashboard and carries its calls to `desktop`. It decides nothing itself.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod alerts;
mod bus;
mod commands;
mod geometry;
mod shell;
mod tray;
mod window;

use std::{process::ExitCode, time::Instant};

fn main() -> ExitCode {
    let started = Instant::now();
    shell::log_to_stderr();
    match shell::run(started) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("switchboard: {error:#}");
            ExitCode::FAILURE
        }
    }
}
