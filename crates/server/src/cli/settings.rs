//! Flags, environment and configuration file together.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use server::{Config, ConfigFile, Data};

#[derive(Args)]
pub struct Settings {
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

impl Settings {
    /// What they make together, if there is nothing wrong with it.
    pub fn config(self) -> anyhow::Result<Config> {
        let mut config = Config::default();
        if let Some(path) = self.config {
            ConfigFile::read(&path)?.apply(&mut config);
            config.config_file = Some(path);
        }
        config.listen = self.listen.unwrap_or(config.listen);
        config.admin_listen = self.admin_listen.unwrap_or(config.admin_listen);
        config.data = self.data.map_or(config.data, Data::from);
        config.ready_file = self.ready_file;
        config.dev = self.dev.unwrap_or(config.dev);
        config.admin_key = self.admin_key.or(config.admin_key);
        let faults: Vec<_> = config.check().into_iter().map(|(_, message)| message).collect();
        anyhow::ensure!(faults.is_empty(), "{}", faults.join("\n  "));
        Ok(config)
    }
}
