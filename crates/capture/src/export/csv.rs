//! Rows for spreadsheets: RFC 4180, UTF-8. No cell can be taken for a formula: what would begin one has `'` before it.

use std::fmt::Write;

use contract::{SubjectKind, Traffic};

use crate::names::{direction_name, kind_name};

const COLUMNS: [&str; 24] = [
    "id",
    "at",
    "kind",
    "direction",
    "app",
    "channel",
    "event",
    "subject",
    "who",
    "token",
    "connection",
    "approval",
    "dialect",
    "payload",
    "size",
    "position",
    "audience",
    "delivered",
    "latency_us",
    "code",
    "reason",
    "fix",
    "lost",
    "system",
];

pub(super) fn heading() -> String {
    COLUMNS.join(",") + "\r\n"
}

pub(super) fn line(row: &Traffic) -> String {
    let mut line = Line::default();
    line.number(Some(row.id));
    line.number(Some(row.at));
    line.text(Some(kind_name(row.kind)));
    line.text(Some(direction_name(row.direction)));
    line.text(row.app.as_deref());
    line.text(row.channel.as_deref());
    line.text(row.event.as_deref());
    let who = row.who.as_ref();
    line.text(who.map(|who| subject_name(who.kind)));
    line.text(who.map(|who| who.label.as_str()));
    line.text(who.and_then(|who| who.token.as_deref()));
    line.text(row.connection.as_deref());
    line.text(row.approval.as_deref());
    line.text(row.dialect.as_deref());
    line.text(row.payload.as_deref());
    line.number(row.size);
    line.number(row.position);
    line.number(row.audience);
    line.number(row.delivered);
    line.number(row.latency_us);
    line.text(row.code.as_deref());
    line.text(row.reason.as_deref());
    line.text(row.fix.as_deref());
    line.number(row.lost);
    line.text(Some(if row.system { "true" } else { "false" }));
    line.0 + "\r\n"
}

#[derive(Default)]
struct Line(String);

impl Line {
    fn number(&mut self, number: Option<u64>) {
        self.next();
        if let Some(number) = number {
            // Writing to a string cannot fail.
            let _ = write!(self.0, "{number}");
        }
    }

    fn text(&mut self, text: Option<&str>) {
        self.next();
        let text = text.unwrap_or_default();
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let harmless = if formula { "'" } else { "" };
        if text.contains(['"', ',', '\n', '\r']) {
            let doubled = text.replace('"', "\"\"");
            let _ = write!(self.0, "\"{harmless}{doubled}\"");
        } else {
            let _ = write!(self.0, "{harmless}{text}");
        }
    }

    fn next(&mut self) {
        // The first cell is a number, never empty.
        if !self.0.is_empty() {
            self.0.push(',');
        }
    }
}

fn subject_name(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Token => "token",
        SubjectKind::Client => "client",
        SubjectKind::Anonymous => "anonymous",
        SubjectKind::Backend => "backend",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn cells(text: &str) -> String {
        let mut line = Line("0".to_owned());
        line.text(Some(text));
        line.0
    }

    #[test]
    fn what_would_be_a_formula_is_text() {
        for (text, cell) in [
            ("=1+1", "0,'=1+1"),
            ("+1", "0,'+1"),
            ("-1", "0,'-1"),
            ("@SUM(A1)", "0,'@SUM(A1)"),
            ("\tx", "0,'\tx"),
            ("=HYPERLINK(\"x\",1)", "0,\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("a=b", "0,a=b"),
        ] {
            assert_eq!(cells(text), cell);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        assert_eq!(cells("a,b"), "0,\"a,b\"");
        assert_eq!(cells("a\nb"), "0,\"a\nb\"");
        assert_eq!(cells("say \"hi\""), "0,\"say \"\"hi\"\"\"");
        assert_eq!(cells("plain"), "0,plain");
        assert_eq!(cells(""), "0,");
    }

    #[test]
    fn a_line_has_a_cell_for_every_column() {
        let row = Traffic {
            payload: None,
            ..samples::row(5)
        };
        let line = line(&row);
        assert_eq!(line.matches(',').count() + 1, COLUMNS.len(), "{line}");
        assert!(
            line.starts_with("1005,1700000000035,") && line.ends_with("\r\n"),
            "{line}"
        );
    }
}
