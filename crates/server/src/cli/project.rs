use std::{io::Read, path::PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use clap::{Args, Subcommand};
use contract::{ExportQuery, Imported, Secrets};
use http::Method;
use server::Data;

use super::{call::Target, print};

#[derive(Subcommand)]
pub enum Project {
    /// Prints apps, channels and personas as a project file (JSON). Secrets are left out.
    Export(Export),
    /// Brings apps, channels and personas to what a project file says. Deletes nothing; the second time it changes nothing.
    Import(Import),
}

/// Which data: a folder that no server has open, or a server that runs.
#[derive(Args)]
#[group(skip)]
struct Place {
    /// Folder of the data [default: switchboard-data]. No server may have it open.
    #[arg(long, env = "SWITCHBOARD_DATA", value_name = "DIR", conflicts_with = "url")]
    data: Option<PathBuf>,
    /// Address of a running server's admin listener, like http://127.0.0.1:8091; its key is taken from the environment.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Key of the admin API; not a flag, so that no list of processes shows it.
    #[arg(long, hide = true, env = "SWITCHBOARD_ADMIN_KEY", hide_env_values = true)]
    admin_key: Option<String>,
}

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    place: Place,
    /// Only this app, by its id.
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// Name an environment variable for each secret, from which an import takes it.
    #[arg(long)]
    reference_secrets: bool,
}

#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    place: Place,
    /// The project file; `-` reads stdin.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Say what would be done and do nothing.
    #[arg(long)]
    dry_run: bool,
}

pub async fn project(command: Project) -> Result<()> {
    match command {
        Project::Export(wish) => export(wish).await,
        Project::Import(wish) => import(wish).await,
    }
}

impl Place {
    fn data(self) -> Data {
        self.data.unwrap_or_else(|| "switchboard-data".into()).into()
    }
}

async fn export(wish: Export) -> Result<()> {
    let secrets = if wish.reference_secrets {
        Secrets::Reference
    } else {
        Secrets::Omit
    };
    let project: contract::Project = match &wish.place.url {
        Some(url) => {
            let target = Target::new(url, wish.place.admin_key.clone())?;
            let mut path = format!(
                "/project?secrets={}",
                serde_json::to_value(secrets)?.as_str().unwrap_or_default()
            );
            if let Some(app) = &wish.app {
                let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
                ensure!(app.chars().all(known), "{app:?} is no id of an app");
                path.push_str(&format!("&app={app}"));
            }
            target.call(Method::GET, &path, Vec::new()).await?
        }
        None => {
            let query = ExportQuery {
                app: wish.app,
                secrets: Some(secrets),
            };
            server::export_project(&wish.place.data(), &query).await?
        }
    };
    print(&(serde_json::to_string_pretty(&project)? + "\n"))
}

async fn import(wish: Import) -> Result<()> {
    let name = wish.file.display().to_string();
    let text = if name == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(&wish.file).with_context(|| format!("cannot read {name}"))?
    };
    let read = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text));
    let project: contract::Project = read.map_err(|error| anyhow!("{name} is no project file: {error}"))?;
    let imported: Imported = match &wish.place.url {
        Some(url) => {
            let target = Target::new(url, wish.place.admin_key.clone())?;
            let path = format!("/project?dry_run={}", wish.dry_run);
            target
                .call(Method::POST, &path, serde_json::to_vec(&project)?)
                .await?
        }
        None => {
            let secret = |name: &str| std::env::var(name).ok();
            server::import_project(&wish.place.data(), project, wish.dry_run, secret).await?
        }
    };
    print(&told(&imported))
}

fn told(imported: &Imported) -> String {
    let lists = [
        ("created", &imported.created),
        ("updated", &imported.updated),
        ("unchanged", &imported.unchanged),
        ("warning", &imported.warnings),
    ];
    let lines = lists
        .into_iter()
        .flat_map(|(word, list)| list.iter().map(move |line| format!("{word}: {line}\n")));
    lines.collect()
}
