//! Addresses that people paste from the browser.

use crate::bindings::atlassian::plugin::profile;

/// Refuses an address of another site than the profile's: what has the same key there is something else. What is no
/// address is let through, and so is every address where the profile does not say where the service's pages are. Needs
/// the import `profile`.
///
/// # Errors
///
/// Names the profile's own site.
pub fn of_this_site(service: &str, typed: &str) -> Result<(), String> {
    let Some(origin) = origin(typed.trim()) else { return Ok(()) };
    match profile::get(&format!("web-origin.{service}")) {
        Some(own) if !own.eq_ignore_ascii_case(origin) => {
            Err(format!("`{origin}` is another site than the profile's, which is `{own}`"))
        }
        _ => Ok(()),
    }
}

/// Scheme, host and port of an address.
fn origin(text: &str) -> Option<&str> {
    let start = ["https://", "http://"].iter().find(|scheme| text.starts_with(**scheme))?.len();
    let end = text.get(start..)?.find(['/', '?', '#']).map_or(text.len(), |end| start + end);
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_anything_else() {
        assert_eq!(origin("https://a.atlassian.net/browse/DEV-1"), Some("https://a.atlassian.net"));
        assert_eq!(origin("http://127.0.0.1:8089?x"), Some("http://127.0.0.1:8089"));
        assert_eq!(origin("https://a.example"), Some("https://a.example"));
        assert!(origin("DEV-1").is_none() && origin("ftp://a").is_none());
    }
}
