//! What the rows of a view have in common.

use std::{collections::HashMap, pin::pin, sync::Arc};

use contract::desktop::{Facet, Facets};
use futures_util::StreamExt;

use super::{Shape, View};
use crate::{
    block::{Columns, Text},
    cache::Block,
    names::kind_name,
    read::Read,
};

/// Values of each that are told.
const MOST: usize = 20;

#[derive(Default)]
struct Counts {
    rows: u64,
    channels: HashMap<String, u64>,
    events: HashMap<String, u64>,
    kinds: HashMap<String, u64>,
    subjects: HashMap<String, u64>,
}

impl View {
    /// Looks at all rows that are shown.
    pub async fn facets(&self) -> Facets {
        let mut counts = Counts::default();
        let heads = {
            let capture = self.capture.state();
            for row in capture.open.rows.iter().map(|row| &row.row) {
                if self.shape.shows(row) {
                    counts.rows += 1;
                    count(&mut counts.channels, row.channel.as_deref(), 1);
                    count(&mut counts.events, row.event.as_deref(), 1);
                    count(&mut counts.kinds, Some(kind_name(row.kind)), 1);
                    count(
                        &mut counts.subjects,
                        row.who.as_ref().map(|who| who.label.as_str()),
                        1,
                    );
                }
            }
            capture.heads.iter().copied().collect()
        };
        let (shape, wants) = (Arc::clone(&self.shape), Arc::clone(&self.shape));
        let wants = move |block: &_| wants.wants_payloads(block);
        let capture = Arc::clone(&self.capture);
        let look = move |_: &_, block: &Block| Counts::of(&shape, block);
        let mut found = pin!(capture.look_through(heads, wants, look));
        while let Some((_, read)) = found.next().await {
            if let Read::There(more) = read {
                counts.add(more);
            }
        }
        Facets {
            rows: counts.rows,
            channels: top(counts.channels),
            events: top(counts.events),
            kinds: top(counts.kinds),
            subjects: top(counts.subjects),
        }
    }
}

impl Counts {
    fn of(shape: &Shape, block: &Block) -> Self {
        let columns = &block.columns;
        let rows: Vec<usize> = shape.lines(block).rows().map(|(row, _)| row).collect();
        let mut kinds = HashMap::new();
        for row in &rows {
            count(&mut kinds, Some(kind_name(columns.kind(*row))), 1);
        }
        Self {
            rows: rows.len() as u64,
            channels: words(columns, Text::Channel, &rows),
            events: words(columns, Text::Event, &rows),
            kinds,
            subjects: words(columns, Text::Who, &rows),
        }
    }

    fn add(&mut self, more: Self) {
        self.rows += more.rows;
        for (all, more) in [
            (&mut self.channels, more.channels),
            (&mut self.events, more.events),
            (&mut self.kinds, more.kinds),
            (&mut self.subjects, more.subjects),
        ] {
            more.iter()
                .for_each(|(value, times)| count(all, Some(value), *times));
        }
    }
}

/// Counts by the number of a string, and spells each only once.
fn words(columns: &Columns, column: Text, rows: &[usize]) -> HashMap<String, u64> {
    let mut numbers: HashMap<usize, u64> = HashMap::new();
    for row in rows {
        *numbers.entry(columns.word(column, *row)).or_default() += 1;
    }
    let spelled = |(word, times)| Some((columns.spelled(word)?.to_owned(), times));
    numbers.into_iter().filter_map(spelled).collect()
}

fn count(counts: &mut HashMap<String, u64>, value: Option<&str>, times: u64) {
    let Some(value) = value else { return };
    match counts.get_mut(value) {
        Some(known) => *known += times,
        None => drop(counts.insert(value.to_owned(), times)),
    }
}

fn top(counts: HashMap<String, u64>) -> Vec<Facet> {
    let mut all: Vec<Facet> = counts
        .into_iter()
        .map(|(value, count)| Facet { value, count })
        .collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    all.truncate(MOST);
    all
}
