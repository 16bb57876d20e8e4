use axum::{Json, extract::State};
use contract::Settings;

use super::Desk;
use crate::Data;

pub async fn settings(State(desk): State<Desk>) -> Json<Settings> {
    let config = &desk.config;
    let data_dir = match &config.data {
        Data::Folder(folder) => Some(std::path::absolute(folder).unwrap_or_else(|_| folder.clone())),
        Data::Memory => None,
    };
    let data_bytes = match &desk.archive {
        Some(archive) => Some(archive.disk.size().await),
        None => None,
    };
    let shown = |path: &std::path::PathBuf| path.display().to_string();
    Json(Settings {
        listen: desk.listen.to_string(),
        admin_listen: desk.admin.to_string(),
        data_dir: data_dir.as_ref().map(shown),
        data_bytes,
        config_file: config.config_file.as_ref().map(shown),
        origins: config.origins.clone(),
        frame_bytes: config.frame_bytes as u64,
        body_bytes: config.body_bytes as u64,
        outbox_bytes: config.outbox_bytes as u64,
    })
}
