use std::{path::Path, pin::pin, sync::Arc};

use futures_util::StreamExt;

use super::{Export, ExportError, Progress};
use crate::{Capture, Limits, cache::Block, file::Head, read::Read, state::OpenRow};

/// A capture that can be opened to read it.
pub(super) async fn write(
    export: Arc<Export>,
    capture: &Arc<Capture>,
    heads: Vec<Head>,
    open: (u64, Vec<OpenRow>),
    path: &Path,
    progress: &Progress,
    now: u64,
) -> Result<(), ExportError> {
    let file = Capture::open(path, Limits::NONE, now).await?;
    let last = export.of_open(&open);
    let look = move |head: &Head, block: &Block| export.of_block(head, block);
    let mut found = pin!(Arc::clone(capture).look_through(heads, |_| true, look));
    while let Some((head, read)) = found.next().await {
        match read {
            Read::There(rows) => {
                progress.went_on(head.rows, rows.len() as u64);
                file.append(rows, now).await;
            }
            Read::Gone => progress.went_on(head.rows, 0),
            Read::Unreadable => return Err(ExportError::Unreadable),
        }
    }
    let rows = last.len() as u64;
    file.append(last, now).await;
    file.close_alone(now).await?;
    progress.went_on(open.1.len() as u64, rows);
    Ok(())
}
