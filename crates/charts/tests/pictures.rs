//! What pictures look like, kept; and that each is well-formed and within its bounds whatever it is of.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use charts::{Drawn, HEIGHT, Line, Picture, Steps, Theme, Tone, WIDTH, draw};
use proptest::prelude::*;

/// 26 November 2026, 12:04:30 UTC.
const END: u64 = 1_795_694_670_000;

fn line(name: &str, tone: Tone, values: &[Option<f64>]) -> Line {
    Line {
        name: name.into(),
        tone,
        values: values.to_vec(),
    }
}

fn picture(lines: &[Line], theme: Theme) -> Drawn {
    draw(&Picture {
        title: "Messages in",
        unit: "messages/s",
        nothing: "nothing was measured",
        steps: Steps {
            end: END,
            step_ms: 10_000,
            count: lines.first().map_or(12, |line| line.values.len()),
        },
        lines,
        theme,
        width: 320,
        height: 120,
        offset_minutes: 0,
    })
}

fn one(values: &[Option<f64>]) -> String {
    picture(&[line("messages", Tone::Blue, values)], Theme::Light).svg
}

#[test]
fn an_area_with_a_gap() {
    let values: Vec<_> = (0..12u32)
        .map(|step| (step != 4).then(|| f64::from(step * step)))
        .collect();
    insta::assert_snapshot!(one(&values));
}

#[test]
fn two_lines_in_the_dark() {
    let p50: Vec<_> = (0..12)
        .map(|step| Some(0.4 + f64::from(step % 3) / 10.0))
        .collect();
    let p99: Vec<_> = (0..12).map(|step| Some(2.0 + f64::from(step % 5))).collect();
    let lines = [line("p50", Tone::Grey, &p50), line("p99", Tone::Amber, &p99)];
    insta::assert_snapshot!(picture(&lines, Theme::Dark).svg);
}

#[test]
fn nothing_at_all() {
    insta::assert_snapshot!(one(&[None; 12]));
}

#[test]
fn one_value() {
    let mut values = [None; 12];
    values[11] = Some(3.0);
    insta::assert_snapshot!(one(&values));
}

#[test]
fn zero_all_the_time() {
    insta::assert_snapshot!(one(&[Some(0.0); 12]));
}

#[test]
fn a_great_deal() {
    let values: Vec<_> = (0..12).map(|step| Some(1.2e6 - f64::from(step) * 5e4)).collect();
    insta::assert_snapshot!(one(&values));
}

#[test]
fn it_says_what_it_shows() {
    let told = |svg: &str| {
        let document = roxmltree::Document::parse(svg).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        root.attribute("aria-label").unwrap().to_owned()
    };
    assert_eq!(
        told(&one(&[Some(1.0), Some(1_204.0), None])),
        "Messages in: 1,204 messages/s at 12:04:20"
    );
    assert_eq!(told(&one(&[None, None])), "Messages in: nothing was measured");
    let lines = [
        line("p50", Tone::Grey, &[Some(0.4)]),
        line("p99", Tone::Amber, &[Some(2.5)]),
    ];
    assert_eq!(
        told(&picture(&lines, Theme::Light).svg),
        "Messages in: p50 0.4 messages/s, p99 2.5 messages/s at 12:04:30"
    );
}

#[test]
fn the_newest_value_is_at_the_right_edge_of_the_plot() {
    let drawn = picture(
        &[line("messages", Tone::Blue, &[Some(0.0), Some(4.0)])],
        Theme::Light,
    );
    let document = roxmltree::Document::parse(&drawn.svg).unwrap();
    let dot = document
        .descendants()
        .find(|node| node.has_tag_name("circle"))
        .unwrap();
    let at = |name: &str| dot.attribute(name).unwrap().parse::<f64>().unwrap() / 4.0;
    assert!(
        (at("cx") - drawn.plot.left - drawn.plot.width).abs() < 0.5,
        "{drawn:?}"
    );
    assert!((at("cy") - drawn.plot.top).abs() < 0.5, "{drawn:?}");
}

fn value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        4 => (0.0..1e7).prop_map(Some),
        2 => Just(None),
        1 => any::<f64>().prop_map(Some),
        1 => Just(Some(0.0)),
    ]
}

fn tone() -> impl Strategy<Value = Tone> {
    prop_oneof![Just(Tone::Green), Just(Tone::Red), Just(Tone::Grey)]
}

/// Every coordinate of an element, as (across, down).
fn coordinates(node: roxmltree::Node<'_, '_>) -> Vec<(f64, f64)> {
    let number = |name| {
        node.attribute(name)
            .map(|text: &str| text.parse::<f64>().unwrap())
    };
    let mut all = Vec::new();
    for (x, y) in [("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")] {
        if let (Some(x), Some(y)) = (number(x), number(y)) {
            all.push((x, y));
        }
    }
    for pair in node.attribute("points").unwrap_or_default().split_whitespace() {
        let (x, y) = pair.split_once(',').unwrap();
        all.push((x.parse().unwrap(), y.parse().unwrap()));
    }
    all
}

proptest! {
    #[test]
    fn whatever_it_is_of(
        lines in prop::collection::vec((any::<String>(), tone(), prop::collection::vec(value(), 0..400)), 0..4),
        (title, unit, nothing) in any::<(String, String, String)>(),
        (end, step_ms, count) in (any::<u64>(), any::<u64>(), 0usize..400),
        (width, height, offset_minutes) in (0u32..3_000, 0u32..1_500, -900..900),
        dark in any::<bool>(),
    ) {
        let lines: Vec<_> = lines.iter().map(|(name, tone, values)| line(name, *tone, values)).collect();
        let drawn = draw(&Picture {
            title: &title,
            unit: &unit,
            nothing: &nothing,
            steps: Steps { end, step_ms, count },
            lines: &lines,
            theme: if dark { Theme::Dark } else { Theme::Light },
            width,
            height,
            offset_minutes,
        });
        let (width, height) = (width.clamp(*WIDTH.start(), *WIDTH.end()), height.clamp(*HEIGHT.start(), *HEIGHT.end()));
        let document = roxmltree::Document::parse(&drawn.svg).unwrap();
        let root = document.root_element();
        prop_assert_eq!(root.attribute("width"), Some(&*width.to_string()));
        for node in root.descendants().filter(roxmltree::Node::is_element) {
            let allowed = ["svg", "g", "text", "line", "polyline", "polygon", "circle"];
            prop_assert!(allowed.contains(&node.tag_name().name()), "{:?}", node);
            for (x, y) in coordinates(node) {
                prop_assert!((0.0..=f64::from(width * 4)).contains(&x), "{} of {}: {:?}", x, width, node);
                prop_assert!((0.0..=f64::from(height * 4)).contains(&y), "{} of {}: {:?}", y, height, node);
            }
        }
    }
}
