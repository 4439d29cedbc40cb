//! Types of custom fields under short names.

use atlassian_plugin_sdk::prelude::*;

/// Jira's own types, and those who search them.
const PREFIX: &str = "com.atlassian.jira.plugin.system.customfieldtypes:";

/// Short name, type, searcher.
const KINDS: [(&str, &str, &str); 16] = [
    ("text", "textfield", "textsearcher"),
    ("paragraph", "textarea", "textsearcher"),
    ("number", "float", "exactnumber"),
    ("date", "datepicker", "daterange"),
    ("datetime", "datetime", "datetimerange"),
    ("select", "select", "multiselectsearcher"),
    ("multiselect", "multiselect", "multiselectsearcher"),
    ("checkboxes", "multicheckboxes", "multiselectsearcher"),
    ("radio", "radiobuttons", "multiselectsearcher"),
    ("cascading", "cascadingselect", "cascadingselectsearcher"),
    ("labels", "labels", "labelsearcher"),
    ("url", "url", "exacttextsearcher"),
    ("user", "userpicker", "userpickergroupsearcher"),
    ("users", "multiuserpicker", "userpickergroupsearcher"),
    ("group", "grouppicker", "grouppickersearcher"),
    ("version", "version", "versionsearcher"),
];

/// Type and searcher of a short name, or of a type's whole key.
///
/// # Errors
///
/// When it is neither.
pub(super) fn find(typed: &str) -> Result<(String, Option<String>)> {
    if typed.contains(':') {
        return Ok((typed.to_owned(), None));
    }
    match KINDS.iter().find(|(name, kind, _)| *name == typed || *kind == typed) {
        Some((_, kind, searcher)) => Ok((format!("{PREFIX}{kind}"), Some(format!("{PREFIX}{searcher}")))),
        None => {
            let known: Vec<_> = KINDS.iter().map(|(name, ..)| format!("`{name}`")).collect();
            Err(Error::invalid(format!("there is no type of field `{typed}`"))
                .hint(format!("there are {}; any other is named by its whole key", known.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_a_short_name_or_its_key() {
        let expected = (format!("{PREFIX}float"), Some(format!("{PREFIX}exactnumber")));
        assert_eq!(find("number"), Ok(expected.clone()));
        assert_eq!(find("float"), Ok(expected));
        assert_eq!(find("com.example:colour"), Ok(("com.example:colour".to_owned(), None)));
        assert!(find("colour").is_err());
    }
}
