//! The headers that a plugin may set and those that it may see.

/// Longest value of a header that a plugin sets, in bytes.
const LONGEST: usize = 1024;

/// Answer headers that are passed on. Never `set-cookie`, never anything that names an account or carries a token.
const PASSED_ON: &[&str] = &[
    "accept-ranges",
    "atl-traceid",
    "content-disposition",
    "content-range",
    "content-type",
    "date",
    "deprecation",
    "etag",
    "last-modified",
    "link",
    "location",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "sunset",
    "x-accepted-oauth-scopes",
    "x-arequestid",
    "x-oauth-scopes",
    "x-ratelimit-limit",
    "x-ratelimit-nearlimit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
];

/// Checks the headers of a plugin's request; the text of an error finishes a sentence.
pub(super) fn check_request(headers: &[(String, String)]) -> Result<(), String> {
    let mut seen = Vec::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        if !allowed(&name, value) {
            return Err(format!("it may not set the header `{}` to that value", name.escape_debug()));
        }
        if seen.contains(&name) {
            return Err(format!("it sets the header `{name}` twice"));
        }
        seen.push(name);
    }
    Ok(())
}

/// Checks the type of a body, which becomes a header; the text of an error finishes a sentence.
pub(super) fn check_content_type(value: &str) -> Result<(), &'static str> {
    if printable(value) && value.contains('/') {
        return Ok(());
    }
    Err("the content type of its body is none")
}

fn printable(value: &str) -> bool {
    value.len() <= LONGEST && value.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn allowed(name: &str, value: &str) -> bool {
    printable(value)
        && match name {
            "accept" | "accept-language" | "if-match" | "if-none-match" => true,
            "range" => is_range(value),
            "x-atlassian-token" => value == "no-check",
            "x-experimentalapi" => value == "opt-in",
            _ => false,
        }
}

/// `bytes=N-` or `bytes=N-M`.
fn is_range(value: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    value
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
        .is_some_and(|(from, to)| !from.is_empty() && digits(from) && digits(to))
}

/// The headers of an answer that a plugin may see.
pub(super) fn passed_on(headers: &reqwest::header::HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| PASSED_ON.contains(&name.as_str()))
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, value: &str) -> bool {
        check_request(&[(name.to_owned(), value.to_owned())]).is_ok()
    }

    #[test]
    fn only_the_short_list() {
        for (name, value) in [
            ("Accept", "application/json"),
            ("range", "bytes=0-"),
            ("range", "bytes=5-10"),
            ("x-atlassian-token", "no-check"),
            ("X-ExperimentalApi", "opt-in"),
        ] {
            assert!(check(name, value), "{name}: {value}");
        }
        for (name, value) in [
            ("authorization", "x"),
            ("proxy-authorization", "x"),
            ("cookie", "x"),
            ("host", "evil"),
            ("x-http-method-override", "DELETE"),
            ("x-original-url", "/"),
            ("transfer-encoding", "chunked"),
            ("connection", "upgrade"),
            ("expect", "100-continue"),
            ("accept", "a\r\nhost: evil"),
            ("accept", "a\0"),
            ("accept", "é"),
            ("range", "bytes=-5"),
            ("range", "bytes=0-1,2-3"),
            ("x-atlassian-token", "check"),
            ("accept ", "x"),
        ] {
            assert!(!check(name, value), "{name}: {value:?}");
        }
        assert!(!check("accept", &"x".repeat(LONGEST + 1)));
        let twice = [("accept".to_owned(), "a".to_owned()), ("Accept".to_owned(), "b".to_owned())];
        assert!(check_request(&twice).is_err());
    }
}
