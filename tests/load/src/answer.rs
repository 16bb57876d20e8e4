//! An HTTP answer, as far as a benchmark cares: was it a success, and where does it end.

use anyhow::{Context, Result, bail};

const END: &[u8] = b"\r\n\r\n";

/// An answer of which a part has come.
#[derive(Default)]
pub struct Answer {
    /// The head, until it is whole.
    head: Vec<u8>,
    /// Bytes of the body: all of them, and those that are still to come.
    body: Option<(usize, usize)>,
}

impl Answer {
    /// Takes more of it; the size of its body when it is whole. One answer at a time: nothing may follow it.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Option<usize>> {
        let (whole, left) = match self.body {
            Some((whole, left)) => (
                whole,
                left.checked_sub(bytes.len()).context("more than one answer")?,
            ),
            None => {
                self.head.extend_from_slice(bytes);
                let Some(end) = self.head.windows(END.len()).position(|window| window == END) else {
                    return Ok(None);
                };
                let whole = length(&self.head[..end])?;
                let here = self.head.len() - end - END.len();
                (whole, whole.checked_sub(here).context("more than one answer")?)
            }
        };
        self.body = Some((whole, left));
        Ok((left == 0).then_some(whole))
    }
}

/// Bytes that follow this head.
fn length(head: &[u8]) -> Result<usize> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("http/1.1 2") {
        bail!("the server says {status}");
    }
    lines
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(Ok(0), |length| length.trim().parse().context("no length"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_head_says_however_it_comes() {
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        for cut in 0..text.len() {
            let mut answer = Answer::default();
            assert_eq!(answer.take(&text[..cut]).unwrap(), None);
            assert_eq!(answer.take(&text[cut..]).unwrap(), Some(5));
        }
        let mut empty = Answer::default();
        assert_eq!(empty.take(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), Some(0));
    }

    #[test]
    fn what_is_no_success_is_an_error() {
        assert!(Answer::default().take(b"HTTP/1.1 503 No\r\n\r\n").is_err());
        assert!(Answer::default().take(b"HTTP/1.1 204 No\r\n\r\nHTTP").is_err());
    }
}
