use std::{path::Path, pin::pin, sync::Arc};

use contract::{Traffic, desktop::CaptureFormat};
use futures_util::StreamExt;
use tokio::{fs::File, io::AsyncWriteExt};

use super::{Export, ExportError, Progress, csv};
use crate::{Capture, cache::Block, file::Head, read::Read, state::OpenRow};

/// Each row on a line.
pub(super) async fn write(
    export: Arc<Export>,
    capture: &Arc<Capture>,
    heads: Vec<Head>,
    open: (u64, Vec<OpenRow>),
    path: &Path,
    progress: &Progress,
) -> Result<(), ExportError> {
    let failed = |cause| ExportError::io(path, cause);
    let mut file = File::create(path).await.map_err(failed)?;
    if export.format == CaptureFormat::Csv {
        file.write_all(csv::heading().as_bytes()).await.map_err(failed)?;
    }
    let format = export.format;
    let last = export.of_open(&open);
    let look = move |head: &Head, block: &Block| {
        let rows = export.of_block(head, block);
        (text(format, &rows), rows.len() as u64)
    };
    {
        let mut found = pin!(Arc::clone(capture).look_through(heads, |_| true, look));
        while let Some((head, read)) = found.next().await {
            match read {
                Read::There((text, rows)) => {
                    file.write_all(&text).await.map_err(failed)?;
                    progress.went_on(head.rows, rows);
                }
                Read::Gone => progress.went_on(head.rows, 0),
                Read::Unreadable => return Err(ExportError::Unreadable),
            }
        }
    }
    file.write_all(&text(format, &last)).await.map_err(failed)?;
    file.sync_all().await.map_err(failed)?;
    progress.went_on(open.1.len() as u64, last.len() as u64);
    Ok(())
}

fn text(format: CaptureFormat, rows: &[Traffic]) -> Vec<u8> {
    let mut text = Vec::new();
    for row in rows {
        match format {
            CaptureFormat::Csv => text.extend_from_slice(csv::line(row).as_bytes()),
            CaptureFormat::Ndjson | CaptureFormat::Capture => {
                // Strings and numbers only: there is nothing that could not be written.
                if serde_json::to_writer(&mut text, row).is_ok() {
                    text.push(b'\n');
                }
            }
        }
    }
    text
}
