//! What xtask says, apart from what its children say.

use std::io::{self, Write};
use std::time::Duration;

/// A line on standard output, complete with its newline. A closed pipe is the reader's choice, not an error.
pub fn line(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A heading above what follows.
pub fn heading(text: &str) {
    line(&format!("\n── {text}"));
}

/// A failure with its causes, the outermost first.
pub fn error(failure: &anyhow::Error) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "\nxtask: {failure:#}");
}

/// `850 ms`, `12.3 s`, `4 min 05 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => format!("{} ms", time.as_millis()),
        1..=59 => format!("{:.1} s", time.as_secs_f64()),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short_at_every_scale() {
        assert_eq!(duration(Duration::from_millis(850)), "850 ms");
        assert_eq!(duration(Duration::from_millis(12_340)), "12.3 s");
        assert_eq!(duration(Duration::from_secs(245)), "4 min 05 s");
    }
}
