//! Confluence's storage format.

/// Markdown as storage format.
pub fn from_markdown(markdown: &str) -> String {
    format!("<p>{}</p>", markdown.replace('&', "&amp;").replace('<', "&lt;"))
}

/// Storage format as Markdown.
pub fn to_markdown(storage: &str) -> String {
    storage.to_owned()
}
