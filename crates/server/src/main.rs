//! The headless server, and what one does with its data and configuration when it does not run.

mod cli;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// A realtime channels server, with its dashboard.
///
/// `switchboard-server serve --dev` starts one with something in it to try: clients connect to 127.0.0.1:8090, the
/// dashboard is at http://127.0.0.1:8091 and asks for the key in switchboard-data/admin.key.
#[derive(Parser)]
#[command(name = "switchboard-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until SIGTERM or Ctrl-C.
    Serve(cli::Settings),
    /// Looks at the configuration and says what would be used, or everything that is wrong. Opens and binds nothing.
    CheckConfig(cli::Settings),
    /// Prints the OpenAPI document of the admin API.
    Openapi,
    /// Project files: apps, channels and personas in one file for git.
    #[command(subcommand)]
    Project(cli::Project),
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("SWITCHBOARD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let done = match Cli::parse().command {
        Command::Serve(settings) => cli::serve(settings).await,
        Command::CheckConfig(settings) => cli::check(settings),
        Command::Openapi => cli::print(&contract::document()),
        Command::Project(project) => cli::project(project).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
