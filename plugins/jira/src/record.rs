//! Records with something of our own beside what the site sent.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::Serialize;
use atlassian_plugin_sdk::serde_json;

/// A record as it was sent, and one more member at its end: what a table shows and the site does not say in one place.
///
/// # Errors
///
/// When the record is no object.
pub(crate) fn with(record: &RawValue, name: &str, value: &(impl Serialize + ?Sized)) -> Result<Box<RawValue>> {
    let broken = |_| Error::other("a record cannot be extended");
    let value = serde_json::to_string(value).map_err(broken)?;
    let inside = record.get().trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inside = inside.ok_or_else(|| Error::other("a record of the site's is not an object"))?.trim_end();
    let comma = if inside.is_empty() { "" } else { "," };
    RawValue::from_string(format!("{{{inside}{comma}\"{name}\":{value}}}")).map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extended(record: &str) -> Option<String> {
        let record = RawValue::from_string(record.to_owned()).ok()?;
        with(&record, "n", "ü").ok().map(|record| record.get().to_owned())
    }

    #[test]
    fn what_was_sent_stays_as_it_is() {
        assert_eq!(extended(r#"{ "b": 1.50, "a": {} }"#).as_deref(), Some(r#"{ "b": 1.50, "a": {},"n":"ü"}"#));
        assert_eq!(extended("{}").as_deref(), Some(r#"{"n":"ü"}"#));
        assert_eq!(extended("[1]"), None);
    }
}
