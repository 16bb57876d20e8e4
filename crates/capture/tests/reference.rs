//! A capture against a plain list: whatever happens, its views show what the list says.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../src/samples.rs"]
mod samples;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use capture::{Capture, CaptureError, Limits, Shape, Sought, View};
use contract::{Traffic, TrafficKind, desktop::Line};
use filter::Filter;
use proptest::prelude::*;

const FILTERS: [&str; 6] = [
    "",
    "kind:message channel:room-1*",
    "-kind:message or code:*",
    "payload.n>2500",
    "höllo -event:tick",
    "nothing-has-this",
];

#[derive(Clone, Copy, Debug)]
enum Step {
    Append(u64),
    Tick,
    /// In good order, or as after a crash.
    Reopen(bool),
    Limit(u64),
    Clear,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (1..4_500_u64).prop_map(Step::Append),
        2 => Just(Step::Tick),
        1 => any::<bool>().prop_map(Step::Reopen),
        1 => prop_oneof![Just(4_200_000_u64), Just(4_500_000), Just(u64::MAX)].prop_map(Step::Limit),
        1 => Just(Step::Clear),
    ];
    proptest::collection::vec(step, 1..8)
}

/// What a capture is to have: rows with their numbers.
#[derive(Default)]
struct Model {
    rows: Vec<(u64, Traffic)>,
    next: u64,
    made: u64,
    removed: u64,
}

impl Model {
    fn put(&mut self, row: Traffic) {
        self.next += 1;
        self.rows.push((self.next, row));
    }

    /// The capture has fewer: it must be the oldest that went.
    fn forget(&mut self, capture: &Capture) {
        let facts = capture.facts(self.now());
        let gone = self.rows.len().checked_sub(facts.rows as usize).unwrap();
        self.rows.drain(..gone);
        self.removed += gone as u64;
        assert_eq!(facts.removed, self.removed);
    }

    fn now(&self) -> u64 {
        1_700_000_000_000 + self.made * 7
    }

    fn shown(&self, shape: &Shape) -> (Vec<(u64, &Traffic)>, u64) {
        let matched = self.rows.iter().filter(|(_, row)| shape.filter.matches(row));
        let noise = |row: &Traffic| {
            row.kind != TrafficKind::Gap && !shape.noise && (row.system || row.kind == TrafficKind::Heartbeat)
        };
        let (hidden, shown): (Vec<_>, Vec<_>) = matched.partition(|(_, row)| noise(row));
        (
            shown.into_iter().map(|(seq, row)| (*seq, row)).collect(),
            hidden.len() as u64,
        )
    }
}

async fn all(view: &View) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut from = view.find(Sought::Seq(0)).await;
    loop {
        let page = view.lines(from, 1_000).await;
        let Some(last) = page.last() else { return lines };
        from = last.at + 1;
        lines.extend(page);
    }
}

async fn check(model: &Model, capture: &Arc<Capture>, number: usize) {
    let shape = Shape {
        filter: Filter::parse(FILTERS[number % FILTERS.len()]).unwrap(),
        noise: number.is_multiple_of(2),
        ..Shape::default()
    };
    let (wanted, hidden) = model.shown(&shape);
    let view = Arc::new(View::open(capture, shape.clone()));
    let lines = all(&view).await;
    let found: Vec<_> = lines.iter().map(|line| (line.seq, &line.row)).collect();
    assert_eq!(found, wanted);
    assert!(lines.windows(2).all(|two| two[1].at == two[0].at + 1));
    assert_eq!(view.facets().await.rows, wanted.len() as u64);
    let frame = capture::Frames::new(Arc::clone(&view), 1)
        .next(|| model.now())
        .await;
    assert_eq!((frame.matched, frame.hidden), (wanted.len() as u64, hidden));
    if let Some((seq, row)) = wanted.get(wanted.len() / 2) {
        let at = view.find(Sought::Seq(*seq)).await;
        assert_eq!(view.lines(at, 1).await[0].seq, *seq);
        let at = view.find(Sought::Time(row.at)).await;
        assert!(view.lines(at, 1).await[0].row.at >= row.at);
    }
    // Collapsed, it is the same rows in fewer lines.
    let collapsed = View::open(
        capture,
        Shape {
            collapse: true,
            ..shape
        },
    );
    let counted = all(&collapsed).await.iter().map(|line| line.count).sum::<u64>();
    assert_eq!(counted, wanted.len() as u64);
}

/// Opens it, as soon as who had it before has let go of the file.
async fn open(path: &Path, model: &Model) -> Arc<Capture> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match Capture::open(path, Limits::NONE, model.now()).await {
            Err(CaptureError::Locked { .. }) if Instant::now() < deadline => tokio::task::yield_now().await,
            opened => return Arc::new(opened.unwrap()),
        }
    }
}

async fn run(steps: Vec<Step>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.capture");
    let mut model = Model::default();
    let mut capture = open(&path, &model).await;
    let shape = Shape {
        filter: Filter::parse("kind:message").unwrap(),
        noise: true,
        ..Shape::default()
    };
    let mut long = View::open(&capture, shape.clone());
    for (number, step) in steps.into_iter().enumerate() {
        match step {
            Step::Append(count) => {
                let rows: Vec<_> = (model.made..model.made + count).map(samples::row).collect();
                model.made += count;
                rows.iter().cloned().for_each(|row| model.put(row));
                capture.append(rows, model.now()).await;
            }
            Step::Tick => capture.tick(model.now()).await,
            Step::Limit(bytes) => {
                capture
                    .limit(
                        Limits {
                            bytes,
                            ..Limits::NONE
                        },
                        model.now(),
                    )
                    .await
            }
            Step::Clear => {
                capture.clear(model.now()).await.unwrap();
                model.rows.clear();
                model.removed = 0;
            }
            Step::Reopen(clean) => {
                // What is written is there whether or not the end was in good order.
                model.made += 1_000;
                capture.tick(model.now()).await;
                if clean {
                    capture.close(model.now()).await.unwrap();
                }
                drop(long);
                let gone = Arc::downgrade(&capture);
                drop(capture);
                // Searches that were under way let go of it when they hear that nobody wants them.
                while gone.strong_count() > 0 {
                    tokio::task::yield_now().await;
                }
                capture = open(&path, &model).await;
                if !model.rows.is_empty() {
                    let newest = capture.newest(1).await;
                    assert_eq!(newest[0].kind, TrafficKind::Gap);
                    assert_eq!(
                        newest[0].reason.as_ref().unwrap().contains("unexpectedly"),
                        !clean
                    );
                    model.put((*newest[0]).clone());
                }
                long = View::open(&capture, shape.clone());
            }
        }
        model.forget(&capture);
        check(&model, &capture, number).await;
        let lines = all(&long).await;
        let found: Vec<_> = lines.iter().map(|line| (line.seq, &line.row)).collect();
        assert_eq!(found, model.shown(&shape).0, "a view that is open for long");
    }
    capture.close(model.now()).await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn views_show_what_the_list_says(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(run(steps));
    }
}
