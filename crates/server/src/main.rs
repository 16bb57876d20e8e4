//! The headless server.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use server::{Config, ConfigFile, Data, Listeners};
use tokio::signal;
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(name = "switchboard-server", version, about = "A realtime channels server.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until SIGTERM or Ctrl-C.
    Serve(Serve),
}

#[derive(Args)]
struct Serve {
    /// Configuration file (TOML). Flags and environment win over it.
    #[arg(long, env = "SWITCHBOARD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where clients connect [default: 127.0.0.1:8090]; port 0 takes a free one.
    #[arg(long, env = "SWITCHBOARD_LISTEN", value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Where the dashboard connects [default: 127.0.0.1:8091]; port 0 takes a free one.
    #[arg(long, env = "SWITCHBOARD_ADMIN_LISTEN", value_name = "ADDR")]
    admin_listen: Option<SocketAddr>,
    /// Folder for the data [default: switchboard-data]; `:memory:` keeps nothing.
    #[arg(long, env = "SWITCHBOARD_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Written when the server is ready: addresses, keys, apps, personas. Readable by its owner only.
    #[arg(long, env = "SWITCHBOARD_READY_FILE", value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Fill an empty store with an app, personas and channels to begin with.
    #[arg(long, env = "SWITCHBOARD_DEV", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    dev: Option<bool>,
    /// Key of the admin API; not a flag, so that no list of processes shows it.
    #[arg(long, hide = true, env = "SWITCHBOARD_ADMIN_KEY", hide_env_values = true)]
    admin_key: Option<String>,
}

impl Serve {
    fn config(self) -> anyhow::Result<Config> {
        let mut config = Config::default();
        if let Some(path) = &self.config {
            ConfigFile::read(path)?.apply(&mut config);
        }
        config.listen = self.listen.unwrap_or(config.listen);
        config.admin_listen = self.admin_listen.unwrap_or(config.admin_listen);
        config.data = self.data.map_or(config.data, Data::from);
        config.ready_file = self.ready_file;
        config.dev = self.dev.unwrap_or(config.dev);
        config.admin_key = self.admin_key.or(config.admin_key);
        Ok(config)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("SWITCHBOARD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let Command::Serve(serve) = Cli::parse().command;
    match start(serve).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn start(serve: Serve) -> anyhow::Result<()> {
    let config = serve.config()?;
    // Before anything is bound: a signal that comes while starting is not lost.
    let stop = stop_signal()?;
    let listeners = Listeners::bind(config.listen, config.admin_listen)?;
    server::run(listeners, config, stop).await?;
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
