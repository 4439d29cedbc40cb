//! Addresses that a user types or pastes: put right, or a clear error.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Error, Result};

/// What people paste after the origin of an Atlassian site when they copy it from a browser.
const PRODUCT_PATHS: &[&str] = &["wiki", "jira", "browse", "projects", "secure", "servicedesk", "people", "home"];

/// The address of a site, of Bitbucket or of the gateway, without a slash at the end.
///
/// Spaces around it and a missing `https://` are put right, upper case too, and a product's path at the end of a
/// pasted site address is taken off. `http://` is for loopback only.
///
/// # Errors
/// When it is not an address that a token may go to.
pub fn normalise(typed: &str) -> Result<String> {
    let trimmed = typed.trim().trim_matches(['"', '\'']).trim();
    let refuse = |why: &str| {
        Error::usage(format!("`{}` is not a usable address: {why}", trimmed.escape_debug()))
            .hinted("it looks like `https://your-domain.atlassian.net`")
    };
    if trimmed.is_empty() {
        return Err(refuse("it is empty"));
    }
    if trimmed.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(refuse("it has a space, a backslash or a control character in it"));
    }
    let with_scheme = if trimmed.contains("://") { trimmed.to_owned() } else { format!("https://{trimmed}") };
    let url = Url::parse(&with_scheme).map_err(|error| refuse(&error.to_string()))?;
    let host = url.host().ok_or_else(|| refuse("it names no host"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        "http" => return Err(refuse("`http://` would send the token in the clear; use `https://`")),
        other => return Err(refuse(&format!("`{other}://` is not `https://`"))),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it has a user name or a password in it"));
    }
    if matches!(host, Host::Domain(domain) if domain.ends_with('.')) {
        return Err(refuse("its host ends with a dot"));
    }
    let mut segments: Vec<_> = url.path_segments().into_iter().flatten().filter(|s| !s.is_empty()).collect();
    if segments.first().is_some_and(|first| PRODUCT_PATHS.contains(first)) {
        segments.clear();
    } else if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("it has a `?` or a `#` in it"));
    }
    let mut address = url.origin().ascii_serialization();
    for segment in segments {
        address.push('/');
        address.push_str(segment);
    }
    Ok(address)
}

/// Scheme, host and port of an address.
///
/// # Errors
/// When it is not an address.
pub fn origin(address: &str) -> Result<String> {
    let url = Url::parse(address).map_err(|error| Error::usage(format!("`{address}` is not an address: {error}")))?;
    Ok(url.origin().ascii_serialization())
}

/// 127.0.0.0/8, ::1 and `localhost`.
pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(ip) => IpAddr::V4(*ip).is_loopback(),
        Host::Ipv6(ip) => IpAddr::V6(*ip).is_loopback(),
        Host::Domain(domain) => *domain == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_put_right() {
        for (typed, expected) in [
            ("https://acme.atlassian.net", "https://acme.atlassian.net"),
            ("https://acme.atlassian.net/", "https://acme.atlassian.net"),
            ("  acme.atlassian.net\n", "https://acme.atlassian.net"),
            ("HTTPS://ACME.Atlassian.NET/", "https://acme.atlassian.net"),
            ("https://acme.atlassian.net/wiki", "https://acme.atlassian.net"),
            ("https://acme.atlassian.net/wiki/spaces/ENG/overview?homepageId=1", "https://acme.atlassian.net"),
            ("https://acme.atlassian.net/browse/DEV-1#x", "https://acme.atlassian.net"),
            ("\"https://acme.atlassian.net\"", "https://acme.atlassian.net"),
            ("https://acme.atlassian.net:443", "https://acme.atlassian.net"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://[::1]:9", "http://[::1]:9"),
            ("http://127.0.0.1:8080/bitbucket/", "http://127.0.0.1:8080/bitbucket"),
        ] {
            assert_eq!(normalise(typed).unwrap(), expected, "{typed:?}");
        }
    }

    #[test]
    fn what_a_token_must_not_go_to_is_refused() {
        for typed in [
            "",
            "   ",
            "http://acme.atlassian.net",
            "http://127.0.0.1.evil.com",
            "http://localhost.evil.com",
            "ftp://acme.atlassian.net",
            "file:///etc/passwd",
            "https://user:pw@acme.atlassian.net",
            "https://acme.atlassian.net@evil.com",
            "https://acme.atlassian.net.",
            "https://acme .atlassian.net",
            "https:\\\\acme.atlassian.net",
            "https://acme.atlassian.net/?x=1",
            "https://",
            "javascript:alert(1)",
        ] {
            assert!(normalise(typed).is_err(), "{typed:?} gave {:?}", normalise(typed));
        }
    }
}
