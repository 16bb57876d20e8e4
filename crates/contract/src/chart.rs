//! What was counted, as pictures.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Span;

/// What a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    Connections,
    Messages,
    Deliveries,
    Refusals,
    /// From publish to delivery, p50 and p99.
    Latency,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// How a chart is to be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChartQuery {
    /// The last 5 minutes if absent.
    #[serde(default)]
    pub span: Option<Span>,
    #[serde(default)]
    pub theme: Option<Theme>,
    /// In pixels, 160 to 2,000; 480 if absent.
    #[serde(default)]
    pub width: Option<u32>,
    /// In pixels, 80 to 1,000; 160 if absent.
    #[serde(default)]
    pub height: Option<u32>,
    /// Minutes that the reader's clock is ahead of UTC, -840 to 840; 0 if absent. Times are written so.
    #[serde(default)]
    pub offset: Option<i32>,
}

/// A picture, with the values it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Chart {
    /// A whole SVG element without scripts.
    pub svg: String,
    /// Where in the picture the values are drawn, in pixels.
    pub plot: PlotArea,
    /// Ends of the steps, milliseconds since 1970, oldest first; from the left edge of the plot to its right edge.
    pub at: Vec<u64>,
    pub lines: Vec<ChartLine>,
    /// What the values count: `connections`, `messages/s`, `deliveries/s`, `refusals/s`, `ms`.
    pub unit: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlotArea {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChartLine {
    pub name: String,
    /// One for each step; absent where nothing was measured.
    pub values: Vec<Option<f64>>,
}

/// Over which time to report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// The last hour if absent.
    #[serde(default)]
    pub span: Option<Span>,
    /// Minutes that the reader's clock is ahead of UTC, -840 to 840; 0 if absent. The report says which it is.
    #[serde(default)]
    pub offset: Option<i32>,
}
