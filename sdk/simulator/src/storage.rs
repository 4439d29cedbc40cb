//! Confluence's storage format, as far as the simulator reads and writes it: XHTML without a document around it.

/// What stands after the `<` of text that holds no markup.
const CDATA: &str = "![CDATA[";

/// One paragraph.
pub(crate) fn from_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{escaped}</p>")
}

/// The text without its tags, a line break after each paragraph, heading or item.
pub(crate) fn to_text(storage: &str) -> String {
    let mut text = String::new();
    let mut rest = storage;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        if let Some((plain, after)) = tag.strip_prefix(CDATA).and_then(|plain| plain.split_once("]]>")) {
            // Entities are none in there, and are told from others when all are put back.
            text.push_str(&plain.replace('&', "&amp;"));
            rest = after;
            continue;
        }
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        if matches!(tag, "/p" | "/li" | "/h1" | "/h2" | "/h3") {
            text.push_str("\n\n");
        }
        rest = after;
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&").trim_end().to_owned()
}

/// Whether tags are closed in the order in which they are opened, and `&` and `<` stand only where markup begins.
///
/// # Errors
///
/// Says what is wrong, in words like Confluence's.
pub(crate) fn check(storage: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = storage;
    while let Some(at) = rest.find(['<', '&']) {
        let (_, markup) = rest.split_at(at);
        if let Some(plain) = markup.strip_prefix('<').and_then(|markup| markup.strip_prefix(CDATA)) {
            let Some((_, after)) = plain.split_once("]]>") else {
                return Err("Error parsing xhtml: a CDATA section is not completed".to_owned());
            };
            rest = after;
            continue;
        }
        let end = if markup.starts_with('&') { ';' } else { '>' };
        let Some((inner, after)) = markup.get(1..).and_then(|inner| inner.split_once(end)) else {
            return Err(format!("Error parsing xhtml: `{}` is not completed", head(markup)));
        };
        rest = after;
        if end == ';' {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '#';
            if inner.is_empty() || !inner.chars().all(plain) {
                return Err(format!("Error parsing xhtml: `{}` is no entity", head(markup)));
            }
        } else if let Some(name) = inner.strip_prefix('/') {
            let opened = open.pop();
            if opened != Some(name) {
                return Err(format!("Error parsing xhtml: </{name}> closes {}", opened.unwrap_or("nothing")));
            }
        } else {
            let name = inner.trim_end_matches('/').split_whitespace().next().unwrap_or_default();
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-');
            if inner.contains('<') || name.is_empty() || !name.chars().all(plain) {
                return Err(format!("Error parsing xhtml: `{}` is no tag", head(markup)));
            }
            if !inner.ends_with('/') {
                open.push(name);
            }
        }
    }
    match open.pop() {
        Some(name) => Err(format!("Error parsing xhtml: <{name}> is not closed")),
        None => Ok(()),
    }
}

fn head(markup: &str) -> String {
    markup.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_markup() {
        for text in ["Answers & more <here>.", "&lt; is an entity", ""] {
            assert_eq!(to_text(&from_text(text)), text);
            assert_eq!(check(&from_text(text)), Ok(()));
        }
        assert_eq!(to_text("<a><![CDATA[x < y &amp; <b>]]></a>z"), "x < y &amp; <b>z");
        assert_eq!(to_text("<h2>A</h2><ul><li>b <a href=\"x\">c</a></li></ul>"), "A\n\nb c");
    }

    #[test]
    fn only_what_is_well_formed_is_taken() {
        for good in [
            "",
            "x > y",
            "<p>a<br/>b</p>",
            "<p><![CDATA[a < b & </p>]]></p>",
            "<ac:structured-macro ac:name=\"info\"></ac:structured-macro>",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for wrong in
            ["<p>", "</p>", "<p><b></p></b>", "a < b", "a & b", "<p", "<>", "< p>", "<![CDATA[x", "&;", "&a b;"]
        {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
