//! Links, images and code in Markdown's own form.

use serde_json::Value;

use super::escape::{self, Around};

/// What opens and closes a link in brackets.
pub(super) fn link(mark: &Value) -> Option<(&'static str, String)> {
    let attrs = mark.get("attrs")?.as_object()?;
    let href = attrs.get("href")?.as_str()?;
    let title = attrs.get("title").map(|title| title.as_str().filter(|title| !title.is_empty()));
    let known = 1 + usize::from(title.is_some());
    if attrs.len() != known || mark.as_object()?.len() != 2 || title == Some(None) {
        return None;
    }
    let destination = destination(href)?;
    let plain = |c: char| !c.is_control() && !"\"\\&|`<".contains(c);
    Some(match title.flatten() {
        None => ("[", format!("]({destination})")),
        Some(title) if title.chars().all(plain) => ("[", format!("]({destination} \"{title}\")")),
        Some(_) => return None,
    })
}

/// An address as it stands in round brackets; none when it would need escapes.
pub(super) fn destination(href: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "-._~:/?#@!$'*+,;=%".contains(c);
    if !href.is_empty() && href.chars().all(plain) {
        return Some(href.to_owned());
    }
    let quoted = |c: char| plain(c) || "() &".contains(c);
    let reference = href
        .split('&')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') && rest.contains(';'));
    let edges = href.trim() == href && !href.is_empty();
    (href.chars().all(quoted) && !reference && edges).then(|| format!("<{href}>"))
}

/// Whether a span of code can hold the text: line breaks become spaces there.
pub(super) fn can_be_code(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) && !text.ends_with('\\')
}

/// Code between backticks, more of them than are in it.
pub(super) fn code(text: &str, cell: bool) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
    let blank = text.chars().all(|c| c == ' ');
    let padded =
        text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' ') && !blank);
    let pad = if padded { " " } else { "" };
    let text = if cell { text.replace('|', "\\|") } else { text.to_owned() };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// `![alt](url)`; none where Markdown cannot say it.
pub(crate) fn image(url: &str, alt: Option<&str>) -> Option<String> {
    let sayable = |alt: &&str| !alt.is_empty() && alt.trim() == *alt && !alt.contains(char::is_control);
    let around = Around { line_start: false, line_end: false, cell: true, heading: false, link: true, tilde: true };
    let words = match alt {
        Some(alt) => escape::text(Some(alt).filter(sayable)?, around),
        None => String::new(),
    };
    Some(format!("![{words}]({})", destination(url)?))
}
