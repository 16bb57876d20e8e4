//! The report as HTML: styles and pictures within, no scripts. Every text is escaped.

use std::fmt::{self, Display, Write};

use contract::App;
use model::Timestamp;

const STYLE: &str = include_str!("page.css");

/// The page may use its own styles and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What stands where there is no value.
const NONE: &str = "–";

pub struct Page<'a> {
    pub version: &'a str,
    pub address: &'a str,
    pub started: Timestamp,
    pub from: Timestamp,
    pub to: Timestamp,
    /// The same in words.
    pub over: &'a str,
    pub offset_minutes: i32,
    pub rows: Vec<Row>,
    pub charts: Vec<Chart>,
    pub apps: Vec<App>,
}

/// A line of the table of figures.
pub struct Row {
    pub what: &'static str,
    /// In the time of the report.
    pub then: Option<String>,
    pub since: Option<String>,
}

/// Pictures are not escaped: they are ours.
pub struct Chart {
    pub title: &'static str,
    pub light: String,
    pub dark: String,
}

impl Page<'_> {
    pub fn html(&self) -> String {
        let mut html = String::new();
        // Writing into a string does not fail.
        let _ = self.write(&mut html);
        html
    }

    fn write(&self, to: &mut String) -> fmt::Result {
        let (address, version) = (Text(self.address), Text(self.version));
        let zone = Zone(self.offset_minutes);
        let (from, until) = (self.clock(self.from), self.clock(self.to));
        let started = self.clock(self.started);
        write!(
            to,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>Switchboard report, {until}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <header>\n<h1>Switchboard report</h1>\n<p>{from} to {until} {zone}, {over}</p>\n\
             <dl>\n<div><dt>Server</dt><dd>{address}</dd></div>\n\
             <div><dt>Version</dt><dd>{version}</dd></div>\n\
             <div><dt>Running since</dt><dd>{started}</dd></div>\n\
             <div><dt>Times</dt><dd>{zone}</dd></div>\n</dl>\n</header>\n",
            over = self.over,
        )?;
        self.write_charts(to)?;
        self.write_figures(to)?;
        self.write_apps(to)?;
        to.write_str("</main>\n</body>\n</html>\n")
    }

    fn write_charts(&self, to: &mut String) -> fmt::Result {
        to.write_str("<section>\n<h2>Charts</h2>\n<div class=\"charts\">\n")?;
        for Chart { title, light, dark } in &self.charts {
            write!(
                to,
                "<figure>\n<figcaption>{title}</figcaption>\n<div class=\"light\">{light}</div>\n\
                 <div class=\"dark\">{dark}</div>\n</figure>\n"
            )?;
        }
        to.write_str("</div>\n</section>\n")
    }

    fn write_figures(&self, to: &mut String) -> fmt::Result {
        let mut over = self.over.to_owned();
        over.get_mut(..1).map(str::make_ascii_uppercase);
        write!(
            to,
            "<section>\n<h2>Figures</h2>\n<table>\n<thead><tr><th scope=\"col\">Figure</th>\
             <th scope=\"col\" class=\"number\">{over}</th>\
             <th scope=\"col\" class=\"number\">Since the start</th></tr></thead>\n<tbody>\n"
        )?;
        for Row { what, then, since } in &self.rows {
            let (then, since) = (then.as_deref().unwrap_or(NONE), since.as_deref().unwrap_or(NONE));
            writeln!(
                to,
                "<tr><th scope=\"row\">{what}</th><td class=\"number\">{then}</td><td class=\"number\">{since}</td></tr>"
            )?;
        }
        to.write_str("</tbody>\n</table>\n</section>\n")
    }

    fn write_apps(&self, to: &mut String) -> fmt::Result {
        to.write_str(
            "<section>\n<h2>Apps</h2>\n<table>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Id</th>\
             <th scope=\"col\" class=\"number\">Channels</th><th scope=\"col\" class=\"number\">Tokens</th>\
             <th scope=\"col\" class=\"number\">Connections now</th></tr></thead>\n<tbody>\n",
        )?;
        for app in &self.apps {
            let (name, id) = (Text(&app.name), Text(&app.id));
            let (channels, tokens, connections) = (app.channels, app.tokens, app.connections);
            writeln!(
                to,
                "<tr><th scope=\"row\">{name}</th><td><code>{id}</code></td><td class=\"number\">{channels}</td>\
                 <td class=\"number\">{tokens}</td><td class=\"number\">{connections}</td></tr>"
            )?;
        }
        to.write_str("</tbody>\n</table>\n</section>\n")
    }

    /// `2026-11-26 12:04:31` on the reader's clock.
    fn clock(&self, at: Timestamp) -> String {
        let ahead = i64::from(self.offset_minutes) * 60_000;
        let text = Timestamp(at.0.saturating_add_signed(ahead)).to_string();
        text.chars()
            .take("2026-11-26T12:04:31".len())
            .map(|letter| if letter == 'T' { ' ' } else { letter })
            .collect()
    }
}

/// A text that came from outside.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => to.write_str("&amp;")?,
                '<' => to.write_str("&lt;")?,
                '>' => to.write_str("&gt;")?,
                '"' => to.write_str("&quot;")?,
                '\'' => to.write_str("&#39;")?,
                letter => to.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// `UTC`, `UTC+05:30`.
struct Zone(i32);

impl Display for Zone {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.abs();
        match self.0 {
            0 => to.write_str("UTC"),
            ahead => {
                let sign = if ahead > 0 { '+' } else { '-' };
                write!(to, "UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page<'a>(address: &'a str, offset_minutes: i32) -> Page<'a> {
        Page {
            version: "0.1.0",
            address,
            started: Timestamp(1_795_694_671_000),
            from: Timestamp(1_795_694_671_000),
            to: Timestamp(1_795_698_271_000),
            over: "the last hour",
            offset_minutes,
            rows: vec![Row {
                what: "Messages in",
                then: Some("1,204".into()),
                since: None,
            }],
            charts: Vec::new(),
            apps: Vec::new(),
        }
    }

    #[test]
    fn texts_are_escaped() {
        let html = page("<b a='1'>&\"</b>", 0).html();
        assert!(
            html.contains("<dd>&lt;b a=&#39;1&#39;&gt;&amp;&quot;&lt;/b&gt;</dd>"),
            "{html}"
        );
    }

    #[test]
    fn it_says_whose_times_it_has() {
        let html = page("", 0).html();
        assert!(
            html.contains("<p>2026-11-26 12:04:31 to 2026-11-26 13:04:31 UTC, the last hour</p>"),
            "{html}"
        );
        let html = page("", -330).html();
        assert!(
            html.contains("<p>2026-11-26 06:34:31 to 2026-11-26 07:34:31 UTC-05:30, the last hour</p>"),
            "{html}"
        );
    }

    #[test]
    fn what_is_not_known_is_a_dash() {
        let html = page("", 0).html();
        assert!(
            html.contains("<td class=\"number\">1,204</td><td class=\"number\">–</td>"),
            "{html}"
        );
    }
}
