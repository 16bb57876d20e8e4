use std::collections::{HashMap, HashSet};

use contract::{Traffic, TrafficKind};
use filter::Filter;

use super::{flood::FloodRates, lines::Lines};
use crate::{
    block::Text,
    cache::Block,
    search::{evaluate, wants_payloads},
    state::OpenRow,
};

/// What of a capture is shown, and how.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    pub filter: Filter,
    /// Heartbeats and the server's own traffic too.
    pub noise: bool,
    /// The rows of a flood make one line a second.
    pub collapse: bool,
    /// Floods that are not collapsed all the same: channel and event.
    pub unrolled: HashSet<(String, String)>,
}

impl Shape {
    /// Can its lines of the block only be told with the payloads?
    pub(super) fn wants_payloads(&self, block: &Block) -> bool {
        wants_payloads(&self.filter, block)
    }

    /// The lines of a block.
    pub(super) fn lines(&self, block: &Block) -> Lines {
        let mut lines = Lines::default();
        self.go_on(block, 0, &mut lines, &mut FloodRates::default());
        lines
    }

    /// The rows of a block from the one with index `from` on.
    pub(super) fn go_on(&self, block: &Block, from: usize, lines: &mut Lines, rates: &mut FloodRates) {
        let columns = &block.columns;
        // By the number of a flood: is it collapsed?
        let mut floods: HashMap<u16, bool> = HashMap::new();
        for row in evaluate(&self.filter, block).rows().filter(|row| *row >= from) {
            if !self.noise && noise(columns.kind(row), columns.system(row)) {
                lines.hide();
                continue;
            }
            let flood = if self.collapse { columns.flood(row) } else { 0 };
            let key = || Some((columns.text(Text::Channel, row)?, columns.text(Text::Event, row)?));
            let collapsed = flood != 0 && *floods.entry(flood).or_insert_with(|| self.collapses(key()));
            if collapsed && let Some(key) = key() {
                rates.count(key, columns.at(row));
            }
            lines.put(row, if collapsed { flood } else { 0 });
        }
    }

    /// Rows of the open block, of which the first has the index `from`.
    pub(super) fn go_on_open(
        &self,
        rows: &[OpenRow],
        from: usize,
        lines: &mut Lines,
        rates: &mut FloodRates,
    ) {
        for (index, OpenRow { row, flood }) in rows.iter().enumerate() {
            if !self.filter.matches(&**row) {
                continue;
            }
            if !self.noise && noise(row.kind, row.system) {
                lines.hide();
                continue;
            }
            let key = row.channel.as_deref().zip(row.event.as_deref());
            let collapsed = self.collapse && *flood != 0 && self.collapses(key);
            if collapsed && let Some(key) = key {
                rates.count(key, row.at);
            }
            lines.put(from + index, if collapsed { *flood } else { 0 });
        }
    }

    /// Is the row shown, collapsed or not?
    pub(crate) fn shows(&self, row: &Traffic) -> bool {
        self.filter.matches(row) && (self.noise || !noise(row.kind, row.system))
    }

    fn collapses(&self, key: Option<(&str, &str)>) -> bool {
        let unrolled = |(channel, event): (&str, &str)| {
            let mut unrolled = self.unrolled.iter();
            unrolled.any(|known| (known.0.as_str(), known.1.as_str()) == (channel, event))
        };
        key.is_some_and(|key| !unrolled(key))
    }
}

/// What nobody wants to see unless he asks for it. A gap is none.
pub(crate) fn noise(kind: TrafficKind, system: bool) -> bool {
    kind != TrafficKind::Gap && (system || kind == TrafficKind::Heartbeat)
}
