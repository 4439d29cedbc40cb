//! Texts that people write: Markdown here, Atlassian's document format on the site.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext;
use atlassian_plugin_sdk::serde_json::{self, Value};

/// Longest beginning of a text, in characters, that stands for the whole in a listing.
const BEGINNING: usize = 200;

/// A text as the site wants it.
pub(crate) fn written(text: &Text) -> Value {
    richtext::to_adf(&text.0)
}

/// A document as Markdown; nothing where there is none.
pub(crate) fn read(document: Option<&RawValue>) -> String {
    let document = document.and_then(|document| serde_json::from_str(document.get()).ok());
    match document {
        None | Some(Value::Null) => String::new(),
        // Some projects hold older texts, which are plain.
        Some(Value::String(text)) => text,
        Some(document) => richtext::to_markdown(&document).trim_end().to_owned(),
    }
}

/// The first lines of a text, on one line.
pub(crate) fn beginning(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(BEGINNING) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_one_line_and_is_cut_between_letters() {
        assert_eq!(beginning("one\n\n  two\t\n"), "one two");
        let long = beginning(&"ü".repeat(300));
        assert_eq!((long.chars().count(), long.ends_with('…')), (201, true));
    }

    #[test]
    fn what_is_no_document_is_nothing_or_its_own_text() {
        let raw = |json: &str| RawValue::from_string(json.to_owned()).ok();
        assert_eq!(read(None), "");
        assert_eq!(read(raw("null").as_deref()), "");
        assert_eq!(read(raw("\"old\"").as_deref()), "old");
    }
}
