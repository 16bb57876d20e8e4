//! The whole file under a name, and back.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::OwnedMutexGuard;

use super::{MIGRATIONS, closed, fault, file, read, write::WriteSide, write_options};
use crate::StoreError;

/// Copies the file while nobody writes. Whoever reads goes on. If nobody waits for the copy any more, it is made all the
/// same, and `writer` held until then.
pub(super) async fn take(
    mut writer: OwnedMutexGuard<Option<WriteSide>>,
    file: Arc<File>,
    path: &Path,
    to: &Path,
) -> Result<(), StoreError> {
    let failed = |error: sqlx::Error| fault::store_error(path, &error);
    let side = writer.as_mut().ok_or_else(closed)?;
    // What a commit that was given up has left would keep the log from being taken in.
    side.settle().await;
    let (busy, in_log, taken): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(FULL)")
        .fetch_one(side.connection())
        .await
        .map_err(failed)?;
    if busy != 0 || in_log != taken {
        let detail = "somebody reads for so long that the file could not be brought up to date".to_owned();
        return Err(StoreError::Failed { detail });
    }
    let to = to.to_owned();
    blocking(move || {
        file::make_parent(&to)?;
        let copied = copy(&file, &to);
        drop(writer);
        copied
    })
    .await
}

/// Puts a snapshot in the place of a store that is closed. All or nothing: whatever goes wrong, the store is as it was.
/// The snapshot stays.
///
/// # Errors
/// `Locked` if the store is open; `Damaged` or `TooNew` if that is what the snapshot is; `Unreachable`, `Full`.
pub async fn restore(data_file: &Path, snapshot: &Path) -> Result<(), StoreError> {
    check(snapshot).await?;
    let _claim = file::claim(data_file)?;
    put_away_log(data_file).await?;
    let (from, to) = (snapshot.to_owned(), data_file.to_owned());
    blocking(move || {
        let snapshot = File::open(&from).map_err(|error| file::unreachable(&from, &error))?;
        copy(&snapshot, &to)
    })
    .await
}

/// Is it a whole database that this version can read?
async fn check(path: &Path) -> Result<(), StoreError> {
    let header = path.to_owned();
    blocking(move || check_size(&header)).await?;
    // Nothing is made beside it, and nobody writes to it.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging();
    let failed = |error: sqlx::Error| fault::store_error(path, &error);
    let mut connection: SqliteConnection = options.connect().await.map_err(failed)?;
    let checked = inspect(&mut connection).await;
    // It has only read.
    let _ = connection.close().await;
    let (wrong, found) = checked.map_err(failed)?;
    let path = path.to_owned();
    if let Some(detail) = wrong {
        return Err(StoreError::Damaged { path, detail });
    }
    let known = MIGRATIONS.iter().map(|migration| migration.version).max();
    let known = known.unwrap_or_default();
    if found > known {
        return Err(StoreError::TooNew { path, found, known });
    }
    Ok(())
}

/// What is wrong with it, and the version of the schema.
async fn inspect(connection: &mut SqliteConnection) -> Result<(Option<String>, i64), sqlx::Error> {
    let wrong = read::verdict(connection).await?;
    let found = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await?;
    Ok((wrong, found))
}

/// Is the file as long as its header says? https://www.sqlite.org/fileformat.html#the_database_header
fn check_size(path: &Path) -> Result<(), StoreError> {
    let failed = |error: io::Error| file::unreachable(path, &error);
    let damaged = |detail: &str| StoreError::Damaged {
        path: path.to_owned(),
        detail: detail.to_owned(),
    };
    let mut file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut header = [0; 100];
    if length < 100 {
        return Err(damaged("it is too short to be a database"));
    }
    file.read_exact(&mut header).map_err(failed)?;
    if &header[..16] != b"SQLite format 3\0" {
        return Err(damaged("it is no database"));
    }
    let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    let pages = u64::from(u32::from_be_bytes([
        header[28], header[29], header[30], header[31],
    ]));
    if length != page * pages {
        return Err(damaged("it is not as long as it should be"));
    }
    Ok(())
}

/// A store that was not closed has its last commits in a log beside it. They belong to the file that goes, and would be
/// taken for a part of the one that comes.
async fn put_away_log(data_file: &Path) -> Result<(), StoreError> {
    let log = beside(data_file, "-wal");
    if !log.exists() {
        return Ok(());
    }
    // Closing takes the log into the file. A file that is damaged may not take it; then the log is kept under a name
    // that nobody reads by himself.
    if let Ok(mut connection) = write_options(data_file).connect().await {
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut connection)
            .await;
        let _ = connection.close().await;
    }
    let failed = |error: io::Error| file::unreachable(&log, &error);
    if log.exists() {
        fs::rename(&log, beside(data_file, "-wal.left")).map_err(failed)?;
    }
    match fs::remove_file(beside(data_file, "-shm")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Copies a file so that under its new name there is the whole of it or what was there before. For its owner only.
fn copy(from: &File, to: &Path) -> Result<(), StoreError> {
    let part = beside(to, ".part");
    let copied = copy_whole(from, &part).and_then(|()| fs::rename(&part, to));
    copied.and_then(|()| flush_folder(to)).map_err(|error| {
        // It may not be there, and is of no use.
        let _ = fs::remove_file(&part);
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                StoreError::Full { path: to.to_owned() }
            }
            _ => file::unreachable(to, &error),
        }
    })
}

fn copy_whole(mut from: &File, to: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut copy = options.open(to)?;
    from.rewind()?;
    io::copy(&mut from, &mut copy)?;
    copy.sync_all()
}

/// A name is on disk when its folder is.
#[cfg(unix)]
fn flush_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_file: &Path) -> io::Result<()> {
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    name.into()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        let detail = error.to_string();
        Err(StoreError::Failed { detail })
    })
}
