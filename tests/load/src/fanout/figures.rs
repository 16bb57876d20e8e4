//! The figures of a row of `fanout`.

use serde::Serialize;

use super::Round;
use crate::median::median;
use crate::table::grouped;

/// What stands above them: `gen` is how busy the generator was, `wait` how long a server waited for its core.
pub const HEADING: [&str; 11] = [
    "server (1 core)",
    "W1/s",
    "cpu µs",
    "gen",
    "W32/s",
    "cpu µs",
    "gen",
    "R20 p50 / p99 ms",
    "B/conn",
    "wait",
    "lost",
];

/// The figures of one row: medians, and sums of what was lost.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Figures {
    pub w1_deliveries_per_second: f64,
    pub w1_server_us: f64,
    pub w1_server_waited: f64,
    pub w1_generator_busy: f64,
    pub w32_deliveries_per_second: f64,
    pub w32_server_us: f64,
    pub w32_server_waited: f64,
    pub w32_generator_busy: f64,
    pub r20_p50_ms: f64,
    pub r20_p99_ms: f64,
    pub bytes_per_connection: f64,
    pub lost: u64,
    /// By the connection that lost most.
    pub worst: u64,
}

impl Figures {
    /// Of nothing they are NaN.
    pub fn of(rounds: &[Round]) -> Self {
        let middle = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
        Self {
            w1_deliveries_per_second: middle(|round| round.w1.deliveries_per_second),
            w1_server_us: middle(|round| round.w1.server_us),
            w1_server_waited: middle(|round| round.w1.server_waited),
            w1_generator_busy: middle(|round| round.w1.generator_busy),
            w32_deliveries_per_second: middle(|round| round.w32.deliveries_per_second),
            w32_server_us: middle(|round| round.w32.server_us),
            w32_server_waited: middle(|round| round.w32.server_waited),
            w32_generator_busy: middle(|round| round.w32.generator_busy),
            r20_p50_ms: middle(|round| round.r20.p50),
            r20_p99_ms: middle(|round| round.r20.p99),
            bytes_per_connection: middle(|round| round.bytes_per_connection),
            lost: rounds.iter().map(|round| round.lost).sum(),
            worst: rounds.iter().map(|round| round.worst).max().unwrap_or(0),
        }
    }

    /// The part of the time that something else had the server's core, in the load that suffered more.
    pub fn waited(&self) -> f64 {
        self.w1_server_waited.max(self.w32_server_waited)
    }

    /// As the columns of [`HEADING`].
    pub fn cells(&self) -> Vec<String> {
        vec![
            grouped(self.w1_deliveries_per_second),
            format!("{:.2}", self.w1_server_us),
            percent(self.w1_generator_busy),
            grouped(self.w32_deliveries_per_second),
            format!("{:.2}", self.w32_server_us),
            percent(self.w32_generator_busy),
            format!("{:.2} / {:.2}", self.r20_p50_ms, self.r20_p99_ms),
            grouped(self.bytes_per_connection),
            percent(self.waited()),
            grouped(self.lost as f64),
        ]
    }
}

fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}
