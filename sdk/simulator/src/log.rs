//! One line on stderr for each request, without secrets.

use std::io::Write as _;
use std::time::Duration;

use crate::auth::TOKENS;
use crate::time;

/// What a line tells.
pub(crate) struct Line<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// `None` where the connection was cut.
    pub(crate) status: Option<u16>,
    pub(crate) took: Duration,
    pub(crate) who: &'a str,
    /// What was done to the request on purpose.
    pub(crate) note: Option<&'static str>,
}

impl Line<'_> {
    fn text(&self, clock: &str) -> String {
        let status = self.status.map_or_else(|| "cut".to_owned(), |status| status.to_string());
        let milliseconds = self.took.as_secs_f64() * 1000.0;
        let note = self.note.map(|note| format!("  [{note}]")).unwrap_or_default();
        let line = format!(
            "{clock} {:<6} {} {status} {milliseconds:.1}ms {}{note}",
            self.method,
            printable(self.path),
            self.who
        );
        TOKENS.iter().fold(line, |line, token| line.replace(token, "[redacted]"))
    }
}

/// Writes one line; a closed stderr is nobody's loss.
pub(crate) fn request(line: &Line<'_>) {
    message(&line.text(&time::clock(time::now())));
}

/// Writes anything else that the operator should read.
pub fn message(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Control characters cannot arrive in a path unencoded; should they, they must not reach the terminal.
fn printable(path: &str) -> String {
    path.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_happened_and_no_token() {
        let path = "/rest/api/3/myself?token=ATATT-site-token-EXAMPLE";
        let took = Duration::from_micros(1200);
        let line = Line { method: "GET", path, status: Some(200), took, who: "site-basic", note: Some("fault") };
        let text = line.text("03:04:05.678");
        assert_eq!(text, "03:04:05.678 GET    /rest/api/3/myself?token=[redacted] 200 1.2ms site-basic  [fault]");
    }
}
