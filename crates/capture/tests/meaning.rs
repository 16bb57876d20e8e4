//! A filter means in a capture what it means for single rows: in the block that is open, in one that is on disk, and in
//! what comes while a view is open.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use capture::{Capture, Limits, Shape, View};
use contract::Traffic;
use filter::Filter;
use serde::Deserialize;

#[derive(Deserialize)]
struct Meaning {
    rows: Vec<Traffic>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    filter: String,
    ids: Vec<u64>,
}

/// Rows in a block.
const BLOCK: usize = 4_096;

async fn ids(view: &View) -> Vec<u64> {
    let oldest = view.find(capture::Sought::Seq(0)).await;
    let lines = view.lines(oldest, 1_000).await;
    let marked = lines
        .iter()
        .filter(|line| line.row.connection.as_deref() != Some("filler"));
    marked.map(|line| line.row.id).collect()
}

fn shape(filter: &str) -> Shape {
    Shape {
        filter: Filter::parse(filter).unwrap(),
        noise: true,
        ..Shape::default()
    }
}

#[tokio::test]
async fn a_filter_means_the_same_everywhere() {
    let text = include_str!("../../filter/tests/meaning.json");
    let Meaning { rows, cases } = serde_json::from_str(text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| Capture::open(folder.path().join(name), Limits::NONE, 0);
    // All in the open block.
    let young = Arc::new(open("young").await.unwrap());
    young.append(rows.clone(), 0).await;
    // In a block on disk: what fills it up cannot be told from a gap by any filter, but by its connection.
    let filler = Traffic {
        connection: Some("filler".to_owned()),
        ..rows.iter().find(|row| row.lost.is_some()).unwrap().clone()
    };
    let old = Arc::new(open("old").await.unwrap());
    old.append(vec![filler; BLOCK - rows.len()], 0).await;
    old.append(rows.clone(), 0).await;
    old.append(
        vec![Traffic {
            connection: Some("filler".to_owned()),
            ..rows[10].clone()
        }],
        0,
    )
    .await;
    assert!(cases.len() > 20);
    for Case { filter, ids: wanted } in cases {
        assert_eq!(
            ids(&View::open(&young, shape(&filter))).await,
            wanted,
            "open: {filter}"
        );
        let view = View::open(&old, shape(&filter));
        let last = view.find(capture::Sought::Seq((BLOCK - rows.len()) as u64)).await;
        let found = view.lines(last, 1_000).await;
        let marked = found
            .iter()
            .filter(|line| line.row.connection.as_deref() != Some("filler"));
        assert_eq!(
            marked.map(|line| line.row.id).collect::<Vec<_>>(),
            wanted,
            "on disk: {filter}"
        );
        // What comes meanwhile.
        let fresh = Arc::new(open("fresh").await.unwrap());
        let view = View::open(&fresh, shape(&filter));
        fresh.append(rows.clone(), 0).await;
        assert_eq!(ids(&view).await, wanted, "live: {filter}");
        drop(view);
        fresh.clear(0).await.unwrap();
        fresh.close(0).await.unwrap();
    }
}
