//! What a capture lives through: killed programs, damaged files, limits, a second program.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../src/samples.rs"]
mod samples;

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::Arc,
};

use capture::{Capture, CaptureError, Export, Limits, Progress, Shape, Sought, View};
use contract::{Traffic, TrafficKind, desktop::CaptureFormat};
use filter::Filter;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

const PATH: &str = "CAPTURE_TO_BE_KILLED";

async fn rows(capture: &Arc<Capture>) -> Vec<Traffic> {
    let shape = Shape {
        noise: true,
        ..Shape::default()
    };
    let view = View::open(capture, shape);
    let mut rows = Vec::new();
    let mut from = view.find(Sought::Seq(0)).await;
    loop {
        let page = view.lines(from, 1_000).await;
        let Some(last) = page.last() else { return rows };
        from = last.at + 1;
        rows.extend(page.into_iter().map(|line| line.row));
    }
}

/// Runs in a process of its own, which the test below starts and kills.
#[tokio::test]
#[ignore = "it is a part of another test"]
async fn recording_until_it_is_killed() {
    let capture = Capture::open(env::var_os(PATH).unwrap(), Limits::NONE, 0)
        .await
        .unwrap();
    for second in 1.. {
        let begin = (second - 1) * 100;
        capture
            .append((begin..begin + 100).map(samples::row).collect(), second * 1_000)
            .await;
        writeln!(std::io::stderr(), "{}", begin + 100).unwrap();
    }
}

#[tokio::test]
async fn a_killed_program_loses_the_last_second_at_most_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.capture");
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "recording_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(PATH, &path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut written = 0;
    for line in BufReader::new(child.stderr.take().unwrap()).lines() {
        written = line.unwrap().parse().unwrap_or(written);
        if written >= 6_000 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let capture = Arc::new(
        Capture::open(&path, Limits::NONE, 1_700_000_100_000)
            .await
            .unwrap(),
    );
    let mut found = rows(&capture).await;
    let gap = found.pop().unwrap();
    assert!(found.len() >= written as usize, "{} of {written}", found.len());
    assert_eq!(
        found,
        (0..found.len() as u64).map(samples::row).collect::<Vec<_>>()
    );
    assert_eq!((gap.kind, gap.lost), (TrafficKind::Gap, None));
    assert!(gap.reason.unwrap().contains("ended unexpectedly"));
    assert_eq!(capture.last_id(), found.last().map(|row| row.id));
}

#[tokio::test]
async fn a_damaged_file_is_put_aside_and_a_new_one_begun() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.capture");
    fs::write(
        &path,
        "this is no database at all, but it is long enough to be looked at",
    )
    .unwrap();
    assert!(matches!(
        Capture::open_read_only(&path).await,
        Err(CaptureError::Damaged { .. })
    ));
    let capture = Arc::new(Capture::open(&path, Limits::NONE, 5_000).await.unwrap());
    let found = rows(&capture).await;
    assert!(
        found[0]
            .reason
            .as_ref()
            .unwrap()
            .contains("one.capture.damaged-1"),
        "{found:?}"
    );
    let aside = fs::read_to_string(folder.path().join("one.capture.damaged-1")).unwrap();
    assert!(aside.starts_with("this is no database"));
    capture.append(vec![samples::row(1)], 6_000).await;
    assert_eq!(capture.facts(6_000).rows, 2);
}

#[tokio::test]
async fn a_file_of_the_first_layout_is_read_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.capture");
    let capture = Capture::open(&path, Limits::NONE, 0).await.unwrap();
    capture.append((0..5_000).map(samples::row).collect(), 0).await;
    capture.close(0).await.unwrap();
    let options = SqliteConnectOptions::new().filename(&path);
    let mut file = options.connect().await.unwrap();
    let back = "ALTER TABLE body DROP COLUMN bloom; PRAGMA user_version = 1;";
    sqlx::raw_sql(back).execute(&mut file).await.unwrap();
    file.close().await.unwrap();

    // In a block that has no Bloom filter, among the newest rows, and in a block that is made afterwards.
    let [old, open, new] = [17, 4_900, 9_000].map(|from| {
        let said = |number: &u64| samples::row(*number).payload.is_some_and(|text| !text.is_empty());
        (from..).find(said).unwrap()
    });
    let has = async |capture: &Arc<Capture>, number: u64| {
        let shape = Shape {
            filter: Filter::parse(&format!("payload.n={number}")).unwrap(),
            noise: true,
            ..Shape::default()
        };
        let view = View::open(capture, shape);
        let from = view.find(Sought::Seq(0)).await;
        let lines = view.lines(from, 10).await;
        lines.iter().any(|line| line.row.id == samples::row(number).id)
    };
    let read_only = Arc::new(Capture::open_read_only(&path).await.unwrap());
    assert!(has(&read_only, old).await && has(&read_only, open).await && !has(&read_only, new).await);
    read_only.close(0).await.unwrap();

    let capture = Arc::new(Capture::open(&path, Limits::NONE, 0).await.unwrap());
    let more = (5_000..10_000).map(samples::row).collect();
    capture.append(more, 0).await;
    for number in [old, open, new] {
        assert!(has(&capture, number).await, "{number}");
    }
}

#[tokio::test]
async fn only_one_program_records_and_others_may_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.capture");
    let first = Capture::open(&path, Limits::NONE, 0).await.unwrap();
    first.append(vec![samples::row(1)], 2_000).await;
    let second = Capture::open(&path, Limits::NONE, 0).await;
    assert!(matches!(second, Err(CaptureError::Locked { .. })));
    let reader = Capture::open_read_only(&path).await.unwrap();
    assert_eq!(reader.facts(0).rows, 1);
    assert!(matches!(
        reader.clear(0).await,
        Err(CaptureError::ReadOnly { .. })
    ));
    first.close(0).await.unwrap();
    Capture::open(&path, Limits::NONE, 0).await.unwrap();
}

#[tokio::test]
async fn what_is_too_much_or_too_old_goes_and_the_file_stays_small() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.capture");
    let limits = Limits {
        bytes: 5_000_000,
        age: 60_000,
    };
    let capture = Capture::open(&path, limits, 0).await.unwrap();
    let at = |number: u64| samples::row(number).at;
    for begin in (0..40_000).step_by(1_000) {
        let rows = (begin..begin + 1_000).map(|number| Traffic {
            payload: Some(format!("{number:x}").repeat(40)),
            at: at(0) + number,
            ..samples::row(number)
        });
        capture.append(rows.collect(), at(0) + begin + 1_000).await;
        let size = fs::metadata(&path).unwrap().len();
        assert!(size <= limits.bytes, "{size}");
    }
    let full = capture.facts(at(0) + 40_000);
    assert!(full.removed > 0 && full.rows + full.removed == 40_000, "{full:?}");
    capture.close(at(0) + 40_000).await.unwrap();
    let capture = Capture::open(&path, limits, at(0) + 40_000).await.unwrap();
    assert_eq!(capture.facts(0).removed, full.removed);
    capture.tick(at(0) + 200_000).await;
    let old = capture.facts(0);
    assert_eq!((old.rows, old.removed), (0, 40_001));
    let before = fs::metadata(&path).unwrap().len();
    capture
        .limit(
            Limits {
                bytes: 4_300_000,
                ..limits
            },
            at(0) + 200_000,
        )
        .await;
    assert!(
        fs::metadata(&path).unwrap().len() < before,
        "space goes back to the disk"
    );
}

#[tokio::test]
async fn an_exported_capture_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let capture = Arc::new(
        Capture::open(folder.path().join("one.capture"), Limits::NONE, 0)
            .await
            .unwrap(),
    );
    let all: Vec<_> = (0..5_000).map(samples::row).collect();
    capture.append(all.clone(), 2_000).await;
    let shape = Shape {
        filter: filter::Filter::parse("event:greet").unwrap(),
        noise: true,
        ..Shape::default()
    };
    let wanted: Vec<_> = all
        .iter()
        .filter(|row| shape.filter.matches(*row))
        .cloned()
        .collect();
    assert!(wanted.len() > 100);
    for format in [CaptureFormat::Capture, CaptureFormat::Ndjson, CaptureFormat::Csv] {
        let export = Export {
            format,
            shape: shape.clone(),
            rows: None,
        };
        let to = folder.path().join(format!("{format:?}"));
        let progress = Progress::default();
        export.write(&capture, &to, &progress, 3_000).await.unwrap();
        let counted = [&progress.done, &progress.total, &progress.rows]
            .map(|count| count.load(std::sync::atomic::Ordering::Relaxed));
        assert_eq!(counted, [5_000, 5_000, wanted.len() as u64]);
        match format {
            CaptureFormat::Capture => {
                let again = Arc::new(Capture::open_read_only(&to).await.unwrap());
                assert_eq!(rows(&again).await, wanted);
            }
            CaptureFormat::Ndjson => {
                let text = fs::read_to_string(&to).unwrap();
                let back: Vec<Traffic> = text
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap())
                    .collect();
                assert_eq!(back, wanted);
            }
            CaptureFormat::Csv => {
                let text = fs::read_to_string(&to).unwrap();
                assert_eq!(text.matches("\r\n").count(), wanted.len() + 1);
            }
        }
    }
    let one = Export {
        format: CaptureFormat::Ndjson,
        shape,
        rows: Some([7, 4_500].into()),
    };
    let to = folder.path().join("two rows");
    one.write(&capture, &to, &Progress::default(), 3_000)
        .await
        .unwrap();
    let text = fs::read_to_string(&to).unwrap();
    let back: Vec<Traffic> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(back, [samples::row(6), samples::row(4_499)]);
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert!(
        left.iter().all(|name| !name.to_string_lossy().contains(".part")),
        "{left:?}"
    );
}

#[tokio::test]
async fn a_flood_is_one_line_a_second_and_numbers_never_change() {
    let folder = tempfile::tempdir().unwrap();
    let capture = Arc::new(
        Capture::open(folder.path().join("one.capture"), Limits::NONE, 0)
            .await
            .unwrap(),
    );
    let tick = |number: u64| Traffic {
        kind: TrafficKind::Message,
        channel: Some("room".to_owned()),
        event: Some("tick".to_owned()),
        at: 10_000 + number,
        system: false,
        ..samples::row(number)
    };
    let shape = Shape {
        collapse: true,
        ..Shape::default()
    };
    let view = View::open(&capture, shape.clone());
    capture.append((0..100).map(tick).collect(), 11_000).await;
    let before = view.lines(0, 100).await;
    let counts = |lines: &[contract::desktop::Line]| lines.iter().map(|line| line.count).collect::<Vec<_>>();
    assert_eq!(counts(&before), [vec![1; 20], vec![80]].concat());
    assert_eq!(before[20].row, tick(99));
    // The second goes on, and another begins.
    capture.append((100..1_100).map(tick).collect(), 12_000).await;
    let after = view.lines(0, 100).await;
    assert_eq!(counts(&after), [vec![1; 20], vec![980, 100]].concat());
    assert_eq!(after[..20], before[..20]);
    // The same from the disk, with the block that it was in.
    capture.append((1_100..5_000).map(tick).collect(), 15_000).await;
    let live = view.lines(0, 100).await;
    let fresh = View::open(&capture, shape.clone());
    let oldest = fresh.find(Sought::Seq(0)).await;
    assert_eq!(counts(&fresh.lines(oldest, 100).await), counts(&live));
    let unrolled = Shape {
        unrolled: [("room".to_owned(), "tick".to_owned())].into(),
        ..shape
    };
    let unrolled = View::open(&capture, unrolled);
    let oldest = unrolled.find(Sought::Seq(0)).await;
    assert_eq!(oldest, -5_000);
    assert!(
        unrolled
            .lines(oldest, 1_000)
            .await
            .iter()
            .all(|line| line.count == 1)
    );
}
