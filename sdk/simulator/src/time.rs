//! Instants as milliseconds since 1970, and the spellings of the products.

use jiff::Timestamp;

/// Milliseconds since 1970.
pub(crate) type Millis = i64;

pub(crate) fn now() -> Millis {
    Timestamp::now().as_millisecond()
}

/// Reads RFC 3339; `None` when it is not.
pub(crate) fn parse(text: &str) -> Option<Millis> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// Jira's spelling, `2026-01-02T03:04:05.000+0000`.
pub(crate) fn jira(millis: Millis) -> String {
    format(millis, "%Y-%m-%dT%H:%M:%S%.3f+0000")
}

/// Confluence v2's spelling, `2026-01-02T03:04:05.000Z`.
pub(crate) fn confluence(millis: Millis) -> String {
    format(millis, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// Bitbucket's spelling, `2026-01-02T03:04:05.000000+00:00`.
pub(crate) fn bitbucket(millis: Millis) -> String {
    format(millis, "%Y-%m-%dT%H:%M:%S%.6f+00:00")
}

/// The spelling of `X-RateLimit-Reset`, `2026-01-02T03:04Z`.
pub(crate) fn minute(millis: Millis) -> String {
    format(millis, "%Y-%m-%dT%H:%MZ")
}

/// Time of day for the log, `03:04:05.678`.
pub(crate) fn clock(millis: Millis) -> String {
    format(millis, "%H:%M:%S%.3f")
}

fn format(millis: Millis, pattern: &str) -> String {
    // A time outside jiff's years cannot come from the seed or the clock; 1970 shows that something is wrong.
    let time = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    time.strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_product_has_its_own_spelling() {
        let time = super::parse("2026-01-02T03:04:05Z").unwrap();
        assert_eq!(super::jira(time), "2026-01-02T03:04:05.000+0000");
        assert_eq!(super::confluence(time), "2026-01-02T03:04:05.000Z");
        assert_eq!(super::bitbucket(time), "2026-01-02T03:04:05.000000+00:00");
        assert_eq!(super::minute(time), "2026-01-02T03:04Z");
    }
}
