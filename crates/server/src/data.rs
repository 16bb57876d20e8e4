//! The data of a server: where it is, and how it is opened and put in the place of another.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use model::AccessKey;
use store::{Change, Contents, Memory, Snapshots, Sqlite, Store, StoreError};
use tokio::{fs, runtime::Handle, task::spawn_blocking};

use crate::Data;

/// Name of the file in the data folder.
const FILE: &str = "switchboard.db";

/// Name of the folder in the data folder that has the snapshots.
const SNAPSHOTS: &str = "snapshots";

/// A store that is open, and what is in it.
pub struct Opened {
    pub store: Arc<dyn Store>,
    /// The same, if it is on disk.
    pub disk: Option<Disk>,
    pub contents: Contents,
}

impl Opened {
    /// Puts these keys of the admin API in the place of those that are in the data.
    pub async fn keep_keys(&mut self, keys: Vec<AccessKey>) {
        let old = std::mem::replace(&mut self.contents.access_keys, keys);
        let gone = old.into_iter().map(|key| Change::DeleteAccessKey(key.id));
        let here = self
            .contents
            .access_keys
            .iter()
            .cloned()
            .map(Change::PutAccessKey);
        let changes: Vec<_> = gone.chain(here).collect();
        if changes.is_empty() {
            return;
        }
        if let Err(error) = self.store.commit(&changes).await {
            // They hold for as long as this server runs.
            tracing::error!(%error, "the keys of the admin API could not be put into the restored data");
        }
    }
}

/// Data that is on disk.
#[derive(Clone)]
pub struct Disk {
    folder: PathBuf,
    pub sqlite: Arc<Sqlite>,
}

/// Opens the data, made if it is not there.
pub async fn open(data: &Data) -> Result<Opened, StoreError> {
    let (store, disk): (Arc<dyn Store>, _) = match data {
        Data::Memory => (Arc::new(Memory::default()), None),
        Data::Folder(folder) => {
            let sqlite = Arc::new(open_file(folder.join(FILE)).await?);
            let folder = folder.clone();
            (sqlite.clone(), Some(Disk { folder, sqlite }))
        }
    };
    let contents = match store.load().await {
        Ok(contents) => contents,
        Err(error) => {
            store.close().await;
            return Err(error);
        }
    };
    Ok(Opened {
        store,
        disk,
        contents,
    })
}

/// On a thread of its own, because the future that migrates a database may not move between threads.
async fn open_file(path: PathBuf) -> Result<Sqlite, StoreError> {
    let runtime = Handle::current();
    let opened = spawn_blocking(move || runtime.block_on(Sqlite::open(path))).await;
    opened.unwrap_or_else(|error| {
        let detail = error.to_string();
        Err(StoreError::Failed { detail })
    })
}

/// Is there data?
pub fn exists(data: &Data) -> bool {
    matches!(data, Data::Folder(folder) if folder.join(FILE).exists())
}

/// Why data was not put in the place of another.
pub enum NotReplaced {
    /// The data is as it was, and open again.
    Kept(Box<Opened>, StoreError),
    /// Nothing is open.
    Lost(StoreError),
}

impl Disk {
    pub fn snapshots(&self) -> Snapshots {
        Snapshots::new(self.folder.join(SNAPSHOTS))
    }

    /// Bytes of the data on disk, without its snapshots.
    pub async fn size(&self) -> u64 {
        let mut size = 0;
        for path in [self.file(), beside(&self.file(), "-wal")] {
            size += fs::metadata(path).await.map_or(0, |file| file.len());
        }
        size
    }

    fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Puts a snapshot in the place of the data, which has been closed, and opens it.
    pub async fn replace(self, snapshot: &Path) -> Result<Opened, NotReplaced> {
        let data = Data::Folder(self.folder.clone());
        // What is there now stays under another name until the snapshot has proved to be of use.
        let (file, kept) = (self.file(), beside(&self.file(), ".before"));
        let replaced = async {
            keep(&file, &kept)
                .await
                .map_err(|error| unreachable(&kept, &error))?;
            store::restore(&file, snapshot).await
        };
        let (error, put_back) = match replaced.await {
            Ok(()) => match open(&data).await {
                Ok(opened) => {
                    // A leftover takes room and is overwritten the next time.
                    let _ = fs::remove_file(&kept).await;
                    return Ok(opened);
                }
                Err(error) => (error, put_back(&kept, &file).await),
            },
            // The data is as it was, with its log if it has one.
            Err(error) => {
                let _ = fs::remove_file(&kept).await;
                (error, Ok(()))
            }
        };
        let reopened = match put_back {
            Ok(()) => open(&data).await,
            Err(error) => Err(unreachable(&file, &error)),
        };
        match reopened {
            Ok(opened) => Err(NotReplaced::Kept(Box::new(opened), error)),
            Err(worse) => {
                tracing::error!(%error, "the snapshot was not restored");
                Err(NotReplaced::Lost(worse))
            }
        }
    }
}

/// Gives a file a second name; it costs nothing where the file system knows how.
async fn keep(file: &Path, kept: &Path) -> io::Result<()> {
    remove(kept).await?;
    if fs::hard_link(file, kept).await.is_err() {
        fs::copy(file, kept).await?;
    }
    Ok(())
}

/// Puts the file that was kept into its place again.
async fn put_back(kept: &Path, file: &Path) -> io::Result<()> {
    // Logs of the file that goes.
    remove(&beside(file, "-wal")).await?;
    remove(&beside(file, "-shm")).await?;
    fs::rename(kept, file).await
}

async fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn unreachable(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Unreachable {
        path: path.to_owned(),
        detail: error.to_string(),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn disk(folder: &Path) -> Disk {
        let opened = open(&Data::Folder(folder.to_owned())).await.unwrap();
        opened.disk.unwrap()
    }

    /// A snapshot that looks right and cannot be opened: the data is as it was, and nothing is left over.
    #[tokio::test]
    async fn what_cannot_be_opened_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let disk = disk(folder.path()).await;
        let app = model::App::new(model::AppId::from("project_1"), "here", model::Timestamp(1));
        disk.sqlite.commit(&[store::Change::PutApp(app)]).await.unwrap();
        let snapshot = folder.path().join("bad.db");
        disk.sqlite.snapshot(&snapshot).await.unwrap();
        // It says that it is up to date and lacks what is read at the start.
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&snapshot);
        let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
        sqlx::query("DROP TABLE grants")
            .execute(&mut connection)
            .await
            .unwrap();
        sqlx::Connection::close(connection).await.unwrap();

        disk.sqlite.close().await;
        let Err(NotReplaced::Kept(opened, error)) = disk.replace(&snapshot).await else {
            panic!("it was taken")
        };
        assert!(error.to_string().contains("grants"), "{error}");
        assert_eq!(opened.contents.apps[0].app.name, "here");
        assert!(!folder.path().join("switchboard.db.before").exists());
        opened.store.close().await;
    }

    /// Closing may leave commits in the log, and a snapshot that is refused takes none of them along.
    #[tokio::test]
    async fn what_is_refused_leaves_the_log_alone() {
        let (folder, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let alive = disk(folder.path()).await;
        let app = model::App::new(model::AppId::from("project_1"), "here", model::Timestamp(1));
        alive.sqlite.commit(&[store::Change::PutApp(app)]).await.unwrap();
        for ending in ["", "-wal"] {
            let name = format!("{FILE}{ending}");
            std::fs::copy(folder.path().join(&name), killed.path().join(&name)).unwrap();
        }
        let snapshot = killed.path().join("bad.db");
        std::fs::write(&snapshot, "not a database").unwrap();
        let disk = Disk {
            folder: killed.path().to_owned(),
            sqlite: alive.sqlite.clone(),
        };
        let Err(NotReplaced::Kept(opened, _)) = disk.replace(&snapshot).await else {
            panic!("it was taken")
        };
        assert_eq!(opened.contents.apps[0].app.name, "here");
        assert!(!killed.path().join("switchboard.db.before").exists());
        opened.store.close().await;
    }

    #[tokio::test]
    async fn a_snapshot_takes_the_place_of_the_data() {
        let folder = tempfile::tempdir().unwrap();
        let disk = disk(folder.path()).await;
        let snapshot = disk.snapshots().path("empty").unwrap();
        disk.sqlite.snapshot(&snapshot).await.unwrap();
        let app = model::App::new(model::AppId::from("project_1"), "new", model::Timestamp(1));
        disk.sqlite.commit(&[store::Change::PutApp(app)]).await.unwrap();
        assert!(disk.size().await > 0);
        disk.sqlite.close().await;
        let Ok(opened) = disk.replace(&snapshot).await else {
            panic!("it was not taken")
        };
        assert_eq!(opened.contents.apps, []);
        assert!(!folder.path().join("switchboard.db.before").exists());
        opened.store.close().await;
    }
}
