//! What was counted, as pictures and as a report.

use client::Method;
use contract::Chart;
use serde_json::json;

use crate::support::{Answer, Running, raw_with, until};

const FIGURES: [&str; 5] = ["connections", "messages", "deliveries", "refusals", "latency"];

async fn chart(server: &Running, figure: &str, query: &str) -> Chart {
    server.admin.get(&format!("/charts/{figure}{query}")).await
}

async fn report(server: &Running, query: &str) -> Answer {
    let key = format!("Bearer {}", server.ready.admin_key);
    let path = format!("{}/report{query}", contract::BASE);
    raw_with(
        &server.ready.admin,
        "GET",
        &path,
        &[("Authorization", key.as_str())],
        b"",
    )
    .await
}

/// A server that has delivered a message, and has counted it.
async fn used() -> Running {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &[]).await;
    let mut client = place.client(&place.token(&[]).await).await;
    client.join("room").await;
    place.publish("room", "greet", json!("hi")).await;
    until(async || {
        let chart = chart(&server, "latency", "").await;
        chart
            .lines
            .iter()
            .all(|line| line.values.iter().any(Option::is_some))
    })
    .await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_has_the_values_that_it_shows() {
    let server = used().await;
    for (figure, unit, names) in [
        ("connections", "connections", vec!["connections"]),
        ("messages", "messages/s", vec!["messages"]),
        ("deliveries", "deliveries/s", vec!["deliveries"]),
        ("refusals", "refusals/s", vec!["refusals"]),
        ("latency", "ms", vec!["p50", "p99"]),
    ] {
        let chart = chart(&server, figure, "").await;
        assert_eq!(chart.unit, unit);
        let found: Vec<_> = chart.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(found, names);
        assert_eq!(chart.at.len(), 300, "{figure}");
        assert!(
            chart.at.windows(2).all(|pair| pair[1] - pair[0] == 1_000),
            "{figure}"
        );
        let all = chart.lines.iter().flat_map(|line| &line.values);
        let most = all.clone().flatten().copied().fold(0.0, f64::max);
        assert_eq!(most > 0.0, figure != "refusals", "{figure}: {most}");
        // The server has run for a few seconds only.
        assert!(all.clone().next().unwrap().is_none(), "{figure}");
        assert!(
            chart.svg.starts_with("<svg ") && chart.svg.contains("role=\"img\""),
            "{figure}"
        );
        assert!(chart.plot.left + chart.plot.width <= 480.0 && chart.plot.top + chart.plot.height <= 160.0);
    }
    let sum = |chart: &Chart| chart.lines[0].values.iter().flatten().sum::<f64>();
    assert_eq!(sum(&chart(&server, "messages", "").await), 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_drawn_as_asked() {
    let server = Running::start().await;
    let asked = "?span=1h&theme=dark&width=640&height=200&offset=60";
    let dark = chart(&server, "messages", asked).await;
    assert!(dark.svg.contains("width=\"640\" height=\"200\""), "{}", dark.svg);
    assert!(
        dark.svg.contains("#8790A0") && !dark.svg.contains("#6B7280"),
        "{}",
        dark.svg
    );
    assert_eq!((dark.at.len(), dark.at[1] - dark.at[0]), (360, 10_000));
    let day = chart(&server, "messages", "?span=24h").await;
    assert_eq!((day.at.len(), day.at[1] - day.at[0]), (288, 300_000));
    assert!(
        day.svg.contains("the first value comes after 5 minutes"),
        "{}",
        day.svg
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_drawn_is_said() {
    let server = Running::start().await;
    for (path, said) in [
        ("/charts/messages?width=159", "width is 159; use 160 to 2000"),
        ("/charts/messages?width=2001", "width is 2001; use 160 to 2000"),
        ("/charts/messages?height=79", "height is 79; use 80 to 1000"),
        ("/charts/messages?height=1001", "height is 1001; use 80 to 1000"),
        ("/charts/messages?width=wide", "invalid digit"),
        ("/charts/messages?offset=841", "offset is 841; use -840 to 840"),
        ("/charts/messages?span=7d", "unknown variant `7d`"),
        ("/charts/messages?theme=blue", "unknown variant `blue`"),
        ("/charts/messages?color=blue", "unknown field `color`"),
        ("/charts/bytes", "unknown variant `bytes`"),
        ("/report?span=7d", "unknown variant `7d`"),
        ("/report?offset=-841", "offset is -841; use -840 to 840"),
    ] {
        let (status, error) = server.admin.refused(Method::GET, path, None).await;
        assert_eq!((status, error.code.as_str()), (400, "INVALID_REQUEST"), "{path}");
        assert!(error.message.contains(said), "{path}: {}", error.message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_one_page_with_everything_in_it() {
    let server = used().await;
    let app = json!({ "name": "<Mine> & yours", "join_mode": "ask" });
    let app: contract::App = server.admin.post("/apps", app).await;
    let answer = report(&server, "?span=5m&offset=330").await;
    assert_eq!(answer.status, 200);
    let page = answer.body;
    let has = |text: &str| assert!(page.contains(text), "{text} is not in {page}");
    has("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    has("UTC+05:30, the last 5 minutes");
    has(env!("CARGO_PKG_VERSION"));
    has(&server.ready.listen);
    has(&format!(
        "&lt;Mine&gt; &amp; yours</th><td><code>{}</code>",
        app.id
    ));
    has("<tr><th scope=\"row\">Messages in</th><td class=\"number\">1</td><td class=\"number\">1</td></tr>");
    has("<tr><th scope=\"row\">Connections at most</th><td class=\"number\">1</td>");
    assert_eq!(page.matches("<figure>").count(), FIGURES.len());
    assert_eq!(page.matches("<svg ").count(), 2 * FIGURES.len(), "light and dark");
    for foreign in ["<script", "<link", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(foreign), "{foreign} in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_has_no_secrets() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let token = place.token(&[]).await;
    let page = report(&server, "").await.body;
    assert!(
        page.contains(&place.app) && page.contains("the last hour"),
        "{page}"
    );
    for secret in [&place.key, &token, &server.ready.admin_key] {
        assert!(!page.contains(secret.as_str()), "{secret}");
    }
    let answer = raw_with(
        &server.ready.admin,
        "GET",
        &format!("{}/report", contract::BASE),
        &[],
        b"",
    )
    .await;
    assert_eq!(answer.status, 401);
}
