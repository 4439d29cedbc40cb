//! Tags that stand between words: those that `sdk/richtext` writes, and the few of HTML that everybody knows.

use super::words::Look;

/// What a tag means for reading.
#[derive(Debug, PartialEq)]
pub(super) enum Tag {
    /// The text from here on looks so, and is shown with something around it; where nothing follows, `instead` is.
    Open { name: String, look: Look, before: &'static str, instead: String },
    /// The end of one.
    Close(String),
    /// A line's end.
    Break,
    /// Nothing that is read.
    Nothing,
}

/// Reads a tag; nothing where it is none of these, so that it is shown as it is.
pub(super) fn read(html: &str, look: &Look) -> Option<Tag> {
    if html.starts_with("<!--") {
        return Some(Tag::Nothing);
    }
    let inner = html.strip_prefix('<')?.strip_suffix('>')?;
    if let Some(name) = inner.strip_prefix('/') {
        let name = name.trim().to_ascii_lowercase();
        return (name == "attrs" || opened(&name, "", look).is_some()).then_some(Tag::Close(name));
    }
    let inner = inner.trim_end_matches('/');
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(end);
    match name.to_ascii_lowercase().as_str() {
        "br" => Some(Tag::Break),
        "attrs" => Some(Tag::Nothing),
        name => opened(name, attributes, look),
    }
}

fn opened(name: &str, attributes: &str, look: &Look) -> Option<Tag> {
    let mut look = look.clone();
    let mut before = "";
    let mut instead = String::new();
    match name {
        "strong" | "b" | "mention" => look.bold = true,
        "em" | "i" => look.italic = true,
        "s" | "del" | "strike" => look.struck = true,
        "u" | "ins" => look.underlined = true,
        "code" | "kbd" => look.code = true,
        "sub" | "sup" | "span" | "date" => {}
        "a" => {
            instead = value(attributes, "href").unwrap_or_default();
            look.link = super::address(&instead);
        }
        "status" => {
            look.bold = true;
            before = "[";
        }
        "placeholder" => look.dim = true,
        // The sign itself goes before its name.
        "emoji" => instead = value(attributes, "text").or_else(|| value(attributes, "shortName")).unwrap_or_default(),
        "card" => {
            instead = value(attributes, "url").unwrap_or_default();
            look.link = super::address(&instead);
        }
        "media" => instead = picture(value(attributes, "alt").as_deref()),
        "extension" => instead = "[extension]".to_owned(),
        "adf" => instead = "[something that only a browser shows]".to_owned(),
        _ => return None,
    }
    Some(Tag::Open { name: name.to_owned(), look, before, instead })
}

/// What stands for a picture: what is to be said instead of it, where somebody wrote that.
pub(super) fn picture(alt: Option<&str>) -> String {
    match alt.map(str::trim) {
        None | Some("") => "[picture]".to_owned(),
        Some(alt) => format!("[picture: {alt}]"),
    }
}

/// What follows the text of a tag.
pub(super) fn after(name: &str) -> &'static str {
    if name == "status" { "]" } else { "" }
}

/// The value of an attribute, as `name="value"`.
pub(super) fn value(attributes: &str, name: &str) -> Option<String> {
    let (_, rest) = attributes.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    let plain = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    Some(plain.iter().fold(value.to_owned(), |value, (escaped, plain)| value.replace(escaped, plain)))
}
