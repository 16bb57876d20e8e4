//! Recorded traffic on disk: one capture for each server, and files that were exported and opened again.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::{ErrorBody, FilterRead, FilterText, Traffic};

/// Recorded traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Capture {
    /// The id of its server, or one of its own for a file that was opened.
    pub id: String,
    pub name: String,
    /// A file that was opened: nothing is added to it, nothing taken away.
    pub read_only: bool,
    pub path: String,
    pub rows: u64,
    /// On disk.
    pub bytes: u64,
    /// Milliseconds since 1970; absent if there is no row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_at: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest_at: Option<u64>,
    /// Rows that were removed because the capture was full or they were old.
    pub removed: u64,
    /// Events that are missing in it, as far as they were counted.
    pub lost: u64,
    /// Why nothing is recorded at the moment, such as a full disk; absent while all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// A capture file to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCapture {
    pub path: String,
}

/// What of a capture is shown, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ViewQuery {
    #[serde(default)]
    pub filter: Option<String>,
    /// Heartbeats and the server's own traffic too.
    #[serde(default)]
    pub noise: bool,
    /// Messages of the same channel and event that come in a flood make one line per second.
    #[serde(default)]
    pub collapse: bool,
    /// Floods that are not collapsed all the same: JSON, a list of `[channel, event]`.
    #[serde(default)]
    pub unrolled: Option<String>,
}

/// What a view tells, at most ten times a second: a view is open as long as its stream is.
///
/// The lines of a view are numbered. Line 0 is the first one that came after the view was opened; those before it have
/// negative numbers, so that none ever changes while older rows are still being looked through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ViewFrame {
    /// Id of the view, for reading its lines.
    pub view: u64,
    /// Number of the oldest line that is known.
    pub first: i64,
    /// Number of the next line to come.
    pub end: i64,
    /// The whole capture has been looked through; until then `first` goes down.
    pub complete: bool,
    /// Rows in the lines, more than lines if floods are collapsed.
    pub matched: u64,
    /// Rows that the filter matches and that are not shown because they are noise.
    pub hidden: u64,
    /// Rows in the capture.
    pub captured: u64,
    /// Events that are missing, as far as they were counted.
    pub lost: u64,
    /// Rows that were removed because the capture was full or they were old.
    pub removed: u64,
    /// Rows a second that are recorded, lately.
    pub rate: f64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Most rows a second in one flood that is collapsed now; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flood: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// The newest lines, oldest first, up to `end`: of those that are new or have changed, at most 200.
    pub newest: Vec<Line>,
}

/// One line of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// Its number in the view.
    pub at: i64,
    /// Number of its newest row in the capture.
    pub seq: u64,
    /// Rows in it; 1 if nothing is collapsed.
    pub count: u64,
    /// The newest of them.
    pub row: Traffic,
}

/// A part of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LinesQuery {
    /// Number of the first line.
    pub from: i64,
    /// 1 to 1,000.
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Lines {
    /// Those there are of what was asked, in order, without gaps.
    pub lines: Vec<Line>,
}

/// Where in a view? One of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FindQuery {
    /// The line that has this row, or the next newer one.
    #[serde(default)]
    pub seq: Option<u64>,
    /// The first line at or after this time, milliseconds since 1970.
    #[serde(default)]
    pub time: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// Number of the line; the one to come if nothing is that new.
    pub at: i64,
}

/// What the rows of a filter have in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Facets {
    /// Rows that were looked at: all that the filter matches.
    pub rows: u64,
    /// The most frequent values, at most 20 of each, most frequent first.
    pub channels: Vec<Facet>,
    pub events: Vec<Facet>,
    pub kinds: Vec<Facet>,
    pub subjects: Vec<Facet>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facet {
    pub value: String,
    pub count: u64,
}

/// What to write to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportCapture {
    pub format: CaptureFormat,
    #[serde(default)]
    pub filter: Option<String>,
    #[serde(default)]
    pub noise: bool,
    /// Only these rows, by their number in the capture; all that the filter matches if absent.
    #[serde(default)]
    pub rows: Option<Vec<u64>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CaptureFormat {
    /// One JSON object of each row on a line.
    Ndjson,
    Csv,
    /// Can be opened again here.
    Capture,
}

/// A file that is being written, or has been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaptureExport {
    pub id: u64,
    pub state: ExportState,
    /// Rows looked at, and rows to look at.
    pub done: u64,
    pub total: u64,
    /// Rows written.
    pub rows: u64,
    /// Where the file is, once it is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportState {
    Running,
    Done,
    Cancelled,
    Failed,
}

/// The captures there are.
#[utoipa::path(get, path = "/app/v1/captures", tag = "app", responses((status = 200, body = Vec<Capture>)))]
pub fn list_captures() {}

/// Opens a capture that was exported, to read it.
#[utoipa::path(post, path = "/app/v1/captures", tag = "app", request_body = OpenCapture,
    responses((status = 201, body = Capture), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub fn open_capture() {}

/// Removes all rows of a capture; closes one that was opened, whose file stays.
#[utoipa::path(delete, path = "/app/v1/captures/{capture}", tag = "app", params(("capture" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
pub fn clear_capture() {}

/// Opens a view: a stream of `ViewFrame`s, the first one at once. What is asked wrongly ends the stream with the reason.
#[utoipa::path(get, path = "/app/v1/captures/{capture}/view", tag = "app", params(("capture" = String, Path), ViewQuery),
    responses((status = 101, description = "a stream", body = ViewFrame)))]
pub fn capture_view() {}

/// Lines of an open view.
#[utoipa::path(get, path = "/app/v1/views/{view}/lines", tag = "app", params(("view" = u64, Path), LinesQuery),
    responses((status = 200, body = Lines), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub fn view_lines() {}

/// Where a row, or a time, is in an open view.
#[utoipa::path(get, path = "/app/v1/views/{view}/find", tag = "app", params(("view" = u64, Path), FindQuery),
    responses((status = 200, body = Found), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub fn view_find() {}

/// What the rows of an open view have in common.
#[utoipa::path(get, path = "/app/v1/views/{view}/facets", tag = "app", params(("view" = u64, Path)),
    responses((status = 200, body = Facets), (status = 404, body = ErrorBody)))]
pub fn view_facets() {}

/// Reads a filter, and completes it with what is in the capture.
#[utoipa::path(post, path = "/app/v1/captures/{capture}/filter", tag = "app", params(("capture" = String, Path)),
    request_body = FilterText, responses((status = 200, body = FilterRead), (status = 404, body = ErrorBody)))]
pub fn capture_filter() {}

/// Begins to write rows of a capture to a file in the user's downloads.
#[utoipa::path(post, path = "/app/v1/captures/{capture}/exports", tag = "app", params(("capture" = String, Path)),
    request_body = ExportCapture,
    responses((status = 202, body = CaptureExport), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub fn export_capture() {}

/// How far a file is.
#[utoipa::path(get, path = "/app/v1/exports/{export}", tag = "app", params(("export" = u64, Path)),
    responses((status = 200, body = CaptureExport), (status = 404, body = ErrorBody)))]
pub fn get_export() {}

/// Stops writing a file and removes what there is of it. One that is whole stays.
#[utoipa::path(delete, path = "/app/v1/exports/{export}", tag = "app", params(("export" = u64, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
pub fn cancel_export() {}

#[derive(OpenApi)]
#[openapi(paths(
    list_captures,
    open_capture,
    clear_capture,
    capture_view,
    view_lines,
    view_find,
    view_facets,
    capture_filter,
    export_capture,
    get_export,
    cancel_export
))]
pub(super) struct Document;
